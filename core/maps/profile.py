"""Profiles as rows of a map: what they say, whom they name, how they write, when and in which kinds of posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from core.census import hashed
from core.content.style import MIN_PROFILES, MIN_TEXTS, deviations
from core.content.vectors import Idf
from core.errors import InputError
from core.keys import own_keys
from core.maps.table import MOST_ROWS, Rows, sampled
from core.model import KINDS
from core.progress import check, ignore_progress, never
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.maps.table import Floats
    from core.model import Portrait
    from core.reference import Reference

    Facet = Callable[[Portrait, Reference], "sparse.csr_matrix | None"]

N_DIRECTIONS = 50
"""Directions that are kept of one facet."""
MIN_POSTS = 20
"""Posts below which a rhythm or a mix of kinds is chance."""
_N_BUCKETS = 65_536
_MOST_TERMS = 1_000
_LEAST_LENGTH = 1e-9


def _hashed_row(names: Sequence[str], weights: Floats) -> sparse.csr_matrix | None:
    """Give weighted names as one row of length 1, each in a bucket and with a sign that its hash decides."""
    if not len(names):
        return None
    heaviest = np.argsort(-weights, kind="stable")[:_MOST_TERMS]
    hashes = hashed([names[at] for at in heaviest.tolist()])
    signs = 1.0 - 2.0 * ((hashes >> np.uint64(32)) & np.uint64(1)).astype(np.float64)
    columns = (hashes % np.uint64(_N_BUCKETS)).astype(np.int64)
    row = sparse.csr_matrix(
        (weights[heaviest] * signs, (np.zeros(len(heaviest), dtype=np.int64), columns)), shape=(1, _N_BUCKETS)
    )
    return _unit(row)


def _unit(row: sparse.csr_matrix) -> sparse.csr_matrix | None:
    length = float(np.sqrt((row.data**2).sum()))
    if length <= _LEAST_LENGTH:
        return None
    unit: sparse.csr_matrix = sparse.csr_matrix(row / length)
    return unit


def _words(portrait: Portrait, reference: Reference) -> sparse.csr_matrix | None:
    """Give the words of its own posts, by how rare they are in the workspace (METHODS 3)."""
    words = portrait.content.words
    weights = (1 + np.log(words.counts)) * reference.idf.weights(words.terms) if words.terms else np.zeros(0)
    return _hashed_row(words.terms, weights)


def _targets(portrait: Portrait, reference: Reference) -> sparse.csr_matrix | None:
    """Give whom it names, by how few others do (METHODS 2); itself left out."""
    own, audience = own_keys(portrait.profile), portrait.audience
    there = [at for at, key in enumerate(audience.targets) if key not in own]
    names = [audience.targets[at] for at in there]
    if not names:
        return None
    rarity = Idf(reference.popularity, reference.n_profiles).weights(names)
    return _hashed_row(names, np.log1p(audience.weights[there].sum(axis=1)) * rarity)


def _style(portrait: Portrait, reference: Reference) -> sparse.csr_matrix | None:
    """Give how it writes, in deviations from the workspace where that is large enough to have a usual."""
    style, scale = portrait.content.style, reference.style_scale
    if style.n_texts < MIN_TEXTS:
        return None
    known = scale.n_profiles >= MIN_PROFILES
    return _unit(sparse.csr_matrix((deviations(style, scale) if known else style.rates.astype(float))[None]))


def _hours(portrait: Portrait, _: Reference) -> sparse.csr_matrix | None:
    """Give the roots of the shares that its posts have in the hours of the week."""
    return _shares(portrait.activity.weekly[0])


def _kinds(portrait: Portrait, _: Reference) -> sparse.csr_matrix | None:
    """Give the roots of the shares of originals, reposts, quotes and replies."""
    return _shares(np.array([portrait.kinds.get(kind, 0) for kind in KINDS]))


def _shares(counts: npt.NDArray[np.int64]) -> sparse.csr_matrix | None:
    total = int(counts.sum())
    return sparse.csr_matrix(np.sqrt(counts / total)[None]) if total >= MIN_POSTS else None


FACETS: tuple[tuple[str, Facet], ...] = (
    ("words", _words),
    ("audience", _targets),
    ("style", _style),
    ("hour of week", _hours),
    ("kind of post", _kinds),
)
_SAID = {
    "words": "the words of its posts",
    "audience": "whom it names",
    "style": "how it writes",
    "hour of week": "the hours of its week",
    "kind of post": "its mix of originals, reposts, quotes and replies",
}


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """One facet's directions: ``axes`` is (d, k), ``middle`` (k,), both in units of the facet's spread."""

    name: str
    axes: npt.NDArray[np.float64]
    middle: Floats

    def coordinates(self, rows: Sequence[sparse.csr_matrix | None]) -> Floats:
        """Place rows, (n, k); one that is missing lies in the middle, which is 0."""
        found = np.zeros((len(rows), len(self.middle)))
        there = {at: row for at, row in enumerate(rows) if row is not None}
        if there:
            found[list(there)] = sparse.vstack(list(there.values()), format="csr") @ self.axes - self.middle
        return found


@dataclass(frozen=True, slots=True, eq=False)
class ProfileScale:
    """Along what the profiles of a map were told apart; ``reference`` is what their words weigh."""

    directions: tuple[Direction, ...]
    reference: Reference

    @property
    def parts(self) -> tuple[str, ...]:
        """Say what of a profile each facet is, and along how many directions of it the profiles were told apart."""
        return tuple(
            f"{_SAID.get(one.name, one.name)} ({counted(len(one.middle), 'directions')})"
            for one in self.directions
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns: the facet and the number of its direction."""
        return tuple(f"{one.name} {n + 1}" for one in self.directions for n in range(len(one.middle)))

    def rows(self, found: Sequence[Portrait], /) -> Rows:
        """Make rows of new profiles, along the same directions.

        Raises
        ------
        InputError
            If none of them has anything that the map was made of.
        """
        facets, used = dict(FACETS), [one.name for one in self.directions]
        drawn = [[facets[name](portrait, self.reference) for name in used] for portrait in found]
        return self.placed(drawn, np.arange(len(drawn)), [])

    def placed(
        self,
        drawn: Sequence[Sequence[sparse.csr_matrix | None]],
        kept: npt.NDArray[np.int64],
        notes: list[str],
    ) -> Rows:
        """Make rows of what was drawn of profiles, facet by facet; leave out those with nothing."""
        there = [at for at, row in enumerate(drawn) if any(facet is not None for facet in row)]
        if not there:
            message = (
                f"none of the profiles has enough posts for a map: {MIN_POSTS} posts or some words are needed"
            )
            raise InputError(message)
        if n_empty := len(drawn) - len(there):
            notes = [
                *notes,
                f"{counted(n_empty, 'profiles')} left out: too few posts for any part of the map",
            ]
        for at, one in enumerate(self.directions):
            if n_missing := sum(drawn[row][at] is None for row in there):
                notes = [
                    *notes,
                    f"{one.name.capitalize()}: {counted(n_missing, 'profiles')} without count as average",
                ]
        parts = [one.coordinates([drawn[row][at] for row in there]) for at, one in enumerate(self.directions)]
        return Rows(np.concatenate(parts, axis=1), kept[there], self.columns, tuple(notes), self)


def profile_rows(
    portraits: Sequence[Portrait],
    reference: Reference,
    *,
    most: int = MOST_ROWS,
    seed: int = 0,
    always: Sequence[int] = (),
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Rows:
    """Turn profiles into rows of a map.

    Five facets, each of the same weight: the words of a profile's own posts and whom it names, both by
    their rarity in the workspace, how it writes, the hours of its week, and its mix of originals, reposts,
    quotes and replies. Of each the 50 directions along which the profiles differ most are kept; of words
    and targets the thousand heaviest of each profile are read. No handle, name or bio is.

    Parameters
    ----------
    portraits : sequence of Portrait
        Different profiles, their audiences unified; each is asked for once and not held.
    reference : Reference
        Of their workspace.
    most : int
        Rows on the map; of more profiles a seeded sample is taken, and said.
    seed : int
    always : sequence of int
        Positions of profiles that are on the map in any case.
    progress, cancelled : callable
        Told of, and asked with, every profile.

    Returns
    -------
    Rows
        A facet that a profile has too little for counts as average; a profile without any is left out;
        the notes say both. A mean squared distance from the middle is 1 for each facet.

    Raises
    ------
    InputError
        If no profile has enough posts, or all are equal.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    METHODS 7; the choice of facets is ours. Terms are hashed into 65,536 buckets with signs, so that a
    collision adds noise, never likeness. 200 profiles of 3,200 posts take about 2 s. Deterministic.
    """
    kept = sampled(len(portraits), most, seed, always)
    notes = [] if len(kept) == len(portraits) else [
        f"A sample of {len(kept):,} of {len(portraits):,} profiles, drawn at random with seed {seed}"
    ]  # fmt: skip
    drawn = []
    for n, at in enumerate(kept.tolist()):
        check(cancelled, "no map was made")
        progress(n / len(kept), f"Reading profiles: {n:,} of {len(kept):,}")
        portrait = portraits[at]
        drawn.append([facet(portrait, reference) for _, facet in FACETS])
    fitted: list[Direction] = []
    used: list[int] = []
    for at, (name, _) in enumerate(FACETS):
        check(cancelled, "no map was made")
        if (found := _fitted(name, [row[at] for row in drawn], seed)) is None:
            notes.append(f"Left out: {name}, which does not tell these profiles apart")
        else:
            fitted.append(found)
            used.append(at)
    if not fitted:
        message = "the profiles do not differ in anything that a map is made of, or have too few posts: choose others"
        raise InputError(message)
    rows = [[row[at] for at in used] for row in drawn]
    return ProfileScale(tuple(fitted), reference).placed(rows, kept, notes)


def _fitted(name: str, rows: Sequence[sparse.csr_matrix | None], seed: int) -> Direction | None:
    """Find along what the rows of a facet differ, in units of how much they do; None where they do not."""
    there = [row for row in rows if row is not None]
    if len(there) < 2:  # noqa: PLR2004 — one differs from nothing
        return None
    matrix = sparse.vstack(there, format="csr")
    n_directions = min(N_DIRECTIONS, *matrix.shape)
    _, _, axes = randomized_svd(matrix, n_directions, n_iter=7, random_state=seed)
    found = matrix @ axes.T
    middle = found.mean(axis=0)
    spread = float(np.sqrt(((found - middle) ** 2).sum(axis=1).mean()))
    return Direction(name, axes.T / spread, middle / spread) if spread > _LEAST_LENGTH else None
