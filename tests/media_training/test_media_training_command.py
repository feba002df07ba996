"""``media train`` and ``media evaluate`` as they are typed: on files, on the planted set, and without the extra."""

import json
from html import escape
from importlib.util import find_spec
from pathlib import Path

import pytest

from core.__main__ import main
from core.cli.usage import parser
from core.model.persona import CAVEAT, CLASSES
from tests.persona.media.making import noise, write_video

N_PERSONS = 16


def told(capsys, *arguments):
    status = main(["media", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed here")
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


def test_what_a_list_says_of_faces_and_movement_is_told_to_their_heads(labelled, tmp_path, capsys):
    from core.persona.media.network_file import load_network  # noqa: PLC0415 — an extra

    lines = ["file,person,label,emotion,action"]
    for file in sorted(labelled.rglob("clip.mkv")):
        label, person = file.parts[-3:-1]
        lines.append(f"{file.relative_to(labelled)},{person},{label},happy,no such action")
    (labelled / "list.csv").write_text("\n".join(lines))
    few = ("--epochs", 1, "--threads", 1, "--models", tmp_path / "none")
    status, text, _ = told(capsys, "train", labelled / "list.csv", "--out", tmp_path / "out", *few, "--json")
    assert status == 0
    card = load_network(Path(json.loads(text)["network"]))[1]
    assert card["heads_trained"] == ["emotion"]


def test_that_heads_are_told_nothing_is_of_the_planted_set_alone(labelled, tmp_path, capsys):
    status, _, err = told(capsys, "train", labelled, "--out", tmp_path / "out", "--classes-alone")
    assert status == 1
    assert "leave out the columns" in err


def test_a_command_that_is_written_down_says_what_the_heads_were_told(tmp_path):
    pytest.importorskip("torch", reason="training needs the media extra (requirements-media.txt)")
    from core.cli import media_training as module  # noqa: PLC0415 — an extra

    typed = ["media", "train", "planted", "--out", str(tmp_path), "--seed", "7"]
    for more in ((), ("--classes-alone",)):
        options = parser().parse_args([*typed, *more])
        written = module._command("train", options)
        assert written.split()[3:] == [*typed[:-2], *more, *typed[-2:]]
        given = module._given(options, module.SMALL, module._params(options), tmp_path, lambda *_: None)
        assert given.clips.clips.params.heads is not bool(more)
