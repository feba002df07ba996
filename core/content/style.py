"""How a profile writes, whatever it writes about: a vector of style, its cosine, and what carries it.

Three blocks, from the profile's own posts without links, handles and hashtags: character 3-5-grams
(hashed), function words of six languages, and habits of punctuation, casing, emoji and length
(:mod:`core.content.habit`). Rates enter by their square root, so that the commonest do not carry all.
In a workspace every entry is then measured in standard deviations from the workspace's mean (Burrows'
delta; cosine delta: Evert et al. 2017): what everybody does says nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.content.habit import HABITS, habits
from core.content.sample import text_sample
from core.content.wording import own_texts
from core.model import HabitOverlap, Missing, Style, StyleScale
from core.text import HANDLE, HASHTAG, LINK

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float32]

N_GRAMS = 4_096
GRAM_SIZES = (3, 4, 5)
MOST_TEXTS = 500
MIN_TEXTS = 50
MIN_PROFILES = 30

_LIST = Path(__file__).with_name("function_word.toml")
_MARKUP = re.compile(f"{LINK.pattern}|{HANDLE.pattern}|{HASHTAG.pattern}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MOST_CHARACTERS = 1_000
# How many standard deviations one entry may count for.
_CLIP = 4.0
# What each block weighs in the cosine. Grams alone find the same hand as often; habits change over the years,
# but they have names and can be shown.
_WEIGHTS = {"grams": 1.0, "words": 0.3, "habits": 0.2}


@cache
def function_words() -> tuple[str, ...]:
    """Give the function words of all languages, each once, in code-point order."""
    lists: dict[str, str] = tomllib.loads(_LIST.read_text("utf-8"))
    return tuple(sorted({word for listed in lists.values() for word in listed.split()}))


_N_WORDS = len(function_words())
N_RATES = N_GRAMS + _N_WORDS + len(HABITS)
_BLOCKS = {
    "grams": slice(0, N_GRAMS),
    "words": slice(N_GRAMS, N_GRAMS + _N_WORDS),
    "habits": slice(N_GRAMS + _N_WORDS, N_RATES),
}


def _grams(texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Count hashed character grams; a text begins and ends with a blank, and no gram leaves its text."""
    whole = "\x00".join(f" {' '.join(text.split())} " for text in texts)
    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    counts = np.zeros(N_GRAMS)
    for size in GRAM_SIZES:
        if points.size < size:
            continue
        windows = np.lib.stride_tricks.sliding_window_view(points, size)
        names = np.full(windows.shape[0], size, np.uint64)
        for column in range(size):
            names = (names ^ windows[:, column]) * np.uint64(0x9E3779B97F4A7C15)
            names ^= names >> np.uint64(29)
        within = windows.min(axis=1) > 0
        counts += np.bincount((names[within] % np.uint64(N_GRAMS)).astype(np.intp), minlength=N_GRAMS)
    return counts


def style(posts: pd.DataFrame) -> Style:
    """Sum up how a profile writes.

    Parameters
    ----------
    posts : DataFrame
        Columns ``kind`` and ``text`` of :data:`core.schema.POSTS`.

    Returns
    -------
    Style
        All 0 where there is no text of the profile's own.

    Notes
    -----
    Of more than 500 distinct texts 500 are drawn (:func:`~core.content.sample.text_sample`), of each the first 1,000
    characters; about 60 ms. The order of the posts does not matter.

    Examples
    --------
    >>> import pandas as pd
    >>> style(pd.DataFrame({"kind": "reply", "text": ["Well, the harbour!"]})).n_texts
    1
    """
    own = (
        _MARKUP.sub(" ", text[:_MOST_CHARACTERS]).strip().replace("\x00", " ")
        for text in own_texts(posts)
        if text
    )
    texts = text_sample(filter(None, own), MOST_TEXTS)
    grams = _grams(texts)
    spoken = Counter(word for text in texts for word in _WORD.findall(text.replace("’", "'").casefold()))
    words = np.array([spoken[word] for word in function_words()], dtype=np.float64)
    rates = np.concatenate(
        [grams / max(1.0, grams.sum()), words / max(1, spoken.total()), habits(texts).astype(np.float64)]
    )
    return Style(np.sqrt(rates).astype(np.float32), len(texts))


def deviations(one: Style, scale: StyleScale) -> npt.NDArray[np.float64]:
    """Measure a style in standard deviations from what is usual, (N_RATES,), each block by its weight."""
    found = np.clip((one.rates.astype(np.float64) - scale.mean) / scale.spread, -_CLIP, _CLIP)
    for name, block in _BLOCKS.items():
        found[block] *= _WEIGHTS[name] / np.sqrt(block.stop - block.start)
    return found


def too_few(scale: StyleScale) -> str:
    """Say that too few profiles taught what is usual."""
    return f"the workspace has {scale.n_profiles} profiles to learn what is usual, {MIN_PROFILES} needed"


def style_cosine(a: Style, b: Style, scale: StyleScale) -> float | Missing:
    """Compare two styles within a workspace.

    People who write in one language, trade or decade share habits; a ghost-writer has one style in
    many accounts, and an author may have two. Read it beside its percentile.

    Parameters
    ----------
    a, b : Style
    scale : StyleScale
        From :func:`core.content.style_scale.fit_style`, of at least 30 profiles.

    Returns
    -------
    float or Missing
        In [-1, 1]: 0 where the two have no more in common than any two of the workspace. Missing below
        50 texts of either or 30 profiles.

    Examples
    --------
    >>> scale = StyleScale(np.zeros(N_RATES, np.float32), np.ones(N_RATES, np.float32), 30)
    >>> one = Style(np.ones(N_RATES, np.float32), 50)
    >>> round(style_cosine(one, one, scale), 6)
    1.0
    """
    for name, one in (("A", a), ("B", b)):
        if one.n_texts < MIN_TEXTS:
            return Missing(f"{name} has {one.n_texts} distinct texts of its own, {MIN_TEXTS} needed")
    if scale.n_profiles < MIN_PROFILES:
        return Missing(too_few(scale))
    return cosine(deviations(a, scale), deviations(b, scale))


def style_affinity(a: Style, b: Style) -> float | Missing:
    """Compare two styles without a workspace: the cosine of the square roots of their rates.

    In [0, 1], missing below 50 texts of either. Any two profiles of one language are alike here (0.8 and
    more): a part of other scores, not evidence.

    >>> one = Style(np.ones(9, np.float32), 50)
    >>> round(style_affinity(one, one), 6)
    1.0
    """
    if min(a.n_texts, b.n_texts) < MIN_TEXTS:
        return Missing(f"fewer than {MIN_TEXTS} distinct texts of its own")
    return max(0.0, cosine(a.rates.astype(np.float64), b.rates.astype(np.float64)))


def cosine(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Give the cosine of two styles' numbers, 0 where either has none."""
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(np.clip(a @ b / length, -1, 1)) if length else 0.0


def named_rates(one: Style) -> dict[str, float]:
    """Give the rates of the entries that have names, by name: function words, then habits.

    Function words as shares of words; habits as :func:`core.content.habit.habits` has them.

    >>> named_rates(Style(np.zeros(N_RATES, np.float32), 0))["the"]
    0.0
    """
    rates = np.square(one.rates[N_GRAMS:].astype(np.float64))
    return dict(zip((*function_words(), *HABITS), rates.tolist(), strict=True))


def habit_overlaps(a: Style, b: Style, scale: StyleScale, n: int | None = 12) -> tuple[HabitOverlap, ...]:
    """Name the function words and habits that carry a style cosine, those that speak most for it first.

    Character grams are hashed and have no names: their parts are what is missing to the cosine.

    Parameters
    ----------
    a, b : Style
    scale : StyleScale
        The one the cosine was made with.
    n : int or None
        How many to name; None for all. The last are those that speak most *against*.

    Returns
    -------
    tuple of HabitOverlap
        Rates as :func:`core.content.habit.habits` has them; those of function words as shares of words.

    Examples
    --------
    >>> scale = StyleScale(np.zeros(N_RATES, np.float32), np.ones(N_RATES, np.float32), 30)
    >>> one = Style(np.ones(N_RATES, np.float32), 50)
    >>> len(habit_overlaps(one, one, scale)), habit_overlaps(one, one, scale)[0].rate_a
    (12, 1.0)
    """
    in_a, in_b = deviations(a, scale), deviations(b, scale)
    length = float(np.linalg.norm(in_a) * np.linalg.norm(in_b)) or 1.0
    parts = (in_a * in_b / length)[N_GRAMS:]
    names = (*(f"“{word}”" for word in function_words()), *HABITS)
    plain_a = ((a.rates - scale.mean) / scale.spread)[N_GRAMS:]
    plain_b = ((b.rates - scale.mean) / scale.spread)[N_GRAMS:]
    return tuple(
        HabitOverlap(
            names[at],
            float(a.rates[N_GRAMS + at]) ** 2,
            float(b.rates[N_GRAMS + at]) ** 2,
            float(plain_a[at]),
            float(plain_b[at]),
            float(parts[at]),
        )
        for at in np.argsort(-parts, kind="stable")[:n]
    )
