"""Audiences of many profiles: by hand, against the slow way over sets, scipy and scikit-learn."""

from __future__ import annotations

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.metrics.pairwise import cosine_similarity

from core.audience.incidence import Rarity, incidence
from core.audience.interactions import audience
from core.audience.likeness import LikenessCuts, likeness, likeness_above
from core.audience.overlap import jaccard, overlap, weights
from core.audience.params import AudienceParams
from core.audience.tie import bridges, direct_contact, rare_targets
from core.census import Census
from core.errors import CancelledError, ParameterError
from core.model import Audience
from core.model.tie import Bridge, DirectContact
from tests.audience.celebrity import timelines

FIELDS = ("shared", "n_a", "n_b", "a_to_b", "b_to_a", "jaccard", "weighted_jaccard", "rarity_cosine")
N = 6


def made(rows):
    keys = sorted(rows)
    return Audience(tuple(keys), np.array([rows[key] for key in keys], dtype=np.int64).reshape(-1, 4))


def mentions(**counts):
    """Make an audience of mentions: n2=5 mentions x:2 five times."""
    return made({f"x:{name[1:]}": [0, 0, 0, n] for name, n in counts.items()})


ROWS = st.dictionaries(
    st.sampled_from([f"x:{n}" for n in range(12)] + ["x:@ann", "x:@émile", "x:🦊"]),
    st.lists(st.integers(0, 1000), min_size=4, max_size=4),
    max_size=12,
)
CROWDS = st.lists(ROWS.map(made), min_size=N, max_size=N)
# Profile 0 has two keys, profiles 4 and 5 are two captures of one account.
OWN = [frozenset(keys) for keys in ({"x:0", "x:@ann"}, {"x:1"}, {"x:2"}, {"x:99"}, {"x:4"}, {"x:4", "x:5"})]
ALL = np.array([(a, b) for a in range(N) for b in range(N)])


def rarity_of(audiences, power=1.0):
    counted = Counter(key for found in audiences for key in weights(found))
    return Rarity(Census.of(counted), len(audiences), power)


def slow(audiences, a, b, rarity):
    """Measure one pair over dictionaries, the obvious way."""
    removed = OWN[a] | OWN[b]
    of_a, of_b = weights(audiences[a], without=removed), weights(audiences[b], without=removed)
    if not of_a or not of_b:
        return len(of_a.keys() & of_b.keys()), np.nan, np.nan, np.nan
    every = sorted(of_a.keys() | of_b.keys())
    shares = np.array([[one.get(key, 0) / sum(one.values()) for key in every] for one in (of_a, of_b)])
    rare = rarity.weights(every)
    vectors = [
        np.array(
            [
                (1 + log(one[key])) * weight if key in one else 0.0
                for key, weight in zip(every, rare, strict=True)
            ]
        )
        for one in (of_a, of_b)
    ]
    cosine = vectors[0] @ vectors[1] / np.linalg.norm(vectors[0]) / np.linalg.norm(vectors[1])
    weighted = shares.min(axis=0).sum() / shares.max(axis=0).sum()
    return len(of_a.keys() & of_b.keys()), jaccard(of_a.keys(), of_b.keys()), weighted, cosine


def same(found, expected):
    return all(
        np.array_equal(getattr(found, name), getattr(expected, name), equal_nan=True) for name in FIELDS
    )


def test_values_by_hand():
    """3 of 4 and 2 of 4 targets, two of them shared; shares 1/2 1/4 1/4 0 against 1/2 0 1/4 1/4."""
    one, other = mentions(n5=2, n6=1, n7=1), mentions(n5=2, n7=1, n8=1)
    found = likeness(incidence([one, other], [{"x:0"}, {"x:1"}]), [[0, 1]])
    assert found.jaccard.tolist() == [0.5]
    assert found.weighted_jaccard.tolist() == [0.75 / 1.25]
    damped = 1 + log(2)
    assert found.rarity_cosine[0] == pytest.approx((damped**2 + 1) / (damped**2 + 2), rel=1e-15)


def test_the_golden_case_of_the_paper():
    """U1 mentions U2 ×4, quotes U3 ×2; U2 reposts U3 ×2; U4 replies to U1 and U3."""
    u1 = made({"x:2": [0, 0, 0, 4], "x:3": [0, 2, 0, 0]})
    u2 = made({"x:3": [2, 0, 0, 0]})
    u4 = made({"x:1": [0, 0, 1, 0], "x:3": [0, 0, 1, 0]})
    whole = incidence([u1, u2, u4], [{"x:1"}, {"x:2"}, {"x:4"}])
    found = likeness(whole, [[0, 1], [0, 2], [1, 2]])
    assert found.jaccard.tolist() == [1.0, 0.5, 0.5]
    assert (found.a_to_b.tolist(), found.b_to_a.tolist()) == ([4, 0, 0], [0, 1, 0])
    assert direct_contact(u1, u2, {"x:1"}, {"x:2"}) == DirectContact({"mention": 4}, {})
    assert whole.popularity().tolist() == [1, 1, 3]


def test_a_rare_shared_target_weighs_more_than_a_famous_one():
    rarity = Rarity(Census.of({"x:5": 100, "x:6": 2, "x:7": 50, "x:8": 50}), 100)
    famous = [mentions(n5=1, n7=1), mentions(n5=1, n8=1)]
    rare = [mentions(n6=1, n7=1), mentions(n6=1, n8=1)]
    own = [{"x:0"}, {"x:1"}]
    values = [likeness(incidence(pair, own, rarity=rarity), [[0, 1]]) for pair in (famous, rare)]
    assert values[0].jaccard == values[1].jaccard
    assert values[1].rarity_cosine > 2 * values[0].rarity_cosine


@given(CROWDS, st.sampled_from([0.0, 1.0, 3.0]))
def test_every_pair_is_as_the_slow_way_has_it(crowd, power):
    rarity = rarity_of(crowd, power)
    found = likeness(incidence(crowd, OWN, rarity=rarity), ALL)
    for row, (a, b) in enumerate(ALL.tolist()):
        shared, *expected = slow(crowd, a, b, rarity)
        assert found.shared[row] == shared
        values = found.jaccard[row], found.weighted_jaccard[row], found.rarity_cosine[row]
        assert values == pytest.approx(expected, rel=1e-12, nan_ok=True)


@given(CROWDS)
def test_sizes_and_contact_are_those_of_the_overlap_of_one_pair(crowd):
    found = likeness(incidence(crowd, OWN), ALL)
    for row, (a, b) in enumerate(ALL.tolist()):
        laid = overlap(crowd[a], crowd[b], own_a=OWN[a], own_b=OWN[b], popularity={}, params=AudienceParams())
        assert (found.n_a[row], found.n_b[row]) == (len(laid.weights_a), len(laid.weights_b))
        assert (found.a_to_b[row], found.b_to_a[row]) == (laid.contact.a_to_b, laid.contact.b_to_a)
        assert found.jaccard[row] == pytest.approx(
            laid.jaccard if laid.jaccard is not None else np.nan, nan_ok=True
        )


@given(CROWDS, st.sampled_from(["jaccard", "weighted_jaccard", "rarity_cosine"]), st.floats(0.01, 1))
def test_all_pairs_above_a_cut_are_those_of_the_whole_list_to_the_last_bit(crowd, measure, cut):
    whole = incidence(crowd, OWN, rarity=rarity_of(crowd))
    above = likeness_above(whole, LikenessCuts(**{measure: cut}, min_targets=1))
    later = ALL[ALL[:, 0] < ALL[:, 1]]
    listed = likeness(whole, later)
    assert np.array_equal(above.pairs, later[getattr(listed, measure) >= cut])
    assert same(above, likeness(whole, above.pairs))


@given(CROWDS)
def test_one_pair_is_a_block_of_one_and_alike_from_either_side_to_the_last_bit(crowd):
    rarity = rarity_of(crowd)
    found = likeness(incidence(crowd, OWN, rarity=rarity), ALL)
    back = likeness(incidence(crowd, OWN, rarity=rarity), ALL[:, ::-1])
    for name in ("shared", "jaccard", "weighted_jaccard", "rarity_cosine"):
        assert np.array_equal(getattr(found, name), getattr(back, name), equal_nan=True)
    for row in (1, 5, 17, 29):
        a, b = ALL[row].tolist()
        alone = likeness(incidence([crowd[a], crowd[b]], [OWN[a], OWN[b]], rarity=rarity), [[0, 1]])
        for name in FIELDS:
            assert np.array_equal(getattr(alone, name), getattr(found, name)[row : row + 1], equal_nan=True)


@given(ROWS.map(made))
def test_an_audience_is_wholly_like_itself(one):
    found = likeness(incidence([one, one], [{"x:0"}, {"x:0"}]), [[0, 1]])
    expected = 1.0 if weights(one, without=frozenset({"x:0"})) else np.nan
    for name in ("jaccard", "weighted_jaccard", "rarity_cosine"):
        assert getattr(found, name)[0] == pytest.approx(expected, abs=0, nan_ok=True)


@given(CROWDS)
def test_the_targets_named_as_carrying_the_cosine_add_up_to_it(crowd):
    rarity = rarity_of(crowd)
    found = likeness(incidence(crowd, OWN, rarity=rarity), ALL)
    for row, (a, b) in enumerate(ALL.tolist()):
        named = rare_targets(crowd[a], crowd[b], removed=OWN[a] | OWN[b], rarity=rarity)
        assert len(named) == found.shared[row]
        if not np.isnan(found.rarity_cosine[row]):
            assert sum(target.part for target in named) == pytest.approx(found.rarity_cosine[row], rel=1e-9)
        assert [target.part for target in named] == sorted((t.part for t in named), reverse=True)


def test_a_thousand_profiles_at_once_are_as_scipy_has_them():
    rng = np.random.default_rng(5)
    crowd = [
        made(
            {
                f"x:{t:05d}": [0, 0, 0, int(rng.integers(1, 9))]
                for t in set((400 * rng.random(30) ** 2).astype(int).tolist())
            }
        )
        for _ in range(300)
    ]
    rarity = rarity_of(crowd)
    whole = incidence(crowd, [{f"y:{n}"} for n in range(300)], rarity=rarity)
    sheet = whole.sheet
    matrix = sparse.csr_array((sheet.parts, sheet.targets, sheet.starts), shape=(300, len(whole.targets)))
    cosine = cosine_similarity(matrix)
    binary = (matrix > 0).astype(np.int64)
    shared = (binary @ binary.T).toarray()
    sizes = binary.sum(axis=1)
    expected = shared / (sizes[:, None] + sizes[None, :] - shared)
    found = likeness_above(whole, LikenessCuts(rarity_cosine=0.15, jaccard=0.2))
    a, b = np.triu_indices(300, 1)
    kept = (cosine[a, b] >= 0.15) | (expected[a, b] >= 0.2)
    assert 50 < len(found.pairs) < len(a)
    assert np.array_equal(found.pairs, np.column_stack([a, b])[kept])
    assert found.rarity_cosine == pytest.approx(cosine[a, b][kept], rel=1e-12)
    assert found.jaccard == pytest.approx(expected[a, b][kept], rel=1e-15)


def test_an_audience_for_each_kind_holds_that_kind_only():
    one = made({"x:5": [1, 0, 0, 0], "x:6": [0, 0, 3, 0]})
    other = made({"x:5": [0, 0, 2, 0], "x:6": [0, 0, 1, 0]})
    own = [{"x:0"}, {"x:1"}]
    by_reply = likeness(incidence([one, other], own, kinds=("reply",)), [[0, 1]])
    assert (by_reply.n_a[0], by_reply.n_b[0], by_reply.jaccard[0]) == (1, 2, 0.5)
    assert np.isnan(likeness(incidence([one, other], own, kinds=("repost",)), [[0, 1]]).jaccard[0])


def test_contact_is_counted_by_kind_and_not_between_captures_of_one_account():
    one = made({"x:2": [1, 0, 3, 0], "x:@bob": [0, 0, 0, 2], "x:1": [9, 9, 9, 9]})
    nobody = made({})
    found = direct_contact(one, nobody, {"x:1"}, {"x:2", "x:@bob"})
    assert found == DirectContact({"repost": 1, "reply": 3, "mention": 2}, {})
    assert found.total == 6
    assert direct_contact(one, one, {"x:2"}, {"x:2"}).total == 0


def test_a_bridge_is_a_shared_profile_that_names_one_of_the_two():
    a, b = mentions(n5=4, n6=1, n7=1, n8=1), mentions(n5=1, n6=2, n7=1)
    laid = overlap(
        a, b, own_a=frozenset({"x:0"}), own_b=frozenset({"x:1"}), popularity={}, params=AudienceParams()
    )
    known = {"x:5": mentions(n0=2), "x:6": mentions(n0=1, n1=1), "x:7": mentions(n9=5), "x:8": mentions(n0=9)}
    assert bridges(laid, {"x:0"}, {"x:1"}, known.get) == (
        Bridge("x:6", 1, 2, 1, 1),
        Bridge("x:5", 4, 1, 2, 0),
    )
    assert bridges(laid, {"x:0"}, {"x:1"}, lambda key: None) == ()


def test_nobody_and_no_pairs_are_no_likeness():
    empty = incidence([], [])
    assert likeness(empty, np.empty((0, 2), dtype=int)).pairs.shape == (0, 2)
    assert likeness_above(empty, LikenessCuts(jaccard=0.5)).pairs.shape == (0, 2)
    alone = incidence([made({})], [{"x:0"}])
    assert likeness_above(alone, LikenessCuts(jaccard=0.5)).pairs.shape == (0, 2)


def test_audiences_in_any_order_of_targets_are_read():
    turned = Audience(("x:9", "x:5"), np.array([[0, 0, 0, 1], [0, 0, 0, 2]]))
    found = likeness(incidence([turned, mentions(n5=2, n9=1)], [{"x:0"}, {"x:1"}]), [[0, 1]])
    assert found.weighted_jaccard.tolist() == [1.0]


def test_what_cannot_be_asked_is_refused():
    two = incidence([mentions(n5=1)] * 2, [{"x:0"}, {"x:1"}])
    for pairs in ([[0, 2]], [[-1, 0]]):
        with pytest.raises(ParameterError, match="rows from 0 to 1"):
            likeness(two, pairs)
    for cuts in (
        {},
        {"jaccard": 0.0},
        {"jaccard": 1.5},
        {"rarity_cosine": float("nan")},
        {"jaccard": 0.1, "min_targets": 0},
    ):
        with pytest.raises(ParameterError):
            LikenessCuts(**cuts)
    with pytest.raises(ParameterError, match="sets of keys"):
        incidence([mentions(n5=1)], [])
    with pytest.raises(ParameterError, match="power"):
        Rarity(Census.of({}), 1, power=-1.0)


def test_the_search_can_be_stopped_and_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr("core.audience.likeness._LOOK_UP_SECONDS", 0)
    crowd = [mentions(**{f"n{k}": 1 for k in range(100, 400)})] * 400
    many = incidence(crowd, [{f"x:{n}"} for n in range(400)])
    with pytest.raises(CancelledError):
        likeness_above(many, LikenessCuts(jaccard=0.5), cancelled=lambda: True)
    told = []
    assert len(likeness_above(many, LikenessCuts(jaccard=1.0), progress=told.append).pairs) == 400 * 399 // 2
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_on_real_timelines_colleagues_are_more_alike_than_strangers(real_data):
    names = ["mbostock", "enjalot", "rickygervais", "NASA", "neiltyson"]
    crowd = [audience(posts) for posts in timelines(real_data, *names)]
    own = [frozenset({f"x:@{name.lower()}"}) for name in names]
    found = likeness(incidence(crowd, own, rarity=rarity_of(crowd)), [[0, 1], [0, 2]])
    for name in ("jaccard", "weighted_jaccard", "rarity_cosine"):
        colleagues, strangers = getattr(found, name).tolist()
        assert colleagues > 5 * strangers
    laid = overlap(crowd[0], crowd[1], own_a=own[0], own_b=own[1], popularity={}, params=AudienceParams())
    assert (found.jaccard[0], found.shared[0]) == (laid.jaccard, len(laid.shared))
    contact = direct_contact(crowd[0], crowd[1], own[0], own[1])
    assert sum(contact.a_to_b.values()) == found.a_to_b[0] == laid.contact.a_to_b > 0
