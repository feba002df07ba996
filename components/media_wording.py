"""How the media panel puts in words what was found in a file, and what could not be."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from components import theme
from components.language_card import language_name
from core.persona.media.media_params import PARTS
from core.text import counted
from figures.label import plain
from figures.media_mark import LANES, WORDS, moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from core.model.media import Attachment, FaceTrack, MediaAnalysis
    from figures.media_mark import MediaMark

CAVEAT = (
    "A face shows an expression, not what somebody feels. Nobody is recognised; age and gender are not guessed. "
    "Words may be another’s than the account’s."
)
NAME = 44
"""Characters of a file's name that are shown."""
PART_NAMES: Mapping[str, str] = {
    "faces": "faces",
    "expressions": "expressions",
    "objects": "things",
    "actions": "actions",
    "speech": "words said",
    "text_in_frames": "words written",
    "object": "vector of things",
    "emotion": "vector of expressions",
    "action": "vector of actions",
    "text": "vector of words",
}
_THINGS, _ACTS = 3, 2
_QUOTED = 26
_COLUMNS = ("What", "Found", "From, s", "To, s", "Best seen, s", "Score", "More")
_KB = 1000


def kind(found: MediaAnalysis) -> str:
    """Say what sort of file it is.

    Examples
    --------
    >>> from core.model.media import MediaAnalysis
    >>> kind(MediaAnalysis("a", 0.0, 4, 4, 1)), kind(MediaAnalysis("a", 75.0, 0, 0, 0))
    ('picture', 'sound')
    """
    if found.error is not None:
        return "file"
    if not found.width:
        return "sound"
    return "video" if found.seconds > 0 else "picture"


def length(found: MediaAnalysis) -> str:
    """Say what sort of file it is, and how long."""
    return f"{kind(found)} · {moment(found.seconds, tenths=False)}" if found.seconds > 0 else kind(found)


def size(one: Attachment) -> str:
    """Say how long and how large a file is, and since when it is here, in one line."""
    found = one.analysis
    said = [length(found)]
    if found.width:
        said.append(f"{found.width:,} × {found.height:,}")
    said.append(n_bytes(one.n_bytes))
    if (added := _day(one.added)) is not None:
        said.append(f"attached {theme.day(added)}")
    return " · ".join(said)


def _day(added: str) -> date | None:
    try:
        return datetime.fromisoformat(added).date()
    except ValueError:  # of a workspace that somebody else wrote
        return None


def n_bytes(number: int) -> str:
    """Write a number of bytes.

    Examples
    --------
    >>> n_bytes(1), n_bytes(31_500), n_bytes(4_200_000)
    ('1 byte', '32 KB', '4.2 MB')
    """
    if number < _KB:
        return counted(number, "bytes")
    if number < _KB * _KB:
        return f"{number / _KB:.0f} KB"
    return f"{number / _KB / _KB:,.1f} MB"


def summary(found: MediaAnalysis) -> str:
    """Say in one line what was found in a file; Markdown, foreign text in it escaped."""
    if found.error is not None:
        return f"could not be read: {theme.escaped(found.error, 160)}"
    said = [part for part in (_faces(found), _things(found), _acts(found), *_words(found)) if part]
    if not said and all(part in found.missing for part in PARTS):
        return "nothing could be looked for"
    return " · ".join(said) or "nothing was found in it"


def _faces(found: MediaAnalysis) -> str:
    if not found.faces:
        return "" if "faces" in found.missing else "no face"
    leading = [name for face in found.faces if (name := _leading(face)) is not None]
    n = counted(len(found.faces), "faces")
    if not leading:
        return n
    most = max(leading, key=leading.count)
    return f"{n} ({'mostly ' if len(found.faces) > 1 else ''}{theme.escaped(most, 24)})"


def _leading(face: FaceTrack) -> str | None:
    return max(face.expressions, key=lambda name: face.expressions[name], default=None)


def _things(found: MediaAnalysis) -> str:
    names = [theme.escaped(one.label, 24) for one in found.objects]
    more = len(names) - _THINGS
    return ", ".join(names[:_THINGS]) + (f" and {more} more" if more > 0 else "")


def _acts(found: MediaAnalysis) -> str:
    names = list(dict.fromkeys(theme.escaped(one.label, 24) for one in found.actions))
    more = len(names) - _ACTS
    return ", ".join(names[:_ACTS]) + (f" and {more} more" if more > 0 else "")


def _words(found: MediaAnalysis) -> list[str]:
    said = []
    if found.speech:
        n = sum(len(one.text.split()) for one in found.speech)
        language = f" in {theme.escaped(language_name(found.language), 20)}" if found.language else ""
        said.append(f"{counted(n, 'words')} said{language}")
    if found.text_in_frames:
        first = theme.escaped(found.text_in_frames[0].text, _QUOTED)
        more = len(found.text_in_frames) - 1
        said.append(f"written: “{first}”{f' and {more} more' if more else ''}")
    return said


def missing(reasons: Mapping[str, str]) -> str:
    """Say what is missing and why, parts of one reason together, as Markdown; empty where nothing is."""
    by_reason: dict[str, list[str]] = {}
    for part, reason in reasons.items():
        by_reason.setdefault(reason.rstrip("."), []).append(PART_NAMES.get(part, part))
    return "; ".join(
        f"{theme.escaped(', '.join(parts))} ({theme.escaped(reason, 200)})"
        for reason, parts in by_reason.items()
    )


def frame(marks: Sequence[MediaMark]) -> pd.DataFrame:
    """Lay findings out, one row each."""
    rows = [
        {
            "What": LANES[mark.lane],
            "Found": plain(mark.label, None),
            "From, s": round(mark.first, 2),
            "To, s": round(mark.last, 2),
            "Best seen, s": None if mark.lane in WORDS else round(mark.second, 2),
            "Score": round(mark.score, 3),
            "More": mark.detail,
        }
        for mark in marks
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def refused(name: str, reason: str) -> str:
    """Say which file was refused and why, as Markdown; most reasons name it themselves."""
    said = theme.escaped(reason, 240)
    return said if name in reason else f"**{theme.escaped(name, NAME)}**: {said}"
