"""Opening a video or sound by PyAV: kinds that hold media and name no other file, nothing fetched."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.errors import FormatError, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KINDS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpeg,mpegts,mpegvideo,ogg,asf,wav,w64,flac,mp3,aac,ac3,aiff,au,"
    "amr,caf,mjpeg,h264,hevc,ivf,dv,mxf,rm,jpeg_pipe,png_pipe"
)
"""What is read. Playlists and lists of files (HLS, DASH, concat) are not: they would name other files and hosts."""


@contextmanager
def opened(path: Path, kind: str | None = None) -> Iterator[Any]:
    """Open a file, and close it.

    Parameters
    ----------
    path : Path
    kind : str, optional
        Which of the kinds it is; otherwise what is in it decides.

    Raises
    ------
    ModelError
        If PyAV is not installed.
    FormatError
        If the file is no video or sound that is read.
    """
    try:
        import av  # noqa: PLC0415 — an extra
    except ImportError as error:
        message = "PyAV is not installed: run `make media`"
        raise ModelError(message) from error
    options = {"format_whitelist": _KINDS, "protocol_whitelist": "file"}
    try:
        container = av.open(f"file:{path}", format=kind, options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError, OSError) as error:
        message = (
            f"{path.name} is no picture, video or sound that can be read, or it is broken at its beginning"
        )
        raise FormatError(message) from error
    try:
        yield container
    finally:
        container.close()
