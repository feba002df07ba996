"""A clip as the network takes it: a few frames, the places in them, and the vectors that are joined."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    Frames = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """What is known of one file.

    ``frames`` (t, h, w, 3); ``boxes`` (t, 4) and ``kinds`` (t,) as the cascade takes them (:mod:`core.persona.media.place`); t may
    be 0. ``vectors`` by name, None where the part is missing.
    """

    frames: Frames
    boxes: Floats
    kinds: npt.NDArray[np.int64]
    vectors: Mapping[str, Floats | None]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled file: whose it is, and its class's place among the classes.

    ``heads`` are the classes of single heads ("object", "emotion", "action") where somebody labelled those too.
    """

    name: str
    person: str
    label: int
    heads: Mapping[str, int] = field(default_factory=dict)


class Clips(Protocol):
    """Clips by number, in the order of their examples; from a store on disk, or made when asked for."""

    def __len__(self) -> int:
        """Count them."""
        ...

    def __getitem__(self, number: int, /) -> Clip:
        """Give one."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class LabelledClips:
    """A data set: examples, their clips, and the names of the classes."""

    title: str
    examples: tuple[Example, ...]
    clips: Clips
    classes: tuple[str, ...]
