"""Nobody is on both sides, and each fold has of all labels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.persona_training.fold import dealt, folds


@given(st.lists(st.integers(0, 12), min_size=2, max_size=60), st.integers(2, 5), st.integers(0, 9))
def test_all_that_one_person_wrote_is_in_one_fold(people, n_folds, seed):
    people = np.array(people)
    shares = np.linspace(0, 1, len(people))
    for fold in folds(people, shares, n_folds, 3, seed):
        assert not set(people[fold.train]) & set(people[fold.test])
        assert sorted([*fold.train, *fold.test]) == list(range(len(people)))
        tested = []
        for inner in fold.inner:
            assert not set(people[inner.train]) & set(people[inner.test])
            assert set(inner.train) | set(inner.test) == set(fold.train)
            tested += inner.test.tolist()
        assert sorted(tested) == fold.train.tolist()


@given(st.integers(5, 200), st.integers(2, 5), st.integers(0, 9))
def test_folds_are_of_one_size_and_of_one_mixture(n, n_folds, seed):
    rng = np.random.default_rng(seed)
    shares = rng.uniform(size=n)
    found = dealt(np.arange(n), shares, n_folds, seed)
    sizes = np.bincount(found, minlength=n_folds)
    assert sizes.max() - sizes.min() <= 1
    order = np.argsort(shares)
    for first in range(0, n - n_folds + 1, n_folds):
        assert sorted(found[order[first : first + n_folds]]) == list(range(n_folds))


def test_the_seed_says_who_is_where():
    shares = np.linspace(0, 1, 60)
    one, same, other = (dealt(np.arange(60), shares, 5, seed) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()
