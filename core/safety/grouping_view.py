"""Kept clusters as page, command line and report show them, with what their reader must know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.model.persona import Cluster, Clustering
from core.persona.space import BLOCKS
from core.pictured import Pictured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.gallery import Gallery
    from core.safety.kept_grouping import Kept
    from core.workspace import Workspace

    # who came after the clusters were made: its cluster, and which blocks it lacks; all if it lies nowhere
    Later = Mapping[str, tuple[int, tuple[bool, ...]]]


def marks_of(workspace: Workspace) -> dict[str, str]:
    """Give the fingerprint of each profile's timeline, by key."""
    return dict(zip(workspace.profiles["key"], workspace.profiles["fingerprint"], strict=True))


def shown(gallery: Gallery, kept: Kept, later: Later) -> Clustering:
    """Give kept clusters, and those who came later, as they are shown.

    A cluster's label is the analyst's, else the suggested class, else its number.
    """
    placed = {key: number for key, (number, lacks) in later.items() if not all(lacks)}
    members = dict(zip(kept.keys, kept.grouping.labels.tolist(), strict=True)) | placed
    found = list(members.values())
    clusters = tuple(
        Cluster(
            number,
            kept.own.get(number) or kept.suggested[number].label or f"Cluster {number}",
            kept.suggested[number].label,
            kept.suggested[number].reasons,
            kept.terms[number],
            found.count(number),
        )
        for number in range(kept.grouping.n_clusters)
    )
    notes = (*kept.grouping.notes, *kept.space.notes(), *_doubts(gallery, kept, later))
    return Clustering(
        kept.grouping.method,
        clusters,
        dict(sorted(members.items())),
        frozenset(placed),
        kept.grouping.silhouette,
        notes,
    )


def _doubts(gallery: Gallery, kept: Kept, later: Later) -> list[str]:
    """Say who lacks what, who lies nowhere, and what has changed since."""
    lacks = np.array([*kept.lacks.tolist(), *(row for _, row in later.values())], dtype=np.bool_).reshape(
        -1, len(BLOCKS)
    )
    nowhere = lacks.all(axis=1)
    notes = [
        f"{_profiles(int(n))} little or nothing of {words}: in that respect they lie in the middle."
        for n, words, scale in zip(
            lacks[~nowhere].sum(axis=0), BLOCKS.values(), kept.space.scales, strict=True
        )
        if n and scale
    ]
    if n := int(nowhere.sum()):
        notes.append(f"{_profiles(n)} neither words nor anybody named that others share, and left out.")
    if placed := len(later) - n:
        notes.append(f"{placed} came after the clusters were made: placed among them, and moved none.")
    now = marks_of(gallery.workspace)
    notes += _told_of_media(gallery, kept)
    if grown := sum(now[key] != mark for key, mark in zip(kept.keys, kept.marks, strict=True)):
        notes.append(
            f"{_profiles(grown)} other posts than when the clusters were made, and the place of then."
        )
    return notes


def _told_of_media(gallery: Gallery, kept: Kept) -> list[str]:
    """Say of how many the pictures and videos are others than then."""
    now = Pictured(gallery.workspace).marks()
    others = sum(
        set(then.split()) != set(now.get(key, ())) for key, then in zip(kept.keys, kept.media, strict=True)
    )
    if not others:
        return []
    return [
        f"{_profiles(others)} other pictures and videos than when the clusters were made, and the place of then."
    ]


def _profiles(n: int) -> str:
    return "1 profile has" if n == 1 else f"{n:,} profiles have"
