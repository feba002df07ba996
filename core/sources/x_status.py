"""A post of the v1.1 shape, from the API or from an account's archive, and its author.

Standard mode (``text``), extended mode (``full_text``) and compatibility mode (``truncated`` with
``extended_tweet``) are read alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from core.keys import user_key
from core.model import Post, Profile
from core.sources.x_field import (
    BAD_TIME,
    NO_TIME,
    Json,
    Relation,
    Words,
    as_dict,
    client_of,
    count_of,
    dicts,
    handle_of,
    id_of,
    language_of,
    links_of,
    moment_of,
    status_link,
    text_of,
    time_of,
)
from core.sources.x_harvest import PLATFORM, Harvest
from core.text import reposted_handle, without_repost_head

if TYPE_CHECKING:
    from datetime import datetime

NO_AUTHOR = "it names no author (user)"
_CONTENT = frozenset({"created_at", "text", "full_text"})
# v2 names media ``<type>_<id>``; written so here too, one picture has one name in both.
_MEDIA_TYPES = {"photo": "3", "video": "7", "animated_gif": "16"}
_PROMOTED_VIDEO = "13"


class _Content(NamedTuple):
    """What a post says, in full, wherever the API put it."""

    text: str | None
    entities: Json
    media: list[Json]


def _id(record: Json, name: str) -> str | None:
    """Read an id from its string form, which is exact, else from its number."""
    return id_of(record.get(f"{name}_str")) or id_of(record.get(name))


def _met(harvest: Harvest, user: Any) -> str | None:
    user = as_dict(user)
    return harvest.user(_id(user, "id"), handle_of(user.get("screen_name")))


def _profile(key: str, user: Json, fetched_at: datetime | None) -> Profile:
    return Profile(
        key=key,
        platform=PLATFORM,
        user_id=_id(user, "id"),
        handle=handle_of(user.get("screen_name")),
        name=text_of(user.get("name")),
        bio=text_of(user.get("description")),
        created=moment_of(user.get("created_at")),
        followers=count_of(user.get("followers_count")),
        following=count_of(user.get("friends_count")),
        fetched_at=fetched_at,
    )


def _content(status: Json) -> _Content:
    extended = as_dict(status.get("extended_tweet"))
    texts = (text_of(where.get(name)) for where in (extended, status) for name in ("full_text", "text"))
    entities = as_dict(extended.get("entities")) or as_dict(status.get("entities"))
    whole = as_dict(extended.get("extended_entities")) or as_dict(status.get("extended_entities"))
    media = dicts(whole.get("media")) or dicts(entities.get("media"))
    return _Content(next((text for text in texts if text is not None), None), entities, media)


def _media_key(item: Json) -> str | None:
    media_id = _id(item, "id")
    kind = item.get("type")
    prefix = _MEDIA_TYPES.get(kind) if isinstance(kind, str) else None
    if prefix == "7" and "/amplify_video" in str(item.get("media_url_https") or item.get("media_url")):
        prefix = _PROMOTED_VIDEO
    return f"{prefix}_{media_id}" if prefix and media_id else media_id


def _meet_all(harvest: Harvest, status: Json) -> None:
    """Learn who is who from every record inside a post that shows an id beside a handle."""
    original, quoted = as_dict(status.get("retweeted_status")), as_dict(status.get("quoted_status"))
    for post in (status, original, quoted, as_dict(original.get("quoted_status"))):
        if post:
            _met(harvest, post.get("user"))
            _answered(harvest, post)
            for mention in dicts(_content(post).entities.get("user_mentions")):
                _met(harvest, mention)


def _answered(harvest: Harvest, status: Json) -> str | None:
    handle = handle_of(status.get("in_reply_to_screen_name"))
    return harvest.user(_id(status, "in_reply_to_user_id"), handle)


def _quoted(harvest: Harvest, status: Json) -> tuple[str | None, str | None]:
    quoted = as_dict(status.get("quoted_status"))
    quoted_id = _id(status, "quoted_status_id") or _id(quoted, "id")
    author = _met(harvest, quoted.get("user"))
    if author is None:  # the quoted post is gone, but its address is kept
        link = status_link(as_dict(status.get("quoted_status_permalink")).get("expanded"))
        author = user_key(PLATFORM, None, link[0]) if link else None
    return quoted_id, author


def _named_in_head(harvest: Harvest, content: _Content) -> str | None:
    """Give the user whom ``RT @user: `` names, by the id that the post's mentions give."""
    handle = reposted_handle(content.text or "")
    for mention in dicts(content.entities.get("user_mentions")) if handle else ():
        if str(mention.get("screen_name")).casefold() == str(handle).casefold():
            return _met(harvest, mention)
    return user_key(PLATFORM, None, handle)


def _relation(harvest: Harvest, status: Json) -> Relation:
    original = as_dict(status.get("retweeted_status"))
    if original:
        author = _met(harvest, original.get("user")) or _named_in_head(harvest, _content(status))
        return Relation("repost", _id(original, "id"), author)
    quoted_id, quoted_author = _quoted(harvest, status)
    ref_id, ref_author = _id(status, "in_reply_to_status_id"), _answered(harvest, status)
    if ref_id or ref_author:
        return Relation("reply", ref_id, ref_author, quoted_id, quoted_author)
    is_quote = quoted_id or quoted_author or status.get("is_quote_status") is True
    return Relation("quote" if is_quote else "original", None, None, quoted_id, quoted_author)


def _words(harvest: Harvest, status: Json, relation: Relation) -> Words:
    """Give what a post says; a repost says what its original says, as far as that was delivered."""
    is_repost = relation.kind == "repost"
    original = as_dict(status.get("retweeted_status"))
    own, content = _content(status), _content(original or status)
    text = content.text
    if is_repost and text is None and own.text is not None:
        text, content = without_repost_head(own.text), own
    mentions = dict.fromkeys(_met(harvest, user) for user in dicts(content.entities.get("user_mentions")))
    unnamed = {None, relation.ref_author if is_repost else None}
    tags = (text_of(tag.get("text")) for tag in dicts(content.entities.get("hashtags")))
    added = {_id(status, "id"), relation.quoted_id, _id(original, "id"), _id(original, "quoted_status_id")}
    return Words(
        text=text,
        mentions=[user for user in mentions if user and user not in unnamed],
        hashtags=[tag for tag in tags if tag],
        links=links_of(content.entities.get("urls"), added),
        media=list(dict.fromkeys(key for item in content.media if (key := _media_key(item)))),
    )


def _post(
    harvest: Harvest, status: Json, key: str, moment: tuple[datetime, int], fetched_at: datetime | None
) -> Post:
    relation = _relation(harvest, status)
    words = _words(harvest, status, relation)
    # What the API counts on a repost is the original's; the repost itself is never counted.
    counted = {} if relation.kind == "repost" else status
    return Post(
        profile=key,
        time=moment[0],
        offset_minutes=moment[1],
        post_id=_id(status, "id"),
        language=language_of(status.get("lang")),
        client=client_of(status.get("source")),
        likes=count_of(counted.get("favorite_count")),
        reposts=count_of(counted.get("retweet_count")),
        replies=count_of(counted.get("reply_count")),
        quotes=count_of(counted.get("quote_count")),
        fetched_at=fetched_at,
        **relation._asdict(),
        **words._asdict(),
    )


def add_user(harvest: Harvest, place: str, user: Json, fetched_at: datetime | None = None) -> None:
    """Take a user of the v1.1 shape, and the latest post inside it, into the harvest."""
    harvest.n_rows += 1
    key = _met(harvest, user)
    if key is None:
        harvest.refuse(place, "it is a user without id and handle")
        return
    harvest.add_profile(_profile(key, user, fetched_at))
    if latest := as_dict(user.get("status")):
        add_status(harvest, f"{place}, its latest post", latest, user, fetched_at)


def add_status(
    harvest: Harvest,
    place: str,
    status: Json,
    author: Json | None = None,
    fetched_at: datetime | None = None,
) -> None:
    """Take one post of the v1.1 shape into the harvest, or refuse it.

    Parameters
    ----------
    harvest, place : Harvest, str
        Where post, profile and identities go, and where the post stands in its file.
    status : dict
        The post; ``retweeted_status`` makes it a repost, whose text is the original's in full.
    author, fetched_at : dict, datetime, optional
        The author's user object, where the post has none, and when the source was asked.

    Examples
    --------
    >>> harvest, user = Harvest("a.json"), {"id_str": "1", "screen_name": "ann"}
    >>> original = {"id_str": "7", "full_text": "all of it", "user": {"id_str": "2"}}
    >>> add_status(harvest, "post 1", {"user": user, "created_at": "Wed Oct 10 20:19:24 +0000 2018",
    ...     "full_text": "RT @bob: all…", "retweeted_status": original})
    >>> harvest.posts[0].kind, harvest.posts[0].text, harvest.posts[0].ref_author
    ('repost', 'all of it', 'x:2')
    """
    harvest.n_rows += 1
    user = author or as_dict(status.get("user"))
    key, moment = _met(harvest, user), time_of(status.get("created_at"))
    if not (user or _CONTENT & status.keys()):
        harvest.refuse(place, "it is neither a post nor a user")
    elif key is None:
        harvest.refuse(place, NO_AUTHOR)
    elif moment is None:
        harvest.refuse(place, BAD_TIME if status.get("created_at") else NO_TIME)
    else:
        _meet_all(harvest, status)
        harvest.add_profile(_profile(key, user, fetched_at))
        harvest.posts.append(_post(harvest, status, key, moment, fetched_at))


def quoted_at_end(tweet: Json, text: str) -> Json:
    """Give the post to whose address a post ends: X shows such a post as a quote of it.

    Archives say so nowhere else. What comes is in the shape of v1.1, empty where there is none.

    >>> urls = [{"url": "https://t.co/a", "expanded_url": "https://twitter.com/ann/status/7"}]
    >>> quoted_at_end({"entities": {"urls": urls}}, "see https://t.co/a")["quoted_status_id_str"]
    '7'
    """
    entities = as_dict(tweet.get("entities"))
    for item in reversed(dicts(entities.get("media"))):  # X puts the link to the picture last
        text = text.rstrip().removesuffix(str(item.get("url")))
    for url in dicts(entities.get("urls")):
        short, link = url.get("url"), status_link(url.get("expanded_url"))
        if isinstance(short, str) and short and text.rstrip().endswith(short) and link and link[0]:
            address = f"https://x.com/{link[0]}/status/{link[1]}"
            return {"quoted_status_id_str": link[1], "quoted_status_permalink": {"expanded": address}}
    return {}
