"""What the Persona & safety page asks the core for, kept under our own fingerprints (:mod:`components.compute`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import jobs
from core.safety import grouping, judge
from core.safety.people import MEDIA_WEIGHT
from core.safety.people import personas as read_personas
from core.safety.recommend import recommend
from core.safety.weight import SafetyParams

if TYPE_CHECKING:
    from core.gallery import Gallery
    from core.model.persona import Clustering, ClusterMethod, Persona
    from core.model.safety import Safety
    from core.persona.association import Association
    from core.safety.grouping import Whereabouts
    from core.safety.recommend import Recommendations

USUAL = SafetyParams()
TOP = 20
"""So many of the safest contacts are listed, and so many of the least safe."""


def personas(of: Gallery, a: str, b: str, media_weight: float = MEDIA_WEIGHT) -> dict[str, Persona]:
    """Read what kind of accounts two profiles are, their pictures and videos as they are now with them."""
    known = of.meaning_state(a, b), of.media_state(a, b)
    return _personas(of.workspace.fingerprint, a, b, media_weight, known, of)


@st.cache_resource(max_entries=128, show_spinner=False)
def _personas(
    fingerprint: str,  # noqa: ARG001 — the key
    a: str,
    b: str,
    media_weight: float,
    known: tuple[str, str],  # noqa: ARG001
    _gallery: Gallery,
) -> dict[str, Persona]:
    return read_personas(_gallery, [a, b], media_weight=media_weight)


def safety(of: Gallery, a: str, b: str, params: SafetyParams) -> Safety | None:
    """Judge whether contact is advisable, or give None while what is usual here is being learned (:func:`learning`)."""
    if not judge.is_learned(of, None, params):
        return None
    return _safety(of.workspace.fingerprint, a, b, params, (of.meaning_state(), of.media_state()), of)


@st.cache_resource(max_entries=256, show_spinner=False)
def _safety(
    fingerprint: str,  # noqa: ARG001 — the key
    a: str,
    b: str,
    params: SafetyParams,
    known: tuple[str, str],  # noqa: ARG001
    _gallery: Gallery,
) -> Safety:
    return judge.safety(_gallery, a, b, params)


def learning(of: Gallery, params: SafetyParams = USUAL) -> jobs.Job[None]:
    """Have what is usual among the workspace's pairs learned; portraits and rarity come first."""
    weight = params.media_weight if of.media_state() else None
    key = f"safety:{of.workspace.fingerprint}:{of.meaning_state()}:{of.media_state()}:{weight}"
    known = jobs.find(key)
    # done, and yet not there: somebody has deleted what was learned since
    again = known is not None and known.status.state == "done" and not judge.is_learned(of, None, params)
    return jobs.submit(key, lambda p, c: judge.learn(of, params, progress=p, cancelled=c), again=again)


def recommending(of: Gallery, key: str, params: SafetyParams) -> jobs.Job[Recommendations]:
    """Have the safest and the least safe contacts of a profile looked for, among all of its workspace."""
    known = f"{of.meaning_state()}:{of.media_state()}"
    name = f"recommend:{of.workspace.fingerprint}:{known}:{key}:{params!r}"
    return jobs.submit(name, lambda p, c: recommend(of, key, params, TOP, progress=p, cancelled=c))


def clustering(of: Gallery, method: ClusterMethod) -> Clustering | None:
    """Give the workspace's clusters as they are kept, or None while they are yet to be made (:func:`grouping_job`)."""
    if not grouping.is_kept(of, method):
        return None
    return grouping.clustering(of, method)


def grouping_job(of: Gallery, method: ClusterMethod) -> jobs.Job[Clustering]:
    """Have the workspace's profiles put into clusters, where they are not yet."""
    known = jobs.find(_grouping(of, method))
    again = known is not None and known.status.state == "done" and not grouping.is_kept(of, method)
    return jobs.submit(
        _grouping(of, method),
        lambda p, c: grouping.clustering(of, method, progress=p, cancelled=c),
        again=again,
    )


def cluster_anew(of: Gallery, method: ClusterMethod) -> None:
    """Have the clusters made again from all profiles as they are now; who was placed later is put among them."""
    jobs.submit(
        _grouping(of, method),
        lambda p, c: grouping.clustering(of, method, progress=p, cancelled=c, again=True),
        again=True,
    )


def _grouping(of: Gallery, method: ClusterMethod) -> str:
    return f"clusters:{of.workspace.fingerprint}:{method}"


def grouping_under_way(of: Gallery, method: ClusterMethod) -> jobs.Job[Clustering] | None:
    """Give the job that is making the clusters, whoever began it, unless it is done."""
    job = jobs.find(_grouping(of, method))
    return None if job is None or job.status.state == "done" else job


def rename(of: Gallery, method: ClusterMethod, number: int, label: str) -> None:
    """Let a cluster be called what the analyst calls it."""
    grouping.rename(of, method, number, label)


def associations(of: Gallery, method: ClusterMethod) -> tuple[Association, ...]:
    """Give the directions of audiences that the kept clusters were made with."""
    return grouping.associations(of, method)


def whereabouts(of: Gallery, method: ClusterMethod, key: str) -> Whereabouts | None:
    """Say how far a profile lies from each of the kept clusters, or give None where none are kept."""
    return grouping.explain(of, method, key)
