"""What is seen in a file's frames, one after another: nothing of a frame is kept but what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.persona.media.action import find_actions
from core.persona.media.expression import read_expressions
from core.persona.media.face import find_faces
from core.persona.media.pose import read_pose
from core.persona.media.thing import ThingCount, find_things
from core.persona.media.track import Tracker
from core.persona.media.writing import WritingList

if TYPE_CHECKING:
    from core.persona.media.action import Motion
    from core.persona.media.frame import Frame
    from core.persona.media.instrument import Instruments
    from core.persona.media.media_params import MediaParams
    from core.persona.media.pose import Pose


@dataclass(slots=True, eq=False)
class Watch:
    """Looks at frames in the order of time."""

    tools: Instruments
    params: MediaParams
    tracker: Tracker = field(default_factory=Tracker)
    things: ThingCount = field(default_factory=ThingCount)
    writing: WritingList = field(default_factory=WritingList)
    poses: list[Pose] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    n_read: int = 0
    _thing_due: float = -1.0
    _text_due: float = -1.0
    _scene: int = -1

    def look(self, scene: int, frame: Frame) -> None:
        """Look at one frame."""
        begins = scene != self._scene
        self._scene = scene
        self.seconds.append(frame.second)
        self._look_for_faces(scene, frame)
        if (poses := self.tools.poses) is not None:
            self.poses.append(read_pose(poses, frame.pixels, frame.second, scene))
        if (begins or frame.second >= self._thing_due) and (things := self.tools.things) is not None:
            self._thing_due = frame.second + self.params.object_seconds
            self.things.add(frame.second, find_things(things, frame.pixels, self.params.object_score))
        if begins or frame.second >= self._text_due:
            self._read(frame)

    def motion(self) -> Motion | None:
        """Give what the body did; None where its points were not looked for."""
        return None if self.tools.poses is None else find_actions(self.poses)

    def _look_for_faces(self, scene: int, frame: Frame) -> None:
        reads = self.tools.expressions
        if (session := self.tools.faces) is None:
            return
        found = find_faces(session, frame.pixels, self.params.face_score)
        shown = None
        if reads is not None:
            shown = read_expressions(reads, frame.pixels, [face.box for face in found])
        self.tracker.add(frame.second, scene, found, shown)

    def _read(self, frame: Frame) -> None:
        if (reader := self.tools.reader) is None or self.n_read >= self.params.most_text_frames:
            return
        self.n_read += 1
        self._text_due = frame.second + self.params.text_seconds
        self.writing.add(frame.second, reader.read(frame.pixels, self.params.text_score))
