"""Which pairs are taken: by label, by language, by words, by the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from core.model import SERIES, Activity
from core.standing import Standing
from core.survey import survey
from core.validation import control_own
from core.validation.control_claim import DAILY, WORDS
from core.validation.control_kind import (
    KINDS,
    label_pairs,
    main_languages,
    topic_pairs,
    unlike_pairs,
)
from core.validation.control_own import moved, odd_weeks, own_weeks, rolled
from core.validation.control_round import chosen_keys
from core.validation.control_trial import PARAMS, Crew, measured, numbered
from tests.validation.test_control_claim import scores
from tests.validation.town import settled, townsfolk

A, B, C, D = "x:a", "x:b", "x:c", "x:d"
PAIRS = np.array([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)])


def quietly(share, said):
    """Take progress."""


def crew(words=(0.1,) * 6):
    return Crew((A, B, C, D), np.arange(4), PAIRS, {WORDS: scores(words)}, Standing(6, 6, {}))


def test_pairs_of_one_label_and_of_two_leave_out_who_has_none():
    labels = {A: "press", B: "press", C: "sport"}
    assert PAIRS[label_pairs(crew(), labels)[0]].tolist() == [[0, 1]]
    assert PAIRS[unlike_pairs(crew(), labels, [None] * 4)[0]].tolist() == [[0, 2], [1, 2]]


def test_without_two_labels_languages_part_the_profiles():
    rows, why = unlike_pairs(crew(), {A: "press", B: "press"}, ["en", "de", None, "de"])
    assert (PAIRS[rows].tolist(), why) == ([[0, 1], [0, 3]], None)
    rows, why = unlike_pairs(crew(), {}, ["en", "en", None, "en"])
    assert rows.size == 0
    assert why


def test_the_main_language_is_the_one_of_most_posts_and_never_unknown():
    spoken = [{"und": 9, "de": 2, "en": 1}, {"und": 3}, {"en": 2, "de": 2}, {}]
    portraits = [SimpleNamespace(content=SimpleNamespace(languages=one)) for one in spoken]
    assert main_languages(portraits) == ["de", None, "de", None]


def test_the_nearest_by_words_are_each_profiles_own_nearest_three(monkeypatch):
    monkeypatch.setattr("core.validation.control_kind.N_NEAREST", 1)
    # a is nearest to b and b to a; c's nearest is a, d's is c
    rows, _ = topic_pairs(crew([0.9, 0.5, 0.1, 0.4, 0.2, 0.3]))
    assert PAIRS[rows].tolist() == [[0, 1], [0, 2], [2, 3]]
    rows, _ = topic_pairs(crew([np.nan, 0.5, np.nan, np.nan, np.nan, np.nan]))
    assert PAIRS[rows].tolist() == [[0, 2]]
    rows, why = topic_pairs(crew([np.nan] * 6))
    assert rows.size == 0
    assert why


def test_every_control_says_how_it_is_made():
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    assert all(kind.how.endswith(".") for kind in KINDS)


def calendar(first, counts):
    daily = np.zeros((len(SERIES), len(counts)), dtype=np.int64)
    daily[0] = counts
    return Activity(first, daily, np.zeros((len(SERIES), 168), dtype=np.int64), frozenset(SERIES), 0.0, 1.0)


def test_a_calendar_is_moved_by_whole_weeks_within_the_days_that_both_have():
    a, b = calendar(100, np.ones(75)), calendar(90, np.arange(100))
    found = rolled(a, b, 0.5)  # days 100 to 169 are ten weeks
    assert found.first_day == 100
    assert found.daily[0].tolist() == [*range(45, 80), *range(10, 45)]
    assert sorted(rolled(a, b, 0.4).daily[0]) == sorted(found.daily[0])


@pytest.mark.parametrize(("days", "share"), [(55, 0.5), (75, 0.1), (75, 0.9), (0, 0.5)])
def test_a_calendar_that_would_stay_within_four_weeks_of_itself_is_not_moved(days, share):
    assert rolled(calendar(0, np.ones(90)), calendar(0, np.ones(days)), share) is None
    assert rolled(calendar(0, np.ones(90)), calendar(500, np.ones(90)), share) is None


def test_weeks_are_counted_from_monday():
    times = pd.to_datetime(
        ["2024-01-07T23:59Z", "2024-01-08T00:00Z", "2024-01-14T23:59Z", "2024-01-15T00:00Z"]
    )
    sunday, monday, next_sunday, next_monday = odd_weeks(pd.DataFrame({"time": times})).tolist()
    assert monday == next_sunday
    assert sunday == next_monday
    assert sunday != monday
    assert datetime(2024, 1, 8, tzinfo=UTC).weekday() == 0


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    gallery = settled(tmp_path_factory.mktemp("town"), townsfolk(5, n_posts=520))
    return gallery, [gallery.portrait(f"x:{n}") for n in range(5)]


def test_measured_pairs_are_those_of_a_survey_without_pairs_of_one_account(town):
    gallery, portraits = town
    known = {}
    found = measured(portraits, gallery.reference, known, progress=quietly, cancelled=lambda: False)
    (stretch,) = survey(portraits, gallery.reference, PARAMS)
    assert found.pairs.tolist() == stretch.pairs.tolist()
    for name, each in found.scores.items():
        assert np.array_equal(each.values, stretch.scores[name].values, equal_nan=True)
    assert numbered(portraits, known).tolist() == found.accounts.tolist() == [0, 1, 2, 3, 4]


def test_own_weeks_are_compared_with_own_weeks_and_few_posts_hint_more_often(town):
    """Posts come at any hour: even of 200 a side some gain ten points by chance."""
    gallery, portraits = town
    whole = measured(portraits, gallery.reference, {}, progress=quietly, cancelled=lambda: False)
    trials = own_weeks(gallery.workspace, portraits, whole, 0, progress=quietly, cancelled=lambda: False)
    for trial in trials:
        assert trial.pairs.tolist() == [[n, n] for n in range(5)]
        assert set(trial.said) == {"zones"}
        assert not np.isnan(trial.said["zones"]).any()
    assert [trial.control for trial in trials] == ["own_weeks", "own_few"]


def test_a_side_of_few_posts_is_compared_by_200_of_them(tmp_path, monkeypatch):
    seen = []
    real = control_own.activity
    monkeypatch.setattr(control_own, "activity", lambda posts: seen.append(posts) or real(posts))
    gallery = settled(tmp_path, townsfolk(2, n_posts=520))
    portraits = [gallery.portrait(f"x:{n}") for n in range(2)]
    whole = measured(portraits, gallery.reference, {}, progress=quietly, cancelled=lambda: False)
    own_weeks(gallery.workspace, portraits, whole, 0, progress=quietly, cancelled=lambda: False)
    for n, portrait in enumerate(portraits):
        every, few = seen[4 * n : 4 * n + 4 : 2], seen[4 * n + 1 : 4 * n + 4 : 2]
        assert sum(len(side) for side in every) == portrait.n_posts
        assert [odd_weeks(side).tolist() for side in every] == [
            [False] * len(every[0]),
            [True] * len(every[1]),
        ]
        for side, some in zip(every, few, strict=True):
            assert len(some) == 200
            assert set(some["post_id"]) < set(side["post_id"])
            assert some["time"].is_monotonic_increasing


def test_moved_days_are_measured_like_any_other_and_short_ones_are_missing(town):
    gallery, portraits = town
    whole = measured(portraits, gallery.reference, {}, progress=quietly, cancelled=lambda: False)
    trial = moved(portraits, whole, progress=quietly, cancelled=lambda: False)
    assert len(trial.said["days"]) == 3 * len(whole.pairs)
    assert not np.isnan(trial.said["days"]).any()
    short = [portraits[0], *townish(portraits[1:])]
    trial = moved(short, whole, progress=quietly, cancelled=lambda: False)
    assert np.isnan(trial.said["days"]).all()
    assert trial.lacks["days"] == "fewer than 8 weeks on which both were observed"
    assert DAILY in whole.scores


def townish(portraits):
    """Give portraits of five weeks only."""
    return [
        replace(one, activity=replace(one.activity, daily=one.activity.daily[:, :35])) for one in portraits
    ]


def test_few_profiles_are_all_compared_and_of_many_a_seeded_sample():
    keys = [f"x:{n}" for n in range(300)]
    some = chosen_keys(keys, 0)
    assert len(some) == 200
    assert some == sorted(some) == chosen_keys(list(reversed(keys)), 0)
    assert some != chosen_keys(keys, 1)
    assert chosen_keys(keys[:3], 5) == keys[:3]
