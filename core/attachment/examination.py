"""Looking at one file: what is found in it, what the analyst's own network says of it, and the stills."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from core.attachment.cutting import cut_stills
from core.attachment.judging import Judge
from core.errors import InputError
from core.persona.media.analyse import analyse
from core.persona.media.instrument import Instruments
from core.persona.media.media_params import MediaParams
from core.progress import part

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.model.media import MediaAnalysis, Still
    from core.persona.media.weight import Weights
    from core.progress import Progress

_ANALYSING, _JUDGING = 0.8, 0.9


@dataclass(frozen=True, slots=True)
class Examined:
    """What is kept of a file."""

    analysis: MediaAnalysis
    stills: tuple[Still, ...]


class Examine(Protocol):
    """Whatever looks at a file; one that cannot be read has the reason as its analysis' ``error``."""

    def __call__(self, path: Path, *, progress: Progress, cancelled: Callable[[], bool]) -> Examined:
        """Look at a file."""
        ...


class Examiner:
    """Looks at files with models that are loaded once.

    Parameters
    ----------
    weights : Weights
    params : MediaParams, optional
    network : Path, optional
        The analyst's own; see :class:`core.attachment.judging.Judge`.
    """

    def __init__(
        self, weights: Weights, params: MediaParams | None = None, network: Path | None = None
    ) -> None:
        self._weights, self._params = weights, params or MediaParams()
        self._tools = Instruments(weights, self._params)
        self._judge = None if network is None else Judge(network, weights, self._params)

    def __call__(self, path: Path, *, progress: Progress, cancelled: Callable[[], bool]) -> Examined:
        """Look at a file.

        Raises
        ------
        CancelledError
            If it was stopped.
        """
        step = part(progress, 0.0, _ANALYSING)
        found = analyse(
            path, self._weights, self._params, tools=self._tools, progress=step, cancelled=cancelled
        )
        if found.error is not None:
            return Examined(found, ())
        if self._judge is not None:
            progress(_ANALYSING, f"asking the network about {path.name}")
            found = self._judge.judged(path, found)
        progress(_JUDGING, f"keeping stills of {path.name}")
        try:
            stills = cut_stills(path, found, self._params, cancelled=cancelled)
        except InputError as error:
            note = f"no still could be cut: {error}"
            return Examined(replace(found, notes=(*found.notes, note)), ())
        return Examined(found, stills)
