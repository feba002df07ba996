"""What a reader of a workspace is shown, whoever is writing meanwhile."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import ProfileError, WorkspaceError
from core.model import Profile, Timeline
from core.schema import POSTS
from core.workspace import Workspace, default_path
from core.workspace.compaction import MAX_FILES
from tests.corpus import NOW, START, bring, post, row, store, table

BOTH = Profile("x:1", "x", "1", handle="Ann")


@pytest.fixture
def two(tmp_path):
    """Give a workspace of two profiles, one of them on two platforms."""
    store(
        tmp_path,
        [post("x:1"), post("x:1", 1, kind="repost"), post("mastodon:7"), post("x:@bob", 3)],
        profiles=[BOTH, Profile("mastodon:7", "mastodon", "7", handle="ann")],
        identities=[("x", "1", "Ann"), ("x", "1", "ann_old"), ("mastodon", "7", "ann")],
    )
    return tmp_path


def test_a_folder_that_does_not_exist_is_an_empty_workspace(tmp_path):
    workspace = Workspace(tmp_path / "none")
    assert workspace.profiles.empty
    assert (workspace.version, workspace.label, workspace.opening, workspace.imports) == (0, None, None, ())
    with pytest.raises(ProfileError, match="no profile is called ann"):
        workspace.find("ann")
    with pytest.raises(ProfileError, match="has no profile x:1"):
        workspace.timeline("x:1")
    assert not (tmp_path / "none").exists()


def test_profiles_are_listed_with_most_posts_first(two):
    frame = Workspace(two).profiles
    assert frame["key"].tolist() == ["x:1", "mastodon:7", "x:@bob"]
    first = frame.iloc[0]
    assert [first[n] for n in ("n_posts", "n_original", "n_repost", "n_quote", "n_reply")] == [2, 1, 1, 0, 0]
    assert (first["first"].to_pydatetime(), first["last"].to_pydatetime()) == (
        START,
        START + timedelta(hours=1),
    )
    assert frame["handle"].tolist() == ["Ann", "ann", "bob"]
    assert frame["platform"].tolist() == ["x", "mastodon", "x"]


@pytest.mark.parametrize("name", ["x:1", " x:1 ", "X:1", "x:@ann", "x:@ANN", "X:@Ann", "@ann_old", "ANN_OLD"])
def test_a_profile_answers_to_its_key_and_to_every_handle_it_had(two, name):
    assert Workspace(two).find(name) == "x:1"


@pytest.mark.parametrize("name", ["bob", "@Bob", "BOB", " bob\u202c", "x:@BOB"])
def test_a_handle_is_found_in_any_case_with_or_without_its_at(two, name):
    assert Workspace(two).find(name) == "x:@bob"


@pytest.mark.parametrize("name", ["ann", "@Ann"])
def test_a_handle_of_two_profiles_is_refused_and_their_keys_listed(two, name):
    with pytest.raises(
        ProfileError, match=f"2 profiles are called {name}: mastodon:7, x:1; name one of these keys"
    ):
        Workspace(two).find(name)


@pytest.mark.parametrize("name", ["", "@", " ", "carol", "x:", ":", "x:@", "mastodon:1", "\x00", "\ud800"])
def test_a_name_nobody_has_is_refused(two, name):
    with pytest.raises(ProfileError, match="no profile is called"):
        Workspace(two).find(name)


def test_a_profile_without_a_handle_is_not_found_by_nothing(tmp_path):
    store(tmp_path, [post("x:5")])
    with pytest.raises(ProfileError):
        Workspace(tmp_path).find("@")
    assert Workspace(tmp_path).find("x:5") == "x:5"


def test_a_timeline_is_sorted_and_typed_and_its_profile_known(two):
    timeline = Workspace(two).timeline("x:1")
    assert isinstance(timeline, Timeline)
    assert timeline.profile == BOTH
    assert timeline.posts.columns.tolist() == POSTS.names
    assert timeline.posts["time"].is_monotonic_increasing
    assert str(timeline.posts["likes"].dtype) == "Int64"


def test_a_timeline_of_one_post_is_a_timeline(two):
    assert len(Workspace(two).timeline("x:@bob").posts) == 1


def test_fifty_thousand_posts_of_one_profile_come_back_in_order(tmp_path):
    report = bring(
        tmp_path,
        ("a.csv", table(*([str(n), "ann", 1_700_000_000 + n * 7919 % 50_000, "t"] for n in range(50_000)))),
    )
    assert report.kept == 50_000
    posts = Workspace(tmp_path).timeline("x:@ann").posts
    assert posts["post_id"].nunique() == 50_000
    assert posts["time"].is_monotonic_increasing


# One user under two keys


def test_posts_stored_by_handle_and_by_id_are_one_timeline_once_a_record_shows_both(tmp_path):
    store(tmp_path, [post("x:@ann", 1), post("x:@ann", 2)])
    store(tmp_path, [post("x:1", 2, text="newer"), post("x:1", 3)])
    assert Workspace(tmp_path).profiles["key"].tolist() == ["x:1", "x:@ann"]
    store(tmp_path, identities=[("x", "1", "Ann")])
    workspace = Workspace(tmp_path)
    assert workspace.profiles["key"].tolist() == ["x:1"]
    assert workspace.profiles["n_posts"].tolist() == [3]
    assert workspace.timeline("x:1").posts["text"].tolist() == ["post 1 here", "newer", "post 3 here"]
    assert workspace.profiles["fingerprint"].tolist() == [workspace.timeline("x:1").fingerprint]
    profile = workspace.profile("x:1")
    assert (profile.handle, profile.user_id, profile.platform) == ("ann", "1", "x")


def test_a_handle_seen_with_two_ids_keeps_its_own_timeline(tmp_path):
    store(tmp_path, [post("x:@ann"), post("x:1")], identities=[("x", "1", "ann"), ("x", "2", "ann")])
    assert set(Workspace(tmp_path).profiles["key"]) == {"x:1", "x:@ann"}


def test_of_one_user_under_two_keys_the_newest_facts_stand(tmp_path):
    store(
        tmp_path,
        [post("x:1"), post("x:@ann", 1)],
        profiles=[
            Profile("x:1", "x", "1", bio="new", fetched_at=START + timedelta(days=9)),
            Profile("x:@ann", "x", handle="ann", bio="old", fetched_at=START),
        ],
        identities=[("x", "1", "ann")],
    )
    assert Workspace(tmp_path).profile("x:1").bio == "new"


def test_the_account_of_a_capture_is_known_by_its_id_once_a_record_shows_it(tmp_path):
    store(
        tmp_path,
        [post("x:@ann+2019")],
        profiles=[Profile("x:@ann+2019", "x", handle="ann+2019", account="x:@ann")],
        identities=[("x", "1", "ann")],
    )
    assert Workspace(tmp_path).profile("x:@ann+2019").account == "x:1"


def test_a_key_longer_than_the_statistics_of_a_file_is_still_found(tmp_path):
    long = f"x:{'9' * 5000}"
    store(tmp_path, [post(long), post(long, 1), post("x:1")])
    assert len(Workspace(tmp_path).timeline(long).posts) == 2


# Reading while another writes


def test_a_reader_sees_the_workspace_as_it_was_when_it_was_opened(tmp_path):
    store(tmp_path, [post("x:1")], profiles=[BOTH])
    before = Workspace(tmp_path)
    with before.importing(NOW) as transaction:
        during = Workspace(tmp_path)
        transaction.begin_file()
        assert len(during.timeline("x:1").posts) == 1
        assert before.version == during.version == 1
    store(tmp_path, [post("x:1", 1), post("x:2")], profiles=[Profile("x:2", "x", "2", handle="bob")])
    store(tmp_path, [post("x:3")], identities=[("x", "3", "cy")])  # sweeps what the first one named
    for reader in (before, during):
        assert reader.version == 1
        assert reader.profiles["key"].tolist() == ["x:1"]
        assert reader.identities.one("x:@cy") == "x:@cy"
    assert Workspace(tmp_path).version == 3


def test_a_reader_that_read_nothing_yet_still_reads_its_own_state(tmp_path):
    store(tmp_path, [post("x:1")], identities=[("x", "1", "ann")])
    reader = Workspace(tmp_path)
    for n in range(3):
        store(tmp_path, [post("x:1", n + 1), post(f"x:1{n}")], identities=[("x", f"1{n}", f"bob{n}")])
    assert reader.profiles["key"].tolist() == ["x:1"]
    assert reader.timeline("x:1").posts["post_id"].tolist() == ["0"]
    assert reader.identities.one("x:@bob1") == "x:@bob1"


def test_every_state_of_every_workspace_has_its_own_fingerprint(tmp_path):
    marks = set()
    for folder in (tmp_path / "a", tmp_path / "b"):
        marks.add(Workspace(folder).fingerprint)
        for n in range(3):
            store(folder, [post(n=n)])
            marks.add(Workspace(folder).fingerprint)
    assert len(marks) == 8


def test_a_label_and_an_opening_pair_stay_through_imports(tmp_path):
    Workspace(tmp_path).describe("made up", ("x:1", "x:2"))
    store(tmp_path, [post()])
    workspace = Workspace(tmp_path)
    assert (workspace.label, workspace.opening) == ("made up", ("x:1", "x:2"))


# Damage


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"{}", b'{"format": 1}', b'{"format": "1", "posts": {}}', b"\xff"]
)
def test_a_damaged_manifest_is_told_and_nothing_is_overwritten(tmp_path, damage):
    store(tmp_path, [post()])
    (tmp_path / "manifest.json").write_bytes(damage)
    with pytest.raises(WorkspaceError, match=r"manifest\.json is damaged"):
        Workspace(tmp_path)
    assert list(tmp_path.glob("posts/*/*.parquet"))


def test_a_workspace_of_a_newer_version_is_not_touched(tmp_path):
    store(tmp_path, [post()])
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"format": 4', b'"format": 99'))
    with pytest.raises(WorkspaceError, match="newer Doppelscope; update"):
        Workspace(tmp_path)


def test_a_missing_table_is_told(tmp_path):
    store(tmp_path, [post()])
    next(tmp_path.glob("profiles-*.arrow")).unlink()
    with pytest.raises(WorkspaceError, match="restore it from a backup"):
        Workspace(tmp_path)


@pytest.mark.parametrize("damage", [b"", b"ARROW1\x00\x00", b"x" * 500])
def test_a_damaged_table_is_told(tmp_path, damage):
    store(tmp_path, [post()])
    next(tmp_path.glob("profiles-*.arrow")).write_bytes(damage)
    with pytest.raises(WorkspaceError, match="restore it from a backup"):
        _ = Workspace(tmp_path).profiles


@pytest.mark.parametrize("damage", [None, b"", b"PAR1xxxxPAR1"])
def test_a_damaged_bucket_is_told(tmp_path, damage):
    store(tmp_path, [post()])
    path = next(tmp_path.glob("posts/*/*.parquet"))
    path.unlink() if damage is None else path.write_bytes(damage)
    with pytest.raises(WorkspaceError, match="posts of x:1 cannot be read from the workspace: restore it"):
        Workspace(tmp_path).timeline("x:1")


def test_a_reader_left_far_behind_is_told_to_look_again(tmp_path):
    store(tmp_path, [post("x:1")])
    reader = Workspace(tmp_path)
    for n in range(1, MAX_FILES + 3):
        store(tmp_path, [post("x:1", n)])
    with pytest.raises(WorkspaceError, match="it has changed, open it again"):
        reader.timeline("x:1")
    assert len(Workspace(tmp_path).timeline("x:1").posts) == MAX_FILES + 3


def test_a_file_is_no_workspace(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(WorkspaceError, match="choose another folder"):
        Workspace(tmp_path / "file")
    with pytest.raises(WorkspaceError, match="choose another folder"):
        Workspace(tmp_path / "file" / "sub")


def test_the_folder_is_that_of_the_environment_else_beside_the_program(monkeypatch):
    monkeypatch.delenv("DOPPELSCOPE_WORKSPACE", raising=False)
    assert default_path() == Path("workspace")
    monkeypatch.setenv("DOPPELSCOPE_WORKSPACE", "/elsewhere")
    assert default_path() == Path("/elsewhere")


def test_rows_brought_by_file_are_the_rows_of_the_timeline(tmp_path):
    bring(tmp_path, ("a.csv", table(*(row(n) for n in (3, 1, 2)))))
    assert Workspace(tmp_path).timeline("x:@ann").posts["post_id"].tolist() == ["1", "2", "3"]
