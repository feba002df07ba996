"""Marked pieces of foreign text are shown as they are, marked, and do nothing."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from components.marking import marked, only_words
from core.content.difference import difference
from figures.label import plain

ISOLATES = "\u2068\u2069"
HOSTILE = st.text(st.sampled_from("ab :*_[]()!<>&$`~#|@{}\\\n.-=/\u202e\u2068\u2060مرح😀"), max_size=30)


def read(written: str) -> str:
    """Read Markdown as a reader would: our marks and the escapes away."""
    ours = re.compile(r"\u2060:(?:blue|orange)-background\[\*\*((?:\\.|[^\\])*?)\*\*\]\u2060", re.DOTALL)
    bare = ours.sub(r"\1", written).replace("\u2060", "")
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", bare).strip(ISOLATES)


@given(HOSTILE, HOSTILE)
def test_what_is_read_is_the_text_whatever_is_marked(a, b):
    spans = difference(a, b)
    for text, marks, side in ((a, spans.spans_a, "a"), (b, spans.spans_b, "b")):
        said = read(marked(text, marks, side))
        assert said.replace(" ", "") == plain(text, None).strip(ISOLATES).replace(" ", "")


@given(HOSTILE, HOSTILE)
def test_no_sign_of_the_text_is_left_unescaped(a, b):
    spans = difference(a, b)
    written = marked(a, spans.spans_a, "a").replace("\u2060", "")
    ours = written.replace(":blue-background[**", "").replace("**]", "")
    assert not re.search(r"(?<!\\)(?:\\\\)*[<>\[\]$`_~|*]", re.sub(r"\\[!-/:-@\[-`{-~]", "", ours))


def test_blanks_on_either_side_of_a_mark_stay():
    assert marked("one two three", [(4, 7)], "b").replace("\u2060", "") == (
        "one :orange-background[**two**] three"
    )
    assert marked("onetwo", [(3, 6)], "a").replace("\u2060", "") == "one:blue-background[**two**]"


def test_a_mark_on_nothing_visible_is_no_mark():
    assert marked("one \u202e two", [(4, 5)], "a").split() == ["one", "two"]
    assert marked("", [], "a") == ""


def test_entities_have_been_read_before():
    text = html.unescape("R&amp;D")
    assert read(marked(text, [(0, len(text))], "a")) == "R&D"


@given(HOSTILE, HOSTILE)
def test_the_words_of_a_difference_are_one_plain_line(a, b):
    spans = difference(a, b)
    for text, marks in ((a, spans.spans_a), (b, spans.spans_b)):
        said = only_words(text, marks)
        assert "\n" not in said
        assert "\u202e" not in said
