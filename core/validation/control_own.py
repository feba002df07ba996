"""Controls of one profile with itself or with somebody whose days cannot be the same: clocks and calendars."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.behaviour.activity import activity
from core.behaviour.trait import MIN_POSTS_FOR_SHIFT
from core.block import Block
from core.measures import Scores, get
from core.progress import check
from core.validation.control_claim import CLAIMS, DAILY, SHIFT
from core.validation.control_kind import MOVED, OWN_FEW, OWN_WEEKS
from core.validation.control_trial import PARAMS, Trial, joined_scores

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from core.model import Activity, Portrait
    from core.standing import Standing
    from core.validation.control_trial import Crew
    from core.workspace import Workspace

MOVED_BY = (0.25, 0.5, 0.75)
LEAST_WEEKS = 4
_TOO_SHORT = f"fewer than {2 * LEAST_WEEKS} weeks on which both were observed"
_AT_ONCE = 1_000  # pairs, each with days of its own
_MICROSECONDS_PER_WEEK = 7 * 86_400 * 1_000_000


def own_weeks(
    workspace: Workspace,
    portraits: Sequence[Portrait],
    crew: Crew,
    seed: int,
    *,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> tuple[Trial, Trial]:
    """Compare the even weeks of each profile with its odd ones: one clock, so that no hint at two is right.

    Once with all their posts, and once with as many of each, drawn at random, as a hint needs at least.
    """
    rng = np.random.default_rng(seed)
    halves: tuple[list[Portrait], list[Portrait]] = ([], [])
    thinned: tuple[list[Portrait], list[Portrait]] = ([], [])
    for n, portrait in enumerate(portraits):
        check(cancelled)
        progress(n / len(portraits), "Comparing profiles with their own other weeks")
        posts = workspace.timeline(portrait.profile.key).posts
        is_odd = odd_weeks(posts)
        for side, some in enumerate((posts[~is_odd], posts[is_odd])):
            few = np.sort(rng.permutation(len(some))[:MIN_POSTS_FOR_SHIFT])
            halves[side].append(replace(portrait, activity=activity(some)))
            thinned[side].append(replace(portrait, activity=activity(some.iloc[few])))
    alone = np.repeat(np.arange(len(portraits)), 2).reshape(-1, 2)
    pairs = crew.accounts[alone]
    return (
        _trial(OWN_WEEKS, SHIFT, _scores(SHIFT, *halves, alone, cancelled), pairs, crew.standing),
        _trial(OWN_FEW, SHIFT, _scores(SHIFT, *thinned, alone, cancelled), pairs, crew.standing),
    )


def odd_weeks(posts: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell of each post whether it is of an odd week, counted from Monday 1969-12-29, UTC."""
    moments = posts["time"].to_numpy(dtype="datetime64[us]").astype(np.int64)
    odd: npt.NDArray[np.bool_] = (
        moments + 3 * _MICROSECONDS_PER_WEEK // 7
    ) // _MICROSECONDS_PER_WEEK % 2 == 1
    return odd


def moved(
    portraits: Sequence[Portrait],
    crew: Crew,
    *,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> Trial:
    """Compare the days of all pairs with one of the two moved by whole weeks, within the days they share.

    What falls out at the end comes in at the beginning: as many days and posts are compared as before.
    Weekdays stay weekdays and each keeps its rhythm, but nothing that happened is on one day for both.
    """
    parts, rows = [], []
    n_all = max(1, len(crew.pairs) * len(MOVED_BY))
    for n, share in enumerate(MOVED_BY):
        for first in range(0, len(crew.pairs), _AT_ONCE):
            progress((n * len(crew.pairs) + first) / n_all, "Comparing days that are weeks apart")
            check(cancelled)
            some = np.arange(first, min(first + _AT_ONCE, len(crew.pairs)))
            parts.append(_moved_scores(portraits, crew.pairs[some], share, cancelled))
            rows.append(some)
    pairs = crew.pairs[np.concatenate([np.zeros(0, np.int64), *rows])]
    return _trial(MOVED, DAILY, joined_scores(parts), crew.accounts[pairs], crew.standing)


def rolled(a: Activity, b: Activity, share: float) -> Activity | None:
    """Move B by a share of the whole weeks that it has in common with A, around their end.

    None where that is less than four weeks away from where it was.
    """
    start = max(a.first_day, b.first_day)
    end = min(a.first_day + a.daily.shape[1], b.first_day + b.daily.shape[1])
    n_weeks = max(0, end - start) // 7
    by = round(share * n_weeks)
    if min(by, n_weeks - by) < LEAST_WEEKS:
        return None
    first = start - b.first_day
    days = b.daily[:, first : first + 7 * n_weeks]
    return replace(b, first_day=start, daily=np.roll(days, 7 * by, axis=1))


def _moved_scores(
    portraits: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    share: float,
    cancelled: Callable[[], bool],
) -> Scores:
    """Measure pairs with B moved; those that share too few weeks are missing."""
    there: list[int] = []
    right: list[Portrait] = []
    for row, (a, b) in enumerate(pairs.tolist()):
        later = rolled(portraits[a].activity, portraits[b].activity, share)
        if later is not None:
            there.append(row)
            right.append(replace(portraits[b], activity=later))
    places = np.stack([pairs[there, 0], np.arange(len(there))], axis=1)
    found = _scores(DAILY, portraits, right, places, cancelled)
    nothing = np.zeros(len(pairs), dtype=np.int64)
    values = np.full(len(pairs), np.nan)
    values[there] = found.values  # noqa: PD011 — of scores, not of a frame
    why: list[str | None] = [_TOO_SHORT] * len(pairs)
    for row, reason in zip(there, found.missing, strict=True):
        why[row] = reason
    return Scores(values, tuple(why), nothing, nothing, (None,) * len(pairs))


def _scores(
    name: str,
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    cancelled: Callable[[], bool],
) -> Scores:
    block = Block([*left, *right], cancelled=cancelled)
    return get(name).scores(block, block, pairs + np.array([0, len(left)]), None, PARAMS)


def _trial(
    control: str, measure: str, scores: Scores, pairs: npt.NDArray[np.int64], standing: Standing
) -> Trial:
    by_name: Mapping[str, Scores] = {measure: scores}
    asked = [claim for claim in CLAIMS if claim.measures == (measure,)]
    return Trial(
        control,
        pairs,
        {claim.key: claim.said(by_name, standing) for claim in asked},
        {claim.key: claim.lack(by_name) for claim in asked},
    )
