"""Users stored under several keys: one line, counted exactly, and counted once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.gallery import Gallery
from core.workspace import Workspace, union
from tests.corpus import post, store

# Each example writes a workspace.
FEWER = settings(max_examples=max(settings().max_examples // 4, 1))
OF_ONE = st.lists(
    st.tuples(st.sampled_from(["id", "handle"]), st.integers(0, 6), st.sampled_from(["original", "reply"])),
    min_size=1,
    max_size=12,
)
COUNTED = ["n_posts", "first", "last", "n_original", "n_repost", "n_quote", "n_reply"]


def workspace(folder, users):
    """Store posts of users under their ids and their handles, each (key, number, kind) an import."""
    for number, posts in enumerate(users):
        keys = {"id": f"x:{number}", "handle": f"x:@user{number}"}
        for place in ("id", "handle"):
            store(folder, [post(keys[key], n, kind=kind) for key, n, kind in posts if key == place])
    store(folder, identities=[("x", f"{number}", f"user{number}") for number in range(len(users))])
    return Workspace(folder)


@FEWER
@given(st.lists(OF_ONE, min_size=1, max_size=3), st.sampled_from([1, 10**6]))
def test_the_list_counts_what_the_timelines_hold(tmp_path_factory, users, at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(union, "AT_ONCE", at_once)
        known = workspace(tmp_path_factory.mktemp("w"), users)
        listed = known.profiles.set_index("key")
        assert set(listed.index) == {f"x:{number}" for number in range(len(users))}
        for key in listed.index:
            timeline = known.timeline(key)
            assert listed.loc[key, "fingerprint"] == timeline.fingerprint
            kinds = timeline.posts["kind"].value_counts()
            assert listed.loc[key, COUNTED].tolist() == [
                len(timeline.posts),
                timeline.posts["time"].min(),
                timeline.posts["time"].max(),
                *(int(kinds.get(name.removeprefix("n_"), 0)) for name in COUNTED[3:]),
            ]


def test_what_was_counted_is_kept_and_counted_again_only_where_it_changed(tmp_path, monkeypatch):
    both = [("id", 1, "original"), ("handle", 2, "original")]
    workspace(tmp_path, [both, both])
    Gallery(Workspace(tmp_path)).complete()
    counted = []
    count = union._counted

    def watched(folder, posts, users, marks):
        counted.append(sorted(users))
        return count(folder, posts, users, marks)

    monkeypatch.setattr(union, "_counted", watched)
    assert Workspace(tmp_path).profiles["n_posts"].tolist() == [2, 2]
    assert counted == []
    store(tmp_path, [post("x:@user1", 3)])
    assert Workspace(tmp_path).profiles["n_posts"].tolist() == [3, 2]
    assert counted == [["x:1"]]


def test_a_reader_keeps_nothing_and_counts_the_same(tmp_path):
    both = [("id", 1, "original"), ("handle", 1, "original"), ("handle", 2, "reply")]
    assert workspace(tmp_path, [both]).profiles["n_posts"].tolist() == [2]
    assert not (tmp_path / "portraits").exists()


def test_what_was_kept_and_is_damaged_is_counted_anew(tmp_path):
    both = [("id", 1, "original"), ("handle", 2, "original")]
    workspace(tmp_path, [both])
    Gallery(Workspace(tmp_path)).complete()
    (kept,) = (tmp_path / "portraits").glob("unions-*")
    kept.write_bytes(b"nothing")
    assert Workspace(tmp_path).profiles["n_posts"].tolist() == [2]
