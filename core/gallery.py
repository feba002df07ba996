"""The portraits of a workspace, drawn once and kept on disk, and what they teach together."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import feather

from core.audience.interactions import unified
from core.drawing_crew import draw_portraits
from core.embedded import Embedded
from core.kept_meaning import last_choice
from core.kept_reference import TABLES, from_tables, to_tables
from core.kept_standing import kept_standing, standing_table
from core.keys import own_keys
from core.learning import LEARNED, Learner
from core.measures import EMBEDDED, all_measures
from core.pictured import Pictured
from core.portrait import CODE_VERSION, draw_portrait, from_table, to_table
from core.progress import check, ignore_progress, never, part
from core.standing import fit_standing, sampled_keys
from core.workspace import Workspace
from core.workspace.derived import PORTRAITS, UNIONS, keep, portrait_name, state_name, sweep_derived

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.measures import Measure
    from core.model import Portrait
    from core.model.meaning import MeaningScale
    from core.params import ComparisonParams
    from core.reference import Reference
    from core.standing import Standing

# Not there yet, damaged, or of other columns than ours: computed anew.
_UNKEPT = (OSError, pa.ArrowException, LookupError, ValueError, TypeError, AttributeError)
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
        self._embedded: tuple[object, Embedded] | None = None
        self._scales: dict[str, MeaningScale] = {}
        self._pictured = Pictured(workspace)

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

        Without its media: :func:`core.safety.portrayal.portrayed` has them, and who compares or judges pairs does not.

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
        meaning = self.embedded.meaning(key)
        return replace(drawn, audience=audience, is_pseudonymous=pseudonymous, meaning=meaning)

    @property
    def embedded(self) -> Embedded:
        """Give the workspace's posts as vectors, by the model that embedded them last."""
        choice = last_choice(self.workspace.folder)
        if self._embedded is None or self._embedded[0] != choice:
            self._embedded = choice, Embedded(self.workspace)
        return self._embedded[1]

    @property
    def meaning_scale(self) -> MeaningScale | None:
        """Give where the meanings of the workspace lie, once enough of it is embedded."""
        tag = self.embedded.tag
        if tag and tag not in self._scales and (scale := self.embedded.scale) is not None:
            self._scales[tag] = scale
        return self._scales.get(tag)

    def meaning_state(self, *keys: str) -> str:
        """Name what is known of meanings: made how, whether there is a scale, and of whom; empty if nothing is."""
        if not self.embedded.tag:
            return ""
        known = ["1" if self.embedded.meaning(key) else "0" for key in keys]
        return f"{self.embedded.tag} {int(self.meaning_scale is not None)}{''.join(known)}"

    def media_state(self, *keys: str) -> str:
        """Name what is tied to some profiles now, or to all without keys; empty where nothing is."""
        return self._pictured.state(*keys)

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
        before = _DRAWING if missing else 0.0
        try:
            draw_portraits(
                self.workspace.folder,
                missing,
                self.portrait,
                progress=part(progress, 0, _DRAWING),
                cancelled=cancelled,
            )
            self._fit_reference(part(progress, before, 1), cancelled)
        finally:
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
            learned = self._reference
        except _UNKEPT:
            return None
        scale = self.meaning_scale
        return learned if scale is None else replace(learned, meaning_scale=scale)

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
                # uncompressed, so that it need not be read to be asked
                keep(table, paths[name], compression="uncompressed")
            self.__dict__["_reference"] = fitted
        if self.embedded.tag and self.meaning_scale is None:
            self.embedded.fit_scale(cancelled)
        return self.kept_reference or self._reference

    def _said(self, key: str, cancelled: Callable[[], bool]) -> pa.Table:
        """Give what a profile teaches, as its portrait has it."""
        check(cancelled)
        try:
            return feather.read_table(self._path(key), columns=LEARNED)
        except _UNKEPT:
            return to_table(self.portrait(key)).select(LEARNED)

    def _standing_parts(self, params: ComparisonParams) -> dict[Path, list[Measure]]:
        """Name where percentile curves are kept, and of which measures: of meanings apart, once there are any."""
        embedded = [measure for measure in all_measures() if EMBEDDED in measure.tags]
        others = [measure for measure in all_measures() if EMBEDDED not in measure.tags]
        parts = [("", others), *([(state, embedded)] if (state := self.meaning_state()) else [])]
        found = {}
        for about, measures in parts:
            said = repr((params, about, [measure.name for measure in measures]))
            settings = hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
            found[self._folder / f"standing-{self._state}-{CODE_VERSION}-{settings}.arrow"] = measures
        return found

    def standing(self, params: ComparisonParams) -> Standing | None:
        """Give where pairs stand in this workspace, or None until :meth:`fit_standing` has been run."""
        found: Standing | None = None
        for path in self._standing_parts(params):
            if (part := kept_standing(path)) is None:
                return found
            found = part if found is None else replace(found, values={**found.values, **part.values})
        return found

    def is_ranked(self, params: ComparisonParams) -> bool:
        """Tell whether :meth:`fit_standing` has nothing left to do."""
        return all(kept_standing(path) is not None for path in self._standing_parts(params))

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
        reference = self._fit_reference(progress, cancelled)
        portraits = []
        for key in sampled_keys(list(self._fingerprints), 0):
            check(cancelled)
            portraits.append(self.portrait(key))
        for path, measures in self._standing_parts(params).items():
            if kept_standing(path) is None:
                fitted = fit_standing(
                    portraits,
                    len(self._fingerprints),
                    reference,
                    params,
                    measures=measures,
                    progress=progress,
                    cancelled=cancelled,
                )
                keep(standing_table(fitted), path)

    def _reference_paths(self) -> dict[str, Path]:
        stem = f"reference-{self._state}-{CODE_VERSION}"
        return {name: self._folder / f"{stem}-{name}.arrow" for name in TABLES}

    @cached_property
    def _state(self) -> str:
        """Name the state of all timelines together, and of what unifies whom they name."""
        return state_name(self.workspace.unification, self._fingerprints)

    def derived(self, kind: str, about: str = "") -> Path:
        """Name where something learned from all timelines as they are now is kept; swept once they change."""
        return self._folder / f"{kind}{self._state}-{CODE_VERSION}{about}.arrow"

    def keep_derived(self, table: pa.Table, path: Path) -> None:
        """Keep something learned, unless the timelines it was learned from have changed meanwhile."""
        keep(table, path)
        if Gallery(Workspace(self.workspace.folder))._state != self._state:  # noqa: SLF001 — its own kind
            path.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove what is not of the profiles as they are now: somebody may have deleted one meanwhile."""
        now = Workspace(self.workspace.folder)
        marks = dict(zip(now.profiles["key"], now.profiles["fingerprint"], strict=True))
        numbers = [report.number for report in now.imports if report.number is not None]
        sweep_derived(
            now.folder,
            now.unification,
            marks,
            folders=(PORTRAITS,),
            imports=numbers,
            media=Pictured(now).marks(),
        )
        for path in self._folder.glob("*.arrow"):
            of_this_code = f"-{CODE_VERSION}-" in path.name or path.stem.endswith(f"-{CODE_VERSION}")
            if not of_this_code and not path.name.startswith(UNIONS):
                path.unlink(missing_ok=True)
