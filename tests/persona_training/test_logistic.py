"""The line on soft labels, against scikit-learn and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from core.persona_training.logistic import covariance, cross_entropy, fit_logistic


def drawn(n, f, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, f)), rng.uniform(size=n)


@pytest.mark.parametrize(("n", "f"), [(60, 3), (30, 50), (12, 12)])
@pytest.mark.parametrize("ridge", [0.5, 30.0, 1_000.0])
def test_soft_labels_are_both_classes_weighed_by_their_shares(n, f, ridge):
    x, shares = drawn(n, f)
    oracle = LogisticRegression(C=1 / ridge, max_iter=20_000, tol=1e-12)
    oracle.fit(
        np.concatenate([x, x]), np.repeat([1, 0], n), sample_weight=np.concatenate([shares, 1 - shares])
    )
    (found,) = fit_logistic(x, shares, [ridge])
    # lbfgs stops where the slope is small
    np.testing.assert_allclose(found.weights, oracle.coef_[0], atol=2e-4)
    assert found.start == pytest.approx(oracle.intercept_[0], abs=2e-4)


def test_a_ridge_gives_the_same_line_alone_and_among_others():
    x, shares = drawn(50, 8)
    together = fit_logistic(x, shares, [1.0, 300.0, 10.0])
    for ridge, line in zip([1.0, 300.0, 10.0], together, strict=True):
        (alone,) = fit_logistic(x, shares, [ridge])
        np.testing.assert_allclose(line.weights, alone.weights, atol=1e-7)
        assert line.start == pytest.approx(alone.start, abs=1e-7)


def test_the_slope_is_nothing_where_the_fit_ends():
    x, shares = drawn(40, 6)
    known = np.linspace(-1, 1, 40)
    (found,) = fit_logistic(x, shares, [5.0], known)
    missed = expit(known + found.logits(x)) - shares
    np.testing.assert_allclose(x.T @ missed + 5.0 * found.weights, 0.0, atol=1e-6)
    assert missed.sum() == pytest.approx(0.0, abs=1e-6)


def test_what_is_known_already_needs_no_weights():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(300, 2))
    known = 1.5 * x[:, 0]
    (found,) = fit_logistic(x, expit(known), [10.0], known)
    np.testing.assert_allclose(found.weights, 0.0, atol=1e-6)


def test_stiffer_lines_have_smaller_weights():
    x, shares = drawn(60, 5)
    lengths = [np.linalg.norm(line.weights) for line in fit_logistic(x, shares, [1.0, 10.0, 100.0, 1_000.0])]
    assert lengths == sorted(lengths, reverse=True)


def test_the_covariance_is_the_inverse_of_the_bend():
    x, shares = drawn(80, 3)
    (line,) = fit_logistic(x, shares, [4.0])
    found = covariance(x, line, 4.0)
    laid = np.column_stack([np.ones(80), x])

    def loss(theta):
        eta = laid @ theta
        return np.sum(np.logaddexp(0, eta) - shares * eta) + 2.0 * theta[1:] @ theta[1:]

    at, step = np.array([line.start, *line.weights]), 1e-4
    eye = np.eye(4) * step
    bend = [
        [
            (loss(at + a + b) - loss(at + a - b) - loss(at - a + b) + loss(at - a - b)) / (4 * step**2)
            for b in eye
        ]
        for a in eye
    ]
    np.testing.assert_allclose(found @ np.array(bend), np.eye(4), atol=1e-4)


@given(st.integers(1, 8), st.integers(0, 5), st.sampled_from([0.0, 0.5, 1.0, None]))
def test_any_labels_give_a_line(n, f, share):
    x, shares = drawn(n, f, seed=n)
    (found,) = fit_logistic(x, shares if share is None else np.full(n, share), [10.0])
    assert np.isfinite(found.logits(x)).all()


def test_equal_rows_give_the_usual_share():
    (found,) = fit_logistic(np.zeros((10, 2)), np.linspace(0, 1, 10), [1.0])
    assert expit(found.start) == pytest.approx(0.5)
    assert found.weights.tolist() == [0.0, 0.0]


def test_cross_entropy_is_least_at_the_share_itself():
    said = np.linspace(0.01, 0.99, 99)
    assert said[np.argmin(cross_entropy(said, np.full(99, 0.3)))] == pytest.approx(0.3)
