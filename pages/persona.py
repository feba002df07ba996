"""What kind of accounts are these two, and what if they meet: axes, classes, clusters, the safety factor."""

from __future__ import annotations

import streamlit as st

from components import (
    card,
    cluster_card,
    compute_persona,
    media_panel,
    notices,
    persona_axes,
    persona_numbers,
    safety_card,
    safety_contact,
    safety_hybrid,
    safety_recommend,
    shell,
)

scene = shell.begin_pair("What if {a} and {b} meet?")

with notices.guarded():
    answer = st.empty()
    st.caption(persona_numbers.caveat())
    safety, params = safety_card.draw(scene)
    personas = compute_persona.personas(scene.gallery, scene.a, scene.b, params.media_weight)
    answer.markdown(persona_numbers.answer(personas[scene.a], personas[scene.b], safety))
    persona_axes.draw(personas[scene.a], personas[scene.b])

    if safety is not None:
        left, right = st.columns(2)
        with left:
            safety_hybrid.draw(safety, params)
        with right:
            safety_contact.draw(safety)
        safety_contact.posts(scene, safety)

    # What is hidden is not computed.
    names = ["Clusters", "Whom to meet", "Pictures and video"]
    clusters, contacts, media = st.tabs(names, key="persona_tab", on_change="rerun")
    if clusters.open:
        with clusters, notices.guarded():
            cluster_card.draw(scene)
    if contacts.open and safety is not None:
        with contacts, notices.guarded():
            safety_recommend.draw(scene, params)
    if media.open:
        with media, notices.guarded():
            media_panel.draw(scene, personas)

card.how_to("""
**Axes** are the four of a much-used typology, read from how an account writes, by a small model. Two people who read
the same posts agree on a pole in three of four cases, the model with them less often, on Judger and Perceiver hardly
more than by guessing (*Method* has the figures): a mark near the middle, or a hollow one, says nothing. The **leading
class** is the pole with most evidence; 1 in 8 is what chance gives.

**Safety factor**: −3 says that ignoring or blocking is the likeliest outcome of contact, +3 that contact is. It
begins at b = 0.5, knowing nothing, and each consideration moves it by its log-odds. The same class alone never makes
contact safe; abusive words, an approach without answer and a new account take back what speaks for it. *As the
paper*: the sign says whether both have one leading class, the size how likely that is; with eight classes that is
below 0 for nearly everybody.

**Hybrid similarity** is the sum of how alike two accounts write (SS), mean (CS) and are linked (IM), each from 0 to 1.

**Clusters** gather accounts that say alike and name alike. Their labels come from a word list written for this
project, with its reasons beside them, and are yours to change; they have the names of classes, but are not read from the
axes and need not agree with the leading class; they are no finding about the people in them.

**Pictures and video**: models look for faces, things, actions and words in files that you tie to a profile; each
finding stands with the frame behind it, veiled until you ask for it. *Sure* is how sure a model is, not how often it is
right. Words said or written count in the axes, the rest in the clusters, and in the leading class only where you trained
a network. A face shows an expression, not what somebody feels, and a file may show others than whoever posted it.

Nothing here was learned from contacts that went well or badly, and nothing of it reaches the verdict on one operator.
""")
