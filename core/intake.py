"""The one way into a workspace: files, folders, zips and uploads, in any mix."""

from __future__ import annotations

import gc
import hashlib
from typing import TYPE_CHECKING

from core import schema
from core.errors import CancelledError, FormatError, InputError
from core.model import Refusal
from core.sources import discover, recognise
from core.sources.entries import Entry, expand, is_zip
from core.workspace import FileReport, ImportReport, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from core.model import Batch
    from core.sources import Source
    from core.sources.options import ReadOptions
    from core.workspace.transaction import Transaction

_READING = 0.7  # the share of an import's time that reading takes; writing is the rest
_NAMED = 3  # how many files a message names
_ZIP_IN_ZIP = "it is a zip within a zip; unpack the outer one and import what comes out"


def ignore_progress(fraction: float, message: str) -> None:
    """Take progress and say nothing of it."""


def never() -> bool:
    """Answer that nobody has asked to stop."""
    return False


def import_items(
    workspace: Workspace,
    items: Iterable[Path | Entry],
    options: ReadOptions,
    *,
    now: datetime,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> ImportReport:
    """Import files, folders, zips and uploads into a workspace, as one import.

    A row that cannot be read is refused by itself and counted; a file of which nothing can be read is
    left out with its reason, and the others go on.

    Parameters
    ----------
    now : datetime
        The moment of the import, aware; the core reads no clock.
    progress : callable
        Told a share in [0, 1] and a line of words.
    cancelled : callable
        Asked between batches; a stopped import leaves the workspace as it was.

    Raises
    ------
    FormatError
        If nothing at all could be read; the message says why for each of the first files.
    InputError
        If a path does not exist or the column map does not fit.
    WorkspaceBusyError
        If another process is writing to the workspace.
    CancelledError
        If the analyst stopped it.
    """
    left_out: list[FileReport] = []
    entries = expand(items, lambda name, why: left_out.append(FileReport(name, None, skipped=why)))
    total = max(sum(entry.size for entry in entries), 1)
    with workspace.importing(now) as transaction:
        for report in left_out:
            transaction.end_file(report)
        read, before = 0, 0
        for entry in entries:
            report = _import_entry(
                transaction,
                entry,
                options,
                lambda n, e=entry, b=before: progress(  # type: ignore[misc]
                    _READING * b / total, f"Reading {e.name}: {n:,} rows"
                ),
                cancelled,
            )
            transaction.end_file(report)
            read += report.skipped is None
            left_out += [report] if report.skipped else []
            before += entry.size
        if not read:
            raise FormatError(_nothing(left_out))
        return transaction.commit(
            lambda done, said: progress(_READING + (1 - _READING) * done, said), cancelled
        )


def check(cancelled: Callable[[], bool]) -> None:
    """Stop where the analyst asked to.

    Raises
    ------
    CancelledError
        If so; the workspace is as it was.
    """
    if cancelled():
        message = "the import was stopped; the workspace is as it was"
        raise CancelledError(message)


def _nothing(left_out: Sequence[FileReport]) -> str:
    if not left_out:
        return "there is no file to import"
    first = "; ".join(f"{file.name}: {file.skipped}" for file in left_out[:_NAMED])
    more = f"; and {len(left_out) - _NAMED} more" if len(left_out) > _NAMED else ""
    return f"nothing could be read: {first}{more}"


def _without_name(entry: Entry, error: InputError) -> str:
    """Give the message of an error about a file that is named beside it anyway."""
    return str(error).removeprefix(entry.name).lstrip(": ")


def _unknown() -> str:
    formats = "; ".join(source.label for source in discover())
    return f"no format is recognised; these are read: {formats}"


def _import_entry(
    transaction: Transaction,
    entry: Entry,
    options: ReadOptions,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> FileReport:
    if entry.size == 0:
        return FileReport(entry.name, None, skipped="it is empty")
    try:
        source = recognise(entry)
        if source is None:
            return FileReport(entry.name, None, skipped=_ZIP_IN_ZIP if is_zip(entry) else _unknown())
    except InputError as error:
        return FileReport(entry.name, None, skipped=_without_name(entry, error))
    transaction.begin_file()
    rows = refused = 0
    try:
        for batch in batches(source, entry, options):
            check(cancelled)
            transaction.add(batch)
            rows += batch.n_rows
            refused += len(batch.refusals)
            progress(rows)
    except InputError as error:
        if rows == 0:
            return FileReport(entry.name, source.name, skipped=_without_name(entry, error))
        # what was read before the file broke off is kept
        transaction.add(schema.batch(refusals=[Refusal(entry.name, f"after row {rows}", str(error))]))
        rows, refused = rows + 1, refused + 1
    return FileReport(entry.name, source.name, _sha256(entry), options.signature, rows, refused)


def batches(source: Source, entry: Entry, options: ReadOptions) -> Iterator[Batch]:
    """Read an entry as an import does.

    Raises
    ------
    InputError
        If it breaks off or cannot be read at all.
    """
    found = source.read(entry, options)
    try:
        while (batch := _next(found)) is not None:
            yield batch
    except OSError as error:
        message = f"{entry.name} cannot be read on ({error.strerror or error})"
        raise FormatError(message) from error


def _next(found: Iterator[Batch]) -> Batch | None:
    """Read one batch while the collector of cyclic garbage rests.

    JSON makes many objects and no cycle; looking for some would take a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return next(found, None)
    finally:
        if was_on:
            gc.enable()


def _sha256(entry: Entry) -> str | None:
    """Give the digest of a file; None where it breaks off, which was said when it was read."""
    try:
        with entry.open() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    except (InputError, OSError):
        return None
