"""The one-operator score of many pairs; one pair is a list of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.model import Contribution, Verdict
from core.text import counted
from core.verdict.cohort import LEAST_PROFILES
from core.verdict.look import Looks, look
from core.verdict.model import draws, worth
from core.verdict.view import STYLE, VIEWS, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.block import Block
    from core.reference import Reference
    from core.verdict.cohort import Cohort
    from core.verdict.model import Model

    Floats = npt.NDArray[np.float64]
    Pairs = npt.NDArray[np.int64]

LEAST_POSTS = 50
_LOW, _HIGH = 2.5, 97.5
_TEXT = [VIEWS.index(WORDS), VIEWS.index(STYLE)]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The scores of p pairs: ``names`` (p) are their keys, ``bits`` and ``intervals`` (p, 2) are NaN where missing.

    ``intervals`` are so too where the model was fitted once, without draws.

    ``parts`` is (p, views) and adds up to ``bits``; ``doubts`` hold for the workspace, ``own_doubts`` for
    one pair.
    """

    model: str
    names: tuple[tuple[str, str], ...]
    bits: Floats
    intervals: Floats
    parts: Floats
    looks: Looks
    missing: tuple[str | None, ...]
    doubts: tuple[str, ...] = ()
    own_doubts: tuple[tuple[str, ...], ...] = ()
    shares: Floats | None = None

    def verdict(self, row: int) -> Verdict:
        """Give one pair's score with all that it is made of."""
        a, b = self.names[row]
        missing = self.missing[row]
        low, high = (None if np.isnan(bound) else float(bound) for bound in self.intervals[row])
        own = self.own_doubts[row] if self.own_doubts else ()
        share = None if self.shares is None or missing else float(self.shares[row])
        return Verdict(
            a=a,
            b=b,
            model=self.model,
            bits=None if missing else float(self.bits[row]),
            low=low,
            high=high,
            contributions=tuple(self._contribution(row, at) for at in range(len(VIEWS))),
            missing=missing,
            doubts=(*self.doubts, *own),
            share_below=share,
        )

    def take(self, rows: Pairs, swapped: npt.NDArray[np.bool_]) -> Judged:
        """Give the scores of some rows, (q,), in this order; where ``swapped`` (q,), A and B change places."""
        names = [self.names[row] for row in rows.tolist()]
        turned = swapped.tolist()
        evidence = self.looks.evidence[rows]
        return replace(
            self,
            names=tuple((b, a) if turn else (a, b) for (a, b), turn in zip(names, turned, strict=True)),
            bits=self.bits[rows],
            intervals=self.intervals[rows],
            parts=self.parts[rows],
            looks=Looks(
                self.looks.values[rows],
                self.looks.usual[rows],
                self.looks.deviations[rows],
                np.where(swapped[:, None, None], evidence[:, ::-1], evidence),
            ),
            missing=tuple(
                _turned(self.missing[row], turn=turn) for row, turn in zip(rows.tolist(), turned, strict=True)
            ),
            own_doubts=tuple(
                tuple(sorted(_turned(said, turn=turn) or "" for said in self.own_doubts[row]))
                for row, turn in zip(rows.tolist(), turned, strict=True)
            )
            if self.own_doubts
            else (),
            shares=None if self.shares is None else self.shares[rows],
        )

    def _contribution(self, row: int, at: int) -> Contribution:
        view = VIEWS[at]
        n_a, n_b = self.looks.evidence[row, :, at].tolist()
        deviations = float(self.looks.deviations[row, at])
        if np.isnan(deviations):
            why = _lack(n_a, n_b, view.least, view.items)
            return Contribution(
                view.name, view.label, view.measure, 0.0, None, None, None, n_a, n_b, view.items, why
            )
        value, mean = float(self.looks.values[row, at]), float(self.looks.usual[row, at])
        bits = float(self.parts[row, at])
        return Contribution(
            view.name, view.label, view.measure, bits, value, mean, deviations, n_a, n_b, view.items
        )


def _turned(said: str | None, *, turn: bool) -> str | None:
    """Say of A what was said of B, and the other way round."""
    if said is None or not turn or said[:2] not in {"A ", "B "}:
        return said
    return f"{'B' if said[0] == 'A' else 'A'}{said[1:]}"


def _lack(n_a: int, n_b: int, least: int, items: str) -> str:
    for side, n in (("A", n_a), ("B", n_b)):
        if n < least:
            return f"{side} has {counted(n, items)}, {least} needed"
    return "too few other profiles of this workspace have enough of it to say what is usual"


def judge_block(
    block: Block, rows: Pairs, places: Pairs, reference: Reference, cohort: Cohort, model: Model
) -> Judged:
    """Score pairs of a block; parameters as for :func:`look`."""
    looks = look(block, rows, places, reference, cohort)
    least = looks.evidence.min(axis=1).astype(np.float64)
    parts = worth(model, looks.deviations, least)
    names = tuple((block[a].profile.key, block[b].profile.key) for a, b in rows.tolist())
    missing = _missing(block, rows, looks, len(cohort.keys))
    has = np.array([why is None for why in missing], dtype=np.bool_)
    drawn = draws(model, looks.deviations, least)
    intervals = (
        np.percentile(drawn, [_LOW, _HIGH], axis=0).T if len(drawn) else np.full((len(rows), 2), np.nan)
    )
    return Judged(
        model=model.name,
        names=names,
        bits=np.where(has, parts.sum(axis=1), np.nan),
        intervals=np.where(has[:, None], intervals, np.nan),
        parts=parts,
        looks=looks,
        missing=missing,
    )


def _missing(block: Block, rows: Pairs, looks: Looks, n_profiles: int) -> tuple[str | None, ...]:
    """Say why a pair has no score: too few profiles, too few posts, or neither words nor style."""
    if n_profiles < LEAST_PROFILES:
        said = f"the workspace has {counted(n_profiles, 'profiles')}, {LEAST_PROFILES} needed to learn what is usual"
        return (said,) * len(rows)
    posts = [portrait.n_posts for portrait in block]
    unread = np.isnan(looks.deviations[:, _TEXT]).sum(axis=1) == len(_TEXT)
    found: list[str | None] = []
    for (a, b), none in zip(rows.tolist(), unread.tolist(), strict=True):
        few = next(((side, n) for side, n in (("A", posts[a]), ("B", posts[b])) if n < LEAST_POSTS), None)
        if few is not None:
            found.append(f"{few[0]} has {counted(few[1], 'posts')}, {LEAST_POSTS} needed")
        else:
            found.append("too few words of their own to compare" if none else None)
    return tuple(found)


def nothing_judged(model: str) -> Judged:
    """Give the scores of no pairs.

    >>> len(nothing_judged("any").names)
    0
    """
    none = np.zeros((0, len(VIEWS)))
    looks = Looks(none, none, none, np.zeros((0, 2, len(VIEWS)), dtype=np.int64))
    return Judged(model, (), np.zeros(0), np.zeros((0, 2)), none, looks, ())


def joined_judged(parts: Sequence[Judged]) -> Judged:
    """Put scores of one model one after the other."""
    return Judged(
        model=parts[0].model,
        names=tuple(name for part in parts for name in part.names),
        bits=np.concatenate([part.bits for part in parts]),
        intervals=np.concatenate([part.intervals for part in parts]),
        parts=np.concatenate([part.parts for part in parts]),
        looks=Looks(
            *(
                np.concatenate([getattr(part.looks, name) for part in parts])
                for name in ("values", "usual", "deviations", "evidence")
            )
        ),
        missing=tuple(why for part in parts for why in part.missing),
        own_doubts=tuple(own for part in parts for own in part.own_doubts),
    )
