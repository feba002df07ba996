"""The browser, the servers it visits, and what a failed test leaves behind to be looked at."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime

import pytest
from playwright.sync_api import sync_playwright

from core.demo import make_demo
from core.gallery import Gallery
from core.params import ComparisonParams
from core.workspace import Workspace
from tests.conftest import IN_CI
from tests.e2e.server import ROOT, Server
from tests.e2e.visit import CHROMIUM, NAMES, Visit

PICTURES = ROOT / "screenshots"
_FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items):
    here = str(ROOT / "tests" / "e2e")
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
        for server in Server.running:
            report.sections.append((f"the app on port {server.port}", server.output()))
    return report


@pytest.fixture(scope="package")
def browser():
    """Start the system's Chromium; where there is none the tests are skipped, in CI they fail."""
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        reason = f"no browser: none of {', '.join(NAMES)} is installed"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """Make the demo once, percentiles included; servers get copies of it."""
    folder = tmp_path_factory.mktemp("e2e") / "demo"
    make_demo(folder, now=datetime(2025, 7, 1, tzinfo=UTC))
    Gallery(Workspace(folder)).fit_standing(ComparisonParams.of("default"))
    return folder


@pytest.fixture(scope="session")
def pair(demo_folder):
    """Give the handles of the pair that the demo opens with, by key."""
    workspace = Workspace(demo_folder)
    return {key: workspace.profile(key).handle for key in workspace.opening}


@pytest.fixture
def start(tmp_path_factory, demo_folder):
    """Give a function that starts a server with a workspace of its own, the demo in it or not."""
    servers = []

    def begin(*, demo: bool = True) -> Server:
        workspace = tmp_path_factory.mktemp("served")
        if demo:
            shutil.copytree(demo_folder, workspace / "demo")
        servers.append(Server(workspace))
        return servers[-1]

    yield begin
    for server in servers:
        server.stop()


@pytest.fixture(scope="package")
def served(tmp_path_factory, demo_folder):
    """Run one server with the demo for all tests that change nothing."""
    workspace = tmp_path_factory.mktemp("served")
    shutil.copytree(demo_folder, workspace / "demo")
    with Server(workspace) as server:
        yield server


@pytest.fixture(scope="package")
def windows(browser):
    """Keep windows for the tests to come: a new one has to fetch and compile all of the frontend."""
    kept: dict[tuple, Visit] = {}
    yield kept
    for window in kept.values():
        window.close()


@pytest.fixture
def visit(browser, windows, request):
    """Give a function that opens a server in a window; whatever must never happen fails the test."""
    used: list[Visit] = []

    def begin(server: Server, **settings) -> Visit:
        key = (len(used), *sorted(settings.items()))
        if key not in windows:
            windows[key] = Visit(browser, **settings)
        windows[key].base = server.base
        used.append(windows[key])
        return windows[key]

    yield begin
    if request.node.stash.get(_FAILED, False):
        name = re.sub(r"\W+", "-", request.node.name)
        for n, window in enumerate(used):
            window.page.screenshot(path=PICTURES / f"failed-{name}-{n}.png")
    for window in used:
        window.leave()
