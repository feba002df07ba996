"""Three heads over what the cascade saw, and their fusion with what was said and heard. METHODS 6, [A] IV.B."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.persona.media.network_params import NetworkParams

_REDUCED = 32  # channels of the map that motion is read from
_CELLS = 7  # a side: the first grid at 75 pixels; a larger one is brought down to it
_MOST_STANDARD = 5.0  # how far from the training's mean a value of a joined vector may be


def masked_mean(values: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Give the mean over the frames that are there: (n, t, d) and (n, t) to (n, d); 0 where there is none.

    >>> masked_mean(torch.tensor([[[1.0], [3.0], [99.0]]]), torch.tensor([[True, True, False]])).tolist()
    [[2.0]]
    """
    some = torch.where(mask.unsqueeze(2), values, torch.zeros((), dtype=values.dtype))
    return some.sum(1) / mask.sum(1, keepdim=True).clamp(min=1)


class FrameHead(nn.Module):
    """What the frames show, whatever their order: for objects of all frames, for emotions of those with a face."""

    def __init__(self, into: int, out: int) -> None:
        super().__init__()
        self.look = nn.Sequential(nn.Linear(into, out), nn.ReLU())

    def forward(self, frames: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Give (n, out) of (n, t, into)."""
        return masked_mean(self.look(frames), mask)


class ActionHead(nn.Module):
    """What changes from frame to frame, in which direction, wherever in the picture it is.

    The first map of pass one, cut down to few channels and 7 × 7 cells, keeps where things are. What stays where it is
    is taken off, and convolutions over three frames and 3 × 3 cells (Tran et al. 2015, C3D) see the rest move; mean and
    maximum over place and time are kept.
    """

    def __init__(self, into: int, out: int) -> None:
        super().__init__()
        self.reduce = nn.Sequential(nn.Conv2d(into, _REDUCED, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(_CELLS))
        self.move = nn.Conv3d(_REDUCED, out, 3, padding=1)
        self.tell = nn.Sequential(nn.Linear(2 * out, out), nn.ReLU())
        self.length = _REDUCED * _CELLS**2

    def look(self, maps: torch.Tensor) -> torch.Tensor:
        """Bring maps of frames, (n, c, g, g), to (n, length)."""
        found: torch.Tensor = self.reduce(maps).flatten(1)
        return found

    def forward(self, looks: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Give (n, out) of (n, t, length); frames that are not there move nothing."""
        zero = torch.zeros((), dtype=looks.dtype)
        changes = torch.where(mask.unsqueeze(2), looks - masked_mean(looks, mask).unsqueeze(1), zero)
        n, t = mask.shape
        cells = changes.view(n, t, _REDUCED, _CELLS, _CELLS).transpose(1, 2)
        moves = torch.relu(self.move(cells)).flatten(3).transpose(1, 2)  # (n, t, out, cells)
        most = torch.where(mask.unsqueeze(2), moves.amax(3), zero).amax(1)
        found: torch.Tensor = self.tell(torch.cat([masked_mean(moves.mean(3), mask), most], 1))
        return found


class VectorHead(nn.Module):
    """A vector that was made elsewhere, standardised by the training's mean and deviation, then brought to size."""

    mean: torch.Tensor
    deviation: torch.Tensor

    def __init__(self, into: int, out: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(into))
        self.register_buffer("deviation", torch.ones(into))
        self.look = nn.Sequential(nn.Linear(into, 2 * out), nn.ReLU(), nn.Linear(2 * out, out), nn.ReLU())

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """Give (n, out) of (n, into)."""
        standard = ((vectors - self.mean) / self.deviation).clamp(-_MOST_STANDARD, _MOST_STANDARD)
        found: torch.Tensor = self.look(standard)
        return found


class Fusion(nn.Module):
    """Join the parts to one embedding, and that to the classes.

    A part that is missing is not zero: it is a vector of its own that training learns to stand for "not known", and
    what was put in its place is never read. METHODS 6: the paper's missing data.

    Parameters
    ----------
    params : NetworkParams
    """

    def __init__(self, params: NetworkParams) -> None:
        super().__init__()
        self.names, self.part_dropout = params.parts, params.part_dropout
        self.absent = nn.ParameterDict(
            {name: nn.Parameter(torch.randn(params.part_size) * 0.1) for name in params.parts}
        )
        joined = len(params.parts) * params.part_size
        self.join = nn.Sequential(
            nn.Linear(joined, 2 * params.fused_size),
            nn.ReLU(),
            nn.Dropout(params.dropout),
            nn.Linear(2 * params.fused_size, params.fused_size),
        )
        self.tell = nn.Sequential(
            nn.ReLU(), nn.Dropout(params.dropout), nn.Linear(params.fused_size, len(params.classes))
        )

    def forward(
        self, parts: Mapping[str, torch.Tensor], present: Mapping[str, torch.Tensor]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Give the fused embedding (n, fused_size) and the scores of the classes (n, classes)."""
        rows = []
        for name in self.names:
            there = present[name]
            if self.training and self.part_dropout:
                there = there & (torch.rand(len(there)) >= self.part_dropout)
            rows.append(torch.where(there.unsqueeze(1), parts[name], self.absent[name]))
        fused: torch.Tensor = self.join(torch.cat(rows, 1))
        return fused, self.tell(fused)
