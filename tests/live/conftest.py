"""A local server and a desk for every test of live timelines."""

from __future__ import annotations

import pytest

from tests.live.desk import Desk
from tests.live.server import Server


@pytest.fixture
def server():
    with Server() as made:
        yield made


@pytest.fixture
def desk(server, tmp_path):
    return Desk(server, tmp_path / "workspace")
