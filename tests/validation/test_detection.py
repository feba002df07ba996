"""What a score finds, against loops that are plainly right and scikit-learn's area under the curve."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from core.validation.detection import RATES, Trial, detect, widened


def trial_of(scores, accounts, sides=None, pools=None):
    accounts = np.array(accounts, dtype=np.int64).reshape(-1, 2)
    return Trial(
        np.array(scores, dtype=np.float64),
        accounts[:, 0] == accounts[:, 1],
        accounts,
        accounts if sides is None else np.array(sides, dtype=np.int64).reshape(-1, 2),
        np.zeros(len(accounts), dtype=np.int64) if pools is None else np.array(pools),
    )


def slow_recall(trial, rate):
    """Try every score as a cut: of those that let few enough different pairs through, the one that finds most."""
    different, same = trial.scores[~trial.same], trial.scores[trial.same]
    if rate * len(different) < 1:
        return None
    best = 0.0
    for cut in {*trial.scores.tolist(), math.inf}:
        if sum(d >= cut for d in different) <= math.floor(rate * len(different)):
            best = max(best, sum(s >= cut for s in same) / len(same))
    return best


def slow_first(trial):
    """Ask each side of each pool whether its mate has more than everybody else there."""
    won = []
    for pool in set(trial.pools.tolist()):
        for side in set(trial.sides[trial.pools == pool].ravel().tolist()):
            here = (trial.pools == pool) & (trial.sides == side).any(axis=1)
            mates, others = trial.scores[here & trial.same], trial.scores[here & ~trial.same]
            if mates.size:
                won.append(mates.max() > others.max() if others.size else True)
    return sum(won) / len(won) if won else None


def pool(rng, n_accounts, n_mated, levels=None, lift=1.5):
    """Give a pool with two sides for some accounts; few levels make ties."""
    owners = [*range(n_accounts), *range(n_mated)]
    sides = [(a, b) for a in range(len(owners)) for b in range(a + 1, len(owners))]
    accounts = [(owners[a], owners[b]) for a, b in sides]
    scores = rng.normal(size=len(sides)) + [lift * (a == b) for a, b in accounts]
    if levels:
        scores = np.round(scores * levels) / levels
    return scores, accounts, sides


@pytest.mark.parametrize("levels", [None, 1, 4])
@pytest.mark.parametrize("seed", range(3))
def test_numbers_are_those_of_slow_loops_and_of_the_library(levels, seed):
    rng = np.random.default_rng(seed)
    made = [pool(rng, 16, 8, levels) for _ in range(3)]
    trial = trial_of(
        np.concatenate([one[0] for one in made]),
        [pair for one in made for pair in one[1]],
        [pair for one in made for pair in one[2]],
        [at for at, one in enumerate(made) for _ in one[1]],
    )
    found = detect(trial, n_draws=0)
    assert (found.n_same, found.n_different) == (24, len(trial.same) - 24)
    assert found.auc.value == pytest.approx(roc_auc_score(trial.same, trial.scores))
    assert [one.value for one in found.recall] == [slow_recall(trial, rate) for rate in RATES]
    assert found.recall[0].value is not None
    assert found.first.value == pytest.approx(slow_first(trial))


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 3), st.integers(0, 3)), max_size=30))
def test_any_pairs_give_what_loops_give(rows):
    trial = trial_of([row[0] for row in rows], [row[1:] for row in rows])
    found = detect(trial, n_draws=3)
    kinds = set(trial.same.tolist())
    if kinds == {True, False}:
        assert found.auc.value == pytest.approx(roc_auc_score(trial.same, trial.scores))
    else:
        assert found.auc.value is None
        assert found.auc.low is None


def test_a_mate_that_ties_with_another_is_not_first():
    sides = [(0, 1), (0, 2), (1, 2)]
    assert detect(trial_of([5, 5, 1], [(0, 0), (0, 1), (0, 1)], sides)).first.value == 0.5
    assert detect(trial_of([5, 4, 1], [(0, 0), (0, 1), (0, 1)], sides)).first.value == 1.0


def test_a_side_of_one_pool_does_not_meet_those_of_another():
    accounts, sides = [(0, 0), (0, 1), (0, 1)], [(0, 1), (0, 2), (1, 2)]
    trial = trial_of([5, 1, 1, 9, 8, 8], accounts * 2, sides * 2, [0] * 3 + [1] * 3)
    assert detect(trial).first.value == 1.0


def test_a_recall_is_left_empty_where_one_false_pair_is_more_than_the_rate():
    for n, known in ((99, [False] * 3), (100, [True, False, False]), (1_000, [True, True, False])):
        trial = trial_of([1.0, *np.zeros(n)], [(0, 0), *[(0, 1)] * n])
        found = detect(trial)
        assert [one.value is not None for one in found.recall] == known
        assert [one.low is None for one in found.recall if one.value is None] == [True] * known.count(False)


def test_a_pair_that_ties_with_a_false_one_beyond_the_rate_is_not_found():
    accounts = [(0, 0), *[(0, 1)] * 100]
    assert detect(trial_of([3.0, 5.0, *np.zeros(99)], accounts)).recall[0].value == 1.0
    assert detect(trial_of([3.0, 5.0, 3.0, *np.zeros(98)], accounts)).recall[0].value == 0.0
    assert detect(trial_of([3.0, 3.0, *np.zeros(99)], accounts)).recall[0].value == 1.0


def test_draws_are_of_accounts_so_one_in_many_pairs_widens_the_interval():
    """A hundred same pairs, half of them found: of a hundred accounts each one, or of four accounts 25 each."""
    scores = [*([2.0, 0.0] * 50), *np.ones(400)]
    # accounts 100 and above are in different pairs only
    others = [(100 + n % 20, 120 + n % 20) for n in range(400)]
    each = trial_of(scores, [*((n, n) for n in range(100)), *others])
    few = trial_of(scores, [*((n % 4, n % 4) for n in range(100)), *others])
    widths = [found.high - found.low for found in (detect(one).recall[0] for one in (each, few))]
    assert detect(each).recall[0].value == detect(few).recall[0].value == 0.5
    assert 0.1 < widths[0] < 0.3
    assert widths[1] > 0.6


def test_one_account_that_makes_most_false_pairs_widens_the_interval():
    """The cut lies above twelve false pairs of one account: where it is not drawn, all mates are found."""
    false = [*((0, 100 + n) for n in range(12)), *((100 + n % 90, 10 + n % 90) for n in range(988))]
    scores = [*([6.0, 4.0] * 50), *([5.0] * 12), *np.zeros(988)]
    found = detect(trial_of(scores, [*((n, n) for n in range(1, 101)), *false])).recall[0]
    assert found.value == 0.5
    assert found.low > 0.3
    assert found.high == 1.0


def test_an_interval_holds_the_truth_and_is_the_same_for_the_same_seed():
    rng = np.random.default_rng(5)
    scores, accounts, sides = pool(rng, 30, 30)
    trial = trial_of(scores, accounts, sides)
    assert detect(trial, seed=3) == detect(trial, seed=3)
    assert detect(trial, seed=3) != detect(trial, seed=4)
    for one in (detect(trial).auc, detect(trial).recall[0], detect(trial).first):
        assert one.low <= one.value <= one.high
        assert one.low < one.high


def test_all_found_is_not_said_to_be_certain():
    perfect = trial_of(
        [*([9.0] * 16), *np.zeros(200)],
        [*((n, n) for n in range(16)), *((20 + n % 10, 40 + n % 10) for n in range(200))],
    )
    found = detect(perfect).recall[0]
    # with 16 accounts a recall of .79 still gives sixteen of sixteen in one of forty samples
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.025 ** (1 / 16))
    assert widened(0.0, 0.0, 0.0, 16) == (0.0, pytest.approx(1 - 0.025 ** (1 / 16)))
    assert widened(0.5, 0.4, 0.6, 16) == (0.4, 0.6)


def test_some_of_the_pairs_are_a_trial_too():
    trial = trial_of([1, 2, 3], [(0, 0), (0, 1), (1, 1)])
    some = trial.take(trial.scores > 1)
    assert (some.scores.tolist(), some.same.tolist()) == ([2, 3], [False, True])


def test_nothing_at_all_has_no_numbers():
    found = detect(trial_of([], []))
    assert (found.n_same, found.n_different, found.auc.value, found.first.value) == (0, 0, None, None)
