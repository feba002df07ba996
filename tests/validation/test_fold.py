"""Nobody is on both sides of a profile-disjoint fold, and everybody is in a random one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ParameterError
from core.validation.fold import pair_trial, profile_splits, profile_trials
from tests.validation.made_pairs import people


def met(pairs, rows):
    return set(pairs.rows[rows].ravel().tolist())


@given(st.integers(12, 40), st.integers(2, 3), st.integers(2, 4), st.integers(0, 99))
def test_no_profile_is_in_training_and_in_test(n, groups, folds, seed):
    pairs = people(n, groups)
    tested = []
    for (train, test), held_in in profile_splits(pairs, np.arange(n), folds, seed):
        assert not met(pairs, train) & met(pairs, test)
        assert met(pairs, train) <= set(held_in.tolist())
        tested += test.tolist()
    assert len(tested) == len(set(tested))


def test_eight_profiles_in_two_folds_leave_twelve_pairs_to_be_tested():
    pairs = people(8)
    splits = profile_splits(pairs, np.arange(8), 2, 0)
    assert [test.size for (_, test), _ in splits] == [6, 6]
    assert [train.size for (train, _), _ in splits] == [6, 6]
    # two of either group in each fold
    for (_, test), _ in splits:
        assert sorted(pairs.groups[sorted(met(pairs, test))].tolist()) == [0, 0, 1, 1]


def test_parameters_are_chosen_on_folds_that_never_see_the_test_and_share_no_profile():
    pairs = people(36)
    trials = profile_trials(pairs, 3, 2, 3, 0)
    assert len(trials) == 6
    for trial in trials:
        hidden = met(pairs, trial.test)
        for train, test in trial.inner:
            assert not met(pairs, train) & met(pairs, test)
            assert not (met(pairs, train) | met(pairs, test)) & hidden
            assert set(train.tolist()) | set(test.tolist()) <= set(trial.train.tolist())
    first, second = trials[0].test.tolist(), trials[3].test.tolist()
    assert first != second


def test_the_papers_split_is_stratified_and_leaves_every_test_profile_in_training():
    pairs = people(40)
    trial = pair_trial(pairs, 0.25, 3, 0)
    assert trial.test.size == 195
    assert sorted([*trial.train, *trial.test]) == list(range(780))
    assert pairs.same[trial.test].mean() == pytest.approx(pairs.same.mean(), abs=0.005)
    assert met(pairs, trial.test) <= met(pairs, trial.train)
    inner = np.concatenate([test for _, test in trial.inner])
    assert sorted(inner.tolist()) == trial.train.tolist()
    assert all(not set(train) & set(test) for train, test in trial.inner)


def test_splits_are_the_same_for_one_seed_and_others_for_another():
    pairs = people(20)
    one, again, other = (pair_trial(pairs, 0.25, 3, seed).test.tolist() for seed in (3, 3, 4))
    assert one == again != other
    one, again, other = (profile_trials(pairs, 2, 1, 2, seed)[0].test.tolist() for seed in (3, 3, 4))
    assert one == again != other


def test_a_group_smaller_than_the_folds_is_refused():
    with pytest.raises(ParameterError, match="5 folds need as many profiles of each group; one has 4"):
        profile_splits(people(8), np.arange(8), 5, 0)
