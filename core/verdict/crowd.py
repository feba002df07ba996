"""Is this workspace like those that the model was learned on? If not, its bits make no probability.

A curve fitted on one population lies on another: of 34 pairs that one called likely elsewhere, one was
(LINKAGE). What can be seen of a workspace is held against what was seen in training: how many profiles
there are, how like one another they usually are in each view, how many of their pairs have many bits,
languages and platforms.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from core.text import counted
from core.verdict.model import Crowd
from core.verdict.view import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from core.model import Portrait
    from core.verdict.cohort import Cohort

STRONG_BITS = 3.0
_UNDETERMINED = "und"
_OFTEN = 0.05
LEAST_OF_LANGUAGE = 12  # a cohort of five to thirty must find its own among them


@dataclass(frozen=True, slots=True)
class Traits:
    """What is seen of a workspace: see :class:`core.verdict.model.Crowd`."""

    n_profiles: int
    usual: Mapping[str, float]
    strong_share: float
    languages: tuple[str, ...]
    platforms: tuple[str, ...]
    n_of_language: Mapping[str, int] = field(default_factory=dict)


def main_language(portrait: Portrait) -> str | None:
    """Name the language of most of a profile's posts, None where that cannot be told.

    Examples
    --------
    >>> import pandas as pd
    >>> from core.model import Profile, Timeline
    >>> from core.portrait import draw_portrait
    >>> from core.schema import posts_table
    >>> main_language(draw_portrait(Timeline(Profile("x:1", "x"), posts_table([]).to_pandas(), ""))) is None
    True
    """
    told = [language for language in portrait.content.languages if language != _UNDETERMINED]
    return told[0] if told else None  # most frequent first


def median_usual(cohort: Cohort) -> dict[str, float]:
    """Give the median over profiles of how like it its nearest others are, by view; NaN where nobody's is known."""
    means = cohort.nearest[:, :, : cohort.n_nearest].mean(axis=2)
    found = {}
    for at, view in enumerate(VIEWS):
        known = means[~np.isnan(means[:, at]), at]
        found[view.name] = float(np.median(known)) if known.size else float("nan")
    return found


def traits(cohort: Cohort, bits: npt.NDArray[np.float64], members: Iterable[Portrait]) -> Traits:
    """See what a workspace is like.

    Parameters
    ----------
    cohort : Cohort
    bits : ndarray of shape (p,)
        Of its pairs, or a sample of them; NaN where missing.
    members : iterable of Portrait
        Those that the others are compared with (:attr:`~core.verdict.cohort.Cohort.members`): one who
        writes in a language must find enough of it among them.
    """
    languages: Counter[str] = Counter()
    platforms: Counter[str] = Counter()
    for portrait in members:
        platforms[portrait.profile.platform] += 1
        if (language := main_language(portrait)) is not None:
            languages[language] += 1
    known = bits[~np.isnan(bits)]
    return Traits(
        n_profiles=len(cohort.keys),
        usual=median_usual(cohort),
        strong_share=float((known >= STRONG_BITS).mean()) if known.size else 0.0,
        languages=_frequent(languages),
        platforms=_frequent(platforms),
        n_of_language=dict(languages),
    )


def _frequent(counts: Counter[str]) -> tuple[str, ...]:
    total = sum(counts.values())
    return tuple(sorted(name for name, n in counts.items() if n >= _OFTEN * total))


def crowd_of(seen: Sequence[Traits]) -> Crowd:
    """Bound what was seen of the training's pools.

    >>> one = Traits(40, {"words": 0.2, "mentions": 0.1, "style": 0.3}, 0.01, ("en",), ("x",))
    >>> crowd_of([one]).n_profiles
    (40, 40)
    """
    sizes = [one.n_profiles for one in seen]
    medians = {
        view.name: [one.usual[view.name] for one in seen if not np.isnan(one.usual[view.name])]
        for view in VIEWS
    }
    return Crowd(
        n_profiles=(min(sizes), max(sizes)),
        usual={name: (min(known), max(known)) for name, known in medians.items() if known},
        strong_share=max(one.strong_share for one in seen),
        languages=tuple(sorted({name for one in seen for name in one.languages})),
        platforms=tuple(sorted({name for one in seen for name in one.platforms})),
    )


def doubts(now: Traits, crowd: Crowd) -> tuple[str, ...]:
    """Say in what a workspace is unlike those of the training; empty where nothing was found.

    Examples
    --------
    >>> one = Traits(40, {"words": 0.2, "mentions": 0.1, "style": 0.3}, 0.01, ("en",), ("x",))
    >>> doubts(one, crowd_of([one]))
    ()
    >>> from dataclasses import replace
    >>> doubts(replace(one, n_profiles=31), crowd_of([one]))
    ('it has 31 profiles, the training had 40 and more',)
    """
    found = []
    low = crowd.n_profiles[0]
    # more profiles change nothing: a cohort is drawn from 400 at most
    if now.n_profiles < low:
        found.append(f"it has {counted(now.n_profiles, 'profiles')}, the training had {low:,} and more")
    for view in VIEWS:
        if view.name not in crowd.usual:
            continue  # no pool had it, so it is worth nothing either
        value, (least, most) = now.usual[view.name], crowd.usual[view.name]
        if value < least or value > most:
            way = "more" if value > most else "less"
            found.append(
                f"its profiles are {way} alike than the training's in “{view.label.lower()}” "
                f"({value:.2f}, there {least:.2f} to {most:.2f})"
            )
    if now.strong_share > crowd.strong_share:
        found.append(
            f"{now.strong_share:.1%} of its pairs have {STRONG_BITS:g} bits and more, "
            f"in the training at most {crowd.strong_share:.1%}"
        )
    for what, names, known in (
        ("in languages", now.languages, crowd.languages),
        ("from platforms", now.platforms, crowd.platforms),
    ):
        if strange := sorted(set(names) - set(known)):
            found.append(f"it holds profiles {what} that the training had not ({', '.join(strange)})")
    return tuple(found)


def language_doubt(a: Portrait, b: Portrait, now: Traits, crowd: Crowd) -> tuple[str, ...]:
    """Say of a pair that one's language is strange to the training, or that too few others here write in it.

    Two who alone among many write in one language are more like each other than anybody else, and what
    that says of their hands is nothing.
    """
    found = []
    for side, portrait in (("A", a), ("B", b)):
        language = main_language(portrait)
        if language is None:
            continue
        if language not in crowd.languages:
            found.append(f"{side} writes mostly in a language that the training had not ({language})")
        elif (n := now.n_of_language.get(language, 0)) < LEAST_OF_LANGUAGE:
            found.append(
                f"{side} writes mostly in a language ({language}) in which only {counted(n, 'profiles')} of those "
                f"it is compared with do, {LEAST_OF_LANGUAGE} needed"
            )
    return tuple(found)
