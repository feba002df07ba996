"""A deletion, an undo or an unpacking that is killed at any moment was done or was not begun."""

import random
import shutil
import signal

import pytest

from core.model import Profile
from core.workspace import Workspace, trash
from core.workspace.bundle import export, open_bundle
from core.workspace.restoration import empty_trash, undo
from tests.corpus import NOW, post, store
from tests.workspace.sight import everything, state
from tests.workspace.test_lock import child

WORD = "xylophone"
# Kills itself, as a power cut would, at the n-th step; 0 counts the steps and lives.
DOER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from core.workspace import Workspace, trash
from core.workspace.bundle import open_bundle
from core.workspace.removal import delete_profiles
from core.workspace.restoration import undo
from core.workspace.withdrawal import delete_import
folder, what, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
steps = 0
def step(frame, event, argument):
    global steps
    name = frame.f_code.co_filename
    if "workspace" in name or "pyarrow" in name or "shutil" in name or "zipfile" in name:
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
now = datetime(2025, 1, 1, tzinfo=UTC)
run = trash.Run("dead")
sys.setprofile(step)
if what == "profiles":
    delete_profiles(Workspace(folder), ["x:1", "x:5"], now=now, run=run)
elif what == "import":
    delete_import(Workspace(folder), 0, now=now, run=run)
elif what == "undo":
    undo(folder, trash.entries(folder)[0].name)
else:
    open_bundle(folder.parent / "bundle", folder)
sys.setprofile(None)
print(steps)
"""
KINDS = ["profiles", "import", "undo", "open"]


def begin(folder, what):
    """Make what the work starts from: a workspace, one with a deletion in its trash, or a bundle."""
    store(
        folder,
        [
            post(f"x:{n}", m, text=f"{WORD} {n} {m}", mentions=[f"x:@u{n}"])
            for n in range(6)
            for m in range(3)
        ],
        profiles=[Profile(f"x:{n}", "x", f"{n}", handle=f"u{n}", bio=f"{WORD} {n}") for n in range(6)],
        identities=[("x", f"{n}", f"u{n}") for n in range(6)],
    )
    store(folder, [post(f"x:{n}", m, text=f"later {n}") for n in range(3) for m in range(2, 5)])
    if what == "undo":
        from core.workspace.withdrawal import delete_import  # noqa: PLC0415

        run = trash.Run("dead")
        delete_import(Workspace(folder), 0, now=NOW, run=run)
        run.close()
    if what == "open":
        export(folder, folder.parent / "bundle")
        shutil.rmtree(folder)


@pytest.fixture(scope="module", params=KINDS)
def work(request, tmp_path_factory):
    """Give a kind of work, its start, how many steps it takes, and the states before and after it."""
    base = tmp_path_factory.mktemp(request.param)
    begin(base / "before" / "w", request.param)
    shutil.copytree(base / "before", base / "after")
    with child(DOER, base / "after" / "w", request.param, 0) as process:
        n_steps = int(process.communicate()[0])
    return request.param, base, n_steps, [state(base / when / "w") for when in ("before", "after")]


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_leaves_the_state_before_or_the_state_after(tmp_path, work, seed):
    what, base, n_steps, states = work
    shutil.copytree(base / "before", tmp_path / "b")
    folder = tmp_path / "b" / "w"
    chance = random.Random(seed)  # noqa: S311 — moments, not secrets
    last = chance.randint(1, n_steps) if seed % 2 else chance.randint(n_steps * 8 // 10, n_steps - 1)
    with child(DOER, folder, what, last) as process:
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert state(folder) in states
    entries = trash.entries(folder)
    if what in ("profiles", "import"):
        assert len(entries) == states.index(state(folder))
        if entries:
            undo(folder, entries[0].name)
            assert state(folder) == states[0]
        return
    if what == "undo":
        assert len(entries) == 1 - states.index(state(folder))
        return
    if state(folder) == states[0]:  # opened by a second attempt, which removes what the first one left
        assert not folder.exists()
        open_bundle(tmp_path / "b" / "bundle", folder)
    assert state(folder) == states[1]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["bundle", "w"]


@pytest.mark.parametrize("work", ["profiles"], indirect=True)
@pytest.mark.parametrize("seed", range(3))
def test_after_a_kill_and_the_next_start_nothing_deleted_is_anywhere(tmp_path, work, seed):
    what, base, n_steps, states = work
    shutil.copytree(base / "before", tmp_path / "b")
    folder = tmp_path / "b" / "w"
    last = random.Random(seed).randint(n_steps * 9 // 10, n_steps - 1)  # noqa: S311 — moments
    with child(DOER, folder, what, last) as process:
        process.communicate()
    was_done = state(folder) == states[1]
    empty_trash(folder, trash.Run("next"))
    said = everything(folder)
    assert (f"{WORD} 5 1" in said) != was_done
    assert not (folder / "trash").exists()
    store(folder, [post("x:2", 9)])
    assert (f"{WORD} 5 1" in everything(folder)) != was_done
