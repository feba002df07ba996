"""What a page says when there is nothing to draw, or when something went wrong."""

from __future__ import annotations

import logging
import secrets
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from components.theme import escaped
from core.errors import CancelledError, DoppelscopeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger("doppelscope")


def reference(error: BaseException) -> str:
    """Write an unexpected error to the log and give the id under which it is found there.

    The log holds what kind of error it was and where it came from, never its message: that may
    quote a post, a handle or a secret.

    Parameters
    ----------
    error : BaseException
        With its causes, which are logged too.

    Returns
    -------
    str
        Six hexadecimal digits, to be shown to the analyst.
    """
    name = secrets.token_hex(3)
    _log.error("unexpected error %s\n%s", name, "\n".join(_places(error)))
    return name


def _places(error: BaseException) -> Iterator[str]:
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield f"{type(link).__module__}.{type(link).__qualname__}"
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        link = link.__cause__ or link.__context__


def explain(error: Exception) -> None:
    """Show an error: ours with its message, any other with a reference id.

    Parameters
    ----------
    error : Exception
        Whatever was raised.
    """
    if isinstance(error, CancelledError):
        remark("Stopped. Nothing is lost.", icon="stop_circle")
    elif isinstance(error, DoppelscopeError):
        st.error(escaped(str(error)), icon=":material/error:")
    else:
        failed(reference(error))


def failed(name: str) -> None:
    """Show that something broke which should not have, and the id under which the log has it."""
    st.error(
        f"This did not work, and the fault is ours. The log has the details under **{name}**.",
        icon=":material/error:",
    )


def remark(text: str, icon: str = "info") -> None:
    """Say something in grey: Streamlit's own notice is blue, and blue is profile A.

    Parameters
    ----------
    text : str
        Markdown of ours, foreign text in it escaped.
    icon : str
        Name of a Material symbol.
    """
    with st.container(border=True):
        st.markdown(f":gray[:material/{icon}:] {text}")


@contextmanager
def guarded() -> Iterator[None]:
    """Turn every error raised inside into a notice; what comes after still runs.

    Examples
    --------
    ::

        with guarded():
            draw_audience(compute.audience(pair))
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the one place where no error may pass
        explain(error)


def empty(title: str, what_to_do: str, action: Callable[[], None] | None = None) -> None:
    """Fill the place of what cannot be drawn: say what is missing and what to do.

    Parameters
    ----------
    title : str
        What is not there, in a few words of ours.
    what_to_do : str
        The way out, in one sentence; Markdown of ours.
    action : callable or None
        Draws the button or link that does it.
    """
    with st.container(border=True, horizontal_alignment="center", gap="xsmall"):
        st.subheader(title, anchor=False, text_alignment="center")
        st.markdown(what_to_do, text_alignment="center")
        if action is not None:
            action()


def demo_badge() -> None:
    """Say that the profiles on the page are made up."""
    st.badge(
        "Synthetic demo",
        icon=":material/science:",
        color="gray",
        help="Profiles and posts are made up, with planted pairs; no real account is shown.",
    )
