"""Writers made ready to be learned from: their features, their labels, who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.content.style import named_rates
from core.errors import InputError
from core.model import Missing
from core.persona.trait import trait_rates
from core.persona_training.feature import contents
from core.persona_training.writer import same_writers
from core.progress import ignore_progress, never
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from core.model import Content
    from core.persona_training.reading import Corpus
    from core.persona_training.writer import Writer

    Floats = npt.NDArray[np.float64]
    Progress = Callable[[float, str], None]

MIN_WORDS = 100
"""The fewest English words of a writer to learn from: fewer than a profile is judged by, for many writers make up for it."""
LEAST_PEOPLE = 40
_LEAST_OF_A_POLE = 10
_MIDDLE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """The n writers who are learned from.

    ``values`` is (n, k), the features of :func:`core.persona.trait.trait_names`; ``shares`` (n, 4) the soft labels;
    ``people`` (n,) who stands behind each. ``left_out`` says who was not taken, and why.
    """

    writers: tuple[Writer, ...]
    contents: tuple[Content, ...]
    values: Floats
    shares: Floats
    people: npt.NDArray[np.int64]
    left_out: tuple[str, ...]


def material(
    corpus: Corpus,
    *,
    is_masked: bool = True,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Material:
    """Measure writers as profiles are measured.

    Parameters
    ----------
    corpus : Corpus
    is_masked : bool
        False only to show what the words that are taken out would be worth.
    progress, cancelled : callable

    Raises
    ------
    InputError
        If fewer than 40 people are left, or fewer than ten of either pole of an axis.
    CancelledError
        If ``cancelled`` said so.
    """
    said = contents(corpus.writers, is_masked=is_masked, progress=progress, cancelled=cancelled)
    rates = [trait_rates(one, named_rates(one.style), min_words=MIN_WORDS) for one in said]
    at = [n for n, one in enumerate(rates) if not isinstance(one, Missing)]
    writers = tuple(corpus.writers[n] for n in at)
    people = same_writers(writers)
    shares = np.array([writer.shares for writer in writers], dtype=np.float64).reshape(-1, 4)
    _check_enough(corpus.name, people, shares)
    n_left = len(rates) - len(at)
    left = f"{counted(n_left, 'writers')} left out: fewer than {MIN_WORDS} English words, or less than half of the posts in English"
    n_people = int(people.max()) + 1
    twice = f"{counted(len(writers), 'writers')} are {counted(n_people, 'people')}: same name, or half of the posts in common"
    return Material(
        writers,
        tuple(said[n] for n in at),
        np.array([one.values for one in rates if not isinstance(one, Missing)]),
        shares,
        people,
        (*([left] if n_left else []), *([twice] if n_people < len(writers) else [])),
    )


def _check_enough(name: str, people: npt.NDArray[np.int64], shares: Floats) -> None:
    n_people = len(np.unique(people))
    if n_people < LEAST_PEOPLE:
        message = f"{name} has {counted(n_people, 'people')} with {MIN_WORDS} English words and more; {LEAST_PEOPLE} are needed to learn from"
        raise InputError(message)
    fewest = min((shares > _MIDDLE).sum(axis=0).min(), (shares < _MIDDLE).sum(axis=0).min())
    if fewest < _LEAST_OF_A_POLE:
        message = f"{name} has {fewest} writers of one pole of an axis; {_LEAST_OF_A_POLE} of each are needed to learn from"
        raise InputError(message)
