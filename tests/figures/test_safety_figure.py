"""The safety scale: arrows that add up, and the cell in which the last one ends."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.safety import FACTORS, HybridSimilarity, Safety, SafetyPart
from core.safety.factor import belief_of, factor_of, paper_factor
from figures.safety import belief, moves, position, safety_figure, silent
from figures.template import DIVERGING, TOKENS

WORDS = {factor: f"words of {factor}" for factor in FACTORS}
NOTHING = HybridSimilarity(None, None, None, {}, None)
few = settings(max_examples=15)  # each draws a figure


def part(name, logits, found="found", missing=None):
    return SafetyPart(name, f"Part {name}", logits, found, missing)


def judged(*parts):
    """Give a pair as the core judges its parts."""
    b = belief_of(math.fsum(one.logits for one in parts))
    return Safety("x:1", "x:2", "default", factor_of(b), b, parts, NOTHING, None, None, "advice")


def paper(probability, *, is_same):
    number = paper_factor(probability, is_same=is_same)
    one = part("classes", 0.4)
    return Safety("x:1", "x:2", "paper", number, probability, (one,), NOTHING, None, None, "advice")


PLAIN = judged(part("classes", 0.9), part("hybrid", 0.3), part("tone", -0.5), part("new", 0.0, "", "unknown"))
parts = st.lists(st.floats(-3, 3), max_size=7).map(
    lambda found: judged(*(part(str(n), one) for n, one in enumerate(found)))
)


def arrows(figure):
    """List the shafts: where each begins and ends, its colour and dash."""
    found = [one for one in figure.layout.shapes if one.type == "line" and one.y0 == one.y1]
    return [(one.x0, one.x1, one.line.color, one.line.dash) for one in found]


def cells(figure):
    return [one for one in figure.layout.shapes if one.type == "rect"]


def chosen(figure):
    """Give the factors of the opaque cells."""
    return [factor for factor, cell in zip(FACTORS, cells(figure), strict=True) if cell.opacity == 1]


def written(figure):
    return [one.text for one in figure.layout.annotations if one.text]


def test_arrows_begin_at_a_half_and_where_the_one_above_ends():
    found = moves(PLAIN)
    assert [one.label for one in found] == ["Part classes", "Part hybrid", "Part tone"]
    assert found[0].start == 0.5
    assert [one.start for one in found[1:]] == [one.end for one in found[:-1]]
    assert found[-1].end == pytest.approx(PLAIN.belief)


@given(parts)
def test_whatever_moves_it_the_last_arrow_ends_at_the_belief(found):
    steps = moves(found)
    left_out = math.fsum(one.logits for one in silent(found))
    end = steps[-1].end if steps else 0.5
    assert end == pytest.approx(found.belief, abs=abs(left_out) / 4 + 1e-9)
    assert len(steps) + len(silent(found)) == len(found.parts)


@few
@given(parts)
def test_the_opaque_cell_is_the_one_over_which_the_last_arrow_ends(found):
    figure = safety_figure(found, "light", WORDS)
    assert chosen(figure) == [found.factor]
    cell = cells(figure)[FACTORS.index(found.factor)]
    assert cell.x0 - 1e-9 <= position(found) <= cell.x1 + 1e-9


@few
@given(st.floats(0.001, 0.999), st.booleans())
def test_in_paper_mode_the_sign_chooses_the_half_and_the_probability_the_cell(probability, is_same):
    found = paper(probability, is_same=is_same)
    figure = safety_figure(found, "dark", WORDS)
    assert chosen(figure) == [found.factor]
    cell = cells(figure)[FACTORS.index(found.factor)]
    assert cell.x0 - 1e-9 <= position(found) <= cell.x1 + 1e-9
    assert len(moves(found)) == 1
    assert silent(found) == ()


def test_for_and_against_are_told_by_direction_dash_and_sign_not_by_hue_alone():
    for theme in ("light", "dark"):
        figure = safety_figure(PLAIN, theme, WORDS)
        toward, against = TOKENS[theme]["toward"], TOKENS[theme]["against"]
        drawn = arrows(figure)
        assert [(one[2], one[3]) for one in drawn] == [
            (toward, "solid"),
            (toward, "solid"),
            (against, "5px,3px"),
        ]
        assert [one[1] > one[0] for one in drawn] == [True, True, False]
        assert {"<b>+0.90</b>", "<b>+0.30</b>", "<b>−0.50</b>"} <= set(written(figure))


def test_the_sum_is_written_below_the_parts_and_equals_them():
    figure = safety_figure(PLAIN, "light", WORDS)
    assert "<b>+0.70</b>" in written(figure)
    assert any(one.startswith("<b>Together</b>") and "belief 0.67" in one for one in written(figure))


def test_six_cells_lie_side_by_side_from_end_to_end_and_only_one_stands_out():
    figure = safety_figure(PLAIN, "light", WORDS)
    assert [one.x0 for one in cells(figure)] == pytest.approx([n / 6 for n in range(6)])
    assert [one.x1 for one in cells(figure)] == pytest.approx([n / 6 for n in range(1, 7)])
    assert sum(one.opacity == 1 for one in cells(figure)) == 1
    assert cells(figure)[4].fillcolor == DIVERGING["light"][8]
    assert "<b>+2</b>" in written(figure)
    assert {"−3", "−2", "−1", "+1", "+3"} <= set(written(figure))
    assert figure.data[0].customdata[0] == "−3: words of −3"


def test_the_ends_have_the_words_of_the_method():
    said = " ".join(written(safety_figure(PLAIN, "light", WORDS)))
    assert "ignore or block is likeliest" in said
    assert "contact is likeliest" in said


def test_what_is_missing_or_adds_nothing_has_no_arrow():
    found = judged(part("classes", 0.0, "just as usual"), part("tone", 0.0, "", "two posts, five needed"))
    assert moves(found) == ()
    assert len(silent(found)) == 2
    assert position(found) == 0.5
    assert arrows(safety_figure(found, "light", WORDS)) == []


def test_without_a_factor_there_is_no_place_on_the_scale():
    found = replace(PLAIN, factor=None, belief=None, missing="A: not enough text")
    assert position(found) is None
    assert moves(found) == ()
    assert chosen(safety_figure(found, "light", WORDS)) == []


def test_words_from_elsewhere_do_not_mark_up_and_are_broken_into_lines():
    found = judged(part("classes", 1.0, f"<b>x</b> {'word ' * 40}; the rest"))
    (text,) = [one for one in written(safety_figure(found, "light", WORDS)) if "Part classes" in one]
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert text.count("<br>") == 2
    assert "…" in text
    assert "the rest" not in text


def test_more_arrows_make_a_higher_figure_and_none_lie_below_the_scale():
    one, two = judged(part("a", 1.0)), judged(part("a", 1.0), part("b", 1.0))
    heights = [safety_figure(found, "light", WORDS).layout.height for found in (one, two)]
    assert heights[1] > heights[0]
    figure = safety_figure(two, "light", WORDS)
    low, high = figure.layout.yaxis.range
    assert all(low < shape.y0 <= high for shape in figure.layout.shapes)


@given(st.floats(-700, 700))
def test_a_belief_is_a_belief_however_large_the_log_odds(x):
    assert 0 <= belief(x) <= 1
    assert belief(x) == pytest.approx(1 - belief(-x))
