"""Posts on disk: split by profile, named, versioned, and read back a few row groups at a time."""

from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from core.schema import posts_table
from core.workspace import bucket as buckets
from core.workspace.bucket import (
    STAGED,
    STORED,
    bucket_of,
    latest,
    name_unnamed,
    partition,
    read_profile,
    row_hashes,
)
from tests.corpus import START, post
from tests.strategies import corpora, posts


def stored(rows, number=1):
    table = posts_table(rows)
    return table.append_column(STORED.field("import_no"), pa.array([number] * len(rows), pa.int32()))


def staged(rows, file=1):
    table = posts_table(rows)
    return table.append_column(STAGED.field("file"), pa.array([file] * len(rows), pa.int32()))


@given(corpora())
def test_every_row_is_in_the_bucket_of_its_profile_and_in_order(rows):
    table = posts_table(rows)
    parts = partition(table) if rows else {}
    for name, part in parts.items():
        expected = [row for row in table.to_pylist() if bucket_of(row["profile"]) == name]
        assert part.to_pylist() == expected
    assert sum(part.num_rows for part in parts.values()) == len(rows)


def test_profiles_spread_over_all_buckets():
    names = {bucket_of(f"x:{n}") for n in range(2000)}
    assert names == {f"{n:02d}" for n in range(64)}


@given(corpora())
def test_naming_gives_every_post_an_id_and_keeps_those_given(rows):
    table = posts_table(rows)
    named = name_unnamed(staged(rows))
    assert named.schema == table.schema
    ids = named.column("post_id").to_pylist()
    assert all(ids)
    assert [i for i in ids if not i.startswith("~")] == [row.post_id for row in rows if row.post_id]
    unnamed = [(row.profile, i) for row, i in zip(rows, ids, strict=True) if not row.post_id]
    assert len(set(unnamed)) == len(unnamed)


@given(st.lists(posts(), min_size=1, max_size=6), st.randoms())
def test_a_post_is_named_alike_wherever_it_stands(rows, chance):
    rows = [replace(row, post_id=None) for row in rows]
    shuffled = [*rows]
    chance.shuffle(shuffled)

    def names(some):
        ids = name_unnamed(staged(some)).column("post_id").to_pylist()
        return sorted(zip((row.profile for row in some), ids, strict=True))

    assert names(rows) == names(shuffled)


def test_identical_posts_are_numbered_through_a_file_and_anew_in_the_next():
    same = [post(post_id=None)] * 3
    first, second = staged(same, file=1), staged(same, file=2)
    names = name_unnamed(pa.concat_tables([first, second])).column("post_id").to_pylist()
    assert len({*names[:3]}) == 3
    assert names[3:] == names[:3]


def test_the_name_of_a_post_is_the_same_for_ever():
    one = post("x:1", post_id=None, text="said once")
    again, silent = replace(one), replace(one, text=None)
    names = name_unnamed(staged([one, again, silent])).column("post_id").to_pylist()
    content = f"{int(START.timestamp()) * 10**6}\x1foriginal\x1f"
    assert names == [
        f"~{blake2b(said.encode(), digest_size=12).hexdigest()}"
        for said in (f"{content}said once0", f"{content}said once1", f"{content}None0")
    ]


def test_two_long_keys_of_one_beginning_are_two_profiles():
    ids = [
        name_unnamed(staged([post("x:" + "a" * 100 + end, post_id=None) for end in ends]))
        .column("post_id")
        .to_pylist()
        for ends in (("b", "c"), ("c",))
    ]
    assert ids[0][1] == ids[1][0]


def test_hashes_tell_apart_what_differs_and_nothing_else():
    base = post(text="a", mentions=["x:1", "x:2"])
    rows = [
        base,
        replace(base, fetched_at=START),
        replace(base, mentions=["x:1", "x:2", "x:2"]),
        replace(base, mentions=["x:2", "x:1"]),
        replace(base, text=None),
        replace(base, text=""),
        replace(base, likes=0),
        replace(base, reposts=0),
        replace(base, time=START + timedelta(microseconds=1)),
        replace(base, profile="x:2"),
        replace(base, client="a", text=None),
    ]
    hashes = row_hashes(posts_table(rows)).tolist()
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == len(rows) - 1


@given(corpora())
def test_the_hash_of_a_row_is_the_same_among_any_others(rows):
    together = row_hashes(posts_table(rows)).tolist()
    assert together == [row_hashes(posts_table([row]))[0] for row in rows]


def test_the_latest_version_is_fetched_last_then_imported_last_then_read_last():
    new = START + timedelta(days=1)
    tables = [
        stored(
            [
                post(n=1, text="fetched", fetched_at=new),
                post(n=2, text="first"),
                post(n=3, text="read first"),
            ],
            1,
        ),
        stored([post(n=1, text="imported"), post(n=2, text="second")], 2),
        stored([post(n=3, text="a"), post(n=3, text="b")], 3),
    ]
    found = latest(pa.concat_tables(tables))
    assert dict(zip(found.column("post_id").to_pylist(), found.column("text").to_pylist(), strict=True)) == {
        "1": "fetched",
        "2": "second",
        "3": "b",
    }


@given(st.lists(corpora(6), max_size=3))
def test_reading_a_profile_is_filtering_all_rows(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("b")
    paths, everything = [], []
    for n, rows in enumerate(files):
        if rows:
            table = stored(rows, n)
            buckets.write(folder / f"{n}.parquet", table)
            paths.append(folder / f"{n}.parquet")
            everything += table.to_pylist()
    for key in {"x:none", *(row["profile"] for row in everything)}:
        found = read_profile(paths, key)
        assert found.schema == STORED

        def marks(rows):
            return sorted(map(repr, rows))

        assert marks(found.to_pylist()) == marks(row for row in everything if row["profile"] == key)


def test_only_the_row_groups_of_a_profile_are_read(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    rows = [post(f"x:{n:02d}", m, post_id=f"{n}-{m}") for n in range(30) for m in range(1000)]
    buckets.write(path, stored(rows))
    read = []
    real = pq.ParquetFile.read_row_groups
    monkeypatch.setattr(
        pq.ParquetFile,
        "read_row_groups",
        lambda file, groups, **more: read.append(groups) or real(file, groups, **more),
    )
    assert read_profile([path], "x:17").num_rows == 1000
    assert len(read[0]) <= 2
    assert pq.ParquetFile(path).num_row_groups == 8
