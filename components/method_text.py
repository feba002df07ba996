"""The Method page's text: the register of measures, the rules behind all of them, the words."""

from __future__ import annotations

import platform
from importlib.metadata import version

import pandas as pd
import streamlit as st

from components import card, theme
from core import VERSION
from core.measures import Measure, all_measures

_GLOSSARY = {
    "Profile": "an account on a platform",
    "Post": "one thing a profile published: original, repost, quote or reply",
    "Timeline": "one profile's posts",
    "Interaction": "a profile names a user by repost, quote, reply or mention",
    "Target, audience": "a user so named; all targets of a profile",
    "Strong friendship": "a target named often: at least 3 times and among the profile's top tenth",
    "Portrait": "all that is derived from one timeline, once",
    "Measure": "one number about a pair, with direction, range and least evidence",
    "Comparison": "all measures of one pair, each a value or the reason why there is none",
    "Workspace": "the folder that holds imported timelines; nothing in it leaves the machine",
}
_PACKAGES = (
    "streamlit",
    "plotly",
    "pyvis",
    "networkx",
    "pandas",
    "scikit-learn",
    "dtaidistance",
    "numpy",
    "pyarrow",
)
_RULES = """
- **Source of the method.** [B] Shoeibi et al., *A Hybrid Model for the Measurement of the Similarity between Twitter
  Profiles*, Sustainability 2022, 14(9), 4909. Paper mode follows it; where it is silent or errs the rule is ours.
- **Where the paper errs.** Its idf is fitted on two documents, where log(2/2) = 0 would erase every shared word;
  scikit-learn's smoothed idf must have been meant. Its warping takes raw counts over whole spans, so volume and length
  decide. It gives no cut-off for strong friendships; 3 contacts is ours.
- **Missing is not zero.** A measure without enough evidence has no value, and says what it lacks.
- **Time.** Every time is kept in UTC, with the source's offset where it gave one. A time without a zone is refused
  until the importer is told the zone. Hours on every page are UTC.
- **Who is meant.** A user's key is `platform:id`, or `platform:@handle` while no id is known; the two are unified
  through every record that shows both. Platforms never mix. Both profiles of a pair are removed from both audiences.
- **Percentiles** rank a pair among all pairs of the workspace, or among a seeded sample of 1,000 of them.
- **Words.** Figures say what posts are consistent with. They never say that two accounts are one person.
"""


def measures() -> None:
    """Draw every measure of the register: meaning, formula, needs, limits, source."""
    registered = all_measures()
    table = pd.DataFrame([_line(measure) for measure in registered])
    with card.card(f"Measures ({len(registered)})", table, "method-measures"):
        st.dataframe(
            table[["Measure", "Aspect", "Direction", "Range", "Least evidence"]],
            hide_index=True,
            height="content",
            row_height=34,
            alt="Every measure with direction, range and least evidence",
            column_config={
                "Measure": st.column_config.TextColumn(width=176),
                "Aspect": st.column_config.TextColumn(width=80),
                "Direction": st.column_config.TextColumn(width=136),
                "Range": st.column_config.TextColumn(width=64),
                "Least evidence": st.column_config.TextColumn(width=348),
            },
        )
    for measure in registered:
        with st.expander(f"{measure.label} · `{measure.name}`"):
            st.markdown(
                f"{measure.meaning}\n\n**How.** {measure.formula}\n\n**Least evidence.** {measure.needs}.\n\n"
                f"**When not to trust it.** {measure.limits}\n\n**Source.** {measure.source}."
            )


def _line(measure: Measure) -> dict[str, str]:
    high = "∞" if measure.high == float("inf") else f"{measure.high:g}"
    return {
        "Measure": measure.label,
        "Aspect": measure.aspect.capitalize(),
        "Direction": "higher is more alike" if measure.direction == "similarity" else "lower is more alike",
        "Range": f"{measure.low:g} to {high}",
        "Least evidence": measure.needs,
        "Name": measure.name,
        "Meaning": measure.meaning,
        "Formula": measure.formula,
        "Limits": measure.limits,
        "Source": measure.source,
    }


def rules() -> None:
    """Draw the rules that hold for every measure."""
    st.subheader("Rules behind all of them", anchor=False)
    st.markdown(_RULES)


def glossary() -> None:
    """Draw what each word means; one word per thing."""
    st.subheader("Words", anchor=False)
    st.markdown("\n".join(f"- **{word}**: {meaning}" for word, meaning in _GLOSSARY.items()))


def versions() -> None:
    """Draw what runs here."""
    packages = " · ".join(f"{name} {version(name)}" for name in _PACKAGES)
    st.caption(f"Doppelscope {VERSION} · Python {platform.python_version()} · {theme.escaped(packages)}")
