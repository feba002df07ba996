"""Counts by name: a dictionary's answers at a table's price."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import census as module
from core.census import Census, Names, Tally, hashed

NAMES = st.text(max_size=6)


@given(st.dictionaries(NAMES, st.integers(0, 10**9)), st.lists(NAMES))
def test_a_census_answers_as_a_dictionary_does(counts, asked):
    census = Census.of(counts)
    assert dict(census) == counts
    assert len(census) == len(counts)
    assert census.many(asked).tolist() == [counts.get(name, 0) for name in asked]
    assert [census.get(name) for name in asked] == [counts.get(name) for name in asked]


@given(st.dictionaries(NAMES, st.integers(0, 10**9)))
def test_a_census_survives_being_kept_as_a_table(counts):
    assert dict(Census.from_table(Census.of(counts).to_table())) == counts


def test_a_table_whose_names_were_hashed_otherwise_is_refused():
    table = Census.of({"a": 1}).to_table()
    with pytest.raises(pa.ArrowInvalid, match="hashed in another way"):
        Census.from_table(table.replace_schema_metadata({"probe": "1"}))
    with pytest.raises(pa.ArrowInvalid):
        Census.from_table(table.replace_schema_metadata(None))


def test_a_name_that_is_not_there_is_no_count():
    with pytest.raises(KeyError, match="b"):
        Census.of({"a": 1})["b"]


@given(st.lists(NAMES), st.lists(NAMES))
def test_names_are_found_at_the_first_of_their_places(names, asked):
    found, order = Names.of(pa.array(names, pa.string()))
    places = [int(order[place]) if place >= 0 else None for place in found.find(asked)]
    assert places == [names.index(name) if name in names else None for name in asked]


def test_two_names_of_one_hash_are_told_apart(monkeypatch):
    monkeypatch.setattr(module, "hashed", lambda names: np.full(len(names), 7, dtype=np.uint64))
    census = Census.of({"a": 1, "b": 2, "c": 3})
    assert census.many(["c", "b", "a", "d"]).tolist() == [3, 2, 1, 0]


def test_what_cannot_be_encoded_is_nowhere():
    assert Census.of({"?": 1, "a": 2}).many(["\udcff", "a"]).tolist() == [0, 2]


def test_equal_names_have_equal_hashes_however_they_are_given():
    names = ["a", "é", "", "a" * 1_000]
    assert hashed(names).tolist() == hashed(pa.array(names)).tolist()


@given(st.lists(st.lists(NAMES)))
def test_a_tally_counts_as_a_counter_does(batches):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_HELD", 2)
        tally = Tally()
        for batch in batches:
            tally.add(pa.array(batch, pa.string()))
        assert dict(tally.census()) == Counter(name for batch in batches for name in batch)
