"""The portraits of a workspace, drawn once and kept on disk, and what they teach together."""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import feather

from core.audience.interactions import unified
from core.content.vectors import Idf
from core.intake import check, ignore_progress, never
from core.portrait import CODE_VERSION, draw_portrait, from_table, to_table
from core.reference import Reference, fit_reference
from core.standing import Standing, fit_standing, sampled_keys
from core.workspace.derived import PORTRAITS, portrait_name, state_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.model import Portrait
    from core.params import ComparisonParams
    from core.workspace import Workspace

_UNKEPT = (OSError, pa.ArrowException)  # not there yet, or damaged: computed anew


class Gallery:
    """Portraits by key, and the reference fitted on all of them.

    Examples
    --------
    >>> from pathlib import Path
    >>> from core.workspace import Workspace
    >>> Gallery(Workspace(Path("no/such/folder"))).missing()
    []
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._folder = workspace.folder / PORTRAITS

    @cached_property
    def _fingerprints(self) -> dict[str, str]:
        profiles = self.workspace.profiles
        return dict(zip(profiles["key"], profiles["fingerprint"], strict=True))

    def _path(self, key: str) -> Path:
        return self._folder / f"{portrait_name(key, self._fingerprints[key])}-{CODE_VERSION}.arrow"

    def missing(self) -> list[str]:
        """List the profiles whose portrait is yet to be drawn."""
        return [key for key in self._fingerprints if not self._path(key).exists()]

    def portrait(self, key: str) -> Portrait:
        """Give a profile's portrait, its audience unified; draw and keep it if there is none yet.

        Raises
        ------
        ProfileError
            If the workspace has no posts of it.
        """
        profile = self.workspace.profile(key)
        path = self._path(key)
        try:
            drawn = from_table(feather.read_table(path), profile)
        except _UNKEPT:
            drawn = draw_portrait(self.workspace.timeline(key))
            _keep(to_table(drawn), path)
        audience = unified(drawn.audience, self.workspace.identities.canonical)
        return replace(drawn, audience=audience)

    def complete(
        self,
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        """Draw every portrait that is missing and fit the reference; sweep what is out of date.

        Raises
        ------
        CancelledError
            If the analyst stopped it; what was drawn is kept.
        """
        missing = self.missing()
        for n, key in enumerate(missing):
            check(cancelled)
            progress(n / (len(missing) + 1), f"Drawing portraits: {n + 1:,} of {len(missing):,}")
            self.portrait(key)
        progress(len(missing) / (len(missing) + 1), "Learning which words and targets are rare")
        check(cancelled)
        _ = self.reference
        self._sweep()

    @cached_property
    def reference(self) -> Reference:
        """Give what the workspace teaches, fitted if need be."""
        words, targets = self._reference_paths()
        try:
            return _read_reference(feather.read_table(words), feather.read_table(targets))
        except _UNKEPT:
            fitted = fit_reference(self.portrait(key) for key in self._fingerprints)
        tables = _reference_tables(fitted)
        for table, path in zip(tables, (words, targets), strict=True):
            _keep(table, path)
        return fitted

    def _standing_path(self, params: ComparisonParams) -> Path:
        settings = hashlib.blake2b(repr(params).encode(), digest_size=8).hexdigest()
        return self._folder / f"standing-{self._state()}-{settings}.arrow"

    def standing(self, params: ComparisonParams) -> Standing | None:
        """Give where pairs stand in this workspace, or None until :meth:`fit_standing` has been run."""
        try:
            return _read_standing(feather.read_table(self._standing_path(params)))
        except _UNKEPT:
            return None

    def fit_standing(
        self,
        params: ComparisonParams,
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        """Measure the workspace's pairs, or a seeded sample of them, and keep the percentile curves.

        Raises
        ------
        CancelledError
            If the analyst stopped it.
        """
        portraits = [self.portrait(key) for key in sampled_keys(list(self._fingerprints), 0)]
        fitted = fit_standing(
            portraits,
            len(self._fingerprints),
            self.reference,
            params,
            progress=progress,
            cancelled=cancelled,
        )
        _keep(_standing_table(fitted), self._standing_path(params))

    def _reference_paths(self) -> tuple[Path, Path]:
        stem = f"reference-{self._state()}"
        return self._folder / f"{stem}-words.arrow", self._folder / f"{stem}-targets.arrow"

    def _state(self) -> str:
        """Name the state of all timelines together, and of what unifies whom they name."""
        return f"{state_name(self.workspace.unification, self._fingerprints)}-{CODE_VERSION}"

    def _sweep(self) -> None:
        current = {self._path(key) for key in self._fingerprints} | set(self._reference_paths())
        for path in self._folder.glob("*"):
            if path not in current and not path.name.startswith(f"standing-{self._state()}"):
                path.unlink(missing_ok=True)


def _keep(table: pa.Table, path: Path) -> None:
    draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.new")
    # Where nothing can be written, or another process swept the draft, it is computed again next time.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        feather.write_feather(table, draft, compression="zstd")
        draft.replace(path)


def _reference_tables(reference: Reference) -> tuple[pa.Table, pa.Table]:
    words = pa.table({"term": reference.idf.terms, "n": reference.idf.document_frequency})
    words = words.replace_schema_metadata({"n_profiles": str(reference.n_profiles)})
    named = reference.popularity
    return words, pa.table({"target": list(named), "n": list(named.values())})


def _read_reference(words: pa.Table, targets: pa.Table) -> Reference:
    n_profiles = int(words.schema.metadata[b"n_profiles"])
    idf = Idf(tuple(words.column("term").to_pylist()), words.column("n").to_numpy(), n_profiles)
    named = zip(targets.column("target").to_pylist(), targets.column("n").to_pylist(), strict=True)
    return Reference(n_profiles, idf, dict(named))


def _standing_table(standing: Standing) -> pa.Table:
    names = list(standing.values)
    curves = [standing.values[name] for name in names]
    table = pa.table({"measure": names, "values": pa.array(curves, pa.list_(pa.float64()))})
    return table.replace_schema_metadata({"n_pairs": str(standing.n_pairs), "n_all": str(standing.n_all)})


def _read_standing(table: pa.Table) -> Standing:
    said = table.schema.metadata
    curves = [curve.values.to_numpy() for curve in table.column("values")]
    names = table.column("measure").to_pylist()
    return Standing(int(said[b"n_pairs"]), int(said[b"n_all"]), dict(zip(names, curves, strict=True)))
