"""The only room that knows the session: which workspace, which pair, what was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.workspace import default_path
from core.workspace import shelf as shelves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Choice = Literal["w", "a", "b"]
CHOICES: tuple[Choice, ...] = ("w", "a", "b")
OWN, DEMO = shelves.OWN, shelves.DEMO
MAPPING = "map-"
"""How the keys begin of the widgets that ask about the files in the uploader."""
_FRAMED, _WRITTEN, _JOBS = "framed", "written_url", "job_keys"
_SHOWN_JOBS, _CHANGE = "shown_jobs", "change"
_UPLOADS, _LEFT_OUT = "uploads", "left_out_headers"


def is_framed() -> bool:
    """Tell whether app.py has run before this page did."""
    return bool(st.session_state.get(_FRAMED))


def mark_framed() -> None:
    """Note that the frame is drawn around this page."""
    st.session_state[_FRAMED] = True


def folders() -> dict[str, Path]:
    """Give the folder of each workspace by the name it has in links."""
    return shelves.shelf(default_path())


def name_of(folder: Path) -> str:
    """Give the name that a workspace's folder has in links."""
    return next((name for name, path in folders().items() if path == folder), OWN)


def destination() -> Path:
    """Give the folder that imports go to: the chosen workspace, but never the demo."""
    name = chosen("w") or OWN
    return folders().get(OWN if name == DEMO else name) or folders()[OWN]


def chosen(choice: Choice) -> str | None:
    """Give what is chosen: a workspace's name, or the key of profile A or B."""
    value = st.session_state.get(f"chosen_{choice}")
    return str(value) if value else None


def choose(choice: Choice, value: str | None) -> None:
    """Choose a workspace or a profile; the address bar follows with :func:`write_url`."""
    st.session_state[f"chosen_{choice}"] = value
    st.session_state.pop(f"wanted_{choice}", None)


def wanted(choice: Choice) -> str | None:
    """Give what was typed to find profile A or B, where that left several or none."""
    text = st.session_state.get(f"wanted_{choice}")
    return str(text) if text else None


def want(choice: Choice, text: str | None) -> None:
    """Note what was typed to find profile A or B, until one is chosen."""
    st.session_state[f"wanted_{choice}"] = text


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


def start_widgets(values: Mapping[str, object]) -> None:
    """Give widgets their first values, where they have none yet."""
    for key, value in values.items():
        if key not in st.session_state:
            st.session_state[key] = value


def job_keys() -> tuple[str, ...]:
    """Give the keys of the long works that this session began, the latest first."""
    return tuple(st.session_state.get(_JOBS, ()))


def remember_jobs(keys: Sequence[str]) -> None:
    """Note the long works that this session began and whose end it has yet to see."""
    st.session_state[_JOBS] = list(keys)


def change() -> tuple[str | None, str]:
    """Give the key and the title of the change of a workspace that this session began last."""
    key, title = st.session_state.get(_CHANGE, (None, ""))
    return key, title


def remember_change(key: str, title: str) -> None:
    """Note the change of a workspace that this session began."""
    st.session_state[_CHANGE] = (key, title)


def turn_to(name: str) -> None:
    """Turn to a workspace, and to the pair that it opens with."""
    choose("w", name)
    choose("a", None)
    choose("b", None)


def has_turned(job: str) -> bool:
    """Tell whether the page has turned to the workspace that a job has filled."""
    return job in st.session_state.get(_SHOWN_JOBS, ())


def forget_pair_once(job: str) -> None:
    """Choose the pair anew when a job has taken the chosen one away, once a job."""
    shown = st.session_state.setdefault(_SHOWN_JOBS, [])
    if job not in shown:
        shown.append(job)
        choose("a", None)
        choose("b", None)
        st.rerun()


def turn_to_once(job: str, name: str) -> None:
    """Turn to the workspace that a job has just filled, once a job."""
    shown = st.session_state.setdefault(_SHOWN_JOBS, [])
    if job not in shown:
        shown.append(job)
        if chosen("w") != name:
            turn_to(name)
            st.rerun()


def uploader() -> str:
    """Give the key of the file uploader: a new one after each import, for only so is it emptied."""
    return f"import_files_{st.session_state.get(_UPLOADS, 0)}"


def path_area() -> str:
    """Give the key of the field for paths, which is emptied with the uploader."""
    return f"import_paths_{st.session_state.get(_UPLOADS, 0)}"


def empty_uploader() -> None:
    """Forget the files in the uploader, and all that was said about them."""
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    st.session_state[_LEFT_OUT] = frozenset()
    for key in [key for key in st.session_state if str(key).startswith(MAPPING)]:
        del st.session_state[key]


def left_out() -> frozenset[str]:
    """Give the headers of the tables in the uploader that are not to be imported."""
    return frozenset(st.session_state.get(_LEFT_OUT, ()))


def leave_out(header: str, *, is_out: bool) -> None:
    """Say whether the tables of a header are not to be imported."""
    st.session_state[_LEFT_OUT] = left_out() | {header} if is_out else left_out() - {header}
