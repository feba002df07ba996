"""Learning from profiles one after the other, however many: what :class:`core.reference.Reference` holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.census import Tally
from core.content.style_scale import StyleTally
from core.content.vectors import Idf
from core.keys import own_keys
from core.portrait import to_table
from core.reference import Reference
from core.significance import fit_null

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    import numpy.typing as npt

    from core.census import Census
    from core.model import Portrait
    from core.significance import OverlapNull

# What is read of each portrait, by the names under which :data:`core.portrait.KEPT` keeps it.
LEARNED = ["words", "targets", "hashtags", "domains", "style", "n_style_texts"]
_PAIR = 2


class Learner:
    """What is usual among profiles, added up.

    Parameters
    ----------
    canonical : callable
        Unifies keys of users (:meth:`core.identities.Identities.canonical`).

    Examples
    --------
    >>> Learner(list).reference().n_profiles
    0
    """

    def __init__(self, canonical: Callable[[Sequence[str]], list[str]]) -> None:
        self._canonical = canonical
        self._words, self._targets, self._hashtags, self._domains = Tally(), Tally(), Tally(), Tally()
        self._styles = StyleTally()
        self._sizes: list[npt.NDArray[np.int64]] = []

    def add(self, said: pa.Table, own: Sequence[AbstractSet[str]]) -> None:
        """Add some profiles.

        Parameters
        ----------
        said : Table
            One row a profile, with the columns :data:`LEARNED`.
        own : sequence of set of str
            The keys of each profile itself: that somebody names themselves makes nobody popular.

        Notes
        -----
        O(terms and targets), some hundred milliseconds for 200 profiles.
        """
        for name, tally in (
            ("words", self._words),
            ("hashtags", self._hashtags),
            ("domains", self._domains),
        ):
            tally.add(said.column(name).combine_chunks().flatten())
        rows, targets = self._named(said.column("targets").combine_chunks(), own)
        self._targets.add(targets)
        self._sizes.append(np.bincount(rows, minlength=said.num_rows).astype(np.int64))
        rates = said.column("style").combine_chunks().flatten().to_numpy()
        self._styles.add(rates.reshape(said.num_rows, -1), said.column("n_style_texts").to_numpy())

    def _named(
        self, targets: pa.ListArray, own: Sequence[AbstractSet[str]]
    ) -> tuple[npt.NDArray[np.int64], pa.Array]:
        """Give whom each profile names, unified, once, and not itself: rows, and as many targets."""
        rows, named = pc.list_parent_indices(targets), targets.flatten()
        if pc.any(pc.match_substring(named, ":@")).as_py():
            keys = pa.array(self._canonical(named.to_pylist()), pa.string())
            distinct = pa.table({"row": rows, "key": keys}).group_by(["row", "key"]).aggregate([])
            rows, named = (distinct.column(name).combine_chunks() for name in ("row", "key"))
        at = rows.to_numpy().astype(np.int64)
        ours = sorted(set().union(*own)) if own else []
        place = {key: number for number, key in enumerate(ours)}
        found = pc.fill_null(pc.index_in(named, value_set=pa.array(ours, pa.string())), -1).to_numpy()
        itself = [row * len(ours) + place[key] for row, keys in enumerate(own) for key in keys]
        others = (found < 0) | ~np.isin(at * len(ours) + found, itself)
        return at[others], named.filter(pa.array(others))

    def reference(self) -> Reference:
        """Give what was learned so far.

        Notes
        -----
        Mostly the fit of the null of overlaps: milliseconds for hundreds of profiles, a second for
        20,000.
        """
        sizes = np.concatenate(self._sizes) if self._sizes else np.zeros(0, dtype=np.int64)
        n_profiles, popularity = len(sizes), self._targets.census()
        return Reference(
            n_profiles=n_profiles,
            idf=Idf(self._words.census(), n_profiles),
            popularity=popularity,
            hashtag_idf=Idf(self._hashtags.census(), n_profiles),
            domain_idf=Idf(self._domains.census(), n_profiles),
            style_scale=self._styles.scale(),
            overlap_null=_null(sizes, popularity),
        )


def _null(sizes: npt.NDArray[np.int64], popularity: Census) -> OverlapNull | None:
    if np.count_nonzero(sizes) < _PAIR:
        return None
    return fit_null(sizes, popularity.counts)


def fit_reference(portraits: Iterable[Portrait]) -> Reference:
    """Learn from portraits whose audiences are unified.

    Examples
    --------
    >>> fit_reference([]).overlap_null is None
    True
    """
    learner = Learner(list)
    for portrait in portraits:
        learner.add(to_table(portrait).select(LEARNED), [own_keys(portrait.profile)])
    return learner.reference()
