"""The four axes of a workspace's profiles: portraits handed to the model of the axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.content.style import named_rates
from core.persona.axis import persona
from core.persona.model_file import default_model
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.gallery import Gallery
    from core.model import Missing, Portrait
    from core.model.persona import Persona
    from core.persona.model import PersonaModel


def persona_of(portrait: Portrait, model: PersonaModel | Missing) -> Persona:
    """Give the four axes of one profile."""
    content = portrait.content
    named = named_rates(content.style)
    return persona(portrait.profile.key, content, model, portrait.meaning, named=named)


def personas(
    gallery: Gallery,
    keys: Sequence[str] | None = None,
    *,
    model: PersonaModel | Missing | None = None,
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
        found[key] = persona_of(gallery.portrait(key), used)
    return found
