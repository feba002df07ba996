"""What a folder says, to whoever reads every file in it."""

from __future__ import annotations

import orjson
import pandas as pd
import pyarrow.parquet as pq
from pyarrow import feather

from core.workspace import Workspace


def everything(folder):
    """Give all that stands in a folder as one text: names of files, tables decoded, the rest as it is."""
    said = []
    for path in sorted(folder.rglob("*")):
        said.append(path.relative_to(folder).as_posix())
        if path.suffix == ".parquet":
            said.append(repr(pq.read_table(path, partitioning=None).to_pylist()))
        elif path.suffix == ".arrow":
            table = feather.read_table(path)
            said.append(repr(table.to_pylist()) + repr(table.schema.metadata))
        elif path.is_file():
            said.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(said)


def state(folder):
    """Give what a workspace says, however its files lie: profiles, posts, pairs, imports, label."""
    workspace = Workspace(folder)
    keys = sorted(workspace.profiles["key"])
    posts = {key: records(workspace.timeline(key).posts) for key in keys}
    pairs = sorted((key, sorted(workspace.identities.aliases(key))) for key in keys)
    people = records(workspace.profiles.sort_values("key"))
    return orjson.loads(
        orjson.dumps(
            [people, posts, pairs, workspace.imports, workspace.label, workspace.opening], default=str
        )
    )


def records(frame):
    """Give a frame as plain values, missing ones as None."""
    plain = frame.astype(object)
    rows = plain.where(plain.notna() | plain.map(lambda cell: isinstance(cell, (list, tuple))), None)
    return [{name: listed(cell) for name, cell in row.items()} for row in rows.to_dict("records")]


def listed(cell):
    if isinstance(cell, pd.Timestamp):
        return cell.isoformat()
    return list(cell) if hasattr(cell, "tolist") and not isinstance(cell, str) else cell
