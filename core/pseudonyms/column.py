"""Tables under pseudonyms: what becomes of each column, and of what an import says of its files.

========================  =============================================================================
posts
========================  =============================================================================
profile                   key of the pseudonym
post_id                   pseudonym: an id leads to the post, and so to its author. None stays None: such
                          a post is named after its pseudonymous text when it is stored
time, offset_minutes      stay: behaviour is compared by them. *They can be searched for*
kind, counts              stay. Counts change, so they tell little
text                      handles, addresses, e-mail addresses by pseudonyms (:mod:`core.pseudonyms.wording`)
language                  stays where it is a code of one, else it is dropped
client                    stays if it is a common one, else a pseudonym: bots carry their makers' names
mentions                  keys of pseudonyms
hashtags                  stay
links                     :mod:`core.pseudonyms.address`
ref_id, quoted_id         pseudonyms, as for post_id: they still meet the post they refer to
ref_author,               keys of pseudonyms
quoted_author
media                     pseudonyms: ids and addresses of files lead to the post
objects                   each as its column: a repost's original, a link, a hashtag, a file; ``other:``
                          objects are pseudonyms, addresses among them go by the rule of addresses
fetched_at                stays: it is the analyst's doing, and orders versions
========================  =============================================================================

========================  =============================================================================
profiles
========================  =============================================================================
key, user_id, handle,     pseudonyms
account
platform                  stays
name                      pseudonym: two profiles of one name can still be told to have it
bio                       dropped: names, places, employers, pages and other accounts stand in it
created                   the day of it: to the second it is as good as the handle
followers, following      stay
label                     stays: it is the analyst's or the table's word for a group
fetched_at                stays
========================  =============================================================================

Identities are pairs of pseudonyms, one for one. Of refusals the place stays as far as it is a number,
and the reason without what it quotes (:func:`reason`); file names are pseudonyms with their ending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.model import Batch, Refusal
from core.pseudonyms.provenance import file_name, place, reason
from core.pseudonyms.wording import local_handles
from core.schema import IDENTITIES, PROFILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.pseudonyms.naming import Pseudonyms

_LANGUAGE = r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$"


def renamed(batch: Batch, names: Pseudonyms) -> Batch:
    """Give a batch under pseudonyms.

    Notes
    -----
    O(n); each distinct value of a column is looked at once.
    """
    return Batch(
        posts=_posts(batch.posts, names),
        profiles=_profiles(batch.profiles, names),
        identities=_identities(batch.identities, names),
        refusals=tuple(
            Refusal(file_name(r.file, names), place(r.place), reason(r.reason, r.file, r.place, names))
            for r in batch.refusals
        ),
        n_rows=batch.n_rows,
    )


def _distinct(column: pa.ChunkedArray, change: Callable[[list[str]], list[str]]) -> pa.Array:
    """Change each distinct value of a column of texts once."""
    whole = column.combine_chunks()
    encoded = whole.dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return pa.array(change(encoded.dictionary.to_pylist()), pa.string()).take(encoded.indices)


def _lists(column: pa.ChunkedArray, change: Callable[[list[str]], list[str]]) -> pa.Array:
    """Change each distinct value within the lists of a column once."""
    lengths = pc.list_value_length(column).combine_chunks()
    ends = np.cumsum(lengths.fill_null(0).to_numpy(), dtype=np.int32)
    values = _distinct(pa.chunked_array([pc.list_flatten(column).combine_chunks()]), change)
    missing = lengths.is_null() if lengths.null_count else None
    return pa.ListArray.from_arrays(pa.array(np.concatenate([[0], ends]), pa.int32()), values, mask=missing)


def _posts(posts: pa.Table, names: Pseudonyms) -> pa.Table:
    """Rename platform by platform: ids and handles mean something on their own only."""
    encoded = posts.column("profile").combine_chunks().dictionary_encode()
    platforms = [key.partition(":")[0] for key in encoded.dictionary.to_pylist()]
    several = sorted(set(platforms))
    if len(several) <= 1:
        return _of_one(posts, several[0], names) if several else posts
    number = np.array([several.index(platform) for platform in platforms])[encoded.indices.to_numpy()]
    rows = [np.flatnonzero(number == n) for n in range(len(several))]
    parts = [
        _of_one(posts.take(pa.array(mine)), platform, names)
        for mine, platform in zip(rows, several, strict=True)
    ]
    back = np.argsort(np.concatenate(rows), kind="stable")
    return pa.concat_tables(parts).take(pa.array(back))


def _of_one(posts: pa.Table, platform: str, names: Pseudonyms) -> pa.Table:
    def ids(found: list[str]) -> list[str]:
        return names.all("post", platform, found)

    columns: dict[str, Any] = {name: posts.column(name) for name in posts.column_names}
    for name in ("profile", "ref_author", "quoted_author"):
        columns[name] = _distinct(posts.column(name), names.user_keys)
    for name in ("post_id", "ref_id", "quoted_id"):
        columns[name] = _distinct(posts.column(name), ids)
    columns["client"] = _distinct(posts.column("client"), lambda found: [names.client(c) for c in found])
    columns["mentions"] = _lists(posts.column("mentions"), names.user_keys)
    columns["links"] = _lists(posts.column("links"), names.urls)
    columns["media"] = _lists(posts.column("media"), lambda found: names.all("media", platform, found))
    columns["objects"] = _lists(
        posts.column("objects"), lambda found: [names.object_key(key, platform) for key in found]
    )
    columns["text"] = pa.array(_texts(posts, platform, names), pa.string())
    spoken = pc.match_substring_regex(posts.column("language"), _LANGUAGE)
    columns["language"] = pc.if_else(spoken, posts.column("language"), pa.scalar(None, pa.string()))
    return pa.table([columns[field.name] for field in posts.schema], schema=posts.schema)


def _texts(posts: pa.Table, platform: str, names: Pseudonyms) -> list[str | None]:
    local = None
    if platform == "mastodon":
        local = [local_handles(keys or ()) for keys in posts.column("mentions").to_pylist()]
    return names.wording(platform).all(posts.column("text"), local)


def _by_platform(table: pa.Table, column: str, change: Callable[[str, str], str]) -> list[str | None]:
    pairs = zip(table.column("platform").to_pylist(), table.column(column).to_pylist(), strict=True)
    return [change(platform, value) if value else value for platform, value in pairs]


def _profiles(profiles: pa.Table, names: Pseudonyms) -> pa.Table:
    columns: dict[str, Any] = {name: profiles.column(name) for name in PROFILES.names}
    for name in ("key", "account"):
        columns[name] = _distinct(profiles.column(name), names.user_keys)
    columns["user_id"] = pa.array(_by_platform(profiles, "user_id", names.user_id), pa.string())
    columns["handle"] = pa.array(_by_platform(profiles, "handle", names.handle), pa.string())
    columns["name"] = _distinct(profiles.column("name"), lambda found: [names.name(n) for n in found])
    columns["bio"] = pa.nulls(profiles.num_rows, pa.string())
    columns["created"] = pc.floor_temporal(profiles.column("created"), unit="day")
    return pa.table([columns[field.name] for field in PROFILES], schema=PROFILES)


def _identities(identities: pa.Table, names: Pseudonyms) -> pa.Table:
    columns = [
        identities.column("platform"),
        pa.array(_by_platform(identities, "user_id", names.user_id), pa.string()),
        pa.array(_by_platform(identities, "handle", names.handle), pa.string()),
    ]
    order = [(name, "ascending") for name in IDENTITIES.names]
    return pa.table(columns, schema=IDENTITIES).sort_by(order)
