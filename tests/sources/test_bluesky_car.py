"""Repository exports: small ones made here block by block, damaged ones, and any bytes at all."""

from __future__ import annotations

import hashlib
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libipld import encode_cid, encode_dag_cbor

from core.errors import FormatError
from core.sources import discover
from tests.sources.reading import FOREIGN, n_rows, posts, profiles, read, refusals, source_named
from tests.sources.soundness import check_sound

DID = "did:plc:ann"
POST, REPOST, LIKE = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.feed.like"
BOB_POST = "at://did:plc:bob/app.bsky.feed.post/3kb"


def record(text="hello", **more):
    return {"$type": POST, "text": text, "createdAt": "2024-02-22T19:58:13.903Z", "langs": ["en"], **more}


RECORDS = {
    f"{POST}/3k1": record("😀 one"),
    f"{POST}/3k2": record("two", reply={"root": {"uri": BOB_POST}, "parent": {"uri": BOB_POST}}),
    f"{REPOST}/3k3": {"$type": REPOST, "subject": {"uri": BOB_POST}, "createdAt": "2024-03-01T00:00:00Z"},
    f"{LIKE}/3k4": {"$type": LIKE, "subject": {"uri": BOB_POST}, "createdAt": "2024-03-01T00:00:00Z"},
    "app.bsky.actor.profile/self": {
        "$type": "app.bsky.actor.profile",
        "displayName": "Ann",
        "description": "ponds",
    },
}


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


class Repository:
    """A repository made by hand, to the letter of the specification."""

    def __init__(self, records=None, fanout=2):
        self.blocks = {}
        keys = sorted((records if records is not None else RECORDS).items())
        leaves = [(key, self.add(value)) for key, value in keys]
        data = self.tree(leaves, fanout)
        commit = {"did": DID, "version": 3, "data": data, "rev": "3k", "prev": None, "sig": b"\x01" * 64}
        self.root = self.add(commit)

    def add(self, value):
        data = value if isinstance(value, bytes) else encode_dag_cbor(value)
        content_id = b"\x01\x71\x12\x20" + hashlib.sha256(data).digest()
        self.blocks[content_id] = data
        return content_id

    def tree(self, leaves, fanout):
        """Make a search tree: some entries here, the stretches between them in nodes below."""
        if len(leaves) <= fanout:
            return self.node(None, leaves, [None] * len(leaves))
        here = leaves[fanout :: fanout + 1]
        below = [leaves[n : n + fanout] for n in range(0, len(leaves), fanout + 1)]
        nodes = [self.tree(part, fanout) if part else None for part in below]
        nodes += [None] * (len(here) + 1 - len(nodes))
        return self.node(nodes[0], here, nodes[1:])

    def node(self, left, leaves, rights):
        entries, before = [], b""
        for (key, value), right in zip(leaves, rights, strict=True):
            name = key.encode()
            kept = next(
                (n for n, (a, b) in enumerate(zip(name, before, strict=False)) if a != b),
                min(len(name), len(before)),
            )
            entries.append({"p": kept, "k": name[kept:], "v": value, "t": right})
            before = name
        return self.add({"l": left, "e": entries})

    def bytes(self):
        header = encode_dag_cbor({"roots": [self.root], "version": 1})
        frames = [content_id + data for content_id, data in self.blocks.items()]
        return b"".join([varint(len(header)), header, *(varint(len(frame)) + frame for frame in frames)])


def read_car(data):
    return read("bluesky_car", data, name="repo.car")


def test_posts_reposts_and_the_profile_are_read_and_likes_passed_over():
    batches = read_car(Repository().bytes())
    found = {post["post_id"]: post for post in posts(batches)}
    assert set(found) == {f"at://{DID}/{POST}/3k1", f"at://{DID}/{POST}/3k2", f"at://{DID}/{REPOST}/3k3"}
    assert {post["profile"] for post in found.values()} == {"bluesky:did:plc:ann"}
    first, reply, repost = (found[key] for key in sorted(found))
    assert (first["kind"], first["text"], first["language"]) == ("original", "😀 one", "en")
    assert (reply["kind"], reply["ref_id"], reply["ref_author"]) == ("reply", BOB_POST, "bluesky:did:plc:bob")
    assert (repost["kind"], repost["ref_author"], repost["text"]) == ("repost", "bluesky:did:plc:bob", None)
    assert [first[name] for name in ("likes", "reposts", "replies", "quotes")] == [None] * 4
    profile = profiles(batches)["bluesky:did:plc:ann"]
    assert (profile["name"], profile["bio"], profile["handle"]) == ("Ann", "ponds", None)
    assert (n_rows(batches), refusals(batches)) == (4, [])


@pytest.mark.parametrize("fanout", [1, 2, 7, 500])
def test_every_shape_of_tree_gives_every_record_once(fanout):
    records = {f"{POST}/3k{n:05}": record(str(n)) for n in range(300)}
    found = posts(read_car(Repository(records, fanout).bytes()))
    assert sorted(post["text"] for post in found) == sorted(map(str, range(300)))
    assert all(post["post_id"].endswith(f"{int(post['text']):05}") for post in found)


def test_a_picture_has_the_same_name_as_in_the_api():
    content_id = b"\x01\x55\x12\x20" + hashlib.sha256(b"a picture").digest()
    blob = {"$type": "blob", "ref": content_id, "mimeType": "image/png", "size": 9}
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "", "image": blob}]}
    (post,) = posts(read_car(Repository({f"{POST}/3k1": record(embed=embed)}).bytes()))
    name = encode_cid(content_id)
    said = record(embed={"images": [{"image": blob | {"ref": {"$link": name}}}]})
    listed = {"uri": f"at://{DID}/{POST}/3k1", "value": said}
    (other,) = posts(read("bluesky", json.dumps(listed).encode()))
    assert post["media"] == other["media"] == [name]
    assert post == other


def test_a_large_repository_comes_in_batches():
    records = {f"{POST}/3k{n:05}": record() for n in range(4_500)}
    batches = read_car(Repository(records, 40).bytes())
    assert max(batch.posts.num_rows for batch in batches) <= 2_000
    assert sum(batch.posts.num_rows for batch in batches) == 4_500


def test_a_repository_without_posts_says_what_it_holds():
    with pytest.raises(
        FormatError, match=r"holds no posts: it is a file of records of app\.bsky\.feed\.like"
    ):
        read_car(Repository({f"{LIKE}/3k{n}": RECORDS[f"{LIKE}/3k4"] for n in range(9)}).bytes())


def test_a_damaged_record_is_refused_and_never_misread():
    data = Repository().bytes()
    assert data.count(b"two") == 1
    batches = read_car(data.replace(b"two", b"too"))
    assert sorted(post["text"] or "" for post in posts(batches)) == ["", "😀 one"]
    (refusal,) = refusals(batches)
    assert "1 records or parts of the tree are missing or damaged" in refusal.reason


def test_a_part_of_a_repository_gives_what_is_there_and_counts_what_is_not():
    whole = Repository({f"{POST}/3k{n}": record(str(n)) for n in range(9)}, 500)
    for content_id in [key for key, data in whole.blocks.items() if b"dtext" in data][:4]:
        del whole.blocks[content_id]
    batches = read_car(whole.bytes())
    assert len(posts(batches)) == 5
    assert "4 records" in refusals(batches)[0].reason


def test_a_file_cut_off_gives_what_is_whole_and_says_so():
    whole = Repository()
    # the commit and the tree first, as servers send them
    whole.blocks = dict(sorted(whole.blocks.items(), key=lambda block: b"dtext" in block[1]))
    batches = read_car(whole.bytes()[:-5])
    assert len(posts(batches)) == 2
    assert any("cut off" in refusal.reason for refusal in refusals(batches))


@pytest.mark.parametrize(
    "entries",
    [[{"p": 9, "k": b"x", "v": None, "t": None}], [{"p": 0, "k": "x"}], [{"p": -1, "k": b"x"}], [{}]],
)
def test_a_tree_that_lies_about_its_keys_is_refused_where_it_does(entries):
    whole = Repository({f"{POST}/3k1": record()})
    below = whole.add({"l": None, "e": entries})
    leaf = {"p": 0, "k": f"{POST}/3k1".encode(), "v": whole.add(record()), "t": below}
    whole.root = whole.add({"did": DID, "data": whole.add({"l": None, "e": [leaf]})})
    batches = read_car(whole.bytes())
    assert len(posts(batches)) == 1
    assert "1 records or parts of the tree" in refusals(batches)[0].reason


def test_a_tree_whose_branches_meet_again_is_walked_once():
    whole = Repository({})
    below = whole.add(
        {"l": None, "e": [{"p": 0, "k": f"{POST}/3k1".encode(), "v": whole.add(record()), "t": None}]}
    )
    for number in range(60):  # 2^60 ways lead to the leaf
        below = whole.add({"l": below, "e": [{"p": 0, "k": b"a%d" % number, "v": None, "t": below}]})
    whole.root = whole.add({"did": DID, "data": below})
    batches = read_car(whole.bytes())
    assert len(posts(batches)) == 1
    assert len(refusals(batches)) == 1


def test_a_record_that_is_no_record_is_refused():
    deep = b"\x81" * 50_000 + b"\x01"
    strange = {f"{POST}/3k{n}": value for n, value in enumerate([deep, b"\xff", [1], 5, "x"])}
    batches = read_car(Repository(strange | {f"{POST}/3k9": record()}).bytes())
    assert len(posts(batches)) == 1
    assert "5 records" in refusals(batches)[0].reason


def test_a_deleted_record_whose_block_is_still_there_is_not_read():
    whole = Repository()
    whole.add(record("deleted"))
    assert "deleted" not in {post["text"] for post in posts(read_car(whole.bytes()))}


@pytest.mark.parametrize("data", [b"", b"\x00", b"x" * 99, varint(10**9) + b"eroots", b"\x80" * 20])
def test_what_is_no_repository_is_refused_with_the_way_out(data):
    with pytest.raises(FormatError, match="download it again"):
        read_car(data)


def test_a_commit_without_a_did_says_what_is_missing():
    whole = Repository()
    whole.root = whole.add({"data": None})
    with pytest.raises(FormatError, match="lacks the commit that says whose repository it is"):
        read_car(whole.bytes())


def test_other_content_addressed_files_are_refused():
    whole = Repository()
    frame = b"\x01\x70\x12\x20" + bytes(32) + b"data"
    with pytest.raises(FormatError, match="unusual way"):
        read_car(whole.bytes() + varint(len(frame)) + frame)


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "libipld", None)
    with pytest.raises(FormatError, match="pip install libipld"):
        read_car(Repository().bytes())


def test_a_repository_is_recognised_by_its_first_bytes_and_nobody_else_claims_it():
    data = Repository().bytes()
    scores = {source.name: source.sniff(data, "download") for source in discover()}
    assert scores.pop("bluesky_car") > 0.9
    assert set(scores.values()) == {0}
    assert 0 < source_named("bluesky_car").sniff(b"", "repo.car") < 0.5


@pytest.mark.parametrize("text", FOREIGN)
def test_what_is_no_repository_is_not_claimed(text):
    assert source_named("bluesky_car").sniff(text.encode(), "a.json") == 0


@given(st.data())
def test_a_repository_changed_anywhere_breaks_nothing(data):
    whole = bytearray(Repository().bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    check_sound("bluesky_car", bytes(whole[: data.draw(st.integers(0, len(whole)))]), "bluesky")


STRANGE = st.recursive(
    st.none() | st.integers(-(2**60), 2**60) | st.text(max_size=9) | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["text", "createdAt", "reply", "embed", "facets", "langs", "tags", "subject"]), STRANGE), st.sampled_from([POST, REPOST, "app.bsky.actor.profile"]))  # fmt: skip
def test_records_of_any_content_break_nothing(value, collection):
    made = {f"{collection}/3k1": record() | value}
    check_sound("bluesky_car", Repository(made).bytes(), "bluesky")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    check_sound("bluesky_car", data, "bluesky")
    source_named("bluesky_car").sniff(data, "a")
