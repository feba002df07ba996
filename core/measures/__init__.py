"""The register of measures: declared once, read by tables, charts, command line and Method page.

A measure is a function in a module of this package (or of any folder added to its ``__path__``)
under the decorator :func:`measure`. Adding a measure is adding one file; nothing else changes.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from core.block import joined
from core.model import Missing
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from core.model import Portrait
    from core.model.result import Direction, Mode
    from core.params import ComparisonParams
    from core.reference import Reference

NO_NUMBER = "it comes to no finite number for this pair"
_LOOK_UP_PAIRS = 64
# A measure of this tag is one of a family: shown in full where its aspect is, not on the first page.
DETAIL = "detail"
# One of this tag reads what was embedded, which may come long after all else.
EMBEDDED = "embedded"
ASPECTS = ("identity", "behaviour", "audience", "content", "persona")


@dataclass(frozen=True, slots=True)
class Score:
    """What one measure says of one pair."""

    value: float | Missing
    n_a: int
    n_b: int
    shared: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What one measure says of p pairs: ``values`` is (p,), NaN where ``missing`` has a reason."""

    values: npt.NDArray[np.float64]
    missing: tuple[str | None, ...]
    n_a: npt.NDArray[np.int64]
    n_b: npt.NDArray[np.int64]
    shared: tuple[int | None, ...]


class Compute(Protocol):
    """Measure many pairs of portraits at once; one pair is a block of one.

    A pair has the same bits whatever else is in the block. ``left`` and ``right`` may be one
    :class:`core.block.Block`, which keeps what several measures make of all its portraits, and says
    whether to stop; :func:`core.block.joined` gives one in any case.
    """

    def __call__(
        self,
        left: Sequence[Portrait],
        right: Sequence[Portrait],
        pairs: npt.NDArray[np.int64],
        reference: Reference | None,
        params: ComparisonParams,
        /,
    ) -> Scores:
        """Give the scores of ``pairs``, (p, 2) positions in ``left`` and ``right``."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure's declaration.

    ``needs`` says the least evidence of the default mode; ``units`` maps a mode to the unit of its
    value; ``explain`` gives, for one pair, what is drawn, and reproduces the value.
    """

    name: str
    label: str
    aspect: str
    direction: Direction
    low: float
    high: float
    units: Mapping[Mode, str]
    items: str
    meaning: str
    formula: str
    limits: str
    needs: str
    source: str
    compute: Compute
    explain: Callable[[Portrait, Portrait, Reference | None, ComparisonParams], Any] | None = None
    order: int = 100
    digits: int = 3
    tags: tuple[str, ...] = field(default=())

    def scores(
        self,
        left: Sequence[Portrait],
        right: Sequence[Portrait],
        pairs: npt.NDArray[np.int64],
        reference: Reference | None,
        params: ComparisonParams,
    ) -> Scores:
        """Measure pairs; one that comes to no finite number is missing and says so."""
        found = self.compute(left, right, pairs, reference, params)
        endless = ~np.isfinite(found.values)
        if not endless.any():
            return found
        missing = tuple(
            (why or NO_NUMBER) if none else why
            for why, none in zip(found.missing, endless.tolist(), strict=True)
        )
        return replace(found, values=np.where(endless, np.nan, found.values), missing=missing)


_REGISTRY: dict[str, Measure] = {}


def pairwise(
    score: Callable[[Portrait, Portrait, Reference | None, ComparisonParams], Score],
) -> Compute:
    """Lift a function of one pair to a function of a block."""

    def compute(
        left: Sequence[Portrait],
        right: Sequence[Portrait],
        pairs: npt.NDArray[np.int64],
        reference: Reference | None,
        params: ComparisonParams,
        /,
    ) -> Scores:
        block, rows = joined(left, right, pairs)
        found = []
        for n, (a, b) in enumerate(rows.tolist()):
            if n % _LOOK_UP_PAIRS == 0:
                block.check()
                block.progress(n / len(rows))
            found.append(score(block[a], block[b], reference, params))
        return Scores(
            np.array([np.nan if isinstance(s.value, Missing) else s.value for s in found], dtype=float),
            tuple(s.value.reason if isinstance(s.value, Missing) else None for s in found),
            np.array([s.n_a for s in found], dtype=np.int64),
            np.array([s.n_b for s in found], dtype=np.int64),
            tuple(s.shared for s in found),
        )

    return compute


def shared_scores(
    values: npt.NDArray[np.float64],
    missing: Sequence[str | None],
    n_a: npt.NDArray[np.int64],
    n_b: npt.NDArray[np.int64],
    shared: npt.NDArray[np.int64],
) -> Scores:
    """Give the scores of a block, NaN where a reason says why there is none."""
    has = np.array([why is None for why in missing], dtype=np.bool_)
    return Scores(np.where(has, values, np.nan), tuple(missing), n_a, n_b, tuple(shared.tolist()))


def lacking(
    n_a: npt.NDArray[np.int64], n_b: npt.NDArray[np.int64], least: int, what: str
) -> list[str | None]:
    """Say of each pair which of the two has fewer of something than is needed, None where neither has.

    >>> lacking(np.array([1, 9]), np.array([0, 9]), 2, "posts")
    ['A has 1 post, 2 needed', None]
    """
    missing: list[str | None] = [None] * len(n_a)
    for name, sizes in (("B", n_b), ("A", n_a)):
        for row in np.flatnonzero(sizes < least).tolist():
            missing[row] = f"{name} has {counted(int(sizes[row]), what)}, {least} needed"
    return missing


def register(declared: Measure) -> Measure:
    """Add a measure to the register, under its name."""
    if declared.aspect not in ASPECTS:
        message = f"{declared.name}: no aspect is called {declared.aspect!r}"
        raise ValueError(message)
    _REGISTRY[declared.name] = declared
    return declared


def all_measures() -> tuple[Measure, ...]:
    """Import every module of this package once and give the measures in the order they are shown."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(sorted(_REGISTRY.values(), key=lambda m: (ASPECTS.index(m.aspect), m.order, m.name)))


def get(name: str) -> Measure:
    """Give one measure by its name.

    Raises
    ------
    KeyError
        If no measure is called so.
    """
    all_measures()
    return _REGISTRY[name]
