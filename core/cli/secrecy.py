"""Pseudonyms: a workspace that can be shared, and the key that says who is who in it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.output import Answer, said, telling
from core.errors import InputError
from core.gallery import Gallery
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.pseudonyms.finding import lookup
from core.text import counted
from core.workspace import Workspace, default_path

if TYPE_CHECKING:
    import argparse


def under_key(file: str | None, folder: Path) -> Pseudonyms | None:
    """Give the pseudonyms of a key file, which is made where there is none; None where none is named.

    Raises
    ------
    KeyFileError
        If it lies in the workspace, others can read it, or it is damaged.
    """
    return None if file is None else _of(Path(file), folder)


def _of(key: Path, folder: Path) -> Pseudonyms:
    outside = [folder, default_path()]
    return Pseudonyms.open(key, outside) if key.exists() else Pseudonyms.create(key, outside)


def rename_all(folder: Path, options: argparse.Namespace) -> Answer:
    """Replace every name in a workspace by its pseudonym, for good."""
    if not Workspace(folder).version:
        message = f"{folder} holds nothing to pseudonymise; name the workspace by --workspace"
        raise InputError(message)
    names = _of(Path(options.key), folder)
    with telling() as progress:
        done = pseudonymise(Workspace(folder), names, progress=progress)
        Gallery(Workspace(folder)).complete(progress)
    posts, profiles = counted(done.n_posts, "posts"), counted(done.n_profiles, "profiles")
    lines = [
        f"{posts} of {profiles} stand under pseudonyms now",
        f"who is who only the key tells: {options.key}; keep it apart from the workspace",
        "the words of the posts are unchanged: whoever searches the network for them can find their author",
    ]
    if done.n_removed:
        removed = counted(done.n_removed, "attached files")
        lines.insert(1, f"what was found in {removed} is removed: faces and voices say who somebody is")
    return Answer({"workspace": said(folder), **asdict(done)}, lines)


def look_up(_: Path, options: argparse.Namespace) -> Answer:
    """Say who stands behind a pseudonym, or which pseudonym somebody has."""
    found = lookup(Pseudonyms.open(Path(options.key)), options.name)
    records = [{**asdict(one), "key": one.key} for one in found]
    lines = [
        f"{one.kind:<8} {one.platform or 'any':<9} {one.real:<32} {one.key or one.pseudonym}"
        + ("" if one.is_registered else "  (in no import made with this key)")
        for one in found
    ]
    return Answer({"found": records}, lines or ["the register knows nothing of it"])
