"""What the cards of the Behaviour page say."""

import numpy as np
import pytest

from components import behaviour_numbers, compute, control, habit, series_table, trait_table
from components.clock_card import hint_words
from core.behaviour.trait import CUT_OFFS, all_traits
from core.comparison import compare
from core.model import Missing, Profile, Trait
from core.params import BehaviourParams, ComparisonParams
from core.standing import Standing
from tests.behaviour.timeline import active_by_day
from tests.corpus import post
from tests.test_measures import portrait

A, B = Profile("x:1", "x", "1", handle="ann"), Profile("x:2", "x", "2", handle="bob")


def pair(n_a=200, n_b=240):
    return [
        portrait([post(p.key, 24 * n + n % 7, text=f"words {n}") for n in range(n_posts)], p)
        for p, n_posts in ((A, n_a), (B, n_b))
    ]


def told(mode, *people):
    return compare(*people, None, ComparisonParams.of(mode), "behaviour")


def test_every_count_in_every_bin_has_its_row_with_value_or_reason():
    people = pair()
    default, paper = told("default", *people), told("paper", *people)
    table = series_table.frame(default, paper, None, ("posts", "day"))
    assert len(table) == len(control.SERIES) * len(control.BINS) == 32
    assert list(table.loc[table["Bin"] != "", "Bin"]) == list(control.BINS.values())
    marked = table[table["Count"].str.contains("▴")]
    assert list(marked.index) == [series_table.ROWS.index(("posts", "day"))]
    lacking = table[table["Per step"] == "—"]
    assert 0 < len(lacking) < 32
    said = "Evidence"
    assert lacking[said].str.contains("needed|does not give|has no").all()
    likes = series_table.ROWS.index(("likes_received", "day"))
    assert table.loc[likes, said] == (
        "the source of A does not give likes; the source of B does not give likes"
    )
    assert table.loc[likes, "Paper mode"] == "—"
    assert table["More alike than"].isna().all()


def test_percentiles_stand_in_the_table_once_they_are_fitted():
    people = pair()
    default, paper = told("default", *people), told("paper", *people)
    name = "behaviour.dtw_posts_per_day"
    standing = Standing(40, 40, {name: default[name].value + np.repeat(np.arange(4), 10)})
    table = series_table.frame(default, paper, standing, None)
    row = series_table.ROWS.index(("posts", "day"))
    assert table.loc[row, "More alike than"] == 75
    assert table["More alike than"].notna().sum() == 1


def test_what_a_click_has_changed_is_said_beside_the_table_with_the_way_to_it():
    people = pair()
    default = told("default", *people)
    name = "behaviour.dtw_posts_per_day"
    standing = Standing(40, 40, {name: default[name].value + np.repeat(np.arange(4), 10)})
    said = series_table.said(default, standing, "posts", "day")
    assert said.startswith("▴ **Posts, day**: ")
    assert "apart per step, more alike than 75%. " in said
    assert said.endswith("[Up to its curves](#which-day-answers-which)")
    unranked = series_table.said(default, None, "posts", "hour_of_week")
    assert unranked.endswith("per step. [Up to its curves](#which-hour-of-the-week-answers-which)")
    missing = series_table.said(default, standing, "likes_received", "day")
    assert (
        missing
        == "▴ **Likes received, day**: — the source of A does not give likes; the source of B does not give likes."
    )


def test_the_csv_holds_both_modes_with_raw_values_and_reasons():
    people = pair()
    table = series_table.export_frame(told("default", *people), told("paper", *people))
    assert len(table) == 64
    assert table["mode"].value_counts().to_dict() == {"default": 32, "paper": 32}
    assert (table["value"].isna() == table["missing"].notna()).all()
    assert table["measure"].str.startswith("behaviour.dtw_").all()


@pytest.mark.parametrize("row", [0, 9, 31])
def test_a_clicked_cell_is_its_row_and_a_row_beyond_the_table_is_nothing(row):
    assert series_table.choice({"rows": [], "cells": [(row, "Count")]}) == series_table.ROWS[row]
    assert series_table.choice({"rows": [32], "cells": []}) is None


def test_habits_stand_beside_each_other_with_number_and_cut_off():
    one = all_traits(active_by_day([1] * 60), {"original": 60})
    other = all_traits(active_by_day([1] * 10), {"original": 10})
    table = trait_table.frame(
        one | {"tone": Trait("sentiment", "Positive", 0.6, "of 100 English posts 60% positive")},
        other | {"tone": Missing("3 English texts of its own, 50 needed; tone is read in English only")},
    ).set_index("Habit")
    assert table.loc["Spreads or writes", "A"] == "Originator · 0%"
    assert table.loc["Night", "A"] == "Not nocturnal · 0%"
    assert table.loc["Steadiness", "A"] == "Steady · −1.00"
    assert table.loc["Tone of English posts", "A"] == "Positive · 60%"
    assert (table["B"] == "—").all()
    assert table.loc["Early", "B in full"] == "missing: 10 posts, 50 needed"
    assert "English only" in table.loc["Tone of English posts", "B in full"]
    assert table["Cut-off"].str.contains(r"\d").all()
    assert len(table) == len(CUT_OFFS) + 1


def test_a_hint_needs_ten_points():
    assert "too little" in hint_words(2, 0.0999)
    assert "a time-zone hint" in hint_words(2, 0.10)
    assert "too little" not in hint_words(2, 0.10)
    assert "nothing hints" in hint_words(0, 0.0)


@pytest.mark.parametrize(
    ("cut", "params", "words"),
    [
        ("day", BehaviourParams(), "bent by at most 3 days"),
        ("month", BehaviourParams(), "whole months in which both were observed, bent by at most 1 month."),
        ("hour_of_week", BehaviourParams(band_hours=1), "around the week, bent by at most 1 hour."),
        ("hour_of_day", BehaviourParams(band_hours=None), "around the clock, bent freely"),
    ],
)
def test_both_distances_are_explained_as_they_were_made(cut, params, words):
    assert words in behaviour_numbers.meaning(cut, params)


def test_an_account_that_writes_no_english_has_a_tone_unknown_and_the_reason(monkeypatch):
    german = portrait(
        [
            post(A.key, 24 * n, text=f"Heute war das Wetter am Hafen wieder einmal sehr schön, Tag {n}")
            for n in range(80)
        ],
        A,
    )
    monkeypatch.setattr(compute, "portrait", lambda gallery, key: german)
    unknown = habit.habits(None, A.key)[-1]
    assert (unknown.name, unknown.label) == ("tone_unknown", "Tone unknown")
    assert "50 needed" in unknown.explanation
    assert "English only" in unknown.explanation


def test_below_fifty_posts_a_card_says_that_alone(monkeypatch):
    few = portrait([post(A.key, n) for n in range(5)], A)
    monkeypatch.setattr(compute, "portrait", lambda gallery, key: few)
    assert [trait.name for trait in habit.habits(None, A.key)] == ["too_few"]
