"""Work on a workspace as a whole: begun by a button, watched where the page says so, told when done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from components import jobs, notices, state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to: a sentence of ours, a file to hand over, a workspace to turn to."""

    said: str
    file: Path | None = None
    turn_to: str | None = None


def begin(name: str, title: str, work: Callable[[jobs.Progress, jobs.Cancelled], Done]) -> None:
    """Have a workspace changed in the background; ``name`` tells this change from all others.

    One at a time a session: its buttons are not drawn while a change is under way.
    """
    key = f"change:{name}"
    jobs.submit(key, work, again=True)
    state.remember_change(key, title)


def is_under_way() -> bool:
    """Tell whether a change that this session began has yet to end."""
    key, _ = state.change()
    job = jobs.find(key) if key else None
    return job is not None and not job.status.finished


def watch() -> Done | None:
    """Draw the change of this session that is under way, or say what came of the last one; give it."""
    key, title = state.change()
    job = jobs.find(key) if key else None
    if job is None or key is None:
        return None
    jobs.draw(job, title)
    if job.status.state != "done":
        return None
    done = job.status.result
    if not isinstance(done, Done):
        return None
    if done.turn_to:
        state.turn_to_once(f"{key} {job.status.ended}", done.turn_to)
    with st.container(horizontal=True, vertical_alignment="center"):
        notices.remark(done.said, icon="check")
    return done
