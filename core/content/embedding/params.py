"""What may be set about embedding posts."""

from __future__ import annotations

from dataclasses import dataclass

from core.content.embedding.encoder import DEFAULT
from core.content.embedding.meaning import MIN_TEXTS, SAMPLED
from core.content.embedding.translation import NONE
from core.errors import ParameterError


@dataclass(frozen=True, slots=True)
class EmbeddingParams:
    """How posts become vectors.

    ``model`` is what :func:`core.content.embedding.encoder.find` knows, ``translation`` what
    :func:`core.content.embedding.translation.translated` does; ``n_texts`` texts are drawn of each profile.

    >>> EmbeddingParams().n_texts
    200
    """

    model: str = DEFAULT
    translation: str = NONE
    n_texts: int = SAMPLED

    def __post_init__(self) -> None:
        """Check that a sample can come to a value."""
        if self.n_texts < MIN_TEXTS:
            message = f"n_texts is {MIN_TEXTS} or more, not {self.n_texts}: of fewer no value is given"
            raise ParameterError(message)
