"""X's archive of information operations: the published columns, hashed accounts, wrong rows, Parquet."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DoppelscopeError, FormatError
from core.model import KINDS
from core.schema import POSTS
from core.sources import discover, recognise
from core.sources.author import NO_AUTHOR, ROUNDED
from core.sources.entries import expand, from_bytes, from_path
from core.sources.moment import NO_TIME, UNREADABLE
from core.sources.options import ReadOptions
from tests.sources.reading import FOREIGN, identities, n_rows, posts, profiles, read, refusals, source_named
from tests.strategies import HOSTILE

HASH = "ygQRwhQRrh1+6N7J6IMFnzWgqUGimWqg0KZptLpxDY="
OTHER_HASH = "0OvJRirnL32w7blCoMRthk30yPlXapfIPFac4AbCdE0="
ACCOUNT = {
    "userid": HASH,
    "user_display_name": HASH,
    "user_screen_name": HASH,
    "user_reported_location": "Pond, nowhere",
    "user_profile_description": "ducks &amp; drakes",
    "user_profile_url": "",
    "follower_count": "17",
    "following_count": "23",
    "account_creation_date": "2016-12-04",
    "account_language": "en",
}
POST = ACCOUNT | {
    "tweetid": "898925911294132224",
    "tweet_language": "bn",
    "tweet_text": "R&amp;D @bob #Pond",
    "tweet_time": "2017-08-19 15:13",
    "tweet_client_name": "dlvr.it",
    "in_reply_to_userid": "",
    "in_reply_to_tweetid": "",
    "quoted_tweet_tweetid": "",
    "is_retweet": "False",
    "retweet_userid": "",
    "retweet_tweetid": "",
    "latitude": "absent",
    "longitude": "absent",
    "quote_count": "0.0",
    "reply_count": "1.0",
    "like_count": "5.0",
    "retweet_count": "3",
    "hashtags": "[Pond]",
    "urls": "['http://a.example/x', 'http://b.example/y']",
    "user_mentions": "[22]",
    "poll_choices": "",
}
REPOST = {
    "is_retweet": "True",
    "retweet_userid": "33",
    "retweet_tweetid": "7",
    "tweet_text": "RT @carol: hello @bob",
    "user_mentions": "[33, 22]",
}


def table(*rows, base=POST, delimiter=","):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(base), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(base | row for row in rows)
    return text.getvalue().encode()


def read_rows(*rows, **given):
    return read("x_operations", table(*rows, **given), name="tweets.csv")


def one(**row):
    (post,) = posts(read_rows(row))
    return post


def parquet(*rows, **types):
    frame = pd.DataFrame([POST | row for row in rows])
    for column, kind in types.items():
        frame[column] = kind(frame[column])
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame), stream, compression="none")
    return stream.getvalue()


def test_a_row_is_read_field_by_field():
    batches = read_rows({})
    (post,) = posts(batches)
    assert post == {
        "profile": f"x:{HASH}",
        "post_id": "898925911294132224",
        "time": datetime(2017, 8, 19, 15, 13, tzinfo=UTC),
        "offset_minutes": 0,
        "kind": "original",
        "text": "R&D @bob #Pond",
        "language": "bn",
        "client": "dlvr.it",
        "likes": 5,
        "reposts": 3,
        "replies": 1,
        "quotes": 0,
        "mentions": ["x:22"],
        "hashtags": ["Pond"],
        "links": ["http://a.example/x", "http://b.example/y"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": [],
        "objects": ["link:http://a.example/x", "link:http://b.example/y", "hashtag:pond"],
        "fetched_at": None,
    }
    assert n_rows(batches) == 1
    assert refusals(batches) == []


def test_a_hash_is_an_id_and_neither_handle_nor_name():
    batches = read_rows({})
    assert profiles(batches) == {
        f"x:{HASH}": {
            "key": f"x:{HASH}",
            "platform": "x",
            "user_id": HASH,
            "handle": None,
            "name": None,
            "bio": "ducks & drakes",
            "created": datetime(2016, 12, 4, tzinfo=UTC),
            "followers": 17,
            "following": 23,
            "account": None,
            "label": None,
            "fetched_at": None,
        }
    }
    assert identities(batches) == set()


def test_an_account_that_is_not_hashed_has_handle_and_name():
    batches = read_rows({"userid": "11", "user_screen_name": "Ann_Pond", "user_display_name": "Ann"})
    row = profiles(batches)["x:11"]
    assert (row["handle"], row["name"]) == ("Ann_Pond", "Ann")
    assert identities(batches) == {("x", "11", "ann_pond")}


def test_users_are_named_by_id_whether_hashed_short_or_long():
    post = one(in_reply_to_userid=OTHER_HASH, user_mentions=f"[12, {OTHER_HASH}, '813286', 12]")
    assert post["ref_author"] == f"x:{OTHER_HASH}"
    assert post["mentions"] == ["x:12", f"x:{OTHER_HASH}", "x:813286"]


def test_a_repost_names_its_original_and_takes_no_credit_for_it():
    post = one(**REPOST)
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("repost", "7", "x:33")
    assert post["text"] == "hello @bob"
    assert post["mentions"] == ["x:22"]
    assert [post[name] for name in ("likes", "reposts", "replies", "quotes")] == [None] * 4
    assert post["objects"][0] == "repost:x:7"


def test_a_repost_whose_author_is_not_given_names_whom_its_text_names():
    post = one(**REPOST | {"retweet_userid": ""})
    assert post["ref_author"] == "x:@carol"


def test_a_reply_names_post_and_author_answered():
    post = one(in_reply_to_userid="22", in_reply_to_tweetid="9")
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", "9", "x:22")
    assert one(in_reply_to_userid="22")["kind"] == "reply"


def test_a_quote_names_its_author_where_the_address_of_the_post_is_given():
    link = "https://twitter.com/Bob/status/9"
    post = one(quoted_tweet_tweetid="9", urls=f"[{link}, http://a.example]")
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("quote", "9", "x:@bob")
    assert post["links"] == ["http://a.example"]
    post = one(quoted_tweet_tweetid="9", urls="[]")
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("quote", "9", None)


def test_a_reply_that_quotes_is_a_reply_with_its_quote():
    post = one(quoted_tweet_tweetid="9", in_reply_to_tweetid="8", in_reply_to_userid="22")
    assert (post["kind"], post["ref_id"], post["quoted_id"]) == ("reply", "8", "9")


def test_a_count_that_is_not_given_is_missing_and_not_zero():
    assert one(like_count="")["likes"] is None
    assert one(like_count="nan")["likes"] is None
    assert one(like_count="0.0")["likes"] == 0
    without = {name: value for name, value in POST.items() if name != "like_count"}
    (post,) = posts(read_rows({}, base=without))
    assert (post["likes"], post["reposts"]) == (None, 3)


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_the_published_times_are_utc_whatever_the_analyst_names(zone):
    entry = from_bytes("tweets.csv", table({}))
    (batch,) = source_named("x_operations").read(entry, ReadOptions(zone=zone))
    assert batch.posts["time"].to_pylist() == [datetime(2017, 8, 19, 15, 13, tzinfo=UTC)]


def test_a_table_of_accounts_gives_profiles_without_posts():
    data = table({}, {"userid": ""}, base=ACCOUNT)
    source = recognise(from_bytes("users.csv", data))
    assert source.name == "x_operations"
    batches = list(source.read(from_bytes("users.csv", data), ReadOptions()))
    assert list(profiles(batches)) == [f"x:{HASH}"]
    assert posts(batches) == []
    assert [(r.place, r.reason) for r in refusals(batches)] == [("row 2", NO_AUTHOR)]
    assert n_rows(batches) == 2


def test_what_cannot_be_read_is_refused_with_its_row_and_the_rest_is_kept():
    rows = [
        {},
        {"userid": ""},
        {"userid": "1.23E+18"},
        {"tweet_time": ""},
        {"tweet_time": "yesterday"},
        {"tweetid": "5"},
    ]
    batches = read_rows(*rows)
    assert [(r.place, r.reason) for r in refusals(batches)] == [
        ("row 2", NO_AUTHOR),
        ("row 3", ROUNDED),
        ("row 4", NO_TIME),
        ("row 5", UNREADABLE),
    ]
    assert [post["post_id"] for post in posts(batches)] == [POST["tweetid"], "5"]
    assert n_rows(batches) == 6


def test_a_line_of_too_many_columns_and_one_that_is_not_utf_8_cost_only_themselves():
    data = table({}, {"tweet_text": "NOT UTF-8"}, {"tweetid": "5"})
    data = data.replace(b"NOT UTF-8", "é".encode("latin-1")) + b",".join([b"x"] * 40) + b"\n"
    batches = read("x_operations", data, name="tweets.csv")
    assert [post["post_id"] for post in posts(batches)] == [POST["tweetid"], "5"]
    (wrong, wide) = refusals(batches)
    assert (wrong.place, wide.place) == ("row 2", "row 4")
    assert "UTF-8" in wrong.reason
    assert "40 columns" in wide.reason
    assert n_rows(batches) == 4


def test_every_row_is_counted_once_over_many_batches():
    rows = [{"tweetid": str(n), "tweet_time": "" if n % 7 == 0 else "2017-08-19 15:13"} for n in range(5_003)]
    batches = read_rows(*rows)
    assert len(batches) > 2
    assert n_rows(batches) == 5_003
    assert len(posts(batches)) + len(refusals(batches)) == 5_003
    assert sum(len(batch.profiles) for batch in batches) == 1


def test_a_parquet_file_is_known_by_the_columns_at_its_end_and_read_like_the_table():
    # larger than the first look, so that its columns stand beyond it
    rows = [{"tweetid": str(n), "tweet_text": f"{n} " * 100} for n in range(600)]
    rows[1] |= REPOST
    data = parquet(*rows)
    assert len(data) > 2 * 64 * 1024
    entry = from_bytes("tweets.parquet", data)
    source = recognise(entry)
    assert source.name == "x_operations"
    assert posts(list(source.read(entry, ReadOptions()))) == posts(read_rows(*rows))


def test_a_parquet_file_of_other_types_says_the_same():
    typed = parquet(
        {"in_reply_to_userid": "22"},
        tweet_time=pd.to_datetime,
        like_count=pd.to_numeric,
        is_retweet=lambda column: column == "True",
        user_mentions=lambda column: [["22"]] * len(column),
        tweetid=pd.to_numeric,
    )
    assert posts(read("x_operations", typed, name="a.parquet")) == [one(in_reply_to_userid="22")]


def test_a_parquet_file_in_a_zip_and_on_disk_is_known_too(tmp_path):
    data = parquet(*({"tweetid": str(n)} for n in range(2_000)))
    (tmp_path / "a.parquet").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.parquet", data)
    for entry in (
        from_path(tmp_path / "a.parquet"),
        *expand([tmp_path / "a.zip"], lambda *_: pytest.fail("refused")),
    ):
        source = recognise(entry)
        assert source.name == "x_operations"
        assert len(posts(list(source.read(entry, ReadOptions())))) == 2_000


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("base", [POST, ACCOUNT])
def test_its_tables_are_claimed_and_no_other_source_claims_them_more(delimiter, base):
    data = table({}, base=base, delimiter=delimiter)
    scores = {source.name: source.sniff(data, "tweets.csv") for source in discover()}
    assert max(scores, key=scores.__getitem__) == "x_operations"
    assert sorted(scores.values())[-2] < scores["x_operations"]


@pytest.mark.parametrize("text", [*FOREIGN, "userid,tweet_time,tweet_text\n1,2020-01-01,hi\n", "PAR1"])
def test_what_is_no_such_table_is_not_claimed(text):
    entry = from_bytes("tweets.csv", text.encode())
    assert source_named("x_operations").sureness(entry, text.encode()) == 0


def test_another_parquet_file_stays_with_the_reader_of_tables():
    stream = io.BytesIO()
    pq.write_table(pa.table({"screen_name": ["ann"], "created_at": ["2020-01-01T00:00:00Z"]}), stream)
    assert recognise(from_bytes("a.parquet", stream.getvalue())).name == "table"


def test_a_table_of_other_columns_is_refused_with_those_it_should_have():
    with pytest.raises(FormatError, match="tweet_time"):
        read("x_operations", b"a,b\n1,2\n", name="tweets.csv")


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from([*HOSTILE, "", "1e999", "-1", "[[[", "NaN", "2017-13-45 99:99", "9" * 400, "True", HASH]),
)


def check(data, name):
    try:
        batches = read("x_operations", data, name=name)
    except DoppelscopeError:
        return
    for batch in batches:
        assert batch.posts.schema == POSTS
        assert batch.n_rows >= batch.posts.num_rows + len(batch.refusals)
    for row in posts(batches):
        assert row["profile"].startswith("x:")
        assert row["kind"] in KINDS
        assert row["profile"] in profiles(batches)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(POST)), CELLS, max_size=6), max_size=4))
def test_no_cell_breaks_anything(rows):
    check(table(*rows), "tweets.csv")
    check(parquet(*rows, {}), "tweets.parquet")


@given(st.sampled_from(["csv", "parquet"]), st.integers(0, 10**6), st.binary(max_size=4))
def test_no_damaged_byte_breaks_anything(form, position, damage):
    data = table({}, REPOST) if form == "csv" else parquet({}, REPOST)
    position %= len(data)
    data = data[:position] + damage + data[position + 1 :]
    source_named("x_operations").sureness(from_bytes("a", data), data)
    check(data, f"tweets.{form}")
