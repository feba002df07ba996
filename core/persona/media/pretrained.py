"""First weights from a network that somebody trained before: a folder, a file, or a name on the hub.

Two kinds are understood. A file of this program gives its whole trunk where the shape is the same. Inception-v4's public
weights (as safetensors, in the names that timm and the ports before it use) give the stem, which is the same stem; no
public weights have the blocks that stand behind it here, whose channels follow from this stem's 384.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError
from safetensors.torch import load_file

from core.errors import ModelError
from core.persona.media.network_file import check_weights

if TYPE_CHECKING:
    import torch

    from core.persona.media.persona_network import PersonaNetwork

TRUNK = "cascade.trunk."
_STEM = "cascade.trunk.stem."
_INCEPTION_V4 = {
    "features.0": "first.0",
    "features.1": "first.1",
    "features.2": "first.2",
    "features.3.conv": "second.branches.1",
    "features.4.branch0.0": "third.branches.0.0",
    "features.4.branch0.1": "third.branches.0.1",
    "features.4.branch1.0": "third.branches.1.0",
    "features.4.branch1.1": "third.branches.1.1",
    "features.4.branch1.2": "third.branches.1.2",
    "features.4.branch1.3": "third.branches.1.3",
    "features.5.conv": "fourth.branches.0",
}
"""Where each convolution of Inception-v4's stem stands in timm's names, and in ours."""

_LAYERS = {"conv": "0", "bn": "1"}


def load_pretrained(network: PersonaNetwork, spec: str, *, download: bool = False) -> str:
    """Give a network's trunk, or its stem, the weights of another.

    Parameters
    ----------
    network : PersonaNetwork
        Is changed.
    spec : str
        A .safetensors file, a folder that holds one, or a name on the hub, such as "timm/inception_v4.tf_in1k".
    download : bool
        Whether the name may be looked up on the hub; otherwise it has to be on this machine already.

    Returns
    -------
    str
        What was taken, for the card: "trunk" or "stem", and of what.

    Raises
    ------
    ModelError
        If nothing is there, or what is there does not fit; the message names the weights.
    """
    file = _file(spec, download=download)
    try:
        given = load_file(file)
    except (OSError, SafetensorError, ValueError) as error:
        message = f"{file} cannot be read ({str(error)[:120]}); weights must be safetensors"
        raise ModelError(message) from error
    first, found = _fitting(given)
    if not found:
        message = f"{file} holds neither a network of this program nor Inception-v4's stem"
        raise ModelError(message)
    own = {name: value for name, value in network.state_dict().items() if name.startswith(first)}
    check_weights(found, own, str(file))
    network.load_state_dict(found, strict=False)
    return f"{'trunk' if first == TRUNK else 'stem'} of {Path(spec).name or spec}"


def _fitting(given: dict[str, torch.Tensor]) -> tuple[str, dict[str, torch.Tensor]]:
    trunk = {name: value for name, value in given.items() if name.startswith(TRUNK)}
    if trunk:
        return TRUNK, trunk
    stem: dict[str, torch.Tensor] = {}
    for theirs, ours in _INCEPTION_V4.items():
        for layer, place in _LAYERS.items():
            first = f"{theirs}.{layer}."
            stem |= {
                f"{_STEM}{ours}.{place}.{name.removeprefix(first)}": value
                for name, value in given.items()
                if name.startswith(first)
            }
    return _STEM, stem


def _file(spec: str, *, download: bool) -> Path:
    path = Path(spec).expanduser()
    if path.is_file():
        return path
    if not path.is_dir():
        path = _from_hub(spec, download=download)
    found = sorted(path.glob("*.safetensors"))
    if len(found) != 1:
        message = f"{path} holds {len(found)} .safetensors files; name the one that is meant"
        raise ModelError(message)
    return found[0]


def _from_hub(spec: str, *, download: bool) -> Path:
    try:
        from huggingface_hub import snapshot_download  # noqa: PLC0415 — when a model is looked for
    except ImportError as error:
        message = (
            f"there is no file or folder {spec}, and huggingface_hub, which looks names up, is not installed"
        )
        raise ModelError(message) from error
    try:
        found = snapshot_download(
            spec, local_files_only=not download, allow_patterns=["*.safetensors"], etag_timeout=10
        )
    except (OSError, ValueError) as error:  # all that the hub's library raises is one of these
        message = f"there is no model {spec} on this machine: name a file or a folder, or allow the download"
        if download:
            message = (
                f"the hub does not give {spec} ({type(error).__name__}); check the name and the connection"
            )
        raise ModelError(message) from error
    return Path(found)
