"""Portraits drawn by other processes: the same as our own, stopped at once, and never lost in silence."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import core.drawing_crew
from core.drawing_crew import LEAST, draw_portraits
from core.errors import CancelledError, ProfileError, WorkspaceError
from core.gallery import Gallery
from core.portrait import to_table
from core.workspace import Workspace
from tests.corpus import post, store

ROOT = Path(__file__).resolve().parents[1]
N = LEAST + 4


@pytest.fixture
def folder(tmp_path):
    store(
        tmp_path / "w",
        [
            post(f"x:{who}", n, text=f"some words of {who} and {n}")
            for who in range(1, N + 1)
            for n in range(3)
        ],
    )
    return tmp_path / "w"


def draw(folder, keys=None, *, progress=lambda *_: None, cancelled=lambda: False, n_processes=2, own=None):
    gallery = Gallery(Workspace(folder))
    drawn = []
    draw_portraits(
        folder,
        gallery.missing() if keys is None else keys,
        own or (lambda key: drawn.append(key) or gallery.portrait(key)),
        progress=progress,
        cancelled=cancelled,
        n_processes=n_processes,
    )
    return drawn


def children():
    """Give the processes that this one has begun and that have not been waited for."""
    path = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return path.read_text().split() if path.exists() else []


def test_others_draw_what_we_would_have_drawn(folder, tmp_path):
    before = children()
    assert draw(folder) == []
    assert children() == before
    gallery = Gallery(Workspace(folder))
    assert gallery.missing() == []
    for key in gallery.workspace.profiles["key"]:
        kept = to_table(gallery.portrait(key))
        gallery._path(key).unlink()
        assert kept.equals(to_table(gallery.portrait(key)))


@pytest.mark.parametrize(("n", "n_processes"), [(LEAST - 1, 2), (N, 1), (0, 2)])
def test_few_are_drawn_here(folder, monkeypatch, n, n_processes):
    monkeypatch.setattr(core.drawing_crew, "_Hand", lambda *_: pytest.fail("a process was begun"))
    keys = Gallery(Workspace(folder)).missing()[:n]
    assert draw(folder, keys, n_processes=n_processes) == keys


def test_progress_rises_and_has_words(folder):
    heard = []
    draw(folder, progress=lambda *said: heard.append(said))
    assert [share for share, _ in heard] == sorted(share for share, _ in heard)
    assert heard[0] == (0.0, f"Drawing portraits: 1 of {N}")


def test_stopping_ends_the_processes_at_once_and_keeps_what_was_drawn(folder):
    before, stopped = children(), []

    def cancelled():
        if len(Gallery(Workspace(folder)).missing()) < N and not stopped:
            stopped.append(time.monotonic())
        return bool(stopped)

    with pytest.raises(CancelledError, match="kept"):
        draw(folder, cancelled=cancelled)
    assert time.monotonic() - stopped[0] < 0.5
    assert children() == before
    assert 0 < len(Gallery(Workspace(folder)).missing()) < N or not Gallery(Workspace(folder)).missing()


def test_a_profile_that_cannot_be_drawn_is_the_error_of_whoever_asked(folder):
    keys = [*Gallery(Workspace(folder)).missing(), "x:nobody"]
    with pytest.raises(ProfileError, match="x:nobody"):
        draw(folder, keys)
    assert Gallery(Workspace(folder)).missing() == []


def test_a_process_that_dies_is_reported_with_the_profile_it_was_at(folder):
    before = set(children())

    def progress(*_):
        for process in set(children()) - before:
            os.kill(int(process), signal.SIGKILL)

    with pytest.raises(WorkspaceError, match=r"portrait of x:\d+ \(signal 9; .*try again"):
        draw(folder, progress=progress)
    assert set(children()) <= before


def test_a_program_that_cannot_begin_leaves_the_work_to_us(folder, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert len(draw(folder)) == N


def test_a_program_that_ends_at_once_is_reported(folder, monkeypatch):
    monkeypatch.setattr(core.drawing_crew, "_HAND", "core.no_such_module")
    with pytest.raises(WorkspaceError, match=r"\(status 1\)"):
        draw(folder)


def test_a_process_ends_with_its_input_and_keeps_what_is_printed_out_of_its_answers(folder):
    noisy = "import core.drawing_hand as h, os; real = h._is_drawn\n"
    noisy += "h._is_drawn = lambda g, k: os.write(1, b'noise') and print('more') or real(g, k)\nh.main()"
    orders = "".join(f"{json.dumps(text)}\n" for text in (str(folder), "x:1", "x:nobody"))
    done = subprocess.run(
        [sys.executable, "-c", noisy], cwd=ROOT, input=orders.encode(), capture_output=True, check=True
    )
    assert [json.loads(line) for line in done.stdout.splitlines()] == [["x:1", True], ["x:nobody", False]]
    assert b"noise" in done.stderr


def test_a_hostile_folder_and_key_arrive_as_they_are(tmp_path):
    folder = tmp_path / "a folder\nwith 'lines' and ünïcode"
    store(folder, [post(f"x:@who\u202e{who}", 1, text="some words of mine") for who in range(LEAST)])
    assert draw(folder) == []
    assert Gallery(Workspace(folder)).missing() == []


def test_the_main_module_of_the_app_is_not_run_again(folder, tmp_path, monkeypatch):
    """Streamlit puts the app's script in the place of the main module: no process may run it."""
    script = tmp_path / "app.py"
    script.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.setattr(sys.modules["__main__"], "__file__", str(script))
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)
    draw(folder)
    assert not (tmp_path / "ran").exists()


class Process:
    """A process in the place of ours that does what a script of the test says."""

    def __init__(self, monkeypatch, script):
        self.begun, real = [], subprocess.Popen

        def begin(command, **more):
            process = real([command[0], "-c", script.replace("N_BEFORE", str(len(self.begun)))], **more)
            self.begun.append(process)
            return process

        monkeypatch.setattr(core.drawing_crew.subprocess, "Popen", begin)


IDLE_DIES = """
import os, sys, time
import orjson
from core.gallery import Gallery
from core.workspace import Workspace
from pathlib import Path
import core.drawing_hand as h
gallery = Gallery(Workspace(Path(orjson.loads(sys.stdin.buffer.readline()))))
for order in sys.stdin.buffer:
    key = orjson.loads(order)
    if N_BEFORE:
        while len(gallery.missing()) > 1:
            time.sleep(0.01)
        time.sleep(1.5)
    sys.stdout.buffer.write(orjson.dumps([key, h._is_drawn(gallery, key)]) + b"\\n")
    sys.stdout.buffer.flush()
    if not N_BEFORE and len(gallery.missing()) == 1:
        time.sleep(0.3)
        os._exit(9)
"""


def test_a_process_that_dies_with_nothing_to_draw_is_not_missed(folder, monkeypatch):
    processes = Process(monkeypatch, IDLE_DIES)
    assert draw(folder) == []
    assert Gallery(Workspace(folder)).missing() == []
    assert processes.begun[0].returncode == 9


@pytest.mark.parametrize("said", ["no answer at all", "[1, 2, 3]", "7", "\\xff"])
def test_a_process_that_says_what_is_no_answer_is_reported_and_not_waited_for(folder, monkeypatch, said):
    Process(
        monkeypatch, f"import sys, time; sys.stdin.readline(); print({said!r}, flush=True); time.sleep(60)"
    )
    began = time.monotonic()
    with pytest.raises(WorkspaceError, match="what it said was no answer"):
        draw(folder, cancelled=lambda: time.monotonic() - began > 20)
    assert time.monotonic() - began < 15


def test_a_process_that_falls_silent_and_lives_is_ended(folder, monkeypatch):
    monkeypatch.setattr(core.drawing_crew, "_LAST_WORDS_SECONDS", 0.5)
    script = "import os, sys, time; sys.stdin.readline(); os.close(1); time.sleep(60)"
    processes = Process(monkeypatch, script)
    with pytest.raises(WorkspaceError, match="signal 9"):
        draw(folder)
    assert all(process.poll() is not None for process in processes.begun)


def test_a_process_whose_parent_died_ends_without_a_complaint(folder):
    process = subprocess.Popen(
        [sys.executable, "-m", "core.drawing_hand"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    process.stdin.write("".join(f"{json.dumps(text)}\n" for text in (str(folder), "x:1", "x:2")).encode())
    process.stdin.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0
