"""What all files of a profile say together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from core.attachment.reading import attachments
from core.model.media import VECTORS, ProfileMedia
from core.model.persona import CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.media import MediaAnalysis, Vector
    from core.workspace import Workspace

UNKNOWN_LANGUAGE = "und"
_NOT_READ = "no file could be read"


def profile_media(workspace: Workspace, key: str) -> ProfileMedia | None:
    """Pool what is tied to a profile; None where nothing is.

    Parameters
    ----------
    workspace, key
        As of :func:`core.attachment.attachments`.

    Notes
    -----
    Cost: that of :func:`core.attachment.attachments`.
    """
    found = attachments(workspace, key)
    return pooled([one.analysis for one in found]) if found else None


def pooled(found: Sequence[MediaAnalysis]) -> ProfileMedia:
    """Pool the analyses of some files.

    Each vector is the mean over the files that have it, each file counting once: a long video says no more than a
    picture. Vectors of another length than the last one's were made by another version and are left out. Shares of
    classes count where the network gave them that judged last; another one's mean something else.

    Parameters
    ----------
    found : sequence of MediaAnalysis

    Examples
    --------
    >>> from core.model.media import MediaAnalysis
    >>> both = [MediaAnalysis("a", 0, 1, 1, 1, vectors={"text": np.array([v, 1.0])}) for v in (0.0, 1.0)]
    >>> pooled(both).vectors["text"].tolist()
    [0.5, 1.0]
    """
    read = [one for one in found if one.error is None]
    vectors = {name: mean for name in VECTORS if (mean := _mean(read, name)) is not None}
    words, languages = _words(read)
    judged = [one for one in read if one.network and one.classes and set(one.classes) == set(CLASSES)]
    network = judged[-1].network if judged else None
    shares = [one.classes for one in judged if one.classes and one.network == network]
    return ProfileMedia(
        n_files=len(found),
        n_failed=len(found) - len(read),
        vectors=vectors,
        missing={name: _why(read, name) for name in VECTORS if name not in vectors},
        words=tuple(words),
        languages=dict(Counter(languages)),
        classes={name: float(np.mean([one[name] for one in shares])) for name in shares[0]}
        if shares
        else None,
        network=network,
        n_judged=len(shares),
    )


def _mean(read: Sequence[MediaAnalysis], name: str) -> Vector | None:
    given = [one.vectors[name] for one in read if name in one.vectors]
    same = [vector for vector in given if vector.shape == given[-1].shape]
    return np.mean(same, axis=0) if same else None


def _why(read: Sequence[MediaAnalysis], name: str) -> str:
    """Say why no file has a vector: each reason once, the commonest first."""
    reasons = Counter(one.missing[name] for one in read if name in one.missing)
    return "; ".join(reason for reason, _ in reasons.most_common()) or _NOT_READ


def _words(read: Sequence[MediaAnalysis]) -> tuple[list[str], list[str]]:
    """Give what is said in each file, and what is written in it, and in which language."""
    words, languages = [], []
    for one in read:
        said = " ".join(part.text for part in one.speech)
        written = " ".join(part.text for part in one.text_in_frames)
        for text, language in ((said, one.language), (written, None)):
            if text.strip():
                words.append(text)
                languages.append(language or UNKNOWN_LANGUAGE)
    return words, languages
