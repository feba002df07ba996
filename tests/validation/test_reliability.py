"""Whether what was said was so: against plain loops, and on bits that are planted to be right or wrong."""

import math
from itertools import pairwise

import numpy as np
import pytest

from core.validation.reliability import EDGES, brier, expected, probabilities, reliability
from tests.validation.test_detection import trial_of


def planted(boldness=1.0, n=30_000, seed=0, n_accounts=300):
    """Give pairs whose bits are the truth times ``boldness``: 1 is calibrated."""
    rng = np.random.default_rng(seed)
    base = 0.02
    same = rng.random(n) < base
    # two normals of one spread: the log likelihood ratio is linear and known
    x = rng.normal(np.where(same, 3.0, 0.0), 1.0)
    bits = boldness * (3.0 * x - 4.5) / math.log(2)
    a = rng.integers(n_accounts, size=n)
    b = np.where(same, a, (a + 1 + rng.integers(n_accounts - 1, size=n)) % n_accounts)
    return trial_of(bits, np.stack([a, b], axis=1))


def slow(trial):
    base = sum(trial.same.tolist()) / len(trial.same)
    odds = [base / (1 - base) * 2**bits for bits in trial.scores.tolist()]
    return [one / (1 + one) for one in odds]


def test_a_probability_is_bits_and_the_base_rate_of_the_pairs():
    trial = planted(n=300)
    assert probabilities(trial) == pytest.approx(slow(trial))


def test_a_curve_is_what_counting_gives():
    trial = planted(n=3_000)
    said, same = slow(trial), trial.same.tolist()
    curve = reliability("all", trial)
    groups = []
    for low, high in pairwise(EDGES):
        here = [at for at, p in enumerate(said) if low <= p < high or p == high == 1.0]
        if here:
            groups.append(
                (
                    sum(said[at] for at in here) / len(here),
                    sum(same[at] for at in here) / len(here),
                    len(here),
                )
            )
    assert list(zip(curve.x, curve.y, curve.n, strict=True)) == [
        (pytest.approx(x), pytest.approx(y), n) for x, y, n in groups
    ]
    assert sum(curve.n) == 3_000
    assert all(low <= y <= high for low, y, high in zip(curve.low, curve.y, curve.high, strict=True))


def test_calibrated_bits_lie_on_the_diagonal():
    curve = reliability("all", planted())
    outside = [not low <= x <= high for x, low, high in zip(curve.x, curve.low, curve.high, strict=True)]
    assert len(curve.x) >= 8
    assert sum(outside) <= 1  # of nine intervals of 95 %
    n, share, said = expected(planted(), 0.5)
    assert n > 200
    assert share.low <= said <= share.high


def test_bold_bits_do_not():
    bold = planted(boldness=2.5)
    n, share, said = expected(bold, 0.5)
    assert n > 200
    assert said > share.high
    curve = reliability("all", bold)
    assert sum(not low <= x <= high for x, low, high in zip(curve.x, curve.low, curve.high, strict=True)) >= 3
    assert brier(bold) > brier(planted())


def test_timid_bits_find_more_than_they_say():
    _, share, said = expected(planted(boldness=0.4), 0.5)
    assert said < share.low


def test_expected_counts_what_loops_count():
    trial = planted(n=2_000)
    said = slow(trial)
    here = [at for at, p in enumerate(said) if p >= 0.2]
    n, share, mean = expected(trial, 0.2)
    assert n == share.n == len(here)
    assert share.value == pytest.approx(sum(trial.same[here]) / len(here))
    assert mean == pytest.approx(sum(said[at] for at in here) / len(here))


def test_brier_is_the_mean_square_of_the_error():
    trial = planted(n=500)
    assert brier(trial) == pytest.approx(
        sum((p - same) ** 2 for p, same in zip(slow(trial), trial.same.tolist(), strict=True)) / 500
    )


def test_where_nothing_was_called_likely_nothing_was_found():
    n, share, said = expected(trial_of([-9.0, -9.0], [(0, 0), (0, 1)]), 0.9)
    assert (n, share.value) == (0, None)
    assert math.isnan(said)


def test_three_right_of_three_do_not_make_a_careful_word_wrong():
    """Said 97 %, found 3 of 3: drawn anew they are 3 of 3 for ever, but no evidence against what was said."""
    trial = trial_of([*[10.0] * 3, *[-30.0] * 100], [(0, 0), (1, 1), (2, 2), *[(3, 4)] * 100])
    n, share, said = expected(trial, 0.5)
    assert (n, share.value, share.high) == (3, 1.0, 1.0)
    assert share.low <= said < 1.0
    curve = reliability("all", trial)
    assert curve.low[-1] <= curve.x[-1]


def test_intervals_are_the_same_twice():
    assert reliability("all", planted(n=2_000), seed=1) == reliability("all", planted(n=2_000), seed=1)
    assert reliability("all", planted(n=2_000), seed=1) != reliability("all", planted(n=2_000), seed=2)
    assert expected(planted(n=2_000), 0.5) == expected(planted(n=2_000), 0.5)


def test_bits_without_bounds_are_certain():
    trial = trial_of([5_000.0, -5_000.0], [(0, 0), (0, 1)])
    assert probabilities(trial).tolist() == [1.0, 0.0]
    assert reliability("all", trial).y == (0.0, 1.0)
