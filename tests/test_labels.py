"""The analyst's labels: over what tables said, gone with their profile, back with it, and hostile to nobody."""

import fcntl
import json
import os

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.__main__ import main
from core.errors import FormatError, InputError, ProfileError, WorkspaceBusyError, WorkspaceError
from core.export import csv_bytes
from core.label_list import read_labels
from core.labels import MAX_LABEL, labels_of, set_labels
from core.model import Profile
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.workspace import Workspace, trash
from core.workspace import manifest as manifests
from core.workspace.bundle import export, open_bundle
from core.workspace.removal import delete_profiles
from core.workspace.restoration import empty_trash, undo
from core.workspace.withdrawal import delete_import
from tests.corpus import NOW, contents, post, store
from tests.strategies import HOSTILE
from tests.workspace.sight import everything

WORD = "xylophonists"
HOSTILE_LABELS = (
    "=1+1",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "שלום עולם",
    "a,b;c",
    '"',
    "'=x",
)


@pytest.fixture
def folder(tmp_path):
    """Give a workspace of Ann, whom a table calls press, of Bob, and of Cy."""
    people = [
        Profile("x:1", "x", "1", handle="ann", label="press"),
        Profile("x:2", "x", "2", handle="bob"),
        Profile("x:3", "x", "3", handle="cy"),
    ]
    store(tmp_path, [post(f"x:{who}", n) for who in (1, 2, 3) for n in range(2)], profiles=people)
    return tmp_path


def say(folder, **labels):
    """Label profiles by their numbers."""
    set_labels(Workspace(folder), {f"x:{number[1:]}": label for number, label in labels.items()})


def said(folder):
    return labels_of(Workspace(folder))


def test_what_the_analyst_says_stands_over_what_a_table_said(folder):
    say(folder, _1="desk", _2="desk")
    assert said(folder) == {"x:1": "desk", "x:2": "desk"}


def test_a_label_that_is_taken_off_is_gone_also_where_a_table_gave_it(folder):
    say(folder, _1=None, _2="desk")
    say(folder, _2="  ")
    assert said(folder) == {}
    say(folder, _1="press")
    assert said(folder) == {"x:1": "press"}


def test_labels_are_read_and_set_without_a_change_of_the_workspaces_fingerprint(folder):
    workspace = Workspace(folder)
    before = contents(folder)
    say(folder, _2="desk")
    assert labels_of(workspace) == {"x:1": "press", "x:2": "desk"}
    assert Workspace(folder).fingerprint == workspace.fingerprint
    after = contents(folder)
    assert {name for name in after if after[name] != before.get(name)} == {manifests.NAME}


@settings(max_examples=30)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["x:1", "x:2", "x:3"]),
            st.one_of(st.none(), st.sampled_from(["", "a", "b", " a "])),
        ),
        max_size=4,
    )
)
def test_afterwards_each_profile_has_the_label_it_was_given_last(tmp_path_factory, said_):
    folder = tmp_path_factory.mktemp("w")
    store(folder, [post("x:1"), post("x:2"), post("x:3")], profiles=[Profile("x:1", "x", label="press")])
    expected = {"x:1": "press"}
    for one in said_:
        set_labels(Workspace(folder), one)
        expected |= {key: (label or "").strip() for key, label in one.items()}
        assert said(folder) == {key: label for key, label in expected.items() if label}
    kept = manifests.read(folder).labels
    assert all(label or key == "x:1" for key, label in kept.items()), "an empty one is kept for nothing"


def test_an_unknown_profile_is_named_and_nothing_is_set(folder, tmp_path):
    with pytest.raises(ProfileError, match="no profile x:9"):
        set_labels(Workspace(folder), {"x:2": "desk", "x:9": "desk"})
    assert said(folder) == {"x:1": "press"}
    with pytest.raises(ProfileError, match="no profile x:1"):
        set_labels(Workspace(tmp_path / "none"), {"x:1": "desk"})
    assert not (tmp_path / "none").exists()


def test_a_label_that_is_too_long_is_refused_and_nothing_is_set(folder):
    say(folder, _2="é" * MAX_LABEL)
    with pytest.raises(InputError, match=r"60 characters at most, .* has 61"):
        say(folder, _3="desk", _2="x" * (MAX_LABEL + 1))
    assert said(folder)["x:2"] == "é" * MAX_LABEL
    assert "x:3" not in said(folder)


@pytest.mark.parametrize("label", [*HOSTILE_LABELS, *HOSTILE[:-1]])
def test_a_hostile_label_is_kept_as_the_words_that_it_is(folder, label):
    say(folder, _2=label)
    found = said(folder)["x:2"]
    assert not any(c in found for c in "\u202e\u202c\x00\x1b\n\r\t")
    assert [c for c in label if c.isalnum() or c in "=<>()[]@,;'"] == [
        c for c in found if c.isalnum() or c in "=<>()[]@,;'"
    ]


def test_nobody_labels_while_somebody_else_writes(folder):
    with (folder / manifests.LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(WorkspaceBusyError):
            say(folder, _2="desk")
    assert said(folder) == {"x:1": "press"}


def test_where_nothing_can_be_written_the_labels_are_as_they_were(folder, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(WorkspaceError, match=r"No space left on device.*as they were"):
            say(folder, _2="desk")
    assert said(folder) == {"x:1": "press"}


def test_labels_stay_through_imports_and_what_is_said_of_the_whole(folder):
    say(folder, _2="desk", _1=None)
    store(folder, [post("x:4")], profiles=[Profile("x:4", "x", label="new")])
    Workspace(folder).describe("made up", ("x:1", "x:2"))
    assert said(folder) == {"x:2": "desk", "x:4": "new"}


# Users under several keys


def test_a_label_follows_a_user_whose_id_becomes_known(tmp_path):
    store(tmp_path, [post("x:@ann")])
    set_labels(Workspace(tmp_path), {"x:@ann": "desk"})
    store(tmp_path, [post("x:1", 5)], identities=[("x", "1", "ann")])
    assert said(tmp_path) == {"x:1": "desk"}
    set_labels(Workspace(tmp_path), {"x:@ann": "press"})
    assert said(tmp_path) == {"x:1": "press"}
    assert manifests.read(tmp_path).labels == {"x:1": "press"}


def test_of_two_that_turn_out_to_be_one_the_later_label_stands(tmp_path):
    store(tmp_path, [post("x:@ann"), post("x:1", 5)])
    for key, label in (("x:1", "first"), ("x:@ann", "second"), ("x:1", "third")):
        set_labels(Workspace(tmp_path), {key: label})
    store(tmp_path, identities=[("x", "1", "ann")])
    assert said(tmp_path) == {"x:1": "third"}


def test_a_label_of_a_user_whose_id_became_known_later_stays_and_goes_with_the_user(tmp_path):
    store(tmp_path, [post("x:@ann"), post("x:@bob")])
    set_labels(Workspace(tmp_path), {"x:@ann": "desk"})
    store(tmp_path, [post("x:1", 5)], identities=[("x", "1", "ann")])
    delete_profiles(Workspace(tmp_path), ["x:@bob"], now=NOW)
    assert said(tmp_path) == {"x:1": "desk"}
    store(tmp_path, [post("x:2")])
    delete_profiles(Workspace(tmp_path), ["x:1"], now=NOW)
    assert manifests.read(tmp_path).labels == {}


def test_what_has_happened_since_the_list_was_drawn_is_not_lost(folder):
    stale = Workspace(folder)
    store(folder, [post("x:4")], profiles=[Profile("x:2", "x", label="new")])
    say(folder, _4="desk")
    delete_profiles(Workspace(folder), ["x:3"], now=NOW)
    set_labels(stale, {"x:2": None})
    assert said(folder) == {"x:1": "press", "x:4": "desk"}
    with pytest.raises(ProfileError, match="no profile x:3"):
        set_labels(stale, {"x:3": "desk"})


# Deleted, undone, taken along, pseudonymised


def test_nothing_of_a_deleted_profiles_label_stays_in_the_folder(folder):
    say(folder, _2=WORD, _3="desk")
    delete_profiles(Workspace(folder), ["x:2"], now=NOW)
    assert said(folder) == {"x:1": "press", "x:3": "desk"}
    empty_trash(folder)
    assert WORD not in everything(folder)
    assert "x:2" not in manifests.read(folder).labels


def test_a_label_comes_back_with_its_profile_and_what_was_said_meanwhile_stands(folder):
    run = trash.Run("r1")
    say(folder, _1=None, _2="desk", _3="desk")
    entry = delete_profiles(Workspace(folder), ["x:1", "x:2"], now=NOW, run=run).entry
    store(folder, [post("x:2", 30)])
    say(folder, _2="again", _3="other")
    undo(folder, entry)
    assert said(folder) == {"x:2": "again", "x:3": "other"}


def test_a_label_goes_when_its_profiles_last_import_does_and_comes_back_with_it(folder):
    run = trash.Run("r1")
    store(folder, [post("x:4")])
    say(folder, _4=WORD, _2="desk")
    entry = delete_import(Workspace(folder), 1, now=NOW, run=run).entry
    assert manifests.read(folder).labels == {"x:2": "desk"}
    undo(folder, entry)
    assert said(folder) == {"x:1": "press", "x:2": "desk", "x:4": WORD}


def test_a_label_of_a_profile_that_has_posts_left_stays_when_an_import_goes(folder):
    store(folder, [post("x:2", 30)])
    say(folder, _2="desk")
    delete_import(Workspace(folder), 1, now=NOW)
    assert said(folder) == {"x:1": "press", "x:2": "desk"}


def test_labels_are_in_the_file_of_a_workspace_and_in_what_is_opened_from_it(folder, tmp_path_factory):
    say(folder, _1=None, _2="desk")
    place = tmp_path_factory.mktemp("place")
    export(folder, place / "file.zip")
    assert labels_of(open_bundle(place / "file.zip", place / "new")) == {"x:2": "desk"}
    assert manifests.read(place / "new").labels == manifests.read(folder).labels


def test_under_pseudonyms_the_labels_are_of_the_pseudonyms(folder):
    say(folder, _1=None, _2="desk")
    names = Pseudonyms(bytes(32))
    pseudonymise(Workspace(folder), names)
    assert said(folder) == {names.user_key("x:2"): "desk"}
    assert set(manifests.read(folder).labels) == {names.user_key("x:1"), names.user_key("x:2")}


# Lists


@pytest.fixture
def listed(folder, tmp_path_factory):
    """Read a list of labels that is written as given."""

    def read(text):
        file = tmp_path_factory.mktemp("l") / "labels.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_labels(file, Workspace(folder))

    return read


@pytest.mark.parametrize(
    "text",
    [
        "@ann,desk\nx:2,\n",
        "profile,label\nann,desk\nBOB,  \n",
        "Profile;Label\r\nann;desk\r\nbob;\r\n",
        "\ufefflabel\tprofile\ndesk\tann\n\tbob\n",
        "'@ann,desk\n\nx:2,\n",
        "Profile,Name,Label,Posts,Key\n'@nobody,Ann,desk,2,x:1\n,Bob,,2,x:2\n",
    ],
)
def test_a_list_is_read_with_and_without_its_header(listed, text):
    found = listed(text)
    assert (found.labels, found.refused, found.n_repeated) == ({"x:1": "desk", "x:2": None}, (), 0)


def test_a_line_that_is_not_understood_is_refused_with_its_number_and_the_others_are_taken(listed):
    found = listed(f"ann,a\nzed,a\nbob\nbob,b,c\ncy,{'x' * 61}\n\nann,b\nx:2,b\n")
    assert found.labels == {"x:1": "b", "x:2": "b"}
    assert found.n_repeated == 1
    assert [(line, why.partition(";")[0].partition(",")[0]) for line, why in found.refused] == [
        (2, "no profile is called zed"),
        (3, "it has 1 cells"),
        (4, "it has 3 cells"),
        (5, "a label has 60 characters at most"),
    ]


@pytest.mark.parametrize("text", ["", "profile,label\n", "zed,a\n", b"\xff\xfe,a\n"])
def test_a_list_that_labels_nobody_is_refused(listed, text):
    with pytest.raises(FormatError):
        listed(text)


def test_a_list_that_is_not_there_is_told(folder):
    with pytest.raises(InputError, match="cannot be read"):
        read_labels(folder / "none.csv", Workspace(folder))


@pytest.mark.parametrize("label", HOSTILE_LABELS)
def test_a_label_that_went_out_for_a_spreadsheet_comes_back_as_it_was(folder, listed, label):
    frame = Workspace(folder).profiles[["key"]].assign(label=label).rename(columns={"key": "profile"})
    assert set(listed(csv_bytes(frame)).labels.values()) == {
        label.removeprefix("'") if label == "'=x" else label
    }


# The command line


@pytest.fixture
def run(folder, tmp_path_factory, capsys):
    """Run `label` on a list; give its status, its output and its errors."""

    def command(text, *arguments):
        file = tmp_path_factory.mktemp("l") / "labels.csv"
        file.write_text(text, encoding="utf-8")
        status = main(["label", str(file), "--workspace", str(folder), *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return command


def test_the_command_labels_and_says_what_it_did(folder, run):
    status, out, err = run("ann,\nbob,desk\ncy,desk\nzed,desk\nbob,desk\n")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "2 profiles labelled, 1 label taken off",
        "       2  desk",
        "       1  without a label",
        "refused line 4: no profile is called zed; `profiles` lists those of the workspace",
        "1 line named a profile once more; the last one stands",
    ]
    assert said(folder) == {"x:2": "desk", "x:3": "desk"}


def test_the_command_gives_one_document(folder, run):
    status, out, _ = run("profile,label\nann,=1+1\nzed,desk\n", "--json")
    assert status == 0
    assert orjson.loads(out) == {
        "workspace": str(folder),
        "label": None,
        "n_labelled": 1,
        "n_removed": 0,
        "refused": [
            {"line": 3, "reason": "no profile is called zed; `profiles` lists those of the workspace"}
        ],
        "n_repeated": 0,
        "groups": {"=1+1": 1},
        "n_unlabelled": 2,
    }


def test_a_list_of_nobody_is_our_error_and_sets_nothing(folder, run):
    status, out, err = run("zed,desk\n")
    assert (status, out) == (1, "")
    assert "labels no profile: line 1: no profile is called zed" in err
    assert said(folder) == {"x:1": "press"}


def test_many_refused_lines_are_counted_after_the_first(run):
    _, out, _ = run("bob,a\n" + "zed,a\n" * 25)
    assert out.count("refused line") == 20
    assert "refused 5 more lines" in out


def profiles(folder, capsys, *arguments):
    assert main(["profiles", "--workspace", str(folder), *arguments]) == 0
    return capsys.readouterr().out


def test_the_list_of_profiles_shows_labels_where_there_are_some(folder, capsys):
    say(folder, _2="\x1b[2Jdesk")
    lines = profiles(folder, capsys).splitlines()
    assert lines[0].endswith("last        label")
    assert [line.rpartition("  ")[2] for line in lines[1:]] == ["press", "[2Jdesk", "2024-03-01"]
    say(folder, _1=None, _2=None)
    assert "label" not in profiles(folder, capsys)
    document = json.loads(profiles(folder, capsys, "--json"))
    assert [one["label"] for one in document["profiles"]] == [None] * 3
    say(folder, _3="desk")
    document = json.loads(profiles(folder, capsys, "--json"))
    assert {one["key"]: one["label"] for one in document["profiles"]} == {
        "x:1": None,
        "x:2": None,
        "x:3": "desk",
    }
