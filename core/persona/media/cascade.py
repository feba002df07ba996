"""Two passes over a frame: all of it, then the place in it that counts, larger. METHODS 6, [A] IV.B.

[A] says "stride at the localised area of the object" and "cascading in stages". Built here: pass one sees the frame;
the place is a face, else an object, that a detector found, else where the network's own class activation map is
highest (Zhou et al. 2016, arXiv 1512.04150); pass two sees that place, cut from the frame as it was before it was
made small for pass one, with the same weights. The map is taken on the middle grid, where the published network has
its auxiliary classifier: the last one has too few cells to place anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import nn
from torch.nn import functional

from core.persona.media.inception_resnet import InceptionResNet
from core.persona.media.place import NOWHERE

if TYPE_CHECKING:
    from core.persona.media.network_params import NetworkParams

_SHARE_OF_PEAK = 0.5  # of the activation map: cells above it are the place
_LEAST_SIDE = 0.3  # of a box, as a share of the frame: a cell of the map reaches about that far
_WIDER = 1.3  # a box that was given is cut with this much around it, as face models are trained
_FINE = 1.5  # times the size of a pass: up to it a box holds hardly more pixels than are asked for


class Seen(NamedTuple):
    """What both passes saw of n frames.

    ``first`` and ``second`` are (n, c), the pooled last maps; ``early`` (n, a, g, g) and ``middle`` (n, b, g', g') pass one's
    maps on the first and the middle grid; ``boxes`` (n, 4) where pass two looked (left, top, right, bottom in [0, 1]); ``guess`` (n, classes) are the
    scores of pass one's own classifier, whose activation map places what no detector did.
    """

    first: torch.Tensor
    second: torch.Tensor
    early: torch.Tensor
    middle: torch.Tensor
    boxes: torch.Tensor
    guess: torch.Tensor


class Cascade(nn.Module):
    """The trunk, looked through twice.

    Parameters
    ----------
    params : NetworkParams
    """

    def __init__(self, params: NetworkParams) -> None:
        super().__init__()
        self.size = params.size
        self.trunk = InceptionResNet(params)
        self.channels = self.trunk.channels_c
        self.localiser = nn.Conv2d(self.trunk.channels_b, len(params.classes), 1)

    def forward(self, frames: torch.Tensor, boxes: torch.Tensor, kinds: torch.Tensor) -> Seen:
        """Look at frames.

        Parameters
        ----------
        frames : tensor of shape (n, 3, h, w)
            Values in [0, 255], of any size; larger than ``size`` gives pass two more to see.
        boxes : tensor of shape (n, 4)
            Given places; only read where ``kinds`` is not ``NOWHERE`` of :mod:`core.persona.media.place`.
        kinds : tensor of shape (n,)
        """
        pictures = frames.float() / 127.5 - 1
        maps = self.trunk(_resized(pictures, self.size))
        scores = self.localiser(maps.b)
        guess = scores.mean((2, 3))
        # a box is a choice of cells, through which no gradient can go
        own = activation_boxes(scores.detach(), guess.detach().argmax(1))
        given = (kinds != NOWHERE).unsqueeze(1)
        places = torch.where(given, _widened(torch.where(given, boxes, own)), own)
        crops = cut(pictures, places, self.size)
        second = self.trunk(crops).c.mean((2, 3))
        return Seen(maps.c.mean((2, 3)), second, maps.a, maps.b, places, guess)


def activation_boxes(scores: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
    """Give the place where each chosen class is active: (n, 4), left, top, right, bottom in [0, 1].

    Parameters
    ----------
    scores : tensor of shape (n, classes, g, g)
        Class activation maps.
    chosen : tensor of shape (n,)
        A class of each.

    Notes
    -----
    The smallest box around all cells that are at least half way from the map's lowest value to its highest, made at
    least 0.3 of the frame wide and high, and moved into the frame. A flat map gives the whole frame.

    Examples
    --------
    >>> map = torch.zeros(1, 1, 5, 5)
    >>> map[0, 0, 1, 3:] = 1
    >>> [round(value, 2) for value in activation_boxes(map, torch.tensor([0]))[0].tolist()]
    [0.6, 0.15, 1.0, 0.45]
    """
    one = scores[torch.arange(len(scores)), chosen]
    low, high = one.amin((1, 2), keepdim=True), one.amax((1, 2), keepdim=True)
    hot = one - low >= _SHARE_OF_PEAK * (high - low)
    sides = []
    for axis in (1, 2):  # over rows: which columns are hot; over columns: which rows
        line = hot.any(axis).float()
        n = line.shape[1]
        begin = line.argmax(1) / n
        end = 1 - line.flip(1).argmax(1) / n
        middle = (begin + end) / 2
        half = (end - begin).clamp(min=_LEAST_SIDE) / 2
        middle = torch.minimum(torch.maximum(middle, half), 1 - half)
        sides += [middle - half, middle + half]
    left, right, top, bottom = sides
    return torch.stack([left, top, right, bottom], 1)


def cut(pictures: torch.Tensor, boxes: torch.Tensor, size: int) -> torch.Tensor:
    """Cut the boxes out of pictures, (n, c, h, w), and bring them to (n, c, size, size) by straight lines.

    What of a box is outside the picture repeats its edge. Where the picture is larger than 1.5 times ``size``, each pixel
    is asked at four places around its middle, so that fine patterns in a large box do not alias.
    """
    fine = size if max(pictures.shape[2:]) <= _FINE * size else 2 * size
    steps = (torch.arange(fine, dtype=pictures.dtype, device=pictures.device) + 0.5) / fine
    left, top, right, bottom = boxes.to(pictures.dtype).unbind(1)
    x = left[:, None] + (right - left)[:, None] * steps
    y = top[:, None] + (bottom - top)[:, None] * steps
    grid = torch.stack([x[:, None, :].expand(-1, fine, -1), y[:, :, None].expand(-1, -1, fine)], 3) * 2 - 1
    found = functional.grid_sample(pictures, grid, "bilinear", "border", align_corners=False)
    return found if fine == size else functional.avg_pool2d(found, 2)


def _widened(boxes: torch.Tensor) -> torch.Tensor:
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]).clamp(min=0.02) / 2 * _WIDER
    return torch.cat([middle - half, middle + half], 1).clamp(0, 1)


def _resized(pictures: torch.Tensor, size: int) -> torch.Tensor:
    if pictures.shape[2:] == (size, size):
        return pictures
    return functional.interpolate(pictures, (size, size), mode="bilinear", antialias=True)
