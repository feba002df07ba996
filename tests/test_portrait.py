"""A portrait holds what comparisons read, and comes back from disk as it was."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import SERIES, Portrait, Profile, Timeline
from core.portrait import KEPT, draw_portrait, from_table, to_table
from core.schema import posts_table
from core.workspace.folder import _nullable
from tests.corpus import START, post
from tests.strategies import posts

WHO = Profile("x:1", "x", "1", handle="ann")


def timeline(rows, profile=WHO, fingerprint="f"):
    table = posts_table(sorted(rows, key=lambda row: row.time)).to_pandas(types_mapper=_nullable)
    return Timeline(profile, table, fingerprint)


def fields(value):
    """Flatten a portrait into comparable pieces."""
    if hasattr(value, "__dataclass_fields__"):
        return [fields(getattr(value, name)) for name in value.__dataclass_fields__]
    if isinstance(value, np.ndarray):
        return (value.dtype.kind, value.shape, value.tolist())
    return dict(value) if hasattr(value, "keys") else value


def test_a_timeline_without_posts_has_a_portrait():
    drawn = draw_portrait(timeline([]))
    assert (drawn.n_posts, drawn.first, drawn.last) == (0, None, None)
    assert drawn.activity.daily.shape == (8, 0)
    assert drawn.audience.targets == ()
    assert sum(drawn.kinds.values()) == 0


def test_a_portrait_of_one_post_says_what_it_says():
    one = post(
        kind="reply",
        text="hello there world",
        ref_author="x:2",
        mentions=["x:2", "x:@bob"],
        language="en",
        likes=3,
    )
    drawn = draw_portrait(timeline([one]))
    assert (drawn.n_posts, drawn.first, drawn.last) == (1, START, START)
    assert drawn.kinds == {"original": 0, "repost": 0, "quote": 0, "reply": 1}
    assert drawn.audience.targets == ("x:2", "x:@bob")
    assert drawn.activity.daily[:, 0].tolist() == [1, 0, 0, 0, 1, 2, 3, 0]
    assert drawn.content.languages == {"en": 1}
    assert drawn.content.words.terms == ("hello", "there", "world")
    assert "reposts_received" not in drawn.activity.known
    assert drawn.activity.burstiness is None


@given(st.lists(posts(st.just("x:1")), max_size=8))
def test_a_portrait_comes_back_from_its_row_as_it_was(rows):
    drawn = draw_portrait(timeline(rows))
    table = to_table(drawn)
    assert table.schema == KEPT
    assert fields(from_table(table, WHO)) == fields(drawn)


def test_a_portrait_is_of_the_profile_as_it_is_known_now():
    now = replace(WHO, bio="new")
    assert from_table(to_table(draw_portrait(timeline([post()]))), now).profile == now


@given(st.lists(posts(st.just("x:1")), max_size=8))
def test_a_portrait_counts_every_post_once(rows):
    drawn: Portrait = draw_portrait(timeline(rows))
    assert drawn.n_posts == len(rows) == sum(drawn.kinds.values())
    if rows:
        assert drawn.activity.daily[SERIES.index("posts")].sum() == len(rows)
        assert drawn.activity.weekly[SERIES.index("posts")].sum() == len(rows)
        assert drawn.first == min(row.time for row in rows)


@pytest.mark.parametrize("year", [1990, 2099])
def test_a_post_of_another_time_does_not_take_the_memory_away(year):
    far = datetime(year, 6, 1, tzinfo=UTC)
    drawn = draw_portrait(timeline([post(), replace(post(n=1), time=far)]))
    assert drawn.activity.daily.nbytes < 10 * 1024**2
