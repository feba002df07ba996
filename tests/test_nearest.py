"""The hybrid distance and the profiles nearest to one, held against comparisons made one by one."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

import core.nearest as nearest_module
from core.comparison import compare
from core.demo import make_demo
from core.errors import CancelledError, ProfileError
from core.gallery import Gallery
from core.hybrid import HYBRID_ASPECTS, hybrid, is_part
from core.measures import Scores, get
from core.nearest import nearest
from core.params import ComparisonParams
from core.standing import Standing
from core.workspace import Workspace

PARAMS = ComparisonParams()


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nearest") / "demo"
    make_demo(folder, now=datetime(2025, 7, 1, tzinfo=UTC))
    made = Gallery(Workspace(folder))
    made.fit_standing(PARAMS)
    return made


def scores(*values, missing=None):
    n = np.ones(len(values), dtype=np.int64)
    reasons = tuple(missing if np.isnan(value) else None for value in values)
    return Scores(np.array(values, dtype=float), reasons, n, n, (None,) * len(values))


def by_hand(comparison, standing):
    parts = []
    for aspect in HYBRID_ASPECTS:
        shares = [
            1 - standing.more_alike_than(found)
            for found in comparison.measurements
            if found.aspect == aspect and is_part(get(found.measure)) and found.value is not None
        ]
        if shares:
            parts.append(sum(shares) / len(shares))
    return sum(parts) / len(parts)


def test_the_distance_is_the_mean_of_the_aspects_of_the_means_of_their_measures():
    standing = Standing(
        4,
        4,
        {
            "audience.jaccard": np.array([0.1, 0.2, 0.3, 0.4]),
            "audience.strong_jaccard": np.array([0.0, 0.5]),
            "content.same_posts": np.array([0.0, 1.0]),
        },
    )
    found = hybrid(
        {
            "audience.jaccard": scores(0.35, 0.0, np.nan, missing="few"),
            "audience.strong_jaccard": scores(1.0, np.nan, np.nan, missing="few"),
            "content.same_posts": scores(2.0, 0.0, np.nan, missing="none"),
            "identity.handle": scores(1.0, 1.0, 1.0),
        },
        standing,
    )
    assert found.parts["audience"][:2].tolist() == [pytest.approx((0.25 + 0) / 2), 1.0]
    assert found.distance[:2].tolist() == [pytest.approx(0.0625), 1.0]
    assert np.isnan(found.distance[2])
    assert "identity" not in found.parts


def test_the_nearest_are_those_of_the_smallest_distance_by_hand(gallery):
    a, b = gallery.workspace.opening
    standing = gallery.standing(PARAMS)
    found = nearest(gallery, a, standing, PARAMS, 5)
    assert found.neighbours[0].key == b
    assert (found.n_compared, found.n_others) == (39, 39)
    others = [key for key in gallery.workspace.profiles["key"] if key != a]
    distances = {
        key: by_hand(compare(gallery.portrait(a), gallery.portrait(key), gallery.reference, PARAMS), standing)
        for key in others
    }
    assert [one.key for one in found.neighbours] == sorted(others, key=lambda key: (distances[key], key))[:5]
    for one in found.neighbours:
        assert one.distance == pytest.approx(distances[one.key], abs=1e-12)
        assert one.distance == pytest.approx(sum(one.parts.values()) / len(one.parts))


def test_of_a_large_workspace_those_with_most_posts_are_compared_and_it_says_so(gallery, monkeypatch):
    monkeypatch.setattr(nearest_module, "MOST_PROFILES", 4)
    ranked = gallery.workspace.profiles["key"].tolist()
    found = nearest(gallery, ranked[-1], gallery.standing(PARAMS), PARAMS, 10)
    assert {one.key for one in found.neighbours} <= set(ranked[:4])
    assert (found.n_compared, found.n_others) == (4, 39)


def test_it_stops_when_asked_to_and_knows_whom_it_does_not_know(gallery):
    a, _ = gallery.workspace.opening
    with pytest.raises(CancelledError):
        nearest(gallery, a, gallery.standing(PARAMS), PARAMS, cancelled=lambda: True)
    with pytest.raises(ProfileError, match="no profile x:nobody"):
        nearest(gallery, "x:nobody", gallery.standing(PARAMS), PARAMS)
