"""Rows of numbers that can be laid out, and what was done to make them so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

MOST_ROWS = 20_000
"""Rows on one map; more take minutes, and lie on top of each other on any screen."""


class Scale(Protocol):
    """What turned things into rows, and turns new ones into rows that can lie beside them."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Say in words for a page what the columns are, those of one kind together."""

    def rows(self, found: Sequence[Any], /) -> Rows:
        """Make rows of new things, in the columns and on the scales of the first ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What a map is made of.

    ``table`` is (n, f), finite. ``kept`` is (n,), the position each row had among what was given, in
    ascending order. ``columns`` name the f columns; ``notes`` say what was left out or filled in.
    ``scale`` makes rows of new things for the same map.
    """

    table: Floats
    kept: Ints
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()
    scale: Scale | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """Say in words what the columns are; one by one where nothing is known of them.

        >>> Rows(np.zeros((1, 2)), np.arange(1), ("a", "b")).parts
        ('a', 'b')
        """
        return self.scale.parts if self.scale else self.columns

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.table)


def checked_table(table: npt.ArrayLike, least: int = 1) -> Floats:
    """Give a table as it can be laid out: (n, f), float64, in C order, finite.

    Raises
    ------
    InputError
        If it has too few rows, no column, or a value that is no finite number; the message names the
        first one.

    Examples
    --------
    >>> checked_table([[1, 2]]).shape
    (1, 2)
    """
    given = np.ascontiguousarray(table, dtype=np.float64)
    if given.ndim != 2 or not given.shape[1]:  # noqa: PLR2004 — rows and columns
        message = f"a map needs rows of at least one column that differs; these have shape {given.shape}"
        raise InputError(message)
    if len(given) < least:
        message = (
            f"a map needs at least {least} points, there are {len(given)}: choose more pairs or profiles"
        )
        raise InputError(message)
    if not np.isfinite(given).all():
        row, column = np.argwhere(~np.isfinite(given))[0].tolist()
        message = (
            f"row {row} of the map has {given[row, column]} in column {column}; fill it in or leave it out"
        )
        raise InputError(message)
    return given


def sampled(n: int, most: int, seed: int, always: Sequence[int] = ()) -> Ints:
    """Choose at most so many of n positions at random, some of them in any case; ascending.

    Raises
    ------
    InputError
        If more are to be there in any case than there may be, or one is none.

    Examples
    --------
    >>> sampled(5, 9, 0).tolist(), sampled(1_000, 3, 0, always=[7]).tolist()[0]
    ([0, 1, 2, 3, 4], 7)
    """
    held = np.unique(np.asarray(always, dtype=np.int64))
    if held.size > most or (held.size and not 0 <= int(held[0]) <= int(held[-1]) < n):
        message = f"{held.size} rows are to be on the map in any case; at most {most}, from 0 to {n - 1}"
        raise InputError(message)
    if n <= most:
        return np.arange(n, dtype=np.int64)
    drawn = np.random.default_rng(seed).choice(n, most, replace=False)
    others = drawn[~np.isin(drawn, held)][: most - held.size]
    return np.sort(np.concatenate([held, others.astype(np.int64)]))
