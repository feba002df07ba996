"""Addresses of pages: those that name a person, or lead to one, name a pseudonym instead.

What counts as such an address, with or without ``https://``:

- X (x.com, twitter.com, and sites that mirror it such as nitter): profiles, posts, lists. What a query
  says is dropped.
- Bluesky (bsky.app): profiles, posts, feeds, lists; and addresses of records (``at://…``).
- Mastodon and its kin: ``/@user…`` and ``/users/user…`` of any server. The server becomes a pseudonym
  as well, since many serve one person alone.
- short links of X (``t.co``, ``pic.twitter.com``) and files on its servers, which lead back to the
  post, and pages of other networks that begin with a person's name: the path becomes one pseudonym.
- any address that holds one of these, or an e-mail address, further in (archives of the web, share
  buttons): likewise.

All others stay as they are: they are what was talked about.
"""

from __future__ import annotations

import re
from typing import Protocol

_URL = re.compile(
    r"(https?://)?(?:[^/?#@\s]*@)?((?:[\w-]+\.)+[^\W\d_][\w-]*)(:\d+)?([/?#]\S*)?", re.IGNORECASE
)
# By far the commonest address in texts of X; the result is that of the longer way.
SHORT_HOST = "t.co/"
SHORTENED = re.compile(r"(https?://t\.co/)([A-Za-z0-9]+)([^\w/=&%#+~@$*?-]*)")
_TAIL = re.compile(r"[^\w/=&%#+~@$*-]+\Z")
_FRONTS = re.compile(r"(?:www|mobile|m)\.", re.IGNORECASE)
_X_HOSTS = frozenset(
    {"x.com", "twitter.com", "fxtwitter.com", "vxtwitter.com", "fixupx.com", "fixvx.com", "xcancel.com"}
)
_X_WORDS = frozenset(
    {
        "explore", "hashtag", "home", "i", "intent", "messages", "search", "settings", "share", "status", "statuses",
        "web", "user", "lists", "events", "spaces", "broadcasts", "photo", "video", "likes", "with_replies", "media",
        "followers", "following", "tweet", "follow", "login", "signup", "tos", "privacy", "about", "compose",
    }
)  # fmt: skip
_OPAQUE = frozenset(
    {
        "t.co", "pic.twitter.com", "pic.x.com", "pbs.twimg.com", "video.twimg.com", "ton.twimg.com", "twitpic.com",
        "cdn.bsky.app", "video.bsky.app", "instagram.com", "facebook.com", "fb.com", "fb.me", "t.me", "telegram.me",
        "linktr.ee", "vk.com", "threads.net", "threads.com", "tiktok.com", "snapchat.com", "patreon.com", "paypal.me",
        "ko-fi.com", "onlyfans.com", "linkedin.com", "periscope.tv", "pscp.tv", "curiouscat.me", "curiouscat.qa",
    }
)  # fmt: skip
# Networks whose profiles look like those of Mastodon, and are not on a server of their own.
_NAMED = frozenset({"youtube.com", "medium.com", "substack.com", "flipboard.com", "kick.com"})
_PERSON_WITHIN = re.compile(
    r"@|%40|(?:twitter|\bx)\.com\b|nitter|bsky\.app|did(?::|%3a)(?:plc|web)|https?(?::|%3a)", re.IGNORECASE
)
_USER_PATH = re.compile(
    r"/(?:@|users/)([\w.~-]+)(?:@([\w.-]+))?(?:/statuses)?(?:/([\w-]+))?([/?#].*)?", re.IGNORECASE
)
_RECORD = re.compile(r"at://([^/\s]+)(?:/([\w.-]+))?(?:/([^/\s?#]+))?", re.IGNORECASE)
DID = re.compile(r"did:(?:plc:[a-z0-9]+|web:[\w.:%-]*\w)", re.IGNORECASE)
_BLUESKY = "bluesky"


class Names(Protocol):
    """Who gives the pseudonyms."""

    def handle(self, platform: str, handle: str, /) -> str:
        """Give the pseudonym of a handle."""

    def user_id(self, platform: str, user_id: str, /) -> str:
        """Give the pseudonym of an id."""

    def post_id(self, platform: str, post_id: str, /) -> str:
        """Give the pseudonym of a post's id."""

    def host(self, host: str, /) -> str:
        """Give the pseudonym of a server."""

    def page(self, address: str, /) -> str:
        """Give the pseudonym of what stands behind a host's name."""


def pseudonymous(address: str, names: Names) -> str:
    """Give an address as it may be shown.

    What ends a sentence after an address stays. The result holds no blank.

    Parameters
    ----------
    address : str
        With or without ``https://``, as found in a text.
    names : Names

    Notes
    -----
    O(n).
    """
    if short := SHORTENED.fullmatch(address):
        return f"{short.group(1)}{names.page('t.co/' + short.group(2))}{short.group(3)}"
    tail = _TAIL.search(address)
    end = tail.group() if tail else ""
    return _shown(address[: len(address) - len(end)], names) + end


def _shown(plain: str, names: Names) -> str:
    if record := _RECORD.match(plain):
        return _record(plain, record, names)
    parts = _URL.fullmatch(plain)
    if parts is None:
        is_person = _PERSON_WITHIN.search(plain, len("https://"))
        return f"https://{names.page(plain)}" if is_person else plain
    scheme, host, port, rest = (part or "" for part in parts.groups())
    return f"{scheme}{_page(host, port, rest, names)}"


def _page(host: str, port: str, rest: str, names: Names) -> str:
    name = host.lower()
    name = _FRONTS.sub("", name, count=1) if name.count(".") > 1 else name
    if name in _X_HOSTS or "nitter" in name:
        return f"x.com{_x_path(rest, names)}"
    if name == "bsky.app":
        return f"{host}{_bluesky_path(rest, names)}"
    if name not in _NAMED | _OPAQUE and (user := _USER_PATH.fullmatch(rest)):
        return _user_page(name, port, user, names)
    is_opaque = name in _OPAQUE or (name in _NAMED and rest.startswith("/@"))
    if rest.strip("/") and (is_opaque or _PERSON_WITHIN.search(rest)):
        return f"{host}/{names.page(f'{name}{rest}')}"
    return f"{host}{port}{rest}"


def _x_path(rest: str, names: Names) -> str:
    """Rewrite the path of a page of X, step by step; queries hold searches, handles and ids."""
    path = re.split(r"[?#]", rest, maxsplit=1)[0]
    steps: list[str] = []
    before = ""
    for n, step in enumerate(path.split("/")[1:]):
        word = step.casefold()
        if word in _X_WORDS or not step or before == "hashtag":
            steps.append(step)
        elif before in {"status", "statuses"}:
            steps.append(names.post_id("x", step))
        elif before == "user":
            steps.append(names.user_id("x", step))
        elif before in {"photo", "video"} and len(step) == 1:
            steps.append(step)
        elif n == 0:
            steps.append(names.handle("x", step))
        else:
            steps.append(names.page(f"x.com/{before}/{step}"))
        before = word
    return "".join(f"/{step}" for step in steps)


def _bluesky_path(rest: str, names: Names) -> str:
    steps = re.split(r"[?#]", rest, maxsplit=1)[0].split("/")[1:]
    if steps[:1] != ["profile"] or steps[1:2] in ([], [""]):
        return f"/{names.page(f'bsky.app{rest}')}" if _PERSON_WITHIN.search(rest) else rest
    who = steps[1]
    shown = _did(who, names) if DID.fullmatch(who) else names.handle(_BLUESKY, who)
    found = ["profile", shown, *steps[2:3]]
    if record := "/".join(steps[3:4]):
        collection = "app.bsky.feed.post" if steps[2] == "post" else steps[2]
        found.append(names.post_id(_BLUESKY, f"at://{who}/{collection}/{record}"))
    return "".join(f"/{step}" for step in found)


def _user_page(host: str, port: str, user: re.Match[str], names: Names) -> str:
    name, home, post, more = user.groups()
    home = home or host
    shown = f"{names.host(host)}/@{names.handle('mastodon', f'{name}@{home}')}"
    if home == host:
        shown = shown.rpartition("@")[0]
    if post is None and not more:
        return shown
    if post is not None and not more:
        # the name that a post has in Mastodon's own answers
        return f"{shown}/{names.post_id('mastodon', f'https://{host}{port}/users/{name}/statuses/{post}')}"
    return f"{shown}/{names.page(f'{host}{user.group()}')}"


def _did(did: str, names: Names) -> str:
    return f"did:{did.split(':')[1].lower()}:{names.user_id(_BLUESKY, did)}"


def identifier(did: str, names: Names) -> str:
    """Give a DID as it may be shown: its kind, and the pseudonym that stands in keys."""
    return _did(did, names)


def _record(plain: str, record: re.Match[str], names: Names) -> str:
    who, collection, _ = record.groups()
    shown = _did(who, names) if DID.fullmatch(who) else names.handle(_BLUESKY, who)
    if plain == f"at://{who}":
        return f"at://{shown}"
    return f"at://{shown}/{collection or 'record'}/{names.post_id(_BLUESKY, plain)}"
