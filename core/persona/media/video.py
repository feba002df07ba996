"""Frames of a video by PyAV: upright, at their own times, bounded in number and size; a broken end is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import FormatError, LimitError
from core.persona.media.container import opened
from core.persona.media.frame import Frame, fitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.persona.media.media_params import MediaParams

_MANY_PIXELS = (
    9_000_000  # of a frame: from here on, one thread decodes, for each thread holds frames of its own
)
_MOST_BROKEN = 50  # packets
_FIRST = 40  # packets: decoders hold back 16 frames at most
_EARLY = 0.75  # of the step between frames: times of frames are not exact


@dataclass(frozen=True, slots=True)
class Identified:
    """What a file says of itself: ``width`` is 0 where it has no picture, ``seconds`` None where it does not say.

    ``width`` and ``height`` are those of an upright frame.
    """

    seconds: float | None
    width: int
    height: int
    has_sound: bool
    notes: list[str] = field(default_factory=list)


def identify(path: Path, params: MediaParams) -> Identified:
    """Tell what streams a file has.

    Raises
    ------
    FormatError
        If it has neither picture nor sound.
    LimitError
        If its frames have more pixels than are opened.
    """
    with opened(path) as container:
        stream = _picture(container)
        if stream is None and not container.streams.audio:
            message = f"{path.name} has neither picture nor sound"
            raise FormatError(message)
        width, height = (stream.codec_context.width, stream.codec_context.height) if stream else (0, 0)
        _check(path.name, width, height, params)
        seconds = container.duration / 1_000_000 if container.duration else None
        notes = [] if stream is None or container.streams.audio else ["it has no sound"]
        if stream is not None and not width:
            message = f"{path.name} does not say how large its picture is: it is broken"
            raise FormatError(message)
        has_sound = bool(container.streams.audio)
        if stream is not None and _is_on_its_side(container, stream, params):
            width, height = height, width
        return Identified(seconds, width, height, has_sound, notes)


def _is_on_its_side(container: Any, stream: Any, params: MediaParams) -> bool:
    """Tell whether frames are turned by a quarter when they are shown: only a decoded one says so."""
    import av  # noqa: PLC0415 — an extra

    stream.codec_context.thread_count = 1
    stream.codec_context.options = {"max_pixels": str(params.most_frame_pixels)}
    try:
        packets = islice(container.demux(stream), _FIRST)
        frame = next((frame for packet in packets for frame in packet.decode()), None)
    except (av.FFmpegError, OSError, ValueError):
        return False  # reading tells what is broken
    return frame is not None and _turns(frame) % 2 == 1


def _turns(frame: Any) -> int:
    """Give by how many quarters, against the clock, a frame is turned when it is shown."""
    degrees = getattr(frame, "rotation", 0) or 0
    return round(degrees / 90) % 4 if abs(degrees) <= 360 else 0  # noqa: PLR2004 — of a matrix that is no turn


def read(
    path: Path, seconds: float | None, params: MediaParams, notes: list[str], kind: str | None = None
) -> Iterator[Frame]:
    """Give the frames to look at, one at a time.

    Parameters
    ----------
    path : Path
    seconds : float or None
        How long it is; None where it is not known: then it is read from its beginning for ``whole_seconds``.
    params : MediaParams
    notes : list of str
        Gets what a reader must know.
    kind : str, optional
        As :func:`core.persona.media.container.opened` takes it.

    Raises
    ------
    FormatError
        If no frame at all can be decoded.
    LimitError
        If a frame is larger than is opened.

    Notes
    -----
    One frame is held at a time besides those that the decoder holds. Cost: that of decoding; about 0.02 s a second of
    512-pixel video.
    """
    with opened(path, kind) as container:
        stream = _picture(container)
        if stream is None:
            return
        many = stream.codec_context.width * stream.codec_context.height > _MANY_PIXELS
        stream.codec_context.thread_count = 1 if many else params.threads
        stream.thread_type = "SLICE" if many else "AUTO"
        stream.codec_context.options = {"max_pixels": str(params.most_frame_pixels)}
        times = _Times(stream)
        n = 0
        for start, end in _windows(seconds, params, notes):
            if n and not _sought(container, stream, start, notes):
                break
            for frame in _stretch(container, stream, times, end, notes):
                _check(path.name, frame.width, frame.height, params)
                if times.due(frame, params):
                    n += 1
                    yield Frame(times.second, _pixels(frame, stream, params), apart=times.apart)
            times.begin(end)
        if n == 0:
            message = f"{path.name}: no frame of it can be decoded"
            raise FormatError(message)
        if seconds is None and times.second >= params.whole_seconds:
            notes.append(
                f"it does not say how long it is: its first {params.whole_seconds:.0f} s were looked at"
            )


class _Times:
    """Which frames are due, whatever the distance between them."""

    def __init__(self, stream: Any) -> None:
        self._start = float((stream.start_time or 0) * stream.time_base)
        self._step = 1 / float(stream.average_rate or 25)
        self._next, self._last, self._first, self._number = -1.0, -1.0, True, 0
        self.second, self.apart = 0.0, True

    def of(self, frame: Any) -> float:
        """Give a frame's second, from the video's beginning."""
        if frame.time is None:
            return self._number * self._step
        return max(0.0, float(frame.time) - self._start)

    def begin(self, end: float) -> None:
        """Begin another stretch, behind what was looked at."""
        self._next, self._last, self._first = -1.0, max(self._last, min(end, self._last)), True

    def due(self, frame: Any, params: MediaParams) -> bool:
        """Tell whether a frame is to be looked at; ``second`` and ``apart`` are its own then."""
        second = self.of(frame)
        self._number += 1
        if second <= self._last or second < self._next:
            return False
        step = 1 / params.frames_a_second
        self.second, self.apart, self._first = second, self._first, False
        self._last, self._next = second, second + step - min(step, self._step) * (1 - _EARLY)
        return True


def _windows(seconds: float | None, params: MediaParams, notes: list[str]) -> list[tuple[float, float]]:
    """Give the stretches that are looked at, each from its start to its end."""
    if seconds is None or seconds <= params.whole_seconds:
        return [(0.0, params.whole_seconds)]
    starts = np.linspace(0, max(0.0, seconds - params.window_seconds), params.n_windows)
    notes.append(
        f"it is {seconds:.0f} s long: {params.n_windows} stretches of {params.window_seconds:g} s, evenly spread, were looked at"
    )
    return [(float(start), float(start) + params.window_seconds) for start in starts]


def _sought(container: Any, stream: Any, start: float, notes: list[str]) -> bool:
    import av  # noqa: PLC0415 — an extra

    try:
        container.seek(int(start / stream.time_base) + (stream.start_time or 0), stream=stream)
    except (av.FFmpegError, OSError):
        notes.append(f"it cannot be wound on to {start:.0f} s: what comes before was looked at")
        return False
    return True


def _stretch(container: Any, stream: Any, times: _Times, end: float, notes: list[str]) -> Iterator[Any]:
    """Decode up to a second; a packet that is broken is left out."""
    import av  # noqa: PLC0415 — an extra

    packets = container.demux(stream)
    broken, second = 0, 0.0
    while True:
        try:
            packet = next(packets)
            decoded = packet.decode()
        except StopIteration:
            break
        except (av.FFmpegError, OSError, ValueError) as error:
            broken += 1
            if broken > _MOST_BROKEN or isinstance(error, (av.EOFError, OSError)):
                break
            continue
        for frame in decoded:
            second = times.of(frame)
            if second > end:
                return
            yield frame
    if broken:
        notes.append(
            f"it is damaged ({broken} pieces, the last after {second:.1f} s): the rest was looked at"
        )


def _pixels(frame: Any, stream: Any, params: MediaParams) -> Any:
    """Give a frame upright, with square pixels, small."""
    aspect = stream.sample_aspect_ratio or 1
    wide = max(1, round(frame.width * float(aspect))) if 0 < aspect <= 4 else frame.width  # noqa: PLR2004 — beyond is a fault
    width, height = fitted(wide, frame.height, params.frame_side)
    pixels = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
    turns = _turns(frame)
    return np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels


def _picture(container: Any) -> Any:
    """Give the stream that moves: a cover beside a song is none."""
    for stream in container.streams.video:
        if not int(getattr(stream, "disposition", 0) or 0) & _COVER:
            return stream
    return None


_COVER = 0x0400


def _check(name: str, width: int, height: int, params: MediaParams) -> None:
    if width * height > params.most_frame_pixels:
        message = (
            f"{name} has frames of {width} × {height} pixels; at most {params.most_frame_pixels:,} are opened"
        )
        raise LimitError(message)
