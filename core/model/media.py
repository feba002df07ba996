"""What is seen and heard in a picture or a video of a profile: tracks, sightings, words, and four vectors of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float64]

EXPRESSIONS: tuple[str, ...] = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
VECTORS: tuple[str, ...] = ("object", "emotion", "action", "text")
"""[A]'s four feature vectors."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, each a share of the picture's width or height in [0, 1]."""


@dataclass(frozen=True, slots=True)
class FaceTrack:
    """One face followed over frames, from ``first`` to ``last`` in seconds; it names and knows nobody.

    ``box`` and ``frame_second`` are of the frame in which it was surest (``score`` in [0, 1]); ``expressions`` is the
    mean of its ``n_frames`` frames, by name, adding up to 1: empty where the expression model is not there. What a
    face shows is not what somebody feels.
    """

    first: float
    last: float
    n_frames: int
    frame_second: float
    box: Box
    score: float
    expressions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A thing of ``label`` in ``n_frames`` frames; ``score``, ``box`` and ``frame_second`` are of the surest one."""

    label: str
    n_frames: int
    frame_second: float
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Act:
    """A simple action of a body's keypoints, from ``first`` to ``last`` in seconds; ``score`` in [0, 1]."""

    label: str
    first: float
    last: float
    score: float


@dataclass(frozen=True, slots=True)
class Words:
    """Words spoken or written in the picture, from ``first`` to ``last`` in seconds; foreign text. ``score`` in [0, 1]."""

    text: str
    first: float
    last: float
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class MediaAnalysis:
    """All that was found in one file, or the ``error`` for which nothing was.

    ``seconds`` is the length of a video or sound, 0 for a picture; ``n_frames`` frames were looked at, at
    ``frame_seconds``. ``vectors`` holds those of :data:`VECTORS` that could be made; ``missing`` says by name of a part or
    vector why it could not. ``notes`` are what a reader must know (a damaged end, a silent track). ``weights`` names each
    model that was used, with its version.
    """

    file: str
    seconds: float
    width: int
    height: int
    n_frames: int
    frame_seconds: tuple[float, ...] = ()
    faces: tuple[FaceTrack, ...] = ()
    objects: tuple[Sighting, ...] = ()
    actions: tuple[Act, ...] = ()
    speech: tuple[Words, ...] = ()
    language: str | None = None
    text_in_frames: tuple[Words, ...] = ()
    vectors: Mapping[str, Vector] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    error: str | None = None
