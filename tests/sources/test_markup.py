"""HTML as words: by hand what Mastodon writes, by property what nobody should."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sources.markup import LONGEST_MARKUP, plain_of

LINK = (
    '<a href="https://www.a.example/long/way" rel="nofollow"><span class="invisible">https://www.</span>'
    '<span class="ellipsis">a.example/lo</span><span class="invisible">ng/way</span></a>'
)
MENTION = (
    '<span class="h-card"><a href="https://b.example/@bob" class="u-url mention">@<span>bob</span></a></span>'
)
HASHTAG = '<a href="https://b.example/tags/pond" class="mention hashtag" rel="tag">#<span>pond</span></a>'


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("no   markup\nat all", "no markup at all"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one<br>two<br/>three<br /></p>", "one\ntwo\nthree"),
        ("one<br><br><br>two", "one\n\ntwo"),
        ("<p>one</p>\n<p>two</p>\n", "one\n\ntwo"),
        ("<div>one</div><div>two</div>three", "one\ntwo\nthree"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<p>R&amp;D &lt;3 &quot;x&quot; &#39;y&#39; &nbsp;&copy</p>", "R&D <3 \"x\" 'y' \xa0©"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<b>bold</b> <i>and <u>under</b> lined", "bold and under lined"),
        ('<p>:duck: <img src="https://x" alt=":duck:" class="emoji"></p>', ":duck: :duck:"),
        ("<p>مرحبا \u202eabc\u202c 😀</p>", "مرحبا \u202eabc\u202c 😀"),
    ],
)
def test_paragraphs_and_breaks_become_lines_and_entities_letters(markup, text):
    assert plain_of(markup).text == text


def test_a_link_shows_its_whole_address_once():
    assert plain_of(f"<p>see {LINK}, {LINK}!</p>") == (
        "see https://www.a.example/long/way, https://www.a.example/long/way!",
        ["https://www.a.example/long/way"],
    )


def test_a_link_behind_words_keeps_the_words_and_shows_where_it_leads():
    found = plain_of('<p>read <a href="https://a.example/x">the whole story</a></p>')
    assert found == ("read the whole story https://a.example/x", ["https://a.example/x"])
    assert plain_of('<a href="https://a.example/x"><img></a>').text == "https://a.example/x"


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        (MENTION, ()),
        (HASHTAG, ()),
        ('<a href="https://b.example/u/bob">@bob@b.example</a>', ()),
        ('<a href="https://b.example/x">bob</a>', ("https://b.example/x",)),
    ],
)
def test_mentions_and_hashtags_are_no_links(markup, named):
    found = plain_of(f"<p>hi {markup}</p>", named)
    assert found.links == []
    assert found.text in {"hi @bob", "hi #pond", "hi @bob@b.example", "hi bob"}


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="javascript:alert(1)">press</a>',
        '<a href="data:text/html,x">press</a>',
        '<a href="/local">press</a>',
        "<a>press</a>",
        "<script>alert('<p>no</p>')</script>press",
        "<style>p{}</style><!-- <p>no</p> -->press<template>no</template>",
        "press<!-- never closed <p>no</p>",
        "press<![CDATA[no]]><!DOCTYPE no><?php no ?>",
        '<p class="quote-inline">RE: <a href="https://b.example/1">no</a></p><p>press</p>',
        "press<iframe src='https://x'>no",
    ],
)
def test_what_is_not_meant_to_be_read_is_not_read(markup):
    assert plain_of(markup) == ("press", [])


ALPHABET = ["<", ">", "</", "/>", "a", "p", "br", ' href="https://a.example"', "&", "&#", ";", "!--", "--", '"', "'", "=", " ", "\n", "😀", "\x00", "<script>", "\u202e", "]]>", "<![", "<?"]  # fmt: skip


@given(st.lists(st.sampled_from(ALPHABET), max_size=60).map("".join) | st.text())
def test_any_text_is_read_without_error_and_reading_leaves_no_tag_behind(markup):
    found = plain_of(markup)
    assert found.text == found.text.strip("\n")
    assert "\n\n\n" not in found.text
    assert all(link.startswith("https://a.example") for link in found.links)


@given(st.text(alphabet="ab \n😀<>&", max_size=80))
def test_an_escaped_text_comes_back(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain_of(f"<p>{escaped}</p>").text.split() == text.split()


@pytest.mark.parametrize(
    "evil", ["<a ", "<", "<!--", "<![", '<a href="', "&", "<p>", "</", "<a b=", "<script>"]
)
def test_hostile_markup_takes_time_by_its_length_and_not_by_its_square(evil):
    markup = evil * (LONGEST_MARKUP // len(evil))
    start = time.process_time()
    plain_of(markup)
    assert time.process_time() - start < 3  # measured: under 0.3 s; by the square it would be minutes


def test_an_endless_post_is_cut():
    assert len(plain_of("<p>" + "x" * (2 * LONGEST_MARKUP)).text) <= LONGEST_MARKUP
