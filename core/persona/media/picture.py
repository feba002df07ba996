"""Pictures, still and moving (GIF, WebP, PNG), by Pillow: checked for their size before they are decoded."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import FormatError, LimitError, ModelError
from core.persona.media.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.persona.media.media_params import MediaParams

_KINDS = ("JPEG", "MPO", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
"""Kinds that hold a picture and nothing else: no EPS or PDF, which are programs."""

_PIPES = {"JPEG": "jpeg_pipe", "MPO": "jpeg_pipe", "PNG": "png_pipe"}
_MOVING = ("GIF", "WEBP", "PNG", "AVIF")
_MOST_ANIMATED = 16_000_000  # pixels of a moving picture, all of which are held for each frame
_MOST_DRAWN = 4_000_000_000  # pixels of all its frames together
_STEP = 0.1  # seconds, where a frame does not say for how long it is shown
_SHORTEST = 0.02


@dataclass(frozen=True, slots=True)
class Identified:
    """A picture's size as it is to be looked at, and whether it moves."""

    width: int
    height: int
    n_frames: int


def identify(path: Path, params: MediaParams) -> Identified | None:
    """Tell what picture a file is; None where it is none.

    Raises
    ------
    LimitError
        If it has more pixels than are opened.
    """
    image = _open(path, params)
    if image is None:
        return None
    with image:
        turned = image.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE
        width, height = image.size[::-1] if turned else image.size
        moving = image.format in _MOVING and getattr(image, "is_animated", False)
        return Identified(width, height, 2 if moving else 1)


_ORIENTATION, _ON_ITS_SIDE = 0x0112, 5


def read(path: Path, params: MediaParams, notes: list[str]) -> Frame:
    """Decode a still picture, upright, no larger than ``picture_side``.

    Raises
    ------
    FormatError
        If nothing of it can be decoded.
    """
    from PIL import ImageOps  # noqa: PLC0415 — an extra

    image = _open(path, params)
    if image is None:
        message = f"{path.name} is no picture any more"
        raise FormatError(message)
    with image:
        side = params.picture_side
        try:
            image.draft("RGB", (side, side))  # a JPEG is decoded at a half, a quarter or an eighth
            image.load()
        except (OSError, SyntaxError, ValueError, MemoryError) as error:
            return _rest(image, path, params, notes, error)
        image.thumbnail((side, side), reducing_gap=2.0)
        upright = ImageOps.exif_transpose(image)
        return Frame(0.0, _plain(upright), apart=True)


def read_animation(path: Path, params: MediaParams, notes: list[str]) -> Iterator[Frame]:
    """Decode a moving picture's frames, ``frames_a_second`` at most, for ``whole_seconds`` at most.

    Raises
    ------
    LimitError
        If its frames are too large to be held.
    FormatError
        If not even the first can be decoded.
    """
    image = _open(path, params)
    if image is None:
        message = f"{path.name} is no picture any more"
        raise FormatError(message)
    with image:
        if image.width * image.height > _MOST_ANIMATED:
            message = f"{path.name} moves and has {image.width} × {image.height} pixels; at most {_MOST_ANIMATED:,} are opened"
            raise LimitError(message)
        most = _MOST_DRAWN // (image.width * image.height)
        second, due, number = 0.0, 0.0, 0
        while second <= params.whole_seconds and number < most:
            try:
                image.seek(number)
                image.load()
            except EOFError:
                return
            except (OSError, SyntaxError, ValueError) as error:
                if number == 0:
                    message = f"{path.name} cannot be decoded ({str(error)[:80]})"
                    raise FormatError(message) from error
                notes.append(f"it is damaged at {second:.1f} s: what comes before was looked at")
                return
            if second >= due - _SHORTEST / 2:  # sums of fractions are not exact
                small = image.convert("RGBA")
                small.thumbnail((params.frame_side, params.frame_side))
                yield Frame(second, _plain(small), apart=number == 0)
                due = second + 1 / params.frames_a_second
            number += 1
            second += _shown(image)
        notes.append(f"only its first {second:.0f} seconds were looked at")


def _shown(image: Any) -> float:
    """Give for how long a frame is shown, as browsers take it: a time next to none is a tenth of a second."""
    said = float(image.info.get("duration", 0) or 0) / 1000
    return said if said >= _SHORTEST else _STEP


def _open(path: Path, params: MediaParams) -> Any:
    """Open a picture and read its head; None where it is none."""
    try:
        from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 — an extra
    except ImportError as error:
        message = "Pillow is not installed: run `make media`"
        raise ModelError(message) from error
    try:
        with warnings.catch_warnings():
            # the limit below is stricter than the one it warns of
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            Image.init()
            image = Image.open(path, formats=[kind for kind in _KINDS if kind in Image.OPEN])
    except Image.DecompressionBombError as error:
        message = f"{path.name} has more pixels than are opened ({params.most_pixels:,})"
        raise LimitError(message) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
    if image.width * image.height > params.most_pixels:
        size = f"{image.width} × {image.height}"
        image.close()
        message = f"{path.name} has {size} pixels; at most {params.most_pixels:,} are opened"
        raise LimitError(message)
    return image


def _plain(image: Any) -> Any:
    """Give an image's pixels as red, green, blue; what is transparent is shown on grey."""
    from PIL import Image  # noqa: PLC0415 — an extra

    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, np.float64)
        low, high = float(values.min()), float(values.max())
        grey = (values - low) * (255 / (high - low)) if high > low else np.zeros(values.shape)
        image = Image.fromarray(grey.astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        back = Image.new("RGBA", image.size, (128, 128, 128, 255))
        image = Image.alpha_composite(back, image.convert("RGBA"))
    return np.asarray(image.convert("RGB"))


def _rest(image: Any, path: Path, params: MediaParams, notes: list[str], error: Exception) -> Frame:
    """Decode what a broken picture still has, which Pillow does not give."""
    from core.persona.media import video  # noqa: PLC0415 — only where it is needed

    kind = _PIPES.get(image.format)
    try:
        found = next(video.read(path, 0.0, params, notes, kind), None) if kind else None
    except (FormatError, LimitError):
        found = None
    if found is None:
        message = f"{path.name} cannot be decoded ({str(error)[:80]})"
        raise FormatError(message) from error
    notes.append("it is damaged: what could be decoded of it was looked at")
    return Frame(0.0, found.pixels, apart=True)
