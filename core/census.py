"""How many profiles use a word or name a user: counts by name, a million of them found at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PROBE = "how names are hashed"
_SCHEMA = pa.schema([("name", pa.string()), ("hash", pa.uint64()), ("n", pa.int64())])
_HELD = 2_000_000


def hashed(names: pa.Array | Sequence[str]) -> npt.NDArray[np.uint64]:
    """Hash names; half a second a million.

    >>> hashed(["a", "b", "a"]).size
    3
    """
    objects = (
        names.to_numpy(zero_copy_only=False) if isinstance(names, pa.Array) else np.array(names, dtype=object)
    )
    try:
        return pd.util.hash_array(objects, categorize=False)
    except UnicodeError:  # what was typed may hold half a character
        return hashed([name.encode("utf-8", "replace").decode("utf-8") for name in objects])


class Names:
    """Names in the order of their hashes, so that any of them is found without looking at the others.

    Python's own dictionary of a million names takes a second and 150 MB to make, whenever a process
    begins; this takes a fifth of both, and nothing where the hashes are kept.

    Parameters
    ----------
    names : Array
        Of texts; one may come several times.
    hashes : ndarray of uint64
        Theirs, ascending.
    """

    def __init__(self, names: pa.Array, hashes: npt.NDArray[np.uint64]) -> None:
        self.names, self.hashes = names, hashes

    @classmethod
    def of(cls, names: pa.Array) -> tuple[Names, npt.NDArray[np.int64]]:
        """Put names in order; give them and the places they had. Equal names stay in their order."""
        hashes = hashed(names)
        order = np.argsort(hashes, kind="stable")
        return cls(names.take(pa.array(order)), hashes[order]), order

    def find(self, asked: Sequence[str]) -> npt.NDArray[np.int64]:
        """Give the first place of each name, -1 where it is not among them.

        Examples
        --------
        >>> names, order = Names.of(pa.array(["b", "a", "b"]))
        >>> order[names.find(["a", "b"])].tolist(), names.find(["c"]).tolist()
        ([1, 0], [-1])
        """
        if not len(self.names):
            return np.full(len(asked), -1, dtype=np.int64)
        hashes = hashed(asked)
        places = np.searchsorted(self.hashes, hashes).clip(max=len(self.hashes) - 1)
        places[self.hashes[places] != hashes] = -1
        hits = np.flatnonzero(places >= 0)
        for at, name in zip(hits.tolist(), self.names.take(pa.array(places[hits])).to_pylist(), strict=True):
            if name != asked[at]:
                places[at] = self._beside(int(places[at]), asked[at])
        return places

    def _beside(self, place: int, name: str) -> int:
        """Look for a name among others that have its hash, which is one in ten trillion."""
        last = int(np.searchsorted(self.hashes, self.hashes[place], side="right"))
        others = self.names.slice(place, last - place).to_pylist()
        return place + others.index(name) if name in others else -1


class Census(Mapping[str, int]):
    """Counts by name; as a mapping, and for many names at once.

    Examples
    --------
    >>> census = Census.of({"b": 2, "a": 1})
    >>> census["b"], census.get("c", 0), census.many(["a", "c"]).tolist(), len(census)
    (2, 0, [1, 0], 2)
    """

    def __init__(self, names: Names, counts: npt.NDArray[np.int64]) -> None:
        self._names, self._counts = names, counts

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """Give all counts, in the order of the names' hashes."""
        return self._counts

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Census:
        """Make a census of a dictionary."""
        names, order = Names.of(pa.array(list(counts), pa.string()))
        return cls(names, np.fromiter(counts.values(), np.int64, len(counts))[order])

    def many(self, names: Sequence[str]) -> npt.NDArray[np.int64]:
        """Give the count of each name, 0 where it is not there; O(log n) a name."""
        places = self._names.find(names)
        found = np.zeros(len(places), dtype=np.int64)
        found[places >= 0] = self._counts[places[places >= 0]]
        return found

    def __getitem__(self, name: str) -> int:
        """Give the count of a name."""
        place = int(self._names.find([name])[0])
        if place < 0:
            raise KeyError(name)
        return int(self._counts[place])

    def __iter__(self) -> Iterator[str]:
        """Give the names, in no order that means anything."""
        return iter(self._names.names.to_pylist())

    def __len__(self) -> int:
        """Count the names."""
        return len(self._counts)

    def to_table(self) -> pa.Table:
        """Give it as a table that :meth:`from_table` reads without a look at a single name."""
        columns = [self._names.names, pa.array(self._names.hashes), pa.array(self._counts)]
        return pa.table(columns, schema=_SCHEMA).replace_schema_metadata({"probe": str(hashed([_PROBE])[0])})

    @classmethod
    def from_table(cls, table: pa.Table) -> Census:
        """Read a census.

        Raises
        ------
        ArrowInvalid
            If names were hashed otherwise when it was written.
        """
        if (table.schema.metadata or {}).get(b"probe") != str(hashed([_PROBE])[0]).encode():
            message = "its names were hashed in another way"
            raise pa.ArrowInvalid(message)
        names, hashes, counts = (table.column(name).combine_chunks() for name in _SCHEMA.names)
        return cls(Names(names, hashes.to_numpy()), counts.to_numpy())


class Tally:
    """Counts names that come by the million.

    Examples
    --------
    >>> tally = Tally()
    >>> tally.add(pa.array(["b", "a", "b"]))
    >>> dict(sorted(tally.census().items()))
    {'a': 1, 'b': 2}
    """

    def __init__(self) -> None:
        self._counted = [pa.table({"name": pa.array([], pa.string()), "n": pa.array([], pa.int64())})]
        self._n_rows, self._limit = 0, _HELD

    def add(self, names: pa.Array) -> None:
        """Count each of some names once."""
        counted = pc.value_counts(names)
        self._counted.append(pa.table({"name": counted.field("values"), "n": counted.field("counts")}))
        self._n_rows += len(counted)
        if self._n_rows > self._limit:
            self._add_up()

    def _add_up(self) -> pa.Table:
        grouped = (
            pa.concat_tables(self._counted).group_by("name", use_threads=False).aggregate([("n", "sum")])
        )
        self._counted = [grouped.select(["name", "n_sum"]).rename_columns(["name", "n"])]
        self._n_rows, self._limit = grouped.num_rows, 2 * grouped.num_rows + _HELD
        return self._counted[0]

    def census(self) -> Census:
        """Give what was counted so far."""
        table = self._add_up().combine_chunks()
        names, order = Names.of(table.column("name").combine_chunks())
        return Census(names, table.column("n").to_numpy()[order])
