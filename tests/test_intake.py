"""The one way in: what is read is kept, what is not is said, and the rest goes on."""

import hashlib
import io
import json
import os
import threading
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core.intake
from core.errors import CancelledError, DoppelscopeError, FormatError, InputError
from core.model import Refusal
from core.schema import batch
from core.sources import Source
from core.sources import entry as entry_module
from core.sources.entry import from_path
from core.sources.options import ReadOptions
from core.workspace import Workspace
from tests.corpus import bring, post, row, table
from tests.strategies import HOSTILE

GOOD = ("good.csv", table(row(1), row(2)))
V1 = {
    "id_str": "9",
    "created_at": "Fri Mar 01 10:00:00 +0000 2024",
    "full_text": "hello there world",
    "user": {"id_str": "1", "screen_name": "ann"},
    "favorite_count": 1,
    "retweet_count": 0,
}


def zipped(*members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_files_folders_zips_and_uploads_come_in_together(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.csv").write_bytes(table(row(1, "one")))
    (tmp_path / "two.zip").write_bytes(zipped(("deep/down/two.csv", table(row(1, "two")))))
    items = [folder, tmp_path / "two.zip", ("three.csv", table(row(1, "three")))]
    report = bring(tmp_path / "w", *items)
    assert [file.name for file in report.files] == ["in/one.csv", "two.zip/deep/down/two.csv", "three.csv"]
    assert set(Workspace(tmp_path / "w").profiles["handle"]) == {"one", "two", "three"}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (("empty.csv", b""), "it is empty"),
        (("picture.png", b"\x89PNG\r\n\x1a\n\x00"), "no format is recognised"),
        (("notes.txt", b"dear diary"), "no format is recognised"),
        (("other.csv", b"a,b\n1,2\n"), "no known column says the profile or the time"),
        (("cut.parquet", b"PAR1cut"), "not a readable Parquet file"),
        (("cut.zip", zipped(GOOD)[:50]), "not a readable zip"),
        (("bomb.zip", zipped(("bomb.csv", bytes(9 * 1024**2)))), "times its size"),
        (("picture.7z", b"7z\xbc\xaf\x27\x1c\x00\x04"), "packed with 7-Zip, which is not read; unpack it"),
    ],
)
def test_a_file_that_cannot_be_read_is_left_out_and_the_others_kept(tmp_path, bad, said):
    report = bring(tmp_path, bad, GOOD)
    (left_out,) = [file for file in report.files if file.skipped]
    assert said in left_out.skipped
    assert (report.kept, report.left_out) == (2, 1)
    with pytest.raises(FormatError, match="nothing could be read") as caught:
        bring(tmp_path / "alone", bad)
    assert said in str(caught.value)
    assert not (tmp_path / "alone" / "manifest.json").exists()


def test_nothing_to_import_is_said(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(FormatError, match="there is no file to import"):
        bring(tmp_path / "w", tmp_path / "in")


def test_a_message_about_many_files_names_the_first(tmp_path):
    with pytest.raises(FormatError, match=r"0\.x: .*; 1\.x: .*; 2\.x: .*; and 7 more$"):
        bring(tmp_path, *((f"{n}.x", b"?") for n in range(10)))


def test_a_path_that_does_not_exist_imports_nothing(tmp_path):
    with pytest.raises(InputError, match="there is no file"):
        bring(tmp_path / "w", GOOD, tmp_path / "gone.csv")
    assert Workspace(tmp_path / "w").version == 0


def test_truncated_json_keeps_its_whole_posts(tmp_path):
    whole = json.dumps([{**V1, "id_str": str(n)} for n in range(5)])
    report = bring(tmp_path, ("timeline.json", whole[:-150].encode()))
    assert report.kept == 4
    assert report.refused == 1
    assert "JSON" in report.files[0].reasons[0][1]


def test_one_bad_line_among_many_costs_only_itself(tmp_path):
    lines = [json.dumps({**V1, "id_str": str(n)}) for n in range(9)]
    lines[4] = lines[4][:40]
    report = bring(tmp_path, ("timeline.jsonl", "\n".join(lines).encode()))
    assert (report.kept, report.refused) == (8, 1)
    assert report.files[0].reasons[0][0] == "line 5"


def test_hostile_texts_names_and_bios_are_stored_as_they_are(tmp_path):
    fields = ["id", "author_id", "screen_name", "created_at", "text", "name", "bio"]
    rows = [
        [str(n), str(n + 1), f"user{n}", "2024-03-01T10:00Z", said, said, said]
        for n, said in enumerate(HOSTILE)
    ]
    bring(tmp_path, ("a.csv", table(*rows, fields=fields)))
    workspace = Workspace(tmp_path)
    for n, said in enumerate(HOSTILE):
        timeline = workspace.timeline(f"x:{n + 1}")
        assert timeline.posts["text"].tolist() == [said]
        assert (timeline.profile.name, timeline.profile.bio) == (said, said)


@pytest.mark.parametrize("handle", ["עברית", "عائشة", "🦊", "👩\u200d👧", "ÉMILE", "ß"])
def test_handles_of_any_alphabet_are_found_again(tmp_path, handle):
    bring(tmp_path, ("a.csv", table(row(1, f"@{handle}"), row(2, handle.upper()))))
    workspace = Workspace(tmp_path)
    assert workspace.profiles["n_posts"].tolist() == [2]
    assert workspace.find(handle.swapcase()) == workspace.profiles["key"].iloc[0]


def breaking(error):
    def read(entry, options):
        yield batch([post()], n_rows=1)
        raise error

    return Source("broken", "", lambda *_: 1.0, read)


@pytest.mark.parametrize("error", [FormatError("it broke off"), OSError(5, "Input/output error")])
def test_what_was_read_before_a_file_broke_off_is_kept(tmp_path, monkeypatch, error):
    monkeypatch.setattr(core.intake, "recognise", lambda *_: breaking(error))
    report = bring(tmp_path, ("a", b"x"))
    assert (report.kept, report.rows, report.refused) == (1, 2, 1)
    place, why = report.files[0].reasons[0]
    assert place == "after row 1"
    assert "broke off" in why or "cannot be read on" in why


def test_a_defect_of_a_reader_is_not_hidden_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(core.intake, "recognise", lambda *_: breaking(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        bring(tmp_path, ("a", b"x"))
    assert Workspace(tmp_path).version == 0


def test_a_reason_that_quotes_anything_can_be_recorded(tmp_path, monkeypatch):
    refusal = Refusal("a", "row \udfff", "it says \ud800" + "x" * 10_000)
    source = Source(
        "s", "", lambda *_: 1.0, lambda entry, options: iter([batch([post()], refusals=[refusal], n_rows=2)])
    )
    monkeypatch.setattr(core.intake, "recognise", lambda *_: source)
    bring(tmp_path, ("a", b"x"))
    (place, why) = Workspace(tmp_path).imports[0].files[0].reasons[0]
    assert place == "row ?"
    assert len(why) == 500


def test_a_member_that_is_damaged_does_not_cost_the_archive(tmp_path):
    data = bytearray(zipped(("bad.csv", os.urandom(3000)), GOOD))
    data[60:400] = bytes(340)
    report = bring(tmp_path, ("a.zip", bytes(data)))
    assert report.kept == 2
    assert "damaged in its archive" in report.files[0].skipped


def test_a_file_is_known_by_its_digest_and_how_it_was_read(tmp_path):
    options = ReadOptions.parse(zone="UTC")
    (file,) = bring(tmp_path, GOOD, options=options).files
    assert file.sha256 == hashlib.sha256(GOOD[1]).hexdigest()
    assert file.signature == options.signature


def test_progress_runs_from_nothing_to_all_and_never_back(tmp_path):
    said = []
    files = [(f"{n}.csv", table(*(row(m, f"user{n}") for m in range(50)))) for n in range(6)]
    bring(tmp_path, *files, progress=lambda share, words: said.append((share, words)))
    shares = [share for share, _ in said]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    assert all(words for _, words in said)


@settings(max_examples=max(settings().max_examples // 2, 1))
@given(st.lists(st.tuples(st.text(max_size=8), st.binary(max_size=120)), max_size=4))
def test_no_files_raise_anything_but_our_errors(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("w")
    try:
        bring(folder, *files, ("zip", zipped(*((f"{n}", data) for n, (_, data) in enumerate(files)))))
    except DoppelscopeError as error:
        assert str(error)  # noqa: PT017 — whether it raises is not the question, only what
    assert Workspace(folder).version in {0, 1}


def test_a_stopped_import_stops_reading_for_the_digest_too(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(table(*(row(n) for n in range(50))))
    opened = []

    def slow():
        stream = file.open("rb")
        opened.append(stream)
        return stream

    entry = replace(from_path(file), open=slow)
    with pytest.raises(CancelledError):
        bring(tmp_path / "w", entry, cancelled=lambda: True)
    assert opened
    assert all(stream.closed for stream in opened)
    assert not [thread for thread in threading.enumerate() if "ThreadPoolExecutor" in thread.name]


def test_the_digest_is_that_of_the_file_whatever_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr(entry_module, "_HASHED_BYTES", 7)
    file = tmp_path / "a.csv"
    file.write_bytes(table(row(1)))
    report = bring(tmp_path / "w", file)
    assert report.files[0].sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
