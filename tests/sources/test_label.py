"""Labels in a table: the commonest of each profile's rows, clean, and only from a column that is meant."""

import io
import unicodedata
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import FormatError
from core.sources import label, sheet
from core.sources.entries import from_bytes
from core.sources.label import MAX_LABEL, Tally, clean_label
from core.sources.mapping import preview
from core.sources.options import ReadOptions
from core.sources.table import _read
from core.workspace import Workspace
from tests.corpus import bring, table
from tests.strategies import HOSTILE

FIELDS = ["screen_name", "created_at", "text", "label"]
words = st.one_of(st.sampled_from([*HOSTILE, "press", " press", "Press", "", "  ", "\u200d"]), st.text())


def rows(*labelled, start=0):
    """One row for each (who, label), an hour apart."""
    return [
        [who, f"2024-03-{1 + n // 24:02d}T{n % 24:02d}:00:00Z", f"post {n} here", said]
        for n, (who, said) in enumerate(labelled, start)
    ]


def labels(data, options=None, name="a.csv"):
    """Give the labels that a table brings, by key."""
    found = [batch.profiles for batch in _read(from_bytes(name, data), options or ReadOptions())]
    told = pa.concat_tables(found).to_pylist()
    assert all(row["label"] is None for part in found[:-1] for row in part.to_pylist())
    return {row["key"]: row["label"] for row in told if row["label"] is not None}


def test_a_profile_has_the_label_that_most_of_its_rows_carry():
    data = table(*rows(("ann", "desk"), ("ann", "press"), ("bob", "desk"), ("ann", "press")), fields=FIELDS)
    assert labels(data) == {"x:@ann": "press", "x:@bob": "desk"}


@pytest.mark.parametrize("order", [("b", "a"), ("a", "b"), ("b", "a", "a", "b")])
def test_of_labels_that_are_as_common_the_first_in_code_points_wins_whatever_the_order(order):
    assert labels(table(*rows(*(("ann", one) for one in order)), fields=FIELDS)) == {"x:@ann": "a"}


def test_upper_case_comes_before_lower_case_in_code_points():
    assert labels(table(*rows(("ann", "a"), ("ann", "B")), fields=FIELDS)) == {"x:@ann": "B"}


def test_blank_cells_say_nothing_and_do_not_outvote():
    data = table(*rows(("ann", ""), ("ann", "  "), ("ann", "press"), ("bob", "\u202e")), fields=FIELDS)
    assert labels(data) == {"x:@ann": "press"}


def test_rows_are_counted_over_the_whole_table_however_it_is_cut(monkeypatch):
    data = table(*rows(*[("ann", "a")] * 3, *[("ann", "b")] * 4, ("bob", "a")), fields=FIELDS)
    whole = labels(data)
    monkeypatch.setattr(sheet, "ROWS", 2)
    assert labels(data) == whole == {"x:@ann": "b", "x:@bob": "a"}


def test_a_refused_row_says_nothing_of_a_label():
    good, *bad = rows(("ann", "press"), ("ann", "desk"), ("ann", "desk"))
    for one in bad:
        one[1] = "yesterday"
    assert labels(table(good, *bad, fields=FIELDS)) == {"x:@ann": "press"}


def test_a_parquet_table_labels_as_a_csv_one_does():
    found = rows(("ann", "press"), ("bob", None))
    data = io.BytesIO()
    pq.write_table(pa.table(dict(zip(FIELDS, map(list, zip(*found, strict=True)), strict=True))), data)
    assert labels(data.getvalue(), name="a.parquet") == {"x:@ann": "press"}


@pytest.mark.parametrize(
    ("values", "said"), [(pa.array([1, 1, 0]), "1"), (pa.array([True, True, False]), "true"), (pa.array([1.0, 1.0, None]), "1")]
)  # fmt: skip
def test_a_column_of_numbers_or_truths_labels_too(values, said):
    found = rows(*[("ann", None)] * 3)
    columns = dict(zip(FIELDS, map(list, zip(*found, strict=True)), strict=True)) | {"label": values}
    data = io.BytesIO()
    pq.write_table(pa.table(columns), data)
    assert labels(data.getvalue(), name="a.parquet") == {"x:@ann": said}


@pytest.mark.parametrize("name", ["Label", " LABEL "])
def test_the_case_of_the_name_of_the_column_does_not_matter(name):
    assert labels(table(*rows(("ann", "x")), fields=[*FIELDS[:3], name])) == {"x:@ann": "x"}


@pytest.mark.parametrize("name", ["labels", "source_label", "category", "sentiment label", "etikett"])
def test_a_column_of_another_name_is_a_label_only_where_it_is_told_to_be(name):
    data = table(*rows(("ann", "x")), fields=[*FIELDS[:3], name])
    assert labels(data) == {}
    assert labels(data, ReadOptions({"label": (name,)})) == {"x:@ann": "x"}
    assert "label" not in preview(from_bytes("a.csv", data)).guesses


def test_a_column_called_label_can_be_told_to_be_none():
    data = table(*rows(("ann", "x")), fields=FIELDS)
    assert labels(data, ReadOptions({"label": ()})) == {}


@pytest.mark.parametrize(
    "said", ["press", "a sentence that no two rows share, number {}", "{}", "https://a.example/{}"]
)
def test_the_mapping_is_filled_in_with_the_column_that_the_reader_would_take(said):
    data = table(*rows(*[("ann", said.format(n)) for n in range(30)]), fields=FIELDS)
    assert preview(from_bytes("a.csv", data)).guesses["label"].column == "label"


def test_two_captures_of_one_account_have_each_its_own_label():
    fields = [*FIELDS, "capture"]
    found = [[*one, f"{n}"] for n, one in enumerate(rows(("ann", "then"), ("ann", "now")))]
    options = ReadOptions({"profile": ("screen_name", "capture")})
    assert labels(table(*found, fields=fields), options) == {"x:@ann+0": "then", "x:@ann+1": "now"}


def test_labels_of_what_was_read_before_a_file_broke_off_are_kept(monkeypatch):
    chunks = sheet.chunks
    monkeypatch.setattr(sheet, "ROWS", 2)

    def broken(*given_):
        for n, chunk in enumerate(chunks(*given_)):
            if n == 1:
                message = "it breaks off"
                raise FormatError(message)
            yield chunk

    monkeypatch.setattr("core.sources.table.chunks", broken)
    data = table(*rows(("ann", "a"), ("ann", "a"), ("bob", "b")), fields=FIELDS)
    found = []
    with pytest.raises(FormatError, match="breaks off"):
        found.extend(_read(from_bytes("a.csv", data), ReadOptions()))
    assert [(row["key"], row["label"]) for row in found[-1].profiles.to_pylist()] == [("x:@ann", "a")]


def test_a_column_of_more_kinds_than_groups_has_labels_nobody_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(label, "MAX_GROUPS", 3)
    few = bring(
        tmp_path / "few", ("a.csv", table(*rows(*[("ann", f"{n}") for n in range(3)]), fields=FIELDS))
    )
    assert few.files[0].notes == ()
    bad = [["ann", "yesterday", "x", "1"]] * 30  # their reasons must not crowd out what is said of the whole
    data = table(*bad, *rows(*[("ann", f"{n}") for n in range(4)]), fields=FIELDS)
    report = bring(tmp_path / "many", ("a.csv", data))
    assert Workspace(tmp_path / "many").profile("x:@ann").label is None
    assert report.files[0].notes == (
        "its labels are of more than 3 kinds, so they name no groups: none was taken",
    )
    assert (report.rows, report.refused, report.kept) == (34, 30, 4)


@example("x" * 3000)
@given(words)
def test_a_clean_label_is_one_visible_line_and_stays_what_it_is(text):
    found = clean_label(text)
    assert found == clean_label(found) == clean_label(f" \n{unicodedata.normalize('NFD', found)}\t")
    assert not {unicodedata.category(c) for c in found} & {"Cc", "Cs", "Zl", "Zp"}
    assert not any(
        unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"} for c in found
    )
    assert "  " not in found
    assert found.encode().decode() == found


def test_words_of_other_scripts_and_emoji_stay_what_they_are():
    for said in ("שלום עולם", "مرحبا", "👩\u200d👩\u200d👧 🏳️\u200d🌈", "می\u200cخواهم", "=1+1", "<b>x</b>"):
        assert clean_label(said) == unicodedata.normalize("NFC", said)


@given(
    st.lists(st.tuples(st.sampled_from(["x:1", "x:2", "x:@ann"]), st.one_of(st.none(), words))),
    st.integers(1, 5),
)
def test_a_tally_says_what_counting_by_hand_says(said, at_once):
    tally = Tally()
    for start in range(0, len(said), at_once):
        part = said[start : start + at_once]
        tally.add([key for key, _ in part], [value for _, value in part])
    slow = {}
    for key, value in said:
        if found := clean_label(clean_label(value)[:MAX_LABEL]):
            slow.setdefault(key, []).append(found)
    expected = {}
    for key, found in slow.items():
        most = max(Counter(found).values())
        expected[key] = min(one for one, n in Counter(found).items() if n == most)
    assert tally.labels == expected
    assert all(0 < len(one) <= MAX_LABEL for one in expected.values())
