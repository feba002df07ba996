"""How far clusters agree with labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from core.errors import InputError
from core.persona.agreement import PAPER_CLAIMS, agreement


def keyed(values):
    return {f"x:{at}": value for at, value in enumerate(values)}


def compared(found, reference):
    return agreement(keyed(found), keyed(reference))


def test_a_small_case_by_hand():
    found = compared([1, 1, 0, 0, 0, 2, -1], ["a", "a", "b", "b", "a", "b", "b"])
    # a is cluster 1 (2 of its 3), b is cluster 0 (2 of its 4); cluster 2 is nobody's, one profile in none
    assert found.classes == ("a", "b")
    assert found.matched == (1, 0)
    assert found.columns == (1, 0, 2, -1)
    assert found.confusion.tolist() == [[2, 1, 0, 0], [0, 2, 1, 1]]
    assert found.accuracy == pytest.approx(4 / 7)
    assert found.precision == (1.0, pytest.approx(2 / 3))
    assert found.recall == (pytest.approx(2 / 3), 0.5)
    assert (found.n, found.n_left_out) == (7, 1)


def test_what_is_the_same_agrees_whatever_it_is_called():
    found = compared([5, 5, 2, 2, 9], ["b", "b", "c", "c", "a"])
    assert (found.accuracy, found.ari, found.nmi) == (1.0, 1.0, 1.0)
    assert found.matched == (9, 5, 2)
    assert found.confusion.tolist() == np.diag([1, 2, 2]).tolist()


def test_the_best_matching_is_not_the_greedy_one():
    # greedy gives cluster 0 to a (4) and leaves b with 0 of cluster 1: 4 right; the best is 3 + 3
    found = [0] * 4 + [1] * 3 + [0] * 3
    reference = ["a"] * 7 + ["b"] * 3
    best = compared(found, reference)
    assert best.matched == (1, 0)
    assert best.accuracy == pytest.approx(0.6)


def test_who_is_in_no_cluster_counts_as_wrong_and_as_alone():
    found = compared([-1, -1, -1, -1], ["a", "a", "b", "b"])
    assert found.accuracy == 0.0
    assert found.by_chance == 0.0
    assert found.matched == (None, None)
    assert found.columns == (-1,)
    assert found.precision == (None, None)
    assert found.recall == (0.0, 0.0)
    assert found.ari == adjusted_rand_score([0, 0, 1, 1], [0, 1, 2, 3])


def test_fewer_clusters_than_classes_leave_a_class_without_one():
    found = compared([0, 0, 1], ["a", "a", "b"])
    assert compared([0, 0, 0], ["a", "a", "b"]).matched == (0, None)
    assert found.matched == (0, 1)


def test_noise_agrees_no_better_than_by_chance():
    rng = np.random.default_rng(0)
    found = compared(rng.integers(0, 8, 160).tolist(), rng.choice(list("abcdefgh"), 160).tolist())
    # a best matching of noise is well above one in eight, and said to be
    assert found.by_chance == pytest.approx(found.accuracy, abs=0.05)
    assert found.by_chance > 0.18
    assert found.ari == pytest.approx(0.0, abs=0.03)


def test_profiles_that_only_one_side_has_do_not_count():
    found = agreement({"x:1": 0, "x:2": 1, "x:new": 5}, {"x:1": "a", "x:2": "b", "x:old": "c"})
    assert (found.n, found.classes, found.accuracy) == (2, ("a", "b"), 1.0)
    with pytest.raises(InputError, match="label some"):
        agreement({"x:1": 0}, {"x:2": "a"})


PAIRS = st.lists(st.tuples(st.integers(-1, 5), st.sampled_from("abcd")), min_size=1, max_size=40)


@given(PAIRS, st.permutations(range(6)))
def test_the_names_of_clusters_change_nothing(pairs, names):
    found, reference = zip(*pairs, strict=True)
    one = compared(found, reference)
    other = compared([names[label] if label >= 0 else -1 for label in found], reference)
    assert (one.accuracy, one.n_left_out) == (other.accuracy, other.n_left_out)
    assert one.ari == pytest.approx(other.ari)
    assert one.nmi == pytest.approx(other.nmi)
    assert one.by_chance == pytest.approx(other.by_chance)


@given(PAIRS)
def test_every_profile_is_counted_once_and_the_scores_are_scikit_learns(pairs):
    found, reference = map(list, zip(*pairs, strict=True))
    one = compared(found, reference)
    assert one.confusion.sum() == one.n == len(pairs)
    assert sorted(one.columns) == sorted(set(found))
    apart = [label if label >= 0 else 100 + at for at, label in enumerate(found)]
    assert one.ari == pytest.approx(adjusted_rand_score(reference, apart))
    assert one.nmi == pytest.approx(normalized_mutual_info_score(reference, apart), abs=1e-9)
    right = sum(
        one.confusion[at, one.columns.index(label)]
        for at, label in enumerate(one.matched)
        if label is not None
    )
    assert one.accuracy == pytest.approx(right / len(pairs))
    assert 0 <= one.by_chance <= 1


@given(PAIRS)
def test_no_other_matching_is_better(pairs):
    from itertools import permutations  # noqa: PLC0415

    found, reference = map(list, zip(*pairs, strict=True))
    one = compared(found, reference)
    clusters = sorted(set(found) - {-1}) + [None] * 4
    best = max(
        sum(dict(zip("abcd", matched, strict=True))[label] == number for number, label in pairs)
        for matched in set(permutations(clusters, 4))
    )
    assert one.accuracy == pytest.approx(best / len(pairs))


def test_the_papers_claims_are_as_it_prints_them():
    assert [(claim.what, claim.percent, claim.n) for claim in PAPER_CLAIMS[:3]] == [
        ("K-Means", 92.65, 138),
        ("DBSCAN", 91.02, 138),
        ("BIRCH", 89.65, 138),
    ]


def test_no_number_of_videos_yields_the_three_percentages_of_the_paper():
    def yields(n, percent):
        return any(round(100 * right / n, 2) == percent for right in range(n + 1))

    assert [n for n in range(20, 401) if all(yields(n, claim.percent) for claim in PAPER_CLAIMS[:3])] == []


def test_agreement_by_chance_by_hand():
    """Of two pairs in two groups one shuffle in three agrees wholly, the others by half: 2/3."""
    keys = ["x:1", "x:2", "x:3", "x:4"]
    found = agreement(dict(zip(keys, [0, 0, 1, 1], strict=True)), dict(zip(keys, "aabb", strict=True)))
    # three standard errors of 200 shuffles
    assert found.by_chance == pytest.approx(2 / 3, abs=0.05)


def test_a_class_is_given_no_cluster_that_holds_none_of_it():
    """Most fit if "a" has cluster 0; what is left for "b" is a cluster of "a" alone."""
    found = agreement(
        {"x:1": 0, "x:2": 0, "x:3": 0, "x:4": 1, "x:5": 0},
        dict.fromkeys(("x:1", "x:2", "x:3", "x:4"), "a") | {"x:5": "b"},
    )
    assert found.matched == (0, None)
    assert found.columns == (0, 1)
    assert found.precision[1] is None
