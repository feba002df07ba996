"""The plotly look of Doppelscope, light and dark.

The chrome is grey, colour is data. Profile A is blue, solid and round, profile B is orange, dashed
and diamond-shaped, on every figure; the second channel is there for print and for readers who do
not see the hues apart. The values equal those of ``.streamlit/config.toml``, which a test holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

import plotly.graph_objects as go

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Theme = Literal["light", "dark"]
Side = Literal["a", "b"]

FONT = '"Source Sans", "Source Sans Pro", system-ui, sans-serif'


class Tokens(TypedDict):
    """The colours of one theme, by the part they play.

    ``a`` and ``b`` are marks, ``a_text`` and ``b_text`` the same hues dark or light enough for
    words; ``toward`` and ``against`` are for and against a claim, never good and bad.
    """

    a: str
    b: str
    a_text: str
    b_text: str
    a_soft: str
    b_soft: str
    toward: str
    against: str
    against_text: str
    shared: str
    text: str
    muted: str
    faint: str
    grid: str
    axis: str
    page: str
    panel: str
    border: str


TOKENS: Mapping[Theme, Tokens] = {
    "light": {
        "a": "#0072B2",
        "b": "#D55E00",
        "a_text": "#005F96",
        "b_text": "#A84300",
        "a_soft": "#E3F0F8",
        "b_soft": "#FCEBDF",
        "toward": "#00644F",
        "against": "#A9639A",
        "against_text": "#84487A",
        "shared": "#2E3C4E",
        "text": "#101720",
        "muted": "#5A6675",
        "faint": "#8A94A1",
        "grid": "#E8EBEF",
        "axis": "#C1C8D1",
        "page": "#FFFFFF",
        "panel": "#F2F4F7",
        "border": "#D5DAE1",
    },
    "dark": {
        "a": "#56B4E9",
        "b": "#F08A3C",
        "a_text": "#7CC6F0",
        "b_text": "#F5A05E",
        "a_soft": "#12344A",
        "b_soft": "#45270F",
        "toward": "#5AD1B0",
        "against": "#B97BAA",
        "against_text": "#D9A3CC",
        "shared": "#D6DDE6",
        "text": "#E6EAF0",
        "muted": "#9AA6B5",
        "faint": "#6B7787",
        "grid": "#232C37",
        "axis": "#475463",
        "page": "#10151C",
        "panel": "#1A212B",
        "border": "#333D4A",
    },
}

A_MARK, B_MARK = "circle", "diamond"
A_SIGN, B_SIGN = "●", "◆"
A_DASH, B_DASH = "solid", "6px,3px"

_GREYS_LIGHT = "#F7F8FA #E8EBEF #D6DBE1 #C1C8D1 #A9B3BF #909CAA #768495 #5D6C7E #455467 #2E3C4E"
_GREYS_DARK = "#161C25 #1F2731 #2A3440 #374350 #475463 #5A6877 #717F8F #8D9AA9 #AEB9C6 #D6DDE6"
SEQUENTIAL: Mapping[Theme, tuple[str, ...]] = {
    "light": tuple(_GREYS_LIGHT.split()),
    "dark": tuple(_GREYS_DARK.split()),
}
_SPLIT_LIGHT = "#84487A #A9639A #C592B9 #DFBFD7 #F2E6EF #E2EFEB #B5D8CE #7DB9A9 #3B9079 #00644F"
_SPLIT_DARK = "#D9A3CC #B97BAA #8F5C84 #63405C #372A37 #21332F #265348 #32806C #44AA8E #5AD1B0"
DIVERGING: Mapping[Theme, tuple[str, ...]] = {
    "light": tuple(_SPLIT_LIGHT.split()),
    "dark": tuple(_SPLIT_DARK.split()),
}
# One hue each; the empty end is almost the page, so that "no posts" looks like nothing.
RAMP_A: Mapping[Theme, tuple[str, ...]] = {
    "light": ("#F5F7F9", "#CFE3F1", "#8FC1E0", "#3F95C8", "#0072B2", "#004770"),
    "dark": ("#161C25", "#173A52", "#1F5F87", "#2F89BD", "#56B4E9", "#B9E2FA"),
}
RAMP_B: Mapping[Theme, tuple[str, ...]] = {
    "light": ("#F8F6F4", "#FADCC6", "#F2AE7F", "#E58240", "#D55E00", "#7E3700"),
    "dark": ("#1C1A18", "#4A2A12", "#7F4316", "#B8631F", "#F08A3C", "#FBCFA6"),
}
_SIXTH: Mapping[Theme, str] = {"light": "#B08900", "dark": "#E3C04B"}


def colourscale(colours: Sequence[str]) -> list[tuple[float, str]]:
    """Spread colours evenly over 0 to 1, as plotly wants them.

    Examples
    --------
    >>> colourscale(["#000000", "#FFFFFF"])
    [(0.0, '#000000'), (1.0, '#FFFFFF')]
    """
    last = len(colours) - 1
    return [(i / last, colour) for i, colour in enumerate(colours)]


def template(theme: Theme) -> go.layout.Template:
    """Give the plotly template of a theme.

    Draw with ``st.plotly_chart(figure, theme=None)``: Streamlit's own theme would override it.

    Parameters
    ----------
    theme : {"light", "dark"}
        Which set of colours.

    Returns
    -------
    plotly.graph_objects.layout.Template
        A new template on each call, for plotly's objects can be changed.
    """
    colours = TOKENS[theme]
    made = go.layout.Template(layout=_layout(theme, colours))
    small = {"size": 12, "color": colours["muted"]}
    made.data.heatmap = [
        go.Heatmap(
            colorscale=colourscale(SEQUENTIAL[theme]),
            xgap=1,
            ygap=1,
            colorbar={"outlinewidth": 0, "thickness": 10, "ticks": "", "tickfont": small},
        )
    ]
    outline = {"width": 1.5, "color": colours["page"]}
    made.data.scatter = [go.Scatter(line={"width": 2.5}, marker={"size": 9, "line": outline})]
    made.data.bar = [go.Bar(marker={"line": {"width": 0}})]
    return made


def _axis(colours: Tokens) -> dict[str, Any]:
    quiet = {"size": 13, "color": colours["muted"]}
    return {
        "gridcolor": colours["grid"],
        "gridwidth": 1,
        "zeroline": False,
        "linecolor": colours["axis"],
        "linewidth": 1,
        "ticks": "",
        "ticklabelstandoff": 6,
        "tickfont": quiet,
        "automargin": True,
        "title": {"font": quiet, "standoff": 8},
    }


def _layout(theme: Theme, colours: Tokens) -> go.Layout:
    axis = _axis(colours)
    grey = colourscale(SEQUENTIAL[theme])
    return go.Layout(
        font={"family": FONT, "size": 14, "color": colours["text"]},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        colorway=[
            colours["a"],
            colours["b"],
            colours["shared"],
            colours["toward"],
            colours["against"],
            _SIXTH[theme],
        ],
        colorscale={
            "sequential": grey,
            "sequentialminus": grey,
            "diverging": colourscale(DIVERGING[theme]),
        },
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        hoverlabel={
            "bgcolor": colours["panel"],
            "bordercolor": colours["border"],
            "font": {"family": FONT, "size": 14, "color": colours["text"]},
            "align": "left",
        },
        hovermode="closest",
        dragmode=False,
        separators=".,",
        bargap=0.35,
        xaxis={**axis, "showgrid": False},
        yaxis=axis,
        annotationdefaults={"font": {"size": 13, "color": colours["muted"]}, "showarrow": False},
        modebar={
            "bgcolor": "rgba(0,0,0,0)",
            "color": colours["faint"],
            "activecolor": colours["text"],
        },
    )


def blank(theme: Theme, height: int, **layout: Any) -> go.Figure:
    """Give an empty figure in the look of a theme.

    Parameters
    ----------
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        Height in CSS pixels; the width is that of the place where the figure is put.
    **layout
        Further arguments of ``update_layout``.

    Returns
    -------
    plotly.graph_objects.Figure
        A figure without traces.
    """
    return go.Figure().update_layout(template=template(theme), height=height, **layout)


def side_colour(theme: Theme, side: Side) -> str:
    """Give the colour in which a profile's marks are drawn.

    Examples
    --------
    >>> side_colour("light", "a")
    '#0072B2'
    """
    return TOKENS[theme][side]
