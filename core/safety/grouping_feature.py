"""What profiles are grouped by: whom they name, their words, how they write, what their pictures and videos show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from core.audience.incidence import incidence
from core.content.cosine import smoothed_idf
from core.content.sheet import lay_out
from core.content.style import named_rates
from core.keys import own_keys
from core.model import Missing
from core.persona.latent import Counts
from core.persona.media_block import WIDTH, media_row
from core.persona.space import Features
from core.persona.trait import trait_names, trait_rates
from core.progress import check, ignore_progress, never
from core.safety.portrayal import portrayed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt
    import pyarrow as pa

    from core.gallery import Gallery
    from core.model import Content

    Ints = npt.NDArray[np.int64]


def features(
    gallery: Gallery,
    keys: Sequence[str],
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Features:
    """Read what some profiles are grouped by.

    Parameters
    ----------
    gallery : Gallery
    keys : sequence of str
        Of n profiles.
    progress, cancelled : callable

    Returns
    -------
    Features
        Names and words weigh by their rarity among these profiles (METHODS 2 and 3.4: ``ln((1 + n) / (1 + df)) + 1``);
        no profile names itself. What is said in a profile's videos is among its media, not among its words.

    Raises
    ------
    ProfileError
        If the workspace has no posts of one.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    Holds audience and words of all profiles, some 0.5 MB each, and one portrait at a time.
    """
    audiences, own, words, traits, media = [], [], [], [], []
    for n, key in enumerate(keys):
        check(cancelled, "no clusters were made")
        progress(n / len(keys), f"Reading portraits: {n:,} of {len(keys):,} profiles")
        portrait = portrayed(gallery, key)
        audiences.append(portrait.audience)
        own.append(own_keys(portrait.profile))
        words.append(portrait.content.words)
        traits.append(_traits(portrait.content))
        media.append(None if portrait.media is None else media_row(portrait.media.vectors))
    named, said = incidence(audiences, own), lay_out(words)
    sheet = named.sheet
    return Features(
        tuple(keys),
        _counts(named.targets, sheet.counts, sheet.targets, sheet.starts),
        _counts(said.terms, said.counts, said.codes, said.starts),
        np.array(traits).reshape(len(keys), len(trait_names())),
        _laid_out(media),
    )


def _traits(content: Content) -> npt.NDArray[np.float64]:
    found = trait_rates(content, named_rates(content.style))
    return np.full(len(trait_names()), np.nan) if isinstance(found, Missing) else found.values


def _laid_out(media: Sequence[npt.NDArray[np.float64] | None]) -> npt.NDArray[np.float64]:
    """Lay rows of media out, NaN for who has none; no column where nobody has any."""
    if all(row is None for row in media):
        return np.zeros((len(media), 0))
    return np.array([np.full(WIDTH, np.nan) if row is None else row for row in media])


def _counts(names: pa.Array, counts: Ints, codes: npt.NDArray[np.int32], starts: Ints) -> Counts:
    """Give a matrix profiles × names, each name weighed by how few use it."""
    rows = sparse.csr_array((counts.astype(np.float64), codes, starts), shape=(len(starts) - 1, len(names)))
    used_by = np.bincount(codes, minlength=len(names))
    return Counts(names, rows, smoothed_idf(used_by, len(starts) - 1))
