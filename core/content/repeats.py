"""The same post, or a repost of the same original, in two timelines.

Sameness is a 64-bit key: of the normalised text for a profile's own posts, of the name that
:mod:`core.schema` gives to the reposted original for reposts. Keys are what is kept and compared
for thousands of pairs; the posts themselves are the evidence for one pair.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.content.params import MIN_WORDS
from core.model import Repeat
from core.text import count_words, normalised, text_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Rows = dict[int, list[int]]


def _key(name: str) -> int:
    return int(text_hash(name), 16)


def texts(posts: pd.DataFrame) -> list[str | None]:
    """Give the text of each post, None where there is none or only blanks.

    >>> texts(pd.DataFrame({"text": ["hello", "  ", None]}))
    ['hello', None, None]
    """
    return [
        text if isinstance(text, str) and not text.isspace() and text else None
        for text in posts["text"].tolist()
    ]


def reposted(posts: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell of each post whether it is a repost.

    >>> reposted(pd.DataFrame({"kind": ["reply", "repost"]})).tolist()
    [False, True]
    """
    return (posts["kind"] == "repost").to_numpy(dtype=np.bool_)


def _post_rows(posts: pd.DataFrame, min_words: int) -> Rows:
    rows: Rows = defaultdict(list)
    for position, (text, is_repost) in enumerate(zip(texts(posts), reposted(posts), strict=True)):
        if text is None or is_repost:
            continue
        same = normalised(text)
        if count_words(same) >= min_words:
            rows[_key(same)].append(position)
    return rows


def _repost_rows(posts: pd.DataFrame) -> Rows:
    rows: Rows = defaultdict(list)
    objects = posts["objects"].tolist()
    for position in np.flatnonzero(reposted(posts)).tolist():
        named = objects[position]
        # Made by core.schema, which names the original first; a list column's null is None or NaN.
        for name in named if isinstance(named, (list, np.ndarray)) else ():
            if isinstance(name, str) and name.startswith("repost:"):
                rows[_key(name)].append(position)
                break
    return rows


def _keys(rows: Mapping[int, object]) -> npt.NDArray[np.uint64]:
    return np.sort(np.fromiter(rows, dtype=np.uint64, count=len(rows)))


def post_keys(posts: pd.DataFrame, *, min_words: int = MIN_WORDS) -> npt.NDArray[np.uint64]:
    """Give the keys of the distinct texts of originals, quotes and replies.

    Two keys are equal if the texts are, once normalised (:func:`core.text.normalised`); for two
    unequal texts the chance is 1 in 2^64.

    Parameters
    ----------
    posts : DataFrame
        Columns ``kind`` and ``text`` of :data:`core.schema.POSTS`.
    min_words : int
        Texts of fewer words ("thank you") are left out; a handle is not a word.

    Returns
    -------
    ndarray of uint64, shape (n_distinct,)
        Sorted.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": "reply", "text": ["Same text here", "same TEXT  here", "hi"]})
    >>> post_keys(rows).shape
    (1,)
    """
    return _keys(_post_rows(posts, min_words))


def repost_keys(posts: pd.DataFrame) -> npt.NDArray[np.uint64]:
    """Give the keys of the distinct originals that were reposted.

    An original is known by its id, else by its author and normalised text; a repost whose source
    gives neither is left out (:func:`core.schema.objects_of`). An original known by id in one
    source and by text in another counts as two.

    Parameters
    ----------
    posts : DataFrame
        Columns ``kind`` and ``objects`` of :data:`core.schema.POSTS`.

    Returns
    -------
    ndarray of uint64, shape (n_distinct,)
        Sorted.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": "repost", "objects": [["repost:x:1"], ["repost:x:1"], []]})
    >>> repost_keys(rows).shape
    (1,)
    """
    return _keys(_repost_rows(posts))


def _microseconds(posts: pd.DataFrame) -> npt.NDArray[np.int64]:
    return pd.DatetimeIndex(posts["time"]).as_unit("us").asi8


def _repeats(
    posts_a: pd.DataFrame,
    posts_b: pd.DataFrame,
    rows_of: Callable[[pd.DataFrame], Rows],
    n: int | None,
) -> tuple[Repeat, ...]:
    rows_a, rows_b = rows_of(posts_a), rows_of(posts_b)
    times_a, times_b = _microseconds(posts_a), _microseconds(posts_b)
    texts_a, texts_b = texts(posts_a), texts(posts_b)
    found = []
    for key in rows_a.keys() & rows_b.keys():
        in_a, in_b = rows_a[key], rows_b[key]
        first_a, first_b = int(times_a[in_a].min()), int(times_b[in_b].min())
        lag = (first_b - first_a) / 1e6
        written = chain(map(texts_a.__getitem__, in_a), map(texts_b.__getitem__, in_b))
        text = next((text for text in written if text is not None), "")
        found.append(((abs(lag), first_a, key), Repeat(text, tuple(in_a), tuple(in_b), lag)))
    return tuple(repeat for _, repeat in sorted(found, key=lambda entry: entry[0])[:n])


def same_posts(
    posts_a: pd.DataFrame,
    posts_b: pd.DataFrame,
    n: int | None = None,
    *,
    min_words: int = MIN_WORDS,
) -> tuple[Repeat, ...]:
    """Find the texts that both published themselves, closest in time first.

    Quotations, slogans and the text that a "share" button fills in are the same without anybody
    copying: read them.

    Parameters
    ----------
    posts_a, posts_b : DataFrame
        Columns ``kind``, ``text`` and ``time`` of :data:`core.schema.POSTS`.
    n : int or None
        How many to give; None for all, which are as many as the two share of :func:`post_keys`.
    min_words : int
        As for :func:`post_keys`.

    Returns
    -------
    tuple of Repeat
        Each text as A first wrote it, with the rows of every post that holds it in either
        timeline; ``lag_seconds`` is negative where B was first.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": "reply", "text": "one two three",
    ...                      "time": pd.to_datetime(["2024-01-01T00:00Z", "2024-01-01T00:01Z"])})
    >>> same_posts(rows[1:], rows[:1])[0].lag_seconds
    -60.0
    """
    return _repeats(posts_a, posts_b, lambda posts: _post_rows(posts, min_words), n)


def same_reposts(
    posts_a: pd.DataFrame,
    posts_b: pd.DataFrame,
    n: int | None = None,
) -> tuple[Repeat, ...]:
    """Find the originals that both reposted, closest in time first.

    What is widely reposted is shared by strangers; a lag of seconds, again and again, is not.

    Parameters
    ----------
    posts_a, posts_b : DataFrame
        Columns ``kind``, ``objects``, ``text`` and ``time`` of :data:`core.schema.POSTS`.
    n : int or None
        How many to give; None for all, which are as many as the two share of :func:`repost_keys`.

    Returns
    -------
    tuple of Repeat
        ``text`` is empty where no source gave one.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": ["repost"], "text": ["hi"], "objects": [["repost:x:1"]],
    ...                      "time": pd.to_datetime(["2024-01-01T00:00Z"])})
    >>> same_reposts(rows, rows)
    (Repeat(text='hi', positions_a=(0,), positions_b=(0,), lag_seconds=0.0),)
    """
    return _repeats(posts_a, posts_b, _repost_rows, n)
