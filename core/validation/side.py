"""Sides: two slices of one timeline, as far apart in time as it reaches, each as a profile of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from core.audience.interactions import unified
from core.keys import own_keys
from core.model import Timeline
from core.portrait import draw_portrait
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from core.gallery import Gallery
    from core.identities import Identities
    from core.model import Audience, Portrait, Profile

SIZES = (50, 200, 500, 1_000)
YEAR = 365
_DAY = 86_400
_A_SECOND = 1_000_000  # of the microseconds that times are kept in
_LEAST_SHARE = 0.5  # of n posts that both the even and the odd weeks of an account must hold
# Of four letters and more, no part of a handle, a hashtag or a link: shorter ones name nobody.
_WORD = re.compile(r"(?<![\w@#/.])\w{4,}")

Cut = Literal["ends", "weeks"]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One slice: of which account it is, in which group that is (None where unlabelled), and the gap to its mate.

    ``portrait`` knows every key of the account as its own: naming itself is no likeness.
    """

    account: str
    group: str | None
    gap_days: int
    portrait: Portrait


@dataclass(frozen=True, slots=True)
class _Slice:
    """A timeline that can be cut: how far apart its two sides are, and where it is."""

    gap_days: int
    gallery: Gallery
    key: str


def account_of(profile: Profile) -> str:
    """Name the account behind a profile by its handle where that is known, since not every file knows its id.

    Two captures have one name, and so do an id and a handle.

    >>> from core.model import Profile
    >>> account_of(Profile("x:@ann+2019", "x", handle="Ann+2019", account="x:7"))
    'x:@ann'
    >>> account_of(Profile("x:7", "x", handle="Ann")), account_of(Profile("x:7", "x"))
    ('x:@ann', 'x:7')
    """
    if not profile.handle:
        return profile.account or profile.key
    # a capture is called by the account's handle, a plus and its own name
    handle = profile.handle.partition("+")[0] if profile.account else profile.handle
    return f"{profile.platform}:@{handle.casefold()}"


def gap_days(timeline: Timeline, n: int) -> int | None:
    """Give the days between the last of the first n posts and the first of the last n, None where they overlap."""
    times = timeline.posts["time"]
    if len(times) < 2 * n:
        return None
    return int((times.iloc[len(times) - n] - times.iloc[n - 1]).total_seconds() // _DAY)


def cut_sides(
    galleries: Iterable[Gallery],
    n: int,
    labels: Mapping[str, str],
    *,
    cut: Cut = "ends",
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> list[Side]:
    """Cut each account's timeline into its first and its last n posts; two sides an account.

    Parameters
    ----------
    galleries : iterable of Gallery
        An account may be in several, and have several captures in one: the timeline whose sides are
        farthest apart is cut, and the others are left out, since captures never merge.
    n : int
        Posts a side.
    labels : mapping of str to str
        Groups by key of profile.
    cut : {"ends", "weeks"}
        "weeks": the last posts of even and of odd weeks instead, n of each or as many as both have;
        accounts with less than half of n are left out. They share news and friends.

    Returns
    -------
    list of Side
        Both sides of each account one after the other, accounts in order.

    Raises
    ------
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    About 0.1 s a side of 500 posts.
    """
    best: dict[str, _Slice] = {}
    for gallery in galleries:
        for key in sorted(gallery.workspace.profiles["key"]):
            check(cancelled, "nothing was measured")
            timeline = gallery.workspace.timeline(key)
            gap = gap_days(timeline, n)
            account = account_of(timeline.profile)
            if gap is not None and (account not in best or gap > best[account].gap_days):
                best[account] = _Slice(gap, gallery, key)
    found: list[Side] = []
    for at, (account, chosen) in enumerate(sorted(best.items())):
        check(cancelled, "nothing was measured")
        progress(at / len(best), f"Cutting timelines, {n:,} posts a side: {at:,} of {len(best):,}")
        found += _sides(account, chosen, n, cut, labels.get(chosen.key))
    return found


def _ends(posts: pd.DataFrame, n: int) -> dict[str, pd.DataFrame]:
    return {"early": posts.iloc[:n], "late": posts.iloc[-n:]}


def _weeks(posts: pd.DataFrame, n: int) -> dict[str, pd.DataFrame]:
    week = posts["time"].astype("int64") // (7 * _DAY * _A_SECOND)
    even, odd = posts[week % 2 == 0], posts[week % 2 == 1]
    most = min(n, len(even), len(odd))
    return {"even": even.tail(most), "odd": odd.tail(most)} if most >= _LEAST_SHARE * n else {}


def _sides(account: str, chosen: _Slice, n: int, cut: Cut, group: str | None) -> list[Side]:
    whole = chosen.gallery.workspace.timeline(chosen.key)
    halves = (_ends if cut == "ends" else _weeks)(whole.posts, n)
    return [
        Side(account, group, chosen.gap_days, as_profile(chosen.gallery, whole, posts, name))
        for name, posts in halves.items()
    ]


def as_profile(gallery: Gallery, whole: Timeline, posts: pd.DataFrame, name: str) -> Portrait:
    """Draw a slice of a timeline as if it were a profile of its own, under the key ``KEY|NAME``.

    That it names itself is taken out of its texts as out of its audience: of two accounts of one hand
    neither would give the other's name.
    """
    slice_ = replace(whole.profile, key=f"{whole.profile.key}|{name}", account=account_of(whole.profile))
    shown = [
        without_names(text, whole.profile) if isinstance(text, str) else None
        for text in posts["text"].tolist()
    ]
    masked = posts.assign(text=pd.Series(shown, posts.index, posts["text"].dtype)).reset_index(drop=True)
    drawn = draw_portrait(Timeline(slice_, masked, f"{whole.fingerprint}|{name}"))
    return replace(drawn, audience=_others(drawn.audience, whole.profile, gallery.workspace.identities))


def without_names(text: str, profile: Profile) -> str:
    """Take out the words that give an account's handle or display name away: of the handle its ends, and all of it.

    >>> from core.model import Profile
    >>> ann = Profile("x:1", "x", handle="AnnaKendrick47+2019", name="Anna K.", account="x:1")
    >>> without_names("Kendrick here, Anna to you; see annakendrick47. I do @AnnaKendrick47", ann)
    ' here,  to you; see . I do @AnnaKendrick47'
    """
    handle = account_of(profile).partition("@")[2]
    letters = handle.strip("_0123456789")
    names = {handle, *(word.casefold() for word in _WORD.findall(profile.name or ""))}

    def shown(found: re.Match[str]) -> str:
        word = found[0].casefold()
        gives_away = word in names or letters.startswith(word) or letters.endswith(word)
        return "" if gives_away else found[0]

    return _WORD.sub(shown, text)


def _others(audience: Audience, profile: Profile, identities: Identities) -> Audience:
    """Give an audience without the account itself, in whichever form the source named it.

    Whoever is left is named by handle where one is known: what one file knows by id, another may not.
    """

    def named(keys: Sequence[str]) -> list[str]:
        known = identities.canonical(keys)
        handles = identities.handles(known)
        return [
            key if handle is None else f"{key.partition(':')[0]}:@{handle.casefold()}"
            for key, handle in zip(known, handles, strict=True)
        ]

    own = sorted(own_keys(profile) | {account_of(profile)})
    return _without(unified(audience, named), {*own, *named(own)})


def _without(audience: Audience, own: Collection[str]) -> Audience:
    keep = [at for at, target in enumerate(audience.targets) if target not in own]
    targets = tuple(audience.targets[at] for at in keep)
    return replace(audience, targets=targets, weights=audience.weights[keep])


def whole_captures(galleries: Iterable[Gallery], *, cancelled: Callable[[], bool] = never) -> list[Side]:
    """Give every profile of some galleries whole, each as a side: an account may have several captures.

    Unlike those of :func:`cut_sides` their texts hold the names that the account gives itself.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    found = []
    for number, gallery in enumerate(galleries):
        for key in sorted(gallery.workspace.profiles["key"]):
            check(cancelled, "nothing was measured")
            drawn = gallery.portrait(key)
            # one key may be in two galleries
            profile = replace(drawn.profile, key=f"{key}|{number}", account=account_of(drawn.profile))
            audience = _others(drawn.audience, drawn.profile, gallery.workspace.identities)
            found.append(
                Side(profile.account or key, None, 0, replace(drawn, profile=profile, audience=audience))
            )
    return found
