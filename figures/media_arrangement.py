"""Which row of a file's timeline each finding has, so that none covers another."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING

from figures.media_mark import LANES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from figures.media_mark import MediaMark

MOST_ROWS: Mapping[str, int] = {"faces": 6, "objects": 4, "actions": 5, "speech": 2, "text_in_frames": 3}
"""Rows that a lane has at most; what does not fit in is left to the table."""
LABEL, CHARACTER = 26, 7.2  # px beside a mark, and of a letter
_THINNEST = 5  # px of a bar, so that it can be seen and clicked


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where marks lie: ``rows`` has the row of each that is shown, by its number; row 0 is at the top.

    ``lanes`` names the lanes that there are, with their first row and how many they have; ``acts`` the action that each
    row of the lane of actions is of.
    """

    rows: Mapping[int, int]
    lanes: Mapping[str, tuple[int, int]]
    acts: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Count the rows."""
        return sum(n for _, n in self.lanes.values())


def arrange(marks: Sequence[MediaMark], seconds: float, width: int = 560) -> Arrangement:
    """Put marks into rows so that none covers another, those of most weight first.

    Parameters
    ----------
    marks : sequence of MediaMark
    seconds : float
        Length of the file.
    width : int
        CSS pixels that the time has, about.

    Returns
    -------
    Arrangement
        A mark for which its lane has no room is in none of its rows.

    Notes
    -----
    O(n²) at worst, in steps of a list's insertion: 10 ms for 2,000 marks.
    """
    span = span_of(marks, seconds)
    rows: dict[int, int] = {}
    lanes: dict[str, tuple[int, int]] = {}
    acts = _acts(marks)
    begun = 0
    for lane in LANES:
        taken: list[list[tuple[float, float]]] = [[] for _ in acts] if lane == "actions" else []
        there = [number for number, mark in enumerate(marks) if mark.lane == lane]
        for number in sorted(there, key=lambda one: (-marks[one].weight, marks[one].first)):
            room = _room(marks[number], span / width, span)
            at = _row(taken, room, acts.get(marks[number].label, -1) if lane == "actions" else None)
            if 0 <= at < MOST_ROWS[lane]:
                if at == len(taken):
                    taken.append([])
                insort(taken[at], room)
                rows[number] = begun + at
        if taken:
            lanes[lane] = (begun, len(taken))
            begun += len(taken)
    return Arrangement(rows, lanes, tuple(acts))


def _acts(marks: Sequence[MediaMark]) -> dict[str, int]:
    """Give each action the row that it has to itself, those that last longest first; of too many some have none."""
    lasting: dict[str, float] = {}
    for mark in marks:
        if mark.lane == "actions":
            lasting[mark.label] = lasting.get(mark.label, 0.0) + mark.weight
    ranked = sorted(lasting, key=lambda name: -lasting[name])[: MOST_ROWS["actions"]]
    return {name: row for row, name in enumerate(ranked)}


def _row(taken: Sequence[Sequence[tuple[float, float]]], room: tuple[float, float], own: int | None) -> int:
    """Give the first row that is free for a mark, one more than there are if none is; -1 where its own is not free."""
    if own is not None:
        return own if own >= 0 and _is_free(taken[own], *room) else -1
    return next((n for n, row in enumerate(taken) if _is_free(row, *room)), len(taken))


def _is_free(row: Sequence[tuple[float, float]], begin: float, end: float) -> bool:
    """Tell whether nothing in a row, which is sorted, lies between two times."""
    at = bisect_left(row, (begin, end))
    return (at == 0 or row[at - 1][1] <= begin) and (at == len(row) or end <= row[at][0])


def span_of(marks: Sequence[MediaMark], seconds: float) -> float:
    """Give how many seconds the axis has: the file's, or up to the last mark where that is later."""
    return max([seconds, *(mark.last for mark in marks)]) or 1.0


def _room(mark: MediaMark, a_pixel: float, span: float) -> tuple[float, float]:
    """Give what a mark takes of its row, in seconds."""
    if mark.lane != "objects":
        return mark.first, end_of(mark, a_pixel)
    wide = (LABEL + CHARACTER * len(mark.label)) * a_pixel
    half = LABEL / 2 * a_pixel
    return (
        (mark.second - wide, mark.second + half)
        if is_late(mark, a_pixel, span)
        else (mark.second - half, mark.second + wide)
    )


def is_late(mark: MediaMark, a_pixel: float, span: float) -> bool:
    """Tell whether a thing's name stands before its mark, for want of room behind it."""
    return mark.second + (LABEL + CHARACTER * len(mark.label)) * a_pixel > span


def end_of(mark: MediaMark, a_pixel: float) -> float:
    """Give where a bar ends, in seconds: later than what it stands for where it were too thin to be seen."""
    return max(mark.last, mark.first + _THINNEST * a_pixel)
