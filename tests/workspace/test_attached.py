"""Files tied to profiles within a workspace: gone with their profile, back with it, taken along, and swept when nobody names them."""

import signal

import orjson
import pyarrow as pa
import pytest

from core.attachment import attachments, detach, profile_media, still
from core.errors import FormatError, WorkspaceError
from core.model import Profile
from core.workspace import Workspace, attached, trash
from core.workspace import manifest as manifests
from core.workspace.bundle import export, open_bundle
from core.workspace.removal import delete_profiles
from core.workspace.restoration import empty_trash, undo
from core.workspace.withdrawal import delete_import
from tests.attachment.making import JPEG, Look, analysis, given, tie
from tests.attachment.making import still as made
from tests.corpus import NOW, contents, post, store
from tests.workspace.sight import everything
from tests.workspace.test_bundle import members, said, zipped
from tests.workspace.test_lock import child

WORD = "xylophonists"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "w"
    people = [Profile(f"x:{n}", "x", f"{n}", handle=handle) for n, handle in ((1, "ann"), (2, "bob"))]
    store(path, [post(f"x:{who}", n) for who in (1, 2) for n in range(3)], profiles=people)
    return path


@pytest.fixture
def inbox(tmp_path):
    return tmp_path / "inbox"


def seen(folder, key):
    """Give what is tied to a profile, pictures and all."""
    workspace = Workspace(folder)
    found = attachments(workspace, key)
    stills = [still(workspace, key, one.sha256, second) for one in found for second in one.still_seconds]
    return [(one.sha256, one.name, one.post_id, one.analysis.error) for one in found], stills


def lying(folder):
    return sorted(path.name for path in folder.rglob("media/*"))


# Deleted and undone


def test_nothing_of_a_deleted_profiles_files_stays_in_the_folder(folder, inbox):
    tie(folder, "x:1", given(inbox), look=Look(analysis(notes=(WORD,))))
    tie(folder, "x:2", given(inbox))
    before = seen(folder, "x:2")
    assert WORD in everything(folder)
    delete_profiles(Workspace(folder), ["x:1"], now=NOW)
    assert WORD not in everything(folder)
    assert set(manifests.read(folder).media) == {"x:2"}
    assert seen(folder, "x:2") == before
    assert len(lying(folder)) == 1


@pytest.mark.parametrize("n_files", [1, 3])
def test_files_come_back_with_their_profile(folder, inbox, n_files):
    run = trash.Run("r1")
    tie(folder, "x:1", *(given(inbox, f"{n}.jpg") for n in range(n_files)))
    before, files = seen(folder, "x:1"), manifests.read(folder).media
    entry = delete_profiles(Workspace(folder), ["x:1"], now=NOW, run=run).entry
    assert attachments(Workspace(folder), "x:1") == ()
    assert not list(folder.glob("media/*"))
    assert len(lying(folder)) == n_files, "in the trash"
    undo(folder, entry)
    assert seen(folder, "x:1") == before
    assert manifests.read(folder).media == files
    assert len(lying(folder)) == n_files


def test_an_emptied_trash_holds_no_picture(folder, inbox):
    run = trash.Run("r1")
    tie(folder, "x:1", given(inbox))
    delete_profiles(Workspace(folder), ["x:1"], now=NOW, run=run)
    empty_trash(folder, run)
    assert lying(folder) == []


def test_what_was_attached_meanwhile_stands_and_stays(folder, inbox):
    run = trash.Run("r1")
    same, old, new = (given(inbox, name) for name in ("same.jpg", "old.jpg", "new.jpg"))
    tie(folder, "x:1", same, old)
    entry = delete_profiles(Workspace(folder), ["x:1"], now=NOW, run=run).entry
    store(folder, [post("x:1", 40)])
    tie(folder, "x:1", new, same, look=Look(analysis(n_frames=99)))
    undo(folder, entry)
    found = attachments(Workspace(folder), "x:1")
    assert [one.name for one in found] == ["old.jpg", "new.jpg", "same.jpg"]
    assert found[-1].analysis.n_frames == 99
    assert len(lying(folder)) == 3


def test_files_go_with_the_import_that_their_profile_came_with_and_come_back_with_it(folder, inbox):
    run = trash.Run("r1")
    store(folder, [post("x:3")])
    tie(folder, "x:3", given(inbox, "c.jpg"))
    tie(folder, "x:2", given(inbox, "b.jpg"))
    before = seen(folder, "x:3")
    entry = delete_import(Workspace(folder), 1, now=NOW, run=run).entry
    assert set(manifests.read(folder).media) == {"x:2"}
    undo(folder, entry)
    assert seen(folder, "x:3") == before
    assert len(seen(folder, "x:2")[0]) == 1


def test_files_of_a_profile_that_has_posts_left_stay_when_an_import_goes(folder, inbox):
    store(folder, [post("x:2", 30)])
    tie(folder, "x:2", given(inbox))
    before = seen(folder, "x:2")
    delete_import(Workspace(folder), 1, now=NOW)
    assert seen(folder, "x:2") == before


def test_a_file_that_is_missing_hinders_no_deletion_and_no_undo(folder, inbox):
    run = trash.Run("r1")
    tie(folder, "x:1", given(inbox, "a.jpg"), given(inbox, "b.jpg"))
    (folder / manifests.read(folder).media["x:1"][0]).unlink()
    undo(folder, delete_profiles(Workspace(folder), ["x:1"], now=NOW, run=run).entry)
    assert [one.name for one in attachments(Workspace(folder), "x:1")] == ["b.jpg"]


def test_a_deletion_of_an_earlier_version_is_undone(folder):
    run = trash.Run("r1")
    entry = delete_profiles(Workspace(folder), ["x:1"], now=NOW, run=run).entry
    record = trash.path_of(folder, entry) / trash.RECORD
    told = orjson.loads(record.read_bytes())
    del told["media"]
    record.write_bytes(orjson.dumps(told))
    undo(folder, entry)
    assert len(Workspace(folder).profiles) == 2


def test_files_stay_through_imports_and_what_is_said_of_the_whole(folder, inbox):
    tie(folder, "x:1", given(inbox))
    before = seen(folder, "x:1")
    store(folder, [post("x:4")])
    Workspace(folder).describe("made up", ("x:1", "x:2"))
    assert seen(folder, "x:1") == before


def test_a_workspace_of_an_earlier_version_has_no_files(folder):
    manifest = folder / manifests.NAME
    told = orjson.loads(manifest.read_bytes())
    del told["media"]
    manifest.write_bytes(orjson.dumps({**told, "format": 3}))
    assert attachments(Workspace(folder), "x:1") == ()


# Killed, and swept


ATTACHER = """
import os, signal, sys
from pathlib import Path
from core.workspace import Workspace
from tests.attachment.making import tie
from core.attachment import GivenFile, detach
folder, file, what, last = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
steps = 0
def step(frame, event, argument):
    global steps
    name = frame.f_code.co_filename
    if "workspace" in name or "pyarrow" in name or "attachment/store" in name:
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
workspace = Workspace(folder)
given = GivenFile(file, "killed.jpg")
sys.setprofile(step)
if what == "attach":
    tie(folder, "x:1", given)
else:
    detach(workspace, "x:1", what)
sys.setprofile(None)
print(steps)
"""


def killed(folder, file, what, last):
    with child(ATTACHER, folder, file, what, last) as process:
        out, _ = process.communicate()
    assert process.returncode == (-signal.SIGKILL if last else 0)
    return out


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8, 0.9, 0.95, 0.99])
def test_an_attaching_that_is_killed_is_done_or_was_not_begun_and_leaves_nothing(folder, inbox, share):
    tie(folder, "x:1", given(inbox, "before.jpg"))
    before = contents(folder)
    file = given(inbox, "killed.jpg").path
    n = int(killed(folder, file, "attach", 0))
    (one,) = [one for one in attachments(Workspace(folder), "x:1") if one.name == "killed.jpg"]
    detach(Workspace(folder), "x:1", one.sha256)
    assert contents(folder) == before
    killed(folder, file, "attach", max(1, round(n * share)))
    names = [one.name for one in attachments(Workspace(folder), "x:1")]
    assert names in (["before.jpg"], ["before.jpg", "killed.jpg"])
    assert seen(folder, "x:1")[0][0][1] == "before.jpg"
    empty_trash(folder)
    assert len(lying(folder)) == len(names)
    assert not list(folder.glob("*.new"))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.97])
def test_a_removal_that_is_killed_is_done_or_was_not_begun(folder, inbox, share):
    (one,) = tie(folder, "x:1", given(inbox))
    file = given(inbox, "other").path
    n = int(killed(folder, file, one.sha256, 0))
    assert lying(folder) == []
    tie(folder, "x:1", given(inbox, content=b"clip.mp4"))
    killed(folder, file, one.sha256, max(1, round(n * share)))
    left = len(attachments(Workspace(folder), "x:1"))
    empty_trash(folder)
    assert len(lying(folder)) == left


def test_what_nobody_names_is_swept_by_whoever_writes_next_and_only_that(folder, inbox):
    tie(folder, "x:1", given(inbox))
    (kept,) = lying(folder)
    (folder / "media" / f"{'0' * 64}-{'0' * 16}.arrow").write_bytes(b"left by a kill")
    store(folder, [post("x:4")])
    assert lying(folder) == [kept]


# Taken along


def test_files_are_in_the_file_of_a_workspace_and_in_what_is_opened_from_it(folder, inbox, tmp_path):
    tie(folder, "x:1", given(inbox, "a.jpg"), given(inbox, "b.jpg"))
    tie(folder, "x:2", given(inbox, "a.jpg"), look=Look(stills=()))
    export(folder, tmp_path / "file.zip")
    opened = open_bundle(tmp_path / "file.zip", tmp_path / "new").folder
    assert [seen(opened, key) for key in ("x:1", "x:2")] == [seen(folder, key) for key in ("x:1", "x:2")]
    assert manifests.read(opened).media == manifests.read(folder).media


def test_a_file_that_is_taken_off_while_the_workspace_is_exported_is_not_in_it(folder, inbox, tmp_path):
    (one,) = tie(folder, "x:1", given(inbox))
    gone = []

    def progress(share, words):
        if not gone:
            gone.append(detach(Workspace(folder), "x:1", one.sha256))

    export(folder, tmp_path / "file.zip", progress=progress)
    assert attachments(open_bundle(tmp_path / "file.zip", tmp_path / "new"), "x:1") == ()


@pytest.fixture
def file(folder, inbox, tmp_path):
    tie(folder, "x:1", given(inbox))
    export(folder, tmp_path / "file.zip")
    return tmp_path / "file.zip"


def refused(data, tmp_path, match):
    with pytest.raises(FormatError, match=match):
        open_bundle(data, tmp_path / "new")
    assert not (tmp_path / "new").exists()


SHA = "0" * 64


@pytest.mark.parametrize(
    "media",
    [
        {"x:1": ["media/../../x"]},
        {"x:1": ["posts/00/000001.parquet"]},
        {"x:1": [f"media/{SHA}-{'0' * 16}.arrow/../../x"]},
        {"x:1": [f"media/{SHA}.arrow"]},
        {"x:1": [7]},
        {"x:1": "media"},
        {"x:1": None},
        ["x:1"],
        7,
    ],
)
def test_a_manifest_that_names_something_else_for_a_file_is_refused(file, tmp_path, media):
    refused(zipped(said(file, media=media)), tmp_path, "manifest is damaged")


def test_a_file_that_is_named_twice_or_under_pseudonyms_is_refused(file, tmp_path):
    media = orjson.loads(members(file)["manifest.json"])["media"]
    refused(zipped(said(file, media={**media, "x:2": media["x:1"]})), tmp_path, "named twice")
    refused(zipped(said(file, pseudonyms="k")), tmp_path, "under pseudonyms")


def test_a_file_that_is_tied_to_somebody_else_than_it_says_is_refused(file, tmp_path):
    media = orjson.loads(members(file)["manifest.json"])["media"]
    refused(zipped(said(file, media={"x:2": media["x:1"]})), tmp_path, "something else than its name")


def rewritten(file, tmp_path, stills, *, head=None, schema=None, batches=None):
    """Give the parts of a file with its one attachment written otherwise."""
    parts = members(file)
    (old,) = [name for name in parts if name.startswith("media/")]
    sha256 = attached.sha256_of(old)
    with pa.ipc.open_file(pa.BufferReader(parts.pop(old))) as source:
        head = source.schema.metadata[attached.HEAD] if head is None else head
    new = attached.path_of("x:1", sha256, head)
    if batches is None:
        attached.write(tmp_path / new, head, stills)
    else:
        (tmp_path / "media").mkdir()
        with pa.ipc.new_file(tmp_path / new, schema.with_metadata({attached.HEAD: head})) as out:
            for batch in batches:
                out.write_table(batch)
    record = orjson.loads(parts["manifest.json"])
    return zipped({
        **parts, "manifest.json": orjson.dumps({**record, "media": {"x:1": [new]}}), new: (tmp_path / new).read_bytes()
    })  # fmt: skip


def bomb(side):
    """Give the picture of four pixels with a head that says it has many more."""
    at = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:at] + side.to_bytes(2, "big") * 2 + JPEG[at + 4 :]


@pytest.mark.parametrize(
    ("stills", "why"),
    [
        ([made(jpeg=b"<svg onload='alert(1)'/>")], "no picture"),
        ([made(veiled=b"<html>")], "another size"),
        ([made(jpeg=b"\x89PNG\r\n\x1a\n" + JPEG)], "no picture"),
        ([made(jpeg=JPEG[:30])], "no picture"),
        ([made(width=5)], "no picture"),
        ([made(jpeg=bomb(60_000), width=60_000, height=60_000)], "another size"),
        ([made(veiled=bomb(481))], "another size"),
        ([made(veiled=bomb(0))], "another size"),
        ([made(jpeg=JPEG + bytes(attached.MOST_STILL_BYTES))], "another size"),
        ([made(second=float("nan"))], "no second"),
        ([made(second=-1.0)], "no second"),
        ([made(float(n)) for n in range(attached.MOST_STILLS + 1)], "too many"),
    ],
)
def test_a_still_that_is_no_small_picture_opens_nothing(file, tmp_path, stills, why):
    refused(rewritten(file, tmp_path, stills), tmp_path, f"damaged media/.*{why}")


def test_stills_of_another_layout_open_nothing(file, tmp_path):
    other = pa.table({"second": [0.0]})
    refused(rewritten(file, tmp_path, (), schema=other.schema, batches=[other]), tmp_path, "other columns")
    (tmp_path / "again").mkdir()
    two = pa.table(
        {n: [getattr(made(s), n) for s in (0.0, 1.0)] for n in attached.SCHEMA.names}, attached.SCHEMA
    )
    data = rewritten(file, tmp_path / "again", (), schema=attached.SCHEMA, batches=[two])
    refused(data, tmp_path, "not apart")


def test_words_that_are_none_of_ours_are_told_and_break_nothing(file, tmp_path):
    opened = open_bundle(rewritten(file, tmp_path, [made()], head=b"[1, 2"), tmp_path / "new")
    (one,) = attachments(opened, "x:1")
    assert "damaged" in one.analysis.error
    assert profile_media(opened, "x:1").n_failed == 1


@pytest.mark.parametrize("keep", [0, 20, -30])
def test_half_a_file_opens_nothing(file, tmp_path, keep):
    parts = members(file)
    (name,) = [name for name in parts if name.startswith("media/")]
    refused(zipped({**parts, name: parts[name][:keep]}), tmp_path, "damaged media/")


def test_a_file_that_is_missing_is_told_when_the_workspace_is_exported(folder, inbox, tmp_path):
    tie(folder, "x:1", given(inbox))
    (folder / manifests.read(folder).media["x:1"][0]).unlink()
    with pytest.raises(WorkspaceError, match="is missing; restore it from a backup"):
        export(folder, tmp_path / "file.zip")


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xc0\x00", b"\xff\xd8" + b"\xff\xe0\x00\x00" * 9],
)
def test_what_is_no_whole_head_of_a_picture_says_no_size(data):
    assert attached.jpeg_size(data) is None


def test_a_pictures_head_says_its_size():
    assert attached.jpeg_size(JPEG) == (4, 3)
