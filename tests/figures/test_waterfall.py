"""The bars of a waterfall add up to the bits, and nobody needs colour to see which way they go."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.model import Contribution
from figures.template import TOKENS
from figures.waterfall import MOST_BARS, SMALL, TOTAL, steps, waterfall_figure
from tests.verdict.made import contribution, verdict, verdicts


def view(label, bits):
    return Contribution(label, label, "content.tfidf_cosine", bits, None, None, None, 5, 5, "texts")


def written(figure):
    """List the numbers beside the bars, by row."""
    return {one.y.split("<br>")[0]: one.text.strip("</b>") for one in figure.layout.annotations if one.y}


def test_bars_begin_where_the_one_above_ends():
    figure = waterfall_figure(verdict(1.5, 4.0, -0.8), "light")
    bars, total = figure.data
    assert [row.split("<br>")[0] for row in bars.y] == [
        "Whom they name",
        "Words they choose",
        "How they write",
    ]
    assert list(bars.x) == [4.0, 1.5, -0.8]
    assert list(bars.base) == [0.0, 4.0, 5.5]
    assert (total.y[0], total.x[0]) == (TOTAL, pytest.approx(4.7))
    assert (total.error_x.array[0], total.error_x.arrayminus[0]) == (pytest.approx(2), pytest.approx(2))


@given(verdicts())
def test_the_bars_add_up_to_the_bits(found):
    assume(found.bits is not None)
    bars, total = waterfall_figure(found, "dark").data
    assert math.fsum(bars.x) == pytest.approx(found.bits, abs=1e-9)
    assert total.x[0] == found.bits
    for start, bits, following in zip(bars.base, bars.x, bars.base[1:], strict=False):
        assert start + bits == pytest.approx(following, abs=1e-9)


@given(st.lists(st.floats(-20, 20), max_size=30), st.integers(2, 12))
def test_however_many_views_there_are_few_bars_hold_all_their_bits(bits, most):
    found = steps([view(f"view {n}", one) for n, one in enumerate(bits)], most)
    assert len(found) <= most
    assert math.fsum(one.bits for one in found) == pytest.approx(math.fsum(bits), abs=1e-9)
    named = [one for one in found if "others" not in one.label]
    assert [one.bits for one in named] == sorted((one.bits for one in named), reverse=True)


def test_what_is_too_small_to_be_seen_is_folded_into_the_last_bar():
    small = [view("x", 0.01), view("y", 0.02), view("z", -0.04)]
    found = steps([view("words", 2.0), *small, view("style", -1.0)])
    assert [one.label for one in found] == ["words", "style", "3 others"]
    assert found[-1].bits == pytest.approx(-0.01)
    assert steps([view("words", 2.0), small[0]])[-1].label == "x"


def test_the_largest_are_shown_whichever_way_they_speak():
    found = steps([view(str(n), (-1) ** n * n / 2) for n in range(1, 20)])
    assert len(found) == MOST_BARS
    assert {one.label for one in found[:-1]} == {"19", "18", "17", "16", "15", "14", "13"}
    assert found[-1].label == "12 others"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_for_and_against_are_told_by_hatch_and_sign_not_by_hue_alone(theme):
    figure = waterfall_figure(verdict(3.0, 1.6, -0.8), theme)
    bars, colours = figure.data[0], TOKENS[theme]
    assert list(bars.marker.pattern.shape) == ["", "", "/"]
    assert bars.marker.pattern.fillmode == "overlay"
    assert list(bars.marker.color) == [colours["toward"], colours["toward"], colours["against"]]
    assert figure.data[1].marker.color == colours["muted"]
    assert list(written(figure).values()) == ["+3.0", "+1.6", "−0.8", "+3.8"]
    assert "▨ against" in figure.layout.xaxis.title.text


def test_zero_is_a_line_and_says_what_it_means():
    figure = waterfall_figure(verdict(-2.0, 1.0), "light")
    assert any(one.x0 == one.x1 == 0 and one.yref == "y domain" for one in figure.layout.shapes)
    assert "0: strangers are just as likely" in figure.layout.xaxis.title.text


@given(verdicts())
def test_every_bar_and_the_whole_interval_lie_within_the_axis(found):
    figure = waterfall_figure(found, "light")
    low, high = figure.layout.xaxis.range
    ends = [0.0, found.bits or 0.0, found.low or 0.0, found.high or 0.0]
    ends += [start + bits for start, bits in zip(figure.data[0].base, figure.data[0].x, strict=True)]
    assert low < min(ends)
    assert high > max(ends)


def test_a_view_says_what_it_was_made_from_and_a_missing_one_has_no_bar():
    figure = waterfall_figure(verdict(2.0, "B has 3 mentions, 10 needed"), "light")
    (row,) = figure.data[0].y
    assert "0.213, usual 0.142" in row
    assert "Whom" not in row


def test_labels_from_elsewhere_do_not_mark_up():
    hostile = replace(contribution(0, 2.0), label="<b>x</b>")
    found = replace(verdict(2.0), contributions=(hostile,))
    assert waterfall_figure(found, "light").data[0].y[0].startswith("&lt;b&gt;x&lt;/b&gt;")


def test_without_an_interval_there_is_no_whisker():
    found = replace(verdict(2.0), low=None, high=None)
    assert waterfall_figure(found, "light").data[1].error_x.visible is False


def test_bits_too_small_to_print_carry_no_minus():
    figure = waterfall_figure(verdict(2.0, -SMALL / 2), "light")
    assert written(figure)["Whom they name"] == "+0.0"
