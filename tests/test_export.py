"""A CSV must carry any text and run none of it."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.export import csv_bytes

# NUL ends a field for some readers; the reader used here refuses it. Surrogates have their own test.
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", STARTS)
def test_text_that_would_be_a_formula_gets_an_apostrophe(start):
    cell = f"{start}HYPERLINK(1)"
    assert rows(csv_bytes(pd.DataFrame({"text": [cell]})))[1] == [f"'{cell}"]


def test_blanks_before_a_formula_do_not_hide_it():
    assert rows(csv_bytes(pd.DataFrame({"text": ["  =1+1"]})))[1] == ["'  =1+1"]


def test_negative_numbers_stay_numbers():
    data = csv_bytes(pd.DataFrame({"bits": [-0.5], "count": [-3]}))
    assert rows(data)[1] == ["-0.5", "-3"]


def test_numbers_in_a_mixed_column_stay_numbers():
    assert rows(csv_bytes(pd.DataFrame({"value": [-0.5, "-", None]})))[1:] == [["-0.5"], ["'-"], [""]]


def test_column_names_are_guarded_too():
    assert rows(csv_bytes(pd.DataFrame({"=cmd": [1]})))[0] == ["'=cmd"]


def test_two_columns_of_one_name_are_both_written():
    frame = pd.DataFrame([["=a", "=b"]], columns=["x", "x"])
    assert rows(csv_bytes(frame)) == [["x", "x"], ["'=a", "'=b"]]


def test_categories_are_text():
    frame = pd.DataFrame({"kind": pd.Categorical(["=x", "y"])})
    assert rows(csv_bytes(frame))[1:] == [["'=x"], ["y"]]


def test_the_file_begins_with_a_byte_order_mark():
    assert csv_bytes(pd.DataFrame({"naïve": ["é"]})).startswith(b"\xef\xbb\xbf")


def test_a_lone_surrogate_does_not_stop_the_export():
    assert rows(csv_bytes(pd.DataFrame({"text": ["a\ud800b"]}, dtype=object)))[1] == ["a?b"]


def test_missing_values_are_empty():
    frame = pd.DataFrame({"x": [np.nan, 1.0], "y": [None, "z"], "t": pd.to_datetime([None, "2020-04-10"])})
    assert rows(csv_bytes(frame))[1] == ["", "", ""]


def test_a_table_without_rows_has_its_header():
    assert rows(csv_bytes(pd.DataFrame({"a": [], "b": []}))) == [["a", "b"]]


def test_the_index_is_left_out_and_the_frame_untouched():
    frame = pd.DataFrame({"text": ["=1"]}, index=["@row"])
    assert rows(csv_bytes(frame)) == [["text"], ["'=1"]]
    assert frame["text"].tolist() == ["=1"]


@given(st.lists(TEXT, min_size=1, max_size=8))
def test_every_text_comes_back_and_none_begins_a_formula(texts):
    # Two columns: a record of one empty cell is an empty line to any reader.
    read = [row[0] for row in rows(csv_bytes(pd.DataFrame({"text": texts, "n": 1})))[1:]]
    assert [cell.removeprefix("'") for cell in read] == [text.removeprefix("'") for text in texts]
    assert not any(cell.lstrip().startswith(STARTS) for cell in read)
