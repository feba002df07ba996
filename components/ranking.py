"""What a pair is beside the whole workspace: learned in the background, pending until it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import compute, jobs, theme
from core.measures import DETAIL, get
from core.standing import LEAST_PAIRS
from core.text import counted
from core.verdict.phrase import topic

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model import Comparison, Measurement
    from core.params import ComparisonParams
    from core.standing import Standing


def learning(scene: Scene) -> jobs.Job[None] | None:
    """Have every portrait drawn and rarity learned from them where that is yet to be done, else give None."""
    if compute.reference(scene.gallery) is not None:
        return None
    return jobs.submit(f"portraits:{scene.gallery.workspace.fingerprint}", scene.gallery.complete)


def pending(scene: Scene) -> None:
    """Say how far learning is, on a page that could say more after it."""
    if job := learning(scene):
        jobs.draw(job, "Rarity is pending: every portrait is needed for it")


def fetch(scene: Scene, params: ComparisonParams) -> Standing | None:
    """Give the workspace's standing if it is there; else have it fitted, and give None."""
    standing = compute.standing(scene.gallery, params)
    if not compute.is_ranked(scene.gallery, params) and learning(scene) is None:
        jobs.submit(_key(scene, params), lambda p, c: scene.gallery.fit_standing(params, p, c))
    return standing


def _key(scene: Scene, params: ComparisonParams) -> str:
    return f"standing:{scene.gallery.workspace.fingerprint}:{scene.gallery.meaning_state()}:{params!r}"


def note(scene: Scene, params: ComparisonParams, standing: Standing | None) -> None:
    """Say what the percentiles rest on, or how far they are."""
    if standing is None:
        pending(scene)
        if job := jobs.find(_key(scene, params)):
            jobs.draw(job, "Percentiles are pending")
        return
    if reason := withheld(standing):
        st.caption(f"No percentiles: {reason}.")
        return
    sample = "" if standing.n_pairs == standing.n_all else f" a sample of {theme.count(standing.n_pairs)} of"
    st.caption(
        f"Bar: this pair is more alike than that share of{sample} the {theme.count(standing.n_all)} pairs "
        "in the workspace."
    )


def withheld(standing: Standing | None) -> str | None:
    """Say why no pair of the workspace has a percentile, where that is so."""
    if standing is None or standing.n_pairs >= LEAST_PAIRS:
        return None
    return f"among {counted(standing.n_pairs, 'pairs')} nothing is ordinary or rare; it takes {LEAST_PAIRS}"


def words(found: Measurement, standing: Standing | None) -> str | None:
    """Say where one measurement stands, or None where that is not known."""
    share = standing.more_alike_than(found) if standing else None
    return None if share is None else f"more alike than {theme.rank(share)}"


def _is_nothing(found: Measurement) -> bool:
    """Tell whether the two have nothing in common, as most pairs have: no rank can be read from that."""
    return found.direction == "similarity" and found.value == get(found.measure).low


def answer(comparison: Comparison, standing: Standing | None) -> str:
    """Sum a comparison up in one sentence: in what the pair is most and least alike."""
    # what an imitation copies is no headline
    measured = [
        found
        for found in comparison.measurements
        if DETAIL not in get(found.measure).tags and found.aspect != "identity"
    ]
    known = [found for found in measured if found.value is not None]
    absent = len(measured) - len(known)
    lacking = f" {absent} of {len(measured)} measures lack evidence." if absent else ""
    ranked = [
        (share, get(found.measure).label)
        for found in known
        if not _is_nothing(found) and standing and (share := standing.more_alike_than(found)) is not None
    ]
    if not known:
        return "There is too little evidence to compare these two; each row below says what is missing."
    if not ranked and (reason := withheld(standing)):
        return f"{counted(len(known), 'measures')} compare these two, and say how far they are alike, not how rarely: {reason}.{lacking}"
    if not ranked:
        return f"{len(known)} measures compare these two; what they mean among other pairs is being worked out.{lacking}"
    (low, least), (high, most) = min(ranked), max(ranked)
    if len(ranked) == 1:
        return f"More alike than **{theme.rank(high)}** of the workspace's pairs in {topic(most)}.{lacking}"
    return (
        f"Most alike in **{topic(most)}** (more than {theme.rank(high)} of the workspace's pairs), "
        f"least in **{topic(least)}** (more than {theme.rank(low)}).{lacking}"
    )
