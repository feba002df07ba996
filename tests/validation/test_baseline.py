"""The simple scores that the product's own is held against, recomputed slowly."""

import math

import numpy as np
import pytest

from core.block import Block
from core.errors import CancelledError
from core.gallery import Gallery
from core.measures import get
from core.params import ComparisonParams
from core.validation.baseline import HOURS, MENTIONS, SUM, WORDS, baselines
from core.validation.pool import look_at
from core.validation.side import cut_sides
from core.workspace import Workspace
from tests.corpus import post, store
from tests.validation.hands import written


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """Give a pool of eight sides, two of which name nobody."""
    folder = tmp_path_factory.mktemp("baseline")
    posts = [one for some in written(3, 80).values() for one in some]
    posts += [
        post("x:@quiet", 40 * n, post_id=f"q{n}", text=f"gulls over wall number {n}") for n in range(80)
    ]
    store(folder, posts)
    return look_at(cut_sides([Gallery(Workspace(folder))], 40, {}))


def slow_hours(pool):
    """Compare hours of the week pair by pair, in plain numbers."""
    roots = []
    for side in pool.sides:
        counts = side.portrait.activity.weekly[0].tolist()
        smooth = [counts[h] / 2 + counts[h - 1] / 4 + counts[(h + 1) % 168] / 4 for h in range(168)]
        roots.append([math.sqrt(one / sum(smooth)) for one in smooth])
    mean = [sum(column) / len(roots) for column in zip(*roots, strict=True)]
    centred = [[one - usual for one, usual in zip(row, mean, strict=True)] for row in roots]

    def cosine(a, b):
        return sum(x * y for x, y in zip(a, b, strict=True)) / math.sqrt(
            sum(x * x for x in a) * sum(y * y for y in b)
        )

    return [cosine(centred[a], centred[b]) for a, b in pool.rows.tolist()]


def test_hours_of_the_week_are_a_cosine_of_roots_less_their_mean(pool):
    assert baselines(pool)[HOURS] == pytest.approx(slow_hours(pool))


def test_words_and_mentions_are_the_measures_of_the_register_and_what_is_missing_is_least(pool):
    found, block = baselines(pool), Block([side.portrait for side in pool.sides])
    for label, name in ((WORDS, "content.tfidf_cosine"), (MENTIONS, "audience.rarity_cosine")):
        values = get(name).scores(block, block, pool.rows, pool.reference, ComparisonParams()).values
        known = ~np.isnan(values)
        assert found[label][known].tolist() == values[known].tolist()
        assert (found[label][~known] == values[known].min()).all()
    assert np.isnan(values).any()  # the quiet one names nobody


def test_the_sum_adds_standard_scores(pool):
    found = baselines(pool)
    parts = [found[label] for label in (WORDS, MENTIONS, HOURS)]
    wanted = sum((one - one.mean()) / one.std() for one in parts)
    assert found[SUM] == pytest.approx(wanted)
    assert abs(found[SUM].mean()) < 1e-9


def test_likenesses_without_any_spread_add_nothing(tmp_path):
    same = [
        post(f"x:{who}", n, post_id=f"{who}{n}", text="gulls over the wall") for who in "ab" for n in range(4)
    ]
    store(tmp_path, same)
    pool = look_at(cut_sides([Gallery(Workspace(tmp_path))], 2, {}))
    for values in baselines(pool).values():
        assert np.isfinite(values).all()


def test_it_stops_when_it_is_told_to(pool):
    with pytest.raises(CancelledError):
        baselines(pool, cancelled=lambda: True)
