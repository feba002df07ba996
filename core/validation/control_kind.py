"""The controls: which pairs are taken of which nothing should be said, and why it should not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.behaviour.trait import MIN_POSTS_FOR_SHIFT
from core.validation.control_claim import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from core.model import Portrait
    from core.validation.control_trial import Crew

Group = Literal["independent", "topic", "crowd"]
N_NEAREST = 3
SHUFFLED, LISTS, MOVED = "shuffled", "lists", "moved"
OWN_WEEKS, OWN_FEW = "own_weeks", "own_few"
UNLIKE, LABEL, TOPIC, CROWD, DAYS = "unlike", "label", "words", "crowd", "days"


@dataclass(frozen=True, slots=True)
class Control:
    """One way of taking pairs. ``how`` says what was done, ``is_made`` that it breaks what ties accounts by itself.

    Where it does not, that nothing ties the accounts is assumed, not known.
    """

    key: str
    group: Group
    label: str
    how: str
    is_made: bool = False


KINDS: tuple[Control, ...] = (
    Control(
        SHUFFLED,
        "independent",
        "Audiences shuffled",
        "All pairs, after targets were traded at random between profiles (curveball trades, Strona et al. 2014): "
        "each profile names as many users as before, each user is named by as many profiles. It is another "
        "randomisation than the law that the p-values come from.",
        is_made=True,
    ),
    Control(
        LISTS,
        "independent",
        "Whole lists of shuffled audiences",
        "One list a shuffle, of all its pairs; wrong if any pair is on it.",
        is_made=True,
    ),
    Control(
        MOVED,
        "independent",
        "One calendar moved by weeks",
        "All pairs, one of the two moved by a quarter, half and three quarters of the whole weeks that they share, "
        "around the end: rhythm, weekdays and the number of days stay, what happened on a day does not meet.",
        is_made=True,
    ),
    Control(
        OWN_WEEKS,
        "independent",
        "Odd and even weeks of one profile",
        "Each profile's odd weeks against its even ones: one clock, so that a hint at two is wrong.",
        is_made=True,
    ),
    Control(
        OWN_FEW,
        "independent",
        f"Odd and even weeks, {MIN_POSTS_FOR_SHIFT} posts each",
        f"The same with {MIN_POSTS_FOR_SHIFT} posts of either side, drawn at random: as few as a time-zone hint is "
        "given for.",
        is_made=True,
    ),
    Control(
        UNLIKE,
        "independent",
        "Accounts that share no topic",
        "Pairs of different labels or, without labels, of different main languages. That they are independent is "
        "assumed: their audiences, news and friends may still meet.",
    ),
    Control(
        LABEL,
        "topic",
        "Accounts of one label",
        "All pairs of different accounts with the same label.",
    ),
    Control(
        TOPIC,
        "topic",
        "Nearest by words",
        f"Each profile with the {N_NEAREST} accounts whose vocabularies are nearest to its own.",
    ),
    Control(
        CROWD,
        "crowd",
        "One event's crowd",
        "All pairs of the profiles that took part in one event, by their posts from three days before to three days "
        "after the event's seven, in a workspace of all that was posted in those days; up to five events.",
    ),
    Control(
        DAYS,
        "crowd",
        "Everybody in an event's days",
        "All pairs of profiles that posted in those days, whether they took part or not.",
    ),
)


def main_languages(portraits: Sequence[Portrait]) -> list[str | None]:
    """Give the language of most posts of each profile, None where none is known."""
    found: list[str | None] = []
    for portrait in portraits:
        known = Counter({name: n for name, n in portrait.content.languages.items() if name != "und"})
        found.append(min(known, key=lambda name: (-known[name], name)) if known else None)
    return found


def unlike_pairs(
    crew: Crew, labels: Mapping[str, str], languages: Sequence[str | None]
) -> tuple[npt.NDArray[np.int64], str | None]:
    """Choose the pairs that share no topic: rows of ``crew.pairs``, or the reason why there are none."""
    by_label = [labels.get(key) for key in crew.keys]
    for names in (by_label, list(languages)):
        rows = _where(crew, names, same=False)
        if rows.size:
            return rows, None
    return rows, "the profiles have no two labels and no two main languages"


def label_pairs(crew: Crew, labels: Mapping[str, str]) -> tuple[npt.NDArray[np.int64], str | None]:
    """Choose the pairs of one label: rows, or the reason why there are none."""
    rows = _where(crew, [labels.get(key) for key in crew.keys], same=True)
    return rows, None if rows.size else "no two accounts have the same label"


def _where(crew: Crew, names: Sequence[str | None], *, same: bool) -> npt.NDArray[np.int64]:
    numbers = {name: number for number, name in enumerate(sorted({name for name in names if name}))}
    codes = np.array([numbers.get(name or "", -1) for name in names], dtype=np.int64)
    a, b = codes[crew.pairs[:, 0]], codes[crew.pairs[:, 1]]
    return np.flatnonzero((a >= 0) & (b >= 0) & ((a == b) == same))


def topic_pairs(crew: Crew) -> tuple[npt.NDArray[np.int64], str | None]:
    """Choose each profile's nearest accounts by words: rows, or the reason why there are none."""
    values = crew.scores[WORDS].values
    order = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")
    order = order[~np.isnan(values[order])]
    taken = np.zeros(len(crew.keys), dtype=np.int64)
    chosen = []
    for row in order.tolist():
        a, b = crew.pairs[row].tolist()
        if min(taken[a], taken[b]) < N_NEAREST:
            chosen.append(row)
        taken[a] += 1
        taken[b] += 1
    rows = np.array(sorted(chosen), dtype=np.int64)
    return rows, None if rows.size else "no two profiles have words enough to be compared"
