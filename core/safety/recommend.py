"""One profile against all others of its workspace: with whom contact is most advisable, and with whom least."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import ParameterError
from core.progress import ignore_progress, never
from core.safety.judge import judged_with
from core.safety.weight import SafetyParams

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.gallery import Gallery
    from core.model import Missing
    from core.model.persona import PersonaMedia
    from core.model.safety import Safety
    from core.persona.model import PersonaModel

_DEFAULT = SafetyParams()


@dataclass(frozen=True, slots=True)
class Recommendations:
    """[A]'s recommendation for one profile.

    ``safest`` are profiles of positive factor, the safest first, ``riskiest`` those of negative factor, the
    riskiest first; of equal ones the lower key comes first. ``n_judged`` of the ``n_others`` others
    have a factor, ``counts`` how many of each; ``missing`` counts the rest by the reason, without its numbers. ``media``
    is what files that are tied to the profile add to its classes, None where there are none (or nobody to meet);
    ``n_with_media`` of the others have some too.
    """

    key: str
    safest: tuple[Safety, ...]
    riskiest: tuple[Safety, ...]
    n_others: int
    n_judged: int
    counts: Mapping[int, int]
    missing: Mapping[str, int]
    media: PersonaMedia | None = None
    n_with_media: int = 0


def recommend(
    gallery: Gallery,
    key: str,
    params: SafetyParams = _DEFAULT,
    top: int = 20,
    *,
    model: PersonaModel | Missing | None = None,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Recommendations:
    """Judge contact of one profile with every other of its workspace.

    Parameters
    ----------
    gallery : Gallery
        Learned from if need be.
    key : str
    params : SafetyParams
    top : int
        How many of either end, at most.
    model : PersonaModel or Missing, optional
        Of the axes; the default one where None.
    progress, cancelled : callable

    Returns
    -------
    Recommendations
        Each of the same bits as by :func:`core.safety.judge.safety`. In paper mode the order is that of the factor,
        then of the probability of its statement.

    Raises
    ------
    ProfileError
        If the workspace has no such profile.
    ParameterError
        If ``top`` is less than 1.
    CancelledError
        If the analyst stopped it.
    """
    if top < 1:
        message = f"top is 1 or more, not {top}"
        raise ParameterError(message)
    gallery.workspace.profile(key)
    others = [other for other in sorted(gallery.workspace.profiles["key"]) if other != key]
    found = list(
        judged_with(gallery, key, others, params, model=model, progress=progress, cancelled=cancelled)
    )
    known = [(_leaning(one), one) for one in found if one.factor is not None]
    safest = sorted((one for one in known if one[0] > 0), key=lambda one: (-one[0], one[1].b))
    riskiest = sorted((one for one in known if one[0] <= 0), key=lambda one: (one[0], one[1].b))
    return Recommendations(
        key=key,
        safest=tuple(one for _, one in safest[:top]),
        riskiest=tuple(one for _, one in riskiest[:top]),
        n_others=len(others),
        n_judged=len(known),
        counts=dict(sorted(Counter(one.factor for one in found if one.factor is not None).items())),
        missing=dict(Counter(_kind(one.missing) for one in found if one.missing is not None).most_common()),
        media=found[0].media_a if found else None,
        n_with_media=sum(one.media_b is not None for one in found),
    )


def _leaning(found: Safety) -> float:
    """Give by what contacts are sorted: positive with the factor, larger with the belief."""
    belief, factor = found.belief or 0.0, found.factor or 0
    if found.mode == "paper":  # its belief is that of the statement, whichever that is
        return belief if factor > 0 else -belief
    return belief - 1 / 2


def _kind(missing: str) -> str:
    """Give a reason without the numbers of one profile: "B: not enough text: 187 words, …" without its end."""
    return "; ".join(": ".join(reason.split(": ")[:2]) for reason in missing.split("; "))
