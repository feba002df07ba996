"""The Method page's text on personas and the safety factor: what is read, what is claimed, what is not."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import card, theme
from core.model import Missing
from core.model.persona import CAVEAT
from core.persona.agreement import PAPER_CLAIMS
from core.persona.model_file import default_model
from core.persona.trait import MIN_WORDS, trait_kinds
from core.safety.weight import WEIGHTS, SafetyParams

_AXES = f"""
- **What is read.** How often the words of each category of a closed lexicon occur in a profile's own English posts, some
  function words, punctuation and casing, and the tone; {MIN_WORDS:,} words at least. The lexicon was written for this
  program; no word in it was learned from anybody's posts. Words that name types, poles or functions are masked in training.
- **Axes.** For each of four axes a logistic regression on these rates, learned from the judgements of three readers of
  each writer (soft labels). The interval holds how little text there is and how unsure the weights are.
- **Leading class.** What the text adds to the odds of the training, per pole, shrunk by its uncertainty; the pole with
  most of it leads. The eight shares are the softmax of these eight numbers.
- **Clusters.** Profiles in the space of whom they name, which words they use and how they write; K-Means, DBSCAN or BIRCH. A
  profile that comes later is placed and moves nobody. A cluster's suggested label is the class whose words of the
  lexicon it uses most; yours stands over it.
- **Where it does not hold.** Readers of the same posts agree on a pole in three of four cases: no figure can be better than
  that without a leak. Other languages, shared accounts, press offices and bots have no persona, and get numbers all the same.
- It never feeds the one-operator verdict; a test holds that.
"""
_SAFETY = """
- **Chance first.** Two profiles are of one class in an eighth of cases before anything is read. So the factor starts
  from what is usual among the workspace's pairs: knowing nothing is b = 0.5, in the middle.
- **x** is a sum of log-odds, one a consideration; **b** = 1 / (1 + e⁻ˣ) is cut into six equal bins, −3 to +3.
- **HS = SS + CS + IM**: style cosine, embedding cosine above what is usual for the model, and audience linkage (rare targets
  both name, and contact between the two), each from 0 to 1. It counts by how far it lies from the workspace's median.
- **A warning takes back.** Abuse in earlier contact, an approach without answer, and a new account lower x and take back part of what
  speaks for contact: being of one class makes nobody safe.
- **Paper mode** has the sign from equal leading classes and the size from its probability: before any evidence that says −3
  of nearly everybody, which is why it is not the recommended one.
- Weights are ours, chosen and not fitted: no data says which contacts went well. Move them on the page.
"""
_WHAT = {
    "classes": "both profiles' classes against chance",
    "hybrid": "hybrid similarity above or below the usual",
    "contact": "contact that went both ways",
    "tone": "tone of the posts of contact",
    "abuse": "abusive words in them",
    "one_sided": "approaches without answer",
    "new": "an account younger than a month at its last post",
}


def persona() -> None:
    """Draw how personas and the safety factor are made, and what the paper claims of its own."""
    kinds = pd.DataFrame(
        [{"Feature": kind.label, "Unit": kind.unit, "Why": kind.reason} for kind in trait_kinds()]
    )
    with card.card("Persona: axes, classes, clusters", kinds, "method-persona"):
        st.markdown(_AXES)
        _features(kinds)
        model = default_model()
        told = (
            model.reason
            if isinstance(model, Missing)
            else f"Default model: {model.name}, learned from {model.card['data']}."
        )
        st.caption(theme.escaped(f"{CAVEAT} {told}"))
    params = SafetyParams()
    weights = pd.DataFrame(
        [
            {"Consideration": _WHAT[name], "Weight, log-odds": f"{getattr(params, name):.2f}"}
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
        )
        claims = "; ".join(
            f"{claim.what} {'over ' if claim.is_at_least else ''}{claim.percent:g}%"
            + (f" of {claim.n}" if claim.n else "")
            for claim in PAPER_CLAIMS
        )
        st.caption(f"What the paper claims on its own videos, whose labels are nowhere stated: {claims}.")


def _features(kinds: pd.DataFrame) -> None:
    with st.expander(f"All {len(kinds)} features and why each is there"):
        st.dataframe(
            kinds,
            hide_index=True,
            row_height=34,
            width="stretch",
            alt="Each feature, its unit and its reason",
        )
