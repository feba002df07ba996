"""Which of seven expressions a face shows: mini-Xception (Arriaga et al. 2017), learned from FER-2013.

What a face shows is not what somebody feels. People agree on FER-2013's pictures in about two of three, and side faces are
read badly: a mean over a track is worth more than a frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.persona.media.face import around
from core.persona.media.frame import resized

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.model.media import Box
    from core.persona.media.frame import Pixels
    from core.persona.media.session import Session

_SIDE = 64
_GREY = np.array([0.2989, 0.5870, 0.1140], np.float32)
_WIDER = 1.2


def read_expressions(session: Session, pixels: Pixels, boxes: list[Box]) -> npt.NDArray[np.float64]:
    """Read the expressions of a frame's faces.

    Parameters
    ----------
    session : Session
        The expression model's.
    pixels : ndarray of shape (h, w, 3)
    boxes : list of Box

    Returns
    -------
    ndarray of shape (len(boxes), 7)
        In the order of :data:`core.model.media.EXPRESSIONS`; each row adds up to 1. Cost: 0.7 ms a face.
    """
    if not boxes:
        return np.zeros((0, 7))
    faces = np.stack([_cut(pixels, box) for box in boxes])
    (found,) = session.run(["out_Identity"], faces)
    shares = found.astype(np.float64)
    return np.asarray(shares / shares.sum(1, keepdims=True))


def _cut(pixels: Pixels, box: Box) -> npt.NDArray[np.float32]:
    """Cut out a face, in grey, -1 to 1."""
    face = resized(around(pixels, box, _WIDER), _SIDE, _SIDE)
    grey: npt.NDArray[np.float32] = face.astype(np.float32) @ _GREY
    return np.asarray(grey[..., None] / 127.5 - 1, np.float32)
