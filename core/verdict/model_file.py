"""One-operator models as JSON that people can read."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import orjson

from core.errors import FormatError, InputError
from core.verdict.model import Crowd, Model, Part
from core.verdict.view import VIEWS

FORM = "doppelscope one-operator model 1"
_DEFAULT = Path(__file__).with_name("default.json")
_MOST_BYTES = 4_000_000
_MOST = 1e6  # of any number, evidence but for; beyond, bits would run over
_MOST_ITEMS = 1e15
_KNEES = (0.01, _MOST)
_LONGEST_NAME = 200
_SHOWN = 40


def to_json(model: Model) -> bytes:
    """Write a model down, readable.

    >>> from_json(to_json(default_model())) == default_model()
    True
    """
    return orjson.dumps(
        {"form": FORM, **asdict(model)}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )


def from_json(content: bytes, name: str = "it") -> Model:
    """Read a model; ``name`` is what the messages call it.

    Raises
    ------
    FormatError
        If it is none of ours, or numbers are missing or no numbers.
    """
    try:
        found = orjson.loads(content)
        if found["form"] != FORM:
            _refuse(f"its form is {found['form']!r}")
        parts = tuple(_part(found["parts"], view.name) for view in VIEWS)
        crowd = found["crowd"]
        model = Model(
            name=_text(found["name"]),
            knee=_number(found["knee"]),
            parts=parts,
            crowd=Crowd(
                n_profiles=(int(_number(crowd["n_profiles"][0])), int(_number(crowd["n_profiles"][1]))),
                usual={
                    view.name: (_number(crowd["usual"][view.name][0]), _number(crowd["usual"][view.name][1]))
                    for view in VIEWS
                    if view.name in crowd["usual"]
                },
                strong_share=_number(crowd["strong_share"]),
                languages=tuple(_text(one) for one in crowd["languages"]),
                platforms=tuple(_text(one) for one in crowd["platforms"]),
            ),
            card=dict(found["card"]),
        )
        if not _KNEES[0] <= model.knee <= _KNEES[1]:
            _refuse(f"its knee is {model.knee:g}")
        if len({len(part.draws) for part in model.parts}) > 1:
            _refuse("its views were not drawn equally often")
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        message = f"{name} is no one-operator model of this version ({error}); train it anew"
        raise FormatError(message) from error
    return model


def _refuse(why: str) -> NoReturn:
    raise ValueError(why)


def _number(value: Any, most: float = _MOST) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        _refuse(f"{str(value)[:_SHOWN]} is no number that it can have")
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        _refuse(f"{str(value)[:_SHOWN]} is no name that it can have")
    return str(value)


def _part(parts: list[dict[str, Any]], view: str) -> Part:
    found = {part["view"]: part for part in parts}[view]
    numbers = {name: _number(found[name]) for name in ("weight", "start", "growth")}
    numbers |= {name: _number(found[name], _MOST_ITEMS) for name in ("least", "most")}
    if not 0 < numbers["least"] <= numbers["most"]:
        _refuse(f"the evidence of {view} is bounded by {numbers['least']} and {numbers['most']}")
    drawn = tuple((_number(a), _number(b), _number(c)) for a, b, c in found["draws"])
    return Part(view=view, draws=drawn, **numbers)


def read_model(path: Path) -> Model:
    """Read a model from a file.

    Raises
    ------
    InputError
        If it cannot be read.
    FormatError
        If it is none of ours.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror or error})"
        raise InputError(message) from error
    if len(content) > _MOST_BYTES:
        message = f"{path} is too large for a one-operator model"
        raise FormatError(message)
    return from_json(content, str(path))


@cache
def default_model() -> Model:
    """Give the model that the product ships with.

    >>> [part.view for part in default_model().parts]
    ['words', 'mentions', 'style']
    """
    return from_json(_DEFAULT.read_bytes(), _DEFAULT.name)
