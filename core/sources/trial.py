"""How the head of a table would be read: its times, and its rows as posts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.sources.cell import Chunk
from core.sources.column import columns_of, require
from core.sources.look import cell_text
from core.sources.mapping import SHOWN_ROWS
from core.sources.moment import AMBIGUOUS, NO_ZONE, moments, reasons_in
from core.sources.row import batch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from core.model import Batch
    from core.sources.mapping import Preview
    from core.sources.options import ReadOptions

_EXAMPLES = 3
_NUMBERED = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})\b")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Times:
    """What can be said of a column of times before it is read.

    ``examples`` pairs some values with the time read, in UTC, or with why there is none.
    ``asks_order``: some dates may begin with day or month; ``order`` is what the others show, None
    where they leave it open. ``asks_zone``: some times name no zone. ``is_epoch``: they are numbers,
    counted from 1970 in UTC.
    """

    examples: tuple[tuple[str, str], ...]
    asks_zone: bool
    asks_order: bool
    order: str | None
    is_epoch: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it would be read: a post, or the reason why it is none beside what it holds."""

    number: int
    account: str = ""
    time: str = ""
    kind: str = ""
    text: str = ""
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """How the sample of a table would be read; ``reasons`` counts the refusals, commonest first."""

    rows: tuple[Row, ...]
    n_rows: int
    n_kept: int
    reasons: tuple[tuple[str, int], ...]


def shown_order(texts: list[str]) -> str | None:
    """Say what dates begin with, where those above the twelfth leave no doubt.

    >>> shown_order(["03/04/2020", "25/04/2020"]), shown_order(["04/25/2020"]), shown_order(["03/04/2020"])
    ('day', 'month', None)
    """
    pairs = [(int(m[1]), int(m[2])) for text in texts if (m := _NUMBERED.match(text))]
    first, second = (max((pair[n] for pair in pairs), default=0) for n in (0, 1))
    if max(first, second) > _MONTHS >= min(first, second):
        return "day" if first > _MONTHS else "month"
    return None


def times(seen: Preview, column: str, zone: str | None = None, date_order: str | None = None) -> Times:
    r"""Try a column as the one of the times.

    Examples
    --------
    >>> from core.sources.entries import from_bytes
    >>> from core.sources.mapping import preview
    >>> seen = preview(from_bytes("a.csv", b"who;when\nann;24.12.2020 18:00\n"))
    >>> found = times(seen, "when")
    >>> found.asks_order, found.order, found.asks_zone
    (True, 'day', True)
    >>> times(seen, "when", "Europe/Berlin", "day").examples
    (('24.12.2020 18:00', '2020-12-24 17:00:00'),)
    """
    values = seen.sample.table.column(column)
    texts = [cell_text(cell) for cell in values.to_pylist()]
    asks_order = AMBIGUOUS in reasons_in(moments(values, zone))
    order = shown_order(texts) if asks_order else None
    asks_zone = NO_ZONE in reasons_in(moments(values, None, date_order or order or "day"))
    read = moments(values, zone, date_order)
    said = [
        why or moment.strftime("%Y-%m-%d %H:%M:%S")
        for moment, why in zip(read["time"].tolist(), reasons_in(read), strict=True)
    ]
    examples = list(dict.fromkeys(pair for pair in zip(texts, said, strict=True) if pair[0]))[:_EXAMPLES]
    filled = [text for text in texts if text]
    is_epoch = bool(filled) and all(text.replace(".", "", 1).isdigit() for text in filled)
    return Times(tuple(examples), asks_zone, asks_order, order, is_epoch)


def _posts(batch: Batch) -> Iterator[tuple[str, str, str, str]]:
    handles = {
        row["key"]: row["handle"] or row["user_id"] or row["key"] for row in batch.profiles.to_pylist()
    }
    columns = ("profile", "time", "kind", "text")
    for key, moment, kind, text in zip(*(batch.posts.column(c).to_pylist() for c in columns), strict=True):
        yield handles.get(key, key), moment.strftime("%Y-%m-%d %H:%M:%S"), kind, text or ""


def _cell(table: pa.Table, column: str, place: int | None) -> str:
    return "" if place is None else cell_text(table.column(column)[place].as_py())


def trial(seen: Preview, options: ReadOptions) -> Trial:
    r"""Read the sample of a table as an import would.

    Parameters
    ----------
    seen : Preview
        The table's head.
    options : ReadOptions
        As the import would be given.

    Raises
    ------
    MappingError
        If the map names a column that is not there, or leaves out who posted, or when.

    Examples
    --------
    >>> from core.sources.entries import from_bytes
    >>> from core.sources.mapping import preview
    >>> seen = preview(from_bytes("a.csv", b"who,when\nann,2024-01-02 03:04\n"))
    >>> trial(seen, seen.options({"profile": ("who",), "time": ("when",)}, "UTC")).rows[0].time
    '2024-01-02 03:04:00'
    """
    sample = seen.sample
    columns = columns_of(seen.names, options.columns)
    require(columns, seen.names, seen.file)
    used = {part for parts in columns.values() for part in parts}
    table = sample.table.select([name for name in seen.names if name in used])
    batch = batch_of(
        Chunk(table, columns, sample.numbers, sample.unreadable, sample.lost), options, seen.file
    )
    refused = {int(refusal.place.removeprefix("row ")): refusal.reason for refusal in batch.refusals}
    numbers = sorted({*sample.numbers, *(number for number, _ in sample.lost)})
    posts, place = _posts(batch), {number: n for n, number in enumerate(sample.numbers)}

    def row(number: int) -> Row:
        if number not in refused:
            return Row(number, *next(posts))
        account, text = (
            " ".join(_cell(table, part, place.get(number)) for part in columns.get(field, ()))
            for field in ("profile", "text")
        )
        return Row(number, account=account, text=text, refused=refused[number])

    rows = [row(number) for number in numbers[:SHOWN_ROWS]]
    reasons = Counter(refused.values()).most_common()
    return Trial(tuple(rows), len(numbers), len(numbers) - len(refused), tuple(reasons))
