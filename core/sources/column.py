"""Which column of a table is which field of ours: the analyst's map first, then known names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Field of ours -> names under which exports are known to carry it, likeliest first.
KNOWN: dict[str, tuple[str, ...]] = {
    "profile": ("screen_name", "handle", "username", "user_screen_name", "author_username", "author", "user"),
    "user_id": ("author_id", "user_id", "userid", "user_id_str"),
    "platform": ("platform",),
    "name": ("name", "display_name", "user_name", "user_display_name"),
    "bio": ("bio", "user_description", "user_profile_description", "description"),
    "created": ("account_created_at", "account_creation_date", "user_created_at"),
    "followers": ("followers", "followers_count", "follower_count", "user_followers_count"),
    "following": ("following", "friends", "friends_count", "following_count", "user_friends_count"),
    "label": ("label",),
    "id": ("tweet_id", "post_id", "status_id", "tweetid", "id_str", "id"),
    "time": ("created_at", "time", "timestamp", "tweet_time", "datetime", "date"),
    "text": ("text", "full_text", "tweet_text", "body", "content"),
    "language": ("lang", "language", "tweet_language"),
    "client": ("source", "client", "tweet_client_name"),
    "likes": ("like_count", "likes", "favorite_count", "favourites_count"),
    "reposts": ("retweet_count", "repost_count", "reposts", "retweets"),
    "replies": ("reply_count", "replies"),
    "quotes": ("quote_count", "quotes"),
    "kind": ("kind",),
    "is_repost": ("is_retweet", "is_repost"),
    "is_reply": ("is_reply",),
    "is_quote": ("is_quote",),
    "repost_author": ("rt_user", "retweet_screen_name", "retweet_userid", "repost_author"),
    "reply_author": ("reply_user", "in_reply_to_screen_name", "in_reply_to_userid", "reply_author"),
    "quote_author": ("quote_user", "quoted_screen_name", "quote_author"),
    "repost_id": ("retweet_status_id", "retweet_tweetid", "repost_id"),
    "reply_id": ("in_reply_to_status_id", "in_reply_to_tweetid", "reply_id"),
    "quote_id": ("quoted_status_id", "quoted_tweet_tweetid", "quote_id"),
    "ref_id": ("ref_id",),
    "mentions": ("mentions", "user_mentions", "mentions_screen_name"),
    "hashtags": ("hashtags",),
    "links": ("links", "urls", "urls_expanded_url"),
    "media": ("media",),
    "fetched_at": ("fetched_at", "retrieved_at"),
}
JOINABLE = "profile"
UNKNOWN = "no known column says the"
_SHOWN = 40  # columns in a message


def check(told: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a column map that fits no table.

    Raises
    ------
    MappingError
        If it names a field that is not ours, or joins columns for a field other than the profile.
    """
    for field, parts in told.items():
        if field not in KNOWN:
            message = f"the column map names {field!r}; the fields are {', '.join(KNOWN)}"
            raise MappingError(message)
        if len(parts) > 1 and field != JOINABLE:
            message = f"only {JOINABLE} may join columns, not {field}"
            raise MappingError(message)


def columns_of(names: Sequence[str], told: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Give for each field the columns that carry it: as told, else by their names.

    A field that is told to have no column has none, whatever the columns are called.

    Raises
    ------
    MappingError
        If the map names a column that the table lacks.

    >>> columns_of(["screen_name", "created_at", "words"], {"text": ("words",)})
    {'profile': ('screen_name',), 'time': ('created_at',), 'text': ('words',)}
    """
    for parts in told.values():
        if absent := [part for part in parts if part not in names]:
            message = f"the table has no column {', '.join(absent)}; it has {', '.join(names[:_SHOWN])}"
            raise MappingError(message)
    by_folded = {name.strip().casefold(): name for name in reversed(names)}
    taken = {part for parts in told.values() for part in parts}
    found: dict[str, tuple[str, ...]] = {}
    for field, candidates in KNOWN.items():
        if field in told:
            if told[field]:
                found[field] = told[field]
            continue
        guess = next((by_folded[c] for c in candidates if c in by_folded and by_folded[c] not in taken), None)
        if guess:
            found[field] = (guess,)
            taken.add(guess)
    return found


def require(found: Mapping[str, tuple[str, ...]], names: Sequence[str], file: str) -> None:
    """Refuse a table in which nothing says who posted, or when.

    Raises
    ------
    MappingError
        With the table's columns, for whoever catches it to say how the right ones are named.
    """
    lacking = []
    if "profile" not in found and "user_id" not in found:
        lacking.append("profile")
    if "time" not in found:
        lacking.append("time")
    if lacking:
        wanted, shown = " or the ".join(lacking), ", ".join(names[:_SHOWN])
        which = "the column that does" if len(lacking) == 1 else "the columns that do"
        message = f"{file}: {UNKNOWN} {wanted}; name {which}. Columns: {shown}"
        raise MappingError(message)
