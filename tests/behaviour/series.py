"""Series drawn at random, and what every warping path must be."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

COUNTS = st.integers(0, 4).map(float)
VALUES = st.one_of(COUNTS, st.floats(0, 1_000))


def series(values=VALUES, most=12):
    """Draw a series of at least one bin."""
    return st.lists(values, min_size=1, max_size=most).map(np.array)


def equal_pair(values=VALUES, most=12):
    """Draw two series of one length."""
    return st.integers(1, most).flatmap(
        lambda n: st.tuples(
            *[st.lists(values, min_size=n, max_size=n).map(np.array) for _ in range(2)],
        )
    )


def assert_is_path(path, n, m, band=None):
    """Check that a path leads from corner to corner, a bin at a time, within its band."""
    assert path[0].tolist() == [0, 0]
    assert path[-1].tolist() == [n - 1, m - 1]
    moves = {tuple(move) for move in np.diff(path, axis=0)}
    assert moves <= {(0, 1), (1, 0), (1, 1)}
    if band is not None:
        assert np.abs(path[:, 0] - path[:, 1]).max() <= band
