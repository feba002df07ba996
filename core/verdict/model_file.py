"""One-operator models as JSON that people can read."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from core.checked_json import MOST, content_of, number, refuse
from core.checked_json import name as name_of
from core.errors import FormatError
from core.verdict.model import Crowd, Model, Part
from core.verdict.view import VIEWS

FORM = "doppelscope one-operator model 1"
_DEFAULT = Path(__file__).with_name("default.json")
_MOST_BYTES = 4_000_000
_MOST_ITEMS = 1e15
_KNEES = (0.01, MOST)


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
            refuse(f"its form is {found['form']!r}")
        parts = tuple(_part(found["parts"], view.name) for view in VIEWS)
        crowd = found["crowd"]
        model = Model(
            name=name_of(found["name"]),
            knee=number(found["knee"]),
            parts=parts,
            crowd=Crowd(
                n_profiles=(int(number(crowd["n_profiles"][0])), int(number(crowd["n_profiles"][1]))),
                usual={
                    view.name: (number(crowd["usual"][view.name][0]), number(crowd["usual"][view.name][1]))
                    for view in VIEWS
                    if view.name in crowd["usual"]
                },
                strong_share=number(crowd["strong_share"]),
                languages=tuple(name_of(one) for one in crowd["languages"]),
                platforms=tuple(name_of(one) for one in crowd["platforms"]),
            ),
            card=dict(found["card"]),
        )
        if not _KNEES[0] <= model.knee <= _KNEES[1]:
            refuse(f"its knee is {model.knee:g}")
        if len({len(part.draws) for part in model.parts}) > 1:
            refuse("its views were not drawn equally often")
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        message = f"{name} is no one-operator model of this version ({error}); train it anew"
        raise FormatError(message) from error
    return model


def _part(parts: list[dict[str, Any]], view: str) -> Part:
    found = {part["view"]: part for part in parts}[view]
    numbers = {name: number(found[name]) for name in ("weight", "start", "growth")}
    numbers |= {name: number(found[name], _MOST_ITEMS) for name in ("least", "most")}
    if not 0 < numbers["least"] <= numbers["most"]:
        refuse(f"the evidence of {view} is bounded by {numbers['least']} and {numbers['most']}")
    drawn = tuple((number(a), number(b), number(c)) for a, b, c in found["draws"])
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
    return from_json(content_of(path, _MOST_BYTES, "a one-operator model"), str(path))


@cache
def default_model() -> Model:
    """Give the model that the product ships with.

    >>> [part.view for part in default_model().parts]
    ['words', 'mentions', 'style']
    """
    return from_json(_DEFAULT.read_bytes(), _DEFAULT.name)
