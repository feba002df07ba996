"""Does the one-operator score find the same hand in other years? METHODS 5, LINKAGE.

Each account's timeline is cut into two sides, as far apart as it reaches, and each side is a profile of its
own. Models are fitted on accounts that are not judged; n and an interval stand beside every figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.progress import check, part
from core.validation.apprenticeship import bits_of, lessons, numbered, sample_of
from core.validation.baseline import baselines
from core.validation.crossing import bare_model, crossed_bits
from core.validation.detection import Trial
from core.validation.finding import CLOSED, KINDS, OPEN, Findings
from core.validation.pool import look_at, without_common_texts
from core.validation.same_account_section import section
from core.validation.side import SIZES, account_of, cut_sides, whole_captures
from core.validation.subject import Experiment
from core.verdict.training import LEAST_DIFFERENT, LEAST_SAME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import numpy.typing as npt

    from core.gallery import Gallery
    from core.model import Section
    from core.validation.apprenticeship import Lesson
    from core.validation.pool import Pool
    from core.validation.side import Side
    from core.validation.subject import Subject

    Progress = Callable[[float, str], None]
    Cancelled = Callable[[], bool]
    Floats = npt.NDArray[np.float64]

KEY = "same_account"
QUESTION = "Does the one-operator score find the same hand in other years?"
LEAST_ACCOUNTS = 40
MAIN_SIZE = 500
_LEAST_GROUP = 10
_COMMON = 0.05
HARD, WEEKS = "hard", "weeks"
_NOTHING = "nothing was measured"
_GATHERING = 0.75  # the share of the progress that sides and pools have; judging them is the rest


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What an experiment and a model are made from: sides and open pools of them, by posts a side."""

    sides: Mapping[int, Sequence[Side]]
    taught: Sequence[Lesson]
    numbers: dict[str, int]
    unknown: Collection[frozenset[str]]


def possible_sizes(galleries: Sequence[Gallery]) -> list[int]:
    """Give the posts a side for which enough accounts have timelines long enough."""
    longest: dict[str, int] = {}
    for gallery in galleries:
        workspace = gallery.workspace
        for key, n in zip(workspace.profiles["key"], workspace.profiles["n_posts"], strict=True):
            account = account_of(workspace.profile(key))
            longest[account] = max(longest.get(account, 0), int(n))
    return [size for size in SIZES if sum(n >= 2 * size for n in longest.values()) >= LEAST_ACCOUNTS]


def gather(
    galleries: Sequence[Gallery],
    labels: Mapping[str, str],
    unknown: Collection[frozenset[str]],
    *,
    seed: int,
    progress: Progress,
    cancelled: Cancelled,
) -> Material:
    """Cut timelines into sides, and look at open pools of them.

    Raises
    ------
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    0.1 s a side of 500 posts and some seconds a pool: 200 accounts take five minutes on an idle machine.
    """
    sizes = possible_sizes(galleries)
    sides = {}
    for at, size in enumerate(sizes):
        step = part(progress, 2 / 3 * at / len(sizes), 2 / 3 * (at + 1) / len(sizes))
        sides[size] = cut_sides(galleries, size, labels, progress=step, cancelled=cancelled)
    looking = part(progress, 2 / 3, 1)
    taught = lessons(sides, unknown, seed=seed, progress=looking, cancelled=cancelled)
    return Material(sides, taught, numbered(sides), unknown)


def find(
    galleries: Sequence[Gallery],
    labels: Mapping[str, str],
    material: Material,
    *,
    seed: int,
    progress: Progress,
    cancelled: Cancelled,
) -> Findings:
    """Judge every pair of closed and open pools by models that saw neither account.

    Raises
    ------
    InputError
        If there are too few accounts to learn from.
    CancelledError
        If the analyst stopped it.
    """
    sides, unknown = material.sides, material.unknown
    main = MAIN_SIZE if MAIN_SIZE in sides else max(sides)
    asked: dict[tuple[int, str], Sequence[Pool]] = {}
    for at, (size, some) in enumerate(sides.items()):
        check(cancelled, _NOTHING)
        progress(at / len(sides) / 4, f"Looking at every pair of {len(some):,} sides of {size:,} posts")
        asked[size, CLOSED] = (look_at(some, unknown, cancelled=cancelled),)
    asked |= {(lesson.size, OPEN): lesson.pools for lesson in material.taught}
    apart = _apart(galleries, labels, main, unknown, part(progress, 1 / 4, 1 / 2), cancelled)
    numbers = numbered(
        {**sides, 0: [side for some in apart.values() for pool in some for side in pool.sides]}
    )
    groups, gaps = _of_accounts(sides, numbers)
    judging = part(progress, 1 / 2, 3 / 4)
    trials = _crossed(material, {**asked, **apart}, numbers, seed, judging, cancelled)
    last = part(progress, 3 / 4, 1)
    return Findings(
        main_size=main,
        trials={at: trials[at] for at in asked},
        baselines=_plain({kind: asked[main, kind] for kind in KINDS}, numbers, last, cancelled),
        hard=_if_any(trials.get((0, HARD))),
        weeks=_if_any(trials.get((0, WEEKS))),
        elsewhere=_elsewhere(material, asked[main, OPEN], numbers, groups, cancelled),
        names=tuple(sorted(numbers)),
        groups=groups,
        gaps=gaps,
        n_unknown=len(unknown),
    )


def _apart(
    galleries: Sequence[Gallery],
    labels: Mapping[str, str],
    size: int,
    unknown: Collection[frozenset[str]],
    progress: Progress,
    cancelled: Cancelled,
) -> dict[tuple[int, str], Sequence[Pool]]:
    """Look at what is reported apart: odd against even weeks, and whole captures where an account has several."""
    cutting = part(progress, 0, 1 / 2)
    weeks = cut_sides(galleries, size, labels, cut="weeks", progress=cutting, cancelled=cancelled)
    found: dict[tuple[int, str], Sequence[Pool]] = {}
    if weeks:
        found[0, WEEKS] = (look_at(weeks, unknown, cancelled=cancelled),)
    if _has_captures(galleries):
        progress(1 / 2, "Looking at every pair of whole captures")
        captures = look_at(whole_captures(galleries, cancelled=cancelled), unknown, cancelled=cancelled)
        found[0, HARD] = (without_common_texts(captures, _COMMON),)
    return found


def _has_captures(galleries: Sequence[Gallery]) -> bool:
    accounts = [
        account_of(gallery.workspace.profile(key))
        for gallery in galleries
        for key in gallery.workspace.profiles["key"]
    ]
    return len(set(accounts)) < len(accounts)


def _if_any(trial: Trial | None) -> Trial | None:
    return trial if trial is not None and trial.same.any() else None


def _of_accounts(
    sides: Mapping[int, Sequence[Side]], numbers: Mapping[str, int]
) -> tuple[tuple[str | None, ...], dict[int, npt.NDArray[np.int64]]]:
    """Give the group of each account, and the days between its sides by size, -1 where it has none."""
    groups: list[str | None] = [None] * len(numbers)
    gaps = {size: np.full(len(numbers), -1, dtype=np.int64) for size in sides}
    for size, some in sides.items():
        for side in some:
            groups[numbers[side.account]] = side.group
            gaps[size][numbers[side.account]] = side.gap_days
    return tuple(groups), gaps


def trial_of(pools: Sequence[Pool], scores: Sequence[Floats], numbers: Mapping[str, int]) -> Trial:
    """Put the pairs of some pools whose truth is known together."""
    whose = [np.array([numbers[side.account] for side in pool.sides])[pool.rows] for pool in pools]
    return Trial(
        np.concatenate([one[pool.known] for one, pool in zip(scores, pools, strict=True)]),
        np.concatenate([pool.same[pool.known] for pool in pools]),
        np.concatenate([some[pool.known] for some, pool in zip(whose, pools, strict=True)]),
        np.concatenate([pool.rows[pool.known] for pool in pools]),
        np.concatenate([np.full(int(pool.known.sum()), at) for at, pool in enumerate(pools)]),
    )


def _crossed(
    material: Material,
    asked: Mapping[tuple[int, str], Sequence[Pool]],
    numbers: dict[str, int],
    seed: int,
    progress: Progress,
    cancelled: Cancelled,
) -> dict[tuple[int, str], Trial]:
    pools = [pool for some in asked.values() for pool in some]
    bits = iter(
        crossed_bits(material.taught, pools, numbers, seed=seed, progress=progress, cancelled=cancelled)
    )
    return {at: trial_of(some, [next(bits) for _ in some], numbers) for at, some in asked.items()}


def _plain(
    pools: Mapping[str, Sequence[Pool]], numbers: Mapping[str, int], progress: Progress, cancelled: Cancelled
) -> dict[tuple[str, str], Trial]:
    """Judge pools by the simple scores."""
    found: dict[tuple[str, str], Trial] = {}
    n, done = sum(len(some) for some in pools.values()), 0
    for kind, some in pools.items():
        scored = []
        for pool in some:
            check(cancelled, _NOTHING)
            progress(done / n, f"Scoring the simple way: {done:,} of {n:,} pools")
            scored.append(baselines(pool, cancelled=cancelled))
            done += 1
        for label in scored[0]:
            found[label, kind] = trial_of(some, [one[label] for one in scored], numbers)
    return found


def _elsewhere(
    material: Material,
    pools: Sequence[Pool],
    numbers: dict[str, int],
    groups: Sequence[str | None],
    cancelled: Cancelled,
) -> dict[str, Trial]:
    """Judge the pairs inside each group by a model that saw no account of the group."""
    sample = sample_of(material.taught, numbers)
    of = np.array([group or "" for group in groups])
    names = [group for group in sorted(set(of.tolist()) - {""}) if (of == group).sum() >= _LEAST_GROUP]
    found = {}
    for group in names if len(names) > 1 else []:
        check(cancelled, _NOTHING)
        others = sample.take((of[sample.accounts] == group).sum(axis=1) == 0)
        if others.same.sum() < LEAST_SAME or (~others.same).sum() < LEAST_DIFFERENT:
            continue
        model = bare_model(others)
        trial = trial_of(pools, [bits_of(pool, model) for pool in pools], numbers)
        inside = trial.take((of[trial.accounts] == group).sum(axis=1) == 2)  # noqa: PLR2004 — both sides
        if inside.same.sum() >= _LEAST_GROUP:
            found[group] = inside
    return found


def lack(subject: Subject) -> str | None:
    """Give the reason why there is nothing to find, None where there is."""
    if possible_sizes([subject.gallery]):
        return None
    return f"{LEAST_ACCOUNTS} accounts of {2 * SIZES[0]} posts and more are needed; this workspace has fewer"


def run(subject: Subject) -> Section:
    """Make the experiment on one workspace."""
    galleries = [subject.gallery]
    first = part(subject.progress, 0, _GATHERING)
    material = gather(
        galleries, subject.labels, (), seed=subject.seed, progress=first, cancelled=subject.cancelled
    )
    rest = part(subject.progress, _GATHERING, 1)
    found = find(
        galleries, subject.labels, material, seed=subject.seed, progress=rest, cancelled=subject.cancelled
    )
    return section(KEY, QUESTION, found)


SAME_ACCOUNT = Experiment(KEY, "Same account, other years", QUESTION, lack, run)
