"""4CAT and Zeeschuimer: tables and items, against the readers of the API that they were made from."""

from __future__ import annotations

import copy
import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError
from core.sources import discover, recognise
from core.sources.documents import documents
from core.sources.entries import from_bytes, from_path
from core.sources.fourcat import REDACTED, UNDELIVERED, UNKNOWN
from core.sources.options import ReadOptions
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

ROW = {
    "id": "109",
    "thread_id": "100",
    "timestamp": "2018-10-10 20:19:24",
    "unix_timestamp": "1539195564",  # as a server two hours east of Greenwich writes it
    "link": "https://twitter.com/Ann_Pond/status/109",
    "subject": "",
    "body": "R&amp;D @bob #Pond https://t.co/a",
    "author": "Ann_Pond",
    "author_fullname": "Ann",
    "author_id": "11",
    "source": "Twitter Web App",
    "language_guess": "en",
    "possibly_sensitive": "no",
    "retweet_count": "3",
    "reply_count": "1",
    "like_count": "5",
    "quote_count": "",
    "impression_count": "",
    "is_retweet": "no",
    "retweeted_user": "",
    "is_quote_tweet": "no",
    "quoted_user": "",
    "is_reply": "no",
    "replied_user": "",
    "hashtags": "Pond",
    "urls": "https://a.example/x,https://twitter.com/Ann_Pond/status/109/photo/1",
    "images": "https://pbs.twimg.com/media/A.jpg,https://pbs.twimg.com/media/B.jpg",
    "videos": "",
    "mentions": "bob",
    "long_lat": "",
    "place_name": "",
}
COUNTS = ("likes", "reposts", "replies", "quotes")
FETCHED = datetime(2023, 5, 1, 12, 0, tzinfo=UTC)
COLLECTED = 1682942400000


def table(*rows, base=ROW):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(base), lineterminator="\n")
    writer.writeheader()
    writer.writerows(base | row for row in rows)
    return text.getvalue().encode()


def lines(*items):
    return b"".join(orjson.dumps(item) + b"\n" for item in items)


def read_rows(*rows):
    return read("fourcat", table(*rows), name="4cat.csv")


def one(**row):
    (post,) = posts(read_rows(row))
    return post


def read_items(*items):
    return read("fourcat", lines(*items), name="4cat.ndjson")


# Tables


def test_a_row_is_read_field_by_field():
    batches = read_rows({})
    (post,) = posts(batches)
    assert post == {
        "profile": "x:11",
        "post_id": "109",
        "time": datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC),
        "offset_minutes": 0,
        "kind": "original",
        "text": "R&D @bob #Pond https://t.co/a",
        "language": "en",
        "client": "Twitter Web App",
        "likes": 5,
        "reposts": 3,
        "replies": 1,
        "quotes": None,
        "mentions": ["x:@bob"],
        "hashtags": ["Pond"],
        "links": ["https://a.example/x"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": ["https://pbs.twimg.com/media/A.jpg", "https://pbs.twimg.com/media/B.jpg"],
        "objects": [
            "link:https://a.example/x",
            "hashtag:pond",
            "media:https://pbs.twimg.com/media/A.jpg",
            "media:https://pbs.twimg.com/media/B.jpg",
        ],
        "fetched_at": None,
    }
    row = profiles(batches)["x:11"]
    assert (row["handle"], row["name"], row["followers"], row["created"]) == ("Ann_Pond", "Ann", None, None)
    assert identities(batches) == {("x", "11", "ann_pond")}
    assert n_rows(batches) == 1


def test_a_repost_names_whom_it_reposts_and_takes_no_credit():
    row = {"is_retweet": "yes", "retweeted_user": "Carol", "mentions": "Carol,bob", "images": ""}
    post = one(**row, body="RT @Carol: hello @bob")
    assert (post["kind"], post["ref_author"], post["text"]) == ("repost", "x:@carol", "hello @bob")
    assert post["mentions"] == ["x:@bob"]
    assert [post[name] for name in COUNTS] == [None] * 4
    assert post["objects"][0].startswith("repost:x:@carol:")
    picture = "https://twitter.com/Carol/status/7/photo/1"
    assert one(**row, body="RT @Carol: hi", urls=f"{picture},https://a.example/")["links"] == [
        "https://a.example/"
    ]
    unnamed = one(**row | {"retweeted_user": ""}, body="RT @Carol hello @bob")
    assert (unnamed["ref_author"], unnamed["text"]) == ("x:@carol", "hello @bob")


def test_a_quote_finds_its_post_among_the_links():
    post = one(
        is_quote_tweet="yes",
        quoted_user="Bob",
        urls="https://twitter.com/dan/status/3,https://twitter.com/bob/status/9",
    )
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("quote", "9", "x:@bob")
    assert post["links"] == ["https://twitter.com/dan/status/3"]
    gone = one(is_quote_tweet="yes", urls="")
    assert (gone["kind"], gone["quoted_id"], gone["quoted_author"]) == ("quote", None, None)


def test_a_reply_is_one_also_where_it_names_nobody_or_quotes():
    post = one(is_reply="yes", replied_user="bob")
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", None, "x:@bob")
    gone = one(is_reply="yes")
    assert (gone["kind"], gone["ref_author"]) == ("reply", None)
    both = one(is_reply="yes", is_quote_tweet="yes", quoted_user="carol", urls="")
    assert (both["kind"], both["quoted_author"]) == ("reply", "x:@carol")
    assert one(is_retweet="yes", is_reply="yes", body="RT @bob: hi")["kind"] == "repost"


def test_a_handle_of_digits_is_a_handle():
    post = one(mentions="12345678", is_reply="yes", replied_user="99999")
    assert post["mentions"] == ["x:@12345678"]
    assert post["ref_author"] == "x:@99999"


def test_the_time_is_the_utc_that_is_written_and_not_the_number_of_the_server():
    assert one()["time"] == datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC)


def test_authors_that_were_removed_or_never_delivered_make_no_profile():
    removed = {"author": "REDACTED", "author_fullname": "REDACTED", "author_id": "REDACTED"}
    unknown = {"author": "UNKNOWN", "author_fullname": "UNKNOWN", "author_id": "UNKNOWN", "subject": "gone"}
    batches = read_rows(removed, {}, unknown)
    assert [(r.place, r.reason) for r in refusals(batches)] == [("row 1", REDACTED), ("row 3", UNDELIVERED)]
    assert list(profiles(batches)) == ["x:11"]
    assert n_rows(batches) == 3


def test_pseudonymised_authors_stay_apart_and_their_hash_is_no_name():
    a, b = "ab" * 24, "cd" * 24
    pseudonym = {"author": a, "author_fullname": b, "author_id": b}
    batches = read_rows(pseudonym, pseudonym | {"id": "110"}, {"id": "111"})
    assert [post["profile"] for post in posts(batches)] == [f"x:@{a}", f"x:@{a}", "x:11"]
    assert profiles(batches)[f"x:@{a}"]["name"] is None


def test_rows_without_author_or_time_are_refused():
    batches = read_rows({"author": "", "author_id": ""}, {"timestamp": "undefined"}, {"timestamp": ""}, {})
    assert [r.place for r in refusals(batches)] == ["row 1", "row 2", "row 3"]
    assert len(posts(batches)) == 1


def test_a_table_of_the_first_4cat_is_read_without_what_it_lacks():
    lacking = ("retweeted_user", "quoted_user", "replied_user", "like_count", "urls", "images", "videos")
    base = {name: value for name, value in ROW.items() if name not in lacking}
    (post,) = posts(read("fourcat", table({}, base=base), name="a.csv"))
    assert (post["likes"], post["reposts"], post["links"], post["media"]) == (None, 3, [], [])


def test_a_table_whose_columns_change_after_the_first_look_is_refused_with_those_it_should_have():
    looks = iter([table({})])
    entry = from_bytes("4cat.csv", table({}))
    changing = replace(entry, open=lambda: io.BytesIO(next(looks, b"a,b\n1,2\n")))
    with pytest.raises(FormatError, match="is_quote_tweet"):
        list(source_named("fourcat").read(changing, ReadOptions()))


# Items of the API v2

ANN = {
    "id": "11",
    "username": "Ann_Pond",
    "name": "Ann",
    "description": "ponds &lt;3",
    "created_at": "2006-03-21T20:50:14.000Z",
    "public_metrics": {"followers_count": 10, "following_count": 20, "tweet_count": 3, "listed_count": 0},
}
BOB = {"id": "22", "username": "bob", "name": "Bob"}


def tweet(number=1, text="hello", author="11", **more):
    return {
        "id": str(100 + number),
        "text": text,
        "author_id": author,
        "created_at": "2018-10-10T20:19:24.000Z",
        "conversation_id": "100",
        "lang": "en",
        "public_metrics": {"retweet_count": 3, "reply_count": 1, "like_count": 5, "quote_count": 2},
        **more,
    }


def enriched(post, page):
    """Put into a post what its page holds, as 4CAT stores it."""
    users = {user["id"]: user for user in page["users"]}
    others = {other["id"]: other for other in page.get("tweets", ())}
    media = {item["media_key"]: item for item in page.get("media", ())}
    post = copy.deepcopy(post) | {"author_user": users.get(post["author_id"])}
    keys = post.get("attachments", {}).get("media_keys", [])
    for n, key in enumerate(keys):
        keys[n] = media.get(key, key)
    for n, mention in enumerate(post.get("entities", {}).get("mentions", [])):
        found = [user for user in page["users"] if user["username"] == mention["username"]]
        post["entities"]["mentions"][n] = mention | (found[0] if found else {})
    if post.get("in_reply_to_user_id") in users:
        post["in_reply_to_user"] = users[post["in_reply_to_user_id"]]
    for n, reference in enumerate(post.get("referenced_tweets", [])):
        if reference["id"] in others:
            inner = enriched(others[reference["id"]], page | {"tweets": []})
            post["referenced_tweets"][n] = reference | inner
    return post


def test_an_item_of_the_api_is_read_like_its_page():
    original = tweet(7, "all of it @carol", "22", attachments={"media_keys": ["3_1"]})
    repost = tweet(8, "RT @bob: all…", referenced_tweets=[{"type": "retweeted", "id": "107"}])
    answer = tweet(9, "no", referenced_tweets=[{"type": "replied_to", "id": "107"}], in_reply_to_user_id="22")
    page = {"users": [ANN, BOB], "tweets": [original], "media": [{"media_key": "3_1", "type": "photo"}]}
    items = [enriched(post, page) for post in (repost, answer)]
    assert isinstance(items[0]["referenced_tweets"][0]["attachments"]["media_keys"][0], dict)
    batches = read_items(*items)
    whole = read("x_v2", orjson.dumps({"data": [repost, answer], "includes": page}))
    assert posts(batches) == posts(whole)
    assert posts(batches)[0]["media"] == ["3_1"]
    assert profiles(batches) == profiles(whole)


def test_an_item_of_an_older_4cat_names_its_author_in_other_fields():
    batches = read_items(tweet() | {"author_username": "Ann_Pond", "author_fullname": "Ann"})
    assert profiles(batches)["x:11"]["handle"] == "Ann_Pond"
    assert identities(batches) == {("x", "11", "ann_pond")}


def test_an_item_that_the_api_did_not_deliver_is_refused_and_its_made_up_time_with_it():
    user = {"name": "UNKNOWN", "username": "UNKNOWN"}
    item = tweet(text="", author="UNKNOWN", author_user=user, resource_id="101", detail="Could not find")
    batches = read_items(item, tweet(author_user=ANN))
    assert [(r.place, r.reason) for r in refusals(batches)] == [("line 1", UNDELIVERED)]
    assert list(profiles(batches)) == ["x:11"]


@pytest.mark.parametrize(
    "file", ["noflat.jsonl", "geo_tweets.jsonl", "many_urls.jsonl", "mentions_tweet.jsonl"]
)
def test_real_pages_put_into_items_are_read_like_the_pages(real_data, file):
    path = real_data / "formats/twitter_v2_twarc" / file
    whole = list(source_named("x_v2").read(from_path(path), ReadOptions()))
    items = []
    for line in path.read_bytes().splitlines():
        page = orjson.loads(line)
        data = page["data"] if isinstance(page["data"], list) else [page["data"]]
        items += [enriched(post, page.get("includes", {"users": []})) for post in data]
    data = lines(*items)
    source = recognise(from_bytes("a.ndjson", data))
    assert source.name == "fourcat"
    found = posts(read("fourcat", data))
    assert len(found) == len(items) > 0
    assert [row | {"fetched_at": None} for row in posts(whole)] == found


# Items of X's web page


def user_of(user, *, new):
    told = {name: user[name] for name in ("screen_name", "name", "created_at") if name in user}
    legacy = {name: value for name, value in user.items() if name not in {"id", "id_str"}}
    if new:
        legacy = {name: value for name, value in legacy.items() if name not in told}
        return {"rest_id": user["id_str"], "core": told, "legacy": legacy}
    return {"rest_id": user["id_str"], "legacy": legacy}


def web(status, *, new=False, wrapped=False):
    """Write a post of the API v1.1 as X's web page holds it."""
    outside = ("user", "retweeted_status", "quoted_status", "source", "id")
    legacy = {name: value for name, value in status.items() if name not in outside}
    legacy["user_id_str"] = status["user"]["id_str"]
    found = {
        "__typename": "Tweet",
        "rest_id": status["id_str"],
        "core": {"user_results": {"result": user_of(status["user"], new=new)}},
        "source": status.get("source"),
        "legacy": legacy,
    }
    if original := status.get("retweeted_status"):
        legacy["retweeted_status_result"] = {"result": web(original, new=new, wrapped=wrapped)}
    if quoted := status.get("quoted_status"):
        found["quoted_status_result"] = {"result": web(quoted, new=new, wrapped=wrapped)}
    return {"__typename": "TweetWithVisibilityResults", "tweet": found} if wrapped else found


def recorded(item):
    return {
        "nav_index": "1:2:3",
        "item_id": item["rest_id"],
        "timestamp_collected": COLLECTED,
        "source_platform": "twitter.com",
        "source_platform_url": "https://x.com/ann",
        "source_url": "https://x.com/i/api/graphql/UserTweets",
        "user_agent": "Firefox",
        "data": item,
    }


def through_4cat(item):
    wrapper = recorded(item)
    return wrapper.pop("data") | {"__import_meta": wrapper}


ANN_1 = {
    "id_str": "11",
    "screen_name": "Ann_Pond",
    "name": "Ann",
    "description": "ponds",
    "created_at": "Tue Mar 21 20:50:14 +0000 2006",
    "followers_count": 10,
    "friends_count": 20,
}
BOB_1 = {"id_str": "22", "screen_name": "bob", "name": "Bob"}
EMPTY = {"hashtags": [], "user_mentions": [], "urls": []}


def status(number=1, text="hello", user=ANN_1, **more):
    return {
        "id_str": str(100 + number),
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "full_text": text,
        "source": '<a href="https://x.example">X for iPhone</a>',
        "user": user,
        "entities": EMPTY,
        "conversation_id_str": "100",
        "favorite_count": 5,
        "retweet_count": 3,
        "reply_count": 1,
        "quote_count": 2,
        "lang": "en",
        **more,
    }


def statuses():
    mentions = [{"screen_name": "carol", "id_str": "33"}]
    media = {"media": [{"id_str": "77", "type": "photo", "media_url_https": "https://a.example/b.jpg"}]}
    original = status(7, "all of it @carol", BOB_1, entities=EMPTY | {"user_mentions": mentions})
    quoting = status(
        6, "look", BOB_1, quoted_status=status(5), is_quote_status=True, quoted_status_id_str="105"
    )
    return [
        status(extended_entities=media),
        status(2, "RT @bob: all…", retweeted_status=original),
        status(3, "see", quoted_status=original, is_quote_status=True, quoted_status_id_str="107"),
        status(4, "RT @bob: look", retweeted_status=quoting),
        status(
            8,
            "no",
            in_reply_to_status_id_str="9",
            in_reply_to_user_id_str="22",
            in_reply_to_screen_name="bob",
        ),
    ]


@pytest.mark.parametrize("new", [False, True])
@pytest.mark.parametrize("wrapped", [False, True])
def test_what_a_web_page_holds_is_read_like_the_api(new, wrapped):
    plain = read("x_v1", orjson.dumps(statuses()))
    unwrapped = [web(each, new=new, wrapped=wrapped) for each in statuses()]
    items = [item.get("tweet", item) for item in unwrapped]  # Zeeschuimer opens the outermost
    for form in (recorded, through_4cat):
        batches = read_items(*map(form, items))
        assert [row | {"fetched_at": None} for row in posts(batches)] == posts(plain)
        assert {row["fetched_at"] for row in posts(batches)} == {FETCHED}
        assert identities(batches) == identities(plain)
        assert profiles(batches)["x:11"] | {"fetched_at": None} == profiles(plain)["x:11"]
    assert posts(read_items(*items)) == posts(plain)


def test_a_real_timeline_put_into_web_items_is_read_like_the_api(real_data):
    path = real_data / "formats/twitter_v11_rtweet/get_timeline1.json"
    plain = posts(list(source_named("x_v1").read(from_path(path), ReadOptions())))
    found = [each for document in documents(from_path(path)) for each in document.value]
    data = lines(*(recorded(web(each)) for each in found))
    assert recognise(from_bytes("a.ndjson", data)).name == "fourcat"
    assert [row | {"fetched_at": None} for row in posts(read("fourcat", data))] == plain
    assert len(plain) == len(found) > 0


def test_a_long_post_is_read_in_full():
    entity_set = EMPTY | {"hashtags": [{"text": "end"}]}
    note = {"note_tweet_results": {"result": {"text": "long &amp; whole #end", "entity_set": entity_set}}}
    (post,) = posts(read_items(web(status(text="long…")) | {"note_tweet": note}))
    assert (post["text"], post["hashtags"]) == ("long & whole #end", ["end"])


def test_a_quoted_post_that_is_gone_is_named_by_its_address():
    permalink = {"url": "https://t.co/q", "expanded": "https://twitter.com/bob/status/9", "display": "x"}
    quote = status(is_quote_status=True, quoted_status_id_str="9", quoted_status_permalink=permalink)
    item = web(quote) | {
        "quoted_status_result": {"result": {"__typename": "TweetTombstone", "tombstone": {}}}
    }
    (post,) = posts(read_items(item))
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("quote", "9", "x:@bob")


def test_a_search_of_the_former_page_has_its_user_beside_the_post():
    legacy = {name: value for name, value in status().items() if name not in {"user", "source"}}
    item = {"id": 101, "type": "adaptive", "legacy": legacy | {"user_id_str": "11"}, "user": ANN_1}
    data = lines(recorded(item | {"rest_id": None}), item)
    assert source_named("fourcat").sniff(lines(item), "a.ndjson") > 0.9
    found = posts(read("fourcat", data))
    assert [(post["profile"], post["post_id"]) for post in found] == [("x:11", "101")] * 2


@pytest.mark.parametrize("value", [True, -1, 5, 1e300, "1682942400000", None])
def test_a_moment_of_recording_that_is_none_is_left_out(value):
    (post,) = posts(read_items(recorded(web(status())) | {"timestamp_collected": value}))
    assert post["fetched_at"] is None


def test_what_is_no_post_is_refused_with_its_line_and_the_reason():
    batches = read_items({"data": {"a": 1}}, [], web(status()), {"id": "1"}, web(status(created_at="x")))
    assert [r.place for r in refusals(batches)] == ["line 1", "line 4", "line 5"]
    assert refusals(batches)[0].reason == UNKNOWN
    assert n_rows(batches) == 4
    (refusal,) = refusals(read("fourcat", b"[3]"))
    assert "object" in refusal.reason


# Sniffing


@pytest.mark.parametrize(
    "data",
    [
        table({}),
        lines(enriched(tweet(), {"users": [ANN]})),
        lines(tweet() | {"author_username": "ann", "author_fullname": "Ann"}),
        lines(web(status())),
        lines(recorded(web(status()))),
        b"\xef\xbb\xbf" + lines(through_4cat(web(status()))),
    ],
)
def test_its_files_are_claimed_and_no_other_source_claims_them_more(data):
    scores = {source.name: source.sniff(data, "4cat.csv") for source in discover()}
    assert max(scores, key=scores.__getitem__) == "fourcat"
    assert sorted(scores.values())[-2] < scores["fourcat"]


@pytest.mark.parametrize(
    "text",
    [
        *FOREIGN,
        "id,thread_id,timestamp,body,author,author_id\n1,1,2020-01-01 00:00:00,hi,a,1\n",
        json.dumps(tweet()),
        json.dumps(statuses()),
        json.dumps({"data": {"instructions": [{"entries": [web(status())]}]}}),
        json.dumps({"data": {"author_user": "a", "text": "of another platform"}}),
    ],
)
def test_what_is_neither_is_not_claimed(text):
    assert source_named("fourcat").sniff(text.encode(), "posts.json") == 0


def test_real_files_of_the_api_stay_with_their_readers(real_data):
    for folder in ("twitter_v2_twarc", "twitter_v11_rtweet", "twitter_v11_tweepy", "twitter_archive"):
        for path in sorted((real_data / "formats" / folder).glob("*.js*")):
            assert recognise(from_path(path)).name != "fourcat"


# Whatever may stand in a file

CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from([*HOSTILE, "", "yes", "1e999", "-1", "0000-00-00 00:00:00", "9" * 400, "REDACTED"]),
)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(ROW)), CELLS, max_size=6), max_size=4))
def test_no_cell_breaks_anything(rows):
    check_sound("fourcat", table(*rows), name="4cat.csv")


@given(
    mutations(
        [
            enriched(tweet(8, referenced_tweets=[{"type": "quoted", "id": "107"}]), {"users": [ANN]}),
            tweet(attachments={"media_keys": [{"media_key": "3_1"}]}) | {"author_username": "ann"},
            recorded(web(statuses()[3])),
            through_4cat(web(statuses()[2], new=True)),
        ]
    )
)
def test_no_mutation_of_an_item_breaks_anything(items):
    check_sound("fourcat", json.dumps(items).encode(), name="4cat.ndjson")


@given(st.booleans(), st.integers(0, 100_000), st.binary(max_size=3))
def test_no_damaged_byte_breaks_anything(is_table, position, damage):
    data = table({}, {"is_retweet": "yes"}) if is_table else lines(*(recorded(web(s)) for s in statuses()))
    position %= len(data)
    check_sound("fourcat", data[:position] + damage + data[position + 1 :], name="4cat")
