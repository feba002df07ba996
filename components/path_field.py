"""Files and folders that lie on the server: only where the server is the analyst's own machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from components import local, notices, state, theme
from core.errors import InputError
from core.sources.entries import from_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from streamlit.delta_generator import DeltaGenerator

    from core.sources.entries import Entry

_MAX_TYPED = 10_000  # characters
_WIDTH = 80  # characters of a path that a message shows


@dataclass(frozen=True, slots=True)
class Places:
    """What was named: files with a text that changes when they do, and folders, read when it is time."""

    files: tuple[Entry, ...] = ()
    marks: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()


def ask(key: str, placeholder: str, explained: str) -> tuple[DeltaGenerator, list[str]]:
    """Let the analyst type paths, one a line; give where that is drawn, and the distinct ones.

    Only where :func:`components.local.is_local` holds.
    """
    place = st.expander("Files and folders on this machine, of any size", icon=":material/hard_drive:")
    typed = place.text_area(
        "Paths, one a line",
        placeholder=placeholder,
        height=100,
        max_chars=_MAX_TYPED,
        key=key,
        help=explained,
    )
    lines = (line.strip() for line in (typed or "").splitlines())
    return place, [line for line in dict.fromkeys(lines) if line]


def draw() -> Places:
    """Let the analyst name files and folders, one a line; what is not there is said at once."""
    if not local.is_local():
        return Places()
    place, lines = ask(
        state.path_area(),
        "~/captures/statuses.jsonl.gz\n~/captures/archives",
        "They are read where they lie. A table in a folder whose columns nobody knows is left out with "
        "its reason: name that file itself to say what its columns are.",
    )
    with place:
        return _seen(lines)


def _seen(typed: Iterable[str]) -> Places:
    files, marks, folders, gone = [], [], [], []
    for line in typed:
        try:
            path = local.typed_path(line)
            if path.is_dir():
                folders.append(path)
            elif path.is_file():
                told = path.stat()
                marks.append(f"{path.resolve()} {told.st_mtime_ns} {told.st_size}")
                files.append(from_path(path))
            else:
                gone.append(f"there is no file or folder {path}")
        except InputError as error:
            gone.append(str(error))
        except (OSError, ValueError) as error:
            gone.append(f"{line} cannot be opened ({getattr(error, 'strerror', None) or error})")
    for why in gone:
        notices.remark(theme.escaped(why, _WIDTH + 60), icon="warning")
    return Places(tuple(files), tuple(marks), tuple(folders))
