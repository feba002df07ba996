"""Measures of content: do the two say the same? METHODS 3, [B] 3.4."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from core.content.vectors import pair_weights, paper_cosine, term_overlaps, workspace_cosine
from core.measures import Measure, Score, pairwise, register
from core.model import Missing
from core.text import counted

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.model import Portrait, TermOverlap
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

_COUNT: dict[Mode, str] = {"default": "texts", "paper": "texts"}
_REPOSTS: dict[Mode, str] = {"default": "reposted originals", "paper": "reposted originals"}
_COSINE: dict[Mode, str] = {"default": "cosine", "paper": "cosine"}
_NO_REFERENCE = Missing("which words are rare in this workspace is not known yet")


def _shared(a: npt.NDArray[np.uint64], b: npt.NDArray[np.uint64], what: str) -> Score:
    shared = int(np.intersect1d(a, b, assume_unique=True).size)
    for name, keys in (("A", a), ("B", b)):
        if not keys.size:
            return Score(Missing(f"{name} has no {what} in this data"), a.size, b.size, shared)
    return Score(float(shared), a.size, b.size, shared)


def _same_posts(a: Portrait, b: Portrait, _: Reference | None, __: ComparisonParams) -> Score:
    return _shared(a.content.post_keys, b.content.post_keys, "texts of three words or more")


def _same_reposts(a: Portrait, b: Portrait, _: Reference | None, __: ComparisonParams) -> Score:
    return _shared(a.content.repost_keys, b.content.repost_keys, "reposts")


def _tfidf(a: Portrait, b: Portrait, reference: Reference | None, params: ComparisonParams) -> Score:
    if params.mode == "paper":
        return Score(paper_cosine(a.content.tokens, b.content.tokens), a.content.n_texts, b.content.n_texts)
    n_a, n_b = a.content.n_own_texts, b.content.n_own_texts
    least = params.content.min_texts
    for name, n in (("A", n_a), ("B", n_b)):
        if n < least:
            return Score(Missing(f"{name} has {counted(n, 'texts of its own')}, {least} needed"), n_a, n_b)
    if reference is None:
        return Score(_NO_REFERENCE, n_a, n_b)
    return Score(workspace_cosine(a.content.words, b.content.words, reference.idf.weights), n_a, n_b)


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
        compute=pairwise(_same_posts),
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
        compute=pairwise(_same_reposts),
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
        compute=pairwise(_tfidf),
        explain=explain_tfidf,
        order=30,
    )
)
