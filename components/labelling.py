"""Label the profiles that are selected in the list: to which group each belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import change, notices, state
from core.errors import InputError
from core.labels import MAX_LABEL, label_of, set_labels
from core.text import counted
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.workspace import Workspace

_POPOVER, _FIELD, _FAILURE = "label_profiles", "label_typed", "label_failure"


def ask_profiles(workspace: Workspace, keys: Sequence[str], labels: Mapping[str, str]) -> None:
    """Offer to label the profiles that are selected in the list, or to take their labels off.

    Parameters
    ----------
    workspace : Workspace
    keys : sequence of str
        Of those that are selected.
    labels : mapping
        Every profile's label, by key.
    """
    if not keys or change.is_under_way():
        return
    n_labelled = sum(key in labels for key in keys)
    with st.popover(
        f"Label {counted(len(keys), 'profiles')}",
        icon=":material/label:",
        key=_POPOVER,
        width="content",
        on_change="rerun",
    ):
        is_label = _ask(labels)
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Label the selected",
                key="label_set",
                disabled=not is_label,
                on_click=_set,
                args=(workspace, tuple(keys), _FIELD),
            )
            if n_labelled:
                st.button(
                    f"Take off {counted(n_labelled, 'labels')}",
                    key="label_remove",
                    type="tertiary",
                    on_click=_set,
                    args=(workspace, tuple(keys), None),
                )


def _ask(labels: Mapping[str, str]) -> bool:
    """Ask for a label, say beside it what is wrong with it or with the last attempt; tell whether it is one."""
    typed = st.selectbox(
        "Label",
        sorted(set(labels.values()), key=str.casefold),
        index=None,
        format_func=lambda label: plain(label, None),
        placeholder="Type a label, or choose one" if labels else "Type a label",
        accept_new_options=True,
        key=_FIELD,
        help=f"A word for the group that they belong to, {MAX_LABEL} characters at most. It colours the map, and "
        "validation tells the groups apart. No measure looks at it.",
    )
    failure = state.widget(_FAILURE)
    state.set_widgets({_FAILURE: None})
    if isinstance(failure, Exception):
        notices.explain(failure)
    # a field of choices has no longest text of its own: what is typed is checked before anything is pressed
    try:
        return bool(label_of(typed))
    except InputError as error:
        notices.explain(error)
        return False


def _set(workspace: Workspace, keys: Sequence[str], field: str | None) -> None:
    """Give all the same label and close what asked for it; it stays open where that fails, and says why."""
    label = str(state.widget(field) or "") if field else None
    try:
        set_labels(workspace, dict.fromkeys(keys, label))
    except Exception as error:  # noqa: BLE001 - what a callback draws stands at the page's top: it is said below the field
        state.set_widgets({_FAILURE: error})
    else:
        state.set_widgets({_POPOVER: False, _FIELD: None})
