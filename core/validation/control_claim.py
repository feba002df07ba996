"""What the product says of a pair that can be wrong: each claim once, with the cut-off at which it is made.

A rank is no claim (somebody is always nearest), with one exception: that a pair is among the top few of
its workspace by its days is tested where the days cannot have anything in common.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.significance import q_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from core.measures import Scores
    from core.standing import Standing

    Floats = npt.NDArray[np.float64]
    Said = Callable[[Mapping[str, Scores], Standing], Floats]

SURPRISE, STRONG = "audience.overlap_surprise", "audience.strong_jaccard"
POSTS, NEAR, REPOSTS = "content.same_posts", "content.near_posts", "content.same_reposts"
STYLE, SHIFT, DAILY = "content.style_cosine", "behaviour.shift_gain", "behaviour.dtw_posts_per_day"
HANDLE, NAME, FOLLOWERS = "identity.handle", "identity.name", "identity.follower_ratio"
WORDS = "content.tfidf_cosine"
ALPHA, Q_CUT, TOP = 0.05, 0.05, 0.05
HINT_GAIN = 0.10
NAMES_ALIKE, FAR_FEWER = 0.8, 0.1
LISTED = "overlap_q05"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that is said of a pair.

    ``label`` is what is said, ``short`` names it in a sentence, ``where`` the page that says it, ``cut`` from when on. ``nominal`` is how
    often it may be said of pairs of which it is not so, as far as it promises that; None where it
    promises nothing. ``measures`` are those it reads; ``said`` gives for p pairs, all those that are
    tested together, 1 where it is said, 0 where it is not and NaN where evidence is missing.
    """

    key: str
    short: str
    label: str
    where: str
    cut: str
    nominal: float | None
    measures: tuple[str, ...]
    said: Said

    def lack(self, scores: Mapping[str, Scores]) -> str | None:
        """Give the commonest reason why evidence is missing."""
        reasons = Counter(why for name in self.measures for why in scores[name].missing if why)
        return min(reasons.items(), key=lambda item: (-item[1], item[0]))[0] if reasons else None


def _told(is_said: npt.NDArray[np.bool_], *known: Floats) -> Floats:
    """Give 1 and 0, NaN where one of the numbers that are read is not known."""
    unknown = np.any([np.isnan(values) for values in known], axis=0)
    return np.where(unknown, np.nan, is_said.astype(np.float64))


def _by_chance(scores: Mapping[str, Scores], _: Standing, /, *, alpha: float) -> Floats:
    surprise = scores[SURPRISE].values
    return _told(10.0**-surprise <= alpha, surprise)


def _listed(scores: Mapping[str, Scores], _: Standing, /) -> Floats:
    surprise = scores[SURPRISE].values
    return _told(q_values(np.minimum(10.0**-surprise, 1.0)) <= Q_CUT, surprise)


def _shared(scores: Mapping[str, Scores], _: Standing, /, *, measure: str) -> Floats:
    found = scores[measure]
    return _told(np.array([(n or 0) >= 1 for n in found.shared], dtype=np.bool_), found.values)


def _above(scores: Mapping[str, Scores], _: Standing, /, *, measure: str, cut: float) -> Floats:
    values = scores[measure].values
    return _told(values >= cut if cut else values > 0, values)


def _on_top(scores: Mapping[str, Scores], standing: Standing, /) -> Floats:
    values = scores[DAILY].values
    return _told(standing.shares(DAILY, values, "distance") >= 1 - TOP, values)


def _imitated(scores: Mapping[str, Scores], _: Standing, /) -> Floats:
    """As the page does it: a name that is not known is not alike."""
    alike = np.fmax(scores[HANDLE].values, scores[NAME].values)
    followers = scores[FOLLOWERS].values
    return _told((alike >= NAMES_ALIKE) & (followers <= FAR_FEWER), alike, followers)


def _overlap_claims() -> tuple[Claim, ...]:
    at = {0.05: "overlap_p05", 0.01: "overlap_p01", 0.001: "overlap_p001"}
    return tuple(
        Claim(
            key,
            f"overlap p ≤ {alpha:g}",
            f"They share more targets than chance makes, p ≤ {alpha:g}",
            "Audience",
            f"p ≤ {alpha:g}" + ("; the page says so from here on" if alpha == ALPHA else ""),
            alpha,
            (SURPRISE,),
            partial(_by_chance, alpha=alpha),
        )
        for alpha, key in at.items()
    )


CLAIMS: tuple[Claim, ...] = (
    *_overlap_claims(),
    Claim(
        LISTED,
        "overlap q ≤ 0.05",
        "They are listed as sharing more targets than chance makes, q ≤ 0.05",
        "Method, survey",
        "q ≤ 0.05 over all pairs tested (Benjamini and Hochberg)",
        None,
        (SURPRISE,),
        _listed,
    ),
    Claim(
        "strong",
        "strong friendships in common",
        "They have strong friendships in common",
        "Audience",
        "one or more",
        None,
        (STRONG,),
        partial(_shared, measure=STRONG),
    ),
    Claim(
        "same_posts",
        "texts in common",
        "They have texts in common",
        "Content",
        "one or more, of three words or more",
        None,
        (POSTS,),
        partial(_shared, measure=POSTS),
    ),
    Claim(
        "near_posts",
        "near-identical texts",
        "They have near-identical texts",
        "Content",
        "one or more, of six words or more, one word in five may differ",
        None,
        (NEAR,),
        partial(_shared, measure=NEAR),
    ),
    Claim(
        "same_reposts",
        "reposts in common",
        "They have reposts in common",
        "Content",
        "one or more",
        None,
        (REPOSTS,),
        partial(_shared, measure=REPOSTS),
    ),
    Claim(
        "style",
        "style above 0",
        "They write more alike than any two of the workspace",
        "Content",
        "style cosine above 0",
        0.5,
        (STYLE,),
        partial(_above, measure=STYLE, cut=0.0),
    ),
    Claim(
        "zones",
        "a time-zone hint",
        "A time-zone hint: shifting one clock brings their days clearly closer",
        "Behaviour",
        "10 points of overlap or more gained",
        None,
        (SHIFT,),
        partial(_above, measure=SHIFT, cut=HINT_GAIN),
    ),
    Claim(
        "days",
        "days among the top 5%",
        "By day they are more alike than 95% of the workspace's pairs",
        "Behaviour",
        "95% or more of the pairs are further apart",
        TOP,
        (DAILY,),
        _on_top,
    ),
    Claim(
        "names",
        "names alike",
        "The names are alike, and one has far fewer followers",
        "Compare",
        "handle or name 0.8 or more, a tenth of the followers or fewer",
        None,
        (HANDLE, NAME, FOLLOWERS),
        _imitated,
    ),
)
MEASURES = tuple(dict.fromkeys([*(name for claim in CLAIMS for name in claim.measures), WORDS]))
