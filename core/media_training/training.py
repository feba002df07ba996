"""The learning itself: epochs over some clips, watched on others, until these are told no better."""

from __future__ import annotations

import hashlib
import json
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

from core.media_training.batch import clip_batch
from core.media_training.checkpoint import NAME, State, load_state, save_state
from core.media_training.fusion import refine, watched_figures
from core.media_training.prediction import predict
from core.persona.media.persona_network import PersonaNetwork, build
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from core.media_training.clip import LabelledClips
    from core.media_training.training_params import TrainingParams
    from core.persona.media.network_params import NetworkParams
    from core.persona.media.persona_network import Told
    from core.progress import Progress

    Rows = npt.NDArray[np.int64]

METRICS = "metrics.jsonl"
_LARGEST_STEP = 2.0  # of all gradients together
_LEFT = "what it learned until the last whole epoch is kept, and it goes on there"


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A network with the weights of its best epoch, its fusion learned anew where that told the watched better.

    ``history`` is a line of figures an epoch, ``fusion`` that of the second stage; ``watched`` the loss and accuracy on
    those watched, of the network as it is.
    """

    network: PersonaNetwork
    best_epoch: int
    history: tuple[dict[str, Any], ...]
    fusion: dict[str, Any]
    watched: dict[str, float]


def train(
    data: LabelledClips,
    learn: Rows,
    watch: Rows,
    shape: NetworkParams,
    params: TrainingParams,
    folder: Path,
    *,
    start: Callable[[PersonaNetwork], object] | None = None,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Trained:
    """Train a network in two stages, or go on where a training of the same was stopped.

    First everything together; then, over parts of pictures that stay as they are, the fusion alone
    (:mod:`core.media_training.fusion`).

    Parameters
    ----------
    data : LabelledClips
    learn, watch : ndarray of shape (n,), (m,)
        Places of the examples that are learned from, and of those that early stopping looks at: no person in both.
    shape : NetworkParams
    params : TrainingParams
    folder : Path
        For ``checkpoint.safetensors`` and ``metrics.jsonl``, a line an epoch and one of the second stage.
    start : callable, optional
        Changes the first weights, such as to those of a pretrained trunk.
    progress, cancelled : callable

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    ModelError
        If the folder holds another training.

    Notes
    -----
    Deterministic: the same arguments on the same machine, with the same number of threads, give the same weights bit
    for bit, also where the process was killed at any moment and begun anew (a test kills it). torch's global random
    state is as before.
    Cost: three times that of saying what is in the clips, for every epoch.
    """
    torch.set_num_threads(params.threads)
    network = build(shape, params.seed)
    if start is not None:
        start(network)
    _standardise(network, data, learn)
    optimiser = torch.optim.AdamW(network.parameters(), lr=params.rate, weight_decay=params.decay)
    mark = _mark(data, learn, watch, shape, params)
    state = load_state(folder / NAME, network, optimiser, mark) or State(0, 0, math.inf, {}, [])
    _write_metrics(folder / METRICS, state.history)
    while state.epoch < params.epochs and state.epoch - state.best_epoch < params.patience:
        said = f"epoch {state.epoch + 1} of at most {params.epochs}"

        def told(share: float, words: str, first: int = state.epoch) -> None:
            progress((first + share) / params.epochs, f"{said}: {words}")  # noqa: B023 — called within this turn

        loss = _epoch(network, optimiser, data, learn, params, state.epoch, told, cancelled)
        _judge(network, data, watch, params, state, loss)
        save_state(folder / NAME, network, optimiser, state, mark)
        _write_metrics(folder / METRICS, state.history)
    network.load_state_dict(state.best)
    fusion = refine(network, data, learn, watch, params, cancelled=cancelled)
    _write_metrics(folder / METRICS, [*state.history, fusion])
    last = fusion if fusion["kept"] else state.history[state.best_epoch - 1]
    watched = {name: last[name] for name in ("validation_loss", "validation_accuracy")}
    progress(1.0, f"{state.epoch} epochs, the best was number {state.best_epoch}")
    return Trained(network.eval(), state.best_epoch, tuple(state.history), fusion, watched)


def _epoch(
    network: PersonaNetwork,
    optimiser: torch.optim.Optimizer,
    data: LabelledClips,
    learn: Rows,
    params: TrainingParams,
    epoch: int,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> float:
    """Go once over what is learned from; give the mean loss."""
    rng = np.random.default_rng([params.seed, epoch])
    batches = list(_batches(rng.permutation(learn), params.batch))
    total, n_done = 0.0, 0
    network.train()
    for number, rows in enumerate(batches):
        check(cancelled, _LEFT)
        progress(number / len(batches), f"{n_done} of {learn.size} clips")
        rate = params.rate * _share(epoch + number / len(batches), params.epochs)
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = clip_batch([data.clips[int(row)] for row in rows], network.params, rng)
        # what is left out by chance follows from the seed and the step, and nothing outside is moved
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(rng.integers(2**62)))
            told = network(batch)
        loss = loss_of(told, data, rows, params)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), _LARGEST_STEP)
        optimiser.step()
        total += float(loss.detach()) * len(rows)
        n_done += len(rows)
    return total / n_done


def loss_of(told: Told, data: LabelledClips, rows: Rows, params: TrainingParams) -> torch.Tensor:
    """Give the loss of a batch: of the classes, and aside of the localiser and of each head that has labels.

    Parameters
    ----------
    told : Told
    data : LabelledClips
    rows : ndarray of shape (n,)
        Places of the batch's examples.
    params : TrainingParams
    """
    examples = [data.examples[int(row)] for row in rows]
    labels = torch.tensor([example.label for example in examples])
    loss = functional.cross_entropy(told.scores, labels, label_smoothing=params.smoothing)
    has_frames = told.present["object"]
    if has_frames.any():
        loss = loss + params.aside * functional.cross_entropy(told.guess[has_frames], labels[has_frames])
    for name, scores in told.heads.items():
        own = torch.tensor([example.heads.get(name, -1) for example in examples])
        own = torch.where(told.present[name], own, -1)
        if (own >= 0).any():
            loss = loss + params.aside * functional.cross_entropy(scores, own, ignore_index=-1)
    return loss


def _judge(
    network: PersonaNetwork,
    data: LabelledClips,
    watch: Rows,
    params: TrainingParams,
    state: State,
    loss: float,
) -> None:
    """Look at what is not learned from, and note the epoch."""
    said = predict(network, data, watch, params)
    watched, right = watched_figures(data, watch, said.shares)
    state.epoch += 1
    if watched < state.best_loss:
        state.best_loss, state.best_epoch = watched, state.epoch
        state.best = {name: value.clone() for name, value in network.state_dict().items()}
    state.history.append(
        {
            "epoch": state.epoch,
            "training_loss": loss,
            "validation_loss": watched,
            "validation_accuracy": right,
            "best_epoch": state.best_epoch,
        }
    )


def _standardise(network: PersonaNetwork, data: LabelledClips, learn: Rows) -> None:
    """Give each joined vector's head the mean and deviation of what is learned from."""
    found: dict[str, list[Any]] = {name: [] for name, _ in network.params.joined}
    for row in learn:
        vectors = data.clips[int(row)].vectors
        for name, length in network.params.joined:
            vector = vectors.get(name)
            if vector is not None and vector.shape == (length,) and np.isfinite(vector).all():
                found[name].append(vector)
    for name, rows in found.items():
        if rows:
            values = np.asarray(rows, np.float64)
            deviation = np.maximum(values.std(0), 1e-3)
            network.joined[name].load_state_dict(
                {"mean": torch.from_numpy(values.mean(0)), "deviation": torch.from_numpy(deviation)},
                strict=False,
            )


def _batches(rows: Rows, most: int) -> Iterator[Rows]:
    """Cut rows into batches as equal as can be: one clip alone has no deviation to be normalised by."""
    yield from np.array_split(rows, max(1, math.ceil(rows.size / most)))


def _share(epoch: float, epochs: int) -> float:
    """Give the share of the highest rate: up over the first tenth, then down as a cosine."""
    done, warm = epoch / epochs, 0.1
    return (
        max(done / warm, 0.01) if done < warm else 0.5 + 0.5 * math.cos(math.pi * (done - warm) / (1 - warm))
    )


def _mark(data: LabelledClips, learn: Rows, watch: Rows, shape: NetworkParams, params: TrainingParams) -> str:
    said = [data.title, data.classes, learn.tolist(), watch.tolist(), shape.as_json(), params.as_json()]
    said += [(one.name, one.person, one.label, dict(one.heads)) for one in data.examples]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _write_metrics(path: Path, history: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.write_text("".join(f"{json.dumps(line)}\n" for line in history), encoding="utf-8")
    draft.replace(path)
