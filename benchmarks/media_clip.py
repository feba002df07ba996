"""A clip like those people post: 512 pixels, 25 frames a second, cuts, something that moves, writing, a sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.stock import GENERATED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

SIDE, RATE, HERTZ = 512, 25, 16_000
_SCENE_SECONDS = 4
_CELL = 32
_WORDS = ("HARBOUR OPEN 24", "MARKET SQUARE", "PLATFORM 7", "MIND THE STEP")


def write_clip(path: Path, seconds: float) -> str:
    """Write the clip; give what it is. It is the same every time."""
    import av  # noqa: PLC0415 — an extra

    with av.open(str(path), "w") as out:
        video: Any = out.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt = SIDE, SIDE, "yuv420p"
        sound: Any = out.add_stream("aac", rate=HERTZ, layout="mono")
        for pixels in _frames(round(seconds * RATE)):
            out.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        out.mux(video.encode())
        for at, samples in _pieces(seconds):
            frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
            frame.sample_rate, frame.pts = HERTZ, at
            out.mux(sound.encode(frame))
        out.mux(sound.encode())
    return f"{seconds:g} s of {SIDE} pixels ({GENERATED}: nobody in it, nobody speaks)"


def _frames(n: int) -> Iterator[npt.NDArray[np.uint8]]:
    """Give frames: each scene has its own background and words, and a bright square that crosses it."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 — an extra

    font = ImageFont.load_default(48)
    for number in range(n):
        scene = number // (_SCENE_SECONDS * RATE)
        rng = np.random.default_rng(scene)
        cells = rng.integers(40, 160, (SIDE // _CELL, SIDE // _CELL, 3), dtype=np.uint8)
        picture = Image.fromarray(cells.repeat(_CELL, 0).repeat(_CELL, 1))
        draw = ImageDraw.Draw(picture)
        left = (number * 5) % (SIDE - 80)
        draw.rectangle((left, 200, left + 80, 280), fill=(250, 240, 60))
        draw.text((30, 400), _WORDS[scene % len(_WORDS)], "white", font)
        yield np.asarray(picture)


def _pieces(seconds: float) -> Iterator[tuple[int, npt.NDArray[np.int16]]]:
    """Give a low hum with beats, in pieces."""
    clock = np.arange(round(seconds * HERTZ)) / HERTZ
    heard = 0.2 * np.sin(2 * np.pi * 180 * clock) * ((clock * 2) % 1 < 1 / 2)
    whole = (heard * 32_767).astype(np.int16)
    for at in range(0, whole.size, 4_000):
        yield at, whole[at : at + 4_000]
