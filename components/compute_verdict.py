"""The verdicts that pages ask the core for, kept under our own fingerprints (:mod:`components.compute`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import jobs
from core.verdict.score import is_learned, judge

if TYPE_CHECKING:
    from core.gallery import Gallery
    from core.model import Verdict


def verdict(of: Gallery, a: str, b: str) -> Verdict | None:
    """Judge one pair, or give None while what is usual in its workspace is being learned (:func:`learning`)."""
    if not is_learned(of):
        return None
    return _verdict(of.workspace.fingerprint, a, b, of)


@st.cache_resource(max_entries=256, show_spinner=False)
def _verdict(fingerprint: str, a: str, b: str, _gallery: Gallery) -> Verdict:  # noqa: ARG001
    return judge(_gallery, [(a, b)]).verdict(0)


def learning(of: Gallery, a: str, b: str) -> jobs.Job[None]:
    """Have what is usual in a workspace learned, for all of its pairs; portraits and rarity come first."""

    def learn(progress: jobs.Progress, cancelled: jobs.Cancelled) -> None:
        judge(of, [(a, b)], progress=progress, cancelled=cancelled)

    key = f"cohort:{of.workspace.fingerprint}"
    known = jobs.find(key)
    # done, and yet not there: somebody has deleted what was learned since
    again = known is not None and known.status.state == "done" and not is_learned(of)
    return jobs.submit(key, learn, again=again)
