"""A study as JSON, and where a workspace keeps the last one of each experiment.

A study names profiles and may quote what they are called, so it is kept among what is derived from
posts: a deletion, an import or a new version of the code sweeps it away with the portraits.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from core.errors import FormatError
from core.model import Study
from core.portrait import CODE_VERSION
from core.validation.decoding import decoded, encoded
from core.workspace import Workspace
from core.workspace.derived import PORTRAITS, STUDY, drafting, state_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from core.gallery import Gallery
    from core.model import Section

# Raise it whenever an experiment on the same posts would come out otherwise: kept studies are then not shown.
STUDY_VERSION = 2

_FORMAT = 1


def to_json(study: Study) -> bytes:
    """Write a study as one JSON document, from which :func:`from_json` makes the same study.

    Raises
    ------
    TypeError
        If a cell holds what is neither text nor number, or a whole number beyond 64 bits.

    Examples
    --------
    >>> study = Study("T", "2026-11-22", "0.1.0", "python -m core validate", (), ())
    >>> from_json(to_json(study)) == study
    True
    """
    return orjson.dumps({"format": _FORMAT, **encoded(study)}, option=orjson.OPT_INDENT_2)


def from_json(data: bytes) -> Study:
    """Read a study; fields that are not known, as of a later version, are passed over.

    Raises
    ------
    FormatError
        If it is no study, or a damaged one: the message says where.
    """
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _unreadable(str(error)) from None
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        message = "its format is not one that this version reads"
        raise _unreadable(message)
    try:
        study = decoded(Study, found)
    except FormatError as error:
        raise _unreadable(str(error)) from None
    for place, is_sound in _checks(study):
        if not is_sound:
            message = f"{place} has parts of different lengths"
            raise _unreadable(message)
    return study


def _unreadable(why: str) -> FormatError:
    return FormatError(f"this is no study that can be read: {why}. Run the experiment again")


def _checks(study: Study) -> list[tuple[str, bool]]:
    """List what a reader of a study relies on, and whether it is so."""
    return [check for section in study.sections for check in _section_checks(section)]


def _section_checks(section: Section) -> list[tuple[str, bool]]:
    tables = [
        (f"table {table.key}", all(len(row) == len(table.columns) for row in table.rows))
        for table in section.tables
    ]
    curves = [
        (
            f"chart {chart.key}",
            len(curve.x) == len(curve.y)
            and all(len(some) in (0, len(curve.x)) for some in (curve.low, curve.high, curve.n)),
        )
        for chart in section.charts
        for curve in chart.curves
    ]
    matrices = [
        (f"matrix {one.key}", {len(one.labels)} >= {len(one.counts), *map(len, one.counts)})
        for one in section.confusions
    ]
    return [*tables, *curves, *matrices]


class Shelf:
    """The last study of each experiment on a workspace as it is now, with the labels that it has.

    Parameters
    ----------
    gallery : Gallery
        Of the workspace.
    labels : mapping of str to str
        Group of each labelled profile, by key.
    seed : int
        Which decides every draw.

    Examples
    --------
    >>> from pathlib import Path
    >>> from core.gallery import Gallery
    >>> Shelf(Gallery(Workspace(Path("no/such/folder")))).read("paper") is None
    True
    """

    def __init__(self, gallery: Gallery, labels: Mapping[str, str] | None = None, seed: int = 0) -> None:
        self._workspace = gallery.workspace
        settings = (sorted((labels or {}).items()), seed, gallery.meaning_state())
        self._settings = _digest(settings)

    @cached_property
    def _state(self) -> str:
        return _state_of(self._workspace)

    def name(self, experiment: str) -> str:
        """Name the study of an experiment on these posts with these labels: another state, another name."""
        return self._path(experiment).stem

    def stamp(self, experiment: str) -> int | None:
        """Give when the study of an experiment was written (ns), None where there is none."""
        with suppress(OSError):
            return self._path(experiment).stat().st_mtime_ns
        return None

    def read(self, experiment: str) -> Study | None:
        """Give the last study of an experiment, or None if there is none of these posts and labels.

        One that is damaged is none: the experiment can be run again.
        """
        with suppress(OSError, FormatError):
            return from_json(self._path(experiment).read_bytes())
        return None

    def keep(self, experiment: str, study: Study) -> None:
        """Keep a study in the place of the one before; a reader sees the whole of it or nothing.

        Where nothing can be written nothing is kept. If the workspace has changed meanwhile it is not
        kept either, for a profile may have been deleted that it names.
        """
        path, data = self._path(experiment), to_json(study)
        with drafting(path) as draft:
            draft.write_bytes(data)
        with suppress(OSError):
            for other in path.parent.glob(f"{STUDY}*-{_digest(experiment)}-*.json"):
                if other != path:
                    other.unlink(missing_ok=True)
        if _state_of(Workspace(self._workspace.folder)) != self._state:
            path.unlink(missing_ok=True)

    def drop(self, experiment: str) -> None:
        """Take the study of an experiment off the shelf."""
        with suppress(OSError):
            self._path(experiment).unlink(missing_ok=True)

    def _path(self, experiment: str) -> Path:
        version = f"{CODE_VERSION}.{STUDY_VERSION}"
        name = f"{STUDY}{self._state}-{version}-{_digest(experiment)}-{self._settings}.json"
        return self._workspace.folder / PORTRAITS / name


def joined(studies: Sequence[Study], title: str, command: str) -> Study:
    """Make one study of several, in their order: made when the latest was, of all that any has read.

    Examples
    --------
    >>> early, late = (Study("T", f"2026-11-2{n}", "0.1.0", "c", ("40 profiles",), ()) for n in (1, 2))
    >>> both = joined((early, late), "All", "python -m core validate")
    >>> both.made_at, both.data
    ('2026-11-22', ('40 profiles',))
    """
    return Study(
        title,
        max((study.made_at for study in studies), default=""),
        ", ".join(dict.fromkeys(study.version for study in studies)),
        command,
        tuple(dict.fromkeys(line for study in studies for line in study.data)),
        tuple(section for study in studies for section in study.sections),
    )


def _state_of(workspace: Workspace) -> str:
    profiles = workspace.profiles
    return state_name(workspace.unification, dict(zip(profiles["key"], profiles["fingerprint"], strict=True)))


def _digest(said: Any) -> str:
    return hashlib.blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
