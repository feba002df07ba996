"""The pseudonyms of one key: what becomes of a handle, an id, a name, an address, a text."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Self

from core.errors import KeyFileError
from core.keys import clean_handle, split_key
from core.pseudonyms import keyfile
from core.pseudonyms.address import SHORT_HOST, SHORTENED, pseudonymous
from core.pseudonyms.column import renamed
from core.pseudonyms.ledger import Ledger
from core.pseudonyms.register import Register
from core.pseudonyms.spelling import Coder
from core.pseudonyms.wording import Wording, local_handles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from core.model import Batch

NOWHERE = ".invalid"
"""The end of every server's pseudonym: a name that leads nowhere (RFC 2606)."""

_BLUESKY_HOME = ".bsky.social"
_OWN_DOMAIN = f".own{NOWHERE}"
_MAX_URLS = 100_000
_HOME = re.compile(r"[@.]")
_OBJECTS = frozenset({"hashtag", "link", "media", "other", "repost"})
_SITE = re.compile(r"(?:https?|at)://", re.IGNORECASE)
_TEXT_HASH = re.compile(r"(.*):([0-9a-f]{16})")
_SORTED_OBJECT = re.compile(r"((?:url|hashtag|domain|phash):)(.+)", re.DOTALL)
# What many use says nothing of one; an application that few use may carry its maker's name.
COMMON_CLIENTS = frozenset(
    {
        "Twitter Web App", "Twitter Web Client", "Twitter for iPhone", "Twitter for iPad", "Twitter for Android",
        "Twitter for Mac", "Twitter for Windows", "Twitter Lite", "TweetDeck", "TweetDeck Web App", "Mobile Web (M2)",
        "Mobile Web (M5)", "Twitter Media Studio", "Twitter for Advertisers", "X Web App", "X for iPhone",
        "X for Android", "Hootsuite", "Hootsuite Inc.", "Buffer", "IFTTT", "dlvr.it", "Instagram", "Facebook",
        "Sprout Social", "SocialFlow", "WordPress.com", "Echofon", "Tweetbot for iOS", "Twitterrific", "web", "Web",
        "Mastodon for Android", "Mastodon for iOS", "Tusky", "Ivory for iOS", "Ice Cubes", "Elk", "Phanpy", "Fedilab",
        "Megalodon", "Moshidon", "Mona for iOS", "Metatext", "Pinafore", "Bluesky", "Graysky",
    }
)  # fmt: skip


class Pseudonyms:
    """Gives pseudonyms under one key, and notes them in the register; it never shows the key.

    The same name gives the same pseudonym in every workspace made with the key. Handles are told apart
    by platform and never by case; an id and a handle of one user differ, as their keys do, and what
    pairs them (:class:`core.identities.Identities`) is kept under pseudonyms.

    Parameters
    ----------
    key : bytes or Coder
        32 bytes.
    path : Path or None
        Of the key file, beside which the register lies; without it there is none.

    Examples
    --------
    >>> names = Pseudonyms(bytes(32))
    >>> names.user_key("x:@Ann") == names.user_key("x:@ann") == f"x:@{names.handle('x', '@ann')}"
    True
    >>> names.text("x", "RT @Ann: see x.com/ann #vote") == names.text("x", "RT @ann: see x.com/ANN #vote")
    True
    >>> "ann" in names.text("x", "mail ann@a.example or https://x.com/ann/status/7")
    False
    """

    def __init__(self, key: bytes | Coder, path: Path | None = None) -> None:
        coder = key if isinstance(key, Coder) else Coder(key)
        self.key_id = coder.key_id
        """Says which key it is; may be shown."""
        self.key_file = path
        self.register = Register(keyfile.private_folder(path) / "register", self.key_id) if path else None
        self._ledger = Ledger(coder, self.register)
        self._urls: dict[str, str] = {}  # one stands in the text, among the links and among the objects
        self._wordings: dict[str, Wording] = {}

    def __repr__(self) -> str:
        """Name the key, not what it is."""
        return f"Pseudonyms({self.key_id})"

    @classmethod
    def create(cls, path: Path, outside: Iterable[Path] = ()) -> Self:
        """Make a new key file (:func:`core.pseudonyms.keyfile.create`).

        Raises
        ------
        KeyFileError
            If it cannot be made there.
        """
        return cls(keyfile.create(path, outside), path)

    @classmethod
    def open(cls, path: Path, outside: Iterable[Path] = ()) -> Self:
        """Read a key file (:func:`core.pseudonyms.keyfile.read`).

        Raises
        ------
        KeyFileError
            If it cannot be read or trusted.
        """
        return cls(keyfile.read(path, outside), path)

    def keep(self) -> None:
        """See to it that the register knows, on disk, every pseudonym given so far.

        Raises
        ------
        KeyFileError
            If it cannot be written.
        """
        if self.register:
            self.register.keep()

    def draft_folder(self, workspace: Path) -> Path:
        """Make and give the folder for what a fetch holds until it is imported, beside the key.

        Raises
        ------
        KeyFileError
            If it cannot be made, or there is no key file beside which it could lie.
        """
        if self.key_file is None:
            message = "a fetch under pseudonyms needs a key file, beside which it can lay its drafts"
            raise KeyFileError(message)
        private = keyfile.private_folder(self.key_file)
        own = private / hashlib.blake2b(str(workspace.resolve()).encode(), digest_size=8).hexdigest()
        for folder in (private, own):
            keyfile.make_private(folder)
        return own

    def silent(self) -> Self:
        """Give the same pseudonyms, of which the register takes no note: for looking up."""
        return type(self)(self._ledger.coder)

    def all(self, kind: str, platform: str, names: Sequence[str]) -> list[str]:
        """Give the pseudonyms of many names of one kind; an empty name stays empty."""
        return self._ledger.all(kind, platform, names)

    def one(self, kind: str, platform: str, name: str) -> str:
        """Give the pseudonym of one name of one kind."""
        return self._ledger.one(kind, platform, name)

    def handle(self, platform: str, handle: str) -> str:
        """Give the pseudonym of a handle, in the form that handles of its platform have.

        A handle with a server belongs to Mastodon and one that is a domain to Bluesky, wherever it is
        written; that a handle is one of bsky.social stays to be seen.

        >>> Pseudonyms(bytes(32)).handle("x", "@Ann")
        'pnssglljmzqjkxl'
        """
        name = clean_handle(handle).casefold()
        local, at, host = name.partition("@")
        if at and local and host:
            return f"{self.one('handle', 'mastodon', name)}@{self.host(host)}"
        if name.endswith(_BLUESKY_HOME):
            return f"{self.one('handle', 'bluesky', name)}{_BLUESKY_HOME}"
        if "." in name and (platform == "bluesky" or name.count(".") > 1):
            return f"{self.one('handle', 'bluesky', name)}{_OWN_DOMAIN}"
        return self.one("handle", platform, name)

    def user_id(self, platform: str, user_id: str) -> str:
        """Give the pseudonym of the id of a user."""
        return self.one("id", platform, user_id)

    def name(self, name: str) -> str:
        """Give the pseudonym of a display name; one name has one on every platform."""
        return self.one("name", "", name.strip())

    def post_id(self, platform: str, post_id: str) -> str:
        """Give the pseudonym of the id of a post, or of the address that is its id."""
        return self.one("post", platform, post_id)

    def host(self, host: str) -> str:
        """Give the pseudonym of a server: half as long, and with an end that leads nowhere."""
        return f"{self._ledger.short(host.lower())}{NOWHERE}"

    def page(self, address: str) -> str:
        """Give the pseudonym of what stands behind the name of a host."""
        return self.one("address", "", address)

    def email(self, address: str) -> str:
        """Give the pseudonym of an e-mail address, as an address that leads nowhere."""
        return f"{self.one('e-mail', '', address.casefold())}@{self.host(address.rpartition('@')[2])}"

    def client(self, client: str) -> str:
        """Give a client application: one of :data:`COMMON_CLIENTS` as it is, others as a pseudonym."""
        return client if client in COMMON_CLIENTS else self.one("client", "", client)

    def url(self, address: str) -> str:
        """Give an address as it may be shown (:func:`core.pseudonyms.address.pseudonymous`)."""
        shown = self._urls.get(address)
        if shown is None:
            if len(self._urls) >= _MAX_URLS:
                self._urls.clear()
            shown = self._urls[address] = pseudonymous(address, self)
        return shown

    def urls(self, addresses: Sequence[str]) -> list[str]:
        """Give many addresses as they may be shown."""
        short = (SHORTENED.fullmatch(address) for address in addresses)
        self.all("address", "", [f"{SHORT_HOST}{match.group(2)}" for match in short if match])
        return [self.url(address) for address in addresses]

    def text(self, platform: str, text: str, mentions: Iterable[str] = ()) -> str:
        """Give a text as it may be shown (:mod:`core.pseudonyms.wording`).

        Parameters
        ----------
        platform : str
            Where it was posted: whose handles ``@ann`` may be.
        text : str
        mentions : iterable of str
            Keys of the users that the post names; on Mastodon they tell which server ``@ann`` is on.
        """
        return self.wording(platform).one(text, local_handles(mentions))

    def wording(self, platform: str) -> Wording:
        """Give the rewriter of a platform's texts."""
        return self._wordings.setdefault(platform, Wording(self, platform))

    def user_key(self, key: str) -> str:
        """Give the key under which a user goes by pseudonym; of hashtags and links see :meth:`object_key`.

        >>> names = Pseudonyms(bytes(32))
        >>> names.user_key("x:1") == f"x:{names.user_id('x', '1')}", names.user_key("hashtag:vote")
        (True, 'hashtag:vote')
        """
        if key.partition(":")[0] in _OBJECTS:
            return self.object_key(key, "")
        return self._user(key)

    def user_keys(self, keys: Sequence[str]) -> list[str]:
        """Give the keys of many users; an empty one is nobody and stays empty."""
        ahead: dict[tuple[str, str], list[str]] = {}
        for key in keys:
            platform, user_id, handle = split_key(key)
            if user_id:
                ahead.setdefault(("id", platform), []).append(user_id)
            elif handle and not _HOME.search(handle):
                ahead.setdefault(("handle", platform), []).append(clean_handle(handle).casefold())
        for (kind, platform), named in ahead.items():
            self.all(kind, platform, named)
        return [self._user(key) for key in keys]

    def _user(self, key: str) -> str:
        platform, user_id, handle = split_key(key)
        if handle is not None:
            return f"{platform}:@{self.handle(platform, handle)}"
        return f"{platform}:{self.user_id(platform, user_id)}" if user_id else key

    def object_key(self, key: str, platform: str) -> str:
        """Give the key of a thing that a post acts on (:func:`core.schema.objects_of`).

        Hashtags stay; links go by :meth:`url`; media and whatever ``other:`` names become pseudonyms,
        since they can be ids of posts, files or people; a repost names its original by pseudonyms.
        """
        kind, _, rest = key.partition(":")
        if kind == "hashtag" or not rest:
            return key
        if kind == "link":
            return f"link:{self.url(rest)}"
        if kind == "repost":
            return f"repost:{self._original(rest)}"
        return f"{kind}:{self._thing(kind, rest, platform)}"

    def _thing(self, kind: str, rest: str, platform: str) -> str:
        if kind == "media":
            return self.one("media", platform, rest)
        if _SITE.match(rest):
            return self.url(rest)
        # the sorts of the table that CooRTweet reads
        sort, name = found.groups() if (found := _SORTED_OBJECT.fullmatch(rest)) else ("", rest)
        return f"{sort}{self.one('object', '', name)}"

    def _original(self, rest: str) -> str:
        platform, _, post = rest.partition(":")
        if by_text := _TEXT_HASH.fullmatch(post):  # its author's key, and a digest of its words
            author = self._user(f"{platform}:{by_text.group(1)}")
            return f"{author}:{self.one('words', '', by_text.group(2))}"
        return f"{platform}:{self.post_id(platform, post)}"

    def batch(self, batch: Batch) -> Batch:
        """Give a batch under pseudonyms (:mod:`core.pseudonyms.column` says column by column how)."""
        return renamed(batch, self)
