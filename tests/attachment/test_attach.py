"""Files into a workspace and out of it: each whole or not at all, whoever else is writing, whatever it is called."""

import errno
import fcntl
import os
import re
import struct
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path

import pyarrow as pa
import pytest

from core.attachment import (
    GivenFile,
    Refused,
    attach,
    attachments,
    detach,
    encoding,
    media_marks,
    profile_media,
    store,
)
from core.attachment import still as still_of
from core.errors import (
    CancelledError,
    InputError,
    ProfileError,
    PseudonymError,
    WorkspaceBusyError,
    WorkspaceError,
)
from core.persona.media.weight import Weights
from core.pictured import Pictured
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.workspace import Workspace, attached
from core.workspace import manifest as manifests
from core.workspace.removal import delete_profiles
from tests.attachment.making import ADDED, JPEG, NOWHERE, Look, analysis, given, still, tie
from tests.attachment.test_encoding import plain
from tests.corpus import NOW, contents, post
from tests.corpus import store as bring
from tests.strategies import HOSTILE


def there(folder, key="x:1"):
    return attachments(Workspace(folder), key)


def named(folder):
    """List the files in the folder of attachments, and check that the manifest names these and no others."""
    lying = sorted(path.relative_to(folder).as_posix() for path in folder.glob("media/*"))
    assert lying == sorted(p for paths in manifests.read(folder).media.values() for p in paths)
    assert not list(folder.glob("*.new"))
    return lying


def test_what_was_found_is_read_again_as_it_was(folder, inbox):
    (one,) = tie(folder, "x:1", given(inbox))
    (found,) = there(folder)
    assert plain(found.analysis) == plain(one.analysis) == plain(analysis())
    told = [
        [getattr(it, field.name) for field in fields(it) if field.name != "analysis"] for it in (found, one)
    ]
    assert told[0] == told[1]
    assert (found.key, found.name, found.n_bytes, found.added, found.post_id, found.still_seconds) == (
        "x:1", "clip.mp4", len("clip.mp4"), ADDED, None, (0.5, 1.0),
    )  # fmt: skip
    assert still_of(Workspace(folder), "x:1", one.sha256, 1.0) == still(1.0)
    assert named(folder) == [path for path in named(folder) if path.startswith(f"media/{one.sha256}-")]


def test_what_is_kept_names_no_folder_of_this_machine(folder, inbox):
    one = given(inbox, "clip.mp4")
    weights, network = Weights(inbox / "my models"), inbox / "ann's own" / "network.safetensors"
    told = analysis(
        notes=(
            f"no still could be cut: there is no file {one.path}",
            f"{one.path.name} has a damaged end, 1 / 2",
        ),
        missing={
            "faces": f"the weights of it are not in {weights.folder}: run `make media`",
            "speech": f"{weights.folder}/speech/model.bin cannot be loaded",
            "text": f"{network} cannot be read",
            "action": "/opt/some/site-packages/rapidocr/ocr.onnx is not the file that is known",
        },
    )
    look = Look(told)
    (kept,) = attach(Workspace(folder), "x:1", [one], weights, added=ADDED, network=network, examine=look)
    for found in (kept.analysis, there(folder)[0].analysis):
        assert found.notes == (
            "no still could be cut: there is no file clip.mp4",
            "clip.mp4 has a damaged end, 1 / 2",
        )
        assert found.missing == {
            "faces": "the weights of it are not in my models: run `make media`",
            "speech": "my models/speech/model.bin cannot be loaded",
            "text": "network.safetensors cannot be read",
            "action": "ocr.onnx is not the file that is known",
        }


def test_relative_places_leave_the_words_about_them_as_they_are(folder, inbox, monkeypatch):
    one = given(inbox)
    monkeypatch.chdir(inbox)
    told = analysis(
        notes=("A silent track. Nothing is said.",), missing={"faces": "not in .: run `make media`"}
    )
    (kept,) = attach(Workspace(folder), "x:1", [one], Weights(Path()), added=ADDED, examine=Look(told))
    assert (kept.analysis.notes, kept.analysis.missing) == (told.notes, told.missing)


def test_what_would_not_be_opened_again_is_refused(folder, inbox, monkeypatch):
    tie(folder, "x:1", given(inbox, "first.mp4"))
    monkeypatch.setattr(encoding, "MOST_HEAD_BYTES", 1_000)
    look = Look(analysis(notes=("a" * 1_000,)))
    (found,) = tie(folder, "x:1", given(inbox, "second.mp4"), look=look)
    assert isinstance(found, Refused)
    assert "more was found in it than can be kept" in found.reason
    assert [one.name for one in there(folder)] == ["first.mp4"]
    assert len(named(folder)) == 1


def test_a_damaged_file_ends_neither_the_list_nor_the_process(folder, inbox):
    (one,) = tie(folder, "x:1", given(inbox))
    path = folder / named(folder)[0]
    whole = path.read_bytes()
    offsets = struct.pack("<ii", 0, len(still(0.5).jpeg))
    at = [found.start() for found in re.finditer(re.escape(offsets), whole)]
    assert at
    for start in at:  # among them where a picture ends
        path.write_bytes(whole[:start] + struct.pack("<ii", 0, 10**9) + whole[start + len(offsets) :])
        assert len(there(folder)) == 1
        with suppress(InputError):
            assert still_of(Workspace(folder), "x:1", one.sha256, 0.5) == still(0.5)
    renamed = whole.replace(b"second", b"minute")
    path.write_bytes(renamed)
    assert there(folder)[0].analysis.error is not None
    with pytest.raises(InputError, match="is damaged"):
        still_of(Workspace(folder), "x:1", one.sha256, 0.5)


def test_files_are_listed_in_the_order_in_which_they_were_added(folder, inbox):
    names = [f"{n}.jpg" for n in (3, 1, 2)]
    tie(folder, "x:1", *(given(inbox, name) for name in names))
    tie(folder, "x:1", given(inbox, "0.jpg"))
    assert [one.name for one in there(folder)] == [*names, "0.jpg"]


def test_each_is_on_disk_before_it_is_given(folder, inbox):
    files = [given(inbox, f"{n}.jpg") for n in range(3)]
    for n, one in enumerate(attach(Workspace(folder), "x:1", files, NOWHERE, added=ADDED, examine=Look()), 1):
        assert [found.sha256 for found in there(folder)][-1] == one.sha256
        assert len(named(folder)) == n


def test_a_file_that_is_there_is_not_looked_at_again(folder, inbox):
    look = Look()
    file, same = given(inbox, "a.jpg", b"one"), given(inbox, "b.jpg", b"one")
    first, second = tie(folder, "x:1", file, same, look=look)
    (third,) = tie(folder, "x:1", same, look=look)
    assert len(look.seen) == 1
    assert {one.name for one in (first, second, third)} == {"a.jpg"}
    assert len(named(folder)) == 1
    tie(folder, "x:2", same, look=look)
    assert len(look.seen) == 2
    assert {key: len(marks) for key, marks in media_marks(Workspace(folder)).items()} == {"x:1": 1, "x:2": 1}


def test_a_file_that_is_there_is_tied_to_the_post_that_is_named_now(folder, inbox):
    look, file = Look(), given(inbox)
    tie(folder, "x:1", given(inbox, "other.jpg"), file, look=look)
    before = Pictured(Workspace(folder)).state()
    (one,) = tie(folder, "x:1", replace(file, post_id="2"), look=look)
    assert [found.post_id for found in there(folder)] == [None, "2"]
    assert plain(there(folder)[1].analysis) == plain(one.analysis)
    assert still_of(Workspace(folder), "x:1", one.sha256, 0.5) == still(0.5)
    assert (len(look.seen), len(named(folder))) == (2, 2)
    assert Pictured(Workspace(folder)).state() != before
    assert tie(folder, "x:1", file)[0].post_id == "2", "none is named, so it stays"


@pytest.mark.parametrize("post_id", ["9", "", "x" * 10_000, "\x1b[2J"])
def test_a_post_that_the_profile_has_not_is_refused(folder, inbox, post_id):
    look = Look()
    (found,) = tie(folder, "x:1", replace(given(inbox), post_id=post_id), look=look)
    assert isinstance(found, Refused)
    assert "has no post" in found.reason
    assert len(found.reason) < 400
    assert "\x1b" not in found.reason
    assert (look.seen, named(folder)) == ([], [])


def test_what_cannot_be_read_is_refused_and_kept_nowhere_and_the_others_go_on(folder, inbox):
    bad = Look(analysis(error="f0-clip.mp4 is empty"), ())
    assert tie(folder, "x:1", given(inbox), look=bad) == [Refused("clip.mp4", "clip.mp4 is empty")]
    files = [GivenFile(inbox / "none.jpg", "none.jpg"), GivenFile(inbox, "inbox"), given(inbox, "ok.jpg")]
    none, place, ok = tie(folder, "x:1", *files)
    assert (none.reason, place.reason) == ("there is no file none.jpg", "inbox is no file")
    assert [one.name for one in there(folder)] == [ok.name]
    assert len(named(folder)) == 1


def test_where_an_upload_lies_is_not_told(folder, inbox):
    file = given(inbox)
    found = Look(analysis(error=f"{file.path}: {file.path.name} is broken"), ())
    assert tie(folder, "x:1", file, look=found) == [Refused("clip.mp4", "clip.mp4: clip.mp4 is broken")]


def test_a_link_is_followed_to_a_file_and_to_nothing_else(folder, inbox):
    file = given(inbox)
    for name, target in (("good", file.path), ("folder", inbox), ("null", "/dev/null"), ("gone", "gone!")):
        (inbox / name).symlink_to(target)
    os.mkfifo(inbox / "pipe")
    names = ("good", "folder", "null", "gone", "pipe")
    found = tie(folder, "x:1", *(GivenFile(inbox / name, name) for name in names))
    assert [one.reason for one in found[1:]] == [
        "folder is no file",
        "null is no file",
        "there is no file gone",
        "pipe is no file",
    ]
    assert there(folder)[0].name == "good"


@pytest.mark.parametrize(
    "name", ["../../x.jpg", "a/../../..", "/etc/passwd", "C:\\a\\x.jpg", "x" * 10_000, *HOSTILE]
)
def test_a_hostile_name_is_kept_as_a_short_word_and_is_no_place(folder, inbox, name):
    (one,) = tie(folder, "x:1", replace(given(inbox), name=name))
    found = there(folder)[0]
    assert one.name == found.name == found.analysis.file
    assert 0 < len(found.name) <= 120
    assert found.name.isprintable()
    assert not set("/\\") & set(found.name)
    assert len(named(folder)) == 1
    assert {path.name for path in folder.parent.iterdir()} == {"w", "inbox"}


@pytest.mark.parametrize("change", [b"other", b"clip.mp4 and more"])
def test_a_file_that_changes_while_it_is_looked_at_is_refused(folder, inbox, change):
    look = Look(meanwhile=lambda path: path.write_bytes(change))
    (found,) = tie(folder, "x:1", given(inbox), look=look)
    assert found == Refused("clip.mp4", "it changed while it was looked at; attach it again")
    gone = Look(meanwhile=lambda path: path.unlink())
    assert tie(folder, "x:1", given(inbox), look=gone)[0].reason.startswith("there is no file")
    assert named(folder) == []


def test_what_is_no_number_is_refused(folder, inbox):
    (found,) = tie(folder, "x:1", given(inbox), look=Look(analysis(seconds=float("nan"))))
    assert isinstance(found, Refused)
    assert named(folder) == []


def test_a_stopped_one_keeps_what_was_attached_before(folder, inbox):
    files, n = [given(inbox, f"{n}.jpg") for n in range(3)], iter(range(99))
    asked = lambda: next(n) >= 5  # noqa: E731 — a clock of its own
    with pytest.raises(CancelledError, match="the files before it are attached"):
        tie(folder, "x:1", *files, cancelled=asked)
    assert 0 < len(named(folder)) < 3


def test_progress_rises_to_the_end_and_names_the_file(folder, inbox):
    told = []
    tie(folder, "x:1", *(given(inbox, f"{n}.jpg") for n in range(4)), progress=lambda *one: told.append(one))
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[0] == (0.0, "reading 0.jpg")
    assert told[-1][0] == pytest.approx(7 / 8)


# Whom, and whom not


def test_a_profile_may_be_named_by_another_key_of_the_same_user(folder, inbox):
    (one,) = tie(folder, "x:@ann", given(inbox))
    assert one.key == "x:1"
    assert [found.sha256 for found in there(folder, "x:@ann")] == [one.sha256]
    assert set(manifests.read(folder).media) == {"x:1"}
    detach(Workspace(folder), "x:@ann", one.sha256)
    assert named(folder) == []


def test_files_follow_a_user_whose_id_becomes_known(tmp_path, inbox):
    folder = tmp_path / "w"
    bring(folder, [post("x:@ann"), post("x:1", 5)])
    both = given(inbox, "both.jpg")
    tie(folder, "x:@ann", given(inbox, "of handle.jpg"), both)
    tie(folder, "x:1", both, given(inbox, "of id.jpg"))
    bring(folder, identities=[("x", "1", "ann")])
    assert [one.name for one in there(folder)] == ["of handle.jpg", "both.jpg", "of id.jpg"]
    assert {one.key for one in there(folder)} == {"x:1"}
    assert profile_media(Workspace(folder), "x:1").n_files == 3
    marks = media_marks(Workspace(folder), ["x:@ann", "x:2"])
    assert marks == {"x:1": tuple(one.sha256 for one in there(folder))}
    detach(Workspace(folder), "x:1", there(folder)[1].sha256)
    assert [one.name for one in there(folder)] == ["of handle.jpg", "of id.jpg"]
    named(folder)


def test_nobody_who_is_not_there_is_given_a_file(folder, tmp_path, inbox):
    look = Look()
    with pytest.raises(ProfileError, match="no profile x:9"):
        tie(folder, "x:9", given(inbox), look=look)
    with pytest.raises(ProfileError):
        tie(tmp_path / "none", "x:1", given(inbox), look=look)
    assert look.seen == []
    assert not (tmp_path / "none").exists()


def test_a_profile_that_is_deleted_meanwhile_is_given_no_file(folder, inbox):
    look = Look(meanwhile=lambda _: delete_profiles(Workspace(folder), ["x:1"], now=NOW))
    with pytest.raises(ProfileError, match="no profile x:1"):
        tie(folder, "x:1", given(inbox), look=look)
    assert named(folder) == []


def test_under_pseudonyms_nothing_is_attached(folder, inbox):
    names = Pseudonyms(bytes(32))
    look = Look(meanwhile=lambda _: pseudonymise(Workspace(folder), names))
    with pytest.raises(PseudonymError, match="faces and voices"):
        tie(folder, "x:1", given(inbox), look=look)
    with pytest.raises(PseudonymError, match="attach files where the profiles have their own names"):
        tie(folder, names.user_key("x:1"), given(inbox), look=look)
    assert len(look.seen) == 1
    assert named(folder) == []


def test_the_fingerprint_of_the_workspace_stays(folder, inbox):
    before = Workspace(folder)
    files = contents(folder)
    (one,) = tie(folder, "x:1", given(inbox))
    assert Workspace(folder).fingerprint == before.fingerprint
    assert [found.sha256 for found in attachments(before, "x:1")] == [one.sha256], "the present counts"
    changed = {name for name, data in contents(folder).items() if files.get(name) != data}
    assert changed == {manifests.NAME, *named(folder)}
    detach(before, "x:1", one.sha256)
    assert Workspace(folder).fingerprint == before.fingerprint


# Taken off again


def test_what_is_detached_is_gone_from_the_folder_and_the_others_stay(folder, inbox):
    first, second = tie(folder, "x:1", given(inbox, "a.jpg"), given(inbox, "b.jpg"))
    tie(folder, "x:2", given(inbox, "a.jpg"))
    detach(Workspace(folder), "x:1", first.sha256)
    assert [one.sha256 for one in there(folder)] == [second.sha256]
    assert [one.name for one in there(folder, "x:2")] == ["a.jpg"]
    assert len(named(folder)) == 2
    for sha256 in (first.sha256, second.sha256[:12], "", "../x"):
        with pytest.raises(InputError, match="is tied to x:1"):
            detach(Workspace(folder), "x:1", sha256)


def test_a_file_that_is_attached_again_is_another_state(folder, inbox):
    assert Pictured(Workspace(folder)).state() == ""
    (one,) = tie(folder, "x:1", given(inbox, "a.jpg"))
    before = Pictured(Workspace(folder)).state("x:1")
    detach(Workspace(folder), "x:1", one.sha256)
    assert Pictured(Workspace(folder)).state("x:1") == ""
    tie(folder, "x:1", given(inbox, "a.jpg"), look=Look(analysis(n_frames=7)))
    assert Pictured(Workspace(folder)).state("x:1") not in ("", before)
    assert media_marks(Workspace(folder)) == {"x:1": (one.sha256,)}


# Somebody else, and no room


def test_while_another_process_writes_nobody_looks_at_anything(folder, inbox, monkeypatch):
    monkeypatch.setattr(store, "_PAUSE_SECONDS", 0.001)
    look = Look()
    with (folder / manifests.LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(WorkspaceBusyError):
            tie(folder, "x:1", given(inbox), look=look)
    assert (look.seen, named(folder)) == ([], [])


def test_somebody_who_writes_for_a_moment_is_waited_for(folder, inbox, monkeypatch):
    lock = (folder / manifests.LOCK).open("a")
    waited = []

    class Pause:
        def wait(self, seconds):
            waited.append(seconds)
            if len(waited) == 3:
                lock.close()

    monkeypatch.setattr(store, "Event", Pause)
    look = Look(meanwhile=lambda _: fcntl.flock(lock, fcntl.LOCK_EX))
    assert len(tie(folder, "x:1", given(inbox), look=look)) == 1
    assert waited == [store._PAUSE_SECONDS] * 3
    assert len(named(folder)) == 1


def test_two_who_attach_at_once_lose_nothing(folder, inbox):
    others = [given(inbox, f"b{n}.jpg") for n in range(2)]

    def meanwhile(_):
        if others:
            tie(folder, "x:1", others.pop())

    tie(folder, "x:1", given(inbox, "a0.jpg"), given(inbox, "a1.jpg"), look=Look(meanwhile=meanwhile))
    assert sorted(one.name for one in there(folder)) == ["a0.jpg", "a1.jpg", "b0.jpg", "b1.jpg"]
    same = given(inbox, "same.jpg")
    tie(folder, "x:1", same, look=Look(meanwhile=lambda _: tie(folder, "x:1", same)))
    assert [one.name for one in there(folder)].count("same.jpg") == 1
    named(folder)


@pytest.mark.parametrize("place", ["write", "settle", "replace"])
def test_a_full_disk_is_told_and_leaves_everything_as_it_was(folder, inbox, monkeypatch, place):
    tie(folder, "x:1", given(inbox, "before.jpg"))
    before = contents(folder)
    full = OSError(errno.ENOSPC, "No space left on device")

    def fail(path, *_):
        if place == "write":
            path.write_bytes(b"half of it")
        raise full

    def fail_late(handle):
        if any(folder.glob("*.new")):
            raise full

    where = {"write": (attached, "write"), "settle": (manifests, "settle"), "replace": (os, "fsync")}[place]
    with monkeypatch.context() as patch:
        patch.setattr(*where, fail_late if place == "replace" else fail)
        with pytest.raises(WorkspaceError, match=r"No space left on device.*is as it was"):
            tie(folder, "x:1", given(inbox, "new.jpg"))
    assert contents(folder) == before
    assert [one.name for one in there(folder)] == ["before.jpg"]


def test_a_real_limit_of_the_disk_leaves_no_half_file(folder, inbox):
    resource = pytest.importorskip("resource", reason="limits of a process are a thing of Unix")
    signal = pytest.importorskip("signal")
    before = contents(folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    file = given(inbox)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
        with pytest.raises(WorkspaceError, match="is as it was"):
            tie(folder, "x:1", file, look=Look(stills=tuple(still(n / 2, jpeg=JPEG * 9) for n in range(5))))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert contents(folder) == before


def test_in_a_folder_that_may_only_be_read_nothing_is_looked_at(folder, inbox, monkeypatch):
    (one,) = tie(folder, "x:1", given(inbox))
    opened = type(folder).open

    def refused(path, mode="r", *more, **others):
        if path.is_relative_to(folder) and set(mode) & set("awx+"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, mode, *more, **others)

    look = Look()
    with monkeypatch.context() as patch:
        patch.setattr(type(folder), "open", refused)
        with pytest.raises(WorkspaceError, match="cannot write to"):
            tie(folder, "x:1", given(folder.parent / "more"), look=look)
        with pytest.raises(WorkspaceError, match="cannot write to"):
            detach(Workspace(folder), "x:1", one.sha256)
        assert [found.sha256 for found in there(folder)] == [one.sha256]
        assert still_of(Workspace(folder), "x:1", one.sha256, 0.5) == still(0.5)
    assert look.seen == []


# What cannot be read any more


@pytest.mark.parametrize("data", [b"", b"ARROW1", None])
def test_a_damaged_file_is_told_and_can_be_taken_off(folder, inbox, data):
    one, other = tie(folder, "x:1", given(inbox, "a.jpg"), given(inbox, "b.jpg"))
    path = folder / named(folder)[named(folder).index(next(p for p in named(folder) if one.sha256 in p))]
    path.write_bytes(path.read_bytes()[:-40] if data is None else data)
    found = there(folder)
    assert [attachment.sha256 for attachment in found] == [one.sha256, other.sha256]
    assert "damaged; remove it here and attach the file again" in found[0].analysis.error
    media = profile_media(Workspace(folder), "x:1")
    assert (media.n_files, media.n_failed) == (2, 1)
    with pytest.raises(InputError, match="damaged"):
        still_of(Workspace(folder), "x:1", one.sha256, 0.5)
    detach(Workspace(folder), "x:1", one.sha256)
    assert [attachment.sha256 for attachment in there(folder)] == [other.sha256]


def test_a_missing_file_is_told(folder, inbox):
    tie(folder, "x:1", given(inbox))
    (folder / named(folder)[0]).unlink()
    assert "damaged" in there(folder)[0].analysis.error


@pytest.mark.parametrize(
    "changes", [{"second": 0.25}, {"second": float("nan")}, {"sha256": "0" * 64}, {"key": "x:2"}]
)
def test_a_still_that_is_not_there_is_told(folder, inbox, changes):
    (one,) = tie(folder, "x:1", given(inbox))
    with pytest.raises(InputError, match="no picture is kept"):
        still_of(Workspace(folder), **{"key": "x:1", "sha256": one.sha256, "second": 0.5, **changes})


def test_no_byte_of_a_picture_is_read_to_list_what_is_there(folder, inbox):
    large = tuple(still(float(n), jpeg=bytes(400_000), veiled=bytes(100_000)) for n in range(40))
    tie(folder, "x:1", given(inbox), look=Look(stills=large))
    path = folder / named(folder)[0]
    assert path.stat().st_size > 20_000_000
    pool = pa.default_memory_pool()
    before, workspace = pool.bytes_allocated(), Workspace(folder)
    worst = pa.proxy_memory_pool(pool)
    pa.set_memory_pool(worst)
    try:
        assert len(attachments(workspace, "x:1")[0].still_seconds) == 40
        assert worst.max_memory() < 2_000_000
        attached.read_still(path, 3.0)
        assert worst.max_memory() < 2_000_000
    finally:
        pa.set_memory_pool(pool)
    assert pool.bytes_allocated() - before < 2_000_000


def test_marks_are_read_from_the_manifest_alone(folder, inbox, monkeypatch):
    (one,) = tie(folder, "x:1", given(inbox))
    workspace = Workspace(folder)

    def refused(*_):
        pytest.fail("an attachment was opened")

    monkeypatch.setattr(attached, "read_head", refused)
    assert media_marks(workspace) == {"x:1": (one.sha256,)}
    assert len(Pictured(workspace).state()) == 32
