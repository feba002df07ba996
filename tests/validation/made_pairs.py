"""Made-up labelled profiles, and features of their pairs, in which it is known what can be learned."""

from __future__ import annotations

import numpy as np

from core.validation.feature import ALL, BLIND, CRAWL, FeatureSet
from core.validation.labelled import labelled_pairs


def people(n=24, groups=2):
    """Label n profiles with groups in turn, and pair them."""
    labels = {f"x:{at:03d}": "abcdef"[at % groups] for at in range(n)}
    return labelled_pairs(labels, least=2, most=999, seed=0)


def said(key, values, *, shows_gaps=True):
    """Make a set of features of a few columns."""
    columns = np.column_stack(values).astype(float)
    return FeatureSet(key, tuple(f"f{at}" for at in range(columns.shape[1])), columns, shows_gaps)


def learnable(pairs, seed=0):
    """Make a feature that tells the truth with some noise, of pairs alone."""
    noise = np.random.default_rng(seed).normal(0, 0.3, len(pairs.rows))
    return said(ALL, [pairs.same + noise, noise[::-1]])


def noise(pairs, seed=1):
    """Make features that have nothing to do with anything."""
    return said(BLIND, np.random.default_rng(seed).normal(size=(4, len(pairs.rows))), shows_gaps=False)


def leak(pairs):
    """Make features that name the two profiles, and say nothing of anybody whom training never met.

    A column a profile, 1 in its pairs: from pairs with others, who is of whose group can be learned by
    heart; the column of a profile that is in no training pair is always 0 there.
    """
    named = np.zeros((len(pairs.keys), len(pairs.rows)))
    for side in pairs.rows.T:
        named[side, np.arange(len(pairs.rows))] = 1
    return said(CRAWL, named)
