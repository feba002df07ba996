"""The account archive until 2019: scripts, table, whose they are, and days that are no times."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError
from core.intake import import_items
from core.sources import discover
from core.sources.entries import from_bytes
from core.sources.grailbird import DAY_ONLY, NOT_UTF8
from core.sources.options import ReadOptions
from core.workspace import Workspace
from tests.sources.reading import (
    FOREIGN,
    check_sound,
    identities,
    mutations,
    n_rows,
    posts,
    profiles,
    read,
    refusals,
    source_named,
)
from tests.strategies import HOSTILE

DETAILS = {
    "screen_name": "Ann_Pond",
    "location": "Pond",
    "full_name": "Ann",
    "bio": "ducks &amp; drakes",
    "id": "11",
    "created_at": "2009-01-28 00:35:35 +0000",
}
PAYLOAD = {"tweets": 3, "created_at": "2018-03-05 23:08:49 +0000", "lang": "en"}
MADE_AT = datetime(2018, 3, 5, 23, 8, 49, tzinfo=UTC)
ANN = {
    "name": "Ann",
    "screen_name": "Ann_Pond",
    "protected": False,
    "id_str": "11",
    "id": 11,
    "verified": False,
}
BOB = {"name": "Bob", "screen_name": "bob", "id_str": "22", "id": 22}
EMPTY = {"user_mentions": [], "media": [], "hashtags": [], "urls": []}
ID = 297014904374829057
FIRST_HEADER = [
    "tweet_id",
    "in_reply_to_status_id",
    "in_reply_to_user_id",
    "retweeted_status_id",
    "retweeted_status_user_id",
    "timestamp",
    "source",
    "text",
    "expanded_urls",
]
HEADER = [
    "tweet_id",
    "in_reply_to_status_id",
    "in_reply_to_user_id",
    "timestamp",
    "source",
    "text",
    "retweeted_status_id",
    "retweeted_status_user_id",
    "retweeted_status_timestamp",
    "expanded_urls",
]
MONTH = "a.zip/data/js/tweets/2013_01.js"


def tweet(number=1, text="hello", **more):
    return {
        "source": '<a href="http://tapbots.com" rel="nofollow">Tweetbot for iOS</a>',
        "entities": EMPTY,
        "geo": {},
        "id_str": str(ID + number),
        "text": text,
        "id": ID + number,
        "created_at": "2013-01-31 20:10:11 +0000",
        "user": ANN,
        **more,
    }


def month(*tweets, name="tweets_2013_01"):
    return f"Grailbird.data.{name} = \n {json.dumps(tweets, indent=2)}".encode()


def detail(value=DETAILS, name="user_details"):
    return f"var {name} =  {json.dumps(value, indent=2)}".encode()


def row(number=1, text="hello", **more):
    source = tweet()["source"]
    made = {
        "tweet_id": str(ID + number),
        "timestamp": "2013-01-31 20:10:11 +0000",
        "source": source,
        "text": text,
    }
    return dict.fromkeys(HEADER, "") | made | more


def table(*rows, header=HEADER):
    text = io.StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def beside(details=None, payload=None):
    files = {
        "user_details": details or detail(),
        "payload_details": payload or detail(PAYLOAD, "payload_details"),
    }
    return {f"a.zip/data/js/{name}.js": data for name, data in files.items()}


def read_month(*tweets, files=None, name=MONTH):
    return read("grailbird", month(*tweets), name=name, beside=beside() if files is None else files)


def read_table(*rows, files=None, name="a.zip/tweets.csv", header=HEADER):
    return read(
        "grailbird", table(*rows, header=header), name=name, beside=beside() if files is None else files
    )


def one(value):
    (post,) = posts(read_month(value))
    return post


# The scripts


def test_a_post_of_a_month_is_read_field_by_field():
    entities = EMPTY | {
        "user_mentions": [{"name": "Bob", "screen_name": "bob", "id_str": "22", "id": 22}],
        "hashtags": [{"text": "Pond"}],
        "urls": [
            {"url": "http://t.co/a", "expanded_url": "http://a.example/x", "display_url": "a.example/x"}
        ],
        "media": [{"id_str": "77", "type": "photo", "url": "http://t.co/b"}],
    }
    batches = read_month(tweet(text="R&amp;D @bob #Pond http://t.co/a http://t.co/b", entities=entities))
    (post,) = posts(batches)
    assert post | {"objects": None} == {
        "profile": "x:11",
        "post_id": str(ID + 1),
        "time": datetime(2013, 1, 31, 20, 10, 11, tzinfo=UTC),
        "offset_minutes": 0,
        "kind": "original",
        "text": "R&D @bob #Pond http://t.co/a http://t.co/b",
        "language": None,
        "client": "Tweetbot for iOS",
        "likes": None,
        "reposts": None,
        "replies": None,
        "quotes": None,
        "mentions": ["x:22"],
        "hashtags": ["Pond"],
        "links": ["http://a.example/x"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": ["3_77"],
        "objects": None,
        "fetched_at": MADE_AT,
    }
    assert profiles(batches)["x:11"] == {
        "key": "x:11",
        "platform": "x",
        "user_id": "11",
        "handle": "Ann_Pond",
        "name": "Ann",
        "bio": "ducks & drakes",
        "created": datetime(2009, 1, 28, 0, 35, 35, tzinfo=UTC),
        "followers": None,
        "following": None,
        "account": None,
        "label": None,
        "fetched_at": MADE_AT,
    }
    assert identities(batches) == {("x", "11", "ann_pond"), ("x", "22", "bob")}


def test_the_first_archives_wrote_times_as_the_api_does():
    post = one(tweet(created_at="Thu Jan 31 16:14:06 +0000 2013"))
    assert post["time"] == datetime(2013, 1, 31, 16, 14, 6, tzinfo=UTC)


def test_a_repost_holds_its_original_and_a_text_that_looks_like_one_does_not():
    original = tweet(7, "all of it", user=BOB)
    post = one(tweet(text="RT @bob: all…", retweeted_status=original))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("repost", str(ID + 7), "x:22")
    assert post["text"] == "all of it"
    assert one(tweet(text="RT @bob: by hand"))["kind"] == "original"


def test_a_reply_names_post_and_author_answered():
    answer = {
        "in_reply_to_status_id_str": "9",
        "in_reply_to_user_id_str": "22",
        "in_reply_to_screen_name": "bob",
    }
    post = one(tweet(**answer))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", "9", "x:22")


@pytest.mark.parametrize("tail", ["", " ", " http://t.co/p"])
def test_a_post_that_ends_in_the_address_of_a_post_quotes_it(tail):
    urls = [{"url": "http://t.co/q", "expanded_url": "https://twitter.com/Bob/status/9"}]
    entities = EMPTY | {"urls": urls, "media": [{"url": "http://t.co/p", "id_str": "1", "type": "photo"}]}
    post = one(tweet(text=f"look http://t.co/q{tail}", entities=entities))
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("quote", "9", "x:@bob")
    assert post["links"] == []
    within = one(tweet(text="http://t.co/q is wrong", entities=entities))
    assert (within["kind"], within["links"]) == ("original", ["https://twitter.com/Bob/status/9"])


def test_a_day_without_a_time_is_refused_rather_than_taken_for_midnight():
    day = {"created_at": "2007-03-30 00:00:00 +0000", "id_str": "15848571", "id": 15848571}
    last = {"created_at": "2010-11-04 00:00:00 +0000", "id_str": "29698640064"}
    batches = read_month(tweet(**day), tweet(**last), tweet())
    assert [(r.place, r.reason) for r in refusals(batches)] == [("post 1", DAY_ONLY), ("post 2", DAY_ONLY)]
    assert len(posts(batches)) == 1
    batches = read_table(row(tweet_id="15848571", timestamp="2007-03-30 00:00:00 +0000"), row())
    assert [(r.place, r.reason) for r in refusals(batches)] == [("row 1", DAY_ONLY)]


def test_a_post_of_midnight_is_kept_where_times_are_given():
    assert one(tweet(created_at="2013-01-31 00:00:00 +0000"))["time"].hour == 0
    early = {"id_str": "15848571", "created_at": "Fri Mar 30 00:00:00 +0000 2007"}
    assert one(tweet(**early))["time"] == datetime(2007, 3, 30, tzinfo=UTC)


def test_without_the_files_beside_it_a_post_still_names_its_author():
    (post,) = posts(read_month(tweet(), files={}))
    assert (post["profile"], post["fetched_at"]) == ("x:11", None)


def test_a_post_of_somebody_else_is_not_given_to_the_owner():
    batches = read_month(tweet(), tweet(2, user=BOB))
    assert [post["profile"] for post in posts(batches)] == ["x:11", "x:22"]
    assert profiles(batches)["x:22"]["bio"] is None


def test_a_post_that_names_nobody_beside_no_account_says_what_to_add():
    batches = read_month(tweet(user={}), {}, tweet(2), files={})
    assert [r.place for r in refusals(batches)] == ["post 1", "post 2"]
    assert "user_details.js" in refusals(batches)[0].reason
    assert [post["profile"] for post in posts(read_month(tweet(user=None)))] == ["x:11"]


def test_the_account_of_another_archive_is_not_taken():
    other = {"b.zip/data/js/user_details.js": detail(DETAILS | {"id": "33", "screen_name": "carol"})}
    assert posts(read_month(tweet(user=None), files=other)) == []
    (post,) = posts(read_month(tweet(user=None), files=other | beside()))
    assert post["profile"] == "x:11"


def test_two_accounts_thrown_together_name_nobody():
    files = beside() | {"a.zip/data/more/user_details.js": detail(DETAILS | {"id": "33"})}
    assert posts(read_month(tweet(user=None), files=files)) == []


@pytest.mark.parametrize(
    "broken",
    [b"var user_details = {", detail([]), detail({}), detail({"id": 5.5}), b"var payload_details = {}", b""],
)
def test_a_broken_account_file_is_as_good_as_none(broken):
    assert [p["profile"] for p in posts(read_month(tweet(), files=beside(details=broken or b" ")))] == [
        "x:11"
    ]
    with pytest.raises(FormatError, match=r"user_details\.js"):
        read_table(row(), files=beside(details=broken or b" "))


def test_the_account_file_gives_the_profile_itself():
    batches = read("grailbird", detail(), name="a.zip/data/js/user_details.js", beside=beside())
    assert profiles(batches)["x:11"]["name"] == "Ann"
    assert profiles(batches)["x:11"]["fetched_at"] == MADE_AT
    assert n_rows(batches) == 1
    (refusal,) = refusals(read("grailbird", detail({}), name="user_details.js"))
    assert "names no account" in refusal.reason


@pytest.mark.parametrize("part", ["payload_details", "tweet_index"])
def test_the_counts_of_posts_are_known_and_hold_none(part):
    data = detail([{"tweet_count": 1}], part)
    assert source_named("grailbird").sniff(data, "a.js") > 0.9
    assert read("grailbird", data, name="a.js") == []


def test_a_month_cut_off_keeps_its_whole_posts():
    data = month(*(tweet(n) for n in range(10)))[:-60]
    batches = read("grailbird", data, name=MONTH, beside=beside())
    assert len(posts(batches)) == 9
    assert [r.place for r in refusals(batches)] == ["item 10"]


# The table


def test_a_row_is_read_field_by_field():
    links = "http://a.example/x?a=1,2,http://a.example/y,https://twitter.com/Ann_Pond/status/{}/photo/1"
    batches = read_table(row(text="R&amp;D @Bob #Pond http://t.co/a", expanded_urls=links.format(ID + 1)))
    (post,) = posts(batches)
    assert post | {"objects": None} == {
        "profile": "x:11",
        "post_id": str(ID + 1),
        "time": datetime(2013, 1, 31, 20, 10, 11, tzinfo=UTC),
        "offset_minutes": 0,
        "kind": "original",
        "text": "R&D @Bob #Pond http://t.co/a",
        "language": None,
        "client": "Tweetbot for iOS",
        "likes": None,
        "reposts": None,
        "replies": None,
        "quotes": None,
        "mentions": ["x:@bob"],
        "hashtags": ["Pond"],
        "links": ["http://a.example/x?a=1,2", "http://a.example/y"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": [],
        "objects": None,
        "fetched_at": None,
    }
    assert profiles(batches)["x:11"]["handle"] == "Ann_Pond"


def test_a_row_of_a_repost_and_one_of_a_reply_name_users_by_id():
    repost = row(text="RT @bob: hi @carol", retweeted_status_id="7", retweeted_status_user_id="22")
    reply = row(2, text="@bob no", in_reply_to_status_id="9", in_reply_to_user_id="12")
    first, second = posts(read_table(repost, reply))
    assert (first["kind"], first["ref_id"], first["ref_author"]) == ("repost", "7", "x:22")
    assert (first["text"], first["mentions"]) == ("hi @carol", ["x:@carol"])
    assert (second["kind"], second["ref_id"], second["ref_author"]) == ("reply", "9", "x:12")


def test_a_handle_in_a_repost_is_not_paired_with_the_id_of_its_author_who_may_have_renamed():
    repost = row(text="RT @former: hi", retweeted_status_id="7", retweeted_status_user_id="22")
    assert identities(read_table(repost)) == {("x", "11", "ann_pond")}


def test_the_rows_of_the_first_archives_end_where_there_are_no_links_or_have_one_a_column():
    text = table(row(), header=FIRST_HEADER).decode()
    header, line = text.splitlines()
    without = line.removesuffix(',""')
    two = (
        without.replace(str(ID + 1), str(ID + 2))
        + ',"http://a.example/x","http://a.example/y,http://a.example/z"'
    )
    data = f'{header}\n{without}\n{two}\n"5","","","",""\n'.encode()
    batches = read("grailbird", data, name="a.zip/data/csv/2013_01.csv", beside=beside())
    found = {post["post_id"]: post["links"] for post in posts(batches)}
    assert found == {
        str(ID + 1): [],
        str(ID + 2): ["http://a.example/x", "http://a.example/y", "http://a.example/z"],
    }
    (refusal,) = refusals(batches)
    assert (refusal.place, refusal.reason) == ("row 3", "it has 5 columns of 9")


def test_a_row_in_another_encoding_is_refused_alone():
    data = table(row(), row(2, text="NOT UTF-8"), row(3)).replace(b"NOT UTF-8", "é".encode("latin-1"))
    batches = read("grailbird", data, name="a.zip/tweets.csv", beside=beside())
    assert [(r.place, r.reason) for r in refusals(batches)] == [("row 2", NOT_UTF8)]
    assert len(posts(batches)) == 2


def test_a_table_that_breaks_off_keeps_the_rows_before():
    data = table(row(), row(2)) + b'"5","' + b"x" * 200_000
    batches = read("grailbird", data, name="a.zip/tweets.csv", beside=beside())
    assert len(posts(batches)) == 2
    (refusal,) = refusals(batches)
    assert "from here on" in refusal.reason


def test_a_table_alone_does_not_say_whose_it_is_and_says_what_to_add():
    with pytest.raises(FormatError, match=r"user_details\.js of the same archive, best the whole zip"):
        read_table(row(), files={})


def test_of_files_laid_side_by_side_each_finds_the_account():
    batches = read("grailbird", table(row()), name="tweets.csv", beside={"user_details.js": detail()})
    assert [post["profile"] for post in posts(batches)] == ["x:11"]


def test_every_row_is_counted_once_over_many_batches():
    batches = read_table(
        *(
            row(n, tweet_id=str(n), timestamp="" if n % 7 == 0 else row()["timestamp"])
            for n in range(1, 4_500)
        )
    )
    assert len(batches) > 1
    assert n_rows(batches) == 4_499 == len(posts(batches)) + len(refusals(batches))


# Both together


@pytest.mark.parametrize("order", [1, -1])
def test_in_an_archive_both_tell_of_the_same_posts_and_the_fuller_one_is_kept(tmp_path, order):
    urls = [{"url": "http://t.co/q", "expanded_url": "https://twitter.com/Bob/status/9"}]
    mention = [{"name": "Carol", "screen_name": "carol", "id_str": "33"}]
    full = tweet(text="@carol look http://t.co/q", entities=EMPTY | {"urls": urls, "user_mentions": mention})
    files = {
        "data/js/tweets/2013_01.js": month(full, tweet(2)),
        "tweets.csv": table(row(text=full["text"]), row(2), row(3)),
        "data/js/tweet_index.js": detail([], "tweet_index"),
        "index.html": b"<html></html>",
        **{name.removeprefix("a.zip/"): data for name, data in beside().items()},
    }
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in list(files)[::order]:
            archive.writestr(name, files[name])
    workspace = Workspace(tmp_path / "workspace")
    report = import_items(
        workspace, [tmp_path / "a.zip"], ReadOptions(), now=datetime(2024, 1, 1, tzinfo=UTC)
    )
    assert (report.kept, report.duplicates, report.refused, report.profiles) == (3, 2, 0, 1)
    timeline = Workspace(tmp_path / "workspace").timeline("x:11")
    by_id = timeline.posts.set_index("post_id")
    assert len(by_id) == 3
    assert by_id.loc[str(ID + 1), "quoted_id"] == "9"
    assert list(by_id.loc[str(ID + 1), "mentions"]) == ["x:33"]
    assert timeline.profile.bio == "ducks & drakes"


# Sniffing


@pytest.mark.parametrize(
    "data",
    [
        month(tweet()),
        b"\xef\xbb\xbf" + month(tweet()),
        month(),
        detail(),
        detail(PAYLOAD, "payload_details"),
        table(row()),
        table(row(), header=FIRST_HEADER),
    ],
)
def test_its_files_are_claimed_and_no_other_source_claims_them_more(data):
    scores = {source.name: source.sniff(data, "tweets.csv") for source in discover()}
    assert max(scores, key=scores.__getitem__) == "grailbird"
    assert sorted(scores.values())[-2] < scores["grailbird"]


@pytest.mark.parametrize(
    "text",
    [
        *FOREIGN,
        "window.YTD.tweet.part0 = []",
        "var other = {}",
        "Grailbird.other = []",
        ",".join([*HEADER, "screen_name"]) + "\n",
        "tweet_id,timestamp,text\n1,2020-01-01,hi\n",
    ],
)
def test_what_is_no_such_archive_is_not_claimed(text):
    assert source_named("grailbird").sniff(text.encode(), "tweets.csv") == 0


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"", "tweet_id,text\n".encode("utf-16")])
def test_a_table_of_other_columns_is_refused_with_the_reason(data):
    entry = from_bytes("tweets.csv", data or b" ")
    assert source_named("grailbird").sniff(data, "tweets.csv") == 0
    with pytest.raises(FormatError, match=r"tweets\.csv"):
        read("grailbird", data or b" ", name=entry.name, beside={"user_details.js": detail()})


# Whatever may stand in a file

CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(
        [*HOSTILE, "", "-1", "9" * 400, "0000-00-00 00:00:00 +0000", "http://a.example,http://b"]
    ),
)


@given(
    mutations(
        {
            "tweets": [
                tweet(),
                tweet(2, retweeted_status=tweet(7, user=BOB)),
                tweet(3, entities={"urls": [{}]}),
            ],
            "details": DETAILS,
            "payload": PAYLOAD,
        }
    )
)
def test_no_mutation_of_an_archive_breaks_anything(value):
    script = f"Grailbird.data.tweets_2013_01 = {json.dumps(value.get('tweets'))}".encode()
    files = beside(detail(value.get("details")), detail(value.get("payload"), "payload_details"))
    check_sound("grailbird", script, name=MONTH, beside=files)
    check_sound("grailbird", table(row()), name="a.zip/tweets.csv", beside=files)
    for name, data in files.items():
        check_sound("grailbird", data, name=name, beside=files)


@given(st.lists(st.dictionaries(st.sampled_from(HEADER), CELLS, max_size=5), max_size=4))
def test_no_cell_breaks_anything(rows):
    data = table(*(row() | changes for changes in rows))
    check_sound("grailbird", data, name="a.zip/tweets.csv", beside=beside())


@given(st.booleans(), st.integers(0, 100_000), st.binary(max_size=3))
def test_no_damaged_byte_breaks_anything(is_table, position, damage):
    data = table(row(), row(2)) if is_table else month(tweet(), tweet(2))
    position %= len(data)
    name = "a.zip/tweets.csv" if is_table else MONTH
    check_sound("grailbird", data[:position] + damage + data[position + 1 :], name=name, beside=beside())
