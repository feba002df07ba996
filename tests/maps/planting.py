"""Rows with clusters in them, and measured pairs made up."""

import numpy as np

from core.maps.table import Rows
from core.measures import Scores
from core.survey import Stretch


def rows_of(table):
    table = np.asarray(table, dtype=float)
    columns = tuple(f"c{n}" for n in range(table.shape[1])) if table.ndim == 2 else ()
    return Rows(table, np.arange(len(table)), columns)


def clusters(n_each=40, n_clusters=3, n_columns=6, seed=0, apart=12.0):
    """Give rows in some clusters far from each other, and which each is of."""
    rng = np.random.default_rng(seed)
    centres = apart * np.eye(n_columns)[:n_clusters]
    of = np.repeat(np.arange(n_clusters), n_each)
    return centres[of] + rng.normal(size=(len(of), n_columns)), of


def scores(values):
    values = np.asarray(values, dtype=float)
    n = np.zeros(len(values), dtype=np.int64)
    missing = tuple("there is none" if np.isnan(value) else None for value in values.tolist())
    return Scores(values, missing, n, n, (None,) * len(values))


def stretch(**measures):
    """Give measured pairs; two underscores in a name stand for a dot."""
    named = {name.replace("__", "."): scores(values) for name, values in measures.items()}
    n = len(next(iter(named.values())).values)
    return Stretch(np.stack([np.zeros(n, dtype=np.int64), np.arange(1, n + 1)], axis=1), {}, named)
