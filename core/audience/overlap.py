"""Two audiences laid over each other ([B] 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.census import Census
from core.model import INTERACTION_KINDS, Contact, SharedTarget, TargetOverlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy.typing as npt

    from core.audience.params import AudienceParams
    from core.model import Audience

# Two profiles that both name a user are at least as many of those who do.
_PAIR = 2


def jaccard(a: AbstractSet[str], b: AbstractSet[str]) -> float | None:
    """Give the share of two sets' members that is in both: ``|A∩B| / (|A|+|B|-|A∩B|)``.

    Small beside a large set by its nature: 20 shared of 25 and 2,000 is 0.01. None where either set
    is empty, since nothing was observed.

    >>> jaccard({"x:1", "x:2"}, {"x:2", "x:3"}), jaccard(set(), {"x:1"})
    (0.3333333333333333, None)
    """
    if not a or not b:
        return None
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared)


def weights(
    audience: Audience,
    kinds: Iterable[str] = INTERACTION_KINDS,
    without: frozenset[str] = frozenset(),
) -> dict[str, int]:
    """Add up how often each target was named.

    Parameters
    ----------
    audience : Audience
    kinds : iterable of str
        The interactions that count.
    without : frozenset of str
        Keys to leave out.

    Returns
    -------
    dict of str to int
        Every weight is 1 or more; a target named only in other ways is not in it.

    Examples
    --------
    >>> from core.model import Audience
    >>> found = Audience(("x:1", "x:2"), np.array([[2, 0, 0, 1], [0, 0, 0, 4]]))
    >>> weights(found), weights(found, ["repost"])
    ({'x:1': 3, 'x:2': 4}, {'x:1': 2})
    """
    columns = [INTERACTION_KINDS.index(kind) for kind in kinds]
    totals = audience.weights[:, columns].sum(axis=1).tolist()
    named = zip(audience.targets, totals, strict=True)
    return {target: total for target, total in named if total and target not in without}


def strong_cut(weights: Mapping[str, int], params: AudienceParams) -> float:
    """Give the least weight of a strong friendship; a weight equal to it is strong.

    [B] speaks of strong friendships and gives no cut-off. Paper mode: ``strong_weight``. Default
    mode: no less than ``strong_quantile`` of the profile's own target weights too (linear
    interpolation), so that an eager replier does not have hundreds.

    >>> from core.audience.params import AudienceParams
    >>> strong_cut({"x:1": 1, "x:2": 1, "x:3": 11}, AudienceParams())
    9.0
    >>> strong_cut({"x:1": 1, "x:2": 1, "x:3": 11}, AudienceParams(mode="paper"))
    3.0
    """
    return cut_of(np.fromiter(weights.values(), np.int64, len(weights)), params)


def cut_of(counts: npt.NDArray[np.int64], params: AudienceParams) -> float:
    """Give the cut that :func:`strong_cut` gives, of the bare weights, (n_targets,)."""
    if params.mode == "paper" or not counts.size:
        return float(params.strong_weight)
    return max(float(params.strong_weight), float(np.quantile(counts, params.strong_quantile)))


def _contact(
    total_a: Mapping[str, int], total_b: Mapping[str, int], own_a: frozenset[str], own_b: frozenset[str]
) -> Contact:
    # Two captures of one account share their key: naming it is not naming the other.
    a_to_b = sum(total_a.get(key, 0) for key in own_b - own_a)
    b_to_a = sum(total_b.get(key, 0) for key in own_a - own_b)
    return Contact(a_to_b=a_to_b, b_to_a=b_to_a)


def _by_strength(target: SharedTarget) -> tuple[int, int, int, str]:
    least, most = sorted((target.weight_a, target.weight_b))
    return (-(target.strong_a + target.strong_b), -least, -most, target.key)


def _named_by(popularity: Mapping[str, int], keys: Sequence[str]) -> list[int]:
    """Give how many profiles name each user; a census is asked once, for it is slow to begin."""
    if isinstance(popularity, Census):
        return [n or _PAIR for n in popularity.many(keys).tolist()]
    return [popularity.get(key, _PAIR) for key in keys]


def overlap(
    a: Audience,
    b: Audience,
    *,
    own: frozenset[str] = frozenset(),
    own_a: frozenset[str],
    own_b: frozenset[str],
    popularity: Mapping[str, int],
    params: AudienceParams,
) -> TargetOverlap:
    """Lay two audiences over each other, the two profiles themselves removed from both.

    An overlap says that the two turn to the same users; for users whom everybody names it says
    little, which is why each shared target comes with how many profiles name it.

    Parameters
    ----------
    a, b : Audience
        Their keys unified (:func:`core.audience.interactions.unified`).
    own : frozenset of str
        Further keys to remove from both, such as the account that a capture is a slice of.
    own_a, own_b : frozenset of str
        Every key under which A, and B, may be named. Contact between the two is counted with them
        before they are removed.
    popularity : mapping of str to int
        How many of the workspace's profiles name each target; a target it lacks is named by these
        two.
    params : AudienceParams

    Returns
    -------
    TargetOverlap
        ``shared`` begins with what is strong for both, then for one; within these, with the
        greatest weight that both reach. ``jaccard`` is None where an audience is empty,
        ``strong_jaccard`` where a profile has no strong friendship.

    Notes
    -----
    O(n log n) in the number of targets; deterministic. METHODS 2; paper mode differs only in the
    cut-off of strong friendships.

    Examples
    --------
    >>> from core.audience.params import AudienceParams
    >>> from core.model import Audience
    >>> one = Audience(("x:2", "x:3", "x:4"), np.array([[5, 0, 0, 0], [3, 0, 0, 0], [1, 0, 0, 0]]))
    >>> other = Audience(("x:3",), np.array([[0, 0, 4, 0]]))
    >>> found = overlap(one, other, own_a=frozenset({"x:1"}), own_b=frozenset({"x:2"}),
    ...                 popularity={"x:3": 7}, params=AudienceParams())
    >>> found.jaccard, found.strong_jaccard, found.contact.a_to_b, found.shared[0].n_profiles
    (0.5, 1.0, 5, 7)
    """
    removed = own | own_a | own_b
    contact = _contact(weights(a, params.kinds), weights(b, params.kinds), own_a, own_b)
    weights_a, weights_b = weights(a, params.kinds, removed), weights(b, params.kinds, removed)
    cut_a, cut_b = strong_cut(weights_a, params), strong_cut(weights_b, params)
    common = list(weights_a.keys() & weights_b.keys())
    shared = [
        SharedTarget(
            key=key,
            weight_a=weights_a[key],
            weight_b=weights_b[key],
            strong_a=weights_a[key] >= cut_a,
            strong_b=weights_b[key] >= cut_b,
            n_profiles=n_profiles,
        )
        for key, n_profiles in zip(common, _named_by(popularity, common), strict=True)
    ]
    strong_a = {key for key, weight in weights_a.items() if weight >= cut_a}
    strong_b = {key for key, weight in weights_b.items() if weight >= cut_b}
    return TargetOverlap(
        weights_a=weights_a,
        weights_b=weights_b,
        cut_a=cut_a,
        cut_b=cut_b,
        shared=tuple(sorted(shared, key=_by_strength)),
        contact=contact,
        jaccard=jaccard(weights_a.keys(), weights_b.keys()),
        strong_jaccard=jaccard(strong_a, strong_b),
    )
