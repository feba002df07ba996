"""Where a training stands after an epoch, in one file, so that it goes on there after it was stopped or killed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import ModelError
from core.persona.media.network_file import check_weights, read_tensors, write_tensors

if TYPE_CHECKING:
    from pathlib import Path

    import torch

    from core.persona.media.persona_network import PersonaNetwork

NAME = "checkpoint.safetensors"


@dataclass(slots=True)
class State:
    """All that the next epoch depends on, besides weights and optimiser.

    ``epoch`` epochs are done; ``best`` are the weights of epoch ``best_epoch``, with the least validation loss.
    ``history`` is a line of figures an epoch.
    """

    epoch: int
    best_epoch: int
    best_loss: float
    best: dict[str, torch.Tensor]
    history: list[dict[str, Any]]


def save_state(
    path: Path, network: PersonaNetwork, optimiser: torch.optim.Optimizer, state: State, mark: str
) -> None:
    """Write it, by renaming a finished draft. ``mark`` says what data and parameters it belongs to."""
    tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
    tensors |= {f"best.{name}": value for name, value in state.best.items()}
    for place, kept in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{place}.{name}": value for name, value in kept.items()}
    head = {
        "mark": mark,
        "epoch": state.epoch,
        "best_epoch": state.best_epoch,
        "best_loss": state.best_loss,
        "history": state.history,
    }
    write_tensors(tensors, path, head)


def load_state(
    path: Path, network: PersonaNetwork, optimiser: torch.optim.Optimizer, mark: str
) -> State | None:
    """Set network and optimiser as they were, and give the rest; None where there is nothing to go on from.

    Raises
    ------
    ModelError
        If the file belongs to other data or parameters, or cannot be read.
    """
    if not path.exists():
        return None
    tensors, head = read_tensors(path)
    if head.get("mark") != mark:
        message = f"{path} is of a training on other data or with other parameters; remove it, or name another folder"
        raise ModelError(message)
    parts = {name: _under(tensors, name) for name in ("network", "best", "optimiser")}
    for name in ("network", "best"):
        check_weights(parts[name], network.state_dict(), f"{path} ({name})")
    network.load_state_dict(parts["network"])
    kept: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in parts["optimiser"].items():
        place, _, what = name.partition(".")
        kept.setdefault(int(place), {})[what] = value
    optimiser.load_state_dict({"state": kept, "param_groups": optimiser.state_dict()["param_groups"]})
    return State(head["epoch"], head["best_epoch"], head["best_loss"], parts["best"], head["history"])


def _under(tensors: dict[str, torch.Tensor], first: str) -> dict[str, torch.Tensor]:
    return {
        name.removeprefix(f"{first}."): value
        for name, value in tensors.items()
        if name.startswith(f"{first}.")
    }
