"""Pairs × measures as a table for other programs: what its columns are, and what it says of itself.

``a`` and ``b`` are the keys of two profiles. Each measure has five columns under its name: the value
alone (``audience.jaccard``: a number, empty where there is none), then ``.missing`` (why there is none,
empty where there is), ``.n_a`` and ``.n_b`` (of how many items of A and of B the value was made) and
``.shared`` (how many of them both have, empty where that means nothing). The schema's metadata under
``doppelscope`` is one JSON record: mode, parameters, version of the code, whatever the caller says of
where the data comes from, and label, unit, direction and range of every measure.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa

from core import VERSION
from core.portrait import CODE_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.measures import Measure
    from core.params import ComparisonParams
    from core.survey import Stretch

METADATA = b"doppelscope"
_WORDS = pa.dictionary(pa.int32(), pa.string())
_COLUMNS = {
    "": pa.float64(),
    ".missing": _WORDS,
    ".n_a": pa.int64(),
    ".n_b": pa.int64(),
    ".shared": pa.int64(),
}


def table_schema(
    measures: Sequence[Measure], params: ComparisonParams, source: Mapping[str, str] | None = None
) -> pa.Schema:
    """Give the schema of a table of pairs, with all that it says of itself.

    Parameters
    ----------
    measures : sequence of Measure
    params : ComparisonParams
    source : mapping of str to str
        Where the data comes from: workspace, fingerprint, label.

    Examples
    --------
    >>> from core.measures import get
    >>> from core.params import ComparisonParams
    >>> schema = table_schema([get("audience.jaccard")], ComparisonParams())
    >>> schema.names[2:5]
    ['audience.jaccard', 'audience.jaccard.missing', 'audience.jaccard.n_a']
    >>> told(schema)["measures"][0]["label"]
    'Shared targets, Jaccard'
    """
    fields = [pa.field("a", pa.string(), nullable=False), pa.field("b", pa.string(), nullable=False)]
    for measure in measures:
        fields += [pa.field(measure.name + suffix, kind) for suffix, kind in _COLUMNS.items()]
    record = {
        "version": VERSION,
        "portrait_version": CODE_VERSION,
        "mode": params.mode,
        "params": asdict(params),
        "source": dict(source or {}),
        "measures": [_declared(measure, params) for measure in measures],
    }
    return pa.schema(fields, {METADATA: orjson.dumps(record)})


def _declared(measure: Measure, params: ComparisonParams) -> dict[str, Any]:
    names = ("name", "label", "aspect", "direction", "low", "high", "items")
    return {name: getattr(measure, name) for name in names} | {"unit": measure.units[params.mode]}


def told(schema: pa.Schema) -> dict[str, Any] | None:
    """Give what a table of pairs says of itself, None where it is none of ours."""
    try:
        found: dict[str, Any] = orjson.loads((schema.metadata or {})[METADATA])
    except (KeyError, orjson.JSONDecodeError):
        return None
    return found


def row_table(stretch: Stretch, schema: pa.Schema) -> pa.Table:
    """Give a stretch of measured pairs as a table of ``schema``, one row a pair."""
    names = [
        pa.array([stretch.keys[place] for place in side], pa.string()) for side in stretch.pairs.T.tolist()
    ]
    columns = [*names]
    for scores in stretch.scores.values():
        missing = np.array([why is not None for why in scores.missing], dtype=np.bool_)
        columns += [
            pa.array(scores.values, pa.float64(), mask=missing),
            pa.array(scores.missing, pa.string()).dictionary_encode(),
            pa.array(scores.n_a, pa.int64()),
            pa.array(scores.n_b, pa.int64()),
            pa.array(scores.shared, pa.int64()),
        ]
    return pa.table(columns, schema=schema)
