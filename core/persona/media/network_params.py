"""How large the network is and what it reads: everything that decides the shapes of its weights."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from core.errors import ParameterError
from core.model.media import EXPRESSIONS
from core.model.persona import CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS: tuple[str, ...] = ("object", "emotion", "action")
"""What the three heads look for, in their order."""

_LEAST_SIZE = 75  # of a picture: below it the last grid has no cell
_SCALES = (0.1, 0.3)  # Szegedy et al. 2016, 3.3: "picked between 0.1 and 0.3"
_MOST = 4096


@dataclass(frozen=True, slots=True)
class NetworkParams:
    """The shape of a network. The default is the paper's size, :data:`SMALL` trains on two cores.

    Parameters
    ----------
    size : int
        Width and height in pixels of what each of the two passes sees, 75 to 1024; 299 gives the published
        grids of 35, 17 and 8 cells a side.
    width : float
        Every channel count of the publication is multiplied by it and rounded to eights, in (0, 2].
    depth : tuple of 3 int
        Blocks A, B, C, each 1 to 40. The figures of Szegedy et al. have 5, 10, 5 (30.3 million parameters with
        this stem); the code they published, and all that follow it, 10, 20, 10.
    scales : tuple of 3 float
        What a block's residual is multiplied by before it is added, of A, B, C, each in [0.1, 0.3]; 0.17, 0.1,
        0.2 as in the published code.
    heads : tuple of 3 int
        Classes of the object, emotion and action head, each 2 to 4096.
    joined : tuple of (str, int)
        Vectors that come from elsewhere and are joined to the pictures', each a name and its length.
    part_size : int
        Values that each part (three heads, each joined vector) gives to the fusion, 4 to 4096.
    fused_size : int
        Values of the fused embedding, 4 to 4096.
    classes : tuple of str
        What is told apart, at least two.
    dropout : float
        Share of the values that training leaves out before the classes, in [0, 0.9].
    part_dropout : float
        Share of the present parts that training hides, so that missing ones are learned too, in [0, 0.9].

    Raises
    ------
    ParameterError
        If one is outside its range.

    Examples
    --------
    >>> NetworkParams().depth, NetworkParams(width=0.25).channels(384)
    ((10, 20, 10), 96)
    """

    size: int = 299
    width: float = 1.0
    depth: tuple[int, int, int] = (10, 20, 10)
    scales: tuple[float, float, float] = (0.17, 0.1, 0.2)
    heads: tuple[int, int, int] = (80, len(EXPRESSIONS), 8)
    joined: tuple[tuple[str, int], ...] = (("text", 64), ("sound", 104))
    part_size: int = 128
    fused_size: int = 128
    classes: tuple[str, ...] = CLASSES
    dropout: float = 0.2
    part_dropout: float = 0.1

    def __post_init__(self) -> None:
        """Check the numbers."""
        _between("size", self.size, _LEAST_SIZE, 1024)
        _between("width", self.width, 0.01, 2.0)
        for name, value, least, most in (
            ("depth", self.depth, 1, 40),
            ("scales", self.scales, *_SCALES),
            ("heads", self.heads, 2, _MOST),
        ):
            if len(value) != len(PARTS):
                message = f"{name} has {len(value)} values; it takes three"
                raise ParameterError(message)
            for one in value:
                _between(name, one, least, most)
        names = [name for name, _ in self.joined]
        if len({*names, *PARTS}) != len(names) + len(PARTS) or not all(name.isidentifier() for name in names):
            message = f"joined has the names {', '.join(names)}; each must be a plain name of its own, and none of {', '.join(PARTS)}"
            raise ParameterError(message)
        for name, length in self.joined:
            _between(f"the length of the joined {name}", length, 1, 65536)
        _between("part_size", self.part_size, 4, _MOST)
        _between("fused_size", self.fused_size, 4, _MOST)
        _between("dropout", self.dropout, 0.0, 0.9)
        _between("part_dropout", self.part_dropout, 0.0, 0.9)
        if len(set(self.classes)) != len(self.classes) or len(self.classes) < 2:  # noqa: PLR2004 — two to tell apart
            message = "classes must be two or more names, each once"
            raise ParameterError(message)

    def channels(self, n: int) -> int:
        """Give how many channels stand for ``n`` of the publication."""
        return n if self.width == 1 else max(8, 8 * round(n * self.width / 8))

    def as_json(self) -> dict[str, Any]:
        """Give what :meth:`from_json` takes.

        >>> NetworkParams.from_json(SMALL.as_json()) == SMALL
        True
        """
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> NetworkParams:
        """Read what :meth:`as_json` gave, after it has been through JSON.

        Raises
        ------
        ParameterError
            If a name is not known, or a value is outside its range or of another kind.
        """
        try:
            values = {name: _frozen(value) for name, value in given.items()}
            return cls(**values)
        except TypeError as error:
            message = f"these are no parameters of a network: {error}"
            raise ParameterError(message) from error

    @property
    def parts(self) -> tuple[str, ...]:
        """Name all parts that are fused, in their order."""
        return (*PARTS, *(name for name, _ in self.joined))


def _between(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        message = f"{name} is {value}; it must be between {least} and {most}"
        raise ParameterError(message)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, (list, tuple)) else value


PAPER = NetworkParams()
"""About 54 million parameters, 53.1 of them in the trunk."""

SMALL = NetworkParams(
    size=75, width=0.125, depth=(1, 2, 1), scales=(0.2, 0.2, 0.2), part_size=32, fused_size=64
)
"""Learns on two cores in minutes; the same code, every block of the other in it."""
