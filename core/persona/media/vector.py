"""[A]'s four feature vectors of one file, each of a fixed layout; one that cannot be made is missing with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.model.media import EXPRESSIONS
from core.persona.media.action import ACTIONS, MEASURES
from core.persona.media.thing import THINGS
from core.persona.media.word_vector import WORDS_LENGTH, word_vector

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model.media import FaceTrack, Vector, Words
    from core.persona.media.action import Motion
    from core.persona.media.thing import ThingCount

LAYOUT: dict[str, tuple[str, ...]] = {
    "object": THINGS,
    "emotion": EXPRESSIONS,
    "action": (*ACTIONS, *MEASURES),
    "text": tuple(f"place {number}" for number in range(WORDS_LENGTH)),
}
"""What each value of each vector is. "object" is a mean score over the frames that were looked at, "emotion" a mean over all
face tracks by their frames, "action" shares of the seen time and means, "text" the words of sound and picture, hashed."""


def make_vectors(
    things: ThingCount,
    faces: Sequence[FaceTrack],
    motion: Motion | None,
    words: Sequence[Words],
    missing: Mapping[str, str],
) -> tuple[dict[str, Vector], dict[str, str]]:
    """Make the vectors of what was found.

    Parameters
    ----------
    things : ThingCount
    faces : sequence of FaceTrack
    motion : Motion or None
    words : sequence of Words
        Spoken and written.
    missing : mapping
        By part, why it was not looked for.

    Returns
    -------
    vectors : dict
        By name of :data:`core.model.media.VECTORS`.
    missing : dict
        By name, why one could not be made.

    Examples
    --------
    >>> from core.persona.media.thing import ThingCount
    >>> vectors, missing = make_vectors(ThingCount(), [], None, [], {})
    >>> sorted(vectors), missing["emotion"]
    ([], 'no face was found')
    """
    found: dict[str, Vector] = {}
    why: dict[str, str] = {}
    if things.n_frames:
        found["object"] = things.mean()
    else:
        why["object"] = missing.get("objects", "there is no picture")
    shown = [track for track in faces if track.expressions]
    if shown:
        rows = np.array([[track.expressions[name] for name in EXPRESSIONS] for track in shown])
        found["emotion"] = np.average(rows, axis=0, weights=[track.n_frames for track in shown])
    else:
        lacking = missing.get("faces") or (missing.get("expressions") if faces else None)
        why["emotion"] = lacking or "no face was found"
    if motion is not None and motion.vector is not None:
        found["action"] = motion.vector
    else:
        why["action"] = missing.get("actions", "no body was seen")
    text = word_vector(" ".join(one.text for one in words))
    if text is not None:
        found["text"] = text.astype(np.float64)
    else:
        lacking = missing.get("speech") if "text_in_frames" in missing else None
        why["text"] = lacking or "nothing was said or written that could be read"
    return found, why
