"""Timelines for the tests of behaviour: made up, drawn at random, and real."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from core.behaviour.activity import activity
from core.model import KINDS, Post
from core.schema import posts_table

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Give a moment, counted in days from Monday 2024-01-01 00:00 UTC."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def posts_at(*times: datetime, **fields) -> pd.DataFrame:
    """Make the posts of one profile, all alike but for their times."""
    return posts_table([Post("x:1", time, **fields) for time in sorted(times)]).to_pandas()


def active_at(*times: datetime, **fields):
    """Make the activity of a profile that posted at these times."""
    return activity(posts_at(*times, **fields))


def active_by_day(counts, first: int = 0, hour: int = 12):
    """Make the activity of a profile that posted this often on each day, at one hour."""
    return active_at(*(at(first + day, hour) for day, n in enumerate(counts) for _ in range(n)))


def active_by_hour(counts, n_days: int = 1):
    """Make the activity of a profile that posted this often in each hour of each of some days."""
    return active_at(*(at(d, hour) for d in range(n_days) for hour, n in enumerate(counts) for _ in range(n)))


def random_posts(seed: int, n_posts: int, days: float = 400) -> pd.DataFrame:
    """Draw posts of every kind at random times, with counts that are sometimes unknown."""
    rng = np.random.default_rng(seed)
    micros = np.sort(rng.integers(0, int(days * 86_400_000_000), n_posts))
    likes = rng.poisson(5, n_posts).astype(float)
    likes[rng.random(n_posts) < 0.2] = np.nan
    return pd.DataFrame(
        {
            "time": pd.Series(micros.astype("datetime64[us]")).dt.tz_localize("UTC"),
            "kind": rng.choice(KINDS, n_posts),
            "likes": likes,
            "reposts": rng.poisson(2, n_posts),
            "mentions": [[f"x:{i}" for i in range(k)] for k in rng.poisson(0.7, n_posts)],
        }
    )


def real_posts(real_data, n_profiles: int) -> list[pd.DataFrame]:
    """Read the first profiles, by name, of a published collection of celebrities."""
    table = pd.read_parquet(real_data / "timelines" / "celebrities_2015.parquet")
    flags = [table[name].fillna(value=False).astype(bool) for name in ("is_retweet", "is_reply", "is_quote")]
    posts = pd.DataFrame(
        {
            "who": table["screen_name"],
            "time": table["created_at"],
            "kind": np.select(flags, ["repost", "reply", "quote"], "original"),
            "likes": table["like_count"],
            "reposts": table["retweet_count"],
            "mentions": table["mentions"],
        }
    ).sort_values(["who", "time"], kind="stable", ignore_index=True)
    return [group for _, group in posts.groupby("who")][:n_profiles]
