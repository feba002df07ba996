"""Files packed with gzip or Zstandard: told by their first bytes, unpacked while they are read.

Nothing is unpacked to disk: each opening unpacks from the beginning, in bounded memory. Members of
gzip and frames of Zstandard that follow one another are one file, as both definitions have it
(RFC 1952, RFC 8878).
"""

from __future__ import annotations

import io
import zlib
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

import pyarrow as pa

from core.errors import FormatError, InputError, LimitError
from core.sources.entry import BUFFER_BYTES, Entry, Origin
from core.sources.limit import MAX_RATIO, RATIO_FREE_BYTES, Bounded, Budget, Spending

if TYPE_CHECKING:
    from collections.abc import Generator

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = tuple(bytes([0x50 + n]) + b"\x2a\x4d\x18" for n in range(16))  # frames that hold notes
_ENDINGS = {"gzip": (".gz", ".gzip", ".z"), "zstd": (".zst", ".zstd")}
_JOINED = {".tgz": ".tar", ".tzst": ".tar"}
_CHUNK = 64 * 1024
_PIECE = 64 * 1024


def packing_of(head: bytes) -> str | None:
    r"""Name what a file is packed with, by its first bytes: ``gzip``, ``zstd`` or None.

    >>> packing_of(b"\x1f\x8b\x08\x00"), packing_of(b"\x28\xb5\x2f\xfd"), packing_of(b"[1]")
    ('gzip', 'zstd', None)
    """
    if head.startswith(_GZIP):
        return "gzip"
    return "zstd" if head.startswith((_ZSTD, *_SKIPPABLE)) else None


def unpacked_name(name: str, packing: str) -> str:
    """Give the name of a packed file without its packing's ending.

    >>> [unpacked_name(name, "gzip") for name in ("a/posts.JSONL.gz", "archive.tgz", "posts", ".gz")]
    ['a/posts.JSONL', 'archive.tar', 'posts', '.gz']
    """
    lowered = name.lower()
    for ending in (*_ENDINGS[packing], *_JOINED):
        bare = name[: -len(ending)]
        if lowered.endswith(ending) and bare and not bare.endswith("/"):
            return bare + _JOINED.get(ending, "")
    return name


def _gunzipped(stream: BinaryIO, name: str) -> Generator[bytes]:
    """Unpack members of gzip that follow one another; blanks behind the last are padding."""
    source = cast("io.BufferedReader", stream)
    packed = source.read1(_CHUNK)
    while packed:
        if not packed.startswith(_GZIP):
            message = f"{name} was read to its end; what stands behind it is no gzip and was left"
            raise FormatError(message)
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while not member.eof:
            if data := member.decompress(packed, _PIECE):
                yield data
            elif not packed:
                message = "it was cut off"
                raise EOFError(message)
            packed = member.unconsumed_tail or (b"" if member.eof else source.read1(_CHUNK))
        packed = member.unused_data.lstrip(b"\0")
        while len(packed) < len(_GZIP) and (more := source.read1(_CHUNK)):
            packed = (packed + more).lstrip(b"\0")


def _steps(stream: BinaryIO, n_bytes: int) -> Generator[bytes]:
    with pa.CompressedInputStream(pa.PythonFile(stream, "r"), "zstd") as source:
        while piece := source.read(n_bytes):
            yield piece


def _unzstd(entry: Entry) -> Generator[bytes]:
    """Unpack frames of Zstandard that follow one another."""
    position = 0
    try:
        with entry.open() as stream:
            for piece in _steps(stream, _PIECE):
                position += len(piece)
                yield piece
    except (OSError, InputError) as error:
        # the library keeps what it had unpacked of its last step to itself, unless asked in bytes
        if rest := _last_bytes(entry, position):
            yield rest
        raise _named(error, entry.name) from error


def _last_bytes(entry: Entry, position: int) -> bytes:
    """Unpack what stands between a position and the damage behind it."""
    found = []
    with (
        entry.open() as stream,
        pa.CompressedInputStream(pa.PythonFile(stream, "r"), "zstd") as source,
        suppress(OSError, InputError),
    ):
        while position:
            position -= len(source.read(min(position, _PIECE)))
        while byte := source.read(1):
            found.append(byte)
    return b"".join(found)


def _named(error: Exception, name: str) -> Exception:
    """Say of an error of the library what an analyst can do about it."""
    if "too much memory" in str(error):
        message = (
            f"{name} needs more than 128 MiB of memory to be unpacked; unpack it (zstd -d --long=31) "
            "and import what comes out"
        )
        return LimitError(message)
    if "Unknown frame" in str(error):
        message = f"{name} was read to its end; what stands behind it is no zstd and was left"
        return FormatError(message)
    return EOFError("it was cut off") if "Truncated" in str(error) else error


def unpacked(entry: Entry, packing: str, budget: Budget, most: int) -> Entry:
    """Give what a packed file holds, as an entry that unpacks it whenever it is opened.

    Parameters
    ----------
    packing : str
        As :func:`packing_of` names it.
    budget : Budget
        To which the bytes are charged that come out.
    most : int
        How many bytes may come out at the most, whatever it is packed in.

    Notes
    -----
    Its stream raises FormatError where it is damaged and LimitError where it goes on too far; what
    came before was given.

    Examples
    --------
    >>> import gzip
    >>> from core.sources.entry import from_bytes
    >>> packed = from_bytes("a.csv.gz", gzip.compress(b"id,text"))
    >>> entry = unpacked(packed, "gzip", Budget(packed), 2**20)
    >>> entry.name, entry.head(99)
    ('a.csv', b'id,text')
    """
    name = unpacked_name(entry.name, packing)
    by_ratio = max(MAX_RATIO * entry.size, RATIO_FREE_BYTES)
    beyond = (
        f"unpacks to more than {most:,} bytes and was read no further; unpack it and import the file itself"
    )
    if by_ratio < most:
        beyond = f"unpacks to more than {MAX_RATIO} times its size and was read no further"
    spending = Spending(budget)
    called = replace(entry, name=name)

    def open_unpacked() -> BinaryIO:
        stream = entry.open() if packing == "gzip" else None
        pieces = _gunzipped(stream, name) if stream else _unzstd(called)

        def close() -> None:
            pieces.close()
            if stream:
                stream.close()

        raw = Bounded(
            pieces, close, name, min(most, by_ratio), packing=packing, beyond=beyond, spending=spending
        )
        return io.BufferedReader(raw, BUFFER_BYTES)

    return Entry(name, entry.size, open_unpacked, origin=entry.origin or Origin(entry))
