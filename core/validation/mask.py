"""A timeline as every crawl would have given it: what only some keep is taken out, before anything is measured."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from core.text import HANDLE, LINK

if TYPE_CHECKING:
    from core.model import Timeline

# 1900 to 2099, also at the end of a hashtag; not within a longer number
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_KEPT_KINDS = ("original", "quote")
# What some sources give and others do not; whoever reads a masked timeline finds nothing there.
_NOT_GIVEN = (
    "offset_minutes", "language", "client", "likes", "reposts", "replies", "quotes",
    "ref_id", "ref_author", "quoted_id", "quoted_author", "fetched_at",
)  # fmt: skip


def masked_text(text: str) -> str:
    """Take links, handles and years out of a text, and the HTML that some sources leave in it.

    >>> masked_text("Vote &amp; win #Iowa2016, @ann! In 2016: https://t.co/x")
    'Vote & win #Iowa , ! In :'
    """
    plain = html.unescape(text)
    for pattern in (LINK, HANDLE, _YEAR):
        plain = pattern.sub(" ", plain)
    return " ".join(plain.split())


def masked(timeline: Timeline) -> Timeline:
    """Take out of a timeline what gives away how it was gathered.

    Reposts and replies go, since some crawls drop them; quotes become originals, since some crawls do not
    know them; counts, languages, clients, links and media go; texts and hashtags lose their years. Whom a
    post mentions stays: it is what audiences are made of. Times stay to the minute, which every crawl has:
    measures that lay them out on a calendar must be left out by whoever compares.

    Notes
    -----
    O(posts), some 30 ms for 3,200; deterministic. What is left still dates itself by what it talks about,
    and of a short timeline there is less.
    """
    posts = timeline.posts
    kept = posts[posts["kind"].isin(_KEPT_KINDS)].reset_index(drop=True)
    texts = [masked_text(text) if isinstance(text, str) else None for text in kept["text"].tolist()]
    tags = [_without_years(own) for own in kept["hashtags"].tolist()]
    empty: pd.Series = pd.Series([[] for _ in range(len(kept))], index=kept.index, dtype=object)
    changed = kept.assign(
        kind=pd.Series(["original"] * len(kept), index=kept.index, dtype=kept["kind"].dtype),
        time=kept["time"].dt.floor("min"),
        text=pd.Series(texts, index=kept.index, dtype=kept["text"].dtype),
        hashtags=pd.Series(tags, index=kept.index, dtype=object),
        links=empty,
        media=empty,
        objects=empty,
        **{name: _nothing(kept[name]) for name in _NOT_GIVEN},
    )
    # of equal minutes the order would be the crawl's
    order = changed.sort_values(["time", "text"], kind="stable").index
    return replace(timeline, posts=changed.loc[order].reset_index(drop=True))


def _without_years(tags: object) -> list[str]:
    listed = list(tags) if tags is not None and not isinstance(tags, float) else []  # type: ignore[call-overload]
    return [bare for tag in listed if (bare := _YEAR.sub("", tag))]


def _nothing(column: pd.Series) -> pd.Series:
    return pd.Series([None] * len(column), index=column.index, dtype=object)
