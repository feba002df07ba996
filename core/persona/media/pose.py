"""Where 17 points of one body are: MoveNet Lightning, single pose. Of several people it gives one, mostly the largest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.persona.media.frame import resized

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.persona.media.frame import Pixels
    from core.persona.media.session import Session

    Floats = npt.NDArray[np.float64]

POINTS: tuple[str, ...] = (
    "nose", "left eye", "right eye", "left ear", "right ear", "left shoulder", "right shoulder", "left elbow",
    "right elbow", "left wrist", "right wrist", "left hip", "right hip", "left knee", "right knee", "left ankle",
    "right ankle",
)  # fmt: skip
_SIDE = 192


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """``points`` (17, 3): across and down as shares of the picture's *longer* side, and the score in [0, 1] of each."""

    second: float
    scene: int
    points: Floats


def read_pose(session: Session, pixels: Pixels, second: float, scene: int) -> Pose:
    """Find the points of a frame's body; where there is none, all scores are low.

    Cost: 6 ms.
    """
    height, width = pixels.shape[:2]
    share = _SIDE / max(height, width)
    small = resized(pixels, max(1, round(width * share)), max(1, round(height * share)))
    square = np.zeros((1, _SIDE, _SIDE, 3), np.int32)
    # in the middle: the model looks for its body there
    top, left = (_SIDE - small.shape[0]) // 2, (_SIDE - small.shape[1]) // 2
    square[0, top : top + small.shape[0], left : left + small.shape[1]] = small
    (found,) = session.run(["out_Identity"], square)
    points = found[0, 0].astype(np.float64)[:, [1, 0, 2]]
    points[:, 0] -= left / _SIDE
    points[:, 1] -= top / _SIDE
    return Pose(second, scene, points)
