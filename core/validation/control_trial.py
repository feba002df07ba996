"""Pairs under control: measured as any pair of the product is, and what was said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.measures import Scores, get
from core.params import ComparisonParams
from core.standing import Standing
from core.survey import count_pairs, survey
from core.validation.control_claim import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import numpy.typing as npt

    from core.measures import Measure
    from core.model import Portrait
    from core.reference import Reference

    Floats = npt.NDArray[np.float64]
    Pairs = npt.NDArray[np.int64]

PARAMS = ComparisonParams()
"""The recommended ones: a claim at settings of one's own has no rate."""


@dataclass(frozen=True, slots=True, eq=False)
class Crew:
    """All pairs of some profiles, measured.

    ``accounts`` (n,) numbers who each profile is: two captures of one account are one. ``pairs`` is
    (p, 2), of different accounts; ``scores`` by measure, of these pairs; ``standing`` is made of them.
    """

    keys: tuple[str, ...]
    accounts: npt.NDArray[np.int64]
    pairs: Pairs
    scores: Mapping[str, Scores]
    standing: Standing


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What was said of the pairs of one control.

    ``said`` has (p,) by claim: 1, 0 or NaN where evidence is missing, ``lacks`` the commonest reason for
    that. ``pairs`` is (p, 2): numbers of accounts. ``n_rounds`` independent rounds are in it.
    """

    control: str
    pairs: Pairs
    said: Mapping[str, Floats]
    lacks: Mapping[str, str | None]
    n_rounds: int = 1


def numbered(portraits: Sequence[Portrait], known: dict[str, int]) -> npt.NDArray[np.int64]:
    """Give the number of each profile's account, (n,): the data itself says which profiles are of one.

    ``known`` maps accounts to their numbers; new ones are added.

    >>> numbered([], {}).tolist()
    []
    """
    names = [portrait.profile.account or portrait.profile.key for portrait in portraits]
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def measured(
    portraits: Sequence[Portrait],
    reference: Reference | None,
    known: dict[str, int],
    measures: Collection[str] = MEASURES,
    *,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> Crew:
    """Measure all pairs of different accounts; ``known`` numbers accounts, see :func:`numbered`.

    Raises
    ------
    CancelledError
        If so, asked every 0.5 s at least.
    """
    accounts = numbered(portraits, known)
    used: list[Measure] = [get(name) for name in measures]
    found: list[tuple[Pairs, Mapping[str, Scores]]] = []
    n_pairs = count_pairs(len(portraits))
    if n_pairs:
        wanted = survey(portraits, reference, PARAMS, measures=used, progress=progress, cancelled=cancelled)
        found = [(stretch.pairs, stretch.scores) for stretch in wanted]
    pairs = np.concatenate([np.zeros((0, 2), dtype=np.int64), *(some for some, _ in found)])
    kept = np.flatnonzero(accounts[pairs[:, 0]] != accounts[pairs[:, 1]])
    scores = {
        measure.name: taken(joined_scores([each[measure.name] for _, each in found]), kept)
        for measure in used
    }
    keys = tuple(portrait.profile.key for portrait in portraits)
    return Crew(keys, accounts, pairs[kept], scores, _standing(scores, len(kept)))


def _standing(scores: Mapping[str, Scores], n_pairs: int) -> Standing:
    known = {name: each.values[~np.isnan(each.values)] for name, each in scores.items()}
    return Standing(n_pairs, n_pairs, {name: np.sort(values) for name, values in known.items()})


def joined_scores(parts: Sequence[Scores]) -> Scores:
    """Put the scores of several blocks behind one another."""
    whole = np.zeros(0, dtype=np.int64)
    return Scores(
        np.concatenate([np.zeros(0), *(part.values for part in parts)]),
        tuple(why for part in parts for why in part.missing),
        np.concatenate([whole, *(part.n_a for part in parts)]),
        np.concatenate([whole, *(part.n_b for part in parts)]),
        tuple(n for part in parts for n in part.shared),
    )


def taken(scores: Scores, rows: npt.NDArray[np.int64]) -> Scores:
    """Give the scores of some rows."""
    places = rows.tolist()
    return Scores(
        scores.values[rows],
        tuple(scores.missing[row] for row in places),
        scores.n_a[rows],
        scores.n_b[rows],
        tuple(scores.shared[row] for row in places),
    )


def pooled(parts: Sequence[Trial]) -> Trial:
    """Put trials of one control and the same claims together; a reason is the first that is given."""
    first = parts[0]
    return Trial(
        first.control,
        np.concatenate([part.pairs for part in parts]),
        {key: np.concatenate([part.said[key] for part in parts]) for key in first.said},
        {key: next((why for part in parts if (why := part.lacks[key])), None) for key in first.lacks},
    )
