"""Events: the planted one is found, a hashtag of every week is none, and its days are what is compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import CancelledError
from core.schema import POSTS, batch
from core.validation.control_event import MOST_EVENTS, collect, find_events
from core.workspace import FileReport, Workspace
from tests.validation.town import MONDAY, NOW, settled, townsfolk

DAY_ONE = 19_723  # 2024-01-01, in days since 1970-01-01


@pytest.fixture
def town():
    return townsfolk(9, n_posts=40)


def tagged(town, tag, who, day):
    """Let some of the town use a hashtag on a day."""
    for n in who:
        key = f"x:{n}"
        post = town[key][0]
        at = MONDAY + timedelta(days=day, hours=n)
        town[key].append(
            replace(post, post_id=f"{tag}-{n}-{day}", time=at, hashtags=[tag], text=f"so {tag} then {n}")
        )
    return town


def found(folder, town):
    gallery = settled(folder, town)
    return gallery.workspace, find_events(gallery.workspace, sorted(town))


def test_the_planted_event_is_found_with_its_crowd(tmp_path, town):
    tagged(town, "flood", range(6), 40)
    tagged(town, "flood", [0, 1], 43)
    _, (event,) = found(tmp_path, town)
    assert (event.thing, event.crowd, event.share) == (
        "hashtag:flood",
        tuple(f"x:{n}" for n in range(6)),
        1.0,
    )
    assert DAY_ONE + 37 <= event.first_day <= DAY_ONE + 40  # any seven days that hold both
    first, end = event.span
    assert (end - first).days == 13
    assert "#flood, 2024-02-0" in event.words


def test_a_hashtag_of_every_week_is_no_event_beside_one_of_a_day(tmp_path, town):
    for week in range(12):
        tagged(town, "monday", range(9), 7 * week)
    tagged(town, "flood", range(5), 40)
    _, events = found(tmp_path, town)
    assert [event.thing for event in events] == ["hashtag:flood", "hashtag:monday"]
    assert events[1].share < 0.2


def test_two_names_of_one_event_are_one_event(tmp_path, town):
    tagged(town, "flood", range(7), 40)
    tagged(town, "highwater", range(6), 41)
    tagged(town, "goal", range(5), 80)
    _, events = found(tmp_path, town)
    assert [event.thing for event in events] == ["hashtag:flood", "hashtag:goal"]


def test_no_more_than_five_events_are_taken(tmp_path, town):
    for n in range(7):
        tagged(town, f"event{n}", range(5), 15 * n)
    _, events = found(tmp_path, town)
    assert len(events) == MOST_EVENTS


def test_without_a_shared_thing_the_busiest_days_are_the_event(tmp_path, town):
    tagged(town, "flood", range(4), 40)  # four are no crowd
    _, (event,) = found(tmp_path, town)
    assert event.thing == ""
    assert len(event.crowd) >= 5
    assert "the week in which most profiles posted" in event.words


def test_what_everybody_used_but_never_in_one_week_is_no_event(tmp_path, town):
    for n in range(9):
        tagged(town, "flood", [n], 14 * n)
    _, (event,) = found(tmp_path, town)
    assert event.thing == ""


def test_one_alone_and_nobody_have_no_event(tmp_path, town):
    alone = {"x:0": town["x:0"]}
    assert found(tmp_path / "one", alone)[1] == []
    assert find_events(Workspace(tmp_path / "none"), []) == []


def test_what_is_collected_is_what_was_posted_around_the_event_and_nothing_else(tmp_path, town):
    tagged(town, "flood", range(6), 40)
    for day in (31, 44):  # the very beginning, and the end, which is not in it
        edge = MONDAY + timedelta(days=day)
        town["x:0"].append(replace(town["x:0"][0], post_id=f"edge-{day}", time=edge))
    workspace, (event,) = found(tmp_path / "town", town)
    assert [moment.to_pydatetime() for moment in event.span] == [
        MONDAY + timedelta(days=31),
        MONDAY + timedelta(days=44),
    ]
    made = collect(workspace, sorted(town), event, tmp_path / "event")
    first, end = event.span
    for key, posts in town.items():
        within = sorted(post.post_id for post in posts if first <= post.time < end)
        got = sorted(made.timeline(key).posts["post_id"]) if key in set(made.profiles["key"]) else []
        assert got == within
    one = made.timeline("x:0").posts
    whole = workspace.timeline("x:0").posts
    same = whole[whole["post_id"].isin(one["post_id"])].reset_index(drop=True)
    assert list(one.columns) == POSTS.names
    for name in POSTS.names:
        assert [str(value) for value in one[name]] == [str(value) for value in same[name]], name


def test_users_are_who_the_whole_workspace_knows_them_to_be(tmp_path, town):
    """That @user5 is the id 555 stands in a post outside the event's days."""
    for key in town:
        town[key] = [replace(post, mentions=["x:@user5"], ref_author="x:@user5") for post in town[key]]
    tagged(town, "flood", range(6), 40)
    settled(tmp_path / "town", town)
    with Workspace(tmp_path / "town").importing(NOW) as transaction:
        transaction.begin_file()
        transaction.add(batch([], [], [("x", "555", "user5")]))
        transaction.end_file(FileReport("more", "made"))
        transaction.commit(lambda share, said: None, lambda: False)
    workspace = Workspace(tmp_path / "town")
    (event,) = find_events(workspace, sorted(town))
    made = collect(workspace, sorted(town), event, tmp_path / "event")
    posts = made.timeline("x:0").posts
    assert {key for keys in posts["mentions"] for key in keys} == {"x:555"}
    assert set(posts["ref_author"]) == {"x:555"}


def test_looking_and_collecting_can_be_stopped(tmp_path, town):
    workspace, (event,) = found(tmp_path / "town", tagged(town, "flood", range(6), 40))
    with pytest.raises(CancelledError):
        find_events(workspace, sorted(town), cancelled=lambda: True)
    with pytest.raises(CancelledError):
        collect(workspace, sorted(town), event, tmp_path / "event", cancelled=lambda: True)
    assert Workspace(tmp_path / "event").profiles.empty
