"""Foreign text in a figure: names and terms that can neither mark up, reorder nor overflow.

A handle or a term is written by a stranger. plotly renders a subset of HTML in every label and
browsers obey direction marks, so whatever comes from a post or a profile passes through here.
"""

from __future__ import annotations

import html
import unicodedata

LABEL_LENGTH = 18
"""Characters a name may have on the screen before it is cut."""

# Joiners are part of how Persian, Indic scripts and emoji are spelled; all other format characters
# are invisible and can only mislead.
_JOINERS = frozenset("\u200c\u200d")
_DROPPED = frozenset({"Cc", "Cf"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_ISOLATE, _RELEASE = "\u2068", "\u2069"


def _visible(text: str) -> str:
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if character.isspace() or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif category == "Cs":
            kept.append("\ufffd")
        elif category not in _DROPPED or character in _JOINERS:
            kept.append(character)
    return " ".join("".join(kept).split())


def plain(text: str, limit: int | None = LABEL_LENGTH) -> str:
    r"""Make foreign text fit to stand among our own words, where no markup is rendered.

    Control and direction characters are removed, blanks run together, what is longer than the
    limit is cut and ends in an ellipsis. Text that runs from right to left is isolated, so that it
    cannot reorder what stands beside it.

    Parameters
    ----------
    text : str
        Anything, lone surrogates included.
    limit : int or None
        Most characters (code points) kept, the ellipsis included; None keeps all.

    Returns
    -------
    str
        One line, encodable as UTF-8.

    Examples
    --------
    >>> plain("an_account_with_a_long_name"), plain("a\u202eb\n c")
    ('an_account_with_a…', 'ab c')
    """
    line = _visible(text)
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip(" \u200c\u200d") + "…"
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        return f"{_ISOLATE}{line}{_RELEASE}"
    return line


def label(text: str, limit: int | None = LABEL_LENGTH) -> str:
    """Make foreign text fit for a plotly label, where ``<``, ``>`` and ``&`` are markup.

    Never put the result into a ``hovertemplate`` of its own, where ``%{`` is markup too: hand it
    over as ``customdata`` or ``text``.

    Parameters
    ----------
    text : str
        Anything.
    limit : int or None
        Most characters kept, counted before escaping; None keeps all.

    Returns
    -------
    str
        The text as :func:`plain` gives it, escaped.

    Examples
    --------
    >>> label("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    return html.escape(plain(text, limit), quote=False)
