"""Many pairs at once: against dtaidistance and the slow twin, to the last bit, in any company."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest
from dtaidistance import dtw
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour import block
from core.behaviour.activity import activity, daily
from core.behaviour.bank import MOST_COST, Bank
from core.behaviour.block import all_distances, distances, pairs_between, slice_distances
from core.behaviour.kernel import COUNT_LANES, LANES, STRIP
from core.behaviour.plan import Shape
from core.errors import CancelledError, ParameterError
from tests.behaviour.series import COUNTS, VALUES, series
from tests.behaviour.test_recursion import slow
from tests.behaviour.timeline import real_posts


def theirs(a, b):
    return dtw.distance_fast(np.asarray(a, dtype=float), np.asarray(b, dtype=float), use_pruning=False)


def ragged(rng, n, longest):
    """Make series of many lengths, the shortest and the longest among them."""
    sizes = [1, longest, *rng.integers(1, longest + 1, n - 2)]
    return [rng.poisson(2, size) for size in sizes]


def round_the_clock(a, b, band, *, steps):
    """Try every bin to cut both clocks at, with the slow twin."""
    tried = [slow(tuple(np.roll(a, -k)), tuple(np.roll(b, -k)), band) for k in range(len(a))]
    cost, n_steps = min(tried)
    return sqrt(cost / n_steps) if steps else sqrt(cost)


def many(values=VALUES, most=9, n=6):
    return st.lists(series(values, most), min_size=1, max_size=n)


def many_equal(values=VALUES, most=9, n=5):
    return st.integers(1, most).flatmap(
        lambda size: st.lists(
            st.lists(values, min_size=size, max_size=size).map(np.array), min_size=1, max_size=n
        )
    )


def every_pair(rows):
    return [(i, j) for i in range(len(rows)) for j in range(len(rows))]


@pytest.mark.parametrize("scale", [1, 1.7], ids=["counts", "floats"])
def test_all_pairs_of_a_year_are_those_of_dtaidistance_to_the_last_bit(scale):
    rng = np.random.default_rng(3)
    rows = [row / scale for row in rng.poisson(3, (18, 365))]  # pairs enough for counts
    expected = dtw.distance_matrix_fast(rows, compact=True, use_pruning=False)
    np.testing.assert_array_equal(all_distances(rows), np.array(expected))


@pytest.mark.parametrize("scale", [1, 0.3], ids=["counts", "floats"])
@pytest.mark.parametrize("longest", [STRIP - 1, STRIP, STRIP + 1, 400])
def test_lengths_that_differ_are_padded_without_a_trace(longest, scale):
    rows = [row * scale for row in ragged(np.random.default_rng(longest), 25, longest)]
    rng = np.random.default_rng(9)
    pairs = rng.integers(0, 25, (3 * COUNT_LANES + 5, 2))
    assert distances(rows, pairs).tolist() == [theirs(rows[a], rows[b]) for a, b in pairs]


@pytest.mark.parametrize(
    "n_pairs", [1, LANES - 1, LANES, LANES + 1, block.LEAST_COUNTED, 2 * COUNT_LANES + 1]
)
def test_a_block_that_is_not_full_leaves_no_pair_out(n_pairs):
    rng = np.random.default_rng(n_pairs)
    rows = ragged(rng, 10, 40)
    pairs = rng.integers(0, 10, (n_pairs, 2))
    assert distances(rows, pairs).tolist() == [theirs(rows[a], rows[b]) for a, b in pairs]


@given(many())
def test_distances_are_those_of_the_slow_twin(rows):
    found = distances(rows, every_pair(rows))
    assert found.tolist() == [sqrt(slow(tuple(rows[i]), tuple(rows[j]))[0]) for i, j in every_pair(rows)]


@given(many())
def test_distances_a_step_are_those_of_the_slow_twin(rows):
    found = distances(rows, every_pair(rows), steps=True)
    expected = [slow(tuple(rows[i]), tuple(rows[j])) for i, j in every_pair(rows)]
    assert found.tolist() == [sqrt(cost / steps) for cost, steps in expected]


@given(many_equal(), st.integers(0, 10), st.booleans())
def test_distances_in_a_band_are_those_of_the_slow_twin(rows, band, steps):
    found = distances(rows, every_pair(rows), band=band, steps=steps)
    expected = [slow(tuple(rows[i]), tuple(rows[j]), band) for i, j in every_pair(rows)]
    assert found.tolist() == [sqrt(cost / (k if steps else 1)) for cost, k in expected]


@given(many_equal(most=6, n=3), st.one_of(st.none(), st.integers(0, 3)), st.booleans())
def test_distances_round_a_clock_are_the_least_of_all_cuts(rows, band, steps):
    found = distances(rows, every_pair(rows), band=band, circular=True, steps=steps)
    assert found.tolist() == [
        round_the_clock(rows[i], rows[j], band, steps=steps) for i, j in every_pair(rows)
    ]


def test_clocks_of_several_sizes_are_warped_each_with_its_own():
    rng = np.random.default_rng(2)
    rows = [rng.poisson(1, size).astype(float) for size in (7, 24, 7, 24, 1, 1)]
    found = distances(rows, [(0, 2), (3, 1), (4, 5), (2, 0)], band=2, circular=True, steps=True)
    assert found.tolist() == [
        round_the_clock(rows[i], rows[j], 2, steps=True) for i, j in [(0, 2), (3, 1), (4, 5), (2, 0)]
    ]


@pytest.mark.parametrize("band", [0, 3, 10**30])
def test_a_band_is_the_window_of_dtaidistance_and_one(band):
    rows = list(np.random.default_rng(5).gamma(1, 2, (5, 90)))
    expected = [dtw.distance(rows[i], rows[j], window=min(band, 90) + 1) for i, j in every_pair(rows)]
    np.testing.assert_allclose(distances(rows, every_pair(rows), band=band), expected, rtol=1e-12)


@given(many(most=40), st.booleans())
def test_swapping_and_identity_hold_to_the_last_bit(rows, steps):
    there = distances(rows, every_pair(rows), steps=steps)
    back = distances(rows, np.array(every_pair(rows))[:, ::-1], steps=steps)
    assert there.tolist() == back.tolist()
    assert distances(rows, [(k, k) for k in range(len(rows))], steps=steps).tolist() == [0] * len(rows)


@given(st.integers(0, 10**6), st.booleans())
def test_the_company_a_pair_keeps_changes_nothing(seed, whole):
    rng = np.random.default_rng(seed)
    rows = [row / (1 if whole else 3) for row in ragged(rng, 12, 70)]
    pairs = rng.integers(0, 12, (150, 2))
    order = rng.permutation(150)
    found = distances(rows, pairs)
    assert distances(rows, pairs[order]).tolist() == found[order].tolist()
    alone = [distances(rows, [pair])[0] for pair in pairs[:10]]
    assert alone == found[:10].tolist()


@given(many(COUNTS, most=30, n=8))
def test_all_pairs_are_the_pairs_above_the_diagonal(rows):
    above = [(i, j) for i in range(len(rows)) for j in range(i + 1, len(rows))]
    assert all_distances(rows).tolist() == distances(rows, above).tolist()


@given(st.integers(0, 40), st.data())
def test_the_place_of_every_pair_is_known(n, data):
    above = [[i, j] for i in range(n) for j in range(i + 1, n)]
    first = data.draw(st.integers(0, len(above)))
    end = data.draw(st.integers(first, len(above)))
    assert pairs_between(n, first, end).tolist() == above[first:end]


def test_nothing_gives_nothing():
    assert distances([], []).shape == (0,)
    assert distances([[], [1.0]], np.zeros((0, 2), dtype=np.int64), band=1).shape == (0,)
    assert all_distances([]).shape == all_distances([[1, 2]]).shape == (0,)
    assert distances([[2], [5]], [(0, 1)], circular=True, steps=True).tolist() == [3.0]


def test_an_empty_series_may_be_there_but_not_in_a_pair():
    rows = [[], [1, 2], [], [3, 2], []]
    assert distances(rows, [(1, 3)]).tolist() == [2.0]
    with pytest.raises(ParameterError, match="a series of a pair is empty"):
        distances(rows, [(1, 3), (1, 2)])
    with pytest.raises(ParameterError, match="empty"):
        all_distances(rows)


@pytest.mark.parametrize(
    ("rows", "pairs", "options", "said"),
    [
        ([[1], [1, np.nan]], [(0, 0)], {}, "series 1 holds what is not a number"),
        ([[], [np.inf]], [(1, 1)], {}, "series 1 holds"),
        ([[[1]]], [(0, 0)], {}, "series 0 is not a row of numbers"),
        ([["a"]], [(0, 0)], {}, "series 0 is not a row of numbers"),
        ([[1]], [(0, 1)], {}, "names series 0 or 1; there are 0 to 0"),
        ([[1]], [(-1, 0)], {}, "names series -1"),
        ([[1]], [0, 0], {}, "pairs have shape"),
        ([[1]], [(0.0, 0.0)], {}, "give whole numbers"),
        ([[1]], [(0, 0)], {"band": -1}, "the band is -1"),
        ([[1], [1, 2]], [(0, 0), (0, 1)], {"band": 1}, "equal lengths, not 1 and 2"),
        ([[1], [1, 2]], [(1, 0)], {"circular": True}, "equal lengths, not 2 and 1"),
    ],
)
def test_what_cannot_be_warped_is_refused_with_the_reason(rows, pairs, options, said):
    with pytest.raises(ParameterError, match=said):
        distances(rows, pairs, **options)


def test_all_pairs_of_lengths_that_differ_are_refused_under_a_band():
    with pytest.raises(ParameterError, match="equal lengths, not 1 and 2"):
        all_distances([[1], [1, 2]], band=1)


def test_a_cost_beyond_every_float_is_infinite_and_no_warning():
    rows = [[1e200, 0.0, 1.0], [-1e308, 1e308, 3.0], [1.0, 2.0, 3.0]]
    for options in ({}, {"band": 1}, {"steps": True}, {"band": 1, "circular": True, "steps": True}):
        assert distances(rows, [(0, 1), (0, 2), (2, 2)], **options).tolist() == [inf, inf, 0.0]


def counted(rows, pairs):
    return Bank.of(rows).fits_counts(np.array(pairs)).tolist()


def test_only_small_whole_numbers_from_nothing_on_are_counted_in_32_bits():
    rows = [[3, 1], [0, 2.5], [-1, 0], [46_340, 0], [46_341, 0], [0, 1e300], [0, 0]]
    assert counted(rows, [(0, k) for k in range(7)]) == [True, False, False, False, False, False, True]
    # A single bin each, from 0 to the largest square below 2³¹: twice that square is the bound.
    assert counted([[32_767], [0], [46_340]], [(0, 1), (2, 1)]) == [True, False]


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=9), min_size=2, max_size=2))
def test_no_cell_costs_more_than_the_bound(rows):
    a, b = (tuple(map(float, row)) for row in rows)
    bank = Bank.of(rows)
    bound = bank.squares.sum() + bank.lengths.max() * bank.firsts.max()
    cells = [slow(a[: i + 1], b[: j + 1])[0] for i in range(len(a)) for j in range(len(b))]
    assert max(cells) <= bound


@pytest.mark.parametrize("peak", [1_000, 10_000, 32_000, 46_340, 70_000, 10**6, 10**12, 10**18])
def test_counts_near_and_beyond_32_bits_are_as_exact_as_floats(peak):
    rng = np.random.default_rng(peak % 97)
    rows = [*rng.integers(0, 3, (15, 50)), *rng.integers(0, peak, (5, 50))]
    rows[3][7] = rows[16][0] = peak
    pairs = pairs_between(20, 0, 190)
    assert len(pairs) >= block.LEAST_COUNTED
    fits = Bank.of(rows).fits_counts(pairs)
    assert fits.any()
    assert (not fits.all()) == (peak >= 10_000)
    assert distances(rows, pairs).tolist() == [theirs(rows[a], rows[b]) for a, b in pairs]


def test_a_cost_at_the_very_edge_of_32_bits_is_exact():
    # 46 340² is the last square below 2³¹, and the whole of it is reached.
    rows = [np.zeros(2), np.array([0, 46_340]), np.array([0, 46_339])]
    bank = Bank.of(rows)
    pairs = np.array([(0, 1), (1, 2), (0, 2)] * block.LEAST_COUNTED)
    assert bank.fits_counts(pairs[:3]).tolist() == [True, False, True]
    assert bank.squares[1] > MOST_COST - 100_000
    assert distances(rows, pairs)[:3].tolist() == [46_340.0, 1.0, 46_339.0]


@pytest.mark.parametrize("shape", [Shape(), Shape(2, steps=True), Shape(1, circular=True)])
def test_slices_with_scales_are_their_own_series(shape):
    rng = np.random.default_rng(8)
    bank = Bank.of(list(rng.poisson(4, (3, 60))))
    pairs = np.array([(0, 1), (2, 1), (0, 0)])
    whole = bank.whole(pairs)
    slices = whole._replace(
        starts=np.add(whole.starts, [[5, 9], [0, 20], [3, 3]]),
        lengths=np.array([[30, 30], [11, 11], [57, 57]]),
        scales=np.array([[1.5, 0.7], [3.0, 3.3], [2.0, 9.0]]),
    )
    cut = [
        [bank.values[s : s + n] / f for s, n, f in zip(*row, strict=True)]
        for row in zip(slices.starts, slices.lengths, slices.scales, strict=True)
    ]
    expected = [
        distances(two, [(0, 1)], band=shape.band, circular=shape.circular, steps=shape.steps)[0]
        for two in cut
    ]
    assert slice_distances(bank, slices, shape).tolist() == expected


def test_more_pairs_than_a_chunk_are_all_found(monkeypatch):
    rows = ragged(np.random.default_rng(4), 30, 20)
    whole = all_distances(rows)
    monkeypatch.setattr(block, "CHUNK", 100)
    told = []
    found = all_distances(rows, progress=lambda share, words: told.append((share, words)))
    assert found.tolist() == whole.tolist()
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[-1] == (1.0, "Warping: 435 of 435 pairs")


def test_a_single_pair_of_many_days_can_be_stopped_on_its_way():
    asked = []
    rows = [np.zeros(60_000), np.ones(60_000)]  # half a minute and more, were it not stopped
    for options in ({}, {"steps": True}):
        asked.clear()
        with pytest.raises(CancelledError):
            distances(rows, [(0, 1)], cancelled=lambda: bool(asked.append(1)) or len(asked) > 2, **options)
        assert len(asked) == 3


def test_real_timelines_are_at_the_distances_of_dtaidistance(real_data):
    rows = [daily(activity(posts), "posts") for posts in real_posts(real_data, 17)]
    pairs = pairs_between(17, 0, 136)
    assert Bank.of(rows).fits_counts(pairs).any()
    assert all_distances(rows).tolist() == [theirs(rows[a], rows[b]) for a, b in pairs]
