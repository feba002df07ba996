"""The only room that knows where tokens and passwords are kept; no page ever shows one."""

from __future__ import annotations

import os

import streamlit as st

from core.sources.live import Credentials

FILE = ".streamlit/secrets.toml"
"""Where they may stand, relative to the app's folder, if not in the environment."""


def found() -> dict[str, str]:
    """Give the credentials there are, by name: those of the file before those of the environment."""
    held = {name: os.environ[name] for name in Credentials.NAMES if name in os.environ}
    if st.secrets.load_if_toml_exists():
        written = {name: st.secrets[name] for name in Credentials.NAMES if name in st.secrets}
        held |= {name: value for name, value in written.items() if isinstance(value, str)}
    return held
