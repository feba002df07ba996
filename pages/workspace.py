"""What have I got: import timelines, see what was kept and refused, list the profiles."""

from __future__ import annotations

import streamlit as st

from components import card, import_form, notices, profile_table, shell

gallery = shell.begin_workspace("What have I got?")

with notices.guarded():
    import_form.draw()
    if profile_table.is_demo():
        notices.demo_badge()
        st.caption("The list shows the demo. What you import goes to your own workspace, not into the demo.")
    if gallery is None:
        notices.empty(
            "No timelines yet",
            "Drop two or more timelines above. Until then the sidebar's demo shows how it looks.",
        )
    else:
        profile_table.draw(gallery)
        profile_table.imports(gallery)

card.how_to("""
One file may hold one timeline or many. Posts are kept once: importing a file again changes nothing, and a later
version of a post replaces the earlier. A row that cannot be read is refused by itself, with its place and the reason;
the rest is kept.

**X API** v1.1 and v2: JSON or JSON lines as clients save them. **X archive**: the zip that X gives you of an account.
**Tables**: CSV, TSV or Parquet, one row a post; columns named otherwise need a column map. Times without a zone are
refused until you name the zone, since an hour in the wrong zone would mislead every page.
""")
