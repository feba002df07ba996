"""The three sets of features a pair is classified by, side by side.

*crawl only* sees how the posts were gathered and nothing else; *all measures* is the register;
*crawl-blind* is those of its measures that come out the same however the posts were gathered, taken on
portraits redrawn from masked timelines. What the second says beyond the third may be the crawl's doing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.audience.interactions import unified
from core.learning import fit_reference
from core.measures import EMBEDDED, all_measures, get
from core.params import ComparisonParams
from core.portrait import draw_portrait
from core.progress import check
from core.survey import survey
from core.validation.crawl import crawl_features, crawl_trace
from core.validation.mask import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.gallery import Gallery
    from core.measures import Measure
    from core.model import Portrait
    from core.reference import Reference
    from core.validation.labelled import LabelledPairs

    Told = Callable[[float, str], None]

CRAWL, ALL, BLIND = "crawl", "all", "blind"
LABELS = {CRAWL: "Crawl only", ALL: "All measures", BLIND: "Crawl-blind measures"}
# A measure is none of these until somebody has shown that no crawl changes it (a test does).
BLIND_MEASURES = (
    "behaviour.dtw_posts_by_hour",
    "behaviour.dtw_posts_by_hour_of_week",
    "behaviour.hour_of_week_overlap",
    "behaviour.hour_overlap",
    "behaviour.shift_gain",
    "audience.jaccard",
    "audience.strong_jaccard",
    "audience.weighted_jaccard",
    "audience.rarity_cosine",
    "audience.overlap_surprise",
    "audience.contact",
    "content.same_posts",
    "content.near_posts",
    "content.tfidf_cosine",
    "content.hashtag_cosine",
    "content.style_cosine",
)
_READING, _FIRST_SURVEY = 0.5, 0.35  # shares of the time that reading and masking, and one survey, take


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSet:
    """Features of pairs: ``values`` is (p, f), NaN where missing.

    ``shows_gaps``: a classifier may see that a value is missing. Where the crawl is to stay out of sight it
    may not, since what is missing is often what a crawl did not keep.
    """

    key: str
    names: tuple[str, ...]
    values: npt.NDArray[np.float64]
    shows_gaps: bool

    @property
    def label(self) -> str:
        """Give what the set is called."""
        return LABELS[self.key]


def _used(
    names: Sequence[str], values: npt.NDArray[np.float64]
) -> tuple[tuple[str, ...], npt.NDArray[np.bool_]]:
    """Choose the columns that say anything: those with two different values at least."""
    least = np.nanmin(np.where(np.isnan(values), np.inf, values), axis=0, initial=np.inf)
    most = np.nanmax(np.where(np.isnan(values), -np.inf, values), axis=0, initial=-np.inf)
    says = (most > least) | (np.isfinite(most) & np.isnan(values).any(axis=0))
    return tuple(name for name, kept in zip(names, says.tolist(), strict=True) if kept), says


def feature_set(
    key: str, names: Sequence[str], values: npt.NDArray[np.float64], *, shows_gaps: bool
) -> FeatureSet:
    """Make a set of the columns that are not the same for all pairs.

    >>> made = feature_set("all", ["a", "b"], np.array([[1.0, 2.0], [1.0, 3.0]]), shows_gaps=True)
    >>> made.names
    ('b',)
    """
    kept, says = _used(names, values)
    return FeatureSet(key, kept, np.ascontiguousarray(values[:, says]), shows_gaps)


def studied_measures() -> tuple[Measure, ...]:
    """Give the measures of the second set: all but identity, which is what an impersonator copies (METHODS 0)."""
    return tuple(measure for measure in all_measures() if measure.aspect != "identity")


def left_out_of_blind() -> tuple[str, ...]:
    """Name the measures of the second set that are not in the third."""
    return tuple(measure.name for measure in studied_measures() if measure.name not in BLIND_MEASURES)


def measured(
    portraits: Sequence[Portrait],
    reference: Reference,
    measures: Sequence[Measure],
    rows: npt.NDArray[np.int64],
    tell: Told,
    cancelled: Callable[[], bool],
) -> npt.NDArray[np.float64]:
    """Measure pairs: (p, measures), in the order of ``rows``; a measure without upper end enters as log(1 + value).

    Cost: that of :func:`core.survey.survey`.
    """
    place = {pair: row for row, pair in enumerate(map(tuple, rows.tolist()))}
    values = np.full((len(rows), len(measures)), np.nan)
    params = ComparisonParams()
    for stretch in survey(
        portraits, reference, params, rows, measures=measures, progress=tell, cancelled=cancelled
    ):
        at = [place[pair] for pair in map(tuple, stretch.pairs.tolist())]
        for column, measure in enumerate(measures):
            found = stretch.scores[measure.name].values
            is_open = math.isinf(measure.high) or measure.high > 2  # noqa: PLR2004 — the widest closed scale of ours
            values[at, column] = np.log1p(found) if is_open else found
    return values


def feature_sets(
    gallery: Gallery, pairs: LabelledPairs, progress: Told, cancelled: Callable[[], bool]
) -> tuple[FeatureSet, FeatureSet, FeatureSet]:
    """Make the three sets for all pairs of some profiles.

    Parameters
    ----------
    gallery : Gallery
    pairs : LabelledPairs
    progress, cancelled : callable
        The latter is asked at least every 0.5 s.

    Returns
    -------
    tuple of three FeatureSet
        Crawl only, all measures, crawl-blind, their rows in the order of ``pairs.rows``.

    Raises
    ------
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    What is usual (idf, popularity, style) is learned from the profiles studied alone, all of them and
    without their labels. About 0.3 s a profile of 3,200 posts and 10 s for 6,216 pairs, twice.
    """
    workspace = gallery.workspace
    traces, portraits, redrawn = [], [], []
    for n, key in enumerate(pairs.keys):
        check(cancelled, "nothing was kept")
        progress(_READING * n / len(pairs.keys), f"Masking timelines: {n:,} of {len(pairs.keys):,}")
        timeline = workspace.timeline(key)
        traces.append(crawl_trace(timeline))
        portraits.append(gallery.portrait(key))
        drawn = draw_portrait(masked(timeline))
        redrawn.append(replace(drawn, audience=unified(drawn.audience, workspace.identities.canonical)))
    scale = gallery.meaning_scale
    every = [measure for measure in studied_measures() if scale is not None or EMBEDDED not in measure.tags]
    blind = [get(name) for name in BLIND_MEASURES]

    def known(share: float, words: str) -> None:
        progress(_READING + _FIRST_SURVEY * share, words)

    def unknown(share: float, words: str) -> None:
        progress(_READING + _FIRST_SURVEY + (1 - _READING - _FIRST_SURVEY) * share, words)

    usual = replace(fit_reference(portraits), meaning_scale=scale)
    full = measured(portraits, usual, every, pairs.rows, known, cancelled)
    bare = measured(redrawn, fit_reference(redrawn), blind, pairs.rows, unknown, cancelled)
    names, values = crawl_features(traces, pairs.rows)
    return (
        feature_set(CRAWL, names, values, shows_gaps=True),
        feature_set(ALL, [measure.name for measure in every], full, shows_gaps=True),
        feature_set(BLIND, BLIND_MEASURES, bare, shows_gaps=False),
    )
