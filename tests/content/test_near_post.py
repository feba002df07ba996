"""The search for one pair's near-identical posts says how far it is, can be stopped, and names its rows."""

import pandas as pd
import pytest

from core.content import near_post
from core.content.near_post import near_posts, reworded
from core.errors import CancelledError

BASE = "Come and vote for Ann at noon in the old harbour"


def frame(*texts, minute=0):
    times = pd.to_datetime([f"2024-01-01T{n:02d}:{minute:02d}Z" for n in range(len(texts))])
    return pd.DataFrame({"kind": "original", "text": list(texts), "time": times})


def test_the_two_rows_that_are_shown_hold_the_two_texts():
    a, b = frame("else", BASE, BASE.upper()), frame("other", "more", BASE.replace("Ann", "Bob"), minute=1)
    (found,) = near_posts(a, b)
    assert a["text"][found.row_a] == found.text_a
    assert b["text"][found.row_b] == found.text_b
    assert (b["time"][found.row_b] - a["time"][found.row_a]).total_seconds() == found.lag_seconds == 60


def test_same_posts_are_not_reworded():
    a = frame(BASE, f"{BASE} today")
    b = frame(f"{BASE.upper()} https://b.example/1", f"{BASE} tomorrow")
    assert [pair.text_b for pair in reworded(near_posts(a, b))] == [f"{BASE} tomorrow"]


def test_progress_rises():
    told = []
    near_posts(frame(BASE), frame(BASE), progress=told.append)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1


@pytest.mark.parametrize("after", range(6))
def test_it_stops_wherever_it_is_told_to(after, monkeypatch):
    monkeypatch.setattr(near_post, "_MARK_POSTS", 1)
    asked = []

    def cancelled():
        asked.append(None)
        return len(asked) > after

    a = frame(*(f"{BASE} number {n}" for n in range(4)))
    with pytest.raises(CancelledError):
        near_posts(a, a, cancelled=cancelled)
    assert len(asked) == after + 1
