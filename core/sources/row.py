"""Rows of a table become posts: column by column where that is fast, row by row where it must be."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from core import schema
from core.keys import DEFAULT_PLATFORM, clean_handle, user_key
from core.model import KINDS, Batch, Profile, Refusal
from core.sources.moment import moments, reasons_in
from core.text import HANDLE, HASHTAG, LINK, reposted_handle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

Columns = dict[str, tuple[str, ...]]
_TRUE = frozenset({"true", "1", "t", "yes"})
_ITEM = re.compile(r"[^\s\[\]'\",;|]+")
_COUNTS = ("likes", "reposts", "replies", "quotes")
_ID_DIGITS = 5  # a shorter number is a handle
NO_AUTHOR = "it names no author"


class _Rows:
    """One chunk of a table, seen by our field names."""

    def __init__(self, table: pa.Table, columns: Columns) -> None:
        self.table, self.columns, self.n = table, columns, table.num_rows

    def has(self, field: str) -> bool:
        return field in self.columns

    def texts(self, field: str) -> list[str | None]:
        """Give a field as texts; blank cells are None."""
        if field not in self.columns:
            return [None] * self.n
        column = self.table.column(self.columns[field][0])
        if pa.types.is_list(column.type):
            return [None if v is None else " ".join(map(str, v)) for v in column.to_pylist()]
        if pa.types.is_floating(column.type):
            return [None if v is None or v != v else f"{v:.0f}" for v in column.to_pylist()]  # noqa: PLR0124
        return [v or None for v in column.cast(pa.string()).to_pylist()]

    def flags(self, field: str) -> list[bool]:
        return [(v or "").strip().casefold() in _TRUE for v in self.texts(field)]

    def counts(self, field: str) -> pa.Array:
        if field not in self.columns:
            return pa.nulls(self.n, pa.int64())
        raw = self.table.column(self.columns[field][0]).to_pandas()
        numbers = pd.to_numeric(raw, errors="coerce").astype("Float64").round()
        inside = (numbers >= 0) & (numbers < 2**53)
        return pa.array(numbers.where(inside.fillna(False)).astype("Int64"), type=pa.int64())  # noqa: FBT003

    def lists(self, field: str, clean: Callable[[str], str | None]) -> list[list[str]] | None:
        """Give a field as lists, whether it holds lists or texts such as ``['a', 'b']`` or ``a;b``."""
        if field not in self.columns:
            return None
        column = self.table.column(self.columns[field][0])
        if pa.types.is_null(column.type):
            return None
        nested = pa.types.is_list(column.type) or pa.types.is_large_list(column.type)
        raw = column.to_pylist()
        cut: list[Sequence[Any]] = [(v or []) if nested else _ITEM.findall(str(v or "")) for v in raw]
        return [[c for item in items if item and (c := clean(str(item)))] for items in cut]


def _authors(rows: _Rows) -> list[Profile | None]:
    """Say of each row who posted it; rows of one author share one value."""
    joined = rows.columns.get("profile", ())
    if len(joined) > 1:
        parts = [rows.table.column(name).cast(pa.string()).to_pylist() for name in joined]
        names = ["+".join(p) if all(p) else None for p in zip(*parts, strict=True)]
        firsts: list[str | None] = parts[0]
    else:
        names = firsts = rows.texts("profile")
    known: dict[tuple[str | None, ...], Profile | None] = {}
    found = []
    for row in zip(rows.texts("platform"), rows.texts("user_id"), names, firsts, strict=True):
        if row not in known:
            known[row] = _author(*row, is_slice=len(joined) > 1)
        found.append(known[row])
    return found


def _author(
    platform: str | None, user_id: str | None, name: str | None, first: str | None, *, is_slice: bool
) -> Profile | None:
    platform = (platform or DEFAULT_PLATFORM).strip().casefold().replace(":", "")
    handle = clean_handle(name) if name else None
    key = user_key(platform, None if is_slice else user_id, handle)
    if key is None:
        return None
    account = user_key(platform, user_id, first) if is_slice else None
    return Profile(key, platform, None if is_slice else user_id, handle or None, account=account)


def _kinds(rows: _Rows, texts: Sequence[str | None]) -> list[str]:
    given = rows.texts("kind")
    if any(kind in KINDS for kind in given):
        return [kind if kind in KINDS else "original" for kind in given]
    reposts = rows.flags("is_repost")
    if not rows.has("is_repost"):
        heads = [bool(text and reposted_handle(text)) for text in texts]
        reposts = [bool(a or h) for a, h in zip(rows.texts("repost_author"), heads, strict=True)]
    replies, quotes = rows.flags("is_reply"), rows.flags("is_quote")
    if not rows.has("is_reply"):
        replies = [bool(a) for a in rows.texts("reply_author")]
    if not rows.has("is_quote"):
        quotes = [bool(a) for a in rows.texts("quote_author")]
    flags = zip(reposts, replies, quotes, strict=True)
    return ["repost" if r else "reply" if a else "quote" if q else "original" for r, a, q in flags]


def _references(
    rows: _Rows, kinds: Sequence[str], texts: Sequence[str | None]
) -> dict[str, list[str | None]]:
    """Say whom and which post each row reposts, answers or quotes."""
    authors = {kind: rows.texts(f"{kind}_author") for kind in ("repost", "reply", "quote")}
    ids = {kind: rows.texts(f"{kind}_id") for kind in ("repost", "reply", "quote")}
    shared = rows.texts("ref_id")
    found: dict[str, list[str | None]] = {n: [] for n in ("ref_id", "ref", "quoted_id", "quoted")}
    for n, kind in enumerate(kinds):
        author = ref_id = quoted = quoted_id = None
        if kind != "original":
            author, ref_id = authors[kind][n], ids[kind][n] or shared[n]
        if kind == "repost" and author is None:
            author = reposted_handle(texts[n] or "")
        if kind == "reply":
            quoted, quoted_id = authors["quote"][n], ids["quote"][n]
        for name, value in zip(found, (ref_id, author, quoted_id, quoted), strict=True):
            found[name].append(value)
    return found


def _user(platform: str, value: str | None) -> str | None:
    """Give the key of a user named in a cell: an id where it is a number, else a handle."""
    if not value:
        return None
    return (
        user_key(platform, value)
        if len(value) >= _ID_DIGITS and value.isdecimal()
        else user_key(platform, None, value)
    )


def _found(pattern: re.Pattern[str], texts: Sequence[str | None]) -> list[list[str]]:
    return [pattern.findall(text) if text else [] for text in texts]


def _posts(rows: _Rows, authors: Sequence[Profile], time: pd.DataFrame) -> pa.Table:
    texts = rows.texts("text")
    kinds = _kinds(rows, texts)
    platforms = [author.platform for author in authors]
    refs = _references(rows, kinds, texts)
    hashtags = rows.lists("hashtags", lambda tag: tag.lstrip("#＃"))
    links = rows.lists("links", str.strip)
    mentions = rows.lists("mentions", clean_handle)
    named = mentions if mentions is not None else _found(HANDLE, texts)
    columns: dict[str, Any] = {
        "profile": [author.key for author in authors],
        "post_id": rows.texts("id"),
        "time": pa.array(time["time"]),
        "offset_minutes": pa.array(time["offset_minutes"].round().astype("Int16")),
        "kind": kinds,
        "text": texts,
        "language": rows.texts("language"),
        "client": rows.texts("client"),
        "mentions": [
            list(dict.fromkeys(k for h in handles if (k := user_key(p, None, h))))
            for p, handles in zip(platforms, named, strict=True)
        ],
        "hashtags": hashtags
        if hashtags is not None
        else _found(HASHTAG, [_unescaped(text) for text in texts]),
        "links": links if links is not None else _found(LINK, texts),
        "ref_id": refs["ref_id"],
        "ref_author": [_user(p, v) for p, v in zip(platforms, refs["ref"], strict=True)],
        "quoted_id": refs["quoted_id"],
        "quoted_author": [_user(p, v) for p, v in zip(platforms, refs["quoted"], strict=True)],
        "media": rows.lists("media", str.strip) or [[] for _ in range(rows.n)],
        "fetched_at": pa.array(
            moments(rows.table.column(rows.columns["fetched_at"][0]), "UTC")["time"]
            if rows.has("fetched_at")
            else pd.Series(pd.NaT, index=range(rows.n), dtype="datetime64[us, UTC]")
        ),
    }
    columns |= {name: rows.counts(name) for name in _COUNTS}
    columns["objects"] = [
        schema.objects_of(*row)
        for row in zip(
            *(columns[n] for n in ("kind", "text", "ref_id", "ref_author", "hashtags", "links", "media")),
            platforms,
            strict=True,
        )
    ]
    arrays = [
        pa.array(columns[f.name], type=f.type)
        if isinstance(columns[f.name], list)
        else columns[f.name].cast(f.type)
        for f in schema.POSTS
    ]
    return pa.table(arrays, schema=schema.POSTS)


def _unescaped(text: str | None) -> str | None:
    return html.unescape(text) if text and "&" in text else text


def _profiles(rows: _Rows, authors: Sequence[Profile]) -> list[Profile]:
    """Give each author once, with what its last row says of it."""
    last = {author.key: n for n, author in enumerate(authors)}
    names, bios = rows.texts("name"), rows.texts("bio")
    followers, following = (rows.counts(name).to_pylist() for name in ("followers", "following"))
    created = (
        moments(rows.table.column(rows.columns["created"][0]), "UTC")["time"] if rows.has("created") else None
    )
    return [
        replace(
            authors[n],
            name=names[n],
            bio=bios[n],
            followers=followers[n],
            following=following[n],
            created=None if created is None or pd.isna(created.iloc[n]) else created.iloc[n].to_pydatetime(),
        )
        for n in last.values()
    ]


def batch_of(
    table: pa.Table,
    columns: Columns,
    zone: str | None,
    file: str,
    start: int,
    wrong: Mapping[int, str],
    malformed: Sequence[Refusal],
) -> Batch:
    """Turn a chunk of a table into a batch.

    Parameters
    ----------
    table : pyarrow.Table
        The rows as they stand in the file.
    columns : dict
        Field of ours to columns of the table (:func:`core.sources.column.columns_of`).
    zone : str or None
        The zone of times that carry none.
    file : str
        What messages call the file.
    start : int
        How many rows of the file came before.
    wrong : mapping of int to str
        Rows already known to be unreadable, with the reason.
    malformed : sequence of Refusal
        Lines that never became rows.
    """
    rows = _Rows(table, columns)
    time = moments(table.column(columns["time"][0]), zone)
    authors = _authors(rows)
    reasons = [
        wrong.get(n) or (NO_AUTHOR if author is None else why)
        for n, (author, why) in enumerate(zip(authors, reasons_in(time), strict=True))
    ]
    good: npt.NDArray[np.bool_] = np.array([reason is None for reason in reasons], dtype=bool)
    refusals = [Refusal(file, f"row {start + n + 1}", why) for n, why in enumerate(reasons) if why]
    kept = _Rows(table.filter(pa.array(good)), columns)
    known = [author for author, fine in zip(authors, good, strict=True) if fine and author]
    profiles = _profiles(kept, known)
    return Batch(
        posts=_posts(kept, known, time[good].reset_index(drop=True)),
        profiles=schema.profiles_table(profiles),
        identities=schema.identities_table((p.platform, p.user_id or "", p.handle or "") for p in profiles),
        refusals=(*malformed, *refusals),
        n_rows=table.num_rows + len(malformed),
    )
