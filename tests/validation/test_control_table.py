"""Tables and answer of the controls, from outcomes written by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core.model.study import Estimate
from core.validation.control_claim import CLAIMS
from core.validation.control_kind import KINDS, LISTS
from core.validation.control_round import ALL_CLAIMS, Rounds
from core.validation.control_table import Outcome, answer, group_table, outcomes, untested_table
from core.validation.control_trial import Trial, pooled

CLAIM = {claim.key: claim for claim in ALL_CLAIMS}
KIND = {kind.key: kind for kind in KINDS}


def outcome(claim, kind, value, low, high, nominal):
    n_said = round(value * 1_000)
    return Outcome(CLAIM[claim], KIND[kind], 50, n_said, Estimate(value, low, high, 1_000), nominal)


@pytest.mark.parametrize(
    ("value", "low", "high", "nominal", "said"),
    [
        (0.10, 0.06, 0.2, 0.05, "more often"),
        (0.06, 0.04, 0.09, 0.05, "perhaps more often"),
        (0.05, 0.04, 0.09, 0.05, "kept"),
        (0.01, 0.00, 0.099, 0.05, "kept"),
        (0.00, 0.00, 0.1, 0.05, "too few to say"),
        (0.06, 0.00, 0.3, 0.05, "too few to say"),
        (0.40, 0.30, 0.74, 0.5, "kept"),
        (0.40, 0.20, 0.75, 0.5, "too few to say"),
        (0.10, 0.06, 0.2, None, None),
    ],
)
def test_a_promise_is_kept_or_broken_only_where_the_interval_can_tell(value, low, high, nominal, said):
    assert outcome("overlap_p05", "shuffled", value, low, high, nominal).standing == said


def test_the_answer_names_what_is_above_and_what_is_wrong_without_a_promise():
    said = answer(
        [
            outcome("overlap_p05", "shuffled", 0.081, 0.07, 0.09, 0.05),
            outcome("overlap_p01", "shuffled", 0.009, 0.007, 0.012, 0.01),
            outcome("zones", "own_few", 0.194, 0.104, 0.314, None),
            outcome("same_posts", "shuffled", 0.0, 0.0, 0.01, None),
            outcome("overlap_q05", "shuffled", 0.01, 0.0, 0.02, None),
            outcome("overlap_p05", "unlike", 0.04, 0.03, 0.06, 0.05),
            outcome("style", "label", 0.9, 0.8, 0.95, 0.5),
        ]
    )
    assert said.split("\n") == [
        (
            "Where accounts were made independent: 1 of 2 claims that can be judged is made more often than promised: "
            "overlap p ≤ 0.05, 8.1% of the pairs (95%: 7.0% to 9.0%) where 5.0% is promised."
        ),
        (
            "Said there too, though no rate is promised: a time-zone hint, 19.4% of the pairs (95%: 10.4% to 31.4%) "
            "(odd and even weeks, 200 posts each)."
        ),
        "Accounts that share no topic: the one claim that can be judged is not made more often than promised.",
        (
            "Accounts of one label: 1 of 1 claim that can be judged is made more often than promised: "
            "style above 0, 90.0% of the pairs (95%: 80.0% to 95.0%) where 50.0% is promised."
        ),
    ]


def test_where_pairs_are_too_few_nothing_is_said_of_the_promise():
    few = outcome("overlap_p01", "shuffled", 0.0, 0.0, 0.31, 0.01)
    kept = outcome("overlap_p05", "shuffled", 0.03, 0.02, 0.04, 0.05)
    assert answer([kept, few]) == (
        "Where accounts were made independent: the one claim that can be judged is not made more often than promised. "
        "Of 1 more the pairs are too few to say."
    )
    assert answer([few]) == (
        "Where accounts were made independent: too few pairs to say of any claim whether it is made more often than "
        "it promises."
    )
    lists = outcome("overlap_q05", "lists", 0.5, 0.2, 0.8, 0.05)
    assert "overlap q ≤ 0.05, 50.0% of the lists (95%: 20.0% to 80.0%)" in answer([lists])
    several = [outcome(f"overlap_p{n}", "unlike", 0.0, 0.0, 0.0001, 0.05) for n in ("05", "01")]
    assert answer(several) == (
        "Accounts that share no topic: none of 2 claims that can be judged is made more often than promised."
    )
    assert answer([]) == "No claim could be tested here."
    assert (
        answer([outcome("zones", "crowd", 0.2, 0.1, 0.3, None)])
        == "No claim that promises a rate could be tested here."
    )


def rounds(said, pairs, control="label"):
    trial = Trial(control, np.array(pairs), {"zones": np.array(said)}, {"zones": "A has 3 posts, 48 needed"})
    return Rounds(4, 4, trials=[trial])


def test_what_is_missing_is_neither_a_hit_nor_a_pair_that_was_tested():
    made, untested = outcomes(rounds([1.0, 0.0, np.nan, 0.0], [(0, 1), (0, 2), (0, 3), (1, 2)]), 0)
    (row,) = group_table("topic", made).rows
    assert row[:5] == (CLAIM["zones"].label, "Accounts of one label", 3, 3, 1)
    assert row[5].value == pytest.approx(1 / 3)
    assert row[6:] == (None, None)
    assert untested == []
    assert group_table("crowd", made).rows == ()


def test_a_claim_that_every_pair_lacks_is_told_with_its_reason():
    made, untested = outcomes(rounds([np.nan] * 2, [(0, 1), (0, 2)]), 0)
    assert made == []
    assert untested == [("a time-zone hint", "Accounts of one label", "A has 3 posts, 48 needed")]


def test_claims_that_lack_the_same_are_told_together():
    table = untested_table([("a", "here", "x"), ("b", "here", "x"), ("c", "here", "y"), ("d", "there", "x")])
    assert table.rows == (("a; b", "here", "x"), ("c", "here", "y"), ("d", "there", "x"))


def test_a_list_is_wrong_as_often_as_it_holds_any_pair():
    trial = Trial(
        LISTS, np.array([[0, 0], [1, 1]]), {"overlap_q05": np.array([1.0, 0.0])}, {"overlap_q05": None}
    )
    ((one,), _) = outcomes(Rounds(4, 4, trials=[trial]), 0)
    assert (one.nominal, one.rate.value, one.rate.n) == (0.05, 0.5, 2)
    assert group_table("independent", [one]).rows[0][2] is None
    assert next(claim for claim in CLAIMS if claim.key == "overlap_q05").nominal is None


def test_trials_of_several_events_are_put_together():
    one = Trial("crowd", np.array([[0, 1]]), {"zones": np.array([1.0])}, {"zones": None})
    other = Trial("crowd", np.array([[2, 3]]), {"zones": np.array([np.nan])}, {"zones": "few"})
    both = pooled([one, other])
    assert both.pairs.tolist() == [[0, 1], [2, 3]]
    assert np.array_equal(both.said["zones"], [1.0, np.nan], equal_nan=True)
    assert both.lacks == {"zones": "few"}
