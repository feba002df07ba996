"""Strong friendships of many pairs, against those that one overlap marks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.audience.friendship import friendships
from core.audience.incidence import incidence
from core.audience.likeness import likeness
from core.audience.overlap import overlap
from core.audience.params import AudienceParams
from core.model import Audience

PEOPLE = [f"x:{n}" for n in range(5)]
NAMED = st.dictionaries(st.sampled_from([*PEOPLE, *"abcdefgh"]), st.integers(1, 12), max_size=10)


def audience(named):
    weights = np.zeros((len(named), 4), dtype=np.int64)
    weights[:, 0] = list(named.values())
    return Audience(tuple(named), weights)


@given(
    st.lists(NAMED, min_size=2, max_size=5),
    st.sampled_from(["default", "paper"]),
    st.sampled_from([0.0, 0.5, 0.9, 1.0]),
)
def test_they_are_those_of_every_overlap(drawn, mode, quantile):
    params = AudienceParams(mode=mode, strong_quantile=quantile)
    audiences = [audience(named) for named in drawn]
    own = [frozenset({key, "shared account"}) for key in PEOPLE[: len(drawn)]]
    laid = incidence(audiences, own)
    pairs = np.array([(a, b) for a in range(len(drawn)) for b in range(len(drawn)) if a != b])
    found = friendships(laid, likeness(laid, pairs), params)
    for k, (a, b) in enumerate(pairs.tolist()):
        alone = overlap(audiences[a], audiences[b], own_a=own[a], own_b=own[b], popularity={}, params=params)
        assert found.shared[k] == sum(target.strong_a and target.strong_b for target in alone.shared)
        assert found.n_a[k] == sum(weight >= alone.cut_a for weight in alone.weights_a.values())
        assert found.n_b[k] == sum(weight >= alone.cut_b for weight in alone.weights_b.values())
