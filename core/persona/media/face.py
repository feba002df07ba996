"""Where faces are: BlazeFace (Bazarevsky et al. 2019, the 256-pixel model), decoded with numpy. It knows nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.persona.media.frame import resized

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.model.media import Box
    from core.persona.media.frame import Pixels
    from core.persona.media.session import Session

    Floats = npt.NDArray[np.float64]

_SIDE = 256
_GRIDS = ((16, 2), (8, 6))  # cells a side, boxes a cell
_OUTPUTS = ["out_Identity", "out_Identity_1", "out_Identity_2", "out_Identity_3"]
_OVERLAP = 0.3
_LEAST_SIDE = 12  # pixels: a smaller face shows nothing
_SURE = 0.85
_WIDER = (2.0, 4.0)
_LEAST_AGAIN = 0.62


@dataclass(frozen=True, slots=True)
class FoundFace:
    """A face in one frame; ``score`` in [0, 1]."""

    box: Box
    score: float


def find_faces(session: Session, pixels: Pixels, least: float = 0.65) -> list[FoundFace]:
    """Find the faces of one frame.

    Parameters
    ----------
    session : Session
        BlazeFace's.
    pixels : ndarray of shape (h, w, 3)
    least : float
        From which score on one counts.

    Returns
    -------
    list of FoundFace
        The surest first; of several boxes around one face, one.

    Notes
    -----
    Whatever is less sure than 0.85 is looked at twice more, with two and four times its width around it: letters and
    clouds that look like a face at one size do not at another. Cost: 4 ms, 8 ms more for each that is unsure. A face that
    is smaller than about a fourteenth of the longer side is mostly not found.
    """
    found = _look(session, pixels, least)
    return [
        face for face in found if face.score >= _SURE or _again(session, pixels, face.box) >= _LEAST_AGAIN
    ]


def around(pixels: Pixels, box: Box, times: float) -> Pixels:
    """Cut a square around a box, so many times as wide; beyond the picture's edge its last line goes on.

    >>> around(np.zeros((40, 60, 3), np.uint8), (0.4, 0.4, 0.5, 0.6), 2.0).shape
    (16, 16, 3)
    """
    height, width = pixels.shape[:2]
    left, top, right, bottom = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    side = max(2, round(max(right - left, bottom - top) * times))
    columns = np.arange(side) + round((left + right - side) / 2)
    rows = np.arange(side) + round((top + bottom - side) / 2)
    return np.ascontiguousarray(pixels[np.ix_(np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1))])


def _again(session: Session, pixels: Pixels, box: Box) -> float:
    """Give how sure a face is when it is looked at by itself, as the mean of both looks."""
    scores = []
    for times in _WIDER:
        found = _look(session, around(pixels, box, times), _LEAST_SEEN)
        middle = [f.score for f in found if f.box[0] < 1 / 2 < f.box[2] and f.box[1] < 1 / 2 < f.box[3]]
        scores.append(max(middle, default=0.0))
    return sum(scores) / len(scores)


_LEAST_SEEN = 0.05


def _look(session: Session, pixels: Pixels, least: float) -> list[FoundFace]:
    """Run the model once."""
    height, width = pixels.shape[:2]
    longer = max(height, width)
    share = _SIDE / longer
    small = resized(pixels, max(1, round(width * share)), max(1, round(height * share)))
    square = np.zeros((_SIDE, _SIDE, 3), np.float32)
    square[: small.shape[0], : small.shape[1]] = small
    near, far, near_boxes, far_boxes = session.run(_OUTPUTS, square[None] / np.float32(127.5) - 1)
    raw = np.concatenate([near[0], far[0]])[:, 0].astype(np.float64)
    scores = 1 / (1 + np.exp(-np.clip(raw, -80, 80)))
    keep = scores > least
    given = np.concatenate([near_boxes[0], far_boxes[0]])[keep, :4].astype(np.float64) / _SIDE
    centre, half = given[:, :2] + _anchors()[keep], given[:, 2:] / 2
    boxes = np.concatenate([centre - half, centre + half], axis=1) * longer
    boxes = np.clip(boxes / [width, height, width, height], 0, 1)
    found = []
    for at in surest(boxes, scores[keep], _OVERLAP):
        left, top, right, bottom = (float(one) for one in boxes[at])
        if (right - left) * width >= _LEAST_SIDE and (bottom - top) * height >= _LEAST_SIDE:
            found.append(FoundFace((left, top, right, bottom), float(scores[keep][at])))
    return found


def surest(boxes: Floats, scores: Floats, overlap: float) -> list[int]:
    """Give which boxes stay when of those that overlap only the surest does, the surest first.

    >>> boxes = np.array([[0, 0, 1, 1], [0, 0, 1, 0.9], [2, 2, 3, 3]], float)
    >>> surest(boxes, np.array([0.7, 0.9, 0.8]), 0.3)
    [1, 2]
    """
    found: list[int] = []
    for at in np.argsort(-scores, kind="stable"):
        if all(shared(boxes[at], boxes[other]) <= overlap for other in found):
            found.append(int(at))
    return found


def shared(one: Floats | Box, other: Floats | Box) -> float:
    """Give how much of two boxes together both cover, in [0, 1].

    >>> shared((0, 0, 2, 1), (1, 0, 3, 1))
    0.3333333333333333
    """
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    whole = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1]) - both
    return float(both / whole)


def _anchors() -> Floats:
    """Give the centre of each of the 896 boxes."""
    found = []
    for n, times in _GRIDS:
        down, across = np.mgrid[:n, :n]
        centres = (np.stack([across, down], -1).reshape(-1, 2) + 0.5) / n
        found.append(np.repeat(centres, times, axis=0))
    return np.concatenate(found)
