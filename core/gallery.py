"""The portraits of a workspace, drawn once and kept on disk, and what they teach together."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import feather

from core.audience.interactions import unified
from core.kept_reference import TABLES, from_tables, to_tables
from core.keys import own_keys
from core.learning import LEARNED, Learner
from core.portrait import CODE_VERSION, draw_portrait, from_table, to_table
from core.progress import check, ignore_progress, never
from core.standing import Standing, fit_standing, sampled_keys
from core.workspace.derived import PORTRAITS, UNIONS, keep, portrait_name, state_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.model import Portrait
    from core.params import ComparisonParams
    from core.reference import Reference
    from core.workspace import Workspace

_UNKEPT = (OSError, pa.ArrowException)  # not there yet, or damaged: computed anew
_DRAWING = 0.9  # the share of the progress that portraits have; what they teach together is the rest
_AT_ONCE = 200


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
        there = {path.name for path in self._folder.glob("*.arrow")}
        return [key for key in self._fingerprints if self._path(key).name not in there]

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
            keep(to_table(drawn), path)
        audience = unified(drawn.audience, self.workspace.identities.canonical)
        pseudonymous = self.workspace.pseudonyms is not None
        return replace(drawn, audience=audience, is_pseudonymous=pseudonymous)

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
        self.workspace.keep_counts()
        missing = self.missing()
        for n, key in enumerate(missing):
            check(cancelled)
            progress(_DRAWING * n / len(missing), f"Drawing portraits: {n + 1:,} of {len(missing):,}")
            self.portrait(key)
        before = _DRAWING if missing else 0.0
        self._fit_reference(lambda share, said: progress(before + (1 - before) * share, said), cancelled)
        self._sweep()

    @property
    def reference(self) -> Reference:
        """Give what the workspace teaches, fitted if need be, which may take minutes."""
        return self.kept_reference or self._fit_reference()

    @cached_property
    def _reference(self) -> Reference:
        paths = self._reference_paths().items()
        return from_tables({name: feather.read_table(path, memory_map=True) for name, path in paths})

    @property
    def kept_reference(self) -> Reference | None:
        """Give what the workspace teaches if it has been fitted, else None; it is not read until asked."""
        try:
            return self._reference
        except _UNKEPT:
            return None

    def _fit_reference(
        self,
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> Reference:
        """Learn what is usual from all portraits, where that is not kept yet."""
        if self.kept_reference is None:
            keys = list(self._fingerprints)
            learner = Learner(self.workspace.identities.canonical)
            for start in range(0, len(keys), _AT_ONCE):
                progress(start / len(keys), f"Learning what is usual: {start:,} of {len(keys):,} profiles")
                some = keys[start : start + _AT_ONCE]
                said = pa.concat_tables(self._said(key, cancelled) for key in some)
                learner.add(said, [own_keys(self.workspace.profile(key)) for key in some])
            fitted, paths = learner.reference(), self._reference_paths()
            for name, table in to_tables(fitted).items():
                keep(
                    table, paths[name], compression="uncompressed"
                )  # so that it need not be read to be asked
            self.__dict__["_reference"] = fitted
        return self._reference

    def _said(self, key: str, cancelled: Callable[[], bool]) -> pa.Table:
        """Give what a profile teaches, as its portrait has it."""
        check(cancelled)
        try:
            return feather.read_table(self._path(key), columns=LEARNED)
        except _UNKEPT:
            return to_table(self.portrait(key)).select(LEARNED)

    def _standing_path(self, params: ComparisonParams) -> Path:
        settings = hashlib.blake2b(repr(params).encode(), digest_size=8).hexdigest()
        return self._folder / f"standing-{self._state}-{CODE_VERSION}-{settings}.arrow"

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
        portraits = []
        for key in sampled_keys(list(self._fingerprints), 0):
            check(cancelled)
            portraits.append(self.portrait(key))
        fitted = fit_standing(
            portraits,
            len(self._fingerprints),
            self._fit_reference(progress, cancelled),
            params,
            progress=progress,
            cancelled=cancelled,
        )
        keep(_standing_table(fitted), self._standing_path(params))

    def _reference_paths(self) -> dict[str, Path]:
        stem = f"reference-{self._state}-{CODE_VERSION}"
        return {name: self._folder / f"{stem}-{name}.arrow" for name in TABLES}

    @cached_property
    def _state(self) -> str:
        """Name the state of all timelines together, and of what unifies whom they name."""
        return state_name(self.workspace.unification, self._fingerprints)

    def _sweep(self) -> None:
        current = {self._path(key) for key in self._fingerprints} | set(self._reference_paths().values())
        of_all = f"standing-{self._state}-{CODE_VERSION}", f"{UNIONS}{self._state}"
        for path in self._folder.glob("*"):
            if path not in current and not path.name.startswith(of_all):
                path.unlink(missing_ok=True)


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
