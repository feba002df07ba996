"""What moves the points of a large t-SNE: the pull of neighbours, and the push of everybody on a grid.

openTSNE takes the steps and has a grid of its own, which is not used for two reasons. Its threads add to
common sums in whatever order they come, so that two runs on two threads differ in their bits, and a map
that is kept, cited and made again has to be the same one. And it is slower: 19,900 rows of 25 columns took
42 s of CPU by it and 17 s by this module, on one machine of two cores. Smaller maps go by openTSNE's tree.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from scipy import fft

from core.spread import N_THREADS, spread

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    from scipy import sparse

    from core.maps.table import Floats

    Singles = npt.NDArray[np.float32]

N_NODES = 3  # a box and a side
LEAST_BOXES = 50
MOST_BOXES = 400
WIDEST_BOX = 0.85
_MARGIN = 0.25
_LEAST_TOTAL = 1e-6  # of a point: nearly nothing, but more than rounding
_ROUND = 8  # boxes by which a grid grows, so that one spectrum serves many steps
_Loop = TypeVar("_Loop", bound="Callable[..., Any]")


def _compiled(loop: _Loop) -> _Loop:
    """Compile a loop at its first call and keep it on disk; other threads run beside it."""
    return cast("_Loop", njit(cache=True, nogil=True, error_model="numpy")(loop))


@_compiled
def _weigh(along: float, weights: Floats) -> int:
    """Give the first node of a box, and Lagrange's polynomials of its nodes at a place along the boxes."""
    box = int(along)
    inside = (along - box) * N_NODES - 0.5
    weights[0] = 0.5 * (inside - 1.0) * (inside - 2.0)
    weights[1] = inside * (2.0 - inside)
    weights[2] = 0.5 * inside * (inside - 1.0)
    return box * N_NODES


@_compiled
def _deposit(points: Floats, low: Floats, width: float, grid: Floats) -> None:
    """Spread every point, of mass 1, over the nodes of its box; ``grid`` is (g, g)."""
    across, up = np.empty(N_NODES), np.empty(N_NODES)
    for i in range(points.shape[0]):
        x = _weigh((points[i, 0] - low[0]) / width, across)
        y = _weigh((points[i, 1] - low[1]) / width, up)
        for a in range(N_NODES):
            for b in range(N_NODES):
                grid[x + a, y + b] += across[a] * up[b]


@_compiled
def _push(
    points: Floats, low: Floats, width: float, field: Singles, total: float, gradient: Floats, first: int, end: int
) -> None:  # fmt: skip
    """Read what pushes each point off the nodes of its box; ``field`` is (2, g, g)."""
    across, up = np.empty(N_NODES), np.empty(N_NODES)
    for i in range(first, end):
        x = _weigh((points[i, 0] - low[0]) / width, across)
        y = _weigh((points[i, 1] - low[1]) / width, up)
        for axis in range(2):
            felt = 0.0
            for a in range(N_NODES):
                for b in range(N_NODES):
                    felt += across[a] * up[b] * field[axis, x + a, y + b]
            gradient[i, axis] = -felt / total


@_compiled
def _push_alone(points: Floats, low: Floats, width: float, field: Singles, gradient: Floats) -> None:
    """Read what pushes each new point, by its own sum of kernels; ``field`` is (3, g, g)."""
    across, up, felt = np.empty(N_NODES), np.empty(N_NODES), np.empty(3)
    for i in range(points.shape[0]):
        x = _weigh((points[i, 0] - low[0]) / width, across)
        y = _weigh((points[i, 1] - low[1]) / width, up)
        felt[:] = 0.0
        for part in range(3):
            for a in range(N_NODES):
                for b in range(N_NODES):
                    felt[part] += across[a] * up[b] * field[part, x + a, y + b]
        total = max(felt[2], 1e-3)  # far from everybody the transforms leave some noise
        gradient[i, 0] = -felt[0] / total
        gradient[i, 1] = -felt[1] / total


@_compiled
def _pull(
    points: Floats, places: Floats, starts: npt.NDArray[np.int32], others: npt.NDArray[np.int32], joint: Floats,
    gradient: Floats, first: int, end: int,
) -> None:  # fmt: skip
    """Add to each point's gradient the pull of the places that it is joined to."""
    for i in range(first, end):
        for edge in range(starts[i], starts[i + 1]):
            x = points[i, 0] - places[others[edge], 0]
            y = points[i, 1] - places[others[edge], 1]
            pull = joint[edge] / (1.0 + x * x + y * y)
            gradient[i, 0] += pull * x
            gradient[i, 1] += pull * y


class Spectrum(NamedTuple):
    """What a grid of some size and spacing makes of two points a vector d apart.

    ``total`` is the transform of 1/(1 + d²), which is real; ``push`` that of both parts of d/(1 + d²)²,
    which is imaginary: (2, size, size // 2 + 1).
    """

    n_boxes: int
    width: float
    size: int
    total: Singles
    push: Singles


def spectrum_of(n_boxes: int, width: float) -> Spectrum:
    """Transform the kernels on a grid wide enough that nothing comes round its edge.

    >>> spectrum_of(50, 1.0).size
    300
    """
    size = fft.next_fast_len(2 * n_boxes * N_NODES, real=True)
    steps = np.fft.fftfreq(size, 1 / size) * (width / N_NODES)
    kernel = 1.0 / (1.0 + steps[:, None] ** 2 + steps**2)
    push = np.stack([steps[:, None] * kernel**2, steps * kernel**2])
    return Spectrum(
        n_boxes,
        width,
        size,
        fft.rfft2(kernel, workers=N_THREADS).real.astype(np.float32),
        fft.rfft2(push, workers=N_THREADS).imag.astype(np.float32),
    )


def _masses(points: Floats, low: Floats, spectrum: Spectrum) -> npt.NDArray[np.complex64]:
    """Transform points of mass 1 on a grid that begins at ``low``, (size, size // 2 + 1)."""
    grid = np.zeros((spectrum.n_boxes * N_NODES,) * 2)
    _deposit(points, low, spectrum.width, grid)
    # Rows beyond the grid are empty before and not asked for after: only the others are transformed.
    rows = fft.rfft(grid.astype(np.float32), spectrum.size, axis=1, workers=N_THREADS)
    return np.asarray(
        fft.fft(rows, spectrum.size, axis=0, workers=N_THREADS, overwrite_x=True), dtype=np.complex64
    )


def _felt(
    masses: npt.NDArray[np.complex64], kernels: npt.NDArray[np.complex64], spectrum: Spectrum
) -> Singles:
    """Give what the masses make felt at the nodes, (k, g, g), by k kernels."""
    n_nodes = spectrum.n_boxes * N_NODES
    rows = fft.ifft(masses * kernels, axis=1, workers=N_THREADS, overwrite_x=True)[:, :n_nodes]
    return np.ascontiguousarray(fft.irfft(rows, spectrum.size, axis=2, workers=N_THREADS)[:, :, :n_nodes])


class Force:
    """The gradient of t-SNE's divergence at some points, for ``openTSNE``, which takes the steps.

    Repulsion after Linderman et al. 2019: points are spread over a grid of three nodes a box and side,
    convolved by Fourier transforms and read off again. Theirs convolves masses and moments, six
    transforms of twice the precision; this convolves masses with the vector that pushes, which nothing
    is lost by, in three. Boxes are at least 50 a side, as theirs, and .85 wide where there are more
    (on a map wider than any that was seen, 400 wider ones, for memory's sake), and their width then
    stays, so that the kernels need not be transformed anew with every step. About as near to the sum over
    all pairs as theirs, which tests hold: .1 % off where points are dense, some per cent where they are
    not. O(n · k + w² log w) for a map w wide. Deterministic: masses are added in order, every thread
    writes rows of its own.
    """

    def __init__(self) -> None:
        self._spectrum = spectrum_of(LEAST_BOXES, WIDEST_BOX)

    def __call__(self, embedding: Floats, P: sparse.csr_matrix, **_: Any) -> tuple[float, Floats]:  # noqa: N803 — openTSNE's name
        """Give the gradient, (n, 2), and no error, which nobody reads."""
        points = np.asarray(embedding)
        gradient = np.empty_like(points)
        low = points.min(axis=0)
        field, total = self._field(points, low)
        width = self._spectrum.width

        def work(first: int, end: int, _stop: npt.NDArray[np.uint8]) -> None:
            _push(points, low, width, field, total, gradient, first, end)
            _pull(points, points, P.indptr, P.indices, P.data, gradient, first, end)

        spread(work, len(points))
        return math.nan, gradient

    def _field(self, points: Floats, low: Floats) -> tuple[Singles, float]:
        """Give what pushes at the nodes, (2, g, g), and the sum of the kernels of all pairs."""
        n_boxes, width = _boxes(float((points.max(axis=0) - low).max()))
        if (n_boxes, width) != self._spectrum[:2]:
            self._spectrum = spectrum_of(n_boxes, width)
        spectrum = self._spectrum
        masses = _masses(points, low, spectrum)
        # Parseval; what a point makes of itself is left out.
        power = (masses.real**2 + masses.imag**2) * spectrum.total
        ends = power[:, 0].sum(dtype=np.float64)
        if spectrum.size % 2 == 0:
            ends += power[:, -1].sum(dtype=np.float64)
        n, whole = len(points), 2 * power.sum(dtype=np.float64) - ends
        total = max(float(whole) / spectrum.size**2 - n, _LEAST_TOTAL * n)
        return _felt(masses, 1j * spectrum.push, spectrum), total


class Standing:
    """The gradient of new points among others that stay, for ``openTSNE``; each is for itself.

    What the others make felt is worked out once, a quarter of the map beyond them: a step costs
    O(m · k) for m new points. Twenty times as fast as a tree of 20,000 points, built in each step; and
    openTSNE's own grid takes the momentum from all new points but those at its edge.
    """

    def __init__(self, others: Floats) -> None:
        self._others = np.ascontiguousarray(others)
        ends = others.min(axis=0), others.max(axis=0)
        reach = float((ends[1] - ends[0]).max())
        spectrum = spectrum_of(*_boxes((1 + 2 * _MARGIN) * reach))
        self._low = ends[0] - _MARGIN * reach
        self._width, self._n_boxes = spectrum.width, spectrum.n_boxes
        kernels = np.stack([*(1j * spectrum.push), spectrum.total.astype(np.complex64)])
        self._field = _felt(_masses(others, self._low, spectrum), kernels, spectrum)

    def __call__(self, embedding: Floats, P: sparse.csr_matrix, **_: Any) -> tuple[float, Floats]:  # noqa: N803 — openTSNE's name
        """Give the gradient, (m, 2), and no error, which nobody reads."""
        points = np.asarray(embedding)
        # Beyond the grid a point feels what it would at its edge.
        within = np.clip(points, self._low, self._low + self._width * self._n_boxes * (1 - 1e-9))
        gradient = np.empty_like(points)
        _push_alone(within, self._low, self._width, self._field, gradient)
        _pull(points, self._others, P.indptr, P.indices, P.data, gradient, 0, len(points))
        return math.nan, gradient


def _boxes(reach: float) -> tuple[int, float]:
    """Give how many boxes a side a map has, and how wide they are."""
    reach = reach * (1 + 1e-9) + 1e-12
    n_boxes = max(LEAST_BOXES, min(_ROUND * math.ceil(reach / WIDEST_BOX / _ROUND), MOST_BOXES))
    return n_boxes, WIDEST_BOX if LEAST_BOXES < n_boxes < MOST_BOXES else reach / n_boxes
