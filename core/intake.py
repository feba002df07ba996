"""The one way into a workspace: files, folders, zips and uploads, in any mix."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

from core import schema
from core.errors import FormatError, InputError
from core.model import Refusal
from core.progress import check, ignore_progress, never
from core.sources import HEAD_BYTES, recognise, unrecognised
from core.sources.entries import Entry, expand
from core.workspace import FileReport, ImportReport, Workspace
from core.workspace.manifest import NOTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from core.model import Batch
    from core.pseudonyms import Pseudonyms
    from core.sources import Source
    from core.sources.mapping import Options
    from core.sources.options import ReadOptions
    from core.workspace.transaction import Transaction

_READING = 0.7  # the share of an import's time that reading takes; writing is the rest
_NAMED = 3  # how many files a message names
LEFT_OUT = "it was left out, as you asked"


def import_items(
    workspace: Workspace,
    items: Iterable[Path | Entry],
    options: ReadOptions | Options,
    *,
    now: datetime,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
    pseudonyms: Pseudonyms | None = None,
) -> ImportReport:
    """Import files, folders, zips and uploads into a workspace, as one import.

    A row that cannot be read is refused by itself and counted; a file of which nothing can be read is
    left out with its reason, and the others go on.

    Parameters
    ----------
    options : ReadOptions or Options
        For every file, or by the header of each table.
    now : datetime
        The moment of the import, aware; the core reads no clock.
    progress : callable
        Told a share in [0, 1] and a line of words.
    cancelled : callable
        Asked between batches; a stopped import leaves the workspace as it was.
    pseudonyms : Pseudonyms, optional
        Under which everybody is stored; none of the names in the files gets into the folder.

    Raises
    ------
    PseudonymError
        If the workspace stands under another key, or under real names.
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

    def tell(said: str) -> None:
        check(cancelled)
        progress(0.0, said)

    entries = expand(items, lambda name, why: left_out.append(FileReport(name, None, skipped=why)), tell)
    total = max(sum(entry.size for entry in entries), 1)
    with workspace.importing(now, pseudonyms) as transaction:
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


def _nothing(left_out: Sequence[FileReport]) -> str:
    if not left_out:
        return "there is no file to import"
    first = "; ".join(f"{file.name}: {file.skipped}" for file in left_out[:_NAMED])
    more = f"; and {len(left_out) - _NAMED} more" if len(left_out) > _NAMED else ""
    return f"nothing could be read: {first}{more}"


def _without_name(entry: Entry, error: InputError) -> str:
    """Give the message of an error about a file that is named beside it anyway."""
    return str(error).removeprefix(entry.name).lstrip(": ")


def _import_entry(
    transaction: Transaction,
    entry: Entry,
    told: ReadOptions | Options,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> FileReport:
    if entry.size == 0:
        return FileReport(entry.name, None, skipped="it is empty")
    try:
        options = told.of(entry)
        if options is None:
            return FileReport(entry.name, None, skipped=LEFT_OUT)
        source = recognise(entry, options)
        if source is None:
            head = entry.head(HEAD_BYTES)  # of a packed file only this tells that there is nothing in it
            return FileReport(entry.name, None, skipped=unrecognised(head) if head else "it is empty")
    except InputError as error:
        return FileReport(entry.name, None, skipped=_without_name(entry, error))
    with _digesting(entry) as digest:
        return _read_entry(transaction, entry, source, options, digest, progress, cancelled)


def _read_entry(
    transaction: Transaction,
    entry: Entry,
    source: Source,
    options: ReadOptions,
    digest: Callable[[], str | None],
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> FileReport:
    transaction.begin_file()
    rows = refused = 0
    try:
        for batch in batches(source, entry, options):
            check(cancelled)
            transaction.add(batch)
            rows += batch.n_rows
            refused += sum(refusal.place not in NOTED for refusal in batch.refusals)
            progress(rows)
    except InputError as error:
        if rows == 0:
            return FileReport(entry.name, source.name, skipped=_without_name(entry, error))
        # what was read before the file broke off is kept
        transaction.add(schema.batch(refusals=[Refusal(entry.name, f"after row {rows}", str(error))]))
        rows, refused = rows + 1, refused + 1
    return FileReport(entry.name, source.name, digest(), options.signature, rows, refused)


@contextmanager
def _digesting(entry: Entry) -> Iterator[Callable[[], str | None]]:
    """Take the digest of a file on disk while it is read, by another core; of all else when asked for."""
    if entry.path is None:
        yield entry.digest
        return
    left = Event()
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(entry.digest, left.is_set)
        try:
            yield digest.result
        finally:
            left.set()


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
