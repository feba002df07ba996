"""A post of the API v2, and where what it refers to is found: inside it, or in its page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.keys import split_key
from core.model import Post, Profile
from core.sources.x_field import (
    BAD_TIME,
    NO_TIME,
    REPOST_HEAD,
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

_ASK = "ask the API for tweet.fields=author_id,created_at"
NO_AUTHOR = f"it names no author; {_ASK}"

# The id of another post, and the post itself where it was delivered (else empty).
_Other = tuple[str | None, Json]
_NO_OTHER: _Other = (None, {})


@dataclass(slots=True)
class Page:
    """What stands beside the posts of one page: users and posts by id, and when it was fetched.

    ``ids`` finds the id of a case-folded handle.
    """

    users: dict[str, Json] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Json] = field(default_factory=dict)
    fetched_at: datetime | None = None


def page_of(harvest: Harvest, includes: Any, fetched_at: datetime | None = None) -> Page:
    """Index what a page includes, and learn from it who is who."""
    includes, page = as_dict(includes), Page(fetched_at=fetched_at)
    for user in dicts(includes.get("users")):
        if user_id := id_of(user.get("id")):
            page.users[user_id] = user
            if handle := handle_of(user.get("username")):
                page.ids[handle.casefold()] = user_id
                harvest.user(user_id, handle)
    for post in dicts(includes.get("tweets")):
        if post_id := id_of(post.get("id")):
            page.posts[post_id] = post
            _meet_mentions(harvest, post, page)
    return page


def _met(harvest: Harvest, user: Any, page: Page) -> str | None:
    """Give the key of a user or a mention; the id behind a bare handle is looked up in the page."""
    user = as_dict(user)
    handle = handle_of(user.get("username"))
    user_id = id_of(user.get("id")) or (page.ids.get(handle.casefold()) if handle else None)
    return harvest.user(user_id, handle)


def _meet_mentions(harvest: Harvest, post: Json, page: Page) -> None:
    for mention in dicts(as_dict(post.get("entities")).get("mentions")):
        _met(harvest, mention, page)


def _author(harvest: Harvest, post: Json, page: Page) -> tuple[str | None, Json]:
    """Give key and user object of who wrote a post."""
    user = as_dict(post.get("author"))
    user_id = id_of(post.get("author_id")) or id_of(user.get("id"))
    user = user or page.users.get(user_id or "", user)
    return harvest.user(user_id, handle_of(user.get("username"))), user


def _profile(key: str, user: Json, fetched_at: datetime | None) -> Profile:
    metrics = as_dict(user.get("public_metrics"))
    return Profile(
        key=key,
        platform=PLATFORM,
        user_id=split_key(key)[1],
        handle=handle_of(user.get("username")),
        name=text_of(user.get("name")),
        bio=text_of(user.get("description")),
        created=moment_of(user.get("created_at")),
        followers=count_of(metrics.get("followers_count")),
        following=count_of(metrics.get("following_count")),
        fetched_at=fetched_at,
    )


def _content(post: Json) -> tuple[str | None, Json]:
    """Give text and entities of a post; those of a long post stand in its note."""
    note = as_dict(post.get("note_tweet"))
    text = text_of(note.get("text"))
    if text is None:
        return text_of(post.get("text")), as_dict(post.get("entities"))
    return text, as_dict(note.get("entities")) or as_dict(post.get("entities"))


def _others(harvest: Harvest, post: Json, page: Page) -> dict[str, _Other]:
    """Find the posts a post refers to, one a type: inside it (flattened), else in its page."""
    found: dict[str, _Other] = {}
    for reference in dicts(post.get("referenced_tweets")):
        kind, other_id = reference.get("type"), id_of(reference.get("id"))
        if not isinstance(kind, str) or kind in found:
            continue
        if "text" in reference:
            _author(harvest, reference, page)
            _meet_mentions(harvest, reference, page)
            found[kind] = other_id, reference
        else:
            found[kind] = other_id, page.posts.get(other_id or "", {})
    return found


def _named_in_head(harvest: Harvest, post: Json, page: Page) -> str | None:
    """Give the user whom ``RT @user: `` names, by the id that the post's mentions give."""
    text, entities = _content(post)
    handle = reposted_handle(text or "")
    for mention in dicts(entities.get("mentions")) if handle else ():
        if str(mention.get("username")).casefold() == str(handle).casefold():
            return _met(harvest, mention, page)
    return _met(harvest, {"username": handle}, page)


def _named_in_link(harvest: Harvest, post: Json, other_id: str | None, page: Page) -> str | None:
    """Give the author of a quoted post that was not delivered, by the link to it."""
    links = (status_link(url.get("expanded_url")) for url in dicts(_content(post)[1].get("urls")))
    handle = next((link[0] for link in links if link and link[1] == other_id), None)
    return _met(harvest, {"username": handle}, page)


def _relation(harvest: Harvest, post: Json, others: dict[str, _Other], page: Page) -> Relation:
    original = others.get("retweeted")
    if original is None and "referenced_tweets" not in post and REPOST_HEAD.match(_content(post)[0] or ""):
        original = _NO_OTHER  # the API was not asked for references: the text alone says it
    if original:
        author = _author(harvest, original[1], page)[0] or _named_in_head(harvest, post, page)
        return Relation("repost", original[0], author)
    quoted_id, quoted_author = None, None
    if quoted := others.get("quoted"):
        quoted_id = quoted[0]
        quoted_author = _author(harvest, quoted[1], page)[0]
        quoted_author = quoted_author or _named_in_link(harvest, post, quoted_id, page)
    answered = others.get("replied_to", _NO_OTHER)
    handle = handle_of(as_dict(post.get("in_reply_to_user")).get("username"))
    ref_author = harvest.user(id_of(post.get("in_reply_to_user_id")), handle)
    ref_author = ref_author or _author(harvest, answered[1], page)[0]
    if "replied_to" in others or ref_author:
        return Relation("reply", answered[0], ref_author, quoted_id, quoted_author)
    return Relation("quote" if quoted else "original", None, None, quoted_id, quoted_author)


def _media(post: Json) -> list[str]:
    keys = as_dict(post.get("attachments")).get("media_keys")
    return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []


def _words(harvest: Harvest, post: Json, original: Json, relation: Relation, page: Page) -> Words:
    """Give what a post says; a repost says what its original says, as far as that was delivered."""
    is_repost = relation.kind == "repost"
    text, entities = _content(original or post)
    if original:
        _meet_mentions(harvest, post, page)
    if is_repost and (text is None or not original):
        left, entities = _content(post)
        text = without_repost_head(left) if left is not None else None
    mentions = dict.fromkeys(_met(harvest, user, page) for user in dicts(entities.get("mentions")))
    unnamed = {None, relation.ref_author if is_repost else None}
    tags = (text_of(tag.get("tag")) for tag in dicts(entities.get("hashtags")))
    added = {id_of(post.get("id")), relation.quoted_id, relation.ref_id if is_repost else None}
    for other in dicts(original.get("referenced_tweets")) if original else ():
        added.add(id_of(other.get("id")) if other.get("type") == "quoted" else None)
    return Words(
        text=text,
        mentions=[user for user in mentions if user and user not in unnamed],
        hashtags=[tag for tag in tags if tag],
        links=links_of(entities.get("urls"), added),
        media=_media(original) or _media(post),
    )


def _post(harvest: Harvest, post: Json, page: Page, key: str, moment: tuple[datetime, int]) -> Post:
    others = _others(harvest, post, page)
    relation = _relation(harvest, post, others, page)
    words = _words(harvest, post, others.get("retweeted", _NO_OTHER)[1], relation, page)
    # What the API counts on a repost is the original's; the repost itself is never counted.
    counted = {} if relation.kind == "repost" else as_dict(post.get("public_metrics"))
    return Post(
        profile=key,
        time=moment[0],
        offset_minutes=moment[1],
        post_id=id_of(post.get("id")),
        language=language_of(post.get("lang")),
        client=client_of(post.get("source")),
        likes=count_of(counted.get("like_count")),
        reposts=count_of(counted.get("retweet_count")),
        replies=count_of(counted.get("reply_count")),
        quotes=count_of(counted.get("quote_count")),
        fetched_at=page.fetched_at,
        **relation._asdict(),
        **words._asdict(),
    )


def add_user(harvest: Harvest, place: str, user: Json, page: Page) -> None:
    """Take a user of the v2 shape into the harvest, or refuse it."""
    harvest.n_rows += 1
    key = _met(harvest, user, page)
    if key is None:
        harvest.refuse(place, "it is a user without id and handle")
    else:
        harvest.add_profile(_profile(key, user, page.fetched_at))


def add_tweet(harvest: Harvest, place: str, post: Json, page: Page) -> None:
    """Take one post of the v2 shape into the harvest, or refuse it.

    Parameters
    ----------
    harvest : Harvest
        Where post, profile and identities go.
    place : str
        Where the post stands in its file.
    post : dict
        The post; what it refers to may stand inside it.
    page : Page
        What stands beside it.

    Examples
    --------
    >>> harvest = Harvest("a.json")
    >>> page = page_of(harvest, {"users": [{"id": "2", "username": "bob"}]})
    >>> add_tweet(harvest, "post 1", {"id": "9", "author_id": "1", "text": "@bob hi",
    ...     "created_at": "2018-10-10T20:19:24.000Z", "entities": {"mentions": [{"username": "Bob"}]}}, page)
    >>> harvest.posts[0].profile, harvest.posts[0].mentions
    ('x:1', ['x:2'])
    """
    harvest.n_rows += 1
    key, user = _author(harvest, post, page)
    moment = time_of(post.get("created_at"))
    if key is None:
        harvest.refuse(place, NO_AUTHOR)
    elif moment is None:
        harvest.refuse(place, BAD_TIME if post.get("created_at") else f"{NO_TIME}; {_ASK}")
    else:
        if not harvest.knows_profile(key, page.fetched_at):
            harvest.add_profile(_profile(key, user, page.fetched_at))
        harvest.posts.append(_post(harvest, post, page, key, moment))
