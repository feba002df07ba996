"""A post of the Mastodon API and its author; also of the servers that speak the same (Pleroma, Pixelfed…)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.model import Post, Profile
from core.sources.gathering import language_of, moment_of, name_of, string_of
from core.sources.mastodon_field import (
    DIRECT,
    FOLLOWERS_ONLY,
    NOT_PUBLIC,
    PLATFORM,
    Reference,
    account_handle,
    biography,
    handle_key,
    host_of,
    media_name,
    post_words,
)
from core.sources.x_field import Json, Relation, Words, as_dict, count_of, dicts

if TYPE_CHECKING:
    from datetime import datetime

    from core.sources.gathering import Gathering

NO_AUTHOR = "it names no author (account with acct and url); save posts as the API gives them"
_PUBLIC = ("public", "unlisted", "local")
_REASONS = {"direct": DIRECT, "limited": DIRECT, "private": FOLLOWERS_ONLY}
_MOST_NAMES = 200_000  # of posts and accounts remembered of one file
_NO_POST: Json = {}


def _id(value: Any) -> str | None:
    """Read an id of a server: digits mostly, letters on some, numbers where a client made them so."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value > 0 else None
    return name_of(value)


def _inside(status: Json) -> tuple[Json, Json]:
    """Give the reposted and the quoted post inside a post, each as delivered (else empty)."""
    quote = as_dict(status.get("quote"))
    return as_dict(status.get("reblog")), as_dict(quote.get("quoted_status")) or (
        quote if "account" in quote else _NO_POST
    )


class Names:
    """Which post and which account an id means, by the server that was asked.

    An id says nothing without its server, and an answer does not say which it came from. Its own
    accounts it names without a server, though: their addresses tell.
    """

    def __init__(self) -> None:
        self._posts: dict[tuple[str, str], Reference] = {}
        self._accounts: dict[tuple[str, str], str] = {}
        self._host: str | None = None

    def learn(self, records: list[Any]) -> None:
        """Take note of the posts of one answer, and of whose answer it is."""
        statuses = dicts(records)
        statuses += [inner for status in statuses for inner in _inside(status) if inner]
        hosts = {host for status in statuses if (host := self._asked(status))}
        self._host = next(iter(hosts)) if len(hosts) == 1 else None
        for status in statuses:
            self._learn(status, self._asked(status) or self._host)

    def _learn(self, status: Json, host: str | None) -> None:
        if host is None or len(self._accounts) + len(self._posts) > _MOST_NAMES:
            return
        account = as_dict(status.get("account"))
        for user in (account, *dicts(status.get("mentions"))):
            if (user_id := _id(user.get("id"))) and (key := handle_key(account_handle(user))):
                self._accounts[host, user_id] = key
        if status_id := _id(status.get("id")):
            self._posts[host, status_id] = Reference(address_of(status), handle_key(account_handle(account)))

    @staticmethod
    def _asked(status: Json) -> str | None:
        """Name the server that was asked, by an account that it calls by a bare name."""
        for user in (as_dict(status.get("account")), *dicts(status.get("mentions"))):
            if "@" not in str(user.get("acct", "@")):
                return host_of(user.get("url"))
        return None

    def post(self, status: Json, name: str) -> Reference:
        """Find the post that ``status`` refers to by the id in one of its fields."""
        host, post_id = self._asked(status) or self._host, _id(status.get(name))
        if host is None or post_id is None:
            return Reference(None, None)
        # a post that was not delivered is named by where the asked server would give it
        unseen = Reference(f"https://{host}/api/v1/statuses/{post_id}", None)
        return self._posts.get((host, post_id), unseen)

    def account(self, status: Json, name: str) -> str | None:
        """Find the key of the account that ``status`` refers to by the id in one of its fields."""
        user_id = _id(status.get(name))
        for user in (as_dict(status.get("account")), *dicts(status.get("mentions"))) if user_id else ():
            if _id(user.get("id")) == user_id:
                return handle_key(account_handle(user))
        return self._accounts.get((self._asked(status) or self._host or "", user_id or ""))


def address_of(status: Json) -> str | None:
    """Give the address that names a post on every server."""
    return name_of(status.get("uri")) or name_of(status.get("url"))


def _quoted(status: Json, names: Names) -> tuple[bool, Reference]:
    """Tell whether a post quotes, and which post; one that is gone or hidden is not named."""
    quote, inner = as_dict(status.get("quote")), _inside(status)[1]
    if inner:
        return True, Reference(address_of(inner), handle_key(account_handle(as_dict(inner.get("account")))))
    found = names.post(status, "quote_id")
    if quote.get("quoted_status_id"):
        found = names.post(status | {"quote_id": quote["quoted_status_id"]}, "quote_id")
    return bool(quote or found.post_id), found


def _own_earlier(status: Json) -> str | None:
    """Give the address of the author's own post that a post goes on from: it differs in the id alone."""
    own, earlier = _id(status.get("id")), _id(status.get("in_reply_to_id"))
    author_id = _id(as_dict(status.get("account")).get("id"))
    address = address_of(status) or ""
    if own and earlier and author_id and author_id == _id(status.get("in_reply_to_account_id")):
        return address.removesuffix(own) + earlier if address.endswith(f"/{own}") else None
    return None


def _relation(status: Json, names: Names) -> Relation:
    original = _inside(status)[0]
    if original:
        author = handle_key(account_handle(as_dict(original.get("account"))))
        return Relation("repost", address_of(original), author)
    is_quote, quoted = _quoted(status, names)
    if status.get("in_reply_to_id") or status.get("in_reply_to_account_id"):
        answered = names.post(status, "in_reply_to_id")
        author = names.account(status, "in_reply_to_account_id") or answered.author
        return Relation("reply", _own_earlier(status) or answered.post_id, author, *quoted)
    return Relation("quote" if is_quote else "original", None, None, *quoted)


def _words(status: Json, relation: Relation) -> Words:
    """Give what a post says; a repost says what its original says."""
    original, quoted = _inside(status)
    content = original or status
    mentions, tags = dicts(content.get("mentions")), dicts(content.get("tags"))
    added = {relation.quoted_id, string_of(quoted.get("url"))}
    addresses = {url for item in (*mentions, *tags) if (url := string_of(item.get("url")))}
    heads = (content.get("spoiler_text"), content.get("title"))
    plain = post_words(content.get("content"), heads, addresses)
    unnamed = {None, relation.ref_author if relation.kind == "repost" else None}
    keys = dict.fromkeys(handle_key(account_handle(user)) for user in mentions)
    media = (
        media_name(item.get("remote_url") or item.get("url")) or _id(item.get("id"))
        for item in dicts(content.get("media_attachments"))
    )
    return Words(
        text=plain.text if plain else None,
        mentions=[key for key in keys if key and key not in unnamed],
        hashtags=list(dict.fromkeys(name for tag in tags if (name := name_of(tag.get("name"))))),
        links=[link for link in plain.links if link not in added] if plain else [],
        media=list(dict.fromkeys(name for name in media if name)),
    )


def _post(status: Json, key: str, moment: tuple[datetime, int | None], names: Names) -> Post:
    original = _inside(status)[0]
    relation = _relation(status, names)
    # What the API counts on a repost is the original's; the repost itself is never counted.
    counted = {} if original else status
    return Post(
        profile=key,
        time=moment[0],
        offset_minutes=moment[1],
        post_id=address_of(status),
        language=language_of(original.get("language") or status.get("language")),
        client=string_of(as_dict(status.get("application")).get("name")),
        likes=count_of(counted.get("favourites_count")),
        reposts=count_of(counted.get("reblogs_count")),
        replies=count_of(counted.get("replies_count")),
        quotes=count_of(counted.get("quotes_count")),
        **relation._asdict(),
        **_words(status, relation)._asdict(),
    )


def _private(status: Json) -> str | None:
    """Give the reason why a post is not for us: what was not public is never imported."""
    for post in (status, _inside(status)[0]):
        visibility = post.get("visibility")
        if visibility is not None and visibility not in _PUBLIC:
            visibility = str(visibility)
            return _REASONS.get(visibility, f"its visibility is {visibility[:40]!r}; {NOT_PUBLIC}")
    return None


def add_account(harvest: Gathering, account: Json) -> str | None:
    """Take an account of the API into the harvest and give its key, or None where it has no handle."""
    handle = account_handle(account)
    key = handle_key(handle)
    if key is not None:
        profile = Profile(
            key=key,
            platform=PLATFORM,
            handle=handle,
            name=account["display_name"] if isinstance(account.get("display_name"), str) else None,
            bio=biography(account.get("note")),
            created=moment_of(account.get("created_at"), harvest.zone).time,
            followers=count_of(account.get("followers_count")),
            following=count_of(account.get("following_count")),
        )
        harvest.add_profile(profile)
    return key


def add_status(harvest: Gathering, place: str, status: Json, names: Names) -> None:
    """Take one post of the API into the harvest, or refuse it.

    Parameters
    ----------
    harvest, place : Gathering, str
        Where post and profile go, and where the post stands in its file.
    status : dict
        The post; ``reblog`` makes it a repost, whose text is the original's.
    names : Names
        Which posts and accounts the file's ids mean.

    Examples
    --------
    >>> from core.sources.gathering import Gathering
    >>> harvest, account = Gathering("a.json", "mastodon"), {"acct": "Ann", "url": "https://a.example/@Ann"}
    >>> add_status(harvest, "post 1", {"account": account, "created_at": "2024-01-02T03:04:05.000Z",
    ...     "content": "<p>R&amp;D</p>"}, Names())
    >>> harvest.posts[0].profile, harvest.posts[0].text
    ('mastodon:@ann@a.example', 'R&D')
    """
    harvest.n_rows += 1
    private = _private(status)
    moment = moment_of(status.get("created_at"), harvest.zone)
    if private:
        harvest.refuse(place, private)
    elif moment.time is None:
        harvest.refuse(place, str(moment.refused))
    elif key := add_account(harvest, as_dict(status.get("account"))):
        harvest.posts.append(_post(status, key, (moment.time, moment.offset_minutes), names))
    else:
        harvest.refuse(place, NO_AUTHOR)
