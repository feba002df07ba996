"""A long array is read part by part, and says what it says when read whole."""

from __future__ import annotations

import io
import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import LimitError
from core.model import Refusal
from core.sources import array_part, documents
from core.sources.array_part import is_array, parts
from core.sources.entries import from_bytes
from core.sources.entry import Salvaged

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "a", 'b"']), inner),
    max_leaves=6,
)


@pytest.fixture
def small(monkeypatch):
    """Call long what is longer than a line, and read it in pieces of as much."""
    monkeypatch.setattr(array_part, "PART_BYTES", 64)
    monkeypatch.setattr(documents, "_WHOLE_ARRAY", 64)
    monkeypatch.setattr(array_part, "_LONGEST_ELEMENT", 4_000)


def walk(data):
    return list(documents.documents(from_bytes("a.json", data)))


def elements(data):
    """Give every element with the number of those before it, as the parts say."""
    found = []
    for part in parts(Salvaged(io.BytesIO(data)), "a.json"):
        assert part.n_before == len(found)
        found += orjson.loads(part.data) if part.values is None else part.values
    return found


@given(st.lists(JSON, max_size=40), st.sampled_from([None, 1]), st.sampled_from(["", "\ufeff", " \n"]))
def test_whatever_stands_in_an_array_comes_out_in_its_order(values, indent, before):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array_part, "PART_BYTES", 64)
        assert elements((before + json.dumps(values, indent=indent)).encode()) == values


def test_records_that_begin_alike_are_parsed_and_never_walked(small, monkeypatch):
    monkeypatch.setattr(array_part, "_by_walk", lambda data: None)
    records = [{"id": n, "inner": {"id": 1, "list": [{"a": 1}, {"a": 2}]}} for n in range(100)]
    assert elements(orjson.dumps(records)) == records


def test_what_looks_like_a_border_within_a_record_is_none(small):
    records = [{"id": n, "same": [{"id": 1}, {"id": 2}, {"id": '}, {"id": 3}'}]} for n in range(60)]
    assert elements(orjson.dumps(records)) == records


def test_an_element_larger_than_a_part_is_given_whole(small):
    values = [{"id": 1, "text": "x" * 1_000}, {"id": 2}, {"id": 3, "text": "y" * 500}] * 3
    assert elements(orjson.dumps(values)) == values


def test_places_go_on_through_the_parts(small):
    found = walk(orjson.dumps([{"id": n} for n in range(50)]))
    assert len(found) > 3
    n = 0
    for document in found:
        assert document.place == (f"after item {n}" if n else "")
        n += len(document.value)
    assert n == 50


def test_an_element_that_is_no_text_is_refused_alone(small):
    records = [b'{"id": %d, "text": "ok"}' % n for n in range(40)]
    records[20] = b'{"id": 20, "text": "\xff"}'
    found = walk(b"[" + b",".join(records) + b"]")
    refused = [piece for piece in found if isinstance(piece, Refusal)]
    assert [refusal.place for refusal in refused] == ["item 21"]
    values = [piece.value for piece in found if not isinstance(piece, Refusal)]
    kept = [record for value in values for record in (value if isinstance(value, list) else [value])]
    assert [record["id"] for record in kept] == [n for n in range(40) if n != 20]


@pytest.mark.parametrize("cut", [1, 7, 12])
def test_an_array_that_was_cut_off_gives_its_whole_elements_and_one_reason(small, cut):
    whole = orjson.dumps([{"id": n} for n in range(50)])
    found = walk(whole[:-cut])
    reasons = [piece for piece in found if isinstance(piece, Refusal)]
    n = sum(len(p.value) if isinstance(p.value, list) else 1 for p in found if not isinstance(p, Refusal))
    assert n == whole[:-cut].count(b"}")
    assert [reason.place for reason in reasons] == [f"item {n + 1}"]


def test_a_damaged_element_in_the_middle_ends_the_reading_and_says_where(small):
    records = [b'{"id": %d, "text": "some words"}' % n for n in range(400)]
    records[100] = b'{"id": 100, "text: "some words"}'
    found, data = [], b"[" + b",".join(records) + b"]"
    with pytest.raises(LimitError, match=r"item 101 of a\.json"):
        found.extend(documents.documents(from_bytes("a.json", data)))
    assert sum(len(document.value) for document in found if isinstance(document.value, list)) <= 100


def test_a_short_array_is_one_document(monkeypatch):
    assert [found.value for found in walk(b"[1, 2]")] == [[1, 2]]


def test_text_that_is_not_utf_8_from_its_first_byte_is_read_whole(small):
    values = [{"id": n} for n in range(30)]
    assert not is_array(json.dumps(values).encode("utf-16"))
    assert [found.value for found in walk(json.dumps(values).encode("utf-16"))] == [values]
