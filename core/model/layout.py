"""A map: many rows of numbers laid out in a plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MapMethod = Literal["tsne", "umap"]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where each row lies: ``points`` is (n, 2).

    ``trustworthiness`` in [0, 1] says how many of the neighbours on the map are neighbours in the
    measures (None below the least number of rows); ``settings`` are the parameters as they were used,
    for display; ``notes`` say what was left out or filled in.
    """

    method: MapMethod
    points: npt.NDArray[np.float64]
    trustworthiness: float | None
    settings: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
