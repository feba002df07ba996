"""Attachments made by hand: analyses of which everything is known, stills of a few bytes, and a look that needs no model."""

import base64
from dataclasses import dataclass, field

import numpy as np

from core.attachment import GivenFile, attach
from core.attachment.examination import Examined
from core.model.media import Act, FaceTrack, MediaAnalysis, Sighting, Still, Words
from core.persona.media.weight import Weights
from core.workspace import Workspace

ADDED = "2026-11-22T17:00:00+00:00"
NOWHERE = Weights()
# four pixels by three, all of one orange
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBk"
    "eFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAADAAQD"
    "ASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABf/EABQRAQAA"
    "AAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AIAAzr//2Q=="
)
SHARES = {"happy": 0.75, "sad": 0.25}


def still(second=0.0, **changes):
    return Still(**{"second": second, "width": 4, "height": 3, "jpeg": JPEG, "veiled": JPEG, **changes})


def analysis(**changes):
    """Make an analysis in which something of every kind was found."""
    made = {
        "file": "clip.mp4",
        "seconds": 2.5,
        "width": 640,
        "height": 360,
        "n_frames": 6,
        "frame_seconds": (0.0, 0.5, 1.0, 1.5, 2.0, 2.5),
        "faces": (FaceTrack(0.0, 1.5, 4, 0.5, (0.1, 0.2, 0.3, 0.4), 0.9, SHARES),),
        "objects": (Sighting("dog", 2, 1.0, (0.0, 0.0, 1.0, 1.0), 0.7),),
        "actions": (Act("waving", 0.0, 2.0, 0.6),),
        "speech": (Words("so it goes", 0.25, 1.75, 0.8),),
        "language": "en",
        "text_in_frames": (Words("VOTE", 1.0, 1.0, 0.9),),
        "vectors": {"object": np.array([0.1, 1 / 3]), "text": np.array([-0.0, 1e-300])},
        "missing": {"emotion": "no face was found"},
        "notes": ("it is damaged",),
        "weights": ("BlazeFace 1",),
        "classes": {"Thinkers": 0.75, "Feelers": 0.25},
        "network": "network 1a2b3c4d",
    }
    return MediaAnalysis(**{**made, **changes})


@dataclass
class Look:
    """Looks at files without any model; counts how often, and does what it is told while it looks."""

    found: MediaAnalysis = field(default_factory=analysis)
    stills: tuple[Still, ...] = (still(0.5), still(1.0))
    meanwhile: object = None
    seen: list[str] = field(default_factory=list)

    def __call__(self, path, *, progress, cancelled):
        self.seen.append(path.name)
        progress(0.5, "looking")
        if self.meanwhile:
            self.meanwhile(path)
        return Examined(self.found, self.stills)


def given(folder, name="clip.mp4", content=None, post_id=None):
    """Write a file of its own and give it, as an analyst would."""
    path = folder / "given" / f"f{len(list(folder.glob('given/*')))}-{name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(name.encode() if content is None else content)
    return GivenFile(path, name, post_id)


def tie(folder, key, *files, look=None, **more):
    """Attach files; give what came of each."""
    more = {"added": ADDED, "examine": look or Look(), **more}
    return list(attach(Workspace(folder), key, files, NOWHERE, **more))
