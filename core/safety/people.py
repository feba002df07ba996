"""The four axes of a workspace's profiles: portraits handed to the model of the axes, and what their media add."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.content.style import named_rates
from core.model.persona import CLASSES, PersonaMedia
from core.persona.axis import persona
from core.persona.model_file import default_model
from core.persona.pool import pooled, shares_of
from core.progress import check, ignore_progress, never
from core.safety.portrayal import portrayed
from core.safety.spoken import spoken
from core.safety.weight import SafetyParams

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.gallery import Gallery
    from core.model import Missing, Portrait
    from core.model.media import ProfileMedia
    from core.model.persona import Persona
    from core.persona.model import PersonaModel

MEDIA_WEIGHT = SafetyParams().media_weight
"""Of the analyst's network where nothing else is said; :class:`core.safety.weight.SafetyParams` says why."""


def persona_of(
    portrait: Portrait, model: PersonaModel | Missing, media_weight: float = MEDIA_WEIGHT
) -> Persona:
    """Give the four axes of one profile, and its classes.

    Parameters
    ----------
    portrait : Portrait
        With its media where they are to count (:func:`core.safety.portrayal.portrayed`).
    model : PersonaModel or Missing
    media_weight : float
        Share of the analyst's network in the classes, in [0, 1]; the axes are of words alone.

    Returns
    -------
    Persona
        With media, what was said in them counts with the words of the posts, which may be too little without. Where
        there are too few words of both and the network judged some files, there are classes without axes, each near 1 in 8;
        ``missing`` then says why there are no axes.
    """
    content, key, media = portrait.content, portrait.profile.key, portrait.media
    named = named_rates(content.style)
    alone = persona(key, content, model, portrait.meaning, named=named)
    if media is None:
        return alone
    heard = spoken(media)
    whole = alone
    if heard.terms:
        whole = persona(key, content, model, portrait.meaning, named=named, spoken=heard)
    moved = None
    if alone.axes and whole.axes:
        moved = tuple(one.bits - other.bits for one, other in zip(whole.axes, alone.axes, strict=True))
    return _with_network(
        whole, media, PersonaMedia(media.n_files, int(heard.counts.sum()), moved), media_weight
    )


def _with_network(found: Persona, media: ProfileMedia, added: PersonaMedia, weight: float) -> Persona:
    """Pool the classes of a profile's words with those of the network, where it judged any file."""
    shares = None if media.classes is None else shares_of(media.classes)
    if shares is None:
        return replace(found, media=added)
    added = replace(added, classes=shares, text_classes=found.classes, network=media.network)
    if not weight:
        return replace(found, media=added)
    classes = pooled(found.classes, shares, weight)
    leading = CLASSES[int(np.argmax(classes))]
    return replace(found, classes=classes, leading=leading, media=replace(added, weight=weight))


def personas(
    gallery: Gallery,
    keys: Sequence[str] | None = None,
    *,
    model: PersonaModel | Missing | None = None,
    media_weight: float = MEDIA_WEIGHT,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Persona]:
    """Give the four axes of some profiles of a workspace, or of all.

    Style descriptors of an account's posts; nothing about a person (:data:`core.model.persona.CAVEAT`).

    Parameters
    ----------
    gallery : Gallery
    keys : sequence of str, optional
        All, in the order of their keys, where None.
    model : PersonaModel or Missing, optional
        The default one where None; where there is none, every persona is missing and says so.
    media_weight : float
        As of :func:`persona_of`.
    progress, cancelled : callable

    Returns
    -------
    dict
        By key, in the order asked.

    Raises
    ------
    ProfileError
        If the workspace has no such profile.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    Some 10 ms a profile once its portrait is drawn; no more than one portrait is held.
    """
    used = default_model() if model is None else model
    wanted = sorted(gallery.workspace.profiles["key"]) if keys is None else list(keys)
    found = {}
    for n, key in enumerate(wanted):
        check(cancelled, "nothing was kept")
        progress(n / len(wanted), f"Reading the axes of {n:,} of {len(wanted):,} profiles")
        found[key] = persona_of(portrayed(gallery, key), used, media_weight)
    return found
