"""In which languages the two post, and of how many posts nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, theme
from core.content.language import REMEDY, UNKNOWN, can_guess
from figures.language import language_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.shell import Scene

_DRAWN = 6
_LISTED = (
    "ar=Arabic|bg=Bulgarian|bn=Bengali|ca=Catalan|cs=Czech|cy=Welsh|da=Danish|de=German|el=Greek|en=English|"
    "eo=Esperanto|es=Spanish|et=Estonian|eu=Basque|fa=Persian|fi=Finnish|fr=French|ga=Irish|gl=Galician|gu=Gujarati|"
    "he=Hebrew|hi=Hindi|hr=Croatian|ht=Haitian Creole|hu=Hungarian|hy=Armenian|id=Indonesian|is=Icelandic|it=Italian|"
    "ja=Japanese|ka=Georgian|kn=Kannada|ko=Korean|ku=Kurdish|la=Latin|lt=Lithuanian|lv=Latvian|mk=Macedonian|"
    "ml=Malayalam|mr=Marathi|ms=Malay|my=Burmese|nb=Norwegian|ne=Nepali|nl=Dutch|nn=Norwegian Nynorsk|pa=Punjabi|"
    "pl=Polish|ps=Pashto|pt=Portuguese|ro=Romanian|ru=Russian|sk=Slovak|sl=Slovenian|so=Somali|sq=Albanian|sr=Serbian|"
    "sv=Swedish|sw=Swahili|ta=Tamil|te=Telugu|th=Thai|tl=Tagalog|tr=Turkish|uk=Ukrainian|ur=Urdu|uz=Uzbek|"
    "vi=Vietnamese|zh=Chinese"
)
_NAMES = dict(entry.split("=") for entry in _LISTED.split("|"))


def language_name(code: str) -> str:
    """Give a language's English name, or its code where we have none.

    >>> language_name("pt"), language_name("xx"), language_name("und")
    ('Portuguese', 'xx', 'not determined')
    """
    return "not determined" if code == UNKNOWN else _NAMES.get(code, code)


def language_frame(a: Mapping[str, int], b: Mapping[str, int]) -> pd.DataFrame:
    """Lay the languages out, those with the largest share of either first, "not determined" last.

    >>> language_frame({"en": 3, "und": 1}, {"pt": 2})["Language"].tolist()
    ['Portuguese', 'English', 'not determined']
    """
    n_a, n_b = max(1, sum(a.values())), max(1, sum(b.values()))

    def place(code: str) -> tuple[bool, float, str]:
        return code == UNKNOWN, -max(a.get(code, 0) / n_a, b.get(code, 0) / n_b), code

    codes = sorted({*a, *b}, key=place)
    return pd.DataFrame(
        {
            "Code": codes,
            "Language": [language_name(code) for code in codes],
            "A": [a.get(code, 0) for code in codes],
            "B": [b.get(code, 0) for code in codes],
        }
    )


def drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the languages that the eye can use; the rest becomes one line, before what is not determined."""
    known = table[table["Code"] != UNKNOWN]
    if len(known) <= _DRAWN:
        return table
    rest = known.iloc[_DRAWN - 1 :]
    others = pd.DataFrame(
        {"Code": [""], "Language": [f"{len(rest)} others"], "A": [rest["A"].sum()], "B": [rest["B"].sum()]}
    )
    return pd.concat([known.iloc[: _DRAWN - 1], others, table[table["Code"] == UNKNOWN]], ignore_index=True)


def draw(scene: Scene) -> None:
    """Draw the languages of both."""
    a, b = (portrait.content.languages for portrait in scene.portraits)
    table = language_frame(a, b)
    with card.card(
        "Languages", table, "languages", aside=":small[:blue[● A, solid] &ensp; :orange[◆ B, hatched]]"
    ):
        if table.empty:
            st.markdown("Neither has a post.")
            return
        few = drawn(table)
        figure = language_figure(few["Language"].tolist(), few["A"].tolist(), few["B"].tolist(), theme.mode())
        theme.draw(figure, "Share of posts of both by language", "languages")
        unknown = f"{theme.count(a.get(UNKNOWN, 0))} of A, {theme.count(b.get(UNKNOWN, 0))} of B"
        st.caption(
            f"Not determined: {unknown}. The language that the source names counts; where it names none, or surely a "
            "wrong one, a small model guesses. A post of few letters is taken to be in the profile's main language. "
            "Reposts are counted too."
        )
        if not can_guess():
            st.caption(f"{REMEDY}.")
