"""Column maps kept under a name beside the workspace's manifest, and found again by a table's header."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from core.errors import DoppelscopeError, MappingError, ParameterError, WorkspaceError
from core.sources.mapping import header_signature, lacking
from core.sources.options import ReadOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

NAME = "mappings.json"
FORMAT = 1
MAX_NAME = 60
MAX_SAVED = 200


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """How tables of one header are read.

    ``header`` is the signature of the names of the table's columns, empty where no table was at hand.
    """

    name: str
    options: ReadOptions
    header: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """Give the columns that it reads."""
        return frozenset(part for parts in self.options.columns.values() for part in parts)


def clean_name(name: str) -> str:
    r"""Give a name as it is kept: one line of printable characters, cut.

    Raises
    ------
    ParameterError
        If nothing is left of it.

    Examples
    --------
    >>> clean_name("  panel\n2024 ")
    'panel 2024'
    """
    printable = "".join(character if character.isprintable() else " " for character in name)
    if not (cleaned := " ".join(printable.split())[:MAX_NAME].rstrip()):
        message = "a saved mapping needs a name"
        raise ParameterError(message)
    return cleaned


def list_saved(folder: Path) -> tuple[SavedMapping, ...]:
    """List the saved mappings of a workspace, the last saved first.

    Raises
    ------
    WorkspaceError
        If the file is damaged, or of a newer version.

    Examples
    --------
    >>> from pathlib import Path
    >>> list_saved(Path("no/such/folder"))
    ()
    """
    path = folder / NAME
    try:
        record = orjson.loads(path.read_bytes())
        is_newer = record["format"] > FORMAT
        found = () if is_newer else tuple(_mapping(one) for one in record["mappings"])
    except FileNotFoundError:
        return ()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror})"
        raise WorkspaceError(message) from error
    except (DoppelscopeError, KeyError, TypeError, AttributeError, ValueError) as error:
        message = f"{path} is damaged ({error}); restore it from a backup, or delete it and map anew"
        raise WorkspaceError(message) from error
    if is_newer:
        message = f"{path} was written by a newer Doppelscope; update to read it"
        raise WorkspaceError(message)
    return found


def _mapping(record: dict[str, Any]) -> SavedMapping:
    columns = {str(field): tuple(map(str, parts)) for field, parts in record["columns"].items()}
    options = ReadOptions(columns, record["zone"], record["date_order"])
    return SavedMapping(clean_name(record["name"]), options, str(record["header"]))


def _record(saved: SavedMapping) -> dict[str, Any]:
    return {"name": saved.name, "header": saved.header, **asdict(saved.options)}


def _same(name: str) -> str:
    return clean_name(name).casefold()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Let one writer in at a time; an import may go on meanwhile, for it does not touch the file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{NAME}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        message = f"cannot write to {folder} ({error.strerror or error}); the saved mappings are as they were"
        raise WorkspaceError(message) from error


def _change(folder: Path, change: Callable[[tuple[SavedMapping, ...]], tuple[SavedMapping, ...]]) -> None:
    with _writing(folder):
        kept = [_record(saved) for saved in change(list_saved(folder))]
        draft = folder / f"{NAME}.new"
        with draft.open("wb") as file:
            file.write(orjson.dumps({"format": FORMAT, "mappings": kept}, option=orjson.OPT_INDENT_2))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / NAME)


def save(folder: Path, name: str, options: ReadOptions, names: Collection[str] = ()) -> SavedMapping:
    """Keep a mapping under a name; one of the same name, in any case, gives way.

    Parameters
    ----------
    folder : Path
        Of the workspace.
    name : str
        Cleaned by :func:`clean_name`.
    options : ReadOptions
        The column map, the zone and the order of dates.
    names : collection of str
        The columns of the table that it was made for.

    Raises
    ------
    MappingError
        If it names no column.
    ParameterError
        If the name is empty, or there are too many.
    WorkspaceError
        If the folder cannot be written to, or the file there is damaged.
    """
    saved = SavedMapping(clean_name(name), options, header_signature(names) if names else "")
    if not saved.columns:
        message = f"the mapping {saved.name!r} names no column; there is nothing to save"
        raise MappingError(message)

    def add(before: tuple[SavedMapping, ...]) -> tuple[SavedMapping, ...]:
        kept = tuple(one for one in before if _same(one.name) != _same(saved.name))
        if len(kept) >= MAX_SAVED:
            message = f"there are {MAX_SAVED} saved mappings already; remove one first"
            raise ParameterError(message)
        return (saved, *kept)

    _change(folder, add)
    return saved


def remove(folder: Path, name: str) -> None:
    """Forget a saved mapping; imports made with it stay.

    Raises
    ------
    MappingError
        If none has this name.
    WorkspaceError
        If the folder cannot be written to, or the file there is damaged.
    """
    named(folder, name)
    _change(folder, lambda before: tuple(one for one in before if _same(one.name) != _same(name)))


def named(folder: Path, name: str) -> SavedMapping:
    """Give the saved mapping of a name, in any case.

    Raises
    ------
    MappingError
        If there is none; the message names those that there are.
    WorkspaceError
        If the file is damaged.
    """
    every = list_saved(folder)
    if (found := next((one for one in every if _same(one.name) == _same(name)), None)) is not None:
        return found
    known = ", ".join(one.name for one in every) or "none"
    message = f"no saved mapping is called {clean_name(name)!r}; saved are: {known}"
    raise MappingError(message)


def fitting(folder: Path, names: Collection[str]) -> tuple[SavedMapping, ...]:
    """Give the saved mappings that can read a table with these columns.

    Those made for the same header come first, then those whose columns are all there; of equals the
    last saved is first.

    Raises
    ------
    WorkspaceError
        If the file is damaged.
    """
    header, there = header_signature(names), frozenset(names)
    usable = [one for one in list_saved(folder) if one.columns <= there and not lacking(one.options.columns)]
    return tuple(sorted(usable, key=lambda one: one.header != header))
