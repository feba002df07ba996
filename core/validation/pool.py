"""Pools of sides: closed ones, where every side's mate is there, and open ones, where most have none.

What is usual for a profile leans on its mate being there or not, so the two are never mixed (LINKAGE).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.block import Block
from core.content.sheet import shared_keys
from core.learning import fit_reference
from core.progress import check, never
from core.validation.side import whole_captures
from core.verdict.cohort import LEAST_PROFILES, fit_cohort
from core.verdict.look import look
from core.verdict.training import Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    import numpy.typing as npt

    from core.gallery import Gallery
    from core.model import Portrait
    from core.reference import Reference
    from core.validation.side import Side
    from core.verdict.cohort import Cohort
    from core.verdict.look import Looks

    Longs = npt.NDArray[np.int64]

SHARE_WITH_MATE = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """All pairs of some sides, looked at as a workspace of their own.

    ``rows`` is (p, 2), places in ``sides``; ``same`` and ``known`` are (p,): two sides of one account,
    and whether the truth is known at all.
    """

    sides: tuple[Side, ...]
    rows: Longs
    looks: Looks
    same: npt.NDArray[np.bool_]
    known: npt.NDArray[np.bool_]
    reference: Reference
    cohort: Cohort

    def sample(self, numbers: dict[str, int]) -> Sample:
        """Give the pairs whose truth is known, for training; ``numbers`` numbers the accounts."""
        accounts = np.array([numbers[side.account] for side in self.sides])[self.rows]
        found = Sample(
            self.looks.deviations, self.looks.evidence.min(axis=1).astype(np.float64), self.same, accounts
        )
        return found.take(self.known)


def open_choice(sides: Sequence[Side], rng: np.random.Generator, n_accounts: int | None = None) -> list[Side]:
    """Draw an open pool: of some accounts, or all, one side each; of one in five both.

    >>> open_choice([], np.random.default_rng(0))
    []
    """
    accounts = sorted({side.account for side in sides})
    if n_accounts is not None and n_accounts < len(accounts):
        accounts = sorted(rng.choice(accounts, n_accounts, replace=False).tolist())
    both = (
        set(rng.choice(accounts, round(len(accounts) * SHARE_WITH_MATE), replace=False).tolist())
        if accounts
        else set()
    )
    of: dict[str, list[Side]] = {account: [] for account in accounts}
    for side in sides:
        if side.account in of:
            of[side.account].append(side)
    found: list[Side] = []
    for account in accounts:
        found += of[account] if account in both else [of[account][int(rng.integers(len(of[account])))]]
    return found


def look_at(
    sides: Sequence[Side],
    unknown: Collection[frozenset[str]] = (),
    *,
    cancelled: Callable[[], bool] = never,
) -> Pool:
    """Learn what is usual among sides and look at every pair of them.

    Parameters
    ----------
    sides : sequence of Side
    unknown : collection of frozenset of str
        Two accounts each of which nobody can say that they are of different hands.
    cancelled : callable

    Raises
    ------
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    400 sides, 80,000 pairs: some ten seconds on two cores.
    """
    portraits = [side.portrait for side in sides]
    keys = [portrait.profile.key for portrait in portraits]
    reference = fit_reference(_watched(portraits, cancelled))
    cohort = fit_cohort(portraits, keys, reference, cancelled=cancelled)
    rows = np.stack(np.triu_indices(len(sides), 1), axis=1).astype(np.int64)
    looks = look(Block(portraits, cancelled=cancelled), rows, np.arange(len(sides)), reference, cohort)
    accounts = [side.account for side in sides]
    same = np.array([accounts[a] == accounts[b] for a, b in rows.tolist()], dtype=np.bool_)
    known = np.array(
        [frozenset((accounts[a], accounts[b])) not in unknown for a, b in rows.tolist()], dtype=np.bool_
    )
    return Pool(tuple(sides), rows, looks, same, known, reference, cohort)


def _watched(portraits: Sequence[Portrait], cancelled: Callable[[], bool]) -> Iterator[Portrait]:
    """Give portraits one after the other, unless the analyst has stopped it."""
    for portrait in portraits:
        check(cancelled, "nothing was measured")
        yield portrait


def without_common_texts(pool: Pool, share: float) -> Pool:
    """Leave open whether two captures are of one hand that share many texts: posts that are in both tell nothing.

    Parameters
    ----------
    pool : Pool
    share : float
        From this share of the smaller one's texts on.
    """
    texts = [side.portrait.content.post_keys for side in pool.sides]
    shared = shared_keys(texts, pool.rows)
    least = np.minimum(*np.array([len(keys) for keys in texts])[pool.rows].T)
    copied = pool.same & (shared >= share * least)
    return replace(pool, known=pool.known & ~copied)


def whole_pools(galleries: Sequence[Gallery], *, cancelled: Callable[[], bool] = never) -> list[Pool]:
    """Look at the whole timelines of each gallery that has profiles enough, and of all of them together.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    together = [list(galleries)] if len(galleries) > 1 else []
    return [
        look_at(whole_captures(some, cancelled=cancelled), cancelled=cancelled)
        for some in [[gallery] for gallery in galleries] + together
        if sum(len(gallery.workspace.profiles) for gallery in some) >= LEAST_PROFILES
    ]
