"""CooRTweet: who shared which object when; one post on several rows; its own data sets by count."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DoppelscopeError, FormatError, LimitError
from core.intake import import_items
from core.schema import POSTS
from core.sources import coortweet, discover, recognise
from core.sources.author import NO_AUTHOR
from core.sources.entries import from_bytes, from_path
from core.sources.moment import NO_TIME, UNREADABLE
from core.sources.options import ReadOptions
from core.workspace import Workspace
from tests.sources.reading import FOREIGN, identities, n_rows, posts, profiles, read, refusals, source_named
from tests.strategies import HOSTILE

HEADER = "object_id,account_id,content_id,timestamp_share"
EPOCH = 1_612_614_965
TIME = datetime(2021, 2, 6, 12, 36, 5, tzinfo=UTC)
WIDE = "account_id,post_id,url_id,hashtag_id,domain_id,phash_id,timestamp"


def table(*rows, header=HEADER):
    return "\n".join([header, *rows, ""]).encode()


def read_rows(*rows, **given):
    return read("coortweet", table(*rows, **given), name="shares.csv")


def parquet(columns):
    stream = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), stream)
    return stream.getvalue()


def shared(batches):
    return {(row["profile"], row["post_id"]): row["objects"] for row in posts(batches)}


def test_a_row_is_a_post_without_text_that_acts_on_an_object():
    batches = read_rows(f"7,11,101,{EPOCH}")
    (post,) = posts(batches)
    empty = dict.fromkeys(POSTS.names) | {name: [] for name in ("mentions", "hashtags", "links", "media")}
    assert post == empty | {
        "profile": "x:11",
        "post_id": "101",
        "time": TIME,
        "kind": "original",
        "objects": ["other:7"],
    }
    assert list(profiles(batches)) == ["x:11"]
    assert profiles(batches)["x:11"]["user_id"] == "11"
    assert profiles(batches)["x:11"]["handle"] is None
    assert identities(batches) == set()
    assert n_rows(batches) == 1


def test_rows_of_one_post_are_one_post_in_the_order_in_which_posts_came():
    batches = read_rows(
        f"a,1,10,{EPOCH}", f"b,2,20,{EPOCH}", f"c,1,10,{EPOCH}", f"a,1,10,{EPOCH}", f"a,2,10,{EPOCH}"
    )
    assert list(shared(batches).items()) == [
        (("x:1", "10"), ["other:a", "other:c"]),
        (("x:2", "20"), ["other:b"]),
        (("x:2", "10"), ["other:a"]),
    ]
    assert n_rows(batches) == 5


def test_rows_without_id_are_posts_of_their_own():
    batches = read_rows(f"a,1,,{EPOCH}", f"a,1,,{EPOCH}", f"b,1,5,{EPOCH}")
    assert [(row["post_id"], row["objects"]) for row in posts(batches)] == [
        (None, ["other:a"]),
        (None, ["other:a"]),
        ("5", ["other:b"]),
    ]


def test_a_row_without_object_acts_on_nothing():
    assert shared(read_rows(f",1,5,{EPOCH}")) == {("x:1", "5"): []}


def test_the_former_name_of_the_account_and_a_platform_are_known():
    data = table(
        f"telegram,a,1,5,{EPOCH}",
        f",a,2,6,{EPOCH}",
        header="platform,object_id,id_user,content_id,timestamp_share",
    )
    assert recognise(from_bytes("a.csv", data)).name == "coortweet"
    assert list(profiles(read("coortweet", data))) == ["telegram:1", "x:2"]


def test_clock_readings_are_utc_by_the_definition_of_coortweet():
    (post,) = posts(read_rows("a,1,5,2021-02-06 12:36:05"))
    assert post["time"] == TIME


def test_the_wide_table_names_objects_by_sort_and_platforms_by_the_account():
    batches = read_rows(
        f"fb_1,5,7,,8,,{EPOCH}",
        f"tw_1,5,,7,,9,{EPOCH}",
        f"tw_1,5,7,,,,{EPOCH}",
        f"2,6,,,,,{EPOCH}",
        header=WIDE,
    )
    assert shared(batches) == {
        ("facebook:fb_1", "5"): ["other:url:7", "other:domain:8"],
        ("x:tw_1", "5"): ["other:hashtag:7", "other:phash:9", "other:url:7"],
        ("x:2", "6"): [],
    }


def test_the_numbers_of_rows_that_pandas_and_r_add_are_no_column():
    for extra in ('""', "Unnamed: 0", "rownames"):
        data = table(f"1,a,1,5,{EPOCH}", header=f"{extra},{HEADER}")
        assert recognise(from_bytes("a.csv", data)).name == "coortweet"
        assert len(posts(read("coortweet", data))) == 1


def test_what_cannot_be_read_is_refused_with_its_row_and_the_rest_is_kept():
    batches = read_rows(f"a,,5,{EPOCH}", "a,1,5,", "a,1,5,soon", f"a,1,6,{EPOCH}", f"a,1,7,{EPOCH},9")
    assert [(r.place, r.reason) for r in refusals(batches)][:3] == [
        ("row 1", NO_AUTHOR),
        ("row 2", NO_TIME),
        ("row 3", UNREADABLE),
    ]
    assert refusals(batches)[3].place == "row 5"
    assert list(shared(batches)) == [("x:1", "6")]
    assert list(profiles(batches)) == ["x:1"]
    assert n_rows(batches) == 5


def test_a_table_without_rows_and_one_of_refused_rows_give_no_posts():
    assert posts(read_rows()) == []
    batches = read_rows("a,1,5,soon")
    assert (posts(batches), profiles(batches), n_rows(batches)) == ([], {}, 1)


def test_many_posts_come_in_batches_that_together_hold_each_once(monkeypatch):
    monkeypatch.setattr(coortweet, "_BATCH_POSTS", 10)
    rows = [f"{n % 7},{n % 3},{n % 25},{EPOCH + n % 25}" for n in range(200)]
    batches = read_rows(*rows)
    assert [len(batch.posts) for batch in batches] == [10] * 7 + [5]
    assert n_rows(batches) == 200
    expected = {}
    for row in rows:
        thing, account, content, _ = row.split(",")
        expected.setdefault((f"x:{account}", content), {})[f"other:{thing}"] = None
    assert {key: list(things) for key, things in expected.items()} == shared(batches)


def test_a_table_that_memory_could_not_hold_is_refused(monkeypatch):
    monkeypatch.setattr(coortweet, "_MAX_ROWS", 2)
    with pytest.raises(LimitError, match="split it"):
        read_rows(*[f"a,1,{n},{EPOCH}" for n in range(3)])


def test_a_parquet_file_of_any_column_types_says_the_same():
    plain = posts(read_rows(f"7,11,101,{EPOCH}", f"8,11,,{EPOCH}"))
    columns = {
        "object_id": [7, 8],
        "account_id": [11, 11],
        "content_id": [101, None],
        "timestamp_share": [EPOCH] * 2,
    }
    coded = columns | {name: pa.array(["11", "11"]).dictionary_encode() for name in ("account_id",)}
    large = columns | {"object_id": pa.array(["7", "8"], pa.large_string())}
    moments = columns | {"timestamp_share": pa.array([TIME, TIME], pa.timestamp("ms", "UTC"))}
    for form in (columns, coded, large, moments):
        entry = from_bytes("shares.parquet", parquet(form))
        source = recognise(entry)
        assert source.name == "coortweet"
        assert posts(list(source.read(entry, ReadOptions()))) == plain


@pytest.mark.parametrize(
    "header", [HEADER, HEADER.replace("account_id", "id_user"), WIDE, f"{HEADER},platform"]
)
def test_its_tables_are_claimed_and_no_other_source_claims_them_more(header):
    cells = [str(EPOCH) if name.startswith("timestamp") else "1" for name in header.split(",")]
    data = table(",".join(cells), header=header)
    scores = {source.name: source.sniff(data, "shares.csv") for source in discover()}
    assert max(scores, key=scores.__getitem__) == "coortweet"
    assert sorted(scores.values())[-2] < scores["coortweet"]


@pytest.mark.parametrize(
    "text",
    [
        *FOREIGN,
        "object_id,account_id,content_id\n1,2,3\n",
        f"{HEADER},text\n1,2,3,4,more than this reader would keep\n",
        "PAR1",
    ],
)
def test_what_is_no_such_table_is_not_claimed(text):
    entry = from_bytes("shares.csv", text.encode())
    assert source_named("coortweet").sureness(entry, text.encode()) == 0


def test_a_table_of_other_columns_is_refused_with_those_it_should_have():
    with pytest.raises(FormatError, match="timestamp_share"):
        read_rows("1,2", header="a,b")


# The real data


def test_the_russian_data_set_is_read_whole(real_data):
    path = real_data / "coordination" / "russian_coord_tweets.parquet"
    entry = from_path(path)
    source = recognise(entry)
    assert source.name == "coortweet"
    batches = list(source.read(entry, ReadOptions()))
    frame = pd.read_parquet(path)
    # counted beside: 35,125 rows of 9,509 accounts; 40 rows repeat a post, 39 of them with another object
    assert (len(frame), n_rows(batches), refusals(batches)) == (35_125, 35_125, [])
    assert (len(posts(batches)), len(profiles(batches))) == (35_085, 9_509)
    groups = frame.astype(str).groupby("content_id")
    things = {post: {f"other:{thing}" for thing in found} for post, found in groups["object_id"]}
    assert {row["post_id"]: set(row["objects"]) for row in posts(batches)} == things
    assert sum(map(len, things.values())) == 35_124
    times = groups["timestamp_share"].first().astype(int)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert all(row["time"] == epoch + timedelta(seconds=int(times[row["post_id"]])) for row in posts(batches))


def test_the_data_set_of_the_german_elections_is_read_whole(real_data):
    path = real_data / "coordination" / "german_elections.parquet"
    entry = from_path(path)
    source = recognise(entry)
    assert source.name == "coortweet"
    batches = list(source.read(entry, ReadOptions()))
    frame = pd.read_parquet(path)
    # counted beside: 194,323 posts with an id on 218,968 rows, 3 rows without one
    assert (len(frame), n_rows(batches), refusals(batches)) == (218_971, 218_971, [])
    assert sum(len(batch.posts) for batch in batches) == 194_326
    assert frame["post_id"].nunique() + frame["post_id"].isna().sum() == 194_326
    whole = pa.concat_tables([batch.posts for batch in batches])
    keys = frame["account_id"].str.replace("fb_", "facebook:fb_").str.replace("tw_", "x:tw_")
    assert sorted(profiles(batches)) == sorted(set(keys))
    assert set(whole["profile"].to_pylist()) == set(keys)
    for sort in ("url", "hashtag", "domain", "phash"):
        named = [thing for things in whole["objects"].to_pylist() for thing in things if f":{sort}:" in thing]
        distinct = frame.drop_duplicates(["account_id", "post_id", f"{sort}_id"])[f"{sort}_id"].dropna()
        assert sorted(named) == sorted(f"other:{sort}:{int(value)}" for value in distinct)


def test_the_accounts_of_the_influence_operation_stay_with_the_reader_of_tables(real_data):
    path = real_data / "coordination" / "ira_accounts.parquet"
    entry = from_path(path)
    source = recognise(entry)
    assert source.name == "table"
    frame = pd.read_parquet(path)
    rows, kinds, keys = 0, [], set()
    for batch in source.read(entry, ReadOptions()):
        assert batch.refusals == ()
        assert batch.posts["likes"].null_count == batch.posts.num_rows  # the file gives none
        rows += batch.n_rows
        kinds += batch.posts["kind"].to_pylist()
        keys |= set(batch.posts["profile"].to_pylist())
    assert (rows, len(kinds), len(keys)) == (245_412, 245_412, 120)
    # a spreadsheet has rounded the ids of 29 accounts to 13: these are told apart by their handles
    accounts = frame[["author_id", "screen_name"]].drop_duplicates().itertuples(index=False)
    assert keys == {f"x:@{h.casefold()}" if i.endswith("0" * 12) else f"x:{i}" for i, h in accounts}
    assert [kind == "repost" for kind in kinds] == frame["is_retweet"].tolist()


def test_an_import_of_shares_keeps_what_was_counted_and_a_second_adds_nothing(real_data, tmp_path):
    path = real_data / "coordination" / "russian_coord_tweets.parquet"
    workspace = Workspace(tmp_path / "workspace")
    first, second = (
        import_items(workspace, [path], ReadOptions(), now=datetime(2024, 1, n, tzinfo=UTC)) for n in (1, 2)
    )
    assert (first.rows, first.kept, first.refused, first.profiles) == (35_125, 35_085, 0, 9_509)
    assert (second.kept, second.refused) == (0, 0)
    busiest = pd.read_parquet(path)["account_id"].astype(str).value_counts()
    timeline = Workspace(tmp_path / "workspace").timeline(f"x:{busiest.index[0]}")
    assert len(timeline.posts) == busiest.iloc[0] == 250
    assert timeline.posts["text"].isna().all()


# Whatever may stand in a file

CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=',"'), max_size=6),
    st.sampled_from(["", "-1", "1e300", "9" * 400, str(EPOCH), "nan", "@", "x" * 300]),
)


def check(data, name):
    try:
        batches = read("coortweet", data, name=name)
    except DoppelscopeError:
        return
    kept = posts(batches)
    assert all(batch.posts.schema == POSTS for batch in batches)
    assert n_rows(batches) >= len(kept) + len(refusals(batches))
    assert {row["profile"] for row in kept} == set(profiles(batches))
    named = [(row["profile"], row["post_id"]) for row in kept if row["post_id"]]
    assert len(named) == len(set(named))
    assert all(thing.startswith("other:") for row in kept for thing in row["objects"])


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=6), st.integers(0, 3))
def test_no_cell_breaks_anything(rows, fixed):
    lines = [",".join((*row[:3], row[3] if n % 4 == fixed else str(EPOCH))) for n, row in enumerate(rows)]
    check(table(*lines), "shares.csv")


@given(st.lists(st.sampled_from([*HOSTILE, None, "", "1"]), max_size=5))
def test_no_text_breaks_a_parquet_file(values):
    column = pa.array(values, pa.string())
    times = pa.array(np.full(len(values), EPOCH))
    names = ("object_id", "account_id", "content_id")
    check(parquet(dict.fromkeys(names, column) | {"timestamp_share": times}), "shares.parquet")


@given(st.booleans(), st.integers(0, 10**6), st.binary(max_size=4))
def test_no_damaged_byte_breaks_anything(is_table, position, damage):
    columns = {"object_id": ["a"], "account_id": ["1"], "content_id": ["5"], "timestamp_share": [EPOCH]}
    data = table(f"a,1,5,{EPOCH}", f"b,1,5,{EPOCH}") if is_table else parquet(columns)
    position %= len(data)
    data = data[:position] + damage + data[position + 1 :]
    source_named("coortweet").sureness(from_bytes("a", data), data)
    check(data, "shares")
