"""Products of rows of a full matrix: right, and of the same bits whatever else is multiplied."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.content.dense import row_products
from core.errors import CancelledError


def test_rows_worked_by_hand():
    matrix = np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 0.5], [0.0, 0.0, 0.0]])
    assert row_products(matrix, np.array([[0, 1], [0, 0], [1, 2]])).tolist() == [-0.5, 14.0, 0.0]


@given(
    st.integers(0, 40).flatmap(
        lambda width: arrays(np.float64, (5, width), elements=st.floats(-1e6, 1e6, width=32))
    )
)
def test_every_width_gives_what_numpy_gives(matrix):
    pairs = np.array([(a, b) for a in range(5) for b in range(5)])
    expected = (matrix[pairs[:, 0]] * matrix[pairs[:, 1]]).sum(axis=1)
    # sums in another order differ by a few units in the last place of what was added
    slack = 1e-12 * np.abs(matrix[pairs[:, 0]] * matrix[pairs[:, 1]]).sum(axis=1) + 1e-300
    assert (np.abs(row_products(matrix, pairs) - expected) <= slack).all()


def test_a_pair_has_the_same_bits_alone_and_among_all_and_turned():
    matrix = np.random.default_rng(0).normal(size=(60, 4_097))
    pairs = np.array([(a, b) for a in range(60) for b in range(a)])
    among = row_products(matrix, pairs)
    assert row_products(matrix, pairs[:, ::-1]).tolist() == among.tolist()
    some = [0, 700, len(pairs) - 1]
    assert [row_products(matrix, pairs[[at]])[0] for at in some] == among[some].tolist()
    assert row_products(matrix[:12], pairs[:1])[0] == among[0]


def test_no_pairs_and_no_columns_are_no_error():
    assert row_products(np.zeros((2, 3)), np.zeros((0, 2), dtype=np.int64)).shape == (0,)
    assert row_products(np.zeros((2, 0)), np.array([[0, 1]])).tolist() == [0.0]


def test_a_transposed_matrix_of_whole_numbers_is_read_right():
    matrix = np.arange(6).reshape(3, 2).T
    assert row_products(matrix, np.array([[0, 1]])).tolist() == [0 * 1 + 2 * 3 + 4 * 5]


@pytest.mark.parametrize("n_pairs", [3, 3_000])
def test_it_stops_when_asked(n_pairs):
    with pytest.raises(CancelledError):
        row_products(np.ones((2, 9)), np.zeros((n_pairs, 2), dtype=np.int64), cancelled=lambda: True)
