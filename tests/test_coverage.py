"""What a timeline says of its posts is counted, and what it does not say is not taken for zero."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from core.coverage import TOLD, coverage
from core.workspace import Workspace
from tests.corpus import post, store

KINDS = st.sampled_from(["original", "repost", "quote", "reply"])
WORDS = st.none() | st.sampled_from(["de", "en", "ar"])
COUNTS = st.none() | st.integers(0, 9)
POSTS = st.lists(
    st.fixed_dictionaries(
        {"kind": KINDS, "language": WORDS, "client": WORDS, "likes": COUNTS, "offset_minutes": COUNTS}
    ),
    min_size=1,
    max_size=8,
)


def seen(folder, posts):
    store(folder, posts)
    return coverage(Workspace(folder).timeline("x:1"))


def test_a_count_of_zero_is_told_and_a_missing_one_is_not(tmp_path):
    found = seen(tmp_path, [post(n=0, likes=0), post(n=1, likes=7), post(n=2)])
    assert (found.n_posts, found.told["likes"], found.told["replies"]) == (3, 2, 0)


def test_a_repost_that_names_nobody_is_counted_as_one_that_does_not(tmp_path):
    found = seen(
        tmp_path,
        [
            post(n=0, kind="repost", ref_author="x:2"),
            post(n=1, kind="repost"),
            post(n=2, kind="quote", quoted_author="x:3"),
            post(n=3),
        ],
    )
    assert (found.n_referring, found.n_named) == (3, 2)


def test_languages_come_most_used_first_and_ties_by_name(tmp_path):
    found = seen(tmp_path, [post(n=n, language=name) for n, name in enumerate(["en", "de", "de", "ar"])])
    assert found.languages == (("de", 2), ("ar", 1), ("en", 1))


def test_a_timeline_without_texts_says_so(tmp_path):
    assert seen(tmp_path, [post(n=0, text=None)]).told["text"] == 0


@given(POSTS)
def test_every_count_is_what_counting_by_hand_gives(tmp_path_factory, records):
    found = seen(tmp_path_factory.mktemp("w"), [post(n=n, **record) for n, record in enumerate(records)])
    for column in TOLD:
        by_hand = sum(record.get(column, "x" if column == "text" else None) is not None for record in records)
        assert found.told[column] == by_hand
    assert dict(found.languages) == Counter(r["language"] for r in records if r["language"] is not None)
    assert dict(found.offsets) == Counter(
        r["offset_minutes"] for r in records if r["offset_minutes"] is not None
    )
    assert found.n_referring == sum(r["kind"] != "original" for r in records)
