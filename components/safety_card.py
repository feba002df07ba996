"""If they meet: the safety factor on its scale, what moves it there, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute_persona, jobs, persona_numbers, ranking, safety_weight, theme
from core.model.persona import CAVEAT
from core.model.safety import FACTORS
from figures.safety import safety_figure, silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.model.safety import Safety, SafetyPart
    from core.safety.weight import SafetyParams

_COLUMNS = ("Consideration", "Log-odds", "Weight", "Found", "Missing")
_SUM = "Together"


def draw(scene: Scene) -> tuple[Safety | None, SafetyParams]:
    """Draw the card; give what it says, None while what is usual is being learned, and the weights used."""
    with st.container(border=True, gap="xsmall"):
        head = st.container(gap="xsmall")
        params = safety_weight.draw()
        safety = _fetch(scene, params)
        with head:
            table = pd.DataFrame(columns=list(_COLUMNS)) if safety is None else frame(safety, params)
            card.head("If they meet", persona_numbers.noted(table), "safety", shown=shown(table))
        if safety is not None:
            _said(safety, params)
    return safety, params


def _fetch(scene: Scene, params: SafetyParams) -> Safety | None:
    if ranking.learning(scene) is not None:
        ranking.pending(scene)
        return None
    found = compute_persona.safety(scene.gallery, scene.a, scene.b, params)
    if found is None:
        jobs.draw(
            compute_persona.learning(scene.gallery, params), "Learning what is usual among the pairs here"
        )
    return found


def _said(safety: Safety, params: SafetyParams) -> None:
    if safety.factor is None:
        reason = theme.escaped(safety.missing or "too little is known")
        st.markdown(f"**No safety factor**: {reason}.")
        st.markdown(theme.escaped(safety.advice))
        if known := [part for part in safety.parts if _is_heard(part)]:
            st.markdown(f"**Found all the same**: {'; '.join(_by_reason(known))}.")
        st.caption(CAVEAT)
        return
    left, right = st.columns([1, 3.4])
    with left, st.container(gap="xsmall"):
        card.metric(_cell(safety))
        st.markdown(theme.escaped(safety.advice))
    with right:
        words = {factor: persona_numbers.outcome(factor) for factor in FACTORS}
        theme.draw(safety_figure(safety, theme.mode(), words), alt(safety), "safety")
    _footnote(safety, params)


def _cell(safety: Safety) -> card.Cell:
    if safety.mode == "paper":
        said = "The sign says whether both have one leading class, the size how likely that is, in three equal steps."
        return card.Cell(
            "Safety factor",
            persona_numbers.factor(safety.factor),
            f"p = {theme.decimal(safety.belief)}",
            said,
        )
    said = (
        "b is the belief that contact goes well: 0.5 is knowing nothing, six equal bins of it are the factor. The "
        "considerations are log-odds and add up; each is shown rounded, the CSV has four decimals."
    )
    b = f"b = {theme.decimal(safety.belief)}"
    return card.Cell("Safety factor", persona_numbers.factor(safety.factor), b, said)


def _footnote(safety: Safety, params: SafetyParams) -> None:
    """Say what has no arrow and why, what the analyst changed, and the caveat."""
    if safety.mode == "paper":
        said = "As the paper has it: earlier contact, its tone and likeness do not count, and no weight does."
        st.caption(f"{said} {CAVEAT}")
        return
    if changes := safety_weight.changed(params):
        st.caption(f"**Weights are yours**: {'; '.join(changes)}.")
    parts = silent(safety)
    for title, some in (
        ("Not known", [part for part in parts if part.missing]),
        ("Adds nothing", [part for part in parts if not part.missing]),
    ):
        if some:
            st.caption(f"**{title}**: {'; '.join(_by_reason(some))}.")
    said = "Weights are rules, not findings: nothing here was learned from contacts that went well or badly."
    st.caption(f"{said} {CAVEAT}")


def _is_heard(part: SafetyPart) -> bool:
    """Tell whether a part says anything, for or against."""
    return part.missing is None and theme.signed(part.logits, 2) != theme.signed(0.0, 2)


def _by_reason(parts: Sequence[SafetyPart]) -> list[str]:
    """Say of parts without an arrow why, those of one reason together."""
    found: dict[str, list[str]] = {}
    for part in parts:
        reason = (part.missing or part.found).replace("; ", ", ").rstrip(".")
        found.setdefault(reason, []).append(f"{part.label[:1].lower()}{part.label[1:]}")
    return [theme.escaped(f"{', '.join(labels)} ({reason})") for reason, labels in found.items()]


def frame(safety: Safety, params: SafetyParams) -> pd.DataFrame:
    """Lay the considerations out, their sum last."""
    rows = [
        {
            "Consideration": part.label,
            "Log-odds": None if part.missing else round(part.logits, 4),
            "Weight": getattr(params, part.name) if safety.mode == "default" else None,
            "Found": "" if part.missing else part.found,
            "Missing": part.missing or "",
        }
        for part in safety.parts
    ]
    total = round(sum(part.logits for part in safety.parts), 4) if safety.mode == "default" else None
    rows.append(
        {
            "Consideration": _SUM,
            "Log-odds": None if safety.missing else total,
            "Found": ""
            if safety.factor is None
            else f"belief {safety.belief:.3f}, safety factor {persona_numbers.factor(safety.factor)}",
            "Missing": safety.missing or "",
        }
    )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Give the table as it is read: numbers as everywhere, and a dash with its reason where there is none."""
    return pd.DataFrame(
        {
            "Consideration": table["Consideration"],
            "Log-odds": [theme.MISSING if pd.isna(x) else theme.signed(x, 2) for x in table["Log-odds"]],
            "Found": [
                found or missing for found, missing in zip(table["Found"], table["Missing"], strict=True)
            ],
        }
    )


def alt(safety: Safety) -> str:
    """Say in words what the scale shows."""
    number = persona_numbers.factor(safety.factor)
    parts = [f"{part.label} {theme.signed(part.logits, 2)}" for part in safety.parts if part.missing is None]
    said = f"; log-odds: {', '.join(parts)}" if safety.mode == "default" else ""
    return (
        f"Scale from −3 to +3. Safety factor {number}, belief {theme.decimal(safety.belief)}{said}. {CAVEAT}"
    )
