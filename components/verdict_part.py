"""The parts of the verdict's card: reasons, changes, the way to the evidence, the table twin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import state, theme
from core.measures import get
from core.verdict.phrase import signed
from figures.waterfall import TOTAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model import Contribution, Verdict
    from core.verdict.reason import Reason

_PAGES = Path(__file__).resolve().parent.parent / "pages"
# Where on its page the evidence of a measure lies: the tab to open.
_TABS = {
    "content.tfidf_cosine": "Words",
    "content.embedding_cosine": "Meaning",
    "content.hashtag_cosine": "Hashtags, links, clients",
    "content.domain_cosine": "Hashtags, links, clients",
    "content.client_cosine": "Hashtags, links, clients",
    "content.style_cosine": "Style, languages",
}


def reasons(found: Sequence[Reason]) -> None:
    """List what speaks against one operator."""
    _listed("What speaks against it", [reason.text for reason in found])


def changes(found: Sequence[str]) -> None:
    """List what would change what is said."""
    _listed("What would change this", found)


def warning(text: str, doubts: Sequence[str]) -> None:
    """Say why there is no probability, each doubt one click away."""
    st.markdown(f":gray[:material/info:] {text}")
    n = len(doubts)
    with st.popover(f"In what: {n} {'difference' if n == 1 else 'differences'}", type="tertiary"):
        for doubt in doubts:
            st.markdown(f"- {theme.escaped(doubt)}")


def _listed(title: str, lines: Sequence[str]) -> None:
    with st.container(gap="xxsmall"):
        st.markdown(f"**{title}**")
        for line in lines:
            st.markdown(f"- {theme.escaped(line)}")


def links(verdict: Verdict) -> None:
    """Lead to the posts behind each view."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        for one in verdict.contributions:
            clicked = st.button(
                theme.escaped(one.label, 30),
                type="tertiary",
                icon=":material/arrow_forward:",
                icon_position="right",
                key=f"verdict-open-{one.view}",
                help="Opens the page that shows what this view was made from",
            )
            if clicked:
                if tab := _TABS.get(one.measure):
                    state.set_widgets({"content_tab": tab})
                aspect = get(one.measure).aspect
                st.switch_page(_PAGES / f"{aspect}.py", query_params=state.address())


OTHERWISE = (
    "The likeness that stands with a view is not the number of the same measure in the table of every measure: here "
    "words and names that few profiles use weigh more, those that nobody else here uses weigh nothing, and style is "
    "read from sequences of characters alone."
)
"""Why a view's likeness is another number than that of the measure that shows the same (:mod:`core.verdict.view`)."""


def written(verdict: Verdict) -> pd.DataFrame:
    """Write the views as a table to be read: a dash and its reason where one is missing, no column without a word."""
    rows = [
        {
            "View": one.label,
            "Bits": theme.MISSING if one.missing else signed(one.bits),
            "95% interval": "",
            "Likeness": theme.decimal(one.value, 3),
            "Usual": theme.decimal(one.usual, 3),
            "Deviations": theme.signed(one.deviations),
            "Read of A and B": f"{theme.count(one.n_a)} and {theme.count(one.n_b)} {one.items}",
            "Missing": one.missing or "",
        }
        for one in verdict.contributions
    ]
    between = theme.interval(verdict.low, verdict.high)
    rows.append({"View": TOTAL, "Bits": theme.signed(verdict.bits), "95% interval": between})
    found = pd.DataFrame(rows).fillna("")
    some = [name for name in found if found[name].isin(["", theme.MISSING]).sum() < len(found)]
    return found[some]


def frame(verdict: Verdict) -> pd.DataFrame:
    """Lay the views out in numbers, their sum last: what the waterfall draws, and what each was made from."""
    rows = [_row(one) for one in verdict.contributions]
    rows.append(
        {
            "View": TOTAL,
            "Bits": verdict.bits,
            "Low": verdict.low,
            "High": verdict.high,
            "Missing": verdict.missing or "",
        }
    )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


_COLUMNS = ("View", "Bits", "Low", "High", "Likeness", "Usual", "Deviations", "A", "B", "Items", "Missing")


def _row(one: Contribution) -> dict[str, object]:
    return {
        "View": one.label,
        "Bits": None if one.missing else one.bits,
        "Likeness": one.value,
        "Usual": one.usual,
        "Deviations": one.deviations,
        "A": one.n_a,
        "B": one.n_b,
        "Items": one.items,
        "Missing": one.missing or "",
    }


def alt(verdict: Verdict) -> str:
    """Say in words what the waterfall shows.

    Examples
    --------
    >>> from core.model import Verdict
    >>> alt(Verdict("a", "b", "m", 2.0, 1.0, 3.0, ()))
    'Waterfall of bits. All evidence +2.0, 95% +1.0 to +3.0'
    """
    parts = [f"{one.label} {signed(one.bits)}" for one in verdict.contributions if one.missing is None]
    whole = f"{TOTAL} {theme.signed(verdict.bits)}, 95% {theme.interval(verdict.low, verdict.high)}"
    return ". ".join(["Waterfall of bits", *([", ".join(parts)] if parts else []), whole])
