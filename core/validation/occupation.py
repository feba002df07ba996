"""Which group the profiles of a collection are in, by the category that its files give each account.

Reads the files' columns ``screen_name`` and ``category`` and nothing else; the workspace that they were
imported into may hold accounts whole or cut into slices (captures), from one file or from all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from core.errors import FormatError
from core.keys import split_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.workspace import Workspace

POLITICIANS, ENTERTAINERS = "politicians", "entertainers"
PERFORMING = ("singer", "actor", "tv_host", "youtuber", "celebrity")
GOVERNING = ("us_politician", "world_leader", "politician")
MAKING = ("brand_media", "science", "tech_dataviz")
_JOINED = "+"  # between an account's name and its capture, where a table's map joins them


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of accounts by category: ``categories`` maps each group to those that are of it.

    ``files`` are the names, without ending, of those read; all where empty. ``is_even``: every group is cut
    to the size of the smallest. ``first`` names files whose accounts are taken before others' then.
    """

    categories: Mapping[str, tuple[str, ...]]
    files: tuple[str, ...] = ()
    is_even: bool = False
    first: tuple[str, ...] = ()


PROFESSIONS = Grouping(
    {POLITICIANS: GOVERNING, ENTERTAINERS: PERFORMING}, is_even=True, first=("us_politicians",)
)
ONE_CRAWL = Grouping(
    {ENTERTAINERS: PERFORMING, "brands, science, data-vis": MAKING}, files=("celebrities_2015",)
)


def _accounts(folder: Path, grouping: Grouping) -> dict[str, tuple[str, bool]]:
    """Give the group of each account, and whether it is in a file that goes first, by case-folded name."""
    found: dict[str, tuple[str, bool]] = {}
    group_of = {category: name for name, some in grouping.categories.items() for category in some}
    for path in sorted(folder.glob("*.parquet")):
        if grouping.files and path.stem not in grouping.files:
            continue
        try:
            table = parquet.read_table(path, columns=["screen_name", "category"])
        except (OSError, pa.ArrowException) as error:
            message = f"{path.name} has no columns screen_name and category to group accounts by ({error})"
            raise FormatError(message) from error
        distinct = table.group_by(["screen_name", "category"]).aggregate([]).to_pylist()
        for row in distinct:
            group = group_of.get(row["category"] or "")
            if group and row["screen_name"]:
                name = row["screen_name"].casefold()
                is_first = path.stem in grouping.first or found.get(name, ("", False))[1]
                found[name] = group, is_first
    return found


def occupations(folder: Path, workspace: Workspace, grouping: Grouping = PROFESSIONS) -> dict[str, str]:
    """Label profiles of a workspace by the categories of the files it was imported from.

    Parameters
    ----------
    folder : Path
        The collection's Parquet files, one row a post, with ``screen_name`` and ``category``.
    workspace : Workspace
        Made from them, whole accounts or slices of them (``profile=screen_name+capture``).
    grouping : Grouping
        :data:`PROFESSIONS`: as many politicians as entertainers; those of the file ``us_politicians`` first,
        then those with most posts. :data:`ONE_CRAWL`: two groups of one file, gathered in one way.

    Returns
    -------
    dict of str to str
        Key of a profile → group: of every account the one profile that has most posts, by key where
        several have as many.

    Raises
    ------
    FormatError
        If a file has no such columns.
    """
    accounts = _accounts(folder, grouping)
    chosen: dict[str, tuple[int, str]] = {}
    profiles = workspace.profiles
    for key, handle, n_posts in zip(profiles["key"], profiles["handle"], profiles["n_posts"], strict=True):
        shown = handle if isinstance(handle, str) else split_key(key)[2] or ""
        name = shown.casefold().partition(_JOINED)[0]
        if name in accounts:
            chosen[name] = min(chosen.get(name, (0, key)), (-int(n_posts), key))
    labels: dict[str, str] = {}
    groups = {
        group: sorted((not accounts[name][1], *chosen[name]) for name in chosen if accounts[name][0] == group)
        for group in grouping.categories
    }
    most = min(map(len, groups.values()), default=0) if grouping.is_even else None
    for group, ranked in groups.items():
        labels |= {key: group for _, _, key in ranked[:most]}
    return labels
