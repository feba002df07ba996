"""The stem of Inception-v4, which Inception-ResNet-v2 has too: from the picture to the grid of 35.

Szegedy et al. 2016, figure 3. METHODS 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

from core.persona.media.block import Reduction, Unit

if TYPE_CHECKING:
    import torch

    from core.persona.media.network_params import NetworkParams


class Stem(nn.Module):
    """Bring (n, 3, 299, 299) to (n, 384, 35, 35): convolutions, and three places where two branches are joined.

    Parameters
    ----------
    params : NetworkParams
        ``width`` decides the channels; ``channels`` says how many come out.
    """

    def __init__(self, params: NetworkParams) -> None:
        super().__init__()
        n32, n64, n96, n192 = (params.channels(n) for n in (32, 64, 96, 192))
        self.first = nn.Sequential(
            Unit(3, n32, 3, stride=2, valid=True), Unit(n32, n32, 3, valid=True), Unit(n32, n64, 3)
        )
        self.second = Reduction([nn.MaxPool2d(3, 2), Unit(n64, n96, 3, stride=2, valid=True)])
        both = n64 + n96
        self.third = Reduction(
            [
                nn.Sequential(Unit(both, n64, 1), Unit(n64, n96, 3, valid=True)),
                nn.Sequential(
                    Unit(both, n64, 1), Unit(n64, n64, 17), Unit(n64, n64, 71), Unit(n64, n96, 3, valid=True)
                ),
            ]
        )
        self.fourth = Reduction(
            [Unit(n96 + n96, n192, 3, stride=2, valid=True), nn.MaxPool2d(3, 2)],
        )
        self.channels = n192 + n96 + n96

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give the map of the first grid."""
        found: torch.Tensor = self.fourth(self.third(self.second(self.first(x))))
        return found
