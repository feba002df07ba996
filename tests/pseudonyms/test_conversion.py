"""A workspace that is there, pseudonymised: nothing raw stays, nothing else changes, a kill harms nothing."""

from __future__ import annotations

import itertools
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.__main__ import main
from core.attachment import attachments
from core.comparison import compare
from core.demo import make_demo
from core.errors import CancelledError, PseudonymError, WorkspaceBusyError
from core.gallery import Gallery
from core.identity.name import PSEUDONYMOUS
from core.params import ComparisonParams
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.sample import sample_corpus
from core.sources.live_draft import Page, drafting
from core.workspace import Workspace
from core.workspace import manifest as manifests
from core.workspace.removal import delete_profiles
from core.workspace.trash import Run
from core.workspace.withdrawal import delete_import
from tests.attachment.making import Look, analysis, given, tie
from tests.corpus import NOW, bring, contents, post, row, store, table
from tests.pseudonyms.trace import OF_NAMES, words_in


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "raw"
    make_demo(folder, now=NOW)
    return folder


@pytest.fixture
def raw(tmp_path):
    """Make a workspace of two imports, portraits, a draft, a deletion in the trash."""
    folder = tmp_path / "w"
    fields = ["screen_name", "user_id", "created_at", "text"]
    rows = [["AnnRaw", "445566", f"2024-03-01T{n:02d}:00:00Z", "hi @BobRaw"] for n in (1, 1, 2)]
    bring(folder, ("annraw.csv", table(*rows, fields=fields)))
    bring(
        folder,
        ("annraw.csv", table(*rows, *rows[:1], fields=fields)),
        ("bobraw.csv", table(row(1, "BobRaw"))),
    )
    store(folder, [post("x:778899", n) for n in range(3)])
    Gallery(Workspace(folder)).complete()
    delete_profiles(Workspace(folder), ["x:778899"], now=NOW, run=Run("abc"))
    with drafting(folder, "x:annraw") as draft:
        draft.begin({"screen_name": "AnnRaw"}, "445566", None)
        draft.add(Page([{"text": "by AnnRaw"}], None), NOW)
    return folder


ROOT = Path(__file__).resolve().parents[2]
RAW = ("annraw", "bobraw", "445566", "778899")


def test_nothing_raw_stays_in_the_folder(raw, safe):
    assert all(name in words_in(raw).casefold() for name in RAW)
    done = pseudonymise(Workspace(raw), safe)
    assert (done.n_posts, done.n_profiles, done.key_id) == (5, 2, safe.key_id)
    words = words_in(raw).casefold()
    assert not [name for name in RAW if name in words]
    assert not (raw / "fetching").exists()
    assert not (raw / "trash").exists() or not any((raw / "trash").glob("*-*"))


def test_what_was_told_apart_still_is_and_an_import_can_still_be_taken_back(raw, safe):
    before = Workspace(raw)
    counts = dict(zip(before.profiles["key"], before.profiles["n_posts"], strict=True))
    pseudonymise(before, safe)
    after = Workspace(raw)
    assert dict(zip(after.profiles["key"], after.profiles["n_posts"], strict=True)) == {
        safe.user_key(key): n for key, n in counts.items()
    }
    assert [report.kept for report in after.imports] == [report.kept for report in before.imports]
    assert after.pseudonyms == safe.key_id
    delete_import(after, 1, now=NOW)
    assert Workspace(raw).profiles["n_posts"].tolist() == [3]


def test_the_same_file_under_the_key_is_known_afterwards(raw, safe):
    pseudonymise(Workspace(raw), safe)
    fields = ["screen_name", "user_id", "created_at", "text"]
    rows = [["AnnRaw", "445566", f"2024-03-01T{n:02d}:00:00Z", "hi @BobRaw"] for n in (1, 1, 2)]
    report = bring(raw, ("annraw.csv", table(*rows, fields=fields)), pseudonyms=safe)
    assert (report.kept, report.duplicates) == (0, 3)


def test_pseudonymising_later_gives_what_importing_under_the_key_gives(tmp_path, safe):
    file = ("a.csv", table(*(row(n, who) for n, who in enumerate(["Ann", "Bob", "Ann", "Cleo"] * 5))))
    bring(tmp_path / "later", file)
    pseudonymise(Workspace(tmp_path / "later"), safe)
    bring(tmp_path / "atonce", file, pseudonyms=safe)
    later, at_once = Workspace(tmp_path / "later"), Workspace(tmp_path / "atonce")
    assert later.profiles.equals(at_once.profiles)
    for key in later.profiles["key"]:
        one, other = later.timeline(key), at_once.timeline(key)
        assert one.fingerprint == other.fingerprint
        assert one.posts.drop(columns=["mentions", "hashtags", "links", "media", "objects"]).equals(
            other.posts.drop(columns=["mentions", "hashtags", "links", "media", "objects"])
        )


def test_comparison_sees_the_same(demo, tmp_path, safe):
    shutil.copytree(demo, tmp_path / "w")
    pseudonymise(Workspace(tmp_path / "w"), safe)
    raw, renamed = Workspace(demo), Workspace(tmp_path / "w")
    assert renamed.label == raw.label
    assert renamed.opening == tuple(safe.user_key(key) for key in raw.opening)
    before, after = Gallery(raw), Gallery(renamed)
    planted = [planted.profiles[:2] for planted in sample_corpus().planted]
    shortest = raw.profiles["key"].iloc[-1]
    keys = list(dict.fromkeys([*planted[0], *planted[1], *planted[-1], shortest]))
    n_values = 0
    for mode, (a, b) in itertools.product(("default", "paper"), itertools.combinations(keys, 2)):
        params = ComparisonParams.of(mode)
        known = [gallery.reference if mode == "default" else None for gallery in (before, after)]
        one = compare(before.portrait(a), before.portrait(b), known[0], params)
        a_, b_ = safe.user_key(a), safe.user_key(b)
        other = compare(after.portrait(a_), after.portrait(b_), known[1], params)
        for left, right in zip(one.measurements, other.measurements, strict=True):
            if left.measure in OF_NAMES:
                assert right.missing in (PSEUDONYMOUS.reason, left.missing)
                continue
            assert (left.missing, left.n_a, left.n_b, left.shared) == (
                right.missing,
                right.n_a,
                right.n_b,
                right.shared,
            )
            # terms and targets are added up in the order of their letters, which is another under pseudonyms
            is_sum = "cosine" in left.measure and left.value is not None
            close = pytest.approx(left.value, rel=1e-12, abs=0) if is_sum else left.value
            if left.measure == "identity.creation_gap" and left.value is not None:  # told to the day
                close = pytest.approx(left.value, abs=1)
            assert right.value == close, left.measure
            n_values += left.value is not None
    assert n_values > 150


def test_no_word_of_the_demo_says_who_is_in_it(demo, tmp_path, safe):
    shutil.copytree(demo, tmp_path / "w")
    pseudonymise(Workspace(tmp_path / "w"), safe)
    corpus = sample_corpus().batch
    words = words_in(tmp_path / "w")
    said = set(re.findall(r"\w+", words.casefold()))
    pairs = corpus.identities.to_pylist()
    assert len(pairs) > 500
    assert said.isdisjoint(pair["user_id"] for pair in pairs)
    at = set(re.findall(r"[@/]\w+", words.casefold()))
    assert at.isdisjoint(f"{sign}{pair['handle']}" for pair in pairs for sign in "@/")
    lines = set(words.split("\n"))
    for column in ("name", "bio", "handle"):
        told = [value for value in corpus.profiles[column].to_pylist() if value]
        assert told
        assert lines.isdisjoint(told)
    ids = {
        name
        for column in ("post_id", "ref_id", "quoted_id")
        for name in corpus.posts[column].to_pylist()
        if name
    }
    assert ids.isdisjoint(lines)
    assert ids.isdisjoint(said)


def test_a_second_time_changes_nothing_and_another_key_is_refused(raw, safe, tmp_path):
    pseudonymise(Workspace(raw), safe)
    before = contents(raw)
    assert pseudonymise(Workspace(raw), Pseudonyms.open(tmp_path / "case.key")).n_posts == 5
    assert contents(raw) == before
    with pytest.raises(PseudonymError, match=safe.key_id):
        pseudonymise(Workspace(raw), Pseudonyms.create(tmp_path / "other.key"))
    assert contents(raw) == before


def test_an_empty_workspace_takes_pseudonyms_only_afterwards(tmp_path, safe):
    assert pseudonymise(Workspace(tmp_path / "w"), safe).n_posts == 0
    with pytest.raises(PseudonymError, match="--pseudonyms"):
        bring(tmp_path / "w", ("a.csv", table(row(1))))
    assert bring(tmp_path / "w", ("a.csv", table(row(1))), pseudonyms=safe).kept == 1


def test_whoever_stops_it_finds_the_workspace_as_it_was(raw, safe):
    before = {name: data for name, data in contents(raw).items() if not name.startswith("trash")}
    for n_asked in range(1, 40):
        asked = itertools.count(1)
        try:
            pseudonymise(Workspace(raw), safe, cancelled=lambda a=asked, n=n_asked: next(a) == n)
        except CancelledError:
            with Workspace(raw).importing(NOW):  # sweeps what was left
                pass
            after = {name: data for name, data in contents(raw).items() if not name.startswith("trash")}
            assert after == before
        else:
            break
    assert n_asked > 5
    assert Workspace(raw).pseudonyms == safe.key_id


# Dies, as by a power cut, right before the new manifest is put in place, or right after.
KILLED = """
import os, signal, sys
from pathlib import Path
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.workspace import Workspace
from core.workspace import manifest as manifests
real = manifests.replace_manifest
def replace(folder, manifest):
    if sys.argv[3] == "after":
        real(folder, manifest)
    os.kill(os.getpid(), signal.SIGKILL)
manifests.replace_manifest = replace
pseudonymise(Workspace(Path(sys.argv[1])), Pseudonyms.open(Path(sys.argv[2])))
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_at_the_last_moment_leaves_it_before_or_after_and_nothing_raw_beside(
    raw, safe, tmp_path, when
):
    n_posts = Workspace(raw).profiles["n_posts"].sum()
    arguments = [sys.executable, "-c", KILLED, str(raw), str(tmp_path / "case.key"), when]
    assert subprocess.run(arguments, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    found = Workspace(raw)
    assert found.profiles["n_posts"].sum() == n_posts
    assert found.pseudonyms == (safe.key_id if when == "after" else None)
    with found.importing(NOW, safe if when == "after" else None):
        pass  # whoever writes next sweeps
    words = words_in(raw).casefold()
    assert bool([name for name in RAW if name in words]) == (when == "before")
    assert pseudonymise(found, safe).n_posts == n_posts


def test_a_fetch_that_is_under_way_is_not_overrun(raw, safe):
    with drafting(raw, "x:annraw"), pytest.raises(WorkspaceBusyError, match="being fetched"):
        pseudonymise(Workspace(raw), safe)
    assert Workspace(raw).pseudonyms is None


# Files that are tied to profiles


WORDS = "spoken by AnnRaw"


def test_what_was_found_in_files_is_removed_with_its_pictures(raw, safe, tmp_path):
    key = Workspace(raw).find("annraw")
    look = Look(analysis(notes=(WORDS,)))
    tie(raw, key, given(tmp_path, "annraw.jpg"), given(tmp_path, "b.jpg"), look=look)
    assert WORDS in words_in(raw)
    done = pseudonymise(Workspace(raw), safe)
    assert done.n_removed == 2
    assert not list(raw.rglob("media/*"))
    assert manifests.read(raw).media == {}
    assert WORDS not in words_in(raw)
    assert attachments(Workspace(raw), safe.user_key(key)) == ()
    assert pseudonymise(Workspace(raw), safe).n_removed == 0


def test_the_command_says_that_files_were_removed(raw, tmp_path, capsys):
    tie(raw, Workspace(raw).find("annraw"), given(tmp_path))
    assert main(["pseudonymise", "--key", str(tmp_path / "k.key"), "--workspace", str(raw)]) == 0
    assert (
        "what was found in 1 attached file is removed: faces and voices say who somebody is"
        in capsys.readouterr().out.splitlines()
    )


def test_where_no_file_is_attached_nothing_is_said_of_any(raw, tmp_path, capsys):
    assert main(["pseudonymise", "--key", str(tmp_path / "k.key"), "--workspace", str(raw)]) == 0
    assert "what was found" not in capsys.readouterr().out


def test_a_stopped_conversion_leaves_the_files(raw, safe, tmp_path):
    key = Workspace(raw).find("annraw")
    tie(raw, key, given(tmp_path))
    with pytest.raises(CancelledError):
        pseudonymise(Workspace(raw), safe, cancelled=lambda: True)
    assert len(attachments(Workspace(raw), key)) == 1
