"""The blocks of Inception-ResNet-v2: three kinds of scaled residual, and the two reductions between them.

Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the impact of residual connections on learning
(2016, arXiv 1602.07261): figures 16, 17, 19 (A, B, C), 7 with the fourth column of table 1, and 18 (the reductions).
The figures print 1154 and 2048 channels where their own blocks are fed 1152 and 2144: the sums are meant, and are what
is built here. METHODS 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.persona.media.network_params import NetworkParams

EPSILON = 1e-3  # of the normalisation, as in the published code
_REACH = {1: (1, 1), 3: (3, 3), 17: (1, 7), 71: (7, 1), 13: (1, 3), 31: (3, 1)}


class Unit(nn.Sequential):
    """A convolution without bias, its normalisation, and the rectifier: ``(n, c, h, w)`` to ``(n, out, h', w')``.

    Parameters
    ----------
    into, out : int
        Channels.
    reach : int
        1 or 3 for a square; 17, 71, 13, 31 for 1 × 7, 7 × 1, 1 × 3, 3 × 1.
    stride : int
    valid : bool
        Whether the border is left off; otherwise the grid stays as it is.
    """

    def __init__(self, into: int, out: int, reach: int, *, stride: int = 1, valid: bool = False) -> None:
        high, wide = _REACH[reach]
        border = (0, 0) if valid else (high // 2, wide // 2)
        super().__init__(
            nn.Conv2d(into, out, (high, wide), stride, border, bias=False),
            nn.BatchNorm2d(out, eps=EPSILON, momentum=0.1),
            nn.ReLU(),
        )


class Residual(nn.Module):
    """Add to what comes in a share of what its branches see in it, then rectify.

    The branches are joined, brought to the incoming number of channels by a 1 × 1 convolution without a rectifier
    (3.2 of the publication), and multiplied by ``scale`` (3.3): without that, wide networks die in training.
    """

    def __init__(self, branches: Sequence[nn.Module], joined: int, channels: int, scale: float) -> None:
        super().__init__()
        self.scale = scale
        self.branches = nn.ModuleList(branches)
        self.back = nn.Conv2d(joined, channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give a tensor of the same shape."""
        seen = torch.cat([branch(x) for branch in self.branches], 1)
        found: torch.Tensor = torch.relu(x + self.scale * self.back(seen))
        return found


class Reduction(nn.Module):
    """Halve the grid by several branches at once; their channels stand one after the other."""

    def __init__(self, branches: Sequence[nn.Module]) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give (n, sum of the branches' channels, (h - 1) // 2, (w - 1) // 2)."""
        return torch.cat([branch(x) for branch in self.branches], 1)


def block_a(params: NetworkParams, channels: int) -> Residual:
    """Build an Inception-ResNet-A block (figure 16), for the grid of 35."""
    n32, n48, n64 = (params.channels(n) for n in (32, 48, 64))
    branches = [
        Unit(channels, n32, 1),
        nn.Sequential(Unit(channels, n32, 1), Unit(n32, n32, 3)),
        nn.Sequential(Unit(channels, n32, 1), Unit(n32, n48, 3), Unit(n48, n64, 3)),
    ]
    return Residual(branches, n32 + n32 + n64, channels, params.scales[0])


def block_b(params: NetworkParams, channels: int) -> Residual:
    """Build an Inception-ResNet-B block (figure 17), for the grid of 17."""
    n128, n160, n192 = (params.channels(n) for n in (128, 160, 192))
    branches = [
        Unit(channels, n192, 1),
        nn.Sequential(Unit(channels, n128, 1), Unit(n128, n160, 17), Unit(n160, n192, 71)),
    ]
    return Residual(branches, n192 + n192, channels, params.scales[1])


def block_c(params: NetworkParams, channels: int) -> Residual:
    """Build an Inception-ResNet-C block (figure 19), for the grid of 8."""
    n192, n224, n256 = (params.channels(n) for n in (192, 224, 256))
    branches = [
        Unit(channels, n192, 1),
        nn.Sequential(Unit(channels, n192, 1), Unit(n192, n224, 13), Unit(n224, n256, 31)),
    ]
    return Residual(branches, n192 + n256, channels, params.scales[2])


def reduction_a(params: NetworkParams, channels: int) -> tuple[Reduction, int]:
    """Build the reduction from 35 to 17 (figure 7; k, l, m, n = 256, 256, 384, 384), and say its channels."""
    n256, n384 = params.channels(256), params.channels(384)
    branches = [
        nn.MaxPool2d(3, 2),
        Unit(channels, n384, 3, stride=2, valid=True),
        nn.Sequential(
            Unit(channels, n256, 1), Unit(n256, n256, 3), Unit(n256, n384, 3, stride=2, valid=True)
        ),
    ]
    return Reduction(branches), channels + n384 + n384


def reduction_b(params: NetworkParams, channels: int) -> tuple[Reduction, int]:
    """Build the reduction from 17 to 8 (figure 18), and say its channels."""
    n256, n288, n320, n384 = (params.channels(n) for n in (256, 288, 320, 384))
    branches = [
        nn.MaxPool2d(3, 2),
        nn.Sequential(Unit(channels, n256, 1), Unit(n256, n384, 3, stride=2, valid=True)),
        nn.Sequential(Unit(channels, n256, 1), Unit(n256, n288, 3, stride=2, valid=True)),
        nn.Sequential(
            Unit(channels, n256, 1), Unit(n256, n288, 3), Unit(n288, n320, 3, stride=2, valid=True)
        ),
    ]
    return Reduction(branches), channels + n384 + n288 + n320
