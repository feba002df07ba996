"""Files of labelled writers: what is read, what is refused, what is said of it."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CancelledError, FormatError, InputError
from core.persona_training import reading
from core.persona_training.reading import read_writers
from core.persona_training.writer import Writer, same_writers, second_poles
from tests.persona_training.made_writers import json_line

ONE = Writer("7", ("the sea is calm", "we sail at dawn"), (0.8, 0.2, 0.0, 1.0))
SAID = {"E/I": {"A1": "I-", "A2": "I+", "A3": "E-"}, "S/N": {"A1": "S-"}, "T/F": {"A1": "?"}}


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_soft_labels_are_shares_of_the_second_pole(tmp_path):
    hard = {"E/I": "I", "S/N": "S", "T/F": "T", "J/P": "P"}
    found = read_writers(write(tmp_path / "a.jsonl", json_line(ONE, hardlabels=hard, annotation=SAID)))
    (writer,) = found.writers
    assert writer.shares == ONE.shares
    assert writer.texts == ONE.texts
    assert writer.readers == {0: (True, True, False), 1: (False,)}


def test_a_table_of_types_has_hard_labels(tmp_path):
    found = read_writers(
        write(tmp_path / "a.csv", "type,posts", "infp,'calm sea|||we sail|||  '", "ESTJ,hello")
    )
    assert [writer.shares for writer in found.writers] == [(1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0)]
    assert found.writers[0].texts == ("'calm sea", "we sail", "  '")
    assert found.writers[1].texts == ("hello",)


def test_what_cannot_be_used_is_refused_with_line_and_reason_and_counted(tmp_path):
    private = "a private sentence"
    rows = [
        json_line(ONE),
        "no json",
        "[1]",
        json.dumps({"posts": [private]}),
        json.dumps({"posts": [private], "type": "INFX"}),
        json.dumps({"posts": private, "type": "INFP"}),
        json.dumps({"posts": [" "], "type": "INFP"}),
        json_line(ONE, hardlabels={"E/I": "E", "S/N": "S", "T/F": "T", "J/P": "P"}),
        json.dumps({"posts": [private], "softlabels": {"E/I": 0.5, "S/N": 2, "T/F": 0, "J/P": 1}}),
        json.dumps({"posts": [private], "softlabels": {"E/I": 0.5, "S/N": True, "T/F": 0, "J/P": 1}}),
    ]
    found = read_writers(write(tmp_path / "a.jsonl", *rows))
    assert len(found.writers) == 1
    assert found.n_rows == len(rows)
    reasons = {one.line: one.reason for one in found.refused}
    assert reasons == {
        2: "it is no JSON",
        3: "it is no record",
        4: "it has no label",
        5: "'INFX' is no type of four letters",
        6: "its posts are no list of texts",
        7: "it has no posts",
        8: "its soft and its hard label of E/I name other poles",
        9: "its soft labels are not four numbers from 0 to 1",
        10: "its soft labels are not four numbers from 0 to 1",
    }
    assert "9 rows refused: a.jsonl line 2: it is no JSON" in found.lines()[1]
    assert private not in "".join([*found.lines(), repr(found), repr(found.refused), repr(ONE)])


def test_a_file_without_a_usable_row_says_why(tmp_path):
    with pytest.raises(FormatError, match=r"no labelled writer: a.jsonl line 1: it is no JSON"):
        read_writers(write(tmp_path / "a.jsonl", "{"))
    with pytest.raises(FormatError, match="it is empty"):
        read_writers(write(tmp_path / "b.jsonl"))
    with pytest.raises(FormatError, match="no columns type and posts"):
        read_writers(write(tmp_path / "c.csv", "label,text", "INFP,hello"))


@pytest.mark.parametrize("name", ["none.jsonl", "a.txt", "folder"])
def test_what_is_no_file_of_writers_is_refused(tmp_path, name):
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError):
        read_writers(tmp_path / name)


def test_a_folder_is_read_whole_and_others_files_are_passed_over(tmp_path):
    write(tmp_path / "a.csv", "type,posts", "INFP,hello")
    write(tmp_path / "b.jsonl", json_line(ONE))
    write(tmp_path / "readme.txt", "hello")
    found = read_writers(tmp_path)
    assert [writer.key for writer in found.writers] == ["a.csv:2", "7"]


def test_limits_hold_and_the_rest_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_LINE", 400)
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 100)
    long = json.dumps({"posts": ["x" * 200], "type": "INFP"})
    longer = json.dumps({"posts": ["x" * 2_000], "type": "INFP"})
    found = read_writers(write(tmp_path / "a.jsonl", longer, long, json_line(ONE)))
    assert [one.line for one in found.refused] == [1, 2]
    assert len(found.writers) == 1
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="more than 10"):
        read_writers(tmp_path / "a.jsonl")


def test_too_many_writers_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_WRITERS", 2)
    with pytest.raises(InputError, match="more than 2 writers"):
        read_writers(write(tmp_path / "a.jsonl", *[json_line(ONE)] * 3))


def test_reading_can_be_stopped(tmp_path):
    with pytest.raises(CancelledError, match="nothing was learned"):
        read_writers(write(tmp_path / "a.jsonl", json_line(ONE)), cancelled=lambda: True)


@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5), lambda one: st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(["posts", "type", "softlabels", "hardlabels", "annotation", "id", "E/I", "S/N", "T/F", "J/P"]), one, max_size=6), max_leaves=20))  # fmt: skip
def test_no_record_breaks_the_reader(record):
    found = reading._of_json(json.dumps(record).encode())
    assert isinstance(found, (str, Writer))


@given(st.text(max_size=6))
def test_no_letters_break_the_reader_of_types(letters):
    found = second_poles(letters)
    assert found is None or len(found) == 4


def test_a_text_that_cannot_be_stored_is_refused(tmp_path):
    found = read_writers(
        write(tmp_path / "a.jsonl", '{"posts": ["calm \\ud800 sea"], "type": "INFP"}', json_line(ONE))
    )
    assert [one.line for one in found.refused] == [1]


def test_whoever_has_a_name_or_half_of_the_posts_in_common_is_one():
    posts = [f"the sea is calm on day {n}" for n in range(8)]
    many = [
        Writer("a", tuple(posts[:4]), ONE.shares),
        Writer("b", tuple(posts[2:6]), ONE.shares),
        Writer("c", tuple(posts[5:8]), ONE.shares),
        Writer("a", ("something else altogether here",), ONE.shares),
        Writer("d", ("ok", "yes"), ONE.shares),
        Writer("e", ("ok", "yes"), ONE.shares),
    ]
    # a and b share two of four; b and c one of three; a stands twice; short posts join nobody
    assert same_writers(many).tolist() == [0, 0, 1, 0, 2, 3]


def test_what_everybody_posts_joins_nobody():
    many = [Writer(str(n), ("good morning to you all",), ONE.shares) for n in range(60)]
    assert np.unique(same_writers(many)).size == 60


def test_the_real_file_is_read_whole(real_data):
    found = read_writers(real_data / "persona" / "mbtibench.jsonl")
    assert len(found.writers) == 286
    assert not found.refused
    assert np.unique(same_writers(found.writers)).size == 286
    assert all(len(writer.readers) == 4 for writer in found.writers)
