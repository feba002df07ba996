"""Counting: by hand, and against a slow twin on pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour.activity import activity, daily, hour_of_day, hour_of_week, monthly
from core.errors import ParameterError
from core.model import SERIES, Post
from core.schema import posts_table
from tests.behaviour.timeline import active_at, at, posts_at, random_posts, real_posts

OF_KIND = {"originals": "original", "reposts": "repost", "quotes": "quote", "replies": "reply"}


def twin_values(posts: pd.DataFrame) -> pd.DataFrame:
    """Say what each post adds to each series, the slow way."""
    own = posts["kind"] != "repost"
    values = {name: posts["kind"].eq(kind).astype(int) for name, kind in OF_KIND.items()}
    values["posts"] = 1
    values["mentions"] = posts["mentions"].map(len)
    values["likes_received"] = posts["likes"].where(own).fillna(0).astype(int)
    values["reposts_received"] = posts["reposts"].where(own).fillna(0).astype(int)
    return pd.DataFrame(values, index=posts.index)[list(SERIES)]


def assert_like_the_twin(posts: pd.DataFrame) -> None:
    found, values, time = activity(posts), twin_values(posts), posts["time"]
    by_day = values.groupby(time.dt.floor("D")).sum()
    whole = pd.date_range(by_day.index[0], by_day.index[-1], freq="D")
    by_day = by_day.reindex(whole, fill_value=0)
    np.testing.assert_array_equal(found.daily, by_day.to_numpy().T)
    assert found.first_day == (by_day.index[0] - pd.Timestamp(0, tz="UTC")).days
    by_hour = values.groupby(time.dt.day_of_week * 24 + time.dt.hour).sum()
    np.testing.assert_array_equal(found.weekly, by_hour.reindex(range(168), fill_value=0).to_numpy().T)
    assert found.median_per_day == by_day["posts"].median()
    gaps = time.diff().dropna().dt.total_seconds()
    mean, deviation = gaps.mean(), gaps.std(ddof=0)
    assert found.burstiness == pytest.approx((deviation - mean) / (deviation + mean), rel=1e-9)
    by_month = values.groupby((time.dt.year - 1970) * 12 + time.dt.month - 1).sum()
    for series in SERIES:
        first, counts = monthly(found, series)
        expected = by_month[series].reindex(range(first, by_month.index[-1] + 1), fill_value=0)
        assert first == by_month.index[0]
        np.testing.assert_array_equal(counts, expected.to_numpy())


@pytest.mark.parametrize("seed", range(5))
def test_random_timelines_are_counted_as_pandas_counts_them(seed):
    assert_like_the_twin(random_posts(seed, n_posts=700))


def test_real_timelines_are_counted_as_pandas_counts_them(real_data):
    for posts in real_posts(real_data, n_profiles=8):
        assert_like_the_twin(posts)


def test_a_week_of_three_posts_by_hand():
    posts = posts_table(
        [
            Post("x:1", at(0, 0, 59), likes=3, mentions=["x:2", "x:3"]),
            Post("x:1", at(2, 23, 59), kind="repost", likes=900, mentions=["x:4"]),
            Post("x:1", at(3), kind="reply", likes=None, quoted_id="7"),
        ]
    ).to_pandas()
    found = activity(posts)
    assert found.first_day == 19_723  # 2024-01-01
    assert found.daily[:, 0].tolist() == [1, 1, 0, 0, 0, 2, 3, 0]
    assert found.daily[:, 2].tolist() == [1, 0, 1, 0, 0, 1, 0, 0]  # the likes are not the reposter's
    assert found.daily[:, 3].tolist() == [1, 0, 0, 0, 1, 0, 0, 0]
    assert found.weekly[0].nonzero()[0].tolist() == [0, 71, 72]
    assert found.known == set(SERIES) - {"reposts_received"}
    assert found.median_per_day == 1.0


def test_a_timeline_without_posts_has_no_days():
    found = activity(posts_at())
    assert found.daily.shape == (8, 0)
    assert found.weekly.shape == (8, 168)
    assert not found.weekly.any()
    assert found.burstiness is None
    assert monthly(found, "posts")[1].shape == (0,)
    assert hour_of_day(found, "posts").tolist() == [0] * 24


def test_one_post_is_one_day():
    found = active_at(at(0, 13))
    assert found.daily.shape == (8, 1)
    assert found.median_per_day == 1.0
    assert found.burstiness is None
    assert monthly(found, "posts") == (648, np.array([1]))


def test_fifty_thousand_posts_are_all_counted():
    posts = random_posts(1, n_posts=50_000, days=2_000)
    found = activity(posts)
    assert found.daily[0].sum() == found.weekly[0].sum() == 50_000
    assert found.daily[1:5].sum() == 50_000


def test_times_before_1970_fall_on_their_own_day():
    found = active_at(pd.Timestamp("1969-12-31T23:30Z").to_pydatetime())
    assert (found.first_day, found.weekly[0].argmax()) == (-1, 2 * 24 + 23)  # a Wednesday


def test_the_same_posts_in_arrow_columns_give_the_same_activity():
    table = pa.Table.from_pandas(random_posts(3, n_posts=100), preserve_index=False)
    found = activity(table.to_pandas(types_mapper=pd.ArrowDtype))
    np.testing.assert_array_equal(found.daily, activity(table.to_pandas()).daily)


def test_counts_that_no_post_has_are_unknown_and_not_zero():
    assert "likes_received" not in active_at(at(0), at(1)).known
    assert "likes_received" in active_at(at(0), at(1), likes=0).known


def test_a_mangled_count_neither_overflows_nor_turns_a_sum_negative():
    found = active_at(at(0), at(0), likes=2**63 - 1)
    assert daily(found, "likes_received").tolist() == [2 * 10**12]
    assert daily(active_at(at(0), likes=-5), "likes_received").tolist() == [0]


def test_posts_at_one_instant_have_no_burstiness():
    assert active_at(at(0), at(0), at(0)).burstiness is None


def test_a_metronome_is_minus_one_and_a_burst_is_above_zero():
    assert active_at(*(at(day) for day in range(10))).burstiness == pytest.approx(-1)
    assert active_at(*(at(0, 0, minute) for minute in range(30)), at(200)).burstiness > 0.6


def test_days_without_posts_count_in_the_median():
    assert active_at(at(0), at(0), at(9)).median_per_day == 0.0


@given(st.lists(st.integers(0, 167), min_size=1, max_size=30), st.integers(-500, 500))
def test_a_shift_moves_every_hour_and_loses_none(hours, shift):
    found = active_at(*(at(0, hour) for hour in hours))
    moved = hour_of_week(found, "posts", shift)
    assert all(moved[(hour + shift) % 168] == hours.count(hour) for hour in hours)
    assert moved.sum() == len(hours)
    by_day = hour_of_day(found, "posts", shift)
    np.testing.assert_array_equal(by_day, moved.reshape(7, 24).sum(axis=0))


@pytest.mark.parametrize("accessor", [daily, hour_of_day, hour_of_week, monthly])
def test_a_series_that_does_not_exist_is_refused(accessor):
    with pytest.raises(ParameterError, match="no series 'tweets'; give one of posts"):
        accessor(active_at(at(0)), "tweets")


def test_counting_needs_no_compiler():
    """Importing numba costs half a second that a page of curves need not wait for."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    code = "import core.behaviour.activity, core.behaviour.trait, sys; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
