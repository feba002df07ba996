"""Suspected duplicates: the nearest pairs by hybrid distance, and how many chance would put as near."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.standing as standing_module
from core.comparison import compare
from core.demo import make_demo
from core.duplicates import expected_by_chance, hybrid_distances, suspected_duplicates
from core.errors import CancelledError
from core.gallery import Gallery
from core.hybrid import HYBRID_ASPECTS, Hybrid, is_part
from core.measures import get
from core.params import ComparisonParams
from core.workspace import Workspace

PAPER = ComparisonParams.of("paper")
STEP = 1 / 4_096


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    folder = tmp_path_factory.mktemp("duplicates") / "demo"
    make_demo(folder, now=datetime(2025, 7, 1, tzinfo=UTC))
    return Gallery(Workspace(folder))


@pytest.fixture(scope="module")
def measured(gallery):
    return hybrid_distances(gallery)


def mean_of_parts(parts):
    values = np.stack(list(parts.values()))
    known = ~np.isnan(values)
    return np.where(known, values, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)


def made(**parts):
    parts = {aspect: np.array(values, dtype=float) for aspect, values in parts.items()}
    return Hybrid(mean_of_parts(parts), parts)


def keys(n):
    return [("x:0", f"x:{number}") for number in range(1, n + 1)]


def test_chance_is_counted_by_hand_where_it_can_be():
    # 3 × 3 ways to put {0, .5, 1} beside {0, .5, 1}: means 0, .25 (2), .5 (3), .75 (2), 1
    third = np.array([0.0, 0.5, 1.0])
    found = expected_by_chance({"audience": third, "content": third}, [0.0, 0.25, 0.5, 0.75, 1.0])
    assert found == pytest.approx(3 * np.array([1, 3, 6, 8, 9]) / 9)


@given(
    st.lists(
        st.tuples(*[st.integers(0, 8).map(lambda n: n / 8) | st.just(np.nan)] * 3), min_size=1, max_size=6
    ),
    st.integers(0, 8).map(lambda n: n / 8),
)
def test_chance_is_the_sum_over_all_ways_to_put_the_parts_together(rows, distance):
    parts = dict(zip(HYBRID_ASPECTS, np.array(rows).T, strict=True))
    pools = {aspect: part[~np.isnan(part)] for aspect, part in parts.items()}
    slow = 0.0
    for row in rows:
        there = [aspect for aspect, part in zip(HYBRID_ASPECTS, row, strict=True) if not np.isnan(part)]
        if there:
            grid = np.meshgrid(*(pools[aspect] for aspect in there), indexing="ij")
            slow += float((np.mean(grid, axis=0) <= distance + 1e-9).mean())
    assert expected_by_chance(parts, [distance])[0] == pytest.approx(slow, abs=1e-9)


def test_what_is_expected_is_what_shuffled_pairs_have_on_average_and_is_not_told_too_low():
    rng = np.random.default_rng(7)
    n, rounds = 400, 600
    parts = {"behaviour": rng.beta(2, 2, n), "audience": rng.beta(1, 3, n), "content": rng.random(n)}
    parts["audience"][rng.random(n) < 0.3] = np.nan
    asked = np.array([0.05, 0.1, 0.2, 0.4])
    counts = np.zeros((rounds, asked.size))
    for at in range(rounds):
        shuffled = {}
        for aspect, part in parts.items():
            shuffled[aspect] = part.copy()
            there = ~np.isnan(part)
            shuffled[aspect][there] = rng.permutation(part[there])
        counts[at] = np.searchsorted(np.sort(mean_of_parts(shuffled)), asked, side="right")
    expected = expected_by_chance(parts, asked)
    error = counts.std(axis=0) / np.sqrt(rounds)
    assert (np.abs(counts.mean(axis=0) - expected) < 4 * error + n * 2 * STEP).all()
    finer = np.array([mean_of_parts(parts)[:3].min()])
    assert expected_by_chance(parts, finer) >= expected_by_chance(parts, finer - STEP)


def test_shuffled_profiles_have_the_same_mean_so_that_who_is_like_everybody_makes_no_difference():
    """A profile near to all others by one aspect: its pairs hang together, the mean does not care."""
    rng = np.random.default_rng(11)
    n, rounds = 24, 800
    popular = rng.random((2, n))
    pairs = list(combinations(range(n), 2))
    whole = [np.add.outer(row, row) / 2 for row in popular]
    parts = {
        aspect: np.array([matrix[a, b] for a, b in pairs])
        for aspect, matrix in zip(("audience", "content"), whole, strict=True)
    }
    asked = np.array([0.2, 0.3, 0.4])
    counts = np.zeros((rounds, asked.size))
    for at in range(rounds):
        names = rng.permutation(n)
        other = np.array([whole[1][names[a], names[b]] for a, b in pairs])
        counts[at] = np.searchsorted(np.sort((parts["audience"] + other) / 2), asked, side="right")
    error = counts.std(axis=0) / np.sqrt(rounds)
    assert (np.abs(counts.mean(axis=0) - expected_by_chance(parts, asked)) < 4 * error + 0.3).all()


def test_aspects_that_go_together_make_more_near_pairs_than_chance_and_others_do_not():
    rng = np.random.default_rng(3)
    base = rng.random(2_000)
    together = made(audience=base, content=np.clip(base + rng.normal(0, 0.02, 2_000), 0, 1))
    apart = made(audience=base, content=rng.random(2_000))
    close, far = (suspected_duplicates(keys(2_000), found, 50).suspects[-1] for found in (together, apart))
    assert close.found == far.found == 50
    assert close.expected < 10
    assert 25 < far.expected < 100


def test_the_nearest_come_first_and_equals_in_the_order_of_their_keys():
    found = made(audience=[0.4, 0.1, 0.1, 0.9], content=[0.4, 0.1, 0.1, 0.9])
    names = [("x:1", "x:9"), ("x:3", "x:4"), ("x:1", "x:2"), ("x:5", "x:6")]
    listed = suspected_duplicates(names, found, 3)
    assert [(one.a, one.b) for one in listed.suspects] == [names[2], names[1], names[0]]
    assert [one.found for one in listed.suspects] == [2, 2, 3]
    assert [one.distance for one in listed.suspects] == pytest.approx([0.1, 0.1, 0.4])
    assert (listed.n_ranked, listed.n_left_out) == (4, 0)


def test_a_pair_known_by_one_aspect_alone_is_left_out_and_counted():
    found = made(behaviour=[0.0, 0.3, np.nan], audience=[np.nan, 0.3, np.nan], content=[np.nan, 0.3, np.nan])
    listed = suspected_duplicates(keys(3), found)
    assert [one.b for one in listed.suspects] == ["x:2"]
    assert set(listed.suspects[0].parts) == set(HYBRID_ASPECTS)
    assert (listed.n_ranked, listed.n_left_out) == (1, 2)


def test_nothing_measured_is_nothing_listed():
    assert suspected_duplicates([], Hybrid(np.zeros(0), {})).suspects == ()
    assert suspected_duplicates(keys(2), Hybrid(np.zeros(0), {})).n_left_out == 2
    assert expected_by_chance({}, []).size == 0
    none = made(behaviour=[np.nan], content=[np.nan])
    assert suspected_duplicates(keys(1), none).suspects == ()


@given(st.permutations(range(12)))
def test_the_order_of_the_pairs_changes_nothing(order):
    rng = np.random.default_rng(0)
    parts = {"audience": rng.random(12), "content": rng.random(12)}
    names = keys(12)
    straight = suspected_duplicates(names, Hybrid(mean_of_parts(parts), parts))
    turned = {aspect: part[order] for aspect, part in parts.items()}
    again = suspected_duplicates([names[at] for at in order], Hybrid(mean_of_parts(turned), turned))
    assert straight == again


def test_the_distance_of_each_pair_is_made_of_its_paper_measures_by_hand(gallery, measured):
    standing = gallery.standing(PAPER)
    rows = {pair: row for row, pair in enumerate(measured.pairs)}
    for pair in list(rows)[::157]:
        compared = compare(*(gallery.portrait(key) for key in pair), gallery.reference, PAPER)
        parts = {}
        for found in compared.measurements:
            if is_part(get(found.measure)) and found.value is not None:
                parts.setdefault(found.aspect, []).append(1 - standing.more_alike_than(found))
        means = {aspect: np.mean(shares) for aspect, shares in parts.items()}
        row = rows[pair]
        assert {
            aspect: part[row] for aspect, part in measured.found.parts.items() if not np.isnan(part[row])
        } == pytest.approx(means)
        if means:
            assert measured.found.distance[row] == pytest.approx(np.mean(list(means.values())))


def test_the_demos_planted_pair_is_first_and_every_pair_is_measured(gallery, measured):
    assert len(set(measured.pairs)) == 780
    assert (measured.n_profiles, measured.n_all) == (40, 40)
    first = suspected_duplicates(measured.pairs, measured.found).suspects[0]
    assert {first.a, first.b} == set(gallery.workspace.opening)


def test_of_a_large_workspace_some_profiles_are_drawn_the_same_each_time(gallery, monkeypatch):
    monkeypatch.setattr(standing_module, "MAX_PROFILES", 8)
    once, again = hybrid_distances(gallery), hybrid_distances(gallery)
    assert once.pairs == again.pairs
    assert (len(once.pairs), once.n_profiles, once.n_all) == (28, 8, 40)


def test_it_says_how_far_it_is_and_stops_when_asked_to(gallery, measured):
    shares = []
    hybrid_distances(gallery, progress=lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    with pytest.raises(CancelledError):
        hybrid_distances(gallery, cancelled=lambda: True)
