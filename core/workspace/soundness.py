"""Whether somebody else's files are a workspace: what is named, and what the tables hold."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.errors import FormatError, LimitError, WorkspaceError
from core.progress import check
from core.schema import IDENTITIES
from core.sources.label import MAX_LABEL, clean_label
from core.sources.limit import MAX_RATIO
from core.workspace import attached, testimony
from core.workspace import bucket as buckets
from core.workspace import manifest as manifests
from core.workspace.manifest import FileReport, ImportReport, Manifest
from core.workspace.summary import SUMMARY
from core.workspace.table import read_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NUMBER = r"(\d{6,12})"
_POSTS = re.compile(rf"posts/(\d\d)/{_NUMBER}(?:-\w+)?\.parquet", re.ASCII)
_OTHERS = {
    "profiles": re.compile(rf"profiles-{_NUMBER}\.arrow", re.ASCII),
    "identities": re.compile(rf"identities-{_NUMBER}\.arrow", re.ASCII),
    "testimonies": re.compile(rf"{testimony.FOLDER}/{_NUMBER}(?:-\d+)?\.arrow", re.ASCII),
}
_FREE_BYTES = 64 * 1024**2


class _UnsoundError(Exception):
    """Something in a manifest is not what it has to be; never leaves this module."""


def checked(data: bytes) -> Manifest:
    """Read a manifest that somebody else wrote: every name is one that a workspace gives.

    Raises
    ------
    FormatError
        If it is damaged or names what no workspace does.
    WorkspaceError
        If a newer version wrote it.
    """
    try:
        if orjson.loads(data)["format"] > manifests.FORMAT:
            message = "the file was written by a newer Doppelscope; update to open it"
            raise WorkspaceError(message)
        manifest = manifests.parsed(data)
        _check(manifest)
    except (_UnsoundError, KeyError, TypeError, AttributeError, ValueError) as error:
        message = f"the file's manifest is damaged ({error}); export the workspace again"
        raise FormatError(message) from error
    return manifest


def _check(manifest: Manifest) -> None:
    """Look at every value that a workspace goes by; fields of later additions are texts or none."""
    _require(_is_count(manifest.version) and manifest.version > 0, "it counts no changes")
    _require(_is_count(manifest.next_import), "its next import has no number")
    for value in (manifest.label, manifest.pseudonyms):
        _require(value is None or isinstance(value, str), "its label is no text")
    for key, label in manifest.labels.items():
        _require(
            isinstance(label, str) and label == clean_label(label[:MAX_LABEL]), f"a label of {key[:40]!r}"
        )
    opening = manifest.opening or ("", "")
    _require(len(opening) == 2 and _are_texts(opening), "it opens with no pair")  # noqa: PLR2004 — a pair
    numbers = [0]
    for name, paths in manifest.posts.items():
        for path in paths:
            found = _POSTS.fullmatch(path)
            _require(
                found is not None and found[1] == name and int(name) < buckets.N_BUCKETS, f"bucket {name!r}"
            )
            numbers.append(int(found[2]) if found else 0)
    tables: list[tuple[str, str | None]] = [
        ("profiles", manifest.profiles),
        ("identities", manifest.identities),
    ]
    for what, table in [*tables, *(("testimonies", path) for path in manifest.testimonies)]:
        if table:
            found = _OTHERS[what].fullmatch(table)
            _require(found is not None, f"its {what}")
            numbers.append(int(found[1]) if found else 0)
    _require(max(numbers) < manifest.next_import, "a file is newer than its last import")
    _require(sum(map(len, manifest.posts.values())) == len(_paths(manifest)), "a file is named twice")
    for report in manifest.imports:
        _check_report(report)
    tied = [path for of in manifest.media.values() for path in of]
    _require(all(isinstance(path, str) and attached.sha256_of(path) for path in tied), "its attachments")
    _require(len(set(tied)) == len(tied), "an attachment is named twice")
    _require(not (tied and manifest.pseudonyms), "attachments of people under pseudonyms")


def _paths(manifest: Manifest) -> set[str]:
    return {path for paths in manifest.posts.values() for path in paths}


def _require(holds: bool, what: str) -> None:  # noqa: FBT001 — it reads like a sentence
    if not holds:
        raise _UnsoundError(what)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _check_report(report: ImportReport) -> None:
    """Look at the types of what a report says."""
    counts = ("rows", "kept", "duplicates", "refused", "left_out", "profiles")
    _require(all(_is_count(getattr(report, name)) for name in counts), "a report counts nothing")
    _require(report.number is None or _is_count(report.number), "a report's number")
    _require(_are_texts([report.imported_at]), "a report without a time")
    _require(_are_texts(v for v in (report.first, report.last) if v is not None), "a report's span")
    for file in report.files:
        _require(_is_count(file.rows) and _is_count(file.refused), "a report's file counts nothing")
        for name in (field.name for field in fields(FileReport)):
            value = getattr(file, name)
            if name not in ("rows", "refused", "reasons"):
                is_text = isinstance(value, str) or (value is None and name not in ("name", "signature"))
                _require(is_text, f"a report's {name}")
        _require(all(_are_texts(reason) for reason in file.reasons), "a report's reasons")


def check_tables(folder: Path, manifest: Manifest, cancelled: Callable[[], bool]) -> None:
    """Look into every file of an unpacked workspace: its columns, its buckets, its import numbers.

    Raises
    ------
    FormatError
        If one is damaged or holds something else.
    LimitError
        If one would take far more memory than it takes on disk.
    CancelledError
        If the analyst stopped it.
    """
    name = manifests.NAME
    try:
        for bucket, paths in manifest.posts.items():
            for name in paths:
                check(cancelled)
                _check_posts(folder / name, bucket, manifest.next_import)
        named = [(manifest.profiles, SUMMARY), (manifest.identities, IDENTITIES)]
        named += [(path, testimony.SCHEMA) for path in manifest.testimonies]
        for key, paths in manifest.media.items():
            for name in paths:
                check(cancelled)
                attached.check(folder, name, key)
        for name, schema in ((path, schema) for path, schema in named if path):
            check(cancelled)
            table = read_table(folder / name, schema)
            table.validate(full=True)
            _require(table.schema.equals(schema), "other columns")
    except (_UnsoundError, OSError, ValueError, pa.ArrowException) as error:
        message = f"the file holds a damaged {name} ({error}); copy or export it again"
        raise FormatError(message) from error


def _check_posts(path: Path, bucket: str, next_import: int) -> None:
    size = path.stat().st_size
    with pq.ParquetFile(path) as file:
        groups = [file.metadata.row_group(n) for n in range(file.num_row_groups)]
        n_bytes = sum(group.total_byte_size for group in groups)
        if n_bytes > MAX_RATIO * size + _FREE_BYTES or file.metadata.num_rows > size:
            message = (
                f"{path.name} would take {n_bytes:,} bytes of memory, on disk it takes {size:,}: not opened"
            )
            raise LimitError(message)
        _require(file.schema_arrow.equals(buckets.STORED), "other columns")
        for n in range(file.num_row_groups):
            table = file.read_row_group(n, use_threads=False)
            table.validate(full=True)
            keys = table.column("profile").unique().to_pylist()
            _require(all(buckets.bucket_of(key) == bucket for key in keys), "posts of another bucket")
            numbers = pc.min_max(table.column(buckets.VERSION)).as_py()
            _require(
                0 <= (numbers["min"] or 0) <= (numbers["max"] or 0) < next_import, "a later import's posts"
            )
