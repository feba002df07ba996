"""The JSON walk: shapes, bad pieces, wrong encodings, files cut off."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError, LimitError
from core.model import Refusal
from core.sources import documents as module
from core.sources.documents import Document, documents
from core.sources.entries import from_bytes


def walk(data, name="a.json"):
    return list(documents(from_bytes(name, data)))


def values(data):
    return [found.value for found in walk(data) if isinstance(found, Document)]


def refused(data):
    return [found for found in walk(data) if isinstance(found, Refusal)]


def cassette(*bodies):
    replies = [{"request": {}, "response": {"body": {"string": json.dumps(body)}}} for body in bodies]
    return {"interactions": replies}


def test_one_document_is_one_value_with_no_place():
    assert walk(b' {"a": [1]}\n') == [Document("", {"a": [1]})]


def test_lines_are_numbered_as_an_editor_numbers_them():
    found = walk(b'\n{"a": 1}\n\n{"a": 2}\n')
    assert [document.place for document in found] == ["line 2", "line 4"]


def test_a_bad_line_among_many_is_refused_alone():
    lines = [f'{{"a": {n}}}'.encode() for n in range(100)]
    lines[41] = b'{"a": 41'
    data = b"\n".join(lines)
    assert len(values(data)) == 99
    assert [refusal.place for refusal in refused(data)] == ["line 42"]


def test_a_bad_first_line_does_not_hide_the_lines_after_it():
    data = b'{"a": 1\n{"a": 2}\n{"a": 3}\n'
    assert values(data) == [{"a": 2}, {"a": 3}]
    assert [refusal.place for refusal in refused(data)] == ["line 1"]


def test_a_list_written_one_element_a_line_is_one_document():
    assert values(b'[\n{"a": 1}\n]\n') == [[{"a": 1}]]
    assert values(b'{"posts": [\n{"a": 1}\n]}\n') == [{"posts": [{"a": 1}]}]
    assert values(b'window.YTD.tweets.part0 = [\n{"a": 1}\n]\n') == [[{"a": 1}]]
    assert values(b'[\n{"a": 1}\n,{"a": 2}\n]\n') == [[{"a": 1}, {"a": 2}]]
    assert values(b'[{"a": 1},\n{"a": 2}\n]\n') == [[{"a": 1}, {"a": 2}]]
    assert values(b'window.a = [\n{"a": 1}\n,{"a": 2}]') == [[{"a": 1}, {"a": 2}]]


@pytest.mark.parametrize("prefix", ["window.YTD.tweets.part0 = ", "window.__THAR_CONFIG =\n", "a.b.c="])
def test_an_assignment_in_javascript_is_read_like_its_value(prefix):
    assert values(f'{prefix}[{{"a": 1}}];\n'.encode()) == [[{"a": 1}]]


def test_recorded_replies_are_opened_and_replies_without_json_are_passed_over():
    recorded = cassette([1], {"a": 2})
    recorded["interactions"].insert(1, {"response": {"body": {"string": "<html>"}}})
    recorded["interactions"].insert(2, "nothing")
    found = walk(json.dumps(recorded).encode())
    assert [(d.place, d.value) for d in found] == [("reply 1", [1]), ("reply 4", {"a": 2})]


def test_recorded_replies_are_opened_under_their_other_name_and_in_lines():
    line = json.dumps({"http_interactions": cassette([1])["interactions"]}).encode()
    assert walk(line)[0] == Document("reply 1", [1])
    assert walk(line + b"\n" + line)[1] == Document("line 2, reply 1", [1])


def test_a_list_cut_off_gives_its_whole_elements_and_says_where_it_ends():
    data = b'[{"a": 1}, {"a": 2}, {"a": 3'
    assert values(data) == [{"a": 1}, {"a": 2}]
    (refusal,) = refused(data)
    assert refusal.place == "item 3"
    assert "not JSON" in refusal.reason


@pytest.mark.parametrize("end", ["", ",", "]"])
def test_a_list_cut_off_between_elements_is_still_reported(end):
    data = f'{{"data": [{{"a": 1}}{end}'.encode()
    assert values(data) == [{"a": 1}]
    assert len(refused(data)) == 1


def test_recorded_replies_cut_off_are_opened_as_far_as_they_go():
    data = json.dumps(cassette([1], [2])).encode()[:-30]
    assert values(data) == [[1]]
    assert len(refused(data)) == 1


def test_a_document_cut_off_before_its_first_list_is_one_refusal():
    assert walk(b'{"a": {"b": ')[0].place == "item 1"
    assert walk(b'{"a": "b", "tags": [{"t": 1}, {"t')[0].place == "item 1"


def test_documents_written_one_after_another_are_all_read():
    data = b"".join(json.dumps({"a": n}, indent=2).encode() + b"\n" for n in range(3))
    assert [d.place for d in walk(data)] == ["item 1", "item 2", "item 3"]
    assert len(refused(data + b"{")) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", ['[{"a": "é"}]', '{"a": "é"}\n{"a": "ü"}\n'])
def test_a_byte_order_mark_is_believed(encoding, text):
    assert values(text.encode(encoding)) == values(text.encode())


def test_lines_in_another_encoding_are_refused_with_the_way_out():
    data = '{"a": 1}\n{"a": "é"}\n{"a": 3}'.encode("latin-1")
    assert values(data) == [{"a": 1}, {"a": 3}]
    (refusal,) = refused(data)
    assert refusal.place == "line 2"
    assert "save it as UTF-8" in refusal.reason


def test_of_a_list_in_another_encoding_only_the_elements_concerned_are_refused():
    data = '[{"a": 1}, {"a": "é"}, {"a": 3}]'.encode("latin-1")
    assert values(data) == [{"a": 1}, {"a": 3}]
    (refusal,) = refused(data)
    assert refusal.place == "item 2"
    assert "save it as UTF-8" in refusal.reason


def test_half_a_surrogate_pair_costs_its_element_only():
    data = b'[{"a": 1}, {"a": "\\ud83d"}, {"a": 3}]'
    assert values(data) == [{"a": 1}, {"a": 3}]
    assert len(refused(data)) == 1


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused_as_empty(data):
    with pytest.raises(FormatError, match="is empty"):
        walk(data)


def test_a_document_too_large_to_be_read_whole_is_refused_with_the_way_out(monkeypatch):
    monkeypatch.setattr(module, "_WHOLE_LIMIT", 10)
    with pytest.raises(LimitError, match="save it as JSON lines"):
        walk(b'{"a": "0123456789"}')


def test_lines_longer_than_the_first_look_are_read_as_lines(monkeypatch):
    monkeypatch.setattr(module, "_HEAD", 16)
    data = b"\n".join(json.dumps({"a": "x" * 100, "data": [n]}).encode() for n in range(3))
    assert [document.place for document in walk(data)] == ["line 1", "line 2", "line 3"]


def test_a_document_nested_beyond_reason_is_refused_and_nothing_breaks():
    assert isinstance(walk(b"[" * 100_000)[0], Refusal)
    assert isinstance(walk(b'{"a":' * 100_000)[0], Refusal)


@given(st.binary(max_size=200))
def test_any_bytes_give_values_or_refusals(data):
    try:
        found = walk(data)
    except FormatError:
        return
    assert all(isinstance(item, Document | Refusal) for item in found)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text("abc", max_size=2), JSON, max_size=3), min_size=2, max_size=5))
def test_lines_and_list_give_the_same_values(records):
    lines = "\n".join(json.dumps(record) for record in records).encode()
    assert values(lines) == records
    assert values(json.dumps(records).encode()) == [records]


@given(st.lists(JSON, min_size=1, max_size=4), st.data())
def test_what_is_given_of_a_list_cut_off_is_its_beginning(records, data):
    whole = json.dumps(records, ensure_ascii=False).encode()
    cut = data.draw(st.integers(2, len(whole) - 1))
    found = values(whole[:cut])
    if found and found != [records]:
        # a number may be cut in its middle and still be one
        assert found[:-1] == records[: len(found) - 1]


def test_a_file_of_digits_is_one_refusal_and_not_as_many_documents():
    found = list(documents(from_bytes("a.json", b"0" * 300_000)))
    assert len(found) == 1
    assert isinstance(found[0], Refusal)
