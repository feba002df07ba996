"""Association features: what kinds of audiences there are in a workspace, as its latent directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.persona.latent import N_DIRECTIONS, fit_latent

if TYPE_CHECKING:
    from core.persona.latent import Counts, Latent

    Carriers = tuple[tuple[str, float], ...]

LEAST_NAMED_BY = 2
"""Profiles that name a target: one that a single profile names associates it with nobody."""


@dataclass(frozen=True, slots=True)
class Association:
    """One latent direction of whom profiles name.

    ``share`` in [0, 1] is its part of all variance. ``towards`` and ``away`` are the targets that carry it, each
    with its loading in [-1, 1], heaviest first: profiles at one end name the ones, at the other end the others.
    """

    number: int
    share: float
    towards: Carriers
    away: Carriers


def fit_association(audiences: Counts, n_directions: int = N_DIRECTIONS) -> Latent:
    """Find the latent directions of highest variance of the profile × audience matrix.

    Parameters
    ----------
    audiences : Counts
        Rows are profiles, each without itself; columns are targets by unified key; weights are their rarity.
    n_directions : int

    Returns
    -------
    Latent
        Of the targets that at least two profiles name; ``place`` gives the features of any profile.

    Notes
    -----
    [A] IV.B asks for "association links" as latent features of high variance and gives no formula; log counts,
    rarity and rows of length 1 are ours (METHODS 6), as the rarity cosine of METHODS 2 has them.

    Examples
    --------
    >>> import numpy as np, pyarrow as pa
    >>> from scipy import sparse
    >>> from core.persona.latent import Counts
    >>> rows = sparse.csr_array(np.array([[2, 0, 0], [1, 0, 1], [0, 3, 0], [0, 1, 0]]))
    >>> fit_association(Counts(pa.array(["x:1", "x:2", "x:3"]), rows, np.ones(3))).names.to_pylist()
    ['x:1', 'x:2']
    """
    return fit_latent(audiences, n_directions, least=LEAST_NAMED_BY)


def associations(latent: Latent, n: int = 10) -> tuple[Association, ...]:
    """Say of each direction how much it holds, and which targets carry it, at most n a side."""
    return tuple(
        Association(at, float(latent.variances[at] / latent.total), *latent.carriers(at, n))
        for at in range(latent.n_directions)
    )
