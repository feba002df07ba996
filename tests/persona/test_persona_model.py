"""Axis models as JSON: read as they were written, refused where they are none."""

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.persona.model_file
from core.errors import FormatError, InputError
from core.model import Missing
from core.model.persona import AXES
from core.persona.model import CLIP, deviations
from core.persona.model_file import default_model, from_json, read_model, to_json
from core.persona.trait import trait_names
from tests.persona.writing import made_model


@given(st.integers(0, 2**32), st.integers(0, 5), st.sets(st.sampled_from(trait_names()), min_size=1))
def test_any_model_is_read_as_it_was_written(seed, meaning, traits):
    model = made_model(seed, sorted(traits), meaning)
    found = from_json(to_json(model))
    assert (found.name, found.traits, found.card) == (model.name, model.traits, model.card)
    assert np.allclose(found.mean, model.mean, rtol=1e-5)
    assert np.allclose(found.scale, model.scale, rtol=1e-5)
    for read, written in zip(found.axes, model.axes, strict=True):
        assert np.allclose(read.weights, written.weights, rtol=1e-5)
        assert np.allclose(read.covariance, written.covariance, rtol=1e-3)
        assert (read.covariance == read.covariance.T).all()
    if meaning:
        assert np.allclose(found.meaning.weights, model.meaning.weights, rtol=1e-5)
        assert np.allclose(found.meaning.errors, model.meaning.errors, rtol=1e-5)
    assert (found.meaning is None) == (not meaning)


def test_what_was_read_is_written_the_same():
    once = to_json(from_json(to_json(made_model(1, meaning=3))))
    assert to_json(from_json(once)) == once


def test_a_model_of_all_features_is_a_file_that_people_can_open():
    written = to_json(made_model())
    assert len(written) < 200_000
    assert max(map(len, written.decode().splitlines())) < 1_500


def _changed(*path, to):
    def change(found):
        for step in path[:-1]:
            found = found[step]
        found[path[-1]] = to

    return change


def _without(*path):
    def change(found):
        for step in path[:-1]:
            found = found[step]
        del found[path[-1]]

    return change


DAMAGES = {
    "another form": (_changed("form", to="somebody's model 7"), "its form is"),
    "no form": (_without("form"), "form"),
    "a form of some size": (_changed("form", to="x" * 10_000), "its form is"),
    "a name that is a number": (_changed("name", to=7), "is no name"),
    "a name without end": (_changed("name", to="x" * 10_000), "is no name"),
    "an unknown feature": (
        _changed("usual", "stars", to={"mean": 0.1, "scale": 0.1}),
        "'stars' that is none",
    ),
    "no features": (_changed("usual", to={}), "has no features"),
    "no scale": (_without("usual", "food", "scale"), "scale"),
    "a scale of nothing": (_changed("usual", "food", "scale", to=0.0), "is no number"),
    "a scale below nothing": (_changed("usual", "food", "scale", to=-1.0), "is no number"),
    "a mean that is text": (_changed("usual", "food", "mean", to="0.1"), "is no number"),
    "a mean that is true": (_changed("usual", "food", "mean", to=True), "is no number"),
    "an axis less": (_without("axes", "S/N"), "its axes are others"),
    "an axis more": (_changed("axes", "A/T", to={}), "its axes are others"),
    "axes that are a list": (_changed("axes", to=[1, 2, 3, 4]), "its axes are others"),
    "a weight less": (_without("axes", "E/I", "weights", "food"), "weighs other features"),
    "a weight more": (_changed("axes", "E/I", "weights", "stars", to=1.0), "weighs other features"),
    "a weight without measure": (_changed("axes", "E/I", "weights", "food", to=1e9), "is no number"),
    "a weight that is nothing": (_changed("axes", "E/I", "weights", "food", to=None), "is no number"),
    "no start": (_without("axes", "E/I", "start"), "start"),
    "a row less": (_without("axes", "E/I", "covariance", 2), "rows, not 4"),
    "a row too long": (_changed("axes", "E/I", "covariance", 1, to="1 1 1"), "3 numbers, not 2"),
    "a row of a number": (_changed("axes", "E/I", "covariance", 1, to=5), "a row of numbers is none"),
    "a row of words": (_changed("axes", "E/I", "covariance", 1, to="a b"), "could not convert"),
    "a row with no number": (_changed("axes", "E/I", "covariance", 1, to="1 nan"), "is no number"),
    "a row without end": (_changed("axes", "E/I", "covariance", 1, to="1 inf"), "is no number"),
    "a row of some size": (_changed("axes", "E/I", "covariance", 1, to="1 " * 1_000_000), "is none"),
    "a negative variance": (_changed("axes", "E/I", "covariance", 1, to="0 -1"), "below 0"),
    "no meaning said": (_without("meaning"), "meaning"),
    "meaning of another length": (_changed("meaning", "weights", "T/F", to="1 2"), "2 numbers, not 3"),
    "meaning of no length": (_changed("meaning", "mean", to=""), "0 numbers"),
    "an error below nothing": (_changed("meaning", "errors", "T/F", to=-1), "is no number"),
    "a card that is none": (_changed("card", to=3), "not iterable"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_refused_with_its_reason(damage):
    change, said = DAMAGES[damage]
    found = orjson.loads(to_json(made_model(1, ["food", "home", "i"], meaning=3)))
    change(found)
    with pytest.raises(FormatError, match=r"mine\.json is no persona model of this version") as refused:
        from_json(orjson.dumps(found), "mine.json")
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"3", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b'{"form": NaN}']
)
def test_what_is_no_model_is_refused(content):
    with pytest.raises(FormatError, match="no persona model"):
        from_json(content)


def test_a_file_that_is_not_there_or_too_large_is_said(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_model(tmp_path / "none.json")
    (tmp_path / "large.json").write_bytes(b" " * 4_000_001)
    with pytest.raises(FormatError, match="too large for a persona model"):
        read_model(tmp_path / "large.json")
    (tmp_path / "mine.json").write_bytes(to_json(made_model(3)))
    assert read_model(tmp_path / "mine.json").name == "made"


def test_without_the_default_model_the_reason_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(core.persona.model_file, "_DEFAULT", tmp_path / "default.json")
    found = default_model.__wrapped__()
    assert isinstance(found, Missing)
    assert "persona train" in found.reason


def test_the_default_model_says_where_it_comes_from():
    found = default_model()
    if isinstance(found, Missing):
        pytest.fail(f"the product ships without its model: {found.reason}")
    assert tuple(line.axis for line in found.axes) == AXES
    assert set(found.traits) <= set(trait_names())
    card = orjson.dumps(dict(found.card)).decode()
    assert "MbtiBench" in card
    assert "research" in card
    # laid down as a valid covariance, rounding aside
    for line in found.axes:
        least = np.linalg.eigvalsh(line.covariance).min()
        assert least > -1e-3 * line.covariance.diagonal().max()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5))
def test_no_feature_counts_for_more_than_some_deviations(values):
    found = deviations(np.array(values), np.zeros(len(values)), np.full(len(values), 1e-6))
    assert (np.abs(found) <= CLIP).all()
    assert (np.sign(found) == np.sign(values)).all()
