"""Files, folders, zips: hostile ones cost themselves, and nothing is ever written."""

import contextlib
import io
import os
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError, InputError, LimitError
from core.sources import limit, zip_archive
from core.sources.entries import Entry, expand, from_bytes, from_path, shown


def zipped(members, **options):
    """Give the bytes of a zip; members are (name, data)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def opened(*items):
    """Expand items; give their contents by name, and the refusals."""
    refused = []
    found = expand(items, lambda name, why: refused.append((name, why)))
    contents = {}
    for entry in found:
        with entry.open() as stream:
            contents[entry.name] = stream.read()
    return contents, refused


def from_zip(members):
    return opened(from_bytes("a.zip", zipped(members)))


def test_a_file_is_one_entry(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    entry = from_path(path)
    assert (entry.name, entry.base, entry.size, entry.head(2), entry.path) == (
        "a.csv",
        "a.csv",
        3,
        b"ab",
        path,
    )


def test_each_opening_starts_anew():
    entry = from_bytes("a", b"abc")
    assert (entry.open().read(), entry.open().read()) == (b"abc", b"abc")


def test_a_folder_gives_its_files_by_name_but_not_the_hidden_ones(tmp_path):
    for name in ("b.csv", "sub/a.csv", ".hidden", "sub/.DS_Store", ".git/x", "__MACOSX/y"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    found, refused = opened(tmp_path / "in")
    assert list(found) == ["in/b.csv", "in/sub/a.csv"]
    assert refused == []


def test_a_folder_without_files_is_no_entry(tmp_path):
    assert opened(tmp_path) == ({}, [])


def test_a_path_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(InputError, match=r"there is no file or folder .*gone.csv"):
        opened(tmp_path / "gone.csv")


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="neither a file nor a folder"):
        opened(tmp_path / "pipe")
    assert opened(tmp_path) == ({}, [])


def test_a_file_that_vanishes_is_our_error(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x")
    entry = from_path(path)
    path.unlink()
    with pytest.raises(FormatError, match=r"a\.csv cannot be opened"):
        entry.open()


def test_a_name_cannot_write_to_the_terminal_nor_break_a_report(tmp_path):
    raw = os.fsencode(tmp_path) + b"/a\x1b[31m\xff\n.csv"
    with open(raw, "wb") as file:  # noqa: PTH123 — a name that no text can hold
        file.write(b"x")
    (name,) = opened(tmp_path)[0]
    assert name.endswith("/a�[31m��.csv")
    assert name.encode()
    assert from_bytes("\u202egpj.exe", b"").name == "�gpj.exe"


@given(st.text())
def test_a_shown_name_is_printable_and_shown_twice_the_same(name):
    assert shown(name).isprintable()
    assert shown(shown(name)) == shown(name)


def test_a_zip_gives_its_members_under_its_name():
    found, refused = from_zip([("data/tweets.js", b"one"), ("profile.csv", b"two")])
    assert found == {"a.zip/data/tweets.js": b"one", "a.zip/profile.csv": b"two"}
    assert refused == []


def test_a_zip_on_disk_is_read_alike_and_closed(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped([("x.csv", b"one"), ("y.csv", b"two")]))
    found, _ = opened(tmp_path / "a.zip")
    assert found == {"a.zip/x.csv": b"one", "a.zip/y.csv": b"two"}
    # an unclosed file would warn, and warnings are errors here


def test_what_a_mac_adds_is_left_out():
    members = [("a.csv", b"x"), ("__MACOSX/._a.csv", b"y"), ("d/.DS_Store", b"z"), ("__MACOSX/d/a.csv", b"y")]
    assert from_zip(members) == ({"a.zip/a.csv": b"x"}, [])


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "..\\evil.csv", "C:\\evil.csv", "a/../../evil.csv"]
)
def test_a_member_that_names_a_place_outside_is_only_read(name, tmp_path, monkeypatch):
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    found, _ = from_zip([(name, b"x")])
    assert list(found.values()) in ([b"x"], [])  # a name that begins with dots is hidden
    assert list(tmp_path.rglob("*.csv")) == []


def test_two_members_of_one_name_are_both_read():
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped([("a.csv", b"one"), ("a.csv", b"two")])
    found = expand([from_bytes("a.zip", data)], lambda *_: None)
    assert [entry.open().read() for entry in found] == [b"one", b"two"]


def test_members_may_be_open_at_once_whatever_zip_comes_between():
    both = [from_bytes("a.zip", zipped([("x", b"a" * 9)])), from_bytes("b.zip", zipped([("y", b"b" * 9)]))]
    first, second = expand(both, lambda *_: None)
    with first.open() as one, second.open() as two, first.open() as again:
        assert (one.read(3), two.read(), again.read(), one.read()) == (b"aaa", b"b" * 9, b"a" * 9, b"aaaaaa")


def test_a_zip_bomb_is_refused_and_its_neighbour_read():
    found, refused = from_zip([("bomb.csv", bytes(8 * 1024**2)), ("good.csv", b"x")])
    assert found == {"a.zip/good.csv": b"x"}
    ((name, why),) = refused
    assert name == "a.zip/bomb.csv"
    assert "unpacks to" in why
    assert "times its size, more than 200" in why


def test_a_small_member_may_compress_as_well_as_it_likes():
    found, refused = from_zip([("blank.csv", bytes(1024**2))])
    assert (len(found), refused) == (1, [])


def test_members_that_overlap_do_not_add_up_to_a_bomb():
    """Fifield's bomb: many directory entries of one kernel, each harmless by itself."""
    raw = bytes(1024**2)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packer.compress(raw) + packer.flush()
    crc = zlib.crc32(raw)
    local = (
        struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(kernel), len(raw), 1, 0) + b"k"
    )
    directory = b"".join(
        struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            b"PK\x01\x02",
            20,
            20,
            0,
            8,
            0,
            33,
            crc,
            len(kernel) * 6,
            len(raw) + 1,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + b"k"
        for _ in range(400)
    )
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, 400, 400, len(directory), len(local) + len(kernel), 0
    )
    refused = []
    found = expand(
        [from_bytes("a.zip", local + kernel + directory + end)], lambda name, why: refused.append((name, why))
    )
    assert found == []
    assert refused
    assert all("times its size" in why for _, why in refused)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("MAX_MEMBERS", 2, "holds 3 members, more than 2"), ("MAX_ARCHIVE_BYTES", 5, "would unpack to 9 bytes")],
)
def test_a_zip_beyond_the_limits_is_refused_whole(name, value, said, monkeypatch):
    monkeypatch.setattr(limit, name, value)
    found, refused = from_zip([(f"{n}.csv", b"abc") for n in range(3)])
    assert found == {}
    assert said in refused[0][1]


def test_a_member_beyond_the_limit_is_refused_alone(monkeypatch):
    monkeypatch.setattr(zip_archive, "MAX_MEMBER_BYTES", 5)
    found, refused = from_zip([("large.csv", b"abcdef"), ("small.csv", b"abc")])
    assert (list(found), [name for name, _ in refused]) == (["a.zip/small.csv"], ["a.zip/large.csv"])


def test_an_encrypted_member_is_refused_and_told_what_to_do():
    data = bytearray(zipped([("secret.csv", b"x"), ("open.csv", b"y")]))
    where = data.index(b"PK\x01\x02")
    data[where + 8] |= 1  # the flag of the first entry in the directory
    found, refused = opened(from_bytes("a.zip", bytes(data)))
    assert list(found) == ["a.zip/open.csv"]
    assert refused[0][0] == "a.zip/secret.csv"
    assert "encrypted" in refused[0][1]
    assert "password" in refused[0][1]


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_said():
    data = bytearray(zipped([("a.csv", b"abcdef" * 100)]))
    where = data.index(b"PK\x01\x02") + 24
    data[where : where + 4] = struct.pack("<I", 7)
    (entry,) = expand([from_bytes("a.zip", bytes(data))], lambda *_: None)
    with pytest.raises((FormatError, LimitError), match=r"a\.zip/a\.csv"), entry.open() as stream:
        stream.read()


def test_damage_within_a_member_is_our_error():
    data = bytearray(zipped([("a.csv", os.urandom(5000))]))
    data[100:200] = bytes(100)
    (entry,) = expand([from_bytes("a.zip", bytes(data))], lambda *_: None)
    with pytest.raises(FormatError, match=r"a\.zip/a\.csv is damaged in its archive"), entry.open() as stream:
        stream.read()


@pytest.mark.parametrize("cut", [4, 30, 60, -1])
def test_a_zip_cut_off_is_refused_with_its_name(cut):
    found, refused = opened(from_bytes("a.zip", zipped([("a.csv", b"x" * 50)])[:cut]))
    assert found == {}
    assert refused[0][0] == "a.zip"
    assert "not a readable zip" in refused[0][1]


def test_an_empty_zip_holds_nothing():
    assert from_zip([]) == ({}, [])


def test_a_zip_within_a_zip_is_opened_too():
    assert from_zip([("inner.zip", zipped([("b.csv", b"x")])), ("c.csv", b"y")]) == (
        {"a.zip/inner.zip/b.csv": b"x", "a.zip/c.csv": b"y"},
        [],
    )


def test_entries_know_their_neighbours():
    found = expand(
        [from_bytes("a.zip", zipped([("x", b"1"), ("y", b"2")])), from_bytes("z", b"3")], lambda *_: None
    )
    assert [[n.name for n in entry.neighbours] for entry in found] == [["a.zip/x", "a.zip/y", "z"]] * 3


def test_a_directory_of_thousands_is_read_once(monkeypatch):
    made = []
    real = zipfile.ZipFile

    def counting(*arguments, **options):
        made.append(arguments)
        return real(*arguments, **options)

    data = zipped([(f"{n}.csv", b"x") for n in range(300)])
    monkeypatch.setattr(zipfile, "ZipFile", counting)
    found, _ = opened(from_bytes("a.zip", data))
    assert (len(found), len(made)) == (300, 1)


@given(st.binary(max_size=200))
def test_any_bytes_that_begin_like_a_zip_are_refused_not_raised(tail):
    found, refused = opened(from_bytes("a.zip", b"PK\x03\x04" + tail))
    assert (found, [name for name, _ in refused]) == ({}, ["a.zip"])


@given(st.data())
def test_a_zip_with_any_byte_changed_raises_nothing_but_our_errors(data):
    whole = bytearray(zipped([("a.csv", b"abc" * 40), ("b/c.csv", b"xyz")]))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(InputError):
        opened(from_bytes("a.zip", bytes(whole)))


def test_an_entry_is_made_of_what_it_is_given():
    entry = Entry("a/b.csv", 1, lambda: io.BytesIO(b"x"))
    assert (entry.base, entry.neighbours, entry.path) == ("b.csv", (), None)
