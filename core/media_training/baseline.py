"""What a network must beat: a linear model on features that are pooled over a clip, and the commonest class.

The linear model is given what hand-made features can give: the same joined vectors, colours, a small grey picture,
directions of edges of the whole frame and of the place that a detector found, and where and how much it changes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from core.persona.media.place import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt
    from sklearn.pipeline import Pipeline

    from core.media_training.clip import Clip, LabelledClips
    from core.media_training.fold import Fold

    Floats = npt.NDArray[np.float64]

STRENGTHS = (0.0003, 0.003, 0.03, 0.3)
"""Inverse strengths of a penalty on squares, which uses every feature a little."""
SPARSE_STRENGTHS = (0.01, 0.03, 0.1, 0.3)
"""Inverse strengths of a penalty on sizes, which uses few features: better where most of them say nothing."""

_THUMB, _CELLS, _DIRECTIONS, _COLOURS = 8, 4, 8, 8
_PLACE = 48  # pixels a side to which a found place is brought


def pooled_features(clip: Clip, joined: Sequence[tuple[str, int]]) -> Floats:
    """Describe a clip by numbers that need no learning.

    Parameters
    ----------
    clip : Clip
    joined : sequence of (str, int)
        Vectors that are added, each name and length; a missing one is zeros and a mark that says so.

    Returns
    -------
    ndarray of shape (d,)
        Mean and deviation over the frames of: 8 × 8 grey values, colour histograms, edges in 4 × 4 cells and 8
        directions, of the frame and of the place found in it; the mean change between frames, 8 × 8; the joined
        vectors. Without frames, zeros.
    """
    frames = [_of_frame(frame) for frame in clip.frames]
    places = [
        _edges(_cut(frame, box))
        for frame, box, kind in zip(clip.frames, clip.boxes, clip.kinds, strict=True)
        if kind != NOWHERE
    ]
    grey = [frame.mean(2) / 255 for frame in clip.frames]
    moves = [_thumb(np.abs(b - a)) for a, b in pairwise(grey)]
    n_edges = _CELLS**2 * _DIRECTIONS
    parts = [
        *_pooled(frames, _THUMB**2 + 3 * _COLOURS + n_edges),
        *_pooled(places, n_edges),
        *_pooled(moves, _THUMB**2),
        np.array([bool(frames), bool(places), bool(moves)], np.float64),
    ]
    for name, length in joined:
        vector = clip.vectors.get(name)
        own = np.zeros(length) if vector is None else vector.astype(np.float64)
        parts += [own, np.array([vector is None], np.float64)]
    return np.concatenate(parts)


def linear_shares(data: LabelledClips, features: Floats, fold: Fold) -> Floats:
    """Learn a linear model on a fold, and say a probability a class of those tested: (m, classes).

    Logistic regression on standardised features; its penalty is the one of :data:`STRENGTHS` and
    :data:`SPARSE_STRENGTHS` with the least loss on those watched, as the network's epoch is.
    """
    labels = np.array([example.label for example in data.examples])
    best: tuple[float, Floats] | None = None
    for model in _models():
        model.fit(features[fold.learn], labels[fold.learn])
        watched = _spread(model, features[fold.watch], len(data.classes))
        loss = float(-np.log(watched[np.arange(fold.watch.size), labels[fold.watch]].clip(1e-12)).mean())
        if best is None or loss < best[0]:
            best = loss, _spread(model, features[fold.test], len(data.classes))
    if best is None:
        message = "there is no strength to try"
        raise ValueError(message)
    return best[1]


def _models() -> Iterator[Pipeline]:
    for strength in STRENGTHS:
        yield make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=2_000))
    for strength in SPARSE_STRENGTHS:
        one = LogisticRegression(
            C=strength, l1_ratio=1.0, solver="liblinear", tol=1e-3, max_iter=1_000, random_state=0
        )
        yield make_pipeline(StandardScaler(), OneVsRestClassifier(one))


def majority_shares(data: LabelledClips, fold: Fold) -> Floats:
    """Say of everybody tested how common each class is among those learned from: (m, classes)."""
    labels = np.array([data.examples[int(row)].label for row in fold.learn])
    counts = np.bincount(labels, minlength=len(data.classes)) + 1e-9
    return np.tile(counts / counts.sum(), (fold.test.size, 1))


def _spread(model: Pipeline, rows: Floats, n_classes: int) -> Floats:
    found = np.zeros((len(rows), n_classes))
    if len(rows):
        found[:, model.classes_] = model.predict_proba(rows)
    return found


def _of_frame(frame: npt.NDArray[np.uint8]) -> Floats:
    colours = [
        np.histogram(frame[..., colour], _COLOURS, (0, 256))[0] / frame[..., 0].size for colour in range(3)
    ]
    grey = frame.mean(2) / 255
    return np.concatenate([_thumb(grey), *colours, _edges(grey)])


def _thumb(grey: Floats) -> Floats:
    return _in_cells(grey, _THUMB).ravel()


def _in_cells(values: Floats, n: int) -> Floats:
    """Give the mean of each of n × n cells, whatever the size."""
    rows, columns = (np.linspace(0, length, n + 1).astype(int)[:-1] for length in values.shape[:2])
    sums = np.add.reduceat(np.add.reduceat(values, rows, 0), columns, 1)
    sizes = np.diff([*rows, values.shape[0]])[:, None] * np.diff([*columns, values.shape[1]])[None, :]
    found: Floats = sums / sizes.reshape(n, n, *[1] * (values.ndim - 2))
    return found


def _edges(grey: Floats) -> Floats:
    """Give how strong the edges of each direction are in each cell, of length 1 (Dalal and Triggs 2005, made small)."""
    down, right = np.gradient(grey)
    strength = np.hypot(down, right)
    direction = ((np.arctan2(down, right) / (2 * np.pi) + 0.5) * _DIRECTIONS).astype(int) % _DIRECTIONS
    layers = np.where(direction[:, :, None] == np.arange(_DIRECTIONS), strength[:, :, None], 0.0)
    found = _in_cells(layers, _CELLS).ravel()
    size = np.linalg.norm(found)
    return found / size if size > 0 else found


def _cut(frame: npt.NDArray[np.uint8], box: npt.NDArray[np.float32]) -> Floats:
    """Cut a place out, brought to 48 × 48 by the nearest pixels."""
    height, width = frame.shape[:2]
    steps = (np.arange(_PLACE) + 0.5) / _PLACE
    left, top, right, bottom = box.astype(np.float64)
    columns = np.clip(((left + (right - left) * steps) * width).astype(int), 0, width - 1)
    rows = np.clip(((top + (bottom - top) * steps) * height).astype(int), 0, height - 1)
    found: Floats = frame[np.ix_(rows, columns)].mean(2) / 255
    return found


def _pooled(rows: Sequence[Floats], length: int) -> tuple[Floats, Floats]:
    if not rows:
        return np.zeros(length), np.zeros(length)
    values = np.asarray(rows)
    return values.mean(0), values.std(0)
