"""Faces followed from frame to frame, by where they are: a track is one face in one scene, and has no name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from core.model.media import EXPRESSIONS, FaceTrack
from core.persona.media.face import shared

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.model.media import Box
    from core.persona.media.face import FoundFace

_LEAST_SHARED = 0.2
_LOST_SECONDS = 1.2
_SURE_ALONE = 0.8
"""A face in a single frame of a video is a flicker unless it is as sure as this."""


@dataclass(slots=True)
class _Open:
    scene: int
    first: float
    last: float
    box: Box
    best: FoundFace
    best_second: float
    n: int = 1
    shown: list[npt.NDArray[np.float64]] = field(default_factory=list)


class Tracker:
    """Joins the faces of frames, which are added in the order of time, into tracks."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._done: list[_Open] = []
        self._n_frames = 0

    def add(
        self,
        second: float,
        scene: int,
        faces: list[FoundFace],
        shown: npt.NDArray[np.float64] | None = None,
    ) -> None:
        """Add a frame's faces; ``shown`` (len(faces), 7) are their expressions, where they were read."""
        self._n_frames += 1
        still = [t for t in self._open if t.scene == scene and second - t.last <= _LOST_SECONDS]
        self._done += [t for t in self._open if t not in still]
        self._open = still
        pairs = sorted(
            (
                (shared(track.box, face.box), a, b)
                for a, track in enumerate(still)
                for b, face in enumerate(faces)
            ),
            key=lambda pair: (-pair[0], pair[1:]),
        )
        tracks, taken = set(), {}
        for overlap, a, b in pairs:
            if overlap >= _LEAST_SHARED and a not in tracks and b not in taken:
                tracks.add(a)
                taken[b] = still[a]
        for b, face in enumerate(faces):
            track = taken.get(b)
            if track is None:
                track = _Open(scene, second, second, face.box, face, second, n=0)
                self._open.append(track)
            track.n, track.last, track.box = track.n + 1, second, face.box
            if face.score > track.best.score:
                track.best, track.best_second = face, second
            if shown is not None:
                track.shown.append(shown[b])

    def tracks(self) -> tuple[FaceTrack, ...]:
        """Give all tracks, in the order in which they begin; the surest first where they begin together."""
        every = [*self._done, *self._open]
        kept = [t for t in every if self._n_frames == 1 or t.n > 1 or t.best.score >= _SURE_ALONE]
        kept.sort(key=lambda track: (track.first, -track.best.score))
        return tuple(
            FaceTrack(t.first, t.last, t.n, t.best_second, t.best.box, t.best.score, _mean(t.shown))
            for t in kept
        )


def _mean(shown: list[npt.NDArray[np.float64]]) -> dict[str, float]:
    if not shown:
        return {}
    mean = np.mean(shown, axis=0)
    return {name: float(share) for name, share in zip(EXPRESSIONS, mean / mean.sum(), strict=True)}
