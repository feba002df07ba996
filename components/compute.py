"""The cache: what pages ask the core for, kept under our own fingerprints.

Streamlit hashes only a sample of large data, so data is never hashed here: keys are a workspace's
fingerprint, profile keys and frozen parameters; every cache is bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import roster as rosters
from core.behaviour.month import monthly_warping
from core.behaviour.trait import hour_shift
from core.behaviour.warping import daily_warping, hourly_warping
from core.comparison import compare
from core.content import near_post, repeats
from core.coverage import coverage as cover
from core.evidence import ROWS_WITH
from core.gallery import Gallery
from core.measures import get
from core.sources.entries import expand
from core.sources.mapping import is_quick_to_open
from core.sources.mapping import unknown_tables as find_unknown
from core.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any, TypeVar

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from core.behaviour.selection import Bins
    from core.content.near_post import NearPost
    from core.coverage import Coverage
    from core.evidence import Thing
    from core.model import Comparison, Missing, Portrait, Repeat, Timeline, Warping
    from core.model.meaning import CloseTexts
    from core.params import BehaviourParams, ComparisonParams
    from core.reference import Reference
    from core.sources.entries import Entry
    from core.sources.mapping import Unknown
    from core.standing import Standing

    T = TypeVar("T")
    PairWork = Callable[[Portrait, Portrait, Reference | None, ComparisonParams], T]

_FEW = 60  # profiles whose portraits a page may wait for
_REPEATS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], tuple[Any, ...]]] = {
    "posts": repeats.same_posts,
    "reposts": repeats.same_reposts,
    "near": lambda a, b: near_post.reworded(near_post.near_posts(a, b)),
}


def gallery(folder: Path) -> Gallery:
    """Give a workspace's portraits as the folder stands now: one small read tells whether it changed."""
    current = Workspace(folder)
    return _gallery(current.fingerprint, current)


@st.cache_resource(max_entries=8, show_spinner=False)
def _gallery(fingerprint: str, _workspace: Workspace) -> Gallery:  # noqa: ARG001 — the key
    return Gallery(_workspace)


@st.cache_resource(max_entries=64, show_spinner=False)
def _portrait(fingerprint: str, key: str, meaning: str, _gallery: Gallery) -> Portrait:  # noqa: ARG001
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
    learned: str,  # noqa: ARG001
    _gallery: Gallery,
) -> Comparison:
    return compare(portrait(_gallery, a), portrait(_gallery, b), reference(_gallery), params)


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
    return _portrait(of.workspace.fingerprint, key, of.meaning_state(key), of)


def timeline(of: Gallery, key: str) -> Timeline:
    """Give one profile's posts."""
    return _timeline(of.workspace.fingerprint, key, of)


def reference(of: Gallery) -> Reference | None:
    """Give what the workspace teaches, or None while that is being learned (:mod:`components.ranking`)."""
    known = of.kept_reference
    return of.reference if known is None and len(profiles(of)) <= _FEW else known


def _learned(of: Gallery, a: str, b: str) -> str:
    """Name what a pair's values rest on besides its two timelines, so that they are kept no longer than it."""
    return f"{reference(of) is not None} {of.meaning_state(a, b)}"


def comparison(of: Gallery, a: str, b: str, params: ComparisonParams) -> Comparison:
    """Give every measure of one pair."""
    return _comparison(of.workspace.fingerprint, a, b, params, _learned(of, a, b), of)


def explanation(of: Gallery, measure: str, a: str, b: str, params: ComparisonParams) -> Any:
    """Give what is drawn of one measure of one pair."""
    explain = get(measure).explain
    if explain is None:
        message = f"{measure} explains nothing"
        raise ValueError(message)
    return kept(of, measure, a, b, params, explain)


@st.cache_resource(max_entries=64, show_spinner=False)
def _repeats(fingerprint: str, what: str, a: str, b: str, _gallery: Gallery) -> tuple[Any, ...]:  # noqa: ARG001
    found: tuple[Any, ...] = _REPEATS[what](timeline(_gallery, a).posts, timeline(_gallery, b).posts)
    return found


def same_posts(of: Gallery, a: str, b: str) -> tuple[Repeat, ...]:
    """Give the texts that both published, closest in time first."""
    return _repeats(of.workspace.fingerprint, "posts", a, b, of)


def same_reposts(of: Gallery, a: str, b: str) -> tuple[Repeat, ...]:
    """Give the originals that both reposted, closest in time first."""
    return _repeats(of.workspace.fingerprint, "reposts", a, b, of)


def near_posts(of: Gallery, a: str, b: str) -> tuple[NearPost, ...]:
    """Give the texts that both published but for a few words, closest in time first."""
    return _repeats(of.workspace.fingerprint, "near", a, b, of)


@st.cache_resource(max_entries=64, show_spinner=False)
def _warping(
    fingerprint: str,  # noqa: ARG001
    a: str,
    b: str,
    series: str,
    bins: Bins,
    params: BehaviourParams,
    _gallery: Gallery,
) -> Warping | Missing:
    x, y = portrait(_gallery, a).activity, portrait(_gallery, b).activity
    if isinstance(bins, str):
        return monthly_warping(x, y, params, series)
    if bins is None:
        return daily_warping(x, y, params, series)
    return hourly_warping(x, y, params, series, bins)


def warping(
    of: Gallery, a: str, b: str, series: str, bins: Bins, params: BehaviourParams
) -> Warping | Missing:
    """Bend B's activity onto A's: by day (None), hour of day (24) or of week (168), or "month"."""
    return _warping(of.workspace.fingerprint, a, b, series, bins, params, of)


@st.cache_resource(max_entries=64, show_spinner=False)
def _kept(
    fingerprint: str,  # noqa: ARG001
    name: str,  # noqa: ARG001
    a: str,
    b: str,
    params: ComparisonParams,
    learned: str,  # noqa: ARG001
    _gallery: Gallery,
    _work: PairWork[Any],
) -> Any:
    return _work(portrait(_gallery, a), portrait(_gallery, b), reference(_gallery), params)


def kept(of: Gallery, name: str, a: str, b: str, params: ComparisonParams, work: PairWork[T]) -> T:
    """Give what ``work`` makes of a pair, kept under ``name``."""
    made: T = _kept(of.workspace.fingerprint, name, a, b, params, _learned(of, a, b), of, work)
    return made


def close_texts(of: Gallery, a: str, b: str, params: ComparisonParams) -> tuple[CloseTexts, ...]:
    """Give the texts of both that mean most nearly the same; none where one is not embedded."""
    return kept(of, "close texts", a, b, params, lambda *_: of.embedded.closest(a, b))


def shifts(of: Gallery, a: str, b: str) -> npt.NDArray[np.float64] | Missing:
    """Give how well the hours of the day overlap for each whole-hour shift of B."""
    return hour_shift(portrait(of, a).activity, portrait(of, b).activity)


@st.cache_resource(max_entries=16, show_spinner=False)
def _coverage(fingerprint: str, key: str, _gallery: Gallery) -> Coverage:  # noqa: ARG001
    return cover(timeline(_gallery, key))


def coverage(of: Gallery, key: str) -> Coverage:
    """Give what the posts of one profile say, and what they do not."""
    return _coverage(of.workspace.fingerprint, key, of)


def standing(of: Gallery, params: ComparisonParams) -> Standing | None:
    """Give where pairs stand in the workspace, or None while that is being worked out."""
    return _standing(of.workspace.fingerprint, params, of.meaning_state(), is_ranked(of, params), of)


def is_ranked(of: Gallery, params: ComparisonParams) -> bool:
    """Tell whether every measure that can be has its percentile curve."""
    return _ranked(of.workspace.fingerprint, params, of.meaning_state(), of)


@st.cache_resource(max_entries=8, show_spinner=False, validate=bool)
def _ranked(fingerprint: str, params: ComparisonParams, meaning: str, _gallery: Gallery) -> bool:  # noqa: ARG001
    return _gallery.is_ranked(params)


@st.cache_resource(max_entries=8, show_spinner=False, validate=lambda found: found is not None)
def _standing(
    fingerprint: str,  # noqa: ARG001
    params: ComparisonParams,
    meaning: str,  # noqa: ARG001
    ranked: bool,  # noqa: ARG001, FBT001
    _gallery: Gallery,
) -> Standing | None:
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


def rows_with(of: Gallery, key: str, what: Thing, name: str) -> tuple[int, ...]:
    """Give the rows of one timeline that hold a term, hashtag, domain or client."""
    return _rows_with(of.workspace.fingerprint, key, what, name, of)


@st.cache_resource(max_entries=64, show_spinner=False)
def _rows_with(fingerprint: str, key: str, what: Thing, name: str, _gallery: Gallery) -> tuple[int, ...]:  # noqa: ARG001
    return tuple(ROWS_WITH[what](timeline(_gallery, key).posts, name).tolist())
