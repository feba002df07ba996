"""How much of a file is looked at, and from which score on something counts."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import ParameterError

PARTS: tuple[str, ...] = ("faces", "expressions", "objects", "actions", "speech", "text_in_frames")
"""What is looked and listened for, by the names it has in an analysis."""


@dataclass(frozen=True, slots=True)
class MediaParams:
    """Limits and thresholds. The defaults analyse a clip of 15 seconds within 12 on two cores.

    Parameters
    ----------
    parts : tuple of str
        Of :data:`PARTS`, what is looked for.
    frames_a_second : float
        How many frames of a video are looked at, in [0.2, 30].
    whole_seconds : float
        A video up to this long is looked at from end to end; of a longer one, ``n_windows`` stretches of
        ``window_seconds``, evenly spread, so that work and memory do not grow with its length.
    n_windows : int
    window_seconds : float
    frame_side, picture_side : int
        Pixels of the longer side to which a video's frame, or a picture, is made smaller.
    object_seconds, text_seconds : float
        Things and writing are looked for at the start of each scene, and again after so many seconds.
    most_text_frames : int
        In how many frames writing is looked for at most: it is what takes longest.
    speech_seconds : float
        How much of the sound is listened to, from its beginning.
    face_score, object_score, text_score : float
        From which score in [0, 1] on a face, a thing, a line of text counts.
    most_pixels, most_frame_pixels : int
        A larger picture, or a video with larger frames, is not opened.
    threads : int
        How many a model runs on.

    Raises
    ------
    ParameterError
        If one is outside its range.
    """

    parts: tuple[str, ...] = PARTS
    frames_a_second: float = 5.0
    whole_seconds: float = 120.0
    n_windows: int = 30
    window_seconds: float = 4.0
    frame_side: int = 960
    picture_side: int = 1600
    object_seconds: float = 1.0
    text_seconds: float = 4.0
    most_text_frames: int = 12
    speech_seconds: float = 1800.0
    face_score: float = 0.65
    object_score: float = 0.4
    text_score: float = 0.7
    most_pixels: int = 80_000_000
    most_frame_pixels: int = 36_000_000
    threads: int = 2

    def __post_init__(self) -> None:
        """Check the numbers."""
        if unknown := [part for part in self.parts if part not in PARTS]:
            message = f"there is no part {unknown[0]!r}; they are {', '.join(PARTS)}"
            raise ParameterError(message)
        for name, least, most in (
            ("frames_a_second", 0.2, 30),
            ("whole_seconds", 1, 3600),
            ("n_windows", 1, 1000),
            ("window_seconds", 0.5, 60),
            ("frame_side", 64, 4096),
            ("picture_side", 64, 4096),
            ("object_seconds", 0.05, 3600),
            ("text_seconds", 0.05, 3600),
            ("most_text_frames", 0, 1000),
            ("speech_seconds", 0, 86_400),
            ("face_score", 0.01, 0.999),
            ("object_score", 0.01, 0.999),
            ("text_score", 0.01, 0.999),
            ("most_pixels", 1, 80_000_000),
            ("most_frame_pixels", 1, 80_000_000),
            ("threads", 1, 64),
        ):
            value = getattr(self, name)
            if not least <= value <= most:
                message = f"{name} is {value}; it must be between {least} and {most}"
                raise ParameterError(message)
