"""A workspace as its readers see it: profiles, timelines, and the way in."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from core.errors import ProfileError, WorkspaceError
from core.identities import Identities
from core.keys import clean_handle
from core.model import KINDS, Profile, Timeline
from core.schema import IDENTITIES, POSTS, PROFILES
from core.workspace import bucket as buckets
from core.workspace import manifest as manifests
from core.workspace.summary import SUMMARY
from core.workspace.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

ENVIRONMENT = "DOPPELSCOPE_WORKSPACE"


def default_path() -> Path:
    """Give the folder of the analyst's own workspace: ``DOPPELSCOPE_WORKSPACE``, else ``./workspace``."""
    return Path(os.environ.get(ENVIRONMENT) or "workspace")


class Workspace:
    """One state of a workspace folder, as its manifest named it when this was made.

    Readers never lock. Make a new one (cheap) to see what has been imported since.

    Examples
    --------
    >>> Workspace(Path("no/such/folder")).profiles.empty
    True
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest = manifests.read(folder)

    @property
    def version(self) -> int:
        """Give the number of changes made to the workspace."""
        return self._manifest.version

    @property
    def fingerprint(self) -> str:
        """Give a text that differs between any two states of any two workspaces."""
        return f"{self.folder.resolve()}#{self._manifest.version}"

    @property
    def label(self) -> str | None:
        """Give what must be said wherever its data shows (the demo: that it is synthetic)."""
        return self._manifest.label

    @property
    def opening(self) -> tuple[str, str] | None:
        """Give the pair that a first look opens with, where one was recorded."""
        return self._manifest.opening

    @property
    def imports(self) -> tuple[manifests.ImportReport, ...]:
        """Give the report of every import, oldest first."""
        return self._manifest.imports

    @cached_property
    def identities(self) -> Identities:
        """Give which handle belongs to which id."""
        return Identities.from_table(self._table(self._manifest.identities, IDENTITIES))

    @cached_property
    def _stored(self) -> pd.DataFrame:
        """List every stored key with the key it unifies to."""
        frame: pd.DataFrame = self._table(self._manifest.profiles, SUMMARY).to_pandas(types_mapper=_nullable)
        frame.insert(0, "unified", self.identities.canonical(frame["key"].tolist()))
        return frame

    @cached_property
    def profiles(self) -> pd.DataFrame:
        """List the profiles that have posts, most posts first; columns as ``SUMMARY``.

        Stored keys that turned out to be one user are one line.
        """
        frame = self._stored
        told = frame.groupby("unified", sort=False)[PROFILES.names[1:]].last()
        counted = frame[frame["n_posts"].notna()].set_index("unified")[SUMMARY.names[len(PROFILES) :]]
        several = counted.index[counted.index.duplicated()].unique()
        exact = pd.DataFrame([self._counts(key) for key in several], index=several, columns=counted.columns)
        found = pd.concat([counted.drop(index=several), exact.astype(counted.dtypes.to_dict())]).join(told)
        found.index.name = "key"
        shown = pd.Series({key: self.identities.handle(key) for key in found.index}, dtype="str")
        found["handle"] = found["handle"].fillna(shown)
        ranked: pd.DataFrame = found.reset_index().sort_values(["n_posts", "key"], ascending=[False, True])
        ranked = ranked.reset_index(drop=True)
        return ranked.reindex(columns=SUMMARY.names)

    def _table(self, relative: str | None, schema: pa.Schema) -> pa.Table:
        if relative is None:
            return schema.empty_table()
        try:
            return feather.read_table(self.folder / relative)
        except (OSError, pa.ArrowInvalid) as error:
            message = f"{self.folder / relative} cannot be read ({error}); restore it from a backup"
            raise WorkspaceError(message) from error

    def find(self, name: str) -> str:
        """Give the key of a profile by its key or its handle, with or without ``@``, any case.

        Raises
        ------
        ProfileError
            If no profile answers to the name, or several do: then their keys are listed.
        """
        frame = self.profiles
        name = name.strip()
        if (key := self.identities.one(name)) in set(frame["key"]):
            return key
        wanted = clean_handle(name).casefold()
        handles = frame["handle"].fillna("").str.casefold()
        found = frame.loc[handles == wanted, "key"].tolist()
        if len(found) == 1:
            return str(found[0])
        if found:
            message = f"{len(found)} profiles are called {name}: {', '.join(found)}; name one of these keys"
        else:
            message = f"no profile is called {name}; `profiles` lists those of the workspace"
        raise ProfileError(message)

    def profile(self, key: str) -> Profile:
        """Give what is known about a profile.

        Raises
        ------
        ProfileError
            If the workspace has no posts of it.
        """
        frame = self.profiles
        rows = frame[frame["key"] == key]
        if rows.empty:
            message = f"the workspace has no profile {key}"
            raise ProfileError(message)
        record = {name: _plain(rows.iloc[0][name]) for name in PROFILES.names}
        return Profile(**record)

    def _posts(self, key: str) -> tuple[pa.Table, str]:
        """Read the posts stored under every key of a user, oldest first, and their fingerprint."""
        stored = self._stored
        mine = stored[(stored["unified"] == key) & stored["n_posts"].notna()]
        tables = []
        for stored_key in mine["key"]:
            paths = [self.folder / p for p in self._manifest.posts.get(buckets.bucket_of(stored_key), ())]
            tables.append(buckets.read_profile(paths, stored_key))
        table = pa.concat_tables(tables)
        if len(tables) > 1 or table.num_rows != int(mine["n_posts"].iloc[0]):
            unified = pa.repeat(pa.scalar(key), table.num_rows)
            table = buckets.latest(table.set_column(0, table.schema.field(0), unified))
        order = pc.sort_indices(table, [("time", "ascending"), ("post_id", "ascending")])
        return table.select(POSTS.names).take(order), "+".join(mine["fingerprint"])

    def _counts(self, key: str) -> list[object]:
        table, fingerprint = self._posts(key)
        kinds = table.column("kind").to_pandas()
        time = table.column("time")
        return [
            table.num_rows,
            time[0].as_py(),
            time[-1].as_py(),
            *(int((kinds == kind).sum()) for kind in KINDS),
            fingerprint,
        ]

    def timeline(self, key: str) -> Timeline:
        """Load one profile's posts, oldest first: one bucket, a few row groups.

        Raises
        ------
        ProfileError
            If the workspace has no posts of it.
        """
        profile = self.profile(key)
        table, fingerprint = self._posts(key)
        return Timeline(profile, table.to_pandas(types_mapper=_nullable), fingerprint)

    @contextmanager
    def importing(self, now: datetime) -> Iterator[Transaction]:
        """Open the one way of adding posts; leftovers of killed imports are swept first.

        Raises
        ------
        WorkspaceBusyError
            If another process is writing.
        """
        with manifests.writing(self.folder):
            self._manifest = manifests.read(self.folder)
            self._sweep()
            yield Transaction(self.folder, self._manifest, now)

    def describe(self, label: str, opening: tuple[str, str]) -> None:
        """Record what must be said wherever this data shows, and the pair that it opens with."""
        with manifests.writing(self.folder):
            self._manifest = manifests.read(self.folder).following(label=label, opening=opening)
            manifests.replace_manifest(self.folder, self._manifest)

    def _sweep(self) -> None:
        named = {self.folder / path for path in self._manifest.files()}
        shutil.rmtree(self.folder / "staging", ignore_errors=True)
        for path in [*self.folder.glob("posts/*/*.parquet"), *self.folder.glob("*-*.arrow")]:
            if path not in named:
                path.unlink()


def _nullable(kind: pa.DataType) -> Any:
    """Keep counts whole where some are missing."""
    return pd.Int64Dtype() if pa.types.is_integer(kind) else None


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 — NaN
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value if isinstance(value, str) else int(value)
