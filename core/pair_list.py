"""A list of pairs as a table of two columns: whom to measure against whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.csv_list import bare_name, numbered_rows
from core.errors import FormatError, InputError
from core.progress import check, never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.workspace import Workspace

_HEAD = ("a", "b")


@dataclass(frozen=True, slots=True)
class PairList:
    """The pairs of a list, each two keys once, in the order of the list.

    ``refused`` says of each line that was not understood its number and why; ``n_repeated`` lines name
    a pair that an earlier one names, in either order.
    """

    pairs: tuple[tuple[str, str], ...]
    refused: tuple[tuple[int, str], ...]
    n_repeated: int


def read_pairs(file: Path, workspace: Workspace, *, cancelled: Callable[[], bool] = never) -> PairList:
    """Read a list of pairs.

    Parameters
    ----------
    file : Path
        UTF-8, two columns by comma, semicolon or tab, with or without the header ``a,b``: keys or
        handles, as :meth:`core.workspace.Workspace.find` takes them. An apostrophe before ``@``, as our
        exports have it for spreadsheets, is taken off.
    workspace : Workspace
    cancelled : callable
        Asked with every line whether to stop.

    Raises
    ------
    FormatError
        If it is no text, or there is no line that can be used; the message has the first reasons.
    InputError
        If it cannot be read.
    CancelledError
        If ``cancelled`` said so.
    """
    found = _read(numbered_rows(file), workspace, cancelled)
    if not found.pairs:
        reasons = "; ".join(f"line {line}: {why}" for line, why in found.refused[:3]) or "it is empty"
        message = f"{file} names no pair: {reasons}"
        raise FormatError(message)
    return found


def _read(
    rows: Iterator[tuple[int, list[str] | str]], workspace: Workspace, cancelled: Callable[[], bool]
) -> PairList:
    names = _Names(workspace)
    pairs: dict[frozenset[str], tuple[str, str]] = {}
    refused, n_repeated, is_first = [], 0, True
    for line, row in rows:
        check(cancelled, "no pair was measured")
        is_head = is_first and tuple(cell.strip().casefold() for cell in row) == _HEAD
        is_first = False
        if is_head:
            continue
        try:
            pair = names.pair(row)
        except InputError as error:
            refused.append((line, str(error)))
            continue
        n_repeated += frozenset(pair) in pairs
        pairs.setdefault(frozenset(pair), pair)
    return PairList(tuple(pairs.values()), tuple(refused), n_repeated)


class _Names:
    """Finds profiles; each name is looked for once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._keys: dict[str, str] = {key: key for key in workspace.profiles["key"]}

    def pair(self, row: list[str] | str) -> tuple[str, str]:
        """Give the two keys of a row.

        Raises
        ------
        InputError
            If there are not two cells, a name is nobody's, or both are one profile.
        """
        if isinstance(row, str):
            raise InputError(row)
        if len(row) != len(_HEAD):
            message = f"it has {len(row)} cells, not two"
            raise InputError(message)
        a, b = (self._key(cell) for cell in row)
        if a == b:
            message = f"both are {a}"
            raise InputError(message)
        return a, b

    def _key(self, cell: str) -> str:
        name = bare_name(cell)
        if name not in self._keys:
            self._keys[name] = self._workspace.find(name)
        return self._keys[name]
