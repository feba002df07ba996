"""How the tests of the readers read: a made-up file through one source, and a file gone wrong."""

from __future__ import annotations

import copy
import json

import pyarrow as pa
from hypothesis import strategies as st

from core.errors import DoppelscopeError
from core.model import KINDS
from core.schema import POSTS
from core.sources import discover
from core.sources.entries import Entry, expand, from_bytes
from core.sources.options import ReadOptions

_WEB_CLIENT = {
    "created_at": "a",
    "full_text": "t",
    "id_str": "1",
    "favorite_count": 1,
    "retweet_count": 1,
    "favorited": False,
}
FOREIGN = [
    "",
    '{"a": 1}',
    "[]",
    "window.location = 1",
    '{"id": "1", "account": {"acct": "a", "username": "a"}, "content": "<p>hi</p>", "created_at": "2024"}',
    '{"id": "1", "username": "a", "acct": "a", "followers_count": 1, "statuses_count": 1, "created_at": "2"}',
    '{"uri": "at://did:plc:a/app.bsky.feed.post/b", "record": {"$type": "x", "text": "t", "createdAt": "2"}}',
    '{"thread_id": "1", "id": "1", "author": "a", "body": "t", "timestamp": "2020-01-01 00:00:00"}',
    '[{"id": 1, "username": "Bret", "name": "Leanne", "email": "a@b.example"}]',
    '{"author_id": "1", "text": "a message in some forum", "id": "2", "created_at": "2020-01-01"}',
    '{"guild": {"owner_id": "1", "member_count": 5, "name": "a server"}}',
    json.dumps({"data": {"__typename": "Tweet", "legacy": _WEB_CLIENT}}),
    "tweet_id,created_at,text\n1,2020-01-01,hi\n",
    "PK\x03\x04",
    "\xff\xfe",
]
HEAD_BYTES = 64 * 1024
DROP = object()
STRANGE = [
    DROP,
    None,
    {},
    [],
    [None],
    ["x"],
    [[{}]],
    {"a": {"a": 1}},
    "",
    "x",
    "-1",
    "\u202e\U0001f600",
    "1" * 400,
    0,
    -1,
    1.5,
    1e300,
    2**63,
    True,
]


def source_named(name):
    return {source.name: source for source in discover()}[name]


def read(source, data, name="posts.json", beside=None):
    """Read bytes through one source; ``beside`` maps names of neighbours to their bytes."""
    given = [from_bytes(n, d) for n, d in {name: data, **(beside or {})}.items()]
    entry = expand(given, lambda *_: None)[0]
    return list(source_named(source).read(entry, ReadOptions()))


def read_file(entry: Entry):
    """Read an entry through the source that recognises it; give the source's name and the batches."""
    sniffed = {s.name: s.sniff(entry.head(HEAD_BYTES), entry.name.lower()) for s in discover()}
    name = max(sniffed, key=sniffed.__getitem__)
    assert sniffed[name] > 0, f"nothing recognises {entry.name}"
    return name, list(source_named(name).read(entry, ReadOptions()))


def posts(batches):
    return pa.concat_tables([batch.posts for batch in batches]).to_pylist() if batches else []


def profiles(batches):
    return {row["key"]: row for batch in batches for row in batch.profiles.to_pylist()}


def identities(batches):
    return {tuple(row.values()) for batch in batches for row in batch.identities.to_pylist()}


def refusals(batches):
    return [refusal for batch in batches for refusal in batch.refusals]


def n_rows(batches):
    return sum(batch.n_rows for batch in batches)


def _places(value, path=()):
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield (*path, key)
            yield from _places(value[key], (*path, key))


def _changed(value, wish, new):
    places = list(_places(value))
    if not places:
        return value
    *path, last = places[wish % len(places)]
    holder = value
    for key in path:
        holder = holder[key]
    if new is DROP:
        del holder[last]
    else:
        holder[last] = copy.deepcopy(new)
    return value


def mutations(document):
    """Give documents in which a few nested values were dropped or replaced by something strange."""
    steps = st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(STRANGE)), max_size=8)

    def mutated(chosen):
        value = copy.deepcopy(document)
        for wish, new in chosen:
            value = _changed(value, wish, new)
        return value

    return steps.map(mutated)


def check_sound(source, data, **given):
    """Check that whatever stands in a file, only our errors come out, and only sound rows."""
    try:
        batches = read(source, data, **given)
    except DoppelscopeError:
        return
    for batch in batches:
        assert batch.posts.schema == POSTS
        assert batch.n_rows >= batch.posts.num_rows
    for row in posts(batches):
        assert row["profile"].startswith("x:")
        assert row["kind"] in KINDS
        assert 2006 <= row["time"].year < 2100
    for refusal in refusals(batches):
        assert refusal.file
        assert refusal.place
        assert refusal.reason
