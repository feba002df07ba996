"""What lies behind an overlap: who names whom directly, over whom they meet, which rare targets count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.audience.overlap import weights
from core.model import INTERACTION_KINDS
from core.model.tie import Bridge, DirectContact, RareTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from core.audience.incidence import Rarity
    from core.model import Audience, TargetOverlap


def _towards(audience: Audience, keys: AbstractSet[str]) -> dict[str, int]:
    rows = [row for row, target in enumerate(audience.targets) if target in keys]
    counts = audience.weights[rows].sum(axis=0).tolist()
    return {kind: n for kind, n in zip(INTERACTION_KINDS, counts, strict=True) if n}


def direct_contact(
    a: Audience, b: Audience, own_a: AbstractSet[str], own_b: AbstractSet[str]
) -> DirectContact:
    """Count how often each of two profiles names the other, by kind of interaction.

    This is the contact that every overlap leaves out. It speaks against one operator as often as for
    it: friends answer each other, and an operator may have one account repost the other.

    Parameters
    ----------
    a, b : Audience
        Their keys unified, all kinds of interaction.
    own_a, own_b : set of str
        Every key under which A, and B, may be named. A key of both, as two captures of one account
        have, is no contact.

    Returns
    -------
    DirectContact

    Examples
    --------
    >>> from core.model import Audience
    >>> one, nobody = Audience(("x:2",), np.array([[1, 0, 2, 0]])), Audience((), np.zeros((0, 4), int))
    >>> direct_contact(one, nobody, {"x:1"}, {"x:2"})
    DirectContact(a_to_b={'repost': 1, 'reply': 2}, b_to_a={})
    """
    return DirectContact(_towards(a, own_b - own_a), _towards(b, own_a - own_b))


def bridges(
    overlap: TargetOverlap,
    own_a: AbstractSet[str],
    own_b: AbstractSet[str],
    audience_of: Callable[[str], Audience | None],
) -> tuple[Bridge, ...]:
    """Find the shared targets that the workspace knows as profiles, and that name one of the two.

    Over such a third account two that never met may still belong to one circle: these are the edges
    two steps long of an ego graph. It says nothing of profiles that were not imported.

    Parameters
    ----------
    overlap : TargetOverlap
    own_a, own_b : set of str
        Every key under which A, and B, may be named. One of both is left out: whom it means is not
        known.
    audience_of : callable
        Gives the audience of a key, unified, or None where the workspace has no such profile. Asked
        once for each shared target.

    Returns
    -------
    tuple of Bridge
        Those that name both first, then by how often they name either; O(targets of the bridges).

    Examples
    --------
    >>> from core.model import Audience, Contact, SharedTarget, TargetOverlap
    >>> shared = SharedTarget("x:3", 4, 5, strong_a=True, strong_b=True, n_profiles=2)
    >>> laid = TargetOverlap({"x:3": 4}, {"x:3": 5}, 3.0, 3.0, (shared,), Contact(0, 0), 1.0, 1.0)
    >>> third = Audience(("x:1",), np.array([[0, 0, 7, 0]]))
    >>> bridges(laid, {"x:1"}, {"x:2"}, {"x:3": third}.get)
    (Bridge(key='x:3', from_a=4, from_b=5, to_a=7, to_b=0),)
    """
    found = []
    for target in overlap.shared:
        audience = audience_of(target.key)
        if audience is not None:
            to_a = sum(_towards(audience, own_a - own_b).values())
            to_b = sum(_towards(audience, own_b - own_a).values())
            if to_a or to_b:
                found.append(Bridge(target.key, target.weight_a, target.weight_b, to_a, to_b))
    return tuple(sorted(found, key=lambda one: (-min(one.to_a, one.to_b, 1), -one.to_a - one.to_b, one.key)))


def _parts(named: Mapping[str, int], rarity: Rarity) -> tuple[list[str], np.ndarray, np.ndarray]:
    keys = sorted(named)
    counts = np.array([named[key] for key in keys], dtype=np.int64)
    rare = rarity.weights(keys)
    return keys, (1 + np.log(counts)) * rare, rare


def rare_targets(
    a: Audience,
    b: Audience,
    *,
    removed: frozenset[str],
    rarity: Rarity,
    kinds: tuple[str, ...] = INTERACTION_KINDS,
) -> tuple[RareTarget, ...]:
    """Name the shared targets that carry the rarity cosine of :mod:`core.audience.likeness`.

    Parameters
    ----------
    a, b : Audience
        Their keys unified.
    removed : frozenset of str
        Every key of either profile.
    rarity : Rarity
    kinds : tuple of str
        The interactions that count.

    Returns
    -------
    tuple of RareTarget
        The largest part first; empty where nothing is shared. The parts add up to the cosine.

    Examples
    --------
    >>> from core.audience.incidence import Rarity
    >>> from core.census import Census
    >>> from core.model import Audience
    >>> one = Audience(("x:3", "x:4"), np.array([[1, 0, 0, 0], [0, 0, 1, 0]]))
    >>> known = Rarity(Census.of({"x:3": 2, "x:4": 2}), 2)
    >>> [(r.key, round(r.part, 3)) for r in rare_targets(one, one, removed=frozenset(), rarity=known)]
    [('x:3', 0.5), ('x:4', 0.5)]
    """
    named_a, named_b = weights(a, kinds, removed), weights(b, kinds, removed)
    keys_a, vector_a, rare = _parts(named_a, rarity)
    keys_b, vector_b, _ = _parts(named_b, rarity)
    row_b = {key: row for row, key in enumerate(keys_b)}
    length = float(np.sqrt((vector_a @ vector_a) * (vector_b @ vector_b)))
    popularity = rarity.popularity.many(keys_a).tolist()
    found = [
        RareTarget(
            key,
            named_a[key],
            named_b[key],
            popularity[row],
            float(rare[row]),
            float(vector_a[row] * vector_b[row_b[key]]) / length,
        )
        for row, key in enumerate(keys_a)
        if key in row_b
    ]
    return tuple(sorted(found, key=lambda one: (-one.part, one.key)))
