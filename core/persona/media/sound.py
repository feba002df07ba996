"""Sound of any file as 16,000 samples a second, one channel, in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core.persona.media.container import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]

RATE = 16_000
_MOST_BROKEN = 50


def sound_pieces(
    path: Path, notes: list[str], *, piece_seconds: float = 240.0, most_seconds: float = 1800.0
) -> Iterator[tuple[float, Samples]]:
    """Give a file's sound, piece by piece.

    Parameters
    ----------
    path : Path
    notes : list of str
        Gets what a reader must know: damage, and what was not listened to.
    piece_seconds : float
        How long a piece is; it ends at the quietest moment of its last five seconds, so that no word is cut.
    most_seconds : float
        Where it stops.

    Yields
    ------
    (float, ndarray of shape (n,))
        The second at which it begins; float32 in [-1, 1]. Nothing where there is no sound.

    Notes
    -----
    Memory: one piece, 15 MB for four minutes.
    """
    size = int(piece_seconds * RATE)
    most = int(most_seconds * RATE)
    held: list[Samples] = []
    begin, n = 0, 0
    for samples in _samples(path, notes):
        held.append(samples)
        n += samples.size
        while n >= size and begin < most:
            whole = np.concatenate(held)
            cut = _quietest(whole[:size])
            yield begin / RATE, whole[:cut]
            begin, held, n = begin + cut, [whole[cut:]], n - cut
        if begin + n >= most:
            notes.append(f"only the first {most_seconds / 60:.0f} minutes of its sound were listened to")
            break
    if n and begin < most:
        yield begin / RATE, np.concatenate(held)[: most - begin]


def _samples(path: Path, notes: list[str]) -> Iterator[Samples]:
    """Decode, mix and resample, packet by packet."""
    import av  # noqa: PLC0415 — an extra

    with opened(path) as container:
        if not container.streams.audio:
            return
        stream = container.streams.audio[0]
        stream.thread_type = "AUTO"
        # whole numbers: of those, channels are averaged; of fractions they would be added up
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        broken = 0
        packets = container.demux(stream)
        while broken <= _MOST_BROKEN:
            try:
                packet = next(packets)
                parts = [one for frame in packet.decode() for one in resampler.resample(frame)]
            except StopIteration:
                break
            except (av.FFmpegError, OSError, ValueError) as error:
                broken += 1
                if isinstance(error, (av.EOFError, OSError)):
                    break
                continue
            yield from (_plain(one) for one in parts)
        if broken:
            notes.append(f"its sound is damaged ({broken} pieces): the rest was listened to")
        yield from (_plain(one) for one in _last(resampler))


def _last(resampler: Any) -> list[Any]:
    """Give what the resampler still holds; where nothing was put in, it holds nothing and says so by an error."""
    try:
        return list(resampler.resample(None))
    except (ValueError, RuntimeError):
        return []


def _plain(frame: Any) -> Samples:
    values: npt.NDArray[np.int16] = frame.to_ndarray().reshape(-1)
    return values.astype(np.float32) / np.float32(32_768)


def _quietest(samples: Samples, last_seconds: float = 5.0) -> int:
    """Give where the quietest tenth of a second of the end is."""
    step = RATE // 10
    tail = min(samples.size, int(last_seconds * RATE)) // step
    if tail < 2:  # noqa: PLR2004 — nothing to choose from
        return samples.size
    blocks = samples[samples.size - tail * step :].reshape(tail, step)
    return samples.size - tail * step + int((blocks**2).mean(1).argmin()) * step + step // 2
