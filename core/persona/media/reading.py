"""Files of any kind into frames: what is in one decides how it is read, never its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import FormatError, InputError
from core.persona.media import picture, video

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.persona.media.frame import Frame
    from core.persona.media.media_params import MediaParams

PICTURE, ANIMATION, VIDEO, SOUND = "picture", "animation", "video", "sound"
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_NAMED = {
    PICTURE: (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".avif"),
    VIDEO: (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".3gp", ".mpg", ".mpeg", ".flv", ".wmv", ".ts"),
    SOUND: (".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac"),
}
_HEAD = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file turned out to be.

    ``kind`` is picture, animation, video or sound; ``seconds`` its length, 0 for a picture, None where the file does not say.
    ``width`` and ``height`` are as it is looked at, upright; 0 for a sound. ``notes`` grows while it is read.
    """

    path: Path
    kind: str
    seconds: float | None
    width: int
    height: int
    has_sound: bool
    notes: list[str] = field(default_factory=list)


def open_media(path: Path, params: MediaParams) -> Opened:
    """Find out what a file is, without reading it through.

    Parameters
    ----------
    path : Path
    params : MediaParams
        Its limits.

    Raises
    ------
    InputError
        If it is not there, or cannot be read.
    FormatError
        If it is empty, or neither picture nor video nor sound.
    LimitError
        If it is larger than what is opened.
    """
    _check_file(path)
    found = picture.identify(path, params)
    if found is not None:
        frames = ANIMATION if found.n_frames > 1 else PICTURE
        opened = Opened(
            path, frames, None if found.n_frames > 1 else 0.0, found.width, found.height, has_sound=False
        )
    else:
        stream = video.identify(path, params)
        kind = VIDEO if stream.width else SOUND
        opened = Opened(
            path, kind, stream.seconds, stream.width, stream.height, stream.has_sound, stream.notes
        )
    _note_name(opened)
    return opened


def frames(opened: Opened, params: MediaParams) -> Iterator[Frame]:
    """Give the frames to look at, one at a time, in the order of time.

    Raises
    ------
    FormatError
        If there is a picture that cannot be decoded at all. A file that breaks off later gives what it has, and a note.
    LimitError
        If a frame is larger than the file said.
    """
    if opened.kind == PICTURE:
        yield picture.read(opened.path, params, opened.notes)
    elif opened.kind == ANIMATION:
        yield from picture.read_animation(opened.path, params, opened.notes)
    elif opened.kind == VIDEO:
        yield from video.read(opened.path, opened.seconds, params, opened.notes)


def _check_file(path: Path) -> None:
    try:
        if not path.exists():
            message = f"there is no file {path}"
            raise InputError(message)
        if not path.is_file():
            message = f"{path} is no file"
            raise InputError(message)
        with path.open("rb") as opened:
            head = opened.read(_HEAD)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror or error})"
        raise InputError(message) from error
    if not head:
        message = f"{path.name} is empty"
        raise FormatError(message)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        # its picture lies in tiles, of which a video reader gives one without a word
        message = f"{path.name} is a HEIC picture, which is not read; save it as JPEG or PNG"
        raise FormatError(message)


def _note_name(opened: Opened) -> None:
    """Say where a file's name claims another kind than it is of."""
    suffix = opened.path.suffix.lower()
    claimed = next((kind for kind, suffixes in _NAMED.items() if suffix in suffixes), None)
    kind = PICTURE if opened.kind == ANIMATION else opened.kind
    if claimed is not None and claimed != kind:
        opened.notes.append(f"its name says {claimed}; it is a {opened.kind}, and was read as one")
