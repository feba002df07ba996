"""Speech to text: Whisper (Radford et al. 2022) by faster-whisper, from a folder that was checked, or a name that was given."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import ModelError
from core.model.media import Words
from core.persona.media.weight_list import SPEECH, WEIGHTS
from core.persona.media.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.persona.media.sound import Samples
    from core.persona.media.weight import Weights

_MOST_PIECES = 2_000
_NO_SPEECH, _LEAST_LOG = 0.6, -1.0
_LONG, _LEAST_DIFFERENT = 10, 0.45
_GABBLE = 2.4  # how far a text can be packed: beyond, the model repeats itself (Whisper's own limit)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, and in which language, where the model can tell."""

    words: tuple[Words, ...]
    language: str | None


class Listener:
    """A speech model that is loaded.

    Parameters
    ----------
    weights : Weights
        Its first model of :data:`core.persona.media.weight_list.SPEECH` is taken.
    threads : int
    hub_name : str, optional
        A folder, or a name on the hub, to take instead; asked of the hub only with ``download``.
    download : bool

    Raises
    ------
    ModelError
        If there is none, or faster-whisper is not installed.
    """

    def __init__(
        self, weights: Weights, threads: int = 2, *, hub_name: str | None = None, download: bool = False
    ) -> None:
        self.label, place = (hub_name, hub_name) if hub_name else _kept(weights)
        try:
            from faster_whisper import WhisperModel  # noqa: PLC0415 — an extra
        except ImportError as error:
            message = "faster-whisper is not installed: run `make media`"
            raise ModelError(message) from error
        weights.place("silero-vad")
        try:
            self._model: Any = WhisperModel(
                place, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=not download
            )
        except (RuntimeError, ValueError, OSError) as error:
            message = f"the speech model {self.label} cannot be loaded ({str(error)[:120]})"
            raise ModelError(message) from error

    def listen(self, pieces: Iterable[tuple[float, Samples]]) -> Heard:
        """Write down what is said.

        Parameters
        ----------
        pieces : iterable of (float, ndarray of shape (n,))
            As :func:`core.persona.media.sound.sound_pieces` gives them.

        Notes
        -----
        Stretches in which nobody speaks are left out first (Silero VAD), because the model invents words for noise; what
        it is unsure of itself is left out after. Cost: a tenth of the sound's length on two cores.
        """
        found: list[Words] = []
        languages: dict[str, float] = {}
        for begin, samples in pieces:
            segments, about = self._model.transcribe(
                samples, beam_size=1, vad_filter=True, condition_on_previous_text=False, temperature=0.0
            )
            n = len(found)
            for one in segments:
                if len(found) >= _MOST_PIECES:
                    break
                text = plain(one.text)
                unsure = one.no_speech_prob > _NO_SPEECH or one.avg_logprob < _LEAST_LOG
                if text and not unsure and not _gabbles(text, one.compression_ratio):
                    score = min(1.0, math.exp(one.avg_logprob))
                    found.append(Words(text, begin + one.start, begin + one.end, score))
            if len(found) > n:
                length = sum(word.last - word.first for word in found[n:])
                languages[about.language] = languages.get(about.language, 0.0) + length
        language = max(languages, key=lambda name: languages[name]) if languages else None
        return Heard(tuple(found), language)


def _gabbles(text: str, packed: float) -> bool:
    """Tell whether the model says one thing over and over, as it does of music."""
    words = text.casefold().split()
    return packed > _GABBLE or (len(words) >= _LONG and len(set(words)) < len(words) * _LEAST_DIFFERENT)


def _kept(weights: Weights) -> tuple[str, str]:
    """Give the label and the folder of the first speech model that is there."""
    reasons = []
    for name in SPEECH:
        reason = weights.why_missing(name)
        if reason is None:
            return WEIGHTS[name].label, str(weights.place(name))
        reasons.append(reason)
    raise ModelError(reasons[0])
