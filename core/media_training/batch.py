"""Clips side by side, as the network takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from core.persona.media.persona_network import ClipBatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.media_training.clip import Clip
    from core.persona.media.network_params import NetworkParams

    Frames = npt.NDArray[np.uint8]

_LIGHT, _TINT = 0.2, 0.1  # how much training changes a clip's brightness and its colours


def clip_batch(
    clips: Sequence[Clip], params: NetworkParams, rng: np.random.Generator | None = None
) -> ClipBatch:
    """Lay clips side by side.

    Parameters
    ----------
    clips : sequence of Clip
        With frames of one size.
    params : NetworkParams
        Which vectors are joined; one that a clip lacks, or that has another length, is missing there.
    rng : Generator, optional
        In training: each clip's light and colours are changed a little, the same in all its frames.
    """
    longest = max((len(clip.frames) for clip in clips), default=0)
    height, width = next((clip.frames.shape[1:3] for clip in clips if len(clip.frames)), (1, 1))
    n = len(clips)
    frames = np.zeros((n, longest, 3, height, width), np.uint8)
    mask = np.zeros((n, longest), bool)
    boxes = np.zeros((n, longest, 4), np.float32)
    kinds = np.zeros((n, longest), np.int64)
    for row, clip in enumerate(clips):
        there = slice(len(clip.frames))
        if len(clip.frames):
            changed = clip.frames if rng is None else _changed(clip.frames, rng)
            frames[row, there] = changed.transpose(0, 3, 1, 2)
        mask[row, there], boxes[row, there], kinds[row, there] = True, clip.boxes, clip.kinds
    vectors, present = {}, {}
    for name, length in params.joined:
        given = [clip.vectors.get(name) for clip in clips]
        sound = [one is not None and one.shape == (length,) and bool(np.isfinite(one).all()) for one in given]
        rows = [
            one if is_sound and one is not None else np.zeros(length)
            for one, is_sound in zip(given, sound, strict=True)
        ]
        vectors[name] = torch.from_numpy(np.asarray(rows, np.float32))
        present[name] = torch.tensor(sound)
    arrays = (torch.from_numpy(array) for array in (frames, mask, boxes, kinds))
    pictures, shown, places, around = arrays
    return ClipBatch(pictures, shown, places, around, vectors, present)


def _changed(frames: Frames, rng: np.random.Generator) -> Frames:
    gain = 1 + _LIGHT * rng.uniform(-1, 1) + _TINT * rng.uniform(-1, 1, 3)
    table = np.clip(np.arange(256)[:, None] * gain, 0, 255).astype(np.uint8)
    return np.stack([table[frames[..., colour], colour] for colour in range(3)], -1)
