"""What happens to a workspace as a whole or in part: deleted, written as one file, opened from one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.output import Answer, said, telling
from core.errors import InputError
from core.gallery import Gallery
from core.text import counted
from core.workspace import Workspace
from core.workspace.bundle import export, open_bundle
from core.workspace.removal import delete_profiles
from core.workspace.restoration import empty_trash
from core.workspace.withdrawal import delete_import

if TYPE_CHECKING:
    import argparse

    from core.workspace.deletion import Removal


def delete(folder: Path, options: argparse.Namespace) -> Answer:
    """Delete profiles, or what an import brought, for good."""
    workspace = Workspace(folder)
    if bool(options.profiles) == (options.import_number is not None):
        message = "name the profiles to delete, or an import by --import N"
        raise InputError(message)
    what = (
        _import_words(workspace, options) if options.import_number is not None else _words(workspace, options)
    )
    if not options.yes:
        message = f"this deletes {what} for good; add --yes to do it"
        raise InputError(message)
    removal = _delete(workspace, options)
    empty_trash(folder)
    with telling() as progress:
        Gallery(Workspace(folder)).complete(progress)
    record = {"workspace": said(folder), "n_posts": removal.n_posts, "n_profiles": removal.n_profiles}
    posts, profiles = counted(removal.n_posts, "posts"), counted(removal.n_profiles, "profiles")
    return Answer(record, [f"{posts} and {profiles} deleted for good"])


def _delete(workspace: Workspace, options: argparse.Namespace) -> Removal:
    now = datetime.now(UTC)
    with telling() as progress:
        if options.import_number is not None:
            return delete_import(workspace, options.import_number - 1, now=now, progress=progress)
        keys = [workspace.find(name) for name in options.profiles]
        return delete_profiles(workspace, keys, now=now, progress=progress)


def _words(workspace: Workspace, options: argparse.Namespace) -> str:
    keys = {workspace.find(name) for name in options.profiles}
    listed = workspace.profiles.set_index("key")["n_posts"]
    n_posts = sum(int(listed[key]) for key in keys)
    return f"{counted(len(keys), 'profiles')} with {counted(n_posts, 'posts')} ({', '.join(sorted(keys))})"


def _import_words(workspace: Workspace, options: argparse.Namespace) -> str:
    n_imports = len(workspace.imports)
    if not 1 <= options.import_number <= n_imports:
        message = (
            f"there is no import {options.import_number}; the workspace has {counted(n_imports, 'imports')}"
        )
        raise InputError(message)
    report = workspace.imports[options.import_number - 1]
    brought = counted(report.kept, "posts")
    return f"what is left of the {brought} that import {options.import_number} of {report.imported_at[:10]} brought"


def list_imports(folder: Path, _: argparse.Namespace) -> Answer:
    """List the imports of a workspace, oldest first."""
    workspace = Workspace(folder)
    lines = (
        ["  no  when              posts kept  files"] if workspace.imports else ["nothing has been imported"]
    )
    for n, report in enumerate(workspace.imports, 1):
        files = ", ".join(file.name for file in report.files[:3])
        lines.append(f"{n:>4}  {report.imported_at[:16].replace('T', ' ')}  {report.kept:>10,}  {files}")
    return Answer(
        {"workspace": said(folder), "imports": [asdict(report) for report in workspace.imports]}, lines
    )


def write_bundle(folder: Path, options: argparse.Namespace) -> Answer:
    """Write a workspace as one file."""
    file = Path(options.file)
    if file.exists() and not options.yes:
        message = f"{file} is there already; add --yes to replace it"
        raise InputError(message)
    with telling() as progress:
        export(folder, file, progress=progress)
    n_bytes = file.stat().st_size
    record = {"workspace": said(folder), "file": said(file), "n_bytes": n_bytes}
    return Answer(record, [f"{file}: {n_bytes:,} bytes"])


def read_bundle(folder: Path, options: argparse.Namespace) -> Answer:
    """Open an exported workspace as a new folder."""
    with telling() as progress:
        workspace = open_bundle(Path(options.file), folder, progress=progress)
        Gallery(workspace).complete(progress)
    n_profiles = len(workspace.profiles)
    record = {"workspace": said(folder), "label": workspace.label, "n_profiles": n_profiles}
    return Answer(record, [f"{counted(n_profiles, 'profiles')} in {folder}"])
