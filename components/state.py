"""The only room that knows the session: which workspace, which pair, what was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.workspace import default_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Choice = Literal["w", "a", "b"]
CHOICES: tuple[Choice, ...] = ("w", "a", "b")
OWN, DEMO = "own", "demo"
_FRAMED, _WRITTEN, _JOB = "framed", "written_url", "job_key"
_SHOWN_JOB = "shown_job"


def is_framed() -> bool:
    """Tell whether app.py has run before this page did."""
    return bool(st.session_state.get(_FRAMED))


def mark_framed() -> None:
    """Note that the frame is drawn around this page."""
    st.session_state[_FRAMED] = True


def folders() -> dict[str, Path]:
    """Give the folder of each workspace by the name it has in links."""
    own = default_path()
    return {OWN: own, DEMO: own / DEMO}


def chosen(choice: Choice) -> str | None:
    """Give what is chosen: a workspace's name, or the key of profile A or B."""
    value = st.session_state.get(f"chosen_{choice}")
    return str(value) if value else None


def choose(choice: Choice, value: str | None) -> None:
    """Choose a workspace or a profile; the address bar follows with :func:`write_url`."""
    st.session_state[f"chosen_{choice}"] = value


def swap() -> None:
    """Let A and B change places."""
    a, b = chosen("a"), chosen("b")
    choose("a", b)
    choose("b", a)


def read_url() -> None:
    """Take over what a link, or the browser's back button, says about workspace and pair.

    Widgets bound to the address write labels there; ours are keys, so that a link still opens the
    pair after a handle has changed. What this session wrote itself is not news.
    """
    said = {choice: st.query_params.get(choice) for choice in CHOICES}
    if any(said.values()) and said != st.session_state.get(_WRITTEN):
        for choice, value in said.items():
            if value:
                choose(choice, value)


def write_url() -> None:
    """Say in the address bar what is chosen, so that it can be shared.

    At once or not at all: every change of the address is a step of the browser's back button.
    """
    say = address()
    st.session_state[_WRITTEN] = {choice: say.get(choice) for choice in CHOICES}
    said = st.query_params.to_dict()
    if (new := {name: value for name, value in said.items() if name not in CHOICES} | say) != said:
        st.query_params.from_dict(new)


def address() -> dict[str, str]:
    """Give what links say, so that each opens this workspace and this pair."""
    return {choice: value for choice in CHOICES if (value := chosen(choice))}


def widget(key: str) -> object:
    """Give the value of a widget by its key, for callbacks."""
    return st.session_state.get(key)


def clicked_row(key: str) -> int | None:
    """Give the row whose button was just clicked in a table, or None."""
    click = st.session_state.get(key)
    return None if click is None else int(click["row"])


def open_clicked_row(key: str) -> None:
    """Let a click on a cell of a table, or a step there by keyboard, choose the cell's row."""
    selection = st.session_state[key]["selection"]
    moved = bool(selection["cells"]) and selection["cells"] != st.session_state.get(f"{key}-cells")
    cells = selection["cells"] if moved else []
    rows = [cells[0][0]] if moved else selection["rows"]
    st.session_state[key] = {"selection": {"rows": rows, "cells": cells}}


def note_cells(key: str, cells: Sequence[tuple[int, str]]) -> None:
    """Note which cell of a table is chosen as it is drawn, so that the next click is told from it."""
    st.session_state[f"{key}-cells"] = list(cells)


def set_widgets(values: Mapping[str, object]) -> None:
    """Set widgets before they are drawn."""
    for key, value in values.items():
        st.session_state[key] = value


def job_key() -> str | None:
    """Give the key of the long work that this session began last."""
    key = st.session_state.get(_JOB)
    return str(key) if key else None


def remember_job(key: str | None) -> None:
    """Note the long work that this session began, or that it is over and seen."""
    st.session_state[_JOB] = key


def show_own_once(job: str) -> None:
    """Turn to the analyst's own workspace when an import into it has just ended, once a job."""
    if st.session_state.get(_SHOWN_JOB) != job:
        st.session_state[_SHOWN_JOB] = job
        if chosen("w") != OWN:
            choose("w", OWN)
            choose("a", None)
            choose("b", None)
            st.rerun()
