"""What a pair of profiles gives away of how its posts were gathered, and nothing of what they say.

A control: where labels and crawls coincide, a classifier may do well on these alone, and one that sees all
measures may owe its score to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.keys import is_handle_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from core.model import Timeline

# Columns of core.schema.POSTS that some sources fill and others leave empty.
POST_FIELDS = (
    "text", "likes", "reposts", "replies", "quotes", "client", "language", "offset_minutes", "fetched_at",
    "ref_id", "ref_author", "quoted_id", "quoted_author",
)  # fmt: skip
PROFILE_FIELDS = ("name", "bio", "created", "followers", "following", "fetched_at")
_ORDERED = ("first_day", "last_day", "log_posts", "repost_share")
_MICROSECONDS_PER_DAY = 86_400_000_000
TRACE = (
    *_ORDERED,
    "ids_given",
    "user_id_given",
    *(f"{name}_given" for name in POST_FIELDS),
    *(f"profile_{name}_given" for name in PROFILE_FIELDS),
)


def crawl_trace(timeline: Timeline) -> npt.NDArray[np.float64]:
    """Sum up how a timeline was gathered: one number for each name of :data:`TRACE`.

    Days are counted from 1970-01-01, shares are in [0, 1]; a post id counts as given where it is a number,
    since a post without one is named by a hash. NaN where there are no posts.

    Notes
    -----
    A few milliseconds for 3,200 posts; deterministic.
    """
    posts, profile = timeline.posts, timeline.profile
    moments = posts["time"].to_numpy(dtype="datetime64[us]").astype(np.int64) / _MICROSECONDS_PER_DAY
    owner = profile.account or profile.key
    known = [not is_handle_key(owner), *(_filled(posts[name]) for name in POST_FIELDS)]
    told = [getattr(profile, name) is not None for name in PROFILE_FIELDS]
    return np.array(
        [
            moments[0] if len(posts) else np.nan,
            moments[-1] if len(posts) else np.nan,
            np.log1p(len(posts)),
            (posts["kind"] == "repost").mean() if len(posts) else np.nan,
            posts["post_id"].str.fullmatch(r"\d+").fillna(value=False).mean() if len(posts) else np.nan,
            *known,
            *told,
        ],
        dtype=np.float64,
    )


def _filled(column: pd.Series) -> float:
    return float(column.notna().mean()) if len(column) else float("nan")


def crawl_features(
    timelines: Sequence[npt.NDArray[np.float64]], rows: npt.NDArray[np.int64]
) -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
    """Set the traces of pairs against one another; which profile comes first makes no difference.

    Parameters
    ----------
    timelines : sequence of ndarray of shape (len(TRACE),)
        The trace of each profile, of :func:`crawl_trace`.
    rows : ndarray of shape (p, 2)

    Returns
    -------
    names : tuple of str
    values : ndarray of shape (p, len(names))
        Of every number how far the two are apart; of dates, posts and reposts also the smaller and the
        larger, of what is given also the mean.

    Examples
    --------
    >>> one, other = np.zeros(len(TRACE)), np.ones(len(TRACE))
    >>> names, values = crawl_features([one, other], np.array([[0, 1]]))
    >>> names[:3], values[0, :3].tolist()
    (('first_day_gap', 'first_day_least', 'first_day_most'), [1.0, 0.0, 1.0])
    """
    traces = np.array(timelines).reshape(-1, len(TRACE))
    a, b = traces[rows[:, 0]], traces[rows[:, 1]]
    names: list[str] = []
    columns = []
    for at, name in enumerate(TRACE):
        one, other = a[:, at], b[:, at]
        names.append(f"{name}_gap")
        columns.append(np.abs(one - other))
        if name in _ORDERED:
            names += [f"{name}_least", f"{name}_most"]
            columns += [np.minimum(one, other), np.maximum(one, other)]
        else:
            names.append(f"{name}_mean")
            columns.append((one + other) / 2)
    return tuple(names), np.stack(columns, axis=1)
