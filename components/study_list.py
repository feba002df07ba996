"""The experiments of the Validation page: what each asks, what it lacks, how far it is, what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from components import compute_study, jobs, notices, state, study_section, theme
from components.compute_study import run
from core.text import counted
from core.validation.wording import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.gallery import Gallery
    from core.model import Study
    from core.validation.subject import Experiment

Found = dict[str, "Study"]


def draw(gallery: Gallery) -> None:
    """Draw the state of all experiments, then each with what it found."""
    wanted = compute_study.experiments()
    if not wanted:
        notices.empty("No experiments", "This version has none that can be made on a workspace.")
        return
    top = st.container()
    found: Found = {}
    for experiment in wanted:
        with st.container(border=True, gap="xsmall", key=f"study-{experiment.key}"), notices.guarded():
            _card(gallery, experiment, found)
    with top:
        _head(gallery, wanted, found)


def sentence(n_found: int, n_all: int, n_profiles: int) -> str:
    """Say how many of the experiments were made on a workspace.

    Examples
    --------
    >>> sentence(0, 6, 40)
    'None of the 6 experiments has been made on these 40 profiles yet.'
    >>> sentence(1, 6, 40), sentence(6, 6, 40)
    ('1 of 6 experiments has been made on these 40 profiles.', 'All 6 experiments have been made on these 40 profiles.')
    >>> sentence(1, 1, 1)
    '1 of 1 experiment has been made on this one profile.'
    """
    on = "on this one profile" if n_profiles == 1 else f"on these {theme.count(n_profiles)} profiles"
    if not n_found:
        return f"None of the {counted(n_all, 'experiments')} has been made {on} yet."
    if n_found == n_all > 1:
        return f"All {n_all} experiments have been made {on}."
    return f"{n_found} of {counted(n_all, 'experiments')} {'has' if n_found == 1 else 'have'} been made {on}."


def _head(gallery: Gallery, wanted: tuple[Experiment, ...], found: Mapping[str, Study]) -> None:
    st.markdown(
        f"**{sentence(len(found), len(wanted), compute_study.n_profiles(gallery))}** Each is made on the "
        "posts of this workspace, on this machine; nothing is copied from a paper."
    )
    open_ = [one for one in wanted if one.key not in found and compute_study.lack(gallery, one) is None]
    waiting = [one for one in open_ if not _is_under_way(gallery, one)]
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Run all",
            icon=":material/playlist_play:",
            key="study-run-all",
            disabled=not waiting,
            on_click=run,
            args=(gallery, waiting),
            help="One after the other, in the background; each can be cancelled by itself",
        )
        if found:
            st.download_button(
                "Download report (HTML)",
                lambda: compute_study.report(gallery, [found[one.key] for one in wanted if one.key in found]),
                f"validation-{state.name_of(gallery.workspace.folder)}.html",
                "text/html",
                icon=":material/download:",
                key="study-report",
                on_click="ignore",
                help="All that was found, in one file that opens offline",
            )


def _is_under_way(gallery: Gallery, experiment: Experiment) -> bool:
    job = compute_study.job(gallery, experiment)
    return job is not None and not job.status.finished


def _card(gallery: Gallery, experiment: Experiment, found: Found) -> None:
    head = st.container(gap="xsmall")
    job = compute_study.job(gallery, experiment)
    if job is not None:
        jobs.draw(job, theme.escaped(experiment.label))
    # only now: a job that ended until here is drawn by nobody else, one that ends later reruns the page
    study = compute_study.study(gallery, experiment)
    is_open = not found
    if study is not None:
        found[experiment.key] = study
    with head:
        _headline(gallery, experiment, study, job)
    if study is not None:
        _found(experiment, study, is_open=is_open)


def _headline(
    gallery: Gallery, experiment: Experiment, study: Study | None, job: jobs.Job[Any] | None
) -> None:
    lack = compute_study.lack(gallery, experiment)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(theme.escaped(experiment.question), anchor=False, width="content")
        # one that is under way can be cancelled below, one that broke off begun again
        if lack is None and (job is None or job.status.state == "done"):
            st.button(
                "Run again" if study else "Run",
                icon=":material/refresh:" if study else ":material/play_arrow:",
                type="tertiary" if study else "secondary",
                key=f"study-run-{experiment.key}",
                on_click=run,
                args=(gallery, [experiment]),
            )
    made = f"made {moment(study.made_at)}" if study else "not made on these posts yet"
    st.caption(f"{theme.escaped(experiment.label)} · {made}")
    if lack is not None and study is None:
        st.markdown(f":gray[:material/block:] It cannot be made here: {theme.escaped(lack)}.")


def _found(experiment: Experiment, study: Study, *, is_open: bool) -> None:
    for section in study.sections:
        study_section.answer(section)
    is_shown = st.toggle("Show the numbers", value=is_open, key=f"study-open-{experiment.key}")
    if is_shown:
        for i, section in enumerate(study.sections):
            study_section.draw(section, f"{experiment.key}-{i}")
