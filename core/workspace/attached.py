"""What is kept of a file that was tied to a profile: what was found in it, and stills of its frames.

One Arrow file an attachment: a row a still, and in its head a JSON document, which this module does not read into.
Its name holds the SHA-256 of the file that was attached, and a mark of whose it is and what its head says.
"""

from __future__ import annotations

import hashlib
import math
import re
import shutil
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from core.model.media import Still

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER = "media"
SCHEMA = pa.schema(
    [
        pa.field("second", pa.float64(), nullable=False),
        pa.field("width", pa.int32(), nullable=False),
        pa.field("height", pa.int32(), nullable=False),
        pa.field("jpeg", pa.binary(), nullable=False),
        pa.field("veiled", pa.binary(), nullable=False),
    ]
)
HEAD = b"attachment"
"""The name of the JSON document in the schema's metadata."""

MOST_STILLS = 60
LONGEST_SIDE = 480
"""Pixels of a still."""

MOST_STILL_BYTES = 1024**2
MOST_HEAD_BYTES = 16 * 1024**2
_BEGINS = b"\xff\xd8"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The segments of a JPEG that say how large it is."""

_FRAME_BYTES = 9
_PATH = re.compile(rf"{FOLDER}/([0-9a-f]{{64}})-([0-9a-f]{{16}})\.arrow", re.ASCII)


def path_of(key: str, sha256: str, head: bytes) -> str:
    """Give the path of an attachment, relative to the workspace's folder.

    Parameters
    ----------
    key : str
        Of the profile, as the manifest names it.
    sha256 : str
        Of the file that was attached.
    head : bytes

    Examples
    --------
    >>> path_of("x:1", "0" * 64, b"{}") != path_of("x:2", "0" * 64, b"{}")
    True
    """
    mark = hashlib.blake2b(b"\n".join([key.encode("utf-8", "replace"), head]), digest_size=8).hexdigest()
    return f"{FOLDER}/{sha256}-{mark}.arrow"


def sha256_of(relative: str) -> str | None:
    """Give the SHA-256 that a path names; None where it is no attachment's.

    >>> sha256_of(path_of("x:1", "ab" * 32, b"{}")) == "ab" * 32, sha256_of("media/../lock")
    (True, None)
    """
    found = _PATH.fullmatch(relative)
    return found[1] if found else None


def write(path: Path, head: bytes, stills: Sequence[Still]) -> None:
    """Write an attachment; pictures lie there as they are, since they are packed already.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    columns = {name: [getattr(still, name) for still in stills] for name in SCHEMA.names}
    schema = SCHEMA.with_metadata({HEAD: head})
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.ipc.new_file(path, schema) as file:
        # a batch a still: one is read without the others
        for start in range(len(stills)):
            one = {name: values[start : start + 1] for name, values in columns.items()}
            file.write_table(pa.table(one, schema=schema))


def check(folder: Path, relative: str, key: str) -> None:
    """Look into an attachment that somebody else wrote: stills are small JPEG pictures, its name is its own.

    Raises
    ------
    OSError, ValueError, pyarrow.ArrowException
        If it is damaged, or holds anything else.
    """
    path = folder / relative
    with pa.memory_map(str(path)) as source:
        file = pa.ipc.open_file(source)
        head = (file.schema.metadata or {}).get(HEAD, b"")
        _require(file.schema.remove_metadata().equals(SCHEMA), "other columns")
        _require(len(head) <= MOST_HEAD_BYTES, "what it says is too long")
        _require(
            path_of(key, sha256_of(relative) or "", head) == relative, "it says something else than its name"
        )
        _require(file.num_record_batches <= MOST_STILLS, "too many stills")
        for number in range(file.num_record_batches):
            rows = file.get_batch(number)
            rows.validate(full=True)
            _require(rows.num_rows == 1, "stills that are not apart")
            one = rows.to_pylist()[0]
            _require(0 <= one["second"] < math.inf, "a still of no second")
            _require(jpeg_size(one["jpeg"]) == (one["width"], one["height"]), "a still that is no picture")
            for name in ("jpeg", "veiled"):
                width, height = jpeg_size(one[name]) or (0, 0)
                small = 0 < min(width, height) <= max(width, height) <= LONGEST_SIDE
                _require(small and len(one[name]) <= MOST_STILL_BYTES, "a still of another size")


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Give the width and height that a JPEG picture says; None of what is none.

    Every still is of this kind, so that a file from elsewhere cannot bring what a browser would take for something else.
    ITU-T T.81, annex B.

    Examples
    --------
    >>> jpeg_size(b"<svg/>") is None
    True
    """
    if not data.startswith(_BEGINS):
        return None
    at = len(_BEGINS)
    while data[at : at + 1] == b"\xff" and at + _FRAME_BYTES <= len(data):
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if kind in _FRAMES:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + length
    return None


def _require(holds: bool, what: str) -> None:  # noqa: FBT001 — it reads like a sentence
    if not holds:
        raise ValueError(what)


def copied(source: Path, target: Path) -> None:
    """Copy an attachment, into the trash or out of it.

    Raises
    ------
    OSError
        If it is missing, or cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def read_head(path: Path) -> tuple[bytes, tuple[float, ...]]:
    """Read what an attachment says, and the seconds of its stills; no byte of a picture is read.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If it is missing or damaged.
    """
    seconds = pa.ipc.IpcReadOptions(included_fields=[SCHEMA.get_field_index("second")])
    with pa.OSFile(str(path)) as source:
        file = pa.ipc.open_file(source, options=seconds)
        head = (file.schema.metadata or {}).get(HEAD, b"")
        batches = [_read(file, number, ("second",)) for number in range(file.num_record_batches)]
        return head, tuple(second for rows in batches for second in rows.column("second").to_pylist())


def read_still(path: Path, second: float) -> Still | None:
    """Read one still; None where there is none of that second.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If the file is missing or damaged.
    """
    with pa.memory_map(str(path)) as source:
        file = pa.ipc.open_file(source)
        for number in range(file.num_record_batches):
            rows = _read(file, number, SCHEMA.names)
            found = rows.filter(pc.equal(rows.column("second"), second))
            if found.num_rows:
                return Still(**found.slice(0, 1).to_pylist()[0])
    return None


def _read(file: pa.RecordBatchFileReader, number: int, names: Sequence[str]) -> pa.RecordBatch:
    """Read stills; what is damaged is refused before it is looked into, for that would end the whole process."""
    rows = file.get_batch(number)
    rows.validate(full=True)
    wanted = [SCHEMA.field(name) for name in names]
    if list(rows.schema) != wanted:
        message = "other columns than those of stills"
        raise pa.ArrowInvalid(message)
    return rows
