"""The paper's second vectoriser: DistilBERT, by transformers and torch, both extras.

[B] 3.4 names DistilBERT and no more; that its last states are averaged over a text's tokens is ours.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.content.embedding.encoder import content_version, in_batches, require, sound
from core.errors import ModelError
from core.progress import ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

_MOST_TOKENS = 256
_BATCH = 32
# Weights as safetensors only: the older form is a program that runs when it is opened.
_FILES = ["*.json", "*.txt", "*.safetensors"]


class DistilBert:
    """DistilBERT (Sanh et al. 2019): the mean of the last states of a text's tokens, 768 values.

    Parameters
    ----------
    spec : str
        A folder as transformers saves a model, or a name on the hub, such as "distilbert-base-uncased".
    download : bool
        Whether the name may be looked up on the hub; otherwise it has to be on this machine already.
    """

    licence = "Apache-2.0 (distilbert-base-uncased); others as their card says"

    def __init__(self, spec: str, *, download: bool = False) -> None:
        self._spec, self._download = spec, download
        folder = Path(spec).expanduser()
        self.name = f"DistilBERT {folder.resolve().name if folder.is_dir() else spec}"

    @cached_property
    def _folder(self) -> Path:
        folder = Path(self._spec).expanduser()
        if folder.is_dir():
            return folder
        require("huggingface_hub")
        from huggingface_hub import snapshot_download  # noqa: PLC0415 — when a model is looked for

        try:
            found = snapshot_download(
                self._spec, local_files_only=not self._download, allow_patterns=_FILES, etag_timeout=10
            )
        except (OSError, ValueError) as error:  # all that the hub's library raises is one of these
            message = f"there is no model {self._spec} on this machine: name a folder, or run hf download {self._spec} once"
            if self._download:
                message = f"the hub does not give {self._spec} ({type(error).__name__}); check the name and the connection"
            raise ModelError(message) from error
        return Path(found)

    @cached_property
    def version(self) -> str:
        """Name what the files of the model hold."""
        found = sorted(self._folder.glob("*.safetensors"))
        if not found:
            message = (
                f"{self._spec} has no weights as safetensors; save it with transformers' save_pretrained"
            )
            raise ModelError(message)
        return content_version([*found, *sorted(self._folder.glob("*.json"))])

    @property
    def dimension(self) -> int:
        """Give the number of values of a vector."""
        return int(self._loaded[0].config.dim)

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        for library in ("torch", "transformers"):
            require(library)
        from transformers import AutoTokenizer, DistilBertModel  # noqa: PLC0415 — seconds, when a text is encoded

        try:
            # in the state for use, not for training: from_pretrained sees to that
            model = DistilBertModel.from_pretrained(self._folder, local_files_only=True, use_safetensors=True)
            tokenizer = AutoTokenizer.from_pretrained(self._folder, local_files_only=True)
        except (OSError, ValueError, RuntimeError) as error:
            message = f"the model {self._spec} cannot be read ({str(error)[:200]}); get it anew"
            raise ModelError(message) from error
        return model, tokenizer

    def encode(
        self,
        texts: Sequence[str],
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> Floats:
        """Give one vector a text: (n, d), in the order of the texts; see :class:`Encoder`.

        Notes
        -----
        Of each text the first 256 tokens are read. Vectors are as the model gives them, not of length 1.
        """
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return in_batches(texts, self._batch, _BATCH, progress, cancelled)

    def _batch(self, texts: Sequence[str]) -> Floats:
        import torch  # noqa: PLC0415 — when a text is encoded

        model, tokenizer = self._loaded
        most = min(_MOST_TOKENS, int(model.config.max_position_embeddings))
        cut = tokenizer(
            [sound(text) for text in texts],
            padding=True,
            truncation=True,
            max_length=most,
            return_tensors="pt",
        )
        with torch.inference_mode():
            states = model(input_ids=cut["input_ids"], attention_mask=cut["attention_mask"]).last_hidden_state
            weights = cut["attention_mask"].unsqueeze(-1).to(states.dtype)
            mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1)
        found: Floats = mean.float().numpy()
        return found
