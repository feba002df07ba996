"""A comparison as plain text, for a ticket: figures, evidence, dates, caveat, version."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from components import ranking, state, theme
from components.measure_table import evidence_words, value_words
from core import VERSION
from core.measures import DETAIL, get
from core.verdict import phrase
from core.verdict.wording import plain_text
from figures.label import plain

if TYPE_CHECKING:
    from components.shell import Scene
    from components.verdict_card import Told
    from core.model import Comparison, Portrait
    from core.standing import Standing

CAVEAT = "Similarity is not identity: these figures do not say that two accounts are one person."


def text(scene: Scene, comparison: Comparison, standing: Standing | None, told: Told | None = None) -> str:
    """Write the comparison down, and the verdict above it once there is one."""
    mode = (
        "recommended mode"
        if comparison.mode == "default"
        else "paper mode: the paper's rules where it has any"
    )
    written = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    lines = [f"Comparison of two profiles, {mode}; written {written}", ""]
    for side, portrait in zip("AB", scene.portraits, strict=True):
        lines.append(f"{side}  {_who(portrait)}")
    lines += ["", *([*verdict_ticket(told), ""] if told else [])]
    for found in comparison.measurements:
        if DETAIL in get(found.measure).tags:
            continue
        share = standing.more_alike_than(found) if standing else None
        rank = "" if share is None else f"; more alike than {theme.rank(share)} of pairs"
        value = f"{value_words(found)} ({found.unit})" if found.value is not None else theme.MISSING
        lines.append(f"{get(found.measure).label}: {value}; {evidence_words(found)}{rank}")
    left = sum(DETAIL in get(found.measure).tags for found in comparison.measurements)
    lines += ["", f"{left} more measures, one for each series or kind, are in the app."]
    if reason := ranking.withheld(standing):
        lines.append(f"No ranks: {reason}.")
    elif standing is not None:
        of_all = "" if standing.n_pairs == standing.n_all else f" of {theme.count(standing.n_all)}"
        lines.append(f"Ranks are among {theme.count(standing.n_pairs)}{of_all} pairs of the workspace.")
    link = urlencode({"w": state.chosen("w") or state.DEMO, "a": scene.a, "b": scene.b})
    label = scene.gallery.workspace.label
    lines += ["", *([label] if label else []), CAVEAT, f"Link: compare?{link}", f"Doppelscope {VERSION}"]
    return "\n".join(lines)


def verdict_ticket(told: Told) -> list[str]:
    """Write a verdict down: what is said, its numbers, what they rest on, and what speaks against it."""
    verdict, statement = told.verdict, told.statement
    lines = [f"{statement.headline}. {plain_text(statement.sentence)}"]
    if verdict.bits is not None:
        between = (
            f" (95% interval {theme.interval(verdict.low, verdict.high)})" if verdict.low is not None else ""
        )
        lines.append(
            f"Evidence: {theme.signed(verdict.bits)} bits{between}, model {plain(verdict.model, None)}"
        )
    if statement.probability is not None:
        before = phrase.one_pair_in(statement.base_rate)
        lines.append(f"Chance after looking: {phrase.chance(statement.probability)}; base rate {before}")
    lines += [
        f"  {one.label}: {theme.MISSING} ({one.missing})"
        if one.missing
        else f"  {one.label}: {theme.signed(one.bits)}"
        for one in verdict.contributions
    ]
    lines += [statement.warning, *(f"  {doubt}" for doubt in verdict.doubts)] if statement.warning else []
    lines += [f"Reason against: {reason.text}" for reason in told.reasons]
    return lines + [f"Would change it: {change}" for change in told.changes]


def _who(portrait: Portrait) -> str:
    profile = portrait.profile
    handle = f"@{plain(profile.handle, None)} " if profile.handle else ""
    span = f"{theme.day(portrait.first)} to {theme.day(portrait.last)}, UTC"
    return f"{handle}({profile.key}), {theme.count(portrait.n_posts)} posts, {span}"


def draw(scene: Scene, comparison: Comparison, standing: Standing | None, told: Told | None = None) -> None:
    """Offer the text behind a button, ready to be copied."""
    with st.popover("Copy as text", icon=":material/content_copy:", width="content"):
        st.code(text(scene, comparison, standing, told), language=None, wrap_lines=True)
