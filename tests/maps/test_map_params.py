"""A map's parameters are checked where they are made, and the defaults are those that are told."""

import math

import pytest

from core.errors import ParameterError
from core.maps.params import MapParams


def test_the_defaults_are_those_of_the_methods():
    assert MapParams() == MapParams("tsne", perplexity=30.0, n_neighbors=15, min_dist=0.1, seed=0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "pca"},
        {"method": None},
        {"perplexity": 1.9},
        {"perplexity": 501},
        {"perplexity": math.nan},
        {"perplexity": math.inf},
        {"n_neighbors": 1},
        {"n_neighbors": 201},
        {"n_neighbors": 7.5},
        {"n_neighbors": True},
        {"min_dist": -0.01},
        {"min_dist": 1.01},
        {"min_dist": math.nan},
        {"seed": -1},
        {"seed": 2**32},
        {"seed": 0.5},
    ],
)
def test_what_is_outside_its_range_is_refused_by_its_name(wrong):
    (name,) = wrong
    with pytest.raises(ParameterError, match=name):
        MapParams(**wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"perplexity": 2},
        {"perplexity": 500},
        {"n_neighbors": 2},
        {"min_dist": 0},
        {"min_dist": 1},
        {"seed": 2**32 - 1},
    ],
)
def test_the_ends_of_a_range_are_in_it(right):
    ((name, value),) = right.items()
    assert getattr(MapParams(**right), name) == value


def test_params_can_name_a_map_that_is_kept():
    assert hash(MapParams(seed=3)) == hash(MapParams(seed=3))
    assert MapParams(seed=3) != MapParams(seed=4)
