"""The media panel in a browser: no clear picture reaches it before it is asked for, and foreign text stays text.

Everything is tied by hand, so that neither the extra nor any weights are needed.
"""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from components import media_wording
from core.attachment import attachments
from core.workspace import Workspace
from tests.made_media import Words, still, thing, tie_picture, tie_video
from tests.pages.hostile import FORMULA, MARKDOWN, PICTURE, RTL, SCRIPT

WAIT = 120_000  # ms: what is usual is learned in some seconds, on an idle machine
EVIL = (SCRIPT, MARKDOWN, PICTURE, RTL, FORMULA, "<img src=x onerror='window.planted=1'>")


class Wire:
    """All that a browser is sent from now on."""

    def __init__(self, page):
        self.page, self.frames, self.answers = page, [], []
        page.on("websocket", self._listen)
        page.on("response", self._keep)

    def _listen(self, socket):
        socket.on("framereceived", self._hear)

    def _hear(self, data):
        # a figure's text has its slashes written out
        self.frames.append((data if isinstance(data, bytes) else data.encode()).replace(b"\\u002f", b"/"))

    def _keep(self, response):
        if "/media/" in response.url and "/static/" not in response.url:
            self.answers.append(response)

    def has(self, jpeg):
        """Tell in which ways a picture was among it: within a figure, and as it is."""
        coded = base64.b64encode(jpeg)
        return (
            any(jpeg in data or coded in data for data in self.frames),
            any(_is_alike(jpeg, answer.body()) for answer in self.answers if answer.status == 200),
        )

    def close(self):
        self.page.remove_listener("websocket", self._listen)
        self.page.remove_listener("response", self._keep)


def _is_alike(one, other):
    """Tell whether two pictures show the same: a thumbnail is made smaller before it is sent."""
    small = Image.open(io.BytesIO(other)).convert("RGB")
    wanted = Image.open(io.BytesIO(one)).convert("RGB").resize(small.size)
    return np.abs(np.asarray(small, float) - np.asarray(wanted, float)).mean() < 12


def opened(visit, server, **settings):
    visited = visit(server, **settings)
    visited.page.goto(f"{server.base}/persona?w=demo")
    visited.main.get_by_text("Weights are rules").first.wait_for(timeout=WAIT)
    visited.settle(WAIT)
    visited.open_part("Pictures and video")
    visited.main.get_by_text(media_wording.CAVEAT).first.wait_for(timeout=WAIT)
    visited.settle(WAIT)
    return visited


@pytest.fixture
def tied(start, pair):
    """Run a server with a video of A and a picture of B."""
    server = start()
    a, b = pair
    tie_video(server.workspace / "demo", a, "the clip.mp4")
    tie_picture(server.workspace / "demo", b, "the picture.jpg", number=7)
    return server


def frame(visited):
    """Give what the frame's figure says that it shows."""
    return visited.main.locator("[aria-label^='Frame at']").first.get_attribute("aria-label")


def test_no_clear_picture_is_sent_before_somebody_asks_and_only_that_files_then(tied, visit):
    visited = visit(tied)
    wire = Wire(visited.page)
    try:
        opened(lambda _: visited, tied)  # the window that is listened to
        clip, other = still(2.0, 20), still(0.0, 7)  # a video's surest face is in its first still
        visited.says(lambda: wire.has(clip.veiled) == (True, True))
        assert wire.has(clip.jpeg) == wire.has(other.jpeg) == (False, False)
        visited.main.get_by_role("button", name="Show", exact=True).first.click()
        visited.main.get_by_role("button", name="Veil again").first.wait_for()
        visited.settle()
        visited.says(lambda: wire.has(clip.jpeg) == (True, True))
        assert wire.has(other.jpeg) == (False, False)
        assert ", veiled" not in frame(visited)
        visited.main.get_by_role("button", name="Veil again").first.click()
        visited.settle()
        visited.says(lambda: ", veiled" in frame(visited))
    finally:
        wire.close()


def test_a_click_on_a_mark_shows_the_frame_behind_it(tied, visit):
    visited = opened(visit, tied)
    assert frame(visited).startswith("Frame at 0:02.0, veiled; boxed: happy 60%, person")
    marks = visited.main.locator(".js-plotly-plot .scatterlayer path.point")
    time = visited.main.locator("[aria-label^='Findings along']").first
    time.scroll_into_view_if_needed()
    point = time.locator(".scatterlayer path.point").nth(1)
    assert marks.count() >= 2
    point.click(force=True)
    visited.says(lambda: frame(visited).startswith("Frame at 0:08.0, veiled; boxed: sad 60%, tie"))
    visited.settle()
    visited.shows("in 3 frames, here surest")
    visited.press("Next")
    visited.shows("waving")
    visited.settle()
    assert visited.main.get_by_text("The nearest frame that is kept").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_fits_a_projector_and_no_words_of_its_figures_are_cut(tied, visit, theme):
    visited = opened(visit, tied, width=1280, height=720, theme=theme)
    assert visited.overflow() <= 0
    assert [said for said, wide in visited.table_overflow().items() if wide > 1] == []
    cut = visited.page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot')].filter(p => p.checkVisibility()).flatMap(plot => {
            const box = plot.getBoundingClientRect();
            return [...plot.querySelectorAll('.annotation-text, .xtick text, .ytick text, .textpoint text, .bartext')]
                .filter(one => one.textContent).filter(one => { const r = one.getBoundingClientRect();
                    return r.left < box.left - 1 || r.right > box.right + 1; }).map(one => one.textContent);
        })"""
    )
    assert cut == []


def test_hostile_names_and_words_stay_text(start, pair, visit):
    server = start()
    a, b = pair
    words = tuple(Words(f"{text} three words", 1.5 * n, 1.5 * n + 1.4, 0.5) for n, text in enumerate(EVIL))
    for n, text in enumerate(EVIL):
        named = {"speech": words, "text_in_frames": words, "notes": (text,), "objects": (thing(text, 2.0),)}
        tie_video(server.workspace / "demo", (a, b)[n % 2], f"{text}.mp4", language=text, **named)
    visited = opened(visit, server)
    for _ in range(8):
        visited.press("Next")
        visited.settle()
    visited.main.get_by_role("button", name="Table").last.click()
    visited.settle()
    assert visited.page.evaluate("window.planted") is None
    assert visited.page.locator("[data-testid=stMain] script, [onerror], [onload]").count() == 0
    assert visited.main.locator("a[href*=javascript], a[href*=evil]").count() == 0
    assert visited.page.locator("img[src*=evil]").count() == 0
    visited.shows("three words")


def test_removal_asks_first(tied, visit, pair):
    a, b = pair
    folder = tied.workspace / "demo"
    visited = opened(visit, tied)
    visited.press("Remove")
    visited.page.get_by_text("The file itself was never kept here").wait_for()
    visited.settle()
    assert len(attachments(Workspace(folder), a)) == 1
    visited.page.get_by_role("button", name="Remove it").click()
    expect(visited.main.get_by_text("the clip.mp4")).to_have_count(0, timeout=WAIT)
    visited.settle(WAIT)
    assert attachments(Workspace(folder), a) == ()
    assert len(attachments(Workspace(folder), b)) == 1
    visited.shows("What was found in the picture.jpg")


def test_findings_are_downloaded_as_a_table_that_no_spreadsheet_runs(start, pair, visit):
    server = start()
    tie_video(server.workspace / "demo", next(iter(pair)), speech=(Words(FORMULA, 1.0, 2.0, 0.5),))
    visited = opened(visit, server)
    card = visited.main.get_by_test_id("stVerticalBlock").filter(has_text="What was found in clip.mp4").last
    visited.main.get_by_role("button", name="Table").locator("visible=true").nth(-2).click()
    visited.settle()
    with visited.page.expect_download() as coming:
        visited.page.get_by_role("button", name="CSV").locator("visible=true").first.click()
    text = coming.value.path().read_text(encoding="utf-8-sig")
    assert card.count()
    assert f",'{FORMULA}," in text
    assert text.startswith('What,Found,"From, s","To, s","Best seen, s",Score,More')
