"""The posts behind a number: which rows of a timeline made it (METHODS, opening)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.audience.interactions import interactions
from core.content.cleaning import tokens
from core.content.term import rows_saying

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import numpy.typing as npt
    import pandas as pd

    from core.model.result import Mode

_HOURS_PER_DAY = 24


def of_day(posts: pd.DataFrame, day: int) -> npt.NDArray[np.intp]:
    """Give the rows posted on a UTC day, counted from 1970-01-01."""
    days = posts["time"].dt.floor("D").dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(int)
    return np.flatnonzero(days == day)


def of_hour(posts: pd.DataFrame, hour: int, bins: int = _HOURS_PER_DAY) -> npt.NDArray[np.intp]:
    """Give the rows posted in an hour of the UTC day (24 bins) or of the week from Monday (168)."""
    time = posts["time"].dt
    hours = time.hour if bins == _HOURS_PER_DAY else time.day_of_week * _HOURS_PER_DAY + time.hour
    return np.flatnonzero(hours.to_numpy() == hour)


def naming(
    posts: pd.DataFrame,
    targets: Collection[str],
    canonical: Callable[[Sequence[str]], list[str]],
    kinds: Collection[str],
) -> npt.NDArray[np.intp]:
    """Give the rows that name one of the users, in one of the kinds of interaction.

    ``canonical`` unifies keys as the audiences were unified (:class:`core.identities.Identities`).
    """
    named = interactions(posts)
    wanted = set(targets)
    hit = np.array([key in wanted for key in canonical(named["target"].tolist())], dtype=bool)
    rows = named.loc[hit & named["kind"].isin(list(kinds)).to_numpy(), "position"]
    return np.unique(rows.to_numpy()).astype(np.intp)


def saying(posts: pd.DataFrame, term: str, mode: Mode) -> npt.NDArray[np.intp]:
    """Give the rows in which a term stands, cut as the mode cuts them.

    Default mode reads a profile's own posts, paper mode all of them.
    """
    if mode == "default":
        return np.array(rows_saying(posts, term), dtype=np.intp)
    rows = np.flatnonzero(posts["text"].notna().to_numpy())
    texts = posts["text"].to_numpy()
    return np.array([row for row in rows if term in tokens(texts[row])], dtype=np.intp)
