"""A one-operator model from pairs that an analyst has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core import VERSION
from core.csv_list import bare_name, whole_rows
from core.errors import DoppelscopeError, FormatError, InputError
from core.progress import ignore_progress, never, part
from core.verdict.crowd import crowd_of, drawn_anew
from core.verdict.model import Crowd, Model
from core.verdict.score import judge, learned_cohort, learned_traits
from core.verdict.training import KNEE, Sample, fit_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.gallery import Gallery
    from core.workspace import Workspace

TRUTHS = {
    **dict.fromkeys(("1", "yes", "true", "same"), True),
    **dict.fromkeys(("0", "no", "false", "different"), False),
}
_COLUMNS = 3


def read_decisions(source: Path, workspace: Workspace) -> list[tuple[str, str, bool]]:
    """Read pairs with what was decided: three columns, two names and 1 or 0 (same or different).

    As :func:`core.pair_list.read_pairs` takes them, with or without a header ``a,b,…``; a pair that is
    there again, in either order, counts once.

    Raises
    ------
    InputError
        If the file cannot be read, or a line names nobody or contradicts another; the message has its number.
    FormatError
        If a line is not of three cells, or its third says neither.
    """
    rows = whole_rows(source)
    if rows and [cell.strip().casefold() for cell in rows[0][1][:2]] == ["a", "b"]:
        rows = rows[1:]
    found: dict[frozenset[str], tuple[str, str, bool]] = {}
    for n, row in rows:
        if len(row) < _COLUMNS or row[2].strip().casefold() not in TRUTHS:
            message = (
                f"line {n} of {source} does not say of two names whether they are the same (1) or not (0)"
            )
            raise FormatError(message)
        try:
            a, b = (workspace.find(bare_name(cell)) for cell in row[:2])
        except DoppelscopeError as error:
            message = f"line {n} of {source}: {error}"
            raise InputError(message) from error
        if a == b:
            message = f"line {n} of {source}: both are {a}"
            raise InputError(message)
        truth = TRUTHS[row[2].strip().casefold()]
        if found.setdefault(frozenset((a, b)), (a, b, truth))[2] != truth:
            message = f"line {n} of {source} says of {a} and {b} the contrary of an earlier one"
            raise InputError(message)
    return list(found.values())


def model_of_decisions(
    gallery: Gallery,
    decided: Sequence[tuple[str, str, bool]],
    name: str,
    made_at: str,
    *,
    seed: int = 0,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Model:
    """Fit a model on pairs that were decided; profiles that were decided to be the same count as one account.

    Raises
    ------
    InputError
        If there are too few pairs to learn from, or they contradict one another.
    CancelledError
        If the analyst stopped it.
    """
    accounts = _accounts(decided)
    judged = judge(
        gallery,
        [(a, b) for a, b, _ in decided],
        progress=part(progress, 0, 1 / 2),
        cancelled=cancelled,
    )
    same = np.array([truth for _, _, truth in decided], dtype=np.bool_)
    known = np.array([why is None for why in judged.missing], dtype=np.bool_)
    sample = Sample(
        judged.looks.deviations,
        judged.looks.evidence.min(axis=1).astype(np.float64),
        same,
        accounts,
    ).take(known)
    parts = fit_parts(sample, seed=seed, progress=part(progress, 1 / 2, 1), cancelled=cancelled)
    bare = Model(name, KNEE, parts, Crowd((0, 0), {}, 0.0, (), ()))
    seen, curve = learned_traits(gallery, bare, cancelled=cancelled)
    crowd = crowd_of(drawn_anew(seen, learned_cohort(gallery), len(curve), seed=seed))
    card: dict[str, Any] = {
        "made_at": made_at,
        "version": VERSION,
        "data": [
            f"{len(decided):,} decided pairs of a workspace of {len(gallery.workspace.profiles):,} profiles"
        ],
        "n_same": int(sample.same.sum()),
        "n_different": int((~sample.same).sum()),
        "seed": seed,
    }
    return Model(name, KNEE, parts, crowd, card)


def _accounts(decided: Sequence[tuple[str, str, bool]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Give each profile the number of its account: those decided to be the same, also by way of others, are one.

    Raises
    ------
    InputError
        If two such were decided to be different.
    """
    leader: dict[str, str] = {}

    def lead(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for a, b, same in decided:
        one, other = lead(a), lead(b)
        if same:
            leader[max(one, other)] = min(one, other)
    numbers = {key: at for at, key in enumerate(sorted({lead(key) for key in leader}))}
    for a, b, same in decided:
        if not same and lead(a) == lead(b):
            message = (
                f"{a} and {b} were decided to be different, and by way of others to be the same; decide which"
            )
            raise InputError(message)
    found = [(numbers[lead(a)], numbers[lead(b)]) for a, b, _ in decided]
    return np.array(found, dtype=np.int64).reshape(-1, 2)
