"""Every series in every bin is a measure, and each is what the reference library gives on real posts."""

from __future__ import annotations

from functools import cache
from math import inf, sqrt

import numpy as np
import pandas as pd
import pytest
from dtaidistance import dtw

from core.behaviour.activity import activity
from core.behaviour.params import BehaviourParams
from core.measures import DETAIL, get
from core.measures.behaviour_series import name_of
from core.model import SERIES, Missing
from core.params import ComparisonParams
from tests.behaviour.person import BEHAVIOUR, DEFAULT, PAPER, person, scored, scores
from tests.behaviour.timeline import active_by_day, real_posts

ENDINGS = {"per_day": 3, "by_hour": 2, "by_hour_of_week": 2, "per_month": 1}  # and the band of each
KINDS = {"originals": "original", "reposts": "repost", "quotes": "quote", "replies": "reply"}
every_cut = pytest.mark.parametrize("ending", ENDINGS)
every_series = pytest.mark.parametrize("series", SERIES)


def twin(a, b, band):
    """Follow the recursion cell by cell, (cost, steps) compared as a tuple."""
    before = {}
    for i, x in enumerate(a):
        row = {}
        for j in range(max(0, i - band), min(len(b), i + band + 1)):
            ways = [before.get(j, (inf, 0)), row.get(j - 1, (inf, 0)), before.get(j - 1, (inf, 0))]
            cost, steps = (0.0, 0) if i == j == 0 else min(ways)
            row[j] = (cost + (x - b[j]) ** 2, steps + 1)
        before = row
    return before[len(b) - 1]


def per_step(a, b, band, *, circular):
    """Give the default distance of two series the slow way."""
    turns = range(len(a)) if circular else (0,)
    cost, steps = min(twin(np.roll(a, -k), np.roll(b, -k), band) for k in turns)
    return sqrt(cost / steps)


@cache
def people(root):
    return tuple(real_posts(root, 4))


def weights(posts, series):
    """Count anew, from the posts, what a series counts."""
    if series in KINDS:
        return (posts["kind"] == KINDS[series]).to_numpy(dtype=float)
    if series == "mentions":
        return posts["mentions"].map(len).to_numpy(dtype=float)
    if series == "posts":
        return np.ones(len(posts))
    counts = posts["likes" if series == "likes_received" else "reposts"].fillna(0).astype(float)
    return counts.where(posts["kind"] != "repost", 0).to_numpy()


def counts(posts, series, ending):
    """Give the counts of a series, indexed by the calendar where it runs along it."""
    time, n = posts["time"].dt.tz_convert("UTC").dt.tz_localize(None), weights(posts, series)
    if ending in ("per_day", "per_month"):
        periods = time.dt.to_period("D" if ending == "per_day" else "M")
        found = pd.Series(n).groupby(periods.to_numpy()).sum()
        return found.reindex(pd.period_range(periods.min(), periods.max()), fill_value=0)
    hours = time.dt.hour + (24 * time.dt.day_of_week if ending == "by_hour_of_week" else 0)
    bins = 24 if ending == "by_hour" else 168
    return pd.Series(np.bincount(hours, weights=n, minlength=bins))


def shared(one, other, ending, spans):
    """Cut two series to what both observed, and divide by their means."""
    if ending in ("per_day", "per_month"):
        start, end = max(span[0] for span in spans), min(span[1] for span in spans)
        whole = [
            p for p in one.index.intersection(other.index)
            if p.start_time.floor("D") >= start and p.end_time.floor("D") <= end
        ]  # fmt: skip
        one, other = one[whole], other[whole]
    return one.to_numpy() / one.mean(), other.to_numpy() / other.mean()


@every_series
@every_cut
def test_paper_mode_on_real_posts_is_dtaidistance_of_counts_made_anew(series, ending, real_data):
    one, other, *_ = people(real_data)
    ours, theirs = (counts(posts, series, ending).to_numpy(dtype=float, copy=True) for posts in (one, other))
    found = scored(get(name_of(series, ending)), activity(one), activity(other), PAPER)
    if not ours.any() and not theirs.any():
        assert found == f"neither has any {series}"
        return
    assert found == pytest.approx(dtw.distance_fast(ours, theirs, use_pruning=False), rel=1e-12)


@every_series
@every_cut
def test_default_mode_on_real_posts_is_the_slow_twin_of_rates_made_anew(series, ending, real_data):
    held = people(real_data)
    measure, compared = get(name_of(series, ending)), 0
    lax = ComparisonParams(behaviour=BehaviourParams(min_overlap_months=1, min_events_monthly=10))
    for a, b in [(0, 1), (1, 2), (2, 3)]:
        one, other = held[a], held[b]
        found = scored(measure, activity(one), activity(other), lax)
        if isinstance(found, str):
            assert "needed" in found
            continue
        spans = [(p["time"].min().tz_localize(None).floor("D"), p["time"].max().tz_localize(None).floor("D"))
                 for p in (one, other)]  # fmt: skip
        rates = shared(counts(one, series, ending), counts(other, series, ending), ending, spans)
        expected = per_step(*rates, ENDINGS[ending], circular="hour" in ending)
        assert found == pytest.approx(expected, rel=1e-9)
        compared += 1
        if ending == "by_hour_of_week":
            break  # 168 rotations of a slow twin
    if series == "posts":
        assert compared


@every_series
@every_cut
def test_an_explanation_is_the_warping_of_the_value(series, ending, real_data):
    measure = get(name_of(series, ending))
    x, y = (activity(posts) for posts in people(real_data)[:2])
    for params in (DEFAULT, PAPER):
        drawn, value = measure.explain(person(x), person(y), None, params), scored(measure, x, y, params)
        if isinstance(drawn, Missing):
            assert value == drawn.reason
        else:
            assert (value, params.mode) == (drawn.distance, drawn.mode)


def test_every_series_in_every_bin_is_a_measure_and_two_are_on_the_first_page():
    names = {measure.name: measure for measure in BEHAVIOUR}
    warped = [name_of(series, ending) for series in SERIES for ending in ENDINGS]
    assert set(warped) <= set(names)
    shown = [name for name in warped if DETAIL not in names[name].tags]
    assert shown == ["behaviour.dtw_posts_per_day", "behaviour.dtw_posts_by_hour"]
    assert len({measure.label for measure in BEHAVIOUR}) == len(BEHAVIOUR)


def test_evidence_counts_the_events_of_the_series():
    x, y = active_by_day([2] * 60), active_by_day([3] * 60)
    found = scores(get("behaviour.dtw_originals_per_day"), [x, y], [(0, 1), (1, 0), (0, 0)])
    assert found.n_a.tolist() == [120, 180, 120]
    assert found.n_b.tolist() == [180, 120, 120]
    assert np.asarray(found.values).tolist() == [0, 0, 0]
