"""Bluesky: every container and record by hand, each real file by what it yields, mutated files by property."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError
from core.sources import discover
from core.sources.bluesky_field import address_of, content_id, did_of, text_of
from core.sources.entries import expand, from_bytes
from core.sources.options import ReadOptions
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

ANN = {
    "did": "did:plc:ann",
    "handle": "ann.bsky.example",
    "displayName": "Ann 🦆",
    "createdAt": "2023-04-26T19:05:34Z",
}
BOB = {"did": "did:web:bob.example", "handle": "bob.example", "displayName": "Bob"}
CAROL = {"did": "did:plc:carol", "handle": "handle.invalid"}
COUNTS = ("likes", "reposts", "replies", "quotes")
TIME = datetime(2024, 2, 22, 19, 58, 13, 903293, tzinfo=UTC)
POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"


def at(number, author=ANN, collection=POST):
    return f"at://{author['did']}/{collection}/3k{number}"


def record(text="hello", **more):
    return {
        "$type": POST,
        "text": text,
        "createdAt": "2024-02-22T19:58:13.903293+00:00",
        "langs": ["en-GB"],
        **more,
    }


def view(number=1, author=ANN, said=None, **more):
    counts = {"replyCount": 1, "repostCount": 3, "likeCount": 5, "quoteCount": 2}
    shown = {"uri": at(number, author), "cid": "bafy", "author": author, "record": said or record()}
    return {**shown, **counts, "indexedAt": "2024-02-22T19:58:20.000Z", **more}


def feed(*items):
    return {"feed": list(items), "cursor": "2024"}


def reposted(by=BOB, original=None, **more):
    why = {"$type": "app.bsky.feed.defs#reasonRepost", "by": by, "indexedAt": "2024-03-01T00:00:00Z", **more}
    return {"post": original or view(), "reason": why}


def facet(text, part, kind, **means):
    start = text.encode().index(part.encode())
    feature = {"$type": f"app.bsky.richtext.facet#{kind}", **means}
    return {"index": {"byteStart": start, "byteEnd": start + len(part.encode())}, "features": [feature]}


def strong(uri):
    return {"uri": uri, "cid": "bafy"}


def quoting(uri, media=None):
    inner = {"$type": "app.bsky.embed.record", "record": strong(uri)}
    return (
        inner
        if media is None
        else {"$type": "app.bsky.embed.recordWithMedia", "record": inner, "media": media}
    )


def image(name):
    return {"alt": "", "image": {"$type": "blob", "ref": {"$link": name}, "mimeType": "image/png", "size": 1}}


def read_json(value, **given):
    return read("bluesky", json.dumps(value, ensure_ascii=False).encode(), **given)


def one(value):
    (post,) = posts(read_json(value))
    return post


def test_a_post_of_a_feed_is_read_field_by_field():
    text = "😀 hi @bob مرحبا #pond see a.example/long… or here"
    facets = [
        facet(text, "@bob", "mention", did=BOB["did"]),
        facet(text, "#pond", "tag", tag="pond"),
        facet(text, "a.example/long…", "link", uri="https://www.a.example/long/way"),
        facet(text, "here", "link", uri="https://b.example/"),
    ]
    embed = {
        "$type": "app.bsky.embed.images",
        "images": [image("bafkreia"), image("bafkreib"), image("bafkreia")],
    }
    batches = read_json(
        feed({"post": view(said=record(text, facets=facets, embed=embed, tags=["beside"], via="App"))})
    )
    (post,) = posts(batches)
    assert post | {"objects": None} == {
        "profile": "bluesky:did:plc:ann",
        "post_id": at(1),
        "time": TIME,
        "offset_minutes": 0,
        "kind": "original",
        "text": "😀 hi @bob مرحبا #pond see https://www.a.example/long/way or here",
        "language": "en",
        "client": "App",
        "likes": 5,
        "reposts": 3,
        "replies": 1,
        "quotes": 2,
        "mentions": ["bluesky:did:web:bob.example"],
        "hashtags": ["pond", "beside"],
        "links": ["https://www.a.example/long/way", "https://b.example/"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": ["bafkreia", "bafkreib"],
        "objects": None,
        "fetched_at": None,
    }
    assert profiles(batches) == {
        "bluesky:did:plc:ann": {
            "key": "bluesky:did:plc:ann",
            "platform": "bluesky",
            "user_id": "did:plc:ann",
            "handle": "ann.bsky.example",
            "name": "Ann 🦆",
            "bio": None,
            "created": datetime(2023, 4, 26, 19, 5, 34, tzinfo=UTC),
            "followers": None,
            "following": None,
            "account": None,
            "label": None,
            "fetched_at": None,
        }
    }
    assert identities(batches) == {("bluesky", "did:plc:ann", "ann.bsky.example")}


def test_a_repost_says_what_its_original_says_and_counts_nothing():
    text = "whole @carol @ann"
    facets = [
        facet(text, "@carol", "mention", did=CAROL["did"]),
        facet(text, "@ann", "mention", did=ANN["did"]),
    ]
    batches = read_json(
        feed(reposted(original=view(7, said=record(text, facets=facets)), uri=at(9, BOB, REPOST)))
    )
    (post,) = posts(batches)
    assert (post["profile"], post["kind"], post["post_id"]) == (
        "bluesky:did:web:bob.example",
        "repost",
        at(9, BOB, REPOST),
    )
    assert (post["ref_id"], post["ref_author"]) == (at(7), "bluesky:did:plc:ann")
    assert (post["text"], post["language"], post["mentions"]) == (text, "en", ["bluesky:did:plc:carol"])
    assert post["time"] == datetime(2024, 3, 1, tzinfo=UTC)
    assert [post[name] for name in COUNTS] == [None] * 4
    assert post["objects"] == [f"repost:bluesky:{at(7)}"]
    assert set(profiles(batches)) == {"bluesky:did:web:bob.example"}
    assert identities(batches) == {("bluesky", a["did"], a["handle"]) for a in (ANN, BOB)}


def test_a_repost_of_a_quote_quotes_nobody_itself():
    post = one(feed(reposted(original=view(7, said=record(embed=quoting(at(6)))))))
    assert (post["kind"], post["quoted_id"]) == ("repost", None)


def test_a_pinned_post_is_a_post():
    pin = {"post": view(), "reason": {"$type": "app.bsky.feed.defs#reasonPin"}}
    assert one(feed(pin))["kind"] == "original"


def test_a_bare_repost_names_the_original_and_says_nothing():
    bare = {"$type": REPOST, "subject": strong(at(7)), "createdAt": "2024-03-01T00:00:00Z"}
    post = one({"uri": at(9, BOB, REPOST), "cid": "b", "value": bare})
    assert (post["kind"], post["text"], post["ref_id"]) == ("repost", None, at(7))
    assert (post["profile"], post["ref_author"]) == ("bluesky:did:web:bob.example", "bluesky:did:plc:ann")
    (refusal,) = refusals(read_json({"uri": at(9, BOB, REPOST), "value": bare | {"subject": strong("")}}))
    assert "reposts nothing" in refusal.reason


@pytest.mark.parametrize("media", [None, {"$type": "app.bsky.embed.images", "images": [image("bafkreia")]}])
def test_a_quote_names_what_it_quotes_with_media_or_without(media):
    post = one(feed({"post": view(said=record(embed=quoting(at(7, BOB), media)))}))
    assert (post["kind"], post["ref_id"]) == ("quote", None)
    assert (post["quoted_id"], post["quoted_author"]) == (at(7, BOB), "bluesky:did:web:bob.example")
    assert post["media"] == (["bafkreia"] if media else [])


def test_the_author_of_a_quoted_post_is_known_by_its_view_where_the_address_names_a_handle():
    said = record(embed=quoting("at://bob.example/app.bsky.feed.post/3k7"))
    for shown in ({"record": {"author": BOB}}, {"record": {"record": {"author": BOB}}}):
        assert (
            one(feed({"post": view(said=said, embed=shown)}))["quoted_author"]
            == "bluesky:did:web:bob.example"
        )
    assert one(feed({"post": view(said=said)}))["quoted_author"] == "bluesky:@bob.example"


def test_a_feed_that_is_shown_is_an_object_and_no_quote():
    shown = at(1, BOB, "app.bsky.feed.generator")
    post = one(feed({"post": view(said=record(embed=quoting(shown)))}))
    assert (post["kind"], post["quoted_id"], post["objects"]) == ("original", None, [f"other:{shown}"])


def test_a_reply_names_the_post_answered_and_learns_the_handle_of_its_author():
    said = record(reply={"root": strong(at(1, CAROL)), "parent": strong(at(7, BOB))}, embed=quoting(at(6)))
    parent = {"parent": view(7, BOB), "root": view(1, CAROL)}
    batches = read_json(feed({"post": view(said=said), "reply": parent}))
    (post,) = posts(batches)
    assert (post["kind"], post["ref_id"], post["ref_author"]) == (
        "reply",
        at(7, BOB),
        "bluesky:did:web:bob.example",
    )
    assert (post["quoted_id"], post["likes"]) == (at(6), 5)
    assert ("bluesky", "did:web:bob.example", "bob.example") in identities(batches)


def test_a_link_card_is_a_link_and_its_picture_no_media():
    card = {
        "uri": "https://a.example/x",
        "title": "t",
        "description": "d",
        "thumb": image("bafkreia")["image"],
    }
    post = one(
        feed({"post": view(said=record(embed={"$type": "app.bsky.embed.external", "external": card}))})
    )
    assert (post["links"], post["media"]) == (["https://a.example/x"], [])


def test_a_film_is_media_by_its_content():
    embed = {"$type": "app.bsky.embed.video", "video": image("bafkreiv")["image"]}
    assert one(feed({"post": view(said=record(embed=embed))}))["media"] == ["bafkreiv"]


@pytest.mark.parametrize(
    "uri", ["javascript:alert(1)", "mailto:a@b.example", "at://did:plc:a/b/c", "", None, 5]
)
def test_only_addresses_of_pages_are_links(uri):
    said = record("press", facets=[facet("press", "press", "link", uri=uri)])
    assert one(feed({"post": view(said=said)}))["links"] == []


@pytest.mark.parametrize(
    "index",
    [{}, None, {"byteStart": 1, "byteEnd": 9}, {"byteStart": -3, "byteEnd": 4}, {"byteStart": 9, "byteEnd": 2},
     {"byteStart": 0, "byteEnd": 10**9}, {"byteStart": "0", "byteEnd": 5}, {"byteStart": 5, "byteEnd": 12.5}],
)  # fmt: skip
def test_a_stretch_that_lies_outside_the_text_or_cuts_a_letter_changes_nothing(index):
    text = "😀a.example 😀"
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://\ufffda.example/x"}
    assert text_of({"text": text, "facets": [{"index": index, "features": [feature]}]}) == text


def test_overlapping_stretches_are_written_out_once():
    text = "go a.example/x now"
    facets = [facet(text, "a.example/x", "link", uri=f"https://a.example/x{n}") for n in range(3)]
    assert text_of({"text": text, "facets": facets}) == "go https://a.example/x0 now"


def test_hashtags_are_read_from_the_text_only_where_none_is_marked():
    assert one(feed({"post": view(said=record("old #pond #1 #Duck"))}))["hashtags"] == ["pond", "Duck"]
    said = record("new #pond #duck", facets=[facet("new #pond #duck", "#duck", "tag", tag="duck")])
    assert one(feed({"post": view(said=said)}))["hashtags"] == ["duck"]


def test_a_post_is_never_later_than_the_api_saw_it():
    future = view(said=record(createdAt="2031-01-01T00:00:00Z"))
    assert one(feed({"post": future}))["time"] == datetime(2024, 2, 22, 19, 58, 20, tzinfo=UTC)
    moved = view(said=record(createdAt="2012-01-01T00:00:00Z"))
    assert one(feed({"post": moved}))["time"].year == 2012


def test_a_time_without_a_zone_is_refused_unless_the_zone_is_told():
    value = {"uri": at(1), "value": record(createdAt="2023-07-21T01:33:51.481951")}
    (refusal,) = refusals(read_json(value))
    assert "name the zone" in refusal.reason
    entry = from_bytes("a.json", json.dumps(value).encode())
    (batch,) = source_named("bluesky").read(entry, ReadOptions(zone="Europe/Berlin"))
    (post,) = batch.posts.to_pylist()
    assert post["time"] == datetime(2023, 7, 20, 23, 33, 51, 481951, tzinfo=UTC)
    assert post["offset_minutes"] == 120


def test_the_same_record_reads_alike_in_every_container():
    said, uri = record(), at(1)
    bare = {"uri": uri, "cid": "b", "value": said}
    shown = {"uri": uri, "author": ANN, "record": said}
    commit = {"operation": "create", "collection": POST, "rkey": "3k1", "record": said}
    event = {"did": ANN["did"], "time_us": 1, "kind": "commit", "commit": commit}
    thread = {"$type": "app.bsky.feed.defs#threadViewPost", "post": shown}
    flat = [
        {"uri": uri, "depth": 0, "value": {"$type": "app.bsky.unspecced.defs#threadItemPost", "post": shown}}
    ]
    containers = [bare, [bare], {"records": [bare]}, {**said, "uri": uri}, shown, {"posts": [shown]}, [shown],
                  feed({"post": shown}), [feed({"post": shown})], event, {"thread": thread}, thread, {"thread": flat}]  # fmt: skip
    found = [one(value) for value in containers]
    assert all(post == found[0] for post in found)
    assert (found[0]["post_id"], found[0]["profile"]) == (uri, "bluesky:did:plc:ann")


def test_a_thread_gives_every_post_in_it_however_deep():
    top = {"post": view(0)}
    node = top
    for number in range(1, 300):
        node["replies"] = [{"post": view(number)}, {"uri": "at://x", "notFound": True}, None, 3]
        node = node["replies"][0]
    batches = read_json({"thread": top | {"parent": {"post": view(999), "parent": {"blocked": True}}}})
    assert len(posts(batches)) == 301
    (refusal,) = refusals(batches)
    assert "deleted or hidden" in refusal.reason


def test_profiles_alone_are_read_and_enrich_what_a_feed_says():
    full = ANN | {"description": "ponds", "followersCount": 10, "followsCount": 20, "postsCount": 3}
    batches = read_json({"profiles": [full, BOB]})
    assert profiles(batches)["bluesky:did:plc:ann"]["bio"] == "ponds"
    lines = read("bluesky", "\n".join(map(json.dumps, [full, feed({"post": view()})])).encode())
    kept = profiles(lines)["bluesky:did:plc:ann"]
    assert (kept["bio"], kept["followers"], kept["following"]) == ("ponds", 10, 20)
    stored = {"uri": at("self", ANN, "app.bsky.actor.profile"), "value": {"description": "of the record"}}
    assert profiles(read_json(stored))["bluesky:did:plc:ann"]["bio"] == "of the record"


def test_a_handle_that_leads_nowhere_is_no_handle():
    batches = read_json({"posts": [view(1, CAROL)]})
    assert profiles(batches)["bluesky:did:plc:carol"]["handle"] is None
    assert identities(batches) == set()


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ({"follows": [ANN], "subject": BOB}, "the accounts that an account follows"),
        ({"followers": [ANN], "subject": BOB}, "the accounts that follow"),
        ({"likes": [{"actor": ANN}], "uri": at(1)}, "likes"),
        ({"repostedBy": [ANN], "uri": at(1)}, "the accounts that reposted"),
        ({"notifications": []}, "notifications"),
        ({"convos": [{}]}, "private conversations"),
        ({"did": "did:plc:ann"}, "the id behind a handle"),
        ({"did": "did:plc:ann", "handle": "a", "didDoc": {}}, "identity documents"),
        ({"records": [{"uri": at(1, ANN, "app.bsky.graph.block"), "value": {}}]}, "blocks"),
        ({"did": "did:plc:ann", "kind": "identity", "time_us": 1}, "deletions and events"),
    ],
)
def test_what_holds_no_posts_says_what_it_is(value, what):
    with pytest.raises(FormatError, match=f"holds no posts: it is a file of {what}"):
        read_json(value)


def test_likes_among_posts_are_named_once():
    like = {"uri": at(1, ANN, "app.bsky.feed.like"), "value": {"$type": "app.bsky.feed.like"}}
    batches = read_json({"records": [like, {"uri": at(1), "value": record()}, like]})
    assert len(posts(batches)) == 1
    (refusal,) = refusals(batches)
    assert "likes" in refusal.reason


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (record(), "whose it is"),
        (record(createdAt=None) | {"uri": at(1)}, "no time"),
        (record(createdAt="soon, very soon indeed") | {"uri": at(1)}, "cannot be read"),
        ({"objectType": "note", "id": at(1)}, "ActivityStreams"),
        ({"py_type": POST, "created_at": "2024"}, "get_model_as_json"),
        ({"uri": "https://a.example", "record": record()}, "whose it is"),
        ({"a": 1}, "neither a post nor a profile"),
        ({"did": "nobody", "handle": ""}, "neither a post nor a profile"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(value, reason):
    batches = read_json([value, view()])
    assert len(posts(batches)) == 1
    (refusal,) = refusals(batches)
    assert refusal.place == "post 1"
    assert reason in refusal.reason


@pytest.mark.parametrize("answer", [{"error": "InvalidRequest", "message": "x"}, {"feed": []}, [], {}])
def test_an_answer_without_posts_is_no_refused_row(answer):
    batches = read_json(answer)
    assert (posts(batches), refusals(batches), n_rows(batches)) == ([], [], 0)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("at://did:plc:a/app.bsky.feed.post/3k", ("did:plc:a", "app.bsky.feed.post", "3k")),
        ("at://did:plc:a", None),
        ("https://bsky.app/profile/a/post/b", None),
        ("at://a/b/c/d", None),
        ("at://a b/c/d", None),
        (f"at://a/b/{'c' * 999}", None),
        (None, None),
    ],
)
def test_addresses_are_taken_apart_or_refused(value, found):
    assert address_of(value) == found


def test_dids_and_content_ids_are_known_by_their_form():
    assert [did_of(v) for v in ("did:plc:a", "did:web:a.example%3A3000", "did:x", "did:plc:a b", 5)] == [
        "did:plc:a",
        "did:web:a.example%3A3000",
        None,
        None,
        None,
    ]
    assert [content_id(v) for v in ({"ref": {"$link": 5}}, {"blob": "TODO"}, None, {"ref": "bafy"})] == [
        None,
        None,
        None,
        "bafy",
    ]


def test_a_feed_of_many_posts_comes_in_batches_of_at_most_two_thousand():
    batches = read_json(feed(*({"post": view(n)} for n in range(4_500))))
    assert max(batch.posts.num_rows for batch in batches) <= 2_000
    assert sum(batch.posts.num_rows for batch in batches) == 4_500


def test_a_page_cut_off_keeps_its_whole_posts():
    data = json.dumps(feed(*({"post": view(n)} for n in range(10)))).encode()
    batches = read("bluesky", data[:-60])
    assert len(posts(batches)) == 9
    assert len(refusals(batches)) == 1


@pytest.mark.parametrize("indent", [None, 4])
def test_a_first_look_cut_short_is_recognised_and_nobody_else_claims_it(indent):
    hostile = record(
        '{"id_str": 1, "screen_name": 2, "retweet_count": 3, "favorite_count": 4, "acct": 5, "author_id": 6}'
    )
    many = [{"post": view(n)} for n in range(400)]
    bare = [{"uri": at(n), "cid": "b", "value": record()} for n in range(400)]
    for value in (feed({"post": view(said=hostile)}, *many), [view(said=hostile), *many], {"records": bare}, bare[0]["value"], {"profiles": [ANN] * 400}):  # fmt: skip
        head = json.dumps(value, indent=indent).encode()[:HEAD_BYTES]
        scores = {source.name: source.sniff(head, "a.json") for source in discover()}
        best = scores.pop("bluesky")
        assert best > 0.8
        assert best > max(scores.values())


OURS = '{"uri": "at://did:plc:a/app.bsky.feed.post/b"'


@pytest.mark.parametrize("text", [text for text in FOREIGN if not text.startswith(OURS)])
def test_what_is_not_of_bluesky_is_not_claimed(text):
    assert source_named("bluesky").sniff(text.encode(), "posts.json") == 0


NO_ZONE = "bluesky: 0 posts, 0 profiles; its time names no zone; name the zone, such as UTC or Europe/Berlin"
CONVERTED = (
    "bluesky: 0 posts, 0 profiles; "
    "it was converted to ActivityStreams; import the JSON of Bluesky that it was made from"
)
NAMELESS = (
    "bluesky: 0 posts, 0 profiles; "
    "it does not say whose it is; export it with its address (at://…), as listRecords and getPosts do"
)
ONE = "bluesky: 1 posts, 1 profiles"


def nothing(what):
    return f"it is a file of {what} (Bluesky); import a file of posts instead (docs/FORMATS.md says how to obtain one)"


REAL = {
    "custom_record.json": nothing("records of app.bsky.feed.pythonSdkCustomRecordPost"),
    "did_doc.json": nothing("identity documents"),
    "extended_like_record.json": nothing("likes"),
    "extended_post_record.json": NO_ZONE,
    "feed_record.json": nothing("feeds"),
    "get_follows.json": nothing("the accounts that an account follows"),
    "like_record.json": nothing("likes"),
    "post_record.json": ONE,
    "resolve_handle.json": nothing("the id behind a handle"),
    "thread_view_post_with_embed_media.json": ONE,
    "actor.as-from-bsky.json": CONVERTED,
    "actor.bsky.json": NAMELESS,
    "actor_with_featured.as-from-bsky.json": CONVERTED,
    "actor_with_featured.bsky.json": NAMELESS,
    "comment_inreplyto_id.as-from-bsky.json": CONVERTED,
    "comment_inreplyto_id.bsky.json": ONE,
    "follow.as-from-bsky.json": CONVERTED,
    "follow.bsky.json": nothing("follows"),
    "like.as-from-bsky.json": CONVERTED,
    "like.bsky-from-as.json": nothing("likes"),
    "like.bsky.json": nothing("likes"),
    "note.as-from-bsky.json": CONVERTED,
    "note.bsky-from-as.json": NAMELESS,
    "note.bsky.json": NO_ZONE,
    "note_mastodon_with_video.bsky-from-as.json": NAMELESS,
    "note_with_article_attachment.bsky-from-as.json": NAMELESS,
    "note_with_article_tag_indices.as-from-bsky.json": CONVERTED,
    "note_with_article_tag_indices.bsky.json": NAMELESS,
    "note_with_custom_feed.as-from-bsky.json": CONVERTED,
    "note_with_custom_feed.bsky.json": ONE,
    "note_with_mention_linked_text.bsky.json": NAMELESS,
    "quote.as-from-bsky.json": CONVERTED,
    "quote.bsky-from-as.json": NAMELESS,
    "quote.bsky.json": NO_ZONE,
    "quote_and_attachment.bsky-from-as.json": NAMELESS,
    "quote_and_attachment.bsky.json": NAMELESS,
    "quote_and_image.bsky-from-as.json": NAMELESS,
    "quote_and_image.bsky.json": NAMELESS,
    "quote_with_image.bsky-from-as.json": NAMELESS,
    "quote_with_image.bsky.json": NO_ZONE,
    "repost.as-from-bsky.json": CONVERTED,
    "repost.bsky-from-as.json": NAMELESS,
    "repost.bsky.json": ONE,
}


def test_every_real_file_yields_its_posts_or_a_reason(real_data):
    entries = expand([real_data / "formats/bluesky"], lambda *_: None)
    assert {entry.base: outcome(lambda entry=entry: read_file(entry)) for entry in entries} == REAL


def test_a_real_quote_with_a_picture_is_read(real_data):
    (entry,) = expand([real_data / "formats/bluesky/thread_view_post_with_embed_media.json"], lambda *_: None)
    (post,) = posts(read_file(entry)[1])
    assert (post["kind"], post["quoted_id"][-13:]) == ("quote", "3kahesw26il2z")
    assert post["media"] == ["bafkreic3cp5ky525vsukjvrzxsc2h3jka2gud74l2hgeatw2rhj2qycnmq"]
    assert post["time"] == datetime(2023, 9, 28, 12, 49, 36, 735000, tzinfo=UTC)


def rich():
    text = "@bob #a a.example/x…"
    facets = [facet(text, "@bob", "mention", did=BOB["did"]), facet(text, "#a", "tag", tag="a"), facet(text, "a.example/x…", "link", uri="https://a.example/xy")]  # fmt: skip
    said = record(text, facets=facets, embed=quoting(at(7, BOB), {"images": [image("c")]}), reply={"parent": strong(at(6))}, tags=["b"])  # fmt: skip
    shown = view(said=said, embed={"record": {"record": {"author": BOB}}})
    return feed({"post": shown, "reply": {"parent": view(6)}}, reposted(original=shown), {"post": shown, "replies": [{"post": shown}]}, {"uri": at(1), "value": said}, ANN)  # fmt: skip


@given(mutations(rich()))
def test_no_mutation_of_a_feed_breaks_anything(value):
    check_sound("bluesky", json.dumps(value).encode(), "bluesky")


@given(mutations(rich()["feed"]), st.integers(0, 9_000))
def test_no_mutation_of_lines_cut_anywhere_breaks_anything(records, length):
    lines = "\n".join(map(json.dumps, records)).encode()
    check_sound("bluesky", lines[:length], "bluesky", name="a.jsonl")


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    check_sound("bluesky", data, "bluesky")
    source_named("bluesky").sniff(data, "a")
