"""Labelled files, each read once into a small file of its own: frames, places, vectors."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from PIL import Image

from core.errors import FormatError, InputError
from core.media_training.clip import Clip, Example, LabelledClips
from core.persona.media.mel import sound_vector
from core.persona.media.place import NOWHERE
from core.persona.media.word_vector import word_vector
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from core.media_training.labelled import LabelledFile
    from core.media_training.training_params import TrainingParams
    from core.model.media import Box
    from core.persona.media.network_params import NetworkParams
    from core.progress import Progress

    Frame = npt.NDArray[np.uint8]

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read, so that the training need not know of containers and detectors.

    ``frames`` gives (second, (h, w, 3)) in order, any number; ``sound`` the samples, 16,000 a second, or None. ``words``
    gives what is said or written, or None. ``place`` finds what to look at in a frame, with its kind
    (:mod:`core.persona.media.place`), or None. Each raises :class:`core.errors.InputError` for a file that it cannot read.
    ``name`` changes when any of them begins to give something else.
    """

    name: str
    frames: Callable[[Path], Iterable[tuple[float, Frame]]]
    sound: Callable[[Path], npt.NDArray[np.floating] | None]
    words: Callable[[Path], str | None] | None = None
    place: Callable[[Frame], tuple[Box, int] | None] | None = None


class StoredClips:
    """Clips on disk, one file each; read when asked for, so that a large set takes no memory."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = tuple(files)

    def __len__(self) -> int:
        """Count them."""
        return len(self._files)

    def __getitem__(self, number: int, /) -> Clip:
        """Read one."""
        return load_clip(self._files[number])


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A data set that can be learned from, and the files that could not be read: (file, why)."""

    data: LabelledClips
    refused: tuple[tuple[str, str], ...]


def prepare(
    title: str,
    files: Sequence[LabelledFile],
    reading: Reading,
    shape: NetworkParams,
    params: TrainingParams,
    folder: Path,
    *,
    heads: Mapping[str, Sequence[str]] | None = None,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Prepared:
    """Read labelled files, or take what was read of them before.

    Parameters
    ----------
    title : str
    files : sequence of LabelledFile
    reading : Reading
    shape : NetworkParams
        Its classes give labels their places.
    params : TrainingParams
        How many frames of which size are kept.
    folder : Path
        For what is read; a file that changes, or another reading, is read anew.
    heads : mapping, optional
        The classes of single heads, in order, for lists that label those.
    progress, cancelled : callable

    Raises
    ------
    FormatError
        If none of them can be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    examples, kept, refused = [], [], []
    for number, one in enumerate(files):
        check(cancelled, "what was read so far is kept")
        progress(number / len(files), f"reading {number + 1} of {len(files)} files")
        stored = folder / f"{_mark(one.file, reading, params)}.npz"
        try:
            if not _is_whole(stored):
                save_clip(read_clip(one.file, reading, params), stored)
        except InputError as error:
            refused.append((str(one.file), str(error)))
            continue
        known = heads or {}
        own = {
            part: list(known[part]).index(name)
            for part, name in one.heads.items()
            if name in known.get(part, ())
        }
        examples.append(Example(str(one.file), one.person, shape.classes.index(one.label), own))
        kept.append(stored)
    if not kept:
        message = f"none of {len(files)} files can be read: {'; '.join(why for _, why in refused[:3])}"
        raise FormatError(message)
    return Prepared(LabelledClips(title, tuple(examples), StoredClips(kept), shape.classes), tuple(refused))


def read_clip(file: Path, reading: Reading, params: TrainingParams) -> Clip:
    """Read one file into a clip.

    Raises
    ------
    InputError
        If it has neither a frame nor a sound.
    """
    frames = [frame for _, frame in _evenly(reading.frames(file), params.n_frames)]
    boxes, kinds = np.zeros((len(frames), 4), np.float32), np.full(len(frames), NOWHERE, np.int64)
    for at, frame in enumerate(frames):
        found = reading.place(frame) if reading.place else None
        if found is not None:
            boxes[at], kinds[at] = found
    samples = reading.sound(file)
    words = reading.words(file) if reading.words else None
    vectors = {
        "text": None if words is None else word_vector(words),
        "sound": None if samples is None else sound_vector(samples),
    }
    if not frames and all(vector is None for vector in vectors.values()):
        message = f"{file} has no picture, no sound that can be heard and no words"
        raise InputError(message)
    side = params.side
    small = [
        np.asarray(Image.fromarray(frame).resize((side, side), Image.Resampling.BOX)) for frame in frames
    ]
    stack = np.stack(small) if small else np.zeros((0, side, side, 3), np.uint8)
    return Clip(stack, boxes, kinds, vectors)


def save_clip(clip: Clip, path: Path) -> None:
    """Write a clip, by renaming a finished draft."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    vectors: dict[str, Any] = {
        f"vector_{name}": vector for name, vector in clip.vectors.items() if vector is not None
    }
    with draft.open("wb") as out:
        np.savez_compressed(
            out,
            frames=clip.frames,
            boxes=clip.boxes,
            kinds=clip.kinds,
            names=np.array(sorted(clip.vectors), dtype="U64"),
            **vectors,
        )
    draft.replace(path)


def load_clip(path: Path) -> Clip:
    """Read what :func:`save_clip` wrote.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        with path.open("rb") as opened, np.load(opened) as kept:
            names = kept["names"].tolist()
            vectors = {
                name: kept[f"vector_{name}"] if f"vector_{name}" in kept.files else None for name in names
            }
            return Clip(kept["frames"], kept["boxes"], kept["kinds"], vectors)
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        message = f"{path} cannot be read; remove it, and it is made anew"
        raise InputError(message) from error


def _is_whole(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        load_clip(path)
    except InputError:
        return False
    return True


def _evenly(frames: Iterable[tuple[float, Frame]], n: int) -> Iterator[tuple[float, Frame]]:
    """Take n frames at equal distances of however many come, with no more than 4 n kept at any time."""
    kept: list[tuple[float, Frame]] = []
    every = 1
    for number, one in enumerate(frames):
        if number % every == 0:
            kept.append(one)
        if len(kept) > 4 * n:
            kept, every = kept[::2], 2 * every
    if not kept:
        return
    for at in np.linspace(0, len(kept) - 1, min(n, len(kept))).round().astype(int):
        yield kept[at]


def _mark(file: Path, reading: Reading, params: TrainingParams) -> str:
    """Name what is read of a file: by what is in it, and by how it is read."""
    with file.open("rb") as opened:
        content = hashlib.file_digest(opened, "sha256").hexdigest()
    said = json.dumps([_FORMAT, content, reading.name, params.n_frames, params.side])
    return hashlib.sha256(said.encode()).hexdigest()[:32]
