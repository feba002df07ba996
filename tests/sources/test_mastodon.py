"""The Mastodon API: every container and kind by hand, real files by count, mutated files by property."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError
from core.sources import discover
from core.sources.cassette import recorded
from core.sources.entries import expand
from core.sources.mastodon_field import actor_handle, full_handle, media_name
from tests.sources.reading import (
    FOREIGN,
    HEAD_BYTES,
    identities,
    mutations,
    n_rows,
    posts,
    profiles,
    read,
    read_file,
    refusals,
    source_named,
)
from tests.sources.soundness import check_sound, outcome

HOST = "https://social.example"
ANN = {
    "id": "11",
    "username": "Ann_Pond",
    "acct": "Ann_Pond",
    "url": f"{HOST}/@Ann_Pond",
    "display_name": "Ann 🦆",
    "note": "<p>ponds &lt;3</p>",
    "created_at": "2018-03-17T00:00:00.000Z",
    "followers_count": 10,
    "following_count": 20,
    "statuses_count": 3,
    "avatar_static": f"{HOST}/a.png",
}
BOB = {"id": "22", "username": "bob", "acct": "bob@far.example", "url": "https://far.example/@bob"}
CAROL = {"id": "33", "username": "carol", "acct": "carol", "url": f"{HOST}/@carol"}
COUNTS = ("likes", "reposts", "replies", "quotes")
TIME = datetime(2022, 11, 8, 19, 39, 44, 565000, tzinfo=UTC)


def status(number=1, content="<p>hello</p>", account=ANN, **more):
    host, _, name = account["url"].rpartition("/@")
    return {
        "id": str(100 + number),
        "created_at": "2022-11-08T19:39:44.565Z",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "uri": f"{host}/users/{name}/statuses/{100 + number}",
        "url": f"{host}/@{name}/{100 + number}",
        "replies_count": 1,
        "reblogs_count": 3,
        "favourites_count": 5,
        "edited_at": None,
        "content": content,
        "reblog": None,
        "account": account,
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        **more,
    }


def mention(account):
    return {name: account[name] for name in ("id", "username", "acct", "url")}


def read_api(value, **given):
    return read("mastodon", json.dumps(value, ensure_ascii=False).encode(), **given)


def one(value):
    (post,) = posts(read_api(value))
    return post


def uri(number, account=ANN):
    return status(number, account=account)["uri"]


def test_a_post_is_read_field_by_field():
    content = (
        '<p>R&amp;D with <span class="h-card"><a href="https://far.example/@bob" class="u-url mention">@<span>bob'
        '</span></a></span><br><a href="https://social.example/tags/pond" class="mention hashtag">#<span>pond</span>'
        '</a></p><p><a href="https://a.example/x"><span class="invisible">https://</span>a.example/x</a></p>'
    )
    written = status(
        content=content,
        spoiler_text="ducks",
        language="en-GB",
        quotes_count=2,
        edited_at="2022-11-09T00:00:00.000Z",
        application={"name": "Web", "website": None},
        mentions=[mention(BOB), mention(CAROL)],
        tags=[{"name": "pond", "url": f"{HOST}/tags/pond"}],
        media_attachments=[
            {
                "id": "7",
                "url": f"{HOST}/system/media_attachments/files/1/7/original/ab.png",
                "remote_url": None,
            },
            {"id": "8", "url": f"{HOST}/cache/x.png", "remote_url": "https://cdn.far.example/y.png?v=1"},
        ],
    )
    batches = read_api([written])
    (post,) = posts(batches)
    assert post | {"objects": None} == {
        "profile": "mastodon:@ann_pond@social.example",
        "post_id": uri(1),
        "time": TIME,
        "offset_minutes": 0,
        "kind": "original",
        "text": "ducks\n\nR&D with @bob\n#pond\n\nhttps://a.example/x",
        "language": "en",
        "client": "Web",
        "likes": 5,
        "reposts": 3,
        "replies": 1,
        "quotes": 2,
        "mentions": ["mastodon:@bob@far.example", "mastodon:@carol@social.example"],
        "hashtags": ["pond"],
        "links": ["https://a.example/x"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": ["media_attachments/files/1/7/original/ab.png", "https://cdn.far.example/y.png"],
        "objects": None,
        "fetched_at": None,
    }
    assert profiles(batches) == {
        "mastodon:@ann_pond@social.example": {
            "key": "mastodon:@ann_pond@social.example",
            "platform": "mastodon",
            "user_id": None,
            "handle": "Ann_Pond@social.example",
            "name": "Ann 🦆",
            "bio": "ponds <3",
            "created": datetime(2018, 3, 17, tzinfo=UTC),
            "followers": 10,
            "following": 20,
            "account": None,
            "label": None,
            "fetched_at": None,
        }
    }
    assert identities(batches) == set()


def test_a_boost_says_what_its_original_says_and_counts_nothing():
    original = status(
        7, "<p>the original @carol</p>", BOB, mentions=[mention(CAROL), mention(BOB)], language="de",
        tags=[{"name": "far"}], spoiler_text="cw",
    )  # fmt: skip
    post = one(status(8, "<p>the original</p>", reblog=original, uri=f"{uri(8)}/activity"))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == (
        "repost",
        uri(7, BOB),
        "mastodon:@bob@far.example",
    )
    assert (post["text"], post["language"]) == ("cw\n\nthe original @carol", "de")
    assert (post["mentions"], post["hashtags"]) == (["mastodon:@carol@social.example"], ["far"])
    assert post["post_id"] == f"{uri(8)}/activity"
    assert [post[name] for name in COUNTS] == [None] * 4
    assert post["objects"] == [f"repost:mastodon:{uri(7, BOB)}", "hashtag:far"]


def test_a_boost_of_a_quote_quotes_nobody_itself():
    original = status(7, account=BOB, quote={"state": "accepted", "quoted_status": status(6, account=CAROL)})
    post = one(status(8, reblog=original))
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("repost", None, None)


@pytest.mark.parametrize(
    "quote",
    [
        {"state": "accepted", "quoted_status": status(7, account=BOB)},
        status(7, account=BOB),  # Fedibird and Pleroma give the post itself
    ],
)
def test_a_quote_names_what_it_quotes_and_drops_the_link_to_it(quote):
    content = f'<p class="quote-inline">RE: <a href="{uri(7, BOB)}">{uri(7, BOB)}</a></p><p>see</p>'
    shown = quote.get("url", uri(7, BOB))
    post = one(status(9, f'{content}<a href="{shown}">x</a>', quote=quote))
    assert (post["kind"], post["ref_id"]) == ("quote", None)
    assert (post["quoted_id"], post["quoted_author"]) == (uri(7, BOB), "mastodon:@bob@far.example")
    assert (post["likes"], post["links"], post["text"]) == (5, [], f"see\n\nx {shown}")


def test_a_quote_of_a_post_that_is_gone_or_was_not_delivered_is_still_a_quote():
    gone = one(status(9, quote={"state": "deleted", "quoted_status": None}))
    assert (gone["kind"], gone["quoted_id"]) == ("quote", None)
    shallow = status(9, quote={"state": "accepted", "quoted_status_id": "107"})
    assert one(shallow)["quoted_id"] == f"{HOST}/api/v1/statuses/107"
    beside = posts(read_api([shallow, status(7, account=CAROL)]))[0]
    assert (beside["quoted_id"], beside["quoted_author"]) == (uri(7, CAROL), "mastodon:@carol@social.example")


def test_a_reply_names_the_post_answered_as_its_author_does():
    reply = status(9, in_reply_to_id="107", in_reply_to_account_id="22", mentions=[mention(BOB)])
    post = one([reply])
    assert (post["kind"], post["ref_author"]) == ("reply", "mastodon:@bob@far.example")
    assert post["ref_id"] == f"{HOST}/api/v1/statuses/107"
    thread = {"ancestors": [status(7, account=BOB)], "descendants": [reply | {"mentions": []}]}
    answered = posts(read_api(thread))
    assert (answered[1]["ref_id"], answered[1]["ref_author"]) == (uri(7, BOB), "mastodon:@bob@far.example")


def test_an_author_who_goes_on_answers_herself():
    post = one(status(9, in_reply_to_id="108", in_reply_to_account_id="11"))
    assert (post["ref_id"], post["ref_author"]) == (uri(8), "mastodon:@ann_pond@social.example")


def test_a_reply_that_quotes_is_a_reply_with_the_quote_beside():
    quote = {"state": "accepted", "quoted_status": status(7, account=BOB)}
    post = one(status(9, in_reply_to_id="106", in_reply_to_account_id="33", quote=quote))
    assert (post["kind"], post["quoted_id"]) == ("reply", uri(7, BOB))


def test_ids_of_two_servers_are_never_taken_for_each_other():
    elsewhere = {**CAROL, "id": "22", "acct": "dan", "url": "https://other.example/@dan"}
    reply = status(9, account=BOB, in_reply_to_id="107", in_reply_to_account_id="22x")
    stranger = status(7, account={**elsewhere, "id": "22x"})
    mixed = posts(read_api([stranger, status(1), reply]))
    assert (mixed[2]["kind"], mixed[2]["ref_id"], mixed[2]["ref_author"]) == ("reply", None, None)
    alone = posts(read_api([stranger, reply]))
    assert alone[1]["ref_author"] == "mastodon:@dan@other.example"
    lines = read("mastodon", "\n".join(map(json.dumps, [stranger, reply])).encode())
    assert posts(lines)[1]["ref_author"] is None


@pytest.mark.parametrize(
    ("visibility", "reason"),
    [("direct", "direct message"), ("private", "followers only"), ("limited", "direct"), ("mutuals_only", "mutuals"), (3, "3")],
)  # fmt: skip
def test_what_was_not_public_is_refused_and_never_kept(visibility, reason):
    hidden = status(2, "<p>a secret</p>", visibility=visibility, tags=[{"name": "secret"}])
    boosted = status(3, "<p>a secret</p>", reblog=status(4, "<p>a secret</p>", BOB, visibility=visibility))
    batches = read_api([status(1), hidden, boosted])
    assert [post["text"] for post in posts(batches)] == ["hello"]
    assert [refusal.place for refusal in refusals(batches)] == ["post 2", "post 3"]
    assert all(reason in refusal.reason for refusal in refusals(batches))
    assert all("not imported" in refusal.reason for refusal in refusals(batches))
    assert "secret" not in str(refusals(batches))


@pytest.mark.parametrize("visibility", ["public", "unlisted", "local", None])
def test_what_was_public_is_kept(visibility):
    assert one(status(visibility=visibility))["text"] == "hello"


def test_the_answers_of_every_endpoint_are_opened():
    alone, search = status(1), {"accounts": [CAROL], "statuses": [status(2)], "hashtags": [{"name": "x"}]}
    context = {"ancestors": [status(3)], "descendants": [status(4), status(5)]}
    backup = {
        "account": ANN,
        "statuses": [status(6)],
        "favourites": [status(7, account=BOB)],
        "followers": [BOB],
    }
    for value, n_posts, n_profiles in ((alone, 1, 1), (search, 1, 2), (context, 3, 1), (backup, 1, 1)):
        batches = read_api(value)
        assert (len(posts(batches)), len(profiles(batches)), refusals(batches)) == (n_posts, n_profiles, [])


def test_accounts_alone_are_profiles():
    batches = read_api([ANN, BOB | {"display_name": "Bob"}])
    assert posts(batches) == []
    assert profiles(batches)["mastodon:@bob@far.example"]["name"] == "Bob"
    assert n_rows(batches) == 2


def test_numbers_for_ids_and_times_as_python_prints_them_are_read():
    post = one(status(9, id=109, created_at="2022-11-08 19:39:44.565000+00:00", in_reply_to_id=108, account=ANN | {"id": 11}, in_reply_to_account_id=11))  # fmt: skip
    assert (post["time"], post["ref_id"]) == (TIME, uri(8))


def test_an_offset_is_kept_and_a_time_without_zone_refused():
    assert one(status(created_at="2022-11-08T21:39:44.565+02:00"))["offset_minutes"] == 120
    (refusal,) = refusals(read_api(status(created_at="2022-11-08T21:39:44")))
    assert "name the zone" in refusal.reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"account": None}, "names no author"),
        ({"account": {"acct": "ann"}}, "names no author"),
        ({"created_at": None}, "no time"),
        ({"created_at": "yesterday at noon"}, "cannot be read"),
        ({"created_at": "0001-01-01T00:00:00Z"}, "cannot be read"),
        ({"created_at": 5}, "cannot be read"),
    ],
)
def test_a_post_without_author_or_time_is_refused_alone(change, reason):
    batches = read_api([status(1), status(2) | change, status(3)], name="a.json")
    assert len(posts(batches)) == 2
    (refusal,) = refusals(batches)
    assert (refusal.file, refusal.place) == ("a.json", "post 2")
    assert reason in refusal.reason


@pytest.mark.parametrize("record", [None, 3, "text", [1], {"a": 1}, {"acct": "nobody"}])
def test_what_is_no_post_is_refused_and_its_neighbours_are_kept(record):
    batches = read_api([status(1), record, status(2)])
    assert len(posts(batches)) == 2
    assert [refusal.place for refusal in refusals(batches)] == ["post 2"]


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ({"id": "1", "type": "favourite", "account": BOB, "created_at": "2022"}, "notifications"),
        ({"id": "1", "following": True, "followed_by": False}, "relationships"),
    ],
)
def test_a_file_of_something_else_says_what_it_is(record, what):
    with pytest.raises(FormatError, match=f"holds no posts: it is a file of {what}"):
        read_api([record] * 3)
    (refusal,) = refusals(read_api([status(1), record, record]))
    assert what in refusal.reason


@pytest.mark.parametrize("answer", [{"error": "Record not found"}, [], {}])
def test_an_answer_without_posts_is_no_refused_row(answer):
    batches = read_api(answer)
    assert (posts(batches), refusals(batches), n_rows(batches)) == ([], [], 0)


def test_right_to_left_and_emoji_are_kept_and_controls_leave_handles():
    account = ANN | {"acct": "\u202eعلي", "username": "علي", "display_name": "\u202eعلي 😀"}
    batches = read_api(status(content="<p>مرحبا \u202eabc 😀</p>", account=account))
    (profile,) = profiles(batches).values()
    assert (profile["handle"], profile["name"]) == ("علي@social.example", "\u202eعلي 😀")
    assert posts(batches)[0]["text"] == "مرحبا \u202eabc 😀"


def test_a_timeline_of_many_posts_comes_in_batches_of_at_most_two_thousand():
    batches = read_api([status(n) for n in range(4_500)])
    assert max(batch.posts.num_rows for batch in batches) <= 2_000
    assert sum(batch.posts.num_rows for batch in batches) == 4_500
    assert all("mastodon:@ann_pond@social.example" in profiles([batch]) for batch in batches)


def test_a_recording_in_yaml_and_one_in_json_give_the_same_posts():
    body = json.dumps([status(1), status(2, in_reply_to_id="101", in_reply_to_account_id="11")])
    yaml = (
        f"interactions:\n- request:\n    uri: x\n  response:\n    body:\n      string: {json.dumps(body)}\n"
    )
    recording = {"interactions": [{"request": {}, "response": {"body": {"string": body}}}]}
    found = [read("mastodon", data.encode()) for data in (yaml, json.dumps(recording), body)]
    assert posts(found[0]) == posts(found[1]) == posts(found[2])
    assert len(posts(found[0])) == 2


@pytest.mark.parametrize("indent", [None, 4])
def test_a_first_look_cut_short_is_recognised_and_nobody_else_claims_it(indent):
    hostile = status(
        content='{"id_str": 1, "screen_name": 2, "retweet_count": 3, "favorite_count": 4, "author_id": 5}'
    )
    statuses = [hostile, *(status(n) for n in range(200))]
    body = json.dumps(statuses)
    recorded = {"interactions": [{"request": {}, "response": {"body": {"string": json.dumps(statuses[1:])}}}]}
    yaml = f"http_interactions:\n- response:\n    body:\n      string: {json.dumps(json.dumps(statuses[1:]))}"
    values = [statuses, statuses[1], [ANN] * 200, {"ancestors": [], "descendants": statuses}, recorded]
    for data in [*(json.dumps(value, indent=indent) for value in values), yaml, "\ufeff" + body]:
        head = data.encode()[:HEAD_BYTES]
        scores = {source.name: source.sniff(head, "a.json") for source in discover()}
        best = scores.pop("mastodon")
        assert best > 0.8
        assert best > max(scores.values())


@pytest.mark.parametrize("text", [text for text in FOREIGN if '"acct"' not in text])
def test_what_is_not_of_this_api_is_not_claimed(text):
    assert source_named("mastodon").sniff(text.encode(), "posts.json") == 0


@pytest.mark.parametrize(
    ("name", "host", "handle"),
    [
        ("ann", "a.example", "ann@a.example"),
        ("@ann@b.example", "a.example", "ann@b.example"),
        ("ann@", "a.example", None),
        ("", "a.example", None),
        ("@", None, None),
        (5, "a.example", None),
        ("x" * 300, "a.example", None),
    ],
)
def test_a_handle_always_has_its_server(name, host, handle):
    assert full_handle(name, host) == handle


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://a.example/users/ann/statuses/1", "ann@a.example"),
        ("https://a.example:3000/@ann/1", "ann@a.example:3000"),
        ("https://lemmy.example/u/ann", "ann@lemmy.example"),
        ("https://tube.example/accounts/ann", "ann@tube.example"),
        ("https://a.example/ap/users/115", None),
        ("https://a.example/objects/1-2", None),
        ("https://a.example/users/", None),
        ("ftp://a.example/users/ann", None),
        (None, None),
    ],
)
def test_addresses_show_handles_only_where_they_do(address, handle):
    assert actor_handle(address) == handle


def test_one_file_has_one_name_in_the_api_in_an_archive_and_on_another_server():
    tail = "media_attachments/files/109/333/original/3381.jpeg"
    seen = [f"/bucket/{tail}", f"https://files.a.example/{tail}?x=1", f"{HOST}/system/{tail}"]
    assert {media_name(address, "a.example") for address in seen} == {tail}
    assert media_name(f"{HOST}/cache/{tail}") == f"{HOST}/cache/{tail}"


REAL = {
    "get_account_statuses_default.yml": "mastodon: 20 posts, 1 profiles",
    "get_account_statuses_limit.yml": "mastodon: 43 posts, 1 profiles",
    "get_account_statuses_noparse.yml": "mastodon: 20 posts, 1 profiles",
    "get_context_noparse.yml": "mastodon: 127 posts, 115 profiles",
    "mastodonsocial.json": "mastodon: 48 posts, 44 profiles",
}


def test_every_real_file_yields_what_is_in_it(real_data):
    entries = expand([real_data / "formats/mastodon_api"], lambda *_: None)
    assert {entry.base: outcome(lambda entry=entry: read_file(entry)) for entry in entries} == REAL


def test_every_answer_in_a_real_thread_finds_the_post_and_the_author_answered(real_data):
    (entry,) = expand([real_data / "formats/mastodon_api/get_context_noparse.yml"], lambda *_: None)
    (reply,) = recorded(entry)
    raw = {one["id"]: one for one in reply.value["descendants"]}
    found = {post["post_id"]: post for post in posts(read_file(entry)[1])}
    assert len(raw) == len(found) == 127
    assert all(post["kind"] == "reply" and post["ref_author"] for post in found.values())
    inside = [one for one in raw.values() if one["in_reply_to_id"] in raw]
    assert len(inside) == 22
    for one in inside:
        post, answered = found[one["uri"]], raw[one["in_reply_to_id"]]
        assert post["ref_id"] == answered["uri"]
        assert post["ref_author"] == found[answered["uri"]]["profile"]


def test_no_markup_is_left_in_the_texts_of_real_posts(real_data):
    for entry in expand([real_data / "formats/mastodon_api"], lambda *_: None):
        texts = [post["text"] for post in posts(read_file(entry)[1])]
        assert texts
        assert not any(mark in text for text in texts for mark in ("</", "<br", "&amp;", "&#39;"))


def rich():
    quote = {"state": "accepted", "quoted_status": status(7, account=BOB)}
    link = '<a href="https://a.example/x">x</a><br>'
    full = status(9, link, in_reply_to_id="107", in_reply_to_account_id="22", quote=quote, mentions=[mention(BOB)], tags=[{"name": "a", "url": "b"}], media_attachments=[{"id": "1", "url": "c"}], application={"name": "d"})  # fmt: skip
    return {"ancestors": [status(1), status(2, reblog=full)], "descendants": [full, ANN]}


@given(mutations(rich()))
def test_no_mutation_of_an_answer_breaks_anything(value):
    check_sound("mastodon", json.dumps(value).encode(), "mastodon")


@given(mutations([rich()["descendants"][0], ANN]), st.integers(0, 4_000))
def test_no_mutation_of_lines_cut_anywhere_breaks_anything(records, length):
    lines = "\n".join(map(json.dumps, records)).encode()
    check_sound("mastodon", lines[:length], "mastodon", name="a.jsonl")


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    check_sound("mastodon", data, "mastodon")
    source_named("mastodon").sniff(data, "a")
