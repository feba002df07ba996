"""The portraits that are measured together, and what several measures derive from all of them, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from core.progress import check, never

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import numpy.typing as npt

    from core.model import Portrait

T = TypeVar("T")


def _ignore(share: float) -> None:
    """Take a share in [0, 1], and say nothing of it."""


class Block(Sequence["Portrait"]):
    """Portraits, and what is made of all of them together: a sparse matrix is laid out once for all measures.

    It lives as long as one call of every measure with one reference and one set of parameters.

    Parameters
    ----------
    portraits : sequence of Portrait
    progress : callable
        Given the share in [0, 1] of a measure that is done; measures that take long tell it.
    cancelled : callable
        Asked at least every 0.5 s whether to stop, by every measure that takes longer.

    Examples
    --------
    >>> block = Block([])
    >>> block.once("answer", lambda: 42), block.once("answer", lambda: 43)
    (42, 42)
    """

    def __init__(
        self,
        portraits: Sequence[Portrait],
        *,
        progress: Callable[[float], None] = _ignore,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        self._portraits = portraits
        self.progress, self.cancelled = progress, cancelled
        self._made: dict[Hashable, Any] = {}

    @overload
    def __getitem__(self, at: int) -> Portrait: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Portrait]: ...
    def __getitem__(self, at: int | slice) -> Portrait | Sequence[Portrait]:
        """Give the portrait at a place."""
        return self._portraits[at]

    def __len__(self) -> int:
        """Count the portraits."""
        return len(self._portraits)

    def check(self) -> None:
        """Stop where the analyst asked to.

        Raises
        ------
        CancelledError
            If so.
        """
        check(self.cancelled, "what was not yet measured is not kept")

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """Give what was made under a name, or make it; the name says all that it is made from."""
        if what not in self._made:
            self._made[what] = make()
        made: T = self._made[what]
        return made


def joined(
    left: Sequence[Portrait], right: Sequence[Portrait], pairs: npt.NDArray[np.int64]
) -> tuple[Block, npt.NDArray[np.int64]]:
    """Give one block for both sides of some pairs, and the pairs as places in it, (p, 2).

    Where both sides are one block, it is that block; else one of the portraits that are in a pair.

    >>> block = Block([])
    >>> none = np.empty((0, 2), dtype=np.int64)
    >>> joined(block, block, none)[0] is block
    True
    """
    if left is right and isinstance(left, Block):
        return left, pairs
    places = pairs + np.array([0, 0 if left is right else len(left)])
    used, rows = np.unique(places, return_inverse=True)
    n_left = len(left)
    portraits = [left[at] if at < n_left else right[at - n_left] for at in used.tolist()]
    return Block(portraits), rows.reshape(-1, 2)
