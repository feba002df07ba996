"""The one-operator score of pairs of a workspace: one path for page, command line and experiments."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
from pyarrow import feather

from core.block import Block
from core.progress import check, ignore_progress, never, part
from core.standing import sampled_keys
from core.survey import OnDemand, checked_pairs, stretches
from core.verdict import kept_cohort
from core.verdict.cohort import LEAST_PROFILES, fit_cohort
from core.verdict.crowd import Traits, copy_doubts, doubts, language_doubt, traits
from core.verdict.judged import Judged, joined_judged, judge_block, nothing_judged
from core.verdict.model_file import default_model, to_json
from core.workspace.derived import COHORT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from core.gallery import Gallery
    from core.model import Portrait
    from core.verdict.cohort import Cohort
    from core.verdict.model import Model

    Progress = Callable[[float, str], None]
    Cancelled = Callable[[], bool]
    Pairs = npt.NDArray[np.int64]

_UNKEPT = (OSError, pa.ArrowException, LookupError, ValueError, TypeError, AttributeError)
_LEARNING, _COUNTING = 0.5, 0.3  # the shares of the progress that come before the pairs that were asked for


def judge(
    gallery: Gallery,
    pairs: Sequence[tuple[str, str]],
    model: Model | None = None,
    *,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> Judged:
    """Score pairs of a workspace.

    Parameters
    ----------
    gallery : Gallery
        Learned from if need be, which may take minutes (:meth:`~core.gallery.Gallery.complete` first).
    pairs : sequence of tuple of str
        Keys of two different profiles each; one pair may come several times, in either order.
    model : Model, optional
        The default one where None.
    progress, cancelled : callable

    Returns
    -------
    Judged
        In the order of ``pairs``.

    Raises
    ------
    ProfileError
        If the workspace has no such profile.
    ParameterError
        If both of a pair are one profile.
    CancelledError
        If the analyst stopped it; what was learned is kept.

    Notes
    -----
    36,000 pairs of 270 profiles of 1,500 posts take about half a minute once their portraits are drawn.
    A pair has the same bits whatever else is asked for.
    """
    used = default_model() if model is None else model
    keys = sorted(gallery.workspace.profiles["key"])
    place = {key: at for at, key in enumerate(keys)}
    for key in {key for pair in pairs for key in pair}:
        gallery.workspace.profile(key)
    asked = np.array([(place[a], place[b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    if not len(asked):
        return nothing_judged(used.name)
    distinct, back = _distinct(asked)
    cohort = learned_cohort(gallery, progress=part(progress, 0.0, _LEARNING), cancelled=cancelled)
    if len(keys) < LEAST_PROFILES:
        rest = part(progress, _LEARNING, 1.0)
        found = _scored(gallery, keys, distinct, cohort, used, rest, cancelled)
        return _in_order(found, distinct, back, asked)
    counting = part(progress, _LEARNING, _LEARNING + _COUNTING)
    seen, curve = learned_traits(gallery, used, progress=counting, cancelled=cancelled)
    scoring = part(progress, _LEARNING + _COUNTING, 1.0)
    found = _scored(gallery, keys, distinct, cohort, used, scoring, cancelled, seen)
    shares = np.searchsorted(curve, found.bits - 1e-9, side="left") / max(curve.size, 1)
    found = replace(
        found, doubts=doubts(seen, used.crowd), shares=np.where(np.isnan(found.bits), np.nan, shares)
    )
    return _in_order(found, distinct, back, asked)


def is_learned(gallery: Gallery, model: Model | None = None) -> bool:
    """Tell whether :func:`judge` has nothing to learn any more, so that a page need not wait for it."""
    used = default_model() if model is None else model
    if len(gallery.workspace.profiles) < LEAST_PROFILES:
        return gallery.kept_reference is not None
    return _cohort_path(gallery).exists() and _traits_path(gallery, used).exists()


def learned_cohort(
    gallery: Gallery, *, progress: Progress = ignore_progress, cancelled: Cancelled = never
) -> Cohort:
    """Give what is usual for each profile of a workspace, learned if it is not kept yet.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    path = _cohort_path(gallery)
    try:
        return kept_cohort.from_table(feather.read_table(path))
    except _UNKEPT:
        keys = sorted(gallery.workspace.profiles["key"])
        found = fit_cohort(
            OnDemand(gallery, keys), keys, gallery.reference, progress=progress, cancelled=cancelled
        )
        gallery.keep_derived(kept_cohort.to_table(found), path)
        return found


def learned_traits(
    gallery: Gallery, model: Model, *, progress: Progress = ignore_progress, cancelled: Cancelled = never
) -> tuple[Traits, npt.NDArray[np.float64]]:
    """Give what a workspace is like, and the sorted bits of its pairs, or of a seeded sample of them.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    path = _traits_path(gallery, model)
    try:
        return _kept_traits(feather.read_table(path))
    except _UNKEPT:
        keys = sorted(gallery.workspace.profiles["key"])
        place = {key: at for at, key in enumerate(keys)}
        chosen = np.array([place[key] for key in sampled_keys(keys, 0)], dtype=np.int64)
        pairs = chosen[np.stack(np.triu_indices(len(chosen), 1), axis=1)]
        cohort = learned_cohort(gallery, cancelled=cancelled)
        found = _scored(gallery, keys, checked_pairs(pairs, len(keys)), cohort, model, progress, cancelled)
        seen = traits(cohort, found.bits, _read(gallery, sorted(cohort.members), cancelled))
        curve = np.sort(found.bits[~np.isnan(found.bits)])
        said = orjson.dumps(asdict(seen))
        gallery.keep_derived(pa.table({"bits": curve}).replace_schema_metadata({b"traits": said}), path)
        return seen, curve


def _read(gallery: Gallery, keys: Sequence[str], cancelled: Cancelled) -> Iterator[Portrait]:
    for key in keys:
        check(cancelled, "no score was kept")
        yield gallery.portrait(key)


def _kept_traits(table: pa.Table) -> tuple[Traits, npt.NDArray[np.float64]]:
    said: dict[str, Any] = orjson.loads(table.schema.metadata[b"traits"])
    usual = {view: float("nan") if value is None else float(value) for view, value in said["usual"].items()}
    seen = Traits(
        n_profiles=int(said["n_profiles"]),
        usual=usual,
        strong_share=float(said["strong_share"]),
        languages=tuple(said["languages"]),
        platforms=tuple(said["platforms"]),
        n_of_language={name: int(n) for name, n in said["n_of_language"].items()},
    )
    return seen, table.column("bits").to_numpy()


def _cohort_path(gallery: Gallery) -> Path:
    return gallery.derived(COHORT, f"-{kept_cohort.CODE_VERSION}")


def _traits_path(gallery: Gallery, model: Model) -> Path:
    mark = hashlib.blake2b(to_json(model), digest_size=8).hexdigest()
    return gallery.derived(COHORT, f"-{kept_cohort.CODE_VERSION}-{mark}")


def _distinct(asked: Pairs) -> tuple[Pairs, Pairs]:
    """Give the different pairs in the order in which they are measured, and where each asked one is among them.

    The lower of two is always A, so that what is said of a pair does not hang on who came first.
    """
    ordered, at = np.unique(np.sort(asked, axis=1), axis=0, return_inverse=True)
    checked = checked_pairs(ordered, int(asked.max()) + 1)
    place = {pair: n for n, pair in enumerate(map(tuple, checked.tolist()))}
    order = np.array([place[pair] for pair in map(tuple, ordered.tolist())], dtype=np.int64)
    return checked, order[at.ravel()]


def _scored(
    gallery: Gallery,
    keys: Sequence[str],
    pairs: Pairs,
    cohort: Cohort,
    model: Model,
    progress: Progress,
    cancelled: Cancelled,
    seen: Traits | None = None,
) -> Judged:
    portraits, reference = OnDemand(gallery, keys), gallery.reference
    found, done = [], 0
    for some in stretches(len(keys), pairs):
        check(cancelled, "no score was kept")
        places, rows = np.unique(some, return_inverse=True)
        held: list[Portrait] = []
        for place in places.tolist():
            check(cancelled, "no score was kept")
            progress(done / len(pairs), f"Scoring {done:,} of {len(pairs):,} pairs: reading portraits")
            held.append(portraits[place])

        def tell(share: float, done: int = done, size: int = len(some)) -> None:
            now = done + share * size
            progress(now / len(pairs), f"Scoring {int(now):,} of {len(pairs):,} pairs")

        block = Block(held, progress=tell, cancelled=cancelled)
        judged = judge_block(block, rows.reshape(-1, 2), places, reference, cohort, model)
        if seen is not None:
            copied = copy_doubts(block, rows.reshape(-1, 2))
            own = [
                (*language_doubt(block[a], block[b], seen, model.crowd), *copies)
                for (a, b), copies in zip(rows.reshape(-1, 2).tolist(), copied, strict=True)
            ]
            judged = replace(judged, own_doubts=tuple(own))
        found.append(judged)
        done += len(some)
    return joined_judged(found)


def _in_order(found: Judged, distinct: Pairs, back: Pairs, asked: Pairs) -> Judged:
    """Give scores in the order, and each with the sides, in which they were asked for."""
    return found.take(back, distinct[back, 0] != asked[:, 0])
