"""Two opinions on the classes as one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.persona import CLASSES
from core.persona.pool import pooled, shares_of
from tests.safety.made_pair import FLAT, distributions

WEIGHTS = st.floats(0, 1)


def test_a_pool_by_hand():
    text, network = np.eye(8)[2], np.eye(8)[5]
    assert pooled(text, network, 0.25).tolist() == [0, 0, 0.75, 0, 0, 0.25, 0, 0]
    assert pooled(None, network, 0.25).tolist() == [0.09375] * 5 + [0.34375] + [0.09375] * 2


@given(distributions(), distributions(), WEIGHTS)
def test_a_pool_is_a_distribution_between_the_two(text, network, weight):
    found = pooled(text, network, weight)
    assert found.sum() == pytest.approx(1.0)
    assert (found >= np.minimum(text, network) - 1e-12).all()
    assert (found <= np.maximum(text, network) + 1e-12).all()


@given(distributions())
def test_without_weight_it_is_the_text_and_at_full_weight_the_network(some):
    assert pooled(FLAT, some, 0.0).tolist() == FLAT.tolist()
    assert pooled(FLAT, some, 1.0).tolist() == some.tolist()


@given(distributions(), WEIGHTS)
def test_with_too_little_text_nothing_is_surer_than_the_weight_lets_it(network, weight):
    found = pooled(None, network, weight)
    assert found.max() <= (1 - weight) / 8 + weight + 1e-12
    assert found.tolist() == pooled(FLAT, network, weight).tolist()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"Extroverts": 1.0},
        dict.fromkeys(CLASSES, 0.0),
        dict.fromkeys(CLASSES, np.nan),
        dict.fromkeys(CLASSES, np.inf),
        {**dict.fromkeys(CLASSES, 0.5), "Sensors": -0.1},
        dict.fromkeys((*CLASSES, "Others"), 0.1),
        dict.fromkeys((*CLASSES[:7], "perceivers"), 0.1),
    ],
)
def test_shares_of_other_classes_or_no_shares_are_none(told):
    assert shares_of(told) is None


def test_shares_come_in_the_order_of_the_classes_and_add_up_to_one():
    told = {name: at + 1.0 for at, name in enumerate(CLASSES)}
    found = shares_of(dict(reversed(told.items())))
    assert found == pytest.approx(np.arange(1, 9) / 36)
