"""Run app.py with a local server in the place of X, Mastodon and Bluesky: ``streamlit run … -- URL``.

What the product never does is bound here, as arguments of the fetch that the page calls: no variable
and no setting of the app reaches them.
"""

from __future__ import annotations

import runpy
import sys
from functools import partial
from pathlib import Path

from components import fetch_form
from core.fetch import fetch

_ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    ends = dict.fromkeys(("x", "mastodon", "bluesky"), sys.argv[1])
    fetch_form.fetch = partial(fetch, allow_local=True, endpoints=ends)
    runpy.run_path(str(_ROOT / "app.py"), run_name="__main__")
