"""Each classifier is tuned without a look at the test, behind filling that learns from training alone."""

import inspect

import numpy as np
import pytest
from sklearn.base import is_classifier
from threadpoolctl import threadpool_limits

from core.errors import CancelledError
from core.validation.classifier import BASELINE, CLASSIFIERS, Classifier
from core.validation.feature import FeatureSet
from core.validation.fold import pair_trial, profile_trials
from core.validation.search import candidates, tuned
from tests.validation.made_pairs import learnable, people

BY_KEY = {one.key: one for one in CLASSIFIERS}


@pytest.fixture(autouse=True, scope="module")
def _one_thread():
    """Fit as the product does: several threads for a few pairs only wait for each other."""
    with threadpool_limits(1):
        yield


def judge(classifier, features, same, trial, **changed):
    settings = {"n_candidates": 2, "seed": 0, "stopped": lambda: False, **changed}
    return tuned(classifier, features, same, trial, **settings)


def test_the_nine_classifiers_of_the_paper_are_there():
    assert list(BY_KEY) == [
        "logistic",
        "neighbours",
        "svm",
        "tree",
        "forest",
        "ada",
        "gradient",
        "bayes",
        "mlp",
    ]


@pytest.mark.parametrize("one", CLASSIFIERS, ids=lambda one: one.key)
def test_every_value_of_a_grid_can_be_set_and_makes_a_classifier(one):
    for name, values in one.grid.items():
        for value in values:
            pipeline = one.pipeline(3, shows_gaps=True).set_params(**{f"model__{name}": value})
            assert pipeline.get_params()[f"model__{name}"] == value
    assert is_classifier(one.make(3))
    if "random_state" in inspect.signature(type(one.make(3))).parameters:
        assert one.make(3).random_state == 3


@pytest.mark.parametrize("one", CLASSIFIERS, ids=lambda one: one.key)
@pytest.mark.parametrize("unseen", [False, True])
def test_every_classifier_learns_what_can_be_learned_and_twice_the_same(one, unseen):
    pairs = people(32)
    trial = profile_trials(pairs, 2, 1, 2, 0)[0] if unseen else pair_trial(pairs, 0.25, 2, 0)
    features = learnable(pairs)
    found = judge(one, features, pairs.same, trial)
    assert (found.said == pairs.same[trial.test]).mean() > 0.8
    assert ((found.probability >= 0) & (found.probability <= 1)).all()
    assert ((found.probability - 0.5)[pairs.same[trial.test]]).mean() > 0
    again = judge(one, features, pairs.same, trial)
    assert (found.said == again.said).all()
    assert found.probability.tolist() == again.probability.tolist()
    assert found.chosen == again.chosen


def test_the_majority_answers_what_training_has_more_of():
    pairs = people(20)
    trial = pair_trial(pairs, 0.25, 2, 0)
    found = judge(BASELINE, learnable(pairs), pairs.same, trial)
    assert not found.said.any()
    assert found.probability == pytest.approx(np.full(trial.test.size, pairs.same[trial.train].mean()))


def test_what_is_tested_has_no_part_in_training():
    """The test pairs' values are changed beyond recognition: nothing learned may change."""
    pairs = people(24)
    features = learnable(pairs)
    features.values[::7] = np.nan
    for trial in (pair_trial(pairs, 0.25, 2, 0), profile_trials(pairs, 2, 1, 2, 0)[0]):
        seen = features.values.copy()
        seen[trial.test[1:]] = 1e6
        changed = FeatureSet(features.key, features.names, seen, shows_gaps=True)
        for key in ("logistic", "svm", "bayes"):
            one, other = (judge(BY_KEY[key], some, pairs.same, trial) for some in (features, changed))
            assert one.probability[0] == other.probability[0]
            assert one.chosen == other.chosen
            assert one.inner_accuracy == other.inner_accuracy


def test_the_parameters_are_those_that_did_best_on_the_inner_folds():
    pairs = people(24)
    trial = pair_trial(pairs, 0.25, 2, 0)
    grid = {"max_depth": (1, 6)}
    tree = Classifier("tree", "Tree", grid, BY_KEY["tree"].make)
    rng = np.random.default_rng(0)
    # same only if two bits are equal: no single cut tells, two levels do
    a, b = rng.integers(0, 2, (2, len(pairs.rows)))
    features = FeatureSet("all", ("a", "b"), np.column_stack([a, b]).astype(float), shows_gaps=True)
    found = judge(tree, features, a == b, trial)
    assert found.chosen == {"max_depth": 6}
    assert found.inner_accuracy == 1


def test_a_gap_speaks_only_where_it_may():
    """That a value is missing tells the truth, and nothing else does."""
    pairs = people(24)
    trial = pair_trial(pairs, 0.25, 2, 0)
    rng = np.random.default_rng(0)
    values = np.where(pairs.same, np.nan, rng.normal(size=len(pairs.rows)))[:, None]
    for shows_gaps in (True, False):
        features = FeatureSet("all", ("a",), values.copy(), shows_gaps=shows_gaps)
        found = judge(BY_KEY["logistic"], features, pairs.same, trial)
        right = (found.said == pairs.same[trial.test]).mean()
        assert right == 1 if shows_gaps else right < 0.75


def test_a_column_that_training_never_has_does_no_harm():
    pairs = people(20)
    trial = pair_trial(pairs, 0.25, 2, 0)
    made = learnable(pairs).values
    empty = np.full((len(made), 1), np.nan)
    empty[trial.test] = 1.0
    features = FeatureSet("all", ("a", "b", "c"), np.hstack([made, empty]), shows_gaps=True)
    assert (
        judge(BY_KEY["logistic"], features, pairs.same, trial).said == pairs.same[trial.test]
    ).mean() > 0.8


def test_a_large_grid_is_drawn_from_and_a_small_one_tried_in_full():
    drawn = candidates(BY_KEY["forest"].grid, 5, 0)
    assert len({str(sorted(one.items(), key=str)) for one in drawn}) == 5
    assert candidates(BY_KEY["forest"].grid, 5, 0) == drawn
    assert candidates(BY_KEY["forest"].grid, 5, 1) != drawn
    assert candidates({}, 5, 0) == [{}]


def test_tuning_stops_between_two_fits():
    pairs = people(20)
    asked = []

    def stopped():
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(CancelledError):
        judge(BY_KEY["tree"], learnable(pairs), pairs.same, pair_trial(pairs, 0.25, 2, 0), stopped=stopped)
    assert len(asked) == 3
