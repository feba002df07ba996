"""What is typed about this machine: paths, and whether they may be typed at all."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.errors import InputError

_LOCAL = {"127.0.0.1", "localhost", "::1"}


def is_local() -> bool:
    """Tell whether only this machine reaches the app, so that paths typed into it are the analyst's own."""
    return st.get_option("server.address") in _LOCAL


def typed_path(text: str) -> Path:
    """Give the path that was typed.

    Raises
    ------
    InputError
        If it begins with the name of somebody who is not known here.
    """
    try:
        return Path(text.strip()).expanduser()
    except RuntimeError as error:
        message = f"{text.strip()} names nobody's folder; write the path in full"
        raise InputError(message) from error
