"""A fetch whose process is killed at any moment: nothing is lost, hardly anything is asked for twice."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import settings

from core.workspace import Workspace
from tests.live.case import EACH
from tests.live.desk import Desk
from tests.workspace.test_kill import alive, check_promises, kill

FETCHER = """
import sys
from pathlib import Path
from types import SimpleNamespace
from tests.live.desk import Desk
desk = Desk(SimpleNamespace(url=sys.argv[1]), Path(sys.argv[2]))
print("begins", flush=True)
desk.fetch(sys.argv[3])
print("ended", flush=True)
"""
MOMENTS = 15 if settings().max_examples > 1_000 else 1


@EACH
@pytest.mark.parametrize("seed", range(MOMENTS))
def test_a_fetch_killed_at_any_moment_goes_on(server, tmp_path, case, seed):
    with alive(FETCHER, server.url, tmp_path / "timed", case.target) as process:
        begun = time.monotonic()
        assert process.stdout.readline() == "ended\n"
        seconds = time.monotonic() - begun
    held = len(case.held(server))
    n_asked = server.count(case.path)
    server.asked.clear()
    moment = random.Random(seed).random()  # noqa: S311  a moment, not a secret
    kill(moment * seconds, FETCHER, server.url, tmp_path / "w", case.target)
    desk = Desk(server, tmp_path / "w")
    check_promises(Workspace(desk.folder))
    desk.fetch(case.target)
    assert len(desk.posts(case.key)) == held
    assert desk.drafts == []
    # the page that was under way is asked for again, and whether anything newer has come
    assert server.count(case.path) <= n_asked + 2
    check_promises(desk.workspace)
