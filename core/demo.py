"""The demo workspace: the synthetic corpus, imported like any other, labelled wherever it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import WorkspaceError
from core.gallery import Gallery
from core.progress import ignore_progress, never
from core.sample import LABEL, sample_corpus
from core.verdict.score import judge
from core.workspace import FileReport, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

_NAME = "synthetic demo corpus"


def is_ready(workspace: Workspace) -> bool:
    """Tell whether the demo has been made here, portraits and all."""
    return workspace.label == LABEL and not workspace.profiles.empty and not Gallery(workspace).missing()


def make_demo(
    folder: Path,
    *,
    now: datetime,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> tuple[str, str]:
    """Make the demo workspace in a folder, or leave it as it is; give the pair it opens with.

    The label is written before the first post, so that invented data is never seen without it.

    Raises
    ------
    WorkspaceError
        If the folder holds other data, which would go by the demo's label.
    WorkspaceBusyError
        If another process is making it.
    CancelledError
        If the analyst stopped it.
    """
    workspace = Workspace(folder)
    if workspace.label != LABEL and (workspace.label or workspace.imports):
        message = f"{folder} holds other data; the demo needs a folder of its own"
        raise WorkspaceError(message)
    if not is_ready(workspace):
        progress(0.0, "Inventing forty profiles")
        sample = sample_corpus()
        workspace.describe(LABEL, sample.opening)
        with workspace.importing(now) as transaction:
            transaction.begin_file()
            transaction.add(sample.batch)
            transaction.end_file(FileReport(_NAME, "sample", rows=sample.batch.n_rows))
            transaction.commit(progress, cancelled)
        workspace = Workspace(folder)
        gallery = Gallery(workspace)
        gallery.complete(progress, cancelled)
        judge(gallery, [sample.opening], progress=progress, cancelled=cancelled)
    return workspace.opening or ("", "")
