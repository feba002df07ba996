"""Where does this pair sit: all pairs, or all profiles, laid out in a plane, and the nearest pairs of all."""

from __future__ import annotations

import streamlit as st

from components import (
    card,
    compute,
    compute_map,
    map_card,
    map_colour,
    map_control,
    map_duplicates,
    notices,
    shell,
)

scene = shell.begin_pair("Where do {a} and {b} sit?")

with notices.guarded():
    if not map_card.too_few(len(compute.profiles(scene.gallery))):
        answer = st.empty()
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            about, method = map_control.about(), map_control.method()
            chosen = map_colour.choose(scene.gallery, about)
            asked = map_control.settings(about, method)
        fetched = compute_map.fetch(scene.gallery, asked, (scene.a, scene.b))
        map_card.draw(scene, asked, fetched, chosen)
        map_duplicates.draw(scene, may_begin=fetched.made is not None or fetched.is_refused)
        answer.markdown(map_duplicates.answer(scene, compute_map.known_distances(scene.gallery)))

card.how_to("""
Each **point** is a pair, described by how alike its two profiles are by every measure (as ranks among the pairs shown),
or one profile, described by its words, targets, style, hours and kinds of post. Handles, names and bios are not read.
Points that are described alike are laid out side by side. Two pairs side by side are *alike in the same respects*; it
does not make four profiles alike.

**t-SNE** and **UMAP** keep neighbours together and give up the rest: how large a group is, how far it lies from another
and how dense it is mean nothing. Another seed or perplexity gives another picture of the same data; what stays is what
to look at. **Trustworthiness** says how many of the neighbours on the map are neighbours in the measures; 1 is all.

**Suspected duplicates** are the published method's list: the smallest mean rank over behaviour, audience and content.
It is a place to start reading, not a finding.
""")
