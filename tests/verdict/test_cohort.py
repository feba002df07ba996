"""What is usual for a profile: against a slow twin over all others, and with what was planted."""

from itertools import combinations

import numpy as np
import pytest

import core.verdict.cohort
from core.block import Block
from core.errors import CancelledError
from core.learning import fit_reference
from core.verdict import kept_cohort
from core.verdict.cohort import fit_cohort, n_nearest, sampled_members, usual
from core.verdict.view import VIEWS, each
from tests.verdict.village import COPIES, LONELY, TWINS


@pytest.fixture(scope="module")
def keys(drawn):
    return [one.profile.key for one in drawn]


@pytest.fixture(scope="module")
def reference(drawn):
    return fit_reference(drawn)


@pytest.fixture(scope="module")
def cohort(drawn, keys, reference):
    return fit_cohort(drawn, keys, reference)


@pytest.fixture(scope="module")
def raw(drawn, reference):
    """Every raw likeness, (n, n, views), NaN on the diagonal."""
    pairs = np.array(list(combinations(range(len(drawn)), 2)))
    found = np.full((len(drawn), len(drawn), len(VIEWS)), np.nan)
    for at, view in enumerate(each(Block(drawn), pairs, reference)):
        found[pairs[:, 0], pairs[:, 1], at] = found[pairs[:, 1], pairs[:, 0], at] = view.values
    return found


def _linked(keys, drawn):
    texts = [set(one.content.post_keys.tolist()) for one in drawn]
    found = {key: set() for key in keys}
    for a, b in combinations(range(len(keys)), 2):
        shared = len(texts[a] & texts[b])
        if shared >= 3 and shared >= 0.03 * min(len(texts[a]), len(texts[b])):
            found[keys[a]].add(keys[b])
            found[keys[b]].add(keys[a])
    return found


def _nearest(raw, keys, linked, at, view, k, members, without=None):
    values = [
        raw[at, other, view]
        for other, key in enumerate(keys)
        if other != at and key in members and key not in linked[keys[at]] and key != without
    ]
    known = sorted((value for value in values if not np.isnan(value)), reverse=True)
    return known[:k]


def _slow(raw, keys, linked, members):
    """Mean and deviation of the K nearest others of one side of each pair, by hand: (n, n, views) each."""
    k, n = n_nearest(len(members)), len(keys)
    mean, spread = np.full((n, n, len(VIEWS)), np.nan), np.full((n, n, len(VIEWS)), np.nan)
    for view in range(len(VIEWS)):
        own = [_nearest(raw, keys, linked, at, view, k, members) for at in range(n)]
        floor = 0.25 * np.median([np.std(some) for some in own if len(some) == k])
        for at in range(n):
            for other in range(n):
                near = _nearest(raw, keys, linked, at, view, k, members, without=keys[other])
                if at != other and len(near) == k and not np.isnan(raw[at, other, view]):
                    mean[at, other, view] = np.mean(near)
                    spread[at, other, view] = max(np.std(near), floor)
    return mean, spread


def _compare(cohort, raw, keys, linked, members):
    mean, spread = _slow(raw, keys, linked, members)
    places = [(a, b) for a in range(len(keys)) for b in range(len(keys)) if a != b]
    sides = np.array([a for a, _ in places])
    values = np.array([raw[a, b] for a, b in places])
    found = usual(cohort, sides, [keys[b] for _, b in places], values)
    known = ~np.isnan(values)
    expected = [np.array([one[a, b] for a, b in places]) for one in (mean, spread)]
    for ours, theirs in zip(found, expected, strict=True):
        assert ours[known].tolist() == pytest.approx(theirs[known].tolist(), nan_ok=True)
        assert (~np.isnan(ours[known])).mean() > 0.9


def test_what_is_usual_is_that_of_a_slow_twin(cohort, raw, keys, drawn):
    _compare(cohort, raw, keys, _linked(keys, drawn), set(keys))


def test_a_sample_of_members_still_measures_everybody(raw, keys, drawn, reference, monkeypatch):
    monkeypatch.setattr(core.verdict.cohort, "MOST_MEMBERS", 20)
    monkeypatch.setattr(core.verdict.cohort, "_AT_ONCE", 7)
    members = set(sampled_members(keys))
    assert len(members) == 20
    found = fit_cohort(drawn, keys, reference)
    assert found.members == members
    _compare(found, raw, keys, _linked(keys, drawn), members)


def test_the_other_of_the_pair_is_left_out_of_its_cohort(cohort, raw, keys):
    a, b = (keys.index(key) for key in TWINS)
    value = raw[[a], [b]]
    with_twin = cohort.nearest[a, :, : cohort.n_nearest].mean(axis=1)
    mean, _ = usual(cohort, np.array([a]), [TWINS[1]], value)
    # the likest of all lifts what is usual, and must not
    assert (mean[0] < with_twin - 0.02).all()
    stranger, _ = usual(cohort, np.array([a]), [keys[20]], raw[[a], [20]])
    assert (stranger[0] >= mean[0]).all()


def test_those_who_share_texts_are_in_nobodys_cohort_with_each_other(cohort, raw, keys):
    assert cohort.linked[COPIES[0]] == {COPIES[1]}
    assert cohort.linked[COPIES[1]] == {COPIES[0]}
    assert not cohort.linked[TWINS[0]]
    a, b = (keys.index(key) for key in COPIES)
    assert not np.isin(raw[a, b], cohort.nearest[a]).any()


def test_who_names_nobody_has_no_cohort_of_mentions(cohort, keys):
    at, view = keys.index(LONELY), [one.name for one in VIEWS].index("mentions")
    assert np.isnan(cohort.nearest[at, view]).all()
    assert not np.isnan(cohort.nearest[at, 0]).any()


def test_profiles_that_are_all_the_same_have_a_spread_above_zero(drawn, reference):
    some = drawn[10:20]
    one = [some[0]] * 10
    found = fit_cohort(one, [f"x:{at}" for at in range(10)], reference)
    assert (found.floors > 0).all()


def test_a_workspace_of_two_has_no_cohorts(drawn, reference, keys):
    found = fit_cohort(drawn[:2], keys[:2], reference)
    mean, spread = usual(found, np.array([0]), [keys[1]], np.full((1, len(VIEWS)), 0.5))
    assert np.isnan(mean).all()
    assert np.isnan(spread).all()


def test_the_sample_is_seeded_and_does_not_hang_on_the_order():
    keys = [f"x:{at}" for at in range(1_000)]
    assert sampled_members(keys) == sampled_members(keys[::-1])
    assert len(sampled_members(keys)) == core.verdict.cohort.MOST_MEMBERS
    assert sampled_members(keys, 1) != sampled_members(keys)


def test_it_stops_wherever_it_is_asked_to(drawn, keys, reference):
    asked = 0

    def count():
        nonlocal asked
        asked += 1
        return False

    fit_cohort(drawn, keys, reference, cancelled=count)
    assert asked > len(keys)
    for at in (
        1,
        len(keys) // 2,
        len(keys) + 1,
        len(keys) + 3,
        asked * 9 // 10,
    ):  # what is kept from the first time is not asked again
        left = at

        def stop():
            nonlocal left
            left -= 1
            return left < 0

        with pytest.raises(CancelledError):
            fit_cohort(drawn, keys, reference, cancelled=stop)


def test_progress_runs_from_nothing_to_nearly_all(drawn, keys, reference, monkeypatch):
    monkeypatch.setattr(core.verdict.cohort, "MOST_MEMBERS", 10)
    monkeypatch.setattr(core.verdict.cohort, "_AT_ONCE", 10)
    told = []
    fit_cohort(drawn, keys, reference, progress=lambda share, _: told.append(share))
    assert told == sorted(told)
    assert told[0] == 0
    assert 0.8 < told[-1] < 1


def test_a_cohort_is_read_as_it_was_kept(cohort):
    found = kept_cohort.from_table(kept_cohort.to_table(cohort))
    assert (found.keys, found.members, found.linked) == (cohort.keys, cohort.members, cohort.linked)
    assert np.array_equal(found.nearest, cohort.nearest, equal_nan=True)
    assert found.floors.tolist() == cohort.floors.tolist()


def test_a_cohort_of_other_views_is_refused(cohort):
    table = kept_cohort.to_table(cohort)
    with pytest.raises(ValueError, match="2 views, not 3"):
        kept_cohort.from_table(table.replace_schema_metadata({b"floors": b"[1.0, 2.0]"}))
