"""The stacked bar of hybrid similarity: parts that add up, and what is missing is not drawn as nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.safety import HybridSimilarity
from figures.hybrid import hybrid_figure
from figures.template import SEQUENTIAL, TOKENS

shares = st.one_of(st.none(), st.floats(0, 1))
few = settings(max_examples=15)  # each draws a figure


def hybrid(ss=0.41, cs=0.22, im=0.18, usual=None):
    return HybridSimilarity(ss, cs, im, {}, usual)


def written(figure):
    return [one.text for one in figure.layout.annotations]


def test_the_three_parts_are_stacked_in_their_order_and_their_sum_is_hs():
    figure = hybrid_figure(hybrid(), "light")
    assert [(one.name, one.x[0]) for one in figure.data] == [
        ("Syntactic", 0.41),
        ("Semantic", 0.22),
        ("Linkage", 0.18),
    ]
    assert figure.layout.barmode == "stack"
    assert written(figure) == ["<b>HS 0.81</b>"]


@few
@given(shares, shares, shares)
def test_only_what_is_there_is_drawn_and_only_three_parts_are_called_hs(ss, cs, im):
    found = hybrid(ss, cs, im)
    figure = hybrid_figure(found, "dark")
    there = [one for one in (ss, cs, im) if one is not None]
    assert [one.x[0] for one in figure.data] == there
    said = " ".join(written(figure))
    assert ("HS" in said) == (len(there) == 3)
    assert (f"{sum(there):.2f}" in said) == bool(there)


def test_a_part_of_zero_is_there_and_a_missing_one_is_not():
    assert len(hybrid_figure(hybrid(im=0.0), "light").data) == 3
    assert len(hybrid_figure(hybrid(im=None), "light").data) == 2


@few
@given(shares, shares, shares, st.one_of(st.none(), st.floats(0, 3)))
def test_the_whole_range_of_three_is_always_in_view(ss, cs, im, usual):
    assert tuple(hybrid_figure(hybrid(ss, cs, im, usual), "light").layout.xaxis.range) == (0, 3)


def test_what_is_usual_is_a_line_where_it_lies():
    figure = hybrid_figure(hybrid(usual=0.66), "light")
    assert [one.x0 for one in figure.layout.shapes if one.type == "line"] == [0.66]
    assert "usual here 0.66" in written(figure)
    assert not [one for one in hybrid_figure(hybrid(), "light").layout.shapes if one.type == "line"]


def test_a_long_bar_has_its_sum_above_it():
    high = hybrid_figure(hybrid(0.9, 0.9, 0.9), "light").layout.annotations[0]
    low = hybrid_figure(hybrid(), "light").layout.annotations[0]
    assert (high.y > 0.5, high.xanchor) == (True, "right")
    assert (low.y, low.xanchor) == (0, "left")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_parts_are_three_greys_with_letters_that_can_be_read(theme):
    figure = hybrid_figure(hybrid(), theme)
    assert len({one.marker.color for one in figure.data}) == 3
    assert all(one.marker.color in SEQUENTIAL[theme] for one in figure.data)
    for one in figure.data:
        assert contrast(one.marker.color, one.textfont.color) >= 4.5
    assert TOKENS[theme]["a"] not in {one.marker.color for one in figure.data}


def contrast(one, other):
    """Give the contrast of two colours, as WCAG 2 has it."""

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
