"""tar, alone and packed: read where it lies or kept for once, and nothing of it stays behind."""

import contextlib
import gzip
import hashlib
import io
import os
import tarfile
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CancelledError, InputError
from core.sources import limit, spool
from core.sources.entries import expand, from_bytes
from core.sources.tar_archive import is_tar
from tests.corpus import bring, row, table
from tests.sources.packing import WRAPPINGS, contents, opened, tarred, zipped, zstd

MEMBERS = [("data/a.csv", b"id,text\n1,x\n"), ("b.json", b"[]"), ("c.txt", b"z" * 2000)]
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(3000)
PACK = {"tar": bytes, "tar.gz": gzip.compress, "tar.zst": zstd}
GOOD = table(row(1), row(2))


@pytest.fixture(params=sorted(PACK))
def kind(request):
    return request.param


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Give the folder in which temporary files are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def raw(*headers):
    """Write a tar of (header, data) by hand."""
    blocks = []
    for info, data in headers:
        blocks += [info.tobuf(tarfile.GNU_FORMAT), data, bytes(-len(data) % 512)]
    return b"".join(blocks) + bytes(1024)


def member(name, size=0, kind=tarfile.REGTYPE, **more):
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    for key, value in more.items():
        setattr(info, key, value)
    return info


def test_a_tar_gives_its_members_under_its_name(kind):
    found, refused = contents((f"a.{kind}", PACK[kind](tarred(MEMBERS))))
    assert found == {f"a.{kind}/{name}": data for name, data in MEMBERS}
    assert refused == []


def test_a_tar_on_disk_is_read_alike_whatever_it_is_called(kind, tmp_path):
    path = tmp_path / "download"
    path.write_bytes(PACK[kind](tarred(MEMBERS)))
    assert list(contents(path)[0].values()) == [data for _, data in MEMBERS]


def test_members_are_read_in_any_order_and_at_once(kind):
    (one, two, three), _ = opened(("a", PACK[kind](tarred(MEMBERS))))
    with three.open() as z, one.open() as x, three.open() as again:
        assert (z.read(3), x.read(), again.read(), z.read()) == (
            b"zzz",
            MEMBERS[0][1],
            b"z" * 2000,
            b"z" * 1997,
        )
        x.seek(-2, io.SEEK_END)
        assert (x.read(), x.seekable(), two.size) == (b"x\n"[-2:], True, 2)
    assert [e.name for e in one.neighbours] == ["a/data/a.csv", "a/b.json", "a/c.txt"]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", ["a.csv", "deep/" * 12 + "é" * 20 + ".csv"])
def test_names_of_every_form_are_read(form, name, kind):
    data = PACK[kind](tarred([("first", b"1"), (name, b"x"), ("last", b"2")], format=form))
    assert contents(("a", data))[0] == {"a/first": b"1", f"a/{name}": b"x", "a/last": b"2"}


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_are_read(form):
    name = "long/" * 60 + "a.csv"
    assert contents(("a", tarred([(name, b"x"), ("b", b"y")], format=form)))[0] == {
        f"a/{name}": b"x",
        "a/b": b"y",
    }


def test_what_says_something_of_all_members_is_no_member():
    data = tarred([("a", b"x")], format=tarfile.PAX_FORMAT, pax_headers={"comment": "of git"})
    assert contents(("t", data))[0] == {"t/a": b"x"}


def test_what_is_hidden_or_no_file_is_passed_over(kind):
    links = [
        (member("link", kind=tarfile.SYMTYPE, linkname="/etc/passwd"), b""),
        (member("hard", kind=tarfile.LNKTYPE, linkname="a.csv"), b""),
        (member("device", kind=tarfile.CHRTYPE), b""),
        (member("pipe", kind=tarfile.FIFOTYPE), b""),
        (member("folder", kind=tarfile.DIRTYPE), b""),
        (member("./.hidden", 1), b"h"),
        (member("__MACOSX/._a", 1), b"h"),
        (member("./a.csv", 1), b"x"),
    ]
    assert contents(("t", PACK[kind](raw(*links)))) == ({"t/a.csv": b"x"}, [])


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "a/../../evil.csv", "a\x1b[31m"]
)
def test_a_member_that_names_a_place_outside_is_only_read(name, kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found, _ = contents(("t", PACK[kind](tarred([(name, b"x")]))))
    assert list(found.values()) in ([b"x"], [])
    assert all(shown.isprintable() for shown in found)
    assert list(tmp_path.rglob("*")) == []


def test_pictures_in_a_packed_tar_are_not_kept_and_are_said(place):
    members = [("a.csv", GOOD), ("media/a.png", PICTURE), ("b.csv", GOOD)]
    found, refused = contents(("t.tgz", gzip.compress(tarred(members))))
    assert list(found) == ["t.tgz/a.csv", "t.tgz/b.csv"]
    ((name, why),) = refused
    assert (name, why[:24]) == ("t.tgz/media/a.png", "no format is recognised;")


def test_of_a_picture_the_same_is_said_however_it_came(tmp_path, kind):
    report = bring(tmp_path, (f"a.{kind}", PACK[kind](tarred([("a.csv", GOOD), ("b.png", PICTURE)]))))
    assert {file.name.rpartition("/")[2]: (file.skipped or "")[:23] for file in report.files} == {
        "a.csv": "",
        "b.png": "no format is recognised",
    }


def test_what_was_unpacked_to_disk_is_gone_with_the_entries(place):
    open_files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    found, _ = opened(("t.tgz", gzip.compress(tarred([("a.csv", GOOD * 9_000)]))))
    assert list(place.iterdir()) == []  # it has no name, so nothing is left whatever happens
    assert found[0].head(2) == GOOD[:2]
    del found
    assert len(os.listdir("/proc/self/fd")) == open_files  # noqa: PTH208


def test_without_room_on_disk_the_message_says_where(monkeypatch, place):
    def full(self, piece):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool.Spool, "_write", full)
    found, refused = opened(("t.tgz", gzip.compress(tarred(MEMBERS))))
    assert found == []
    assert "no room to unpack t.tgz/data/a.csv (No space left on device); make room in" in refused[0][1]
    monkeypatch.undo()
    monkeypatch.setattr(spool, "MAX_SPOOLED_BYTES", 100)
    assert "more than 100 bytes of room" in opened(("t.tgz", gzip.compress(tarred(MEMBERS))))[1][0][1]


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_of_a_tar_that_was_cut_off_the_members_before_are_kept_and_the_last_in_part(kind, cut):
    members = [
        (f"{n}.csv", table(*(row(k, text=os.urandom(200).hex()) for k in range(500)))) for n in range(6)
    ]
    whole = PACK[kind](tarred(members))
    found, _ = opened((f"a.{kind}", whole[: int(len(whole) * cut)]))
    assert 0 < len(found) <= 6
    for entry, (name, data) in zip(found[:-1], members, strict=False):
        assert (entry.name, entry.whole(2**24, "")) == (f"a.{kind}/{name}", (data, None))
    part, broken = found[-1].whole(2**24, "")
    assert members[len(found) - 1][1].startswith(part)
    assert "cut off" in str(broken)


def test_a_tar_without_an_end_mark_is_whole(kind):
    assert len(contents(("a", PACK[kind](tarred(MEMBERS).rstrip(b"\0") + bytes(48))))[0]) == 3


def test_damage_between_members_is_said_and_the_members_before_kept(kind):
    data = bytearray(tarred(MEMBERS))
    data[1024 + 10] ^= 1
    found, refused = contents((f"a.{kind}", PACK[kind](bytes(data))))
    assert list(found) == [f"a.{kind}/data/a.csv"]
    ((name, why),) = refused
    assert name == f"a.{kind}"
    assert (
        f"is damaged in its archive (bad checksum); fetch it again (nothing behind a.{kind}/data/a.csv" in why
    )


def test_too_many_members_are_too_many(kind, monkeypatch):
    monkeypatch.setattr(limit, "MAX_MEMBERS", 2)
    found, refused = contents(("t", PACK[kind](tarred(MEMBERS))))
    assert list(found) == ["t/data/a.csv", "t/b.json"]
    assert "t holds 3 members, more than 2" in refused[0][1]


@pytest.mark.parametrize("note", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_an_endless_header_is_not_read(note, kind):
    data = raw((member("a", 1), b"x"), (member("n", 2**33, note), b"y" * 512), (member("b", 1), b"z"))
    found, refused = contents(("t", PACK[kind](data)))
    assert found == {"t/a": b"x"}
    assert "has a header of 8,589,934,592 bytes" in refused[0][1]


def test_a_member_that_claims_more_than_there_is_gives_what_there_is(kind):
    (entry,), _ = opened(("t", PACK[kind](raw((member("a.csv", 2**30), b"id,text\n")))))
    data, broken = entry.whole(2**31, "")
    assert data.startswith(b"id,text\n")
    assert "cut off" in str(broken)


def test_a_sparse_member_is_refused():
    data = tarred([("a", b"x")], format=tarfile.PAX_FORMAT, pax_headers={"GNU.sparse.major": "1"})
    found, refused = contents(("t", data))
    assert found == {}
    assert "stored in an unusual way" in refused[0][1]


@pytest.mark.parametrize(
    "path",
    [
        ("gzip", "tar.gz"),
        ("gzip", "zip"),
        ("zstd", "tar"),
        ("tar", "zip"),
        ("tar.gz", "zip"),
        ("zip", "tar.gz"),
        ("zip", "zip"),
        ("tar.zst", "tar.gz"),
    ],
)
def test_layers_within_layers_give_the_same(path):
    files = [("a.csv", GOOD), ("b.csv", GOOD * 2)]
    for wrapping in path:
        files = WRAPPINGS[wrapping](files)
    found, refused = contents(*files)
    assert list(found.values()) == [GOOD, GOOD * 2]
    assert [name.rpartition("/")[2] for name in found] == ["a.csv", "b.csv"]
    assert refused == []


def test_the_digest_is_that_of_what_was_received_but_of_a_zip_of_its_member(tmp_path, kind):
    packed = PACK[kind](tarred([("a.csv", GOOD), ("b.zip", zipped([("c.csv", GOOD)]))]))
    report = bring(tmp_path, (f"t.{kind}", packed))
    received, of_member = hashlib.sha256(packed).hexdigest(), hashlib.sha256(GOOD).hexdigest()
    assert [file.sha256 for file in report.files] == [received, of_member]


def test_unpacking_is_told_and_can_be_stopped(tmp_path):
    packed = gzip.compress(tarred([("a.csv", GOOD), ("film.mp4", bytes(200 * 1024**2))]), 1)
    said = []
    expand([from_bytes("t.tgz", packed)], lambda *_: None, said.append)
    assert said[0] == "Unpacking t.tgz: 64 MiB"
    asked = iter([False, True])
    with pytest.raises(CancelledError):
        bring(tmp_path, ("t.tgz", packed), cancelled=lambda: next(asked))


def test_a_tar_is_told_by_its_sum_not_by_its_name():
    old = bytearray(tarred(MEMBERS)[:512])
    assert is_tar(bytes(old))
    assert not is_tar(bytes(512))
    assert not is_tar(b"")
    assert not is_tar(b"ustar" * 103)
    assert contents(("a.tar", b"id,text\n")) == ({"a.tar": b"id,text\n"}, [])


@given(st.data())
def test_a_tar_with_any_byte_changed_raises_nothing_but_our_errors(data):
    kind = data.draw(st.sampled_from(sorted(PACK)))
    whole = bytearray(tarred(MEMBERS))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, 2_600))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(InputError):
        contents(("a", PACK[kind](bytes(whole))))
