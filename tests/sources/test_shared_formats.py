"""Every real file of every format, and what comes of it: a change in any reader is seen here."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from core.errors import InputError
from core.sources import HEAD_BYTES, recognise, unrecognised
from core.sources.entries import expand
from core.sources.options import ReadOptions
from tests.sources.packing import WRAPPINGS, opened
from tests.sources.reading import n_rows, posts, profiles, refusals

CONVERTED = (
    "bluesky, 1 rows: no posts; 0 profiles; 1 refused: "
    "it was converted to ActivityStreams; import the JSON of Bluesky that it was made from"
)
NOBODY_S = (
    "bluesky, 1 rows: no posts; 0 profiles; 1 refused: "
    "it does not say whose it is; export it with its address (at://…), as listRecords and getPosts do"
)
WITHOUT_ZONE = (
    "bluesky, 1 rows: no posts; 0 profiles; 1 refused: "
    "its time names no zone; name the zone, such as UTC or Europe/Berlin"
)


def nothing(source, what):
    """Say what is said of a file without posts."""
    return f"{source}, left out: holds no posts: it is a file of {what}; import a file of posts instead (docs/FORMATS.md says how to obtain one)"


OUTCOMES = {
    "formats/bluesky/custom_record.json": nothing(
        "bluesky", "records of app.bsky.feed.pythonSdkCustomRecordPost (Bluesky)"
    ),
    "formats/bluesky/did_doc.json": nothing("bluesky", "identity documents (Bluesky)"),
    "formats/bluesky/extended_like_record.json": nothing("bluesky", "likes (Bluesky)"),
    "formats/bluesky/extended_post_record.json": WITHOUT_ZONE,
    "formats/bluesky/feed_record.json": nothing("bluesky", "feeds (Bluesky)"),
    "formats/bluesky/get_follows.json": nothing("bluesky", "the accounts that an account follows (Bluesky)"),
    "formats/bluesky/granary_synthetic/actor.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/actor.bsky.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/actor_with_featured.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/actor_with_featured.bsky.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/comment_inreplyto_id.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/comment_inreplyto_id.bsky.json": "bluesky, 1 rows: 1 reply; 1 profiles",
    "formats/bluesky/granary_synthetic/follow.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/follow.bsky.json": nothing("bluesky", "follows (Bluesky)"),
    "formats/bluesky/granary_synthetic/like.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/like.bsky-from-as.json": nothing("bluesky", "likes (Bluesky)"),
    "formats/bluesky/granary_synthetic/like.bsky.json": nothing("bluesky", "likes (Bluesky)"),
    "formats/bluesky/granary_synthetic/note.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/note.bsky-from-as.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/note.bsky.json": WITHOUT_ZONE,
    "formats/bluesky/granary_synthetic/note_mastodon_with_video.bsky-from-as.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/note_with_article_attachment.bsky-from-as.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/note_with_article_tag_indices.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/note_with_article_tag_indices.bsky.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/note_with_custom_feed.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/note_with_custom_feed.bsky.json": "bluesky, 1 rows: 1 original; 1 profiles",
    "formats/bluesky/granary_synthetic/note_with_mention_linked_text.bsky.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/quote.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/quote.bsky-from-as.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/quote.bsky.json": WITHOUT_ZONE,
    "formats/bluesky/granary_synthetic/quote_and_attachment.bsky-from-as.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/quote_and_attachment.bsky.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/quote_and_image.bsky-from-as.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/quote_and_image.bsky.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/quote_with_image.bsky-from-as.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/quote_with_image.bsky.json": WITHOUT_ZONE,
    "formats/bluesky/granary_synthetic/repost.as-from-bsky.json": CONVERTED,
    "formats/bluesky/granary_synthetic/repost.bsky-from-as.json": NOBODY_S,
    "formats/bluesky/granary_synthetic/repost.bsky.json": "bluesky, 1 rows: 1 repost; 1 profiles",
    "formats/bluesky/like_record.json": nothing("bluesky", "likes (Bluesky)"),
    "formats/bluesky/post_record.json": "bluesky, 1 rows: 1 original; 1 profiles",
    "formats/bluesky/resolve_handle.json": nothing("bluesky", "the id behind a handle (Bluesky)"),
    "formats/bluesky/thread_view_post_with_embed_media.json": "bluesky, 1 rows: 1 quote; 1 profiles",
    "formats/mastodon_api/get_account_statuses_default.yml": "mastodon, 20 rows: 14 original, 5 reply, 1 repost; 1 profiles",
    "formats/mastodon_api/get_account_statuses_limit.yml": "mastodon, 43 rows: 29 original, 10 reply, 4 repost; 1 profiles",
    "formats/mastodon_api/get_account_statuses_noparse.yml": "mastodon, 20 rows: 14 original, 5 reply, 1 repost; 1 profiles",
    "formats/mastodon_api/get_context_noparse.yml": "mastodon, 127 rows: 127 reply; 115 profiles",
    "formats/mastodon_api/mastodonsocial.json": "mastodon, 48 rows: 43 original, 5 reply; 44 profiles",
    "formats/twitter_archive/milahu_manifest.js": "x_archive, 1 rows: no posts; 1 profiles",
    "formats/twitter_archive/milahu_tweets.js": "x_archive, 2045 rows: 12 original, 1 quote, 1793 reply, 239 repost; 1 profiles",
    "formats/twitter_v11_rtweet/get_favorites5.json": "x_v1, 194 rows: 78 original, 21 quote, 95 reply; 133 profiles",
    "formats/twitter_v11_rtweet/get_timeline1.json": "x_v1, 200 rows: 193 original, 7 repost; 2 profiles",
    "formats/twitter_v11_tweepy/testgetretweets.json": "x_v1, 15 rows: 15 repost; 14 profiles",
    "formats/twitter_v11_tweepy/testhometimeline.json": "x_v1, 19 rows: 14 original, 2 reply, 3 repost; 2 profiles",
    "formats/twitter_v11_tweepy/testlookupusers.json": "x_v1, 8 rows: 1 reply, 3 repost; 3 profiles",
    "formats/twitter_v11_tweepy/testsearchtweets.json": "x_v1, 15 rows: 8 original, 1 reply, 6 repost; 8 profiles",
    "formats/twitter_v11_tweepy/testusertimeline.json": "x_v1, 24 rows: 5 original, 19 reply; 2 profiles",
    "formats/twitter_v2_academictwitteR/data_1399765322509557763.json": "x_v2, 5 rows: 2 original, 3 repost; 4 profiles",
    "formats/twitter_v2_academictwitteR/data_1406996915934224391.json": "x_v2, 500 rows: 500 reply; 79 profiles",
    "formats/twitter_v2_academictwitteR/query": "left out: no format is recognised",
    "formats/twitter_v2_academictwitteR/users_1399765322509557763.json": "x_v2, 4 rows: no posts; 4 profiles",
    "formats/twitter_v2_academictwitteR/users_1406996915934224391.json": "x_v2, 275 rows: no posts; 275 profiles",
    "formats/twitter_v2_twarc/2sets.jsonl": "x_v2, 200 rows: 34 original, 11 quote, 10 reply, 145 repost; 185 profiles",
    "formats/twitter_v2_twarc/brexit.jsonl": "x_v2, 100 rows: 12 original, 11 quote, 10 reply, 67 repost; 98 profiles",
    "formats/twitter_v2_twarc/cashtags.jsonl": "x_v2, 1 rows: 1 original; 1 profiles",
    "formats/twitter_v2_twarc/cotweet.jsonl": "x_v2, 1 rows: 1 original; 1 profiles",
    "formats/twitter_v2_twarc/counts.jsonl": nothing("x_v2", "counts of posts (X API v2)"),
    "formats/twitter_v2_twarc/edited.jsonl": "x_v2, 1 rows: 1 original; 1 profiles",
    "formats/twitter_v2_twarc/edited_after.jsonl": "x_v2, 1 rows: 1 original; 1 profiles",
    "formats/twitter_v2_twarc/edited_before.jsonl": "x_v2, 1 rows: 1 original; 1 profiles",
    "formats/twitter_v2_twarc/entities_test.jsonl": "x_v2, 474 rows: 65 original, 10 quote, 85 reply, 314 repost; 425 profiles",
    "formats/twitter_v2_twarc/flat.jsonl": "x_v2, 100 rows: 13 original, 8 quote, 32 reply, 47 repost; 96 profiles",
    "formats/twitter_v2_twarc/geo_tweets.jsonl": "x_v2, 2 rows: 1 original, 1 reply; 2 profiles",
    "formats/twitter_v2_twarc/kpop.jsonl": "x_v2, 100 rows: 22 original, 78 repost; 87 profiles",
    "formats/twitter_v2_twarc/lists.jsonl": nothing("x_v2", "lists of accounts (X API v2)"),
    "formats/twitter_v2_twarc/many_urls.jsonl": "x_v2, 1 rows: 1 reply; 1 profiles",
    "formats/twitter_v2_twarc/media_policy_violation_off.jsonl": "x_v2, 100 rows: 38 original, 14 quote, 6 reply, 42 repost; 1 profiles",
    "formats/twitter_v2_twarc/media_policy_violation_on.jsonl": "x_v2, 100 rows: 38 original, 14 quote, 6 reply, 42 repost; 1 profiles",
    "formats/twitter_v2_twarc/media_tweet.jsonl": "x_v2, 1 rows: 1 original; 1 profiles",
    "formats/twitter_v2_twarc/mentions_tweet.jsonl": "x_v2, 1 rows: 1 repost; 1 profiles",
    "formats/twitter_v2_twarc/noflat.jsonl": "x_v2, 100 rows: 13 original, 8 quote, 32 reply, 47 repost; 96 profiles",
    "formats/twitter_v2_twarc/quoted_edit.jsonl": "x_v2, 1 rows: 1 reply; 1 profiles",
    "formats/twitter_v2_twarc/streaming_output_with_error.jsonl": "x_v2, 8 rows: 3 original, 1 quote, 3 reply; 7 profiles; 1 refused: not JSON (unexpected end of data: line 1 column 45 (char 44)); it was cut off or damaged: fetch the file again",
    "formats/twitter_v2_twarc/tweets_compliance.jsonl": nothing("x_v2", "compliance events (X API v2)"),
    "formats/twitter_v2_twarc/two_tweets.jsonl": "x_v2, 1 rows: 1 repost; 1 profiles",
    "formats/twitter_v2_twarc/users.jsonl": "x_v2, 96 rows: no posts; 91 profiles",
    "formats/twitter_v2_twarc/users_compliance.jsonl": nothing("x_v2", "compliance events (X API v2)"),
    "formats/twitter_v2_twarc/verified_type.jsonl": "x_v2, 1 rows: 1 original; 1 profiles",
    "formats/twitter_v2_twarc/withheld.jsonl": "x_v2, 215 rows: 58 original, 7 quote, 67 reply, 83 repost; 107 profiles",
    "coordination/russian_coord_tweets.parquet": "coortweet, 35125 rows: 35085 original; 9509 profiles",
    "timelines/singers.parquet": "table, 14984 rows: 9897 original, 2062 reply, 3025 repost; 15 profiles",
    "timelines/celebrities_2017.parquet": "table, 52542 rows: 46975 original, 5474 reply, 93 repost; 20 profiles",
    "timelines/same_account_pairs.csv": "table, left out: no known column says the time; name the column that does. Columns: screen_name, a, n_a, a_from, a_to, b, n_b, b_from, b_to, text_overlap, overlap_frac",
}


def outcome(entry):
    """Say in one line what came of a file: format, rows, posts of each kind, profiles, refusals."""
    source = recognise(entry)
    if source is None:
        return f"left out: {unrecognised(entry.head(HEAD_BYTES)).partition(';')[0]}"
    try:
        batches = list(source.read(entry, ReadOptions()))
    except InputError as error:
        return f"{source.name}, left out: {str(error).removeprefix(entry.name).lstrip(': ')}"
    kinds = Counter(post["kind"] for post in posts(batches))
    reasons = Counter(refusal.reason for refusal in refusals(batches))
    counts = [f"{n} {kind}" for kind, n in sorted(kinds.items())]
    said = f"{source.name}, {n_rows(batches)} rows: {', '.join(counts) or 'no posts'}; {len(profiles(batches))} profiles"
    return "; ".join([said, *(f"{n} refused: {why}" for why, n in sorted(reasons.items()))])


@pytest.fixture(scope="module")
def entries(real_data):
    """Give every file by its path, each among its neighbours as an import of the folder has them."""
    found = expand([real_data / "formats"], lambda *refused: pytest.fail(str(refused)))
    found += [entry for path in OTHERS for entry in expand([real_data / path], lambda *_: None)]
    return dict(zip([*(entry.name for entry in found[: -len(OTHERS)]), *OTHERS], found, strict=True))


OTHERS = [path for path in OUTCOMES if not path.startswith("formats/")]


def test_every_file_of_the_folder_is_in_the_table(real_data):
    files = (path for path in (real_data / "formats").rglob("*") if path.is_file())
    assert {path.relative_to(real_data).as_posix() for path in files} | set(OTHERS) == set(OUTCOMES)


@pytest.mark.parametrize("path", OUTCOMES)
def test_what_comes_of_a_file_is_what_the_table_says(path, entries):
    assert outcome(entries[path]) == OUTCOMES[path]


ADVICE = (
    "import ",
    "export ",
    "save ",
    "name the ",
    "fetch ",
    "no format is recognised",
)


@pytest.mark.parametrize(
    "path", [path for path, said in OUTCOMES.items() if "left out" in said or "refused" in said]
)
def test_what_is_refused_says_what_to_do(path):
    assert any(words in OUTCOMES[path] for words in ADVICE)


SAMPLE = {
    "x_archive": ["twitter_archive/milahu_tweets.js", "twitter_archive/milahu_manifest.js"],
    "x_v1": ["twitter_v11_rtweet/get_timeline1.json"],
    "x_v1 recorded": ["twitter_v11_tweepy/testusertimeline.json"],
    "x_v2": ["twitter_v2_twarc/2sets.jsonl"],
    "x_v2 in pairs": [
        "twitter_v2_academictwitteR/data_1406996915934224391.json",
        "twitter_v2_academictwitteR/users_1406996915934224391.json",
    ],
    "x_v2 with a bad line": ["twitter_v2_twarc/streaming_output_with_error.jsonl"],
    "mastodon": ["mastodon_api/mastodonsocial.json"],
    "mastodon recorded": ["mastodon_api/get_account_statuses_default.yml"],
    "bluesky": ["bluesky/thread_view_post_with_embed_media.json"],
    "coortweet": ["../coordination/russian_coord_tweets.parquet"],
}


def read_all(found):
    """Read entries; give the posts of all, the keys of the profiles, and why rows were refused."""
    batches = [b for entry in found for b in recognise(entry).read(entry, ReadOptions())]
    reasons = [(refusal.place, refusal.reason) for refusal in refusals(batches)]
    return pa.concat_tables([batch.posts for batch in batches]), sorted(profiles(batches)), reasons


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("sample", SAMPLE)
def test_a_file_wrapped_in_anything_gives_the_same(sample, wrapping, real_data):
    paths = [real_data / "formats" / path for path in SAMPLE[sample]]
    files = [(path.name, path.read_bytes()) for path in paths]
    plain, _ = opened(*files)
    found, refused = opened(*WRAPPINGS[wrapping](files))
    assert refused == []
    assert [entry.base for entry in found] == [path.name for path in paths]
    (posts_as_they_are, *others), (posts_unwrapped, *others_unwrapped) = read_all(plain), read_all(found)
    assert posts_unwrapped.equals(posts_as_they_are)
    assert others_unwrapped == others
    assert posts_unwrapped.num_rows > 0
