"""Workspaces side by side: make a new one, take one along as a file, open such a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from components import change, compute, deletion, drawing, notices, secrecy, state
from core.progress import part
from core.text import counted
from core.workspace import default_path
from core.workspace.bundle import SUFFIX, export, open_bundle
from core.workspace.leftover import EXPORTS
from core.workspace.shelf import free_place, make, place

if TYPE_CHECKING:
    from pathlib import Path

    from components import jobs
    from core.workspace import Workspace

MAX_FILE_MB = 1024
_MEGABYTE = 1024**2
_NAME_LENGTH = 60
_SHARE = 0.5  # of the progress bar; portraits are the rest


def draw() -> None:
    """Draw what can be done with the workspace as a whole."""
    workspace = _shown()
    with st.container(horizontal=True, gap="small"):
        _export(workspace)
        _open()
        _make()
        if state.chosen("w") != state.DEMO:
            secrecy.draw(workspace)
    st.caption(f"This workspace lies in `{workspace.folder.resolve()}`; commands name it by `--workspace`.")


def watch() -> None:
    """Draw what is being done with the workspace, what came of it, and what can be undone."""
    done = change.watch()
    if done and done.file and done.file.exists():
        _hand_over(done.file)
    if state.chosen("w") != state.DEMO:
        deletion.offer_undo(_shown().folder)


def ask_key() -> None:
    """Ask for the key where the workspace that imports go to holds pseudonyms."""
    secrecy.ask_key(compute.gallery(state.destination()).workspace)


def _shown() -> Workspace:
    return compute.gallery(state.folders()[state.chosen("w") or state.DEMO]).workspace


def _export(workspace: Workspace) -> None:
    st.button(
        "Export as one file",
        icon=":material/archive:",
        key="export_begin",
        disabled=workspace.version == 0 or change.is_under_way(),
        on_click=_begin_export,
        args=(workspace.folder,),
    )


def _begin_export(folder: Path) -> None:
    name = state.name_of(folder)
    file = folder / EXPORTS / f"{'doppelscope' if name == state.OWN else name}{SUFFIX}"

    def work(progress: jobs.Progress, cancelled: jobs.Cancelled) -> change.Done:
        file.parent.mkdir(parents=True, exist_ok=True)
        export(folder, file, progress=progress, cancelled=cancelled)
        return change.Done(f"The workspace is one file now, {_size(file)}.", file=file)

    change.begin("Exporting", work)


def _size(file: Path) -> str:
    n_bytes = file.stat().st_size
    return f"{n_bytes / _MEGABYTE:,.1f} MB" if n_bytes >= _MEGABYTE else f"{counted(n_bytes, 'bytes')}"


def _hand_over(file: Path) -> None:
    if file.stat().st_size > MAX_FILE_MB * _MEGABYTE:
        notices.remark(
            f"Over 1 GB a browser is no way to carry it: it lies in `{file}` until the app is closed."
        )
        return
    st.download_button(
        "Download the workspace",
        file.read_bytes,
        file.name,
        "application/zip",
        icon=":material/download:",
        key="export_download",
        on_click="ignore",
    )


def _open() -> None:
    with st.popover("Open another", icon=":material/folder_open:", width="content"):
        file = st.file_uploader(
            "A workspace that was exported as one file",
            type="zip",
            max_upload_size=MAX_FILE_MB,
            key="open_file",
            help="It becomes a workspace of its own, beside yours. Larger than 1 GB: `python -m core open FILE`.",
        )
        name = st.text_input("Its name here", key="open_name", max_chars=_NAME_LENGTH, placeholder="case 12")
        if st.button("Open", key="open_begin", disabled=file is None or change.is_under_way()) and file:
            with notices.guarded():
                folder = place(default_path(), name) if name else free_place(default_path(), file.name)
                change.begin("Opening", partial(_opened, folder, file.getvalue()))
                st.rerun()


def _opened(folder: Path, data: bytes, progress: jobs.Progress, cancelled: jobs.Cancelled) -> change.Done:
    folder.parent.mkdir(parents=True, exist_ok=True)
    workspace = open_bundle(data, folder, progress=part(progress, 0, _SHARE), cancelled=cancelled)
    drawing.complete(folder, progress, cancelled, done=_SHARE)
    profiles = counted(len(workspace.profiles), "profiles")
    return change.Done(f"Opened as **{folder.name}**, {profiles}.", turn_to=folder.name)


def _make() -> None:
    with st.popover("New workspace", icon=":material/create_new_folder:", width="content"):
        name = st.text_input("Name", key="make_name", max_chars=_NAME_LENGTH, placeholder="case 12")
        st.caption(
            "Timelines of one case are best kept apart from those of another: rarity and ranks are "
            "learned from all that lies in one workspace."
        )
        if st.button("Make it", key="make_begin", disabled=not name):
            with notices.guarded():
                state.turn_to(make(default_path(), name).name)
                st.rerun()
