"""How labelled files are read: by the same code as a profile's pictures and videos."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.media_training.store import Reading
from core.persona.media.face import find_faces
from core.persona.media.media_params import MediaParams
from core.persona.media.place import FACE
from core.persona.media.reading import SOUND, VIDEO, frames, open_media
from core.persona.media.sound import sound_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from core.model.media import Box
    from core.persona.media.session import Session

_LISTENED = 300.0  # seconds: tone and rhythm of a longer file are those of its beginning
_VERSION = 1


def file_reading(
    *,
    faces: Session | None = None,
    words: Callable[[Path], str | None] | None = None,
    words_name: str = "",
    params: MediaParams | None = None,
) -> Reading:
    """Read pictures, videos and sounds.

    Parameters
    ----------
    faces : Session, optional
        The face detector; without it the network looks for places itself, and the emotion part is missing.
    words : callable, optional
        Gives what is said and written in a file, such as by :func:`core.persona.media.analyse.analyse`.
    words_name : str
        Names what ``words`` is: what was read before is read anew where it changes.
    params : MediaParams, optional
        Limits of what is opened.
    """
    chosen = params or MediaParams()

    def seen(file: Path) -> Iterator[tuple[float, npt.NDArray[np.uint8]]]:
        opened = open_media(file, chosen)
        if opened.kind != SOUND:
            for frame in frames(opened, chosen):
                yield frame.second, frame.pixels

    def heard(file: Path) -> npt.NDArray[np.floating] | None:
        opened = open_media(file, chosen)
        if opened.kind not in (VIDEO, SOUND) or not opened.has_sound:
            return None
        pieces = [samples for _, samples in sound_pieces(file, opened.notes, most_seconds=_LISTENED)]
        return np.concatenate(pieces) if pieces else None

    def surest(pixels: npt.NDArray[np.uint8]) -> tuple[Box, int] | None:
        found = find_faces(faces, pixels) if faces else []
        return (found[0].box, FACE) if found else None

    name = f"files {_VERSION} {chosen!r} faces:{faces is not None} words:{words_name}"
    return Reading(name, seen, heard, words, surest if faces else None)
