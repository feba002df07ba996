"""Do the two act alike in time: curves, warping, weeks, and the posts behind the distance."""

from __future__ import annotations

import streamlit as st

from components import (
    behaviour_numbers,
    card,
    clock_card,
    compute,
    control,
    notices,
    series_table,
    shell,
    trait_table,
    warping_card,
)
from core.model import Missing

scene = shell.begin_pair("Do {a} and {b} act alike in time?")

with notices.guarded():
    answer = st.empty()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        series, cut = control.series(), control.bins()
        params = control.band(cut)
    warping = compute.warping(scene.gallery, scene.a, scene.b, series, control.N_BINS[cut], params)
    answer.markdown(behaviour_numbers.answer(scene, warping, series, cut, params))
    if isinstance(warping, Missing):
        notices.empty("No warping of these two", f"{warping.reason}. Another count or bin may do.")
    else:
        warping_card.curves(scene, warping, cut, series)
    behaviour_numbers.row(scene, warping, series, cut, params)
    st.caption(behaviour_numbers.meaning(cut, params))
    clock_card.weeks(scene, series)
    if isinstance(warping, Missing):
        clock_card.zones(scene)
    else:
        left, right = st.columns([0.92, 1])
        with left:
            warping_card.costs(scene, warping, cut, series)
        with right:
            clock_card.zones(scene)
    trait_table.draw(scene)
    series_table.draw(scene, series, cut)
    if not isinstance(warping, Missing):
        warping_card.posts_behind(scene, warping, cut, series)

card.how_to("""
**Grey lines** join the bins that dynamic time warping pairs. Straight: the same hour or day answers. Slanted: one
profile runs ahead of the other. The **cost matrix** holds every possible pairing; the line is the cheapest way
through, and the posts of the steps that cost most stand below.

**Recommended**: each curve is divided by its own mean, hours go around the clock, days are those on which both were
observed, months those observed whole, the path may not stray further than the band, and the distance is per step of
the path. **Paper**: raw counts over each one's own span, unconstrained; it grows with volume, so do not compare pairs
by it. Neither compares what rests on a handful of posts by default: two who hardly post are not alike by that.

All times are UTC. People of one time zone and trade are alike by that alone.
""")
