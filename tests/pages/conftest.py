"""Workspaces for the page tests: the demo and a hostile one made once, an empty one for each test."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from components import jobs
from core.demo import make_demo
from core.errors import CancelledError
from core.gallery import Gallery
from core.intake import import_items
from core.params import ComparisonParams
from core.sources.entries import from_bytes
from core.sources.options import ReadOptions
from core.workspace import Workspace
from core.workspace.folder import ENVIRONMENT
from tests.pages import opening
from tests.pages.hostile import hostile_csv

NOW = datetime(2025, 7, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _workspace(tmp_path, monkeypatch):
    """Give each test a workspace of its own, empty, and let no job outlive it."""
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "workspace"))
    yield
    opening.settle()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """Make the demo as the app makes it, percentiles included."""
    folder = tmp_path_factory.mktemp("pages") / "workspace"
    make_demo(folder / "demo", now=NOW)
    Gallery(Workspace(folder / "demo")).fit_standing(ComparisonParams.of("default"))
    return folder


@pytest.fixture
def demo(demo_folder, monkeypatch):
    """Give the pair that the demo opens with, the demo being there."""
    monkeypatch.setenv(ENVIRONMENT, str(demo_folder))
    return Workspace(demo_folder / "demo").opening


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory):
    """Make a workspace of people who mean harm."""
    folder = tmp_path_factory.mktemp("hostile") / "workspace"
    table = from_bytes("hostile.csv", hostile_csv())
    import_items(Workspace(folder), [table], ReadOptions(), now=NOW)
    gallery = Gallery(Workspace(folder))
    gallery.complete()
    gallery.fit_standing(ComparisonParams.of("default"))
    return folder


@pytest.fixture
def hostile(hostile_folder, monkeypatch):
    """Give the keys of those who mean harm, their workspace being there."""
    monkeypatch.setenv(ENVIRONMENT, str(hostile_folder))
    return Workspace(hostile_folder).profiles["key"].tolist()


@pytest.fixture
def busy():
    """Keep the runner busy with other work, so that what is submitted waits in its queue."""
    go = threading.Event()

    def hold(_progress, cancelled):
        while not go.wait(0.01):
            if cancelled():
                raise CancelledError

    job = jobs.submit("the work of somebody else", hold, again=True)
    yield job
    go.set()
    job.wait(opening.SOON)
