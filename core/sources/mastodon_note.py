"""A post in ActivityPub: a note, or the boost of one; and the actors, whom addresses name.

An address is not a handle. Of most servers it shows one (``https://a.example/users/ann``); otherwise
the mentions in the same file say which handle an address has; where neither does, the address itself
is the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.keys import user_key
from core.model import Post, Profile
from core.sources.gathering import language_of, moment_of, name_of, string_of
from core.sources.mastodon_field import (
    DIRECT,
    FOLLOWERS_ONLY,
    PLATFORM,
    Reference,
    actor_handle,
    biography,
    full_handle,
    handle_key,
    host_of,
    media_name,
    post_words,
)
from core.sources.x_field import Json, Relation, Words, as_dict, count_of, dicts

if TYPE_CHECKING:
    from datetime import datetime

    from core.sources.gathering import Gathering

NOTES = ("Note", "Question", "Article", "Page", "Event", "Video", "Audio", "Image")
ACTORS = ("Person", "Service", "Application", "Group", "Organization")
NO_AUTHOR = "it names no author (actor, attributedTo)"
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_QUOTES = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")
_MOST_NAMES = 200_000


def addresses(value: Any) -> list[str]:
    """Give the addresses in a field that may hold one, a list, or objects that have one.

    >>> addresses(["https://a.example/1", {"id": "https://a.example/2"}, None]), addresses("x")
    (['https://a.example/1', 'https://a.example/2'], ['x'])
    """
    found = []
    for item in value if isinstance(value, list) else [value]:
        address = name_of(as_dict(item).get("id")) if isinstance(item, dict) else name_of(item)
        if address:
            found.append(address)
    return found


def _address(value: Any) -> str | None:
    return next(iter(addresses(value)), None)


class Actors:
    """Who is meant by an address; learned from the account's own profile and from every mention."""

    def __init__(self, owner: Json) -> None:
        self._handles: dict[str, str] = {}
        self.owner = owner
        self._met(owner)

    def _met(self, actor: Json) -> str | None:
        """Take note of an actor's handle and give it."""
        address = name_of(actor.get("id"))
        stated = full_handle(str(actor.get("webfinger") or "").removeprefix("acct:"), None)
        handle = stated or full_handle(actor.get("preferredUsername"), host_of(address))
        if address and handle:
            self._handles[address] = handle
        return handle

    def learn(self, records: list[Any]) -> None:
        """Take note of the mentions in posts: each shows an address beside a handle."""
        for record in dicts(records):
            note = as_dict(record.get("object")) or record
            for tag in dicts(note.get("tag")):
                href = name_of(tag.get("href"))
                is_new = tag.get("type") == "Mention" and len(self._handles) < _MOST_NAMES
                if is_new and href and (handle := full_handle(tag.get("name"), host_of(href))):
                    self._handles.setdefault(href, handle)
            if record.get("type") in ACTORS:
                self._met(record)

    def handle(self, address: str | None) -> str | None:
        """Give the handle behind an address, or None where nothing shows one."""
        return self._handles.get(address or "") or actor_handle(address)

    def key(self, address: str | None) -> str | None:
        """Give the key of whoever has an address."""
        return handle_key(self.handle(address)) or user_key(PLATFORM, address)

    def writer(self, post: str | None, near: list[str]) -> str | None:
        """Give the key of who wrote the post at an address, or None where it cannot be told.

        The address of a post often begins with its author's. Else it is the one among those ``near``
        (mentioned, or addressed) who is on the same server.
        """
        if post is None:
            return None
        for address in near:
            if post.startswith(f"{address}/"):
                return self.key(address)
        if handle := actor_handle(post):
            return handle_key(handle)
        same = {address for address in near if host_of(address) == host_of(post)}
        return self.key(same.pop()) if len(same) == 1 else None


def _private(*records: Json) -> str | None:
    """Give the reason why a post is not for us, by whom it is addressed to."""
    told = [address for record in records for name in ("to", "cc") for address in addresses(record.get(name))]
    if not _PUBLIC.isdisjoint(told):
        return None
    return FOLLOWERS_ONLY if any(address.endswith("/followers") for address in told) else DIRECT


def _profile(key: str, address: str | None, actors: Actors) -> Profile:
    """Give what is known of an actor: all that ``actor.json`` says of the archive's owner."""
    handle = actors.handle(address)
    actor = actors.owner if address and actors.owner.get("id") == address else {}
    return Profile(
        key=key,
        platform=PLATFORM,
        user_id=None if handle else address,
        handle=handle,
        name=string_of(actor.get("name")),
        bio=biography(actor.get("summary")),
        created=moment_of(actor.get("published")).time,
    )


def add_actor(harvest: Gathering, place: str, actor: Json, actors: Actors) -> None:
    """Take an actor (``actor.json``) into the harvest, or refuse it."""
    harvest.n_rows += 1
    address = name_of(actor.get("id"))
    key = actors.key(address)
    if key is None:
        harvest.refuse(place, "it is an account without an address (id)")
    else:
        harvest.add_profile(_profile(key, address, Actors(actor)))


def _relation(note: Json, own: str, actors: Actors) -> Relation:
    near = [href for tag in dicts(note.get("tag")) if (href := name_of(tag.get("href")))]
    quoted_id = next((found for name in _QUOTES if (found := _address(note.get(name)))), None)
    quoted = Reference(quoted_id, actors.writer(quoted_id, near))
    is_quote = quoted_id is not None or isinstance(note.get("quote"), dict)
    if answered := _address(note.get("inReplyTo")):
        author = actors.writer(answered, [own, *near])
        return Relation("reply", answered, author, *quoted)
    return Relation("quote" if is_quote else "original", None, None, *quoted)


def _words(note: Json, relation: Relation, actors: Actors, host: str | None) -> Words:
    tags = dicts(note.get("tag"))
    hrefs = {href for tag in tags if (href := string_of(tag.get("href")))}
    unnamed = relation.ref_author if relation.kind == "repost" else None
    content = note.get("content")
    if not isinstance(content, str):
        content = next(iter(as_dict(note.get("contentMap")).values()), None)
    plain = post_words(content, (note.get("name"), note.get("summary")), hrefs)
    mentioned = [name_of(tag.get("href")) for tag in tags if tag.get("type") == "Mention"]
    keys = dict.fromkeys(actors.key(href) for href in mentioned if href)
    hashtags = (name_of(tag.get("name")) for tag in tags if tag.get("type") == "Hashtag")
    files = (item for item in dicts(note.get("attachment")) if item.get("type") != "Link")
    media = (media_name(item.get("url") or item.get("href"), host) for item in files)
    return Words(
        text=plain.text if plain else None,
        mentions=[key for key in keys if key and key != unnamed],
        hashtags=list(dict.fromkeys(bare for tag in hashtags if tag and (bare := tag.lstrip("#＃")))),
        links=[link for link in plain.links if link != relation.quoted_id] if plain else [],
        media=list(dict.fromkeys(name for name in media if name)),
    )


def _count(note: Json, name: str) -> int | None:
    return count_of(as_dict(note.get(name)).get("totalItems"))


def _language(note: Json) -> str | None:
    languages = list(as_dict(note.get("contentMap")))
    return language_of(languages[0]) if len(languages) == 1 else None


def add_note(
    harvest: Gathering, place: str, note: Json, actors: Actors, activity: Json | None = None
) -> None:
    """Take a note, alone or inside the activity that published it, into the harvest, or refuse it.

    Examples
    --------
    >>> from core.sources.gathering import Gathering
    >>> harvest, note = Gathering("outbox.json", "mastodon"), {"attributedTo": "https://a.example/users/ann",
    ...     "published": "2024-01-02T03:04:05Z", "to": "as:Public", "content": "<p>hello</p>"}
    >>> add_note(harvest, "post 1", note, Actors({}))
    >>> harvest.posts[0].profile, harvest.posts[0].text
    ('mastodon:@ann@a.example', 'hello')
    """
    harvest.n_rows += 1
    activity = activity or {}
    own = _address(note.get("attributedTo")) or _address(activity.get("actor"))
    key = actors.key(own)
    moment = moment_of(note.get("published") or activity.get("published"), harvest.zone)
    if reason := _private(note, activity) or moment.refused:
        harvest.refuse(place, reason)
    elif own is None or key is None or moment.time is None:
        harvest.refuse(place, NO_AUTHOR)
    else:
        harvest.add_profile(_profile(key, own, actors))
        harvest.posts.append(_post(note, key, own, (moment.time, moment.offset_minutes), actors))


def _post(note: Json, key: str, own: str, moment: tuple[datetime, int | None], actors: Actors) -> Post:
    relation = _relation(note, own, actors)
    return Post(
        profile=key,
        time=moment[0],
        offset_minutes=moment[1],
        post_id=_address(note),
        language=_language(note),
        client=string_of(as_dict(note.get("generator")).get("name")),
        likes=_count(note, "likes"),
        reposts=_count(note, "shares"),
        replies=_count(note, "replies"),
        **relation._asdict(),
        **_words(note, relation, actors, host_of(own))._asdict(),
    )


def add_boost(harvest: Gathering, place: str, activity: Json, actors: Actors) -> None:
    """Take a boost into the harvest, or refuse it; mostly it gives no more of its original than the address."""
    harvest.n_rows += 1
    own, moment = _address(activity.get("actor")), moment_of(activity.get("published"), harvest.zone)
    key, original = actors.key(own), as_dict(activity.get("object"))
    original_id = _address(activity.get("object"))
    reason = _private(activity) or (_private(original) if original else None) or moment.refused
    if reason:
        harvest.refuse(place, reason)
    elif own is None or key is None or moment.time is None:
        harvest.refuse(place, NO_AUTHOR)
    elif original_id is None:
        harvest.refuse(place, "it boosts nothing (object)")
    else:
        # a boost is addressed to the author of the original, to everybody and to one's followers
        told = [address for name in ("cc", "to") for address in addresses(activity.get(name))]
        near = [a for a in told if a not in _PUBLIC and not a.endswith("/followers")]
        author = actors.key(_address(original.get("attributedTo"))) or actors.writer(original_id, near)
        relation = Relation(
            "repost", original_id, author or (actors.key(near[0]) if len(near) == 1 else None)
        )
        harvest.add_profile(_profile(key, own, actors))
        post = Post(
            profile=key,
            time=moment.time,
            offset_minutes=moment.offset_minutes,
            post_id=_address(activity),
            language=_language(original),
            **relation._asdict(),
            **_words(original, relation, actors, host_of(original_id))._asdict(),
        )
        harvest.posts.append(post)
