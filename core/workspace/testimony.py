"""What each import said about users, kept apart: so an import can be taken back as if it had never been.

The list of profiles holds what is known now, merged over all imports. A testimony is the share of one
import in it: one row a profile, and one row without a key for each id and handle seen together.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from core.schema import IDENTITIES, PROFILES
from core.workspace.fact import newest
from core.workspace.table import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.workspace.manifest import Manifest

FOLDER = "testimony"
SCHEMA = pa.schema([field.with_nullable(True) for field in PROFILES])  # noqa: FBT003 — pyarrow's own
_SEPARATOR = "\x1f"


def testified(profiles: Sequence[pa.Table], identities: Sequence[pa.Table]) -> pa.Table:
    """Bring together what an import said: the newest known value of each field, and the pairs.

    Parameters
    ----------
    profiles, identities : sequence of Table
        As :data:`core.schema.PROFILES` and :data:`core.schema.IDENTITIES`, in the order they were read.

    Returns
    -------
    Table
        As :data:`SCHEMA`.

    Examples
    --------
    >>> from core.schema import identities_table
    >>> testified([], [identities_table([("x", "1", "Ann")])]).num_rows
    1
    """
    facts = newest(pa.concat_tables([PROFILES.empty_table(), *profiles]))
    pairs = pa.concat_tables([IDENTITIES.empty_table(), *identities])
    pairs = pairs.group_by(IDENTITIES.names).aggregate([])
    return pa.concat_tables([facts.cast(SCHEMA), _without_key(pairs)])


def _without_key(pairs: pa.Table) -> pa.Table:
    """Give pairs as rows of a testimony."""
    missing = {field.name: pa.nulls(pairs.num_rows, field.type) for field in SCHEMA}
    told = {name: pairs.column(name) for name in IDENTITIES.names}
    return pa.table({**missing, **told}, schema=SCHEMA)


def facts_of(testimony: pa.Table) -> pa.Table:
    """Give what a testimony says about profiles, as :data:`core.schema.PROFILES`."""
    return testimony.filter(testimony.column("key").is_valid()).cast(PROFILES)


def pairs_of(testimony: pa.Table) -> pa.Table:
    """Give the ids and handles that a testimony shows together, as :data:`core.schema.IDENTITIES`."""
    pairs = testimony.filter(testimony.column("key").is_null())
    return pairs.select(IDENTITIES.names).cast(IDENTITIES)


def ends(pairs: pa.Table) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Give the two keys that each pair unifies: by id, by handle.

    Examples
    --------
    >>> from core.schema import identities_table
    >>> [end.to_pylist() for end in ends(identities_table([("x", "1", "Ann")]))]
    [['x:1'], ['x:@ann']]
    """
    platform, user_id, handle = (pairs.column(name) for name in IDENTITIES.names)
    by_id = pc.binary_join_element_wise(platform, user_id, ":")
    return by_id, pc.binary_join_element_wise(platform, handle, ":@")


def among(pairs: pa.Table, others: pa.Table) -> pa.ChunkedArray:
    """Tell which pairs are among others, whatever other columns the two have."""
    names = [pc.binary_join_element_wise(*ends(table), _SEPARATOR) for table in (pairs, others)]
    return pc.is_in(names[0], value_set=names[1])


def write(folder: Path, number: int, testimony: pa.Table, rewritten: int | None = None) -> str:
    """Write the testimony of an import; give its path relative to the folder.

    Parameters
    ----------
    number : int
        Of the import.
    rewritten : int, optional
        The number of the change that writes it anew.
    """
    relative = f"{FOLDER}/{number:06d}{'' if rewritten is None else f'-{rewritten:06d}'}.arrow"
    path = folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    feather.write_feather(testimony, path, compression="zstd")
    return relative


def number_of(relative: str) -> int:
    """Give the number of the import whose testimony a path holds.

    >>> number_of("testimony/000007.arrow"), number_of("testimony/000007-000012.arrow")
    (7, 7)
    """
    return int(PurePosixPath(relative).stem.partition("-")[0])


def read(folder: Path, relative: str) -> pa.Table:
    """Read a testimony; the path ``""`` is that of an import of which none was kept."""
    return read_table(folder / relative, SCHEMA) if relative else SCHEMA.empty_table()


def paths_of(manifest: Manifest) -> tuple[str, ...]:
    """Give the path of each import's testimony, ``""`` for one of which none was kept."""
    kept = manifest.testimonies[: len(manifest.imports)]
    return (*kept, *("" for _ in range(len(manifest.imports) - len(kept))))
