"""One user under two names is one user; two users under one name stay two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import identities as module
from core.identities import Identities
from core.schema import identities_table

SMALL = st.lists(
    st.tuples(
        st.sampled_from(["x", "y"]), st.sampled_from(["1", "2", "3"]), st.sampled_from(["ann", "bob", "cy"])
    ),
    max_size=8,
)
KEYS = [f"{platform}:{rest}" for platform in "xy" for rest in ("1", "2", "3", "@ann", "@bob", "@cy", "@dee")]


def test_a_handle_seen_with_one_id_is_that_id():
    assert Identities([("x", "1", "ann")]).canonical(["x:@ann", "x:1", "x:@bob"]) == ["x:1", "x:1", "x:@bob"]


def test_a_handle_seen_with_two_ids_stays_a_key_of_its_own():
    known = Identities([("x", "1", "ann"), ("x", "2", "ann")])
    assert known.canonical(["x:@ann", "x:1", "x:2"]) == ["x:@ann", "x:1", "x:2"]


def test_a_user_who_changed_handles_is_one_user():
    known = Identities([("x", "1", "ann"), ("x", "1", "anna")])
    assert known.one("x:@ann") == known.one("x:@anna") == "x:1"
    assert known.aliases("x:@ann") == {"x:@ann", "x:@anna", "x:1"}


def test_the_same_handle_elsewhere_is_somebody_else():
    assert Identities([("x", "1", "ann")]).one("bluesky:@ann") == "bluesky:@ann"


def test_a_key_shows_the_handle_it_is_known_by():
    known = Identities([("x", "1", "ann")])
    assert (known.handle("x:1"), known.handle("x:@bob"), known.handle("x:2")) == ("ann", "bob", None)


def test_nothing_known_changes_nothing():
    known = Identities.from_table(identities_table([]))
    assert known.canonical(KEYS) == KEYS


@given(SMALL)
def test_unifying_twice_is_unifying_once(pairs):
    known = Identities(pairs)
    assert known.canonical(known.canonical(KEYS)) == known.canonical(KEYS)


@given(SMALL, st.randoms())
def test_the_order_of_what_was_seen_does_not_matter(pairs, chance):
    shuffled = [*pairs]
    chance.shuffle(shuffled)
    assert Identities(shuffled).canonical(KEYS) == Identities(pairs).canonical(KEYS)


@given(SMALL)
def test_aliases_are_the_keys_that_unify_to_the_same(pairs):
    known = Identities(pairs)
    for key in KEYS:
        same = {other for other in KEYS if known.one(other) == known.one(key)}
        assert known.aliases(key) & set(KEYS) == same


@given(SMALL)
def test_ids_are_never_unified_with_ids(pairs):
    known = Identities(pairs)
    for key in KEYS:
        if "@" not in key:
            assert known.one(key) == key


@given(SMALL)
def test_a_table_of_pairs_says_what_the_pairs_say(pairs):
    assert Identities.from_table(identities_table(pairs)).canonical(KEYS) == Identities(pairs).canonical(KEYS)


@given(SMALL, st.lists(st.sampled_from(KEYS), max_size=4))
def test_a_few_keys_are_looked_for_as_all_are(pairs, asked):
    table = identities_table(pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LARGE", 0)
        few = Identities.from_table(table)
        found = [(few.canonical(asked), few.handles(asked)) for _ in range(5)]
    whole = Identities.from_table(table)
    assert found == [(whole.canonical(asked), whole.handles(asked))] * 5


def test_a_key_that_was_typed_with_half_a_character_is_unknown():
    assert Identities([("x", "1", "ann")]).canonical(["x:@\udcff"]) == ["x:@\udcff"]
