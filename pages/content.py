"""Do the two say the same: in which posts, in which words, with which habits."""

from __future__ import annotations

import streamlit as st

from components import (
    card,
    compute,
    content_numbers,
    content_posts,
    control,
    language_card,
    marker_table,
    meaning_card,
    notices,
    shell,
    style_card,
    term_card,
)

scene = shell.begin_pair("Do {a} and {b} say the same?")

with notices.guarded():
    answer = st.empty()
    params = control.mode("content_mode")
    comparison = compute.comparison(scene.gallery, scene.a, scene.b, params)
    answer.markdown(content_numbers.answer(scene, comparison, params))
    content_numbers.draw(scene, comparison, params)
    meaning_card.pending(scene)

    # What is hidden is not computed.
    posts, words, meaning, markers, style = st.tabs(
        ["Posts", "Words", "Meaning", "Hashtags, links, clients", "Style, languages"],
        key="content_tab",
        on_change="rerun",
    )
    if posts.open:
        with posts, notices.guarded():
            content_posts.draw(scene, comparison)
    if words.open:
        with words, notices.guarded():
            terms = compute.explanation(scene.gallery, content_numbers.COSINE, scene.a, scene.b, params)
            term_card.draw(scene, terms)
            term_card.posts_behind(scene, terms, params)
    if meaning.open:
        with meaning, notices.guarded():
            meaning_card.draw(scene, params)
    if markers.open:
        with markers, notices.guarded():
            marker_table.draw(scene, marker_table.choose(), comparison, params)
    if style.open:
        with style, notices.guarded():
            style_card.draw(scene, comparison, params)
            language_card.draw(scene)

card.how_to("""
**Same posts** are distinct texts of three words or more that both published as their own, once case, blanks and links
are set aside; **same reposts** are originals that both reposted. **Near-identical** texts have six words or more, of
which at most one in five was changed, added or left out; those that are not the same are listed as **reworded**, with
what differs in bold on the colour of its side.
Slogans, song lines and texts that a button fills in are the same without anybody copying: read them. The **lag** says
who came first: minutes, over and over, are another matter than months.

**Cosines** compare mixes; under each stands the share of the workspace's pairs that are less alike. *Words*: in the
recommended mode a word counts more the fewer profiles use it; in paper mode rarity is learned from the two alone, so
the commonest words weigh most. *Embedding*: posts are turned into
vectors by what they mean, so that posts that say a thing in other words come close; the cosine is that of the means. *Style* describes how
posts are written; above 0 more alike than any two of the workspace, below 0 less.

Topic is not author, and neither is style: two fans of one team speak alike, and people of one trade write alike.
None of these numbers says who wrote a post.
""")
