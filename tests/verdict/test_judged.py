"""Bits of pairs: contributions add up, missing views add nothing, nothing is clamped."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.verdict.judged import Judged, joined_judged, nothing_judged
from core.verdict.look import Looks
from core.verdict.model import draws, worth
from core.verdict.model_file import default_model
from core.verdict.view import VIEWS

N = len(VIEWS)
MODEL = default_model()
DEVIATIONS = st.integers(1, 5).flatmap(
    lambda n: arrays(
        np.float64, (n, N), elements=st.floats(-1e12, 1e12) | st.floats(-8, 8) | st.just(float("nan"))
    )
)


def made(deviations, evidence=900, missing=None, own_doubts=()):
    """Judge made-up deviations as :func:`core.verdict.judged.judge_block` does those of a block."""
    n = len(deviations)
    read = np.broadcast_to(np.asarray(evidence, dtype=np.int64), (n, 2, N)).copy()
    values = np.where(np.isnan(deviations), np.nan, 0.5)
    least = read.min(axis=1).astype(np.float64)
    parts = worth(MODEL, deviations, least)
    intervals = np.percentile(draws(MODEL, deviations, least), [2.5, 97.5], axis=0).T
    return Judged(
        model=MODEL.name,
        names=tuple((f"x:{at}", f"x:{at + 100}") for at in range(n)),
        bits=parts.sum(axis=1),
        intervals=intervals,
        parts=parts,
        looks=Looks(values, values / 2, deviations, read),
        missing=missing or (None,) * n,
        own_doubts=own_doubts,
    )


@given(DEVIATIONS, st.integers(0, 10**9))
def test_contributions_add_up_to_the_bits_as_shown(deviations, evidence):
    judged = made(deviations, evidence)
    for row in range(len(deviations)):
        verdict = judged.verdict(row)
        assert math.fsum(one.bits for one in verdict.contributions) == pytest.approx(verdict.bits, abs=1e-9)
        for one, deviation in zip(verdict.contributions, deviations[row].tolist(), strict=True):
            is_missing = math.isnan(deviation)
            assert (one.missing is not None) == is_missing
            assert not is_missing or (one.bits, one.value, one.usual, one.deviations) == (0, None, None, None)


@given(DEVIATIONS)
def test_a_missing_view_leaves_the_others_as_they_were(deviations):
    whole = made(np.nan_to_num(deviations, nan=1.0)).parts
    there = ~np.isnan(deviations)
    assert made(deviations).parts[there].tolist() == whole[there].tolist()


@given(st.integers(0, N - 1), st.floats(-1e9, 1e9), st.floats(1.001, 1e6))
def test_bits_go_on_growing_with_every_deviation_however_huge(view, deviation, factor):
    more = deviation + max(abs(deviation), 1.0) * (factor - 1)
    rows = np.zeros((2, N))
    rows[:, view] = deviation, more
    less, greater = made(rows).bits.tolist()
    assert MODEL.parts[view].weight > 0
    assert greater > less


def test_no_bits_are_clamped():
    assert made(np.full((1, N), 1e12)).bits[0] > 60
    assert made(np.full((1, N), -1e12)).bits[0] < -60


def test_evidence_beyond_what_was_seen_counts_as_the_most_that_was():
    most = int(max(part.most for part in MODEL.parts)) + 1
    rows = np.full((1, N), 2.0)
    assert made(rows, most).bits.tolist() == made(rows, most * 1_000).bits.tolist()
    assert made(rows, 0).bits.tolist() == made(rows, 1).bits.tolist()


@given(DEVIATIONS)
def test_the_interval_is_in_order_and_around_what_the_draws_say(deviations):
    judged = made(deviations)
    assert (judged.intervals[:, 0] <= judged.intervals[:, 1]).all()
    for row in range(len(deviations)):
        verdict = judged.verdict(row)
        assert verdict.low <= verdict.high


def test_a_model_without_draws_has_no_interval():
    bare = replace(MODEL, parts=tuple(replace(part, draws=()) for part in MODEL.parts))
    assert draws(bare, np.zeros((4, N)), np.ones((4, N))).shape == (0, 4)
    judged = replace(made(np.zeros((1, N))), intervals=np.full((1, 2), np.nan))
    verdict = judged.verdict(0)
    assert verdict.bits is not None
    assert (verdict.low, verdict.high) == (None, None)


def test_a_pair_without_a_score_has_its_reason_and_no_number():
    judged = made(np.zeros((1, N)), missing=("A has 3 posts, 50 needed",))
    judged = replace(
        judged, bits=np.array([np.nan]), intervals=np.full((1, 2), np.nan), shares=np.array([0.5])
    )
    verdict = judged.verdict(0)
    assert verdict.missing == "A has 3 posts, 50 needed"
    assert (verdict.bits, verdict.low, verdict.high, verdict.share_below) == (None, None, None, None)
    assert not verdict.is_calibrated


def test_a_missing_view_says_who_lacks_what():
    deviations = np.array([[np.nan, np.nan, np.nan]])
    evidence = np.array([[[900, 3, 900], [1, 900, 900]]])
    said = [one.missing for one in made(deviations, evidence).verdict(0).contributions]
    assert said == [
        "B has 1 word, 200 needed",
        "A has 3 interactions, 10 needed",
        "too few other profiles of this workspace have enough of it to say what is usual",
    ]


def test_turned_round_what_was_said_of_a_is_said_of_b():
    evidence = np.array([[[900, 3, 900], [1, 900, 700]]])
    judged = made(
        np.array([[np.nan, 1.0, 2.0]]),
        evidence,
        missing=("A has 3 posts, 50 needed",),
        own_doubts=(("A writes in Welsh", "About both", "B writes in Thai"),),
    )
    turned = judged.take(np.array([0]), np.array([True]))
    assert turned.names == (("x:100", "x:0"),)
    assert turned.missing == ("B has 3 posts, 50 needed",)
    assert turned.own_doubts == (("A writes in Thai", "About both", "B writes in Welsh"),)
    assert turned.looks.evidence[0].tolist() == evidence[0, ::-1].tolist()
    assert turned.bits.tolist() == judged.bits.tolist()
    assert turned.verdict(0).contributions[0].missing == "A has 1 word, 200 needed"
    again = turned.take(np.array([0]), np.array([True]))
    assert again.verdict(0) == judged.verdict(0)


@given(DEVIATIONS, st.lists(st.integers(0, 4), max_size=6))
def test_rows_are_taken_in_the_order_asked_and_more_than_once(deviations, rows):
    judged = made(deviations)
    rows = [row % len(deviations) for row in rows]
    taken = judged.take(np.array(rows, dtype=np.int64), np.zeros(len(rows), dtype=np.bool_))
    assert [taken.verdict(at) for at in range(len(rows))] == [judged.verdict(row) for row in rows]


def test_parts_are_joined_in_their_order():
    one, other = made(np.zeros((2, N))), made(np.ones((3, N)))
    whole = joined_judged([one, other])
    assert [whole.verdict(at) for at in range(5)] == [
        *(one.verdict(at) for at in range(2)),
        *(other.verdict(at) for at in range(3)),
    ]


def test_nothing_judged_can_be_joined_and_taken():
    none = nothing_judged("m")
    assert none.take(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)).names == ()
    assert joined_judged([none, made(np.zeros((1, N)))]).names == (("x:0", "x:100"),)
