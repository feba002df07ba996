"""What a workspace holds: its profiles, and its imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import arrival_report, card, compute, deletion, labelling, state, theme
from components import roster as rosters
from core.labels import labels_of
from core.text import counted

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.elements.lib.column_types import ColumnConfig

    from core.gallery import Gallery


def draw(gallery: Gallery) -> list[str]:
    """Draw the list of profiles with totals; give the keys of those that are selected."""
    labels = labels_of(gallery.workspace)
    table = rosters.labelled(compute.roster(gallery), labels)
    left_out = _left_out(table)
    with card.card(f"Profiles ({theme.count(len(table))})", table, "profiles"):
        posts = counted(int(table["Posts"].sum()), "posts")
        first, last = table["First"].min(), table["Last"].max()
        st.caption(
            f"{posts} from {first} to {last}, days and hours in UTC. Select a row to see what is there of it."
        )
        event = st.dataframe(
            table,
            hide_index=True,
            row_height=34,
            # another list is another widget: a row of the old one must not stand for somebody else
            key=f"profiles_list-{state.chosen('w')}-{gallery.workspace.version}",
            on_select="rerun",
            selection_mode="multi-row",
            height=420 if len(table) > 10 else "content",  # noqa: PLR2004 — what fits above the fold
            alt="Profiles with posts, kinds and span",
            # what a projector holds; the card's table has the rest
            column_order=[name for name in table.columns if name not in left_out],
            column_config=_columns(table),
        )
        selected = [str(table["Key"].iloc[row]) for row in event.selection.rows]
        with st.container(horizontal=True, gap="small"):
            labelling.ask_profiles(gallery.workspace, selected, labels)
            if not is_demo():
                deletion.ask_profiles(gallery, selected)
    return selected


def _left_out(table: pd.DataFrame) -> set[str]:
    """Name the columns that the list has no room for: where labels stand and no name is known, the names too."""
    is_nameless = "Label" in table.columns and not table["Name"].any()
    return {"Platform", "Key", *(["Name"] if is_nameless else [])}


def _columns(table: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Give each column its width; labels take theirs from names and bars."""
    widths = {"Profile": 138, "Name": 104, "Label": 130, "Posts": 104}
    if "Label" in table.columns and table["Name"].any():
        widths = {"Profile": 126, "Name": 80, "Label": 90, "Posts": 80}
    return {
        **{name: st.column_config.TextColumn(width=widths[name]) for name in ("Profile", "Name", "Label")},
        "Posts": st.column_config.ProgressColumn(
            format="%d",
            min_value=0,
            max_value=int(table["Posts"].max()),
            color="gray",
            width=widths["Posts"],
        ),
        **{name: st.column_config.NumberColumn(width=64) for name in ("Originals", "Reposts")},
        **{name: st.column_config.NumberColumn(width=58) for name in ("Quotes", "Replies")},
        **{name: st.column_config.TextColumn(width=84) for name in ("First", "Last")},
    }


def imports(gallery: Gallery) -> None:
    """Draw the history of imports; each opens to its report."""
    reports = gallery.workspace.imports
    if not reports:
        return
    with st.expander(f"Imports so far ({len(reports)})", icon=":material/history:"):
        number = st.selectbox(
            "Import",
            list(range(len(reports), 0, -1)),
            format_func=lambda n: (
                f"{n}: {reports[n - 1].imported_at[:16].replace('T', ' ')} UTC, "
                f"{theme.count(reports[n - 1].kept)} posts kept"
            ),
            key="import_history",
        )
        arrival_report.draw(reports[int(number) - 1], name="history")
        if not is_demo():
            deletion.ask_import(gallery.workspace, int(number) - 1)


def is_empty(gallery: Gallery) -> bool:
    """Tell whether the workspace has no profile."""
    return compute.profiles(gallery).empty


def is_demo() -> bool:
    """Tell whether the demo is what the sidebar has chosen."""
    return state.chosen("w") == state.DEMO
