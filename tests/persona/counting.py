"""Counts made by hand: who uses which name how often."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from scipy import sparse

from core.persona.latent import Counts


def counts(*rows, weights=None):
    """Lay dictionaries of name to count out over their names."""
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0) for name in names] for row in rows], dtype=float)
    table = table.reshape(len(rows), len(names))
    weighing = np.array([(weights or {}).get(name, 1.0) for name in names])
    return Counts(pa.array(names, pa.string()), sparse.csr_array(table), weighing)


def table(rows, names=None):
    """Make counts of a table (n, c)."""
    rows = np.asarray(rows, dtype=float)
    names = names or [f"x:{at:04d}" for at in range(rows.shape[1])]
    return Counts(pa.array(names, pa.string()), sparse.csr_array(rows), np.ones(rows.shape[1]))


def planted(rng, n_groups, each, n_own=12, n_common=40):
    """Give the truth and counts: every group uses names of its own, and all use some of the common ones."""
    truth = np.repeat(np.arange(n_groups), each)
    rows = np.zeros((len(truth), n_common + n_groups * n_own))
    for row, group in enumerate(truth):
        own = n_common + group * n_own + rng.choice(n_own, 8, replace=False)
        rows[row, own] = rng.integers(1, 9, 8)
        rows[row, rng.choice(n_common, 10, replace=False)] = rng.integers(1, 9, 10)
    return truth, table(rows)
