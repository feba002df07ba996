"""A comparison as plain text, for a ticket: figures, evidence, dates, caveat, version."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from components import state, theme
from components.measure_table import evidence_words, value_words
from core import VERSION
from core.measures import DETAIL, get
from figures.label import plain

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model import Comparison, Portrait
    from core.standing import Standing

CAVEAT = "Similarity is not identity: these figures do not say that two accounts are one person."


def text(scene: Scene, comparison: Comparison, standing: Standing | None) -> str:
    """Write the comparison down."""
    mode = "recommended measures" if comparison.mode == "default" else "measures as the paper has them"
    lines = [f"Comparison of two profiles, {mode}", ""]
    for side, portrait in zip("AB", scene.portraits, strict=True):
        lines.append(f"{side}  {_who(portrait)}")
    lines.append("")
    for found in comparison.measurements:
        if DETAIL in get(found.measure).tags:
            continue
        share = standing.more_alike_than(found) if standing else None
        rank = "" if share is None else f"; more alike than {theme.rank(share)} of pairs"
        value = f"{value_words(found)} ({found.unit})" if found.value is not None else theme.MISSING
        lines.append(f"{get(found.measure).label}: {value}; {evidence_words(found)}{rank}")
    link = urlencode({"w": state.chosen("w") or state.DEMO, "a": scene.a, "b": scene.b})
    label = scene.gallery.workspace.label
    lines += ["", *([label] if label else []), CAVEAT, f"Link: compare?{link}", f"Doppelscope {VERSION}"]
    return "\n".join(lines)


def _who(portrait: Portrait) -> str:
    profile = portrait.profile
    handle = f"@{plain(profile.handle, None)} " if profile.handle else ""
    span = f"{theme.day(portrait.first)} to {theme.day(portrait.last)}, UTC"
    return f"{handle}({profile.key}), {theme.count(portrait.n_posts)} posts, {span}"


def draw(scene: Scene, comparison: Comparison, standing: Standing | None) -> None:
    """Offer the text behind a button, ready to be copied."""
    with st.popover("Copy as text", icon=":material/content_copy:", width="content"):
        st.code(text(scene, comparison, standing), language=None, wrap_lines=True)
