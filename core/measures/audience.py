"""Measures of audience: do the two talk to the same people? METHODS 2, [B] 3.3."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.audience.friendship import friendships
from core.audience.incidence import Incidence, Rarity, incidence
from core.audience.likeness import Likeness, likeness
from core.audience.overlap import overlap
from core.block import joined
from core.keys import own_keys
from core.measures import Measure, Scores, lacking, register, shared_scores

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.model import Portrait, TargetOverlap
    from core.params import ComparisonParams
    from core.reference import Reference

    Pairs = npt.NDArray[np.int64]


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


class Laid(NamedTuple):
    """The audiences of a block over one list of targets, and what pairs of them have in common."""

    incidence: Incidence
    found: Likeness


def laid(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: Pairs,
    kinds: tuple[str, ...],
    reference: Reference | None,
) -> Laid:
    """Lay the audiences of each pair over each other, once for all measures of a block.

    Targets are weighed by their rarity in the reference; without one, all alike.
    """
    block, rows = joined(left, right, pairs)
    learned = id(reference) if reference else None
    rarity = Rarity(reference.popularity, reference.n_profiles) if reference else None
    made = block.once(
        ("incidence", kinds, learned),
        lambda: incidence(
            [portrait.audience for portrait in block],
            [own_keys(portrait.profile) for portrait in block],
            kinds=kinds,
            rarity=rarity,
        ),
    )
    return block.once(
        ("likeness", kinds, learned, rows.tobytes()),
        lambda: Laid(made, likeness(made, rows, cancelled=block.cancelled)),
    )


def least_targets(params: ComparisonParams) -> int:
    """Give the fewest targets of a profile whose overlap is not missing."""
    return params.audience.min_targets if params.mode == "default" else 1


def _jaccard(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: Pairs,
    reference: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    found = laid(left, right, pairs, params.audience.kinds, reference).found
    missing = lacking(found.n_a, found.n_b, least_targets(params), "targets")
    return shared_scores(found.jaccard, missing, found.n_a, found.n_b, found.shared)


def _strong(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: Pairs,
    reference: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    made, found = laid(left, right, pairs, params.audience.kinds, reference)
    shared, n_a, n_b = friendships(
        made, found, params.audience, cancelled=joined(left, right, pairs)[0].cancelled
    )
    values = shared / np.maximum(n_a + n_b - shared, 1)
    return shared_scores(values, lacking(n_a, n_b, 1, "strong friendships"), n_a, n_b, shared)


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
        compute=_jaccard,
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
        compute=_strong,
        explain=explain,
        order=20,
    )
)
