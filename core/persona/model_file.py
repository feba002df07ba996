"""Axis models as JSON that people can read: a line of text for a row of numbers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from core.checked_json import content_of, number, refuse
from core.checked_json import name as name_of
from core.errors import FormatError
from core.model import Missing
from core.model.persona import AXES
from core.persona.model import AxisModel, MeaningModel, PersonaModel
from core.persona.trait_kind import trait_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

FORM = "doppelscope persona model 1"
_DEFAULT = Path(__file__).with_name("default.json")
_NO_DEFAULT = (
    "no model of the axes is installed: train one with “python -m core persona train FILE”, or reinstall"
)
_MOST_BYTES = 4_000_000
_MOST_VALUE = 100.0  # of means, starts and weights: nats beyond say nothing any more
_MOST_VARIANCE = 1e4
_SCALES = (1e-6, _MOST_VALUE)
_MOST_DIMENSIONS = 4_096
_LONGEST_NUMBER = 32
_FIGURES, _FEW_FIGURES = 6, 4  # that are kept of a weight, and of how sure it is


def to_json(model: PersonaModel) -> bytes:
    """Write a model down, readable; of numbers six figures are kept, of covariances four.

    >>> import numpy as np
    >>> one = AxisModel("E/I", 0.5, np.array([1.0]), np.eye(2))
    >>> axes = tuple(AxisModel(axis, 0.5, np.array([1.0]), np.eye(2)) for axis in AXES)
    >>> made = PersonaModel("made", trait_names()[:1], np.array([0.1]), np.array([0.2]), axes, {})
    >>> to_json(from_json(to_json(made))) == to_json(made)
    True
    """
    meaning = model.meaning
    found = {
        "form": FORM,
        "name": model.name,
        "card": dict(model.card),
        "usual": {
            trait: {"mean": _rounded(mean), "scale": _rounded(scale)}
            for trait, mean, scale in zip(model.traits, model.mean, model.scale, strict=True)
        },
        "axes": {
            one.axis: {
                "start": _rounded(one.start),
                "weights": dict(zip(model.traits, map(_rounded, one.weights), strict=True)),
                "covariance": [_line(row[: at + 1], _FEW_FIGURES) for at, row in enumerate(one.covariance)],
            }
            for one in model.axes
        },
        "meaning": None
        if meaning is None
        else {
            "encoder": meaning.encoder,
            "mean": _line(meaning.mean),
            "weights": dict(zip(AXES, map(_line, meaning.weights), strict=True)),
            "errors": dict(zip(AXES, map(_rounded, meaning.errors), strict=True)),
        },
    }
    return orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _rounded(value: float, figures: int = _FIGURES) -> float:
    return float(f"{value:.{figures}g}")


def _line(row: Iterable[float], figures: int = _FIGURES) -> str:
    return " ".join(f"{value:.{figures}g}" for value in row)


def from_json(content: bytes, name: str = "it") -> PersonaModel:
    """Read a model; ``name`` is what the message calls it.

    Raises
    ------
    FormatError
        If it is none of ours or of another version, or names or numbers are missing or impossible.
    """
    try:
        found = orjson.loads(content)
        if found["form"] != FORM:
            refuse(f"its form is {str(found['form'])[:40]!r}")
        traits = _traits(found["usual"])
        usual = [found["usual"][trait] for trait in traits]
        if list(found["axes"]) != list(AXES):
            refuse("its axes are others")
        return PersonaModel(
            name=name_of(found["name"]),
            traits=traits,
            mean=np.array([number(one["mean"], _MOST_VALUE) for one in usual]),
            scale=np.array([number(one["scale"], _SCALES[1], _SCALES[0]) for one in usual]),
            axes=tuple(_axis(axis, found["axes"][axis], traits) for axis in AXES),
            card=dict(found["card"]),
            meaning=None if found["meaning"] is None else _meaning(found["meaning"]),
        )
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        message = f"{name} is no persona model of this version ({error}); train it anew"
        raise FormatError(message) from error


def _traits(usual: Mapping[str, Any]) -> tuple[str, ...]:
    if unknown := [trait for trait in usual if trait not in trait_names()]:
        refuse(f"it knows a feature {name_of(unknown[0])!r} that is none")
    if not usual:
        refuse("it has no features")
    return tuple(usual)


def _axis(axis: str, found: Mapping[str, Any], traits: tuple[str, ...]) -> AxisModel:
    if set(found["weights"]) != set(traits):
        refuse(f"{axis} weighs other features than it has")
    size = len(traits) + 1
    if len(found["covariance"]) != size:
        refuse(f"the covariance of {axis} has {len(found['covariance'])} rows, not {size}")
    covariance = np.zeros((size, size))
    for at, line in enumerate(found["covariance"]):
        covariance[at, : at + 1] = covariance[: at + 1, at] = _numbers(line, at + 1, _MOST_VARIANCE)
    if (covariance.diagonal() < 0).any():
        refuse(f"a variance of {axis} is below 0")
    weights = np.array([number(found["weights"][trait], _MOST_VALUE) for trait in traits])
    return AxisModel(axis, number(found["start"], _MOST_VALUE), weights, covariance)


def _meaning(found: Mapping[str, Any]) -> MeaningModel:
    mean = _numbers(found["mean"], None, _MOST_VALUE)
    weights = np.stack([_numbers(found["weights"][axis], len(mean), _MOST_VALUE) for axis in AXES])
    errors = np.array([number(found["errors"][axis], _MOST_VALUE, 0.0) for axis in AXES])
    return MeaningModel(name_of(found["encoder"]), mean, weights, errors)


def _numbers(line: Any, n: int | None, most: float) -> Floats:
    """Read the numbers of a line, ``n`` of them."""
    if not isinstance(line, str) or len(line) > _MOST_DIMENSIONS * _LONGEST_NUMBER:
        refuse("a row of numbers is none")
    found = line.split()
    if not 0 < len(found) <= _MOST_DIMENSIONS or n not in {None, len(found)}:
        refuse(f"a row has {len(found)} numbers{'' if n is None else f', not {n}'}")
    return np.array([number(float(one), most) for one in found])


def read_model(path: Path) -> PersonaModel:
    """Read a model from a file.

    Raises
    ------
    InputError
        If it cannot be read.
    FormatError
        If it is none of ours.
    """
    return from_json(content_of(path, _MOST_BYTES, "a persona model"), str(path))


@cache
def default_model() -> PersonaModel | Missing:
    """Give the model that the product ships with; missing with its reason where it was taken out.

    >>> found = default_model()
    >>> isinstance(found, Missing) or len(found.axes) == 4
    True
    """
    return read_model(_DEFAULT) if _DEFAULT.is_file() else Missing(_NO_DEFAULT)
