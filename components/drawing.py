"""The last part of whatever changes a workspace: drawing the portraits that are lacking."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from core.errors import DoppelscopeError
from core.gallery import Gallery
from core.progress import part
from core.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from components import jobs


def complete(folder: Path, progress: jobs.Progress, cancelled: jobs.Cancelled, *, done: float) -> None:
    """Draw portraits, from the share ``done`` of the progress bar on.

    What changed stands whatever becomes of this: whoever cancels now has cancelled the portraits only,
    and a page draws those that it lacks.
    """
    with suppress(DoppelscopeError):
        Gallery(Workspace(folder)).complete(part(progress, done, 1), cancelled)
