"""The whole network: frames through the cascade, three heads, joined vectors, one embedding, eight classes.

METHODS 6, [A] IV.B (MInReCNN).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import nn

from core.persona.media.cascade import Cascade
from core.persona.media.head import ActionHead, FrameHead, Fusion, VectorHead
from core.persona.media.network_params import PARTS
from core.persona.media.place import FACE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.persona.media.network_params import NetworkParams

_MOTION = 2  # frames, below which nothing can be seen to move


@dataclass(frozen=True, slots=True, eq=False)
class ClipBatch:
    """Some clips, filled up to the longest one; what fills is masked and never read.

    ``frames`` (n, t, 3, h, w) in [0, 255]; ``mask`` (n, t) says which are there; ``boxes`` (n, t, 4) and ``kinds``
    (n, t) the places that a detector gave (see :mod:`core.persona.media.place`). ``vectors`` (n, length) by name, and
    ``present`` (n,) by the same names.
    """

    frames: torch.Tensor
    mask: torch.Tensor
    boxes: torch.Tensor
    kinds: torch.Tensor
    vectors: Mapping[str, torch.Tensor]
    present: Mapping[str, torch.Tensor]


class Told(NamedTuple):
    """What the network says of n clips.

    ``scores`` (n, classes), before the softmax; ``fused`` (n, fused_size); ``parts`` (n, part_size) and ``present``
    (n,) by part; ``heads`` (n, classes of the head) by head; ``guess`` (n, classes), the localiser's own scores.
    ``boxes`` (n, t, 4) is where pass two looked. Of a part that is not present, nothing said means anything.
    """

    scores: torch.Tensor
    fused: torch.Tensor
    parts: Mapping[str, torch.Tensor]
    present: Mapping[str, torch.Tensor]
    heads: Mapping[str, torch.Tensor]
    guess: torch.Tensor
    boxes: torch.Tensor


class PersonaNetwork(nn.Module):
    """Inception-ResNet in two passes, three heads, and the fusion with text and sound.

    Parameters
    ----------
    params : NetworkParams

    Notes
    -----
    Weights are drawn from torch's global state: build it within :func:`seeded`. In the state for use
    (``.eval()``) what is said of a clip does not depend on the others of its batch.
    """

    def __init__(self, params: NetworkParams) -> None:
        super().__init__()
        self.params = params
        self.cascade = Cascade(params)
        channels, size = self.cascade.channels, params.part_size
        self.object = FrameHead(2 * channels, size)
        self.emotion = FrameHead(channels, size)
        self.action = ActionHead(self.cascade.trunk.stem.channels, size)
        self.joined = nn.ModuleDict({name: VectorHead(length, size) for name, length in params.joined})
        self.tells = nn.ModuleDict(
            {name: nn.Linear(size, n) for name, n in zip(PARTS, params.heads, strict=True)}
        )
        self.fusion = Fusion(params)

    def forward(self, batch: ClipBatch) -> Told:
        """Tell what is in some clips."""
        pictures, present, seen = self.look(batch)
        parts, fused, scores = self.fuse(pictures, batch.vectors, present)
        heads = {name: tell(parts[name]) for name, tell in self.tells.items()}
        n_seen = seen["mask"].sum(1, keepdim=True).clamp(min=1)
        return Told(scores, fused, parts, present, heads, seen["guess"].sum(1) / n_seen, seen["boxes"])

    def look(
        self, batch: ClipBatch
    ) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], dict[str, torch.Tensor]]:
        """Give the three parts of the pictures, which of all parts are present, and what was seen of each frame."""
        seen, mask, faces = self._seen(batch)
        present = {
            "object": mask.any(1),
            "emotion": faces.any(1),
            "action": mask.sum(1) >= _MOTION,
            **batch.present,
        }
        pictures = {
            "object": self.object(torch.cat([seen["first"], seen["second"]], 2), mask),
            "emotion": self.emotion(seen["second"], faces),
            "action": self.action(seen["looks"], mask),
        }
        return pictures, present, {**seen, "mask": mask}

    def fuse(
        self,
        pictures: Mapping[str, torch.Tensor],
        vectors: Mapping[str, torch.Tensor],
        present: Mapping[str, torch.Tensor],
    ) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
        """Join the parts of the pictures with the vectors: all parts, the fused embedding, the scores of the classes."""
        parts = dict(pictures)
        for name, head in self.joined.items():
            zero = torch.zeros((), dtype=vectors[name].dtype)
            parts[name] = head(torch.where(present[name].unsqueeze(1), vectors[name], zero))
        fused, scores = self.fusion(parts, present)
        return parts, fused, scores

    def _seen(self, batch: ClipBatch) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
        """Look at the frames that are there, and at no other: those that fill would be in the normalisation."""
        mask, kinds = batch.mask, batch.kinds
        if not mask.shape[1]:  # clips without any frame have one that is not there
            mask, kinds = (torch.zeros(len(mask), 1, dtype=one.dtype) for one in (mask, kinds))
        n_clips, n_frames = mask.shape
        faces = mask & (kinds == FACE)
        lengths = {
            "first": self.cascade.channels,
            "second": self.cascade.channels,
            "looks": self.action.length,
            "guess": len(self.params.classes),
            "boxes": 4,
        }
        empty = {name: torch.zeros(n_clips, n_frames, length) for name, length in lengths.items()}
        if not mask.any():
            return empty, mask, faces
        seen = self.cascade(batch.frames[mask], batch.boxes[mask], batch.kinds[mask])
        found = {
            "first": seen.first,
            "second": seen.second,
            "looks": self.action.look(seen.early),
            "guess": seen.guess,
            "boxes": seen.boxes,
        }
        return {name: empty[name].index_put((mask,), value) for name, value in found.items()}, mask, faces


def n_parameters(module: nn.Module) -> int:
    """Count the values that training changes; running means and variances are none."""
    return sum(value.numel() for value in module.parameters())


def build(params: NetworkParams, seed: int) -> PersonaNetwork:
    """Build a network whose first weights follow from the seed, and leave torch's random state as it was.

    >>> from core.persona.media.network_params import SMALL
    >>> n_parameters(build(SMALL, 0))
    303247
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = PersonaNetwork(params)
        for module in network.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    return network
