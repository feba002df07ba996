"""Cells of tables: ids that were rounded on their way, texts of every width that are not UTF-8."""

from __future__ import annotations

import pyarrow as pa
import pytest

from core.sources.cell import Cells, plain


def ids(*values, kind=None):
    return Cells(pa.table({"id": pa.array(values, kind)}), {"id": ("id",)}).ids("id")


@pytest.mark.parametrize("rounded", ["898925911000000000", "898000000000000000", "1230000000000000000"])
def test_a_long_number_that_ends_in_nine_zeros_was_rounded_and_is_nobody(rounded):
    assert ids(rounded, "898925911294132224") == [None, "898925911294132224"]
    assert ids(int(rounded), 7) == [None, "7"]


@pytest.mark.parametrize(
    "value", ["898925911000000", "1000000000", "898925911294000000", "90000000000", "0" * 9]
)
def test_a_number_with_fewer_zeros_or_digits_is_an_id(value):
    assert ids(value) == [value]


@pytest.mark.parametrize("width", [pa.string(), pa.large_string()])
@pytest.mark.parametrize("listed", [False, True])
def test_a_text_that_is_not_utf_8_is_noted_whatever_its_width(width, listed):
    raw = pa.array([b"fine", b"\x80"], pa.large_binary() if width == pa.large_string() else pa.binary())
    texts = pa.Array.from_buffers(width, 2, raw.buffers())
    column = pa.ListArray.from_arrays(pa.array([0, 1, 2], pa.int32()), texts) if listed else texts
    array, wrong = plain(pa.chunked_array([column]))
    assert wrong == [1]
    assert array.to_pylist() == ([["fine"], None] if listed else ["fine", None])
