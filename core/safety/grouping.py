"""The clusters of a workspace's profiles: made once, kept, and later profiles placed among them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import feather

from core.content.style import function_words
from core.errors import ParameterError
from core.persona.association import associations as carried
from core.persona.cluster import ClusterParams, group
from core.persona.cluster_name import suggestions
from core.persona.cluster_term import cluster_terms
from core.persona.space import BLOCKS, fit_space
from core.pictured import Pictured
from core.portrait import CODE_VERSION as PORTRAIT_VERSION
from core.progress import ignore_progress, never, part
from core.safety import kept_grouping
from core.safety.grouping_feature import features
from core.safety.grouping_view import marks_of, shown
from core.safety.kept_grouping import Kept
from core.sources.label import MAX_LABEL, clean_label
from core.workspace import Workspace
from core.workspace.derived import CLUSTERS, PLACED, PORTRAITS, is_whole, keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.gallery import Gallery
    from core.model.persona import Clustering, ClusterMethod
    from core.persona.association import Association
    from core.persona.space import Space
    from core.safety.grouping_view import Later

    Progress = Callable[[float, str], None]
    Cancelled = Callable[[], bool]

_UNKEPT = (OSError, pa.ArrowException, LookupError, ValueError, TypeError, AttributeError)
_READING = 0.9  # the share of the progress that reading portraits has
_BY_DEFAULT = ClusterParams()


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where one profile lies among the clusters.

    ``distances`` are (number, distance to the cluster's mean), nearest first; the unit is the workspace's own
    spread. ``number`` is the cluster it is in, -1 for none, None where it lies nowhere. ``lacks`` says in words
    which of its features are the mean for want of data.
    """

    key: str
    number: int | None
    distances: tuple[tuple[int, float], ...]
    lacks: tuple[str, ...]


def clustering(
    gallery: Gallery,
    method: ClusterMethod,
    params: ClusterParams = _BY_DEFAULT,
    *,
    again: bool = False,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> Clustering:
    """Give the clusters of a workspace, made if none are kept.

    Kept clusters stay as they are when profiles are imported: those are placed among them and move none; so do they when
    files are attached to a profile. They are removed when any of the profiles they were made of is deleted, or
    any of the files that were tied to these is removed, and made anew when this is asked for next.

    Parameters
    ----------
    gallery : Gallery
    method : {"k-means", "dbscan", "birch"}
    params : ClusterParams
        Clusters of other parameters are kept apart.
    again : bool
        Make them anew, of all the profiles there are now; the analyst's labels go with the old ones.
    progress, cancelled : callable

    Returns
    -------
    Clustering

    Raises
    ------
    ParameterError
        If there is no such method.
    CancelledError
        If the analyst stopped it; what was kept stays.

    Notes
    -----
    Making them reads each portrait once and then takes O(n² · names): 200 profiles take some seconds. METHODS 6.
    """
    kept = None if again else _kept(gallery, method, params)
    if kept is None:
        kept = _made(gallery, method, params, part(progress, 0.0, _READING), cancelled)
        _write(gallery, kept, _path(gallery, method, params))
    later = _placed(gallery, kept, part(progress, _READING, 1.0), cancelled)
    return shown(gallery, kept, later)


def is_kept(gallery: Gallery, method: ClusterMethod, params: ClusterParams = _BY_DEFAULT) -> bool:
    """Tell whether :func:`clustering` has nothing to make and nobody to place, so that a page need not wait for it."""
    kept = _kept(gallery, method, params)
    return kept is not None and (not _newcomers(gallery, kept) or _placed_path(gallery, kept).exists())


def rename(
    gallery: Gallery, method: ClusterMethod, number: int, label: str, params: ClusterParams = _BY_DEFAULT
) -> Clustering:
    """Call a cluster as the analyst does; an empty label gives it back the suggested one.

    The label is kept as labels of profiles are: on one line, without what cannot be seen, 60 characters at most.

    Raises
    ------
    ParameterError
        If no clusters are kept, or none has this number.
    """
    kept = _kept(gallery, method, params)
    if kept is None or not 0 <= number < kept.grouping.n_clusters:
        message = (
            f"there is no cluster {number} to name; the clusters may have been made anew, look at them again"
        )
        raise ParameterError(message)
    cleaned = clean_label(clean_label(label)[:MAX_LABEL])
    own = {other: name for other, name in kept.own.items() if other != number}
    kept = replace(kept, own=own | ({number: cleaned} if cleaned else {}))
    _write(gallery, kept, _path(gallery, method, params))
    return shown(gallery, kept, _placed(gallery, kept, ignore_progress, never))


def explain(
    gallery: Gallery, method: ClusterMethod, key: str, params: ClusterParams = _BY_DEFAULT
) -> Whereabouts | None:
    """Say how far a profile lies from each cluster; None where no clusters are kept.

    Raises
    ------
    ProfileError
        If the workspace has no posts of it.
    """
    kept = _kept(gallery, method, params)
    if kept is None:
        return None
    found = _space_now(gallery, kept).place(features(gallery, [key]))
    lacks = tuple(
        words
        for (name, words), missing in zip(BLOCKS.items(), found.lacks[0].tolist(), strict=True)
        if missing and name in kept.space.spoken_of
    )
    if not found.somewhere[0]:
        return Whereabouts(key, None, (), lacks)
    away = np.linalg.norm(kept.grouping.centres - found.rows[0], axis=1)
    order = np.argsort(away, kind="stable")
    number = dict(zip(kept.keys, kept.grouping.labels.tolist(), strict=True)).get(key)
    if number is None:
        number = int(kept.grouping.place(found.rows)[0])
    return Whereabouts(key, number, tuple((int(at), float(away[at])) for at in order), lacks)


def associations(
    gallery: Gallery, method: ClusterMethod, params: ClusterParams = _BY_DEFAULT
) -> tuple[Association, ...]:
    """Give the latent directions of audiences that the clusters were made with; none where none are kept."""
    kept = _kept(gallery, method, params)
    return () if kept is None else carried(kept.space.audience)


def _made(
    gallery: Gallery, method: ClusterMethod, params: ClusterParams, progress: Progress, cancelled: Cancelled
) -> Kept:
    """Group all profiles that lie anywhere."""
    workspace = gallery.workspace
    keys = sorted(workspace.profiles["key"])
    before = Pictured(workspace).marks()
    found = features(gallery, keys, progress=progress, cancelled=cancelled)
    after = Pictured(workspace).marks()
    space = fit_space(found)
    places = space.place(found)
    there = np.flatnonzero(places.somewhere)
    chosen = [keys[at] for at in there.tolist()]
    grouping = group(chosen, places.rows[there], method, params)
    words = replace(found.words, rows=found.words.rows[there])
    marks = marks_of(workspace)
    return Kept(
        keys=tuple(chosen),
        marks=tuple(marks[key] for key in chosen),
        imports=tuple(_numbers(workspace)),
        unification=workspace.unification,
        # both: of a file that came or went meanwhile nobody knows whether it was read
        media=tuple(" ".join(dict.fromkeys(before.get(key, ()) + after.get(key, ()))) for key in chosen),
        lacks=places.lacks[there],
        space=space,
        grouping=grouping,
        terms=cluster_terms(words, grouping.labels, ignored=function_words()),
        suggested=suggestions(words, grouping.labels),
        own={},
    )


def _numbers(workspace: Workspace) -> list[int]:
    return [report.number for report in workspace.imports if report.number is not None]


def _path(gallery: Gallery, method: ClusterMethod, params: ClusterParams) -> Path:
    about = hashlib.blake2b(repr((params, kept_grouping.CODE_VERSION)).encode(), digest_size=6).hexdigest()
    # what a sweep knows a portrait's code by comes last
    return gallery.workspace.folder / PORTRAITS / f"{CLUSTERS}{method}-{about}-{PORTRAIT_VERSION}.arrow"


def _stands(workspace: Workspace, path: Path) -> bool:
    """Tell whether all that clusters were made of is there, more or not."""
    media = Pictured(workspace).marks()
    return is_whole(path, workspace.unification, marks_of(workspace), _numbers(workspace), media)


def _kept(gallery: Gallery, method: ClusterMethod, params: ClusterParams) -> Kept | None:
    path = _path(gallery, method, params)
    try:
        if _stands(gallery.workspace, path):
            return kept_grouping.from_table(feather.read_table(path))
    except _UNKEPT:
        return None  # damaged, or of other columns than ours: made anew
    return None


def _write(gallery: Gallery, kept: Kept, path: Path) -> None:
    """Keep clusters, unless what they were made of has been deleted meanwhile."""
    keep(kept_grouping.to_table(kept), path)
    if not _stands(Workspace(gallery.workspace.folder), path):
        path.unlink(missing_ok=True)


def _newcomers(gallery: Gallery, kept: Kept) -> list[str]:
    return sorted(set(gallery.workspace.profiles["key"]).difference(kept.keys))


def _space_now(gallery: Gallery, kept: Kept) -> Space:
    """Give the space, its targets under the keys by which they are known now."""
    audience = kept.space.audience
    names = gallery.workspace.identities.canonical(audience.names.to_pylist())
    return replace(kept.space, audience=replace(audience, names=pa.array(names, pa.string())))


def _placed_path(gallery: Gallery, kept: Kept) -> Path:
    found = kept.grouping
    media = gallery.media_state(*_newcomers(gallery, kept))
    made = repr((found.method, kept.keys, kept.marks, found.labels.tolist(), found.eps, media)).encode()
    return gallery.derived(PLACED, f"-{hashlib.blake2b(made, digest_size=8).hexdigest()}")


def _placed(gallery: Gallery, kept: Kept, progress: Progress, cancelled: Cancelled) -> Later:
    """Place the profiles that came later: the cluster of each and which features it lacks, all if it lies nowhere."""
    newcomers = _newcomers(gallery, kept)
    if not newcomers:
        return {}
    path = _placed_path(gallery, kept)
    try:
        table = feather.read_table(path)
        rows = zip(*(table.column(name).to_pylist() for name in ("key", "number", "lacks")), strict=True)
        return {key: (number, tuple(lacks)) for key, number, lacks in rows}
    except _UNKEPT:
        found = features(gallery, newcomers, progress=progress, cancelled=cancelled)
        places = _space_now(gallery, kept).place(found)
        numbers = kept.grouping.place(places.rows).tolist()
        lacks = [tuple(row) for row in places.lacks.tolist()]
        if path == _placed_path(gallery, kept):  # nothing was tied to any of them meanwhile
            gallery.keep_derived(pa.table({"key": newcomers, "number": numbers, "lacks": lacks}), path)
        return dict(zip(newcomers, zip(numbers, lacks, strict=True), strict=True))
