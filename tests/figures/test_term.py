"""Terms are foreign text, and their parts add up."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import TermOverlap
from figures.term import term_figure


def term(text="word", part=0.1, a=1, b=2, idf=1.5) -> TermOverlap:
    return TermOverlap(text, a, b, idf, part)


def test_the_largest_parts_are_drawn_on_top():
    figure = term_figure([term(str(k), k / 100) for k in range(30)], "@a", "@b", "light", n=3)
    assert figure.layout.yaxis.ticktext == ("29", "28", "27")
    assert list(figure.data[0].x) == [0.29, 0.28, 0.27]
    assert figure.layout.yaxis.autorange == "reversed"


def test_shares_are_of_the_whole_cosine_not_of_what_is_drawn():
    figure = term_figure([term("a", 0.3), term("b", 0.1)], "@a", "@b", "light", n=1)
    assert figure.data[0].customdata[0][4] == pytest.approx(0.75)


def test_hover_holds_both_counts_and_both_names():
    bars = term_figure([term(a=12, b=5)], "<a>", "%{x}", "light").data[0]
    assert list(bars.customdata[0])[1:4] == [12, 5, 1.5]
    assert list(bars.customdata[0])[5:] == ["&lt;a&gt;", "%{x}"]
    assert "&lt;" not in bars.hovertemplate
    assert "12" in bars.text[0]


def test_terms_cut_to_the_same_name_keep_their_own_bars():
    figure = term_figure([term("x" * 40 + "1", 0.2), term("x" * 40 + "2", 0.1)], "@a", "@b", "light")
    assert len(set(figure.data[0].y)) == 2


def test_terms_of_equal_part_stand_in_the_order_of_the_alphabet():
    figure = term_figure([term("b"), term("a")], "@a", "@b", "light")
    assert figure.layout.yaxis.ticktext == ("a", "b")


def test_without_terms_there_are_no_bars():
    assert not len(term_figure([], "@a", "@b", "light").data[0].x)


def test_parts_of_nothing_have_no_share():
    assert term_figure([term(part=0.0)], "@a", "@b", "light").data[0].customdata[0][4] == 0


@given(st.lists(st.text(max_size=30), min_size=1, max_size=20))
def test_no_term_marks_up_its_label(texts):
    figure = term_figure([term(text) for text in texts], "@a", "@b", "dark")
    for name in figure.layout.yaxis.ticktext:
        assert "<" not in name
        assert len(html.unescape(name).strip("\u2068\u2069")) <= 18
    assert "</script" not in figure.to_json()
