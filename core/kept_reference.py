"""A reference as tables: how it is kept beside the portraits it was learned from."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pyarrow as pa

from core.census import Census
from core.content.vectors import Idf
from core.model import StyleScale
from core.reference import Reference
from core.significance import OverlapNull

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES = ("words", "targets", "hashtags", "domains", "style", "null")
_NULL = [field.name for field in fields(OverlapNull) if field.name != "n_profiles"]
_N_PROFILES = b"n_profiles"


def to_tables(reference: Reference) -> dict[str, pa.Table]:
    """Give a reference as :data:`TABLES`; the censuses are read later without a look at a single name."""
    scale, null = reference.style_scale, reference.overlap_null
    style = pa.table({"mean": scale.mean, "spread": scale.spread})
    classes = pa.table({name: getattr(null, name) if null else pa.array([], pa.float64()) for name in _NULL})
    return {
        "words": _counting(reference.idf.document_frequency.to_table(), reference.n_profiles),
        "targets": reference.popularity.to_table(),
        "hashtags": reference.hashtag_idf.document_frequency.to_table(),
        "domains": reference.domain_idf.document_frequency.to_table(),
        "style": _counting(style, scale.n_profiles),
        "null": _counting(classes, null.n_profiles if null else 0),
    }


def from_tables(tables: Mapping[str, pa.Table]) -> Reference:
    """Read a reference.

    Raises
    ------
    ArrowException
        If names were hashed otherwise when it was written, or a table is not what it should be.
    """
    n_profiles = _counted(tables["words"])
    idf, hashtags, domains = (
        Idf(Census.from_table(tables[name]), n_profiles) for name in ("words", "hashtags", "domains")
    )
    style, null = tables["style"], tables["null"]
    mean, spread = (style.column(name).to_numpy() for name in ("mean", "spread"))
    classes = [null.column(name).to_numpy() for name in _NULL]
    return Reference(
        n_profiles=n_profiles,
        idf=idf,
        popularity=Census.from_table(tables["targets"]),
        hashtag_idf=hashtags,
        domain_idf=domains,
        style_scale=StyleScale(mean, spread, _counted(style)),
        overlap_null=OverlapNull(_counted(null), *classes) if null.num_rows else None,
    )


def _counting(table: pa.Table, n_profiles: int) -> pa.Table:
    return table.replace_schema_metadata(
        {**(table.schema.metadata or {}), _N_PROFILES: str(n_profiles).encode()}
    )


def _counted(table: pa.Table) -> int:
    try:
        return int(table.schema.metadata[_N_PROFILES])
    except (KeyError, TypeError, ValueError) as wrong:
        message = "it does not say from how many profiles it was learned"
        raise pa.ArrowInvalid(message) from wrong
