"""Whether bits mean what they say: of pairs that get a probability, that share is of one account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from core.model import Curve, Estimate
from core.validation.detection import widened

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.validation.detection import Trial

    Floats = npt.NDArray[np.float64]

# Where the probabilities of pairs are cut: most pairs are far below one in a hundred.
EDGES = (0.0, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.5, 0.8, 0.95, 1.0)
_N_DRAWS = 200


def probabilities(trial: Trial) -> Floats:
    """Turn bits into probabilities by the base rate that the pairs have, (p,); there must be both kinds of pairs."""
    base = trial.same.mean()
    found: Floats = expit(trial.scores * np.log(2) + np.log(base / (1 - base)))
    return found


def reliability(name: str, trial: Trial, seed: int = 0) -> Curve:
    """Hold what was said against what was found, with intervals over accounts.

    >>> import numpy as np
    >>> from core.validation.detection import Trial
    >>> pairs = np.array([[0, 0], [0, 1], [1, 2], [1, 1]])
    >>> trial = Trial(np.array([9.0, -9.0, -9.0, 9.0]), np.array([True, False, False, True]), pairs, pairs, np.zeros(4, int))
    >>> reliability("all", trial).y
    (0.0, 1.0)
    """
    said = probabilities(trial)
    bins = np.clip(np.searchsorted(EDGES, said, side="right") - 1, 0, len(EDGES) - 2)
    drawn = _drawn(trial, bins, seed)
    x, y, low, high, n = [], [], [], [], []
    for at in range(len(EDGES) - 1):
        here = bins == at
        if not here.any():
            continue
        share, least, most = _bounded(trial, here, drawn[~np.isnan(drawn[:, at]), at])
        x.append(float(said[here].mean()))
        y.append(share)
        low.append(least)
        high.append(most)
        n.append(int(here.sum()))
    return Curve(name, "reliability", tuple(x), tuple(y), tuple(low), tuple(high), tuple(n))


def _bounded(trial: Trial, here: npt.NDArray[np.bool_], drawn: Floats) -> tuple[float, float, float]:
    """Give the share of some pairs that are of one account, and the bounds of what was drawn."""
    share = float(trial.same[here].mean())
    low, high = np.percentile(drawn, [2.5, 97.5]).tolist() if drawn.size else (share, share)
    return share, *widened(share, low, high, len(np.unique(trial.accounts[here])))


def _drawn(trial: Trial, bins: npt.NDArray[np.intp], seed: int) -> Floats:
    """Give the share found in each bin with accounts drawn anew, (draws, bins); NaN where a bin is empty."""
    rng = np.random.default_rng(seed)
    known, places = np.unique(trial.accounts, return_inverse=True)
    places = places.reshape(-1, 2)
    n_bins = len(EDGES) - 1
    found = np.full((_N_DRAWS, n_bins), np.nan)
    for draw in range(_N_DRAWS):
        times = np.bincount(rng.integers(known.size, size=known.size), minlength=known.size).astype(float)
        weights = np.where(trial.same, times[places[:, 0]], times[places[:, 0]] * times[places[:, 1]])
        all_ = np.bincount(bins, weights, n_bins)
        same = np.bincount(bins[trial.same], weights[trial.same], n_bins)
        found[draw, all_ > 0] = same[all_ > 0] / all_[all_ > 0]
    return found


def expected(trial: Trial, at_least: float) -> tuple[int, Estimate, float]:
    """Count the pairs said to be at least so likely; give the share found among them, and the share said.

    >>> import numpy as np
    >>> from core.validation.detection import Trial
    >>> pairs = np.array([[0, 0], [0, 1]])
    >>> trial = Trial(np.array([9.0, -9.0]), np.array([True, False]), pairs, pairs, np.zeros(2, int))
    >>> expected(trial, 0.5)[0]
    1
    """
    said = probabilities(trial)
    here = said >= at_least
    n = int(here.sum())
    if not n:
        return 0, Estimate(None, n=0), float("nan")
    rng = np.random.default_rng(0)
    known, places = np.unique(trial.accounts[here], return_inverse=True)
    places, same = places.reshape(-1, 2), trial.same[here]
    drawn = []
    for _ in range(_N_DRAWS):
        times = np.bincount(rng.integers(known.size, size=known.size), minlength=known.size).astype(float)
        weights = np.where(same, times[places[:, 0]], times[places[:, 0]] * times[places[:, 1]])
        if weights.sum():
            drawn.append(weights[same].sum() / weights.sum())
    return n, Estimate(*_bounded(trial, here, np.array(drawn)), n), float(said[here].mean())


def brier(trial: Trial) -> float:
    """Give the mean square of what was said less what was so.

    >>> import numpy as np
    >>> from core.validation.detection import Trial
    >>> pairs = np.array([[0, 0], [0, 1]])
    >>> round(brier(Trial(np.array([0.0, 0.0]), np.array([True, False]), pairs, pairs, np.zeros(2, int))), 3)
    0.25
    """
    return float(((probabilities(trial) - trial.same) ** 2).mean())
