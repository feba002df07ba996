"""Label the profiles that are selected in the list: to which group each belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import change, notices, state
from core.labels import set_labels
from core.text import counted
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.workspace import Workspace

_POPOVER, _FIELD = "label_profiles", "label_typed"


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
        st.selectbox(
            "Label",
            sorted(set(labels.values()), key=str.casefold),
            index=None,
            format_func=lambda label: plain(label, None),
            placeholder="Type a label, or choose one" if labels else "Type a label",
            accept_new_options=True,
            key=_FIELD,
            help="A word for the group that they belong to. It colours the map, and validation tells the groups "
            "apart. No measure looks at it.",
        )
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Label the selected",
                key="label_set",
                disabled=not state.widget(_FIELD),
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


def _set(workspace: Workspace, keys: Sequence[str], field: str | None) -> None:
    """Give all the same label, and close what asked for it; an error is told, and it stays open."""
    label = str(state.widget(field) or "") if field else None
    with notices.guarded():
        set_labels(workspace, dict.fromkeys(keys, label))
        state.set_widgets({_POPOVER: False, _FIELD: None})
