"""Do the two say the same: same posts, same reposts, the words that carry the cosine."""

from __future__ import annotations

import streamlit as st

from components import (
    card,
    compute,
    content_numbers,
    control,
    notices,
    ranking,
    repeat_table,
    shell,
    term_card,
)

scene = shell.begin_pair("Do {a} and {b} say the same?")

with notices.guarded():
    answer = st.empty()
    params = control.mode("content_mode")
    comparison = compute.comparison(scene.gallery, scene.a, scene.b, params)
    answer.markdown(content_numbers.answer(scene, comparison, params))
    ranking.pending(scene)
    content_numbers.row(scene, comparison)

    terms = compute.explanation(scene.gallery, content_numbers.COSINE, scene.a, scene.b, params)
    same_posts = compute.same_posts(scene.gallery, scene.a, scene.b)
    same_reposts = compute.same_reposts(scene.gallery, scene.a, scene.b)
    left, right = st.columns(2)
    with left:
        term_card.draw(scene, terms)
    with right:
        repeat_table.lags([*same_posts, *same_reposts])
    repeat_table.draw(scene, "Same posts", same_posts, comparison[content_numbers.POSTS], "same-posts")
    repeat_table.draw(
        scene, "Same reposts", same_reposts, comparison[content_numbers.REPOSTS], "same-reposts"
    )
    term_card.posts_behind(scene, terms, params)

card.how_to("""
**Same posts** are distinct texts of three words or more that both published as their own, once case, blanks and links
are set aside. **Same reposts** are originals that both reposted. The **lag** says who came first: minutes, over and
over, are another matter than months.

The **cosine** compares the two vocabularies. In the recommended mode a word counts more the fewer profiles of the
workspace use it; in paper mode rarity is learned from the two alone, so the commonest words weigh most. Topic is not
author: two fans of one team speak alike.
""")
