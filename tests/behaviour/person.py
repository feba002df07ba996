"""Profiles of which only the behaviour is known, for the measures of behaviour."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from core.measures import all_measures
from core.params import ComparisonParams

BEHAVIOUR = tuple(measure for measure in all_measures() if measure.aspect == "behaviour")
DEFAULT, PAPER = ComparisonParams.of("default"), ComparisonParams.of("paper")


def person(activity):
    """Give what the measures of behaviour read of a portrait."""
    return SimpleNamespace(activity=activity)


def scores(measure, activities, pairs, params=DEFAULT):
    """Measure pairs of activities."""
    people = [person(activity) for activity in activities]
    return measure.compute(people, people, np.asarray(pairs, dtype=np.int64).reshape(-1, 2), None, params)


def scored(measure, x, y, params=DEFAULT):
    """Measure one pair: its value, or the reason why there is none."""
    found = scores(measure, [x, y], [(0, 1)], params)
    return found.missing[0] or float(found.values[0])
