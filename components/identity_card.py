"""How alike the two call themselves: shown first, since imitation is the commonest case of a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import card, theme
from core.measures import get
from core.model import Missing

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model import Comparison, Measurement
    from core.params import ComparisonParams

_SHOWN = ("identity.handle", "identity.name", "identity.bio_words", "identity.creation_gap")
_FOLLOWERS = "identity.follower_ratio"
# From here on a hasty reader may take one name for the other; a tenth of the followers is far fewer.
_ALIKE, _FEWER = 0.8, 0.1
_LOOKS = 0.1


def draw(scene: Scene, comparison: Comparison, params: ComparisonParams) -> None:
    """Draw handles, names, bios and the dates of both accounts; nothing but a line where none is known."""
    found = [comparison[name] for name in _SHOWN]
    if all(one.missing for one in found):
        reasons = dict.fromkeys(str(one.missing) for one in found)
        st.caption(f"Identity: {'; '.join(reasons)}.")
        return
    card.metric_row([_cell(scene, one, params) for one in found])
    st.caption(
        _warning(comparison)
        or "This is what an imitation copies: it is no part of any statement about who writes."
    )


def _cell(scene: Scene, found: Measurement, params: ComparisonParams) -> card.Cell:
    measure = get(found.measure)
    if found.value is None:
        return card.Cell(measure.label, theme.MISSING, found.missing, measure.meaning)
    if found.unit == "days":
        days = "day" if found.value == 1 else "days"
        return card.Cell(measure.label, f"{theme.decimal(found.value, 1)} {days}", help=measure.meaning)
    return card.Cell(
        measure.label,
        theme.decimal(found.value, measure.digits),
        _compared(scene, found, params),
        measure.meaning,
    )


def _compared(scene: Scene, found: Measurement, params: ComparisonParams) -> str:
    """Say in what a likeness lies."""
    if found.shared is not None:
        words = "word" if found.shared == 1 else "words"
        return f"{theme.count(found.shared)} shared {words}"
    explain = get(found.measure).explain
    laid = explain(*scene.portraits, None, params) if explain else None
    if laid is None or isinstance(laid, Missing):
        return "of the longer one"
    if laid.letters == 1:
        return "the same to the letter"
    if laid.looks > laid.letters + _LOOKS:
        return f"by its looks; {theme.decimal(laid.letters)} spelled"
    return "of the longer one"


def _warning(comparison: Comparison) -> str | None:
    """Say what names alike beside far fewer followers may mean."""
    alike = [comparison[name].value or 0.0 for name in _SHOWN[:2]]
    followers = comparison[_FOLLOWERS].value
    if max(alike) < _ALIKE or followers is None or followers > _FEWER:
        return None
    return (
        f"The names are alike, and one has {theme.percent(followers)} of the other's followers: so do imitations, "
        "and so do fans and second accounts. Read the bios and the posts."
    )
