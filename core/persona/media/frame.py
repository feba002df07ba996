"""One frame of a picture or video, ready to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """``pixels`` (h, w, 3), red green blue, upright, at ``second`` of the file.

    ``apart`` says that what lies before it was not looked at, so that nothing can be followed into it.
    """

    second: float
    pixels: Pixels
    apart: bool = False


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """Give pixels in another size, each the mean of what it covers.

    >>> resized(np.full((4, 6, 3), 7, np.uint8), 3, 2).shape
    (2, 3, 3)
    """
    from PIL import Image  # noqa: PLC0415 — an extra

    if pixels.shape[:2] == (height, width):
        return pixels
    # what is enlarged is drawn between pixels; what is made smaller is averaged
    smaller = width * height < pixels.shape[0] * pixels.shape[1]
    how = Image.Resampling.BOX if smaller else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(pixels).resize((width, height), how))


def fitted(width: int, height: int, side: int) -> tuple[int, int]:
    """Give the size that fits within a square of ``side``, never larger than it is.

    >>> fitted(7680, 4320, 960), fitted(20, 10, 960)
    ((960, 540), (20, 10))
    """
    share = min(1.0, side / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))
