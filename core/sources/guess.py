"""Guess which column of a table is which field of ours: by what it is called and what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.sources.column import KNOWN
from core.sources.vocabulary import PHRASES, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from core.sources.look import Look

SURE, LIKELY = 0.95, 0.7
_LEAST = 0.5
_KNOWN_NAME, _PHRASE, _WITHIN, _UNNAMED = 0.8, 0.7, 0.55, 0.25
_MOSTLY, _NEARLY_ALL = 0.5, 0.9
_FEW_ROWS = 20  # below it values say little
_MOST_LANGUAGES = 0.5
_SHORTEST_TEXT, _LONGEST_NAME = 25, 60
_NEVER = -9.0
_COUNTS = ("likes", "reposts", "replies", "quotes", "followers", "following")
_USERS = ("repost_author", "reply_author", "quote_author")
_POSTS = ("repost_id", "reply_id", "quote_id", "ref_id")
# Values alone are enough for these; for the others the name has to say so.
_TOLD_BY_VALUES = ("time", "text", "id", "profile", "user_id", "language", "kind", "platform")


@dataclass(frozen=True, slots=True)
class Guess:
    """One guess: the column, how sure it is in [0, 1], and why, in words for the analyst."""

    field: str
    column: str
    sureness: float
    why: str

    @property
    def said(self) -> str:
        """Say in a word how sure it is."""
        return "sure" if self.sureness >= SURE else "likely" if self.sureness >= LIKELY else "a guess"


def _time(look: Look) -> tuple[float, str]:
    if look.time >= _NEARLY_ALL:
        return 0.3, "its values read as times"
    if look.epoch >= _NEARLY_ALL:
        return 0.25, "its values count seconds since 1970"
    return (0.0, "") if max(look.time, look.epoch) >= _MOSTLY else (_NEVER, "")


def _text(look: Look) -> tuple[float, str]:
    if max(look.time, look.number, look.yes_or_no, look.link) >= _NEARLY_ALL:
        return _NEVER, ""
    if look.length >= _SHORTEST_TEXT and look.spaced >= _MOSTLY and look.distinct >= _MOSTLY / 2:
        # of two columns of texts the longer is the post, the shorter its author's description
        return 0.25 + min(look.length, 280) / 5600, "its values are long texts"
    return 0.0, ""


def _profile(look: Look) -> tuple[float, str]:
    if max(look.time, look.epoch, look.yes_or_no, look.link) >= _NEARLY_ALL or look.length > _LONGEST_NAME:
        return _NEVER, ""
    if look.handle >= _NEARLY_ALL and look.number < _MOSTLY:
        return (0.25, "its values are single words that repeat") if look.distinct < _NEARLY_ALL else (0.1, "")
    return (-0.1, "") if look.spaced >= _MOSTLY else (0.0, "")


def _named_user(look: Look) -> tuple[float, str]:
    return (_NEVER, "") if look.number >= _MOSTLY > look.id else _profile(look)


def _user_id(look: Look) -> tuple[float, str]:
    if look.spaced >= _MOSTLY or look.time >= _NEARLY_ALL or look.yes_or_no >= _NEARLY_ALL:
        return _NEVER, ""
    if look.id >= _NEARLY_ALL and look.epoch < _MOSTLY:
        return (0.25, "its values are long numbers that repeat") if look.distinct < _MOSTLY else (0.1, "")
    return 0.0, ""


def _id(look: Look) -> tuple[float, str]:
    if look.spaced >= _MOSTLY or look.time >= _NEARLY_ALL or look.yes_or_no >= _NEARLY_ALL:
        return _NEVER, ""
    if look.distinct >= _NEARLY_ALL and look.epoch < _MOSTLY:
        if look.id >= _NEARLY_ALL:
            return 0.25, "its values are long numbers, no two alike"
        return (0.1, "") if look.word >= _NEARLY_ALL else (0.0, "")
    return -0.3, ""


def _reference(look: Look) -> tuple[float, str]:
    unfit = max(look.spaced, look.time, look.yes_or_no) >= _MOSTLY
    return (_NEVER, "") if unfit else (0.2 if look.id >= _MOSTLY else 0.0, "")


def _name(look: Look) -> tuple[float, str]:
    unfit = look.length > _LONGEST_NAME or max(look.time, look.number, look.yes_or_no) >= _NEARLY_ALL
    return (_NEVER, "") if unfit else (0.1 if look.spaced else 0.0, "")


def _label(look: Look) -> tuple[float, str]:
    return (0.2, "its values repeat") if look.distinct < _MOSTLY else (0.0, "")


def _number(look: Look) -> tuple[float, str]:
    return (0.2, "its values are counts") if look.count >= _NEARLY_ALL else (_NEVER, "")


def _flag(look: Look) -> tuple[float, str]:
    return (0.2, "its values are yes or no") if look.yes_or_no >= _NEARLY_ALL else (_NEVER, "")


def _one_of(what: str, why: str) -> Callable[[Look], tuple[float, str]]:
    def fits(look: Look) -> tuple[float, str]:
        share: float = getattr(look, what)
        if share >= _NEARLY_ALL and look.distinct < _MOST_LANGUAGES:
            return 0.3, why
        return (_NEVER, "") if max(look.time, look.number, look.yes_or_no) >= _NEARLY_ALL else (-0.2, "")

    return fits


def _words(look: Look) -> tuple[float, str]:
    return (_NEVER if max(look.time, look.number, look.yes_or_no) >= _NEARLY_ALL else 0.0), ""


_EVERY_PHRASE = frozenset(phrase for phrases in PHRASES.values() for phrase in phrases)
_FITS: dict[str, Callable[[Look], tuple[float, str]]] = {
    "time": _time,
    "created": _time,
    "fetched_at": _time,
    "text": _text,
    "profile": _profile,
    "user_id": _user_id,
    "id": _id,
    "name": _name,
    "language": _one_of("language", "its values are codes of languages"),
    "label": _label,
    "kind": _one_of("kind", "its values are kinds of post"),
    "platform": _one_of("platform", "its values are names of platforms"),
    **dict.fromkeys(_COUNTS, _number),
    **dict.fromkeys(_POSTS, _reference),
    **dict.fromkeys(_USERS, _named_user),
    **dict.fromkeys(("is_repost", "is_reply", "is_quote"), _flag),
    **dict.fromkeys(("bio", "client", "mentions", "hashtags", "links", "media"), _words),
}


def _ending(words: tuple[str, ...]) -> str | None:
    """Give the longest phrase of any field that ends a name."""
    endings = (" ".join(words[n:]) for n in range(1, len(words)))
    return next((ending for ending in endings if ending in _EVERY_PHRASE), None)


def _by_name(field: str, header: str) -> tuple[float, str]:
    """Say how well a name fits a field, and why; of several names the likelier counts more."""
    folded, words = header.strip().casefold(), words_of(header)
    if folded in KNOWN[field]:
        return _KNOWN_NAME - KNOWN[field].index(folded) / 200, "exports call it so"
    phrases, whole = PHRASES[field], " ".join(words)
    if whole in phrases:
        return _PHRASE - phrases.index(whole) / 1000, "it is called so"
    # the last words of a path or a compound say what it is: entities.hashtags, user followers
    if _ending(words) in phrases:
        return _WITHIN, "its name ends so"
    inside = [p for p in phrases if len(p) > 1 and f" {p} " in f" {whole} "]
    if inside:
        best = max(inside, key=len)
        return _WITHIN * (0.6 + 0.4 * len(best) / len(whole)), f"its name holds “{best}”"
    return 0.0, ""


def _scored(names: Sequence[str], looks: Mapping[str, Look]) -> Iterator[Guess]:
    for name in names:
        look = looks[name]
        for field, fits in _FITS.items():
            named, why_named = _by_name(field, name)
            # an empty column speaks by its name only
            fit, why = fits(look) if look.n else (0.0, "")
            if not named:
                if field not in _TOLD_BY_VALUES or not why or look.n < _FEW_ROWS:
                    continue
                named = _UNNAMED
            score = named + fit
            if score >= _LEAST:
                reasons = " and ".join(part for part in (why_named, why) if part)
                yield Guess(field, name, min(score, 1.0), reasons)


def guess(names: Sequence[str], looks: Mapping[str, Look]) -> dict[str, Guess]:
    """Guess which column carries which field; each column one field at most, the surest first.

    Parameters
    ----------
    names : sequence of str
        The columns, as the table has them.
    looks : mapping
        What the values of each look like.

    Notes
    -----
    O(columns x fields). The rules are ours; how often they are right is measured by
    ``tests/sources/test_guess.py`` on headers that it makes. A guess is to be shown and confirmed,
    never to be imported by.

    Examples
    --------
    >>> from core.sources.look import Look
    >>> found = guess(["Datum", "Nutzer"], {"Datum": Look(30, 1, 16, time=1), "Nutzer": Look()})
    >>> {field: (one.column, one.said) for field, one in found.items()}
    {'profile': ('Nutzer', 'a guess'), 'time': ('Datum', 'sure')}
    """
    place = {name: n for n, name in enumerate(names)}
    ranked = sorted(_scored(names, looks), key=lambda one: (-one.sureness, place[one.column]))
    found: dict[str, Guess] = {}
    taken: set[str] = set()
    for one in ranked:
        if one.field not in found and one.column not in taken:
            found[one.field] = one
            taken.add(one.column)
    return {field: found[field] for field in KNOWN if field in found}
