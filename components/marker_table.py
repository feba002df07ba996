"""Hashtags, linked domains and clients of a pair: what carries each cosine, and the posts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute, evidence, theme
from core.model import Missing
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.evidence import Thing
    from core.model import Comparison, TermCounts, TermOverlap
    from core.params import ComparisonParams

_ALONE, _LISTED = 5, 500


@dataclass(frozen=True, slots=True)
class Marker:
    """One sort of thing that posts carry besides words."""

    measure: str
    thing: Thing
    singular: str
    plural: str
    prefix: str = ""


MARKERS = {
    "Hashtags": Marker("content.hashtag_cosine", "hashtag", "hashtag", "hashtags", "#"),
    "Linked domains": Marker("content.domain_cosine", "domain", "domain", "linked domains"),
    "Clients": Marker("content.client_cosine", "client", "client", "clients"),
}


def choose() -> Marker:
    """Let the analyst choose what is listed."""
    chosen = st.segmented_control(
        "Listed",
        list(MARKERS),
        default=next(iter(MARKERS)),
        required=True,
        key="content_marker",
        persist_state="session",
        label_visibility="collapsed",
    )
    return MARKERS[str(chosen)]


def counts(scene: Scene, marker: Marker) -> tuple[TermCounts, TermCounts]:
    """Give what each of the two uses and how often."""
    a, b = (portrait.content for portrait in scene.portraits)
    return {"hashtag": (a.hashtags, b.hashtags), "domain": (a.domains, b.domains)}.get(
        marker.thing, (a.clients, b.clients)
    )


def frame(terms: Sequence[TermOverlap], prefix: str, *, total: float) -> pd.DataFrame:
    """Lay shared things out: share of the cosine, uses by each, rarity."""
    return pd.DataFrame(
        {
            "Name": [f"{prefix}{plain(term.term, 80)}" for term in terms],
            "A": [term.count_a for term in terms],
            "B": [term.count_b for term in terms],
            "Part": [100 * term.part / total if total else 0.0 for term in terms],
            "Idf": [term.idf for term in terms],
        }
    )


def draw(scene: Scene, marker: Marker, comparison: Comparison, params: ComparisonParams) -> None:
    """Draw what both use; a row opens to the posts of both that hold it."""
    found = comparison[marker.measure]
    terms: Sequence[TermOverlap] | Missing = compute.explanation(
        scene.gallery, marker.measure, scene.a, scene.b, params
    )
    a, b = counts(scene, marker)
    shared = set(a.terms) & set(b.terms)
    distinct = f"{theme.count(len(a.terms))} and {theme.count(len(b.terms))} distinct {marker.plural}"
    if not a.terms or not b.terms:
        lacking = [name for name, side in (("A", a), ("B", b)) if not side.terms]
        st.markdown(
            f"None to compare: {' and '.join(lacking)} {'have' if len(lacking) > 1 else 'has'} none in this data."
        )
    elif isinstance(terms, Missing):
        st.markdown(
            f"**{theme.count(len(shared))}** of {distinct} are shared; what they weigh is pending: {terms.reason}."
        )
    elif not terms:
        st.markdown(f"None of {distinct} is shared.")
    else:
        cosine = "" if found.missing else f", cosine **{theme.decimal(found.value, 3)}**"
        lacking_words = f" No cosine: {found.missing}." if found.missing else ""
        st.markdown(f"**{theme.count(len(terms))}** of {distinct} are shared{cosine}.{lacking_words}")
    alone = [(side, alone_words(mine, shared, marker.prefix)) for side, mine in (("A", a), ("B", b))]
    if said := "  \n".join(f"Most used by {side} alone: {words}" for side, words in alone if words):
        st.caption(said)
    if terms and not isinstance(terms, Missing):
        _table(scene, marker, terms)


def _table(scene: Scene, marker: Marker, terms: Sequence[TermOverlap]) -> None:
    listed = terms[:_LISTED]
    table = frame(listed, marker.prefix, total=sum(term.part for term in terms))
    most = int(table[["A", "B"]].to_numpy().max())
    row = evidence.chosen_row(
        table.drop(columns=["Idf"]) if marker.thing == "client" else table,
        f"shared-{marker.thing}",
        f"Shared {marker.plural} with counts and their part in the cosine",
        {
            "Name": st.column_config.TextColumn(marker.singular.capitalize(), width=230),
            "A": st.column_config.ProgressColumn(
                "● Times by A", format="%d", min_value=0, max_value=most, color="blue", width=160
            ),
            "B": st.column_config.ProgressColumn(
                "◆ Times by B", format="%d", min_value=0, max_value=most, color="orange", width=160
            ),
            "Part": st.column_config.NumberColumn("Of the cosine", format="%.1f%%", width=110),
            "Idf": st.column_config.NumberColumn(
                "Rarity (idf)",
                format="%.2f",
                width=110,
                help="The fewer profiles of the workspace use it, the higher",
            ),
        },
        most_rows=7,
    )
    card.download_csv(table, f"shared-{marker.thing}", f"Shared {marker.plural} (CSV)")
    if row is None:
        return
    name = listed[row].term
    st.markdown(
        f"**Posts {'sent with' if marker.thing == 'client' else 'with'} {theme.escaped(marker.prefix + name)}**"
    )
    rows = [compute.rows_with(scene.gallery, key, marker.thing, name) for key in (scene.a, scene.b)]
    evidence.both(scene, rows[0], rows[1], f"{marker.thing}-posts")


def alone_words(mine: TermCounts, shared: set[str], prefix: str) -> str:
    """Name what one of the two uses most and the other never, as Markdown."""
    alone = [(-int(n), term) for term, n in zip(mine.terms, mine.counts, strict=True) if term not in shared]
    return " · ".join(
        f"{theme.escaped(prefix + term, 40)} {theme.count(-n)}×" for n, term in sorted(alone)[:_ALONE]
    )
