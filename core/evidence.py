"""The posts behind a number: which rows of a timeline made it (METHODS, opening)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from core.audience.interactions import interactions
from core.content.cleaning import tokens
from core.content.marker import domain, hashtag
from core.content.repeats import reposted
from core.content.term import rows_saying

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from core.model.result import Mode

Thing = Literal["word", "token", "hashtag", "domain", "client"]
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


def of_month(posts: pd.DataFrame, month: int) -> npt.NDArray[np.intp]:
    """Give the rows posted in a UTC month, counted from January 1970."""
    months = posts["time"].dt.tz_localize(None).to_numpy().astype("datetime64[M]").astype(int)
    return np.flatnonzero(months == month)


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


def with_hashtag(posts: pd.DataFrame, tag: str) -> npt.NDArray[np.intp]:
    """Give the rows of a profile's own posts that bear a hashtag, as :func:`core.content.marker.hashtag` writes it.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"kind": ["reply", "repost"], "hashtags": [["VOTE"], ["vote"]]})
    >>> with_hashtag(rows, "vote").tolist()
    [0]
    """
    return _holding(posts, "hashtags", lambda listed: hashtag(listed) == tag)


def with_domain(posts: pd.DataFrame, site: str) -> npt.NDArray[np.intp]:
    """Give the rows of a profile's own posts that link to a domain.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"kind": ["reply", "reply"], "links": [["https://www.a.example/1"], None]})
    >>> with_domain(rows, "a.example").tolist()
    [0]
    """
    return _holding(posts, "links", lambda listed: domain(listed) == site)


def _holding(posts: pd.DataFrame, column: str, is_it: Callable[[str], bool]) -> npt.NDArray[np.intp]:
    """Give the rows of own posts whose list holds what is looked for; a list column's null is None or NaN."""
    own = np.flatnonzero(~reposted(posts)).tolist()
    lists = posts[column].tolist()
    found = [
        row
        for row in own
        if isinstance(lists[row], (list, np.ndarray))
        and any(isinstance(thing, str) and is_it(thing) for thing in lists[row])
    ]
    return np.array(found, dtype=np.intp)


def from_client(posts: pd.DataFrame, client: str) -> npt.NDArray[np.intp]:
    """Give the rows that were sent with a client, reposts included.

    >>> import pandas as pd
    >>> from_client(pd.DataFrame({"client": ["Web", None, " Web "]}), "Web").tolist()
    [0, 2]
    """
    return np.array(
        [
            row
            for row, sent in enumerate(posts["client"].tolist())
            if isinstance(sent, str) and sent.strip() == client
        ],
        dtype=np.intp,
    )


ROWS_WITH: Mapping[Thing, Callable[[pd.DataFrame, str], npt.NDArray[np.intp]]] = {
    "word": lambda posts, term: saying(posts, term, "default"),
    "token": lambda posts, term: saying(posts, term, "paper"),
    "hashtag": with_hashtag,
    "domain": with_domain,
    "client": from_client,
}
"""How the rows are found that hold a thing; a word is one of default mode, a token one of paper mode."""
