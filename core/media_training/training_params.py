"""How a network is trained."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from core.errors import ParameterError


@dataclass(frozen=True, slots=True)
class TrainingParams:
    """How long, how fast and on what; the defaults are for the small network on two cores.

    Parameters
    ----------
    epochs : int
        At most, 1 to 1,000.
    patience : int
        Epochs without a better validation loss after which it stops, 1 to 1,000.
    batch : int
        Clips at once, 2 to 256.
    rate : float
        The highest learning rate (AdamW), in (0, 1]; it rises over the first tenth and falls as a cosine.
    decay : float
        Of the weights, in [0, 1].
    smoothing : float
        Share of a label that is spread over the other classes, in [0, 0.5].
    aside : float
        Weight of the loss of the localiser and of the heads that have labels, in [0, 1].
    validation : float
        Share of the training's persons that early stopping looks at and that are not learned from, in [0.05, 0.5].
    n_folds : int
        Person-disjoint folds, each tested once, 2 to 50.
    n_frames, side : int
        Frames a clip (1 to 64), and their width and height in pixels as they are kept (75 to 1,024).
    threads : int
        Of the processor, 1 to 64. Another number adds up in another order: the last digits differ.
    seed : int
        Of everything that is drawn.

    Raises
    ------
    ParameterError
        If one is outside its range.

    Examples
    --------
    >>> TrainingParams(epochs=3).epochs
    3
    """

    epochs: int = 12
    patience: int = 5
    batch: int = 16
    rate: float = 4e-3
    decay: float = 1e-3
    smoothing: float = 0.05
    aside: float = 1.0
    validation: float = 0.15
    n_folds: int = 5
    n_frames: int = 4
    side: int = 112
    threads: int = 2
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the numbers."""
        for name, least, most in (
            ("epochs", 1, 1_000),
            ("patience", 1, 1_000),
            ("batch", 2, 256),
            ("rate", 1e-9, 1),
            ("decay", 0, 1),
            ("smoothing", 0, 0.5),
            ("aside", 0, 1),
            ("validation", 0.05, 0.5),
            ("n_folds", 2, 50),
            ("n_frames", 1, 64),
            ("side", 75, 1_024),
            ("threads", 1, 64),
            ("seed", 0, 2**32),
        ):
            if not least <= (value := getattr(self, name)) <= most:
                message = f"{name} is {value}; it must be between {least} and {most}"
                raise ParameterError(message)

    def as_json(self) -> dict[str, Any]:
        """Give all by name."""
        return asdict(self)
