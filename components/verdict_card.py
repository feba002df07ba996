"""The verdict on a pair: one sentence, what it is made of, what speaks against it, what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from components import card, compute, compute_verdict, jobs, notices, ranking, theme, verdict_part
from core.params import ComparisonParams
from core.verdict import chance, phrase
from core.verdict.change import what_would_change
from core.verdict.reason import differences, reasons_against
from core.verdict.wording import CUT_OFFS, say
from figures.waterfall import waterfall_figure

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model import Verdict
    from core.verdict.reason import Reason
    from core.verdict.wording import Statement

BASE_RATES = (*(step * 10**power for power in range(2, 6) for step in (1, 2, 5)), 10**6)
"""One pair in so many: what the slider offers, besides the workspace's own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the card says of a pair, for the ticket."""

    verdict: Verdict
    statement: Statement
    reasons: tuple[Reason, ...]
    changes: tuple[str, ...]


def told(scene: Scene, verdict: Verdict, base_rate: float) -> Told:
    """Put a verdict into words, with what the other measures say against it."""
    params = ComparisonParams.of("default")
    comparison = compute.comparison(scene.gallery, scene.a, scene.b, params)
    against = differences(comparison, compute.standing(scene.gallery, params))
    return Told(
        verdict,
        say(verdict, base_rate),
        reasons_against(verdict, base_rate, against),
        what_would_change(verdict, base_rate),
    )


def draw(scene: Scene) -> Told | None:
    """Draw the card; give what it says, or None while what is usual in the workspace is being learned."""
    verdict = _fetch(scene)
    if verdict is None:
        return None
    start = chance.default_base_rate(len(compute.profiles(scene.gallery)))
    with st.container(border=True):
        if verdict.bits is None:
            said = told(scene, verdict, start)
            _insufficient(said)
            return said
        left, right = st.columns([1, 1.15], gap="medium")
        with left:
            said = _statement(scene, verdict, start)
            verdict_part.reasons(said.reasons)
        with right, st.container(gap="xsmall"):
            card.head(
                "What each view adds",
                verdict_part.frame(verdict),
                "verdict",
                shown=verdict_part.written(verdict),
                meaning=verdict_part.OTHERWISE,
            )
            figure = waterfall_figure(verdict, theme.mode())
            theme.draw(figure, verdict_part.alt(verdict), "waterfall")
            verdict_part.links(verdict)
            verdict_part.changes(said.changes)
    return said


def _fetch(scene: Scene) -> Verdict | None:
    """Give the verdict; while what it needs is being learned, say so and give None."""
    # the portraits' own progress stands beside the percentiles, which need them too
    if ranking.learning(scene) is not None:
        notices.remark(
            "**The verdict is pending**: every portrait is needed to learn what is usual here.", "info"
        )
        return None
    verdict = compute_verdict.verdict(scene.gallery, scene.a, scene.b)
    if verdict is None:
        jobs.draw(compute_verdict.learning(scene.gallery, scene.a, scene.b), "The verdict is pending")
    return verdict


def answer(said: Told | None, likeness: str) -> str:
    """Answer the question of the page: what the verdict says, then in what the two are alike."""
    return likeness if said is None else f"**{said.statement.headline}.** {likeness}"


def _insufficient(said: Told) -> None:
    statement = said.statement
    st.header(statement.headline, anchor=False, help=CUT_OFFS[statement.decision])
    st.markdown(theme.escaped(statement.sentence))
    verdict_part.changes(said.changes)


def _statement(scene: Scene, verdict: Verdict, start: float) -> Told:
    """Draw what is said and its numbers; the base rate stands below and is read first."""
    sentence, numbers = st.container(gap="xsmall"), st.container()
    base_rate = _base_rate(start) if verdict.is_calibrated else start
    said = told(scene, verdict, base_rate)
    statement = said.statement
    with sentence:
        st.header(statement.headline, anchor=False, help=CUT_OFFS[statement.decision])
        st.markdown(statement.sentence)
        if statement.warning:
            verdict_part.warning(statement.warning, verdict.doubts)
    with numbers:
        left, right = st.columns(2)
        with left:
            card.metric(
                card.Cell(
                    "Evidence, bits",
                    theme.signed(verdict.bits),
                    theme.interval(verdict.low, verdict.high),
                    "Log-odds added by all views together: one bit doubles the odds, one bit less halves them. "
                    "Grey: 95% interval.",
                )
            )
        with right:
            card.metric(_chance(statement) if verdict.is_calibrated else _rank(verdict))
    return said


def _chance(statement: Statement) -> card.Cell:
    p, low, high = statement.probability, statement.low, statement.high
    return card.Cell(
        "Chance after looking",
        theme.MISSING if p is None else phrase.chance(p),
        None if low is None or high is None else phrase.chances(low, high),
        "Base rate and evidence together. Never shown as less than 0.1% or more than 99.9%: posts are worth no "
        "greater certainty. Grey: the same for the ends of the interval.",
    )


def _rank(verdict: Verdict) -> card.Cell:
    share = verdict.share_below
    return card.Cell(
        "More bits than",
        theme.MISSING if share is None else phrase.rank(share),
        "not known yet" if share is None else "of the pairs here",
        "Share of the workspace's pairs with fewer bits.",
    )


def _base_rate(start: float) -> float:
    """Let the analyst say how likely one operator was before looking."""
    own = round(1 / start)
    one_in = st.select_slider(
        "Before looking, one pair in …",
        sorted({*BASE_RATES, own}),
        value=own,
        format_func=phrase.whole,
        # each size of workspace has a start of its own
        key=f"verdict_one_in_{own}",
        persist_state="session",
        help="The base rate: how common one operator is among pairs of this kind. Yours to judge. It starts at one of all "
        "the other profiles here, and never above one in 100: a pair picked by hand could have been any other.",
    )
    return 1 / int(one_in)
