"""A one-operator model learned from a workspace's own accounts: each one's past and present are one hand's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core import VERSION
from core.progress import check, ignore_progress, never
from core.validation.pool import look_at, open_choice
from core.verdict.crowd import crowd_of, traits
from core.verdict.model import Crowd, Model, worth
from core.verdict.training import KNEE, fit_parts, joined_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import numpy.typing as npt

    from core.validation.pool import Pool
    from core.validation.side import Side
    from core.verdict.model import Part
    from core.verdict.training import Sample

    Progress = Callable[[float, str], None]
    Cancelled = Callable[[], bool]

POOL_ACCOUNTS = (30, 60, 120, None)
_REPEATS, _GROUP_REPEATS = 3, 2
_LEAST_ALONE = 28  # accounts of one group that make a pool of their own
_LOOKING = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Open pools of sides of one size, looked at."""

    size: int
    pools: tuple[Pool, ...]


def lessons(
    sides: Mapping[int, Sequence[Side]],
    unknown: Collection[frozenset[str]] = (),
    *,
    seed: int = 0,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> list[Lesson]:
    """Draw open pools of few, many and all accounts, and of each large group alone; look at every pair of each.

    Parameters
    ----------
    sides : mapping of int to sequence of Side
        By posts a side (:func:`core.validation.side.cut_sides`).
    unknown : collection of frozenset of str
        As for :func:`core.validation.pool.look_at`.
    seed : int
        Of the draws.

    Raises
    ------
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    Some 18 pools a size; about four minutes for 200 accounts and four sizes.
    """
    rng = np.random.default_rng(seed)
    plan: list[tuple[int, Sequence[Side], int | None]] = []
    for size in sorted(sides):
        plan += [(size, sides[size], n) for n in POOL_ACCOUNTS * _REPEATS]
        plan += [(size, alone, None) for alone in _alone(sides[size]) for _ in range(_GROUP_REPEATS)]
    found: dict[int, list[Pool]] = {size: [] for size in sorted(sides)}
    for at, (size, some, n_accounts) in enumerate(plan):
        check(cancelled, "nothing was measured")
        progress(at / len(plan), f"Looking at pools of {size:,} posts a side: {at} of {len(plan)}")
        found[size].append(look_at(open_choice(some, rng, n_accounts), unknown, cancelled=cancelled))
    return [Lesson(size, tuple(pools)) for size, pools in found.items()]


def _alone(sides: Sequence[Side]) -> list[list[Side]]:
    """Give the sides of each group that is large enough for pools of its own: those are the hard ones."""
    of: dict[str, list[Side]] = {}
    for side in sides:
        if side.group is not None:
            of.setdefault(side.group, []).append(side)
    return [some for _, some in sorted(of.items()) if len({side.account for side in some}) >= _LEAST_ALONE]


def numbered(sides: Mapping[int, Sequence[Side]]) -> dict[str, int]:
    """Give every account of all sides a number."""
    accounts = sorted({side.account for some in sides.values() for side in some})
    return {account: at for at, account in enumerate(accounts)}


def sample_of(taught: Sequence[Lesson], numbers: dict[str, int]) -> Sample:
    """Give the pairs of all pools whose truth is known."""
    return joined_samples([pool.sample(numbers) for lesson in taught for pool in lesson.pools])


def learned_model(
    taught: Sequence[Lesson],
    numbers: dict[str, int],
    name: str,
    made_at: str,
    data: Sequence[str],
    *,
    whole: Sequence[Pool] = (),
    seed: int = 0,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> Model:
    """Fit a model on all pairs of some lessons, and write its card.

    Parameters
    ----------
    taught : sequence of Lesson
    numbers : dict
        Of accounts (:func:`numbered`).
    name, made_at : str
        What it is called, and when (ISO 8601) it was made.
    data : sequence of str
        What was read, a line each.
    whole : sequence of Pool
        The same accounts' whole timelines: nothing is fitted on them, but a workspace like them is none that
        is strange to the model.

    Raises
    ------
    InputError
        If there are too few pairs.
    CancelledError
        If the analyst stopped it.
    """
    sample = sample_of(taught, numbers)
    parts = fit_parts(sample, seed=seed, progress=progress, cancelled=cancelled)
    card: dict[str, Any] = {
        "made_at": made_at,
        "version": VERSION,
        "data": list(data),
        "n_accounts": len(numbers),
        "posts_a_side": [lesson.size for lesson in taught],
        "n_pools": sum(len(lesson.pools) for lesson in taught),
        "n_same": int(sample.same.sum()),
        "n_different": int((~sample.same).sum()),
        "groups": dict(Counter(_groups(taught)).most_common()),
        "seed": seed,
    }
    return Model(name, KNEE, parts, crowd_seen(taught, whole, parts), card)


def _groups(taught: Sequence[Lesson]) -> list[str]:
    """Give the group of each account once, over all pools."""
    of = {
        side.account: side.group
        for lesson in taught
        for pool in lesson.pools
        for side in pool.sides
        if side.group
    }
    return list(of.values())


def crowd_seen(taught: Sequence[Lesson], whole: Sequence[Pool], parts: tuple[Part, ...]) -> Crowd:
    """Bound what was seen of pools, as the model that is being made sees it."""
    bare = Model("", KNEE, parts, Crowd((0, 0), {}, 0.0, (), ()))
    seen = []
    for pool in (*(pool for lesson in taught for pool in lesson.pools), *whole):
        bits = bits_of(pool, bare)
        seen.append(traits(pool.cohort, bits, [side.portrait for side in pool.sides]))
    return crowd_of(seen)


def bits_of(pool: Pool, model: Model, rows: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.float64]:
    """Give the bits of every pair of a pool, (p,), or of some."""
    some = slice(None) if rows is None else rows
    looks = pool.looks
    found: npt.NDArray[np.float64] = worth(
        model, looks.deviations[some], looks.evidence[some].min(axis=1).astype(np.float64)
    ).sum(axis=1)
    return found
