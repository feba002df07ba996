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
    model that was used, with its version. ``classes`` are the shares that the analyst's own network gives the eight
    classes, adding up to 1, and ``network`` its name: None where there is no such network, or nothing to judge by.
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
    classes: Mapping[str, float] | None = None
    network: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Still:
    """A frame behind a finding: ``jpeg`` as it is shown once it was asked for, ``veiled`` what is shown before.

    ``second`` is its time in the file, 0 in a picture; ``width`` and ``height`` are those of ``jpeg``, in pixels.
    """

    second: float
    width: int
    height: int
    jpeg: bytes
    veiled: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Attachment:
    """A file that was tied to a profile: what was found in it, and of which frames stills are kept.

    The file itself is not kept. ``sha256`` of its ``n_bytes`` bytes names it; ``name`` is what it was called, foreign
    text; ``post_id`` the post that it belongs to, None where only the profile is known; ``added`` a time in UTC, ISO 8601.
    """

    key: str
    sha256: str
    name: str
    n_bytes: int
    post_id: str | None
    added: str
    analysis: MediaAnalysis
    still_seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ProfileMedia:
    """What a profile's pictures, videos and sounds say together.

    ``vectors`` are the means over its files of those of :data:`VECTORS` that any file has, and ``missing`` says by name why
    none has. ``words`` are what was said or written in them, file by file, ``languages`` how many of these are in which
    language ("und" where that is not known). ``classes`` (8 shares by class) is the mean over the ``n_judged`` files that
    the analyst's ``network`` judged, None where it judged none. ``n_failed`` of ``n_files`` could not be read.
    """

    n_files: int
    n_failed: int
    vectors: Mapping[str, Vector]
    missing: Mapping[str, str]
    words: tuple[str, ...]
    languages: Mapping[str, int]
    classes: Mapping[str, float] | None = None
    network: str | None = None
    n_judged: int = 0
