"""Uploads in passing: kept while somebody reads them, and gone with their process, however that ends."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from core.errors import WorkspaceError
from core.workspace import Workspace, upload
from core.workspace.restoration import empty_trash
from core.workspace.upload import Uploads

NOW = datetime(2026, 1, 1, tzinfo=UTC)
READER = """
import sys, time
from pathlib import Path
from core.workspace.upload import Uploads
held = Uploads(Path(sys.argv[1]))
(held.path / "private.jpg").write_bytes(b"somebody")
print(held.path, flush=True)
time.sleep(60)
"""


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != "lock")


@pytest.fixture
def reader(tmp_path):
    """Have a process read an upload; give it with its workspace."""
    process = subprocess.Popen([sys.executable, "-c", READER, str(tmp_path)], stdout=subprocess.PIPE)
    process.stdout.readline()
    yield process, tmp_path
    process.kill()
    process.wait()
    process.stdout.close()


def test_they_lie_in_the_workspace_for_its_owner_alone_and_go_when_they_are_read(tmp_path):
    held = Uploads(tmp_path)
    assert tmp_path in held.path.parents
    assert stat.S_IMODE(held.path.stat().st_mode) == 0o700
    (held.path / "a.mp4").write_bytes(b"1")
    held.close()
    held.close()
    assert list(tmp_path.iterdir()) == []


def test_they_go_with_what_held_them(tmp_path):
    held = Uploads(tmp_path)
    (held.path / "a.mp4").write_bytes(b"1")
    del held
    assert list(tmp_path.iterdir()) == []


def test_what_is_being_read_stays_whoever_writes_and_whoever_starts(reader):
    _, folder = reader
    with Workspace(folder).importing(NOW):
        pass
    empty_trash(folder)
    assert upload.sweep(folder) == 0
    assert "private.jpg" in files(folder)


@pytest.mark.parametrize("how", ["start", "write"])
def test_what_a_killed_process_left_goes_with_the_next_start_and_the_next_write(reader, how):
    process, folder = reader
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert files(folder) == ["private.jpg"]
    mine = Uploads(folder)
    (mine.path / "mine.jpg").write_bytes(b"2")
    if how == "start":
        empty_trash(folder)
    else:
        with Workspace(folder).importing(NOW):
            pass
    assert files(mine.path) == ["mine.jpg"]
    assert "private.jpg" not in files(folder)
    mine.close()
    assert not (folder / upload.FOLDER).exists()


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WorkspaceError, match="cannot write to"):
        Uploads(tmp_path / "file")
