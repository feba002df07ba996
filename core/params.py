"""Every analysis' parameters in one place; the defaults are what we recommend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from core.audience.params import AudienceParams
from core.behaviour.params import BehaviourParams
from core.content.params import ContentParams
from core.errors import ParameterError
from core.identity.params import IdentityParams

if TYPE_CHECKING:
    from core.model.result import Mode

__all__ = ["AudienceParams", "BehaviourParams", "ComparisonParams", "ContentParams", "IdentityParams"]


@dataclass(frozen=True, slots=True)
class ComparisonParams:
    """The parameters of a comparison, aspect by aspect.

    Examples
    --------
    >>> ComparisonParams.of("paper").audience.mode
    'paper'
    """

    mode: Mode = "default"
    behaviour: BehaviourParams = field(default_factory=BehaviourParams)
    audience: AudienceParams = field(default_factory=AudienceParams)
    content: ContentParams = field(default_factory=ContentParams)
    identity: IdentityParams = field(default_factory=IdentityParams)

    def __post_init__(self) -> None:
        """Check that all aspects are compared in one mode."""
        modes = {self.mode, self.behaviour.mode, self.audience.mode, self.content.mode}
        if len(modes) > 1:
            message = f"all aspects share one mode, not {', '.join(sorted(modes))}"
            raise ParameterError(message)

    @classmethod
    def of(cls, mode: Mode) -> Self:
        """Give the recommended parameters of a mode."""
        return cls(mode, BehaviourParams(mode=mode), AudienceParams(mode=mode), ContentParams(mode=mode))
