"""The register of measures: declared once, read by tables, charts, command line and Method page.

A measure is a function in a module of this package (or of any folder added to its ``__path__``)
under the decorator :func:`measure`. Adding a measure is adding one file; nothing else changes.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from core.model import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from core.model import Portrait
    from core.model.result import Direction, Mode
    from core.params import ComparisonParams
    from core.reference import Reference

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
    """Measure many pairs of portraits at once; one pair is a block of one."""

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
        found = [score(left[a], right[b], reference, params) for a, b in pairs.tolist()]
        return Scores(
            np.array([np.nan if isinstance(s.value, Missing) else s.value for s in found], dtype=float),
            tuple(s.value.reason if isinstance(s.value, Missing) else None for s in found),
            np.array([s.n_a for s in found], dtype=np.int64),
            np.array([s.n_b for s in found], dtype=np.int64),
            tuple(s.shared for s in found),
        )

    return compute


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
