"""Which experiments there are, and those of a whole collection."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from core.model import Section
from core.progress import ignore_progress, never
from core.validation.control import CONTROLS
from core.validation.occupation import ONE_CRAWL, PROFESSIONS, occupations
from core.validation.protocol import PROTOCOLS
from core.validation.same_account import SAME_ACCOUNT, find, gather
from core.validation.same_account_section import section
from core.validation.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Collection as Keys
    from pathlib import Path

    from core.gallery import Gallery
    from core.validation.collection import Collection
    from core.validation.same_account import Material
    from core.validation.subject import Experiment

    Progress = Callable[[float, str], None]
    Cancelled = Callable[[], bool]

EXPERIMENTS: tuple[Experiment, ...] = (PROTOCOLS, SAME_ACCOUNT, CONTROLS)
_ONE_CRAWL = "celebrities_2015"
_GATHERING = 0.6


def made(experiment: Experiment, subject: Subject) -> Section:
    """Make an experiment, or say what it lacks.

    Raises
    ------
    CancelledError
        If the subject was cancelled.
    """
    if (lacking := experiment.lack(subject)) is not None:
        return Section(experiment.key, experiment.question, f"Not made: {lacking}.")
    return experiment.run(subject)


class Step(NamedTuple):
    """One section of the experiments on a collection: of which posts and labels it is, and how it is made.

    ``make`` gives None where the posts lack what it needs.
    """

    name: str
    gallery: Gallery
    labels: Mapping[str, str]
    make: Callable[[Progress, Cancelled], Section | None]


def steps_of(
    collection: Collection, source: Path, wanted: Keys[str], *, unknown: Keys[frozenset[str]], seed: int = 0
) -> list[Step]:
    """Lay out the experiments that the product's figures come from, section by section; none is made yet.

    Parameters
    ----------
    collection : Collection
    source : Path
        The folder of its tables, whose categories label the accounts.
    wanted : collection of str
        Keys of :data:`EXPERIMENTS`.
    unknown : collection of frozenset of str
        As for :func:`core.validation.pool.look_at`.
    """
    whole, one = collection.whole, collection.files.get(_ONE_CRAWL)
    steps = []
    if PROTOCOLS.key in wanted:
        labels = occupations(source, whole.workspace, PROFESSIONS)
        steps.append(_of_labelled("politicians and entertainers", whole, labels, seed))
    if PROTOCOLS.key in wanted and one is not None:
        labels = occupations(source, one.workspace, ONE_CRAWL)
        steps.append(_of_labelled("one crawl", one, labels, seed))
    if SAME_ACCOUNT.key in wanted:
        make = partial(_same_account, collection, unknown, seed)
        steps.append(Step(SAME_ACCOUNT.key, whole, {}, make))
    for name, gallery in collection.files.items() if CONTROLS.key in wanted else ():
        labels = occupations(source, gallery.workspace, ONE_CRAWL) if name == _ONE_CRAWL else {}
        checks = partial(_controls, name.replace("_", " "), gallery, labels, seed)
        steps.append(Step(f"{CONTROLS.key} {name}", gallery, labels, checks))
    return steps


def _tell(progress: Progress, start: float, size: float, share: float, said: str) -> None:
    """Tell of one step as its part of the whole."""
    progress(start + size * share, said)


def _same_account(
    collection: Collection, unknown: Keys[frozenset[str]], seed: int, progress: Progress, cancelled: Cancelled
) -> Section:
    """Gather and judge; nothing of it is held when the next experiment begins."""
    first, second = (
        partial(_tell, progress, 0.0, _GATHERING),
        partial(_tell, progress, _GATHERING, 1 - _GATHERING),
    )
    material = material_of(collection, unknown, seed=seed, progress=first, cancelled=cancelled)
    galleries, kinds = list(collection.files.values()), collection.kinds()
    found = find(galleries, kinds, material, seed=seed, progress=second, cancelled=cancelled)
    return section(SAME_ACCOUNT.key, SAME_ACCOUNT.question, found)


def _of_labelled(name: str, gallery: Gallery, labels: Mapping[str, str], seed: int) -> Step:
    def make(progress: Progress, cancelled: Cancelled) -> Section:
        return _named(made(PROTOCOLS, Subject(gallery, labels, seed, progress, cancelled)), name)

    return Step(f"{PROTOCOLS.key} {name}", gallery, labels, make)


def _controls(
    name: str,
    gallery: Gallery,
    labels: Mapping[str, str],
    seed: int,
    progress: Progress,
    cancelled: Cancelled,
) -> Section | None:
    subject = Subject(gallery, labels, seed, progress, cancelled)
    return None if CONTROLS.lack(subject) is not None else _named(CONTROLS.run(subject), name)


def _named(found: Section, name: str) -> Section:
    """Tell a section from others of the same experiment."""
    return replace(found, key=f"{found.key} {name}".replace(" ", "-"), question=f"{found.question} ({name})")


def material_of(
    collection: Collection,
    unknown: Keys[frozenset[str]],
    *,
    seed: int = 0,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> Material:
    """Gather what the one-operator model is learned from and tested on.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    galleries = list(collection.files.values())
    return gather(galleries, collection.kinds(), unknown, seed=seed, progress=progress, cancelled=cancelled)
