"""What a profile's posts are: originals, reposts, quotes, replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import KINDS
from figures.template import TOKENS, blank, side_colour

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

    from figures.template import Side, Theme

HEIGHT = 14
"""CSS pixels: a bar to glance at under three numbers, not a chart of its own."""

_OPACITY = {"original": 1.0, "repost": 0.55, "quote": 0.4, "reply": 0.25}
PLURALS = {"original": "originals", "repost": "reposts", "quote": "quotes", "reply": "replies"}


def mix_figure(kinds: Mapping[str, int], side: Side, theme: Theme) -> go.Figure:
    """Draw the shares of the kinds of post as one thin stacked bar, strongest first.

    Parameters
    ----------
    kinds : mapping of str to int
        Number of posts of each of :data:`core.model.KINDS`; a kind left out counts 0.
    side : {"a", "b"}
        Whose bar it is; decides the colour.
    theme : {"light", "dark"}
        Which set of colours.

    Returns
    -------
    plotly.graph_objects.Figure
        14 px high, without axes. Hovering a part names kind, share and count. Without any post: an
        empty track.

    Examples
    --------
    >>> bar = mix_figure({"original": 3, "repost": 1}, "a", "light")
    >>> [(trace.name, trace.x[0]) for trace in bar.data]
    [('originals', 0.75), ('reposts', 0.25)]
    """
    colours = TOKENS[theme]
    total = sum(kinds.get(kind, 0) for kind in KINDS)
    figure = blank(theme, HEIGHT, barmode="stack", bargap=0, barcornerradius=3)
    for kind in KINDS:
        if count := kinds.get(kind, 0):
            figure.add_bar(
                x=[count / total],
                y=[0],
                orientation="h",
                name=PLURALS[kind],
                marker={
                    "color": side_colour(theme, side),
                    "opacity": _OPACITY[kind],
                    "line": {"color": colours["page"], "width": 1},
                },
                customdata=[count],
                hovertemplate=f"{PLURALS[kind]}: %{{x:.1%}} · %{{customdata:,}} posts<extra></extra>",
            )
    if not total:
        track = {"color": colours["grid"]}
        figure.add_bar(x=[1], y=[0], orientation="h", marker=track, hovertemplate="no posts<extra></extra>")
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(visible=False)
    return figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})
