"""The demo with the model that ships: no factor holds most of the pairs, and every pair has its words."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from core.demo import make_demo
from core.gallery import Gallery
from core.model.safety import FACTORS
from core.safety.advice import ADVICE
from core.safety.judge import judged_with
from core.safety.recommend import recommend
from core.workspace import Workspace


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "w"
    make_demo(folder, now=datetime(2025, 7, 1, tzinfo=UTC))
    return Gallery(Workspace(folder))


def test_on_the_demo_no_factor_holds_more_than_half_of_the_pairs(demo):
    keys = sorted(demo.workspace.profiles["key"])
    found = [one for key in keys for one in judged_with(demo, key, [other for other in keys if other > key])]
    known = [one for one in found if one.factor is not None]
    assert len(known) > 0.8 * len(found)
    counts = Counter(one.factor for one in known)
    assert max(counts.values()) <= len(known) / 2
    assert set(counts) <= set(FACTORS)
    assert all(one.advice == ADVICE[one.factor] for one in known)


def test_safest_and_riskiest_are_two_lists_and_the_rest_is_counted(demo):
    key = min(demo.workspace.profiles["key"])
    found = recommend(demo, key, top=3)
    safest, riskiest = [one.belief for one in found.safest], [one.belief for one in found.riskiest]
    assert len(safest) == len(riskiest) == 3
    assert safest == sorted(safest, reverse=True)
    assert riskiest == sorted(riskiest)
    assert min(safest) > 0.5 >= max(riskiest)
    assert found.n_judged + sum(found.missing.values()) == found.n_others
    assert not any(character.isdigit() for why in found.missing for character in why)
