"""A list of labels as a table of two columns: which profile belongs to which group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.csv_list import numbered_rows
from core.errors import FormatError, InputError
from core.labels import label_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from core.workspace import Workspace

_WHO, _LABEL = ("key", "profile"), "label"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # what our exports set an apostrophe before


@dataclass(frozen=True, slots=True)
class LabelList:
    """The labels of a list by the key of the profile, None where a line takes a label off.

    ``refused`` says of each line that was not understood its number and why; ``n_repeated`` lines name
    a profile that an earlier one names, and stand instead of it.
    """

    labels: dict[str, str | None]
    refused: tuple[tuple[int, str], ...]
    n_repeated: int


class _Places(NamedTuple):
    """Where in a row the profile and its label stand; ``n`` is the number of cells it must have."""

    who: int = 0
    label: int = 1
    n: int | None = 2


def read_labels(file: Path, workspace: Workspace) -> LabelList:
    """Read a list of labels.

    Parameters
    ----------
    file : Path
        UTF-8, by comma, semicolon or tab: two columns, or any with a header that names ``profile`` (or
        ``key``) and ``label``, as the list of profiles that the app exports has them. Profiles are keys or
        handles, as :meth:`core.workspace.Workspace.find` takes them; a blank label takes one off. An
        apostrophe before what a spreadsheet would take for a formula, as our exports have it, is taken off.
    workspace : Workspace

    Raises
    ------
    FormatError
        If it is no text, or there is no line that can be used; the message has the first reasons.
    InputError
        If it cannot be read.
    """
    found = _read(numbered_rows(file), workspace)
    if not found.labels:
        reasons = "; ".join(f"line {line}: {why}" for line, why in found.refused[:3]) or "it is empty"
        message = f"{file} labels no profile: {reasons}"
        raise FormatError(message)
    return found


def _read(rows: Iterator[tuple[int, list[str] | str]], workspace: Workspace) -> LabelList:
    labels: dict[str, str | None] = {}
    refused: list[tuple[int, str]] = []
    n_repeated, places, is_first = 0, _Places(), True
    for line, row in rows:
        header = _header(row) if is_first else None
        is_first = False
        places = header or places
        if header:
            continue
        try:
            key, label = _pair(row, places, workspace)
        except InputError as error:
            refused.append((line, str(error)))
            continue
        n_repeated += key in labels
        labels[key] = label
    return LabelList(labels, tuple(refused), n_repeated)


def _header(row: Sequence[str]) -> _Places | None:
    """Say where the columns stand, if a row names them."""
    names = [cell.strip().casefold() for cell in row]
    who = next((name for name in _WHO if name in names), None)
    return _Places(names.index(who), names.index(_LABEL), None) if who and _LABEL in names else None


def _pair(row: list[str] | str, places: _Places, workspace: Workspace) -> tuple[str, str | None]:
    if isinstance(row, str):
        raise InputError(row)
    if places.n not in (None, len(row)) or max(places.who, places.label) >= len(row):
        message = f"it has {len(row)} cells, not a profile and its label"
        raise InputError(message)
    return workspace.find(_plain(row[places.who])), label_of(_plain(row[places.label])) or None


def _plain(cell: str) -> str:
    name = cell.strip()
    return name[1:] if name.startswith("'") and name[1:].lstrip().startswith(_FORMULA) else name
