"""What every test shares: no network, spawned processes, seeded properties, where real data is."""

from __future__ import annotations

import multiprocessing
import os
import re
import socket
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DOPPELSCOPE_DATA", ROOT.parent / "shared" / "data"))
IN_CI = bool(os.environ.get("CI"))
WITH_MEDIA = bool(os.environ.get("DOPPELSCOPE_MEDIA"))
NO_MEDIA = re.compile(r"the media extra|run `make media`|requirements-models\.txt")

settings.register_profile("ci", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("soak", deadline=None, max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure():
    if multiprocessing.get_start_method(allow_none=True) is None:
        multiprocessing.set_start_method("spawn")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _asked_for((yield))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _asked_for((yield))


def _asked_for(report):
    """Fail what is skipped for want of the media extra, where its tests are asked for (`make test-media`)."""
    if (
        WITH_MEDIA
        and report.skipped
        and isinstance(report.longrepr, tuple)
        and NO_MEDIA.search(report.longrepr[2])
    ):
        report.outcome, report.longrepr = "failed", f"{report.longrepr[2]} (DOPPELSCOPE_MEDIA is set)"
    return report


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Refuse every address but loopback: no test may depend on another machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        local = self.family == getattr(socket, "AF_UNIX", None) or str(address[0]) in {
            "127.0.0.1",
            "::1",
            "localhost",
        }
        if not local:
            pytest.fail(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of real data, or skip and say what is missing."""
    if not DATA.is_dir():
        pytest.skip(f"no real data at {DATA}; set DOPPELSCOPE_DATA to run this test")
    return DATA
