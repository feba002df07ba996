"""The one room for raw HTML: everything foreign that runs, runs in a box without a way out."""

from __future__ import annotations

import html as escape
import re

import streamlit as st

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
"""What an embedded page may load: what it carries itself, and nothing from anywhere."""

_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


def with_policy(html: str) -> str:
    """Put the content policy at the top of a page, before anything that could load or run.

    Parameters
    ----------
    html : str
        A page; one without a head gets one.

    Returns
    -------
    str
        The page with its policy, safe to be opened from disk too.

    Examples
    --------
    >>> with_policy("<html><head><script>1</script></head></html>").index("Policy") < 60
    True
    """
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    if found := _HEAD.search(html):
        return html[: found.end()] + policy + html[found.end() :]
    return f"<!doctype html><head>{policy}</head>{html}"


def framed(html: str, height: int, title: str, background: str) -> str:
    """Wrap a page in a frame that has scripts and an origin of its own.

    ``st.iframe`` runs what it is given with the origin of the app, where a script could press its
    buttons. So it is given a frame in which the page itself is but an attribute.

    Parameters
    ----------
    html : str
        The page; may hold foreign text.
    height : int
        CSS pixels.
    title : str
        What the frame shows, for those who do not see it.
    background : str
        Colour behind the page, so that it does not flash white while it loads.

    Returns
    -------
    str
        A page of one frame.
    """
    style = f"border:0;width:100%;height:{height}px;display:block;background:{background}"
    return (
        f'<!doctype html><html><body style="margin:0;overflow:hidden;background:{background}">'
        f'<iframe title="{escape.escape(title)}" sandbox="allow-scripts" style="{style}" '
        f'srcdoc="{escape.escape(with_policy(html))}"></iframe></body></html>'
    )


def sandboxed(html: str, height: int, title: str, background: str = "transparent") -> None:
    """Show a page that may hold foreign text and scripts.

    Parameters
    ----------
    html : str
        The page. It can load nothing from anywhere and touch nothing of the app.
    height : int
        CSS pixels.
    title : str
        What it shows, for those who do not see it; plain text.
    background : str
        Colour behind the page.
    """
    st.iframe(framed(html, height, title, background), height=height, alt=title)
