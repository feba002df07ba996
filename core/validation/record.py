"""Sections made into a study: on which data, by which version, when, and how to make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import VERSION
from core.labels import labels_of
from core.model import Study
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from core.model import Section
    from core.workspace import Workspace

TITLE = "How far can Doppelscope be trusted?"


def data_lines(workspace: Workspace, name: str, labels: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Say what a workspace holds and how many of its profiles are in a group.

    Parameters
    ----------
    workspace : Workspace
    name : str
        By which it is called.
    labels : mapping of str to str, optional
        Group of each labelled profile, by key; else those that the workspace has.

    Examples
    --------
    >>> from pathlib import Path
    >>> from core.workspace import Workspace
    >>> data_lines(Workspace(Path("no/such/folder")), "own", {"x:1": "press"})
    ('workspace own: 0 profiles, 0 posts', 'labels: 1 profile in 1 group')
    """
    profiles = workspace.profiles
    n_posts = counted(int(profiles["n_posts"].sum()), "posts")
    said = [f"workspace {name}: {counted(len(profiles), 'profiles')}, {n_posts}"]
    groups = labels_of(workspace) if labels is None else labels
    if groups:
        n_groups = counted(len(set(groups.values())), "groups")
        said.append(f"labels: {counted(len(groups), 'profiles')} in {n_groups}")
    return tuple(said)


def recorded(
    sections: Sequence[Section], data: Sequence[str], command: str, made_at: datetime, title: str = TITLE
) -> Study:
    """Make a study of sections, by the version that runs.

    Parameters
    ----------
    made_at : datetime
        With a time zone.
    """
    return Study(title, made_at.isoformat(timespec="seconds"), VERSION, command, tuple(data), tuple(sections))
