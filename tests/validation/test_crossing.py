"""No account is judged by a model that saw it, whatever the model would make of that."""

import numpy as np
import pytest

from core.errors import CancelledError, InputError
from core.validation import crossing
from core.validation.apprenticeship import Lesson
from core.validation.crossing import N_FOLDS, crossed_bits, folds
from core.validation.pool import Pool
from core.validation.side import Side
from core.verdict.look import Looks


def pool_of(accounts, seed=0, lift=3.0):
    """Make a pool of sides, of which only the accounts and what the views see are there."""
    sides = tuple(Side(account, None, 0, None) for account in accounts)
    rows = np.stack(np.triu_indices(len(sides), 1), axis=1)
    same = np.array([accounts[a] == accounts[b] for a, b in rows.tolist()])
    rng = np.random.default_rng(seed)
    deviations = rng.normal(size=(len(rows), 3)) + lift * same[:, None]
    evidence = np.full((len(rows), 2, 3), 500)
    looks = Looks(deviations, deviations, deviations, evidence)
    return Pool(sides, rows, looks, same, np.ones(len(rows), dtype=bool), None, None)


ACCOUNTS = [f"x:@{who:02}" for who in range(40)]
NUMBERS = {account: at for at, account in enumerate([*ACCOUNTS, "x:@other"])}


@pytest.fixture
def taught():
    return [Lesson(50, tuple(pool_of([*ACCOUNTS, *ACCOUNTS], seed) for seed in range(2)))]


def test_a_model_that_remembers_whom_it_saw_is_never_asked_of_them(taught, monkeypatch):
    """Plant the worst leak: a model that knows the truth of every account of its training, and nothing else."""
    monkeypatch.setattr(
        crossing, "bare_model", lambda sample: {ACCOUNTS[at] for at in np.unique(sample.accounts).tolist()}
    )

    def remembered(pool, seen, rows):
        known = np.array([side.account in seen for side in pool.sides])
        return known[pool.rows[rows]].any(axis=1).astype(float)

    monkeypatch.setattr(crossing, "bits_of", remembered)
    pools = [taught[0].pools[0], pool_of(["x:@other", *ACCOUNTS[:5]])]
    for bits in crossed_bits(taught, pools, NUMBERS):
        assert (bits == 0).all()  # not one pair was judged by somebody who knew, and none was left out


def test_every_model_learns_from_all_others(taught, monkeypatch):
    sizes = []
    real = crossing.bare_model

    def watched(sample):
        sizes.append(len(np.unique(sample.accounts)))
        return real(sample)

    monkeypatch.setattr(crossing, "bare_model", watched)
    crossed_bits(taught, [taught[0].pools[0]], NUMBERS)
    # one or two folds of five are kept away from each
    assert len(sizes) == 15
    assert all(23 <= n <= 33 for n in sizes)
    assert sum(n > 30 for n in sizes) == N_FOLDS


def test_bits_find_the_pairs_of_accounts_that_no_model_saw(taught):
    (bits,) = crossed_bits(taught, [taught[0].pools[0]], NUMBERS)
    same = taught[0].pools[0].same
    assert bits[same].mean() > 5
    assert bits[~same].mean() < -1
    assert not np.isnan(bits).any()


def test_folds_are_of_one_size_and_the_seed_deals_them():
    dealt = folds(NUMBERS, 3)
    assert np.bincount(dealt, minlength=N_FOLDS).tolist() == [9, 8, 8, 8, 8]
    assert folds(NUMBERS, 3).tolist() == dealt.tolist()
    assert folds(NUMBERS, 4).tolist() != dealt.tolist()


def test_the_same_is_judged_twice_and_progress_never_goes_back(taught):
    told = []
    first = crossed_bits(
        taught, [taught[0].pools[1]], NUMBERS, progress=lambda share, said: told.append(share)
    )
    assert first[0].tolist() == crossed_bits(taught, [taught[0].pools[1]], NUMBERS)[0].tolist()
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] < 1


def test_it_stops_when_it_is_told_to_and_says_when_there_is_too_little(taught):
    with pytest.raises(CancelledError):
        crossed_bits(taught, taught[0].pools, NUMBERS, cancelled=lambda: True)
    few = [Lesson(50, (pool_of([*ACCOUNTS[:6], *ACCOUNTS[:6]]),))]
    with pytest.raises(InputError, match="needed to learn from"):
        crossed_bits(few, few[0].pools, NUMBERS)
