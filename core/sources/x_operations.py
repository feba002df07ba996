"""X's archive of information operations: the tables of posts and of accounts as X published them.

Accounts of few followers are published under a hash instead of their id, handle and name; a hash is
an id like any other, and no handle. Users are named by id throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import FormatError
from core.keys import user_key
from core.model import Post, Profile
from core.sources import Source, register
from core.sources.author import NO_AUTHOR, ROUNDED
from core.sources.moment import moments, reasons_in
from core.sources.sheet import columns_at_end, columns_in
from core.sources.x_field import Json, Relation, handle_of, language_of, status_link, text_of
from core.sources.x_harvest import PLATFORM, Harvest
from core.sources.x_table import harvested_rows
from core.text import reposted_handle, without_repost_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.model import Batch
    from core.sources.cell import Cells, Columns
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

_OF_ACCOUNTS = frozenset(
    {"userid", "user_display_name", "user_screen_name", "user_profile_description", "account_creation_date"}
)
_OF_POSTS = frozenset({"tweetid", "userid", "tweet_time", "tweet_text", "tweet_client_name", "is_retweet"})
_IDS = (
    "userid",
    "tweetid",
    "in_reply_to_tweetid",
    "in_reply_to_userid",
    "quoted_tweet_tweetid",
    "retweet_tweetid",
    "retweet_userid",
)
_TEXTS = (
    "user_display_name",
    "user_screen_name",
    "user_profile_description",
    "tweet_language",
    "tweet_text",
    "tweet_client_name",
)
_COUNTS = ("follower_count", "following_count", "like_count", "retweet_count", "reply_count", "quote_count")
_LISTS = ("user_mentions", "hashtags", "links")
_TIMES = ("tweet_time", "account_creation_date")
# A cell of links is cut by other rules than one of words, and is known by the name of the field.
_COLUMN_OF = {"links": "urls"}
_FIELDS = (*_IDS, *_TEXTS, *_COUNTS, *_LISTS, *_TIMES, "is_retweet")


def _sure(names: frozenset[str]) -> float:
    return 0.95 if names >= _OF_POSTS or names >= _OF_ACCOUNTS else 0.0


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  the columns say it all
    return _sure(columns_in(head))


def _claims(entry: Entry) -> float:
    return _sure(columns_at_end(entry))


def _chosen(names: Sequence[str]) -> Columns:
    if not _sure(frozenset(names)):
        message = (
            f"a table of X's archive of information operations has the columns {', '.join(sorted(_OF_POSTS))}"
        )
        raise FormatError(message)
    columns = ((field, _COLUMN_OF.get(field, field)) for field in _FIELDS)
    return {field: (column,) for field, column in columns if column in names}


def _rows(cells: Cells) -> Iterator[Json]:
    """Give rows as records; a time is the moment and the reason why there is none.

    In a table of accounts no row has a ``tweet_time``.
    """
    empty: list[Any] = [None] * cells.n
    columns: dict[str, Sequence[Any]] = dict.fromkeys(_FIELDS, empty)
    columns["was_author"] = cells.texts("userid")
    columns |= {field: cells.ids(field) for field in _IDS}
    columns |= {field: cells.texts(field) for field in _TEXTS}
    columns |= {field: cells.counts(field).to_pylist() for field in _COUNTS}
    columns |= {field: cells.lists(field, str.strip) or [()] * cells.n for field in _LISTS}
    columns["is_retweet"] = cells.flags("is_retweet")
    for field in _TIMES:
        if cells.has(field):
            # the published times name no zone: by the definition of the archive they are UTC
            found = moments(cells.column(field), "UTC")
            columns[field] = list(zip(found["time"].dt.to_pydatetime(), reasons_in(found), strict=True))
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def _key(user_id: str | None) -> str | None:
    return user_key(PLATFORM, user_id)


def _profile(key: str, row: Json) -> Profile:
    user_id, created = row["userid"], row["account_creation_date"]
    handle = None if row["user_screen_name"] == user_id else handle_of(row["user_screen_name"])
    name = None if row["user_display_name"] == user_id else text_of(row["user_display_name"])
    return Profile(
        key=key,
        platform=PLATFORM,
        user_id=user_id,
        handle=handle,
        name=name,
        bio=text_of(row["user_profile_description"]),
        created=created[0] if created and created[1] is None else None,
        followers=row["follower_count"],
        following=row["following_count"],
    )


def _relation(row: Json, links: Sequence[tuple[str | None, str]]) -> Relation:
    text = row["tweet_text"] or ""
    if row["is_retweet"] or row["retweet_tweetid"]:
        author = _key(row["retweet_userid"]) or user_key(PLATFORM, None, reposted_handle(text))
        return Relation("repost", row["retweet_tweetid"], author)
    # who is quoted stands nowhere but in the address of the quoted post, where the post gives it
    quoted_id = row["quoted_tweet_tweetid"]
    handle = next((handle for handle, post_id in links if post_id == quoted_id), None)
    quoted_author = user_key(PLATFORM, None, handle)
    ref_id, ref_author = row["in_reply_to_tweetid"], _key(row["in_reply_to_userid"])
    if ref_id or ref_author:
        return Relation("reply", ref_id, ref_author, quoted_id, quoted_author)
    return Relation("quote" if quoted_id else "original", None, None, quoted_id, quoted_author)


def _post(key: str, row: Json) -> Post:
    found = [(link, status_link(link)) for link in row["links"]]
    relation = _relation(row, [status for _, status in found if status])
    is_repost = relation.kind == "repost"
    added = {row["tweetid"], relation.quoted_id, relation.ref_id if is_repost else None}
    links = [link for link, status in found if status is None or status[1] not in added]
    mentions = dict.fromkeys(map(_key, row["user_mentions"]))
    unnamed = {None, relation.ref_author if is_repost else None}
    text = text_of(row["tweet_text"])
    # what is counted on a repost is the original's; the repost itself is never counted
    likes, reposts, replies, quotes = (None if is_repost else row[field] for field in _COUNTS[2:])
    return Post(
        profile=key,
        time=row["tweet_time"][0],
        offset_minutes=0,
        post_id=row["tweetid"],
        text=without_repost_head(text) if text and is_repost else text,
        language=language_of(row["tweet_language"]),
        client=row["tweet_client_name"],
        likes=likes,
        reposts=reposts,
        replies=replies,
        quotes=quotes,
        mentions=[user for user in mentions if user and user not in unnamed],
        hashtags=[bare for tag in row["hashtags"] if (bare := tag.lstrip("#＃"))],
        links=list(dict.fromkeys(links)),
        **relation._asdict(),
    )


def _adder() -> Callable[[Harvest, str, Json], None]:
    """Give the function that takes a row into the harvest, an account once in a file."""
    known: set[str] = set()

    def add(harvest: Harvest, place: str, row: Json) -> None:
        harvest.n_rows += 1
        key, time = _key(row["userid"]), row["tweet_time"]
        if key is None:
            harvest.refuse(place, ROUNDED if row["was_author"] else NO_AUTHOR)
        elif time and time[1]:
            harvest.refuse(place, time[1])
        else:
            if key not in known:
                known.add(key)
                profile = _profile(key, row)
                harvest.user(profile.user_id, profile.handle)
                harvest.add_profile(profile)
            if time:
                harvest.posts.append(_post(key, row))

    return add


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001  X's archive leaves nothing open
    yield from harvested_rows(entry, _chosen, _rows, _adder())


register(
    Source(
        name="x_operations",
        label="X information operations archive (CSV)",
        sniff=_sniff,
        read=_read,
        claims=_claims,
    )
)
