"""What may be set about the content aspect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import ParameterError

if TYPE_CHECKING:
    from core.model.result import Mode

MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class ContentParams:
    """Parameters of the content aspect.

    ``mode``: "paper" weighs terms as the paper does, by the two timelines alone; "default" by the
    workspace. ``min_words``: a text of fewer words can be the same by accident and is never counted
    as a repeat. ``min_texts``: below so many texts a cosine is missing, not low.

    >>> ContentParams().min_words
    3
    """

    mode: Mode = "default"
    min_words: int = MIN_WORDS
    min_texts: int = 20

    def __post_init__(self) -> None:
        """Check every parameter."""
        if self.mode not in {"default", "paper"}:
            message = f"mode is 'default' or 'paper', not {self.mode!r}"
            raise ParameterError(message)
        for name in ("min_words", "min_texts"):
            if getattr(self, name) < 1:
                message = f"{name} is 1 or more, not {getattr(self, name)}"
                raise ParameterError(message)
