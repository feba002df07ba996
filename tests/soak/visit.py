"""The pages of a large workspace in a real browser."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from benchmarks.line import Line
from tests.e2e.server import Server
from tests.e2e.visit import CHROMIUM, NAMES, Visit
from tests.soak.crowd import handle_of, key_of
from tests.soak.measure import SOON_S

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ROUNDS = 3


def program() -> str | None:
    """Give the browser's program, or None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def visit(workspace: Path, data: str) -> list[Line]:
    """Open the list of profiles and one pair after the other, as an analyst does, and time each."""
    with Server(workspace) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=CHROMIUM)
        window = Visit(browser)
        window.base = server.base
        window.open(f"method?w=own&a={key_of(1)}&b={key_of(2)}")
        window.turn("Compare")  # what is compiled once a process, is
        lists = [_timed(lambda: window.turn("Workspace")) for _ in _rounds(window)]
        pairs = [_timed(lambda n=n: _pick(window, 10 + n)) for n in range(_ROUNDS)]
        window.leave()
        browser.close()
    return [
        Line("page: the list of profiles", "s", data, tuple(lists), target=SOON_S),
        Line("page: another pair, its handle typed", "s", data, tuple(pairs), target=SOON_S),
    ]


def _rounds(window: Visit):
    for _ in range(_ROUNDS):
        yield
        window.turn("Compare")


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _pick(window: Visit, number: int) -> None:
    """Type a handle into the picker of A, choose it, and wait until the pair is compared."""
    handle = f"@{handle_of(number)}"
    window.page.get_by_test_id("stSidebar").get_by_test_id("stSelectbox").nth(1).locator("input").click()
    window.page.keyboard.press("Control+A")
    window.page.keyboard.type(handle)
    window.page.keyboard.press("Enter")
    window.page.locator("h1", has_text=handle).wait_for()
    window.settle()
