"""`persona`, `safety` and `recommend`: what pages show, for programs and for people."""

import json
import shutil

import pytest

from core.__main__ import main
from core.demo import make_demo
from core.gallery import Gallery
from core.model.persona import AXES, CAVEAT, CLASSES
from core.model.safety import FACTORS
from core.persona.model_file import default_model, to_json
from core.safety.grouping import clustering, explain
from core.safety.judge import safety
from core.safety.people import personas
from core.safety.weight import WEIGHTS, SafetyParams
from core.workspace import Workspace
from tests.corpus import NOW, bring, row, table
from tests.verdict.phrases import forbidden

A, B = "harbor_notes", "delta_journal"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("persona") / "demo"
    make_demo(made, now=NOW)
    return made


@pytest.fixture
def run(folder, capsys):
    """Run a command; give status, what was printed (a record where it is JSON), and errors."""

    def command(*words, workspace=folder):
        status = main([*map(str, words), "--workspace", str(workspace)])
        said = capsys.readouterr()
        out = json.loads(said.out) if "--json" in words and status == 0 else said.out
        return status, out, said.err

    return command


@pytest.fixture(scope="module")
def keys(folder):
    workspace = Workspace(folder)
    return workspace.find(A), workspace.find(B)


def test_a_persona_is_that_of_the_core_and_carries_its_caveat(run, folder, keys):
    status, record, _ = run("persona", A, "--json")
    found = personas(Gallery(Workspace(folder)), [keys[0]])[keys[0]]
    assert status == 0
    assert [axis["axis"] for axis in record["axes"]] == list(AXES)
    assert list(record["classes"]) == list(CLASSES)
    assert list(record["classes"].values()) == found.classes.tolist()
    assert record["leading"] == found.leading
    assert record["caveat"] == CAVEAT
    assert run("persona", A)[1].splitlines()[-1] == CAVEAT


def test_clusters_are_told_once_there_are_any(run, folder, keys, tmp_path):
    own = tmp_path / "w"
    shutil.copytree(folder, own)
    assert run("persona", A, "--json", workspace=own)[1]["clusters"] == {}
    assert run("persona", A, "--json", workspace=own)[1]["nearness"] == {}
    found = clustering(Gallery(Workspace(own)), "k-means")
    record = run("persona", A, "--json", workspace=own)[1]
    told = record["clusters"]["k-means"]
    assert told["number"] == found.members[keys[0]]
    assert told["label"] in run("persona", A, workspace=own)[1]
    away = [one["distance"] for one in record["nearness"]["k-means"]["distances"]]
    assert away == sorted(away)
    assert len(away) == len(found.clusters)
    assert record["nearness"]["k-means"]["distances"][0]["cluster"] == told["number"]
    lacks = explain(Gallery(Workspace(own)), "k-means", keys[0]).lacks
    assert record["nearness"]["k-means"]["lacks"] == list(lacks)


def test_a_model_of_ones_own_is_used_and_a_file_without_train_is_refused(run, tmp_path):
    own = tmp_path / "own.json"
    own.write_bytes(to_json(default_model()))
    assert run("persona", A, "--model", own, "--json")[1]["axes"] == run("persona", A, "--json")[1]["axes"]
    assert run("persona", A, "--model", tmp_path / "none.json")[0] == 1
    status, _, err = run("persona", A, own)
    assert status == 1
    assert "persona train FILE" in err


def test_a_factor_is_that_of_the_core_and_its_contributions_add_up(run, folder, keys):
    status, record, _ = run("safety", A, B, "--json")
    found = safety(Gallery(Workspace(folder)), *keys, SafetyParams())
    assert status == 0
    assert {"a", "b", "safety_factor", "belief", "hybrid_similarity", "contributions", "missing"} <= set(
        record
    )
    assert (record["safety_factor"], record["belief"]) == (found.factor, found.belief)
    assert record["safety_factor"] in FACTORS
    assert set(record["hybrid_similarity"]) == {"ss", "cs", "im", "hs"}
    assert record["hybrid_similarity"]["hs"] is None
    assert "not embedded" in record["missing"]["cs"]
    told = {one["name"] for one in record["contributions"]} | set(record["missing"])
    assert set(WEIGHTS) <= told
    assert sum(one["logits"] for one in record["contributions"]) == pytest.approx(
        sum(one.logits for one in found.parts)
    )


def test_the_papers_factor_has_one_part(run):
    record = run("safety", A, B, "--paper", "--json")[1]
    assert record["mode"] == "paper"
    assert [one["name"] for one in record["contributions"]] == ["classes"]


def test_people_are_told_names_parts_and_the_caveat(run):
    said = run("safety", A, B)[1]
    lines = said.splitlines()
    assert f"@{A}" in said
    assert f"@{B}" in said
    assert lines[-1] == CAVEAT
    assert [line.split()[0] for line in lines if line.split()[0] in WEIGHTS] == list(WEIGHTS)
    assert forbidden(said) == []


def test_contacts_are_listed_from_either_end(run, folder, keys):
    status, record, _ = run("recommend", A, "--top", 4, "--json")
    assert status == 0
    assert record["profile"] == keys[0]
    safest, least = ([one["belief"] for one in record[name]] for name in ("safest", "least_safe"))
    assert safest == sorted(safest, reverse=True)
    assert least == sorted(least)
    assert len(safest) <= 4
    assert {one["a"] for one in record["safest"]} == {keys[0]}
    n_all = len(Workspace(folder).profiles) - 1
    assert record["n_judged"] + sum(record["missing"].values()) == n_all
    one = record["safest"][0]
    assert one == {key: value for key, value in run("safety", A, one["b"], "--json")[1].items() if key in one}
    said = run("recommend", A, "--top", 4)[1]
    assert f"A = @{A}" in said
    assert said.count("B = @") == len(safest) + len(least)


def test_nobody_and_nothing_are_said_in_a_line(run, tmp_path):
    assert run("recommend", A, "--top", 0)[0] == 1
    assert run("safety", A, A)[0] == 1
    assert run("persona", "nobody")[0] == 1
    assert run("persona", "train")[0] == 1
    bring(tmp_path / "one", ("a.csv", table(row(0), row(1))))
    status, record, _ = run("persona", "ann", "--json", workspace=tmp_path / "one")
    assert status == 0
    assert record["axes"] == []
    assert record["missing"]
    status, record, _ = run("recommend", "ann", "--json", workspace=tmp_path / "one")
    assert (status, record["safest"], record["n_judged"]) == (0, [], 0)


def test_people_are_told_the_sum_and_the_share_that_leads(run, folder, keys):
    found = safety(Gallery(Workspace(folder)), *keys, SafetyParams())
    total = sum(one.logits for one in found.parts)
    lines = run("safety", A, B)[1].splitlines()
    (line,) = [line for line in lines if line.startswith("together")]
    assert f"{total:+.2f}".replace("-", "−") in line
    assert f"belief {found.belief:.2f}" in line
    assert not any("−0.00" in line or "+0.00" in line for line in lines)
    persona = personas(Gallery(Workspace(folder)), [keys[0]])[keys[0]]
    assert f"leading    {persona.leading}, {persona.classes.max():.0%}" in run("persona", A)[1]
