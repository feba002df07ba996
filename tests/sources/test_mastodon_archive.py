"""An account's own archive: the outbox by hand, with and without what lies beside it, mutated and cut."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError
from core.sources import discover
from core.sources.entries import expand, from_bytes
from tests.sources.reading import (
    FOREIGN,
    HEAD_BYTES,
    mutations,
    n_rows,
    posts,
    profiles,
    read,
    read_file,
    refusals,
    source_named,
)
from tests.sources.soundness import check_sound

ANN = "https://social.example/users/Ann"
BOB = "https://far.example/users/bob"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
TIME = datetime(2022, 11, 8, 3, 7, 14, tzinfo=UTC)
CONTEXT = ["https://www.w3.org/ns/activitystreams", {"toot": "http://joinmastodon.org/ns#"}]
ACTOR = {
    "@context": CONTEXT,
    "id": ANN,
    "type": "Person",
    "preferredUsername": "Ann",
    "name": "Ann 🦆",
    "summary": "<p>ponds &lt;3</p>",
    "published": "2018-03-17T00:00:00Z",
    "outbox": "outbox.json",
}


def note(number=1, content="<p>hello</p>", to=(PUBLIC,), cc=(f"{ANN}/followers",), **more):
    return {
        "id": f"{ANN}/statuses/{number}",
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "published": "2022-11-08T03:07:14Z",
        "attributedTo": ANN,
        "to": list(to),
        "cc": list(cc),
        "content": content,
        "contentMap": {"en": content},
        "attachment": [],
        "tag": [],
        **more,
    }


def create(inner, **more):
    told = {name: inner.get(name) for name in ("to", "cc", "published")}
    return {
        "id": f"{inner.get('id')}/activity",
        "type": "Create",
        "actor": ANN,
        **told,
        "object": inner,
        **more,
    }


def announce(number=5, original=f"{BOB}/statuses/9", cc=(BOB, f"{ANN}/followers"), **more):
    return {
        "id": f"{ANN}/statuses/{number}/activity",
        "type": "Announce",
        "actor": ANN,
        "published": "2022-11-08T03:07:14Z",
        "to": [PUBLIC],
        "cc": list(cc),
        "object": original,
        **more,
    }


def outbox(*items, **more):
    return {
        "@context": CONTEXT,
        "id": "outbox.json",
        "type": "OrderedCollection",
        "orderedItems": list(items),
        **more,
    }


def tag(address, name):
    return {"type": "Mention", "href": address, "name": name}


def read_archive(value, name="outbox.json", **given):
    return read("mastodon_archive", json.dumps(value, ensure_ascii=False).encode(), name=name, **given)


def one(*items, **given):
    (post,) = posts(read_archive(outbox(*items), **given))
    return post


def test_a_post_is_read_field_by_field():
    content = (
        '<p>R&amp;D <span class="h-card"><a href="https://far.example/@bob" class="u-url mention">@<span>bob</span></a>'
        '</span> <a href="https://a.example/x"><span class="invisible">https://</span>a.example/x</a></p>'
    )
    written = note(
        content=content,
        summary="ducks",
        tag=[
            tag(BOB, "@bob@far.example"),
            {"type": "Hashtag", "href": "https://x", "name": "#pond"},
            {"type": "Emoji"},
        ],
        attachment=[
            {"type": "Document", "url": "/bucket/media_attachments/files/1/original/ab.png"},
            {"type": "Link", "href": "https://a.example/card"},
        ],
        likes={"type": "Collection", "totalItems": 4},
        shares={"type": "Collection", "totalItems": 2},
        replies={"type": "Collection", "first": {}},
    )
    batches = read_archive(outbox(create(written)), beside={"actor.json": json.dumps(ACTOR).encode()})
    (post,) = posts(batches)
    assert post | {"objects": None} == {
        "profile": "mastodon:@ann@social.example",
        "post_id": f"{ANN}/statuses/1",
        "time": TIME,
        "offset_minutes": 0,
        "kind": "original",
        "text": "ducks\n\nR&D @bob https://a.example/x",
        "language": "en",
        "client": None,
        "likes": 4,
        "reposts": 2,
        "replies": None,
        "quotes": None,
        "mentions": ["mastodon:@bob@far.example"],
        "hashtags": ["pond"],
        "links": ["https://a.example/x"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": ["media_attachments/files/1/original/ab.png"],
        "objects": None,
        "fetched_at": None,
    }
    profile = profiles(batches)["mastodon:@ann@social.example"]
    assert (profile["handle"], profile["name"], profile["bio"]) == (
        "Ann@social.example",
        "Ann 🦆",
        "ponds <3",
    )
    assert profile["created"] == datetime(2018, 3, 17, tzinfo=UTC)


def test_without_its_actor_an_outbox_still_says_whose_it_is():
    batches = read_archive(outbox(create(note())))
    assert profiles(batches)["mastodon:@ann@social.example"]["handle"] == "Ann@social.example"


def test_an_actor_alone_is_a_profile_and_a_broken_one_beside_does_no_harm():
    batches = read_archive(ACTOR, name="actor.json")
    assert profiles(batches)["mastodon:@ann@social.example"]["bio"] == "ponds <3"
    assert (posts(batches), n_rows(batches)) == ([], 1)
    for broken in (b"", b"[", b"{}", b"[3]", b'{"id": 3}'):
        assert one(create(note()), beside={"actor.json": broken})["profile"] == "mastodon:@ann@social.example"


def test_an_address_that_shows_no_handle_is_explained_by_the_actor_or_is_the_key_itself():
    numeric = "https://social.example/ap/users/115"
    written = create(note(attributedTo=numeric), actor=numeric)
    beside = {"actor.json": json.dumps(ACTOR | {"id": numeric, "webfinger": "ann@example.org"}).encode()}
    assert one(written, beside=beside)["profile"] == "mastodon:@ann@example.org"
    assert one(written)["profile"] == f"mastodon:{numeric}"
    other = {"other/actor.json": beside["actor.json"]}
    assert one(written, name="mine/outbox.json", beside=other)["profile"] == f"mastodon:{numeric}"


def test_a_boost_names_the_original_and_its_author():
    post = one(announce())
    assert (post["kind"], post["ref_id"]) == ("repost", f"{BOB}/statuses/9")
    assert (post["ref_author"], post["text"]) == ("mastodon:@bob@far.example", None)
    assert post["objects"] == [f"repost:mastodon:{BOB}/statuses/9"]
    assert post["post_id"] == f"{ANN}/statuses/5/activity"


@pytest.mark.parametrize(
    ("original", "cc", "author"),
    [
        ("https://far.example/objects/1-2", (BOB, f"{ANN}/followers"), "mastodon:@bob@far.example"),
        (f"{BOB}/statuses/9", (f"{ANN}/followers",), "mastodon:@bob@far.example"),
        ("https://far.example/objects/1-2", (f"{ANN}/followers",), None),
        (
            "https://far.example/objects/1-2",
            (BOB, "https://third.example/users/x"),
            "mastodon:@bob@far.example",
        ),
        ("https://far.example/objects/1-2", ("https://b.example/users/b", "https://c.example/users/c"), None),
        (f"{ANN}/statuses/1", (ANN, f"{ANN}/followers"), "mastodon:@ann@social.example"),
    ],
)
def test_the_author_of_what_is_boosted_is_told_by_address_or_by_addressee(original, cc, author):
    assert one(announce(original=original, cc=cc))["ref_author"] == author


def test_a_boost_that_brings_its_original_says_what_it_says():
    inner = note(3, "<p>whole</p>", id="https://far.example/notes/9x", attributedTo=BOB)
    post = one(announce(original=inner, cc=[]))
    assert (post["text"], post["ref_author"], post["language"]) == (
        "whole",
        "mastodon:@bob@far.example",
        "en",
    )


def test_a_handle_that_a_mention_shows_is_used_for_the_same_address_anywhere():
    misskey = "https://key.example/users/9abcdef"
    mentioning = create(note(1, tag=[tag(misskey, "@dan@key.example")]))
    boosting = announce(original="https://key.example/notes/9xyz", cc=[misskey])
    found = posts(read_archive(outbox(boosting, mentioning)))
    assert found[0]["ref_author"] == "mastodon:@dan@key.example"
    assert found[1]["mentions"] == ["mastodon:@dan@key.example"]


@pytest.mark.parametrize(
    ("answered", "tags", "author"),
    [
        (f"{BOB}/statuses/9", [], "mastodon:@bob@far.example"),
        (f"{ANN}/statuses/1", [], "mastodon:@ann@social.example"),
        (f"{BOB}2/statuses/1", [tag(BOB, "@bob@far.example")], "mastodon:@bob2@far.example"),
        ("https://far.example/objects/1", [tag(BOB, "@bob@far.example")], "mastodon:@bob@far.example"),
        ("https://far.example/objects/1", [tag(BOB, "@bob"), tag(f"{BOB}2", "@bob2")], None),
        ("https://far.example/objects/1", [], None),
    ],
)
def test_a_reply_names_whom_it_answers_where_that_can_be_told(answered, tags, author):
    post = one(create(note(2, inReplyTo=answered, tag=tags)))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", answered, author)


@pytest.mark.parametrize("field", ["quote", "quoteUri", "quoteUrl", "_misskey_quote"])
def test_a_quote_is_read_in_each_of_its_four_names(field):
    content = f'<p>see</p><p><a href="{BOB}/statuses/9">{BOB}/statuses/9</a></p>'
    post = one(create(note(2, content, **{field: f"{BOB}/statuses/9"})))
    assert (post["kind"], post["quoted_id"]) == ("quote", f"{BOB}/statuses/9")
    assert (post["quoted_author"], post["links"]) == ("mastodon:@bob@far.example", [])


def test_a_quote_of_what_is_gone_is_a_quote():
    post = one(create(note(2, quote={"type": "Tombstone"})))
    assert (post["kind"], post["quoted_id"]) == ("quote", None)


@pytest.mark.parametrize(
    ("to", "cc", "reason"),
    [
        ([BOB], [], "direct message"),
        ([], [], "direct message"),
        ([f"{ANN}/followers"], [BOB], "followers only"),
    ],
)
def test_messages_and_posts_for_followers_are_refused_and_never_kept(to, cc, reason):
    hidden = create(note(2, "<p>a secret</p>", to=to, cc=cc))
    batches = read_archive(outbox(create(note()), hidden, announce(to=to, cc=cc)))
    assert [post["text"] for post in posts(batches)] == ["hello"]
    assert [refusal.place for refusal in refusals(batches)] == ["post 2", "post 3"]
    assert all(reason in refusal.reason for refusal in refusals(batches))
    assert "secret" not in str(refusals(batches))


@pytest.mark.parametrize(
    ("to", "cc"), [([f"{ANN}/followers"], [PUBLIC]), (["as:Public"], []), ("Public", None)]
)
def test_unlisted_posts_and_other_spellings_of_public_are_kept(to, cc):
    assert one(create(note() | {"to": to, "cc": cc}))["text"] == "hello"


def test_other_activities_are_named_once_and_notes_of_other_servers_read():
    like = {"type": "Like", "actor": ANN, "object": f"{BOB}/statuses/9"}
    question = note(3, type="Question", oneOf=[{"type": "Note", "name": "yes"}])
    article = note(4, "<p>body</p>", type="Article", name="A title")
    batches = read_archive(outbox(create(question), like, like, article))
    assert [post["text"] for post in posts(batches)] == ["hello", "A title\n\nbody"]
    (refusal,) = refusals(batches)
    assert "'Like'" in refusal.reason


@pytest.mark.parametrize(
    ("name", "what"),
    [("likes.json", "likes"), ("bookmarks.json", "bookmarks"), ("following.json", "addresses")],
)
def test_the_archive_s_other_files_say_what_they_are(name, what):
    value = outbox(f"{BOB}/statuses/9", f"{BOB}/statuses/8") | {"id": name}
    with pytest.raises(FormatError, match=f"holds no posts: it is a file of {what}"):
        read_archive(value, name=name)


def test_an_empty_outbox_and_a_page_of_one_are_read():
    assert posts(read_archive(outbox())) == []
    page = {"type": "OrderedCollectionPage", "orderedItems": [create(note())]}
    assert len(posts(read_archive(page))) == 1
    nested = {"type": "OrderedCollection", "first": page}
    assert len(posts(read_archive(nested))) == 1
    assert len(posts(read_archive([create(note()), announce()]))) == 2


@pytest.mark.parametrize("record", [None, 3, "text", [1], {"a": 1}])
def test_what_is_no_post_is_refused_and_its_neighbours_are_kept(record):
    batches = read_archive(outbox(create(note(1)), record, create(note(2))))
    assert len(posts(batches)) == 2
    assert [refusal.place for refusal in refusals(batches)] == ["post 2"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"published": None}, "no time"),
        ({"published": "2022-11-08T03:07:14"}, "name the zone"),
        ({"attributedTo": None, "actor": None}, "names no author"),
    ],
)
def test_a_post_without_author_or_time_is_refused(change, reason):
    (refusal,) = refusals(read_archive(outbox(note() | change)))
    assert reason in refusal.reason


def test_an_outbox_cut_off_keeps_its_whole_posts():
    # Mastodon writes the name twice, the first time with nothing behind it
    whole = json.dumps(outbox(*(create(note(n)) for n in range(10)))).replace(
        '"orderedItems": [', '"orderedItems":[],"orderedItems":['
    )
    assert len(posts(read("mastodon_archive", whole.encode()))) == 10
    batches = read("mastodon_archive", whole[:-100].encode())
    assert len(posts(batches)) == 9
    (refusal,) = refusals(batches)
    assert (refusal.place, "not JSON" in refusal.reason) == ("item 10", True)


def test_a_zipped_archive_is_read_with_its_actor():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("outbox.json", json.dumps(outbox(create(note()), announce())))
        archive.writestr("actor.json", json.dumps(ACTOR))
        archive.writestr("likes.json", json.dumps(outbox(f"{BOB}/statuses/9") | {"id": "likes.json"}))
    entries = {
        entry.base: entry for entry in expand([from_bytes("a.zip", packed.getvalue())], lambda *_: None)
    }
    name, batches = read_file(entries["outbox.json"])
    assert (name, len(posts(batches))) == ("mastodon_archive", 2)
    assert profiles(batches)["mastodon:@ann@social.example"]["bio"] == "ponds <3"
    assert read_file(entries["actor.json"])[0] == "mastodon_archive"
    with pytest.raises(FormatError, match="likes"):
        read_file(entries["likes.json"])


@pytest.mark.parametrize("indent", [None, 4])
def test_a_first_look_cut_short_is_recognised_and_nobody_else_claims_it(indent):
    hostile = '{"id_str": 1, "screen_name": 2, "retweet_count": 3, "favorite_count": 4, "acct": "at://did:plc:a/b/c"}'
    items = [create(note(1, hostile)), *(create(note(n)) for n in range(200))]
    for value in (
        outbox(*items),
        items,
        outbox(*items) | {"@context": None},
        ACTOR,
        outbox(f"{BOB}/statuses/9"),
    ):
        head = json.dumps(value, indent=indent).encode()[:HEAD_BYTES]
        scores = {source.name: source.sniff(head, "a.json") for source in discover()}
        best = scores.pop("mastodon_archive")
        assert best > 0.8
        assert best > max(scores.values())


@pytest.mark.parametrize("text", FOREIGN)
def test_what_is_no_archive_is_not_claimed(text):
    assert source_named("mastodon_archive").sniff(text.encode(), "outbox.json") == 0


def rich():
    tags = [tag(BOB, "@bob@far.example"), {"type": "Hashtag", "name": "#a", "href": "b"}]
    full = note(2, '<a href="https://a.example/x">x</a>', inReplyTo=f"{BOB}/statuses/9", quote=f"{BOB}/statuses/8", tag=tags, attachment=[{"type": "Image", "url": "/c"}], likes={"totalItems": 1}, generator={"name": "d"})  # fmt: skip
    return outbox(create(full), announce(), announce(original=full), ACTOR)


@given(mutations(rich()))
def test_no_mutation_of_an_outbox_breaks_anything(value):
    check_sound("mastodon_archive", json.dumps(value).encode(), "mastodon")


@given(mutations(ACTOR), st.integers(0, 3_000))
def test_no_mutation_of_an_actor_and_no_cut_of_the_outbox_breaks_anything(actor, length):
    data = json.dumps(rich()).encode()[:length]
    check_sound("mastodon_archive", data, "mastodon", beside={"actor.json": json.dumps(actor).encode()})
