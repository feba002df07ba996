"""A network as one file: weights as safetensors, its shape and card as JSON in the file's head.

safetensors hold numbers and nothing that is run when they are opened.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from core.errors import ModelError, ParameterError
from core.persona.media.network_params import NetworkParams
from core.persona.media.persona_network import PersonaNetwork

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
_NAME = "doppelscope-network"
_SHOWN = 3  # faults told of one file


def save_network(network: PersonaNetwork, path: Path, card: Mapping[str, Any]) -> None:
    """Write a network; whoever reads sees the old file or the whole new one.

    Parameters
    ----------
    network : PersonaNetwork
    path : Path
        Ends in .safetensors.
    card : mapping
        What a reader must know, as JSON: of what data, how well, when, under which licence.
    """
    write_tensors(network.state_dict(), path, {"params": network.params.as_json(), "card": dict(card)})


def load_network(path: Path) -> tuple[PersonaNetwork, dict[str, Any]]:
    """Read a network, in the state for use, and its card.

    Raises
    ------
    ModelError
        If it is no such file, or what is in it does not fit the shape that its head promises; the message names the
        weights.
    """
    tensors, head = read_tensors(path)
    try:
        params = NetworkParams.from_json(head["params"])
        with torch.device("meta"):  # shapes only: a head that promises a giant takes no memory
            network = PersonaNetwork(params)
    except (KeyError, TypeError, AttributeError, ParameterError) as error:
        message = f"{path} does not say what network it holds ({error}); train it anew"
        raise ModelError(message) from error
    check_weights(tensors, network.state_dict(), str(path))
    network.load_state_dict(tensors, assign=True)
    for weight in network.parameters():
        weight.requires_grad = True
    return network.eval(), dict(head.get("card") or {})


def check_weights(given: Mapping[str, torch.Tensor], needed: Mapping[str, torch.Tensor], where: str) -> None:
    """Refuse weights that do not fit.

    Raises
    ------
    ModelError
        If one is missing, is too many, has another shape or kind, or holds what is no number.
    """
    faults = [f"{name} is missing" for name in needed if name not in given]
    faults += [f"{name} belongs to no part of this network" for name in given if name not in needed]
    for name in (name for name in needed if name in given):
        found, due = given[name], needed[name]
        if found.shape != due.shape:
            faults.append(f"{name} is {_shape(found)}, and must be {_shape(due)}")
        elif found.dtype != due.dtype:
            faults.append(f"{name} is {found.dtype}, and must be {due.dtype}")
        elif not bool(torch.isfinite(found).all()):
            faults.append(f"{name} holds values that are no numbers")
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        message = f"{where} cannot be used: {'; '.join(faults[:_SHOWN])}{more}"
        raise ModelError(message)


def write_tensors(tensors: Mapping[str, torch.Tensor], path: Path, head: Mapping[str, Any]) -> None:
    """Write tensors and a JSON head, by renaming a finished draft."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    whole = {name: value.detach().contiguous() for name, value in tensors.items()}
    text = json.dumps({"format": FORMAT, **head}, ensure_ascii=False)
    try:
        save_file(whole, draft, {_NAME: text})
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_tensors(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """Read what :func:`write_tensors` wrote.

    Raises
    ------
    ModelError
        If it cannot be read, or is none of ours.
    """
    try:
        with safe_open(path, "pt") as opened:
            head = json.loads((opened.metadata() or {}).get(_NAME, "null"))
            if not isinstance(head, dict) or head.get("format") != FORMAT:
                message = f"{path} was not written by this program, or by a newer one; train it anew"
                raise ModelError(message)
            return {name: opened.get_tensor(name) for name in opened.keys()}, head  # noqa: SIM118 — no mapping
    except (OSError, SafetensorError, ValueError) as error:
        message = f"{path} cannot be read ({str(error)[:120]}); it must be a safetensors file of this program"
        raise ModelError(message) from error


def _shape(tensor: torch.Tensor) -> str:
    return " × ".join(str(n) for n in tensor.shape) or "one value"
