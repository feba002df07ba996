"""What may be set about the audience aspect, and about the drawing of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import ParameterError
from core.model.portrait import INTERACTION_KINDS

if TYPE_CHECKING:
    from core.model.result import Mode


@dataclass(frozen=True, slots=True)
class AudienceParams:
    """Parameters of the audience aspect.

    ``kinds``: the interactions that count, any of :data:`core.model.INTERACTION_KINDS`.
    ``strong_weight``: the fewest interactions of a strong friendship; in default mode it must reach
    the ``strong_quantile`` (share in [0, 1]) of the profile's target weights too.
    ``min_targets``: below so many targets an overlap is missing, not low.

    >>> AudienceParams(kinds=("reply", "mention")).strong_weight
    3
    """

    mode: Mode = "default"
    kinds: tuple[str, ...] = INTERACTION_KINDS
    strong_weight: int = 3
    strong_quantile: float = 0.9
    min_targets: int = 10

    def __post_init__(self) -> None:
        """Check every parameter."""
        if self.mode not in {"default", "paper"}:
            message = f"mode is 'default' or 'paper', not {self.mode!r}"
            raise ParameterError(message)
        known = set(self.kinds) <= set(INTERACTION_KINDS)
        if not (self.kinds and known and len(set(self.kinds)) == len(self.kinds)):
            message = (
                f"kinds are one or more of {', '.join(INTERACTION_KINDS)}, each once, not {self.kinds!r}"
            )
            raise ParameterError(message)
        if not 0 <= self.strong_quantile <= 1:
            message = f"strong_quantile is a share from 0 to 1, not {self.strong_quantile}"
            raise ParameterError(message)
        for name in ("strong_weight", "min_targets"):
            if getattr(self, name) < 1:
                message = f"{name} is 1 or more, not {getattr(self, name)}"
                raise ParameterError(message)


@dataclass(frozen=True, slots=True)
class EgoCaps:
    """How many targets an ego graph shows: shared ones, and those of one profile alone, for each.

    A drawing of more than a few hundred nodes shows nothing; None sets no cap, for an export.

    >>> EgoCaps().shared
    60
    """

    shared: int | None = 60
    alone: int | None = 20

    def __post_init__(self) -> None:
        """Check both caps."""
        for name in ("shared", "alone"):
            cap = getattr(self, name)
            if cap is not None and cap < 0:
                message = f"{name} is 0 or more, or None for all, not {cap}"
                raise ParameterError(message)
