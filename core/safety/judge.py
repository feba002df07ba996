"""The safety factor of pairs of a workspace: one path for page, command line and recommendation."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import feather

from core.block import Block
from core.errors import ParameterError
from core.model import Missing
from core.model.persona import CLASSES
from core.persona.model_file import default_model, to_json
from core.progress import check, ignore_progress, never, part
from core.safety import kept_usual
from core.safety.contact import Letters, contact
from core.safety.factor import judged
from core.safety.part import Evidence
from core.safety.people import persona_of, personas
from core.safety.portrayal import portrayed
from core.safety.similarity import PARTS, hybrid, hybrids
from core.safety.usual import fit_usual, rank, same_class
from core.safety.weight import SafetyParams
from core.standing import sampled_keys
from core.survey import OnDemand
from core.workspace.derived import SAFETY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from core.gallery import Gallery
    from core.model import Portrait
    from core.model.safety import Safety
    from core.persona.model import PersonaModel
    from core.safety.usual import Usual

    Progress = Callable[[float, str], None]
    Cancelled = Callable[[], bool]

_UNKEPT = (OSError, pa.ArrowException, LookupError, ValueError, TypeError, AttributeError)
_AT_ONCE = 100  # portraits of some 5 MB that are held beside that of the one who asks
_LEARNING = 0.5  # the share of the progress until what is usual is known
_DEFAULT = SafetyParams()
_SECONDS_A_DAY = 86_400
_LEFT = "what was learned is kept"


def safety(
    gallery: Gallery,
    a: str,
    b: str,
    params: SafetyParams = _DEFAULT,
    *,
    model: PersonaModel | Missing | None = None,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> Safety:
    """Judge whether contact between two profiles is advisable.

    Parameters
    ----------
    gallery : Gallery
        Learned from if need be, which may take minutes (:func:`learn` first).
    a, b : str
        Keys of two different profiles.
    params : SafetyParams
    model : PersonaModel or Missing, optional
        Of the axes; the default one where None.
    progress, cancelled : callable

    Returns
    -------
    Safety

    Raises
    ------
    ProfileError
        If the workspace has no such profile.
    ParameterError
        If both are one profile.
    CancelledError
        If the analyst stopped it; what was learned is kept.
    """
    found = judged_with(gallery, a, [b], params, model=model, progress=progress, cancelled=cancelled)
    return next(found)


def judged_with(
    gallery: Gallery,
    key: str,
    others: Sequence[str],
    params: SafetyParams = _DEFAULT,
    *,
    model: PersonaModel | Missing | None = None,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> Iterator[Safety]:
    """Judge one profile, as A, with others, in their order; parameters and errors are those of :func:`safety`.

    Notes
    -----
    A pair has the same bits whatever else is asked for. Of the others, 100 are held at once. Timelines are read
    only of profiles that name each other.
    """
    there = set(gallery.workspace.profiles["key"])
    for one in (key, *others):
        if one not in there:
            gallery.workspace.profile(one)  # says what is wrong
    if key in others:
        message = f"A and B are the same profile ({key}); choose two"
        raise ParameterError(message)
    used = default_model() if model is None else model
    usual = learned_usual(gallery, used, params, progress=part(progress, 0.0, _LEARNING), cancelled=cancelled)
    tell = part(progress, _LEARNING, 1.0)
    judge = _Judge(gallery, portrayed(gallery, key), usual, used, params)
    for first in range(0, len(others), _AT_ONCE):
        some = others[first : first + _AT_ONCE]
        at_reading = part(tell, first / len(others), (first + len(some) / 2) / len(others))
        at_judging = part(tell, (first + len(some) / 2) / len(others), (first + len(some)) / len(others))
        held = []
        for n, other in enumerate(some):
            check(cancelled, _LEFT)
            at_reading(n / len(some), f"Reading portraits: {first + n:,} of {len(others):,}")
            held.append(portrayed(gallery, other))
        for n, found in enumerate(judge.each(held, cancelled)):
            at_judging(n / len(some), f"Judging contact: {first + n:,} of {len(others):,} profiles")
            yield found


class _Judge:
    """One profile of a workspace, to be judged as A with others."""

    def __init__(
        self,
        gallery: Gallery,
        mine: Portrait,
        usual: Usual,
        model: PersonaModel | Missing,
        params: SafetyParams,
    ) -> None:
        self._gallery, self._mine, self._usual = gallery, mine, usual
        self._model, self._params = model, params
        self._persona = persona_of(mine, model, params.media_weight)
        self._letters: Letters | None = None

    def _posts(self, whose: Portrait) -> Letters:
        """Read a timeline; A's is read once."""
        if whose is self._mine and self._letters is not None:
            return self._letters
        workspace = self._gallery.workspace
        timeline = workspace.timeline(whose.profile.key)
        read = Letters(timeline, whose.content.languages, workspace.identities.canonical)
        if whose is self._mine:
            self._letters = read
        return read

    def each(self, others: Sequence[Portrait], cancelled: Cancelled) -> Iterator[Safety]:
        """Judge A with each of some others."""
        rows = np.array([(0, at) for at in range(1, len(others) + 1)], dtype=np.int64).reshape(-1, 2)
        block = Block([self._mine, *others], cancelled=cancelled)
        found = hybrids(block, rows, self._gallery.reference)
        half, key = self._params.contact_half, self._mine.profile.key
        parts = found.parts(half)
        curves: dict[tuple[str, ...], npt.NDArray[np.float64]] = {}
        for row, other in enumerate(others):
            check(cancelled, _LEFT)
            present = tuple(name for name in PARTS if name not in found.missing[row])
            if present not in curves:
                curves[present] = self._usual.curve(present, half)
            curve = curves[present]
            likeness = hybrid(parts[row], found.missing[row], float(np.median(curve)) if curve.size else None)
            to_b, to_a = contact(self._mine, other, self._posts)
            evidence = Evidence(
                a=self._persona,
                b=persona_of(other, self._model, self._params.media_weight),
                usual_same=self._usual.same,
                hybrid=likeness,
                rank=None if likeness.present is None else rank(curve, likeness.present),
                a_to_b=to_b,
                b_to_a=to_a,
                days_a=days_old(self._mine),
                days_b=days_old(other),
            )
            yield judged(key, other.profile.key, evidence, self._params)


def days_old(portrait: Portrait) -> float | None:
    """Give how many days an account was old at its last post; None where that is not known, or before it was made."""
    created, last = portrait.profile.created, portrait.last
    if created is None or last is None or last < created:
        return None
    return (last - created).total_seconds() / _SECONDS_A_DAY


def is_learned(
    gallery: Gallery, model: PersonaModel | Missing | None = None, params: SafetyParams = _DEFAULT
) -> bool:
    """Tell whether :func:`safety` has nothing to learn any more, so that a page need not wait for it."""
    used = default_model() if model is None else model
    return gallery.kept_reference is not None and _path(gallery, used, params).exists()


def learn(
    gallery: Gallery,
    params: SafetyParams = _DEFAULT,
    *,
    model: PersonaModel | Missing | None = None,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> None:
    """Learn what is usual in a workspace, and keep it beside its portraits.

    Of the parameters only the weight of media matters, and only where files are tied to a profile.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    used = default_model() if model is None else model
    learned_usual(gallery, used, params, progress=progress, cancelled=cancelled)


def learned_usual(
    gallery: Gallery,
    model: PersonaModel | Missing,
    params: SafetyParams = _DEFAULT,
    *,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> Usual:
    """Give what is usual in a workspace, learned if it is not kept yet.

    The classes are those of all profiles; HS is measured over the pairs of all, or of 200 drawn by chance. Where files
    are tied to profiles, HS is measured once for all states of these: no part of it is of media.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    path = _path(gallery, model, params)
    try:
        return kept_usual.from_table(feather.read_table(path))
    except _UNKEPT:
        known = personas(
            gallery,
            model=model,
            media_weight=params.media_weight,
            progress=part(progress, 0.0, 0.5),
            cancelled=cancelled,
        )
        rows = [one.classes for one in known.values() if one.classes is not None]
        classes = np.stack(rows) if rows else np.zeros((0, len(CLASSES)))
        found = _measured(gallery, progress=part(progress, 0.5, 1.0), cancelled=cancelled)
        found = replace(found, n_known=len(classes), same=same_class(classes))
        if path == _path(gallery, model, params):  # nothing was tied to anybody meanwhile
            gallery.keep_derived(kept_usual.to_table(found), path)
        return found


def _measured(gallery: Gallery, *, progress: Progress, cancelled: Cancelled) -> Usual:
    """Measure HS over the workspace's pairs, as if no class were known; kept apart where files are tied to profiles."""
    path = gallery.derived(SAFETY, f"-{kept_usual.CODE_VERSION}-pairs-{_mark(gallery.meaning_state())}")
    is_kept_apart = bool(gallery.media_state())
    if is_kept_apart:
        with suppress(*_UNKEPT):
            return kept_usual.from_table(feather.read_table(path))
    keys = sorted(gallery.workspace.profiles["key"])
    found = fit_usual(
        np.zeros((0, len(CLASSES))),
        len(keys),
        OnDemand(gallery, sampled_keys(keys, 0)),
        gallery.reference,
        progress=progress,
        cancelled=cancelled,
    )
    if is_kept_apart:
        gallery.keep_derived(kept_usual.to_table(found), path)
    return found


def _path(gallery: Gallery, model: PersonaModel | Missing, params: SafetyParams) -> Path:
    taught = model.reason if isinstance(model, Missing) else to_json(model).decode()
    shown = gallery.media_state()
    about = f"{gallery.meaning_state()}{shown and f' {shown} {params.media_weight!r}'}"
    return gallery.derived(SAFETY, f"-{kept_usual.CODE_VERSION}-{_mark(taught + about)}")


def _mark(about: str) -> str:
    return hashlib.blake2b(about.encode(), digest_size=8).hexdigest()
