"""How the fields of a column map are called on the page, and in which order they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from components import state
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.delta_generator import DeltaGenerator

    from core.sources.mapping import Preview

T = TypeVar("T")
_PER_ROW = 3
_LABEL_LENGTH = 28

FIRST = ("profile", "time", "text", "id", "user_id", "kind")
"""Asked at once, three a row; the others are folded away."""

LABELS = {
    "profile": "Who posted",
    "time": "When",
    "text": "Text",
    "id": "Post's id",
    "user_id": "Author's id",
    "kind": "Kind of post",
    "platform": "Platform",
    "name": "Author's name",
    "bio": "Author's description",
    "created": "Account created",
    "followers": "Followers",
    "following": "Following",
    "label": "Label",
    "language": "Language",
    "client": "Client application",
    "likes": "Likes",
    "reposts": "Reposts",
    "replies": "Replies",
    "quotes": "Quotes",
    "is_repost": "Is a repost",
    "is_reply": "Is a reply",
    "is_quote": "Is a quote",
    "repost_author": "Whom it reposts",
    "reply_author": "Whom it answers",
    "quote_author": "Whom it quotes",
    "repost_id": "Id of the reposted",
    "reply_id": "Id of the answered",
    "quote_id": "Id of the quoted",
    "ref_id": "Id of the post referred to",
    "mentions": "Mentions",
    "hashtags": "Hashtags",
    "links": "Links",
    "media": "Media",
    "fetched_at": "Collected at",
}
HELP = {
    "profile": "The account's handle. An author's id will do instead.",
    "time": "When the post was published.",
    "text": "Without it the pages on content have nothing to compare.",
    "id": "With it a post that comes twice is kept once.",
    "label": "A word for the group that each profile belongs to; of several the one that most of its rows carry.",
    "kind": "Original, repost, quote or reply; else it is told by the other columns, or by the text.",
}
JOINED = 2
"""How many more columns may tell profiles apart."""


def key_of(seen: Preview, what: str) -> str:
    """Give the key of a widget of the step for the tables of one header."""
    return f"{state.MAPPING}{seen.header[:12]}-{what}"


def labels_of(names: Sequence[str]) -> dict[str, str]:
    """Say each column in a few letters, no two alike.

    >>> labels_of(["a", " a", ""])
    {'a': 'a', ' a': 'a (2)', '': 'column 3'}
    """
    labels: dict[str, str] = {}
    for n, name in enumerate(names, 1):
        short = plain(name, _LABEL_LENGTH) or f"column {n}"
        labels[name] = f"{short} ({n})" if short in labels.values() else short
    return labels


def places(items: Sequence[T]) -> list[tuple[T, DeltaGenerator]]:
    """Give each item its place, three in a row."""
    found: list[tuple[T, DeltaGenerator]] = []
    for start in range(0, len(items), _PER_ROW):
        found += zip(items[start : start + _PER_ROW], st.columns(_PER_ROW), strict=False)
    return found
