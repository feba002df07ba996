"""Work on a workspace as a whole: begun by a button, watched where the page says so, told when done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import streamlit as st

from components import jobs, notices, state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to: a sentence of ours, a file to hand over, a workspace to turn to.

    ``forgets_pair`` says that the chosen two may be gone, or called otherwise: their keys must leave
    the address bar.
    """

    said: str
    file: Path | None = None
    turn_to: str | None = None
    forgets_pair: bool = False


def begin(title: str, work: Callable[[jobs.Progress, jobs.Cancelled], Done]) -> None:
    """Have the chosen workspace changed in the background.

    One at a time a session: its buttons are not drawn while a change is under way.
    """
    key = f"change:{state.chosen('w')}:{uuid4().hex}"
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
    ended = f"{key} {job.status.ended}"
    if done.turn_to:
        state.turn_to_once(ended, done.turn_to)
    if done.forgets_pair:
        state.forget_pair_once(ended)
    if state.chosen("w") not in (key.split(":")[1], done.turn_to):
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        notices.remark(done.said, icon="check")
    return done
