"""Files of any size in the shape that clients of the X API v1.1 save, every word of them invented.

A status has all its fields: the whole user object, entities, a repost's original. What differs from
line to line is put into a few hundred templates, at ten times the speed of writing JSON.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from core.sample import MIN_PROFILES, sample_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

N_NAMED = 1_000_000
"""So many users may be named; a few of them far more often than the others."""

_N_TEMPLATES = 400
_ROWS = 10_000
_START = datetime(2015, 1, 1, tzinfo=UTC)
_SPAN_S = 3 * 365 * 86_400
_FIRST_POST, _FIRST_USER = 10**18, 10**9
# Numbers and a time that stand in a template where each line has its own.
_POST, _ORIGINAL, _AUTHOR, _OTHER, _NAMED = (9 * 10**18 + n for n in range(5))
_WHEN = "Thu Jan 01 00:00:00 +0000 2015"


def _user(number: int) -> dict[str, Any]:
    """Give a user object with every field that the API sends."""
    image = f"https://pbs.example.com/profile_images/{number}/normal.jpg"
    return {
        "id": number,
        "id_str": f"{number}",
        "name": f"Invented Person {number}",
        "screen_name": f"person_{number}",
        "location": "Nowhere in particular",
        "description": "Made up for a measurement; whatever is said here was said by nobody at all.",
        "url": None,
        "entities": {"description": {"urls": []}},
        "protected": False,
        "followers_count": 1_234,
        "friends_count": 567,
        "listed_count": 8,
        "created_at": "Fri Feb 09 00:35:02 +0000 2012",
        "favourites_count": 910,
        "utc_offset": None,
        "time_zone": None,
        "geo_enabled": False,
        "verified": False,
        "statuses_count": 11_213,
        "lang": None,
        "contributors_enabled": False,
        "is_translator": False,
        "is_translation_enabled": False,
        "profile_background_color": "F5F8FA",
        "profile_background_image_url": None,
        "profile_background_image_url_https": None,
        "profile_background_tile": False,
        "profile_image_url": image,
        "profile_image_url_https": image,
        "profile_banner_url": f"https://pbs.example.com/profile_banners/{number}",
        "profile_link_color": "1DA1F2",
        "profile_sidebar_border_color": "C0DEED",
        "profile_sidebar_fill_color": "DDEEF6",
        "profile_text_color": "333333",
        "profile_use_background_image": True,
        "has_extended_profile": False,
        "default_profile": True,
        "default_profile_image": False,
        "following": False,
        "follow_request_sent": False,
        "notifications": False,
        "translator_type": "none",
        "withheld_in_countries": [],
    }


def _status(post: dict[str, Any], number: int, author: int) -> dict[str, Any]:
    """Give a status with every field that the API sends; its text and tags are the demo corpus's."""
    text = post["text"] or "."
    mention = {"screen_name": f"person_{_NAMED}", "name": "Invented Person", "indices": [0, 9]}
    return {
        "created_at": _WHEN,
        "id": number,
        "id_str": f"{number}",
        "full_text": text,
        "truncated": False,
        "display_text_range": [0, len(text)],
        "entities": {
            "hashtags": [{"text": tag, "indices": [0, 3]} for tag in post["hashtags"]],
            "symbols": [],
            "user_mentions": [mention | {"id": _NAMED, "id_str": f"{_NAMED}"}],
            "urls": [],
        },
        "source": '<a href="https://example.com" rel="nofollow">An invented client</a>',
        "in_reply_to_status_id": None,
        "in_reply_to_status_id_str": None,
        "in_reply_to_user_id": None,
        "in_reply_to_user_id_str": None,
        "in_reply_to_screen_name": None,
        "user": _user(author),
        "geo": None,
        "coordinates": None,
        "place": None,
        "contributors": None,
        "is_quote_status": False,
        "retweet_count": 3,
        "favorite_count": 5,
        "favorited": False,
        "retweeted": False,
        "lang": post["language"],
    }


def _template(post: dict[str, Any]) -> list[bytes]:
    """Cut a status apart where lines differ: every second piece is what stands there."""
    status = _status(post, _POST, _AUTHOR)
    if post["kind"] == "repost":
        status["retweeted_status"] = _status(post, _ORIGINAL, _OTHER)
    holes = [b"%d" % number for number in (_POST, _ORIGINAL, _AUTHOR, _OTHER, _NAMED)]
    return re.split(b"(" + b"|".join([*holes, re.escape(_WHEN.encode())]) + b")", orjson.dumps(status))


def statuses(n_profiles: int, seed: int = 0) -> Iterator[bytes]:
    """Give statuses without end, each a JSON object, as a stream of the API would bring them.

    Authors come in turn by chance, so that every piece of the file has thousands of them.
    """
    dice = np.random.default_rng(seed)
    posts = sample_corpus(n_profiles=MIN_PROFILES).batch.posts
    taken = dice.choice(posts.num_rows, _N_TEMPLATES, replace=False)
    templates = [_template(post) for post in posts.take(taken).to_pylist()]
    first = _FIRST_POST
    while True:
        chosen = dice.integers(len(templates), size=_ROWS).tolist()
        authors = (_FIRST_USER + dice.integers(n_profiles, size=_ROWS)).tolist()
        others, named = (
            (_FIRST_USER + (N_NAMED * dice.random(_ROWS) ** 4).astype(np.int64)).tolist() for _ in range(2)
        )
        seconds = dice.integers(_SPAN_S, size=_ROWS).tolist()
        for n, (template, author, other, name, second) in enumerate(
            zip(chosen, authors, others, named, seconds, strict=True), first
        ):
            moment = _START + timedelta(seconds=second)
            own = {
                b"%d" % _POST: b"%d" % n,
                b"%d" % _ORIGINAL: b"%d" % (n - first + _FIRST_POST // 2),
                b"%d" % _AUTHOR: b"%d" % author,
                b"%d" % _OTHER: b"%d" % other,
                b"%d" % _NAMED: b"%d" % name,
                _WHEN.encode(): moment.strftime("%a %b %d %H:%M:%S +0000 %Y").encode(),
            }
            pieces = list(templates[template])
            pieces[1::2] = [own[hole] for hole in pieces[1::2]]
            yield b"".join(pieces)
        first += _ROWS


def write_lines(path: Path, n_bytes: int, n_profiles: int) -> int:
    """Write a file of JSON lines of about so many bytes; give the number of posts."""
    return _write(path, n_bytes, n_profiles, (b"", b"\n", b"\n"))


def write_array(path: Path, n_bytes: int, n_profiles: int) -> int:
    """Write a file of one JSON array of about so many bytes; give the number of posts."""
    return _write(path, n_bytes, n_profiles, (b"[", b",", b"]"))


def _write(path: Path, n_bytes: int, n_profiles: int, marks: tuple[bytes, bytes, bytes]) -> int:
    before, between, after = marks
    n = written = 0
    with path.open("wb", buffering=1024**2) as file:
        file.write(before)
        for status in statuses(n_profiles):
            written += file.write(between + status if n else status)
            n += 1
            if written >= n_bytes:
                break
        file.write(after)
    return n
