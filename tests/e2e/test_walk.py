"""The analyst's walk over real timelines: import, pick two, read every page, light and dark."""

import re
import shutil
import time

import pytest

from tests.e2e.conftest import PICTURES
from tests.e2e.server import Server
from tests.e2e.visit import Visit

FILES = ("us_politicians.parquet", "celebrities_2015.parquet")
A, B = "SenSanders", "SenWarren"
IMPORT = 600_000  # ms: a deadline for what takes one or two minutes, for machines that do other things too
STANDING = 120_000
TURN = 5  # s; about one on an idle machine, a quarter of it waiting for quiet
# what each page must show: a heading, and numbers by their labels
CONTENT = {
    "Compare": ("Every measure", ("Posts", "Median a day", "Span")),
    "Behaviour": ("The posts behind the distance", ("DTW per step", "Paper mode", "Same hours")),
    "Audience": ("Shared targets", ("Jaccard", "Attention shared", "Rare ones first", "Strong, shared")),
    "Content": ("Same posts", ("Same posts", "Same reposts", "Words, TF-IDF", "Near-identical")),
    "Persona & safety": ("Silhouette", ("Safety factor", "Syntactic, SS", "Linkage, IM")),
    "Workspace": ("Profiles", ()),
    "Method": ("Rules behind all of them", ()),
}


@pytest.fixture(scope="module")
def imported(browser, demo_folder, real_data, tmp_path_factory):
    """Import the files through the uploader, once; give the server and the numbers that it said."""
    files = [real_data / "timelines" / name for name in FILES]
    if absent := [file.name for file in files if not file.exists()]:
        pytest.skip(f"no real timelines: {', '.join(absent)}")
    workspace = tmp_path_factory.mktemp("walk")
    shutil.copytree(demo_folder, workspace / "demo")
    with Server(workspace) as server:
        visited = Visit(browser)
        visited.base = server.base
        visited.open("workspace?w=own")
        visited.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
        visited.press("Import")
        visited.main.get_by_text("What the import did").first.wait_for(timeout=IMPORT)
        visited.settle()
        numbers = visited.numbers()
        visited.picture(PICTURES / "import.png")
        visited.leave()
        visited.close()
        yield server, numbers


def test_four_hundred_thousand_posts_come_in(imported):
    _, numbers = imported
    kept, again, refused = (
        int(numbers[label].replace(",", "")) for label in ("Posts kept", "Already there", "Refused")
    )
    assert kept > 380_000
    # the two captures of the politicians overlap
    assert kept + again == 407_835
    assert refused == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_shows_the_pair_that_was_picked(imported, visit, theme):
    server, _ = imported
    visited = visit(server, theme=theme)
    visited.open("compare?w=own")
    visited.pick("A", A)
    visited.pick("B", B)
    visited.main.get_by_text(re.compile("Most alike in")).wait_for(timeout=STANDING)
    for page, (heading, labels) in CONTENT.items():
        visited.turn(page, STANDING)
        visited.main.get_by_text(heading).first.wait_for(timeout=STANDING)
        visited.settle(STANDING)
        if labels:
            assert f"@{A}" in visited.title
            assert f"@{B}" in visited.title
        numbers = visited.numbers()
        assert all(re.search(r"\d", numbers[label]) for label in labels)
        if page == "Content":
            visited.open_part("Words")
        if page != "Method":
            assert visited.page.get_by_test_id("stDataFrame").count()
        if page == "Audience":
            frame = visited.graph()
            assert frame.evaluate("self.origin") == "null"
        assert visited.page.get_by_test_id("stAlertContentError").count() == 0
        visited.picture(PICTURES / f"{page.split()[0].casefold()}-{theme}.png")


def test_a_projector_shows_real_timelines_without_scrolling_sideways_and_turns_pages_fast(imported, visit):
    server, _ = imported
    visited = visit(server, width=1280, height=720)
    visited.open("compare?w=own")
    visited.pick("A", A)
    visited.pick("B", B)
    for page in CONTENT:
        visited.turn(page)
        assert visited.overflow() <= 0
        assert [said for said, wide in visited.table_overflow().items() if wide > 1] == []
        visited.picture(PICTURES / f"{page.split()[0].casefold()}-projector.png")
    # everything is computed now
    for page in ("Behaviour", "Audience", "Content", "Compare"):
        began = time.monotonic()
        visited.turn(page)
        assert time.monotonic() - began < TURN
