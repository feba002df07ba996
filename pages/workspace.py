"""What have I got: import timelines, see what was kept and refused, list the profiles."""

from __future__ import annotations

import streamlit as st

from components import (
    arrival,
    bookshelf,
    card,
    fetch_form,
    import_form,
    notices,
    profile_detail,
    profile_table,
    shell,
)

gallery = shell.begin_workspace("What have I got?")

with notices.guarded():
    bookshelf.ask_key()
    files, handles = st.tabs(["Files", "By handle"], key="workspace_way_in", on_change="rerun")
    if files.open:
        with files:
            import_form.draw()
    if handles.open:
        with handles:
            fetch_form.draw()
    arrival.watch()
    bookshelf.watch()
    if profile_table.is_demo():
        notices.demo_badge()
        st.caption("The list shows the demo. What you import goes to your own workspace, not into the demo.")
    if profile_table.is_empty(gallery):
        notices.empty(
            "No timelines yet",
            "Drop two or more timelines above, or fetch them by handle. Until then the sidebar's demo shows how it looks.",
        )
    else:
        profile_detail.draw(gallery, profile_table.draw(gallery))
    profile_table.imports(gallery)
    bookshelf.draw()

card.how_to("""
**By handle**: the newest posts of accounts of Bluesky, Mastodon and X, asked of the services themselves; it is the only
place from which anything leaves this machine. A fetch that was stopped goes on from there the next time, and a later
fetch asks only for what is newer.

One file may hold one timeline or many. Posts are kept once: importing a file again changes nothing, and a later
version of a post replaces the earlier. A row that cannot be read is refused by itself, with its place and the reason;
the rest is kept.

**Formats** are told by what is in a file; packed files and archives are opened. A **table** whose columns are not known, or
whose times name no zone, is shown with its first ten rows before it is read: say what is what, and the answer can be kept
for tables of the same header. Times without a zone are refused until you name it, since an hour in the wrong zone would
mislead every page.

**Labels** name the group that each profile belongs to: select profiles and label them, or import a table with a column
called `label`. They colour the map and are what Validation tells apart; no measure looks at them.

**Completeness**: select a profile in the list to see what its source says of each post. What a source does not give is
missing, never zero. **Deleting** can be undone until the app is closed. **Pseudonyms** hide who is who, not what was said.
""")
