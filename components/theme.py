"""How a page speaks: its colours, its numbers, its names, and foreign text made harmless."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from figures.label import LABEL_LENGTH, plain
from figures.template import A_SIGN, B_SIGN

if TYPE_CHECKING:
    from datetime import date

    import plotly.graph_objects as go

    from figures.template import Side, Theme

MISSING = "—"
"""What stands where there is no value; the reason stands beside it."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEARLY_ALL = 0.995
_FEW = 0.0995  # shares that would print as 10% are no longer below ten

# Every ASCII punctuation mark may be escaped in Markdown, and every one of them means something
# somewhere in Streamlit's dialect.
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit turns addresses, :icons: and arrows into links and pictures after the escapes are gone;
# an invisible word joiner inside them is what stops it.
_AFTERWARDS = re.compile(r"(?<=:)(?=\S)|(?<=\w)(?=@)|(?<=www)(?=\.)|(?<=[<>=~-])(?=[<>=~-])", re.IGNORECASE)
_JOINER = "\u2060"


def mode() -> Theme:
    """Give the theme in which the page is shown.

    A switch in the settings menu is noticed at the next interaction only: Streamlit does not rerun
    the page for it.
    """
    return "dark" if st.context.theme.type == "dark" else "light"


def draw(figure: go.Figure, alt: str, key: str) -> None:
    """Put a figure on the page, in its own look.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Made for the theme that :func:`mode` gives.
    alt : str
        What the figure shows, for those who do not see it; plain text.
    key : str
        Name of the element, once a page.
    """
    config = {"displayModeBar": False, "scrollZoom": False, "responsive": True, "typesetMath": False}
    # A figure of the other theme is another element: under one key the old colours would stay.
    st.plotly_chart(figure, theme=None, config=config, alt=alt, key=f"{key}-{mode()}")


def escaped(text: str, limit: int | None = None) -> str:
    r"""Make foreign text fit for Streamlit's Markdown: it is shown, and does nothing.

    Emphasis, links, pictures, mathematics, directives such as ``:red[…]``, icons, HTML, bare
    addresses and direction marks lose their force; line breaks become blanks. Only for places that
    render Markdown: a table cell or a select box would show the escapes.

    Parameters
    ----------
    text : str
        Anything.
    limit : int or None
        Most characters shown; None shows all.

    Returns
    -------
    str
        One line of Markdown.

    Examples
    --------
    >>> print(escaped("*not* $bold$ :red[x]").replace("\u2060", ""))
    \*not\* \$bold\$ \:red\[x\]
    """
    return _PUNCTUATION.sub(r"\\\1", _AFTERWARDS.sub(_JOINER, plain(text, limit)))


def handle(name: str, limit: int | None = LABEL_LENGTH) -> str:
    """Give a handle as it is shown where no Markdown is rendered: with one ``@``, cut, harmless.

    Where no handle is known the profile is called by its key, which is no handle and gets no ``@``.

    Examples
    --------
    >>> handle("harbor_notes"), handle("@an_account_with_a_long_name"), handle("x:813286")
    ('@harbor_notes', '@an_account_with_a…', 'x:813286')
    """
    return plain(name, limit) if ":" in name else f"@{plain(name.lstrip('@'), limit)}"


def name_a(name: str) -> str:
    r"""Give profile A's name for a title: sign, colour and handle, as Markdown.

    Examples
    --------
    >>> print(name_a("harbor_notes"))
    :blue[● \@harbor\_notes]
    """
    return f":blue[{A_SIGN} {escaped(handle(name))}]"


def name_b(name: str) -> str:
    r"""Give profile B's name for a title: sign, colour and handle, as Markdown.

    Examples
    --------
    >>> print(name_b("delta_journal"))
    :orange[◆ \@delta\_journal]
    """
    return f":orange[{B_SIGN} {escaped(handle(name))}]"


def name(side: Side, handle_: str) -> str:
    """Give the name of the profile on one side (:func:`name_a`, :func:`name_b`)."""
    return name_a(handle_) if side == "a" else name_b(handle_)


def count(number: float | None) -> str:
    """Write a count.

    Examples
    --------
    >>> count(3179), count(None)
    ('3,179', '—')
    """
    return MISSING if number is None else _true_minus(f"{number:,.0f}")


def percent(share: float | None) -> str:
    """Write a share in [0, 1]: one decimal below 10%.

    Examples
    --------
    >>> percent(0.89), percent(0.007), percent(0), percent(None)
    ('89%', '0.7%', '0%', '—')
    """
    if share is None:
        return MISSING
    digits = 1 if 0 < abs(share) < _FEW else 0
    return _true_minus(f"{100 * share:.{digits}f}%")


def rank(share: float) -> str:
    """Write the share of pairs that are less alike: one decimal near the ends, 100% only for all.

    Examples
    --------
    >>> rank(0.97), rank(0.9987), rank(0.9999), rank(1.0), rank(0.0006)
    ('97%', '99.9%', '99.9%', '100%', '0.1%')
    """
    if _NEARLY_ALL < share < 1 or 0 < share < 1 - _NEARLY_ALL:
        return f"{min(max(100 * share, 0.1), 99.9):.1f}%"
    return f"{100 * share:.0f}%"


def decimal(value: float | None, digits: int = 2) -> str:
    """Write a value: distances with two decimals, cosines with three.

    Examples
    --------
    >>> decimal(0.1834), decimal(0.135, 3), decimal(-0.5), decimal(None)
    ('0.18', '0.135', '−0.50', '—')
    """
    return MISSING if value is None else _true_minus(f"{value:,.{digits}f}")


def signed(value: float | None, digits: int = 1) -> str:
    """Write a value that counts for or against, with its sign.

    Examples
    --------
    >>> signed(3.8), signed(-0.3), signed(-0.01), signed(None)
    ('+3.8', '−0.3', '0.0', '—')
    """
    if value is None:
        return MISSING
    written = f"{value:+,.{digits}f}"
    return written[1:] if not float(written.replace(",", "")) else _true_minus(written)


def interval(low: float | None, high: float | None, digits: int = 1) -> str:
    """Write an interval of signed values.

    Examples
    --------
    >>> interval(2.2, 5.7), interval(None, None)
    ('+2.2 to +5.7', '—')
    """
    return MISSING if low is None or high is None else f"{signed(low, digits)} to {signed(high, digits)}"


def points(difference: float | None) -> str:
    """Write the difference of two shares in percentage points.

    Examples
    --------
    >>> points(0.067), points(None)
    ('6.7 points', '—')
    """
    return MISSING if difference is None else f"{decimal(100 * difference, 1)} points"


def part(some: int | None, whole: int | None) -> str:
    """Write how many of how many.

    Examples
    --------
    >>> part(11, 103), part(None, 103)
    ('11 of 103', '—')
    """
    return MISSING if some is None or whole is None else f"{count(some)} of {count(whole)}"


def day(moment: date | None) -> str:
    """Write a day, of a date or of a time in UTC.

    Examples
    --------
    >>> from datetime import date
    >>> day(date(2020, 4, 10)), day(None)
    ('10 Apr 2020', '—')
    """
    return MISSING if moment is None else f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def whole_words(listed: str, most: int) -> str:
    """Cut a list between two of its words, so that no more than so many characters are left of it.

    Examples
    --------
    >>> whole_words("apple, pear, fig", 12), whole_words("apple, pear", 12), whole_words("", 12)
    ('apple, pear…', 'apple, pear', '')
    """
    if len(listed) <= most:
        return listed
    kept = listed[: most + 1].rpartition(", ")[0]
    return f"{kept}…" if kept else plain(listed, most)


def _true_minus(written: str) -> str:
    return written.replace("-", "−") if any(c in "123456789" for c in written) else written.lstrip("-")
