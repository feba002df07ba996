"""Which experiments there are, and those of a whole collection."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.model import Section
from core.progress import ignore_progress, never
from core.validation.control import CONTROLS
from core.validation.occupation import ONE_CRAWL, PROFESSIONS, occupations
from core.validation.protocol import PROTOCOLS
from core.validation.same_account import SAME_ACCOUNT, find, gather
from core.validation.same_account_section import section
from core.validation.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
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


def of_collection(
    collection: Collection,
    source: Path,
    wanted: Keys[str],
    *,
    unknown: Keys[frozenset[str]],
    seed: int = 0,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never,
) -> Iterator[Section]:
    """Make the experiments that the product's figures come from, one section after the other.

    Parameters
    ----------
    collection : Collection
    source : Path
        The folder of its tables, whose categories label the accounts.
    wanted : collection of str
        Keys of :data:`EXPERIMENTS`.
    unknown : collection of frozenset of str
        As for :func:`core.validation.pool.look_at`.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    one = collection.files.get(_ONE_CRAWL)
    steps = [key for key in (PROTOCOLS.key, SAME_ACCOUNT.key, CONTROLS.key) if key in wanted]
    for at, key in enumerate(steps):
        tell = partial(_tell, progress, at / len(steps), 1 / len(steps))
        if key == PROTOCOLS.key:
            whole, half = collection.whole, 1 if one is None else 1 / 2
            labels = occupations(source, whole.workspace, PROFESSIONS)
            first, second = partial(_tell, tell, 0.0, half), partial(_tell, tell, half, half)
            yield _labelled("politicians and entertainers", whole, labels, seed, first, cancelled)
            if one is not None:
                labels = occupations(source, one.workspace, ONE_CRAWL)
                yield _labelled("one crawl", one, labels, seed, second, cancelled)
        elif key == SAME_ACCOUNT.key:
            yield _same_account(collection, unknown, seed, tell, cancelled)
        else:
            for n, (name, gallery) in enumerate(collection.files.items()):
                labels = occupations(source, gallery.workspace, ONE_CRAWL) if name == _ONE_CRAWL else {}
                part = partial(_tell, tell, n / len(collection.files), 1 / len(collection.files))
                subject = Subject(gallery, labels, seed, part, cancelled)
                if CONTROLS.lack(subject) is None:
                    yield _named(CONTROLS.run(subject), name.replace("_", " "))


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


def _labelled(
    name: str,
    gallery: Gallery,
    labels: Mapping[str, str],
    seed: int,
    progress: Progress,
    cancelled: Cancelled,
) -> Section:
    return _named(made(PROTOCOLS, Subject(gallery, labels, seed, progress, cancelled)), name)


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
