"""Take the pictures of the README anew, from the demo only: ``python -m tests.e2e.pictures``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from core.demo import make_demo
from core.gallery import Gallery
from core.params import ComparisonParams
from core.safety.grouping import clustering
from core.safety.judge import learn
from core.workspace import Workspace
from tests.e2e.server import ROOT, Server
from tests.e2e.visit import CHROMIUM, NAMES, Visit

TAKEN = (
    ("compare", "light"),
    ("compare", "dark"),
    ("behaviour", "light"),
    ("audience", "light"),
    ("content", "light"),
    ("persona", "light"),
    ("map", "light"),
)
DRAWN = {"persona": "Silhouette", "map": "no evidence by itself"}
"""Words that stand on a page once its jobs are done."""
WAIT = 240_000  # ms
MAX_BYTES = 250_000


def small(path: Path) -> int:
    """Write a picture with as many colours as fit into :data:`MAX_BYTES`; give its size in bytes."""
    with Image.open(path) as picture:
        whole = picture.convert("RGB")
    for colours in (256, 128, 64, 32):
        whole.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= MAX_BYTES:
            break
    return path.stat().st_size


def take(folder: Path) -> None:
    """Serve the demo from a temporary folder and take every picture."""
    program = next(path for name in NAMES if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as workspace, sync_playwright() as playwright:
        demo = Path(workspace) / "demo"
        make_demo(demo, now=datetime(2025, 7, 1, tzinfo=UTC))
        gallery = Gallery(Workspace(demo))
        gallery.embedded.embed()
        gallery.fit_standing(ComparisonParams.of("default"))
        learn(gallery)
        clustering(gallery, "k-means")
        server = Server(Path(workspace))
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        try:
            for page, theme in TAKEN:
                visit = Visit(browser, theme=theme, width=1280, height=720)
                visit.base = server.base
                visit.page.goto(f"{visit.base}/{page}?w=demo")
                if page in DRAWN:
                    visit.main.get_by_text(DRAWN[page]).first.wait_for(timeout=WAIT)
                visit.settle(WAIT)
                path = folder / f"{page}-{theme}.png"
                visit.picture(path)
                visit.leave()
                visit.close()
                sys.stdout.write(f"{path}: {small(path) / 1000:.0f} kB\n")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
