"""A workspace as one file: opened elsewhere it is what it was; a hostile file opens nothing."""

import io
import stat
import zipfile
from datetime import timedelta

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import (
    CancelledError,
    DoppelscopeError,
    FormatError,
    LimitError,
    WorkspaceBusyError,
    WorkspaceError,
)
from core.gallery import Gallery
from core.model import Profile
from core.workspace import Workspace, bundle, trash
from core.workspace import manifest as manifests
from core.workspace.bundle import export, open_bundle
from core.workspace.leftover import EXPORTS
from core.workspace.removal import delete_profiles
from core.workspace.withdrawal import delete_import
from tests.corpus import NOW, START, contents, post, store
from tests.strategies import HOSTILE
from tests.workspace.sight import everything, state


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "w"
    store(
        path,
        [post(f"x:{n}", m, text=HOSTILE[(n + m) % len(HOSTILE)]) for n in range(5) for m in range(4)],
        profiles=[Profile("x:1", "x", "1", handle="ann", bio="עברית", fetched_at=START)],
        identities=[("x", "1", "ann")],
    )
    store(path, [post("x:1", 1, text="changed"), post("x:@ann", 9)])
    Workspace(path).describe("made up", ("x:1", "x:2"))
    return path


@pytest.fixture
def file(folder, tmp_path):
    export(folder, tmp_path / "file.zip")
    return tmp_path / "file.zip"


def members(file):
    with zipfile.ZipFile(file) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(parts, compression=zipfile.ZIP_STORED):
    """Write a zip of (name or ZipInfo, bytes) pairs."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return data.getvalue()


def said(file, **changes):
    """Give the parts of a file with its manifest changed."""
    parts = members(file)
    record = orjson.loads(parts["manifest.json"])
    return {**parts, "manifest.json": orjson.dumps({**record, **changes})}


def test_what_is_opened_is_what_was_exported(folder, file, tmp_path):
    opened = open_bundle(file, tmp_path / "new" / "place")
    assert opened.folder == tmp_path / "new" / "place"
    assert state(opened.folder) == state(folder)
    assert (opened.version, opened.label) == (Workspace(folder).version, "made up")
    named = manifests.read(folder).files() | {"manifest.json"}
    assert {n: c for n, c in contents(folder).items() if n in named} == contents(opened.folder)


def test_it_is_opened_from_an_upload_too_and_into_an_empty_folder(folder, file, tmp_path):
    (tmp_path / "empty").mkdir()
    assert state(open_bundle(file.read_bytes(), tmp_path / "empty").folder) == state(folder)


def test_a_file_packed_anew_by_hand_is_opened(folder, file, tmp_path):
    with zipfile.ZipFile(tmp_path / "anew.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("posts")
        for name, content in members(file).items():
            archive.writestr(name, content)
    with (tmp_path / "anew.zip").open("rb") as upload:
        assert state(open_bundle(upload, tmp_path / "new").folder) == state(folder)


def test_an_opened_workspace_is_worked_with_like_any_other(file, tmp_path):
    new = open_bundle(file, tmp_path / "new").folder
    assert store(new, [post("x:9")]).number == 3
    delete_import(Workspace(new), 1, now=NOW)
    assert Workspace(new).timeline("x:1").posts["text"].tolist()[1] != "changed"
    Gallery(Workspace(new)).complete()


def test_exporting_the_same_twice_gives_the_same_bytes(folder, file, tmp_path):
    export(folder, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == file.read_bytes()


def test_only_what_the_manifest_names_is_exported(folder, tmp_path):
    Gallery(Workspace(folder)).complete()
    run = trash.Run("r1")
    delete_profiles(Workspace(folder), ["x:3"], now=NOW, run=run)
    (folder / "fetching").mkdir()
    (folder / "fetching" / "x-1.jsonl").write_text("draft")
    export(folder, tmp_path / "file.zip")
    assert set(members(tmp_path / "file.zip")) == manifests.read(folder).files() | {"manifest.json"}
    opened = open_bundle(tmp_path / "file.zip", tmp_path / "new").folder
    assert trash.entries(opened) == ()
    assert "r1" not in everything(opened)


@pytest.mark.parametrize("place", ["manifest.json", "posts/00/000001.parquet", "new.zip", "lock"])
def test_a_place_in_the_workspace_itself_is_refused(folder, place):
    before = contents(folder)
    with pytest.raises(WorkspaceError, match="choose a place outside"):
        export(folder, folder / place)
    assert contents(folder) == before


def test_what_lies_there_for_a_download_is_swept_by_the_next_writer(folder):
    (folder / EXPORTS).mkdir()
    export(folder, folder / EXPORTS / "all.zip")
    assert not any(EXPORTS in name for name in members(folder / EXPORTS / "all.zip"))
    delete_profiles(Workspace(folder), ["x:2"], now=NOW)
    assert not (folder / EXPORTS).exists()


def test_an_export_is_of_one_moment_whoever_writes_meanwhile(folder, tmp_path):
    moments, done = [], []

    def interfere(share, words):
        if len(done) < 3:
            done.append(delete_profiles(Workspace(folder), [f"x:{len(done) + 2}"], now=NOW))
        moments.append(state(folder))

    export(folder, tmp_path / "file.zip", progress=interfere)
    assert state(open_bundle(tmp_path / "file.zip", tmp_path / "new").folder) in moments
    assert len(done) == 3


def test_a_workspace_that_never_rests_is_told(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "_TRIES", 2)

    def interfere(share, words):
        store(folder, [post("x:7")])
        delete_profiles(Workspace(folder), ["x:7"], now=NOW)

    with pytest.raises(WorkspaceBusyError, match="changes faster than it can be read"):
        export(folder, tmp_path / "file.zip", progress=interfere)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w"]


def test_an_empty_workspace_is_not_exported(tmp_path):
    with pytest.raises(WorkspaceError, match="nothing to export; import something first"):
        export(tmp_path / "none", tmp_path / "file.zip")
    assert not list(tmp_path.iterdir())


def test_a_damaged_workspace_is_not_exported(folder, tmp_path):
    next(folder.glob("posts/*/*.parquet")).unlink()
    with pytest.raises(WorkspaceError, match="is missing; restore it from a backup"):
        export(folder, tmp_path / "file.zip")


def test_a_place_that_cannot_be_written_to_is_told(folder, tmp_path):
    with pytest.raises(WorkspaceError, match="cannot be written"):
        export(folder, tmp_path / "none" / "file.zip")


def test_a_stopped_export_and_a_stopped_opening_leave_nothing(folder, file, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(CancelledError):
        export(folder, tmp_path / "other.zip", cancelled=lambda: True)
    for n in (0, 3, 8):
        asked = iter([False] * n)
        with pytest.raises(CancelledError):
            open_bundle(file, tmp_path / "new", cancelled=lambda asked=asked: next(asked, True))
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def link(name, target="/etc/passwd"):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


HARM = {
    "../evil": "leads out of the folder",
    "posts/../../evil": "leads out of the folder",
    "posts//00": "leads out of the folder",
    "./manifest.json": "leads out of the folder",
    "..": "leads out of the folder",
    "a\\..\\b": "leads out of the folder",
    "/etc/evil": "a place outside the folder",
    "\\\\host\\evil": "a place outside the folder",
    "C:evil": "a place outside the folder",
    "notes.txt": "notes.txt, which is no part of a workspace",
    "trash/1-a/entry.json": "no part of a workspace",
    "posts/00/000099.parquet": "no part of a workspace",
    "MANIFEST.json": "two members of one name",
}


@pytest.mark.parametrize(("name", "why"), HARM.items())
def test_a_member_that_would_lie_elsewhere_is_refused(file, tmp_path, name, why):
    refused(zipped({**members(file), name: b"x"}), tmp_path, FormatError, why)


def refused(data, tmp_path, error, why):
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error, match=why) as caught:
        open_bundle(data, tmp_path / "new")
    assert sorted(tmp_path.rglob("*")) == before
    return str(caught.value)


def test_a_link_is_refused(file, tmp_path):
    refused(zipped([*members(file).items(), link("posts/00/x")]), tmp_path, FormatError, "a link or a device")


def test_a_named_file_that_is_a_link_is_refused(file, tmp_path):
    parts = members(file)
    name = next(name for name in parts if name.endswith(".parquet"))
    del parts[name]
    refused(zipped([*parts.items(), link(name)]), tmp_path, FormatError, "a link or a device")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(file, tmp_path):
    refused(
        zipped([*members(file).items(), ("manifest.json", b"{}")]),
        tmp_path,
        FormatError,
        "two members of one",
    )


def test_an_encrypted_member_is_refused(file, tmp_path):
    data = bytearray(file.read_bytes())
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1
    refused(bytes(data), tmp_path, FormatError, "which is encrypted")


def test_a_bomb_is_refused_before_it_bursts(file, tmp_path):
    bomb = {**members(file), "posts/00/000009.parquet": b"\0" * 20_000_000}
    refused(zipped(bomb, zipfile.ZIP_DEFLATED), tmp_path, LimitError, "more than 200 times its size")


@pytest.mark.parametrize(
    "limit", ["MAX_MEMBERS", "MAX_ARCHIVE_BYTES", "MAX_MEMBER_BYTES", "MAX_MANIFEST_BYTES"]
)
def test_too_much_is_refused(file, tmp_path, monkeypatch, limit):
    monkeypatch.setattr(bundle, limit, 3)
    refused(file.read_bytes(), tmp_path, LimitError, "it was not unpacked")


def test_a_member_that_holds_more_than_it_says_is_refused(file, tmp_path):
    data = bytearray(zipped({"manifest.json": members(file)["manifest.json"]}, zipfile.ZIP_DEFLATED))
    start = data.index(b"PK\x01\x02")
    data[start + 24 : start + 28] = (5).to_bytes(4, "little")
    refused(bytes(data), tmp_path, FormatError, "damaged|whole zip")


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b" * 50])
def test_what_is_no_zip_is_refused(tmp_path, data):
    refused(data, tmp_path, FormatError, "no exported workspace, or only a part of one")


def test_a_zip_of_something_else_is_refused(tmp_path):
    refused(
        zipped({"tweets.js": b"[]"}),
        tmp_path,
        FormatError,
        "holds no workspace.*to read posts from it, import",
    )


def test_half_a_file_is_refused(file, tmp_path):
    refused(file.read_bytes()[: file.stat().st_size // 2], tmp_path, FormatError, "only a part of one")


def test_every_flipped_byte_of_the_tables_is_noticed(file, tmp_path):
    data = file.read_bytes()
    for place in range(100, data.index(b"PK\x01\x02"), data.index(b"PK\x01\x02") // 25):
        changed = bytearray(data)
        changed[place] ^= 0xFF
        with pytest.raises(FormatError):
            open_bundle(bytes(changed), tmp_path / "new")
        assert not (tmp_path / "new").exists()


def test_a_missing_member_is_named(file, tmp_path):
    parts = members(file)
    name = next(name for name in parts if name.endswith(".parquet"))
    del parts[name]
    assert name in refused(zipped(parts), tmp_path, FormatError, "incomplete: .* is missing; export it again")


def test_a_file_of_a_newer_version_asks_for_an_update(file, tmp_path):
    refused(zipped(said(file, format=99)), tmp_path, WorkspaceError, "newer Doppelscope; update to open it")


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "1"}, {"version": 0}, {"next_import": 1}, {"next_import": None}, {"label": 5}, {"opening": [1]},
        {"posts": []}, {"posts": {"00": "ab"}}, {"posts": {"00": ["../../x"]}}, {"posts": {"99": ["posts/99/000001.parquet"]}},
        {"profiles": "/etc/passwd"}, {"identities": "posts/00/000001.parquet"}, {"testimonies": ["testimony/../x.arrow"]},
        {"imports": [{}]}, {"imports": [5]}, {"format": "x"}, {"format": None}, {"unheard": 1}, {"profiles": 5},
    ],
)  # fmt: skip
def test_a_manifest_that_no_workspace_writes_is_refused(file, tmp_path, changes):
    refused(zipped(said(file, **changes)), tmp_path, FormatError, "manifest is damaged")


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b'"a"', b"\xff"])
def test_a_manifest_that_is_none_is_refused(file, tmp_path, data):
    refused(zipped({**members(file), "manifest.json": data}), tmp_path, FormatError, "manifest is damaged")


@pytest.mark.parametrize("field", ["rows", "number", "imported_at", "files", "first"])
def test_a_report_of_something_else_is_refused(file, tmp_path, field):
    imports = orjson.loads(members(file)["manifest.json"])["imports"]
    imports[0][field] = {"a": [1]}
    refused(zipped(said(file, imports=imports)), tmp_path, FormatError, "manifest is damaged")


def rewritten(file, change):
    """Give the file with one of its post tables changed."""
    parts = members(file)
    name = next(name for name in parts if name.endswith(".parquet"))
    target = io.BytesIO()
    pq.write_table(change(pq.read_table(io.BytesIO(parts[name]))), target)
    return zipped({**parts, name: target.getvalue()})


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.drop_columns(["text"]),
        lambda table: table.append_column("more", table.column("text")),
        lambda table: table.set_column(0, table.field(0), pa.array(["x:elsewhere"] * len(table))),
        lambda table: table.set_column(
            len(table.schema) - 1, table.field("import_no"), pa.array([9] * len(table), pa.int32())
        ),
    ],
)
def test_a_table_of_something_else_is_refused(file, tmp_path, change):
    refused(rewritten(file, change), tmp_path, FormatError, "a damaged posts/")


def test_a_table_that_unpacks_to_far_too_much_is_refused(file, tmp_path):
    def repeated(table):
        return table.take(pa.array([0] * 100_000))

    refused(rewritten(file, repeated), tmp_path, LimitError, "bytes of memory")


def test_a_folder_that_holds_something_is_not_touched(file, folder, tmp_path):
    before = contents(folder)
    with pytest.raises(WorkspaceError, match="there already and not empty; choose a new folder"):
        open_bundle(file, folder)
    with pytest.raises(WorkspaceError, match="choose a new folder"):
        open_bundle(file, file)
    assert contents(folder) == before


def test_a_place_where_nothing_can_be_made_is_told(file, tmp_path):
    with pytest.raises(WorkspaceError, match="choose another folder"):
        open_bundle(file, file / "below")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DoppelscopeError, match="cannot be read"):
        open_bundle(tmp_path / "none.zip", tmp_path / "new")


def test_two_openings_of_one_folder_keep_apart(file, tmp_path):
    with manifests.writing(tmp_path / ".new.opening"), pytest.raises(WorkspaceBusyError):
        open_bundle(file, tmp_path / "new")
    assert open_bundle(file, tmp_path / "new").version > 0


def test_what_a_killed_opening_left_is_removed(file, tmp_path):
    left = tmp_path / ".new.opening" / "posts" / "00"
    left.mkdir(parents=True)
    (left / "000001.parquet").write_bytes(b"half")
    (tmp_path / ".new.opening" / "x").symlink_to(tmp_path)
    open_bundle(file, tmp_path / "new")
    assert not (tmp_path / ".new.opening").exists()
    assert not (tmp_path / "new" / "x").exists()
    assert file.exists()


def test_times_and_missing_values_are_kept(tmp_path):
    moment = START + timedelta(microseconds=123)
    store(tmp_path / "w", [post(time=moment, text=None, fetched_at=moment, likes=None)])
    export(tmp_path / "w", tmp_path / "f.zip")
    posts = open_bundle(tmp_path / "f.zip", tmp_path / "new").timeline("x:1").posts
    assert posts["time"].iloc[0].to_pydatetime() == moment
    assert posts[["text", "likes"]].isna().all(axis=None)
