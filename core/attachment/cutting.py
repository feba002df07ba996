"""Stills of a file: the frames behind what was found in it, small, without anything else that the file says of itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from core.model.media import Still
from core.persona.media.frame import fitted, resized
from core.persona.media.reading import SOUND, frames, open_media
from core.progress import check, never
from core.workspace.attached import LONGEST_SIDE, MOST_STILLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.model.media import MediaAnalysis
    from core.persona.media.frame import Pixels
    from core.persona.media.media_params import MediaParams

_QUALITY = 80
_VEILED_SIDE = 160
"""Pixels of a veiled still: enough to be laid out with, and all of it blown up from a few."""

_COARSE_SIDE = 16
_FACE_SIDE = 4.0
"""Pixels that are left of a face's longer side before it is blown up: fewer than the eyes and mouth of anybody need."""

_SAME = 1e-6  # seconds


def still_seconds(found: MediaAnalysis, most: int = MOST_STILLS) -> tuple[float, ...]:
    """Choose of which frames stills are kept: those behind what was found.

    Each is the frame, of those that were looked at, that is nearest to the surest look at a face, to that at a thing, or to the
    middle of an act or of words; of more than ``most`` every n-th stays. Where nothing was found it is the middle frame.

    Parameters
    ----------
    found : MediaAnalysis
    most : int
        At least 1.

    Examples
    --------
    >>> from core.model.media import MediaAnalysis, Words
    >>> said = (Words("so", 0.9, 1.3, 0.8),)
    >>> still_seconds(MediaAnalysis("a", 2.0, 9, 9, 5, (0.0, 0.5, 1.0, 1.5, 2.0), speech=said))
    (1.0,)
    """
    looked = np.array(found.frame_seconds)
    if not looked.size:
        return ()
    wanted = [face.frame_second for face in found.faces]
    wanted += [thing.frame_second for thing in found.objects]
    wanted += [(act.first + act.last) / 2 for act in found.actions]
    wanted += [(words.first + words.last) / 2 for words in (*found.speech, *found.text_in_frames)]
    if not wanted:
        return (float(looked[looked.size // 2]),)
    nearest = np.unique(np.abs(looked[:, None] - np.array(wanted)).argmin(0))
    if nearest.size > most:
        nearest = nearest[np.linspace(0, nearest.size - 1, most).round().astype(int)]
    return tuple(float(second) for second in looked[nearest])


def cut_stills(
    path: Path,
    found: MediaAnalysis,
    params: MediaParams,
    *,
    cancelled: Callable[[], bool] = never,
) -> tuple[Still, ...]:
    """Cut the stills of a file, in one pass.

    Parameters
    ----------
    path : Path
    found : MediaAnalysis
        What was found in it, by the same ``params``: so the same frames are met again.
    params : MediaParams
    cancelled : callable

    Raises
    ------
    InputError
        If it cannot be read any more.
    CancelledError
        If it was stopped.

    Notes
    -----
    One frame is held at a time, and the stills. Cost: that of decoding the file once.
    """
    wanted = list(still_seconds(found))
    opened = open_media(path, params)
    if not wanted or opened.kind == SOUND:
        return ()
    return tuple(_cut(frames(opened, params), wanted, found, cancelled))


def _cut(
    given: Iterator[Any], wanted: list[float], found: MediaAnalysis, cancelled: Callable[[], bool]
) -> Iterator[Still]:
    due, face = iter(wanted), _largest_face(found)
    second = next(due)
    for frame in given:
        check(cancelled, "the files before it are attached")
        if frame.second < second - _SAME:
            continue
        yield still_of(frame.pixels, second, face)
        while second <= frame.second + _SAME:
            if (second := next(due, -1.0)) < 0:
                return


def still_of(pixels: Pixels, second: float, face: float = 0.0) -> Still:
    """Make a still of a frame.

    Parameters
    ----------
    pixels : ndarray of shape (h, w, 3)
    second : float
    face : float
        The longer side of the largest face in it, as a share of the picture's longer side; 0 where none was found.
    """
    height, width = pixels.shape[:2]
    width, height = fitted(width, height, LONGEST_SIDE)
    return Still(second, width, height, _jpeg(resized(pixels, width, height)), _jpeg(veiled(pixels, face)))


def veiled(pixels: Pixels, face: float = 0.0) -> Pixels:
    """Blur a picture until only its colours can be told.

    It is made 16 pixels long, fewer where a face would still have more than four of them, and drawn large again: what is
    lost that way no filter brings back.

    Parameters
    ----------
    pixels, face
        As of :func:`still_of`.

    Examples
    --------
    >>> veiled(np.zeros((480, 640, 3), np.uint8)).shape
    (120, 160, 3)
    """
    from PIL import Image, ImageFilter  # noqa: PLC0415 — an extra

    height, width = pixels.shape[:2]
    side = _COARSE_SIDE if face <= 0 else min(_COARSE_SIDE, max(1, round(_FACE_SIDE / face)))
    coarse = resized(pixels, *fitted(width, height, side))
    large = Image.fromarray(coarse).resize(_fitted_up(width, height), Image.Resampling.BICUBIC)
    return np.asarray(large.filter(ImageFilter.GaussianBlur(_VEILED_SIDE / side / 2)))


def _fitted_up(width: int, height: int) -> tuple[int, int]:
    share = _VEILED_SIDE / max(width, height)
    return max(1, round(width * share)), max(1, round(height * share))


def _largest_face(found: MediaAnalysis) -> float:
    """Give the longer side of the file's largest face, as a share of the picture's longer side.

    A face that was lost for some frames is still there: so it counts in all of them.
    """
    longer = max(found.width, found.height, 1)
    return max(
        (
            max((face.box[2] - face.box[0]) * found.width, (face.box[3] - face.box[1]) * found.height)
            / longer
            for face in found.faces
        ),
        default=0.0,
    )


def _jpeg(pixels: Pixels) -> bytes:
    from PIL import Image  # noqa: PLC0415 — an extra

    file = io.BytesIO()
    # made of pixels alone: whatever the file said of its maker and its place is not in it
    Image.fromarray(pixels).save(file, "JPEG", quality=_QUALITY, optimize=True)
    return file.getvalue()
