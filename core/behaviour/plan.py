"""Which pairs are warped side by side: alike in length, so that little is padded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from core.behaviour.kernel import COUNT_LANES, LANES, warp_counts, warp_floats, warp_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from core.behaviour.bank import Slices

TASK = 5e7  # cells given to a thread at once: some hundredths of a second
_STEP_WEIGHT = 4.0  # a cell with steps takes as long as so many without
_UNREACHED = np.int32(2**31 - 1)
_FREE = 2**62


class Shape(NamedTuple):
    """How series are bent: within which band, round a clock or not, per step of the path or not."""

    band: int | None = None
    circular: bool = False
    steps: bool = False

    @property
    def plain(self) -> bool:
        """Tell whether the costs alone say it all: what the faster kernels are for."""
        return self.band is None and not self.circular and not self.steps


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Pairs in the order in which they are warped, and what is found of them.

    ``values`` are those of a bank, or its counts. ``order`` is (p,): the place of each among those asked for; ``slices`` and what is found follow
    it. ``turns`` is the bin at which both were cut open, round a clock.
    """

    values: npt.NDArray[Any]
    order: npt.NDArray[np.int64]
    slices: Slices
    shape: Shape
    stop: npt.NDArray[np.uint8]
    costs: npt.NDArray[np.float64] = field(init=False)
    steps: npt.NDArray[np.float64] = field(init=False)
    turns: npt.NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        """Make room for what will be found."""
        n = self.order.size
        object.__setattr__(self, "costs", np.full(n, np.nan))
        object.__setattr__(self, "steps", np.ones(n))
        object.__setattr__(self, "turns", np.zeros(n, dtype=np.int64))

    @property
    def lanes(self) -> int:
        """Give how many pairs are warped side by side."""
        return COUNT_LANES if self.values.dtype == np.int32 else LANES

    def spans(self) -> Iterator[tuple[int, int, float]]:
        """Cut the plan into pieces of whole blocks: first pair, end, and the cells to be filled."""
        firsts = np.arange(0, self.order.size, self.lanes)
        most = np.maximum.reduceat(self.slices.lengths, firsts, axis=0).astype(np.float64)
        width = most[:, 1]
        if self.shape.band is not None:
            width = np.minimum(width, 2.0 * self.shape.band + 1)
        cells = most[:, 0] * width * self.lanes
        if self.shape.circular:
            cells *= most[:, 0]
        if not self.shape.plain:
            cells *= _STEP_WEIGHT
        piece = np.floor(np.cumsum(cells) / TASK)
        cuts = np.flatnonzero(np.diff(piece, prepend=-1.0))
        ends = np.append(firsts[cuts[1:]], self.order.size)
        yield from zip(
            firsts[cuts].tolist(), ends.tolist(), np.add.reduceat(cells, cuts).tolist(), strict=True
        )

    def work(self, first: int, end: int) -> None:
        """Warp a piece of the plan, unless ``stop`` is set."""
        given = (self.values, *self.slices, first, end)
        if not self.shape.plain:
            band = _FREE if self.shape.band is None else min(self.shape.band, _FREE)
            warp_steps(*given, band, self.shape.circular, self.costs, self.steps, self.turns, self.stop)
        elif self.values.dtype == np.int32:
            warp_counts(*given, _UNREACHED, self.costs, self.stop)
        else:
            warp_floats(*given, np.inf, self.costs, self.stop)

    def distances(self) -> npt.NDArray[np.float64]:
        """Give what was found, in the plan's order."""
        return np.sqrt(self.costs / self.steps if self.shape.steps else self.costs)


def plans(
    values: npt.NDArray[np.float64] | npt.NDArray[np.int32],
    slices: Slices,
    places: npt.NDArray[np.int64],
    shape: Shape,
    stop: npt.NDArray[np.uint8],
) -> Iterator[Plan]:
    """Plan the pairs at some places; round a clock, those of one length apart from those of others.

    The longer side of a pair comes first: which is which changes no cost and no number of steps.
    """
    if not places.size:
        return
    chosen = slices.at(places)
    turned = chosen.lengths[:, 1] > chosen.lengths[:, 0]
    for rows in chosen:
        rows[turned] = rows[turned, ::-1]
    lanes = COUNT_LANES if values.dtype == np.int32 else LANES
    longer, shorter = chosen.lengths.T
    if shape.circular:
        order = np.argsort(longer, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(longer[order])) + 1)
    else:
        groups = [_side_by_side(longer, shorter, lanes)]
    for group in groups:
        yield Plan(values, places[group], chosen.at(group), shape, stop)


def _side_by_side(
    longer: npt.NDArray[np.int64], shorter: npt.NDArray[np.int64], lanes: int
) -> npt.NDArray[np.int64]:
    """Order pairs so that any ``lanes`` in a row are alike in both lengths, the shorter ascending.

    With b blocks, √b layers of near-equal longer sides are each ordered by the shorter side.
    """
    by_longer = np.argsort(longer, kind="stable")
    n_blocks = -(-longer.size // lanes)
    layer = lanes * max(1, round(n_blocks**0.5))
    return by_longer[np.lexsort((shorter[by_longer], np.arange(longer.size) // layer))]
