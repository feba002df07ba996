"""The rounds of the experiment: every control made, every claim asked of its pairs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.gallery import Gallery
from core.progress import check, part
from core.significance import fit_null
from core.validation.control_claim import CLAIMS, LISTED, STRONG, SURPRISE
from core.validation.control_event import Event, collect, find_events
from core.validation.control_kind import (
    CROWD,
    DAYS,
    LABEL,
    LISTS,
    SHUFFLED,
    TOPIC,
    UNLIKE,
    label_pairs,
    main_languages,
    topic_pairs,
    unlike_pairs,
)
from core.validation.control_own import moved, own_weeks
from core.validation.control_shuffle import Shuffle
from core.validation.control_trial import Crew, Trial, measured, pooled, taken
from core.validation.control_verdict import VERDICT_CLAIMS, verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.model import Portrait
    from core.reference import Reference
    from core.validation.subject import Subject

MOST_PROFILES = 200
MOST_EVENT_PROFILES = 1_000
N_SHUFFLES, MOST_SHUFFLED = 20, 60_000
_PAIR = 2
MEASURED = 0.95  # the share of the progress after which only counting is left
ALL_CLAIMS = (*CLAIMS, *VERDICT_CLAIMS)


@dataclass(slots=True, eq=False)
class Rounds:
    """What came of all controls: the trials, why a control could not be made, and what the events were.

    ``n_profiles`` of ``n_all`` were compared; ``accounts`` numbers them. ``events`` come with the number of
    profiles that posted in the days around them.
    """

    n_profiles: int
    n_all: int
    accounts: dict[str, int] = field(default_factory=dict)
    events: list[tuple[Event, int]] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    lacks: dict[str, str] = field(default_factory=dict)


def all_rounds(subject: Subject) -> Rounds:
    """Make every control on a workspace.

    Raises
    ------
    CancelledError
        If the subject is cancelled, within half a second.
    """
    gallery, progress, cancelled = subject.gallery, subject.progress, subject.cancelled
    gallery.complete(part(progress, 0.0, 0.1), cancelled)
    every = sorted(gallery.workspace.profiles["key"])
    keys = chosen_keys(every, subject.seed)
    portraits = []
    for key in keys:
        check(cancelled)
        portraits.append(gallery.portrait(key))
    found = Rounds(len(keys), len(every))
    crew = measured(
        portraits, gallery.reference, found.accounts, progress=part(progress, 0.1, 0.2), cancelled=cancelled
    )
    crew = _judged(gallery, crew, part(progress, 0.2, 0.4), cancelled)
    _as_they_are(found, crew, portraits, subject)
    _shuffled(found, crew, portraits, subject, part(progress, 0.4, 0.65))
    found.trials.append(moved(portraits, crew, progress=part(progress, 0.65, 0.7), cancelled=cancelled))
    told = part(progress, 0.7, 0.75)
    own = own_weeks(gallery.workspace, portraits, crew, subject.seed, progress=told, cancelled=cancelled)
    found.trials.extend(own)
    _crowds(found, subject, part(progress, 0.75, MEASURED))
    return found


def chosen_keys(keys: Sequence[str], seed: int) -> list[str]:
    """Choose the profiles that are compared: all, or 200 by chance.

    >>> chosen_keys(["x:2", "x:1"], 0)
    ['x:1', 'x:2']
    """
    if len(keys) <= MOST_PROFILES:
        return sorted(keys)
    return sorted(np.random.default_rng(seed).choice(sorted(keys), MOST_PROFILES, replace=False).tolist())


def _of_crowd(keys: Sequence[str], crowd: Sequence[str], seed: int) -> list[str]:
    """Choose who is compared around an event: the crowd, and others as far as there is room."""
    took_part = chosen_keys([key for key in crowd if key in set(keys)], seed)
    others = sorted(set(keys) - set(took_part))
    n_more = min(len(others), MOST_PROFILES - len(took_part))
    more = np.random.default_rng(seed).choice(np.array(others, dtype=str), n_more, replace=False)
    return sorted([*took_part, *more.tolist()])


def _judged(
    gallery: Gallery, crew: Crew, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
) -> Crew:
    found = verdicts(gallery, crew, progress=progress, cancelled=cancelled)
    return replace(crew, scores={**crew.scores, **found})


def asked(control: str, crew: Crew, rows: npt.NDArray[np.int64], *, cancelled: Callable[[], bool]) -> Trial:
    """Tell what is said of some pairs of a crew, where all its pairs were tested together."""
    said, lacks = {}, {}
    for claim in ALL_CLAIMS:
        check(cancelled)
        said[claim.key] = claim.said(crew.scores, crew.standing)[rows]
        lacks[claim.key] = claim.lack({name: taken(crew.scores[name], rows) for name in claim.measures})
    return Trial(control, crew.accounts[crew.pairs[rows]], said, lacks)


def _as_they_are(found: Rounds, crew: Crew, portraits: Sequence[Portrait], subject: Subject) -> None:
    """Take pairs of the workspace as they are."""
    for key, (rows, why) in (
        (UNLIKE, unlike_pairs(crew, subject.labels, main_languages(portraits))),
        (LABEL, label_pairs(crew, subject.labels)),
        (TOPIC, topic_pairs(crew)),
    ):
        if why:
            found.lacks[key] = why
        else:
            found.trials.append(asked(key, crew, rows, cancelled=subject.cancelled))


def _shuffled(
    found: Rounds,
    crew: Crew,
    portraits: Sequence[Portrait],
    subject: Subject,
    progress: Callable[[float, str], None],
) -> None:
    shuffle = Shuffle(portraits, subject.seed, cancelled=subject.cancelled)
    sizes, popularity = shuffle.margins
    if np.count_nonzero(sizes) < _PAIR:
        found.lacks[SHUFFLED] = found.lacks[LISTS] = "fewer than two profiles name anybody"
        return
    reference: Reference = replace(subject.gallery.reference, overlap_null=fit_null(sizes, popularity))
    n_rounds = max(2, min(N_SHUFFLES, MOST_SHUFFLED // max(1, len(crew.pairs))))
    rounds = [
        measured(
            shuffle.deal(),
            reference,
            found.accounts,
            (SURPRISE, STRONG),
            progress=part(progress, n / n_rounds, (n + 1) / n_rounds),
            cancelled=subject.cancelled,
        )
        for n in range(n_rounds)
    ]
    claims = [claim for claim in CLAIMS if set(claim.measures) <= {SURPRISE, STRONG}]
    said = {
        claim.key: np.concatenate([claim.said(each.scores, each.standing) for each in rounds])
        for claim in claims
    }
    lacks = {claim.key: claim.lack(rounds[0].scores) for claim in claims}
    pairs = np.tile(crew.accounts[crew.pairs], (n_rounds, 1))
    found.trials.append(Trial(SHUFFLED, pairs, said, lacks, n_rounds))
    found.trials.append(_lists(said[LISTED].reshape(n_rounds, -1), lacks[LISTED]))


def _lists(listed: npt.NDArray[np.float64], lack: str | None) -> Trial:
    """Tell of each list whether any pair is on it."""
    empty = np.isnan(listed).all(axis=1) if listed.size else np.ones(len(listed), dtype=np.bool_)
    any_pair = np.where(empty, np.nan, np.nansum(listed, axis=1) > 0)
    numbers = np.repeat(np.arange(len(listed)), 2).reshape(-1, 2)
    return Trial(LISTS, numbers, {LISTED: any_pair}, {LISTED: lack})


def _crowds(found: Rounds, subject: Subject, progress: Callable[[float, str], None]) -> None:
    workspace = subject.gallery.workspace
    keys = sorted(workspace.profiles["key"].tolist()[:MOST_EVENT_PROFILES])  # of those with most posts
    progress(0.0, "Looking for events")
    events = find_events(workspace, keys, cancelled=subject.cancelled)
    parts: dict[str, list[Trial]] = {CROWD: [], DAYS: []}
    for n, event in enumerate(events):
        told = part(progress, 0.1 + 0.9 * n / len(events), 0.1 + 0.9 * (n + 1) / len(events))
        crew, n_profiles = _collected(found, subject, keys, event, told)
        found.events.append((event, n_profiles))
        took_part = np.isin(np.array(crew.keys, dtype=str), np.array(event.crowd, dtype=str))
        for key, rows in (
            (CROWD, np.flatnonzero(took_part[crew.pairs].all(axis=1))),
            (DAYS, np.arange(len(crew.pairs))),
        ):
            parts[key].append(asked(key, crew, rows, cancelled=subject.cancelled))
    for key, trials in parts.items():
        if any(len(trial.pairs) for trial in trials):
            found.trials.append(pooled(trials))
        else:
            found.lacks[key] = "no two accounts posted within seven days"


def _collected(
    found: Rounds, subject: Subject, keys: Sequence[str], event: Event, progress: Callable[[float, str], None]
) -> tuple[Crew, int]:
    """Measure and judge who posted around an event, in a workspace of those days."""
    cancelled = subject.cancelled
    with tempfile.TemporaryDirectory(prefix="event-") as folder:
        made = collect(
            subject.gallery.workspace,
            keys,
            event,
            Path(folder) / "event",
            progress=part(progress, 0.0, 0.3),
            cancelled=cancelled,
        )
        gallery = Gallery(made)
        for key in made.profiles["key"]:  # a fortnight is drawn sooner than a process begins
            check(cancelled)
            gallery.portrait(key)
        gallery.complete(part(progress, 0.3, 0.6), cancelled)
        portraits = []
        for key in _of_crowd(made.profiles["key"].tolist(), event.crowd, subject.seed):
            check(cancelled)
            portraits.append(gallery.portrait(key))
        crew = measured(
            portraits,
            gallery.reference,
            found.accounts,
            progress=part(progress, 0.6, 0.8),
            cancelled=cancelled,
        )
        crew = _judged(gallery, crew, part(progress, 0.8, 1.0), cancelled)
        return crew, len(made.profiles)
