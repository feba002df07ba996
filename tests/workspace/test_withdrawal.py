"""An import that is deleted has never been; and can be had back."""

import shutil
from datetime import timedelta

import pytest

from core.errors import WorkspaceError
from core.model import Profile, Refusal
from core.sources.live_draft import Page, drafting
from core.workspace import FileReport, Workspace, trash
from core.workspace import manifest as manifests
from core.workspace.compaction import MAX_FILES
from core.workspace.removal import delete_profiles
from core.workspace.restoration import empty_trash, undo
from core.workspace.withdrawal import delete_import
from tests.corpus import NOW, START, contents, post, store
from tests.workspace.sight import everything, state

LATER = START + timedelta(days=30)
WORD = "xylophone"


@pytest.fixture
def run():
    return trash.Run("r1")


def ann(**facts):
    return Profile("x:1", "x", "1", **facts)


FIRST = {
    "posts": [post("x:1", n) for n in range(3)] + [post("x:2")],
    "profiles": [ann(handle="Ann", bio="plain", fetched_at=START), Profile("x:2", "x", "2", bio="bob's")],
    "identities": [("x", "1", "ann"), ("x", "5", "five")],
}
SECOND = {
    "posts": [post("x:1", 1, text=f"{WORD} 1"), post("x:1", 7, text=WORD), post("x:3", text=f"{WORD} of cy")],
    "profiles": [
        ann(bio=f"a {WORD}", name=f"{WORD} Ann", fetched_at=LATER),
        Profile("x:3", "x", "3", handle=f"{WORD}_cy"),
        Profile("x:4", "x", "4", handle=f"{WORD}_dee"),
    ],
    "identities": [("x", "3", f"{WORD}_cy"), ("x", "4", f"{WORD}_dee"), ("x", "5", "five")],
    "refusals": [Refusal("f", "row 3", f"no time: {WORD}")],
}
THIRD = {"posts": [post("x:2", 5)], "profiles": [ann(followers=3)], "identities": [("x", "2", "bob")]}


@pytest.fixture
def folder(tmp_path):
    for brought in (FIRST, SECOND, THIRD):
        store(tmp_path, **brought)
    empty_trash(tmp_path)
    return tmp_path


def withdraw(folder, place=1, **more):
    return delete_import(Workspace(folder), place, now=NOW, **more)


def test_a_deleted_import_has_never_been(folder, tmp_path_factory):
    removal = withdraw(folder)
    assert (removal.n_posts, removal.n_profiles, removal.entry) == (3, 1, None)
    assert WORD not in everything(folder)
    never = tmp_path_factory.mktemp("never")
    store(never, **FIRST)
    store(never, **THIRD)
    (people, posts, pairs, imports, *_), (*others, reports, _, _) = state(folder), state(never)
    assert [people, posts, pairs] == others
    assert [report["number"] for report in imports] == [1, 3]
    assert [report["kept"] for report in imports] == [report["kept"] for report in reports]


def test_the_earlier_version_of_a_post_comes_back(folder):
    assert Workspace(folder).timeline("x:1").posts["text"].tolist()[1] == f"{WORD} 1"
    withdraw(folder)
    assert Workspace(folder).timeline("x:1").posts["text"].tolist() == [f"post {n} here" for n in range(3)]


def test_what_another_import_said_of_a_profile_stands_again(folder):
    assert Workspace(folder).profile("x:1").bio == f"a {WORD}"
    withdraw(folder)
    profile = Workspace(folder).profile("x:1")
    assert (profile.bio, profile.name, profile.handle, profile.followers, profile.fetched_at) == (
        "plain", None, "Ann", 3, START,
    )  # fmt: skip
    assert Workspace(folder).identities.one("x:@five") == "x:5"


@pytest.mark.parametrize("place", range(3))
def test_undoing_brings_everything_back_in_its_place(folder, run, place):
    before = state(folder)
    undone = undo(folder, withdraw(folder, place, run=run).entry)
    assert (undone.kind, undone.what) == ("import", ("made",))
    assert state(folder) == before


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_imports_deleted_one_by_one_are_brought_back_in_any_order(folder, run, order):
    before = state(folder)
    names = [withdraw(folder, 0, run=run).entry for _ in range(3)]
    assert Workspace(folder).profiles.empty
    assert Workspace(folder).imports == ()
    assert not list(folder.glob("posts/*/*"))
    for n in order:
        undo(folder, names[n])
    assert state(folder) == before


def test_of_an_import_in_the_trash_nothing_is_anywhere_else(folder, run):
    withdraw(folder, run=run)
    shutil.move(folder / "trash", folder.parent / "aside")
    assert WORD not in everything(folder)
    shutil.move(folder.parent / "aside", folder / "trash")
    assert empty_trash(folder, run) == 1
    assert WORD not in everything(folder)


def test_an_import_of_users_alone_can_be_deleted(tmp_path, run):
    store(tmp_path, [post("x:1")])
    store(tmp_path, profiles=[Profile("x:9", "x", "9", bio=WORD)], identities=[("x", "9", "nine")])
    before = state(tmp_path)
    removal = withdraw(tmp_path, 1, run=run)
    assert (removal.n_posts, removal.n_profiles) == (0, 0)
    undo(tmp_path, removal.entry)
    assert state(tmp_path) == before
    withdraw(tmp_path, 1)
    assert WORD not in everything(tmp_path)
    assert len(Workspace(tmp_path).imports) == 1


def test_the_import_that_the_analyst_saw_is_meant(folder):
    seen = Workspace(folder)
    withdraw(folder, 0)
    delete_import(seen, 2, now=NOW)
    assert [report.number for report in Workspace(folder).imports] == [2]
    with pytest.raises(WorkspaceError, match="no longer in the workspace; look at the list again"):
        delete_import(seen, 0, now=NOW)


@pytest.mark.parametrize("place", [-1, 3, 99])
def test_a_place_without_an_import_is_refused(folder, place):
    before = contents(folder)
    with pytest.raises(WorkspaceError, match="no longer in the workspace"):
        withdraw(folder, place)
    assert contents(folder) == before


def test_after_buckets_were_merged_what_is_still_there_comes_back(tmp_path):
    store(tmp_path, [post(n=0, text="first"), post(n=1)])
    for n in range(1, MAX_FILES + 1):
        store(tmp_path, [post(n=0, text=f"version {n}")])
    withdraw(tmp_path, MAX_FILES)
    assert Workspace(tmp_path).timeline("x:1").posts["post_id"].tolist() == ["1"]
    assert Workspace(tmp_path).profiles["n_posts"].tolist() == [1]


def test_an_import_number_is_never_given_twice(folder):
    withdraw(folder, 2)
    assert store(folder, [post("x:2", 9)]).number > 3


def test_the_draft_of_what_it_fetched_goes_with_it(tmp_path):
    with drafting(tmp_path, "x:ann") as draft:
        draft.begin({"id": "1"}, "1", None)
        draft.add(Page([{"text": WORD}], "more"), NOW)
    with Workspace(tmp_path).importing(NOW) as transaction:
        from core.schema import batch  # noqa: PLC0415

        transaction.begin_file()
        transaction.add(batch([post()], n_rows=1))
        transaction.end_file(FileReport("x:Ann", "live_x", rows=1))
        transaction.commit(lambda share, said: None, lambda: False)
    withdraw(tmp_path, 0)
    assert WORD not in everything(tmp_path)


def test_a_profile_deleted_before_its_import_can_be_had_back_on_its_own(folder, run):
    profile = delete_profiles(Workspace(folder), ["x:3"], now=NOW, run=run).entry
    whole = withdraw(folder, 1, run=run).entry
    undo(folder, profile)
    assert Workspace(folder).timeline("x:3").posts["text"].tolist() == [f"{WORD} of cy"]
    undo(folder, whole)
    assert Workspace(folder).profile("x:1").bio == f"a {WORD}"
    assert len(Workspace(folder).imports) == 3


def test_a_workspace_that_kept_no_testimonies_forgets_what_no_post_names(folder, run):
    manifests.replace_manifest(folder, manifests.read(folder).following(testimonies=()))
    before = state(folder)
    removal = withdraw(folder, run=run)
    workspace = Workspace(folder)
    assert sorted(workspace.profiles["key"]) == ["x:1", "x:2"]
    assert workspace.identities.one(f"x:@{WORD}_cy") == f"x:@{WORD}_cy"
    assert workspace.identities.one("x:@ann") == "x:1"
    undo(folder, removal.entry)
    assert state(folder) == before
    store(folder, [post("x:6", text="later")], profiles=[ann(bio="latest", fetched_at=LATER)])
    withdraw(folder, 3)
    assert Workspace(folder).profile("x:1").bio != "latest"
    assert Workspace(folder).identities.one("x:@ann") == "x:1"
