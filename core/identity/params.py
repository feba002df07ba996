"""What may be set about the identity aspect."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import ParameterError


@dataclass(frozen=True, slots=True)
class IdentityParams:
    """Parameters of the identity aspect.

    ``min_words``: below so many words in either bio their likeness is missing, not low.

    >>> IdentityParams().min_words
    3
    """

    min_words: int = 3

    def __post_init__(self) -> None:
        """Check every parameter."""
        if self.min_words < 1:
            message = f"min_words is 1 or more, not {self.min_words}"
            raise ParameterError(message)
