"""What is learned from: the texts of writers on the same path that a profile's posts take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.content.embedding.meaning import mean_meaning, meaning_sample, readable_posts
from core.content.sketch import content
from core.model import Post
from core.persona_training.mask import masked
from core.progress import check, ignore_progress, never
from core.schema import posts_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt
    import pandas as pd

    from core.content.embedding.encoder import Encoder
    from core.model import Content
    from core.persona_training.writer import Writer

    Floats = npt.NDArray[np.float64]
    Progress = Callable[[float, str], None]

_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_STOPPED = "nothing was learned"


def timeline(writer: Writer, *, is_masked: bool = True) -> pd.DataFrame:
    """Give a writer's texts as a timeline of originals, a minute apart, for they have no times.

    Parameters
    ----------
    writer : Writer
    is_masked : bool
        Whether words that name a type are taken out first (:mod:`core.persona_training.mask`); a text that was
        nothing else is left out.

    Examples
    --------
    >>> from core.persona_training.writer import Writer
    >>> timeline(Writer("1", ("Calm sea", "INTJ"), (0, 0, 0, 0)))["text"].tolist()
    ['Calm sea']
    """
    texts = map(masked, writer.texts) if is_masked else iter(writer.texts)
    found: pd.DataFrame = posts_table(
        [
            Post("writer:1", _FIRST + timedelta(minutes=at), text=text)
            for at, text in enumerate(text for text in texts if text)
        ]
    ).to_pandas()
    return found


def contents(
    writers: Sequence[Writer],
    *,
    is_masked: bool = True,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> list[Content]:
    """Sum up what each writer says, as :func:`core.content.sketch.content` does for a profile.

    Raises
    ------
    CancelledError
        If ``cancelled``, asked with every writer, said so.

    Notes
    -----
    O(characters): 9,000 posts of 320,000 words take some 10 s.
    """
    found = []
    for at, writer in enumerate(writers):
        check(cancelled, _STOPPED)
        progress(at / len(writers), f"Reading writers: {at:,} of {len(writers):,}")
        found.append(content(timeline(writer, is_masked=is_masked)))
    return found


def meanings(
    writers: Sequence[Writer],
    encoder: Encoder,
    *,
    is_masked: bool = True,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Floats:
    """Give the mean vector of each writer's texts, (n, d), as a profile's meaning is made; they are masked first.

    A writer without a text of three words has a vector of 0.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.
    """
    sampled = [meaning_sample(readable_posts(timeline(writer, is_masked=is_masked))) for writer in writers]
    vectors = encoder.encode([text for texts in sampled for text in texts], progress, cancelled)
    ends = np.cumsum([0, *map(len, sampled)]).tolist()
    found = [
        mean_meaning(vectors[first:end], end - first, encoder.name).vector for first, end in pairwise(ends)
    ]
    return np.array(found, dtype=np.float64)
