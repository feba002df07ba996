"""Labelled files: a folder whose names say label and person, or a CSV list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.csv_list import numbered_rows
from core.errors import FormatError, InputError
from core.persona.media.network_params import PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_COLUMNS = ("file", "person", "label")
_SHOWN = 3  # reasons told where nothing can be used
_CASES = str.maketrans("", "", " _-")


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """A file, whose it is, and its class. ``heads`` are labels of single heads by name, where the list has them."""

    file: Path
    person: str
    label: str
    heads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LabelledFiles:
    """What can be used, and what was refused: where it stands, and why."""

    files: tuple[LabelledFile, ...]
    refused: tuple[tuple[str, str], ...]


def read_labelled(path: Path, classes: Sequence[str]) -> LabelledFiles:
    """Read which files there are, and what they are labelled.

    Parameters
    ----------
    path : Path
        A folder, ``LABEL/PERSON/FILE``; or a CSV list (UTF-8, by comma, semicolon or tab) with a header that names the
        columns ``file``, ``person``, ``label``, and may name ``object``, ``emotion``, ``action``. Files of a list are
        found from the folder that it is in.
    classes : sequence of str
        Which labels there are; case, spaces, hyphens and underscores do not matter.

    Raises
    ------
    InputError
        If it cannot be read.
    FormatError
        If there is nothing in it that can be used; the message has the first reasons.
    """
    found, refused = _of_folder(path) if path.is_dir() else _of_list(path)
    known = {_bare(name): name for name in classes}
    files, names = [], set()
    for where, one in found:
        label = known.get(_bare(one.label))
        if label is None:
            refused.append((where, f"there is no class {one.label!r}; they are {', '.join(classes)}"))
        elif not one.person:
            refused.append((where, "it does not say whose it is"))
        elif not one.file.is_file():
            refused.append((where, f"there is no file {one.file}"))
        elif one.file.resolve() in names:
            refused.append((where, "an earlier line names the same file"))
        else:
            names.add(one.file.resolve())
            files.append(LabelledFile(one.file, one.person, label, one.heads))
    if not files:
        reasons = "; ".join(f"{where}: {why}" for where, why in refused[:_SHOWN]) or "it is empty"
        message = f"{path} holds no labelled file: {reasons}. A folder is LABEL/PERSON/FILE, a list has the columns file, person, label"
        raise FormatError(message)
    return LabelledFiles(tuple(files), tuple(refused))


def _of_folder(path: Path) -> tuple[list[tuple[str, LabelledFile]], list[tuple[str, str]]]:
    found: list[tuple[str, LabelledFile]] = []
    refused: list[tuple[str, str]] = []
    try:
        for file in sorted(one for one in path.rglob("*") if one.is_file()):
            parts = file.relative_to(path).parts
            if any(part.startswith(".") for part in parts):
                continue
            where = "/".join(parts)
            if len(parts) == 3:  # noqa: PLR2004 — label, person, file
                found.append((where, LabelledFile(file, parts[1], parts[0])))
            else:
                refused.append((where, "it is not at LABEL/PERSON/FILE"))
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror or error})"
        raise InputError(message) from error
    return found, refused


def _of_list(path: Path) -> tuple[list[tuple[str, LabelledFile]], list[tuple[str, str]]]:
    found: list[tuple[str, LabelledFile]] = []
    refused: list[tuple[str, str]] = []
    places: dict[str, int] = {}
    for line, row in numbered_rows(path):
        where = f"line {line}"
        if isinstance(row, str):
            refused.append((where, row))
        elif not places:
            places = {cell.strip().casefold(): at for at, cell in enumerate(row)}
            if missing := [name for name in _COLUMNS if name not in places]:
                message = f"{path} has no column {', '.join(missing)}; its first line must name file, person and label"
                raise FormatError(message)
        elif len(row) <= max(places[name] for name in _COLUMNS):
            refused.append((where, f"it has {len(row)} cells, too few"))
        else:
            cells = {name: row[at].strip() for name, at in places.items() if at < len(row)}
            heads = {name: cells[name] for name in PARTS if cells.get(name)}
            one = LabelledFile(path.parent / cells["file"], cells["person"], cells["label"], heads)
            found.append((where, one))
    return found, refused


def _bare(name: str) -> str:
    return name.casefold().translate(_CASES)
