"""What moves a large t-SNE is the gradient: as the sum over all pairs has it, and as near as openTSNE's."""

import numpy as np
import pytest
from openTSNE import _tsne
from scipy import sparse

from core.maps.force import LEAST_BOXES, MOST_BOXES, Force, Standing, spectrum_of


def standing(n, spread, seed=1):
    """Give points, and who is joined to whom."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, 2)) * spread * [1, 0.6] + 7
    joint = sparse.random(n, n, 0.02, format="csr", random_state=seed)
    joint = joint + joint.T
    return points, (joint / joint.sum()).tocsr()


def slow(points, joint):
    """Give pull and push by adding up all pairs."""
    apart = points[:, None] - points
    kernel = 1 / (1 + (apart**2).sum(axis=2))
    np.fill_diagonal(kernel, 0)
    pull = ((joint.toarray() * kernel)[..., None] * apart).sum(axis=1)
    return pull, -(kernel[..., None] ** 2 * apart).sum(axis=1) / kernel.sum()


def off(found, true):
    return np.linalg.norm(found - true) / np.linalg.norm(true)


@pytest.mark.parametrize(
    ("spread", "limit"), [(1e-4, 1e-5), (0.1, 1e-5), (1.0, 1e-3), (3.0, 2e-3), (8.0, 0.05)]
)
def test_the_gradient_is_that_of_all_pairs(spread, limit):
    points, joint = standing(900, spread)
    pull, push = slow(points, joint)
    _, gradient = Force()(points, joint)
    assert off(gradient - pull, push) < limit


@pytest.mark.parametrize("spread", [3.0, 8.0, 20.0, 60.0])
def test_the_push_is_about_as_near_to_the_truth_as_that_of_openTSNE(spread):  # noqa: N802
    points, joint = standing(900, spread)
    pull, push = slow(points, joint)
    theirs = np.zeros_like(points)
    _tsne.estimate_negative_gradient_fft_2d(points, theirs, 3, 50, 1, dof=1)
    _, gradient = Force()(points, joint)
    assert off(gradient - pull, push) < max(1.1 * off(theirs, push), 2e-3)


def test_smaller_boxes_come_nearer_to_the_truth():
    points, joint = standing(900, 8.0)
    pull, push = slow(points, joint)
    _, wide = Force()(points, joint)
    _, narrow = Force()(points / 2, joint)
    assert off(narrow, sum(slow(points / 2, joint))) < off(wide, pull + push)


def test_nobody_pushes_itself():
    points = np.array([[0.3, 0.7], [100.3, 50.2]])
    _, gradient = Force()(points, sparse.csr_matrix((2, 2)))
    assert np.abs(gradient).max() < 1e-2


def test_moving_every_point_changes_nothing():
    points, joint = standing(300, 2.0)
    _, here = Force()(points, joint)
    _, there = Force()(points + np.array([100.0, -40.0]), joint)
    np.testing.assert_allclose(here, there, atol=1e-9)


def test_every_run_has_the_same_bits_whatever_ran_before():
    points, joint = standing(900, 30.0)
    force = Force()
    _, first = force(points, joint)
    force(points / 100, joint)
    _, again = force(points, joint)
    assert first.tobytes() == again.tobytes() == Force()(points, joint)[1].tobytes()


def test_a_spectrum_serves_many_steps():
    force = Force()
    points, joint = standing(300, 30.0)
    force(points, joint)
    kept = force._spectrum
    assert kept.n_boxes > LEAST_BOXES
    force(points * 1.0001, joint)
    assert force._spectrum is kept


def test_a_map_too_wide_for_any_memory_has_wider_boxes():
    points, joint = standing(300, 1e5)
    force = Force()
    _, gradient = force(points, joint)
    assert force._spectrum.n_boxes == MOST_BOXES
    assert np.isfinite(gradient).all()


def test_the_kernels_transform_as_kernels_that_are_even_and_odd():
    spectrum = spectrum_of(8, 0.5)
    steps = np.fft.fftfreq(spectrum.size, 1 / spectrum.size) * 0.5 / 3
    kernel = 1 / (1 + steps[:, None] ** 2 + steps**2)
    assert np.abs(np.fft.rfft2(kernel).imag).max() < 1e-9
    np.testing.assert_allclose(np.fft.rfft2(kernel).real, spectrum.total, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("place", [0.0, 1.0, -3.5])
def test_all_points_in_one_place_stay_there(place):
    _, gradient = Force()(np.full((50, 2), place), sparse.csr_matrix((50, 50)))
    assert np.abs(gradient).max() < 1e-9


def test_new_points_feel_what_the_sum_over_all_others_has():
    points, _ = standing(900, 3.0)
    rng = np.random.default_rng(5)
    new = points[:80] + rng.normal(size=(80, 2))
    joint = sparse.random(80, 900, 0.05, format="csr", random_state=5)
    apart = new[:, None] - points
    kernel = 1 / (1 + (apart**2).sum(axis=2))
    true = ((joint.toarray() * kernel)[..., None] * apart).sum(axis=1)
    true -= (kernel[..., None] ** 2 * apart).sum(axis=1) / kernel.sum(axis=1)[:, None]
    _, gradient = Standing(points)(new, joint)
    assert off(gradient, true) < 0.01


def test_a_new_point_far_from_all_others_is_not_thrown_farther():
    points, _ = standing(300, 3.0)
    none = sparse.csr_matrix((2, 300))
    _, gradient = Standing(points)(np.array([[1e6, -1e6], [-1e9, 0.0]]), none)
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() < 1
