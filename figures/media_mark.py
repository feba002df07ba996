"""What was found in a picture, video or sound, as marks: each with its lane, its time and the frame behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model.media import Act, Box, MediaAnalysis, Words

LANES: Mapping[str, str] = {
    "faces": "Faces",
    "objects": "Things",
    "actions": "Actions",
    "speech": "Said",
    "text_in_frames": "Written",
}
"""What each lane is called, from the top; the names are those of an analysis' parts."""
WORDS = frozenset({"speech", "text_in_frames"})
"""Lanes whose labels are foreign text."""

_TOLD = 0.05  # of the expressions: what has less is not told
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class MediaMark:
    """One finding.

    ``label`` is what it is called in a word or two, or the words themselves, which are foreign text. ``first`` to ``last``
    are seconds in the file; ``second`` that of the frame in which it is seen best, with its ``box`` there if it has one.
    ``expression`` is the one that leads, None where none is known. ``score`` in [0, 1] is how sure the model is, ``weight``
    how much of the file it takes, by which marks are left out where there is no room. ``detail`` says more, in our words.
    """

    lane: str
    label: str
    first: float
    last: float
    second: float
    box: Box | None
    score: float
    weight: float
    expression: str | None = None
    detail: str = ""


def media_marks(found: MediaAnalysis) -> tuple[MediaMark, ...]:
    """Give what was found in a file as marks, lane by lane, and in each by time.

    Examples
    --------
    >>> from core.model.media import MediaAnalysis, Words
    >>> one = MediaAnalysis("a", 9.0, 0, 0, 0, speech=(Words("hello", 1.0, 3.0, 0.5),))
    >>> [(mark.lane, mark.label, mark.second) for mark in media_marks(one)]
    [('speech', 'hello', 2.0)]
    """
    marks = [*_faces(found), *_things(found), *_acts(found), *_words(found)]
    order = list(LANES)
    return tuple(sorted(marks, key=lambda mark: (order.index(mark.lane), mark.first, -mark.weight)))


def _faces(found: MediaAnalysis) -> list[MediaMark]:
    marks = []
    for face in found.faces:
        leading = max(face.expressions, key=lambda name: face.expressions[name], default=None)
        label = "face" if leading is None else f"{leading} {face.expressions[leading]:.0%}"
        marks.append(
            MediaMark(
                "faces",
                label,
                face.first,
                face.last,
                face.frame_second,
                face.box,
                face.score,
                face.n_frames,
                leading,
                shares_words(face.expressions),
            )
        )
    return marks


def shares_words(shares: Mapping[str, float]) -> str:
    """Say which shares there are, the largest first, without those under 5%.

    Examples
    --------
    >>> shares_words({"sad": 0.2, "happy": 0.78, "fear": 0.02}), shares_words({})
    ('happy 78%, sad 20%', '')
    """
    ranked = sorted(shares.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} {share:.0%}" for name, share in ranked if share >= _TOLD)


def _things(found: MediaAnalysis) -> list[MediaMark]:
    return [
        MediaMark(
            "objects",
            one.label,
            one.frame_second,
            one.frame_second,
            one.frame_second,
            one.box,
            one.score,
            one.n_frames,
            detail="in 1 frame" if one.n_frames == 1 else f"in {one.n_frames:,} frames, here surest",
        )
        for one in found.objects
    ]


def _acts(found: MediaAnalysis) -> list[MediaMark]:
    return [_during("actions", one.label, one) for one in found.actions]


def _words(found: MediaAnalysis) -> list[MediaMark]:
    both = (("speech", found.speech), ("text_in_frames", found.text_in_frames))
    return [_during(lane, one.text, one) for lane, words in both for one in words]


def _during(lane: str, label: str, one: Act | Words) -> MediaMark:
    """Mark what lasts and has no frame of its own: the one in its middle stands for it."""
    middle, length = (one.first + one.last) / 2, one.last - one.first
    return MediaMark(lane, label, one.first, one.last, middle, None, one.score, length)


def moment(second: float, *, tenths: bool = True) -> str:
    """Write a time in a file.

    Examples
    --------
    >>> moment(3.24), moment(75.0, tenths=False), moment(3661, tenths=False)
    ('0:03.2', '1:15', '1:01:01')
    """
    whole = round(10 * second) if tenths else 10 * round(second)
    minutes, left = divmod(whole, 10 * _MINUTE)
    seconds = f"{left / 10:04.1f}" if tenths else f"{left // 10:02d}"
    if minutes < _MINUTE:
        return f"{minutes}:{seconds}"
    return f"{minutes // _MINUTE}:{minutes % _MINUTE:02d}:{seconds}"


def stretch(first: float, last: float) -> str:
    """Write from when to when something is in a file; one time where that is no stretch.

    Examples
    --------
    >>> stretch(1.0, 3.25), stretch(2.0, 2.01)
    ('0:01.0–0:03.2', '0:02.0')
    """
    begin, end = moment(first), moment(last)
    return begin if begin == end else f"{begin}–{end}"
