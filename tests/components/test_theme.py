"""Foreign text does nothing, and numbers are written one way."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import theme

JOINER = "\u2060"


def unescaped(markdown: str) -> str:
    """Read what a Markdown reader would show of a line of escapes."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace(JOINER, "")


@pytest.mark.parametrize(
    "text",
    [
        "*a* _b_ `c` ~~d~~",
        "$x^2$",
        ":red[boo]",
        "<img src=x onerror=alert(1)>",
        "[link](http://evil.example)",
        "![picture](http://evil.example/x.png)",
        "# heading",
        "- item",
        "1. item",
        "> quote",
        "| a | b |",
        "&lt;",
        "back\\slash",
        "] closes a colour",
    ],
)
def test_escaped_text_reads_as_it_was_written(text):
    assert unescaped(theme.escaped(text)) == text


@given(st.text())
def test_no_punctuation_is_left_without_its_escape(text):
    markdown = theme.escaped(text)
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", markdown))
    assert unescaped(markdown) == theme.plain(text, None).replace(JOINER, "")


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("http://evil.example", f"http:{JOINER}//evil.example"),
        ("www.evil.example", f"www{JOINER}.evil.example"),
        ("a@evil.example", f"a{JOINER}@evil.example"),
        (":material/home:", f":{JOINER}material/home:"),
        (":smile:", f":{JOINER}smile:"),
        ("a -> b", f"a -{JOINER}> b"),
    ],
)
def test_what_streamlit_replaces_after_parsing_is_broken_apart(text, broken):
    assert re.sub(r"\\(.)", r"\1", theme.escaped(text)) == broken


def test_lines_cannot_begin_a_block():
    assert "\n" not in theme.escaped("a\n\n    code\n# heading")


def test_direction_marks_are_gone_from_titles():
    assert "\u202e" not in theme.name_a("\u202egnp.exe")


def test_names_carry_sign_and_colour_of_their_side():
    assert theme.name("a", "x") == theme.name_a("x") == ":blue[● \\@x]"
    assert theme.name("b", "x") == theme.name_b("x") == ":orange[◆ \\@x]"


def test_a_name_cannot_close_its_colour():
    assert theme.name_a("x] :red[y") == f":blue[● x\\] \\:{JOINER}red\\[y]"


def test_a_long_name_is_cut_above_18_characters():
    assert theme.handle("x" * 18) == "@" + "x" * 18
    assert theme.handle("x" * 19) == "@" + "x" * 17 + "…"


def test_a_key_stands_as_it_is_where_no_handle_is_known():
    assert theme.handle("x:813286") == "x:813286"
    assert theme.handle("x:" + "1" * 30, None) == "x:" + "1" * 30


def test_a_handle_gets_one_at_sign():
    assert theme.handle("@@ann") == theme.handle("ann") == "@ann"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (theme.count(0), "0"),
        (theme.count(-1234), "−1,234"),
        (theme.percent(1), "100%"),
        (theme.percent(0.0994), "9.9%"),
        (theme.percent(0.0996), "10%"),
        (theme.percent(-0.03), "−3.0%"),
        (theme.decimal(1234.5), "1,234.50"),
        (theme.decimal(-0.001), "0.00"),
        (theme.signed(0), "0.0"),
        (theme.signed(0.04), "0.0"),
        (theme.signed(-1234.5), "−1,234.5"),
        (theme.signed(2, 0), "+2"),
        (theme.interval(-0.3, 5.7), "−0.3 to +5.7"),
        (theme.points(-0.006), "−0.6 points"),
        (theme.part(1_000, 2_000), "1,000 of 2,000"),
        (theme.day(datetime(2020, 4, 10, 23, 59, tzinfo=UTC)), "10 Apr 2020"),
    ],
)
def test_numbers_are_written_one_way(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    "write", [theme.count, theme.percent, theme.decimal, theme.signed, theme.points, theme.day]
)
def test_what_is_missing_is_a_dash_and_never_nought(write):
    assert write(None) == "—"


def test_an_interval_or_a_part_with_an_end_missing_is_missing():
    assert theme.interval(None, 1) == theme.interval(1, None) == theme.part(1, None) == "—"


@given(st.floats(-1e9, 1e9))
def test_no_number_is_written_with_a_hyphen(value):
    for write in (theme.count, theme.percent, theme.decimal, theme.signed, theme.points):
        assert "-" not in write(value)
        assert write(value).count("−") <= 1
