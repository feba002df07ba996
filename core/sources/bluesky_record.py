"""A record of Bluesky, the post or repost as its author's own repository holds it.

The same record stands in an answer of the API, in a list of records, in the stream and in a
repository export; only what stands around it differs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.model import Post, Profile
from core.sources.bluesky_field import (
    account_handle,
    address_of,
    did_of,
    embeds_of,
    hashtags_of,
    links_of,
    media_of,
    mentions_of,
    spoken_in,
    text_of,
)
from core.sources.gathering import Moment, moment_of, name_of
from core.sources.x_field import Json, Relation, Words, as_dict, count_of

if TYPE_CHECKING:
    from datetime import datetime

    from core.sources.gathering import Gathering

PLATFORM = "bluesky"
POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
PROFILE = "app.bsky.actor.profile"
NO_AUTHOR = "it does not say whose it is; export it with its address (at://…), as listRecords and getPosts do"
NO_SUBJECT = "it reposts nothing (subject)"


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a record: its address, its author, its counts, when the API first saw it."""

    address: str | None = None
    author: Json = field(default_factory=dict)
    counts: Json = field(default_factory=dict)
    indexed: Any = None
    parent: Json = field(default_factory=dict)
    quoted: Json = field(default_factory=dict)


def met(harvest: Gathering, author: Any, address: Any = None) -> str | None:
    """Give the key of an account: by its view (DID and handle), else by the address of its record."""
    view = as_dict(author)
    did, handle = did_of(view.get("did")), account_handle(view.get("handle"))
    if did is None and handle is None and (found := address_of(address)):
        did = did_of(found.authority)
        handle = None if did or found.authority.startswith("did:") else account_handle(found.authority)
    return harvest.user(did, handle)


def add_profile(harvest: Gathering, key: str, view: Json) -> None:
    """Take what a view (or, from a repository, a profile record) says of an account into the harvest."""
    is_id = not key.startswith(f"{PLATFORM}:@")
    profile = Profile(
        key=key,
        platform=PLATFORM,
        user_id=key.partition(":")[2] if is_id else None,
        handle=account_handle(view.get("handle")) or (None if is_id else key.partition("@")[2]),
        name=view["displayName"] if isinstance(view.get("displayName"), str) else None,
        bio=view["description"] if isinstance(view.get("description"), str) else None,
        # of a record it would be when the profile was written, not when the account was made
        created=moment_of(view.get("createdAt")).time if view.get("did") else None,
        followers=count_of(view.get("followersCount")),
        following=count_of(view.get("followsCount")),
    )
    harvest.add_profile(profile)


def _words(record: Json, unnamed: str | None) -> Words:
    """Give what a record says; ``unnamed`` is the author of a repost's original."""
    mentions = dict.fromkeys(f"{PLATFORM}:{did}" for did in mentions_of(record))
    return Words(
        text=text_of(record),
        mentions=[user for user in mentions if user != unnamed],
        hashtags=hashtags_of(record),
        links=links_of(record),
        media=media_of(record),
    )


def _quoted(harvest: Gathering, record: Json, around: Around) -> tuple[str | None, str | None, list[str]]:
    """Give id and author of the quoted post; a feed or a list that is shown instead comes as an object."""
    uri = embeds_of(record)[1].get("uri")
    found = address_of(uri)
    if found is None:
        return None, None, []
    if found.collection != POST:
        return None, None, [f"other:{uri}"]
    return uri, met(harvest, around.quoted, uri), []


def _time(record: Json, around: Around, harvest: Gathering) -> Moment:
    """Read when a post was made: as its author says, but no later than the API saw it.

    Bluesky orders posts in the same way: the author's clock may be wrong, or lie.
    """
    said, seen = moment_of(record.get("createdAt"), harvest.zone), moment_of(around.indexed)
    return seen if said.time and seen.time and seen.time < said.time else said


def add_post(harvest: Gathering, place: str, record: Json, around: Around) -> None:
    """Take the record of a post into the harvest, or refuse it.

    Examples
    --------
    >>> from core.sources.gathering import Gathering
    >>> harvest, where = Gathering("a.json", "bluesky"), Around("at://did:plc:abc/app.bsky.feed.post/3k")
    >>> add_post(harvest, "post 1", {"text": "hello", "createdAt": "2024-01-02T03:04:05Z"}, where)
    >>> harvest.posts[0].profile, harvest.posts[0].post_id
    ('bluesky:did:plc:abc', 'at://did:plc:abc/app.bsky.feed.post/3k')
    """
    harvest.n_rows += 1
    key, moment = met(harvest, around.author, around.address), _time(record, around, harvest)
    if key is None:
        harvest.refuse(place, NO_AUTHOR)
    elif moment.time is None:
        harvest.refuse(place, str(moment.refused))
    else:
        add_profile(harvest, key, around.author)
        harvest.posts.append(_post(harvest, record, around, key, moment.time, moment.offset_minutes))


def _post(
    harvest: Gathering, record: Json, around: Around, key: str, time: datetime, offset: int | None
) -> Post:
    *quoted, objects = _quoted(harvest, record, around)
    answered = as_dict(as_dict(record.get("reply")).get("parent")).get("uri")
    if address_of(answered):
        relation = Relation("reply", answered, met(harvest, around.parent, answered), *quoted)
    else:
        embedded = "record" in as_dict(record.get("embed")) and not objects
        relation = Relation("quote" if embedded else "original", None, None, *quoted)
    return Post(
        profile=key,
        time=time,
        offset_minutes=offset,
        post_id=name_of(around.address),
        language=spoken_in(record),
        client=name_of(record.get("via")),
        likes=count_of(around.counts.get("likeCount")),
        reposts=count_of(around.counts.get("repostCount")),
        replies=count_of(around.counts.get("replyCount")),
        quotes=count_of(around.counts.get("quoteCount")),
        objects=objects,
        **relation._asdict(),
        **_words(record, None)._asdict(),
    )


def add_repost(harvest: Gathering, place: str, record: Json, around: Around, original: Json) -> None:
    """Take a repost into the harvest, or refuse it.

    Parameters
    ----------
    record : dict
        The record, with ``subject`` and ``createdAt``.
    original : dict
        The view of the reposted post, where it was delivered: it gives the words.
    """
    harvest.n_rows += 1
    key, moment = met(harvest, around.author, around.address), _time(record, around, harvest)
    subject = as_dict(record.get("subject")).get("uri")
    if key is None:
        harvest.refuse(place, NO_AUTHOR)
    elif moment.time is None:
        harvest.refuse(place, str(moment.refused))
    elif address_of(subject) is None and not original:
        harvest.refuse(place, NO_SUBJECT)
    else:
        add_profile(harvest, key, around.author)
        author, said = met(harvest, original.get("author"), subject), as_dict(original.get("record"))
        post = Post(
            profile=key,
            time=moment.time,
            offset_minutes=moment.offset_minutes,
            kind="repost",
            post_id=name_of(around.address),
            language=spoken_in(said),
            ref_id=name_of(subject),
            ref_author=author,
            **_words(said, author)._asdict(),
        )
        harvest.posts.append(post)
