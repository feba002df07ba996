"""What a profile's posts mean together, how alike two such meanings are, and which posts show it.

[B] 3.4: the mean of the vectors of a profile's posts, compared by the cosine. Of a large timeline a seeded
sample is read, and said so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.content.sample import text_sample
from core.content.wording import own_texts
from core.model import Missing
from core.model.meaning import CloseTexts, Meaning, MeaningScale
from core.text import HANDLE, LINK, count_words, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    import pandas as pd

    from core.model.result import Mode

    Floats = npt.NDArray[np.float32]
    Vector = npt.NDArray[np.float64]

SAMPLED = 200
MIN_TEXTS = 20
MIN_PROFILES = 30
_MIN_WORDS = 3
_SHRINKAGE = 3.0
_LEAST = 1e-12
_MOST_CHARACTERS = 1_000
_OF_LINKS = ("http", "www.", "...", "…")


def readable(text: str) -> str:
    r"""Give what an encoder is to read of a post: neither links nor handles, blanks made one.

    >>> readable("@ann  look at\nthis #view https://a.example/1")
    'look at this #view'
    """
    text = text[:_MOST_CHARACTERS]
    # What no link is without is looked for first, which is much faster than looking for links.
    if any(mark in text.casefold() for mark in _OF_LINKS):
        text = LINK.sub(" ", text)
    if "@" in text:
        text = HANDLE.sub(" ", text)
    return " ".join(text.split())


def readable_posts(posts: pd.DataFrame) -> dict[str, list[int]]:
    """Give the distinct texts of a profile's own posts that say something, with the rows they stand in.

    Parameters
    ----------
    posts : DataFrame
        Columns ``kind`` and ``text`` of :data:`core.schema.POSTS`.

    Returns
    -------
    dict
        Texts of three words and more, reposts left out.

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"kind": "reply", "text": ["A calm sea today", "Thanks!", "@al A calm  sea today"]})
    >>> readable_posts(posts)
    {'A calm sea today': [0, 2]}
    """
    found: dict[str, list[int]] = {}
    for row, text in enumerate(own_texts(posts)):
        if text is not None and count_words(said := readable(text)) >= _MIN_WORDS:
            found.setdefault(said, []).append(row)
    return found


def meaning_sample(texts: Iterable[str], n: int = SAMPLED) -> list[str]:
    """Draw n texts by a seeded hash of each: the same whatever their order."""
    return text_sample(texts, n)


def mean_meaning(vectors: Floats, n_texts: int, model: str) -> Meaning:
    """Average the vectors of a profile's sampled texts.

    >>> mean_meaning(np.array([[1, 0], [0, 1]], np.float32), 9, "m 1").vector.tolist()
    [0.5, 0.5]
    """
    mean = vectors.mean(axis=0, dtype=np.float64) if len(vectors) else np.zeros(vectors.shape[1])
    return Meaning(mean.astype(np.float32), n_texts, len(vectors), model)


def fit_meanings(meanings: Iterable[Meaning]) -> MeaningScale | None:
    """Learn where a workspace's meanings lie, from profiles with texts enough; None without any.

    A meaning that is not finite teaches nothing and is left out.

    Raises
    ------
    ValueError
        If they are by several models.

    Notes
    -----
    O(n d² + d³): 0.1 s for 200 profiles, 4 s for 20,000. What any two have in common are a few directions of
    large spread (language, trade, news or not); divided by their spread they no longer drown the rest. The
    spread is that of the sample plus three times the mean spread, without which few profiles would
    teach more than they know.
    """
    many = [one for one in meanings if one.n_sampled >= MIN_TEXTS and np.isfinite(one.vector).all()]
    if not many:
        return None
    if len(models := {one.model for one in many}) > 1:
        message = f"meanings by several models: {', '.join(sorted(models))}"
        raise ValueError(message)
    n, vectors = len(many), np.stack([one.vector for one in many]).astype(np.float64)
    units = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _LEAST)
    # the sum over all pairs is that of the square of the sum, less each with itself
    all_pairs = float(np.square(units.sum(axis=0)).sum() - n) / (n * (n - 1)) if n > 1 else 0.0
    mean = vectors.mean(axis=0)
    apart = vectors - mean
    spread, directions = np.linalg.eigh(apart.T @ apart / n)
    shrunk = np.maximum(spread, 0) + _SHRINKAGE * max(float(spread.mean()), _LEAST)
    whitening = (directions / np.sqrt(shrunk)) @ directions.T
    return MeaningScale(mean.astype(np.float32), whitening.astype(np.float32), n, all_pairs, many[0].model)


def departure(meaning: Meaning, scale: MeaningScale) -> Vector:
    """Give how a profile departs from the workspace's mean, (d,), in units of what is usual there."""
    found: Vector = (meaning.vector.astype(np.float64) - scale.mean) @ scale.whitening.astype(np.float64)
    return found


def unfit(a: Meaning, b: Meaning, scale: MeaningScale | None, mode: Mode) -> str | None:
    """Say why two meanings cannot be compared, None where they can."""
    for name, one in (("A", a), ("B", b)):
        if one.n_sampled < MIN_TEXTS:
            texts = counted(one.n_sampled, "distinct texts of its own of three words or more")
            return f"{name} has {texts}, {MIN_TEXTS} needed"
    if a.model != b.model:
        return f"A was embedded by {a.model}, B by {b.model}: embed all profiles by one model"
    if mode == "paper":
        return None
    if scale is None or scale.model != a.model:
        return "where the meanings of this workspace lie is not known yet: embed its posts"
    if scale.n_profiles < MIN_PROFILES:
        return (
            f"the workspace has {counted(scale.n_profiles, 'embedded profiles')} to learn what is usual, "
            f"{MIN_PROFILES} needed"
        )
    return None


def meaning_cosine(
    a: Meaning, b: Meaning, scale: MeaningScale | None = None, *, mode: Mode = "default"
) -> float | Missing:
    """Compare what two profiles' posts mean.

    Parameters
    ----------
    a, b : Meaning
        By one model.
    scale : MeaningScale or None
        Of the workspace; paper mode does not ask for it.
    mode : {"default", "paper"}
        Paper: the cosine of the two means ([B] 3.4): high for any two profiles of one language.
        Default: of their departures from the workspace's mean, each direction divided by its spread.

    Returns
    -------
    float or Missing
        In [-1, 1]. Missing below 20 texts of either or, by default, below 30 profiles.

    Notes
    -----
    Default mode told the later half of 193 real timelines from everybody else's first half, 200 texts each, where
    the scale was learned from others: at one false alarm in a thousand 87 %, where the plain cosine told
    71 % and one that is merely centred 69 %. Of a kind of profile that the scale has not seen it tells no
    more than the plain one.

    Examples
    --------
    >>> one = mean_meaning(np.array([[3, 4]] * 20, np.float32), 20, "m 1")
    >>> other = mean_meaning(np.array([[4, 3]] * 20, np.float32), 20, "m 1")
    >>> round(meaning_cosine(one, other, mode="paper"), 3)
    0.96
    """
    if reason := unfit(a, b, scale, mode):
        return Missing(reason)
    if mode == "paper" or scale is None:
        return cosine(a.vector, b.vector)
    return cosine(departure(a, scale), departure(b, scale))


def cosine(a: Floats | Vector, b: Floats | Vector) -> float:
    """Give the cosine of two vectors; 0 where one is nothing.

    >>> cosine(np.array([3.0, 4.0]), np.array([0.0, 0.0]))
    0.0
    """
    left, right = a.astype(np.float64), b.astype(np.float64)
    length = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(np.clip(left @ right / length, -1, 1)) if length else 0.0


def closest_texts(
    a: Sequence[tuple[str, Sequence[int]]],
    b: Sequence[tuple[str, Sequence[int]]],
    vectors_a: Floats,
    vectors_b: Floats,
    n: int = 10,
) -> tuple[CloseTexts, ...]:
    """Name the pairs of texts, one of each profile, that mean most nearly the same.

    Parameters
    ----------
    a, b : sequence of (str, sequence of int)
        The sampled texts with the rows they stand in.
    vectors_a, vectors_b : ndarray of shape (len(a), d) and (len(b), d)
    n : int
        How many; each text is named once, with its best partner that is not named yet.

    Returns
    -------
    tuple of CloseTexts
        The closest first.

    Examples
    --------
    >>> unit = np.eye(2, dtype=np.float32)
    >>> closest_texts([("x", [0]), ("y", [1])], [("z", [5])], unit, unit[1:])[0].text_a
    'y'
    """
    if not len(a) or not len(b):
        return ()
    cosines = _units(vectors_a) @ _units(vectors_b).T
    found: list[CloseTexts] = []
    named_a, named_b = set[int](), set[int]()
    for at in np.argsort(-cosines, axis=None, kind="stable").tolist():
        left, right = divmod(at, len(b))
        if len(found) == n:
            break
        if left in named_a or right in named_b:
            continue
        named_a.add(left)
        named_b.add(right)
        (text_a, rows_a), (text_b, rows_b) = a[left], b[right]
        cosine = float(np.clip(cosines[left, right], -1, 1))
        found.append(CloseTexts(text_a, text_b, tuple(rows_a), tuple(rows_b), cosine))
    return tuple(found)


def _units(vectors: Floats) -> Floats:
    length = np.linalg.norm(vectors.astype(np.float32), axis=1, keepdims=True)
    units: Floats = vectors.astype(np.float32) / np.maximum(length, _LEAST)
    return units
