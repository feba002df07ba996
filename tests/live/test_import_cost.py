"""Who does not fetch does not pay for it."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

HEAVY = "atproto atproto_client certifi httpx mastodon requests tweepy urllib3"


def test_no_client_library_is_loaded_before_something_is_fetched():
    code = (
        "import sys\n"
        "from core import fetch\n"
        "from core.sources import discover, live, live_client, live_line, live_wire\n"
        "discover()\n"
        f"print(*[name for name in {HEAVY.split()} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
