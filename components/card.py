"""The cards a page is made of: a head with its table twin, rows of numbers, a profile."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from components import theme
from core.export import csv_bytes
from core.model import KINDS
from figures.label import plain
from figures.mix import PLURALS, mix_figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Literal

    import pandas as pd

    from core.model import Portrait, Profile, Trait
    from figures.template import Side

_MOST_ROWS = 2_000
_BIO = 110  # characters, which is two lines


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a metric row: ``meaning`` stands under it, ``help`` behind its question mark."""

    label: str
    value: str
    meaning: str | None = None
    help: str | None = None


@contextmanager
def card(
    title: str,
    table: pd.DataFrame,
    name: str,
    *,
    aside: str | None = None,
    height: Literal["content", "stretch"] = "content",
) -> Iterator[None]:
    """Open a card whose first row holds its title and its table twin.

    Every card has its table, else the titles of neighbours would not stand on one line.

    Parameters
    ----------
    title : str
        What the card shows; Markdown of ours, foreign text in it escaped.
    table : pandas.DataFrame
        The same data as the figure inside, for those who read tables.
    name : str
        Of the CSV file, without ending, and of the card's widgets: once a page.
    aside : str or None
        A legend between title and table, as Markdown.
    height : {"content", "stretch"}
        "stretch" makes it as high as its neighbour.

    Examples
    --------
    ::

        with card("When both post", frame, "hours"):
            draw(figure, "Share of posts by hour", "hours")
    """
    with st.container(border=True, gap="xsmall", height=height):
        head(title, table, name, aside=aside)
        yield


def head(
    title: str,
    table: pd.DataFrame,
    name: str,
    *,
    aside: str | None = None,
    shown: pd.DataFrame | None = None,
    meaning: str | None = None,
) -> None:
    """Draw the first row of a card, where the card itself is opened elsewhere (:func:`card`).

    ``shown`` is the table in words, where the file has it in numbers; ``meaning`` stands behind the title's
    question mark.
    """
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(title, anchor=False, width="content", help=meaning)
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="xsmall"):
            if aside is not None:
                st.markdown(aside, width="content")
            with st.popover("Table", icon=":material/table_rows:", type="tertiary", key=f"table-{name}"):
                if len(table) <= _MOST_ROWS:  # what is closed is sent to the browser all the same
                    st.dataframe(
                        table if shown is None else shown,
                        hide_index=True,
                        width="content",
                        alt=f"Table of {name.replace('-', ' ')}",
                    )
                download_csv(table, name)


def download_csv(table: pd.DataFrame, name: str, label: str = "CSV") -> None:
    """Offer a table as a CSV file that is safe to open in a spreadsheet.

    Parameters
    ----------
    table : pandas.DataFrame
        Written when the button is pressed, not before.
    name : str
        Of the file, without ending, and of the button: once a page.
    label : str
        What the button says.
    """
    st.download_button(
        label,
        partial(csv_bytes, table),
        f"{name}.csv",
        "text/csv",
        icon=":material/download:",
        key=f"csv-{name}",
        on_click="ignore",
    )


def metric_row(cells: Sequence[Cell]) -> None:
    """Draw up to four numbers in bordered boxes of one height, each with what it means under it.

    Parameters
    ----------
    cells : sequence of Cell
        One to four.
    """
    for column, cell in zip(st.columns(len(cells)), cells, strict=True):
        with column:
            metric(cell, border=True)


def metric(cell: Cell, *, border: bool = False) -> None:
    """Draw one number; what stands under it is grey and has no arrow, for it is not a change."""
    st.metric(
        cell.label,
        cell.value,
        cell.meaning,
        help=cell.help,
        border=border,
        height="stretch",
        delta_color="off",
        delta_arrow="off",
    )


def profile_card(portrait: Portrait, side: Side, traits: Sequence[Trait]) -> None:
    """Draw who one of the two is: handle, habits, three numbers and the mix of posts.

    Parameters
    ----------
    portrait : Portrait
        Of the profile.
    side : {"a", "b"}
        Whose place it has.
    traits : sequence of Trait
        Its habits; each badge names number and cut-off behind it.
    """
    name = portrait.profile.handle or portrait.profile.key
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.subheader(theme.name(side, name), anchor=False)
        st.caption(who(portrait.profile))
        # a row of their own, so that the numbers of two cards stand on one line however many there are
        with st.container(horizontal=True, gap="xsmall"):
            for trait in traits:
                st.badge(trait.label, color="gray", help=trait.explanation)
        for column, cell in zip(st.columns(3), _profile_cells(portrait), strict=True):
            with column:
                metric(cell)
        figure = mix_figure(portrait.kinds, side, theme.mode())
        theme.draw(figure, f"Kinds of post of profile {side.upper()}", f"mix-{side}")
        st.caption(mix_words(portrait.kinds))


def who(profile: Profile) -> str:
    """Say what a profile says of itself: name, when it was made, followers, bio, as far as is known.

    Examples
    --------
    >>> from core.model import Profile
    >>> who(Profile("x:1", "x", name="Ann", followers=1200)), who(Profile("x:1", "x"))
    ('Ann · 1,200 followers', 'no name, date or bio in this data')
    """
    parts = [
        theme.escaped(plain(profile.name, None), 40) if profile.name else None,
        f"since {theme.day(profile.created)}" if profile.created else None,
        None if profile.followers is None else f"{theme.count(profile.followers)} followers",
        f"“{theme.escaped(plain(profile.bio, None), _BIO)}”" if profile.bio and profile.bio.strip() else None,
    ]
    return " · ".join(filter(None, parts)) or "no name, date or bio in this data"


def _profile_cells(portrait: Portrait) -> tuple[Cell, Cell, Cell]:
    first, last = portrait.first, portrait.last
    days = None if first is None or last is None else (last.date() - first.date()).days + 1
    span = theme.MISSING if days is None else f"{theme.count(days)} {'day' if days == 1 else 'days'}"
    median = portrait.activity.median_per_day if portrait.n_posts else None
    return (
        Cell("Posts", theme.count(portrait.n_posts)),
        Cell(
            "Median a day",
            theme.MISSING if median is None else f"{median:g}",
            help="Over all days of the span, days without posts included",
        ),
        Cell("Span", span, help=f"{theme.day(first)} to {theme.day(last)}, UTC"),
    )


def mix_words(kinds: Mapping[str, int]) -> str:
    """Say what the posts are, largest share first.

    Examples
    --------
    >>> mix_words({"original": 89, "repost": 10, "quote": 0, "reply": 1})
    '89% originals · 10% reposts · 1.0% replies'
    """
    total = sum(kinds.values())
    shares = sorted(((kinds.get(kind, 0), kind) for kind in KINDS), key=lambda pair: -pair[0])
    words = [f"{theme.percent(n / total)} {PLURALS[kind]}" for n, kind in shares if n]
    return " · ".join(words) or "no posts"


def how_to(text: str) -> None:
    """Explain how to read the page, folded away.

    Parameters
    ----------
    text : str
        Markdown of ours.
    """
    with st.expander("How to read this", icon=":material/help:"):
        st.markdown(text)
