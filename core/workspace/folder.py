"""A workspace as its readers see it: profiles, timelines, and the way in."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.errors import ProfileError, WorkspaceError
from core.identities import Identities
from core.keys import clean_handle, split_key, user_key
from core.model import Profile, Timeline
from core.schema import IDENTITIES, POSTS, PROFILES
from core.workspace import bucket as buckets
from core.workspace import manifest as manifests
from core.workspace import snapshot as snapshots
from core.workspace import union
from core.workspace.derived import state_name
from core.workspace.leftover import sweep
from core.workspace.listing import listed
from core.workspace.summary import SUMMARY
from core.workspace.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from core.pseudonyms import Pseudonyms

ENVIRONMENT = "DOPPELSCOPE_WORKSPACE"
_NAMED = 10  # how many profiles a message names


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
        self._snapshot = snapshots.take(folder)
        self._manifest = self._snapshot.manifest

    @property
    def version(self) -> int:
        """Give the number of changes made to the workspace."""
        return self._manifest.version

    @property
    def fingerprint(self) -> str:
        """Give a text that differs between any two states of any two workspaces, labels by the analyst aside."""
        last = self.imports[-1].imported_at if self.imports else ""
        return f"{self.folder.resolve()}#{self._manifest.version}#{last}"

    @property
    def label(self) -> str | None:
        """Give what must be said wherever its data shows (the demo: that it is synthetic)."""
        return self._manifest.label

    @property
    def opening(self) -> tuple[str, str] | None:
        """Give the pair that a first look opens with, where one was recorded."""
        return self._manifest.opening

    @property
    def pseudonyms(self) -> str | None:
        """Name the key under whose pseudonyms everybody stands here, None where all have their own names."""
        return self._manifest.pseudonyms

    @property
    def imports(self) -> tuple[manifests.ImportReport, ...]:
        """Give the report of every import, oldest first."""
        return self._manifest.imports

    @property
    def unification(self) -> str:
        """Give a text that changes whenever the pairs of handle and id do."""
        return self._manifest.identities or ""

    @cached_property
    def identities(self) -> Identities:
        """Give which handle belongs to which id."""
        return Identities.from_table(self._snapshot.table(self._manifest.identities, IDENTITIES))

    @cached_property
    def _stored(self) -> pd.DataFrame:
        """List every stored key with the key it unifies to."""
        table = self._snapshot.table(self._manifest.profiles, SUMMARY)
        frame: pd.DataFrame = table.to_pandas(types_mapper=_nullable)
        frame.insert(0, "unified", self.identities.canonical(frame["key"].tolist()))
        return frame

    @cached_property
    def profiles(self) -> pd.DataFrame:
        """List the profiles that have posts, most posts first; columns as ``SUMMARY``.

        Stored keys that turned out to be one user are one line.
        """
        return listed(self._stored, self._unions, self.identities)

    def find(self, name: str) -> str:
        """Give the key of a profile by its key or its handle, with or without ``@``, any case.

        Raises
        ------
        ProfileError
            If no profile answers to the name, or several do: then their keys are listed.
        """
        keys = set(self.profiles["key"])
        if (key := self._as_key(name.strip())) in keys:
            return key
        found = sorted(self._called(clean_handle(name).casefold()) & keys)
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(found[:_NAMED])
            message = f"{len(found)} profiles are called {name}: {some}; name one of these keys"
        else:
            message = f"no profile is called {name}; `profiles` lists those of the workspace"
        raise ProfileError(message)

    def _as_key(self, name: str) -> str:
        platform, user_id, handle = split_key(name)
        if handle is not None or user_id:
            name = user_key(platform.casefold(), user_id, handle) or name
        return self.identities.one(name)

    def _called(self, handle: str) -> set[str]:
        """Give the keys of all that are, or were in any record, called so."""
        if not handle:
            return set()
        frame = self.profiles
        handles = frame["handle"].fillna("").tolist()
        now = [key for key, shown in zip(frame["key"], handles, strict=True) if shown.casefold() == handle]
        platforms = frame["platform"].unique()
        return {*now, *self.identities.canonical([f"{platform}:@{handle}" for platform in platforms])}

    def profile(self, key: str) -> Profile:
        """Give what is known about a profile.

        Raises
        ------
        ProfileError
            If the workspace has no posts of it.
        """
        if key not in self._rows:
            message = f"the workspace has no profile {key}"
            raise ProfileError(message)
        row = self._rows[key]
        record = {name: _plain(self.profiles[name].iloc[row]) for name in PROFILES.names}
        account = record.pop("account")
        return Profile(**record, account=account and self.identities.one(account))

    @cached_property
    def _unions(self) -> pd.DataFrame:
        """Count the posts of those who are stored under several keys."""
        several = {key: places for key, places in self._places.items() if len(places) > 1}
        with self._reading(*several):
            return union.counts(self.folder, self._manifest.posts, several, self._state)

    def keep_counts(self) -> None:
        """Keep what reading posts was needed for, so that nobody else needs to read them."""
        union.keep_counts(self.folder, self._unions, self._state)

    @cached_property
    def _rows(self) -> dict[str, int]:
        """Give the row of each profile in the list."""
        return {key: row for row, key in enumerate(self.profiles["key"])}

    @cached_property
    def _state(self) -> str:
        """Name the state of all timelines together, and of what unifies whom they name."""
        marks = {key: "+".join(mark for _, _, mark in places) for key, places in self._places.items()}
        return state_name(self.unification, marks)

    @cached_property
    def _places(self) -> dict[str, list[tuple[str, int, str]]]:
        """Give for each unified key the stored keys with posts, their number and fingerprint."""
        stored = self._stored[self._stored["n_posts"].notna()]
        places: dict[str, list[tuple[str, int, str]]] = {}
        columns = (stored[name] for name in ("unified", "key", "n_posts", "fingerprint"))
        for unified, key, n_posts, fingerprint in zip(*columns, strict=True):
            places.setdefault(unified, []).append((key, int(n_posts), fingerprint))
        return places

    @contextmanager
    def _reading(self, *keys: str) -> Iterator[None]:
        """Say what to do where posts cannot be read."""
        try:
            yield
        except (OSError, pa.ArrowException) as error:
            # files are merged now and then, and the old ones go with the import after that
            is_old = manifests.read(self.folder).version != self.version
            way_out = "it has changed, open it again" if is_old else "restore it from a backup"
            whose = ", ".join(keys[:_NAMED])
            message = f"posts of {whose} cannot be read from the workspace: {way_out} ({error})"
            raise WorkspaceError(message) from error

    def _posts(self, key: str) -> tuple[pa.Table, str]:
        """Read the posts stored under every key of a user, oldest first, and their fingerprint."""
        mine = self._places[key]
        tables = []
        for stored_key, _, _ in mine:
            paths = [self.folder / p for p in self._manifest.posts.get(buckets.bucket_of(stored_key), ())]
            with self._reading(key):
                tables.append(buckets.read_profile(paths, stored_key))
        table = pa.concat_tables(tables)
        if len(tables) > 1 or table.num_rows != mine[0][1]:
            unified = pa.repeat(pa.scalar(key), table.num_rows)
            table = buckets.latest(table.set_column(0, table.schema.field(0), unified))
        order = pc.sort_indices(table, [("time", "ascending"), ("post_id", "ascending")])
        return table.select(POSTS.names).take(order), "+".join(fingerprint for _, _, fingerprint in mine)

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
    def importing(self, now: datetime, pseudonyms: Pseudonyms | None = None) -> Iterator[Transaction]:
        """Open the one way of adding posts; leftovers of killed imports are swept first.

        This workspace goes on showing what it showed: make a new one to see what was added.

        Raises
        ------
        PseudonymError
            If it holds pseudonyms of a key that is not given, or raw names and a key is given.
        WorkspaceBusyError
            If another process is writing.
        WorkspaceError
            If the folder cannot be written to; it is as it was.
        """
        with _telling(self.folder), manifests.writing(self.folder):
            current = manifests.read(self.folder)
            sweep(self.folder, current)
            yield Transaction(self.folder, current, now, pseudonyms)

    def describe(self, label: str, opening: tuple[str, str]) -> None:
        """Record what must be said wherever this data shows, and the pair that it opens with."""
        with _telling(self.folder), manifests.writing(self.folder):
            current = manifests.read(self.folder)
            manifests.replace_manifest(self.folder, current.following(label=label, opening=opening))


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """Say of a full disk, or a folder that may not be written to, what it means."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        message = f"cannot write to {folder} ({reason}); nothing was imported, the workspace is as it was"
        raise WorkspaceError(message) from error


def _nullable(kind: pa.DataType) -> Any:
    """Keep counts whole where some are missing."""
    return pd.Int64Dtype() if pa.types.is_integer(kind) else None


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 — NaN
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value if isinstance(value, str) else int(value)
