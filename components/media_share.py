"""What pictures, videos and sounds add to the class: words that count, bits that axes move, the analyst's network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, persona_numbers, theme
from core.model.persona import AXES, CAVEAT, CLASSES, POLES
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.persona import Persona, PersonaMedia

_SIGNS = ("● A", "◆ B")
_COLUMNS = ("Profile", "What", "Of", "Value", "Unit")
_LEAST = 0.05  # bits: what is less moves nothing that can be seen
NO_NETWORK = (
    "No network of yours looks at the pictures: none has been trained here. `python -m core media train FOLDER --out "
    "models/persona` learns one from clips that you have labelled."
)
_UNUSED = (
    "A network of yours is here and has judged none of these files: it came after them, unless what was found in them says "
    "why not. Remove and attach them again to have it judge."
)


def draw(a: Persona, b: Persona, *, has_network: bool) -> None:
    """Draw the card, where anything is tied to either."""
    if a.media is None and b.media is None:
        return
    with st.container(border=True, gap="xsmall"):
        table = persona_numbers.noted(frame(a, b))
        card.head("What this adds to the class", table, "media-added")
        for sign, persona in zip(_SIGNS, (a, b), strict=True):
            if persona.media is not None:
                for line in lines(persona.media, persona):
                    st.markdown(f"**{sign}** · {line}")
        if not any(one.media is not None and one.media.network for one in (a, b)):
            st.caption(_UNUSED if has_network else NO_NETWORK)
        st.caption(f"Faces, things and actions move no axis; they count in the clusters. {CAVEAT}")


def lines(media: PersonaMedia, persona: Persona) -> list[str]:
    """Say what files add, in a sentence or two of Markdown."""
    files = counted(media.n_files, "files")
    said = f"{counted(media.n_words, 'words')} said or written in {files} count with its own"
    if not media.n_words:
        said = f"no words of {files} count: none was said or written in a language that is read"
    found = [f"{said}{_moved(media, persona)}."]
    if media.classes is not None and media.network:
        ranked = sorted(zip(CLASSES, media.classes.tolist(), strict=True), key=lambda pair: -pair[1])[:3]
        shares = ", ".join(f"{name} {theme.percent(share)}" for name, share in ranked)
        rest = "the text is" if media.text_classes is not None else "for want of text, 1 in 8 of each is"
        found.append(
            f"Your network ({theme.escaped(media.network, 60)}) sees {shares} in them, and makes up "
            f"{theme.percent(media.weight)} of the class; {rest} the rest."
        )
    return found


def _moved(media: PersonaMedia, persona: Persona) -> str:
    if not media.n_words:
        return ""
    if media.axis_bits is None:
        return " and are what makes it readable: its posts alone are too little text" if persona.axes else ""
    moved = [
        f"{axis} by {theme.decimal(abs(bits))} bits to {poles[bits > 0]}"
        for axis, poles, bits in zip(AXES, POLES, media.axis_bits, strict=True)
        if abs(bits) >= _LEAST
    ]
    return f" and move {', '.join(moved)}" if moved else f" and move no axis by as much as {_LEAST} bits"


def frame(a: Persona, b: Persona) -> pd.DataFrame:
    """Lay out what the files of both add, one row a number."""
    rows = [
        dict(zip(_COLUMNS, (sign, *row), strict=True))
        for sign, persona in zip(_SIGNS, (a, b), strict=True)
        if persona.media is not None
        for row in _rows(persona.media)
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _rows(media: PersonaMedia) -> Sequence[tuple[str, str, float, str]]:
    rows: list[tuple[str, str, float, str]] = [
        ("files", "", media.n_files, "files"),
        ("words that count", "", media.n_words, "words"),
    ]
    if media.axis_bits is not None:
        rows += [
            ("moved", f"{axis}, to {POLES[n][1]}", round(bits, 4), "bits")
            for n, (axis, bits) in enumerate(zip(AXES, media.axis_bits, strict=True))
        ]
    for what, shares in (("network", media.classes), ("text alone", media.text_classes)):
        if shares is not None:
            rows += [
                (what, name, round(float(share), 4), "share")
                for name, share in zip(CLASSES, shares, strict=True)
            ]
    if media.network:
        rows.append(("network’s weight", "", media.weight, "share"))
    return rows
