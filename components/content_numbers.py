"""The numbers of the Content page, and its answer in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components import card, compute, measure_table, ranking, theme
from core.params import ComparisonParams

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model import Comparison
    from core.params import ComparisonParams as Params

POSTS, REPOSTS, COSINE = "content.same_posts", "content.same_reposts", "content.tfidf_cosine"


def answer(scene: Scene, comparison: Comparison, params: Params) -> str:
    """Give the page's answer in one sentence."""
    posts, reposts, cosine = (comparison[name] for name in (POSTS, REPOSTS, COSINE))
    same = f"**{theme.count(posts.shared or 0)}** texts and **{theme.count(reposts.shared or 0)}** reposts are the same"
    if cosine.missing:
        return f"{same}; their vocabularies cannot be compared: {cosine.missing}."
    rank = ranking.words(cosine, ranking.fetch(scene, params))
    alike = (
        f"**{rank}** of the workspace's pairs" if rank else f"at cosine **{theme.decimal(cosine.value, 3)}**"
    )
    return f"{same}; in vocabulary they are {alike}."


def row(scene: Scene, comparison: Comparison) -> None:
    """Draw same posts, same reposts and the cosine in both modes."""
    cosines = {
        mode: compute.comparison(scene.gallery, scene.a, scene.b, ComparisonParams.of(mode))[COSINE]
        for mode in ("default", "paper")
    }
    posts, reposts = comparison[POSTS], comparison[REPOSTS]
    card.metric_row(
        [
            card.Cell("Same posts", measure_table.value_words(posts), posts.missing or "distinct texts"),
            card.Cell(
                "Same reposts", measure_table.value_words(reposts), reposts.missing or "distinct originals"
            ),
            card.Cell(
                "Vocabulary, TF-IDF",
                measure_table.value_words(cosines["default"]),
                cosines["default"].missing or "rarity from the workspace",
                "Cosine of cleaned words of own posts; rare words count more.",
            ),
            card.Cell(
                "Paper mode",
                measure_table.value_words(cosines["paper"]),
                cosines["paper"].missing or "rarity from the two alone",
                "All posts' raw text; nearly any two timelines of one language score high.",
            ),
        ]
    )
