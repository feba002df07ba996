"""What the analyst's own network says of a file: shares of the eight classes, or a note why there are none."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.errors import DoppelscopeError, ModelError
from core.model.persona import CLASSES
from core.persona.media.instrument import Instruments

if TYPE_CHECKING:
    from pathlib import Path

    from core.media_training.store import Reading
    from core.media_training.training_params import TrainingParams
    from core.model.media import MediaAnalysis
    from core.persona.media.media_params import MediaParams
    from core.persona.media.persona_network import PersonaNetwork
    from core.persona.media.weight import Weights

_MARK = 8  # letters of the file's checksum: a network that is trained anew has another name
_PREPARING = ("n_frames", "side")
"""Of the training's parameters, those that say how a clip is prepared."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    network: PersonaNetwork
    name: str
    training: TrainingParams


class Judge:
    """Asks a network of :func:`core.media_training.run.train_network`, which is loaded when it is first needed.

    Parameters
    ----------
    file : Path
        Where there is none, nothing is said.
    weights : Weights
        Faces are found as they were when it was trained.
    params : MediaParams
        Of the analysis.

    Notes
    -----
    A clip is prepared as for the training, by the same code: frames, faces, sound. Its words are those of the analysis.
    Cost: the file is decoded once more; a small network then takes 0.1 s.
    """

    def __init__(self, file: Path, weights: Weights, params: MediaParams) -> None:
        self._file, self._weights, self._params = file, weights, params

    def judged(self, path: Path, found: MediaAnalysis) -> MediaAnalysis:
        """Give an analysis with the network's shares, or with a note why it says nothing."""
        if not self._file.exists():
            return found
        try:
            known = self._known
            if isinstance(known, str):
                raise ModelError(known)
            shares = self._shares(known, path, found)
        except (DoppelscopeError, RuntimeError, ValueError) as error:  # torch raises the latter two
            why = str(error).partition("\n")[0]
            return replace(
                found, notes=(*found.notes, f"the network {self._file.name} says nothing of it: {why}")
            )
        return replace(found, classes=shares, network=known.name)

    @cached_property
    def _known(self) -> _Known | str:
        """Load the network once; or say why it cannot be used."""
        try:
            return self._loaded()
        except ModuleNotFoundError as error:
            return f"{error.name} is not installed: run `make media`"
        except DoppelscopeError as error:
            return str(error)

    def _loaded(self) -> _Known:
        import torch  # noqa: PLC0415 — an extra

        from core.media_training.training_params import TrainingParams  # noqa: PLC0415 — with torch only
        from core.persona.media.network_file import load_network  # noqa: PLC0415 — torch

        network, card = load_network(self._file)
        if set(network.params.classes) != set(CLASSES):
            message = f"it tells {', '.join(network.params.classes)}; only one of the eight classes is asked"
            raise ModelError(message)
        told = card.get("training")
        given = {name: told[name] for name in _PREPARING if name in told} if isinstance(told, dict) else {}
        try:
            training = TrainingParams(**given)
        except (DoppelscopeError, TypeError) as error:
            message = f"it does not say how its clips were prepared ({error}); train it anew"
            raise ModelError(message) from error
        torch.set_num_threads(self._params.threads)
        with self._file.open("rb") as file:
            mark = hashlib.file_digest(file, "sha256").hexdigest()[:_MARK]
        return _Known(network, f"{self._file.stem} {mark}", training)

    def _shares(self, known: _Known, path: Path, found: MediaAnalysis) -> dict[str, float]:
        from core.media_training.clip import Example, LabelledClips  # noqa: PLC0415 — with torch only
        from core.media_training.prediction import predict  # noqa: PLC0415 — torch
        from core.media_training.store import read_clip  # noqa: PLC0415 — an extra

        clip = read_clip(path, self._reading(found), known.training)
        one = LabelledClips(path.name, (Example(path.name, "", 0),), [clip], known.network.params.classes)
        said = predict(known.network, one, np.zeros(1, np.int64), known.training)
        shares = dict(zip(known.network.params.classes, said.shares[0].tolist(), strict=True))
        if not all(math.isfinite(share) for share in shares.values()):
            message = "what it says is no number"
            raise ModelError(message)
        return {name: shares[name] for name in CLASSES}

    def _reading(self, found: MediaAnalysis) -> Reading:
        from core.media_training.file_reading import file_reading  # noqa: PLC0415 — an extra

        words = " ".join(one.text for one in (*found.speech, *found.text_in_frames)) or None
        return file_reading(faces=self._faces.faces, words=lambda _: words, params=self._params)

    @cached_property
    def _faces(self) -> Instruments:
        return Instruments(self._weights, replace(self._params, parts=("faces",)))
