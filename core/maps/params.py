"""How a map is laid out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import ParameterError

if TYPE_CHECKING:
    from core.model import MapMethod

PERPLEXITIES = (2.0, 500.0)
NEIGHBOURS = (2, 200)
MIN_DISTS = (0.0, 1.0)
MOST_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True)
class MapParams:
    """The parameters of a map; those of the other method are not read.

    Parameters
    ----------
    method : {"tsne", "umap"}
    perplexity : float
        In [2, 500]: how many neighbours a row of t-SNE minds, about. Few rows allow less, see
        :func:`core.maps.layout.lay_out`.
    n_neighbors : int
        In [2, 200]: how many rows, itself among them, a row of UMAP is tied to.
    min_dist : float
        In [0, 1]: how near to each other UMAP may put two rows.
    seed : int
        In [0, 2³² − 1]. Two maps of the same rows, parameters and machine are equal bit for bit.

    Raises
    ------
    ParameterError
        If one is outside its range.

    Examples
    --------
    >>> MapParams().perplexity
    30.0
    """

    method: MapMethod = "tsne"
    perplexity: float = 30.0
    n_neighbors: int = 15
    min_dist: float = 0.1
    seed: int = 0

    def __post_init__(self) -> None:
        """Check every range, whichever method is asked for."""
        if self.method not in ("tsne", "umap"):
            message = f"the method is {self.method!r}; choose tsne or umap"
            raise ParameterError(message)
        _check("perplexity", self.perplexity, PERPLEXITIES)
        _check("n_neighbors", self.n_neighbors, NEIGHBOURS)
        _check("min_dist", self.min_dist, MIN_DISTS)
        _check("seed", self.seed, (0, MOST_SEED))
        for name, value in (("n_neighbors", self.n_neighbors), ("seed", self.seed)):
            if isinstance(value, bool) or int(value) != value:
                message = f"{name} is {value}; choose a whole number"
                raise ParameterError(message)


def _check(name: str, value: float, ends: tuple[float, float]) -> None:
    low, high = ends
    if not (math.isfinite(value) and low <= value <= high):
        message = f"{name} is {value}; choose one from {low:g} to {high:,.15g}"
        raise ParameterError(message)
