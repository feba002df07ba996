"""An analyst at a desk: a workspace, a clock that stands still, and what was said while fetching."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.fetch import fetch
from core.sources.live_draft import FOLDER
from core.workspace import Workspace
from tests.live.server import TOKEN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.server import Server

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
CREDENTIALS = {"X_BEARER_TOKEN": TOKEN}


@dataclass
class Desk:
    """Fetches from a local server into a folder; ``slept`` are the seconds, ``said`` the lines of progress."""

    server: Server
    folder: Path
    credentials: dict = field(default_factory=lambda: dict(CREDENTIALS))
    slept: list = field(default_factory=list)
    said: list = field(default_factory=list)
    shares: list = field(default_factory=list)

    def progress(self, share, message):
        self.shares.append(share)
        self.said.append(message)

    def fetch(self, *targets, **options):
        given = {
            "credentials": self.credentials,
            "now": lambda: NOW,
            "sleep": self.slept.append,
            "progress": self.progress,
            "allow_local": True,
            "endpoints": dict.fromkeys(("x", "mastodon", "bluesky"), self.server.url),
        }
        return fetch(self.workspace, list(targets), **(given | options))

    @property
    def workspace(self):
        return Workspace(self.folder)

    def posts(self, key):
        return self.workspace.timeline(key).posts

    @property
    def drafts(self):
        return sorted((self.folder / FOLDER).glob("*"))


class Stopped:
    """An analyst who has had enough once ``enough()`` is true."""

    def __init__(self, enough):
        self._enough = enough

    def __call__(self):
        return bool(self._enough())
