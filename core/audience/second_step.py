"""The second step of an ego graph: whom the shared targets name that are profiles themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.audience.overlap import weights
from core.audience.tie import bridges

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from collections.abc import Set as AbstractSet

    from core.model import Audience, Bridge, TargetOverlap

MOST_READ = 60
"""Profiles whose audience is read: those of the heaviest shared targets."""


@dataclass(frozen=True, slots=True)
class Link:
    """A shared target that is a profile names another shared target: ``weight`` times."""

    source: str
    target: str
    weight: int


@dataclass(frozen=True, slots=True)
class SecondStep:
    """What the workspace knows of the shared targets that are profiles themselves.

    ``n_known`` shared targets are profiles of the workspace, and the audiences of ``n_read`` of them
    were read. ``bridges`` name A or B in turn, ``links`` name other shared targets; heaviest first.
    """

    n_known: int
    n_read: int
    bridges: tuple[Bridge, ...] = ()
    links: tuple[Link, ...] = ()


def second_step(
    overlap: TargetOverlap,
    own_a: AbstractSet[str],
    own_b: AbstractSet[str],
    known: Collection[str],
    audience_of: Callable[[str], Audience],
    most: int = MOST_READ,
) -> SecondStep:
    """Find the edges two steps long of the ego graphs of two profiles.

    Only shared targets are asked: a target of one alone leads from it to nobody that the other knows.

    Parameters
    ----------
    overlap : TargetOverlap
    own_a, own_b : set of str
        Every key under which A, and B, may be named.
    known : collection of str
        The keys that ``audience_of`` knows, such as the profiles of a workspace; asked whether it
        contains a key, so better a set or a mapping.
    audience_of : callable
        Gives the audience of one of them, unified; all kinds of interaction are counted.
    most : int
        The most audiences that are read.

    Returns
    -------
    SecondStep

    Notes
    -----
    O(targets of those read): 3 to 20 ms each, mostly for reading them. METHODS 2.

    Examples
    --------
    >>> import numpy as np
    >>> from core.model import Audience, Contact, SharedTarget, TargetOverlap
    >>> shared = [SharedTarget(key, 4, 5, strong_a=True, strong_b=True, n_profiles=2) for key in ("x:3", "x:4")]
    >>> both = {"x:3": 4, "x:4": 4}
    >>> laid = TargetOverlap(both, both, 3.0, 3.0, tuple(shared), Contact(0, 0), 1.0, 1.0)
    >>> third = Audience(("x:1", "x:4"), np.array([[0, 0, 7, 0], [2, 0, 0, 0]]))
    >>> found = second_step(laid, {"x:1"}, {"x:2"}, {"x:3"}, lambda key: third)
    >>> found.bridges[0].to_a, found.links, (found.n_read, found.n_known)
    (7, (Link(source='x:3', target='x:4', weight=2),), (1, 1))
    """
    asked = [target.key for target in overlap.shared if target.key in known]
    audiences = {key: audience_of(key) for key in asked[:most]}
    common = {target.key for target in overlap.shared}
    links = [
        Link(source, target, weight)
        for source, audience in audiences.items()
        for target, weight in weights(audience).items()
        if target in common and target != source
    ]
    return SecondStep(
        n_known=len(asked),
        n_read=len(audiences),
        bridges=bridges(overlap, own_a, own_b, audiences.get),
        links=tuple(sorted(links, key=lambda link: (-link.weight, link.source, link.target))),
    )
