"""Which handle belongs to which id: learned from every record that shows the two together.

Before any set operation keys are unified through this, on both sides (METHODS 2). A handle that
was seen with several ids says nothing sure, so it stays a key of its own.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.census import Names
from core.keys import split_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

_COLUMNS = ["platform", "user_id", "handle"]
# To look through a million pairs takes a twentieth of a second, to make an index of them half a second.
_LARGE = 50_000
_MOST_SCANS = 6


class Identities:
    """The id-handle pairs of one workspace.

    Examples
    --------
    >>> known = Identities([("x", "1", "ann"), ("x", "2", "bob"), ("x", "3", "bob")])
    >>> known.canonical(["x:@ann", "x:@bob", "x:1"])
    ['x:1', 'x:@bob', 'x:1']
    >>> sorted(known.aliases("x:1"))
    ['x:1', 'x:@ann']
    """

    def __init__(self, pairs: Iterable[tuple[str, str, str]] = ()) -> None:
        columns = list(zip(*pairs, strict=True)) or [(), (), ()]
        self._table = pa.table([pa.array(column, pa.string()) for column in columns], names=_COLUMNS)
        self._n_scans = 0

    @classmethod
    def from_table(cls, table: pa.Table) -> Identities:
        """Take pairs from a table of :data:`core.schema.IDENTITIES`; it is not read until it must be."""
        known = cls()
        known._table = table.select(_COLUMNS)
        return known

    def _few(self, column: str, keys: Sequence[str]) -> pa.Table | None:
        """Give the pairs that can say something about a few keys; None where an index of all is worth it."""
        self._n_scans += 1
        if self._n_scans > _MOST_SCANS or self._table.num_rows < _LARGE:
            return None
        names = [key.partition(":")[2].removeprefix("@").encode("utf-8", "replace").decode() for key in keys]
        return self._table.filter(
            pc.is_in(self._table.column(column), value_set=pa.array(names, pa.string()))
        )

    def _ids(self, keys: Sequence[str]) -> tuple[Names, pa.Array]:
        few = self._few("handle", keys)
        return self._by_handle if few is None else _by_handle(few)

    def _handles(self, keys: Sequence[str]) -> tuple[Names, pa.Array]:
        few = self._few("user_id", keys)
        return self._by_id if few is None else _by_id(few)

    @cached_property
    def _by_handle(self) -> tuple[Names, pa.Array]:
        return _by_handle(self._table)

    @cached_property
    def _by_id(self) -> tuple[Names, pa.Array]:
        return _by_id(self._table)

    def canonical(self, keys: Sequence[str]) -> list[str]:
        """Give each key as the id that it is known to mean, else unchanged."""
        found = list(keys)
        asked = [place for place, key in enumerate(found) if ":@" in key]
        if asked and self._table.num_rows:
            wanted = [found[place] for place in asked]
            names, ids = self._ids(wanted)
            places = names.find(wanted)
            known = np.flatnonzero(places >= 0)
            for at, key in zip(known.tolist(), ids.take(pa.array(places[known])).to_pylist(), strict=True):
                found[asked[at]] = key
        return found

    def one(self, key: str) -> str:
        """Unify one key."""
        return self.canonical([key])[0]

    def aliases(self, key: str) -> frozenset[str]:
        """Give every key under which the same user may be stored, the given one included."""
        unified = self.one(key)
        names, ids = self._by_handle
        return frozenset({key, unified, *names.names.filter(pc.equal(ids, unified)).to_pylist()})

    def handles(self, keys: Sequence[str]) -> list[str | None]:
        """Give a handle to show for each key, or None where none was ever seen."""
        found = [split_key(key)[2] for key in keys]
        asked = [place for place, own in enumerate(found) if own is None]
        if asked:
            wanted = [keys[place] for place in asked]
            names, handles = self._handles(wanted)
            places = names.find(wanted)
            seen = handles.take(pa.array(places, mask=places < 0)).to_pylist()
            for place, handle in zip(asked, seen, strict=True):
                found[place] = handle
        return found

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        """Give what each user is called: ``@handle``, or the key where no handle was ever seen.

        >>> Identities([("x", "1", "ann")]).labels(["x:1", "x:2"])
        {'x:1': '@ann', 'x:2': 'x:2'}
        """
        handles = self.handles(keys)
        return {key: f"@{handle}" if handle else key for key, handle in zip(keys, handles, strict=True)}

    def handle(self, key: str) -> str | None:
        """Give a handle to show for a key, or None where none was ever seen."""
        return self.handles([key])[0]


def _keys(table: pa.Table, column: str, between: str) -> pa.Array:
    return pc.binary_join_element_wise(
        table.column("platform"), table.column(column), between
    ).combine_chunks()


def _by_handle(table: pa.Table) -> tuple[Names, pa.Array]:
    """Give the keys by handle that mean one id, and that id's key beside each."""
    names, order = Names.of(_keys(table, "handle", ":@"))
    ids = _keys(table, "user_id", ":").take(pa.array(order))
    n = len(names.names)
    begins = np.ones(n, dtype=np.bool_)
    differs = np.zeros(n, dtype=np.bool_)
    if n > 1:
        begins[1:] = _differ(names.names)
        differs[1:] = _differ(ids) & ~begins[1:]
    handle = np.cumsum(begins) - 1
    is_sure = np.ones(n, dtype=np.bool_)
    is_sure[handle[differs]] = False  # by number of the handle, of which there are no more than rows
    kept = pa.array(begins & is_sure[handle])
    return Names(names.names.filter(kept), names.hashes[np.asarray(kept)]), ids.filter(kept)


def _by_id(table: pa.Table) -> tuple[Names, pa.Array]:
    """Give the keys by id, the last handle of each first, and the handles."""
    whole = _keys(table, "user_id", ":")
    backwards = pa.array(np.arange(len(whole))[::-1])
    names, order = Names.of(whole.take(backwards))
    handles = table.column("handle").combine_chunks()
    return names, handles.take(backwards).take(pa.array(order))


def _differ(values: pa.Array) -> npt.NDArray[np.bool_]:
    """Tell where a value is not that before it."""
    found: npt.NDArray[np.bool_] = np.asarray(pc.not_equal(values[1:], values[:-1]))
    return found
