"""gzip and zstd: told by their first bytes, bounded, and what was read before a damage is kept."""

import collections
import contextlib
import gzip
import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError, InputError, LimitError
from core.sources import entries
from core.workspace import Workspace
from tests.corpus import bring, row, table
from tests.sources.packing import contents, opened, tarred, zipped, zstd
from tests.sources.reading import n_rows, posts, read_file, refusals

PACK = {"gz": gzip.compress, "zst": zstd}
ROWS = table(*(row(n, text=os.urandom(200).hex()) for n in range(20)))
LINES = b"\n".join(b'{"n": %d}' % n for n in range(3))
CROWD = table(*(row(n, text=os.urandom(300).hex()) for n in range(2_000)))


@pytest.fixture(params=sorted(PACK))
def ending(request):
    return request.param


@pytest.mark.parametrize(
    ("name", "inner"),
    [("a.csv.{}", "a.csv"), ("A.CSV.{}", "A.CSV"), ("a.csv", "a.csv"), ("posts", "posts"), (".{}", ".{}")],
)
def test_a_packed_file_is_told_by_its_bytes_and_loses_only_its_ending(ending, name, inner):
    given_name, inner = name.format(ending), inner.format(ending)
    assert contents((given_name, PACK[ending](b"one"))) == ({inner: b"one"}, [])


def test_each_opening_unpacks_anew(ending):
    ((entry,), _) = opened(("a", PACK[ending](b"abc" * 9)))
    with entry.open() as one, entry.open() as two:
        assert (one.read(3), two.read(), one.read(3), entry.head(2)) == (b"abc", b"abc" * 9, b"abc", b"ab")


def test_members_and_frames_that_follow_one_another_are_one_file(ending):
    pack = PACK[ending]
    assert contents(("a", b"".join(pack(bytes([n]) * 70_000) for n in b"abc")))[0]["a"] == (
        b"a" * 70_000 + b"b" * 70_000 + b"c" * 70_000
    )
    assert contents(("a", pack(b"") + pack(b"x") + pack(b"")))[0] == {"a": b"x"}


def test_padding_behind_gzip_and_notes_within_zstd_are_no_content():
    note = b"\x50\x2a\x4d\x18\x04\x00\x00\x00note"
    assert contents(("a", gzip.compress(b"x") + bytes(512)))[0] == {"a": b"x"}
    assert contents(("a", gzip.compress(b"x") + bytes(70_000) + gzip.compress(b"y")))[0] == {"a": b"xy"}
    assert contents(("a", note + zstd(b"x") + note + zstd(b"y")))[0] == {"a": b"xy"}


def test_padding_is_no_sum_of_a_tar_whatever_the_bytes_before_add_up_to():
    """Taken as signed, the bytes of some short files add up to the 0 that the padding seems to give."""
    for mtime in range(0x6A000000, 0x6A000000 + 0x10000, 0x101):
        assert contents(("a", gzip.compress(b"x", mtime=mtime) + bytes(512)))[0] == {"a": b"x"}


@given(st.lists(st.binary(max_size=300), max_size=5), st.sampled_from(sorted(PACK)))
def test_whatever_was_packed_comes_out(pieces, ending):
    packed = b"".join(map(PACK[ending], pieces)) or PACK[ending](b"")
    assert contents(("a", packed)) == ({"a": b"".join(pieces)}, [])


def test_more_than_any_buffer_comes_out(ending):
    data = os.urandom(1_000_003) * 3
    assert contents(("a", PACK[ending](data)))[0]["a"] == data


def test_a_packed_table_is_read_as_the_table(ending):
    ((entry,), _) = opened((f"posts.csv.{ending}", PACK[ending](ROWS)))
    name, batches = read_file(entry)
    assert (name, len(posts(batches)), refusals(batches)) == ("table", 20, [])


@pytest.mark.parametrize("rows", [ROWS, CROWD], ids=["few", "many"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_of_a_table_that_was_cut_off_the_whole_rows_are_kept(ending, share, rows):
    packed = PACK[ending](rows)
    ((entry,), _) = opened((f"a.csv.{ending}", packed[: int(len(packed) * share)]))
    if ending == "zst" and rows is ROWS:
        with pytest.raises(FormatError, match="cut off"):  # zstd unpacks by 128 KiB
            entry.head(9)
        return
    _, batches = read_file(entry)
    texts = [post["text"] for post in posts(batches)]
    whole = [line.split(",")[3] for line in rows.decode().splitlines()[1:]]
    assert texts == whole[: len(texts)]
    assert 0.1 < len(texts) / len(whole) < 1
    *narrow, refusal = refusals(
        batches
    )  # where the cut left a row some of its columns, that row is told apart
    assert [(one.place, "columns, the header 4" in one.reason) for one in narrow] in (
        [],
        [(f"row {len(texts) + 1}", True)],
    )
    assert refusal.place == f"row {len(texts) + len(narrow) + 1}"
    assert "could not be read" in refusal.reason
    assert "cut off" in refusal.reason


def api(n):
    return [
        b'{"id_str": "%d", "created_at": "Fri Mar 01 10:00:00 +0000 2024", "full_text": "%s", "user": '
        b'{"id_str": "1", "screen_name": "ann"}, "favorite_count": 1, "retweet_count": 0}'
        % (n, os.urandom(100).hex().encode())
        for n in range(n)
    ]


@pytest.mark.parametrize("around", [(b"", b"\n", b""), (b"[", b",", b"]")], ids=["lines", "list"])
def test_of_json_that_was_cut_off_the_whole_posts_are_kept(around):
    before, between, behind = around
    packed = gzip.compress(before + between.join(api(40)) + behind)
    ((entry,), _) = opened(("a.json.gz", packed[: len(packed) // 2]))
    name, batches = read_file(entry)
    kept = [post["post_id"] for post in posts(batches)]
    assert (name, kept) == ("x_v1", [str(n) for n in range(len(kept))])
    assert 10 < len(kept) < 30
    (refusal,) = refusals(batches)
    assert "a.json is damaged in its gzip (it was cut off)" in refusal.reason


@pytest.mark.parametrize("around", [(b"", b"\n", b""), (b"[", b",", b"]")], ids=["lines", "list"])
def test_garbage_behind_the_end_costs_nothing_and_is_said(ending, around):
    before, between, behind = around
    packed = PACK[ending](before + between.join(api(5)) + behind) + b"garbage"
    ((entry,), _) = opened((f"a.json.{ending}", packed))
    _, batches = read_file(entry)
    assert len(posts(batches)) == 5
    (refusal,) = refusals(batches)
    assert "was read to its end; what stands behind it is no" in refusal.reason


def test_a_checksum_that_does_not_fit_is_said():
    packed = bytearray(gzip.compress(CROWD))
    packed[-6] ^= 1
    ((entry,), _) = opened(("a.csv.gz", bytes(packed)))
    _, batches = read_file(entry)
    assert len(posts(batches)) > 1_000
    assert "damaged in its gzip" in refusals(batches)[-1].reason


def test_a_window_too_large_is_refused_with_the_way_out():
    block = (1 | 5 << 3).to_bytes(3, "little") + b"hello"
    small, large = (b"\x28\xb5\x2f\xfd\x00" + bytes([(power - 10) << 3]) + block for power in (20, 31))
    assert contents(("a", small))[0] == {"a": b"hello"}
    ((entry,), _) = opened(("a.zst", large))
    with pytest.raises(LimitError, match=r"128 MiB .*zstd -d --long=31"):
        entry.head(9)


def test_a_bomb_is_read_no_further_than_its_ratio(ending):
    packed = PACK[ending](bytes(400 * 1024**2) if ending == "zst" else bytes(9 * 1024**2))
    ((entry,), _) = opened((f"a.csv.{ending}", packed))
    with entry.open() as stream, pytest.raises(LimitError, match="more than 200 times its size"):
        collections.deque(iter(lambda: stream.read(2**20), b""), maxlen=0)


def test_of_a_table_that_repeats_itself_too_often_the_rows_up_to_the_limit_are_kept():
    data = table(row(1)) + table(row(2)).splitlines(keepends=True)[1] * 60_000
    ((entry,), _) = opened(("a.csv.gz", gzip.compress(data)))
    _, batches = read_file(entry)
    assert 10_000 < len(posts(batches)) < 60_000
    assert "more than 200 times its size" in refusals(batches)[-1].reason


def test_a_member_limit_holds_for_what_is_unpacked(monkeypatch):
    monkeypatch.setattr(entries, "MAX_MEMBER_BYTES", 1000)
    ((entry,), _) = opened(("a.gz", gzip.compress(os.urandom(2000))))
    with pytest.raises(LimitError, match=r"unpacks to more than 1,000 bytes .* import the file itself"):
        entry.head(5000)


def test_many_small_bombs_in_a_zip_share_one_budget():
    bomb = gzip.compress(bytes(1024**2))
    found, refused = opened(("a.zip", zipped([(f"{n}.csv.gz", bomb) for n in range(99)])))
    assert (len(found), refused) == (99, [])
    found[0].whole(2**24, "")
    assert found[0].whole(2**24, "") == (bytes(1024**2), None)  # read twice, it is charged once
    ends = [entry.whole(2**24, "")[1] for entry in found]
    assert ends[:60] == [None] * 60
    assert all("a.zip would unpack to" in str(end) for end in ends[70:])


def test_nothing_packed_is_empty(tmp_path):
    report = bring(tmp_path, ("a.jsonl.gz", gzip.compress(b"")), ("b.csv", ROWS))
    assert [(file.name, file.skipped) for file in report.files] == [
        ("a.jsonl", "it is empty"),
        ("b.csv", None),
    ]


def test_an_import_of_a_packed_file_gives_the_digest_of_what_was_received(tmp_path, ending):
    packed = PACK[ending](ROWS)
    report = bring(tmp_path / "w", (f"a.csv.{ending}", packed))
    (file,) = report.files
    assert (file.name, file.sha256, report.kept) == ("a.csv", hashlib.sha256(packed).hexdigest(), 20)
    plain = bring(tmp_path / "plain", ("a.csv", ROWS))
    assert plain.files[0].sha256 == hashlib.sha256(ROWS).hexdigest()
    assert Workspace(tmp_path / "w").profiles.equals(Workspace(tmp_path / "plain").profiles)


def test_packed_parquet_is_read_too(ending, tmp_path):
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table({"screen_name": ["ann"], "created_at": ["2024-01-01T00:00Z"], "text": ["hi"]}), path
    )
    ((entry,), _) = opened((f"a.parquet.{ending}", PACK[ending](path.read_bytes())))
    _, batches = read_file(entry)
    assert (len(posts(batches)), n_rows(batches)) == (1, 1)


@pytest.mark.parametrize(
    "pack", [gzip.compress, zstd, lambda d: tarred([("a", d)]), lambda d: zipped([("a", d)])]
)
def test_layers_are_opened_to_a_depth_and_no_further(pack):
    data = b"x"
    for _ in range(4):
        data = pack(data)
    found, refused = contents(("a", data))
    assert (list(found.values()), refused) == ([b"x"], [])
    found, refused = contents(("a", pack(data)))
    assert found == {}
    assert "within 4 other layers" in refused[0][1]
    assert "unpack the outermost" in refused[0][1]


@given(st.binary(max_size=200), st.sampled_from([b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd"]))
def test_any_bytes_that_begin_like_a_packed_file_raise_only_our_errors(tail, magic):
    with contextlib.suppress(InputError):
        contents(("a", magic + tail))


@given(st.data())
def test_a_packed_file_with_any_byte_changed_raises_only_our_errors(data):
    ending = data.draw(st.sampled_from(sorted(PACK)))
    whole = bytearray(PACK[ending](b"some words " * 30))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(InputError):
        contents(("a", bytes(whole)))


@given(st.integers(0, 10**6), st.sampled_from(sorted(PACK)))
def test_what_is_cut_off_gives_a_beginning_of_the_whole(wish, ending):
    whole = PACK[ending](CROWD)
    ((entry,), _) = opened(("a", whole[: 8 + wish % (len(whole) - 8)]))
    try:
        data, broken = entry.whole(2**24, "")
    except FormatError:
        return
    assert CROWD.startswith(data)
    assert "cut off" in str(broken)
