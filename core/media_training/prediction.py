"""What a network says of clips: a probability a class, the fused vector, and where it looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from core.media_training.batch import clip_batch
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.media_training.clip import Clip, LabelledClips
    from core.media_training.training_params import TrainingParams
    from core.persona.media.persona_network import PersonaNetwork
    from core.progress import Progress

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What was said of n clips, in their order: ``shares`` (n, classes) add up to 1 in a row, ``fused`` (n, d)."""

    shares: Floats
    fused: Floats


def predict(
    network: PersonaNetwork,
    data: LabelledClips,
    rows: npt.NDArray[np.int64],
    params: TrainingParams,
    hidden: Sequence[str] = (),
    *,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Said:
    """Say what is in some clips.

    Parameters
    ----------
    network : PersonaNetwork
        It is left in the state for use.
    data : LabelledClips
    rows : ndarray of shape (n,)
        Places of the examples.
    params : TrainingParams
        ``batch`` clips at once.
    hidden : sequence of str
        Parts that are hidden from it, as if they were missing: "frames", or the name of a joined vector.
    progress, cancelled : callable
    """
    network.eval()
    shares, fused = [], []
    with torch.inference_mode():
        for first in range(0, rows.size, params.batch):
            check(cancelled, "nothing was changed")
            progress(first / rows.size, f"{first} of {rows.size} clips")
            clips = [_without(data.clips[int(row)], hidden) for row in rows[first : first + params.batch]]
            told = network(clip_batch(clips, network.params))
            shares.append(torch.softmax(told.scores.double(), 1).numpy())
            fused.append(told.fused.double().numpy())
    n_classes, length = len(network.params.classes), network.params.fused_size
    return Said(
        np.concatenate(shares) if shares else np.empty((0, n_classes)),
        np.concatenate(fused) if fused else np.empty((0, length)),
    )


def _without(clip: Clip, hidden: Sequence[str]) -> Clip:
    if not hidden:
        return clip
    n = 0 if "frames" in hidden else len(clip.frames)
    vectors = {name: None if name in hidden else vector for name, vector in clip.vectors.items()}
    return type(clip)(clip.frames[:n], clip.boxes[:n], clip.kinds[:n], vectors)
