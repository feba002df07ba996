"""``media attach``, ``media list`` and ``media detach``: what they say and do, for people and programs."""

import orjson
import pytest

from core import attachment
from core.__main__ import main
from core.attachment import attachments
from core.cli import attachment as command
from core.model.persona import CLASSES
from core.workspace import Workspace
from tests.attachment.making import Look, analysis, given, tie
from tests.corpus import post, store

NAMES = ("faces", "expressions", "objects", "actions", "speech", "text_in_frames")


@pytest.fixture
def run(folder, capsys):
    """Run ``media`` on the workspace; give its status, its output and its errors."""

    def typed(*arguments):
        status = main(["media", *map(str, arguments), "--workspace", str(folder)])
        out, err = capsys.readouterr()
        return status, out, err

    return typed


@pytest.fixture
def look(monkeypatch):
    """Look at files without models; what the command asks for is kept beside."""
    one = Look(analysis(classes=dict.fromkeys(CLASSES, 1 / 8), notes=()))
    one.asked = []

    def attach(workspace, key, files, weights, params, **more):
        one.asked.append((files, weights, params, more))
        more = {name: more[name] for name in ("added", "progress")}
        return attachment.attach(workspace, key, files, weights, params, examine=one, **more)

    monkeypatch.setattr(command, "attach", attach)
    return one


def test_files_are_attached_and_it_is_said_what_was_found(folder, inbox, run, look):
    file = given(inbox, "holiday.mp4")
    status, out, err = run("attach", "@ann", file.path)
    (one,) = attachments(Workspace(folder), "x:1")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == (
        f"{one.sha256[:12]}  f0-holiday.mp4: 2.5 s, 1 face, 1 thing, 1 action, 3 words said, 1 word written"
    )
    assert "Extroverts, 12%" in lines[1]
    assert lines[-1].startswith("The files themselves are not kept.")
    assert run("attach", "ann", file.path)[1].splitlines()[0].partition(": ")[0].endswith(", there already")
    assert len(look.seen) == 1


def test_a_file_is_tied_to_the_post_that_its_name_says_or_that_is_named(folder, inbox, run, look):
    store(folder, [post("x:1", 9, post_id="1234567890")])
    (inbox / "given").mkdir(parents=True)
    for name in ("1234567890-Ab.jpg", "other.jpg", "third.jpg"):
        (inbox / "given" / name).write_text(name)
    run("attach", "ann", *(inbox / "given" / name for name in ("1234567890-Ab.jpg", "other.jpg")))
    run("attach", "x:1", "--post", "2", inbox / "given" / "third.jpg")
    found = attachments(Workspace(folder), "x:1")
    assert [(one.name, one.post_id) for one in found] == [
        ("1234567890-Ab.jpg", "1234567890"),
        ("other.jpg", None),
        ("third.jpg", "2"),
    ]
    status, out, _ = run("attach", "ann", inbox / "given" / "other.jpg", "--post", "nope")
    assert status == 1
    assert "refused       other.jpg: the profile has no post nope" in out


def test_what_is_asked_for_reaches_the_analysis(inbox, run, look, tmp_path):
    run("attach", "ann", given(inbox).path, "--without", "speech", "--without", "faces", "--models", tmp_path)
    ((_, weights, params, more),) = look.asked
    assert params.parts == ("expressions", "objects", "actions", "text_in_frames")
    assert weights.folder == tmp_path
    assert more["network"] == tmp_path / "persona" / "network.safetensors"
    assert more["added"].endswith("+00:00")


def test_one_document_for_programs(folder, inbox, run, look):
    status, out, _ = run("attach", "ann", given(inbox).path, inbox / "none.jpg", "--json")
    record = orjson.loads(out)
    assert status == 0
    assert set(record) == {"workspace", "label", "profile", "attached", "refused"}
    assert record["refused"] == [{"file": "none.jpg", "reason": "there is no file none.jpg"}]
    (one,) = record["attached"]
    assert (one["is_new"], one["stills"], one["post"], record["profile"]) == (True, [0.5, 1.0], None, "x:1")
    listed = orjson.loads(run("list", "x:1", "--json")[1])
    assert set(listed) == {"workspace", "label", "profile", "attachments"}
    assert listed["attachments"] == [{name: one[name] for name in one if name != "is_new"}]
    assert listed["attachments"][0]["analysis"]["vectors"]["object"] == [0.1, 1 / 3]
    taken = orjson.loads(run("detach", "x:1", one["sha256"], "--json")[1])
    assert taken["detached"] == {"sha256": one["sha256"], "name": "f0-clip.mp4"}
    assert attachments(Workspace(folder), "x:1") == ()


def test_where_nothing_was_attached_the_status_says_so(inbox, run, look):
    status, out, _ = run("attach", "ann", inbox / "none.jpg")
    assert (status, out) == (1, "refused       none.jpg: there is no file none.jpg\n")


def test_a_profile_without_files_is_listed_as_such(run):
    assert run("list", "ann") == (0, "x:1: 0 files tied to it\n", "")


def test_what_cannot_be_read_any_more_is_listed_with_its_reason(folder, inbox, run):
    tie(folder, "x:1", given(inbox))
    next(folder.glob("media/*")).write_bytes(b"")
    status, out, _ = run("list", "ann")
    assert status == 0
    assert "damaged; remove it here and attach the file again" in out


def test_a_file_is_named_by_the_beginning_of_its_checksum(folder, inbox, run):
    one, other = tie(folder, "x:1", given(inbox, "a.jpg"), given(inbox, "b.jpg"))
    status, _, err = run("detach", "ann", one.sha256[:3])
    assert status == 1
    assert "4 letters" in err
    assert "no file of x:1 begins with ffffffff" in run("detach", "ann", "ffffffff")[2]
    assert run("detach", "bob", one.sha256)[0] == 1
    assert run("detach", "ann", one.sha256[:6].upper())[0] == 0
    assert [left.sha256 for left in attachments(Workspace(folder), "x:1")] == [other.sha256]


def test_a_beginning_of_two_files_names_neither(folder, inbox, run, monkeypatch):
    found = tie(folder, "x:1", given(inbox, "a.jpg"), given(inbox, "b.jpg"))
    monkeypatch.setattr(command, "_LEAST", 0)
    status, _, err = run("detach", "ann", "")
    assert status == 1
    assert "2 files of x:1 begin with" in err
    assert all(one.sha256[:12] in err for one in found)


def test_hostile_words_move_no_cursor(folder, inbox, run):
    tie(folder, "x:1", given(inbox), look=Look(analysis(notes=("\x1b[2J\u202e",))))
    assert "\x1b" not in run("list", "ann")[1]


def test_nobody_of_that_name_is_our_error(inbox, run):
    status, out, err = run("attach", "nobody", given(inbox).path)
    assert (status, out) == (1, "")
    assert "no profile is called nobody" in err
