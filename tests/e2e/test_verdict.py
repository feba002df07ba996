"""The verdict in a browser: whoever moves the base rate sees the sentence change."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.e2e.server import Server

WAIT = 60_000  # ms: what is usual in the demo is learned in a few seconds, on an idle machine


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory, demo_folder):
    """Serve the demo with a model that may give it a probability."""
    workspace = tmp_path_factory.mktemp("verdict")
    shutil.copytree(demo_folder, workspace / "demo")
    with Server(workspace, script="tests/e2e/verdict_app.py") as server:
        yield server


def opened(visit, server, **settings):
    visited = visit(server, **settings)
    visited.open("compare?w=demo")
    visited.main.get_by_text("What speaks against it").wait_for(timeout=WAIT)
    visited.settle()
    return visited


def headline(visited):
    """Give the sentence at the head of the verdict."""
    return visited.main.locator("h2").first.inner_text()


def test_moving_the_base_rate_changes_what_is_said_and_is_kept_across_pages(calibrated, visit):
    visited = opened(visit, calibrated)
    assert headline(visited) == "Consistent with one operator"
    before = visited.numbers()
    visited.main.get_by_role("slider").press("End")
    visited.says(lambda: headline(visited) == "Alike, but not enough to say one operator")
    visited.settle()
    after = visited.numbers()
    assert after["Evidence, bits"] == before["Evidence, bits"]
    chances = [float(said["Chance after looking"].strip("<>% ")) for said in (before, after)]
    assert chances[0] >= 90 > chances[1]
    visited.shows("From one pair in 1 million")
    visited.turn("Audience")
    visited.turn("Compare")
    assert headline(visited) == "Alike, but not enough to say one operator"
    visited.main.get_by_role("slider").press("Home")
    visited.says(lambda: headline(visited) == "Consistent with one operator")


def test_each_view_opens_the_part_of_the_page_that_shows_what_it_was_made_from(calibrated, visit):
    visited = opened(visit, calibrated)
    visited.press("How they write")
    visited.page.wait_for_url(re.compile(r"/content\?"))
    visited.settle()
    assert visited.main.get_by_role("tab", selected=True).inner_text() == "Style, languages"


def test_on_a_projector_the_card_fits_and_its_bars_are_seen(calibrated, visit):
    visited = opened(visit, calibrated, width=1280, height=720, theme="dark")
    assert visited.overflow() <= 0
    bars = visited.main.locator(".js-plotly-plot .barlayer path").filter(visible=True)
    assert bars.count() >= 4
    # no label is cut at the edge of its figure
    cut = visited.page.evaluate(
        "() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {"
        " const box = plot.getBoundingClientRect();"
        " return [...plot.querySelectorAll('.ytick text, .xtitle, .annotation text')].filter(t => {"
        "  const r = t.getBoundingClientRect(); return r.left < box.left - 1 || r.right > box.right + 1; })"
        " .map(t => t.textContent); })"
    )
    assert cut == []
