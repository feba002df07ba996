"""Models as JSON: read as they were written, refused where they are none."""

import ast
import inspect
import json

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.verdict.model_file
import core.verdict.training
from core.errors import FormatError, InputError
from core.verdict.model import Crowd, Model, Part, draws, worth
from core.verdict.model_file import default_model, from_json, read_model, to_json
from core.verdict.view import VIEWS
from tests.strategies import HOSTILE

NUMBERS = st.floats(-1e6, 1e6)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.sampled_from(
    [name for name in HOSTILE if len(name) <= 200]
)


@st.composite
def models(draw):
    n_draws = draw(st.integers(0, 3))
    parts = tuple(
        Part(
            view.name,
            *(draw(NUMBERS) for _ in range(3)),
            *sorted(draw(st.tuples(st.floats(0.5, 1e9), st.floats(0.5, 1e9)))),
            tuple(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)) for _ in range(n_draws)),
        )
        for view in VIEWS
    )
    usual = {view.name: (draw(NUMBERS), draw(NUMBERS)) for view in VIEWS if draw(st.booleans())}
    names = tuple(draw(st.lists(NAMES, max_size=2)))
    crowd = Crowd((draw(st.integers(0, 10**6)), 10**6), usual, draw(st.floats(0, 1)), names, names)
    return Model(draw(NAMES), draw(st.floats(0.01, 1e6)), parts, crowd, {"data": ["a"], "n": 3})


@given(models())
def test_any_model_is_read_as_it_was_written(model):
    found = from_json(to_json(model))
    # a list of JSON is a list: the only thing that may differ is a card's tuple
    assert found == model


@given(models(), st.lists(st.floats(-1e9, 1e9) | st.just(float("nan")), min_size=3, max_size=3))
def test_no_model_that_can_be_read_runs_over(model, deviations):
    laid = np.array([deviations])
    assert np.isfinite(worth(model, laid, np.array([[0.0, 1e3, 1e12]]))).all()
    assert draws(model, laid, np.full((1, 3), 10.0)).shape == (len(model.parts[0].draws), 1)


def _changed(*path, to):
    def change(found):
        at = found
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = to

    return change


def _without(*path):
    def change(found):
        at = found
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


DAMAGES = {
    "another form": _changed("form", to="somebody's model 7"),
    "no form": _without("form"),
    "no parts": _changed("parts", to=[]),
    "a view less": _without("parts", 1),
    "parts that are none": _changed("parts", to=["words", "mentions", "style"]),
    "another view": _changed("parts", 0, "view", to="hours"),
    "a weight missing": _without("parts", 0, "weight"),
    "a weight of null": _changed("parts", 0, "weight", to=None),
    "a weight of words": _changed("parts", 0, "weight", to="NaN"),
    "a weight in quotes": _changed("parts", 0, "weight", to="1.5"),
    "a true weight": _changed("parts", 0, "weight", to=True),
    "a weight beyond all": _changed("parts", 0, "weight", to=1e300),
    "evidence from nothing": _changed("parts", 0, "least", to=0),
    "evidence turned round": _changed("parts", 0, "least", to=1e9),
    "draws of two numbers": _changed("parts", 0, "draws", 0, to=[1.0, 2.0]),
    "draws of unequal number": _changed("parts", 0, "draws", to=[]),
    "a draw of null": _changed("parts", 0, "draws", 0, to=[1.0, 2.0, None]),
    "no knee": _changed("knee", to=0),
    "a knee below nothing": _changed("knee", to=-3),
    "a knee of next to nothing": _changed("knee", to=1e-300),
    "no crowd": _without("crowd"),
    "a crowd of huge numbers": _changed("crowd", "n_profiles", to=[1e300, 1e300]),
    "a bound of one number": _changed("crowd", "usual", "words", to=[1.0]),
    "languages that are numbers": _changed("crowd", "languages", to=[1]),
    "no name": _changed("name", to=None),
    "a name without end": _changed("name", to="x" * 10_000),
    "a card that is none": _changed("card", to="trust me"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_model_is_refused_by_its_name(damage):
    found = json.loads(to_json(default_model()))
    damage(found)
    with pytest.raises(
        FormatError, match=r"mine\.json is no one-operator model of this version .*train it anew"
    ):
        from_json(orjson.dumps(found), "mine.json")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b"3", b"NaN", b"\xff\xfe", b'{"form": 1e999}', b"[" * 3_000, b"\x80\x04]."],
)
def test_what_is_no_json_object_is_refused(content):
    with pytest.raises(FormatError):
        from_json(content)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(number):
    text = to_json(default_model()).replace(b'"knee": 3.0', f'"knee": {number}'.encode())
    assert number.encode() in text
    with pytest.raises(FormatError):
        from_json(text)


def test_a_long_message_quotes_little_of_the_file():
    found = json.loads(to_json(default_model()))
    found["name"] = "x" * 100_000
    with pytest.raises(FormatError) as refused:
        from_json(orjson.dumps(found))
    assert len(str(refused.value)) < 300


def test_a_file_is_read_and_named_where_it_cannot_be(tmp_path):
    file = tmp_path / "mine.json"
    with pytest.raises(InputError, match=r"mine\.json cannot be read"):
        read_model(file)
    with pytest.raises(InputError, match="cannot be read"):
        read_model(tmp_path)
    file.write_bytes(to_json(default_model()))
    assert read_model(file) == default_model()
    file.write_bytes(b" " * 4_000_001)
    with pytest.raises(FormatError, match="too large"):
        read_model(file)


def test_a_file_without_end_is_not_read_to_its_end():
    with pytest.raises(FormatError, match="too large"):
        read_model(core.verdict.model_file.Path("/dev/zero"))


def test_the_default_has_a_card_and_is_what_its_views_are():
    model = default_model()
    assert [part.view for part in model.parts] == [view.name for view in VIEWS]
    assert {"made_at", "version", "data", "n_accounts", "n_same", "n_different"} <= set(model.card)
    assert all(part.weight > 0 for part in model.parts)
    assert all(len(part.draws) >= 20 for part in model.parts)
    assert model.crowd.n_profiles[0] >= 30


def test_no_model_is_pickled():
    for module in (core.verdict.model_file, core.verdict.training):
        names = {
            alias.name
            for node in ast.walk(ast.parse(inspect.getsource(module)))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        } | {getattr(node, "module", "") for node in ast.walk(ast.parse(inspect.getsource(module)))}
        assert not names & {"pickle", "joblib", "marshal", "shelve", "dill", "skops"}
