"""Do the two talk to the same people: both ego graphs, their overlap, and the posts behind it."""

from __future__ import annotations

import streamlit as st

from components import card, compute, control, notices, ranking, shell, target_table

scene = shell.begin_pair("Do {a} and {b} talk to the same people?")

with notices.guarded():
    answer = st.empty()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        params = control.audience()
    overlap = compute.overlap(scene.gallery, scene.a, scene.b, params)
    answer.markdown(target_table.answer(overlap))
    ranking.pending(scene)
    target_table.graph(scene, overlap)
    target_table.numbers(overlap)
    target_table.shared(scene, overlap, params)
    target_table.contact(scene, overlap, params)
    with st.container(horizontal=True):
        target_table.exports(scene, overlap)

card.how_to("""
A **target** is a user whom a profile reposts, quotes, answers or mentions; a post that names somebody twice counts
once. Boxes in the middle of the graph are named by both; the higher a box, the more it is A's. A thick line is a
**strong friendship**: at least the chosen number of contacts, and among the profile's top tenth.

**Jaccard** is the share of all their targets that both name. Few others naming a shared target makes it **rare**,
and rare says more than popular: the last column counts who else in the workspace names it. Both profiles themselves
are left out; what they say to each other is counted as direct contact.
""")
