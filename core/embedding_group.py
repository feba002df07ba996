"""The sampled texts of a few profiles, and their vectors: those that are kept already, and those to be made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.vector_store import stored

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from core.content.embedding.encoder import Encoder
    from core.vector_store import Hashes, VectorIndex


@dataclass(frozen=True, slots=True)
class Drawn:
    """A profile whose sample is drawn: the name of its file, its texts, and how many there were."""

    name: str
    texts: list[str]
    hashes: Hashes
    n_texts: int


class Vectors:
    """The vectors of a group of profiles: those found, and the texts that are still to be encoded."""

    def __init__(self) -> None:
        self.found: dict[str, npt.NDArray[np.float16]] = {}
        self.texts: list[str] = []
        self._asked: set[str] = set()

    def add(self, drawn: Drawn, index: VectorIndex) -> None:
        """Look up the texts of a profile."""
        there = index.vectors(drawn.hashes)
        for row, text in enumerate(drawn.texts):
            if text in self._asked:
                continue
            self._asked.add(text)
            if row in there and np.isfinite(there[row]).all():
                self.found[text] = there[row]
            else:
                self.texts.append(text)

    def encode(
        self, encoder: Encoder, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
    ) -> None:
        """Encode what is missing; a text whose vector is not finite is left out."""
        if self.texts:
            vectors = encoder.encode(self.texts, progress, cancelled)
            made = zip(self.texts, vectors, stored(vectors), strict=True)
            self.found |= {text: small for text, vector, small in made if np.isfinite(vector).all()}

    def of(self, drawn: Drawn, encoder: Encoder) -> tuple[Hashes, npt.NDArray[np.float16]]:
        """Give the hashes (n, 2) and vectors (n, d) of a profile's texts."""
        there = [row for row, text in enumerate(drawn.texts) if text in self.found]
        if not there:
            return drawn.hashes[:0], np.empty((0, encoder.dimension), np.float16)
        return drawn.hashes[there], np.stack([self.found[drawn.texts[row]] for row in there])
