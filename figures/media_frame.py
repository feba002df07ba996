"""A frame with what was found in it boxed."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from figures.label import label
from figures.template import blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from core.model.media import Box
    from figures.template import Theme

_DARK, _LIGHT = "#101720", "#FFFFFF"  # on a picture, whatever the theme: one of the two is seen everywhere
_NAME = 24  # characters


def media_frame_figure(
    jpeg: bytes,
    shape: tuple[int, int],
    boxes: Sequence[tuple[Box, str]],
    theme: Theme,
    *,
    chosen: int | None = None,
    height: int = 300,
) -> go.Figure:
    """Draw a frame whole, with a box around each thing; the figure itself carries the picture.

    Parameters
    ----------
    jpeg : bytes
        As it is to be shown, veiled or not.
    shape : (int, int)
        Width and height of the frame, in pixels of any size: only how they compare is used.
    boxes : sequence of (Box, str)
        Shares of the frame, and what is in them.
    theme : {"light", "dark"}
        Which set of colours.
    chosen : int, optional
        Number of the box that is named and drawn strongly; without one, all are.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Two lines a box, a dark one under a light one, so that it is seen on any picture.
    """
    wide, high = shape
    figure = blank(theme, height, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    figure.add_layout_image(
        source=f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}",
        xref="x",
        yref="y",
        x=0,
        y=0,
        sizex=1,
        sizey=1,
        sizing="stretch",
        layer="below",
    )
    order = sorted(range(len(boxes)), key=lambda number: number == chosen)
    for number in order:
        _add_box(figure, *boxes[number], is_strong=chosen is None or number == chosen)
    bare = {"visible": False, "fixedrange": True, "constrain": "domain"}
    figure.update_xaxes(range=(0, 1), **bare)
    figure.update_yaxes(
        range=(1, 0), scaleanchor="x", scaleratio=high / wide if wide and high else 1.0, **bare
    )
    # an axis without a trace is not drawn, and a picture that hangs on it neither
    return figure.add_scatter(x=[0, 1], y=[0, 1], mode="markers", marker={"opacity": 0}, hoverinfo="skip")


def _add_box(figure: go.Figure, box: Box, name: str, *, is_strong: bool) -> None:
    left, top, right, bottom = box
    ends = {"x0": left, "y0": top, "x1": right, "y1": bottom}
    for colour, width in ((_DARK, 5), (_LIGHT, 2.5)) if is_strong else ((_DARK, 3), (_LIGHT, 1)):
        line = {"color": colour, "width": width}
        figure.add_shape(type="rect", **ends, line=line, opacity=1 if is_strong else 0.7)
    if is_strong and name:
        is_high, is_far = top < 0.1, left > 0.6  # noqa: PLR2004 — no room above, or to the right
        figure.add_annotation(
            text=label(name, _NAME),
            x=right if is_far else left,
            y=top,
            xanchor="right" if is_far else "left",
            yanchor="top" if is_high else "bottom",
            font={"size": 13, "color": _LIGHT},
            bgcolor=_DARK,
            borderpad=2,
        )
