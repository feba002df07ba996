"""Do the two act alike in time: curves, warping, weeks, and the posts behind the distance."""

from __future__ import annotations

import streamlit as st

from components import behaviour_numbers, card, compute, control, notices, shell, warping_card
from core.model import Missing

scene = shell.begin_pair("Do {a} and {b} act alike in time?")

with notices.guarded():
    answer = st.empty()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        series, cut = control.series(), control.bins()
        params = control.band(cut)
    warping = compute.warping(scene.gallery, scene.a, scene.b, series, control.N_BINS[cut], params)
    answer.markdown(behaviour_numbers.answer(scene, warping, series, cut))
    if isinstance(warping, Missing):
        notices.empty("No warping of these two", f"{warping.reason}. Another count or bin may do.")
    else:
        warping_card.curves(scene, warping, cut, series)
    behaviour_numbers.row(scene, warping, series, cut)
    warping_card.weeks(scene, series)
    left, right = st.columns([0.92, 1])
    with left:
        if not isinstance(warping, Missing):
            warping_card.costs(scene, warping, cut, series)
    with right:
        warping_card.zones(scene)
    if not isinstance(warping, Missing):
        warping_card.posts_behind(scene, warping, cut)

card.how_to("""
**Grey lines** join the bins that dynamic time warping pairs. Straight: the same hour or day answers. Slanted: one
profile runs ahead of the other. The **cost matrix** holds every possible pairing; the line is the cheapest way
through, and the posts of the steps that cost most stand below.

**Recommended**: each curve is divided by its own mean, hours go around the clock, days are those on which both were
observed, the path may not stray further than the band, and the distance is per step of the path. **Paper**: raw
counts over each one's own span, unconstrained; it grows with volume, so do not compare pairs by it.

All times are UTC. People of one time zone and trade are alike by that alone.
""")
