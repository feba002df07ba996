"""Is this workspace like those that the model was learned on? If not, its bits make no probability.

A curve fitted on one population lies on another: of 34 pairs that one called likely elsewhere, one was
(LINKAGE). What can be seen of a workspace is held against what was seen in training: how many profiles
there are, how like one another they usually are in each view, how many of their pairs have many bits,
languages and platforms.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from core.content.sheet import shared_keys
from core.text import counted
from core.verdict.cohort import LINKED_SHARE, LINKED_TEXTS
from core.verdict.model import Crowd
from core.verdict.phrase import likeness
from core.verdict.view import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from core.block import Block
    from core.model import Portrait
    from core.verdict.cohort import Cohort

STRONG_BITS = 3.0
N_DRAWN = 200
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
    return _medians(_means(cohort))


def _means(cohort: Cohort) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = cohort.nearest[:, :, : cohort.n_nearest].mean(axis=2)
    return found


def _medians(means: npt.NDArray[np.float64]) -> dict[str, float]:
    found = {}
    for at, view in enumerate(VIEWS):
        known = means[~np.isnan(means[:, at]), at]
        found[view.name] = float(np.median(known)) if known.size else float("nan")
    return found


def drawn_anew(seen: Traits, cohort: Cohort, n_pairs: int, *, seed: int = 0) -> list[Traits]:
    """Give what a workspace could have been like with other profiles of its kind: its own, with repetition.

    A model learned from one workspace would else be strange to it as soon as one profile is added.

    Parameters
    ----------
    seen : Traits
    cohort : Cohort
        Of the same workspace.
    n_pairs : int
        How many ``strong_share`` was counted among.
    seed : int

    Returns
    -------
    list of Traits
        As it is, and :data:`N_DRAWN` times drawn anew.
    """
    rng, means, n = np.random.default_rng(seed), _means(cohort), len(cohort.keys)
    found = [seen]
    for _ in range(N_DRAWN):
        rows = rng.integers(n, size=n)
        found.append(
            replace(
                seen,
                n_profiles=len(np.unique(rows)),
                usual=_medians(means[rows]),
                strong_share=rng.binomial(n_pairs, seen.strong_share) / max(n_pairs, 1),
            )
        )
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
    ('this workspace has 31 profiles, the training had 40 and more',)
    """
    found = []
    low = crowd.n_profiles[0]
    # more profiles change nothing: a cohort is drawn from 400 at most
    if now.n_profiles < low:
        found.append(
            f"this workspace has {counted(now.n_profiles, 'profiles')}, the training had {low:,} and more"
        )
    for view in VIEWS:
        if view.name not in crowd.usual:
            continue  # no pool had it, so it is worth nothing either
        value, (least, most) = now.usual[view.name], crowd.usual[view.name]
        if value < least or value > most:
            way = "more" if value > most else "less"
            found.append(
                f"profiles here are {way} alike than the training's in “{view.label.lower()}” "
                f"({likeness(value, 2)}, there {likeness(least, 2)} to {likeness(most, 2)})"
            )
    if now.strong_share > crowd.strong_share:
        found.append(
            f"{now.strong_share:.1%} of the pairs here have {STRONG_BITS:g} bits and more, "
            f"in the training at most {crowd.strong_share:.1%}"
        )
    for what, names, known in (
        ("in languages", now.languages, crowd.languages),
        ("from platforms", now.platforms, crowd.platforms),
    ):
        if strange := sorted(set(names) - set(known)):
            found.append(f"there are profiles {what} that the training had not ({', '.join(strange)})")
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


def copy_doubts(block: Block, rows: npt.NDArray[np.int64]) -> list[tuple[str, ...]]:
    """Say of each pair of a block that it shares so many texts that copies pass for a hand, (p,).

    The model learned from sides years apart, which share none: words that were copied carry the bits of
    words that were chosen.
    """
    texts = [portrait.content.post_keys for portrait in block]
    shared = shared_keys(texts, rows, cancelled=block.cancelled)
    least = np.minimum(*np.array([len(keys) for keys in texts], dtype=np.int64)[rows].T)
    many = (shared >= LINKED_TEXTS) & (shared >= LINKED_SHARE * least)
    return [
        (f"the two published {counted(n, 'texts')} word by word, and what is copied looks like one hand",)
        if copied
        else ()
        for copied, n in zip(many.tolist(), shared.tolist(), strict=True)
    ]
