"""The Validation page in a browser: run, cancel, look, take the report away and open it anywhere."""

from __future__ import annotations

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.e2e.server import Server
from tests.e2e.visit import SOON
from tests.validation import made_study
from tests.validation.made_experiment import FOUND, HOSTILE, LACK, STOPPED

RECALL = "How many of the same accounts are found, by how much they wrote"
DRAWN = "document.querySelectorAll('.js-plotly-plot .main-svg').length"


@pytest.fixture(scope="module")
def served(tmp_path_factory, demo_folder):
    """Run one server with made-up experiments; what one test has run the next one finds."""
    workspace = tmp_path_factory.mktemp("validated")
    shutil.copytree(demo_folder, workspace / "demo")
    with Server(workspace, "tests/e2e/study_app.py") as server:
        yield server


def card(visited, experiment):
    """Give the card of an experiment."""
    return visited.main.locator(f".st-key-study-{experiment.key}")


def run(visited, experiment):
    """Have an experiment made, unless a test before has, and wait for its end."""
    place = card(visited, experiment)
    button = place.get_by_role("button", name=re.compile("^Run"))
    expect(button).to_be_visible(timeout=SOON)
    if button.inner_text().endswith("Run"):
        button.click()
    expect(place.get_by_role("button", name="Run again")).to_be_visible(timeout=SOON)
    visited.settle()


def test_an_experiment_is_run_its_numbers_are_read_and_taken_away(served, visit):
    visited = visit(served, width=1280, height=720)
    visited.open("validation?w=demo")
    assert visited.title == "How far can I trust this?"
    visited.shows(re.compile(LACK))
    run(visited, FOUND)
    visited.shows(re.compile("are found where 1 in"))
    assert visited.rows(RECALL)[0] == [
        "50", "words", "0.900 (0.88–0.92)", "22.8% (19–27)", "17.6% (14–21)", "—", "22.8% (19–27)", "204",
    ]  # fmt: skip
    visited.says(lambda: visited.page.evaluate(DRAWN) >= 4)
    assert visited.overflow() <= 0
    assert set(visited.table_overflow().values()) == {0}
    with visited.page.expect_download() as coming:
        visited.main.get_by_role("button", name="CSV").first.click()
    head = coming.value.path().read_text("utf-8-sig").splitlines()[0]
    assert head.startswith("Posts a side,View,AUC,AUC low,AUC high,AUC n")


def test_what_was_run_is_there_after_another_page_and_for_another_visitor(served, visit):
    visited = visit(served)
    visited.open("validation?w=demo")
    run(visited, FOUND)
    visited.turn("Method")
    visited.turn("Validation")
    visited.shows("Run again")
    other = visit(served, theme="dark")
    other.open("validation?w=demo")
    other.shows("Run again")
    grounds = other.colours(".js-plotly-plot .xtick text", "fill")
    assert grounds


def test_a_long_run_is_cancelled(served, visit):
    visited = visit(served)
    visited.open("validation?w=demo")
    place = card(visited, STOPPED)
    place.get_by_role("button", name="Run", exact=True).click()
    expect(place.get_by_text("still at it")).to_be_visible(timeout=SOON)
    place.get_by_role("button", name="Cancel").click()
    expect(place.get_by_text("nothing is lost")).to_be_visible(timeout=SOON)
    expect(place.get_by_role("button", name="Start again")).to_be_visible(timeout=SOON)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_report_opens_alone_without_a_request_or_an_error(served, visit, browser, tmp_path, theme):
    visited = visit(served)
    visited.open("validation?w=demo")
    for experiment in (FOUND, HOSTILE):
        run(visited, experiment)
    assert visited.page.evaluate("window.planted") is None
    path = tmp_path / "report.html"
    path.write_bytes(visited.download("Download report"))
    said = opened(browser, path, theme)
    n_figures = sum(
        len(s.charts) + len(s.confusions) for s in (made_study.section(), made_study.hostile_section())
    )
    assert said["requests"] == [path.as_uri()]
    assert said["errors"] == []
    assert said["planted"] is None
    assert said["drawn"] == n_figures
    assert said["ink"] == {"light": "rgb(16, 23, 32)", "dark": "rgb(230, 234, 240)"}[theme]
    assert said["tick"] == {"light": "rgb(90, 102, 117)", "dark": "rgb(154, 166, 181)"}[theme]
    assert said["overflow"] <= 0
    assert said["folded"] == n_figures
    assert said["unfolded"] == n_figures


def opened(browser, path, theme):
    """Open a file in a window of its own, look at it, and print it; give what was seen."""
    context = browser.new_context(color_scheme=theme, viewport={"width": 1280, "height": 720})
    page = context.new_page()
    seen = {"requests": [], "errors": []}
    page.on("request", lambda request: seen["requests"].append(request.url))
    page.on("console", lambda message: seen["errors"].append(message.text))
    page.on("pageerror", lambda error: seen["errors"].append(str(error)))
    page.on("dialog", lambda dialog: (seen["errors"].append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    page.wait_for_function("document.querySelector('.plot .xtick')", timeout=SOON)
    seen["planted"] = page.evaluate("window.planted")
    seen["drawn"] = page.locator(".plot .main-svg:first-child").count()
    seen["ink"] = page.evaluate("getComputedStyle(document.body).color")
    seen["tick"] = page.evaluate("getComputedStyle(document.querySelector('.plot .xtick text')).fill")
    seen["overflow"] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    seen["folded"] = page.locator("details:not([open])").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen["unfolded"] = page.locator("details[open]").count()
    context.close()
    return seen


def test_a_script_that_got_into_the_report_would_not_run(served, visit, browser, tmp_path):
    visited = visit(served)
    visited.open("validation?w=demo")
    run(visited, FOUND)
    page = visited.download("Download report").decode()
    path = tmp_path / "changed.html"
    path.write_text(
        page.replace("<main>", "<main><script>window.planted=1</script><img src='http://127.0.0.1:9/x'>")
    )
    said = opened(browser, path, "light")
    assert said["planted"] is None
    assert len([error for error in said["errors"] if "Content Security Policy" in error]) == 2


def test_a_projector_shows_the_page_without_scrolling_sideways(served, visit):
    visited = visit(served, width=1280, height=720)
    visited.open("validation?w=demo")
    run(visited, HOSTILE)
    assert visited.overflow() <= 0
