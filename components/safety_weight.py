"""The weights and cut-offs of the safety factor, each with its reason, the analyst's to change."""

from __future__ import annotations

import inspect
import re
from dataclasses import asdict, fields
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from components import control, state
from core.safety.part import LABELS as PART_LABELS
from core.safety.weight import WEIGHTS, SafetyParams

if TYPE_CHECKING:
    from typing import Any

LABELS = {
    **PART_LABELS,
    "most_classes": "Most for same class",
    "contact_half": "Posts for half of contact",
    "tone_posts": "Least posts for a tone",
    "takes_back": "Weight that takes all back",
    "abuse_half": "Abusive posts for half",
    "approaches": "Least approaches",
    "one_sided_half": "Unanswered for half",
    "new_days": "New for so many days",
    "media_weight": "Share of the network",
}
"""What the page calls each field of :class:`core.safety.weight.SafetyParams`."""

_USUAL = SafetyParams()
_MODE = "safety_mode"
_MOST, _STEP = 3.0, 0.05  # of a weight
_WIDTH = 400  # px
_PART = re.compile(r"^(\w+) : .*\n((?:    .*\n?)+)", re.MULTILINE)


@cache
def reasons() -> dict[str, str]:
    """Give what is documented of each weight and cut-off, as Markdown.

    Examples
    --------
    >>> reasons()["tone"].startswith("Log-odds if all posts of contact were positive")
    True
    """
    said = inspect.getdoc(SafetyParams) or ""
    return {name: " ".join(text.split()).replace("[A]", r"\[A\]") for name, text in _PART.findall(said)}


def key(name: str) -> str:
    """Name the widget of a field."""
    return f"safety_weight_{name}"


def label(name: str) -> str:
    """Give what the page calls a field, its own name where it has no better one.

    Examples
    --------
    >>> label("tone"), label("half_life")
    ('Tone of contact', 'Half life')
    """
    return LABELS.get(name, name.replace("_", " ").capitalize())


def draw() -> SafetyParams:
    """Let the analyst choose the mode, and change any weight; give the parameters as they stand."""
    with st.container(horizontal=True, vertical_alignment="center"):
        mode = control.recommended_or_paper("Factor", _MODE)
        with (
            st.popover("Weights", icon=":material/tune:", type="tertiary", key="safety_weights"),
            st.container(width=_WIDTH),
        ):
            found = _fields()
    return SafetyParams(mode=mode, **found)


def _fields() -> dict[str, Any]:
    st.caption(
        "In log-odds, 0 leaves a consideration out. Chosen by what each may do, not fitted: no data says which "
        "contacts went well. The paper's own rule has none of them."
    )
    # above the fields, and known before them: the last ones are below the fold of a projector
    reset = st.container()
    names = [one.name for one in fields(SafetyParams) if one.name != "mode"]
    left, right = st.columns(2)
    with left, st.container(gap="xsmall"):
        st.markdown("**Weights**")
        found: dict[str, Any] = {name: _number(name) for name in WEIGHTS}
    with right, st.container(gap="xsmall"):
        st.markdown("**Cut-offs**")
        found |= {name: _number(name) for name in names if name not in WEIGHTS}
    reset.button(
        "Back to the recommended",
        icon=":material/restart_alt:",
        key="safety_reset",
        on_click=_reset,
        disabled=SafetyParams(**found) == _USUAL,
    )
    return found


def _number(name: str) -> float:
    usual = getattr(_USUAL, name)
    state.start_widgets({key(name): usual})
    is_whole = isinstance(usual, int)
    is_share = name == "media_weight"
    is_weight = is_share or name in WEIGHTS or name == "most_classes"
    is_fine = is_weight or name == "takes_back"
    found = st.number_input(
        label(name),
        min_value=0.0 if is_weight else 1 if is_whole else 0.1,
        max_value=1.0 if is_share else _MOST if is_weight else 365 if is_whole else 365.0,
        step=_STEP if is_fine else 1 if is_whole else 1.0,
        format=None if is_whole else "%.2f" if is_fine else "%.1f",
        key=key(name),
        persist_state="session",
        help=reasons().get(name),
    )
    return usual if found is None else found


def _reset() -> None:
    state.set_widgets({key(name): value for name, value in asdict(_USUAL).items() if name != "mode"})


def changed(params: SafetyParams) -> tuple[str, ...]:
    """Name the weights that are not as recommended, with their values.

    Examples
    --------
    >>> changed(SafetyParams()), [said.split(",")[0] for said in changed(SafetyParams(tone=0.0))]
    ((), ['Tone of contact 0'])
    """
    usual, now = asdict(_USUAL), asdict(params)
    return tuple(
        f"{label(name)} {now[name]:g}, not {usual[name]:g}"
        for name in usual
        if name != "mode" and now[name] != usual[name]
    )
