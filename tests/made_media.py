"""Pictures, videos and sounds that are tied to profiles by hand: without models, through the store that the product uses."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from core.attachment import GivenFile, attach
from core.attachment.examination import Examined
from core.model.media import EXPRESSIONS, Act, FaceTrack, MediaAnalysis, Sighting, Still, Words
from core.persona.media.weight import Weights
from core.workspace import Workspace

ADDED = "2026-11-22T17:30:00+00:00"


def jpeg(number=0, width=160, height=120, *, veiled=False):
    """Give a small picture of which no two numbers are alike; veiled, it is blurred."""
    stripes = np.random.default_rng(number).integers(0, 256, (height // 20, width // 20, 3), dtype=np.uint8)
    image = Image.fromarray(stripes).resize((width, height), Image.Resampling.NEAREST)
    out = io.BytesIO()
    (image.filter(ImageFilter.GaussianBlur(24)) if veiled else image).save(out, "JPEG", quality=80)
    return out.getvalue()


def still(second=0.0, number=0, width=160, height=120):
    """Give a still; the clear and the veiled one are never alike."""
    return Still(second, width, height, jpeg(number, width, height), jpeg(number, width, height, veiled=True))


def shares(leading="happy", share=0.6):
    """Give shares of the expressions of which one leads."""
    rest = (1 - share) / (len(EXPRESSIONS) - 1)
    return {name: share if name == leading else rest for name in EXPRESSIONS}


def face(first=0.0, last=2.0, leading="happy", box=(0.3, 0.2, 0.5, 0.6), **others):
    """Give a face track."""
    n = max(1, round(5 * (last - first)))
    made = FaceTrack(first, last, n, (first + last) / 2, box, 0.9, {} if leading is None else shares(leading))
    return replace(made, **others)


def thing(label="person", second=0.0, n_frames=3, box=(0.1, 0.1, 0.9, 0.95)):
    """Give a sighting."""
    return Sighting(label, n_frames, second, box, 0.8)


def video(seconds=12.0, **others):
    """Give the analysis of a video of two faces, two things, an action and words said and written."""
    made = {
        "faces": (face(0.0, 4.0), face(5.0, 11.0, "sad", (0.6, 0.1, 0.8, 0.4))),
        "objects": (thing("person", 2.0), thing("tie", 8.0, box=(0.4, 0.5, 0.5, 0.9))),
        "actions": (Act("waving", 3.0, 6.0, 0.7),),
        "speech": (Words("good evening to everyone", 1.0, 5.0, 0.6), Words("and thank you", 6.0, 9.0, 0.5)),
        "language": "en",
        "text_in_frames": (Words("BREAKING NEWS", 2.0, 2.0, 0.9),),
        "weights": ("blazeface (@vladmandic/human 3.3.6)", "of another time (made 1.0)"),
        **others,
    }
    return MediaAnalysis(
        "made.mp4", seconds, 640, 480, 60, tuple(np.arange(0, seconds, 0.2).tolist()), **made
    )


def picture(**others):
    """Give the analysis of a picture of one face and one thing."""
    made = {
        "faces": (face(0.0, 0.0),),
        "objects": (thing(),),
        "missing": {"speech": "there is no sound", "text": "nothing was said or written that could be read"},
        **others,
    }
    return MediaAnalysis("made.jpg", 0.0, 160, 120, 1, (0.0,), **made)


def sound(**others):
    """Give the analysis of a sound."""
    seen = ("faces", "expressions", "objects", "actions", "text_in_frames")
    made = {
        "speech": (Words("ask not what your country can do for you", 1.0, 8.0, 0.8),),
        "language": "en",
        "missing": dict.fromkeys(seen, "there is no picture"),
        **others,
    }
    return MediaAnalysis("made.wav", 9.0, 0, 0, 0, **made)


def tie(folder, key, name, analysis, stills=(), post_id=None):
    """Tie a file to a profile as :func:`core.attachment.attach` does, its analysis and stills being given; give it."""
    path = Path(folder).parent / "given-file"
    path.write_bytes(f"{key} {name}".encode("utf-8", "replace"))
    found = Examined(analysis, tuple(stills))
    (one,) = attach(
        Workspace(Path(folder)),
        key,
        [GivenFile(path, name, post_id)],
        Weights(Path("no models")),
        added=ADDED,
        examine=lambda _path, **_: found,
    )
    path.unlink()
    return one


def tie_video(folder, key, name="clip.mp4", post_id=None, **others):
    """Tie a video with four stills."""
    seconds = (2.0, 4.5, 8.0, 10.0)
    return tie(folder, key, name, video(**others), [still(s, round(10 * s)) for s in seconds], post_id)


def tie_picture(folder, key, name="picture.jpg", post_id=None, number=1, **others):
    """Tie a picture."""
    return tie(folder, key, name, picture(**others), [still(0.0, number)], post_id)
