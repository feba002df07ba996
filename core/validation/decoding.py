"""JSON to frozen values, by their types alone: what does not fit is refused with its place."""

from __future__ import annotations

import math
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from core.errors import FormatError

T = TypeVar("T")

_UNENDING = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def encoded(value: Any) -> Any:
    """Give a value of dataclasses, tuples, texts and numbers as what JSON has.

    JSON has no infinity: such a number becomes ``{"float": "inf"}``. A lone surrogate, which UTF-8
    cannot hold, becomes �.

    Raises
    ------
    TypeError
        If there is anything else in it.

    Examples
    --------
    >>> from core.model import Estimate
    >>> encoded(Estimate(0.5, None, float("inf"), 3))
    {'value': 0.5, 'low': None, 'high': {'float': 'inf'}, 'n': 3}
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        number = float(value)
        return number if math.isfinite(number) else {"float": repr(number)}
    if isinstance(value, (tuple, list)):
        return [encoded(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: encoded(getattr(value, field.name)) for field in fields(value)}
    message = f"{type(value).__name__} has no place in a kept study"
    raise TypeError(message)


def decoded(kind: type[T], value: Any) -> T:
    """Make a frozen value of what JSON gave; fields that it does not know are passed over.

    Parameters
    ----------
    kind : type
        A dataclass whose fields are texts, numbers, literals, tuples, unions or such dataclasses.
    value : object
        As a JSON parser gives it.

    Raises
    ------
    FormatError
        If anything does not fit; the message names the place.

    Examples
    --------
    >>> from core.model import Estimate
    >>> decoded(Estimate, {"value": 0.5, "n": 3})
    Estimate(value=0.5, low=None, high=None, n=3)
    """
    made: T = _read(kind, value, "")
    return made


def _read(kind: Any, value: Any, place: str) -> Any:
    if is_dataclass(kind):
        return _record(kind, value, place)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(arguments, value, place)
    if origin is tuple and isinstance(value, list):
        return tuple(_read(arguments[0], one, f"{place}[{i}]") for i, one in enumerate(value))
    if origin is Literal and isinstance(value, str) and value in arguments:
        return value
    if kind is float:
        return _float(value, place)
    if kind in (str, int, NoneType) and type(value) is kind:
        return value
    raise _misfit(place)


def _record(kind: Any, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise _misfit(place)
    found = {}
    for field in fields(kind):
        if field.name in value:
            hint = _hints(kind)[field.name]
            found[field.name] = _read(hint, value[field.name], f"{place}.{field.name}".lstrip("."))
        elif field.default is MISSING:
            raise _misfit(f"{place}.{field.name}".lstrip("."), "is missing")
    return kind(**found)


def _one_of(kinds: tuple[Any, ...], value: Any, place: str) -> Any:
    for kind in kinds:
        try:
            return _read(kind, value, place)
        except FormatError:
            continue
    raise _misfit(place)


def _float(value: Any, place: str) -> float:
    if type(value) in (int, float):
        return float(value)
    if isinstance(value, dict) and (name := value.get("float")) in tuple(_UNENDING):
        return _UNENDING[name]
    raise _misfit(place)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _misfit(place: str, said: str = "does not fit") -> FormatError:
    return FormatError(f"{place or 'the whole'} {said}")
