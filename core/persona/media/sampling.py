"""Scenes: where a video is cut, so that nothing is followed over a cut and each scene is looked at at least once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.persona.media.frame import resized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from core.persona.media.frame import Frame, Pixels

    Look = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]

_SIDE = 16
_BINS = 4  # of each colour
_LEAST_PLACES, _OTHER_COLOURS = 0.05, 0.35
_UNLIKE, _SOMEWHAT_UNLIKE = 0.65, 0.3


def scenes(frames: Iterable[Frame]) -> Iterator[tuple[int, Frame]]:
    """Give each frame with the number of its scene, from 0.

    A scene begins with a frame that stands apart, or whose light is spread over the picture in another way than the last
    one's (their correlation is below 0.35, or below 0.7 where the colours differ too): a light that is switched on is none.

    Notes
    -----
    Two small pictures are held. Cost: 0.3 ms a frame. The thresholds were set on filmed people: somebody who leaves the
    picture may count as a cut, which costs one look more.
    """
    scene = -1
    before: Look | None = None
    for frame in frames:
        now = _look(frame.pixels)
        if before is None or frame.apart or _is_cut(before, now):
            scene += 1
        before = now
        yield scene, frame


def _look(pixels: Pixels) -> Look:
    """Give the share of each of 64 colours, and the picture in 16 × 16."""
    small = resized(pixels, _SIDE * 4, _SIDE * 4).astype(np.int64)
    cells = small // (256 // _BINS)
    codes = (cells[..., 0] * _BINS + cells[..., 1]) * _BINS + cells[..., 2]
    colours = np.bincount(codes.ravel(), minlength=_BINS**3) / codes.size
    return colours, resized(pixels, _SIDE, _SIDE).astype(np.float64) / 255


def _is_cut(before: Look, now: Look) -> bool:
    places = float(np.abs(before[1] - now[1]).mean())
    if places <= _LEAST_PLACES:
        return False
    light, dark = (one[1].mean(2).ravel() - one[1].mean() for one in (before, now))
    size = float(np.linalg.norm(light) * np.linalg.norm(dark))
    unlike = 1 - float(light @ dark) / size if size > 0 else 1.0
    colours = float(np.abs(before[0] - now[0]).sum()) / 2
    return unlike > (_SOMEWHAT_UNLIKE if colours > _OTHER_COLOURS else _UNLIKE)
