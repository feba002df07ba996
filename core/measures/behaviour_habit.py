"""Measures of habit: hours of the week, the clock's shift, bursts, rates. METHODS 1, [B] Table 2."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from core.behaviour import habit
from core.behaviour.trait import hour_shift
from core.block import joined
from core.measures import DETAIL, Measure, Scores, register
from core.model import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.behaviour.habit import Habit
    from core.model import Portrait
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

    Floats = npt.NDArray[np.float64]

_PAIRS = 2**13  # looked at together: the shifts of a clock are 5 kB a pair
_WEEKLY_LIMITS = (
    "The hours are those of UTC: people of one time zone, trade and language are alike by that alone."
)
_RATE_NEEDS = "30 posts of each over 28 days; in paper mode one post"
_OWN_NEEDS = "30 posts of its own of each; in paper mode one"
_RECEIVED_LIMITS = (
    "Says how far posts reach, not who writes them. Where a source gives the count for some posts only, the others "
    "count as none."
)


def _compute(
    of: Callable[..., Habit],
    between: Callable[[Floats, Floats], Floats],
    neither: str,
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    _: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    block, rows = joined(left, right, pairs)
    found = [of(portrait.activity, strict=params.behaviour.mode != "paper") for portrait in block]
    has = np.array([one.value is not None for one in found], dtype=np.bool_)
    n = np.array([one.n for one in found], dtype=np.int64)[rows]
    values = np.full(len(rows), np.nan)
    places = np.flatnonzero(has[rows].all(axis=1))
    if places.size:
        some = next(one.value for one in found if one.value is not None)
        held = np.array([np.zeros_like(some) if one.value is None else one.value for one in found])
        for start in range(0, places.size, _PAIRS):
            block.check()
            block.progress(start / places.size)
            here = places[start : start + _PAIRS]
            values[here] = between(held[rows[here, 0]], held[rows[here, 1]])
    missing: list[str | None] = [None] * len(rows)
    for place in np.flatnonzero(np.isnan(values)).tolist():
        missing[place] = _reason(found, rows[place]) or neither
    return Scores(values, tuple(missing), n[:, 0], n[:, 1], (None,) * len(rows))


def _reason(found: Sequence[Habit], row: npt.NDArray[np.int64]) -> str:
    lacks = zip("AB", (found[at].lack for at in row.tolist()), strict=True)
    return "; ".join(lack.format(name) for name, lack in lacks if lack)


def _shared(
    of: Callable[..., Habit], a: Portrait, b: Portrait, _: Reference | None, params: ComparisonParams
) -> Floats | Missing:
    """Give what the two have in common in each hour, adding up to the overlap."""
    found = [of(portrait.activity, strict=params.behaviour.mode != "paper") for portrait in (a, b)]
    if reason := _reason(found, np.arange(2)):
        return Missing(reason)
    ours, theirs = (np.asarray(one.value, dtype=np.float64) for one in found)
    parts: Floats = np.minimum(ours, theirs)
    return parts


def explain_shift(
    a: Portrait, b: Portrait, _: Reference | None, __: ComparisonParams
) -> npt.NDArray[np.float64] | Missing:
    """Give the overlap of the hours of the day for each shift of B (:func:`core.behaviour.trait.hour_shift`)."""
    return hour_shift(a.activity, b.activity)


def _declare(
    name: str, of: Callable[..., Habit], between: Callable[[Floats, Floats], Floats], unit: str, **told: Any
) -> None:
    """Register a measure of habit; ``told`` is the rest of its declaration."""
    neither = told.pop("neither", "neither of the two has any")
    units: dict[Mode, str] = {"default": unit, "paper": unit}
    compute = partial(_compute, of, between, neither)
    rest: dict[str, Any] = {
        "items": "posts",
        "low": 0.0,
        "high": 1.0,
        "units": units,
        "compute": compute,
    } | told
    register(Measure(name=f"behaviour.{name}", aspect="behaviour", **rest))


_declare(
    "hour_of_week_overlap",
    habit.week,
    habit.overlaps,
    "share",
    label="Hours of the week, overlap",
    direction="similarity",
    meaning="The share of their posts that falls into the same hours of the week.",
    formula="Sum over the 168 hours of the UTC week of the smaller of both shares.",
    limits=f"{_WEEKLY_LIMITS} Few posts leave hours empty and keep it low.",
    needs="168 posts of each",
    source="ours, not of the paper",
    explain=partial(_shared, habit.week),
    order=30,
)
_declare(
    "hour_overlap",
    habit.hours,
    habit.overlaps,
    "share",
    label="Hours of the day, overlap",
    direction="similarity",
    meaning="The share of their posts that falls into the same hours of the day.",
    formula="Sum over the 24 hours of the UTC day of the smaller of both shares.",
    limits=_WEEKLY_LIMITS,
    needs="48 posts of each",
    source="ours, not of the paper",
    explain=partial(_shared, habit.hours),
    order=35,
    tags=(DETAIL,),
)
_declare(
    "shift_gain",
    habit.clock,
    habit.shift_gains,
    "gain in overlap",
    label="Time-zone shift, gain",
    direction="distance",
    meaning="How much better their hours of the day overlap once one clock is shifted: a hint at two time zones.",
    formula="Largest overlap of the 24 hours over all whole-hour shifts of B, less the overlap without a shift. From "
    "0.10 on it is called a hint.",
    limits="Shift work and two habits in one zone look the same; one author who moved has two zones. A gain near 0 "
    "does not say that the zones are the same: flat curves gain nothing.",
    needs="200 posts of each",
    source="ours, not of the paper",
    explain=explain_shift,
    order=40,
)
_declare(
    "burstiness_difference",
    habit.burstiness,
    habit.differences,
    "difference",
    label="Burstiness, difference",
    direction="distance",
    high=2.0,
    meaning="How far apart they are in posting in bursts rather than steadily.",
    formula="|Bᴬ − Bᴮ| with B = (σ − μ) / (σ + μ) of the gaps between posts: −1 a metronome, 0 chance, towards 1 "
    "bursts.",
    limits="Most people are between 0.3 and 0.7, so that many pairs are near; a gap in what was collected makes "
    "anybody bursty.",
    needs="50 posts of each, not all at one instant",
    source="ours; Goh and Barabási 2008",
    order=50,
)
_declare(
    "posts_a_day_ratio",
    habit.posts_a_day,
    habit.ratios,
    "smaller / larger",
    label="Posts a day, ratio",
    direction="similarity",
    meaning="How alike they are in how much they post.",
    formula="Posts over days from first to last post, the smaller of the two over the larger.",
    limits="Volume is no signature: half of all pairs are within a factor of a few. A cap of the collection "
    "(3,200 posts) shortens the span, not the rate.",
    needs=_RATE_NEEDS,
    source="[B] Table 2, mean statuses a day; ratio and minimum ours",
    order=60,
)
_declare(
    "median_a_day_ratio",
    habit.median_a_day,
    habit.ratios,
    "smaller / larger",
    label="Median posts a day, ratio",
    direction="similarity",
    meaning="How alike they are in what they post on an ordinary day.",
    formula="Median posts of the days from first to last post, the smaller of the two over the larger.",
    limits="0 wherever one of the two posts on fewer than half of its days.",
    needs=f"{_RATE_NEEDS}; not both silent on most days",
    source="ours, not of the paper",
    neither="both post on fewer than half of their days: the median of each is 0",
    order=65,
    tags=(DETAIL,),
)
_declare(
    "repost_share_difference",
    habit.repost_share,
    habit.differences,
    "difference of shares",
    label="Repost share, difference",
    direction="distance",
    items="reposts and originals",
    meaning="How far apart they are in spreading what others wrote rather than writing.",
    formula="Difference of reposts / (reposts + originals).",
    limits="Sources that leave reposts out make everybody an originator.",
    needs="30 reposts and originals of each; in paper mode one",
    source="[B] Table 2, original : repost ratio; share and minimum ours",
    order=70,
)
for _n, (_series, _noun) in enumerate(
    (("likes_received", "likes"), ("reposts_received", "reposts received"))
):
    _declare(
        f"{_series}_per_post_ratio",
        habit.received_per_post(_series),
        habit.ratios,
        "smaller / larger",
        label=f"{_noun.capitalize()} per post, ratio",
        direction="similarity",
        items="own posts",
        meaning=f"How alike they are in the {_noun} that a post of theirs gets.",
        formula=f"{_noun.capitalize()} over posts of its own, the smaller of the two over the larger.",
        limits=_RECEIVED_LIMITS,
        needs=_OWN_NEEDS,
        source="ours, after [B] Table 2",
        neither=f"neither of the two got any {_noun}",
        order=80 + _n,
    )
    _declare(
        f"{_series}_a_day_ratio",
        habit.received_a_day(_series),
        habit.ratios,
        "smaller / larger",
        label=f"{_noun.capitalize()} a day, ratio",
        direction="similarity",
        items="own posts",
        meaning=f"How alike they are in the {_noun} that they get a day.",
        formula=f"{_noun.capitalize()} over days from first to last post, the smaller of the two over the larger.",
        limits=_RECEIVED_LIMITS,
        needs="30 posts of its own of each over 28 days; in paper mode one post",
        source=f"[B] Table 2, {_noun} a day; ratio and minimum ours",
        neither=f"neither of the two got any {_noun}",
        order=90 + _n,
        tags=(DETAIL,),
    )
