"""The second stage of a training: the fusion anew, over parts of pictures that no longer change.

While the trunk still learns to see, the fusion has nothing to hold on to and may learn persons by heart instead; that
two parts mean something only together is then never found. Over finished parts it is, in seconds.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from core.media_training.batch import clip_batch
from core.persona.media.persona_network import build
from core.progress import check, never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy.typing as npt

    from core.media_training.clip import LabelledClips
    from core.media_training.training_params import TrainingParams
    from core.persona.media.persona_network import PersonaNetwork

    Rows = npt.NDArray[np.int64]
    Tensors = dict[str, torch.Tensor]

EPOCHS = 30
_RATE = 4e-3
_BATCH = 16
_LEFT = "what it learned until the last whole epoch is kept, and it goes on there"


class _Parts(NamedTuple):
    """What the network made of some clips: parts of pictures, joined vectors, what is present, and the labels."""

    pictures: Tensors
    vectors: Tensors
    present: Tensors
    labels: torch.Tensor

    def take(self, rows: torch.Tensor) -> _Parts:
        """Give some of the clips."""
        some = ({name: one[rows] for name, one in group.items()} for group in self[:3])
        pictures, vectors, present = some
        return _Parts(pictures, vectors, present, self.labels[rows])


def refine(
    network: PersonaNetwork,
    data: LabelledClips,
    learn: Rows,
    watch: Rows,
    params: TrainingParams,
    *,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """Learn the fusion and the heads of the joined vectors anew; keep them if they tell those watched better.

    Parameters
    ----------
    network : PersonaNetwork
        Is changed, if so; its trunk and the heads over pictures never are.
    data, learn, watch, params
        As :func:`core.media_training.training.train` has them.
    cancelled : callable

    Returns
    -------
    dict
        "stage", "epochs", "best_epoch", "validation_loss", "validation_accuracy", and "kept": whether they were.

    Notes
    -----
    Deterministic as the training is. Cost: what is in the clips is said once, then 30 epochs of small sums.
    """
    network.eval()
    known, watched = (_parts(network, data, rows, params, cancelled) for rows in (learn, watch))
    before = _figures(network, data, watch, watched)
    old = {name: value.clone() for name, value in network.state_dict().items()}
    _begin_anew(network, params.seed + 1)
    best, best_epoch, best_state = (math.inf, 0.0), 0, old
    weights = [weight for name, weight in network.named_parameters() if _is_learned(name)]
    optimiser = torch.optim.AdamW(weights, lr=_RATE, weight_decay=params.decay)
    for epoch in range(EPOCHS):
        check(cancelled, _LEFT)
        _epoch(network, optimiser, known, params, epoch)
        now = _figures(network, data, watch, watched)
        if now[0] < best[0]:
            best, best_epoch = now, epoch + 1
            best_state = {name: value.clone() for name, value in network.state_dict().items()}
    kept = best[0] < before[0]
    network.load_state_dict(best_state if kept else old)
    return {
        "stage": "fusion",
        "epochs": EPOCHS,
        "best_epoch": best_epoch,
        "validation_loss": best[0],
        "validation_accuracy": best[1],
        "kept": kept,
    }


def watched_figures(data: LabelledClips, rows: Rows, shares: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Give the mean negative log of the share of each clip's class, and the share of clips that are right."""
    labels = np.array([data.examples[int(row)].label for row in rows])
    loss = float(-np.log(shares[np.arange(rows.size), labels].clip(1e-12)).mean())
    return loss, float((shares.argmax(1) == labels).mean())


def _epoch(
    network: PersonaNetwork,
    optimiser: torch.optim.Optimizer,
    known: _Parts,
    params: TrainingParams,
    epoch: int,
) -> None:
    rng = np.random.default_rng([params.seed, 1, epoch])
    n = len(known.labels)
    batches = np.array_split(rng.permutation(n), max(1, math.ceil(n / _BATCH)))
    network.fusion.train()
    for number, rows in enumerate(batches):
        rate = _RATE * (0.5 + 0.5 * math.cos(math.pi * (epoch + number / len(batches)) / EPOCHS))
        for group in optimiser.param_groups:
            group["lr"] = rate
        some = known.take(torch.from_numpy(rows))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(rng.integers(2**62)))
            _, _, scores = network.fuse(some.pictures, some.vectors, some.present)
        loss = functional.cross_entropy(scores, some.labels, label_smoothing=params.smoothing)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    network.fusion.eval()


def _parts(
    network: PersonaNetwork,
    data: LabelledClips,
    rows: Rows,
    params: TrainingParams,
    cancelled: Callable[[], bool],
) -> _Parts:
    """Look at the clips once, in the state for use."""
    pictures, vectors, present = [], [], []
    with torch.no_grad():
        for first in range(0, rows.size, params.batch):
            check(cancelled, _LEFT)
            clips = [data.clips[int(row)] for row in rows[first : first + params.batch]]
            batch = clip_batch(clips, network.params)
            seen, there, _ = network.look(batch)
            pictures.append(seen)
            vectors.append(dict(batch.vectors))
            present.append(there)
    labels = torch.tensor([data.examples[int(row)].label for row in rows])
    return _Parts(_together(pictures), _together(vectors), _together(present), labels)


def _together(parts: list[Tensors]) -> Tensors:
    return {name: torch.cat([one[name] for one in parts]) for name in parts[0]}


def _figures(network: PersonaNetwork, data: LabelledClips, rows: Rows, known: _Parts) -> tuple[float, float]:
    with torch.no_grad():
        _, _, scores = network.fuse(known.pictures, known.vectors, known.present)
    return watched_figures(data, rows, torch.softmax(scores.double(), 1).numpy())


def _is_learned(name: str) -> bool:
    return name.startswith(("fusion.", "joined."))


def _begin_anew(network: PersonaNetwork, seed: int) -> None:
    """Give the fusion and the vectors' heads first weights; means and deviations of the vectors stay."""
    fresh = build(network.params, seed).state_dict()
    kept = {name for name, _ in _standards(network)}
    anew = {name: value for name, value in fresh.items() if _is_learned(name) and name not in kept}
    network.load_state_dict(anew, strict=False)


def _standards(network: PersonaNetwork) -> Iterable[tuple[str, torch.Tensor]]:
    return ((name, value) for name, value in network.named_buffers() if name.startswith("joined."))
