"""Measures of content: do the two say the same? METHODS 3, [B] 3.4."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.block import joined
from core.content.cosine import NO_TERMS, Cosines, paper_cosines, workspace_cosines
from core.content.sheet import lay_out, shared_keys
from core.content.vectors import pair_weights, term_overlaps
from core.measures import Measure, Scores, lacking, register, shared_scores
from core.model import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.block import Block
    from core.content.sheet import TermSheet
    from core.model import Portrait, TermOverlap
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

    Pairs = npt.NDArray[np.int64]
    Keys = npt.NDArray[np.uint64]

_COUNT: dict[Mode, str] = {"default": "texts", "paper": "texts"}
_REPOSTS: dict[Mode, str] = {"default": "reposted originals", "paper": "reposted originals"}
_COSINE: dict[Mode, str] = {"default": "cosine", "paper": "cosine"}
_NO_REFERENCE = Missing("which words are rare in this workspace is not known yet")


def _same(
    of: Callable[[Portrait], Keys],
    what: str,
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: Pairs,
    _: Reference | None,
    __: ComparisonParams,
    /,
) -> Scores:
    block, rows = joined(left, right, pairs)
    sets = [of(portrait) for portrait in block]
    shared = shared_keys(sets, rows, cancelled=block.cancelled)
    n_a, n_b = np.array([keys.size for keys in sets], dtype=np.int64)[rows].T
    return shared_scores(shared.astype(np.float64), _without(n_a, n_b, what), n_a, n_b, shared)


def _without(n_a: Pairs, n_b: Pairs, what: str) -> list[str | None]:
    missing: list[str | None] = [None] * len(n_a)
    for name, sizes in (("B", n_b), ("A", n_a)):
        for row in np.flatnonzero(sizes == 0).tolist():
            missing[row] = f"{name} has no {what} in this data"
    return missing


def _scored(found: Cosines, missing: list[str | None], n_a: Pairs, n_b: Pairs) -> Scores:
    empty = np.isnan(found.values).tolist()
    said = tuple(why or (NO_TERMS if none else None) for why, none in zip(missing, empty, strict=True))
    values = np.where([why is None for why in said], found.values, np.nan) if said else found.values
    return Scores(values, said, n_a, n_b, (None,) * len(said))


def _sheet(block: Block, vocabulary: str) -> TermSheet:
    return block.once(
        ("vocabulary", vocabulary),
        lambda: lay_out([getattr(portrait.content, vocabulary) for portrait in block]),
    )


def _tfidf(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: Pairs,
    reference: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    block, rows = joined(left, right, pairs)
    contents = [portrait.content for portrait in block]
    if params.mode == "paper":
        n_a, n_b = np.array([content.n_texts for content in contents], dtype=np.int64)[rows].T
        found = paper_cosines(_sheet(block, "tokens"), rows, cancelled=block.cancelled)
        return _scored(found, [None] * len(rows), n_a, n_b)
    n_a, n_b = np.array([content.n_own_texts for content in contents], dtype=np.int64)[rows].T
    missing = lacking(n_a, n_b, params.content.min_texts, "texts of its own")
    if reference is None:
        return _scored(_unknown(len(rows)), [why or _NO_REFERENCE.reason for why in missing], n_a, n_b)
    weights = reference.idf.weights
    found = workspace_cosines(_sheet(block, "words"), rows, weights, cancelled=block.cancelled)
    return _scored(found, missing, n_a, n_b)


def _unknown(n_pairs: int) -> Cosines:
    return Cosines(np.full(n_pairs, np.nan), np.zeros(n_pairs, dtype=np.int64))


def explain_tfidf(
    a: Portrait, b: Portrait, reference: Reference | None, params: ComparisonParams
) -> tuple[TermOverlap, ...] | Missing:
    """Give the terms that carry the cosine, heaviest first; all their parts add up to it."""
    if params.mode == "paper":
        tokens_a, tokens_b = a.content.tokens, b.content.tokens
        return term_overlaps(tokens_a, tokens_b, pair_weights(tokens_a, tokens_b), None, damped=False)
    if reference is None:
        return _NO_REFERENCE
    return term_overlaps(a.content.words, b.content.words, reference.idf.weights, None)


register(
    Measure(
        name="content.same_posts",
        label="Same posts",
        aspect="content",
        direction="similarity",
        low=0.0,
        high=math.inf,
        units=_COUNT,
        items="distinct texts",
        meaning="How many distinct texts both have published as their own.",
        formula="Distinct normalised texts (NFKC, case-folded, one blank, links removed, at least three words) found "
        "in both, over originals, quotes and replies.",
        limits="Shared templates, song lines and greetings count too; a text of which one word differs does not.",
        needs="one such text of each",
        source="[B] 3.4; normal form ours",
        compute=partial(_same, lambda portrait: portrait.content.post_keys, "texts of three words or more"),
        order=10,
        digits=0,
    )
)
register(
    Measure(
        name="content.same_reposts",
        label="Same reposts",
        aspect="content",
        direction="similarity",
        low=0.0,
        high=math.inf,
        units=_REPOSTS,
        items="distinct reposts",
        meaning="How many distinct originals both have reposted.",
        formula="Distinct reposted originals in both, by id, else by author and normalised text.",
        limits="Popular originals are reposted by many: read it beside the lag.",
        needs="one repost of each",
        source="[B] 3.4",
        compute=partial(_same, lambda portrait: portrait.content.repost_keys, "reposts"),
        order=20,
        digits=0,
    )
)
register(
    Measure(
        name="content.tfidf_cosine",
        label="Vocabulary, TF-IDF cosine",
        aspect="content",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_COSINE,
        items="texts",
        meaning="How alike the two vocabularies are, rare words counting more.",
        formula="Cosine of term frequency × idf. Default: cleaned words of own posts, 1 + ln(count), idf fitted on the "
        "workspace. Paper: raw counts of "
        "all posts' raw text, scikit-learn's smoothed idf on the two documents (1.000 shared, 1.4055 not).",
        limits="Topic is not author. In paper mode nearly any two timelines of one language score high. With few "
        "profiles in the workspace rarity is poorly known.",
        needs="20 texts of each one's own",
        source="[B] 3.4; workspace idf and damping ours",
        compute=_tfidf,
        explain=explain_tfidf,
        order=30,
    )
)
