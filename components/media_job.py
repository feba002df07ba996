"""Attaching as work in the background: begun once, watched by whoever opens the panel, told file by file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import streamlit as st

from components import compute_media, jobs, media_wording, state
from core.attachment import GivenFile, Refused, attach
from core.model.media import Attachment
from core.persona.media.weight import Weights
from core.text import counted
from core.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from core.gallery import Gallery
    from core.workspace.upload import Uploads

_KNOWN = "media_jobs"
_SHOWN = 20
_HELD: dict[str, Uploads] = {}
"""The uploads of each job, of whichever session: a job is one a server."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of attaching: how many are new, how many had been there, what was refused and why."""

    n_new: int
    n_known: int
    refused: tuple[Refused, ...]


def begin(
    gallery: Gallery,
    key: str,
    files: Sequence[GivenFile],
    now: datetime,
    holder: Uploads | None = None,
) -> None:
    """Have files tied to a profile in the background; what is stopped or killed has lost one of them at most.

    ``holder`` is the folder of uploaded ones: it goes once all have been looked at, or with what is said of a job that
    was stopped, which can begin again until then.
    """
    folder = gallery.workspace.folder
    name = f"{_start(folder)}{len(files)}:{uuid4().hex}"
    added = now.isoformat(timespec="seconds")
    if holder is not None:
        _HELD[name] = holder
    jobs.submit(name, partial(work, folder, key, tuple(files), added, holder))
    state.set_widgets({_KNOWN: (name, *_known())})


def work(
    folder: Path,
    key: str,
    files: Sequence[GivenFile],
    added: str,
    holder: Uploads | None,
    progress: jobs.Progress,
    cancelled: jobs.Cancelled,
) -> Outcome:
    """Attach files one after another; each is kept before the next is looked at."""
    n_new = n_known = 0
    refused = []
    there = {mark for marks in compute_media.marks(Workspace(folder), key).values() for mark in marks}
    for one in attach(
        Workspace(folder),
        key,
        files,
        Weights(),
        added=added,
        network=compute_media.network(),
        progress=progress,
        cancelled=cancelled,
    ):
        if isinstance(one, Attachment):
            n_known += one.sha256 in there
            n_new += one.sha256 not in there
            there.add(one.sha256)
        else:
            refused.append(one)
    if holder is not None:
        holder.close()
    return Outcome(n_new, n_known, tuple(refused))


def _start(folder: Path) -> str:
    return f"attach:{hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()}:"


def _known() -> tuple[str, ...]:
    known = state.widget(_KNOWN)
    return known if isinstance(known, tuple) else ()


def is_under_way(gallery: Gallery) -> bool:
    """Tell whether files are being attached in this workspace, whoever began it."""
    return any(not job.status.finished for job in _jobs(gallery))


def _jobs(gallery: Gallery) -> list[jobs.Job[Any]]:
    """Give the works of this session here, and those of others whose end nobody has seen."""
    start = _start(gallery.workspace.folder)
    known = _known()
    new = tuple(job.key for job in jobs.unseen(start) if job.key not in known)
    if new:
        state.set_widgets({_KNOWN: (*new, *known)})
    found = (jobs.find(key) for key in (*new, *known) if key.startswith(start))
    return [job for job in found if job is not None]


def watch(gallery: Gallery) -> None:
    """Draw how far attaching is, and what came of it until that is put away."""
    for job in _jobs(gallery):
        n = int(job.key.split(":")[2])
        was_running = not job.status.finished
        jobs.draw(job, f"Attaching {counted(n, 'files')}")
        if was_running:
            continue
        job.is_seen = True
        if job.status.state == "done":
            _report(job)
        else:
            _close(job)


def _report(job: jobs.Job[Any]) -> None:
    done = job.status.result
    if not isinstance(done, Outcome):
        return
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f":gray[:material/check:] {said(done)}", width="content")
            _close(job)
        if done.refused:
            lines = [f"- {media_wording.refused(one.name, one.reason)}" for one in done.refused[:_SHOWN]]
            if len(done.refused) > _SHOWN:
                lines.append(f"- and {len(done.refused) - _SHOWN} more")
            st.markdown("\n".join(lines))


def _close(job: jobs.Job[Any]) -> None:
    st.button(
        "Close",
        key=f"media-close-{job.key}",
        type="tertiary",
        icon=":material/close:",
        on_click=_put_away,
        args=(job.key,),
    )


def said(done: Outcome) -> str:
    """Say what came of attaching, in a line.

    Examples
    --------
    >>> said(Outcome(2, 1, ())), said(Outcome(0, 0, (Refused("a", "b"),)))
    ('Attached 2 files; 1 was there already.', 'Attached 0 files; 1 could not be read and is kept nowhere:')
    """
    parts = [f"Attached {counted(done.n_new, 'files')}"]
    if done.n_known:
        parts.append(f"{done.n_known} {'was' if done.n_known == 1 else 'were'} there already")
    if done.refused:
        parts.append(
            f"{len(done.refused)} could not be read and {'is' if len(done.refused) == 1 else 'are'} kept nowhere:"
        )
    return "; ".join(parts) + ("" if done.refused else ".")


def _put_away(key: str) -> None:
    state.set_widgets({_KNOWN: tuple(one for one in _known() if one != key)})
    job = jobs.find(key)
    if job is not None:
        job.is_seen = True
    if (job is None or job.status.finished) and key in _HELD:
        _HELD.pop(key).close()
