"""Pseudonyms on the Workspace page: replace every name for good, add under the same key, look up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from components import change, drawing, local, notices, state
from components.theme import escaped
from core.errors import PseudonymError
from core.progress import part
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.pseudonyms.finding import lookup
from core.text import counted
from core.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from components import jobs

_SHARE = 0.7  # of the progress bar; portraits are the rest
_SHOWN = 20
_KEY = "secrecy_key"
_MAX_PATH, _MAX_NAME = 4_096, 300  # characters: of the longest path there can be, of any name or key


def draw(workspace: Workspace) -> None:
    """Offer to pseudonymise a workspace, or to look up who is who in one that is."""
    if workspace.pseudonyms is None:
        _offer(workspace.folder)
    else:
        _look_up()


def ask_key(workspace: Workspace) -> None:
    """Ask for the key of a workspace that holds pseudonyms, since nothing can be added without."""
    if workspace.pseudonyms is None:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(
            f":gray[:material/key:] **Everybody stands under pseudonyms here**, made with the key "
            f"`{workspace.pseudonyms}`. To add timelines, or to look somebody up, name its file."
        )
        if local.is_local():
            _ask_path("The one with which the names here were replaced.")
        else:
            st.caption("Other machines can reach this app, so keys are used by command line only.")


def pseudonyms(folder: Path) -> Pseudonyms | None:
    """Give the pseudonyms under which a workspace takes timelines; None where it takes them as they are.

    Raises
    ------
    PseudonymError
        If its key is needed and was not named.
    KeyFileError
        If the file is no key, lies in the workspace, or others can read it.
    """
    held = Workspace(folder).pseudonyms
    if held is None:
        return None
    path = str(state.widget(_KEY) or "").strip()
    if not path or not local.is_local():
        message = f"this workspace holds pseudonyms made with the key {held}: name the key's file first"
        raise PseudonymError(message)
    names = Pseudonyms.open(local.typed_path(path), state.folders().values())
    if names.key_id != held:
        message = f"this is the key {names.key_id}; the workspace was made with {held}: name that one's file"
        raise PseudonymError(message)
    return names


def _ask_path(about: str) -> str:
    return st.text_input(
        "Key file",
        key=_KEY,
        placeholder="~/case-12.key",
        max_chars=_MAX_PATH,
        persist_state="session",
        help=about,
    )


def _offer(folder: Path) -> None:
    with st.popover("Pseudonymise", icon=":material/visibility_off:", width="content"):
        st.markdown(
            "Replaces every handle, name and id, in posts, mentions and links too, **for good**. Who is who only "
            "the key's file tells, which never lies in a workspace. Measures stay what they are. The words of the "
            "posts stay as well: whoever searches the network for them can find their author. What was found in "
            "attached pictures, videos and sounds is **removed**: faces and voices say who somebody is."
        )
        if not local.is_local():
            st.caption("Other machines can reach this app: use `python -m core pseudonymise --key FILE`.")
            return
        typed = _ask_path(
            "Outside every workspace. It is made if it is not there; only your user may read it."
        )
        if st.button("Replace every name", key="secrecy_begin", disabled=not typed or change.is_under_way()):
            with notices.guarded():
                key, outside = local.typed_path(typed), list(state.folders().values())
                names = Pseudonyms.open(key, outside) if key.exists() else Pseudonyms.create(key, outside)
                change.begin("Replacing names", partial(_renamed, folder, names))
                st.rerun()


def _renamed(
    folder: Path, names: Pseudonyms, progress: jobs.Progress, cancelled: jobs.Cancelled
) -> change.Done:
    done = pseudonymise(
        Workspace(folder),
        names,
        progress=part(progress, 0, _SHARE),
        cancelled=cancelled,
    )
    drawing.complete(folder, progress, cancelled, done=_SHARE)
    who, posts = counted(done.n_profiles, "profiles"), counted(done.n_posts, "posts")
    said = f"{posts} of {who} stand under pseudonyms now, made with the key `{done.key_id}`."
    if done.n_removed:
        said += f" What was found in {counted(done.n_removed, 'attached files')} is removed."
    return change.Done(said, forgets_pair=True)


def _look_up() -> None:
    with st.popover("Who is who", icon=":material/person_search:", width="content"):
        typed = st.text_input(
            "A pseudonym, a handle, an id or a key", key="secrecy_name", max_chars=_MAX_NAME
        )
        path = str(state.widget(_KEY) or "").strip()
        if not path or not local.is_local():
            st.caption("Name the key's file above first.")
        elif typed:
            with notices.guarded():
                _say(Pseudonyms.open(local.typed_path(path), state.folders().values()), typed)


def _say(names: Pseudonyms, typed: str) -> None:
    found = lookup(names, typed)
    if not found:
        st.caption("The register beside the key knows nothing of it.")
    for one in found[:_SHOWN]:
        unseen = "" if one.is_registered else " · in no import made with this key"
        st.markdown(
            f"**{escaped(one.real, 60)}** ({one.kind}{', ' if one.platform else ''}{escaped(one.platform)}) is "
            f"`{one.key or one.pseudonym}`{unseen}"
        )
