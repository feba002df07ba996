"""What a profile's pictures and videos add to its persona, for programs and in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.model.persona import AXES, CLASSES
from core.text import counted

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from core.model.persona import PersonaMedia

NONE = "no picture, video or sound is tied to it"
_LEAST_BITS = 0.005  # what prints as nothing


def media_record(found: PersonaMedia | None) -> dict[str, Any] | None:
    """Give what media add as a record; None where there are none."""
    if found is None:
        return None
    moved = None if found.axis_bits is None else dict(zip(AXES, found.axis_bits, strict=True))
    return {
        "n_files": found.n_files,
        "n_words": found.n_words,
        "axis_bits": moved,
        "network": found.network,
        "weight": found.weight,
        "classes": _by_class(found.classes),
        "text_classes": _by_class(found.text_classes),
    }


def _by_class(shares: npt.NDArray[np.float64] | None) -> dict[str, float] | None:
    return None if shares is None else dict(zip(CLASSES, shares.tolist(), strict=True))


def media_words(found: PersonaMedia | None) -> str:
    """Say what media add in one line.

    >>> from core.model.persona import PersonaMedia
    >>> media_words(None)
    'no picture, video or sound is tied to it'
    >>> media_words(PersonaMedia(2, 310, (0.25, 0.0, -0.125, 0.0)))
    '2 files; 310 English words of them count with its own and move E/I by +0.25, T/F by −0.12 bits'
    >>> media_words(PersonaMedia(1, 0, None))
    '1 file; no English word in it'
    """
    if found is None:
        return NONE
    said = [counted(found.n_files, "files"), _heard(found)]
    if found.classes is not None:
        leading = int(found.classes.argmax())
        said.append(
            f"{found.network or 'a network'} says {CLASSES[leading]}, {found.classes[leading]:.0%}: "
            f"{found.weight:.0%} of the classes"
        )
    return "; ".join(said)


def _heard(found: PersonaMedia) -> str:
    if not found.n_words:
        return f"no English word in {'it' if found.n_files == 1 else 'them'}"
    said = f"{counted(found.n_words, 'English words')} of them count with its own"
    if found.axis_bits is None:
        return f"{said}, whose posts alone are too little text"
    moves = [
        f"{axis} by {bits:+.2f}".replace("-", "−")
        for axis, bits in zip(AXES, found.axis_bits, strict=True)
        if abs(bits) >= _LEAST_BITS
    ]
    return f"{said} and move {', '.join(moves)} bits" if moves else f"{said} and move no axis"
