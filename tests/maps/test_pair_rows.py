"""Measured pairs become rows whose columns weigh the same, and nothing is left out in silence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from core.errors import CancelledError, InputError
from core.maps.pair import draw_pairs, map_measures, pair_rows
from core.maps.table import sampled
from core.measures import DETAIL, get
from core.params import ComparisonParams
from core.survey import survey
from tests.maps.planting import stretch
from tests.test_survey import gallery, portraits  # noqa: F401 — fixtures

NAN = np.nan


def test_each_value_is_the_share_of_pairs_that_are_less_alike_and_ties_share_theirs():
    rows = pair_rows([stretch(content__tfidf_cosine=[0.1, 0.5, 0.5, 0.9])])
    assert rows.table.ravel().tolist() == [0.125, 0.5, 0.5, 0.875]
    assert rows.columns == (get("content.tfidf_cosine").label,)
    assert rows.kept.tolist() == [0, 1, 2, 3]
    assert rows.notes == ()


def test_a_distance_is_turned_so_that_nearer_is_more_alike():
    rows = pair_rows([stretch(behaviour__dtw_posts_per_day=[3.0, 1.0, 2.0])])
    assert rows.table.ravel().argsort().tolist() == [0, 2, 1]


def test_names_and_families_are_not_read():
    found = stretch(
        identity__handle=[0.1, 0.9, 0.3],
        behaviour__dtw_quotes_per_day=[3.0, 1.0, 2.0],
        audience__jaccard=[0.1, 0.2, 0.3],
    )
    assert pair_rows([found]).columns == (get("audience.jaccard").label,)
    names = {measure.name for measure in map_measures()}
    assert not any(name.startswith(("identity.", "persona.")) for name in names)
    assert not any(DETAIL in get(name).tags for name in names)
    assert len(names) > 20


def test_what_is_missing_counts_as_the_median_and_is_said():
    rows = pair_rows([stretch(audience__jaccard=[0.1, NAN, 0.3, 0.9], content__tfidf_cosine=[1, 2, 3, 4])])
    assert rows.table[:, 0].tolist() == [1 / 6, 0.5, 0.5, 5 / 6]
    assert any(
        "median" in note and get("audience.jaccard").label in note and "25.0%" in note for note in rows.notes
    )


def test_a_measure_missing_for_more_than_half_is_left_out_and_at_half_is_not():
    rows = pair_rows(
        [
            stretch(
                audience__jaccard=[0.1, NAN, NAN, NAN],
                content__tfidf_cosine=[1, NAN, 3, NAN],
                content__same_posts=[1, 2, 3, 4],
            )
        ]
    )
    assert set(rows.columns) == {get("content.tfidf_cosine").label, get("content.same_posts").label}
    assert any("more than half" in note and get("audience.jaccard").label in note for note in rows.notes)


def test_a_measure_that_is_the_same_for_all_is_left_out():
    rows = pair_rows([stretch(audience__jaccard=[0.5, 0.5, NAN], content__tfidf_cosine=[1, 2, 3])])
    assert rows.columns == (get("content.tfidf_cosine").label,)
    assert any("the same for all" in note and get("audience.jaccard").label in note for note in rows.notes)


def test_a_pair_without_any_value_is_left_out_and_the_others_keep_their_place():
    rows = pair_rows([stretch(audience__jaccard=[0.1, NAN, 0.3], content__tfidf_cosine=[1, NAN, 3])])
    assert rows.kept.tolist() == [0, 2]
    assert rows.table[:, 0].tolist() == [0.25, 0.75]
    assert any(note.startswith("1 pair left out") for note in rows.notes)


@pytest.mark.parametrize(
    "found",
    [
        [],
        [stretch(content__tfidf_cosine=[])],
        [stretch(content__tfidf_cosine=[NAN, NAN])],
        [stretch(content__tfidf_cosine=[0.5, 0.5])],
        [stretch(identity__handle=[0.5, 0.7])],
    ],
)
def test_nothing_to_map_is_said(found):
    with pytest.raises(InputError, match="no measure tells these pairs apart"):
        pair_rows(found)


@given(
    st.lists(
        st.one_of(st.floats(-1e300, 1e300), st.just(NAN), st.integers(0, 3).map(float)),
        min_size=4,
        max_size=60,
    )
)
def test_shares_are_those_of_midranks_whatever_the_values(values):
    values = np.array(values)
    there = np.isfinite(values)
    if there.mean() < 0.5 or len(np.unique(values[there])) < 2:
        return
    rows = pair_rows([stretch(content__tfidf_cosine=values, content__same_posts=np.arange(len(values)))])
    at = rows.columns.index(get("content.tfidf_cosine").label)
    expected = (rankdata(values[there]) - 0.5) / there.sum()
    np.testing.assert_allclose(rows.table[there, at], expected, rtol=1e-12)
    assert ((rows.table > 0) & (rows.table < 1)).all()
    np.testing.assert_allclose(rows.table[~there, at], np.median(expected), rtol=1e-12)


def test_a_map_knows_no_scale_but_order():
    values = np.array([0.1, 0.4, 0.2, 0.9])
    one = pair_rows([stretch(audience__overlap_surprise=values)])
    other = pair_rows([stretch(audience__overlap_surprise=np.exp(300 * values))])
    assert one.table.tolist() == other.table.tolist()


def test_too_many_pairs_are_sampled_by_the_seed_and_it_is_said():
    found = [
        stretch(content__tfidf_cosine=np.arange(100)),
        stretch(content__tfidf_cosine=np.arange(100, 300)),
    ]
    rows = pair_rows(found, most=50, seed=1, always=[7, 299])
    assert len(rows) == 50
    assert {7, 299} <= set(rows.kept.tolist())
    assert rows.kept.tolist() == sorted(set(rows.kept.tolist()))
    assert rows.kept.tolist() == pair_rows(found, most=50, seed=1, always=[7, 299]).kept.tolist()
    assert rows.kept.tolist() != pair_rows(found, most=50, seed=2, always=[7, 299]).kept.tolist()
    assert "A sample of 50 of 300 pairs, drawn at random with seed 1" in rows.notes
    # shares are among the pairs on the map
    assert rows.table[:, 0].tolist() == ((np.arange(50) + 0.5) / 50).tolist()


def test_new_pairs_stand_where_they_would_have_stood():
    rows = pair_rows(
        [stretch(content__tfidf_cosine=[0.1, 0.5, 0.5, 0.9], behaviour__dtw_posts_per_day=[4, 3, 2, 1])]
    )
    new = stretch(
        content__tfidf_cosine=[0.5, -9, 9, NAN, NAN], behaviour__dtw_posts_per_day=[2.5, 9, 0, 1, NAN]
    )
    placed = rows.scale.rows([new])
    names = [get("behaviour.dtw_posts_per_day").label, get("content.tfidf_cosine").label]
    assert list(placed.columns) == names
    assert placed.kept.tolist() == [0, 1, 2, 3]
    assert placed.table.tolist() == [[0.5, 0.5], [0.0, 0.0], [1.0, 1.0], [0.875, 0.5]]
    assert any("1 pair left out" in note for note in placed.notes)
    again = rows.scale.rows(
        [stretch(content__tfidf_cosine=[0.1, 0.5, 0.5, 0.9], behaviour__dtw_posts_per_day=[4, 3, 2, 1])]
    )
    assert again.table.tolist() == rows.table.tolist()


def test_new_pairs_need_every_measure_of_the_map():
    rows = pair_rows([stretch(content__tfidf_cosine=[0.1, 0.5], audience__jaccard=[0.1, 0.2])])
    with pytest.raises(InputError, match=get("audience.jaccard").label):
        rows.scale.rows([stretch(content__tfidf_cosine=[0.1])])
    with pytest.raises(InputError):
        rows.scale.rows([stretch(content__tfidf_cosine=[NAN], audience__jaccard=[NAN])])


def test_reading_can_be_stopped():
    with pytest.raises(CancelledError):
        pair_rows([stretch(content__tfidf_cosine=[0.1, 0.5])], cancelled=lambda: True)


def test_a_workspace_surveyed_becomes_rows(gallery, portraits):  # noqa: F811
    found = list(survey(portraits, gallery.reference, ComparisonParams(), measures=map_measures()))
    rows = pair_rows(found)
    assert np.isfinite(rows.table).all()
    assert len(rows) <= sum(len(one.pairs) for one in found)
    assert len(rows.columns) > 10
    mentioned = " ".join(rows.notes)
    for measure in map_measures():
        assert measure.label in rows.columns or measure.label in mentioned


@given(st.integers(0, 40))
def test_few_profiles_give_all_their_pairs_in_order(n):
    assert draw_pairs(n).tolist() == [[a, b] for a in range(n) for b in range(a + 1, n)]


@given(st.integers(3, 3_000), st.integers(3, 30), st.integers(0, 9))
def test_many_profiles_give_a_sample_of_distinct_pairs_and_those_asked_for(n, most, seed):
    pairs = draw_pairs(n, most=most, seed=seed, always=[(2, 0), (1, 2), (0, 2)])
    assert len(pairs) == min(most, n * (n - 1) // 2)
    assert ((pairs[:, 0] < pairs[:, 1]) & (pairs >= 0).all(axis=1) & (pairs < n).all(axis=1)).all()
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert {(0, 2), (1, 2)} <= set(map(tuple, pairs.tolist()))
    assert pairs.tolist() == draw_pairs(n, most=most, seed=seed, always=[(2, 0), (1, 2), (0, 2)]).tolist()


def test_a_sample_of_positions_is_drawn_from_all_of_them():
    drawn = np.concatenate([sampled(1_000, 100, seed) for seed in range(200)])
    counts = np.bincount(drawn, minlength=1_000)
    assert counts.min() > 0
    assert abs(counts[:500].mean() - counts[500:].mean()) < 1.5


@pytest.mark.parametrize("always", [[5], [-1], [0, 1, 2]])
def test_positions_that_are_none_or_too_many_are_refused(always):
    with pytest.raises(InputError):
        sampled(5, 2, 0, always)


@pytest.mark.parametrize("pair", [(1, 1), (0, 4), (-1, 2)])
def test_what_is_no_pair_is_refused(pair):
    with pytest.raises(InputError, match="no pair"):
        draw_pairs(4, always=[pair])
