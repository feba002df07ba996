"""HTML in which text is text: whatever is not made here is escaped."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from core.cli.output import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

_VOID = frozenset({"meta", "br"})


class Html(str):
    """HTML that may stand as it is; made by :func:`element` and :func:`raw` only."""

    __slots__ = ()


def raw(text: str) -> Html:
    """Let a text stand as it is: for style sheets and scripts of ours, never for foreign text."""
    return Html(text)


def text(said: str) -> Html:
    r"""Make any text harmless: escaped, control and direction characters shown as �.

    Examples
    --------
    >>> text("<b>R&D</b>\x00")
    '&lt;b&gt;R&amp;D&lt;/b&gt;�'
    """
    return Html(html.escape("\n".join(printable(line) for line in said.split("\n"))))


def element(name: str, /, *inside: str, **attributes: str) -> Html:
    """Make an element; what is inside is escaped unless it is :class:`Html` already.

    Parameters
    ----------
    name : str
        Of the element; of ours.
    *inside : str
        Texts and elements.
    **attributes : str
        Values are escaped; ``class_`` is "class", an underscore a hyphen. An empty value leaves the
        attribute bare.

    Examples
    --------
    >>> element("p", "1 < 2 ", element("b", "yes"), class_="note")
    '<p class="note">1 &lt; 2 <b>yes</b></p>'
    >>> element("details", open="")
    '<details open></details>'
    """
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + (f'="{text(value)}"' if value else "")
        for key, value in attributes.items()
    )
    if name in _VOID:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{join(inside)}</{name}>")


def join(parts: Iterable[str]) -> Html:
    """Put texts and elements one after the other."""
    return Html("".join(part if isinstance(part, Html) else text(part) for part in parts))
