"""What is measured on: real timelines where the machine has them, else those of the demo's generator.

Everything is written to files as an analyst would bring them; nothing of it outlives the run.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.sample import MAX_PROFILES, MIN_PROFILES, sample_corpus

ROOT = Path(__file__).resolve().parent.parent
REAL, GENERATED = "real", "generated"

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

_CAST = "timelines/celebrities_2015.parquet"
_SAMPLE_POSTS = 500  # about so many a profile of the generator
_COLUMNS = {
    "tweet_id": pa.string(),
    "created_at": pa.timestamp("us", tz="UTC"),
    "text": pa.large_string(),
    "lang": pa.string(),
    "source": pa.string(),
    "is_retweet": pa.bool_(),
    "is_reply": pa.bool_(),
    "is_quote": pa.bool_(),
    "rt_user": pa.string(),
    "reply_user": pa.string(),
    "quote_user": pa.string(),
    "mentions": pa.list_(pa.string()),
    "hashtags": pa.list_(pa.string()),
    "like_count": pa.int64(),
    "retweet_count": pa.int64(),
}
_GENERATED = {
    "post_id": "tweet_id",
    "time": "created_at",
    "text": "text",
    "language": "lang",
    "kind": "kind",
    "likes": "like_count",
    "reposts": "retweet_count",
}
_FIRST_ID = 10**18  # as long as the ids of the posts that are copied, so that no line grows
_IDS_A_COPY = 10_000


def real_folder() -> Path | None:
    """Find the real data: ``DOPPELSCOPE_DATA``, else ``../shared/data``; None where there is none."""
    folder = Path(os.environ.get("DOPPELSCOPE_DATA", ROOT.parent / "shared" / "data"))
    return folder if (folder / _CAST).is_file() else None


def _real_posts(folder: Path) -> pa.Table:
    """Read the timelines of every real file; of posts crawled twice the first is kept."""
    schema = pa.schema(list(_COLUMNS.items()))
    files = sorted((folder / "timelines").glob("*.parquet"))
    tables = [pq.read_table(file, columns=list(_COLUMNS)).cast(schema) for file in files]
    whole = pa.concat_tables(tables)
    ids = whole.column("tweet_id").to_pandas()
    return whole.filter(pa.array((ids.isna() | ~ids.duplicated()).to_numpy()))


def _generated_posts(n_posts: int) -> pa.Table:
    n_profiles = min(max(-(-n_posts // _SAMPLE_POSTS), MIN_PROFILES), MAX_PROFILES)
    posts = sample_corpus(n_profiles=n_profiles).batch.posts
    return posts.select(list(_GENERATED)).rename_columns(list(_GENERATED.values()))


def crowd(folder: Path | None, n_profiles: int, n_posts: int) -> tuple[pa.Table, str]:
    """Deal posts out to new profiles of ``n_posts`` each; say where the posts come from.

    A dealt profile is a stretch of one timeline or of a few: sizes, texts and times are as they are
    found, and who said them does not matter to speed.
    """
    total = n_profiles * n_posts
    posts = _generated_posts(total) if folder is None else _real_posts(folder)
    rows: npt.NDArray[np.int64] = np.arange(total) % posts.num_rows
    numbers = np.arange(total) // n_posts
    handles = pa.DictionaryArray.from_arrays(
        pa.array(numbers, pa.int32()), [f"crowd_{number:03d}" for number in range(n_profiles)]
    )
    dealt = posts.take(pa.array(rows)).append_column("screen_name", handles.cast(pa.string()))
    return dealt, GENERATED if folder is None else REAL


def cast(folder: Path | None, n_profiles: int, n_posts: int) -> tuple[pa.Table, str]:
    """Give the newest posts of a few profiles that have so many; say where they come from."""
    if folder is None:
        return crowd(None, n_profiles, n_posts)
    posts = pq.read_table(folder / _CAST)
    counted = posts.group_by("screen_name").aggregate([([], "count_all")])
    enough = counted.filter(pc.greater_equal(counted.column("count_all"), n_posts))
    chosen = sorted(enough.column("screen_name").to_pylist(), key=str.casefold)[:n_profiles]
    newest = [
        posts.filter(pc.equal(posts.column("screen_name"), handle))
        .sort_by([("created_at", "descending")])
        .slice(0, n_posts)
        for handle in chosen
    ]
    return pa.concat_tables(newest), REAL


def api_lines(folder: Path | None, name: str, n_posts: int) -> tuple[bytes, str]:
    """Give n posts of the X API v2 under new ids, byte for byte as twarc saves them.

    Parameters
    ----------
    folder : Path or None
        The real data.
    name : {"flat", "noflat"}
        Flattened, one post a line, or in pages of a hundred.
    n_posts : int
        At least so many; the file is copied whole.
    """
    path = folder / "formats" / "twitter_v2_twarc" / f"{name}.jsonl" if folder else None
    real = path is not None and path.is_file()
    data = path.read_bytes() if path and real else _generated_lines(flat=name == "flat")
    ids = [str(post["id"]).encode() for line in data.splitlines() for post in posts_of(line)]
    pieces = re.split(b"(" + b"|".join(ids) + b")", data)
    number = {post_id: n for n, post_id in enumerate(ids)}
    places = [number[piece] for piece in pieces[1::2]]
    copies = []
    for first in range(_FIRST_ID, _FIRST_ID + -(-n_posts // len(ids)) * _IDS_A_COPY, _IDS_A_COPY):
        pieces[1::2] = [b"%d" % (first + place) for place in places]
        copies.append(b"".join(pieces))
    return b"".join(copies), REAL if real else GENERATED


def posts_of(line: bytes) -> Sequence[dict[str, object]]:
    value = orjson.loads(line)
    posts: Sequence[dict[str, object]] = value.get("data", [value])
    return posts


def _generated_lines(*, flat: bool) -> bytes:
    """Write a hundred posts of the demo's generator as the API would; smaller than real ones."""
    table = sample_corpus(n_profiles=MIN_PROFILES).batch.posts.slice(0, 100)
    posts = [
        {
            "id": str(2 * _FIRST_ID + n),
            "author_id": row["profile"].partition(":")[2],
            "text": row["text"],
            "created_at": row["time"].strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "lang": row["language"],
            "public_metrics": {"like_count": row["likes"], "retweet_count": row["reposts"]},
        }
        for n, row in enumerate(table.to_pylist())
    ]
    lines = posts if flat else [{"data": posts, "meta": {"result_count": len(posts)}}]
    return b"".join(orjson.dumps(line) + b"\n" for line in lines)
