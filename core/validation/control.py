"""Negative controls: how often the product says something of pairs of which there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.study import Section
from core.text import counted
from core.validation.control_round import MEASURED, all_rounds
from core.validation.control_table import (
    answer,
    claim_table,
    group_table,
    notes,
    outcomes,
    untested_table,
)
from core.validation.subject import Experiment

if TYPE_CHECKING:
    from core.validation.subject import Subject

_QUESTION = "How often does the product say something of accounts that have nothing to do with each other?"
LEAST_PROFILES = 12  # 66 pairs: of fewer one rate says nothing


def _lack(subject: Subject) -> str | None:
    n = len(subject.gallery.workspace.profiles)
    if n >= LEAST_PROFILES:
        return None
    return f"the workspace has {counted(n, 'profiles')}, {LEAST_PROFILES} needed: of fewer pairs no rate can be told"


def run_controls(subject: Subject) -> Section:
    """Ask every claim of independent accounts, of accounts on one topic and of one event's crowd.

    Parameters
    ----------
    subject : Subject
        Its labels, where there are any, say which accounts are on one topic.

    Returns
    -------
    Section
        Tables ``controls_independent``, ``controls_topic``, ``controls_crowd``, ``controls_untested`` and
        ``controls_claims``.

    Raises
    ------
    CancelledError
        If the subject is cancelled.

    Notes
    -----
    A workspace is only read; the days around the event are kept in a temporary folder, which is removed.
    Deterministic for a seed. A minute or two for 76 profiles of 3,200 posts. METHODS 4.
    """
    found = all_rounds(subject)
    subject.progress(MEASURED, "Counting what was said")
    made, untested = outcomes(found, subject.seed, cancelled=subject.cancelled)
    subject.progress(1.0, "Counted")
    return Section(
        key="controls",
        question=_QUESTION,
        answer=answer(made),
        tables=(
            group_table("independent", made),
            group_table("topic", made),
            group_table("crowd", made),
            untested_table(untested),
            claim_table(),
        ),
        notes=notes(found),
    )


CONTROLS = Experiment(
    key="controls", label="Negative controls", question=_QUESTION, lack=_lack, run=run_controls
)
