"""Measures of audience: do the two talk to the same people? METHODS 2, [B] 3.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.audience.overlap import overlap
from core.measures import Measure, Score, pairwise, register
from core.model import Missing
from core.text import counted

if TYPE_CHECKING:
    from core.model import Portrait, Profile, TargetOverlap
    from core.params import ComparisonParams
    from core.reference import Reference


def own_keys(profile: Profile) -> frozenset[str]:
    """Give the keys by which a post may name the profile itself."""
    handle = f"{profile.platform}:@{profile.handle.casefold()}" if profile.handle else None
    return frozenset(key for key in (profile.key, profile.account, handle) if key)


def explain(a: Portrait, b: Portrait, reference: Reference | None, params: ComparisonParams) -> TargetOverlap:
    """Lay two audiences over each other; both profiles themselves are left out."""
    return overlap(
        a.audience,
        b.audience,
        own_a=own_keys(a.profile),
        own_b=own_keys(b.profile),
        popularity=reference.popularity if reference else {},
        params=params.audience,
    )


def _lacking(n_a: int, n_b: int, least: int, what: str) -> Missing | None:
    for name, n in (("A", n_a), ("B", n_b)):
        if n < least:
            return Missing(f"{name} has {counted(n, what)}, {least} needed")
    return None


def _jaccard(a: Portrait, b: Portrait, reference: Reference | None, params: ComparisonParams) -> Score:
    found = explain(a, b, reference, params)
    n_a, n_b = len(found.weights_a), len(found.weights_b)
    least = params.audience.min_targets if params.mode == "default" else 1
    value = _lacking(n_a, n_b, least, "targets") or found.jaccard
    return Score(value if value is not None else Missing("no targets"), n_a, n_b, len(found.shared))


def _strong(a: Portrait, b: Portrait, reference: Reference | None, params: ComparisonParams) -> Score:
    found = explain(a, b, reference, params)
    n_a = sum(weight >= found.cut_a for weight in found.weights_a.values())
    n_b = sum(weight >= found.cut_b for weight in found.weights_b.values())
    shared = sum(target.strong_a and target.strong_b for target in found.shared)
    value = _lacking(n_a, n_b, 1, "strong friendships") or found.strong_jaccard
    return Score(value if value is not None else Missing("no strong friendships"), n_a, n_b, shared)


register(
    Measure(
        name="audience.jaccard",
        label="Shared targets, Jaccard",
        aspect="audience",
        direction="similarity",
        low=0.0,
        high=1.0,
        units={"default": "share", "paper": "share"},
        items="targets",
        meaning="Of all users whom either names by repost, quote, reply or mention, the share that both name.",
        formula="|A ∩ B| / (|A| + |B| − |A ∩ B|), both profiles themselves left out.",
        limits="A much larger audience on one side bounds it from above; famous shared targets count as much as "
        "rare ones.",
        needs="10 targets of each",
        source="[B] 3.3",
        compute=pairwise(_jaccard),
        explain=explain,
        order=10,
    )
)
register(
    Measure(
        name="audience.strong_jaccard",
        label="Strong friendships, Jaccard",
        aspect="audience",
        direction="similarity",
        low=0.0,
        high=1.0,
        units={"default": "share", "paper": "share"},
        items="strong friendships",
        meaning="Of the users whom either names often, the share that both name often.",
        formula="Jaccard of the targets of weight ≥ 3; in default mode also ≥ the 90th percentile of the profile's "
        "own weights.",
        limits="The paper gives no cut-off; 3 is ours. Small sets jump: read it beside the counts.",
        needs="one strong friendship of each",
        source="[B] 3.3; cut-offs ours",
        compute=pairwise(_strong),
        explain=explain,
        order=20,
    )
)
