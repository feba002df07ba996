"""A Streamlit server of its own, and a browser that looks at it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_HOST = "127.0.0.1"
_DEADLINE_S = 60.0
# Nothing that a browser does for itself may take part in what is measured, or call out.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def missing() -> str | None:
    """Say what is missing to look at a page, or None where nothing is."""
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 — a tool, not a part of the app
    except ImportError:
        return "Playwright is not installed (requirements-dev.txt)"
    if not any(map(shutil.which, BROWSERS)):
        return "no Chromium found; install your system's package chromium"
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(_HOST, port, timeout=1)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def serving(app: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Run an app until the block ends; give its address.

    Raises
    ------
    TimeoutError
        If it does not answer within a minute.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", app.name, "--server.headless", "true"]
    command += ["--server.address", _HOST, "--server.port", str(port), "--server.fileWatcherType", "none"]
    process = subprocess.Popen(
        command,
        cwd=app.parent,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _DEADLINE_S
        while not _answers(port):
            if time.monotonic() > deadline or process.poll() is not None:
                message = f"{app} does not answer on port {port}"
                raise TimeoutError(message)
            time.sleep(0.1)
        yield f"http://{_HOST}:{port}"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def browsing(address: str) -> Iterator[Any]:
    """Open an address in a browser; give Playwright's page."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 — as in `missing`

    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_QUIET))
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(address)
            yield page
        finally:
            browser.close()
