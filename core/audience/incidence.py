"""Who names whom among many profiles, as one sparse matrix: profiles × targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.audience.kernel import Sheet, lengths
from core.errors import ParameterError
from core.model import INTERACTION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    import numpy.typing as npt

    from core.census import Census
    from core.model import Audience

    Ints = npt.NDArray[np.int64]
    Rows = npt.NDArray[np.int32]


class Weighing(Protocol):
    """Says what a shared target weighs."""

    def weights(self, targets: Sequence[str], /) -> npt.NDArray[np.float64]:
        """Weigh targets, in their order; none below 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """What a shared target weighs: ``(ln((1 + n) / (1 + df)) + 1) ** power``.

    ``popularity`` says how many (df) of a workspace's ``n_profiles`` (n) name each target. Of power 1
    a target that everybody names weighs 1, one that nobody else names among 20,000 weighs 10. A higher
    power leans on rare targets more; 3 did best where one author was sought in two timelines years
    apart. A target of more profiles than there are, as a stale count may have it, weighs 1.

    >>> from core.census import Census
    >>> Rarity(Census.of({"x:1": 2, "x:2": 1}), 2).weights(["x:1", "x:2"]).round(4).tolist()
    [1.0, 1.4055]
    """

    popularity: Census
    n_profiles: int
    power: float = 1.0

    def __post_init__(self) -> None:
        """Check the power."""
        if not 0 <= self.power <= 10:  # noqa: PLR2004 — beyond, the rarest target is all there is
            message = f"the power of rarity is a number from 0 to 10, not {self.power}"
            raise ParameterError(message)

    def weights(self, targets: Sequence[str]) -> npt.NDArray[np.float64]:
        """Weigh targets, in their order; 1 or more each."""
        named = np.minimum(self.popularity.many(targets), self.n_profiles)
        return (np.log((1 + self.n_profiles) / (1 + named)) + 1) ** self.power


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """The audiences of ``n_profiles``, each without the profile itself, over a common list of targets.

    ``targets`` are in code-point order. ``sheet`` is what compiled code reads.
    """

    targets: pa.Array
    sheet: Sheet = field(repr=False)

    @property
    def n_profiles(self) -> int:
        """Count the rows."""
        return int(self.sheet.starts.size - 1)

    def sizes(self) -> Ints:
        """Count the targets of each profile."""
        return np.diff(self.sheet.starts)

    def popularity(self) -> Ints:
        """Count the profiles that name each target, none by itself; 0 where only its owner does."""
        return np.diff(self.sheet.column_starts)


def _starts(lengths_: npt.NDArray[np.int64]) -> Ints:
    return np.concatenate(([0], np.cumsum(lengths_, dtype=np.int64))).astype(np.int64)


def _sorted_codes(names: pa.Array) -> tuple[pa.Array, Rows]:
    """Give the distinct names in code-point order, and which of them each name is."""
    encoded = pc.dictionary_encode(names)
    order = np.asarray(pc.sort_indices(encoded.dictionary), dtype=np.int64)
    rank = np.empty(order.size, dtype=np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    return encoded.dictionary.take(pa.array(order)), rank[np.asarray(encoded.indices, dtype=np.int64)]


def _owned(own: Sequence[AbstractSet[str]], targets: pa.Array) -> tuple[Ints, Rows]:
    """Find the columns that mean each profile: starts of the rows, and columns."""
    rows = np.repeat(np.arange(len(own)), [len(keys) for keys in own])
    keys = pa.array([key for row in own for key in row], pa.string())
    found = pc.index_in(keys, value_set=targets)
    known = np.asarray(pc.is_valid(found), dtype=np.bool_)
    columns = np.array(found.drop_null(), dtype=np.int32)
    return _starts(np.bincount(rows[known], minlength=len(own))), columns


def _named_rows(
    audiences: Sequence[Audience], kinds: Iterable[str]
) -> tuple[npt.NDArray[np.int64], Rows, Ints, pa.Array]:
    """Give row, target and count of every entry, sorted by row and target, and the targets."""
    columns = [INTERACTION_KINDS.index(kind) for kind in kinds]
    rows = np.repeat(np.arange(len(audiences)), [len(audience.targets) for audience in audiences])
    named = [pa.array(audience.targets, pa.string()) for audience in audiences]
    targets, codes = _sorted_codes(pa.concat_arrays(named) if named else pa.array([], pa.string()))
    summed = [audience.weights[:, columns].sum(axis=1) for audience in audiences]
    counts = np.concatenate(summed).astype(np.int64) if summed else np.zeros(0, dtype=np.int64)
    order = np.lexsort((codes, rows)) if (np.diff(codes)[np.diff(rows) == 0] < 0).any() else slice(None)
    rows, codes, counts = rows[order], codes[order], counts[order]
    kept = counts > 0
    return rows[kept], codes[kept], counts[kept], targets


def incidence(
    audiences: Sequence[Audience],
    own: Sequence[AbstractSet[str]],
    *,
    kinds: Iterable[str] = INTERACTION_KINDS,
    rarity: Weighing | None = None,
) -> Incidence:
    """Lay many audiences out over one list of targets.

    Parameters
    ----------
    audiences : sequence of Audience
        Their keys unified (:func:`core.audience.interactions.unified`), none twice in one.
    own : sequence of set of str
        Every key under which each profile may be named. They are left out of its row here; those of
        another are left out when the two are compared.
    kinds : iterable of str
        The interactions that count.
    rarity : Weighing or None
        The weights of a rarity cosine; None weighs every target alike.

    Returns
    -------
    Incidence

    Raises
    ------
    ParameterError
        If there are not as many sets of keys as audiences.

    Notes
    -----
    O(n log n) in the number of entries; about 70 bytes an entry. Deterministic.

    Examples
    --------
    >>> from core.model import Audience
    >>> one = Audience(("x:1", "x:2"), np.array([[1, 0, 0, 0], [0, 0, 0, 2]]))
    >>> found = incidence([one, one], [{"x:1"}, {"x:9"}])
    >>> found.sizes().tolist(), found.popularity().tolist()
    ([1, 2], [1, 2])
    """
    if len(own) != len(audiences):
        message = f"{len(audiences)} audiences need as many sets of keys, not {len(own)}"
        raise ParameterError(message)
    rows, codes, counts, targets = _named_rows(audiences, kinds)
    own_starts, own_columns = _owned(own, targets)
    owner = np.repeat(np.arange(len(own)), np.diff(own_starts))
    n_targets = len(targets)
    itself = np.isin(rows * n_targets + codes, owner * n_targets + own_columns)
    rows, codes, counts = rows[~itself], codes[~itself], counts[~itself]
    rare = np.ones(n_targets) if rarity is None else rarity.weights(targets.to_pylist())
    parts = (1 + np.log(counts)) * rare[codes]
    return Incidence(
        targets, _sheet(len(audiences), n_targets, rows, codes, counts, parts, own_starts, own_columns)
    )


def _sheet(
    n_rows: int,
    n_targets: int,
    rows: Ints,
    codes: Rows,
    counts: Ints,
    parts: npt.NDArray[np.float64],
    own_starts: Ints,
    own: Rows,
) -> Sheet:
    by_column = np.argsort(codes, kind="stable")
    place = np.empty(by_column.size, dtype=np.int64)
    place[by_column] = np.arange(by_column.size)
    owner = np.repeat(np.arange(n_rows, dtype=np.int32), np.diff(own_starts))
    by_own = np.argsort(own, kind="stable")
    sheet = Sheet(
        starts=_starts(np.bincount(rows, minlength=n_rows)),
        targets=codes,
        counts=counts,
        parts=parts,
        totals=np.zeros(n_rows, dtype=np.int64),
        squares=np.zeros(n_rows),
        own_starts=own_starts,
        own=own,
        column_starts=_starts(np.bincount(codes, minlength=n_targets)),
        named_by=rows[by_column].astype(np.int32),
        column_counts=counts[by_column],
        column_parts=parts[by_column],
        place=place,
        owner_starts=_starts(np.bincount(own, minlength=n_targets)),
        owners=owner[by_own],
    )
    lengths(sheet)
    return sheet
