"""A table that nobody knows: what is shown of it, what is asked, and how it is read then."""

import io
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError, MappingError, ParameterError
from core.sources import mapping as mapping_module
from core.sources import recognise
from core.sources.column import KNOWN
from core.sources.entries import from_bytes
from core.sources.mapping import (
    Options,
    header_signature,
    is_quick_to_open,
    lacking,
    needs_mapping,
    preview,
    unknown_tables,
)
from core.sources.moment import AMBIGUOUS, NO_ZONE
from core.sources.options import ReadOptions
from core.sources.trial import times, trial
from core.workspace import Workspace
from tests.corpus import bring, row, table
from tests.strategies import HOSTILE

ZONED, BARE = "2024-03-01T10:00:00Z", "2024-03-01 10:00:00"


def csv(*rows, fields, name="a.csv", delimiter=","):
    return from_bytes(name, table(*rows, fields=fields, delimiter=delimiter))


def parquet(columns, name="a.parquet"):
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return from_bytes(name, buffer.getvalue())


STRANGE = csv(["ann", BARE, "hi"], fields=["wer", "wann", "was"])


# What is asked about


@pytest.mark.parametrize(
    ("entry", "is_needed"),
    [
        (from_bytes("a.csv", table(row(1))), False),
        (STRANGE, True),
        (csv(["ann", ZONED, "hi"], fields=["handle", "created_at", "text"]), False),
        (csv(["ann", BARE, "hi"], fields=["handle", "created_at", "text"]), True),
        (csv(["ann", "03/04/2024 10:00", "hi"], fields=["handle", "created_at", "text"]), True),
        (csv(["ann", "1709287200", "hi"], fields=["handle", "created_at", "text"]), False),
        (csv(["ann", ZONED, "hi"], fields=["handle", "created_at", "Inhalt"]), True),
        (csv(["ann", ZONED, "7"], fields=["handle", "created_at", "weight"]), False),
        (csv(["ann", ZONED, "hi"], fields=["wer", "wann", "was"], name="a.txt", delimiter="\t"), True),
        (csv(["ann", ZONED, "hi"], fields=["wer", "wann", "was"], name="a.json"), False),
        (parquet({"wer": ["ann"], "wann": [datetime(2024, 3, 1)]}), True),  # noqa: DTZ001
        (
            parquet({"handle": ["ann"], "time": pa.array([0], pa.timestamp("us", "UTC")), "text": ["hi"]}),
            False,
        ),
        (parquet({"handle": ["ann"], "time": pa.array([0], pa.timestamp("us")), "text": ["hi"]}), True),
        (
            csv(["o", "a", "1", "2"], fields=["object_id", "account_id", "content_id", "timestamp_share"]),
            False,
        ),
        (from_bytes("a.csv", b""), False),
        (from_bytes("a.csv", b"wer,wann\n"), False),
        (from_bytes("a.csv", b"one column\nonly\n"), False),
        (from_bytes("a.csv", b"\x00\x01\x02\n\xff\xfe"), False),
        (from_bytes("a.txt", b"Dear all, here, you see\nsome prose\nof a few lines, no table\n"), False),
        (from_bytes("a.parquet", b"PAR1 nothing PAR1"), False),
    ],
)
def test_only_what_the_readers_would_not_read_whole_is_asked_about(entry, is_needed):
    assert needs_mapping(entry) is is_needed


def test_a_zone_that_was_told_for_all_files_is_not_asked_for_again():
    entry = csv(["ann", BARE, "hi"], fields=["handle", "created_at", "text"])
    assert needs_mapping(entry)
    assert not needs_mapping(entry, "UTC")


def test_tables_of_one_header_are_asked_about_once():
    second = csv(["berta", BARE, "hm"], fields=["was", "wer", "wann"], name="b.csv")
    known = from_bytes("c.csv", table(row(1)))
    (unknown,) = unknown_tables([STRANGE, known, second])
    assert unknown.files == ("a.csv", "b.csv")
    assert unknown.seen.file == "a.csv"


def test_of_very_many_tables_the_rest_is_left_to_the_readers(monkeypatch):
    monkeypatch.setattr(mapping_module, "MAX_LOOKED_AT", 1)
    other = csv(["ann", BARE, "hi"], fields=["wer", "wann", "was", "mehr"], name="b.csv")
    assert len(unknown_tables([STRANGE, other])) == 1


def test_a_large_tar_is_not_looked_into_while_somebody_waits():
    small = from_bytes("a.tar.gz", b"")
    assert is_quick_to_open(small)
    large = type(small)("a.tar.gz", 10**9, small.open)
    assert not is_quick_to_open(large)
    assert is_quick_to_open(type(small)("a.zip", 10**9, small.open))


# What is shown


def test_the_first_ten_rows_are_shown_as_they_stand():
    entry = csv(
        *[[f"w{n}", BARE, HOSTILE[n % len(HOSTILE)]] for n in range(30)], fields=["wer", "wann", "was"]
    )
    seen = preview(entry)
    assert seen.names == ("wer", "wann", "was")
    assert len(seen.rows) == 10
    assert seen.rows[0] == ("w0", BARE, HOSTILE[0])


def test_cells_of_parquet_are_written_as_people_read_them():
    seen = preview(
        parquet({"tags": [["a", "b"]], "n": [2.0], "none": [None], "raw": [b"x"], "in": [{"a": 1}]})
    )
    assert seen.names == ("tags", "n", "none", "raw")
    assert seen.rows == (("a, b", "2", "", "x"),)


def test_only_the_head_of_a_large_file_is_read():
    data = b"wer,wann,was\n" + b"ann,2024-03-01 10:00:00,some words of a post\n" * 200_000
    asked = []

    class Counting(io.BytesIO):
        def close(self):
            asked.append(self.tell())
            super().close()

    entry = type(STRANGE)("a.csv", len(data), lambda: Counting(data))
    seen = preview(entry)
    assert len(seen.sample.numbers) == mapping_module.SAMPLE_ROWS
    assert needs_mapping(entry)
    assert len(asked) > 1
    assert max(asked) <= 2 * 1024**2


def test_a_row_that_the_head_cuts_is_not_shown():
    words = b"x" * 300_000
    seen = preview(from_bytes("a.csv", b"wer,was\n" + b"".join(b"ann,%s\n" % words for _ in range(5))))
    assert [len(cells[1]) for cells in seen.rows] == [300_000] * 3


@pytest.mark.parametrize("data", [b"", b"wer,wann\n", b"\n\n", b'wer,wann\nann,"2024\n' + b"x" * 2**21])
def test_a_table_without_a_row_says_so(data):
    with pytest.raises(FormatError, match=r"a\.csv"):
        preview(from_bytes("a.csv", data))


def test_a_header_is_known_again_in_any_order():
    assert header_signature(["a", "b"]) == header_signature(["b", "a"])
    assert header_signature(["a", "b"]) != header_signature(["a", "B"])
    assert header_signature(["a,b"]) != header_signature(["a", "b"])


# What the mapping says is read, and nothing else


def test_a_known_column_that_is_told_to_be_nothing_is_not_read():
    seen = preview(csv(["ann", ZONED, "hi", "en"], fields=["handle", "time", "text", "lang"]))
    options = seen.options({"profile": ("handle",), "time": ("time",)})
    assert options.columns == {"profile": ("handle",), "time": ("time",), "text": (), "language": ()}
    assert trial(seen, options).rows[0].text == ""


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        ({}, ("profile", "time")),
        ({"profile": ("a",)}, ("time",)),
        ({"user_id": ("a",), "time": ("b",)}, ()),
        ({"profile": (), "time": ("b",)}, ("profile",)),
    ],
)
def test_who_and_when_are_required(columns, missing):
    assert lacking(columns) == missing


def test_a_trial_reads_as_the_import_does(tmp_path):
    rows = [
        ["ann", BARE, "hi"],
        ["", BARE, "no author"],
        ["ann", "soon", "no time"],
        ["bob", BARE, "RT @ann: hi"],
    ]
    entry = csv(*rows, fields=["wer", "wann", "was"])
    seen = preview(entry)
    options = seen.options({"profile": ("wer",), "time": ("wann",), "text": ("was",)}, "Europe/Berlin")
    tried = trial(seen, options)
    assert [(r.number, r.account, r.kind, bool(r.refused)) for r in tried.rows] == [
        (1, "ann", "original", False),
        (2, "", "", True),
        (3, "ann", "", True),
        (4, "bob", "repost", False),
    ]
    assert tried.rows[0].time == "2024-03-01 09:00:00"
    assert (tried.n_kept, tried.n_rows) == (2, 4)
    report = bring(tmp_path, entry, options=Options(ReadOptions(), {seen.header: options}))
    assert (report.kept, report.refused) == (tried.n_kept, tried.n_rows - tried.n_kept)


def test_columns_joined_for_the_profile_make_a_profile_each():
    seen = preview(csv(["ann", "2019", ZONED], ["ann", "2021", ZONED], fields=["wer", "wo", "wann"]))
    tried = trial(seen, seen.options({"profile": ("wer", "wo"), "time": ("wann",)}))
    assert [row.account for row in tried.rows] == ["ann+2019", "ann+2021"]


def test_a_trial_without_who_or_when_is_refused():
    seen = preview(STRANGE)
    with pytest.raises(MappingError, match="no known column says the time"):
        trial(seen, seen.options({"profile": ("wer",)}))


def test_lines_with_too_many_cells_are_refused_in_their_place():
    seen = preview(from_bytes("a.csv", b"wer,wann\nann,2024-03-01T10:00Z\na,b,c\nbob,2024-03-01T10:00Z\n"))
    tried = trial(seen, seen.options({"profile": ("wer",), "time": ("wann",)}))
    assert [(row.number, row.account, bool(row.refused)) for row in tried.rows] == [
        (1, "ann", False),
        (2, "", True),
        (3, "bob", False),
    ]


# Times


def of_times(*values):
    return preview(csv(*[["ann", value] for value in values], fields=["wer", "wann"]))


@pytest.mark.parametrize(
    ("values", "asks_zone", "asks_order", "order", "is_epoch"),
    [
        ([ZONED], False, False, None, False),
        ([BARE], True, False, None, False),
        ([ZONED, BARE], True, False, None, False),
        (["1709287200"], False, False, None, True),
        (["1709287200000"], False, False, None, True),
        (["03/04/2024 10:00"], True, True, None, False),
        (["03/04/2024 10:00", "25/04/2024 10:00"], True, True, "day", False),
        (["03/04/2024", "04/25/2024"], True, True, "month", False),
        (["03/25/2024", "25/03/2024"], True, True, None, False),
        (["soon"], False, False, None, False),
        ([""], False, False, None, False),
    ],
)
def test_what_times_leave_open_is_asked(values, asks_zone, asks_order, order, is_epoch):
    found = times(of_times(*values), "wann")
    assert (found.asks_zone, found.asks_order, found.order, found.is_epoch) == (
        asks_zone,
        asks_order,
        order,
        is_epoch,
    )


def test_examples_show_what_becomes_of_times():
    seen = of_times("1709287200", "2024-01-02 03:04", "03/04/2024")
    assert times(seen, "wann").examples == (
        ("1709287200", "2024-03-01 10:00:00"),
        ("2024-01-02 03:04", NO_ZONE),
        ("03/04/2024", AMBIGUOUS),
    )
    assert times(seen, "wann", "UTC", "month").examples[1:] == (
        ("2024-01-02 03:04", "2024-01-02 03:04:00"),
        ("03/04/2024", "2024-03-04 00:00:00"),
    )


@given(st.datetimes(datetime(2006, 3, 21), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_a_told_order_reads_a_date_as_it_was_written(moment):
    for order, form in (
        ("day", "{0.day}.{0.month}.{0.year} {0.hour}:{0:%M}"),
        ("month", "{0:%m/%d/%Y}, {0:%H:%M}"),
    ):
        ((_, read),) = times(of_times(form.format(moment)), "wann", "UTC", order).examples
        assert read == moment.strftime("%Y-%m-%d %H:%M:00")


@pytest.mark.parametrize(
    ("written", "order", "read"),
    [
        ("3/4/24 9:05", "month", "2024-03-04 09:05:00"),
        ("31.12.2023 23:59:59", "day", "2023-12-31 23:59:59"),
        ("12/31/2023 1:05 PM", "month", "2023-12-31 13:05:00"),
        ("31/12/2023 10:00 +02:00", "day", "2023-12-31 08:00:00"),
        ("2024-04-03 10:00", "day", "2024-04-03 10:00:00"),
    ],
)
def test_dates_by_a_told_order(written, order, read):
    assert times(of_times(written), "wann", "UTC", order).examples == ((written, read),)


def test_a_date_that_the_told_order_does_not_allow_is_refused():
    ((_, why),) = times(of_times("04/25/2024"), "wann", "UTC", "day").examples
    assert "cannot be read" in why


def test_an_order_that_is_none_is_refused():
    with pytest.raises(ParameterError, match="day or month"):
        ReadOptions(date_order="year")


# The reader of tables takes what the map is of


def test_a_map_that_names_the_columns_of_a_file_calls_for_the_reader_of_tables(tmp_path):
    entry = csv(
        ["o1", "7000001", "1", "1709287200"],
        fields=["object_id", "account_id", "content_id", "timestamp_share"],
    )
    assert recognise(entry).name == "coortweet"
    told = ReadOptions.parse(["profile=account_id", "time=timestamp_share", "text=object_id"])
    assert recognise(entry, told).name == "table"
    assert recognise(entry, ReadOptions.parse(["profile=somebody"])).name == "coortweet"
    assert recognise(entry, ReadOptions(zone="UTC")).name == "coortweet"
    assert bring(tmp_path, entry, options=told).files[0].source == "table"


def test_a_map_of_a_parquet_file_counts_too():
    entry = parquet({"object_id": ["o"], "account_id": ["a"], "content_id": ["c"], "timestamp_share": [1]})
    assert recognise(entry).name == "coortweet"
    assert recognise(entry, ReadOptions.parse(["profile=account_id"])).name == "table"


def test_tables_of_one_import_are_read_each_by_its_header(tmp_path):
    other = csv(["05/03/2024", "bob", "ho"], fields=["d", "u", "m"], name="b.csv")
    skipped = csv(["1", "2"], fields=["colour", "size"], name="c.csv")
    known = from_bytes("d.csv", table(row(1, "carla")))
    a, b, c = (preview(entry) for entry in (STRANGE, other, skipped))
    by_header = {
        a.header: a.options({"profile": ("wer",), "time": ("wann",), "text": ("was",)}, "UTC"),
        b.header: b.options({"profile": ("u",), "time": ("d",), "text": ("m",)}, "UTC", "month"),
        c.header: None,
    }
    report = bring(tmp_path, STRANGE, other, skipped, known, options=Options(ReadOptions(), by_header))
    assert [(file.name, file.skipped) for file in report.files if file.skipped] == [
        ("c.csv", "it was left out, as you asked")
    ]
    profiles = Workspace(tmp_path).profiles.set_index("handle")["first"].dt.strftime("%Y-%m-%d")
    assert profiles.to_dict() == {"ann": "2024-03-01", "bob": "2024-05-03", "carla": "2024-03-01"}


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.txt", "a", "a.tsv"]))
def test_any_bytes_are_previewed_or_refused(data, name):
    entry = from_bytes(name, data)
    needs_mapping(entry)
    try:
        seen = preview(entry)
    except FormatError:
        return
    assert set(seen.guesses) <= set(KNOWN)
    assert all(len(cells) == len(seen.names) for cells in seen.rows)
