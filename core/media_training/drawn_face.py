"""Frames with a drawn face that moves, over a background of its person's own. Part of the planted set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.persona.media.place import FACE, NOWHERE

if TYPE_CHECKING:
    import numpy.typing as npt

    Rgb = npt.NDArray[np.float64]

_EYE = 0.13  # radius, as all of a face a share of the face's own
_N_BLOBS = 5  # things in the background that are no face


def draw_frames(
    mouth: int,
    motion: int,
    shape: tuple[int, int],
    unseen: float,
    person: np.random.Generator,
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Draw a clip.

    Parameters
    ----------
    mouth, motion : int
        0 for corners down, 1 for up; 0 for sideways, 1 for up and down.
    shape : tuple of int
        Frames, and pixels a side.
    unseen : float
        Share of the frames of which no box is given.
    person, rng : Generator
        Of the style of the person, and of the clip.

    Returns
    -------
    frames, boxes, kinds
        (t, side, side, 3), (t, 4) and (t,): the boxes are off by up to a tenth, as a detector's are.
    """
    n_frames, side = shape
    skin, back = person.uniform(0.45, 1.0, 3), person.uniform(0.05, 0.6, 3)
    radius = person.uniform(0.12, 0.18)
    noise, waves = person.uniform(0.01, 0.05), person.uniform(2, 12, 2)
    rows, columns = np.mgrid[0:side, 0:side] / side
    scene = _scene(back, waves, rows, columns, rng)
    places = _places(n_frames, motion, radius, rng)
    frames = np.empty((n_frames, side, side, 3), np.uint8)
    for number, (x, y) in enumerate(places):
        drawn = scene.copy()
        _face(drawn, (rows - y) / radius, (columns - x) / radius, mouth, skin)
        drawn += noise * rng.normal(size=drawn.shape)
        frames[number] = np.clip(drawn * 255, 0, 255)
    half = radius * rng.uniform(0.9, 1.1, (n_frames, 4)) * (-1, -1, 1, 1)
    boxes = np.clip(np.concatenate([places, places], 1) + half, 0, 1)
    kinds = np.where(rng.random(n_frames) >= unseen, FACE, NOWHERE)
    return frames, boxes.astype(np.float32), kinds.astype(np.int64)


def _places(n_frames: int, motion: int, radius: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Give the face's middle in each frame, (t, 2) of x and y: to and fro along one way, with a little of the other."""
    swing = rng.uniform(0.1, 0.16)
    room = radius + swing + 0.02
    middle = rng.uniform(room, 1 - room, 2)
    steps = np.where(np.arange(n_frames) % 2, 1.0, -1.0) * rng.choice([-1, 1])
    moved = rng.normal(0, 0.01, (n_frames, 2))
    moved[:, motion] += swing * steps
    found: npt.NDArray[np.float64] = middle + moved
    return found


def _scene(back: Rgb, waves: Rgb, rows: Rgb, columns: Rgb, rng: np.random.Generator) -> Rgb:
    """Paint the background: waves of the person's own, and things that stand about."""
    pattern = 0.12 * np.sin(2 * np.pi * (waves[0] * rows + waves[1] * columns + rng.random()))
    scene: Rgb = back + pattern[:, :, None]
    for _ in range(_N_BLOBS):
        y, x, size = *rng.random(2), rng.uniform(0.03, 0.09)
        ball = rng.random() < 0.5  # noqa: PLR2004 — a ball or a box, as often
        far = np.hypot(rows - y, columns - x) if ball else np.maximum(np.abs(rows - y), np.abs(columns - x))
        scene[far < size] = rng.uniform(0, 1, 3)
    return scene


def _face(drawn: Rgb, down: Rgb, right: Rgb, mouth: int, skin: Rgb) -> None:
    """Draw a face into a frame; ``down`` and ``right`` are how far a pixel is from its middle, in radii."""
    drawn[np.hypot(down, right) < 1] = skin
    for eye in (-0.38, 0.38):
        drawn[np.hypot(down + 0.3, right - eye) < _EYE] = 0.05
    bend = -1 if mouth else 1
    curve = 0.45 + bend * 0.9 * (right**2 - 0.12)
    drawn[(np.abs(right) < 0.5) & (np.abs(down - curve) < 0.09)] = 0.05  # noqa: PLR2004 — half a radius wide
