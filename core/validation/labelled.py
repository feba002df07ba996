"""Labelled profiles, and all their pairs: same group or different groups ([B] 4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPairs:
    """All pairs of some profiles.

    ``keys`` are the profiles', ``groups`` (n,) the number of each one's group in ``names``; ``rows`` is
    (p, 2), places in ``keys``, in the order of :func:`itertools.combinations`; ``same`` (p,) tells whether
    both are of one group. ``left_out`` says in words who was left out and why.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    groups: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    same: npt.NDArray[np.bool_]
    left_out: tuple[str, ...] = ()

    def members(self, group: int) -> tuple[str, ...]:
        """Give the keys of the profiles of one group."""
        return tuple(key for key, own in zip(self.keys, self.groups.tolist(), strict=True) if own == group)


def large_groups(labels: Mapping[str, str], least: int) -> dict[str, int]:
    """Count the profiles of each group that has at least so many.

    >>> large_groups({"x:1": "a", "x:2": "a", "x:3": "b"}, 2)
    {'a': 2}
    """
    counts = Counter(labels.values())
    return {name: counts[name] for name in sorted(counts) if counts[name] >= least}


def labelled_pairs(labels: Mapping[str, str], *, least: int, most: int, seed: int) -> LabelledPairs:
    """Pair every labelled profile with every other.

    Parameters
    ----------
    labels : mapping of str to str
        Key of a profile → its group.
    least : int
        The fewest profiles of a group; those of a smaller one are left out, and that is said.
    most : int
        The most profiles altogether. Where there are more, each group is thinned by a seeded draw to
        its share of them, and that is said.
    seed : int

    Returns
    -------
    LabelledPairs
        Profiles in the order of their keys, so that the order of ``labels`` does not matter.

    Examples
    --------
    >>> found = labelled_pairs({"x:2": "b", "x:1": "a", "x:3": "b"}, least=1, most=9, seed=0)
    >>> found.rows.tolist(), found.same.tolist()
    ([[0, 1], [0, 2], [1, 2]], [False, False, True])
    """
    sizes = large_groups(labels, least)
    small = Counter(name for name in labels.values() if name not in sizes)
    told = [f"{name}: {n} profiles, {least} needed" for name, n in sorted(small.items())]
    n_all, rng = sum(sizes.values()), np.random.default_rng(seed)
    kept: list[str] = []
    for name, size in sizes.items():
        own = sorted(key for key, group in labels.items() if group == name)
        if n_all > most:
            share = max(least, size * most // n_all)
            own = rng.choice(own, min(share, size), replace=False).tolist()
            told.append(f"{name}: {len(own)} of {size} profiles drawn, so that {most} are studied")
        kept += own
    keys, names = tuple(sorted(kept)), tuple(sizes)
    groups = np.array([names.index(labels[key]) for key in keys], dtype=np.int64)
    rows = np.array(list(combinations(range(len(keys)), 2)), dtype=np.int64).reshape(-1, 2)
    same = groups[rows[:, 0]] == groups[rows[:, 1]]
    return LabelledPairs(keys, names, groups, rows, same, tuple(told))
