"""Foreign text in labels: it is shown, and does nothing."""

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.label import LABEL_LENGTH, label, plain

ISOLATES = "\u2068\u2069"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("</script><b>", "&lt;/script&gt;&lt;b&gt;"),
        ("a&lt;b", "a&amp;lt;b"),
        ("<a href='x'>", "&lt;a href='x'&gt;"),
        ("plain_name", "plain_name"),
    ],
)
def test_markup_is_escaped(text, shown):
    assert label(text) == shown


def test_a_long_name_is_cut_before_it_is_escaped():
    assert label("<" * 40) == "&lt;" * (LABEL_LENGTH - 1) + "…"


def test_a_name_of_just_the_limit_is_left_whole():
    assert plain("x" * LABEL_LENGTH) == "x" * LABEL_LENGTH
    assert plain("x" * (LABEL_LENGTH + 1)) == "x" * (LABEL_LENGTH - 1) + "…"


def test_without_a_limit_nothing_is_cut():
    assert plain("x" * 500, None) == "x" * 500


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u061c", "\ufeff", "\u00ad"]
)
def test_direction_marks_and_invisible_characters_are_removed(mark):
    assert plain(f"gnp{mark}.exe") == "gnp.exe"


def test_text_from_right_to_left_is_isolated():
    assert plain("انتخابات") == "\u2068انتخابات\u2069"


def test_an_isolate_cannot_be_closed_from_inside():
    shown = plain("\u2069انت\u2069\u202e")
    assert shown.count("\u2069") == 1
    assert shown.endswith("\u2069")


def test_line_breaks_and_tabs_become_one_blank():
    assert plain(" a\n\t\u2028b\u2029 c ") == "a b c"


def test_joiners_of_emoji_and_persian_stay():
    assert plain("👩\u200d🔬") == "👩\u200d🔬"
    assert "\u200c" in plain("می\u200cخواهم")


def test_a_cut_does_not_end_in_a_joiner():
    assert plain("x" * (LABEL_LENGTH - 2) + "\u200dyyyy").endswith("x…")


def test_a_lone_surrogate_is_replaced():
    assert plain("a\ud800b") == "a\ufffdb"


@given(st.text())
def test_any_text_gives_a_short_harmless_line(text):
    shown = plain(text)
    bare = shown.strip(ISOLATES)
    assert len(bare) <= LABEL_LENGTH
    assert not {unicodedata.category(c) for c in bare} & {"Cc", "Cs", "Zl", "Zp"}
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert html.unescape(label(text)) == shown
    assert "<" not in label(text)
    assert ">" not in label(text)


@given(st.text())
def test_making_a_text_plain_twice_changes_nothing(text):
    assert plain(plain(text)) == plain(text)
