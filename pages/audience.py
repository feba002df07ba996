"""Do the two talk to the same people: both ego graphs, their overlap against chance, and the posts behind it."""

from __future__ import annotations

import streamlit as st

from components import (
    audience_graph,
    audience_kind,
    audience_numbers,
    audience_view,
    bridge_table,
    card,
    chance_card,
    contact_card,
    control,
    notices,
    ranking,
    shell,
    target_table,
)

scene = shell.begin_pair("Do {a} and {b} talk to the same people?")

with notices.guarded():
    answer = st.empty()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        params = control.audience()
    view = audience_view.look(scene, params)
    answer.markdown(audience_numbers.answer(view))
    ranking.pending(scene)
    audience_graph.draw(view)
    audience_numbers.row(view)
    chance_card.draw(view)
    left, right = st.columns(2)
    with left:
        audience_kind.draw(view)
    with right:
        contact_card.draw(view)
    contact_card.posts(view)
    target_table.draw(view)
    bridge_table.draw(view)
    with st.container(horizontal=True):
        audience_graph.exports(view)

card.how_to("""
A **target** is a user whom a profile reposts, quotes, answers or mentions; a post that names somebody twice counts
once. Boxes in the middle of the graph are named by both; the higher a box, the more it is A's. A thick line is a
**strong friendship**: at least the chosen number of contacts and, as we recommend, among the profile's top tenth (the
paper gives no cut-off; in its mode the number alone decides). A thin dotted line is a **second step**: a shared target that was itself imported here
names A, B or another shared target. Of profiles that were not imported nothing is known.

**Jaccard** is the share of all their targets that both name; a much larger audience on one side bounds it from above.
**Attention shared** counts contacts instead: one user who gets most of them decides it. **Rare ones first** lets a
user whom few here name weigh more than a famous one, and the table says what each adds to it.

**Chance** is a world in which everybody names as many users as here, and every user is named as often, but nobody
looks at what others do. A small p says that the two do not choose independently. Friends, colleagues and people of one
town do not either. Of a thousand pairs one reaches p = 0.001 by chance: a pair found among many says less than one
that was asked about. Both profiles themselves are left out; what they say to each other is direct contact.
""")
