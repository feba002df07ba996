"""What goes when profiles are deleted, what stays, and that it can be undone."""

from contextlib import suppress
from datetime import timedelta

import pytest

from core.errors import CancelledError, ProfileError, WorkspaceBusyError, WorkspaceError
from core.gallery import Gallery
from core.model import Profile, Refusal
from core.params import ComparisonParams
from core.sources.live_draft import Page, drafting
from core.workspace import FileReport, Workspace, trash
from core.workspace import manifest as manifests
from core.workspace.removal import delete_profiles
from core.workspace.restoration import empty_trash, undo
from tests.corpus import NOW, START, bring, contents, post, row, store, table
from tests.workspace.sight import everything, state

LATER = START + timedelta(days=30)
WORD = "xylophone"
ANN = Profile("x:1", "x", "1", handle="Annabella", name="Ann X", bio=f"I like the {WORD}")
BOB = Profile("x:2", "x", "2", handle="bob", bio="plain")


@pytest.fixture
def run():
    return trash.Run("r1")


@pytest.fixture
def folder(tmp_path):
    """Give a workspace of Ann, under two keys, of Bob who names her once, and of Cy who names nobody."""
    store(
        tmp_path,
        [
            post("x:1", text=f"{WORD} one", mentions=["x:@onlyhers", "x:2"]),
            post("x:1", 1, text=f"{WORD} two", ref_author="x:77"),
            post("x:2", 2, text="bob was here", mentions=["x:3"]),
            post("x:3", 3),
        ],
        profiles=[ANN, BOB, Profile("x:88", "x", "88", handle="onlyhers", bio="seen with Ann")],
        identities=[("x", "1", "annabella"), ("x", "2", "bob"), ("x", "88", "onlyhers"), ("x", "3", "cy")],
        refusals=[Refusal("f", "row 9", f"no time in: {WORD}")],
    )
    store(tmp_path, [post("x:@annabella", 5, text=f"{WORD} three")])
    store(tmp_path, [post("x:1", 1, text=f"{WORD} changed"), post("x:2", 6)])
    empty_trash(tmp_path)  # sweeps what imports have superseded
    return tmp_path


def delete(folder, *keys, **more):
    return delete_profiles(Workspace(folder), keys, now=NOW, **more)


def test_a_deleted_profile_is_gone_under_all_its_keys_and_the_others_stay(folder):
    before = {key: Workspace(folder).timeline(key).posts for key in ("x:2", "x:3")}
    removal = delete(folder, "x:1")
    workspace = Workspace(folder)
    assert (removal.n_posts, removal.n_profiles, removal.entry) == (3, 1, None)
    assert sorted(workspace.profiles["key"]) == ["x:2", "x:3"]
    assert all(workspace.timeline(key).posts.equals(posts) for key, posts in before.items())
    with pytest.raises(ProfileError, match="has no profile x:1"):
        workspace.timeline("x:1")
    with pytest.raises(ProfileError, match="no profile is called annabella"):
        workspace.find("annabella")


@pytest.mark.parametrize("name", ["x:1", "x:@annabella"])
def test_a_profile_can_be_named_by_any_of_its_keys(folder, name):
    assert delete(folder, name).n_posts == 3


def test_without_a_run_nothing_of_it_is_in_any_file(folder):
    gallery = Gallery(Workspace(folder))
    gallery.complete()
    gallery.fit_standing(ComparisonParams())
    assert WORD in everything(folder)
    delete(folder, "x:1")
    said = everything(folder).casefold()
    for word in (WORD, "annabella", "ann x", "onlyhers", "seen with", "x:77", "x:1'"):
        assert word not in said, word
    assert "bob was here" in said


def test_with_a_run_it_is_in_the_trash_alone_until_that_is_emptied(folder, run):
    removal = delete(folder, "x:1", run=run)
    (folder / "trash").rename(folder.parent / "aside")
    assert WORD not in everything(folder)
    assert WORD in everything(folder.parent / "aside")
    (folder.parent / "aside").rename(folder / "trash")
    (entry,) = trash.entries(folder)
    assert (entry.name, entry.kind, entry.what, entry.n_posts, entry.n_profiles, entry.run, entry.at) == (
        removal.entry, "profiles", ("x:1",), 3, 1, "r1", NOW.isoformat(),
    )  # fmt: skip
    assert empty_trash(folder, run) == 1
    assert WORD not in everything(folder)
    assert not (folder / "trash").exists()
    assert trash.entries(folder) == ()


def test_undoing_brings_everything_back(folder, run):
    before = state(folder)
    undone = undo(folder, delete(folder, "x:1", run=run).entry)
    assert state(folder) == before
    assert undone.what == ("x:1",)
    assert trash.entries(folder) == ()
    assert not list((folder / "trash").glob("*-*"))


def test_undoing_twice_is_refused(folder, run):
    entry = delete(folder, "x:1", run=run).entry
    undo(folder, entry)
    with pytest.raises(WorkspaceError, match="undone already, or its trash has been emptied"):
        undo(folder, entry)


def test_what_was_emptied_cannot_be_undone(folder, run):
    entry = delete(folder, "x:1", run=run).entry
    empty_trash(folder, run)
    with pytest.raises(WorkspaceError, match="trash has been emptied"):
        undo(folder, entry)


def test_several_deletions_are_undone_in_any_order(folder, run):
    before = state(folder)
    first, second = (delete(folder, key, run=run).entry for key in ("x:1", "x:2"))
    assert [entry.name for entry in trash.entries(folder)] == [second, first]
    undo(folder, first)
    undo(folder, second)
    people, posts, pairs, *_ = state(folder)
    assert [people, posts, pairs] == before[:3]


def test_deletions_undone_last_first_leave_no_trace(folder, run):
    before = state(folder)
    names = [delete(folder, key, run=run).entry for key in ("x:1", "x:2", "x:3")]
    assert Workspace(folder).profiles.empty
    for name in reversed(names):
        undo(folder, name)
    assert state(folder) == before


def test_what_came_since_stands_by_the_rule_of_versions(tmp_path, run):
    store(tmp_path, [post(n=1, text="old", fetched_at=START), post(n=2, text="kept"), post("x:2")])
    entry = delete(tmp_path, "x:1", run=run).entry
    store(
        tmp_path, [post(n=1, text="new", fetched_at=LATER), post(n=2, text="anew"), post(n=3, text="added")]
    )
    undo(tmp_path, entry)
    assert Workspace(tmp_path).timeline("x:1").posts["text"].tolist() == ["new", "anew", "added"]
    assert Workspace(tmp_path).profiles["n_posts"].tolist() == [3, 1]


def test_an_older_version_that_came_since_does_not_win(tmp_path, run):
    store(tmp_path, [post(n=1, text="new", fetched_at=LATER), post("x:2")])
    entry = delete(tmp_path, "x:1", run=run).entry
    store(tmp_path, [post(n=1, text="old", fetched_at=START)])
    undo(tmp_path, entry)
    assert Workspace(tmp_path).timeline("x:1").posts["text"].tolist() == ["new"]


def test_a_pair_that_a_remaining_post_names_stays(tmp_path):
    store(tmp_path, [post("x:1"), post("x:2", mentions=["x:@ann"])], identities=[("x", "1", "ann")])
    delete(tmp_path, "x:1")
    assert Workspace(tmp_path).identities.one("x:@ann") == "x:1"
    store(tmp_path, [post("x:1")])
    delete(tmp_path, "x:1", "x:2")
    assert Workspace(tmp_path).identities.one("x:@ann") == "x:@ann"


def test_pairs_and_facts_that_have_nothing_to_do_with_it_stay(tmp_path):
    store(tmp_path, profiles=[Profile("x:9", "x", "9", followers=5)], identities=[("x", "8", "someone")])
    store(tmp_path, [post("x:1")])
    delete(tmp_path, "x:1")
    store(tmp_path, [post("x:9")])
    assert Workspace(tmp_path).profile("x:9").followers == 5
    assert Workspace(tmp_path).identities.one("x:@someone") == "x:8"


def test_a_profile_that_comes_back_brings_nothing_old(folder):
    delete(folder, "x:1")
    store(folder, [post("x:1", 1, text="fresh")], profiles=[Profile("x:1", "x", "1", handle="ann2")])
    profile = Workspace(folder).profile("x:1")
    assert (profile.handle, profile.bio, profile.name) == ("ann2", None, None)
    assert Workspace(folder).timeline("x:1").posts["text"].tolist() == ["fresh"]


def test_reports_keep_their_counts_and_lose_what_quotes_or_names(tmp_path, run):
    bring(
        tmp_path,
        ("Ann_2024.csv", table(row(1), row(2, created_at="tea"))),
        ("planning.csv", table(row(3, "bob"))),
    )
    before = Workspace(tmp_path).imports
    entry = delete(tmp_path, "x:@ann", run=run).entry
    (report,) = Workspace(tmp_path).imports
    assert [file.name for file in report.files] == ["[deleted]_2024.csv", "planning.csv"]
    assert (report.refused, report.files[0].refused, report.files[0].reasons) == (1, 1, ())
    undo(tmp_path, entry)
    assert Workspace(tmp_path).imports == before


def test_undoing_an_earlier_deletion_does_not_quote_what_a_later_one_deleted(tmp_path, run):
    bad = row(3, "bob", created_at="bobs words")
    bring(tmp_path, ("a.csv", table(row(1), row(2, "bob"), bad)))
    first = delete(tmp_path, "x:@ann", run=run).entry
    delete(tmp_path, "x:@bob")
    undo(tmp_path, first)
    assert "bob" not in everything(tmp_path)
    assert Workspace(tmp_path).profiles["key"].tolist() == ["x:@ann"]


def test_the_opening_pair_goes_with_one_of_it(folder, run):
    Workspace(folder).describe("made up", ("x:2", "x:@annabella"))
    entry = delete(folder, "x:1", run=run).entry
    assert (Workspace(folder).opening, Workspace(folder).label) == (None, "made up")
    undo(folder, entry)
    assert Workspace(folder).opening == ("x:2", "x:@annabella")


def test_the_draft_of_a_fetch_goes_with_its_account_and_others_stay(folder):
    for target, number in (("x:Annabella", "1"), ("x:other", "5"), ("x:renamed", "1")):
        with drafting(folder, target) as draft:
            draft.begin({"id": number}, number, None)
            draft.add(Page([{"text": f"{WORD} {target}"}], None), NOW)
    delete(folder, "x:1")
    said = everything(folder / "fetching")
    assert "other" in said
    assert "Annabella" not in said
    assert "renamed" not in said


def test_a_profile_that_is_being_fetched_is_not_deleted(folder):
    before = contents(folder)
    with drafting(folder, "x:annabella") as draft:
        draft.begin({"id": "1"}, "1", None)
        draft.add(Page([{}], None), NOW)
        with pytest.raises(WorkspaceBusyError, match="being fetched at the moment; stop the fetch"):
            delete(folder, "x:1")
        draft.discard()
    (folder / "fetching").rmdir()
    assert contents(folder) == before


def test_portraits_of_the_others_are_not_drawn_anew(folder):
    Gallery(Workspace(folder)).complete()
    delete(folder, "x:1")
    assert Gallery(Workspace(folder)).missing() == []


@pytest.mark.parametrize(
    ("keys", "said"),
    [([], "no profile is named"), (["x:404"], "no profile x:404"), (["x:2", "x:404", "x:5"], "x:404, x:5")],
)
def test_a_profile_that_is_not_there_is_told_and_nothing_changes(folder, run, keys, said):
    before = contents(folder)
    with pytest.raises(ProfileError, match=said):
        delete(folder, *keys, run=run)
    assert contents(folder) == before


def test_all_profiles_can_be_deleted_and_undone(folder, run):
    before = state(folder)
    removal = delete(folder, "x:1", "x:2", "x:3", run=run)
    assert Workspace(folder).profiles.empty
    assert not list(folder.glob("posts/*/*"))
    undo(folder, removal.entry)
    assert state(folder) == before


def test_a_stopped_deletion_changes_nothing(folder, run):
    before, n = contents(folder), 0
    while True:
        asked = iter([False] * n)
        with suppress(CancelledError):
            delete(folder, "x:1", "x:2", "x:3", run=run, cancelled=lambda asked=asked: next(asked, True))
            break
        run.leave(folder)
        empty_trash(folder)
        assert contents(folder) == before
        n += 1
    assert n > 2


def test_progress_runs_from_nothing_to_one(folder, run):
    told = []
    entry = delete(
        folder, "x:1", "x:2", run=run, progress=lambda share, said: told.append((share, said))
    ).entry
    undo(folder, entry, progress=lambda share, said: told.append((share + 1, said)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], max(share for share in shares if share <= 1), shares[-1]) == (0, 1, 2)
    assert all(said for _, said in told)


# Readers


def test_a_reader_from_before_still_lists_and_is_told_to_look_again(folder):
    reader = Workspace(folder)
    delete(folder, "x:1")
    with pytest.raises(
        WorkspaceError, match="posts of x:1 cannot be read from the workspace: it has changed, open"
    ):
        _ = reader.profiles
    reader = Workspace(folder)
    delete(folder, "x:2")
    assert reader.profiles["key"].tolist() == ["x:2", "x:3"]
    assert len(reader.timeline("x:3").posts) == 1
    with pytest.raises(
        WorkspaceError, match="posts of x:2 cannot be read from the workspace: it has changed, open"
    ):
        reader.timeline("x:2")


def test_every_state_has_its_own_fingerprint(folder, run):
    marks = [Workspace(folder).fingerprint]
    entry = delete(folder, "x:1", run=run).entry
    marks.append(Workspace(folder).fingerprint)
    undo(folder, entry)
    marks.append(Workspace(folder).fingerprint)
    assert len(set(marks)) == 3


# Runs


def test_another_living_run_keeps_its_trash(folder, run):
    entry = delete(folder, "x:1", run=run).entry
    other = trash.Run("r2")
    assert empty_trash(folder, other) == 0
    delete(folder, "x:2", run=other)
    assert empty_trash(folder, other) == 1
    assert [kept.name for kept in trash.entries(folder)] == [entry]
    undo(folder, entry)
    assert "x:1" in set(Workspace(folder).profiles["key"])


def test_the_trash_of_a_dead_run_goes_at_the_next_start(folder, run):
    delete(folder, "x:1", run=run)
    run.close()
    assert empty_trash(folder, trash.Run("r2")) == 1
    assert not (folder / "trash").exists()
    assert WORD not in everything(folder)


def test_a_run_deletes_on_after_it_emptied_its_trash(folder, run):
    delete(folder, "x:1", run=run)
    empty_trash(folder, run)
    entry = delete(folder, "x:2", run=run).entry
    assert empty_trash(folder, trash.Run("r2")) == 0
    undo(folder, entry)


@pytest.mark.parametrize("name", ["", "a/b", "a-b", "..", "x" * 41, "é"])
def test_a_run_is_named_by_letters_and_digits(name):
    with pytest.raises(Exception, match="named by up to 40 letters and digits"):
        trash.Run(name)


def test_emptying_where_there_is_nothing_makes_nothing(tmp_path):
    assert empty_trash(tmp_path / "none") == 0
    assert not (tmp_path / "none").exists()
    store(tmp_path, [post()])
    before = contents(tmp_path)
    assert empty_trash(tmp_path, trash.Run("r1")) == 0
    assert contents(tmp_path) == before


def test_emptying_while_somebody_writes_does_not_wait(folder, run):
    delete(folder, "x:1", run=run)
    (folder / "posts" / "00").mkdir(parents=True, exist_ok=True)
    (folder / "posts" / "00" / "000099.parquet").write_bytes(b"")
    with Workspace(folder).importing(NOW):
        (folder / "posts" / "00" / "000100.parquet").write_bytes(b"")
        assert empty_trash(folder, run) == 1
    assert trash.entries(folder) == ()


def test_imports_go_on_while_something_is_in_the_trash(folder, run):
    entry = delete(folder, "x:1", run=run).entry
    for n in range(3):
        store(folder, [post("x:5", n)])
    undo(folder, entry)
    assert {"x:1", "x:5"} <= set(Workspace(folder).profiles["key"])


def test_a_file_report_of_a_live_fetch_names_nobody_afterwards(tmp_path):
    with Workspace(tmp_path).importing(NOW) as transaction:
        from core.schema import batch  # noqa: PLC0415

        transaction.begin_file()
        people = [Profile("x:1", "x", "1", handle="annabella")]
        transaction.add(batch([post("x:1")], people, [("x", "1", "annabella")], n_rows=1))
        signature = '{"profile":"x:1","newest":"9","post_id":"9","depth":null}'
        transaction.end_file(FileReport("x:Annabella", "live_x", signature=signature, rows=1))
        transaction.commit(lambda share, said: None, lambda: False)
    delete(tmp_path, "x:1")
    assert "annabella" not in everything(tmp_path).casefold()
    assert "x:1" not in everything(tmp_path)


def test_what_is_raised_right_after_the_change_took_effect_costs_nothing(folder, monkeypatch):
    def replaced(*arguments):
        was(*arguments)
        raise KeyboardInterrupt

    was = manifests.replace_manifest
    monkeypatch.setattr(manifests, "replace_manifest", replaced)
    with suppress(KeyboardInterrupt):
        delete(folder, "x:1")
    monkeypatch.undo()
    workspace = Workspace(folder)
    assert sorted(workspace.profiles["key"]) == ["x:2", "x:3"]
    assert all(len(workspace.timeline(key).posts) for key in ("x:2", "x:3"))
