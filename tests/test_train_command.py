"""`python -m core train`: a model of the analyst's own, beside the product's and never in its place."""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import core.cli.training
import core.verdict.model_file
import core.verdict.training
from core.__main__ import main
from core.errors import FormatError, InputError
from core.gallery import Gallery
from core.validation.labelled_pair import TRUTHS, _accounts, model_of_decisions, read_decisions
from core.verdict.model import worth
from core.verdict.model_file import default_model, read_model
from core.verdict.score import judge
from core.workspace import Workspace
from tests.verdict.village import settle, village

DEFAULT = Path(core.verdict.model_file.__file__).with_name("default.json")
N_HANDS = 24


def _in_pairs():
    """Make a village in which the posts of each are dealt to two accounts, x:2n and x:2n+1."""
    town = village(N_HANDS + 7, seed=4, n_posts=120)
    found = {}
    for n in range(N_HANDS):
        posts = town[f"x:{n + 7}"]
        for side in (0, 1):
            key = f"x:{2 * n + side}"
            found[key] = [
                replace(post, profile=key, post_id=f"{key}-{at}") for at, post in enumerate(posts[side::2])
            ]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = settle(tmp_path_factory.mktemp("train") / "w", _in_pairs())
    gallery = Gallery(Workspace(made))
    for key in gallery.workspace.profiles["key"]:
        gallery.portrait(key)
    return made


@pytest.fixture(scope="module")
def decided():
    pairs = combinations(range(2 * N_HANDS), 2)
    return [(f"x:{a}", f"x:{b}", a // 2 == b // 2) for a, b in pairs]


@pytest.fixture(scope="module")
def listed(tmp_path_factory, decided):
    file = tmp_path_factory.mktemp("list") / "decided.csv"
    file.write_text("a,b,same\n" + "".join(f"{a},@handle{b[2:]},{int(same)}\n" for a, b, same in decided))
    return file


@pytest.fixture
def run(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(
        core.verdict.training.fit_parts,
        "__kwdefaults__",
        {**core.verdict.training.fit_parts.__kwdefaults__, "n_draws": 20},
    )

    def command(*arguments, workspace=folder, out="mine.json"):
        words = ["train", "--workspace", workspace, "--out", tmp_path / out, *arguments]
        try:
            status = main([str(word) for word in words])
        except SystemExit as exit_:
            status = exit_.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


def test_a_model_of_decided_pairs_is_written_read_and_finds_what_was_decided(
    run, folder, listed, decided, tmp_path
):
    before = DEFAULT.read_bytes()
    status, out, err = run("--pairs", listed, "--name", "Ours")
    assert (status, err) == (0, "")
    assert "Ours, learned from 24 pairs of one account and 1,104 others" in out
    assert "it replaces nothing" in out
    assert DEFAULT.read_bytes() == before
    model = read_model(tmp_path / "mine.json")
    assert (model.name, model.card["n_same"], model.card["n_different"]) == ("Ours", 24, 1_104)
    assert {"made_at", "version", "data", "seed"} <= set(model.card)
    found = judge(Gallery(Workspace(folder)), [(a, b) for a, b, _ in decided], model)
    same = np.array([truth for _, _, truth in decided])
    assert np.median(found.bits[same]) > 5
    assert np.quantile(found.bits[~same], 0.99) < np.median(found.bits[same])
    # it was made of this very workspace, which is therefore like its training
    assert found.doubts == ()
    assert found.bits == pytest.approx(
        worth(model, found.looks.deviations, found.looks.evidence.min(1)).sum(1)
    )


def test_training_again_gives_the_same_weights(run, listed, tmp_path):
    weights = []
    for out in ("one.json", "other.json"):
        status, said, _ = run("--pairs", listed, "--json", out=out)
        assert status == 0
        weights.append(json.loads(said)["weights"])
        assert json.loads(said)["name"] == Path(out).stem
    assert weights[0] == weights[1]
    parts = [read_model(tmp_path / out).parts for out in ("one.json", "other.json")]
    assert parts[0] == parts[1]


def test_a_file_that_is_there_is_replaced_only_when_asked(run, listed, tmp_path):
    (tmp_path / "mine.json").write_text("precious")
    status, _, err = run("--pairs", listed)
    assert status == 1
    assert "add --yes" in err
    assert (tmp_path / "mine.json").read_text() == "precious"
    assert run("--pairs", listed, "--yes")[0] == 0
    assert read_model(tmp_path / "mine.json").card["n_same"] == 24


def test_the_default_is_there_already_and_stays(run, listed):
    before = DEFAULT.read_bytes()
    status, _, err = run("--pairs", listed, out=DEFAULT)
    assert status == 1
    assert "is there already" in err
    assert DEFAULT.read_bytes() == before
    assert default_model() == read_model(DEFAULT)


def test_places_where_no_file_can_be_are_refused_before_the_work(run, listed, folder, monkeypatch):
    monkeypatch.setattr(core.cli.training, "_model", None)
    for out, said in (("none/mine.json", "there is no folder"), (folder / "mine.json", "in the workspace")):
        status, _, err = run("--pairs", listed, out=out)
        assert status == 1
        assert said in err


def test_too_few_decisions_are_refused_with_their_number(run, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("x:0,x:1,1\nx:2,x:9,0\n")
    status, _, err = run("--pairs", few)
    assert status == 1
    assert "1 pair of one operator and 1 of different ones" in err
    assert not (tmp_path / "mine.json").exists()


def test_a_workspace_of_short_timelines_cannot_be_learned_from(run, tmp_path):
    status, _, err = run()
    assert status == 1
    assert "profiles of 100 posts and more are needed" in err
    assert not (tmp_path / "mine.json").exists()


def test_pairs_and_data_exclude_each_other(run, listed, tmp_path):
    status, _, err = run("--pairs", listed, "--data", tmp_path)
    assert status == 2
    assert "not allowed with" in err


def _read(folder, tmp_path, content):
    file = tmp_path / "decisions.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_decisions(file, Workspace(folder))


@pytest.mark.parametrize(
    "content",
    [
        "a,b,same\nx:0,x:1,1\n",
        "x:0,x:1,1",
        "x:0;x:1;same\n",
        "\ufeffA,B,?\r\nx:0,'@handle1,TRUE\r\n",
        "\n\nx:0\tx:1\tYes\n",
    ],
)
def test_every_way_to_write_a_decision_is_read(folder, tmp_path, content):
    assert _read(folder, tmp_path, content) == [("x:0", "x:1", True)]


@pytest.mark.parametrize(("word", "truth"), TRUTHS.items())
def test_every_word_for_a_decision_is_understood(folder, tmp_path, word, truth):
    assert _read(folder, tmp_path, f"x:0,x:1, {word.upper()} \n") == [("x:0", "x:1", truth)]


def test_a_pair_decided_twice_counts_once(folder, tmp_path):
    assert _read(folder, tmp_path, "x:0,x:1,1\nx:1,x:0,same\nx:2,x:0,0\n") == [
        ("x:0", "x:1", True),
        ("x:2", "x:0", False),
    ]


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        ("x:0,x:1,1\nx:0,x:2,perhaps\n", FormatError, "line 2"),
        ("x:0,x:1\n", FormatError, "line 1"),
        ("\n\nx:0,nobody,1\n", InputError, "line 3.*nobody"),
        ("x:0,@handle0,1\n", InputError, "line 1.*both are x:0"),
        ("x:0,x:1,1\nx:1,x:0,0\n", InputError, "line 2.*the contrary"),
        (b"\xff\xfe,\x00", FormatError, "no CSV in UTF-8"),
    ],
)
def test_what_cannot_be_a_decision_is_refused_by_its_line(folder, tmp_path, content, error, said):
    with pytest.raises(error, match=said):
        _read(folder, tmp_path, content)


def test_a_list_that_is_not_there_is_refused(folder, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_decisions(tmp_path / "none.csv", Workspace(folder))


def test_those_decided_to_be_the_same_by_way_of_others_are_one_account():
    found = _accounts(
        [("a", "b", True), ("d", "c", True), ("c", "b", True), ("e", "a", False), ("f", "g", False)]
    )
    assert len({*found[:3].ravel().tolist(), found[3, 1]}) == 1
    assert len(set(found.ravel().tolist())) == 4
    assert _accounts([]).shape == (0, 2)


def test_decisions_that_contradict_one_another_are_refused(folder):
    gallery = Gallery(Workspace(folder))
    decided = [("x:0", "x:1", True), ("x:1", "x:2", True), ("x:2", "x:0", False)]
    with pytest.raises(InputError, match="x:2 and x:0 were decided to be different"):
        model_of_decisions(gallery, decided, "mine", "2025-01-01T00:00:00Z")
