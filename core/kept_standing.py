"""Where pairs stand in a workspace as a table: how its percentile curves are kept beside the portraits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import feather

from core.standing import Standing

if TYPE_CHECKING:
    from pathlib import Path

# Not there yet, damaged, or of other columns than ours.
_UNKEPT = (OSError, pa.ArrowException, LookupError, ValueError, TypeError, AttributeError)


def standing_table(standing: Standing) -> pa.Table:
    """Give it as one row a measure."""
    names = list(standing.values)
    curves = [standing.values[name] for name in names]
    table = pa.table({"measure": names, "values": pa.array(curves, pa.list_(pa.float64()))})
    return table.replace_schema_metadata({"n_pairs": str(standing.n_pairs), "n_all": str(standing.n_all)})


def kept_standing(path: Path) -> Standing | None:
    """Read it; None where it is not kept, or damaged."""
    try:
        table = feather.read_table(path)
        said = table.schema.metadata
        curves = [curve.values.to_numpy() for curve in table.column("values")]
        names = table.column("measure").to_pylist()
        return Standing(int(said[b"n_pairs"]), int(said[b"n_all"]), dict(zip(names, curves, strict=True)))
    except _UNKEPT:
        return None
