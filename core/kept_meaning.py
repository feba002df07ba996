"""What is kept beside the vectors of a workspace: which model was chosen, and where meanings lie."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa

from core.content.embedding.params import EmbeddingParams
from core.errors import ParameterError, WorkspaceError
from core.model.meaning import MeaningScale
from core.workspace.derived import CHOICE, VECTORS

if TYPE_CHECKING:
    from pathlib import Path

_TRIES = 3


def last_choice(folder: Path) -> tuple[EmbeddingParams | None, str | None]:
    """Give how a workspace was embedded last, and the model's name; None where it never was."""
    try:
        said: dict[str, Any] = orjson.loads((folder / VECTORS / CHOICE).read_bytes())
        name = str(said.pop("name"))
        return EmbeddingParams(**said), name
    except (OSError, orjson.JSONDecodeError, TypeError, KeyError, AttributeError, ParameterError):
        return None, None


def keep_choice(folder: Path, params: EmbeddingParams, model: str) -> None:
    """Note how a workspace is embedded, for whoever only reads.

    Raises
    ------
    WorkspaceError
        If the folder cannot be written to: all that would be embedded would be lost.
    """
    path = folder / VECTORS / CHOICE
    draft = path.with_suffix(f".{os.getpid()}.new")
    try:
        for _ in range(_TRIES):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(orjson.dumps(asdict(params) | {"name": model}))
            with suppress(FileNotFoundError):  # another process swept the draft
                draft.replace(path)
                break
    except OSError as error:
        message = f"cannot write to {folder} ({error.strerror or error}); nothing was embedded"
        raise WorkspaceError(message) from error


def scale_table(scale: MeaningScale) -> pa.Table:
    """Lay out where meanings lie as a table of d rows."""
    told = {
        "n_profiles": str(scale.n_profiles),
        "mean_cosine": repr(scale.mean_cosine),
        "model": scale.model.encode("utf-8", "replace"),
    }
    rows = pa.FixedSizeListArray.from_arrays(pa.array(scale.whitening.ravel()), len(scale.mean))
    return pa.table({"mean": scale.mean, "whitening": rows}, metadata=told)


def read_scale(table: pa.Table) -> MeaningScale:
    """Read what :func:`scale_table` laid out."""
    told = table.schema.metadata
    mean = table.column("mean").to_numpy()
    whitening = table.column("whitening").combine_chunks().flatten().to_numpy().reshape(len(mean), -1)
    n_profiles, mean_cosine = int(told[b"n_profiles"]), float(told[b"mean_cosine"])
    return MeaningScale(mean, whitening, n_profiles, mean_cosine, told[b"model"].decode())
