"""The cells of a table, whatever their type, as what a field of ours needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Columns = dict[str, tuple[str, ...]]
_TRUE = frozenset({"true", "1", "t", "yes"})
_ITEM = re.compile(r"[^\s\[\]{}'\",;|]+")
# A comma or semicolon may stand inside a link; it ends one only where the text, a quote or a link follows.
_LINK_ITEM = re.compile(r"https?://[^\s'\"\[\]|]+?(?=[,;]?(?:[\s'\"\[\]|]|$)|[,;]https?://)", re.IGNORECASE)
# What spreadsheets and floating point make of a long number: 1.23E+18, 123.0, 1230000000000000000. Of
# two million ids of X one ends in nine zeros by itself (5^9: most are multiples of a power of two);
# read as an id, a rounded one would make one profile of several people.
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?[eE]\+\d+|\d{16,}[.,]0+|\d{7,}0{9}")
_POINT_ZERO = re.compile(r"(\d{1,15})\.0+")
_MAY_BE_ROUNDED = r"\d[.,]0|[eE]\+\d|\d{7}0{9}$"
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table: plain columns, which field each is, and where the rows stand in the file.

    ``numbers`` counts the rows below the header from 1; ``unreadable`` maps a position in the chunk
    to what is wrong with it; ``lost`` holds lines that never became rows, as (number, reason).
    """

    table: pa.Table
    columns: Columns
    numbers: Sequence[int]
    unreadable: Mapping[int, str]
    lost: tuple[tuple[int, str], ...] = ()


def _is_list(kind: pa.DataType) -> bool:
    types = pa.types
    return any(
        is_it(kind)
        for is_it in (
            types.is_list,
            types.is_large_list,
            types.is_fixed_size_list,
            types.is_list_view,
            types.is_large_list_view,
        )
    )


def _may_count(kind: pa.DataType) -> bool:
    return not (_is_list(kind) or pa.types.is_temporal(kind))


def readable(schema: pa.Schema) -> list[str | None]:
    """Name each column, None where its cells are structures that no field of ours could be.

    Of several columns of one name the first keeps it.

    >>> readable(pa.schema([("a", pa.string()), ("a", pa.int8()), ("b", pa.struct([("c", pa.int8())]))]))
    ['a', 'a (2)', None]
    """
    seen: dict[str, int] = {}
    names: list[str | None] = []
    for field in schema:
        seen[field.name] = n = seen.get(field.name, 0) + 1
        inner = field.type.value_type if _is_list(field.type) else field.type
        name = field.name if n == 1 else f"{field.name} ({n})"
        names.append(None if pa.types.is_nested(inner) else name)
    return names


def _text(value: Any) -> Any:
    """Decode one cell; raises UnicodeDecodeError."""
    if isinstance(value, list):
        return [_text(item) for item in value]
    return value.decode("utf-8") if isinstance(value, bytes) else value


def _decoded(column: pa.ChunkedArray, target: pa.DataType, wrong: list[int]) -> pa.ChunkedArray:
    """Read bytes as UTF-8, cell by cell; a cell that is not is blanked and its row noted."""
    values = []
    for row, value in enumerate(column.to_pylist()):
        try:
            values.append(_text(value))
        except UnicodeDecodeError:
            values.append(None)
            wrong.append(row)
    return pa.chunked_array([pa.array(values, target)])


def plain(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[int]]:
    r"""Undo encodings of a column: texts are UTF-8, lists hold texts; say which rows are neither.

    >>> plain(pa.chunked_array([[b"a", b"\xff"]]))[1]
    [1]
    """
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        return plain(column.cast(kind.storage_type))
    if pa.types.is_dictionary(kind):
        return plain(column.cast(kind.value_type))
    is_list = _is_list(kind)
    inner = kind.value_type if is_list else kind
    is_text = pa.types.is_unicode(inner) or pa.types.is_binary(inner) or pa.types.is_large_binary(inner)
    is_text = is_text or pa.types.is_string_view(inner) or pa.types.is_fixed_size_binary(inner)
    is_text = is_text or pa.types.is_large_unicode(inner)
    if not (is_list or is_text):
        return column, []
    raw, text = (pa.binary(), pa.string()) if is_text else (inner, pa.string())
    raw, text = (pa.list_(raw), pa.list_(text)) if is_list else (raw, text)
    wrong: list[int] = []
    column = column.cast(raw)
    try:
        return column.cast(text), wrong
    except pa.ArrowInvalid:
        return _decoded(column, text, wrong), wrong


class Cells:
    """Rows of a table of plain columns, seen by our field names."""

    def __init__(self, table: pa.Table, columns: Columns) -> None:
        self.table, self.columns, self.n = table, columns, table.num_rows

    def has(self, field: str) -> bool:
        """Tell whether some column carries a field."""
        return field in self.columns

    def column(self, field: str, part: int = 0) -> pa.ChunkedArray:
        """Give the column that carries a field, or one of the columns that it is joined of."""
        return self.table.column(self.columns[field][part])

    def texts(self, field: str, part: int = 0) -> list[str | None]:
        """Give a field as texts; blank cells, and lists of several items, are None."""
        if field not in self.columns:
            return [None] * self.n
        column = self.column(field, part)
        if _is_list(column.type):
            return [value[0] or None if value and len(value) == 1 else None for value in column.to_pylist()]
        if pa.types.is_floating(column.type):
            numbers = column.cast(pa.float64()).to_pylist()
            return [None if v is None or not abs(v) < float("inf") else f"{v:.0f}" for v in numbers]
        return [value or None for value in column.cast(pa.string()).to_pylist()]

    def ids(self, field: str, part: int = 0) -> list[str | None]:
        """Give a field as ids or handles; a number that was rounded on its way names nobody: None."""
        if field not in self.columns or _is_list(self.column(field, part).type):
            return self.texts(field, part)
        column = self.column(field, part)
        if pa.types.is_floating(column.type):
            numbers = column.cast(pa.float64()).to_pylist()
            return [f"{v:.0f}" if v is not None and v == v // 1 and v < _EXACT else None for v in numbers]
        trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
        texts = [text or None for text in trimmed.to_pylist()]
        if not pc.any(pc.match_substring_regex(trimmed, _MAY_BE_ROUNDED)).as_py():
            return texts
        return [_exact_id(text) if text else None for text in texts]

    def flags(self, field: str) -> list[bool]:
        """Give a field as yes or no; blank is no."""
        if field in self.columns and pa.types.is_boolean(self.column(field).type):
            return [bool(flag) for flag in self.column(field).to_pylist()]
        return [(text or "").strip().casefold() in _TRUE for text in self.texts(field)]

    def counts(self, field: str) -> pa.Array:
        """Give a field as counts; what is no whole number from 0 on is null."""
        if field not in self.columns or not _may_count(self.column(field).type):
            return pa.nulls(self.n, pa.int64())
        numbers = pd.to_numeric(self.column(field).to_pandas(), errors="coerce").astype("Float64").round()
        inside = ((numbers >= 0) & (numbers < _EXACT)).fillna(False)  # noqa: FBT003
        return pa.array(numbers.where(inside).astype("Int64"), type=pa.int64())

    def lists(self, field: str, clean: Callable[[str], str | None]) -> list[Sequence[str]] | None:
        """Give a field as lists, whether it holds lists or texts such as ``['a', 'b']`` or ``a;b``."""
        if field not in self.columns or pa.types.is_null(self.column(field).type):
            return None
        column = self.column(field)
        raw: list[Sequence[str]] = (
            column.to_pylist()
            if _is_list(column.type)
            else [
                (_LINK_ITEM if field == "links" else _ITEM).findall(text) if text else ()
                for text in self.texts(field)
            ]
        )
        cleaned = _Cleaned(clean)
        return [[c for item in items if (c := cleaned[item])] if items else () for items in raw]


class _Cleaned(dict[str | None, str | None]):
    """Cleans each distinct item once."""

    def __init__(self, clean: Callable[[str], str | None]) -> None:
        self._clean = clean

    def __missing__(self, item: str | None) -> str | None:
        found = self[item] = self._clean(item) if item else None
        return found


def _exact_id(text: str) -> str | None:
    if match := _POINT_ZERO.fullmatch(text):
        return match.group(1)
    return None if _ROUNDED.fullmatch(text) else text
