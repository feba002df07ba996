"""Whom to meet: the safest and the least safe contacts of one profile in the workspace, each to be opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute, compute_persona, control, jobs, persona_numbers, state, theme
from core.model.persona import CAVEAT
from core.text import counted
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.model.safety import Safety, SafetyPart
    from core.safety.recommend import Recommendations
    from core.safety.weight import SafetyParams

SIDES = {"a": "● For A", "b": "◆ For B"}
ALTS = {
    "safest": "Safest contacts with factor and reason",
    "riskiest": "Least safe contacts with factor and reason",
}
_TITLES = {"safest": "Safest", "riskiest": "Least safe"}
_NAME_LENGTH = 26
_SHOWN = 10
_WARNINGS = frozenset({"abuse", "one_sided", "new"})
_LETTER, _SIDE = re.compile(r"\b[AB]\b"), re.compile(r"^[AB]: ")


def draw(scene: Scene, params: SafetyParams) -> None:
    """Draw both lists; they are looked for when they are first asked for."""
    with st.container(border=True, gap="xsmall"):
        head = st.container()
        side = control.one_of("For whom", SIDES, "recommend_side")
        mine, other = (scene.a, scene.b) if side == "a" else (scene.b, scene.a)
        job = compute_persona.recommending(scene.gallery, mine, params)
        found = job.status.result
        with head:
            table = pd.DataFrame() if found is None else export(scene, mine, found)
            card.head("Whom to meet", table, f"recommend-{side}")
        jobs.draw(job, "Judging every profile of the workspace")
        if found is not None:
            _lists(scene, side, (mine, other), found)


def _lists(scene: Scene, side: str, pair: tuple[str, str], found: Recommendations) -> None:
    name = theme.name_a(scene.label_a) if side == "a" else theme.name_b(scene.label_b)
    if not found.n_judged:
        reason = theme.escaped(next(iter(found.missing), "nobody else is here"))
        st.markdown(f"No contact can be recommended to {name}: {reason}.")
        return
    st.markdown(counts(found))
    for kind, rows in (("safest", found.safest), ("riskiest", found.riskiest)):
        st.markdown(f"**{_TITLES[kind]} for {name}**")
        _table(scene, side, pair, rows[:_SHOWN], kind)
    st.caption(
        f"By the weights above. Somebody is always first in a list: read the posts before you act on a row. {CAVEAT}"
    )


def _table(scene: Scene, side: str, pair: tuple[str, str], rows: Sequence[Safety], kind: str) -> None:
    if not rows:
        st.markdown("None on this side of the scale.")
        return
    mine, other = pair
    key = f"recommend-{kind}-{side}"
    st.dataframe(
        frame(scene, mine, rows).assign(
            Open=["Shown" if other_of(one, mine) == other else "Open" for one in rows]
        ),
        hide_index=True,
        height="content",
        row_height=34,
        alt=ALTS[kind],
        column_config={
            "Profile": st.column_config.TextColumn(width=176),
            "Factor": st.column_config.TextColumn(width=58, alignment="right"),
            "b": st.column_config.NumberColumn(format="%.2f", width=58),
            "Reason": st.column_config.TextColumn("Strongest reasons", width=452),
            "Open": st.column_config.ButtonColumn("", key=f"{key}-open", type="tertiary", width=62),
        },
    )
    clicked = state.clicked_row(f"{key}-open")
    if clicked is not None and clicked < len(rows):
        state.choose("b" if side == "a" else "a", other_of(rows[clicked], mine))
        st.rerun()


def counts(found: Recommendations) -> str:
    """Say how many profiles have which factor, and how many have none."""
    said = ", ".join(
        f"{theme.count(n)} at {persona_numbers.factor(factor)}" for factor, n in found.counts.items()
    )
    out = sum(found.missing.values())
    lacking = f" {counted(out, 'profiles')} could not be judged, most for this: {_why(found)}." if out else ""
    return f"Of {counted(found.n_judged, 'profiles')} judged: {said}.{lacking}"


def _why(found: Recommendations) -> str:
    """Give the commonest reason."""
    return theme.escaped(_SIDE.sub("", max(found.missing, key=lambda reason: found.missing[reason])), 120)


def other_of(safety: Safety, mine: str) -> str:
    """Give the other one of a pair."""
    return safety.b if safety.a == mine else safety.a


def reason(safety: Safety, own: str, most: int = 2) -> str:
    """Name what moved the factor most, in one line; ``own`` is the page's letter of the profile that asks.

    Examples
    --------
    >>> from core.model.safety import ContactTone, HybridSimilarity, Safety, SafetyPart
    >>> parts = (SafetyPart("contact", "Contact", 0.3, "A names B in 2 posts; more"), SafetyPart("tone", "Tone", 0.0, ""))
    >>> hybrid = HybridSimilarity(None, None, None, {}, None)
    >>> reason(Safety("a", "b", "default", 1, 0.57, parts, hybrid, None, None, ""), "B")
    'Contact +0.3: B names it in 2 posts'
    >>> met = tuple(ContactTone({}, n, n, 0, 0, 0) for n in (2, 3))
    >>> reason(Safety("a", "b", "default", 1, 0.57, parts, hybrid, *met, ""), "B")
    'Contact +0.3 (2 posts there, 3 back)'
    """
    # a warning is never left out for want of room
    known = sorted(
        (part for part in safety.parts if part.missing is None),
        key=lambda part: (part.name not in _WARNINGS, -abs(part.logits)),
    )
    told = [part for part in known if theme.signed(part.logits) != theme.signed(0.0)][:most]
    if not told:
        return "nothing speaks either way"
    return "; ".join(_told(safety, part, own) for part in told)


def _told(safety: Safety, part: SafetyPart, own: str) -> str:
    said = f"{plain(part.label, 40)} {theme.signed(part.logits)}"
    if part.name in {"classes", "hybrid"}:  # the same words on nearly every row
        return said
    if part.name == "contact" and safety.a_to_b is not None and safety.b_to_a is not None:
        there, back = safety.a_to_b.n_posts, safety.b_to_a.n_posts
        return f"{said} ({counted(there, 'posts')} there, {theme.count(back)} back)"
    # the letters of a judgement are its own: neither is the page's
    names = {"A": own, "B": "it"}
    found = _LETTER.sub(lambda letter: names[letter[0]], part.found.partition("; ")[0])
    return f"{said}: {plain(found, 110)}" if found else said


def frame(scene: Scene, mine: str, rows: Sequence[Safety]) -> pd.DataFrame:
    """Lay contacts out: who, factor, belief, why."""
    labels = compute.labels(scene.gallery)
    names = [labels.get(other_of(one, mine), other_of(one, mine)) for one in rows]
    own = "A" if mine == scene.a else "B"
    return pd.DataFrame(
        {
            "Profile": [plain(name, _NAME_LENGTH) for name in names],
            "Factor": [persona_numbers.factor(one.factor) for one in rows],
            "b": [one.belief for one in rows],
            "Reason": [reason(one, own) for one in rows],
        }
    )


def export(scene: Scene, mine: str, found: Recommendations) -> pd.DataFrame:
    """Give both lists as the CSV has them, all rows, with keys and the caveat."""
    both = [
        frame(scene, mine, rows).assign(
            List=_TITLES[kind],
            For=mine,
            Key=[other_of(one, mine) for one in rows],
            Factor=[one.factor or 0 for one in rows],
        )
        for kind, rows in (("safest", found.safest), ("riskiest", found.riskiest))
        if rows
    ]
    return persona_numbers.noted(pd.concat(both, ignore_index=True)) if both else pd.DataFrame()
