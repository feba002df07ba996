"""Cards hold their table twin, and a profile says who it is in one look."""

import pytest
from streamlit.testing.v1 import AppTest

from components.card import mix_words, who
from core.model import Profile


def card_page():
    import pandas as pd  # noqa: PLC0415 - AppTest runs this function by itself
    import streamlit as st  # noqa: PLC0415

    from components.card import Cell, card, how_to, metric_row  # noqa: PLC0415

    with card("When both post", pd.DataFrame({"hour": [1], "text": ["=1"]}), "hours", aside=":blue[● A]"):
        st.caption("inside")
    metric_row([Cell("Jaccard", "0.135", "127 of 940 targets", "what it is"), Cell("Cosine", "—")])
    how_to("Boxes in the middle are named by both.")


def profile_page(n_posts: int):
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - AppTest runs this function by itself

    import numpy as np  # noqa: PLC0415

    from components.card import profile_card  # noqa: PLC0415
    from core.content.sketch import content  # noqa: PLC0415
    from core.model import Activity, Audience, Portrait, Profile, Trait  # noqa: PLC0415
    from core.schema import posts_table  # noqa: PLC0415

    first = datetime(2020, 4, 10, 23, tzinfo=UTC) if n_posts else None
    portrait = Portrait(
        profile=Profile("x:1", "x", handle="*bold*_handle"),
        fingerprint="f",
        n_posts=n_posts,
        first=first,
        last=first + timedelta(hours=2) if first else None,
        kinds={"original": n_posts},
        activity=Activity(0, np.zeros((8, 0), int), np.zeros((8, 168), int), frozenset(), None, 2.5),
        audience=Audience((), np.zeros((0, 4), int)),
        content=content(posts_table([]).to_pandas()),
    )
    profile_card(portrait, "b", [Trait("nocturnal", "Nocturnal", 0.4, "40% at night; needs 25%")])


def test_a_card_has_its_title_its_table_and_a_download():
    app = AppTest.from_function(card_page).run()
    assert not app.exception
    assert app.subheader[0].value == "When both post"
    assert app.dataframe[0].value["text"].tolist() == ["=1"]
    assert app.get("download_button")[0].proto.label == "CSV"


def test_a_metric_row_shows_meaning_without_arrow_or_colour():
    app = AppTest.from_function(card_page).run()
    first, second = app.metric
    assert (first.label, first.value, first.delta) == ("Jaccard", "0.135", "127 of 940 targets")
    assert second.value == "—"
    assert not second.delta


def test_a_card_can_be_drawn_twice():
    app = AppTest.from_function(card_page).run()
    assert not app.run().exception


def test_a_profile_card_says_who_when_and_how_much():
    app = AppTest.from_function(profile_page, args=(3,)).run()
    assert not app.exception
    assert app.subheader[0].value == ":orange[◆ \\@\\*bold\\*\\_handle]"
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("Posts", "3"),
        ("Median a day", "2.5"),
        ("Span", "2 days"),
    ]
    assert app.caption[1].value == "100% originals"


def test_a_profile_without_posts_has_dashes_and_no_noughts():
    app = AppTest.from_function(profile_page, args=(0,)).run()
    assert not app.exception
    assert [metric.value for metric in app.metric] == ["0", "—", "—"]
    assert app.caption[1].value == "no posts"


def test_what_a_profile_says_of_itself_is_escaped_and_cut():
    said = who(Profile("x:1", "x", name="**Ann**", bio="[me](https://a.example) " * 40, followers=0))
    assert "\\*\\*Ann\\*\\*" in said
    assert "0 followers" in said
    assert "](" not in said.replace("\\]\\(", "")
    assert len(said) < 300


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ({}, "no posts"),
        ({"reply": 2}, "100% replies"),
        ({"original": 1, "repost": 3}, "75% reposts · 25% originals"),
    ],
)
def test_the_mix_is_said_largest_first(kinds, words):
    assert mix_words(kinds) == words
