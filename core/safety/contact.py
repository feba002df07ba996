"""Earlier contact of two profiles: how often, in which direction, in what tone, and whether it was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.audience.interactions import interactions
from core.audience.tie import direct_contact
from core.content.language import UNKNOWN, post_languages
from core.content.wording import own_texts
from core.keys import own_keys
from core.model.safety import ContactTone
from core.safety.tone import contact_tone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy.typing as npt

    from core.model import Portrait, Timeline

_NO_APPROACH = "repost"  # it passes words on, and asks for no answer


@dataclass(frozen=True, slots=True)
class Direction:
    """What one profile's posts say of its contact with another.

    ``tone`` is None where the profile names nobody at all in this data, so that nothing can be told of whom it
    met. ``n_approaches`` are its posts that answer, quote or mention the other at a time for which the other's
    own posts are there, so that an answer would have been seen.
    """

    tone: ContactTone | None
    n_approaches: int


class Letters:
    """The posts of one profile as contact asks of them, read once however many others are asked about.

    Parameters
    ----------
    timeline : Timeline
    languages : mapping
        How many of the profile's posts are in each language: a post too short to tell is taken to be in that
        of more than half of them.
    canonical : callable
        Unifies keys of users as the audiences were unified (:meth:`core.identities.Identities.canonical`).
    """

    def __init__(
        self,
        timeline: Timeline,
        languages: Mapping[str, int],
        canonical: Callable[[Sequence[str]], list[str]],
    ) -> None:
        self._posts = timeline.posts
        self._named = interactions(self._posts)
        self._targets = np.array(canonical(self._named["target"].tolist()), dtype=object)
        known = {language: n for language, n in languages.items() if language != UNKNOWN}
        most = max(known, key=lambda language: known[language], default=UNKNOWN)
        self._usual = most if known and 2 * known[most] > sum(known.values()) else UNKNOWN

    def _rows(self, keys: AbstractSet[str]) -> npt.NDArray[np.intp]:
        return np.flatnonzero(np.isin(self._targets, sorted(keys)))

    def tone(self, kinds: Mapping[str, int], keys: AbstractSet[str]) -> ContactTone:
        """Read the posts that name a user, who may be named under any of some keys."""
        rows = np.unique(self._named["position"].to_numpy()[self._rows(keys)])
        posts = self._posts.iloc[rows]
        languages = [self._usual if found == UNKNOWN else found for found in post_languages(posts)]
        return contact_tone(kinds, rows.tolist(), own_texts(posts), languages)

    def approaches(self, keys: AbstractSet[str], other: Portrait) -> int:
        """Count the posts that answer, quote or mention a user while that user's own posts are there."""
        if other.first is None or other.last is None:
            return 0
        found = self._named.iloc[self._rows(keys)]
        rows = np.unique(found.loc[found["kind"] != _NO_APPROACH, "position"].to_numpy())
        times = self._posts["time"].iloc[rows]
        return int(((times >= other.first) & (times <= other.last)).sum())


def contact(a: Portrait, b: Portrait, letters: Callable[[Portrait], Letters]) -> tuple[Direction, Direction]:
    """Find the contact of A with B, and of B with A.

    Parameters
    ----------
    a, b : Portrait
        Their audiences unified.
    letters : callable
        Gives the posts of a profile; asked only of one that names the other.

    Returns
    -------
    tuple of Direction
        A to B, B to A. A key of both, as two captures of one account have, is no contact.

    Notes
    -----
    O(targets) without contact; with it O(posts) for each who names the other.
    """
    own_a, own_b = own_keys(a.profile), own_keys(b.profile)
    met = direct_contact(a.audience, b.audience, own_a, own_b)
    return (
        _direction(a, b, met.a_to_b, own_b - own_a, letters),
        _direction(b, a, met.b_to_a, own_a - own_b, letters),
    )


def _direction(
    source: Portrait,
    target: Portrait,
    kinds: Mapping[str, int],
    keys: AbstractSet[str],
    letters: Callable[[Portrait], Letters],
) -> Direction:
    if not source.audience.targets:
        return Direction(None, 0)
    if not kinds:
        return Direction(ContactTone({}, 0, 0, 0, 0, 0), 0)
    read = letters(source)
    return Direction(read.tone(kinds, keys), read.approaches(keys, target))
