"""The numbers of the Content page, and its answer in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import card, compute, measure_table, ranking, theme
from core.measures import get
from core.params import ComparisonParams

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model import Comparison, Measurement
    from core.params import ComparisonParams as Params
    from core.standing import Standing

POSTS, REPOSTS, NEAR = "content.same_posts", "content.same_reposts", "content.near_posts"
COSINE, MEANING = "content.tfidf_cosine", "content.embedding_cosine"
_COSINES = {COSINE: "Words, TF-IDF", MEANING: "Embedding"}
_REPEATS = {POSTS: "Same posts", NEAR: "Near-identical", REPOSTS: "Same reposts"}
_MARKERS = {
    "content.hashtag_cosine": "Hashtags, cosine",
    "content.domain_cosine": "Links, cosine",
    "content.client_cosine": "Clients, cosine",
    "content.style_cosine": "Style, cosine",
}


def measured(comparison: Comparison, name: str) -> Measurement | None:
    """Give a measurement, or None where this installation has no such measure."""
    return next((found for found in comparison.measurements if found.measure == name), None)


def answer(scene: Scene, comparison: Comparison, params: Params) -> str:
    """Give the page's answer in one sentence."""
    same = repeated(*(comparison[name] for name in (POSTS, NEAR, REPOSTS)))
    cosine = comparison[COSINE]
    if cosine.missing:
        return f"{same} Their vocabularies cannot be compared: {cosine.missing}."
    rank = ranking.words(cosine, ranking.fetch(scene, params))
    alike = (
        f"**{rank}** of the workspace's pairs" if rank else f"at cosine **{theme.decimal(cosine.value, 3)}**"
    )
    return f"{same} In vocabulary they are {alike}."


def repeated(posts: Measurement, near: Measurement, reposts: Measurement) -> str:
    """Say how many posts and reposts of the two are the same; what cannot be known is not called none."""
    if posts.missing and reposts.missing:
        return f"Whether they publish the same cannot be said: {posts.missing}."
    shared = [
        f"**{theme.count(found.shared)}** {noun if found.shared == 1 else f'{noun}s'}"
        for found, noun in ((posts, "text"), (reposts, "repost"))
        if not found.missing
    ]
    said = f"They have {' and '.join(shared)} in common"
    if not near.missing and not posts.missing and (near.shared or 0) > (posts.shared or 0):
        said += f"; counting those where a few words differ, **{theme.count(near.shared)}** texts"
    return f"{said}."


def draw(scene: Scene, comparison: Comparison, params: Params) -> None:
    """Draw every content measure as a number, then the reason for each that is missing."""
    standing = ranking.fetch(scene, params)
    other = ComparisonParams.of("paper" if params.mode == "default" else "default")
    elsewhere = compute.comparison(scene.gallery, scene.a, scene.b, other)[COSINE]
    first = [_cell(measured(comparison, name), label, standing) for name, label in _COSINES.items()]
    mode = "As the paper" if other.mode == "paper" else "Recommended"
    said = elsewhere.missing or measure_table.value_words(elsewhere)
    first[0] = card.Cell(
        first[0].label, first[0].value, first[0].meaning, f"{first[0].help} **{mode}: {said}.**"
    )
    card.metric_row([*first, *(_cell(comparison[name], label, standing) for name, label in _REPEATS.items())])
    card.metric_row([_cell(measured(comparison, name), label, standing) for name, label in _MARKERS.items()])
    if standing is None:
        ranking.note(scene, params, None)
    _remarks(comparison, standing)


_RANKED = "Under each number: the share of the workspace's pairs that are less alike."


def _cell(found: Measurement | None, label: str, standing: Standing | None) -> card.Cell:
    if found is None:
        return card.Cell(label, theme.MISSING, "not measured", "This installation has no such measure.")
    measure = get(found.measure)
    evidence = measure_table.evidence_words(found)
    explained = f"{measure.meaning} {evidence[:1].upper()}{evidence[1:]}."
    if found.missing:
        return card.Cell(label, theme.MISSING, "reason below", explained)
    share = standing.more_alike_than(found) if standing else None
    unknown = "rank pending" if standing is None else "unranked"
    meaning = unknown if share is None else f"more than {theme.rank(share)}" if share else "above no other"
    return card.Cell(label, measure_table.value_words(found), meaning, explained)


def _remarks(comparison: Comparison, standing: Standing | None) -> None:
    """Say what ranks rest on, and why what is missing is missing; what lacks the same is named together."""
    labels = _COSINES | _REPEATS | _MARKERS
    reasons: dict[str, list[str]] = {}
    for found in comparison.measurements:
        if found.measure in labels and found.missing:
            reasons.setdefault(found.missing, []).append(labels[found.measure])
    reason = ranking.withheld(standing)
    rank = f"No ranks: {reason}." if reason else _RANKED
    said = [rank] if standing else []
    said += [
        f"{theme.MISSING} {'; '.join(names)}: {theme.escaped(reason)}." for reason, names in reasons.items()
    ]
    if said:
        st.caption("  \n".join(said))
