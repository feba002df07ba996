"""Who was first, and by how much: the lags between the posts two profiles have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from figures.template import A_SIGN, B_SIGN, TOKENS, blank

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import plotly.graph_objects as go

    from figures.template import Theme, Tokens

SAME, NEAR, REPOSTS = "same posts", "reworded posts", "same reposts"
LAG_SIGNS = {SAME: "■", NEAR: "▨", REPOSTS: "□"}
"""What may lie in both timelines, and the sign that stands for its bars."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
# Upper ends: what happens by machine (seconds), by habit (hours) and by topic (weeks) falls apart.
_ENDS = (10, _MINUTE, 10 * _MINUTE, _HOUR, 6 * _HOUR, _DAY, 7 * _DAY, 30 * _DAY)
_WORDS = (
    "1 to 10 s",
    "10 s to 1 min",
    "1 to 10 min",
    "10 min to 1 h",
    "1 to 6 h",
    "6 h to 1 day",
    "1 to 7 days",
    "7 to 30 days",
    "over 30 days",
)
_FEW = 5  # posts, up to which each has its own tick
# After how many bins which end lies; short, so that in half a page's width no two of them touch.
_TICKS = {2: "1 min", 4: "1 h", 6: "1 d", 8: "30 d"}


def lag_bins(lag_seconds: npt.ArrayLike) -> pd.DataFrame:
    """Count lags in bins that a reader has words for, from "A far ahead" to "B far ahead".

    Parameters
    ----------
    lag_seconds : array_like of shape (n,)
        B's time minus A's, in seconds; positive where A was first. Lags that are not a number are
        left out.

    Returns
    -------
    pandas.DataFrame
        19 rows with ``first`` ("A", "B" or "neither"), ``lag`` (words), ``posts`` (count), in the
        order in which they are drawn: B first on the left, A first on the right. Below one second
        neither is first.

    Examples
    --------
    >>> counted = lag_bins([0.2, 30, 30, -7200])
    >>> counted[counted["posts"] > 0].to_numpy().tolist()
    [['B', '1 to 6 h', 1], ['neither', 'the same second', 1], ['A', '10 s to 1 min', 2]]
    """
    lags = np.asarray(lag_seconds, dtype=np.float64).ravel()
    lags = lags[~np.isnan(lags)]
    size = np.abs(lags)
    # 0 is the same second; bin k of the one who was first lies k places from the middle.
    place = np.where(size < 1, 0, 1 + np.searchsorted(_ENDS, size, side="right")) * np.sign(lags)
    n = len(_WORDS)
    counts = np.bincount(place.astype(np.int64) + n, minlength=2 * n + 1)
    return pd.DataFrame(
        {
            "first": ["B"] * n + ["neither"] + ["A"] * n,
            "lag": [*reversed(_WORDS), "the same second", *_WORDS],
            "posts": counts,
        }
    )


def lag_figure(lags: Mapping[str, npt.ArrayLike], theme: Theme, *, height: int = 270) -> go.Figure:
    """Draw how long after one profile the other published the same thing.

    Bins grow from seconds to months on both sides of zero. A pile within seconds speaks for a
    machine or a shared source; a wide heap for people who follow the same news.

    Parameters
    ----------
    lags : mapping of str to array_like of shape (n,)
        By kind (:data:`LAG_SIGNS`), B's time minus A's, in seconds; where A was first the bar is on
        the right. Kinds stand on one another, in their order.
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Hovering a bar says in words who was first, by how much and how often.
    """
    colours = TOKENS[theme]
    reach = len(_WORDS)
    figure = blank(theme, height, bargap=0.12, barmode="stack", margin={"t": 26})
    tables = {kind: lag_bins(seconds) for kind, seconds in lags.items()}
    for kind, table in tables.items():
        some = table[table["posts"] > 0]  # an outlined bar without height would be a line
        figure.add_bar(
            x=some.index - reach,
            y=some["posts"],
            name=kind,
            marker=_marker(kind, colours),
            customdata=[_said(first, lag) for first, lag in zip(some["first"], some["lag"], strict=True)],
            hovertemplate=f"%{{customdata}}: %{{y:,}} {kind}<extra></extra>",
        )
    for x, anchor, name, key in (
        (0, "left", f"← {B_SIGN} B was first", colours["b_text"]),
        (1, "right", f"A was first {A_SIGN} →", colours["a_text"]),
    ):
        words = {"x": x, "xanchor": anchor, "text": f"<b>{name}</b>", "font": {"color": key}}
        figure.add_annotation(xref="paper", yref="paper", y=1, yanchor="bottom", yshift=4, **words)
    ends = {sign * (k + 0.5): text for k, text in _TICKS.items() for sign in (-1, 1)}
    figure.update_xaxes(
        tickvals=[*ends, 0],
        ticktext=[*ends.values(), "0"],
        ticks="outside",
        ticklen=4,
        tickcolor=colours["axis"],
        title_text="time between the two posts",
        range=(-reach - 0.6, reach + 0.6),
        tickangle=0,
    )
    stacked = np.array([table["posts"] for table in tables.values()], dtype=np.int64).reshape(
        -1, 2 * reach + 1
    )
    highest = int(stacked.sum(axis=0).max())
    ticks = {"dtick": 1} if highest <= _FEW else {"nticks": 6}
    figure.update_yaxes(title_text="posts", range=(0, 1.08 * max(1, highest)), tickformat=",d", **ticks)
    return figure


def _marker(kind: str, colours: Tokens) -> dict[str, Any]:
    """Give how bars of a kind are filled: told apart by fill as well as by shade."""
    if kind == NEAR:
        # a pattern needs its ground laid under it, else the bar vanishes
        pattern = {"shape": "/", "fillmode": "overlay", "size": 6, "fgcolor": colours["page"]}
        return {"color": colours["muted"], "pattern": pattern}
    if kind == REPOSTS:
        return {"color": colours["page"], "line": {"color": colours["shared"], "width": 1.5}}
    return {"color": colours["shared"]}


def _said(first: str, lag: str) -> str:
    return f"{lag}, {first} first" if first != "neither" else lag
