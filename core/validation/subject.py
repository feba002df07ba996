"""What an experiment is made on, and what one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.progress import ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.gallery import Gallery
    from core.model import Section


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A workspace under experiment.

    ``labels`` maps keys of profiles to the group that the analyst or the data puts them in; profiles
    without one are in no group. ``seed`` decides every draw: two runs of one subject are the same.
    """

    gallery: Gallery
    labels: Mapping[str, str]
    seed: int = 0
    progress: Callable[[float, str], None] = ignore_progress
    cancelled: Callable[[], bool] = never


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment: what it asks, what it needs, and how it is done.

    ``lack`` gives the reason why it cannot be made on a subject, None where it can; it is quick.
    ``run`` raises :class:`~core.errors.CancelledError` if the subject is cancelled.
    """

    key: str
    label: str
    question: str
    lack: Callable[[Subject], str | None]
    run: Callable[[Subject], Section]
