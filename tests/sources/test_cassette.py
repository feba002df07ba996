r"""Recordings in YAML: the four ways to write a body, and what is refused instead of guessed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DoppelscopeError, FormatError
from core.model import Refusal
from core.sources.cassette import is_recording, recorded
from core.sources.entries import from_bytes

VALUE = [{"text": 'it\'s "R&D": \\o/ 😀 مرحبا \u202e', "n": 1}]
BODY = json.dumps(VALUE, ensure_ascii=False)
HEAD = """\
http_interactions:
- request:
    method: get
    body:
      encoding: ''
      string: '["not", "a", "reply"]'
  response:
    headers:
      policy: 'base-uri ''none''; frame-ancestors
        ''none'''
    body:
      encoding: ''
      file: no
      string: """
TAIL = "\n  recorded_at: 2022-11-09 09:21:10 GMT\n"


def replies(string, head=HEAD, tail=TAIL):
    return list(recorded(from_bytes("a.yml", (head + string + tail).encode())))


def single(text):
    return "'" + text.replace("'", "''") + "'"


def double(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def block(text):
    return "|-\n        " + text


@pytest.mark.parametrize("write", [single, double, block, str])
def test_a_body_is_read_in_each_of_the_four_ways(write):
    (reply,) = replies(write(BODY))
    assert (reply.place, reply.value) == ("reply 1", VALUE)


def test_lines_are_joined_as_yaml_joins_them():
    (reply,) = replies('\'["one\n        two", "R\\u0026D\'\'s",\n\n        "three"]\'')
    assert reply.value == ["one two", "R&D's", "three"]
    (reply,) = replies(
        '"[\\"one   \n        two\\",\n        \\ \\"th\\\n        \\ ree\\", \\"\\U0001f600\\x41\\"]"'
    )
    assert reply.value == ["one two", "th ree", "😀A"]


def test_the_bodies_of_requests_are_no_replies_and_every_reply_is_found():
    again = HEAD.partition("\n")[2]
    found = replies(single(BODY), tail=TAIL + again + "''" + TAIL + again + double(BODY) + TAIL)
    assert [reply.place for reply in found] == ["reply 1", "reply 3"]


def test_carriage_returns_and_a_byte_order_mark_do_no_harm():
    data = (HEAD + single(BODY) + TAIL).replace("\n", "\r\n").encode("utf-8-sig")
    assert is_recording(data)
    (reply,) = recorded(from_bytes("a.yml", data))
    assert reply.value == VALUE


@pytest.mark.parametrize(
    ("string", "reason"),
    [
        ("!!binary |\n        H4sIAAAA", "binary"),
        (">-\n        [1,\n        2]", "unusual"),
        ("'[1, 2", "cut off"),
        ("'[\"a\u2028b\"]'", "unusual"),
        ('"[\\q]"', "escape"),
        ('"[\\U00110000]"', "escape"),
        ("'[1, 2'", "not JSON"),
        ("'[\"a\\\n        n\"]'", "not JSON"),
        ('"[\\"\\ud800\\"]"', "not JSON"),
    ],
)
def test_what_might_be_read_wrongly_is_refused_with_the_way_out(string, reason):
    (refusal,) = replies(string, tail="")
    assert isinstance(refusal, Refusal)
    assert refusal.place == "reply 1"
    assert reason in refusal.reason


@pytest.mark.parametrize("string", ["''", "", "'<html>busy</html>'", "~"])
def test_a_recording_without_json_says_so(string):
    with pytest.raises(FormatError, match="without a reply in JSON; save the replies themselves"):
        replies(string)


def test_bytes_that_are_no_text_are_named():
    with pytest.raises(FormatError, match="not UTF-8"):
        list(recorded(from_bytes("a.yml", HEAD.encode() + b"'\xff'")))


@pytest.mark.parametrize("head", [b"", b"{}", b"a: 1", b"- interactions: x", b"id,interactions:\n", b"\x00"])
def test_other_files_are_no_recordings(head):
    assert not is_recording(head)


@pytest.mark.parametrize("head", [b"---\ninteractions:\n", b"# saved\nhttp_interactions:", b"interactions:"])
def test_recordings_are_known_by_their_first_words(head):
    assert is_recording(head)


JSON = st.recursive(
    st.text() | st.integers(-(2**53), 2**53),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.lists(JSON), st.sampled_from([single, double]))
def test_every_value_comes_back(value, write):
    (reply,) = replies(write(json.dumps(value)))
    assert reply.value == value


@given(st.data())
def test_a_recording_cut_or_changed_anywhere_breaks_nothing(data):
    whole = HEAD + double(BODY) + TAIL
    at = data.draw(st.integers(0, len(whole)))
    changed = whole[:at] + data.draw(
        st.sampled_from(["", "'", '"', "\n", "\\", "  ", "|", "string: ", "\x00"])
    )
    changed += whole[at + data.draw(st.integers(0, 40)) :]
    try:
        found = list(recorded(from_bytes("a.yml", changed.encode())))
    except DoppelscopeError:
        return
    assert found
