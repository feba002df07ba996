"""Weights on this machine: found by name, and checked by their SHA-256 before anything is loaded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ModelError
from core.persona.media.weight_list import WEIGHTS

if TYPE_CHECKING:
    from core.persona.media.weight_list import Weight

FOLDER = Path("models")
"""Where `make media` prepares them: beside the app, and not in its history."""

REMEDY = "run `make media`"


@dataclass(frozen=True, slots=True)
class Weights:
    """The folder that holds what was prepared.

    Examples
    --------
    >>> Weights(Path("no such folder")).why_missing("blazeface")
    'the weights of blazeface are not in no such folder: run `make media`'
    """

    folder: Path = FOLDER

    def place(self, name: str) -> Path:
        """Give the folder of one model's files, all of them checked.

        Raises
        ------
        ModelError
            If one is missing, or is not the one that is known: one line, with the way out.
        """
        weight = WEIGHTS[name]
        place = self._place(weight)
        for part in weight.files:
            file = place / part.file
            if not file.is_file():
                raise ModelError(self._absent(weight))
            state = file.stat()
            if file_sum(file, state.st_size, state.st_mtime_ns) != part.sha256:
                message = f"{file} is not the file that is known as {weight.label}: {REMEDY} to make it anew"
                raise ModelError(message)
        return place

    def file(self, name: str) -> Path:
        """Give the one file of a model that has one; raises as :meth:`place`."""
        return self.place(name) / WEIGHTS[name].files[0].file

    def why_missing(self, name: str) -> str | None:
        """Say why a model cannot be loaded; None where it can."""
        try:
            self.place(name)
        except ModelError as error:
            return str(error)
        return None

    def _place(self, weight: Weight) -> Path:
        if not weight.installed:
            return self.folder / weight.name
        spec = find_spec(weight.installed)
        if spec is None or spec.origin is None:
            raise ModelError(self._absent(weight))
        return Path(spec.origin).parent

    def _absent(self, weight: Weight) -> str:
        if weight.installed:
            return f"the package {weight.package}, which has the weights for {weight.purpose}, is not installed: {REMEDY}"
        return f"the weights of {weight.name} are not in {self.folder}: {REMEDY}"


@lru_cache(maxsize=64)
def file_sum(file: Path, size: int, changed: int) -> str:  # noqa: ARG001 — both say when it has to be read again
    """Give a file's SHA-256, once for each size and time of change. Cost: a second for 500 MB."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
