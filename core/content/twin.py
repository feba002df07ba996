"""Pairs of near-identical wordings among many, compiled: complete, exact, and the same in every run.

Of two wordings of n and m words at most ``d = (1 - share) · max(n, m)`` words differ, so that both
hold at least ``max(n, m) - d`` words in common. Put the words of each in one order, rarest first:
then the first ``n - ⌈share · n⌉ + 2`` words of both have at least two in common (the prefix filter
of set joins: Chaudhuri et al. 2006; two words instead of one: Wang et al. 2012). So every *pair* of
words among these first ones is a bucket; wordings that meet in one are compared word by word, by
Levenshtein's distance in a band. Nothing is drawn at random and no pair is missed, but where a text
has met :data:`MOST_TRIED` others in vain, which is counted.

All compiled code is in this module: the cache of what was compiled follows one file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]

MOST_TRIED = 4_096
# Two words of a wording that are the same word are told apart by how many went before: below this.
_TIMES = 128
_Loop = TypeVar("_Loop", bound="Callable[..., Any]")


def _compiled(loop: _Loop) -> _Loop:
    """Compile a loop at its first call and keep it on disk; other threads run beside it."""
    return cast("_Loop", njit(cache=True, nogil=True)(loop))


@_compiled
def _n_first(n: int, share: float) -> int:
    """Say how many of n words, rarest first, must be looked at."""
    return min(n, n - int(np.ceil(share * n - 1e-9)) + 2)


@_compiled
def count_buckets(starts: Longs, share: float) -> Longs:
    """Say where the buckets of each wording begin: (n + 1,)."""
    found = np.zeros(starts.size, np.int64)
    for text in range(starts.size - 1):
        first = _n_first(starts[text + 1] - starts[text], share)
        found[text + 1] = found[text] + first * (first - 1) // 2
    return found


@_compiled
def fill_buckets(
    ranks: Ints, starts: Longs, bucket_starts: Longs, share: float
) -> tuple[npt.NDArray[np.uint64], Ints]:
    """Name the buckets of each wording, and whose they are: (m,) and (m,)."""
    names = np.empty(bucket_starts[-1], np.uint64)
    texts = np.empty(bucket_starts[-1], np.int32)
    for text in range(starts.size - 1):
        words = np.sort(ranks[starts[text] : starts[text + 1]]).astype(np.int64) * _TIMES
        times = 0
        for at in range(1, words.size):
            times = times + 1 if words[at] == words[at - 1] - times else 0
            words[at] += times
        at = bucket_starts[text]
        first = _n_first(words.size, share)
        for one in range(first):
            for other in range(one + 1, first):
                name = np.uint64(words[one]) * np.uint64(0x9E3779B97F4A7C15)
                name ^= name >> np.uint64(29)
                name = (name + np.uint64(words[other])) * np.uint64(0xBF58476D1CE4E5B9)
                names[at] = name ^ (name >> np.uint64(32))
                texts[at] = text
                at += 1
    return names, texts


@_compiled
def distance(words: Ints, a: int, n_a: int, b: int, n_b: int, most: int, row: Ints) -> int:
    """Count the words to change, add or leave out; above ``most`` it is only said to be more.

    ``row`` is room for the longer of the two and one more.
    """
    while n_a and n_b and words[a] == words[b]:
        a, b, n_a, n_b = a + 1, b + 1, n_a - 1, n_b - 1
    while n_a and n_b and words[a + n_a - 1] == words[b + n_b - 1]:
        n_a, n_b = n_a - 1, n_b - 1
    if abs(n_a - n_b) > most:
        return most + 1
    for column in range(n_b + 1):
        row[column] = column
    for line in range(1, n_a + 1):
        left, right = max(1, line - most), min(n_b, line + most)
        diagonal = row[left - 1]
        # What is left of the band costs more than may be spent.
        row[left - 1] = line if left == 1 else most + 1
        least = row[left - 1]
        for column in range(left, right + 1):
            above = row[column]
            cost = diagonal + (words[a + line - 1] != words[b + column - 1])
            cost = min(cost, above + 1, row[column - 1] + 1)
            diagonal, row[column] = above, cost
            least = min(least, cost)
        if least > most:
            return most + 1
    return int(min(row[n_b], most + 1))


@_compiled
def probe(
    span: tuple[int, int],
    words: Ints,
    starts: Longs,
    owners: Ints,
    bucket_of: Ints,
    bucket_starts: Longs,
    members: Ints,
    member_starts: Longs,
    share: float,
    every: bool,  # noqa: FBT001 — compiled code takes its arguments by position
    found: Ints,
    seen: Ints,
    met: Ints,
) -> tuple[int, int, int]:
    """Find the twins of the texts ``span[0]`` to ``span[1]`` that belong to others.

    Writes (text, twin, distance) into ``found`` until it is full or the span is done; gives the next
    text, how many rows were written and how many texts ran out of tries. ``found`` has at least as many
    rows as there are texts. ``seen`` and ``met`` hold -1 or texts not in the span, by text and by
    owner. Unless ``every``, one twin an owner is enough.
    """
    row = np.empty(_TIMES + 1, np.int32)
    n_found, n_cut = 0, 0
    for text in range(span[0], span[1]):
        before, tries, n = n_found, 0, starts[text + 1] - starts[text]
        for bucket in bucket_of[bucket_starts[text] : bucket_starts[text + 1]]:
            if bucket < 0:
                continue
            for other in members[member_starts[bucket] : member_starts[bucket + 1]]:
                owner = owners[other]
                if seen[other] == text or owner == owners[text] or (met[owner] == text and not every):
                    continue
                seen[other] = text
                m = starts[other + 1] - starts[other]
                most = int((1 - share) * max(n, m) + 1e-9)
                if abs(n - m) > most or tries >= MOST_TRIED:
                    continue
                apart = distance(words, starts[text], n, starts[other], m, most, row)
                if apart > most:
                    tries += 1
                    n_cut += tries == MOST_TRIED
                    continue
                if n_found == found.shape[0]:
                    # The text is begun anew when there is room; its marks are taken back.
                    seen[seen == text] = -1
                    met[met == text] = -1
                    return text, before, n_cut - (tries >= MOST_TRIED)
                found[n_found, 0], found[n_found, 1], found[n_found, 2] = text, other, apart
                n_found += 1
                met[owner] = text
    return span[1], n_found, n_cut


@_compiled
def sort_words(words: Ints, starts: Longs) -> Ints:
    """Put the words of each wording in order, rarest first."""
    found = np.empty_like(words)
    for text in range(starts.size - 1):
        found[starts[text] : starts[text + 1]] = np.sort(words[starts[text] : starts[text + 1]])
    return found


@_compiled
def lacks_more(ordered: Ints, a: int, n_a: int, b: int, n_b: int, most: int) -> bool:
    """Say whether either of two wordings has more than ``most`` words that the other lacks.

    They are then more than ``most`` words apart. The words of each are in order, rarest first, so that
    what differs is mostly met at once.
    """
    end_a, end_b, only_a, only_b = a + n_a, b + n_b, 0, 0
    while a < end_a and b < end_b and only_a <= most and only_b <= most:
        one, other = ordered[a], ordered[b]
        a, b = a + (one <= other), b + (other <= one)
        only_a, only_b = only_a + (one < other), only_b + (other < one)
    return bool(max(only_a + end_a - a, only_b + end_b - b) > most)


@_compiled
def _at_most(words: Ints, ordered: Ints, a: int, n_a: int, b: int, n_b: int, most: int, row: Ints) -> int:
    """Give what :func:`distance` gives, which is asked only where so little may differ."""
    if lacks_more(ordered, a, n_a, b, n_b, most):
        return most + 1
    return int(distance(words, a, n_a, b, n_b, most, row))


@_compiled
def least_lag(times: Longs, a: int, end_a: int, b: int, end_b: int) -> int:
    """Give the time between the closest two of two ascending stretches of ``times``, neither empty."""
    if end_a - a > end_b - b:
        a, end_a, b, end_b = b, end_b, a, end_a
    least = abs(times[a] - times[b])
    for one in range(a, end_a):
        low, high = b, end_b
        while low < high:
            middle = (low + high) // 2
            if times[middle] < times[one]:
                low = middle + 1
            else:
                high = middle
        if low < end_b:
            least = min(least, times[low] - times[one])
        if low > b:
            least = min(least, times[one] - times[low - 1])
    return int(least)


@_compiled
def probe_nearest(
    span: tuple[int, int],
    n_a: int,
    words: Ints,
    ordered: Ints,
    starts: Longs,
    bucket_of: Ints,
    bucket_starts: Longs,
    members: Ints,
    member_starts: Longs,
    share: float,
    times: Longs,
    time_starts: Longs,
    seen: Ints,
    found: Ints,
) -> tuple[int, int]:
    """Find the nearest twin of each of the texts ``span[0]`` to ``span[1]``.

    They are of the first ``n_a``, their twins of the rest. The nearest has the fewest changes, then the
    least time between, then the lowest number. Writes (text, twin, distance) into ``found``, which has a
    row for each text of the span; gives how many rows were written and how many texts ran out of tries,
    which count until a first twin is found. ``ordered`` is what :func:`sort_words` makes of ``words``;
    ``times`` are those of each text's posts, ascending, from ``time_starts`` on; ``seen`` holds -1, by text.
    """
    row = np.empty(_TIMES + 1, np.int32)
    n_found, n_cut = 0, 0
    for text in range(span[0], span[1]):
        twin, least, lag, tries, n = -1, -1, 0, 0, starts[text + 1] - starts[text]
        for bucket in bucket_of[bucket_starts[text] : bucket_starts[text + 1]]:
            if bucket < 0 or least == 0:
                continue
            others = members[member_starts[bucket] : member_starts[bucket + 1]]
            for other in others[np.searchsorted(others, n_a) :]:
                if seen[other] == text:
                    continue
                seen[other] = text
                m = starts[other + 1] - starts[other]
                most = int((1 - share) * max(n, m) + 1e-9)
                if abs(n - m) > most or tries >= MOST_TRIED:
                    continue
                between = least_lag(
                    times,
                    time_starts[text],
                    time_starts[text + 1],
                    time_starts[other],
                    time_starts[other + 1],
                )
                if twin >= 0:
                    # Once there is a twin, only what is nearer than it is worth counting words for.
                    most = min(most, least - (between > lag or (between == lag and other > twin)))
                apart = _at_most(words, ordered, starts[text], n, starts[other], m, most, row)
                if apart <= most:
                    twin, least, lag = other, apart, between
                else:
                    tries += twin < 0
        n_cut += tries == MOST_TRIED
        if twin >= 0:
            found[n_found, 0], found[n_found, 1], found[n_found, 2] = text, twin, least
            n_found += 1
    return n_found, n_cut
