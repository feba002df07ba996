"""Whom each post names, and how (METHODS 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.model import INTERACTION_KINDS, Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# INTERACTION_KINDS runs from the strongest to the weakest, so that a smaller code wins.
_QUOTE, _MENTION = INTERACTION_KINDS.index("quote"), INTERACTION_KINDS.index("mention")
_REFERRING = INTERACTION_KINDS[:_MENTION]
_N_KINDS = len(INTERACTION_KINDS)
_NO_KIND = _N_KINDS
_USER = pa.large_string()

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Named:
    """One entry a post and target: row of the post, row in ``keys`` (sorted), code of the kind."""

    keys: tuple[str, ...]
    positions: Codes
    targets: Codes
    kinds: Codes


def _arrow(column: pd.Series, kind: pa.DataType = _USER) -> pa.Array:
    found = pa.Array.from_pandas(column, type=kind)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _integers(array: pa.Array, null: int) -> Codes:
    return np.asarray(pc.fill_null(array, null), dtype=np.int64)


def _entries(posts: pd.DataFrame) -> tuple[Codes, pa.Array, Codes]:
    """Give every naming of a user, repeats included: row of the post, key, code of the kind."""
    everyone = np.arange(len(posts), dtype=np.int64)
    lists = _arrow(posts["mentions"], pa.large_list(_USER))
    mentioned_at = _integers(pc.list_parent_indices(lists), 0)
    kind = pc.index_in(_arrow(posts["kind"]), value_set=pa.array(_REFERRING, type=_USER))
    positions = np.concatenate([everyone, everyone, mentioned_at])
    names = pa.concat_arrays(
        [_arrow(posts["ref_author"]), _arrow(posts["quoted_author"]), pc.list_flatten(lists)]
    )
    quotes = np.full(len(posts), _QUOTE, dtype=np.int64)
    mentions = np.full(len(mentioned_at), _MENTION, dtype=np.int64)
    kinds = np.concatenate([_integers(kind, _NO_KIND), quotes, mentions])
    # What an original is said to refer to is no interaction of a known kind; "" is nobody.
    kept = np.asarray(pc.fill_null(pc.greater(pc.binary_length(names), 0), False), dtype=np.bool_)  # noqa: FBT003
    kept &= kinds != _NO_KIND
    return positions[kept], names.filter(pa.array(kept)), kinds[kept]


def _named(posts: pd.DataFrame) -> _Named:
    positions, names, kinds = _entries(posts)
    distinct = pc.dictionary_encode(names)
    keys = distinct.dictionary.to_pylist()
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rank = np.empty(len(keys), dtype=np.int64)
    rank[order] = np.arange(len(keys))
    targets = rank[np.asarray(distinct.indices, dtype=np.int64)]
    # Sorted by post, target and strength, the first entry of each post and target is the strongest.
    rows = np.lexsort((kinds, targets, positions))
    positions, targets, kinds = positions[rows], targets[rows], kinds[rows]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = (np.diff(positions) != 0) | (np.diff(targets) != 0)
    return _Named(tuple(keys[row] for row in order), positions[first], targets[first], kinds[first])


def interactions(posts: pd.DataFrame) -> pd.DataFrame:
    """List whom each post names: the posts behind every number of the audience.

    One post names one target once, by the strongest kind (repost, quote, reply, mention): a reply
    that also mentions whom it answers counts once. A user quoted or mentioned inside a repost is
    named by it too, since the profile passes it on.

    Parameters
    ----------
    posts : DataFrame
        Columns ``kind``, ``mentions``, ``ref_author`` and ``quoted_author`` of
        :data:`core.schema.POSTS`.

    Returns
    -------
    DataFrame
        Columns ``position`` (row of the post, from 0), ``target`` (key as the source gave it) and
        ``kind``; sorted by position, then target.

    Notes
    -----
    O(n log n); 3,200 posts take a few milliseconds.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": ["reply"], "mentions": [["x:@bob", "x:@ann"]],
    ...                      "ref_author": ["x:@bob"], "quoted_author": [None]})
    >>> interactions(rows).to_dict("list")
    {'position': [0, 0], 'target': ['x:@ann', 'x:@bob'], 'kind': ['mention', 'reply']}
    """
    named = _named(posts)
    return pd.DataFrame(
        {
            "position": named.positions,
            "target": pd.Series(pd.array(named.keys, dtype="str")).take(named.targets).array,
            "kind": pd.Series(pd.array(INTERACTION_KINDS, dtype="str")).take(named.kinds).array,
        }
    )


def audience(posts: pd.DataFrame) -> Audience:
    """Count whom a profile names, and how ([B] 3.3).

    The profile's own key is kept where a thread answers itself; it is removed when two audiences
    are compared (:func:`core.audience.overlap.overlap`).

    Parameters
    ----------
    posts : DataFrame
        As for :func:`interactions`, whose rows are counted here.

    Returns
    -------
    Audience
        Targets in code-point order; ``weights`` is (n_targets, 4), one column a kind of
        :data:`core.model.INTERACTION_KINDS`.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": ["repost", "original"], "mentions": [[], ["x:2"]],
    ...                      "ref_author": ["x:2", None], "quoted_author": [None, None]})
    >>> found = audience(rows)
    >>> found.targets, found.weights.tolist()
    (('x:2',), [[1, 0, 0, 1]])
    """
    named = _named(posts)
    n_targets = len(named.keys)
    cells = named.targets * _N_KINDS + named.kinds
    counted = np.bincount(cells, minlength=n_targets * _N_KINDS).astype(np.int64)
    return Audience(named.keys, counted.reshape(n_targets, _N_KINDS))


def unified(audience: Audience, canonical: Callable[[Sequence[str]], list[str]]) -> Audience:
    """Merge the targets whose keys mean the same user.

    Parameters
    ----------
    audience : Audience
    canonical : callable
        Gives the unified key of each key, such as :meth:`core.identities.Identities.canonical`.

    Returns
    -------
    Audience
        The weights of merged targets are added. A post that named one user under two keys has
        then named it twice.

    Examples
    --------
    >>> found = Audience(("x:1", "x:@ann"), np.array([[1, 0, 0, 0], [0, 0, 0, 2]]))
    >>> merged = unified(found, lambda keys: ["x:1" for _ in keys])
    >>> merged.targets, merged.weights.tolist()
    (('x:1',), [[1, 0, 0, 2]])
    """
    keys = canonical(audience.targets)
    targets = sorted(set(keys))
    row_of = {key: row for row, key in enumerate(targets)}
    weights = np.zeros((len(targets), _N_KINDS), dtype=np.int64)
    np.add.at(weights, np.array([row_of[key] for key in keys], dtype=np.intp), audience.weights)
    return Audience(tuple(targets), weights)
