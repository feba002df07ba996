"""Simple actions of one body, by rules on its points: only what points over time can show.

No weights for actions exist that may be used, and 17 points tell neither dancing from fighting nor talking from yawning.
What is given is motion of the picture: a camera that moves, moves the body too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.model.media import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.persona.media.pose import Pose

    Floats = npt.NDArray[np.float64]

ACTIONS: tuple[str, ...] = (
    "still", "moving", "coming closer", "going away", "turning the head", "leaning", "gesturing", "hand raised",
)  # fmt: skip
"""What can be told. Several may be at once; still is none of the moving ones."""

MEASURES: tuple[str, ...] = ("body seen", "speed of the body", "speed of the hands", "turning of the head")
"""What stands beside the actions in the vector: a share of the frames, then means in body widths (or shares) a second."""

_SEEN = 0.3
_LOST_SECONDS = 0.6
_STILL, _MOVING = 0.25, 0.6  # body widths a second
_NEARING = 0.4  # change of the body's width a second, as a logarithm
_TURNING = 0.5  # of the distance between the eyes, a second
_LEANING = 0.35  # of the shoulders' width
_GESTURING = 0.9  # body widths a second, beside the body
_BRIDGED_SECONDS = 0.45  # a movement that pauses for one frame goes on
_SHORTEST = 0.35
_STILL_SECONDS = 1.0
_NOSE, _EYES, _EARS, _SHOULDERS, _WRISTS = 0, [1, 2], [3, 4], [5, 6], [9, 10]
_HEAD = [0, 1, 2, 3, 4]
_EARS_TO_SHOULDERS, _EYES_TO_SHOULDERS = 2.0, 4.5


@dataclass(frozen=True, slots=True)
class _Body:
    """What is measured of one pose; None where its points are not seen."""

    second: float
    scene: int
    width: float
    width_of: int
    head: Floats | None
    shoulders: Floats | None
    hands: tuple[Floats | None, Floats | None]
    yaw: float | None
    lean: float | None
    raised: bool
    score: float


@dataclass(frozen=True, slots=True)
class Motion:
    """``acts`` in order of time, and ``vector``: the share of the seen time of each action, then :data:`MEASURES`."""

    acts: tuple[Act, ...]
    vector: Floats | None


def find_actions(poses: Sequence[Pose]) -> Motion:
    """Tell what a body does.

    Parameters
    ----------
    poses : sequence of Pose
        In the order of time, half a second apart at most where motion is to be seen.

    Returns
    -------
    Motion
        Of a single pose only what a picture shows. ``vector`` is None where no body is seen in any.

    Notes
    -----
    A body is seen where two of its points around the head or both shoulders are. Speeds are in widths of the shoulders,
    so that a body that is far away counts as one that is near. Cost: 20 µs a pose.
    """
    bodies = [body for body in map(_measure, _smooth(poses)) if body is not None]
    if not bodies:
        return Motion((), None)
    told: list[tuple[_Body, dict[str, float]]] = []
    speeds = []
    for before, now in pairwise([None, *bodies]):
        if now is None:
            continue
        labels = {
            name: now.score
            for name, there in (("leaning", _leans(now)), ("hand raised", now.raised))
            if there
        }
        if before is not None and before.scene == now.scene and now.second - before.second <= _LOST_SECONDS:
            found = _speeds(before, now)
            speeds.append(found)
            labels |= dict.fromkeys(_moves(found), now.score)
        told.append((now, labels))
    acts = _joined(told, single=len(poses) == 1)
    return Motion(acts, _vector(acts, told, speeds, len(bodies) / len(poses)))


def _measure(pose: Pose) -> _Body | None:
    points, scores = pose.points[:, :2], pose.points[:, 2]
    seen = scores >= _SEEN
    found = _width(points, seen)
    if found is None:
        return None
    width, width_of = found
    eyes, both = bool(seen[_EYES].all()), bool(seen[_SHOULDERS].all())
    head = points[_EYES].mean(0) if eyes else None
    shoulders = points[_SHOULDERS].mean(0) if both else None
    used = [*_HEAD, *_SHOULDERS]
    yaw = lean = None
    if head is not None and seen[_NOSE]:
        apart = max(abs(points[1, 0] - points[2, 0]), width / 10)
        yaw = float((points[_NOSE, 0] - head[0]) / apart)
    if head is not None and shoulders is not None:
        lean = float((head[0] - shoulders[0]) / width)
    hands = tuple(points[at] - shoulders if shoulders is not None and seen[at] else None for at in _WRISTS)
    raised = both and any(
        bool(seen[wrist]) and points[wrist, 1] < points[_SHOULDERS, 1].mean() - width / 10
        for wrist in _WRISTS
    )
    score = float(scores[used][seen[used]].mean())
    place = (pose.second, pose.scene, width, width_of, head, shoulders)
    return _Body(*place, (hands[0], hands[1]), yaw, lean, raised, score)


def _width(points: Floats, seen: npt.NDArray[np.bool_]) -> tuple[float, int] | None:
    """Give the width of the shoulders, or what the head says of it, and which of the three it is."""
    ways = ((_SHOULDERS, 1.0), (_EARS, _EARS_TO_SHOULDERS), (_EYES, _EYES_TO_SHOULDERS))
    for way, (pair, times) in enumerate(ways):
        if seen[pair].all():
            wide = float(np.linalg.norm(points[pair[0]] - points[pair[1]])) * times
            if wide > 0.02:  # noqa: PLR2004 — of the picture: below it the points lie on one another
                return wide, way
    return None


def _speeds(before: _Body, now: _Body) -> dict[str, float]:
    time = max(now.second - before.second, 1e-3)
    width = (before.width + now.width) / 2
    # the head may turn and the shoulders be lost for a frame: a body moves where all that is seen of it does
    pairs = ((before.head, now.head), (before.shoulders, now.shoulders))
    moved = [float(np.linalg.norm(b - a)) for a, b in pairs if a is not None and b is not None]
    found = {"body": min(moved) / width / time} if moved else {}
    if before.width_of == now.width_of:
        found["nearing"] = float(np.log(now.width / before.width)) / time
    hands = [
        float(np.linalg.norm(b - a)) / width / time
        for a, b in zip(before.hands, now.hands, strict=True)
        if a is not None and b is not None
    ]
    if hands:
        found["hands"] = max(hands)
    if before.yaw is not None and now.yaw is not None:
        found["head"] = abs(now.yaw - before.yaw) / time
    return found


def _moves(found: dict[str, float]) -> list[str]:
    names = []
    if found.get("body", 0.0) >= _MOVING:
        names.append("moving")
    if abs(nearing := found.get("nearing", 0.0)) >= _NEARING:
        names.append("coming closer" if nearing > 0 else "going away")
    if found.get("head", 0.0) >= _TURNING:
        names.append("turning the head")
    if found.get("hands", 0.0) >= _GESTURING:
        names.append("gesturing")
    return names or (["still"] if found.get("body", _STILL) < _STILL else [])


def _leans(body: _Body) -> bool:
    return body.lean is not None and abs(body.lean) >= _LEANING


def _joined(told: list[tuple[_Body, dict[str, float]]], *, single: bool) -> tuple[Act, ...]:
    """Join what is the same in frames that follow one another."""
    acts = []
    for name in ACTIONS:
        least = 0.0 if single else _STILL_SECONDS if name == "still" else _SHORTEST
        for run in _runs(told, name, 0.0 if name == "still" else _BRIDGED_SECONDS):
            if run[-1].second - run[0].second >= least:
                score = float(np.mean([one.score for one in run]))
                acts.append(Act(name, run[0].second, run[-1].second, min(1.0, score)))
    return tuple(sorted(acts, key=lambda act: (act.first, ACTIONS.index(act.label))))


def _runs(told: list[tuple[_Body, dict[str, float]]], name: str, bridged: float) -> list[list[_Body]]:
    """Give the stretches in which a label stands, over pauses that are no longer than what is bridged."""
    runs: list[list[_Body]] = []
    paused = True
    for body, labels in told:
        if name not in labels:
            paused = True
            continue
        last = runs[-1][-1] if runs else None
        apart = body.second - last.second if last is not None and last.scene == body.scene else np.inf
        if apart <= (bridged if paused else _LOST_SECONDS):
            runs[-1].append(body)
        else:
            runs.append([body])
        paused = False
    return runs


def _vector(
    acts: tuple[Act, ...],
    told: list[tuple[_Body, dict[str, float]]],
    speeds: list[dict[str, float]],
    seen: float,
) -> Floats:
    shares = [
        sum(any(a.first <= body.second <= a.last for a in acts if a.label == name) for body, _ in told)
        / len(told)
        for name in ACTIONS
    ]
    means = [
        float(np.mean(values)) if (values := [one[name] for one in speeds if name in one]) else 0.0
        for name in ("body", "hands", "head")
    ]
    return np.array([*shares, seen, *means])


def _smooth(poses: Sequence[Pose]) -> list[Pose]:
    """Take the median of three frames of a scene: points tremble, and jump for one frame."""
    if len(poses) < 3:  # noqa: PLR2004 — nothing to take the middle of
        return list(poses)
    found = list(poses)
    for at in range(1, len(poses) - 1):
        three = poses[at - 1 : at + 2]
        if len({one.scene for one in three}) == 1 and three[2].second - three[0].second <= 2 * _LOST_SECONDS:
            middle = np.median([one.points for one in three], axis=0)
            found[at] = type(poses[at])(poses[at].second, poses[at].scene, middle)
    return found
