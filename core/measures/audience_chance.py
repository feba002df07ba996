"""Measures of audience beyond the paper's: by kind, by attention, by rarity, against chance. METHODS 2."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.audience.incidence import Rarity
from core.audience.tie import direct_contact, rare_targets
from core.block import joined
from core.keys import own_keys
from core.measures import DETAIL, Measure, Scores, lacking, register, shared_scores
from core.measures.audience import laid, least_targets
from core.model import INTERACTION_KINDS, Missing
from core.significance import overlap_tails

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.audience.likeness import Likeness
    from core.model import DirectContact, Portrait, RareTarget
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

_RATIO: dict[Mode, str] = {"default": "share", "paper": "share"}
_NO_REFERENCE = "which targets are rare in this workspace is not known yet"
_NO_NULL = "what overlaps chance makes in this workspace is not known yet"
# Of a handful the pair itself makes what is called chance.
MIN_PROFILES = 30
_FEW = f"{{n}} profiles of the workspace name anybody, {MIN_PROFILES} needed to tell what chance makes"
_LABELS = {
    "repost": ("Reposted by both", "reposts"),
    "quote": ("Quoted by both", "quotes"),
    "reply": ("Answered by both", "answers"),
    "mention": ("Mentioned by both", "mentions"),
}


def _rarity(reference: Reference | None) -> Rarity | None:
    return Rarity(reference.popularity, reference.n_profiles) if reference else None


def _scores(found: Likeness, values: npt.NDArray[np.float64], missing: list[str | None]) -> Scores:
    return shared_scores(values, missing, found.n_a, found.n_b, found.shared)


def _missing(found: Likeness, params: ComparisonParams, what: str = "targets") -> list[str | None]:
    return lacking(found.n_a, found.n_b, least_targets(params), what)


def _of_kind(
    kind: str,
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    reference: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    found = laid(left, right, pairs, (kind,), reference).found
    return _scores(found, found.jaccard, _missing(found, params, f"targets of {_LABELS[kind][1]}"))


def _weighted(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    reference: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    found = laid(left, right, pairs, params.audience.kinds, reference).found
    return _scores(found, found.weighted_jaccard, _missing(found, params))


def _rare(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    reference: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    found = laid(left, right, pairs, params.audience.kinds, reference).found
    missing = _missing(found, params)
    if reference is None:
        missing = [why or _NO_REFERENCE for why in missing]
    return _scores(found, found.rarity_cosine, missing)


def explain_rare(
    a: Portrait, b: Portrait, reference: Reference | None, params: ComparisonParams
) -> tuple[RareTarget, ...] | Missing:
    """Name the shared targets that carry the cosine, heaviest first; their parts add up to it."""
    rarity = _rarity(reference)
    if rarity is None:
        return Missing(_NO_REFERENCE)
    removed = own_keys(a.profile) | own_keys(b.profile)
    return rare_targets(a.audience, b.audience, removed=removed, rarity=rarity, kinds=params.audience.kinds)


def _surprise(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    reference: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    found = laid(left, right, pairs, INTERACTION_KINDS, reference).found
    missing = _missing(found, params)
    null = reference.overlap_null if reference else None
    if null is None or null.n_profiles < MIN_PROFILES:
        lacking_ = _NO_NULL if null is None else _FEW.format(n=null.n_profiles)
        return _scores(found, np.full(len(missing), np.nan), [why or lacking_ for why in missing])
    cancelled = joined(left, right, pairs)[0].cancelled
    tails = overlap_tails(null, found.n_a, found.n_b, found.shared, cancelled=cancelled)
    return _scores(found, np.maximum(0.0, -np.log10(tails.p)) + 0.0, missing)


def _contact(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    reference: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    found = laid(left, right, pairs, params.audience.kinds, reference).found
    sizes = found.n_a + (found.a_to_b > 0), found.n_b + (found.b_to_a > 0)
    missing: list[str | None] = [
        None if min(a, b) else f"{'B' if a else 'A'} names nobody in this data"
        for a, b in zip(sizes[0].tolist(), sizes[1].tolist(), strict=True)
    ]
    values = (found.a_to_b + found.b_to_a).astype(np.float64)
    values[[why is not None for why in missing]] = np.nan
    return Scores(values, tuple(missing), *sizes, (None,) * len(missing))


def explain_contact(a: Portrait, b: Portrait, _: Reference | None, __: ComparisonParams) -> DirectContact:
    """Count how often each names the other, by kind."""
    return direct_contact(a.audience, b.audience, own_keys(a.profile), own_keys(b.profile))


for _order, (_kind, (_label, _what)) in enumerate(_LABELS.items()):
    register(
        Measure(
            name=f"audience.jaccard_{_kind}",
            label=f"{_label}, Jaccard",
            aspect="audience",
            direction="similarity",
            low=0.0,
            high=1.0,
            units=_RATIO,
            items="targets",
            meaning=f"Of the users whom either names by {_kind}, the share that both do.",
            formula="|A ∩ B| / (|A| + |B| − |A ∩ B|) over the targets of one kind of interaction, both profiles "
            "themselves left out.",
            limits="A post names a target by its strongest kind only (repost, quote, reply, mention). Small sets "
            "jump.",
            needs=f"10 targets of {_what} of each",
            source="[B] 3.3",
            compute=partial(_of_kind, _kind),
            order=11 + _order,
            tags=(DETAIL,),
        )
    )
register(
    Measure(
        name="audience.weighted_jaccard",
        label="Attention shared",
        aspect="audience",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_RATIO,
        items="targets",
        meaning="How alike the two divide their interactions among users: 1 where every user gets the same share "
        "from both.",
        formula="Σ min / Σ max of the shares that each target has in a profile's interactions.",
        limits="One user who gets most of the attention decides it.",
        needs="10 targets of each",
        source="ours; weighted Jaccard: Ružička 1958",
        compute=_weighted,
        order=30,
    )
)
register(
    Measure(
        name="audience.rarity_cosine",
        label="Shared targets, rare ones first",
        aspect="audience",
        direction="similarity",
        low=0.0,
        high=1.0,
        units={"default": "cosine", "paper": "cosine"},
        items="targets",
        meaning="How alike the two audiences are where a small account that both name says more than a famous one.",
        formula="Cosine of (1 + ln count) × (ln((1 + n) / (1 + df)) + 1): n profiles in the workspace, df of them "
        "name the target.",
        limits="Rarity is that of this workspace: among profiles gathered around one topic its famous accounts "
        "weigh little, those of another topic much.",
        needs="10 targets of each, and the workspace's popularity of targets",
        source="ours, not of the paper",
        compute=_rare,
        explain=explain_rare,
        order=40,
    )
)
register(
    Measure(
        name="audience.overlap_surprise",
        label="Overlap against chance",
        aspect="audience",
        direction="similarity",
        low=0.0,
        high=300.0,
        units={"default": "−log10 p", "paper": "−log10 p"},
        items="targets",
        meaning="How improbable so many shared targets would be by chance: 3 is one in a thousand pairs that "
        "choose independently.",
        formula="−log10 P(V ≥ v), V the number shared under a null that keeps each audience's size and each "
        "target's popularity (maximum-entropy bipartite model, conditioned on both by saddlepoint).",
        limits="Says that the two do not choose independently; friends and colleagues do not either. Of a "
        "thousand pairs one reaches 3 by chance: read the q-value in a survey.",
        needs=f"10 targets of each, and {MIN_PROFILES} profiles in the workspace that name anybody",
        source="ours; Saracco et al. 2017, Butler 2007",
        compute=_surprise,
        order=50,
        digits=1,
    )
)
register(
    Measure(
        name="audience.contact",
        label="Direct contact",
        aspect="audience",
        direction="similarity",
        low=0.0,
        high=1e9,
        units={"default": "interactions", "paper": "interactions"},
        items="targets",
        meaning="How often the two name each other, both directions together.",
        formula="Reposts, quotes, replies and mentions of B by A, and of A by B.",
        limits="Speaks against one operator as often as for it: friends answer each other. Left out of every "
        "overlap.",
        needs="somebody named by each",
        source="[B] 3.3; told apart from the overlap by us",
        compute=_contact,
        explain=explain_contact,
        order=60,
        digits=0,
    )
)
