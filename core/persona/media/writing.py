"""Text in pictures: PP-OCR by rapidocr, from files that were checked; nothing is fetched."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from core.errors import ModelError
from core.model.media import Words
from core.persona.media.weight_list import WEIGHTS
from core.persona.media.words import plain

if TYPE_CHECKING:
    from core.persona.media.frame import Pixels
    from core.persona.media.weight import Weights

_MOST_LINES = 60  # of one frame
_MOST_KEPT = 300
_SAME = 0.75
_LEAST_LETTERS = 2


@dataclass(slots=True)
class _Line:
    text: str
    first: float
    last: float
    score: float


class Reader:
    """The three models that find, turn and read lines of text.

    Raises
    ------
    ModelError
        If rapidocr or its weights are not there.
    """

    def __init__(self, weights: Weights, threads: int = 2) -> None:
        place = weights.place("rapidocr")
        finds, reads, turns = (str(place / part.file) for part in WEIGHTS["rapidocr"].files)
        try:
            from rapidocr import RapidOCR  # noqa: PLC0415 — an extra
        except ImportError as error:
            message = "rapidocr is not installed: run `make media`"
            raise ModelError(message) from error
        self._model: Any = RapidOCR(
            params={
                "Det.model_path": finds,
                "Rec.model_path": reads,
                "Cls.model_path": turns,
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)

    def read(self, pixels: Pixels, least: float = 0.7) -> list[tuple[str, float]]:
        """Read a frame's lines: (text, score), from the top. Cost: 0.25 s and more, by how much is written."""
        found = self._model(pixels[:, :, ::-1])
        texts, scores = found.txts or (), found.scores or ()
        lines = [(plain(text), min(1.0, float(score))) for text, score in zip(texts, scores, strict=True)]
        kept = [
            line for line in lines if line[1] >= least and sum(map(str.isalnum, line[0])) >= _LEAST_LETTERS
        ]
        return kept[:_MOST_LINES]


class WritingList:
    """Joins the same line of several frames into one."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []

    def add(self, second: float, lines: list[tuple[str, float]]) -> None:
        """Add a frame's lines: one that is nearly one that is there already takes the surer reading."""
        for text, score in lines:
            known = next((line for line in self._lines if _same(line.text, text)), None)
            if known is None and len(self._lines) < _MOST_KEPT:
                self._lines.append(_Line(text, second, second, score))
            elif known is not None:
                known.last = second
                if score > known.score:
                    known.text, known.score = text, score

    def words(self) -> tuple[Words, ...]:
        """Give all lines in the order in which they were first seen."""
        return tuple(Words(line.text, line.first, line.last, line.score) for line in self._lines)


def _same(one: str, other: str) -> bool:
    a, b = one.casefold(), other.casefold()
    if a == b:
        return True
    if abs(len(a) - len(b)) > max(len(a), len(b)) * (1 - _SAME) * 2:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _SAME
