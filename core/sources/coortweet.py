"""Tables of who shared which object when, as CooRTweet reads them: posts without their texts.

Either four columns, one row an object shared, or the columns of its data set of the German elections
of 2021, one row a post with the objects of four sorts. What the objects are is not said: each is
``other:<object>``. A post on several rows is one post that acts on several objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core import schema
from core.errors import FormatError, LimitError
from core.model import Batch, Profile, Refusal
from core.sources import Source, register
from core.sources.author import authors
from core.sources.cell import Cells
from core.sources.moment import moments, reasons_in
from core.sources.sheet import chunks, columns_at_end, columns_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from core.sources.cell import Chunk, Columns
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

_BATCH_POSTS = 50_000
_MAX_ROWS = 20_000_000  # about 3 GB while they are read
_LONG = {"object": "object_id", "user_id": "account_id", "id": "content_id", "time": "timestamp_share"}
_FORMERLY = {"user_id": "id_user"}  # until CooRTweet 2
_OPTIONAL = {"platform": "platform"}
_SORTS = ("url_id", "hashtag_id", "domain_id", "phash_id")
_WIDE = {"user_id": "account_id", "id": "post_id", "time": "timestamp"} | {sort: sort for sort in _SORTS}
_LAYOUTS = (_LONG, _LONG | _OPTIONAL, _LONG | _FORMERLY, _LONG | _FORMERLY | _OPTIONAL, _WIDE)
# Row numbers, as pandas and R write them beside the columns.
_NUMBERS = frozenset({"", "Unnamed: 0", "__index_level_0__", "rownames"})
# In that data set an account is named ``fb_…`` or ``tw_…``; the prefix keeps its made-up number from
# being taken for the id of somebody else.
_PLATFORM_OF = {"fb": "facebook", "tw": "x"}
_ROW = pa.schema(
    [
        schema.POSTS.field("profile"),
        schema.POSTS.field("post_id"),
        schema.POSTS.field("time"),
        schema.POSTS.field("objects"),
    ]
)


def _columns(names: Sequence[str] | frozenset[str]) -> Columns | None:
    """Say which column is which field, or None where the columns are not exactly these."""
    wanted = set(names) - _NUMBERS
    for layout in _LAYOUTS:
        if wanted == set(layout.values()):
            return {field: (column,) for field, column in layout.items()}
    return None


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  the columns say it all
    return 0.95 if _columns(columns_in(head)) else 0.0


def _claims(entry: Entry) -> float:
    return 0.95 if _columns(columns_at_end(entry)) else 0.0


def _chosen(names: Sequence[str]) -> Columns:
    columns = _columns(names)
    if columns is None:
        message = f"a table for CooRTweet has the columns {', '.join(sorted(_LONG.values()))} and no others"
        raise FormatError(message)
    return columns


def _with_platform(cells: Cells) -> Cells:
    """Read the platform off the names of the accounts where the table has no column for it."""
    if cells.has("platform") or cells.has("object"):
        return cells
    prefixes = [(account or "").partition("_")[0] for account in cells.texts("user_id")]
    platforms = pa.array([_PLATFORM_OF.get(prefix) for prefix in prefixes], pa.string())
    table = cells.table.append_column("platform", platforms)
    return Cells(table, {**cells.columns, "platform": ("platform",)})


def _objects(cells: Cells) -> list[list[str]]:
    if cells.has("object"):
        return [[f"other:{value}"] if value else [] for value in cells.ids("object")]
    rows = zip(*(cells.ids(sort) for sort in _SORTS), strict=True)
    prefixes = [f"other:{sort.removesuffix('_id')}:" for sort in _SORTS]
    return [[p + value for p, value in zip(prefixes, row, strict=True) if value] for row in rows]


class _Shares:
    """The shares of a file: good rows as tables, accounts once, refusals."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._rows = [_ROW.empty_table()]
        self.profiles: dict[str, Profile] = {}
        self.refusals: list[Refusal] = []
        self.n_rows = 0

    def add(self, chunk: Chunk) -> None:
        cells = _with_platform(Cells(chunk.table, chunk.columns))
        self.n_rows += cells.n + len(chunk.lost)
        # the definition of CooRTweet: seconds since 1970, or clock readings of UTC
        time = moments(cells.column("time"), "UTC")
        who = authors(cells)
        reasons = [
            chunk.unreadable.get(n) or author.refused or why
            for n, (author, why) in enumerate(zip(who, reasons_in(time), strict=True))
        ]
        refused = [*chunk.lost, *((n, why) for n, why in zip(chunk.numbers, reasons, strict=True) if why)]
        self.refusals += [Refusal(self._file, f"row {n}", why) for n, why in sorted(refused)]
        profiles = [author.profile for author in who]
        self.profiles |= {p.key: p for p, why in zip(profiles, reasons, strict=True) if p and not why}
        columns = [
            [profile.key if profile else "" for profile in profiles],
            cells.ids("id"),
            pa.array(time["time"]).cast(schema.TIME),
            _objects(cells),
        ]
        arrays = [pa.array(column, field.type) for column, field in zip(columns, _ROW, strict=True)]
        table = pa.table(arrays, schema=_ROW)
        self._rows.append(table.filter(pa.array([why is None for why in reasons], pa.bool_())))

    def posts(self) -> pa.Table:
        """Give the posts, in the order in which each came first."""
        rows = pa.concat_tables(self._rows).combine_chunks()
        post_of = _post_of(rows)
        first = np.unique(post_of, return_index=True)[1]
        n_posts = len(first)
        columns = {
            name: rows.column(name).take(pa.array(first)) for name in _ROW.names if name != "objects"
        } | {
            "objects": _gathered(rows.column("objects"), post_of, n_posts),
            "kind": pa.repeat(pa.scalar("original"), n_posts),
        }
        return pa.table([columns.get(f.name, _nothing(f, n_posts)) for f in schema.POSTS], schema.POSTS)


def _post_of(rows: pa.Table) -> npt.NDArray[np.int64]:
    """Give for each row the number of its post: one an account and id, one a row without id."""
    profile, post_id = (
        rows.column(name).combine_chunks().dictionary_encode().indices for name in ("profile", "post_id")
    )
    alone = -1 - np.arange(rows.num_rows)
    known = post_id.is_valid().to_numpy(zero_copy_only=False)
    ids = np.where(known, post_id.fill_null(0).to_numpy(), alone)
    pairs = pd.MultiIndex.from_arrays([profile.to_numpy(), ids])
    return pairs.factorize()[0].astype(np.int64)


def _gathered(objects: pa.ChunkedArray, post_of: npt.NDArray[np.int64], n_posts: int) -> pa.Array:
    """Join the lists of the rows of each post, every object once."""
    lists = pa.chunked_array([objects.combine_chunks()]).combine_chunks()
    frame = pd.DataFrame(
        {"post": post_of[pc.list_parent_indices(lists).to_numpy()], "object": pc.list_flatten(lists)}
    )
    kept = frame.drop_duplicates().sort_values("post", kind="stable")
    offsets = np.concatenate([[0], np.bincount(kept["post"], minlength=n_posts).cumsum()])
    values = pa.array(kept["object"], pa.string())
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def _nothing(field: pa.Field, n: int) -> pa.Array:
    return pa.array([[]] * n, field.type) if field.type == schema.STRINGS else pa.nulls(n, field.type)


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001  CooRTweet leaves nothing open
    shares = _Shares(entry.name)
    for chunk in chunks(entry, _chosen):
        shares.add(chunk)
        if shares.n_rows > _MAX_ROWS:
            message = (
                f"{entry.name} has more than {_MAX_ROWS:,} rows; split it by account and import the parts"
            )
            raise LimitError(message)
    # a post's rows may stand anywhere, so the file is read to its end before the first batch
    posts, nothing = shares.posts(), schema.batch()
    yield Batch(
        posts.slice(0, _BATCH_POSTS),
        schema.profiles_table(list(shares.profiles.values())),
        nothing.identities,
        tuple(shares.refusals),
        shares.n_rows,
    )
    for start in range(_BATCH_POSTS, posts.num_rows, _BATCH_POSTS):
        yield Batch(posts.slice(start, _BATCH_POSTS), nothing.profiles, nothing.identities)


register(
    Source(name="coortweet", label="CooRTweet table (CSV, Parquet)", sniff=_sniff, read=_read, claims=_claims)
)
