"""Planted truth: what is learnable is learned, noise is not, and a leak flatters the paper's split alone."""

import pytest

from core.errors import CancelledError, ParameterError
from core.validation.classifier import CLASSIFIERS, MAJORITY
from core.validation.feature import ALL, BLIND, CRAWL
from core.validation.trial import HONEST, PAPER, ProtocolParams, Result, best_classifier, run_trials
from tests.validation.made_pairs import leak, learnable, noise, people

QUICK = ProtocolParams(
    n_folds=3,
    n_repeats=1,
    n_inner=2,
    n_candidates=2,
    n_draws=50,
    classifiers=tuple(one for one in CLASSIFIERS if one.key in {"tree", "bayes", "mlp"}),
)


def quietly(share, words):
    assert 0 <= share <= 1


@pytest.fixture(scope="module")
def pairs():
    return people(40)


@pytest.fixture(scope="module")
def results(pairs):
    sets = (leak(pairs), learnable(pairs), noise(pairs))
    return run_trials(pairs, sets, QUICK, 0, quietly, lambda: False)


def right(results, *key):
    judged = results[key].judged
    return (judged.said == judged.same).mean()


def test_every_classifier_stands_in_both_protocols(results):
    classifiers = {MAJORITY, "tree", "bayes", "mlp"}
    assert set(results) == {
        (p, s, c) for p in (PAPER, HONEST) for s in (CRAWL, ALL, BLIND) for c in classifiers
    }
    assert results[PAPER, ALL, "tree"].judged.same.size == 195
    # folds of 14, 13 and 13 profiles: 91, 78 and 78 pairs
    assert results[HONEST, ALL, "tree"].judged.same.size == 247


def test_what_can_be_learned_is_learned_in_both(results):
    assert right(results, PAPER, ALL, "mlp") > 0.9
    assert right(results, HONEST, ALL, "mlp") > 0.9


def test_noise_is_no_better_than_the_majority(results):
    for protocol in (PAPER, HONEST):
        # 195 and 247 pairs: a standard deviation of .036 at most
        assert right(results, protocol, BLIND, "mlp") < right(results, protocol, BLIND, MAJORITY) + 0.1


def test_names_learned_by_heart_shine_in_the_papers_split_and_fail_with_unseen_profiles(results):
    assert right(results, PAPER, CRAWL, "mlp") > 0.95
    assert right(results, HONEST, CRAWL, "mlp") < 0.62


def test_the_best_is_chosen_on_the_folds_and_not_on_the_test(results):
    assert best_classifier(results, PAPER, CRAWL) == "mlp"
    turned = {key: Result(found.judged, -found.inner_accuracy) for key, found in results.items()}
    assert best_classifier(turned, PAPER, CRAWL) != "mlp"
    assert MAJORITY not in {best_classifier(turned, protocol, one) for protocol, one, _ in turned}


def test_two_runs_are_the_same_to_the_bit_and_another_seed_is_not(pairs, results):
    sets = (leak(pairs), learnable(pairs), noise(pairs))
    again = run_trials(pairs, sets, QUICK, 0, quietly, lambda: False)
    for key, found in results.items():
        assert found.judged.probability.tolist() == again[key].judged.probability.tolist()
        assert found.inner_accuracy == again[key].inner_accuracy
    other = run_trials(pairs, (noise(pairs),), QUICK, 1, quietly, lambda: False)
    key = PAPER, BLIND, "mlp"
    assert other[key].judged.probability.tolist() != results[key].judged.probability.tolist()


def test_a_run_that_is_stopped_ends_with_nothing(pairs):
    with pytest.raises(CancelledError):
        run_trials(pairs, (noise(pairs),), QUICK, 0, quietly, lambda: True)


@pytest.mark.parametrize(
    "wrong", [{"test_share": 0}, {"test_share": 1}, {"n_folds": 1}, {"n_repeats": 0}, {"n_draws": 1}]
)
def test_parameters_out_of_range_are_refused(wrong):
    with pytest.raises(ParameterError):
        ProtocolParams(**wrong)
