"""Measures of what posts carry besides words: hashtags, linked domains, clients. METHODS 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.block import joined
from core.content.cosine import workspace_cosines
from core.content.sheet import lay_out
from core.content.vectors import term_overlaps
from core.measures import Measure, Scores, lacking, register, shared_scores
from core.model import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.content.cosine import TermWeights
    from core.measures import Compute
    from core.model import Portrait, TermCounts, TermOverlap
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

    Explain = Callable[
        [Portrait, Portrait, Reference | None, ComparisonParams], tuple[TermOverlap, ...] | Missing
    ]

# Fewer uses are a day's events, not a habit.
MIN_USES = 10
_COSINE: dict[Mode, str] = {"default": "cosine", "paper": "cosine"}
_NO_REFERENCE = Missing("what is usual in this workspace is not known yet")


def _alike(terms: Sequence[str]) -> npt.NDArray[np.float64]:
    """Weigh all things alike: of clients there are few, and how rare one is says little."""
    return np.ones(len(terms))


def _cosine_of(
    of: Callable[[Portrait], TermCounts],
    weights_in: Callable[[Reference], TermWeights],
    what: str,
    *,
    damped: bool,
) -> tuple[Compute, Explain]:
    """Make the score and the explanation of the cosine of counted things."""

    def score(
        left: Sequence[Portrait],
        right: Sequence[Portrait],
        pairs: npt.NDArray[np.int64],
        reference: Reference | None,
        _: ComparisonParams,
        /,
    ) -> Scores:
        block, rows = joined(left, right, pairs)
        documents = [of(portrait) for portrait in block]
        n_a, n_b = np.array([document.counts.sum() for document in documents], dtype=np.int64)[rows].T
        weights = weights_in(reference) if reference else _alike
        found = workspace_cosines(lay_out(documents), rows, weights, damped=damped, cancelled=block.cancelled)
        missing = lacking(n_a, n_b, MIN_USES, what)
        if reference is None:
            missing = [why or _NO_REFERENCE.reason for why in missing]
        return shared_scores(found.values, missing, n_a, n_b, found.shared)

    def explain(
        a: Portrait, b: Portrait, reference: Reference | None, _: ComparisonParams
    ) -> tuple[TermOverlap, ...] | Missing:
        if reference is None:
            return _NO_REFERENCE
        return term_overlaps(of(a), of(b), weights_in(reference), None, damped=damped)

    return score, explain


_hashtags, explain_hashtags = _cosine_of(
    lambda portrait: portrait.content.hashtags,
    lambda reference: reference.hashtag_idf.weights,
    "hashtags of its own",
    damped=True,
)
_domains, explain_domains = _cosine_of(
    lambda portrait: portrait.content.domains,
    lambda reference: reference.domain_idf.weights,
    "links of its own whose domain is known",
    damped=True,
)
_clients, explain_clients = _cosine_of(
    lambda portrait: portrait.content.clients, lambda _: _alike, "posts whose client is known", damped=False
)


register(
    Measure(
        name="content.hashtag_cosine",
        label="Hashtags, cosine",
        aspect="content",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_COSINE,
        items="hashtags",
        meaning="How alike the hashtags of the two are, rare ones counting more.",
        formula="Cosine of (1 + ln count) × idf, idf fitted on the workspace's profiles; own posts only.",
        limits="An event of the day makes strangers alike; of one account in two years it is weak.",
        needs="10 hashtags of each",
        source="ours, not of the paper",
        compute=_hashtags,
        explain=explain_hashtags,
        order=40,
    )
)
register(
    Measure(
        name="content.domain_cosine",
        label="Linked domains, cosine",
        aspect="content",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_COSINE,
        items="links",
        meaning="How alike the sites are to which the two link, rare ones counting more.",
        formula="Cosine of (1 + ln count) × idf of link domains (no www., no t.co), idf fitted on the workspace; own "
        "posts only.",
        limits="Shorteners (bit.ly) hide where they lead and count as themselves; a source that gives only t.co "
        "links gives no domain.",
        needs="10 links of each",
        source="ours, not of the paper",
        compute=_domains,
        explain=explain_domains,
        order=50,
    )
)
register(
    Measure(
        name="content.client_cosine",
        label="Clients, cosine",
        aspect="content",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_COSINE,
        items="posts",
        meaning="How alike the mixes of applications are with which the two post.",
        formula="Cosine of the numbers of posts sent with each client, reposts included.",
        limits="Most people use the same few applications: a high value says little, a shared rare client much. Few "
        "sources give the client.",
        needs="10 posts of each whose client is known",
        source="ours, not of the paper",
        compute=_clients,
        explain=explain_clients,
        order=60,
    )
)
