"""Multilingual e5 from a folder that the analyst names, by onnxruntime: no torch."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from core.content.embedding.encoder import content_version, in_batches, require, sound
from core.errors import ModelError
from core.progress import ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

_PREFIX = "query: "  # what e5 was trained to see before texts that are compared with their like
_MOST_TOKENS = 128
_BATCH = 32
_MATRIX = 2


class E5:
    """A sentence encoder as ONNX, such as multilingual-e5-small (Wang et al. 2024): vectors of length 1.

    Its cosines sit at 0.7 to 0.9 whatever is compared: read them beside their percentile.

    Parameters
    ----------
    folder : Path
        With one ``.onnx`` file anywhere below (of several the smallest: that is the quantised one)
        and a ``tokenizer.json``.
    """

    licence = "MIT (intfloat/multilingual-e5-small); others as their folder says"

    def __init__(self, folder: Path) -> None:
        self._model = min(folder.rglob("*.onnx"), key=lambda path: (path.stat().st_size, path.as_posix()))
        self._tokenizer = folder / "tokenizer.json"
        self.name = f"e5 {folder.resolve().name}"
        if not self._tokenizer.is_file():
            message = f"{folder} has no tokenizer.json beside its model; put the model's own there"
            raise ModelError(message)

    @cached_property
    def version(self) -> str:
        """Name what the files of the model hold."""
        return content_version([self._model, self._tokenizer])

    @property
    def dimension(self) -> int:
        """Give the number of values of a vector."""
        return int(self._loaded[0].get_outputs()[0].shape[-1])

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        for library in ("onnxruntime", "tokenizers"):
            require(library)
        import onnxruntime  # noqa: PLC0415 — when a text is encoded
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        options.log_severity_level = 4
        # a thread that waits must not keep a core from whoever else works
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(
                str(self._model), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = Tokenizer.from_file(str(self._tokenizer))
        except Exception as error:  # both libraries raise what they like
            message = f"the model in {self._model.parent} cannot be read ({str(error)[:200]}); get it anew"
            raise ModelError(message) from error
        padding = tokenizer.padding or {}
        tokenizer.enable_truncation(_MOST_TOKENS)
        tokenizer.enable_padding(pad_id=padding.get("pad_id", 0), pad_token=padding.get("pad_token", "<pad>"))
        return session, tokenizer

    def encode(
        self,
        texts: Sequence[str],
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> Floats:
        """Give one vector a text: (n, d), in the order of the texts; see :class:`Encoder`.

        Notes
        -----
        Of each text the first 128 tokens are read. Quantised models give slightly other values where
        other texts are in the batch (cosine 0.999 and more).
        """
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return in_batches(texts, self._batch, _BATCH, progress, cancelled)

    def _batch(self, texts: Sequence[str]) -> Floats:
        session, tokenizer = self._loaded
        cut = tokenizer.encode_batch([_PREFIX + sound(text) for text in texts])
        mask = np.array([one.attention_mask for one in cut], np.int64)
        given = {
            "input_ids": np.array([one.ids for one in cut], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        asked = {one.name for one in session.get_inputs()}
        first: Floats = session.run(None, {name: given[name] for name in asked})[0]
        pooled = first if first.ndim == _MATRIX else averaged(first, mask)
        length = np.linalg.norm(pooled, axis=1, keepdims=True)
        unit: Floats = pooled / np.maximum(length, 1e-12)
        return unit


def averaged(states: Floats, mask: npt.NDArray[np.int64]) -> Floats:
    """Average the last states of a text's own tokens: (n, t, d) and (n, t) give (n, d).

    >>> averaged(np.array([[[2.0], [4.0], [9.0]]], np.float32), np.array([[1, 1, 0]])).tolist()
    [[3.0]]
    """
    weights = mask.astype(np.float32)
    total = np.einsum("ntd,nt->nd", states, weights)
    found: Floats = total / np.maximum(weights.sum(axis=1, keepdims=True), 1)
    return found
