"""What deleting profiles and deleting an import share: tables, rows taken out, the last step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from core.identities import Identities
from core.progress import check
from core.schema import IDENTITIES
from core.workspace import recollection
from core.workspace.derived import sweep_derived
from core.workspace.folder import Workspace
from core.workspace.revision import Revision, still_named
from core.workspace.summary import SUMMARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from core.workspace.discard import Discard

_TAKING = 0.6  # the share of the time that taking rows out takes; looking who is still named is the rest


@dataclass(frozen=True, slots=True)
class Removal:
    """What a deletion did.

    ``n_posts`` counts the posts that went, ``n_profiles`` the profiles that went from the list.
    ``entry`` is the name under which it can be undone, None where it cannot.
    """

    n_posts: int
    n_profiles: int
    entry: str | None


@dataclass(slots=True)
class Deletion:
    """One deletion under way: the workspace's tables as they will be, and who watches."""

    revision: Revision
    discard: Discard
    profiles: pa.Table
    identities: pa.Table
    progress: Callable[[float, str], None]
    cancelled: Callable[[], bool]

    @classmethod
    def of(
        cls,
        revision: Revision,
        discard: Discard,
        progress: Callable[[float, str], None],
        cancelled: Callable[[], bool],
    ) -> Deletion:
        """Begin a deletion with the tables as they are."""
        current = revision.current
        profiles = revision.table(current.profiles, SUMMARY)
        identities = revision.table(current.identities, IDENTITIES)
        return cls(revision, discard, profiles, identities, progress, cancelled)

    def take_out(self, names: Sequence[str], column: str, gone: pa.Array) -> Iterator[tuple[str, pa.Table]]:
        """Take rows out of buckets, into the trash; give them by bucket."""
        for n, name in enumerate(names):
            check(self.cancelled)
            self.progress(_TAKING * n / len(names), f"Taking posts out, part {n + 1} of {len(names)}")
            rows = self.revision.take_out(name, column, gone)
            self.discard.add_posts(name, rows)
            if rows.num_rows:
                yield name, rows

    def still_named(self, keys: pa.Array) -> pa.Array:
        """Give those of some keys that a remaining post names."""

        def progress(share: float, words: str) -> None:
            self.progress(_TAKING + (1 - _TAKING) * share, words)

        return still_named(self.revision, keys, progress, self.cancelled)

    def unlisted(self, keys: pa.Array) -> pa.Array:
        """Give those of some keys of which something is known, but no post is there."""
        is_one = pc.and_(
            recollection.members(self.profiles.column("key"), keys), self.profiles.column("n_posts").is_null()
        )
        return self.profiles.column("key").filter(is_one).combine_chunks()

    def forget(self, keys: pa.Array, pairs: pa.Table) -> None:
        """Take users off the list of profiles, and pairs of id and handle off theirs."""
        is_gone = recollection.members(self.profiles.column("key"), keys)
        self.discard.add_profiles(self.profiles.filter(is_gone))
        self.profiles = self.profiles.filter(pc.invert(is_gone))
        self.discard.add_identities(pairs)
        self.identities = recollection.others(self.identities, pairs)

    def of_profiles(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Split what hangs on profiles, labels and attachments, as the tables are by now.

        The files of attachments that go are laid into the trash.

        Returns
        -------
        stays : dict
            What the manifest has to say of the profiles that stay, by its own names.
        goes : dict
            The same of those that go, for the trash.
        """
        known = Identities.from_table(self.identities)
        is_listed = self.profiles.column("n_posts").is_valid()
        there = {*known.canonical(self.profiles.column("key").filter(is_listed).to_pylist())}
        stays: dict[str, Any] = {}
        goes: dict[str, Any] = {}
        current = self.revision.current
        everything: dict[str, dict[str, Any]] = {"labels": current.labels, "media": current.media}
        for name, by_key in everything.items():
            keys = list(zip(by_key, known.canonical(list(by_key)), strict=True))
            stays[name] = {key: by_key[key] for key, one in keys if one in there}
            goes[name] = {key: by_key[key] for key, one in keys if one not in there}
        for paths in goes["media"].values():
            self.discard.add_media(paths)
        return stays, goes

    def publish(self, drafts: Sequence[Path], **changes: Any) -> None:
        """Write the tables, name them, and remove whatever is no longer named or derived from what went."""
        check(self.cancelled)
        self.progress(1.0, "Removing what was deleted")
        revision = self.revision
        current = revision.current
        changes["profiles"] = revision.write_table("profiles", self.profiles, current.profiles)
        changes["identities"] = revision.write_table("identities", self.identities, current.identities)
        for draft in drafts:
            draft.unlink(missing_ok=True)  # while the posts are still there a fetch would bring it anew
        revision.publish(**changes)
        clean(revision.folder)
        revision.finish()


def clean(folder: Path) -> None:
    """Remove what was derived from posts that are no longer there."""
    workspace = Workspace(folder)
    profiles = workspace.profiles
    fingerprints = dict(zip(profiles["key"], profiles["fingerprint"], strict=True))
    sweep_derived(folder, workspace.unification, fingerprints)


def known_in(revision: Revision) -> Identities:
    """Give which handle belongs to which id, as it is now."""
    return Identities.from_table(revision.table(revision.current.identities, IDENTITIES))
