"""Files of labelled writers: tables of four letters and posts, lists with soft labels, folders of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from core.csv_list import numbered_rows
from core.errors import FormatError, InputError, LimitError
from core.model.persona import AXES
from core.persona_training.writer import POLES, Writer, second_poles
from core.progress import check, ignore_progress, never
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    Progress = Callable[[float, str], None]

SUFFIXES = (".csv", ".jsonl", ".ndjson")
MOST_BYTES = 2 * 1024**3
MOST_WRITERS = 50_000
MOST_POSTS, MOST_CHARACTERS = 10_000, 40_000
MOST_LINE = 16 * 1024**2
BETWEEN_POSTS = "|||"
_SHOWN = 3
_LETTERS_SHOWN = 20
_STOPPED = "nothing was learned"
_MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that could not be used: where, and why, in words that never hold a text of it."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The writers of a file or a folder, in its order. ``n_rows`` counts the rows, used and refused together."""

    name: str
    writers: tuple[Writer, ...] = field(repr=False)
    n_rows: int
    refused: tuple[Refused, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Say what was read, and the first reasons why rows were not."""
        n_posts = sum(len(writer.texts) for writer in self.writers)
        said = [
            f"{self.name}: {counted(len(self.writers), 'writers')}, {counted(n_posts, 'posts')}; used as a whole, never quoted"
        ]
        if self.refused:
            said.append(f"{counted(len(self.refused), 'rows')} refused: {_reasons(self.refused)}")
        return tuple(said)


def read_writers(
    path: Path, *, progress: Progress = ignore_progress, cancelled: Callable[[], bool] = never
) -> Corpus:
    """Read labelled writers.

    Parameters
    ----------
    path : Path
        A CSV with the columns ``type`` (four letters) and ``posts`` (parted by ``|||``); JSON lines with
        ``posts`` (a list) and either ``softlabels`` by axis, each the probability of the second pole (I, N, F,
        P), or ``hardlabels``, or ``type``; or a folder of such files. ``annotation``, where it is there, is what each reader
        said ("I-": the second pole, weakly).
    progress : callable
    cancelled : callable
        Asked with every row.

    Returns
    -------
    Corpus

    Raises
    ------
    FormatError
        If there is no row that can be used; the message has the first reasons.
    InputError
        If it cannot be read, or is no such file.
    LimitError
        If it has more than 2 GiB or 50,000 writers.
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    A row is refused, and counted, where its labels are missing, no types or at odds with each other, or its
    posts are missing, no texts, or beyond 10,000 of 40,000 characters.
    """
    files = _files(path)
    writers: list[Writer] = []
    refused: list[Refused] = []
    for at, file in enumerate(files):
        progress(at / len(files), f"Reading {file.name}")
        name = file.name if path.is_dir() else ""
        for line, found in _of_table(file) if file.suffix.lower() == ".csv" else _of_lines(file):
            check(cancelled, _STOPPED)
            if isinstance(found, str):
                refused.append(Refused(file.name, line, found))
                continue
            key = found.key or f"{name}:{line}"
            writers.append(Writer(key, found.texts, found.shares, found.readers))
            if len(writers) > MOST_WRITERS:
                message = f"{path} holds more than {MOST_WRITERS:,} writers; give a part of it"
                raise LimitError(message)
    if not writers:
        message = f"{path} has no labelled writer: {_reasons(refused) or 'it is empty'}"
        raise FormatError(message)
    return Corpus(path.stem, tuple(writers), len(writers) + len(refused), tuple(refused))


def _reasons(refused: Sequence[Refused]) -> str:
    return "; ".join(f"{one.file} line {one.line}: {one.reason}" for one in refused[:_SHOWN])


def _files(path: Path) -> list[Path]:
    try:
        files = sorted(one for one in path.iterdir() if _is_ours(one)) if path.is_dir() else [path]
        n_bytes = sum(file.stat().st_size for file in files)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror or error})"
        raise InputError(message) from error
    if not files or not all(_is_ours(file) for file in files):
        message = f"{path} is no file of labelled writers; give a .csv with the columns type and posts, a .jsonl with posts and softlabels, or a folder of these"
        raise InputError(message)
    if n_bytes > MOST_BYTES:
        message = f"{path} has {n_bytes:,} bytes, more than {MOST_BYTES:,}; give a part of it"
        raise LimitError(message)
    return files


def _is_ours(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and not file.name.startswith(".") and not file.is_dir()


def _of_table(file: Path) -> Iterator[tuple[int, Writer | str]]:
    places: dict[str, int] = {}
    for line, row in numbered_rows(file):
        if isinstance(row, str):
            yield line, row
        elif not places:
            heads = [cell.strip().casefold() for cell in row]
            if not {"type", "posts"} <= set(heads):
                message = f"{file} has no columns type and posts in its first line; name them there"
                raise FormatError(message)
            places = {name: heads.index(name) for name in ("type", "posts", "id", "author") if name in heads}
        elif len(row) <= max(places.values()):
            yield line, f"it has {len(row)} cells"
        else:
            cells = {name: row[place] for name, place in places.items()}
            key = cells.get("id") or cells.get("author")
            yield (
                line,
                _writer({"type": cells["type"], "posts": cells["posts"].split(BETWEEN_POSTS), "id": key}),
            )


def _of_lines(file: Path) -> Iterator[tuple[int, Writer | str]]:
    try:
        with file.open("rb") as lines:
            number = 0
            while content := lines.readline(MOST_LINE + 1):
                number += 1
                if len(content) > MOST_LINE:
                    yield number, f"it is longer than {MOST_LINE:,} bytes"
                    while content and not content.endswith(b"\n"):
                        content = lines.readline(MOST_LINE)
                elif content.strip():
                    yield number, _of_json(content.removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        message = f"{file} cannot be read ({error.strerror or error})"
        raise InputError(message) from error


def _of_json(content: bytes) -> Writer | str:
    try:
        record = orjson.loads(content)
    except orjson.JSONDecodeError:
        return "it is no JSON"
    return _writer(record) if isinstance(record, dict) else "it is no record"


def _writer(record: Mapping[str, Any]) -> Writer | str:
    texts, shares = _texts(record.get("posts")), _shares(record)
    if isinstance(texts, str):
        return texts
    if isinstance(shares, str):
        return shares
    key = record.get("id")
    name = (
        str(key)[:_LETTERS_SHOWN].strip() if isinstance(key, (str, int)) and not isinstance(key, bool) else ""
    )
    a, b, c, d = shares
    return Writer(name, texts, (a, b, c, d), _readers(record.get("annotation")))


def _texts(posts: object) -> tuple[str, ...] | str:
    if not isinstance(posts, list) or not all(isinstance(post, str) for post in posts):
        return "its posts are no list of texts"
    if len(posts) > MOST_POSTS or any(len(post) > MOST_CHARACTERS for post in posts):
        return f"its posts are more than {MOST_POSTS:,}, or one is longer than {MOST_CHARACTERS:,} characters"
    texts = tuple(post for post in posts if post.strip())
    return texts or "it has no posts"


def _shares(record: Mapping[str, Any]) -> list[float] | str:
    soft, hard = record.get("softlabels"), _hard(record)
    if isinstance(hard, str):
        return hard
    if soft is None:
        return [float(second) for second in hard] if hard else "it has no label"
    if not isinstance(soft, dict):
        return "its soft labels are no record of axes"
    given = [soft.get(axis) for axis in AXES]
    shares = [float(one) for one in given if isinstance(one, (int, float)) and not isinstance(one, bool)]
    if len(shares) < len(AXES) or not all(0 <= share <= 1 for share in shares):
        return "its soft labels are not four numbers from 0 to 1"
    for axis, share, second in zip(AXES, shares, hard, strict=False):
        if (share > _MIDDLE) != second and share != _MIDDLE:
            return f"its soft and its hard label of {axis} name other poles"
    return shares


def _hard(record: Mapping[str, Any]) -> tuple[bool, ...] | str:
    """Give the poles that a row names outright, () where it names none, or why they are none."""
    letters = record.get("type")
    if isinstance(given := record.get("hardlabels"), dict):
        letters = "".join(str(given.get(axis)) for axis in AXES)
    if letters is None:
        return ()
    poles = second_poles(letters.strip()) if isinstance(letters, str) else None
    # what is shown is no post: a cell of at most a few letters
    return f"{str(letters)[:_LETTERS_SHOWN]!r} is no type of four letters" if poles is None else poles


def _readers(annotation: object) -> dict[int, tuple[bool, ...]]:
    """Read what each reader said; an axis of which one said something else is left out."""
    found: dict[int, tuple[bool, ...]] = {}
    for at, (axis, poles) in enumerate(zip(AXES, POLES, strict=True)):
        said = annotation.get(axis) if isinstance(annotation, dict) else None
        letters = [str(one)[:1] for _, one in sorted(said.items())] if isinstance(said, dict) else []
        if letters and all(letter and letter in poles for letter in letters):
            found[at] = tuple(letter == poles[1] for letter in letters)
    return found
