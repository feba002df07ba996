"""Which handle belongs to which id: learned from every record that shows the two together.

Before any set operation keys are unified through this, on both sides (METHODS 2). A handle that
was seen with several ids says nothing sure, so it stays a key of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.keys import split_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa


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
        self._key_of: dict[str, str] = {}
        self._handles_of: dict[str, set[str]] = {}
        self._handle_of: dict[str, str] = {}
        ambiguous: set[str] = set()
        for platform, user_id, handle in pairs:
            by_handle, by_id = f"{platform}:@{handle}", f"{platform}:{user_id}"
            if self._key_of.setdefault(by_handle, by_id) != by_id:
                ambiguous.add(by_handle)
            self._handle_of[by_id] = handle
        for by_handle in ambiguous:
            del self._key_of[by_handle]
        for by_handle, by_id in self._key_of.items():
            self._handles_of.setdefault(by_id, set()).add(by_handle)

    @classmethod
    def from_table(cls, table: pa.Table) -> Identities:
        """Read pairs from a table of :data:`core.schema.IDENTITIES`."""
        columns = (table.column(name).to_pylist() for name in ("platform", "user_id", "handle"))
        return cls(zip(*columns, strict=True))

    def canonical(self, keys: Sequence[str]) -> list[str]:
        """Give each key as the id that it is known to mean, else unchanged."""
        key_of = self._key_of
        return [key_of.get(key, key) for key in keys]

    def one(self, key: str) -> str:
        """Unify one key."""
        return self._key_of.get(key, key)

    def aliases(self, key: str) -> frozenset[str]:
        """Give every key under which the same user may be stored, the given one included."""
        unified = self.one(key)
        return frozenset({key, unified, *self._handles_of.get(unified, ())})

    def handle(self, key: str) -> str | None:
        """Give a handle to show for a key, or None where none was ever seen."""
        _, user_id, handle = split_key(key)
        return handle if user_id is None else self._handle_of.get(key)
