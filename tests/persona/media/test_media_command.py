"""``media analyse`` and ``media prepare`` as they are typed."""

import json

import pytest

from core.__main__ import main
from tests.persona.media.making import noise, write_video

pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")
KEYS = {"file", "seconds", "faces", "expressions", "objects", "actions", "speech", "text_in_frames", "error"}


def told(capsys, *arguments):
    status = main(["media", *map(str, arguments)])
    return status, capsys.readouterr().out


def test_the_answer_is_a_list_with_one_entry_a_file(tmp_path, capsys):
    good = write_video(tmp_path / "good.mkv", noise(10))
    (tmp_path / "empty.mp4").write_bytes(b"")
    status, out = told(capsys, "analyse", good, tmp_path / "empty.mp4", "--json", "--models", tmp_path)
    entries = json.loads(out)
    assert status == 0
    assert [entry["file"] for entry in entries] == [str(good), str(tmp_path / "empty.mp4")]
    assert all(set(entry) >= KEYS for entry in entries)
    assert [entry["error"] for entry in entries] == [None, "empty.mp4 is empty"]
    assert entries[0]["seconds"] == pytest.approx(1.0, abs=0.2)


def test_lines_for_people_say_what_a_face_is_not(tmp_path, capsys):
    good = write_video(tmp_path / "good.mkv", noise(10))
    _, out = told(capsys, "analyse", good, "--models", tmp_path)
    assert "good.mkv: 1.0 s, 128 × 96, 5 frames looked at" in out
    assert "not what somebody feels" in out


def test_nothing_that_can_be_read_is_a_failure(tmp_path, capsys):
    assert told(capsys, "analyse", tmp_path / "none.mp4", "--json")[0] == 1


def test_preparing_without_archives_names_them_and_fails(tmp_path, capsys):
    status, out = told(capsys, "prepare", tmp_path, "--models", tmp_path / "models")
    assert status == 1
    assert "vladmandic-human-3.3.6.tgz is not there" in out
