"""The app as a person starts it: a process of its own, on a free port, with its own workspace."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent.parent
DEADLINE = 60
"""Seconds a server may take to answer; it takes about three on an idle machine."""
_SHOWN = 6_000  # characters of its output, from the end


class Server:
    """One running app; :meth:`stop` ends it whatever it is doing.

    Parameters
    ----------
    workspace : Path
        The analyst's own workspace; the demo is ``workspace / "demo"``.
    script : str
        What is run, relative to the root.
    arguments : sequence of str
        What the script is given.
    environment : mapping, optional
        What it finds there besides.
    """

    running: list[Server] = []  # noqa: RUF012 — whose output a failed test shows

    def __init__(
        self,
        workspace: Path,
        script: str = "app.py",
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.workspace = workspace
        self.port = _free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 — closed by stop()
        command = [sys.executable, "-m", "streamlit", "run", script]
        settings = ["--server.headless", "true", "--server.port", str(self.port)]
        self._process = subprocess.Popen(
            [*command, *settings, "--", *arguments],
            cwd=ROOT,
            env=os.environ | {"DOPPELSCOPE_WORKSPACE": str(workspace)} | dict(environment or {}),
            stdout=self._log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        Server.running.append(self)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            if self._process.poll() is not None:
                message = f"the app ended by itself:\n{self.output()}"
                raise RuntimeError(message)
            try:
                with urllib.request.urlopen(f"{self.base}/_stcore/health", timeout=1):  # noqa: S310 — our own
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        message = f"the app did not answer within {DEADLINE} s:\n{self.output()}"
        raise RuntimeError(message)

    def __enter__(self) -> Self:
        """Serve for as long as a ``with`` lasts."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.stop()

    def output(self) -> str:
        """Give the end of what it has said so far."""
        self._log.flush()
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-_SHOWN:]

    def stop(self) -> None:
        """End it with everything that it started."""
        if self in Server.running:
            Server.running.remove(self)
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(5)
        self._log.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
