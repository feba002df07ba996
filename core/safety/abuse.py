"""Abuse in a post: words and phrases of a short list written for this project (``abuse.toml``).

A weak signal. The list reads English, knows neither irony nor quotation, finds what friends call each other in
jest, and misses whatever insults without an insult. So it moves the safety factor only together with its
count, and the posts are shown for reading.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.text import HANDLE, LINK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LIST = Path(__file__).with_name("abuse.toml")
_MOST_CHARACTERS = 1_000  # of a post, as much as its tone is read of
_MASKS = "*#@$!%•"
_BETWEEN = r"\W{1,4}"
_LEAST_MASKED = 4  # of a shorter word a mask leaves too little
_DRAWN_OUT = 3
# "you are such a …", "ur a …", "you …"; what may stand between is kept to a few words.
_YOU = rf"(?:you|u|ya|ur|your|you're|youre)(?:{_BETWEEN}(?:are|re|r|is|just|really|so|such|all|nothing|but|one|the|truly|fucking)){{0,4}}{_BETWEEN}"
_I_AM = rf"i(?:{_BETWEEN}(?:am|was|feel|felt|look|looked|must{_BETWEEN}be)|'m)|im|me|my|myself"
_OF_MYSELF = re.compile(
    rf"(?<!\w)(?:{_I_AM})(?:{_BETWEEN}(?!(?:you|u|ur|your|you're|youre)\b)\w+){{0,3}}{_BETWEEN}$"
)
_BEFORE = 60  # characters that are looked at for whom an insult means
_OF_SELF, _TO_YOU = "insult", "to_you"


class AbuseKind(NamedTuple):
    """One kind of abuse of the list: why its entries are in it, and what they say."""

    reason: str
    says: tuple[str, ...]


@cache
def lexicon() -> Mapping[str, AbuseKind]:
    """Give the list, kind by kind, for a page that shows it.

    >>> sorted(lexicon())
    ['death_wish', 'dismissal', 'insult', 'threat', 'to_you']
    """
    kinds = tomllib.loads(_LIST.read_text("utf-8"))
    return {name: AbuseKind(kind["reason"], tuple(kind["says"])) for name, kind in kinds.items()}


def _drawn_out(word: str) -> str:
    """Give the pattern of a word of which any letter may be drawn out (idiooot), but not doubled (looser)."""
    runs = [("".join(run), letter) for letter, run in groupby(word)]
    return "".join(
        f"(?:{re.escape(letter)}{{{_DRAWN_OUT},}}|{re.escape(run)})" if letter.isalpha() else re.escape(run)
        for run, letter in runs
    )


def _masked(word: str) -> str:
    """Give the pattern of a word between whose first and last letter any may be masked."""
    inner = "".join(f"[{re.escape(letter)}{re.escape(_MASKS)}]" for letter in word[1:-1])
    return f"{re.escape(word[0])}{inner}{re.escape(word[-1])}"


def _entry(said: str) -> str:
    words = [
        f"(?:{_drawn_out(word)}|{_masked(word)})"
        if len(word) >= _LEAST_MASKED and word.isalpha()
        else _drawn_out(word)
        for word in said.split()
    ]
    return _BETWEEN.join(words)


def _any_of(entries: Iterable[str], before: str = "") -> re.Pattern[str]:
    longest_first = sorted(set(entries), key=lambda said: (-len(said), said))
    return re.compile(rf"(?<![\w*]){before}(?:{'|'.join(map(_entry, longest_first))})(?![\w*])")


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {name: _any_of(kind.says, _YOU if name == _TO_YOU else "") for name, kind in lexicon().items()}


def _plain(text: str) -> str:
    """Give a text as the list is written: one width and case, no handles, links or invisible characters."""
    plain = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS]).casefold().replace("\u2019", "'")
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return HANDLE.sub(" ", LINK.sub(" ", visible))


def abuse(text: str) -> tuple[str, str] | None:
    """Name the first word or phrase of abuse in an English text, and its kind; None where there is none.

    Parameters
    ----------
    text : str
        Of a post; its first 1,000 characters are read. Handles and links are no words.

    Returns
    -------
    tuple of str or None
        The kind, a key of :func:`lexicon`, and the words as they stand, case-folded.

    Notes
    -----
    O(characters), about 20,000 posts a second.

    Examples
    --------
    >>> abuse("@bob you are an IDI0T, an Id*ot!"), abuse("I'm such an idiot"), abuse("what an idiotic film")
    (('insult', 'id*ot'), None, None)
    """
    plain = _plain(text)
    for name, pattern in _patterns().items():
        for match in pattern.finditer(plain):
            before = plain[max(0, match.start() - _BEFORE) : match.start()]
            if name != _OF_SELF or _OF_MYSELF.search(before) is None:
                return name, match.group(0)
    return None
