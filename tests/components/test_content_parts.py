"""The parts of the Content page say what they show in words that people use."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.content_numbers import repeated
from components.language_card import drawn, language_frame, language_name
from components.marker_table import alone_words, frame
from components.style_card import answer, habit_frame, rate_words
from core.content.habit import HABITS, habits
from core.content.language import UNKNOWN
from core.model import HabitOverlap, Measurement, TermCounts, TermOverlap

COUNTS = st.dictionaries(st.sampled_from(["en", "pt", "xx", UNKNOWN, *"abcdefghij"]), st.integers(1, 99))
FOUND = Measurement("content.same_posts", "content", 2.0, None, "texts", "similarity", 9, 9, "texts", 2)
NONE = replace(FOUND, value=None, missing="A has no text", shared=0)


@pytest.mark.parametrize(
    ("posts", "near", "reposts", "words"),
    [
        (FOUND, FOUND, replace(FOUND, shared=1), "They have **2** texts and **1** repost in common."),
        (
            FOUND,
            replace(FOUND, shared=5),
            NONE,
            "They have **2** texts in common; counting those where a few words differ, **5** texts.",
        ),
        (NONE, NONE, replace(FOUND, shared=0), "They have **0** reposts in common."),
        (NONE, NONE, NONE, "Whether they publish the same cannot be said: A has no text."),
    ],
)
def test_what_cannot_be_known_is_not_called_none(posts, near, reposts, words):
    assert repeated(posts, near, reposts) == words


@pytest.mark.parametrize("habit", [*HABITS, "“the”"])
def test_every_habit_has_a_rate_in_words(habit):
    for rate in (0.0, 1e-6, 0.01, 1.0):
        number, unit = rate_words(habit, rate)
        assert number
        assert len(unit) > 5
        # what occurs is never written as if it did not
        assert rate == 0 or habit not in HABITS[:-3] or number not in {"0.00", "0%", "0.0%"}


def test_the_length_of_a_post_is_said_in_words_again():
    texts = ["one two three four"] * 60
    rates = dict(zip(HABITS, habits(texts).tolist(), strict=True))
    assert rate_words("words in a post", rates["words in a post"])[0] == "4.0"
    assert rate_words("spread of words in a post", rates["spread of words in a post"])[0] == "× 1.0"


def test_the_share_of_what_has_no_name_is_given_where_it_is_one():
    half = HabitOverlap("commas", 1, 1, 1, 1, 0.1)
    assert "+0.300 of it (75%), named words and habits +0.100" in answer(0.4, [half])
    assert "%" not in answer(0.05, [half])
    assert "%" not in answer(0.0, [])


def test_a_table_of_habits_has_no_foreign_marks_and_may_be_empty():
    assert habit_frame([]).empty
    assert habit_frame([HabitOverlap("“\u202ethe”", 0.1, 0.2, 1, -1, -0.3)])["Habit"].tolist() == ["“the”"]


@given(COUNTS, COUNTS)
def test_no_post_is_lost_among_languages_and_the_undetermined_are_last(a, b):
    table = language_frame(a, b)
    few = drawn(table)
    for whole in (table, few):
        assert (whole["A"].sum(), whole["B"].sum()) == (sum(a.values()), sum(b.values()))
    assert len(few) <= 7
    if UNKNOWN in {*a, *b}:
        assert few["Language"].iloc[-1] == "not determined"


def test_languages_are_ordered_by_the_larger_share_of_either():
    table = language_frame({"en": 90, "fr": 10}, {"de": 3, "en": 1})
    assert table["Language"].tolist() == ["English", "German", "French"]
    assert language_name("zz") == "zz"


def test_what_one_uses_alone_is_named_and_harmless():
    mine = TermCounts(("<b>", "both", "x"), np.array([3, 9, 1_200]))
    said = alone_words(mine, {"both"}, "#")
    assert "both" not in said
    assert said.replace("\u2060", "") == r"\#x 1,200× · \#\<b\> 3×"
    assert alone_words(TermCounts((), np.zeros(0, int)), set(), "#") == ""


def test_parts_of_a_cosine_are_shares_of_it():
    table = frame(
        [TermOverlap("vote", 3, 1, 2.5, 0.1), TermOverlap("\u202ex", 1, 1, 1.0, 0.3)], "#", total=0.4
    )
    assert table["Part"].round(6).tolist() == [25.0, 75.0]
    assert table["Name"].tolist() == ["#vote", "#x"]
    assert frame([TermOverlap("x", 1, 1, 1.0, 0.0)], "", total=0.0)["Part"].tolist() == [0.0]
