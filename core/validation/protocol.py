"""The paper's experiment on labelled profiles ([B] 4), and the same with profiles that training never saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import InputError
from core.progress import part
from core.validation.bootstrap import draw_profiles
from core.validation.feature import feature_sets
from core.validation.labelled import labelled_pairs, large_groups
from core.validation.protocol_section import section
from core.validation.subject import Experiment
from core.validation.trial import ProtocolParams, run_trials

if TYPE_CHECKING:
    from core.model import Section
    from core.validation.subject import Subject

QUESTION = (
    "Can a classifier tell from its measures whether two profiles are of the same group, and does it still "
    "where it has seen neither of them?"
)
_MEASURING = 0.25  # the share of the time that features take; training is the rest


def lack(subject: Subject, params: ProtocolParams | None = None) -> str | None:
    """Give the reason why there is nothing to classify, None where there is.

    >>> from pathlib import Path
    >>> from core.gallery import Gallery
    >>> from core.validation.subject import Subject
    >>> from core.workspace import Workspace
    >>> lack(Subject(Gallery(Workspace(Path("no/such/folder"))), {"x:1": "a"}))
    'two groups of at least 11 labelled profiles are needed; no group has as many'
    """
    least = (params or ProtocolParams()).least_members
    found = large_groups(_present(subject), least)
    if len(found) > 1:
        return None
    there = "".join(f"only {name} has as many ({n})" for name, n in found.items()) or "no group has as many"
    return f"two groups of at least {least} labelled profiles are needed; {there}"


def _present(subject: Subject) -> dict[str, str]:
    keys = set(subject.gallery.workspace.profiles["key"])
    return {key: group for key, group in subject.labels.items() if key in keys}


def protocols(subject: Subject, params: ProtocolParams | None = None) -> Section:
    """Run both protocols on a workspace's labelled profiles and report them side by side.

    Parameters
    ----------
    subject : Subject
    params : ProtocolParams, optional
        The recommended ones where None.

    Returns
    -------
    Section
        Tables "paper", "honest", "drop", "grid" and "profiles"; a reliability chart and the confusion of
        the best classifier of each set, for either protocol. The best is the most accurate on the folds on
        which parameters were chosen.

    Raises
    ------
    InputError
        If there are not two groups of labelled profiles that are large enough.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    112 profiles of 3,200 posts: some ten minutes, one of them for the features.
    Deterministic for one seed and one version of scikit-learn.
    """
    chosen = params or ProtocolParams()
    if (why := lack(subject, chosen)) is not None:
        raise InputError(why)
    pairs = labelled_pairs(
        _present(subject), least=chosen.least_members, most=chosen.most_profiles, seed=subject.seed
    )
    sets = feature_sets(
        subject.gallery,
        pairs,
        part(subject.progress, 0, _MEASURING),
        subject.cancelled,
    )
    results = run_trials(
        pairs,
        sets,
        chosen,
        subject.seed,
        part(subject.progress, _MEASURING, 1),
        subject.cancelled,
    )
    draws = draw_profiles(pairs.groups, chosen.n_draws, subject.seed)
    names = {key: subject.gallery.workspace.profile(key).handle or key for key in pairs.keys}
    return section(QUESTION, pairs, sets, results, draws, chosen, names)


PROTOCOLS = Experiment(
    "protocols", "Same group or not: the paper's split and unseen profiles", QUESTION, lack, protocols
)
