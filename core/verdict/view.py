"""The views of a hand: what two timelines of one operator keep in common over the years.

Each view gives every pair of a block one raw likeness. They are cosines of the measures' own kernels,
with weights that lean on what is rare: experiments on accounts split years apart found these three, and
that others (hours of the week, hashtags, linked domains, habits) add nothing once they are there
(LINKAGE). None of them reads what a profile calls itself, a link, a hashtag or a client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from core.audience.incidence import incidence
from core.audience.likeness import likeness
from core.content.cosine import workspace_cosines
from core.content.dense import row_products
from core.content.sheet import lay_out
from core.content.style import MIN_TEXTS, N_GRAMS, deviations
from core.keys import own_keys
from core.spread import aside

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    import numpy.typing as npt

    from core.block import Block
    from core.census import Census
    from core.reference import Reference

    Pairs = npt.NDArray[np.int64]

T = TypeVar("T")


class Raw(NamedTuple):
    """A view of p pairs among n profiles.

    ``values`` is (p,) in [-1, 1], NaN where a profile has too little; ``evidence`` (n,) counts the items
    read of each profile.
    """

    values: npt.NDArray[np.float64]
    evidence: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class View:
    """One view: ``measure`` shows the same on a page, ``least`` is the fewest ``items`` of a profile."""

    name: str
    label: str
    measure: str
    items: str
    least: int
    look: Callable[[Block, Pairs, Reference], Raw]


@dataclass(frozen=True, slots=True, eq=False)
class Scarcity:
    """What a shared name weighs: ``ln((n + 1) / df) ** power``, 0 where no other of n profiles has it.

    >>> from core.census import Census
    >>> Scarcity(Census.of({"a": 2, "b": 1, "c": 3}), 3, 2.0).weights(["a", "b", "c"]).round(3).tolist()
    [0.48, 0.0, 0.083]
    """

    census: Census
    n_profiles: int
    power: float

    def weights(self, names: Sequence[str]) -> npt.NDArray[np.float64]:
        """Weigh names, in their order."""
        having = np.minimum(self.census.many(names), self.n_profiles).astype(np.float64)
        shared = having > 1
        found = np.zeros(len(having))
        found[shared] = np.log((self.n_profiles + 1) / having[shared]) ** self.power
        return found


def _enough(values: npt.NDArray[np.float64], evidence: Pairs, rows: Pairs, least: int) -> Raw:
    """Leave out the pairs of which a profile has too little; what is not shared by any is no likeness."""
    enough = (evidence >= least)[rows].all(axis=1)
    return Raw(np.where(enough, np.nan_to_num(values, nan=0.0), np.nan), evidence)


def _made(block: Block, what: Hashable, make: Callable[[], T]) -> T:
    """Have a block make something once, which may take a second, while it asks whether to stop."""
    return block.once(what, lambda: aside(make, block.cancelled))


def each(block: Block, rows: Pairs, reference: Reference) -> list[Raw]:
    """Give the raw likenesses of pairs by every view; the block tells how far it is.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    found = []
    for n, view in enumerate(VIEWS):
        block.check()
        block.progress(n / len(VIEWS))
        found.append(view.look(block, rows, reference))
    return found


def _words(block: Block, rows: Pairs, reference: Reference) -> Raw:
    sheet = _made(block, ("vocabulary", "words"), lambda: lay_out([one.content.words for one in block]))
    scarcity = Scarcity(reference.idf.document_frequency, reference.n_profiles, 2.0)
    with np.errstate(invalid="ignore"):  # a profile whose every word is its own has no length
        found = workspace_cosines(sheet, rows, scarcity.weights, cancelled=block.cancelled)
    evidence = np.array([int(one.content.words.counts.sum()) for one in block], dtype=np.int64)
    return _enough(found.values, evidence, rows, WORDS.least)


def _mentions(block: Block, rows: Pairs, reference: Reference) -> Raw:
    laid = _made(
        block,
        ("incidence", "scarcity", id(reference)),
        lambda: incidence(
            [one.audience for one in block],
            [own_keys(one.profile) for one in block],
            rarity=Scarcity(reference.popularity, reference.n_profiles, 3.0),
        ),
    )
    found = likeness(laid, rows, cancelled=block.cancelled)
    return _enough(found.rarity_cosine, laid.sheet.totals, rows, MENTIONS.least)


def _style(block: Block, rows: Pairs, reference: Reference) -> Raw:
    grams = _made(block, ("grams", id(reference)), lambda: _grams(block, reference))
    values = row_products(grams, rows, cancelled=block.cancelled)
    evidence = np.array([one.content.style.n_texts for one in block], dtype=np.int64)
    return _enough(np.clip(values, -1, 1), evidence, rows, STYLE.least)


def _grams(block: Block, reference: Reference) -> npt.NDArray[np.float64]:
    """Give each profile's character grams in deviations from what is usual, as unit vectors."""
    laid = np.array([deviations(one.content.style, reference.style_scale)[:N_GRAMS] for one in block])
    lengths = np.linalg.norm(laid, axis=1, keepdims=True)
    return laid / np.where(lengths > 0, lengths, 1.0)


WORDS = View("words", "Words they choose", "content.tfidf_cosine", "words", 200, _words)
MENTIONS = View("mentions", "Whom they name", "audience.rarity_cosine", "interactions", 10, _mentions)
STYLE = View("style", "How they write", "content.style_cosine", "distinct texts", MIN_TEXTS, _style)
VIEWS = (WORDS, MENTIONS, STYLE)
