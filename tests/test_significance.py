"""The null of overlaps: by hand, against every matrix there is, against shuffled ones; q-values."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, hypergeom

from core.errors import CancelledError, ParameterError
from core.significance import fit_null, overlap_tails, q_values

LEVELS = (0.5, 0.1, 0.05, 0.01)


def named(seed, n_profiles, n_targets, *, steepness=0.8, unevenness=0.6, density=8.0):
    """Make who names whom: few popular targets, uneven profiles, nobody and nothing empty."""
    rng = np.random.default_rng(seed)
    appeal = np.arange(1, n_targets + 1.0) ** -steepness
    odds = density * rng.lognormal(0, unevenness, n_profiles)[:, None] * appeal[None, :]
    found = rng.random(odds.shape) < odds / (1 + odds)
    found = found[found.any(axis=1)]
    return found[:, found.any(axis=0)]


def trade(rng, rows, n):
    """Shuffle with every size and popularity kept: curveball trades (Strona et al. 2014)."""
    for _ in range(n):
        i, j = rng.choice(len(rows), 2, replace=False)
        both = rows[i] & rows[j]
        pool = rng.permutation(sorted(rows[i] ^ rows[j])).tolist()
        n_i = len(rows[i]) - len(both)
        rows[i], rows[j] = both | set(pool[:n_i]), both | set(pool[n_i:])


def shuffled_overlaps(matrix, n_samples, seed=0):
    """Give sizes of both and overlap of every pair of every shuffle: (m, 3), the smaller size first."""
    rng = np.random.default_rng(seed)
    rows = [set(np.flatnonzero(row).tolist()) for row in matrix]
    trade(rng, rows, 20 * len(rows))
    a, b = np.triu_indices(len(rows), 1)
    sizes = np.sort(matrix.sum(axis=1)[np.stack([a, b], axis=1)], axis=1)
    found = []
    for _ in range(n_samples):
        trade(rng, rows, 3 * len(rows))
        drawn = np.zeros(matrix.shape, dtype=np.int32)
        for row, targets in enumerate(rows):
            drawn[row, list(targets)] = 1
        found.append(np.column_stack([sizes, (drawn @ drawn.T)[a, b]]))
    return np.concatenate(found)


def tails_of(matrix, triples):
    null = fit_null(matrix.sum(axis=1), matrix.sum(axis=0))
    distinct, back = np.unique(triples, axis=0, return_inverse=True)
    tails = overlap_tails(null, *distinct.T)
    return tails.p[back], tails.mid_p[back], tails.point[back]


@pytest.mark.parametrize(
    ("seed", "shape", "made"),
    [
        (1, (30, 200), {}),
        (2, (30, 300), {"steepness": 1.2, "unevenness": 1.0}),
        (4, (12, 40), {"steepness": 0.5, "unevenness": 0.5}),
    ],
)
def test_on_shuffled_audiences_the_p_values_are_those_of_chance(seed, shape, made):
    matrix = named(seed, *shape, **made)
    p, mid, point = tails_of(matrix, shuffled_overlaps(matrix, 60))
    for level in LEVELS:
        assert (p <= level).mean() <= level
    # Of thirty profiles and a few targets that nearly all of them name the law is a little wide: safe.
    assert 0.495 < mid.mean() < 0.525
    randomised = p - np.random.default_rng(3).random(len(p)) * point
    for level in (*LEVELS, 0.25, 0.75, 0.9):
        assert (randomised <= level).mean() == pytest.approx(level, abs=0.03)


def every_matrix(sizes, popularity):
    """Give every 0/1 matrix of these margins."""
    choices = [list(combinations(range(len(popularity)), size)) for size in sizes]
    for rows in product(*choices):
        if np.array_equal(np.bincount(np.concatenate(rows), minlength=len(popularity)), popularity):
            yield [set(row) for row in rows]


def test_the_law_of_a_pair_is_near_that_over_every_matrix_there_is():
    sizes, popularity = [4, 3, 3, 2], [3, 2, 2, 2, 2, 1]
    counts = np.zeros((4, 4, 5))
    for rows in every_matrix(sizes, popularity):
        for a, b in combinations(range(4), 2):
            counts[a, b, len(rows[a] & rows[b])] += 1
    null = fit_null(sizes, popularity)
    for a, b in combinations(range(4), 2):
        exact = counts[a, b] / counts[a, b].sum()
        k = np.arange(min(sizes[a], sizes[b]) + 1)
        found = overlap_tails(null, np.full(len(k), sizes[a]), np.full(len(k), sizes[b]), k)
        tails = exact[::-1].cumsum()[::-1][: len(k)]
        assert np.abs(found.p - tails).max() < 0.1


def test_where_all_targets_are_alike_the_law_is_hypergeometric():
    """Of so many profiles any two choose their 30 of 300 targets as good as independently."""
    null = fit_null([30] * 20_000, [2_000] * 300)
    k = np.arange(15)
    found = overlap_tails(null, np.full(15, 30), np.full(15, 30), k)
    exact = hypergeom(300, 30, 30).sf(k - 1)
    assert found.p == pytest.approx(exact, rel=1e-2)
    assert found.p[0] == pytest.approx(1.0, abs=1e-12)


def test_a_target_that_one_profile_names_is_never_shared():
    null = fit_null([50] * 20, [1] * 1000)
    found = overlap_tails(null, [50, 50], [50, 50], [0, 1])
    assert found.p.tolist() == [1.0, 1e-300]
    assert found.mid_p[0] == 0.5


def test_a_target_that_everybody_names_is_always_shared():
    null = fit_null([3] * 10, [10, 10] + [2] * 5)
    found = overlap_tails(null, [3, 3], [3, 3], [2, 3])
    assert found.p[0] == pytest.approx(1.0, abs=1e-6)
    assert found.p[1] == pytest.approx(1 / 9, abs=0.05)


def test_one_audience_copied_from_another_stands_out_and_no_other_pair_does():
    matrix = named(9, 60, 800)
    copied = matrix[5] & (np.random.default_rng(1).random(matrix.shape[1]) < 0.9)
    matrix = np.vstack([matrix, copied])
    matrix = matrix[:, matrix.any(axis=0)]
    a, b = np.triu_indices(len(matrix), 1)
    overlaps = (matrix.astype(int) @ matrix.T.astype(int))[a, b]
    null = fit_null(matrix.sum(axis=1), matrix.sum(axis=0))
    found = overlap_tails(null, matrix.sum(axis=1)[a], matrix.sum(axis=1)[b], overlaps)
    q = q_values(found.p)
    assert [(int(a[k]), int(b[k])) for k in np.flatnonzero(q < 0.01)] == [(5, 60)]


def test_swapping_the_two_changes_nothing_and_a_pair_alone_is_as_among_others():
    matrix = named(3, 25, 150)
    null = fit_null(matrix.sum(axis=1), matrix.sum(axis=0))
    a, b, k = np.array([10, 20, 300, 0]), np.array([25, 5, 40, 9]), np.array([4, 0, 12, 0])
    there, back = overlap_tails(null, a, b, k), overlap_tails(null, b, a, k)
    assert there.p == pytest.approx(back.p, rel=1e-9)
    for row in range(4):
        alone = overlap_tails(null, a[row : row + 1], b[row : row + 1], k[row : row + 1])
        assert alone.p[0] == pytest.approx(there.p[row], rel=1e-9)
    assert there.p[3] == 1.0


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 4))
def test_tails_are_probabilities_that_fall_with_the_overlap(n_a, n_b, k, seed):
    matrix = named(seed, 10, 60)
    null = fit_null(matrix.sum(axis=1), matrix.sum(axis=0))
    k = min(k, n_a, n_b)
    ks = np.arange(k + 1)
    found = overlap_tails(null, np.full(k + 1, n_a), np.full(k + 1, n_b), ks)
    assert ((found.p > 0) & (found.p <= 1) & (found.point >= 0) & (found.mid_p <= found.p)).all()
    assert (np.diff(found.p) <= 1e-9).all()
    assert found.p[0] == pytest.approx(1.0)


def test_no_pairs_are_no_tails():
    assert overlap_tails(fit_null([1, 1], [2]), [], [], []).p.shape == (0,)


def test_what_cannot_be_is_refused():
    null = fit_null([2, 2], [2, 2])
    for shared in (-1, 3):
        with pytest.raises(ParameterError, match="share at least 0"):
            overlap_tails(null, [2], [2], [shared])
    with pytest.raises(ParameterError, match="do not fit"):
        fit_null([2, 2], [2])
    with pytest.raises(ParameterError, match="do not fit"):
        fit_null([2, 0], [1, 1])


def test_the_work_can_be_stopped():
    null = fit_null([10] * 30, [3] * 100)
    with pytest.raises(CancelledError):
        overlap_tails(null, [10], [10], [1], cancelled=lambda: True)


def test_popularities_of_many_values_are_gathered_and_all_namings_kept():
    popularity = np.arange(1, 400)
    null = fit_null(np.full(399, 200), popularity)
    assert len(null.n_targets) <= 97
    assert null.n_targets.sum() == 399


@given(st.lists(st.floats(0, 1), max_size=30))
def test_q_values_are_those_of_scipy(p):
    expected = false_discovery_control(p) if p else np.empty(0)
    assert q_values(p) == pytest.approx(expected)


def test_pairs_that_were_sorted_out_are_tests_too():
    p = np.array([0.001, 0.002, 0.9])
    all_tests = np.concatenate([p, np.ones(97)])
    assert q_values(p, n_tests=100)[:2] == pytest.approx(q_values(all_tests)[:2])
    assert q_values(p, n_tests=100).tolist() == pytest.approx([0.1, 0.1, 1.0])


def test_what_was_not_tested_has_no_q_and_is_no_test():
    found = q_values([0.01, np.nan, 0.04])
    assert np.isnan(found[1])
    assert found[[0, 2]].tolist() == [0.02, 0.04]


def test_q_values_refuse_what_is_no_probability():
    for wrong in ([1.1], [-0.1]):
        with pytest.raises(ParameterError):
            q_values(wrong)
    with pytest.raises(ParameterError):
        q_values([0.1, 0.2], n_tests=1)
