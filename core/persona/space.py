"""The space in which profiles are grouped: whom they name, which words they use, how they write, what their pictures show.

Four blocks side by side: latent directions of audiences and of words, the closed traits of text, and the vectors of
pictures and videos, where there are any. Each is scaled to the same total variance, so that none decides because it
has more columns or larger numbers. It is fitted once; a later profile is placed in it without moving any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.persona.association import fit_association
from core.persona.latent import fit_latent
from core.persona.media_block import fit_media

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from core.persona.latent import Counts, Latent
    from core.persona.media_block import MediaScale

    Floats = npt.NDArray[np.float64]

BLOCKS = {
    "audience": "whom they name",
    "words": "their words",
    "traits": "how they write",
    "media": "what their pictures and videos show",
}
"""The blocks by name, in words."""
_CLIP = 4.0  # standard deviations that one trait may count for
_LEAST_TRAITED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What n profiles are grouped by: ``keys`` in the order of the rows of everything else.

    ``traits`` is (n, t), NaN in the row of a profile of too little text; (n, 0) where there are none. ``media`` is
    (n, 163), rows of :func:`core.persona.media_block.media_row`, NaN where a vector is missing; (n, 0) where nobody has any.
    """

    keys: tuple[str, ...]
    audiences: Counts
    words: Counts
    traits: Floats
    media: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where m profiles lie: ``rows`` (m, d), and ``lacks``, (m, 4), which blocks are the mean for want of data.

    A profile that lacks all lies nowhere.
    """

    keys: tuple[str, ...]
    rows: Floats
    lacks: npt.NDArray[np.bool_]

    @property
    def somewhere(self) -> npt.NDArray[np.bool_]:
        """Tell which profiles lie anywhere."""
        return np.asarray(~self.lacks.all(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """A fitted space; ``scales`` are what each block of :data:`BLOCKS` is multiplied by, 0 where it is empty."""

    audience: Latent
    words: Latent
    trait_mean: Floats
    trait_spread: Floats
    media: MediaScale
    scales: tuple[float, float, float, float]

    @property
    def spoken_of(self) -> tuple[str, ...]:
        """Name the blocks about which a reader is told: all, but media only where somebody had any."""
        return tuple(name for name in BLOCKS if name != "media" or self.media.n_profiles)

    def place(self, features: Features) -> Places:
        """Place profiles, those it was fitted on or later ones; O(entries).

        A block of which nothing is known is the mean, 0, and told in ``lacks``.
        """
        blocks = _blocks(
            self.audience, self.words, (self.trait_mean, self.trait_spread), self.media, features
        )
        rows = [found * scale for (found, _), scale in zip(blocks, self.scales, strict=True)]
        lacks = [~known | (scale == 0) for (_, known), scale in zip(blocks, self.scales, strict=True)]
        return Places(features.keys, np.hstack(rows), np.column_stack(lacks))

    def widths(self) -> Mapping[str, int]:
        """Count the columns of each block."""
        widths = (
            self.audience.n_directions,
            self.words.n_directions,
            len(self.trait_mean),
            self.media.width,
        )
        return dict(zip(BLOCKS, widths, strict=True))

    def notes(self) -> tuple[str, ...]:
        """Say which blocks have nothing in them."""
        return tuple(
            f"{BLOCKS[name].capitalize()} took no part: too few profiles have it, or all have it alike."
            for name, scale in zip(BLOCKS, self.scales, strict=True)
            if scale == 0 and name in self.spoken_of
        )


def fit_space(features: Features) -> Space:
    """Fit the space of a workspace's profiles.

    Parameters
    ----------
    features : Features

    Returns
    -------
    Space
        ``place`` gives the coordinates, of the profiles it was fitted on too.

    Notes
    -----
    O(n² · names) up to 1,500 profiles. Deterministic; the order of the profiles changes no more than the last bits,
    and nothing where they are sorted by key. Where fewer than three profiles have media, the coordinates are to the bit
    those without that block. METHODS 6; which blocks there are and how they are scaled is ours.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from scipy import sparse
    >>> from core.persona.latent import Counts
    >>> rows = sparse.csr_array(np.array([[2, 1, 0], [1, 0, 1], [0, 3, 2], [0, 1, 1]]))
    >>> counts = Counts(pa.array(["a", "b", "c"]), rows, np.ones(3))
    >>> nothing = np.zeros((4, 0))
    >>> features = Features(("x:1", "x:2", "x:3", "x:4"), counts, counts, traits=nothing, media=nothing)
    >>> places = fit_space(features).place(features)
    >>> round(float(places.rows.var(axis=0).sum()), 6)
    2.0
    """
    audience, words = fit_association(features.audiences), fit_latent(features.words)
    scale, media = _trait_scale(features.traits), fit_media(features.media)
    blocks = _blocks(audience, words, scale, media, features)
    scales = tuple(_one_over_spread(found[known]) for found, known in blocks)
    return Space(audience, words, *scale, media, scales)  # type: ignore[arg-type]


def _trait_scale(traits: Floats) -> tuple[Floats, Floats]:
    """Give mean and standard deviation of each trait over the profiles that have any."""
    known = traits[~np.isnan(traits).any(axis=1)]
    if len(known) < _LEAST_TRAITED:
        return np.zeros(traits.shape[1]), np.zeros(traits.shape[1])
    spread = known.std(axis=0)
    # a trait that all have alike would be rounding divided by rounding
    return known.mean(axis=0), np.where(spread > np.abs(known).max(axis=0) * 1e-9, spread, 0.0)


def _blocks(
    audience: Latent, words: Latent, scale: tuple[Floats, Floats], media: MediaScale, features: Features
) -> tuple[tuple[Floats, npt.NDArray[np.bool_]], ...]:
    mean, spread = scale
    known = ~np.isnan(features.traits).any(axis=1) & (features.traits.shape[1] > 0)
    away = np.where(known[:, None], features.traits - mean, 0.0)
    traits = np.divide(away, spread, out=np.zeros_like(away), where=spread > 0)
    return (
        audience.place(features.audiences),
        words.place(features.words),
        (np.clip(traits, -_CLIP, _CLIP), known),
        media.place(features.media),
    )


def _one_over_spread(found: Floats) -> float:
    total = float(found.var(axis=0).sum()) if len(found) > 1 else 0.0
    return 1 / np.sqrt(total) if total > 1e-12 else 0.0  # noqa: PLR2004 — below, it is rounding
