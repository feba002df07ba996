"""Clusters as they are kept beside the portraits they were made from: a table of one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa

from core.persona.cluster import Grouping
from core.persona.cluster_name import Suggestion
from core.persona.latent import Latent
from core.persona.media_block import MediaScale
from core.persona.space import BLOCKS, Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

CODE_VERSION = 3
"""Raised whenever the same profiles would be grouped otherwise: what was kept before is made anew."""

_TEXTS, _NUMBERS, _FLOATS = pa.list_(pa.string()), pa.list_(pa.int64()), pa.list_(pa.float64())
_LATENT = {"names": _TEXTS, "weights": _FLOATS, "mean": _FLOATS, "directions": _FLOATS, "variances": _FLOATS}
_BLOCKS = ("audience", "words")
_MEDIA = ("mean", "bound", "factor")
# The first five are what core.workspace.derived.is_whole asks for.
KEPT = pa.schema(
    [
        ("keys", _TEXTS),
        ("marks", _TEXTS),
        ("imports", _NUMBERS),
        ("unification", pa.string()),
        ("media", _TEXTS),
        ("labels", _NUMBERS),
        ("lacks", pa.list_(pa.bool_())),
        ("centres", _FLOATS),
        ("cores", _FLOATS),
        ("core_labels", _NUMBERS),
        ("scales", _FLOATS),
        ("trait_mean", _FLOATS),
        ("trait_spread", _FLOATS),
        *((f"{block}_{name}", kind) for block in _BLOCKS for name, kind in _LATENT.items()),
        *((f"media_{name}", _FLOATS) for name in _MEDIA),
        ("rest", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Clusters, what they were made of, and what an analyst calls them.

    ``keys`` (n,) are the profiles that were grouped, ``marks`` the fingerprints of their timelines then, ``lacks``
    (n, 4) which blocks each lacked, ``media`` the SHA-256 of the files that were tied to each, parted by blanks.
    ``imports`` are the numbers of the imports
    there were and ``unification`` names what unified whom they name. ``terms`` and ``suggested`` are by cluster,
    ``own`` the analyst's labels by number.
    """

    keys: tuple[str, ...]
    marks: tuple[str, ...]
    imports: tuple[int, ...]
    unification: str
    media: tuple[str, ...]
    lacks: npt.NDArray[np.bool_]
    space: Space
    grouping: Grouping
    terms: tuple[tuple[str, ...], ...]
    suggested: tuple[Suggestion, ...]
    own: Mapping[int, str]


def to_table(kept: Kept) -> pa.Table:
    """Write clusters down as one row of :data:`KEPT`."""
    space, found = kept.space, kept.grouping
    row: dict[str, Any] = {
        "keys": kept.keys,
        "marks": kept.marks,
        "imports": kept.imports,
        "unification": kept.unification,
        "media": kept.media,
        "labels": found.labels,
        "lacks": kept.lacks.ravel(),
        "centres": found.centres.ravel(),
        "cores": found.cores.ravel(),
        "core_labels": found.core_labels,
        "scales": space.scales,
        "trait_mean": space.trait_mean,
        "trait_spread": space.trait_spread,
    }
    for block in _BLOCKS:
        latent: Latent = getattr(space, block)
        row |= {f"{block}_{name}": np.ravel(getattr(latent, name)) for name in _LATENT if name != "names"}
        row[f"{block}_names"] = latent.names
    row |= {f"media_{name}": getattr(space.media, name) for name in _MEDIA}
    row["rest"] = orjson.dumps(
        {
            "method": found.method,
            "eps": found.eps,
            "silhouette": found.silhouette,
            "notes": found.notes,
            "n_media": space.media.n_profiles,
            "totals": [space.audience.total, space.words.total],
            "terms": kept.terms,
            "suggested": [[one.label, one.reasons, one.z] for one in kept.suggested],
            "own": {str(number): label for number, label in kept.own.items()},
        }
    ).decode()
    return pa.table([_cell(row[field.name], field.type) for field in KEPT], schema=KEPT)


def _cell(value: Any, kind: pa.DataType) -> pa.Array:
    """Give an array of the one value."""
    if isinstance(value, pa.Array):
        return pa.ListArray.from_arrays(pa.array([0, len(value)], pa.int32()), value)
    return pa.array([value], type=kind)


class _Row:
    """What is kept, to be read field by field."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self.rest: dict[str, Any] = orjson.loads(table.column("rest")[0].as_py())

    def array(self, name: str) -> pa.Array:
        return self._table.column(name).chunk(0).flatten()

    def numbers(self, name: str) -> Any:
        return self.array(name).to_numpy(zero_copy_only=False)

    def one(self, name: str) -> Any:
        return self._table.column(name)[0].as_py()

    def latent(self, block: str, total: float) -> Latent:
        variances = self.numbers(f"{block}_variances")
        names = self.array(f"{block}_names")
        directions = self.numbers(f"{block}_directions").reshape(len(names), len(variances))
        weights, mean = (self.numbers(f"{block}_{name}") for name in ("weights", "mean"))
        return Latent(names, weights, mean, directions, variances, total)


def from_table(table: pa.Table) -> Kept:
    """Read clusters.

    Raises
    ------
    ValueError, LookupError, TypeError, ArrowException
        If the table is not what :func:`to_table` writes.
    """
    row = _Row(table)
    rest = row.rest
    audience, words = (row.latent(name, total) for name, total in zip(_BLOCKS, rest["totals"], strict=True))
    mean, bound, factor = (row.numbers(f"media_{name}") for name in _MEDIA)
    media = MediaScale(mean, bound, factor, rest["n_media"])
    scales = tuple(row.numbers("scales").tolist())
    space = Space(audience, words, row.numbers("trait_mean"), row.numbers("trait_spread"), media, scales)
    width = sum(space.widths().values())
    n_clusters = len(rest["terms"])
    found = Grouping(
        rest["method"],
        row.numbers("labels"),
        row.numbers("centres").reshape(n_clusters, width),
        row.numbers("cores").reshape(-1, width) if width else np.zeros((0, 0)),
        row.numbers("core_labels"),
        rest["eps"],
        rest["silhouette"],
        tuple(rest["notes"]),
    )
    return Kept(
        keys=tuple(row.one("keys")),
        marks=tuple(row.one("marks")),
        imports=tuple(row.one("imports")),
        unification=row.one("unification"),
        media=tuple(row.one("media")),
        lacks=row.numbers("lacks").astype(np.bool_).reshape(-1, len(BLOCKS)),
        space=space,
        grouping=found,
        terms=tuple(tuple(terms) for terms in rest["terms"]),
        suggested=tuple(Suggestion(label, tuple(reasons), z) for label, reasons, z in rest["suggested"]),
        own={int(number): label for number, label in rest["own"].items()},
    )
