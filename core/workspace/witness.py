"""What an import says about users, kept small while it is read: the facts that count, each pair once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from core.schema import IDENTITIES, PROFILES
from core.workspace.fact import standing

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 100_000
"""So many rows may gather before what says nothing new is looked for."""


class Witness:
    """Hears every batch of an import and remembers what it says about users.

    A stream names its author with every post, so the same facts come thousands of times; what is kept
    grows with the number of users, not of posts.
    """

    def __init__(self) -> None:
        self._facts = _Pile(PROFILES, standing)
        self._pairs = _Pile(IDENTITIES, distinct)

    def hear(self, profiles: pa.Table, identities: pa.Table) -> None:
        """Take in what a batch says."""
        self._facts.add(profiles)
        self._pairs.add(identities)

    @property
    def profiles(self) -> pa.Table:
        """Give what was said of profiles, in the order it was said, as :data:`core.schema.PROFILES`."""
        return self._facts.whole()

    @property
    def identities(self) -> pa.Table:
        """Give the ids and handles that were shown together, as :data:`core.schema.IDENTITIES`."""
        return self._pairs.whole()


class _Pile:
    """Tables on top of one another, made smaller whenever they have doubled."""

    def __init__(self, schema: pa.Schema, smaller: Callable[[pa.Table], pa.Table]) -> None:
        self._tables = [schema.empty_table()]
        self._smaller = smaller
        self._n_rows, self._limit = 0, PATIENCE

    def add(self, table: pa.Table) -> None:
        if table.num_rows:
            self._tables.append(table)
            self._n_rows += table.num_rows
        if self._n_rows > self._limit:
            self.whole()

    def whole(self) -> pa.Table:
        if len(self._tables) > 1:
            table = self._smaller(pa.concat_tables(self._tables))
            self._tables, self._n_rows = [table], table.num_rows
            self._limit = 2 * table.num_rows + PATIENCE
        return self._tables[0]


def distinct(table: pa.Table) -> pa.Table:
    """Give each row once, in no particular order."""
    return table.group_by(table.column_names, use_threads=False).aggregate([]).combine_chunks()
