"""Everything that a folder says, read as deep as it can be read: files, tables, names."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather

# What cannot be said of pseudonyms.
OF_NAMES = {"identity.handle", "identity.name", "identity.bio_words", "identity.bio_letters"}


def _leaves(value):
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
    elif value is not None:
        yield str(value)


def words_in(folder):
    """Give one text of all cells of all tables, all other files as they are, and all file names."""
    found = []
    for path in sorted(folder.rglob("*")):
        found.append(path.relative_to(folder).as_posix())
        if not path.is_file():
            continue
        if path.suffix == ".parquet":
            table = pq.read_table(path, partitioning=None)
        elif path.suffix == ".arrow":
            try:
                table = feather.read_table(path)
            except pa.ArrowInvalid:
                table = pa.ipc.open_file(path).read_all()
        else:
            found.append(path.read_bytes().decode("utf-8", "replace"))
            continue
        found.append(str(table.schema.metadata or ""))
        found += [leaf for column in table.columns for leaf in _leaves(column.to_pylist())]
    return "\n".join(found)
