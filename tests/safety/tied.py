"""Files tied to profiles without any of the models: what would have been found in them is made up."""

from __future__ import annotations

import hashlib

import numpy as np

from core.attachment import store
from core.attachment.encoding import encode
from core.model.media import VECTORS, Attachment, MediaAnalysis, ProfileMedia, Words
from core.model.persona import CLASSES
from core.persona.media.vector import LAYOUT

ADDED = "2025-01-02T03:04:05Z"
LACKING = dict.fromkeys(VECTORS, "it was not looked for")


def of(name, seed=0, noise=0.02):
    """Give a made-up vector of one name, near the one of its seed."""
    length = len(LAYOUT[name])
    middle = np.random.default_rng([length, seed]).random(length)
    return middle + np.random.default_rng([7, seed, length]).normal(0, noise, length)


def vectors(seed=0, names=VECTORS):
    """Give made-up vectors of some names."""
    return {name: of(name, seed) for name in names}


def shares(klass, p):
    """Give a network's shares: one class of probability p."""
    return {name: p if name == klass else (1 - p) / 7 for name in CLASSES}


def media(words=(), languages=None, **changed):
    """Make what a profile's files say together."""
    given = {
        "n_files": 1,
        "n_failed": 0,
        "vectors": {},
        "missing": LACKING,
        "words": tuple(words),
        "languages": {"en": len(words)} if languages is None and words else languages or {},
    }
    return ProfileMedia(**(given | changed))


def analysis(said="", language="en", **changed):
    """Make what was found in one file."""
    given = {
        "file": "clip.mp4",
        "seconds": 10.0,
        "width": 8,
        "height": 8,
        "n_frames": 1,
        "speech": (Words(said, 0.0, 9.0, 0.9),) if said else (),
        "language": language if said else None,
        "missing": LACKING,
    }
    return MediaAnalysis(**(given | changed))


def sha256_of(name):
    return hashlib.sha256(name.encode()).hexdigest()


def tie(folder, key, name="clip", **changed):
    """Tie a file to a profile; give its SHA-256."""
    sha256 = sha256_of(name)
    found = analysis(**changed)
    one = Attachment(key, sha256, f"{name}.mp4", 1, None, ADDED, found, ())
    store.keep(folder, one, encode(one), ())
    return sha256
