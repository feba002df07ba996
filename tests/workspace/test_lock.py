"""One writer at a time, and a writer that dies takes nothing with it."""

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import CancelledError, WorkspaceBusyError, WorkspaceError
from core.workspace import Workspace
from core.workspace import bucket as bucket_module
from core.workspace import manifest as manifest_module
from tests.corpus import NOW, bring, contents, post, row, store, table

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from core.workspace import Workspace
with Workspace(Path(sys.argv[1])).importing(datetime(2025, 1, 1, tzinfo=UTC)):
    print(os.getpid(), flush=True)
    sys.stdin.read()
"""
# Kills itself, as a power cut would, at the n-th step of writing; 0 counts the steps and lives.
IMPORTER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from core.intake import import_items
from core.sources.options import ReadOptions
from core.workspace import Workspace
folder, file, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
steps = 0
def step(frame, event, argument):
    global steps
    name = frame.f_code.co_filename
    if "workspace" in name or "pyarrow" in name:
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
workspace = Workspace(folder)
sys.setprofile(step)
import_items(workspace, [file], ReadOptions(), now=datetime(2025, 1, 1, tzinfo=UTC))
sys.setprofile(None)
print(steps)
"""


def child(script, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.fixture
def holder(tmp_path):
    """Give another process that is writing to the workspace."""
    store(tmp_path, [post("x:1")])
    with child(HOLDER, tmp_path) as process:
        assert int(process.stdout.readline()) == process.pid
        yield process
        process.kill()


def test_a_second_writer_is_told_which_process_is_writing(tmp_path, holder):
    with pytest.raises(WorkspaceBusyError, match=f"written to by process {holder.pid}; wait"):
        store(tmp_path, [post("x:2")])
    with pytest.raises(WorkspaceBusyError):
        Workspace(tmp_path).describe("label", ("a", "b"))


def test_a_reader_reads_while_another_process_writes(tmp_path, holder):
    assert holder.poll() is None
    assert len(Workspace(tmp_path).timeline("x:1").posts) == 1


def test_a_writer_that_was_killed_blocks_nobody(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert store(tmp_path, [post("x:2")]).kept == 1


def test_two_writers_within_one_process_keep_apart_too(tmp_path):
    with Workspace(tmp_path).importing(NOW), pytest.raises(WorkspaceBusyError):
        store(tmp_path, [post()])


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_at_any_moment_of_an_import_loses_nothing(tmp_path, steps_of, seed):
    base, file, n_steps = steps_of
    folder = tmp_path / "w"
    shutil.copytree(base, folder)
    before = Workspace(base)
    # half of the moments fall into the last steps, where the manifest is replaced
    chance = random.Random(seed)  # noqa: S311 — moments, not secrets
    last = chance.randint(1, n_steps) if seed % 2 else chance.randint(n_steps * 9 // 10, n_steps - 1)
    with child(IMPORTER, folder, file, last) as process:
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    after = Workspace(folder)
    assert after.version in {before.version, before.version + 1}
    for key in before.profiles["key"]:
        known = before.timeline(key).posts["post_id"]
        assert set(known) <= set(after.timeline(key).posts["post_id"])
        if after.version == before.version:
            assert after.timeline(key).posts.equals(before.timeline(key).posts)
    bring(folder, file)
    whole = tmp_path / "whole"
    shutil.copytree(base, whole)
    bring(whole, file)
    assert Workspace(folder).profiles.equals(Workspace(whole).profiles)
    bring(folder, file)  # changes nothing, and sweeps what the one before it superseded
    assert set(contents(folder)) == Workspace(folder)._manifest.files() | {manifest_module.NAME}


@pytest.fixture(scope="module")
def steps_of(tmp_path_factory):
    """Give a workspace, a file to import into it, and how many steps that takes."""
    folder = tmp_path_factory.mktemp("steps")
    people = [f"user{n}" for n in range(12)]
    bring(folder / "base", ("a.csv", table(*(row(n, who) for n in range(5) for who in people))))
    file = folder / "b.csv"
    file.write_bytes(table(*(row(n, who, text=f"changed {n}") for n in range(3, 9) for who in people)))
    shutil.copytree(folder / "base", folder / "counted")
    with child(IMPORTER, folder / "counted", file, 0) as process:
        n_steps = int(process.communicate()[0])
    return folder / "base", file, n_steps


def test_what_a_killed_import_left_is_swept_by_the_next(tmp_path):
    store(tmp_path, [post("x:1")])
    kept = contents(tmp_path)
    for name in (
        "posts/00/000009.parquet",
        "staging/00-0000.arrow",
        "profiles-000009.arrow",
        "identities-000009.arrow",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half a fi")
    assert len(Workspace(tmp_path).timeline("x:1").posts) == 1
    store(tmp_path, [post("x:1")])
    assert contents(tmp_path) == kept


@pytest.mark.parametrize(
    "broken",
    [(bucket_module.Writer, "write"), (manifest_module, "replace_manifest"), (manifest_module, "settle")],
)
def test_a_full_disk_leaves_the_workspace_as_it_was(tmp_path, monkeypatch, broken):
    store(tmp_path, [post("x:1")])
    before = (tmp_path / "manifest.json").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*broken, full)
    with pytest.raises(WorkspaceError, match=r"No space left on device.*the workspace is as it was"):
        store(tmp_path, [post("x:2")])
    monkeypatch.undo()
    assert (tmp_path / "manifest.json").read_bytes() == before
    assert Workspace(tmp_path).profiles["key"].tolist() == ["x:1"]
    assert store(tmp_path, [post("x:2")]).kept == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    with (
        pytest.raises(WorkspaceError, match="choose another folder"),
        manifest_module.writing(tmp_path / "file" / "w"),
    ):
        pass


def test_a_disk_without_locks_is_told(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(manifest_module.fcntl, "flock", refuse)
    with pytest.raises(WorkspaceError, match="knows no locks") as caught:
        store(tmp_path, [post()])
    assert not isinstance(caught.value, WorkspaceBusyError)


def test_an_import_that_was_stopped_leaves_the_workspace_as_it_was(tmp_path):
    store(tmp_path, [post("x:1")])
    before = Workspace(tmp_path)
    asked = iter([False, True])
    with pytest.raises(CancelledError, match="the workspace is as it was"):
        bring(tmp_path, ("a.csv", table(row(1))), cancelled=lambda: next(asked, True))
    assert Workspace(tmp_path).version == before.version
    assert Workspace(tmp_path).profiles.equals(before.profiles)


def test_files_are_on_the_disk_before_the_manifest_names_them(tmp_path, monkeypatch):
    order = []
    monkeypatch.setattr(manifest_module, "settle", lambda paths: order.append(sorted(p.name for p in paths)))
    replace = manifest_module.replace_manifest
    monkeypatch.setattr(
        manifest_module, "replace_manifest", lambda *given: order.append("named") or replace(*given)
    )
    store(tmp_path, [post()], identities=[("x", "1", "ann")])
    tables = ["000001.arrow", "000001.parquet", "identities-000001.arrow", "profiles-000001.arrow"]
    assert order == [tables, "named"]
