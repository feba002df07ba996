"""``media train`` and ``media evaluate`` as they are typed: on files, on the planted set, and without the extra."""

import json
from html import escape
from importlib.util import find_spec

import pytest

from core.__main__ import main
from core.model.persona import CAVEAT, CLASSES
from tests.persona.media.making import noise, write_video

N_PERSONS = 16


def told(capsys, *arguments):
    status = main(["media", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.skipif(find_spec("torch") is not None, reason="the media extra is installed here")
def test_without_the_extra_one_line_says_what_to_run(tmp_path, capsys):
    status, out, err = told(capsys, "train", "planted", "--out", tmp_path / "n")
    assert (status, out) == (1, "")
    assert "run `make media`" in err
    assert not (tmp_path / "n").exists()


@pytest.fixture
def labelled(tmp_path):
    """Give a folder of two persons of each class, a clip each, and one file that is none."""
    pytest.importorskip("torch", reason="training needs the media extra (requirements-media.txt)")
    pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")
    for n in range(N_PERSONS):
        folder = tmp_path / "set" / CLASSES[n % 8].lower() / f"person{n}"
        folder.mkdir(parents=True)
        write_video(folder / "clip.mkv", noise(4, seed=n))
    (tmp_path / "set" / "thinkers" / "person4" / "broken.mp4").write_bytes(b"")
    return tmp_path / "set"


def test_a_folder_is_learned_from_and_the_network_judged_on_another_set(labelled, tmp_path, capsys):
    out = tmp_path / "out"
    few = ("--epochs", 1, "--threads", 1, "--models", tmp_path / "none")
    status, text, _ = told(capsys, "train", labelled, "--out", out, *few, "--json")
    record = json.loads(text)
    assert status == 0
    assert record["n_clips"] == N_PERSONS
    assert [one["file"].endswith("broken.mp4") for one in record["refused"]] == [True]
    assert record["caveat"] == CAVEAT
    report = tmp_path / "report.html"
    words = ("evaluate", labelled, "--out", out, *few, "--network", record["network"], "--report", report)
    status, text, _ = told(capsys, *words, "--json")
    found = json.loads(text)
    assert status == 0
    assert len(found["sections"]) == 1
    assert "only who trained it knows" in " ".join(found["data"])
    assert escape(CAVEAT) in report.read_text(encoding="utf-8")
    assert told(capsys, *words)[0] == 1  # a report that is there is not written over
    assert told(capsys, "train", labelled, "--out", out, *few)[1].splitlines()[-1] == CAVEAT
