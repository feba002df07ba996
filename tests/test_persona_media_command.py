"""`persona`, `safety` and `recommend` tell what pictures and videos add, and say in a line where there are none."""

import json
import shutil

import pytest

from core.__main__ import main
from core.demo import make_demo
from core.gallery import Gallery
from core.model.persona import AXES, CLASSES
from core.safety.people import personas
from core.workspace import Workspace
from tests.corpus import NOW
from tests.persona.writing import SAID
from tests.safety.tied import shares, tie
from tests.verdict.phrases import forbidden

A, B = "harbor_notes", "delta_journal"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    made = tmp_path_factory.mktemp("persona-media") / "demo"
    make_demo(made, now=NOW)
    return made


@pytest.fixture(scope="module")
def tied(demo, tmp_path_factory):
    """Tie two files to the first: one with words, one that a network judged; and one without either to the second."""
    made = shutil.copytree(demo, tmp_path_factory.mktemp("persona-media") / "tied")
    workspace = Workspace(made)
    tie(made, workspace.find(A), "talk", said=" ".join(SAID))
    tie(made, workspace.find(A), "clip", classes=shares("Judgers", 0.9), network="n1")
    tie(made, workspace.find(B), "silent")
    return made


@pytest.fixture
def run(capsys):
    """Run a command; give what was printed, a record where it is JSON."""

    def command(workspace, *words):
        assert main([*map(str, words), "--workspace", str(workspace)]) == 0
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in words else out

    return command


def media_lines(said):
    return [line for line in said.splitlines() if line.startswith("media ")]


def test_without_files_every_command_says_so_in_one_line(run, demo):
    assert media_lines(run(demo, "persona", A)) == ["media      no picture, video or sound is tied to it"]
    assert media_lines(run(demo, "safety", A, B)) == [
        "media      no picture, video or sound is tied to either"
    ]
    (line,) = media_lines(run(demo, "recommend", A))
    assert line.startswith("media      A: no picture, video or sound is tied to it; none of ")
    assert run(demo, "persona", A, "--json")["media"] is None
    assert run(demo, "safety", A, B, "--json")["media"] == {"a": None, "b": None}


def test_a_persona_tells_what_media_add_as_the_core_has_it(run, tied):
    key = Workspace(tied).find(A)
    found = personas(Gallery(Workspace(tied)), [key])[key].media
    record = run(tied, "persona", A, "--json")
    told = record["media"]
    assert (told["n_files"], told["n_words"]) == (2, found.n_words)
    assert told["axis_bits"] == dict(zip(AXES, found.axis_bits, strict=True))
    assert (told["weight"], told["network"]) == (0.25, "n1")
    assert told["classes"] == pytest.approx(shares("Judgers", 0.9))
    for name in CLASSES:
        assert record["classes"][name] == pytest.approx(
            0.75 * told["text_classes"][name] + 0.25 * told["classes"][name]
        )
    said = run(tied, "persona", A)
    (line,) = media_lines(said)
    assert line.startswith(
        f"media      2 files; {found.n_words} English words of them count with its own and move "
    )
    assert line.endswith("; n1 says Judgers, 90%: 25% of the classes")
    assert forbidden(said) == []


def test_a_pair_and_its_recommendation_tell_both_sides(run, tied):
    record = run(tied, "safety", A, B, "--json")
    assert (record["media"]["a"]["n_files"], record["media"]["b"]["n_files"]) == (2, 1)
    said = run(tied, "safety", A, B)
    a, b = media_lines(said)
    assert a.startswith("media      A: 2 files; ")
    assert b == "media      B: 1 file; no English word in it"
    contacts = run(tied, "recommend", A, "--json")
    assert (contacts["media"]["n_files"], contacts["n_with_media"]) == (2, 1)
    assert {one["media"]["a"]["n_files"] for one in contacts["safest"]} <= {2}
    (line,) = media_lines(run(tied, "recommend", A))
    assert "; 1 of " in line
    assert line.endswith(" others have some")
    assert forbidden(said) == []
