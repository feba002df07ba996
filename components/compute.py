"""The cache: what pages ask the core for, kept under our own fingerprints.

Streamlit hashes only a sample of large data, so data is never hashed here: keys are a workspace's
fingerprint, profile keys and frozen parameters; every cache is bounded.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from components import roster as rosters
from core.behaviour.trait import hour_shift, traits
from core.behaviour.warping import daily_warping, hourly_warping
from core.comparison import compare
from core.content import repeats
from core.coverage import coverage as cover
from core.gallery import Gallery
from core.measures import get
from core.measures.audience import explain as lay_over
from core.params import AudienceParams, BehaviourParams, ComparisonParams
from core.sources.entries import expand
from core.sources.mapping import is_quick_to_open
from core.sources.mapping import unknown_tables as find_unknown
from core.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from core.coverage import Coverage
    from core.model import Comparison, Missing, Portrait, Repeat, TargetOverlap, Timeline, Trait, Warping
    from core.reference import Reference
    from core.sources.entries import Entry
    from core.sources.mapping import Unknown
    from core.standing import Standing

_FEW = 60  # profiles whose portraits a page may wait for


def gallery(folder: Path) -> Gallery:
    """Give a workspace's portraits as the folder stands now: one small read tells whether it changed."""
    current = Workspace(folder)
    return _gallery(current.fingerprint, current)


@st.cache_resource(max_entries=8, show_spinner=False)
def _gallery(fingerprint: str, _workspace: Workspace) -> Gallery:  # noqa: ARG001 — the key
    return Gallery(_workspace)


@st.cache_resource(max_entries=64, show_spinner=False)
def _portrait(fingerprint: str, key: str, _gallery: Gallery) -> Portrait:  # noqa: ARG001
    return _gallery.portrait(key)


@st.cache_resource(max_entries=16, show_spinner=False)
def _timeline(fingerprint: str, key: str, _gallery: Gallery) -> Timeline:  # noqa: ARG001
    return _gallery.workspace.timeline(key)


@st.cache_resource(max_entries=64, show_spinner=False)
def _comparison(
    fingerprint: str,  # noqa: ARG001
    a: str,
    b: str,
    params: ComparisonParams,
    is_learned: bool,  # noqa: ARG001, FBT001
    _gallery: Gallery,
) -> Comparison:
    return compare(portrait(_gallery, a), portrait(_gallery, b), reference(_gallery), params)


@st.cache_resource(max_entries=64, show_spinner=False)
def _explanation(
    fingerprint: str,  # noqa: ARG001
    measure: str,
    a: str,
    b: str,
    params: ComparisonParams,
    is_learned: bool,  # noqa: ARG001, FBT001
    _gallery: Gallery,
) -> Any:
    explain = get(measure).explain
    if explain is None:
        message = f"{measure} explains nothing"
        raise ValueError(message)
    return explain(portrait(_gallery, a), portrait(_gallery, b), reference(_gallery), params)


def profiles(of: Gallery) -> pd.DataFrame:
    """List the profiles of a workspace."""
    return of.workspace.profiles


@st.cache_resource(max_entries=8, show_spinner=False)
def _roster(fingerprint: str, _gallery: Gallery) -> pd.DataFrame:  # noqa: ARG001
    return rosters.table(profiles(_gallery))


def roster(of: Gallery) -> pd.DataFrame:
    """Give the profiles of a workspace as they are shown in a table."""
    return _roster(of.workspace.fingerprint, of)


@st.cache_resource(max_entries=8, show_spinner=False)
def _labels(fingerprint: str, _gallery: Gallery) -> dict[str, str]:  # noqa: ARG001
    return rosters.labels(profiles(_gallery))


def labels(of: Gallery) -> dict[str, str]:
    """Give the line by which each profile is shown, by key."""
    return _labels(of.workspace.fingerprint, of)


def portrait(of: Gallery, key: str) -> Portrait:
    """Give one profile's portrait."""
    return _portrait(of.workspace.fingerprint, key, of)


def timeline(of: Gallery, key: str) -> Timeline:
    """Give one profile's posts."""
    return _timeline(of.workspace.fingerprint, key, of)


def reference(of: Gallery) -> Reference | None:
    """Give what the workspace teaches, or None while that is being learned (:mod:`components.ranking`)."""
    known = of.kept_reference
    return of.reference if known is None and len(profiles(of)) <= _FEW else known


def comparison(of: Gallery, a: str, b: str, params: ComparisonParams) -> Comparison:
    """Give every measure of one pair."""
    return _comparison(of.workspace.fingerprint, a, b, params, reference(of) is not None, of)


def explanation(of: Gallery, measure: str, a: str, b: str, params: ComparisonParams) -> Any:
    """Give what is drawn of one measure of one pair."""
    return _explanation(of.workspace.fingerprint, measure, a, b, params, reference(of) is not None, of)


@st.cache_resource(max_entries=64, show_spinner=False)
def _repeats(fingerprint: str, what: str, a: str, b: str, _gallery: Gallery) -> tuple[Repeat, ...]:  # noqa: ARG001
    find = {"posts": repeats.same_posts, "reposts": repeats.same_reposts}[what]
    return find(timeline(_gallery, a).posts, timeline(_gallery, b).posts)


def same_posts(of: Gallery, a: str, b: str) -> tuple[Repeat, ...]:
    """Give the texts that both published, closest in time first."""
    return _repeats(of.workspace.fingerprint, "posts", a, b, of)


def same_reposts(of: Gallery, a: str, b: str) -> tuple[Repeat, ...]:
    """Give the originals that both reposted, closest in time first."""
    return _repeats(of.workspace.fingerprint, "reposts", a, b, of)


@st.cache_resource(max_entries=64, show_spinner=False)
def _warping(
    fingerprint: str,  # noqa: ARG001
    a: str,
    b: str,
    series: str,
    bins: int | None,
    params: BehaviourParams,
    _gallery: Gallery,
) -> Warping | Missing:
    x, y = portrait(_gallery, a).activity, portrait(_gallery, b).activity
    if bins is None:
        return daily_warping(x, y, params, series)
    return hourly_warping(x, y, params, series, bins)


def warping(
    of: Gallery, a: str, b: str, series: str, bins: int | None, params: BehaviourParams
) -> Warping | Missing:
    """Bend B's activity onto A's: by day (``bins`` None), by hour of day (24) or of week (168)."""
    return _warping(of.workspace.fingerprint, a, b, series, bins, params, of)


@st.cache_resource(max_entries=32, show_spinner=False)
def _overlap(
    fingerprint: str,  # noqa: ARG001
    a: str,
    b: str,
    params: AudienceParams,
    is_learned: bool,  # noqa: ARG001, FBT001
    _gallery: Gallery,
) -> TargetOverlap:
    whole = replace(ComparisonParams.of(params.mode), audience=params)
    return lay_over(portrait(_gallery, a), portrait(_gallery, b), reference(_gallery), whole)


def overlap(of: Gallery, a: str, b: str, params: AudienceParams) -> TargetOverlap:
    """Lay both audiences over each other."""
    return _overlap(of.workspace.fingerprint, a, b, params, reference(of) is not None, of)


def shifts(of: Gallery, a: str, b: str) -> npt.NDArray[np.float64] | Missing:
    """Give how well the hours of the day overlap for each whole-hour shift of B."""
    return hour_shift(portrait(of, a).activity, portrait(of, b).activity)


def habits(of: Gallery, key: str) -> tuple[Trait, ...]:
    """Give the traits of one profile."""
    drawn = portrait(of, key)
    return traits(drawn.activity, drawn.kinds)


@st.cache_resource(max_entries=16, show_spinner=False)
def _coverage(fingerprint: str, key: str, _gallery: Gallery) -> Coverage:  # noqa: ARG001
    return cover(timeline(_gallery, key))


def coverage(of: Gallery, key: str) -> Coverage:
    """Give what the posts of one profile say, and what they do not."""
    return _coverage(of.workspace.fingerprint, key, of)


def standing(of: Gallery, params: ComparisonParams) -> Standing | None:
    """Give where pairs stand in the workspace, or None while that is being worked out."""
    return _standing(of.workspace.fingerprint, params, of)


@st.cache_resource(max_entries=8, show_spinner=False, validate=lambda found: found is not None)
def _standing(fingerprint: str, params: ComparisonParams, _gallery: Gallery) -> Standing | None:  # noqa: ARG001
    return _gallery.standing(params)


def unknown_tables(
    uploads: tuple[str, ...], zone: str | None, entries: Sequence[Entry]
) -> tuple[Unknown, ...]:
    """Find the tables among uploads about which the analyst must be asked; ``uploads`` are their ids."""
    return _unknown_tables(uploads, zone, entries)


@st.cache_resource(max_entries=8, show_spinner=False)
def _unknown_tables(
    uploads: tuple[str, ...],  # noqa: ARG001 — the key
    zone: str | None,
    _entries: Sequence[Entry],
) -> tuple[Unknown, ...]:
    quick = [entry for entry in _entries if is_quick_to_open(entry)]
    # what cannot be opened is said by the import
    return find_unknown(expand(quick, lambda _name, _why: None), zone)
