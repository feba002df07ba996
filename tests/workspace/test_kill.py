"""Killed at any moment, a workspace holds whole imports, and the next one leaves nothing lying about.

:mod:`tests.workspace.test_lock` kills one small import at each of its steps; here the clock decides, in
the midst of a write or of a flush too, and there is more to do: several files, staged, compaction due.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest
from hypothesis import settings

from core.gallery import Gallery
from core.workspace import Workspace
from core.workspace import manifest as manifests
from core.workspace.compaction import MAX_FILES
from tests.conftest import ROOT
from tests.corpus import bring, row, table
from tests.seed import SEEDS

MOMENTS = 50 if settings().max_examples > 1_000 else 5
PEOPLE = [f"user{n}" for n in range(9)]
IMPORTER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from core.intake import import_items
from core.sources import discover
from core.sources.options import ReadOptions
from core.workspace import Workspace, stage, witness
folder, inbox = map(Path, sys.argv[1:])
discover()
assert stage.HELD_BYTES > 1 < witness.PATIENCE
stage.HELD_BYTES = witness.PATIENCE = 1
print("begins", flush=True)
import_items(Workspace(folder), [inbox], ReadOptions(), now=datetime(2025, 1, 1, tzinfo=UTC))
print("ended", flush=True)
"""
PAINTER = """
import sys
from pathlib import Path
from core.gallery import Gallery
from core.workspace import Workspace
print("begins", flush=True)
Gallery(Workspace(Path(sys.argv[1]))).complete()
print("ended", flush=True)
"""


@contextmanager
def alive(script, *arguments):
    """Start a child, and give it once it has begun its work."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "begins\n"
            yield process
        finally:
            process.kill()


def lasting(script, *arguments):
    """Give the seconds that a child's work takes when nobody disturbs it."""
    with alive(script, *arguments) as process:
        begun = time.monotonic()
        assert process.stdout.readline() == "ended\n"
        return time.monotonic() - begun


def kill(seconds, script, *arguments):
    """Kill a child after so long; it may have been quicker."""
    with alive(script, *arguments) as process, suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    assert process.returncode in {0, -signal.SIGKILL}


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Give a workspace whose buckets are to be compacted, files to import, and how long that takes."""
    folder = tmp_path_factory.mktemp("kill")
    for n in range(MAX_FILES):
        bring(folder / "base", ("a.csv", table(*(row(n, who) for who in PEOPLE))))
    inbox = folder / "inbox"
    for seed in SEEDS:
        for name, data in {seed.name: seed.data, **seed.beside}.items():
            path = inbox / str(seed).replace("/", "-") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    for n in range(3):
        rows = (row(k, who, text=f"{n} said {k}") for k in range(10 + n, 120) for who in PEOPLE)
        (inbox / f"large-{n}.csv").write_bytes(table(*rows))
    shutil.copytree(folder / "base", folder / "timed")
    seconds = lasting(IMPORTER, folder / "timed", inbox)
    assert any("merged" in path for path in Workspace(folder / "timed")._manifest.files())
    return folder / "base", inbox, seconds, folder / "timed"


def moments():
    """Give the share of the time after which each kill comes; half of them near the end, where it counts."""
    chance = random.Random(20_240_301)  # noqa: S311  moments, not secrets
    return [chance.uniform(0.6, 1) if n % 2 else chance.random() for n in range(MOMENTS)]


def check_promises(workspace):
    """Check that everything that the manifest names is there and can be read."""
    named = workspace._manifest.files()
    assert all((workspace.folder / path).is_file() for path in named)
    for key, n_posts in zip(workspace.profiles["key"], workspace.profiles["n_posts"], strict=True):
        assert len(workspace.timeline(key).posts) == n_posts


def lying_about(folder):
    """List the files of a workspace that nothing names."""
    named = Workspace(folder)._manifest.files() | {manifests.NAME, "lock"}
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(set(found) - named)


@pytest.mark.parametrize("moment", moments())
def test_an_import_killed_at_any_moment_is_whole_or_was_never_begun(tmp_path, scene, moment):
    base, inbox, seconds, whole = scene
    folder = tmp_path / "w"
    shutil.copytree(base, folder)
    kill(moment * seconds, IMPORTER, folder, inbox)
    before, after, done = Workspace(base), Workspace(folder), Workspace(whole)
    assert len(after.imports) in {len(before.imports), len(before.imports) + 1}
    assert after.profiles.equals((before if len(after.imports) == len(before.imports) else done).profiles)
    check_promises(after)
    bring(folder, ("again.csv", table(row(0, PEOPLE[0]))))  # nothing new, but it sweeps
    assert lying_about(folder) == []
    bring(folder, inbox)
    assert Workspace(folder).profiles.equals(done.profiles)
    check_promises(Workspace(folder))
    bring(folder, ("again.csv", table(row(0, PEOPLE[0]))))
    assert lying_about(folder) == []


@pytest.mark.parametrize("moment", moments())
def test_portraits_killed_at_any_moment_are_drawn_on(tmp_path, painted, moment):
    base, seconds = painted
    folder = tmp_path / "w"
    shutil.copytree(base, folder)
    kill(moment * seconds, PAINTER, folder)
    drawn = {path: path.stat().st_mtime_ns for path in (folder / "portraits").glob("*-*.arrow")}
    gallery = Gallery(Workspace(folder))
    gallery.complete()
    assert gallery.missing() == []
    assert all(gallery.portrait(key).n_posts > 0 for key in gallery.workspace.profiles["key"])
    assert [path.name for path in (folder / "portraits").glob("*.new")] == []
    assert all(path.stat().st_mtime_ns == when for path, when in drawn.items()), "one was drawn twice"


@pytest.fixture(scope="module")
def painted(tmp_path_factory):
    """Give a workspace without portraits, and how long it takes to draw them."""
    folder = tmp_path_factory.mktemp("painted")
    rows = (row(n, who, text=f"{who} said {n} and more") for n in range(40) for who in PEOPLE)
    bring(folder / "base", ("a.csv", table(*rows)))
    shutil.copytree(folder / "base", folder / "timed")
    return folder / "base", lasting(PAINTER, folder / "timed")


def test_the_draft_of_a_manifest_is_swept_also_by_an_import_of_nothing_new(tmp_path):
    file = ("a.csv", table(row(1)))
    bring(tmp_path, file)
    (tmp_path / f"{manifests.NAME}.new").write_bytes(b"{")
    bring(tmp_path, file)
    assert lying_about(tmp_path) == []
