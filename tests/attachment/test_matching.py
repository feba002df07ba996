"""Which post a file belongs to: as X, Mastodon, Bluesky and downloaders name what they save; never a guess between two."""

from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attachment import match_post
from core.intake import import_items
from core.model import Profile, Timeline
from core.sources.options import ReadOptions
from core.workspace import Workspace
from tests.corpus import NOW
from tests.strategies import HOSTILE

CID = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
OTHER_CID = "bafkreiabaeaqcaibaeaqcaibaeaqcaibaeaqcaibaeaqcaibaeaqcaibae"
FILE = "media_attachments/files/109/501/original/3f6a1c09aa7b2e11.png"
POSTS = {
    "1234567890123456789": ["3_1111111111"],
    "1234567890123456790": ["7_2222222222", "3_3333333333"],
    "1234567890": ["3_4444444444"],
    "12": [],
    "https://a.example/users/ann/statuses/109501000001": [FILE],
    "https://a.example/users/ann/statuses/109501000002": ["https://b.example/up/holiday-2019.jpg?w=1", "77"],
    "at://did:plc:abc/app.bsky.feed.post/3kabcdefghi2x": [CID],
    "~9f8e7d": ["https://pbs.twimg.com/media/EaBcDeFgH.jpg", "3_5555555555"],
    "888": ["3_5555555555", "https://b.example/other/holiday-2020.jpg"],
    "889": ["https://c.example/holiday-2020.jpg"],
}


def timeline(posts=POSTS):
    frame = pd.DataFrame({"post_id": list(posts), "media": list(posts.values())})
    return Timeline(Profile("x:1", "x"), frame, "")


@pytest.mark.parametrize(
    ("name", "post_id"),
    [
        ("1234567890123456789-EaBcD.jpg", "1234567890123456789"),
        ("archive/data/tweets_media/1234567890123456790-xYz_1.mp4", "1234567890123456790"),
        ("data\\tweets_media\\1234567890-a-b.c.png", "1234567890"),
        ("1234567890", "1234567890"),
        ("1234567890.jpg", "1234567890"),
        ("1234567890_2.jpg", "1234567890"),
        ("12-photo.png", "12"),
        ("12-1234567890.png", "12"),
        ("1234567890123456789-3_2222222222.jpg", "1234567890123456789"),
        ("109501000001.mp4", "https://a.example/users/ann/statuses/109501000001"),
        ("3kabcdefghi2x-1.jpg", "at://did:plc:abc/app.bsky.feed.post/3kabcdefghi2x"),
        ("3_1111111111.jpg", "1234567890123456789"),
        ("ann 7_2222222222 (1).mp4", "1234567890123456790"),
        (f"{CID}.jpeg", "at://did:plc:abc/app.bsky.feed.post/3kabcdefghi2x"),
        (f"plc/{CID}@jpeg", "at://did:plc:abc/app.bsky.feed.post/3kabcdefghi2x"),
        (FILE, "https://a.example/users/ann/statuses/109501000001"),
        (f"export/{FILE}", "https://a.example/users/ann/statuses/109501000001"),
        ("109/501/original/3f6a1c09aa7b2e11.png", "https://a.example/users/ann/statuses/109501000001"),
        ("3f6a1c09aa7b2e11.png", "https://a.example/users/ann/statuses/109501000001"),
        ("EaBcDeFgH.jpg", "~9f8e7d"),
        ("holiday-2019.jpg", "https://a.example/users/ann/statuses/109501000002"),
    ],
)
def test_a_name_that_says_its_post_is_understood(name, post_id):
    assert match_post(timeline(), name) == post_id


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        ".",
        "-",
        "photo.jpg",
        "1234567891.jpg",  # nobody's
        "12345678901.jpg",  # goes on behind an id
        "x1234567890.jpg",  # does not begin with it
        "13_1111111111.jpg",  # another medium
        "3_11111111110.jpg",
        "3_5555555555.jpg",  # of two posts
        "holiday-2020.jpg",
        "77.png",  # no address
        "2019.jpg",
        OTHER_CID,
        CID + "a",
        "3F6A1C09.png",
        "x" * 10_000,
        "-_." * 4_000,
        *HOSTILE,
    ],
)
def test_a_name_that_says_nothing_or_two_things_belongs_to_no_post(name):
    assert match_post(timeline(), name) is None


def test_an_end_of_an_address_that_two_posts_share_belongs_to_neither():
    posts = {"https://a.example/statuses/109501": [], "https://b.example/statuses/109501": []}
    assert match_post(timeline(posts), "109501.jpg") is None


def test_a_word_at_the_end_of_an_address_is_no_id():
    posts = {"https://a.example/users/ann/statuses/109501000001/activity": []}
    assert match_post(timeline(posts), "activity-1.jpg") is None
    assert match_post(timeline(posts), "109501000001.jpg") == next(iter(posts))


def test_a_short_name_of_a_picture_is_no_proof():
    posts = {"5001": ["https://a.example/1.png"], "5002": []}
    assert match_post(timeline(posts), "1.png") is None
    assert match_post(timeline(posts), "a.example/1.png") == "5001"


@given(st.text(max_size=30), st.lists(st.text(max_size=6), max_size=4, unique=True))
def test_no_name_raises_and_what_is_given_is_a_post(name, ids):
    found = match_post(timeline({one: [name] for one in ids}), name)
    assert found is None or found in ids


def test_posts_without_media_and_an_empty_timeline_are_no_hindrance():
    frame = pd.DataFrame({"post_id": ["10001"], "media": [None]})
    assert match_post(Timeline(Profile("x:1", "x"), frame, ""), "10001.jpg") == "10001"
    assert match_post(timeline({}), "a.jpg") is None


@pytest.mark.parametrize("source", ["mastodon_api", "bluesky", "twitter_v2_twarc", "twitter_archive"])
def test_the_media_of_real_posts_name_them_as_they_come_out_of_a_workspace(tmp_path, real_data, source):
    found = real_data / "formats" / source
    if not found.is_dir():
        pytest.skip(f"no real files at {found}")
    import_items(Workspace(tmp_path), [found], ReadOptions(), now=NOW)
    workspace, n = Workspace(tmp_path), 0
    for key in workspace.profiles["key"]:
        one = workspace.timeline(key)
        whose = defaultdict(set)
        for post_id, media in zip(one.posts["post_id"], one.posts["media"], strict=True):
            for item in media:
                whose[item].add(post_id)
        for item, owners in list(whose.items())[:20]:
            name = item if "/" in item or not item.isdigit() else f"{next(iter(owners))}-{item}.jpg"
            assert match_post(one, name) == (next(iter(owners)) if len(owners) == 1 else None), name
            n += 1
        for post_id in one.posts["post_id"][:20]:
            tail = post_id.removesuffix("/activity").rpartition("/")[2]
            if any(letter.isdigit() for letter in tail):
                assert match_post(one, f"some/where/{tail}-abc.jpg") == post_id
    assert n or source == "twitter_archive", "none of its posts has media: the test shows nothing"
