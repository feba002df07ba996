"""The latent directions of who names whom."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from core.persona import latent as latents
from core.persona.association import associations, fit_association
from core.persona.latent import Counts
from tests.persona.counting import counts, planted, table

RNG = np.random.default_rng(7)
MANY = table(RNG.poisson(0.7, (30, 50)))


def unit_rows(one):
    """Give rows as they enter, slowly: damped, weighed, of length 1; only names that two profiles use."""
    dense = one.rows.toarray()
    dense = dense[:, (dense > 0).sum(axis=0) >= 2]
    damped = np.zeros_like(dense)
    damped[dense > 0] = 1 + np.log(dense[dense > 0])
    return damped / np.linalg.norm(damped, axis=1, keepdims=True)


def test_two_camps_lie_at_two_ends_of_the_first_direction():
    one = counts({"x:a": 4, "x:b": 1}, {"x:a": 2, "x:b": 2}, {"x:c": 1, "x:d": 3}, {"x:c": 1, "x:d": 1})
    first = fit_association(one).place(one)[0][:, 0]
    assert first[0] * first[1] > 0 > first[0] * first[2]
    assert first[2] * first[3] > 0


def test_two_profiles_by_hand():
    # Rows of length 1, (1, 0) and (0, 1), over names both of which somebody else uses too: the direction is
    # the difference (1, -1)/sqrt 2 and each of the four lies half of sqrt 2 from the middle.
    one = counts({"x:a": 1}, {"x:a": 1}, {"x:b": 1}, {"x:b": 1})
    found = fit_association(one)
    assert found.directions.round(9).tolist() in (
        [[round(0.5**0.5, 9)], [-round(0.5**0.5, 9)]],
        [[-round(0.5**0.5, 9)], [round(0.5**0.5, 9)]],
    )
    assert np.abs(found.place(one)[0][:, 0]) == pytest.approx([0.5**0.5] * 4)
    assert found.variances == pytest.approx([0.5])
    assert found.total == pytest.approx(0.5)


def test_directions_are_the_principal_components_of_scikit_learn():
    found = fit_association(MANY, 5)
    theirs = PCA(5, svd_solver="full").fit(unit_rows(MANY))
    assert np.abs((found.directions * theirs.components_.T).sum(axis=0)) == pytest.approx(np.ones(5))
    n = MANY.rows.shape[0]
    assert found.variances == pytest.approx(theirs.explained_variance_ * (n - 1) / n)
    assert found.total == pytest.approx(unit_rows(MANY).var(axis=0).sum())
    assert np.abs(found.place(MANY)[0]) == pytest.approx(np.abs(theirs.transform(unit_rows(MANY))))


@pytest.mark.parametrize("shape", [(30, 50), (50, 30)])
def test_what_is_searched_is_what_is_solved(monkeypatch, shape):
    one = table(np.random.default_rng(3).poisson(0.7, shape))
    solved = fit_association(one, 4)
    monkeypatch.setattr(latents, "_EXACT", 3)
    searched = fit_association(one, 4)
    assert searched.directions == pytest.approx(solved.directions, abs=1e-9)
    assert searched.variances == pytest.approx(solved.variances)
    assert searched.directions.tobytes() == fit_association(one, 4).directions.tobytes()


def test_directions_are_orthonormal_and_fall_in_variance_and_lead_where_they_are_heaviest():
    found = fit_association(MANY)
    assert found.directions.T @ found.directions == pytest.approx(np.eye(8), abs=1e-9)
    assert (np.diff(found.variances) <= 0).all()
    heaviest = np.abs(found.directions).argmax(axis=0)
    assert (found.directions[heaviest, range(8)] > 0).all()
    assert found.variances.sum() <= found.total


def test_the_same_is_found_to_the_bit_and_columns_may_come_in_any_order():
    once = fit_association(MANY)
    order = np.random.default_rng(1).permutation(len(MANY.names))
    turned = Counts(MANY.names.take(pa.array(order)), MANY.rows[:, order], MANY.weights[order])
    for again in (fit_association(MANY), fit_association(turned)):
        assert again.names == once.names
        assert again.directions.tobytes() == once.directions.tobytes()


def test_a_target_that_one_profile_names_carries_nothing():
    found = fit_association(counts({"x:a": 9, "x:only": 99}, {"x:a": 1, "x:b": 1}, {"x:b": 1, "x:c": 1}))
    assert found.names.to_pylist() == ["x:a", "x:b"]


def test_of_too_many_targets_those_stay_that_most_name():
    one = counts({"x:a": 1, "x:b": 1, "x:c": 1}, {"x:a": 1, "x:b": 1, "x:c": 1}, {"x:c": 1})
    assert latents.shared_names(one, 2, most=2).tolist() == [0, 2]


def test_rare_targets_lead_where_they_weigh_more():
    rows = {"x:a": 1, "x:b": 1}, {"x:a": 1, "x:b": 1}, {"x:c": 1, "x:b": 1}, {"x:c": 1, "x:b": 1}
    heavy = fit_association(counts(*rows, weights={"x:b": 0.1})).total
    assert heavy > fit_association(counts(*rows)).total


def test_a_later_profile_is_placed_as_if_it_had_been_there_and_moves_nobody():
    found = fit_association(MANY)
    before = found.place(MANY)[0]
    later = Counts(MANY.names, MANY.rows[[4]], np.full(len(MANY.names), 77.0))  # its own weights do not count
    assert found.place(later)[0] == pytest.approx(before[[4]])
    assert found.place(MANY)[0].tobytes() == before.tobytes()


def test_targets_nobody_knew_do_not_move_a_later_profile():
    found = fit_association(MANY)
    known = counts({"x:0003": 2, "x:0010": 1})
    more = counts({"x:0003": 2, "x:0010": 1, "x:new": 50})
    assert found.place(known)[0] == pytest.approx(found.place(more)[0])


def test_who_names_nobody_known_lies_in_the_middle_and_is_said_to():
    place, known = fit_association(MANY).place(counts({"x:new": 3}, {"x:0001": 1}))
    assert known.tolist() == [False, True]
    assert place[0].tolist() == [0.0] * 8


@pytest.mark.parametrize(
    "rows", [[], [{}], [{}, {}], [{"x:a": 1}], [{"x:a": 1}, {"x:b": 1}], [{"x:a": 1}] * 3]
)
def test_where_nothing_differs_there_is_no_direction(rows):
    one = counts(*rows)
    found = fit_association(one)
    assert found.n_directions == 0
    assert found.place(one)[0].shape == (len(rows), 0)
    assert associations(found) == ()


def test_carriers_are_named_on_both_sides_heaviest_first():
    truth, one = planted(np.random.default_rng(0), 2, 8)
    said = associations(fit_association(one), 5)[0]
    towards = [loading for _, loading in said.towards]
    away = [loading for _, loading in said.away]
    assert towards == sorted(towards, reverse=True)
    assert towards[-1] > 0 > away[-1]
    assert away == sorted(away)
    groups = [{(int(name[2:]) - 40) // 12 for name, _ in side} for side in (said.towards, said.away)]
    assert sorted(groups, key=str) == [{0}, {1}]
    assert 0 < said.share <= 1
    assert len(truth) == 16


@given(
    st.lists(st.dictionaries(st.text(min_size=1, max_size=4), st.integers(1, 10**9), max_size=5), max_size=9)
)
def test_any_names_and_counts_give_finite_places(rows):
    kept = [{name.encode("utf-8", "replace").decode(): n for name, n in row.items()} for row in rows]
    one = counts(*kept)
    found = fit_association(one)
    place, known = found.place(one)
    assert np.isfinite(place).all()
    assert np.abs(place).max(initial=0.0) <= 2.0
    if known.any():
        assert place[known].mean(axis=0) == pytest.approx(np.zeros(found.n_directions), abs=1e-9)
    assert not place[~known].any()


def test_a_huge_sparse_matrix_is_not_laid_out_whole():
    rng = np.random.default_rng(0)
    rows = sparse.csr_array(sparse.random_array((400, 300_000), density=2e-4, rng=rng))
    rows.data = np.ceil(rows.data * 5)
    one = Counts(pa.array([f"x:{at:06d}" for at in range(300_000)]), rows, np.ones(300_000))
    found = fit_association(one)
    assert len(found.names) <= latents.MOST_NAMES
    assert found.n_directions == 8


def test_directions_have_the_same_bits_whatever_the_number_of_threads():
    many = table(np.random.default_rng(3).poisson(0.7, (400, 500)))
    found = []
    for n_threads in (1, 2):
        with threadpool_limits(n_threads, "blas"):
            one = fit_association(many)
            found.append((one.directions.tobytes(), one.place(many)[0].tobytes()))
    assert found[0] == found[1]
