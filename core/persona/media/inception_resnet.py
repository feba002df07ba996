"""The trunk: the stem of Inception-v4, then scaled residual blocks A, B, C with the two reductions. METHODS 6.

What [A] calls Inception-ResNet-v4 is in no publication; this is what its words describe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from torch import nn

from core.persona.media.block import block_a, block_b, block_c, reduction_a, reduction_b
from core.persona.media.stem import Stem

if TYPE_CHECKING:
    import torch

    from core.persona.media.network_params import NetworkParams


class Maps(NamedTuple):
    """What the trunk sees of n pictures, on its three grids.

    At 299 pixels and width 1: (n, 384, 35, 35), (n, 1152, 17, 17) and (n, 2144, 8, 8).
    """

    a: torch.Tensor
    b: torch.Tensor
    c: torch.Tensor


class InceptionResNet(nn.Module):
    """Inception-ResNet-v2 as published, without its last pooling and classes.

    Parameters
    ----------
    params : NetworkParams

    Notes
    -----
    At width 1: stem 605,728 parameters, a block A 137,568, B 1,171,904, C 2,088,736, reductions 2,902,528 and
    3,930,112; with 10, 20, 10 blocks 53,139,488, with the 5, 10, 5 of the figures 30,288,928. Running means and
    variances of the normalisation are no parameters and not counted. The published code has another stem and a last
    1 × 1 convolution and comes to 54,306,464; our blocks at its widths add up to that number (a test).
    Cost: 14.1 billion multiplications a picture of 299 pixels at width 1 and 10, 20, 10 blocks.
    """

    def __init__(self, params: NetworkParams) -> None:
        super().__init__()
        n_a, n_b, n_c = params.depth
        self.stem = Stem(params)
        channels = self.stem.channels
        self.blocks_a = nn.Sequential(*(block_a(params, channels) for _ in range(n_a)))
        self.reduction_a, self.channels_b = reduction_a(params, channels)
        self.blocks_b = nn.Sequential(*(block_b(params, self.channels_b) for _ in range(n_b)))
        self.reduction_b, self.channels_c = reduction_b(params, self.channels_b)
        self.blocks_c = nn.Sequential(*(block_c(params, self.channels_c) for _ in range(n_c)))

    def forward(self, pictures: torch.Tensor) -> Maps:
        """Look at pictures, (n, 3, size, size) with values in [-1, 1]."""
        a = self.blocks_a(self.stem(pictures))
        b = self.blocks_b(self.reduction_a(a))
        return Maps(a, b, self.blocks_c(self.reduction_b(b)))
