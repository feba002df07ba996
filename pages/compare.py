"""The first page: are these two alike, in what, and how sure are we."""

from __future__ import annotations

import streamlit as st

from components import (
    card,
    compute,
    control,
    habit,
    identity_card,
    measure_table,
    nearest_card,
    notices,
    ranking,
    shell,
    ticket,
    verdict_card,
)

scene = shell.begin_pair("How alike are {a} and {b}?")

with notices.guarded():
    answer = st.empty()
    portrait_a, portrait_b = scene.portraits
    left, right = st.columns(2)
    with left:
        card.profile_card(portrait_a, "a", habit.habits(scene.gallery, scene.a))
    with right:
        card.profile_card(portrait_b, "b", habit.habits(scene.gallery, scene.b))

    told = verdict_card.draw(scene)
    identity = st.container()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader("Every measure", anchor=False, width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            in_detail = control.in_detail()
            params = control.mode("compare_mode")
    comparison = compute.comparison(scene.gallery, scene.a, scene.b, params)
    with identity:
        identity_card.draw(scene, comparison, params)
    standing = ranking.fetch(scene, params)
    answer.markdown(verdict_card.answer(told, ranking.answer(comparison, standing)))
    ranking.note(scene, params, standing)
    measure_table.draw(comparison, standing, "measures", in_detail=in_detail)
    with st.container(horizontal=True):
        card.download_csv(measure_table.export_frame(comparison, standing), "measures", "Measures (CSV)")
        ticket.draw(scene, comparison, standing, told)
    nearest_card.draw(scene, params, standing)

card.how_to("""
**Bits** add up: one more doubles the odds of one operator, one less halves them. Each bar begins where the one above
ends; the last is their sum, its whisker the 95% interval. *Usual* is how like the two their nearest others are: two
strangers of one circle are alike too. The **chance** also depends on how likely one operator was before looking, which
is yours to set.

**Value** is the measure as its unit says; what it means and how it is made stands on the *Method* page.

**More alike than** ranks this pair among the pairs of the workspace, whichever way the measure runs: 50% is
ordinary, 97% says that only 3 in 100 pairs are more alike. It is as good as the workspace is a fair crowd to
compare with.

**Evidence** counts the items of A and of B that the measure read. A measure without enough evidence stays empty
and says why: missing is not the same as different.

**Paper mode** shows the measures as the published method has them. They grow with volume and span, so compare
pairs by them with care.

Nothing here says that two accounts *are* one person. Open a row to see the posts behind its number.
""")
