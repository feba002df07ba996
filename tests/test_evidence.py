"""The posts behind a number are those that the number counts."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content.marker import client_counts, domain_counts, hashtag_counts
from core.evidence import ROWS_WITH, from_client, with_domain, with_hashtag

TAGS = st.lists(
    st.sampled_from(["Vote", "#vote", "ＶＯＴＥ", "Straße", "STRASSE", "", "قهوة", "😀"]), max_size=3
)
LINKS = st.lists(
    st.sampled_from(
        ["https://www.a.example/1", "a.example/2", "http://[", "https://t.co/x", "m.b.example", ""]
    ),
    max_size=3,
)
CLIENTS = st.sampled_from([None, "Web", " Web ", "", "<b>"])
ROWS = st.lists(
    st.tuples(st.sampled_from(["original", "repost", "reply"]), TAGS | st.none(), LINKS | st.none(), CLIENTS),
    max_size=12,
)


def frame(rows):
    return pd.DataFrame(rows, columns=["kind", "hashtags", "links", "client"]).astype(object)


@given(ROWS)
def test_every_counted_thing_has_its_posts_and_no_other_thing_has_any(rows):
    posts = frame(rows)
    for find, counted in (
        (with_hashtag, hashtag_counts(posts)),
        (with_domain, domain_counts(posts)),
        (from_client, client_counts(posts)),
    ):
        for term, n in zip(counted.terms, counted.counts.tolist(), strict=True):
            found = find(posts, term).tolist()
            assert found == sorted(set(found))
            # a post may hold a thing more than once
            assert 1 <= len(found) <= n
        assert find(posts, "what nobody wrote").tolist() == []


def test_reposts_are_evidence_for_clients_only():
    posts = frame([("repost", ["vote"], ["https://a.example"], "Web")])
    assert with_hashtag(posts, "vote").tolist() == with_domain(posts, "a.example").tolist() == []
    assert from_client(posts, "Web").tolist() == [0]


def test_a_null_list_holds_nothing():
    posts = frame([("reply", float("nan"), None, None), ("reply", ["Vote", None], ["www.a.example"], "Web")])
    assert with_hashtag(posts, "vote").tolist() == with_domain(posts, "a.example").tolist() == [1]


@pytest.mark.parametrize(("thing", "name"), [("word", "harbour"), ("token", "harbour")])
def test_words_are_cut_as_their_mode_cuts_them(thing, name):
    posts = pd.DataFrame(
        {"kind": ["reply", "repost", "reply"], "text": ["Harbour!", "the harbour", None], "language": "en"}
    )
    assert ROWS_WITH[thing](posts, name).tolist() == ([0] if thing == "word" else [0, 1])
