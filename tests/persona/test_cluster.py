"""Profiles in groups."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.cluster import DBSCAN, Birch, KMeans
from sklearn.metrics import adjusted_rand_score

from core.errors import ParameterError
from core.model.persona import CLUSTER_METHODS
from core.persona.cluster import IN_NONE, ClusterParams, group
from core.persona.k_means import k_means
from core.persona.radius import distances_to, elbow

SPREAD = np.random.default_rng(11)
CENTRES = SPREAD.normal(size=(8, 5)) * 6
SIZES = [9, 12, 7, 10, 8, 14, 11, 6]
TRUTH = np.repeat(range(8), SIZES)
BLOBS = CENTRES[TRUTH] + SPREAD.normal(size=(len(TRUTH), 5)) * 0.25
KEYS = [f"x:{at:03d}" for at in range(len(TRUTH))]


def same_parts(a, b):
    """Tell whether two labellings cut alike, whatever they call the parts; -1 is a part too."""
    return adjusted_rand_score(a, b) == 1.0


@pytest.mark.parametrize("method", CLUSTER_METHODS)
def test_eight_planted_groups_are_found(method):
    found = group(KEYS, BLOBS, method)
    assert found.n_clusters == 8
    # the elbow may leave a few at the rim of a group out
    assert adjusted_rand_score(TRUTH, found.labels) > 0.95
    assert found.silhouette > 0.8
    inside = found.labels != IN_NONE
    assert inside.mean() > 0.95
    assert same_parts(TRUTH[inside], found.labels[inside])


@pytest.mark.parametrize("method", CLUSTER_METHODS)
def test_profiles_may_come_in_any_order(method):
    found = group(KEYS, BLOBS, method)
    order = np.random.default_rng(4).permutation(len(KEYS))
    turned = group([KEYS[at] for at in order], BLOBS[order], method)
    assert turned.labels.tolist() == found.labels[order].tolist()
    assert turned.centres.tobytes() == found.centres.tobytes()
    assert (turned.silhouette, turned.notes, turned.eps) == (found.silhouette, found.notes, found.eps)


def test_scikit_learn_cuts_plain_blobs_alike():
    assert same_parts(
        KMeans(8, n_init=10, random_state=0).fit_predict(BLOBS), group(KEYS, BLOBS, "k-means").labels
    )
    near = np.median(distances_to(BLOBS, 1)) / 2
    assert same_parts(
        Birch(threshold=near, n_clusters=8).fit_predict(BLOBS), group(KEYS, BLOBS, "birch").labels
    )
    for eps, least in ((0.6, 4), (0.4, 3), (0.3, 5)):
        theirs = DBSCAN(eps=eps, min_samples=least).fit_predict(BLOBS)
        ours = group(KEYS, BLOBS, "dbscan", ClusterParams(eps=eps, min_samples=least))
        assert same_parts(theirs, ours.labels)
        assert ((theirs == -1) == (ours.labels == IN_NONE)).all()
        assert f"eps = {eps:.3g} (as set), min_samples = {least}." in ours.notes


@pytest.mark.parametrize("method", CLUSTER_METHODS)
def test_the_largest_cluster_is_number_nought_and_equal_ones_follow_their_first_keys(method):
    found = group(KEYS, BLOBS, method)
    sizes = [int((found.labels == number).sum()) for number in range(8)]
    assert sizes == sorted(sizes, reverse=True)
    rows = np.array([[9.0], [9.1], [1.0], [1.1], [5.0], [5.1], [5.2]])
    keys = ["x:a", "x:c", "x:b", "x:d", "x:e", "x:f", "x:g"]
    three = group(keys, rows, method, ClusterParams(3, eps=0.5, min_samples=2))
    assert three.labels.tolist() == [1, 1, 2, 2, 0, 0, 0]


@pytest.mark.parametrize("method", CLUSTER_METHODS)
@pytest.mark.parametrize("n", [0, 1, 2, 7])
def test_fewer_profiles_than_the_method_needs_are_said(method, n):
    found = group(KEYS[:n], BLOBS[:n], method, ClusterParams(min_samples=8))
    assert found.n_clusters == 0
    assert found.labels.tolist() == [IN_NONE] * n
    assert found.silhouette is None
    assert len(found.notes) == 1
    said = {0: "No profile", 1: "1 profile"}.get(n, f"{n} profiles")
    assert f"{said} can be grouped; " in found.notes[0]
    assert "needs 8 at least" in found.notes[0]
    assert found.place(BLOBS[:3]).tolist() == [IN_NONE] * 3


def test_eight_profiles_in_eight_clusters_are_said_to_say_little():
    found = group(KEYS[:8], np.arange(8.0)[:, None] ** 2, "k-means")
    assert found.n_clusters == 8
    assert found.silhouette is None
    assert "fewer than two a cluster" in found.notes[-1]
    assert not group(KEYS[:16], BLOBS[:16], "k-means").notes


@pytest.mark.parametrize("method", CLUSTER_METHODS)
@pytest.mark.parametrize("n", [8, 20])
def test_profiles_that_are_all_alike_are_one_cluster_and_no_warning(method, n):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = group(KEYS[:n], np.full((n, 3), 0.1), method)
    assert found.labels.tolist() == [0] * n
    assert found.silhouette is None
    if method != "dbscan":
        assert "1 of 8 clusters were found" in found.notes[0]


def test_fewer_points_than_clusters_are_said():
    rows = np.repeat([[0.0], [5.0], [9.0]], 6, axis=0)
    for method in ("k-means", "birch"):
        found = group(KEYS[:18], rows, method)
        assert found.n_clusters == 3
        assert "3 of 8 clusters were found" in found.notes[0]


def test_what_is_near_nobody_is_in_no_cluster_and_counted():
    rows = np.vstack([BLOBS, np.full((1, 5), 99.0)])
    found = group([*KEYS, "x:far"], rows, "dbscan")
    assert found.labels[-1] == IN_NONE
    n = (found.labels == IN_NONE).sum()
    assert f"{n} of {len(rows)} profiles are in no cluster" in found.notes[1]


def test_the_silhouette_leaves_out_who_is_in_none():
    rows = np.vstack([BLOBS, np.full((1, 5), 99.0)])
    alone = group(KEYS, BLOBS, "dbscan", ClusterParams(eps=2.0, min_samples=4))
    assert group(
        [*KEYS, "x:far"], rows, "dbscan", ClusterParams(eps=2.0, min_samples=4)
    ).silhouette == pytest.approx(alone.silhouette)


@pytest.mark.parametrize("method", CLUSTER_METHODS)
def test_a_later_profile_goes_to_its_group_and_moves_nobody(method):
    found = group(KEYS, BLOBS, method)
    before = found.labels.copy(), found.centres.copy()
    assert found.place(CENTRES).tolist() == [found.labels[number == TRUTH].max() for number in range(8)]
    assert (found.labels == before[0]).all()
    assert (found.centres == before[1]).all()


def test_with_dbscan_a_later_profile_far_from_every_core_is_in_none():
    rows = np.array([[0.0], [1.0], [2.0], [10.0], [11.0], [12.0], [3.0]])
    found = group([f"x:{at}" for at in range(7)], rows, "dbscan", ClusterParams(eps=1.0, min_samples=3))
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 1, 0]
    # 3 belongs to the first cluster without being a core point: who is near it alone is in none
    assert found.cores.ravel().tolist() == [1.0, 2.0, 11.0]
    assert found.place(np.array([[3.0], [3.5], [0.5], [12.0], [12.1], [6.0]])).tolist() == [
        0,
        -1,
        0,
        1,
        -1,
        -1,
    ]


@pytest.mark.parametrize("method", ["k-means", "birch"])
def test_centres_are_the_means_and_places_the_nearest_of_them(method):
    found = group(KEYS, BLOBS, method)
    for number in range(8):
        assert found.centres[number] == pytest.approx(BLOBS[found.labels == number].mean(axis=0))
    rows = np.random.default_rng(0).normal(size=(50, 5)) * 8
    slow = [min(range(8), key=lambda at: float(((row - found.centres[at]) ** 2).sum())) for row in rows]
    assert found.place(rows).tolist() == slow
    assert found.place(rows[:0]).tolist() == []


def test_k_means_leaves_no_more_squares_than_scikit_learns():
    rows = np.random.default_rng(9).normal(size=(80, 4))
    theirs = KMeans(6, n_init=20, random_state=0).fit(rows)
    labels = k_means(rows, 6)
    ours = sum(((rows[labels == one] - rows[labels == one].mean(axis=0)) ** 2).sum() for one in range(6))
    assert ours <= theirs.inertia_ * 1.02
    assert sorted(set(labels.tolist())) == list(range(6))


def test_k_means_leaves_nobody_nearer_to_another_centre():
    found = group(KEYS, np.random.default_rng(2).normal(size=(len(KEYS), 5)), "k-means")
    assert found.place(np.random.default_rng(2).normal(size=(len(KEYS), 5))).tolist() == found.labels.tolist()


@given(
    arrays(np.float64, st.tuples(st.integers(0, 25), st.just(2)), elements=st.integers(-3, 3).map(float)),
    st.sampled_from(CLUSTER_METHODS),
    st.randoms(use_true_random=False),
)
def test_any_profiles_are_grouped_alike_in_any_order(rows, method, random):
    keys = [f"x:{at}" for at in range(len(rows))]
    order = list(range(len(rows)))
    random.shuffle(order)
    found = group(keys, rows, method, ClusterParams(3))
    turned = group([keys[at] for at in order], rows[order], method, ClusterParams(3))
    assert turned.labels.tolist() == [found.labels[at] for at in order]
    assert set(found.labels.tolist()) - {IN_NONE} == set(range(found.n_clusters))
    if method != "dbscan" and len(rows) >= 3:
        assert (found.labels >= 0).all()
    assert found.silhouette is None or -1 <= found.silhouette <= 1


def test_the_elbow_is_where_the_curve_bends_most():
    assert elbow([1, 1.1, 1.2, 1.3, 1.4, 6, 9]) == (pytest.approx(1.4), True)
    assert elbow([3, 3, 3, 3]) == (3.0, False)
    assert elbow([1, 2, 3, 4, 5]) == (pytest.approx(4.6), False)
    assert elbow([2.0]) == (2.0, False)


def test_distances_to_neighbours_are_those_of_a_plain_sort():
    rows = np.random.default_rng(0).normal(size=(20, 3))
    slow = [sorted(float(np.linalg.norm(one - other)) for other in rows)[3] for one in rows]
    assert distances_to(rows, 3) == pytest.approx(slow)


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_clusters": 1},
        {"eps": 0.0},
        {"eps": -1.0},
        {"eps": float("nan")},
        {"eps": float("inf")},
        {"min_samples": 1},
    ],
)
def test_parameters_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ParameterError):
        ClusterParams(**wrong)


def test_what_cannot_be_grouped_is_refused():
    with pytest.raises(ParameterError, match="no method"):
        group(["x:1"], [[1.0]], "ward")
    with pytest.raises(ParameterError, match="distinct"):
        group(["x:1", "x:1"], [[1.0], [2.0]], "k-means")
    with pytest.raises(ParameterError, match="finite"):
        group(["x:1", "x:2"], [[1.0], [float("nan")]], "k-means")
