"""What an import changes, and what importing again does not."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model import Profile
from core.workspace import Workspace, stage, witness
from tests.corpus import START, bring, contents, post, row, store, table
from tests.strategies import corpora

# Each example writes a workspace or several.
FEWER = settings(max_examples=max(settings().max_examples // 4, 1))
LATER = START + timedelta(days=30)


def texts(folder, key="x:1"):
    return Workspace(folder).timeline(key).posts["text"].tolist()


def test_importing_the_same_file_twice_changes_nothing(tmp_path):
    file = ("a.csv", table(*(row(n, who) for n in range(40) for who in ("ann", "bob", "cy"))))
    first = bring(tmp_path, file)
    before, version, keys = contents(tmp_path), Workspace(tmp_path).version, Workspace(tmp_path).profiles
    second = bring(tmp_path, file)
    assert (first.kept, first.number) == (120, 1)
    assert (second.kept, second.duplicates, second.profiles, second.number) == (0, 120, 0, None)
    assert contents(tmp_path) == before
    assert Workspace(tmp_path).version == version
    assert Workspace(tmp_path).profiles.equals(keys)


def test_posts_without_ids_survive_as_often_as_they_stand_in_a_file(tmp_path):
    rows = [row(1, id=""), row(1, id=""), row(2, id="")]
    assert bring(tmp_path, ("a.csv", table(*rows))).kept == 3
    again = bring(tmp_path, ("b.csv", table(*rows[::-1])))
    assert (again.kept, again.duplicates) == (0, 3)
    third = bring(tmp_path, ("c.csv", table(*rows, row(1, id=""))))
    assert (third.kept, third.duplicates) == (1, 3)
    assert len(texts(tmp_path, "x:@ann")) == 4


def test_one_post_in_two_files_of_an_import_is_one_post(tmp_path):
    report = bring(tmp_path, ("a.csv", table(row(1, id=""))), ("b.csv", table(row(1, id=""), row(2, id=""))))
    assert (report.rows, report.kept, report.duplicates) == (3, 2, 1)


def test_the_same_post_of_two_profiles_is_two_posts(tmp_path):
    assert bring(tmp_path, ("a.csv", table(row(1, "ann", id=""), row(1, "bob", id="")))).kept == 2


def test_a_later_import_of_a_post_replaces_the_earlier(tmp_path):
    store(tmp_path, [post(n=1, likes=1), post(n=2)])
    report = store(tmp_path, [post(n=1, likes=5), post(n=2)])
    assert (report.kept, report.duplicates) == (1, 1)
    assert Workspace(tmp_path).timeline("x:1").posts["likes"].iloc[0] == 5
    assert Workspace(tmp_path).profiles["n_posts"].tolist() == [2]


def test_a_version_fetched_later_stands_whenever_it_is_imported(tmp_path):
    store(tmp_path, [post(n=1, text="new", fetched_at=LATER)])
    report = store(tmp_path, [post(n=1, text="old", fetched_at=START)])
    assert (report.kept, report.duplicates) == (0, 1)
    assert texts(tmp_path) == ["new"]


def test_of_two_versions_in_one_import_the_one_fetched_later_stands_else_the_last(tmp_path):
    new, old = post(n=1, text="new", fetched_at=LATER), post(n=1, text="old", fetched_at=START)
    store(tmp_path, [new, old, post(n=2, text="first"), post(n=2, text="last")])
    assert texts(tmp_path) == ["new", "last"]


def test_a_post_fetched_again_and_unchanged_is_no_news(tmp_path):
    store(tmp_path, [post(n=1, fetched_at=START)])
    before = contents(tmp_path)
    assert store(tmp_path, [post(n=1, fetched_at=LATER)]).kept == 0
    assert contents(tmp_path) == before


def test_the_fingerprint_of_a_timeline_changes_when_it_does_and_only_then(tmp_path):
    store(tmp_path, [post(n=1), post("x:2", n=1)])
    first = [Workspace(tmp_path).timeline(key).fingerprint for key in ("x:1", "x:2")]
    store(tmp_path, [post(n=1, likes=1), post("x:2", n=1)])
    second = [Workspace(tmp_path).timeline(key).fingerprint for key in ("x:1", "x:2")]
    assert first[0] != second[0]
    assert first[1] == second[1]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "other"},
        {"text": None},
        {"text": ""},
        {"likes": 0},
        {"kind": "reply"},
        {"mentions": ["x:2"]},
        {"mentions": ["x:@a", "x:@b"]},
        {"links": ["x"]},
        {"ref_author": "x:9"},
        {"time": START},
        {"offset_minutes": 60},
        {"language": "en"},
    ],
)
def test_every_change_of_a_post_is_news(tmp_path, change):
    store(tmp_path, [post(n=1, text="one")])
    assert store(tmp_path, [replace(post(n=1, text="one"), **change)]).kept == 1


def test_an_import_of_nothing_new_is_not_recorded_but_reported(tmp_path):
    store(tmp_path, [post()])
    assert store(tmp_path, [post()]).number is None
    assert [report.number for report in Workspace(tmp_path).imports] == [1]


def test_what_is_known_of_a_profile_grows_and_the_newest_stands(tmp_path):
    people = [Profile("x:1", "x", "1", handle="Ann", bio="old", fetched_at=START)]
    store(tmp_path, [post()], profiles=people)
    store(tmp_path, profiles=[Profile("x:1", "x", "1", name="Ann B.", bio="new", fetched_at=LATER)])
    store(tmp_path, profiles=[Profile("x:1", "x", "1", bio="older than new", fetched_at=START)])
    profile = Workspace(tmp_path).profile("x:1")
    assert (profile.handle, profile.name, profile.bio) == ("Ann", "Ann B.", "new")


def test_a_profile_known_only_from_a_file_of_users_has_no_line(tmp_path):
    store(
        tmp_path,
        [post()],
        profiles=[Profile("x:1", "x", "1"), Profile("x:2", "x", "2", handle="bob", followers=5)],
    )
    assert Workspace(tmp_path).profiles["key"].tolist() == ["x:1"]
    store(tmp_path, [post("x:2")])
    assert Workspace(tmp_path).profile("x:2").followers == 5


def test_an_import_of_users_alone_is_an_import(tmp_path):
    report = store(tmp_path, profiles=[Profile("x:2", "x", "2")], identities=[("x", "2", "bob")])
    assert report.number is None
    assert Workspace(tmp_path).version == 1
    assert Workspace(tmp_path).profiles.empty


def test_refused_rows_are_counted_and_the_first_reasons_kept(tmp_path):
    bad = [row(n, created_at="x") for n in range(30)]
    report = bring(tmp_path, ("a.csv", table(*bad, row(31))), ("b.csv", table(row(32), row(33, who=""))))
    assert (report.rows, report.kept, report.refused) == (33, 2, 31)
    first, second = report.files
    assert (first.rows, first.refused, len(first.reasons)) == (31, 30, 20)
    assert [place for place, _ in second.reasons] == ["row 2"]
    assert Workspace(tmp_path).imports == (report,)


def test_a_file_left_out_after_another_has_only_its_own_reason(tmp_path):
    report = bring(tmp_path, ("a.csv", table(row(1), row(2, who=""))), ("b.bin", b"?"))
    assert report.files[1].reasons == ()
    assert "no format is recognised" in report.files[1].skipped


def test_thousands_of_files_left_out_are_counted_not_listed(tmp_path):
    pictures = [(f"{n}.jpg", b"\xff\xd8\xff") for n in range(100)]
    report = bring(tmp_path, *pictures, ("a.csv", table(row(1))))
    assert report.left_out == 100
    assert len(report.files) == 21
    assert report.files[-1].name == "a.csv"


def test_a_large_import_is_staged_on_disk_and_says_the_same(tmp_path, monkeypatch):
    rows = [row(n, who) for n in range(60) for who in ("ann", "bob", "cy")]
    bring(tmp_path / "whole", ("a.csv", table(*rows)))
    monkeypatch.setattr(stage, "HELD_BYTES", 1)
    monkeypatch.setattr(witness, "PATIENCE", 1)
    bring(tmp_path / "staged", *((f"{n}.csv", table(*rows[n : n + 7])) for n in range(0, 180, 7)))
    one, other = Workspace(tmp_path / "whole"), Workspace(tmp_path / "staged")
    assert one.profiles.equals(other.profiles)
    assert one.timeline("x:@cy").posts.equals(other.timeline("x:@cy").posts)
    assert not (tmp_path / "staged" / "staging").exists()


class Model:
    """The workspace as a dictionary: the obviously right and slow twin."""

    def __init__(self):
        self.kept = {}

    def add(self, posts):
        ordinals = itertools.count()
        counted, incoming = {}, {}
        for one in posts:
            said = (one.profile, one.time, one.kind, one.text)
            counted[said] = counted.get(said, -1) + 1
            name = one.post_id or (one.time, one.kind, one.text, counted[said])
            rank = (one.fetched_at is not None, one.fetched_at or START, next(ordinals))
            known = incoming.get((one.profile, name))
            if known is None or rank >= known[0]:
                incoming[one.profile, name] = (rank, one)
        for key, (rank, one) in incoming.items():
            known = self.kept.get(key)
            is_as_new = known is None or rank[:2] >= known[0][:2]
            if known is None or (is_as_new and self._said(one) != self._said(known[1])):
                self.kept[key] = (rank, one)

    @staticmethod
    def _said(one):
        return replace(one, fetched_at=None, profile="", post_id=None)

    def timeline(self, key):
        mine = [one for (profile, _), (_, one) in self.kept.items() if profile == key]
        return sorted((one.time, one.kind, one.text or "", one.likes or -1) for one in mine)


@FEWER
@given(st.lists(corpora(), min_size=1, max_size=4))
def test_any_sequence_of_imports_leaves_what_a_dictionary_would(tmp_path_factory, imports):
    folder, model = tmp_path_factory.mktemp("w"), Model()
    for posts in imports:
        store(folder, posts)
        model.add(posts)
    workspace = Workspace(folder)
    assert set(workspace.profiles["key"]) == {profile for profile, _ in model.kept}
    for key, n_posts in zip(workspace.profiles["key"], workspace.profiles["n_posts"], strict=True):
        rows = workspace.timeline(key).posts
        found = pa.Table.from_pandas(
            rows[["time", "kind", "text", "likes"]], preserve_index=False
        ).to_pylist()
        assert n_posts == len(rows)
        assert rows["time"].is_monotonic_increasing
        assert sorted(
            (one["time"], one["kind"], one["text"] or "", -1 if one["likes"] in (None, 0) else one["likes"])
            for one in found
        ) == model.timeline(key)


@FEWER
@given(corpora())
def test_a_second_import_of_anything_changes_no_file(tmp_path_factory, posts):
    folder = tmp_path_factory.mktemp("w")
    store(folder, posts)
    before = contents(folder)
    store(folder, posts)
    assert contents(folder) == before
