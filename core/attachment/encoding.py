"""What was found in an attached file, as JSON and back, bit for bit; what cannot be read again is told, never raised."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from core.errors import InputError
from core.model.media import Act, Attachment, FaceTrack, MediaAnalysis, Sighting, Words
from core.workspace.attached import MOST_HEAD_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeVar

    from core.model.media import Box

    T = TypeVar("T")
    Json = dict[str, Any]

FORMAT = 1
_NEWER = "what is kept of it was written by a newer Doppelscope; update to read it"
_TOO_MUCH = "more was found in it than can be kept; cut it into shorter pieces"
_DAMAGED = "what is kept of it is damaged; remove it here and attach the file again"


def encode(attachment: Attachment) -> bytes:
    """Write an attachment as one JSON document; of whom it is and its stills are kept beside it.

    Raises
    ------
    InputError
        If a value is no number, or it is longer than a workspace that is opened may hold: it would not come back.
    """
    analysis = asdict(attachment.analysis)
    analysis["vectors"] = {name: values.tolist() for name, values in attachment.analysis.vectors.items()}
    record = {
        "format": FORMAT,
        "sha256": attachment.sha256,
        "name": attachment.name,
        "n_bytes": attachment.n_bytes,
        "post_id": attachment.post_id,
        "added": attachment.added,
        "analysis": analysis,
    }
    data = orjson.dumps(_sound(record))
    if len(data) > MOST_HEAD_BYTES:
        raise InputError(_TOO_MUCH)
    return data


def decode(data: bytes, key: str, sha256: str, seconds: tuple[float, ...] = ()) -> Attachment:
    """Read what :func:`encode` wrote.

    Parameters
    ----------
    data : bytes
    key : str
        Of the profile.
    sha256 : str
        Of the file, as the workspace names it.
    seconds : tuple of float
        Of the stills that are kept.

    Returns
    -------
    Attachment
        Where it is damaged, or a newer version wrote it, with nothing in its analysis but the ``error``.

    Examples
    --------
    >>> decode(b"{", "x:1", "0" * 64).analysis.error
    'what is kept of it is damaged; remove it here and attach the file again'
    """
    try:
        record = orjson.loads(data)
        if isinstance(record, dict) and isinstance(record.get("format"), int) and record["format"] > FORMAT:
            return unreadable(key, sha256, _NEWER)
        return _attachment(record, key, sha256, seconds)
    except (KeyError, TypeError, ValueError, AttributeError):
        return unreadable(key, sha256)


def unreadable(key: str, sha256: str, why: str = _DAMAGED) -> Attachment:
    """Give an attachment of which only that it is there can be said, and why."""
    name = f"{sha256[:12]}…"
    return Attachment(key, sha256, name, 0, None, "", MediaAnalysis(name, 0.0, 0, 0, 0, error=why), ())


def _sound(value: Any) -> Any:
    """Give what JSON can hold: a lone surrogate is ``?``."""
    if isinstance(value, dict):
        return {_sound(name): _sound(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_sound(one) for one in value]
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float) and not math.isfinite(value):
        message = "what was found in it holds a value that is no number"
        raise InputError(message)
    return value


def _attachment(record: Json, key: str, sha256: str, seconds: tuple[float, ...]) -> Attachment:
    if record["sha256"] != sha256:
        raise ValueError
    return Attachment(
        key,
        sha256,
        _text(record["name"]),
        _count(record["n_bytes"]),
        _or_none(_text, record["post_id"]),
        _text(record["added"]),
        _analysis(record["analysis"]),
        tuple(_number(second) for second in seconds),
    )


def _analysis(told: Json) -> MediaAnalysis:
    return MediaAnalysis(
        file=_text(told["file"]),
        seconds=_number(told["seconds"]),
        width=_count(told["width"]),
        height=_count(told["height"]),
        n_frames=_count(told["n_frames"]),
        frame_seconds=_numbers(told["frame_seconds"]),
        faces=tuple(_face(one) for one in _listed(told["faces"])),
        objects=tuple(_sighting(one) for one in _listed(told["objects"])),
        actions=tuple(_act(one) for one in _listed(told["actions"])),
        speech=tuple(_words(one) for one in _listed(told["speech"])),
        language=_or_none(_text, told["language"]),
        text_in_frames=tuple(_words(one) for one in _listed(told["text_in_frames"])),
        vectors={_text(name): _vector(values) for name, values in told["vectors"].items()},
        missing={_text(name): _text(why) for name, why in told["missing"].items()},
        notes=tuple(_text(note) for note in _listed(told["notes"])),
        weights=tuple(_text(name) for name in _listed(told["weights"])),
        classes=_or_none(_shares, told["classes"]),
        network=_or_none(_text, told["network"]),
        error=_or_none(_text, told["error"]),
    )


def _face(told: Json) -> FaceTrack:
    return FaceTrack(
        _number(told["first"]),
        _number(told["last"]),
        _count(told["n_frames"]),
        _number(told["frame_second"]),
        _box(told["box"]),
        _number(told["score"]),
        _shares(told["expressions"]),
    )


def _sighting(told: Json) -> Sighting:
    label, n_frames, second = _text(told["label"]), _count(told["n_frames"]), _number(told["frame_second"])
    return Sighting(label, n_frames, second, _box(told["box"]), _number(told["score"]))


def _act(told: Json) -> Act:
    return Act(_text(told["label"]), _number(told["first"]), _number(told["last"]), _number(told["score"]))


def _words(told: Json) -> Words:
    return Words(_text(told["text"]), _number(told["first"]), _number(told["last"]), _number(told["score"]))


def _box(told: Any) -> Box:
    left, top, right, bottom = _numbers(told)
    return left, top, right, bottom


def _shares(told: Any) -> Mapping[str, float]:
    return {_text(name): _number(share) for name, share in told.items()}


def _vector(told: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(_numbers(told), np.float64)


def _numbers(told: Any) -> tuple[float, ...]:
    return tuple(_number(one) for one in _listed(told))


def _listed(told: Any) -> Iterable[Any]:
    if not isinstance(told, list):
        raise TypeError
    return told


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told


def _number(told: Any) -> float:
    if isinstance(told, bool) or not isinstance(told, (int, float)) or not math.isfinite(told):
        raise TypeError
    return float(told)


def _count(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise TypeError
    return told


def _or_none(read: Callable[[Any], T], told: Any) -> T | None:
    return None if told is None else read(told)
