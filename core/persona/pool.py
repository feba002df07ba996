"""Two opinions on the eight classes as one: that of the text, and that of a network on pictures and videos.

A linear opinion pool (Stone 1961): the mean of the two, weighted. It is no surer than its surest part, so that a network
of which nobody knows how good it is cannot make a profile certain of a class, as multiplying the two would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.model.persona import CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_LEAST = 1e-9  # a sum below it cannot be shared out


def shares_of(told: Mapping[str, float]) -> Floats | None:
    """Give shares by class as a distribution in the order of :data:`core.model.persona.CLASSES`.

    Returns
    -------
    ndarray of shape (8,) or None
        None where they are of other classes than these, or no shares.

    Examples
    --------
    >>> shares_of(dict.fromkeys(CLASSES, 0.5)).tolist()[:2], shares_of({"Extroverts": 1.0})
    ([0.125, 0.125], None)
    """
    if set(told) != set(CLASSES):
        return None
    found = np.array([told[name] for name in CLASSES], dtype=np.float64)
    if not np.isfinite(found).all() or (found < 0).any() or not _LEAST < found.sum() < np.inf:
        return None
    shares: Floats = found / found.sum()
    return shares


def pooled(text: Floats | None, network: Floats, weight: float) -> Floats:
    """Pool what the text says of the classes with what a network says.

    Parameters
    ----------
    text : ndarray of shape (8,) or None
        None where there is too little: then it says 1 in 8 of each, so that little is known of a profile of which only
        the network knows anything.
    network : ndarray of shape (8,)
    weight : float
        Of the network, in [0, 1]; the text has the rest.

    Returns
    -------
    ndarray of shape (8,)
        Adds up to 1.

    Examples
    --------
    >>> pooled(None, np.eye(8)[0], 0.25).round(3).tolist()[:2]
    [0.344, 0.094]
    """
    rest = np.full(len(CLASSES), 1 / len(CLASSES)) if text is None else text
    found: Floats = (1 - weight) * rest + weight * network
    return found
