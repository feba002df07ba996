"""The Method page's text on personas and the safety factor: what is read, what is claimed, what is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, theme
from core.model import Missing
from core.model.persona import CAVEAT
from core.persona.agreement import PAPER_CLAIMS
from core.persona.model_file import default_model
from core.persona.trait import MIN_WORDS, trait_kinds
from core.safety.part import LABELS
from core.safety.weight import WEIGHTS, SafetyParams

if TYPE_CHECKING:
    from core.persona.model import PersonaModel

_AXES = f"""
- **What is read.** How often the words of each category of a closed lexicon occur in a profile's own English posts, some
  function words, punctuation and casing, and the tone; {MIN_WORDS:,} words at least. Words said or written in files that are
  tied to a profile count with its own. The lexicon was written for this program; no word in it was learned from anybody's
  posts. Words that name types, poles or functions are masked in training.
- **Axes.** For each of four axes a logistic regression on these rates, and on what the posts mean where the workspace is
  embedded and that helps; learned from the judgements of readers of each writer (soft labels). The interval holds how
  little text there is and how unsure the weights are.
- **Leading class.** What the text adds to the odds of the training, per pole, shrunk by its uncertainty; the pole with
  most of it leads. The eight shares are the softmax of these eight numbers. Where you trained a network on clips,
  what it sees is pooled with them: a weighted mean, {SafetyParams().media_weight:.2f} of it the network's unless you move that.
- **Clusters.** Profiles in the space of whom they name, which words they use, how they write, and what their pictures and
  videos show; each block has the same total variance, and says nothing of a profile that lacks it. K-Means, DBSCAN or BIRCH. A
  profile that comes later is placed and moves nobody. A cluster's suggested label is the class whose words of the
  lexicon it uses most, not that of the axes of its profiles; yours stands over it.
- **Where it does not hold.** Readers of the same posts agree on a pole in three of four cases: no figure can be better than
  that without a leak. Other languages, shared accounts, press offices and bots have no persona, and get numbers all the same.
- It never feeds the one-operator verdict; a test holds that.
- **Source.** [A] Gawade & Joshi, *Recommendations in Social Media Applications to Ensure Personification and Safety using
  Machine Learning*, IJRITCC 11(9s), 2023. It names the eight classes, the learners, HS and the six factors, and defines
  few of them: what is said here beyond that is ours.
"""
_SAFETY = """
- **Chance first.** Two profiles are of one class in an eighth of cases before anything is read. So the factor starts
  from what is usual among the workspace's pairs: knowing nothing is b = 0.5, in the middle.
- **x** is a sum of log-odds, one a consideration; **b** = 1 / (1 + e⁻ˣ) is cut into six equal bins, −3 to +3.
- **HS = SS + CS + IM**: style cosine, embedding cosine above what is usual for the model, and audience linkage (rare targets
  both name, and contact between the two), each from 0 to 1. It counts by its rank among the workspace's pairs: the most
  alike one has the whole weight, the middle one nothing, the least alike one the whole weight against it.
- **A warning takes back.** Abuse in earlier contact, an approach without answer, and a new account lower x and take back part of what
  speaks for contact: being of one class makes nobody safe.
- **Paper mode** has the sign from equal leading classes and the size from its probability: before any evidence that says −3
  of nearly everybody, which is why it is not the recommended one.
- Weights are ours, chosen and not fitted: no data says which contacts went well. Move them on the page.
"""
_FIGURES = {
    "Writers it has not seen": "figures",
    "Where the posts are not embedded": "figures of profiles that are not embedded",
    "Two readers of one writer agree": "two readers agree",
}
"""What the card of a model says of how good it is, and how that is called here."""
_WHAT = {
    "classes": "the chance of one class, against what is usual here",
    "hybrid": "its rank among the workspace's pairs",
    "contact": "how often each names the other, by who does so less",
    "tone": "positive posts of contact, less the negative ones",
    "abuse": "posts of contact with a word of the list",
    "one_sided": "posts that ask for an answer, and get none",
    "new": "younger than a month at its last post",
}


def persona() -> None:
    """Draw how axes, classes and clusters are made, and how well the axes are read."""
    kinds = pd.DataFrame(
        [{"Feature": kind.label, "Unit": kind.unit, "Why": kind.reason} for kind in trait_kinds()]
    )
    with card.card("Persona: axes, classes, clusters", kinds, "method-persona"):
        st.markdown(_AXES)
        model = default_model()
        if not isinstance(model, Missing):
            _figures(quality(model))
        _features(kinds)
        told = (
            model.reason
            if isinstance(model, Missing)
            else f"Default model: {model.name}, learned from {model.card['data']}."
        )
        st.caption(theme.escaped(f"{CAVEAT} {told}"))


def factor() -> None:
    """Draw how the safety factor is made, what each consideration weighs, and what the paper claims of its own."""
    params = SafetyParams()
    weights = pd.DataFrame(
        [
            {
                "Consideration": LABELS[name],
                "What counts": _WHAT[name],
                "Weight, log-odds": f"{getattr(params, name):.2f}",
            }
            for name in WEIGHTS
        ]
    )
    with card.card("The safety factor", weights, "method-safety"):
        st.markdown(_SAFETY)
        st.dataframe(
            weights,
            hide_index=True,
            height="content",
            row_height=34,
            width="content",
            alt="Each consideration of the safety factor with its weight",
            column_config={"Weight, log-odds": st.column_config.TextColumn(alignment="right")},
        )
        claims = "; ".join(
            f"{claim.what} {'over ' if claim.is_at_least else ''}{claim.percent:g}%"
            + (f" of {claim.n}" if claim.n else "")
            for claim in PAPER_CLAIMS
        )
        st.caption(f"What the paper claims on its own videos, whose labels are nowhere stated: {claims}.")
        st.caption(CAVEAT)


def quality(model: PersonaModel) -> pd.DataFrame:
    """Lay out how well each axis is read: what its card says, figure by figure; empty where it says nothing."""
    return pd.DataFrame(
        [
            {"Axis": axis, "Figure": figure, "Found": said}
            for figure, name in _FIGURES.items()
            if isinstance(axes := model.card.get(name), Mapping)
            for axis, said in axes.items()
        ],
        columns=["Axis", "Figure", "Found"],
    )


def _figures(found: pd.DataFrame) -> None:
    """Say how well the model reads each axis, beside what people agree on."""
    if found.empty:
        return
    for figure, rows in found.groupby("Figure", sort=False):
        said = "\n".join(
            f"- **{axis}** {text}"
            for axis, text in zip(rows["Axis"], map(theme.escaped, rows["Found"]), strict=True)
        )
        st.markdown(f"*{figure}*\n\n{said}")


def _features(kinds: pd.DataFrame) -> None:
    with st.expander(f"All {len(kinds)} features and why each is there"):
        st.dataframe(
            kinds,
            hide_index=True,
            row_height=34,
            width="stretch",
            alt="Each feature, its unit and its reason",
        )
