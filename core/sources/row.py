"""Rows of a table become posts: column by column where that is fast, row by row where it must be."""

from __future__ import annotations

import html
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core import schema
from core.keys import user_key
from core.model import KINDS, Batch, Profile, Refusal
from core.sources.author import are_ids, authors, named_user
from core.sources.cell import Cells
from core.sources.moment import moments, reasons_in
from core.text import HANDLE, HASHTAG, LINK, reposted_handle

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.sources.cell import Chunk
    from core.sources.label import Tally
    from core.sources.options import ReadOptions

_COUNTS = ("likes", "reposts", "replies", "quotes")
_REFERRING = ("repost", "reply", "quote")
KIND_OF: dict[str, str] = {
    **{kind: kind for kind in KINDS},
    **dict.fromkeys(("retweet", "retweeted", "share", "reblog"), "repost"),
    **dict.fromkeys(("replied_to", "comment"), "reply"),
    **dict.fromkeys(("quoted",), "quote"),
    **dict.fromkeys(("post", "tweet", "status"), "original"),
}
# Every link opens with one of these; RE2 finds them faster than the pattern itself says no.
_LINK_OPENS = r"(?i)\b(?:ht|www\.)"

Texts = list[str | None]


def _kinds(cells: Cells, texts: Sequence[str | None]) -> list[str]:
    """Say what each row is: as it says itself, else by its flags, else by whom it names."""
    reposts = cells.flags("is_repost")
    if not cells.has("is_repost"):
        heads = [bool(text and reposted_handle(text)) for text in texts]
        reposts = [bool(a or h) for a, h in zip(cells.ids("repost_author"), heads, strict=True)]
    replies, quotes = (
        cells.flags(f"is_{kind}")
        if cells.has(f"is_{kind}")
        else [bool(author) for author in cells.ids(f"{kind}_author")]
        for kind in ("reply", "quote")
    )
    flags = zip(reposts, replies, quotes, strict=True)
    kinds = ["repost" if r else "reply" if a else "quote" if q else "original" for r, a, q in flags]
    if not cells.has("kind"):
        return kinds
    told = (KIND_OF.get((kind or "").strip().casefold()) for kind in cells.texts("kind"))
    return [given or kind for given, kind in zip(told, kinds, strict=True)]


def _user_keys(values: Texts, platforms: Sequence[str]) -> Texts:
    """Give the keys of the users that a column names."""
    key_of = cache(partial(named_user, by_id=are_ids(values)))
    return [
        key_of(platform, value) if value else None for platform, value in zip(platforms, values, strict=True)
    ]


def _references(
    cells: Cells, kinds: Sequence[str], texts: Sequence[str | None], platforms: Sequence[str]
) -> dict[str, Texts]:
    """Say whom and which post each row reposts, answers or quotes."""
    users = {kind: _user_keys(cells.ids(f"{kind}_author"), platforms) for kind in _REFERRING}
    ids = {kind: cells.ids(f"{kind}_id") for kind in _REFERRING}
    shared = cells.ids("ref_id")
    refers = [kind != "original" for kind in kinds]
    ref_id = [ids[k][n] or shared[n] if refers[n] else None for n, k in enumerate(kinds)]
    author = [users[k][n] if refers[n] else None for n, k in enumerate(kinds)]
    for n, kind in enumerate(kinds):
        if kind == "repost" and author[n] is None:
            author[n] = user_key(platforms[n], None, reposted_handle(texts[n] or ""))
    # a post that answers and quotes at once is a reply
    quoted_id = [ids["quote"][n] if kind == "reply" else None for n, kind in enumerate(kinds)]
    quoted = [users["quote"][n] if kind == "reply" else None for n, kind in enumerate(kinds)]
    return {"ref_id": ref_id, "ref_author": author, "quoted_id": quoted_id, "quoted_author": quoted}


def _found(pattern: re.Pattern[str], marks: str, texts: Sequence[str | None]) -> list[Sequence[str]]:
    return [pattern.findall(text) if text and any(m in text for m in marks) else () for text in texts]


def _links(texts: Sequence[str | None]) -> list[Sequence[str]]:
    may = pc.match_substring_regex(pa.array(texts, pa.string()), _LINK_OPENS).to_pylist()
    return [LINK.findall(text) if text and opens else () for text, opens in zip(texts, may, strict=True)]


def _unescaped(text: str | None) -> str | None:
    return html.unescape(text) if text and "&" in text else text


def _things(cells: Cells, texts: Sequence[str | None]) -> dict[str, list[Sequence[str]]]:
    """List the hashtags, links and media of each row: as the table gives them, else from its text."""
    hashtags = cells.lists("hashtags", lambda tag: tag.strip().lstrip("#＃"))
    links = cells.lists("links", str.strip)
    media = cells.lists("media", str.strip)
    if hashtags is None:
        hashtags = _found(HASHTAG, "#＃", [_unescaped(text) for text in texts])
    return {
        "hashtags": hashtags,
        "links": _links(texts) if links is None else links,
        "media": [()] * cells.n if media is None else media,
    }


def _mentions(
    cells: Cells, platforms: Sequence[str], texts: Sequence[str | None]
) -> list[Sequence[str | None]]:
    named = cells.lists("mentions", str.strip)
    by_id = named is not None and are_ids(user for users in named for user in users)
    if named is None:
        named = _found(HANDLE, "@", texts)
    key_of = cache(partial(named_user, by_id=by_id))
    return [
        [key for key in dict.fromkeys(key_of(platform, user) for user in users) if key] if users else ()
        for platform, users in zip(platforms, named, strict=True)
    ]


def _fetched(cells: Cells, told: ReadOptions) -> pd.Series[pd.Timestamp]:
    """Give when each row was fetched; a moment without a zone is taken for UTC, unlike that of a post."""
    if cells.has("fetched_at"):
        return moments(cells.column("fetched_at"), told.zone or "UTC", told.date_order)["time"]
    return pd.Series(pd.NaT, index=range(cells.n), dtype="datetime64[us, UTC]")


def _posts(cells: Cells, profiles: Sequence[Profile], time: pd.DataFrame, told: ReadOptions) -> pa.Table:
    texts = cells.texts("text")
    kinds = _kinds(cells, texts)
    platforms = [profile.platform for profile in profiles]
    refs = _references(cells, kinds, texts, platforms)
    things = _things(cells, texts)
    columns: dict[str, Any] = {
        "profile": [profile.key for profile in profiles],
        "post_id": cells.ids("id"),
        "time": pa.array(time["time"]),
        "offset_minutes": pa.array(time["offset_minutes"].round().astype("Int16")),
        "kind": kinds,
        "text": texts,
        "language": cells.texts("language"),
        "client": cells.texts("client"),
        "mentions": _mentions(cells, platforms, texts),
        "objects": _objects(kinds, texts, refs, things, platforms),
        "fetched_at": pa.array(_fetched(cells, told)),
        **{name: cells.counts(name) for name in _COUNTS},
        **refs,
        **things,
    }
    arrays = [
        pa.array(columns[f.name], type=f.type)
        if isinstance(columns[f.name], list)
        else columns[f.name].cast(f.type)
        for f in schema.POSTS
    ]
    return pa.table(arrays, schema=schema.POSTS)


def _objects(
    kinds: Sequence[str],
    texts: Sequence[str | None],
    refs: dict[str, Texts],
    things: dict[str, list[Sequence[str]]],
    platforms: Sequence[str],
) -> list[Sequence[str]]:
    rows = zip(
        kinds,
        texts,
        refs["ref_id"],
        refs["ref_author"],
        *(things[n] for n in _THINGS),
        platforms,
        strict=True,
    )
    # most posts act on nothing: not asking is most of the speed
    return [schema.objects_of(*row) if row[0] == "repost" or any(row[4:7]) else () for row in rows]


_THINGS = ("hashtags", "links", "media")


def _profiles(cells: Cells, profiles: Sequence[Profile], told: ReadOptions) -> list[Profile]:
    """Give each author once, with what its last row says of it."""
    last = {profile.key: n for n, profile in enumerate(profiles)}
    names, bios = cells.texts("name"), cells.texts("bio")
    followers, following = (cells.counts(name).to_pylist() for name in ("followers", "following"))
    fetched, created = _fetched(cells, told), None
    if cells.has("created"):
        created = moments(cells.column("created"), told.zone or "UTC", told.date_order)["time"]
    return [
        replace(
            profiles[n],
            name=names[n],
            bio=bios[n],
            followers=followers[n],
            following=following[n],
            created=None if created is None or pd.isna(created.iloc[n]) else created.iloc[n].to_pydatetime(),
            fetched_at=None if pd.isna(fetched.iloc[n]) else fetched.iloc[n].to_pydatetime(),
        )
        for n in last.values()
    ]


def batch_of(chunk: Chunk, told: ReadOptions, file: str, tally: Tally | None = None) -> Batch:
    """Turn a chunk of a table into a batch; which labels its profiles have only the whole table tells.

    Parameters
    ----------
    chunk : Chunk
        Rows of plain columns, which field each column is, and which rows are known to be unreadable.
    told : ReadOptions
        The zone of times that carry none, and the order of dates that may be read in two ways.
    file : str
        What messages call the file.
    tally : Tally, optional
        Counts the labels.
    """
    cells = Cells(chunk.table, chunk.columns)
    time = moments(cells.column("time"), told.zone, told.date_order)
    who = authors(cells)
    reasons = [
        chunk.unreadable.get(n) or author.refused or why
        for n, (author, why) in enumerate(zip(who, reasons_in(time), strict=True))
    ]
    good: npt.NDArray[np.bool_] = np.array([reason is None for reason in reasons], dtype=bool)
    refused = [*chunk.lost, *((n, why) for n, why in zip(chunk.numbers, reasons, strict=True) if why)]
    kept = Cells(chunk.table.filter(pa.array(good)), chunk.columns)
    known = [author.profile for author, fine in zip(who, good, strict=True) if fine and author.profile]
    if tally is not None and kept.has("label"):
        tally.add([profile.key for profile in known], kept.texts("label"))
    return Batch(
        posts=_posts(kept, known, time[good].reset_index(drop=True), told),
        profiles=schema.profiles_table(_profiles(kept, known, told)),
        identities=schema.identities_table({author.identity for author in who if author.identity}),
        refusals=tuple(Refusal(file, f"row {n}", why) for n, why in sorted(refused)),
        n_rows=cells.n + len(chunk.lost),
    )
