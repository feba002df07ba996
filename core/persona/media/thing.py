"""Which of 80 kinds of things are seen: CenterNet (Zhou et al. 2019) on MobileNetV3, decoded with numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.model.media import Sighting
from core.persona.media.frame import resized

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.model.media import Box
    from core.persona.media.frame import Pixels
    from core.persona.media.session import Session

_SIDE, _STRIDE = 512, 4
_OUTPUTS = ["out_tower_0_keypoints", "out_tower_0_wh"]
_MOST = 50  # things of a frame

THINGS: tuple[str, ...] = tuple(
    """person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign,
    parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella, handbag,
    tie, suitcase, frisbee, skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard,
    tennis racket, bottle, wine glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot,
    hot dog, pizza, donut, cake, chair, couch, potted plant, bed, dining table, toilet, tv, laptop, mouse, remote,
    keyboard, cell phone, microwave, oven, toaster, sink, refrigerator, book, clock, vase, scissors, teddy bear,
    hair drier, toothbrush""".replace("\n", " ").split(",")
)
THINGS = tuple(name.strip() for name in THINGS)
"""The 80 kinds of COCO (Lin et al. 2014), in its order."""


@dataclass(frozen=True, slots=True)
class FoundThing:
    """A thing in one frame; ``kind`` is its place in :data:`THINGS`."""

    kind: int
    box: Box
    score: float


def find_things(session: Session, pixels: Pixels, least: float = 0.4) -> list[FoundThing]:
    """Find the things of one frame.

    Parameters
    ----------
    session : Session
        CenterNet's.
    pixels : ndarray of shape (h, w, 3)
    least : float
        From which score on one counts.

    Returns
    -------
    list of FoundThing
        The surest first, 50 at most. Cost: 25 ms.
    """
    (heat, sides) = session.run(_OUTPUTS, resized(pixels, _SIDE, _SIDE)[None].astype(np.float32))
    return decode(heat[0], sides[0], least)


def decode(heat: npt.NDArray[np.float32], sides: npt.NDArray[np.float32], least: float) -> list[FoundThing]:
    """Give the things of the model's two maps.

    Parameters
    ----------
    heat : ndarray of shape (n, n, 80)
        How surely a thing of each kind has its middle there: a peak of 3 × 3 is a thing.
    sides : ndarray of shape (n, n, 4)
        How far its left, top, right and bottom lie from there, in pixels of the model's picture.
    least : float
    """
    kinds = np.flatnonzero(heat.max((0, 1)) > least)
    if not kinds.size:
        return []
    chosen = heat[:, :, kinds]
    wide = np.pad(chosen, ((1, 1), (1, 1), (0, 0)), constant_values=-np.inf)
    n, m = chosen.shape[:2]
    highest = np.max([wide[y : y + n, x : x + m] for y in range(3) for x in range(3)], axis=0)
    rows, columns, places = np.nonzero((chosen == highest) & (chosen > least))
    scores = chosen[rows, columns, places]
    found = []
    for at in np.argsort(-scores, kind="stable")[:_MOST]:
        middle = np.array([columns[at], rows[at]], np.float64) * _STRIDE
        left, top, right, bottom = (float(one) for one in sides[rows[at], columns[at]])
        box = np.array([middle[0] - left, middle[1] - top, middle[0] + right, middle[1] + bottom])
        a, b, c, d = (float(one) for one in np.clip(box / (n * _STRIDE), 0, 1))
        found.append(FoundThing(int(kinds[places[at]]), (a, b, c, d), min(1.0, float(scores[at]))))
    return found


class ThingCount:
    """Pools the things of frames: the surest of each kind, and in how many frames it was."""

    def __init__(self) -> None:
        self._best: dict[int, tuple[float, FoundThing]] = {}
        self._frames = np.zeros(len(THINGS), np.int64)
        self._sum = np.zeros(len(THINGS))
        self.n_frames = 0

    def add(self, second: float, things: list[FoundThing]) -> None:
        """Add one frame's."""
        self.n_frames += 1
        top: dict[int, FoundThing] = {}
        for thing in things:
            if thing.kind not in top or thing.score > top[thing.kind].score:
                top[thing.kind] = thing
        for kind, thing in top.items():
            self._frames[kind] += 1
            self._sum[kind] += thing.score
            if kind not in self._best or thing.score > self._best[kind][1].score:
                self._best[kind] = (second, thing)

    def sightings(self) -> tuple[Sighting, ...]:
        """Give one sighting a kind, that of most frames first."""
        found = [
            Sighting(THINGS[kind], int(self._frames[kind]), second, thing.box, thing.score)
            for kind, (second, thing) in self._best.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.n_frames, -one.score, one.label)))

    def mean(self) -> npt.NDArray[np.float64]:
        """Give each kind's mean score over all frames, 0 where it was not found, (80,)."""
        return self._sum / max(1, self.n_frames)
