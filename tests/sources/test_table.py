"""Tables: any column names and types, row by row, and what cannot be read is said with its row."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DoppelscopeError, FormatError, MappingError, ParameterError
from core.schema import POSTS
from core.sources import delimited as delimited_module
from core.sources import recognise
from core.sources import sheet as sheet_module
from core.sources.author import NO_AUTHOR, ROUNDED, TOO_LONG
from core.sources.column import KNOWN, columns_of
from core.sources.delimited import UNCLOSED
from core.sources.entries import expand, from_bytes, from_path
from core.sources.moment import NO_ZONE, UNREADABLE
from core.sources.options import ReadOptions
from tests.corpus import FIELDS, row, table
from tests.strategies import HOSTILE, handles, texts

TIME = "2024-03-01T10:00:00Z"


class Read:
    """What became of a table: all batches together."""

    def __init__(self, entry, maps=(), zone=None):
        source = recognise(entry)
        assert source is not None
        assert source.name == "table"
        batches = list(source.read(entry, ReadOptions.parse(maps, zone)))
        assert all(batch.posts.schema == POSTS for batch in batches)
        self.posts = [row for batch in batches for row in batch.posts.to_pylist()]
        self.profiles = {row["key"]: row for batch in batches for row in batch.profiles.to_pylist()}
        self.identities = {tuple(row.values()) for batch in batches for row in batch.identities.to_pylist()}
        self.refused = [(r.place, r.reason) for batch in batches for r in batch.refusals]
        self.n_rows = sum(batch.n_rows for batch in batches)
        assert self.n_rows == len(self.posts) + len(self.refused)

    def column(self, name):
        return [post[name] for post in self.posts]


def csv(data, *maps, zone=None, name="a.csv"):
    return Read(from_bytes(name, data), maps, zone)


def parquet(columns, *maps, zone=None, schema=None):
    found = columns if isinstance(columns, pa.Table) else pa.table(columns, schema=schema)
    buffer = io.BytesIO()
    pq.write_table(found, buffer)
    return Read(from_bytes("a.parquet", buffer.getvalue()), maps, zone)


def one(**columns):
    """Read a Parquet file of one row, its columns given as arrays or values."""
    given = {"screen_name": "ann", "created_at": TIME, **columns}
    return parquet({n: v if isinstance(v, pa.Array) else pa.array([v]) for n, v in given.items()})


# What delimited text looks like


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_any_usual_delimiter_and_encoding_is_read(delimiter, encoding):
    data = table(
        row(1, "عائشة", text="caf\u00e9, 👩\u200d👧"), row(2), delimiter=delimiter, encoding=encoding
    )
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    read = csv(data)
    assert read.column("profile") == ["x:@عائشة", "x:@ann"]
    assert read.column("text") == ["caf\u00e9, 👩\u200d👧", "post 2 here"]
    assert read.refused == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system_and_blank_ones_do_not_count(end):
    data = table(row(1), row(2, created_at="x")).decode().replace("\r\n", end + end).encode()
    read = csv(data)
    assert read.column("post_id") == ["1"]
    assert read.refused == [("row 2", UNREADABLE)]


@given(st.lists(st.tuples(handles, texts), max_size=6), st.sampled_from([",", ";", "\t", "|"]))
def test_every_text_comes_back_as_it_was_written(cells, delimiter):
    rows = [row(n, who, text=said or "") for n, (who, said) in enumerate(cells)]
    read = csv(table(*rows, delimiter=delimiter))
    assert read.refused == []
    assert read.column("text") == [said or None for _, said in cells]


def test_hostile_texts_are_kept_and_nothing_is_made_of_them():
    read = csv(table(*(row(n, text=said) for n, said in enumerate(HOSTILE))))
    assert read.column("text") == list(HOSTILE)


def test_a_cell_that_is_not_utf_8_costs_its_row_alone():
    data = table(row(1), row(2, text="caf\u00e9"), row(3), encoding="latin-1")
    read = csv(data)
    assert read.column("post_id") == ["1", "3"]
    assert read.refused == [("row 2", "its column text is not UTF-8 text; save the table in UTF-8")]


def test_a_line_that_is_neither_whole_nor_utf_8_costs_itself_alone():
    read = csv(table(row(1), ["caf\u00e9"], row(3, text="\u00e9"), row(4), encoding="latin-1"))
    assert read.column("post_id") == ["1", "4"]
    assert [place for place, _ in read.refused] == ["row 2", "row 3"]


def test_a_column_nobody_reads_may_hold_any_bytes():
    data = table([*row(1), "caf\u00e9"], fields=[*FIELDS, "caf\u00e9"], encoding="latin-1")
    assert csv(data).column("post_id") == ["1"]


def test_a_bad_line_among_many_costs_only_itself_and_is_named_by_its_row():
    rows = [row(n) for n in range(1, 11)]
    rows[1], rows[4], rows[6] = ["only", "two"], row(5, created_at="no time"), [*row(7), "one", "too", "many"]
    read = csv(table(*rows))
    assert read.column("post_id") == ["1", "3", "4", "6", "8", "9", "10"]
    assert read.refused == [
        ("row 2", "it has 2 columns, the header 4"),
        ("row 5", UNREADABLE),
        ("row 7", "it has 7 columns, the header 4"),
    ]


def test_rows_keep_their_numbers_over_many_blocks(monkeypatch):
    monkeypatch.setattr(delimited_module, "_BLOCK_BYTES", 2048)
    rows = [row(n) if n % 97 else ["short"] for n in range(1, 1001)]
    rows[499] = row(500, created_at="no time")
    read = csv(table(*rows))
    assert sorted(int(place.removeprefix("row ")) for place, _ in read.refused) == sorted(
        [*range(97, 1001, 97), 500]
    )
    assert read.column("post_id") == [str(n) for n in range(1, 1001) if n % 97 and n != 500]


def test_lines_lost_at_the_end_or_without_any_other_are_still_counted():
    assert csv(table(row(1), ["short"])).refused == [("row 2", "it has 1 columns, the header 4")]
    read = csv(table(["short"], ["short"]))
    assert (read.posts, len(read.refused)) == ([], 2)


def test_a_quotation_mark_that_is_never_closed_is_told():
    data = table(row(1), row(2), row(3)).replace(b"post 2 here", b'"post 2 here')
    read = csv(data)
    assert read.column("post_id") == ["1"]
    assert read.refused == [("row 2", UNCLOSED)]


def test_a_quotation_mark_left_open_before_the_last_column_is_told():
    data = table(row(1), row(2), row(3)).replace(b"\n2,ann", b'\n2,"ann')
    read = csv(data)
    assert read.column("post_id") == ["1"]
    assert read.refused[0][1].endswith(UNCLOSED)


def test_a_last_text_of_two_lines_is_no_open_quotation():
    assert csv(table(row(1), row(2, text='two\nlines, one "mark" more'))).column("post_id") == ["1", "2"]


def test_a_file_cut_in_the_middle_of_utf_16_keeps_its_whole_rows():
    read = csv(table(row(1), row(2), encoding="utf-16")[:-23])
    assert read.column("post_id")[0] == "1"


@pytest.mark.parametrize("tail", [b"", b"\n", b"\r\n\r\n"])
def test_a_table_without_rows_has_no_posts(tail):
    assert csv(table().strip() + tail).posts == []


def test_a_cell_of_ten_megabytes_is_a_text():
    assert csv(table(row(1, text="x" * 10_000_000), row(2))).column("post_id") == ["1", "2"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "a.csv is empty"),
        (b"\n\n \n", "names no columns"),
        (b"z" * 300_000 + b",created_at\n", "names no columns"),
        (
            b"a,b\n1,2\n",
            "no known column says the profile or the time; name the columns that do",
        ),
        (
            b"screen_name,text\na,b\n",
            "no known column says the time; name the column that does. Columns: screen_name, text",
        ),
    ],
)
def test_a_file_of_which_nothing_can_be_read_says_why(data, said):
    with pytest.raises((FormatError, MappingError), match=said):
        csv(data)


# Which column is which


def test_headers_may_have_any_case_and_blanks_around():
    assert csv(table(row(1), fields=[" ID ", "Screen_Name", "CREATED_AT ", "Text"])).column("post_id") == [
        "1"
    ]


def test_of_two_columns_of_one_name_the_first_counts():
    data = table([*row(1), "other"], fields=[*FIELDS, "text"])
    assert csv(data).column("text") == ["post 1 here"]
    both = pa.table(
        [pa.array([v]) for v in ("ann", TIME, "one", "two")],
        names=["screen_name", "created_at", "text", "text"],
    )
    assert parquet(both).column("text") == ["one"]


def test_a_column_map_names_what_is_unknown():
    data = table(["ann", TIME, "hi"], fields=["wer", "wann", "was"])
    read = csv(data, "profile=wer", "time=wann", "text=was")
    assert (read.column("profile"), read.column("text")) == (["x:@ann"], ["hi"])


def test_a_column_told_for_one_field_is_not_guessed_for_another():
    assert columns_of(["screen_name", "created_at", "text"], {"bio": ("text",)}) == {
        "profile": ("screen_name",),
        "time": ("created_at",),
        "bio": ("text",),
    }


@pytest.mark.parametrize(
    ("maps", "said"),
    [
        (["prfile=a"], "the column map names 'prfile'; the fields are profile"),
        (["text=a+b"], "only profile may join columns, not text"),
        (["text"], "reads field=column"),
        (["text="], "reads field=column"),
        (["=a"], "reads field=column"),
        (["profile=a+"], "reads field=column"),
        (["text=a", "text=b"], "names text twice"),
    ],
)
def test_a_column_map_that_fits_no_table_is_refused_at_once(maps, said):
    with pytest.raises(MappingError, match=said):
        ReadOptions.parse(maps)


def test_a_map_to_a_column_that_is_not_there_lists_those_that_are():
    with pytest.raises(MappingError, match="the table has no column words; it has id, screen_name"):
        csv(table(row(1)), "text=words")


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", "Europe", "UTC\x00", "\ud800", "x" * 999])
def test_a_zone_that_does_not_exist_is_refused_at_once(zone):
    with pytest.raises(ParameterError, match="write one like Europe/Berlin or UTC"):
        ReadOptions.parse(zone=zone)


def test_options_that_read_alike_have_one_signature():
    one, other = ReadOptions.parse(["profile=a+b", "text=c"]), ReadOptions.parse(["text=c", "profile=a+b"])
    assert one.signature == other.signature
    assert one.signature != ReadOptions.parse(["profile=a+b", "text=c"], "UTC").signature


# Who posted


def test_two_captures_of_one_account_never_merge():
    rows = [["Ann", "7", year, TIME, "@ann and @bob"] for year in ("2019", "2021")]
    data = table(*rows, fields=["screen_name", "author_id", "capture", "created_at", "text"])
    read = csv(data, "profile=screen_name+capture")
    assert read.column("profile") == ["x:@ann+2019", "x:@ann+2021"]
    for key in read.column("profile"):
        assert read.profiles[key]["account"] == "x:7"
        assert read.profiles[key]["user_id"] is None
    assert read.identities == {("x", "7", "ann")}


def test_a_capture_given_as_a_number_reads_alike_from_any_file():
    columns = {"screen_name": ["ann"], "created_at": [TIME], "capture": pa.array([2019.0])}
    assert parquet(columns, "profile=screen_name+capture").column("profile") == ["x:@ann+2019"]


def test_a_row_without_every_part_of_a_joined_name_has_no_author():
    data = table(["ann", "", TIME], fields=["screen_name", "capture", "created_at"])
    assert csv(data, "profile=screen_name+capture").refused == [("row 1", NO_AUTHOR)]


@pytest.mark.parametrize("who", ["", " ", "@", "\u202e"])
def test_a_post_without_an_author_is_refused(who):
    assert csv(table(row(1, who), row(2))).refused == [("row 1", NO_AUTHOR)]


def test_a_name_longer_than_any_platform_allows_is_refused():
    assert csv(table(row(1, "a" * 10_000), row(2))).refused == [("row 1", TOO_LONG)]


def test_id_and_handle_seen_together_are_one_user():
    read = one(author_id="12", screen_name="@Ann")
    assert read.column("profile") == ["x:12"]
    assert read.identities == {("x", "12", "ann")}
    assert (read.profiles["x:12"]["handle"], read.profiles["x:12"]["user_id"]) == ("Ann", "12")


def test_a_handle_in_a_column_of_ids_is_a_handle():
    assert csv(table(["@Ann", TIME], fields=["author_id", "created_at"])).column("profile") == ["x:@ann"]


@pytest.mark.parametrize(
    ("platform", "key"),
    [
        ("Twitter", "x:@ann"),
        ("X", "x:@ann"),
        ("", "x:@ann"),
        (None, "x:@ann"),
        ("Mastodon", "mastodon:@ann"),
        (" blue:sky\n", "bluesky:@ann"),
        ("\u202e!", "x:@ann"),
    ],
)
def test_a_platform_has_one_name_however_it_is_written(platform, key):
    assert one(platform=pa.array([platform], pa.string())).column("profile") == [key]


def test_what_is_known_of_a_profile_is_kept():
    read = one(name="Ann", bio="=1+1", followers="12", friends_count=-3, account_created_at="2010-05-06")
    (profile,) = read.profiles.values()
    assert [profile[n] for n in ("name", "bio", "followers", "following")] == ["Ann", "=1+1", 12, None]
    assert profile["created"] == datetime(2010, 5, 6, tzinfo=UTC)


# Numbers that were rounded on their way


@pytest.mark.parametrize("rounded", ["1.23457E+17", "1,23457E+17", "123456789012345680.0"])
def test_an_id_that_a_spreadsheet_rounded_is_no_id(rounded):
    read = csv(table(row(1, id=rounded), row(2, id=rounded)))
    assert read.column("post_id") == [None, None]


def test_an_author_of_whom_only_a_rounded_id_is_known_is_refused():
    data = table(["1.23457E+17", TIME], ["12.0", TIME], fields=["author_id", "created_at"])
    read = csv(data)
    assert read.column("profile") == ["x:12"]
    assert read.refused == [("row 1", ROUNDED)]


def test_ids_as_floating_point_are_kept_while_they_are_exact():
    ids = pa.array([813286.0, 1.2345678901234568e18, 1.5, None, float("nan"), float("inf"), -1e400])
    n = len(ids)
    read = parquet({"screen_name": ["ann"] * n, "created_at": [TIME] * n, "tweet_id": ids})
    assert read.column("post_id") == ["813286", None, None, None, None, None, None]


def test_a_handle_that_looks_like_a_number_is_a_handle():
    assert csv(table(row(1, "1e5"))).column("profile") == ["x:@1e5"]


# What a post is


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({}, "original"),
        ({"is_retweet": "True"}, "repost"),
        ({"is_retweet": "0", "is_reply": "1"}, "reply"),
        ({"is_reply": "yes", "is_quote": "t"}, "reply"),
        ({"is_quote": "TRUE"}, "quote"),
        ({"rt_user": "bob"}, "repost"),
        ({"reply_user": "bob"}, "reply"),
        ({"quote_user": "bob"}, "quote"),
        ({"text": "RT @bob: hello"}, "repost"),
        ({"text": "RT @bob: hello", "is_retweet": "false"}, "original"),
        ({"kind": "Retweet"}, "repost"),
        ({"kind": "replied_to"}, "reply"),
        ({"kind": "nonsense", "rt_user": "bob"}, "repost"),
    ],
)
def test_a_post_is_what_it_says_else_what_its_flags_say_else_whom_it_names(cells, kind):
    columns = {"screen_name": "ann", "created_at": TIME, **cells}
    assert csv(table([*columns.values()], fields=[*columns])).column("kind") == [kind]


def test_a_post_that_answers_and_quotes_is_a_reply_with_what_it_quotes():
    (post,) = one(
        is_reply=True,
        is_quote=True,
        reply_user="bob",
        quote_user="cy",
        quoted_status_id="9",
        is_retweet=False,
    ).posts
    assert [post[n] for n in ("kind", "ref_author", "quoted_author", "quoted_id")] == [
        "reply",
        "x:@bob",
        "x:@cy",
        "9",
    ]


def test_a_repost_names_its_author_by_column_or_by_its_text():
    assert one(is_retweet=True, rt_user="Bob", text="RT @cy: x").column("ref_author") == ["x:@bob"]
    assert one(is_retweet=True, text="RT @Cy: x").column("ref_author") == ["x:@cy"]


def test_an_original_refers_to_nobody_whatever_its_cells_say():
    (post,) = one(
        is_retweet=False, is_reply=False, is_quote=False, rt_user="bob", reply_user="cy", ref_id="1"
    ).posts
    assert [post[n] for n in ("ref_author", "ref_id", "quoted_author")] == [None, None, None]


def test_mentions_hashtags_and_links_come_from_the_text_where_no_column_has_them():
    (post,) = one(text="@Bob @bob &amp;#39; #Vote https://a.example/x,y @12345").posts
    assert post["mentions"] == ["x:@bob", "x:@12345"]
    assert (post["hashtags"], post["links"]) == (["Vote"], ["https://a.example/x,y"])


@pytest.mark.parametrize(
    "cell",
    [
        "['Bob', '@cy', 'd_1']",
        "Bob;@cy;d_1",
        "Bob @cy  d_1",
        '["Bob","cy",d_1]',
        "Bob|cy|d_1|",
    ],
)
def test_a_list_may_be_written_in_many_ways(cell):
    data = table(["ann", TIME, cell, "@nobody"], fields=["screen_name", "created_at", "mentions", "text"])
    assert csv(data).column("mentions") == [["x:@bob", "x:@cy", "x:@d_1"]]


@pytest.mark.parametrize(
    "cell",
    [
        "https://a.example/x,y;z https://b.example/",
        "['https://a.example/x,y;z', 'https://b.example/']",
        "https://a.example/x,y;z,https://b.example/",
    ],
)
def test_links_in_a_cell_keep_their_commas(cell):
    data = table(["ann", TIME, cell], fields=["screen_name", "created_at", "urls"])
    assert csv(data).column("links") == [["https://a.example/x,y;z", "https://b.example/"]]


@pytest.mark.parametrize(
    ("lists", "kind"),
    [
        ([["bob", None, "", "cy"]], pa.list_(pa.string())),
        ([["bob", "cy"]], pa.large_list(pa.large_string())),
        ([["bob", "cy"]], pa.list_(pa.string(), 2)),
        ([["bob", "cy"]], pa.list_(pa.dictionary(pa.int8(), pa.string()))),
        ([[b"bob", b"cy"]], pa.list_(pa.binary())),
    ],
)
def test_a_list_column_of_any_kind_is_read(lists, kind):
    assert one(mentions=pa.array(lists, kind)).column("mentions") == [["x:@bob", "x:@cy"]]


def test_a_list_of_numbers_is_a_list_of_ids():
    assert one(mentions=pa.array([[813286, None, 12345]])).column("mentions") == [["x:813286", "x:12345"]]


def test_a_number_among_handles_is_a_handle_and_among_ids_an_id():
    """Both occur: ``@08181`` is called so, and the archives of one platform list mentions by id."""
    (post,) = one(mentions=pa.array([["ann", "bob", "1234567", "1234567890123456789"]])).posts
    assert post["mentions"] == ["x:@ann", "x:@bob", "x:@1234567", "x:1234567890123456789"]
    (post,) = one(
        mentions=pa.array([["1234567", "7654321", "3f2a"]]), in_reply_to_userid="813286", is_reply=True
    ).posts
    assert post["mentions"] == ["x:1234567", "x:7654321", "x:@3f2a"]
    assert post["ref_author"] == "x:813286"
    assert one(mentions=pa.array([["08181"]])).column("mentions") == [["x:@08181"]]


def test_a_missing_list_is_an_empty_one():
    assert one(mentions=pa.array([None], pa.list_(pa.string())), text="@bob").column("mentions") == [[]]


def test_bytes_in_a_list_that_are_not_utf_8_cost_their_row():
    columns = {
        "screen_name": ["a", "b"],
        "created_at": [TIME] * 2,
        "hashtags": pa.array([[b"\xff"], [b"ok"]]),
    }
    read = parquet(columns)
    assert read.column("hashtags") == [["ok"]]
    assert read.refused == [("row 1", "its column hashtags is not UTF-8 text; save the table in UTF-8")]


# Columns of any type


@pytest.mark.parametrize(
    ("cells", "likes"),
    [
        (pa.array([3, None, -1, 2**62], pa.int64()), [3, None, None, None]),
        (pa.array([3, 2**64 - 1], pa.uint64()), [3, None]),
        (pa.array([3.0, 2.6, float("nan"), float("inf"), -0.4, 1e300]), [3, 3, None, None, 0, None]),
        (pa.array(["3", "many", "", None, "1e400", "-5", "7.0"]), [3, None, None, None, None, None, 7]),
        (pa.array([Decimal("3.0"), None]), [3, None]),
        (pa.array([[3]]), [None]),
        (pa.array([datetime(2020, 1, 1)]), [None]),  # noqa: DTZ001
        (pa.array(["3", "4"]).dictionary_encode(), [3, 4]),
    ],
)
def test_a_count_is_a_whole_number_or_missing(cells, likes):
    n = len(cells)
    assert (
        parquet({"screen_name": ["a"] * n, "created_at": [TIME] * n, "likes": cells}).column("likes") == likes
    )


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([{"id": 1, "name": "ann"}]),
        pa.array([[{"text": "a"}]]),
        pa.array([[["a"]]]),
        pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
    ],
)
def test_a_column_of_structures_is_not_read(cells):
    read = one(text=cells, hashtags=cells, likes=cells, author=cells)
    assert (read.column("text"), read.column("hashtags"), read.column("likes")) == ([None], [[]], [None])
    with pytest.raises(MappingError, match="no known column says the profile"):
        parquet({"screen_name": cells, "created_at": [TIME]})


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (pa.array([12], pa.int8()), "12"),
        (pa.array([True]), "true"),
        (pa.array([date(2020, 1, 1)]), "2020-01-01"),
        (pa.array([Decimal("1.5")]), "1.5"),
        (pa.array([12.0]), "12"),
        (pa.array([float("nan")]), None),
        (pa.array([float("inf")]), None),
        (pa.array([None]), None),
        (pa.array(["hi"], pa.string_view()), "hi"),
        (pa.array([b"hi"], pa.binary(2)), "hi"),
        (pa.array(["hi"]).dictionary_encode(), "hi"),
        (pa.array([["hi"]]), "hi"),
        (pa.array([["hi", "ho"]]), None),
    ],
)
def test_a_text_may_stand_in_a_column_of_any_type(cells, shown):
    assert one(text=cells).column("text") == [shown]


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([datetime(2024, 3, 1, 10, tzinfo=UTC)]),
        pa.array([1709287200]),
        pa.array([1709287200000.0]),
        pa.array(["2024-03-01T10:00Z"]).dictionary_encode(),
        pa.array([b"2024-03-01T10:00Z"]),
    ],
)
def test_a_time_may_stand_in_a_column_of_any_type(cells):
    assert one(created_at=cells).column("time") == [datetime(2024, 3, 1, 10, tzinfo=UTC)]


def test_a_zone_less_timestamp_is_refused_unless_the_zone_is_told():
    cells = {"screen_name": ["ann"], "created_at": pa.array([datetime(2024, 3, 1, 12)])}  # noqa: DTZ001
    assert parquet(cells).refused == [("row 1", NO_ZONE)]
    read = parquet(cells, zone="Africa/Cairo")
    assert (read.column("time"), read.column("offset_minutes")) == (
        [datetime(2024, 3, 1, 10, tzinfo=UTC)],
        [120],
    )


def test_when_a_row_was_fetched_needs_no_zone_and_is_what_is_known_of_the_profile():
    read = one(fetched_at="2024-05-01 00:00")
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    assert read.column("fetched_at") == [moment]
    assert read.profiles["x:@ann"]["fetched_at"] == moment


def test_an_object_column_of_pandas_with_nan_handles_reads():
    frame = pd.DataFrame(
        {"screen_name": ["ann", np.nan, None], "created_at": [TIME] * 3, "text": [None, "a", "b"]}
    )
    read = parquet(pa.Table.from_pandas(frame))
    assert read.column("profile") == ["x:@ann"]
    assert [place for place, _ in read.refused] == ["row 2", "row 3"]


def test_rows_of_a_long_parquet_file_keep_their_numbers(monkeypatch):
    monkeypatch.setattr(sheet_module, "ROWS", 7)
    names = ["" if n % 10 == 0 else "ann" for n in range(1, 41)]
    read = parquet({"screen_name": names, "created_at": [TIME] * 40})
    assert read.refused == [(f"row {n}", NO_AUTHOR) for n in (10, 20, 30, 40)]


def test_a_parquet_file_within_a_zip_or_an_upload_reads_like_one_on_disk(tmp_path):
    pq.write_table(pa.table({"screen_name": ["ann"], "created_at": [TIME]}), tmp_path / "a.parquet")
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.parquet", "deep/a.parquet")
    (member,) = expand([tmp_path / "a.zip"], lambda *_: None)
    assert Read(member).posts == Read(from_path(tmp_path / "a.parquet")).posts
    assert len(Read(member).posts) == 1


@pytest.mark.parametrize("damage", [b"PAR1", b"PAR1" + b"x" * 50, b"PAR1" + b"\x00" * 40 + b"PAR1"])
def test_a_damaged_parquet_file_is_refused_with_its_name(damage):
    with pytest.raises(FormatError, match=r"a\.parquet is not a readable Parquet file"):
        Read(from_bytes("a.parquet", damage))


@given(st.data())
def test_a_parquet_file_with_any_byte_changed_raises_nothing_but_our_errors(data):
    buffer = io.BytesIO()
    columns = {
        "screen_name": ["ann", "bob"],
        "created_at": [TIME] * 2,
        "text": ["a", "b"],
        "mentions": [["x"], []],
    }
    pq.write_table(pa.table(columns), buffer)
    whole = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        Read(from_bytes("a.parquet", bytes(whole)))
    except DoppelscopeError as error:
        assert str(error)  # noqa: PT017 — whether it raises is not the question, only what


@given(
    st.lists(st.sampled_from(sorted({name for names in KNOWN.values() for name in names})), max_size=8),
    st.data(),
)
def test_no_cells_under_any_header_raise_anything_but_our_errors(header, data):
    cell = st.one_of(
        texts.map(lambda text: text or ""), st.sampled_from([TIME, "ann", "12", "1e5", "true", "[]", "nan"])
    )
    rows = data.draw(st.lists(st.lists(cell, min_size=len(header), max_size=len(header)), max_size=4))
    try:
        csv(table(*rows, fields=["screen_name", "created_at", *header]))
    except DoppelscopeError as error:
        assert str(error)  # noqa: PT017


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_our_errors(data):
    try:
        csv(b"screen_name,created_at,text\n" + data)
    except DoppelscopeError as error:
        assert str(error)  # noqa: PT017


# What is no table


@pytest.mark.parametrize(
    "data", [b'{"screen_name": 1}', b"[1]", b"\x89PNG\r\n\x1a\n\x00\x00", b"hello world\n", b"\xff\xfe\x00"]
)
def test_what_is_no_table_is_left_to_others(data):
    assert (
        recognise(from_bytes("a.bin", data)) is None or recognise(from_bytes("a.bin", data)).name != "table"
    )


# The real data


@pytest.mark.parametrize(
    ("file", "maps", "n_profiles", "n_posts"),
    [
        ("celebrities_2017", [], 20, 52_542),
        ("singers", [], 15, 14_984),
        ("spanish_2018", [], 29, 59_248),
    ],
)
def test_real_timelines_are_recognised_without_a_map(real_data, file, maps, n_profiles, n_posts):
    read = Read(from_path(real_data / "timelines" / f"{file}.parquet"), maps)
    assert (len(read.profiles), len(read.posts), read.refused) == (n_profiles, n_posts, [])
    kinds = set(read.column("kind"))
    assert "original" in kinds


def test_real_rows_say_what_the_file_says(real_data):
    frame = pd.read_parquet(real_data / "timelines" / "spanish_2018.parquet").iloc[:8000]
    read = parquet(pa.Table.from_pandas(frame, preserve_index=False))
    assert read.column("time") == [t.to_pydatetime() for t in frame["created_at"]]
    assert read.column("text") == [text or None for text in frame["text"]]
    assert [kind == "repost" for kind in read.column("kind")] == frame["is_retweet"].fillna(
        value=False
    ).tolist()
    named = [[f"x:@{name.casefold()}" for name in names] for names in frame["mentions"]]
    assert read.column("mentions") == [list(dict.fromkeys(names)) for names in named]
