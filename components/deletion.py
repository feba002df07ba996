"""Delete profiles or an import, and undo it until the app closes."""

from __future__ import annotations

import atexit
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import streamlit as st

from components import change, drawing, state, theme
from core.errors import DoppelscopeError
from core.progress import part
from core.text import counted
from core.workspace import Workspace
from core.workspace.removal import delete_profiles
from core.workspace.restoration import empty_trash, undo
from core.workspace.trash import Run, entries
from core.workspace.withdrawal import delete_import

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from components import jobs
    from core.gallery import Gallery as OfGallery
    from core.workspace.trash import Entry

_RUN = Run(uuid4().hex)  # one a server: what it deletes can be undone as long as it lives
_SWEPT: set[Path] = set()
_SHOWN = 5
_SHARE = 0.7  # of the progress bar; portraits are the rest


def sweep() -> None:
    """Empty what servers that no longer live left in the trash; once a folder, and again at the end."""
    for folder in state.folders().values():
        if folder not in _SWEPT:
            _SWEPT.add(folder)
            with suppress(DoppelscopeError):  # a folder that cannot be written to keeps nothing of ours
                empty_trash(folder)


@atexit.register
def _close() -> None:
    for folder in _SWEPT:
        with suppress(DoppelscopeError):
            empty_trash(folder, _RUN)
    _RUN.close()


def ask_profiles(gallery: OfGallery, keys: Sequence[str]) -> None:
    """Offer to delete the profiles that are selected in the list."""
    if not keys or change.is_under_way():
        return
    listed = gallery.workspace.profiles.set_index("key")["n_posts"]
    posts = counted(sum(int(listed[key]) for key in keys), "posts")
    who = counted(len(keys), "profiles")
    with st.popover(f"Delete {who}", icon=":material/delete:", width="content"):
        st.markdown(
            f"Deletes **{who} with {posts}**, and what only they made known. What others wrote about them stays. "
            "It can be undone until the app is closed; then it is gone for good."
        )
        st.button(
            f"Delete {posts}",
            key="delete_profiles",
            on_click=_begin,
            args=(gallery.workspace.folder, f"Deleting {who}", partial(_remove_profiles, list(keys))),
        )


def ask_import(workspace: Workspace, place: int) -> None:
    """Offer to delete what an import brought; ``place`` counts from 0, oldest first."""
    if change.is_under_way():
        return
    report = workspace.imports[place]
    posts = counted(report.kept, "posts")
    with st.popover("Delete this import", icon=":material/delete:", width="content"):
        st.markdown(
            f"Deletes what is left of the **{posts}** that this import brought, and its report. Posts that it had "
            "replaced are what they were before. It can be undone until the app is closed; then it is gone for good."
        )
        st.button(
            "Delete it",
            key=f"delete_import-{place}",
            on_click=_begin,
            args=(workspace.folder, "Deleting an import", partial(_remove_import, workspace, place)),
        )


def _begin(folder: Path, title: str, work: Work) -> None:
    def whole(progress: jobs.Progress, cancelled: jobs.Cancelled) -> change.Done:
        done = work(folder, part(progress, 0, _SHARE), cancelled)
        drawing.complete(folder, progress, cancelled, done=_SHARE)
        return done

    change.begin(title, whole)


def _remove_profiles(
    keys: Sequence[str], folder: Path, progress: jobs.Progress, cancelled: jobs.Cancelled
) -> change.Done:
    now = datetime.now(UTC)
    done = delete_profiles(Workspace(folder), keys, now=now, run=_RUN, progress=progress, cancelled=cancelled)
    said = f"Deleted {counted(done.n_profiles, 'profiles')} with {counted(done.n_posts, 'posts')}."
    return change.Done(said, forgets_pair=True)


def _remove_import(
    workspace: Workspace, place: int, _: Path, progress: jobs.Progress, cancelled: jobs.Cancelled
) -> change.Done:
    now = datetime.now(UTC)
    done = delete_import(workspace, place, now=now, run=_RUN, progress=progress, cancelled=cancelled)
    return change.Done(f"Deleted an import with {counted(done.n_posts, 'posts')}.", forgets_pair=True)


def _put_back(name: str, folder: Path, progress: jobs.Progress, cancelled: jobs.Cancelled) -> change.Done:
    entry = undo(folder, name, progress=progress, cancelled=cancelled)
    return change.Done(f"{counted(entry.n_posts, 'posts')} are back.")


def offer_undo(folder: Path) -> None:
    """List what can still be undone, the latest first."""
    found = [entry for entry in entries(folder) if entry.run == _RUN.name]
    if not found or change.is_under_way():
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(":gray[:material/undo:] **Can be undone until the app is closed**")
        for entry in found[:_SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(
                    "Undo",
                    key=f"undo-{entry.name}",
                    on_click=_begin,
                    args=(folder, "Putting back", partial(_put_back, entry.name)),
                )
                st.markdown(_line(entry), width="content")
        if len(found) > _SHOWN:
            st.caption(f"and {len(found) - _SHOWN} earlier ones")


def _line(entry: Entry) -> str:
    names = ", ".join(theme.escaped(name, 40) for name in entry.what[:_SHOWN])
    more = f" and {len(entry.what) - _SHOWN} more" if len(entry.what) > _SHOWN else ""
    at = entry.at[11:16]
    return f"{counted(entry.n_posts, 'posts')} of {names}{more}, deleted at {at} UTC"


if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[Path, jobs.Progress, jobs.Cancelled], change.Done]
