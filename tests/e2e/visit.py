"""A visitor in a browser window: goes about the app, and notes what must never happen."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Frame, Locator, Page

SOON = 30_000
"""Milliseconds: a deadline for what takes one or two seconds on an idle machine."""
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves the machine
]
_HARMLESS = ("data:", "blob:", "about:")
# On a deep link Streamlit's frontend does not know yet how much of the path is the app's and asks
# for its own endpoints below the page first; the 404 is how it learns.
_PROBE = re.compile(r"/[a-z]+/_stcore/(?:health|host-config)$")
_QUIET = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const busy = !app || app.dataset.testScriptState !== 'notRunning'
    || app.dataset.testConnectionState !== 'CONNECTED'
    || document.querySelector('[data-stale=true], [data-testid=stSkeleton]');
  window.quietSince = busy ? null : window.quietSince ?? performance.now();
  return !busy && performance.now() - window.quietSince > 250;
}"""
_HEADER, _ROW = 36, 34  # px of a table


class Visit:
    """A window; :meth:`leave` fails if anything happened in it that must not.

    Attributes
    ----------
    base : str
        Address of the server that it visits.
    page : playwright.sync_api.Page
        The window itself.
    """

    def __init__(
        self, browser: Browser, *, theme: str = "light", width: int = 1440, height: int = 900
    ) -> None:
        self._context = browser.new_context(
            color_scheme=theme,
            viewport={"width": width, "height": height},
            accept_downloads=True,
        )
        self._context.set_default_timeout(SOON)
        self.page: Page = self._context.new_page()
        self.base = ""
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self._context.on("request", lambda request: self._note(request.url))
        self.page.on("websocket", lambda socket: self._note(socket.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        self.page.on("dialog", self._refuse)

    def _note(self, url: str) -> None:
        own = (f"{self.base}/", f"{self.base}?", self.base.replace("http", "ws") + "/", *_HARMLESS)
        if not f"{url}/".startswith(own):
            self.requests.append(url)

    def _hear(self, message: ConsoleMessage) -> None:
        url = message.location["url"]
        probe = (
            url.startswith(self.base) and _PROBE.fullmatch(url[len(self.base) :]) and "404" in message.text
        )
        if message.type == "error" and not probe:
            self.errors.append(f"{message.text} ({url})")

    def _refuse(self, dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str = "") -> None:
        """Go to an address of the app, and wait until it is drawn."""
        self.page.goto(f"{self.base}/{path}")
        self.settle()

    def settle(self, timeout: int = SOON) -> None:
        """Wait until the app has nothing more to do."""
        self.page.locator("h1").wait_for(timeout=timeout)
        self.page.evaluate("window.quietSince = null")
        self.page.wait_for_function(_QUIET, timeout=timeout)

    def link(self, page: str) -> Locator:
        """Give a page's line in the sidebar; a second, hidden one serves touch screens."""
        links = self.page.get_by_test_id("stSidebar").get_by_role("link", name=page, exact=True)
        return links.locator("visible=true")

    def turn(self, page: str, timeout: int = SOON) -> None:
        """Go to another page by its line in the sidebar; its address is the first word of it."""
        self.link(page).click()
        self.page.wait_for_url(re.compile(rf"/{page.split(maxsplit=1)[0].casefold()}(\?|$)"))
        self.settle(timeout)

    @property
    def title(self) -> str:
        """Give the page's title, as it is read."""
        return self.page.locator("h1").inner_text().replace("\u2060", "")

    @property
    def main(self) -> Locator:
        """Give the page without its sidebar."""
        return self.page.get_by_test_id("stMain")

    def numbers(self) -> dict[str, str]:
        """Give the page's numbers by their labels, the first where a label repeats."""
        found: dict[str, str] = {}
        for metric in self.main.get_by_test_id("stMetric").all():
            label = metric.get_by_test_id("stMetricLabel").inner_text()
            found.setdefault(label, metric.get_by_test_id("stMetricValue").inner_text())
        return found

    def table(self, alt: str) -> Locator:
        """Give a table by the words that stand for it."""
        return self.page.get_by_test_id("stDataFrame").filter(has=self.page.get_by_label(alt, exact=True))

    def rows(self, alt: str) -> list[list[str]]:
        """Give the cells of a table that are in view, row by row."""
        table = self.table(alt)
        table.locator("canvas tbody tr").first.wait_for(state="attached")
        return table.evaluate(
            "e => [...e.querySelectorAll('canvas tbody tr')]"
            ".map(r => [...r.querySelectorAll('td')].map(c => c.textContent))"
        )

    def click_row(self, alt: str, row: int, *, at: int) -> None:
        """Click a row of a table, so many pixels from its left edge, or from its right if negative."""
        table = self.table(alt)
        self.settle()  # a table that is drawn anew meanwhile is another one
        table.scroll_into_view_if_needed()
        left = at if at > 0 else table.bounding_box()["width"] + at
        table.click(position={"x": left, "y": _HEADER + _ROW * row + _ROW / 2})

    def posts_below(self, alt: str) -> tuple[Locator, Locator]:
        """Give the two lists of posts that a table has opened, A's and B's."""
        columns = self.table(alt).locator(
            "xpath=ancestor::*[@data-testid='stElementContainer'][1]"
            "/following-sibling::*[@data-testid='stLayoutWrapper'][1]//*[@data-testid='stColumn']"
        )
        expect(columns).to_have_count(2, timeout=SOON)
        return columns.first, columns.last

    def pick(self, side: str, said: str) -> None:
        """Choose a profile in the sidebar by typing a part of its name."""
        box = self.page.get_by_role("combobox", name=re.compile(rf"\b{side}\b.*profile"))
        box.click()
        box.fill(said)
        self.page.get_by_role("option").first.click()
        self.settle()

    def choose(self, *files: tuple[str, bytes]) -> None:
        """Put files into the uploader, and wait until they are there."""
        payload = [{"name": name, "mimeType": "", "buffer": data} for name, data in files]
        self.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(payload)
        expect(self.page.get_by_test_id("stFileChip")).to_have_count(len(files), timeout=SOON)
        expect(self.page.get_by_role("progressbar")).to_have_count(0, timeout=SOON)

    def open_part(self, name: str) -> None:
        """Open a tab of the page, or choose a segment whose label begins so."""
        tab = self.main.get_by_role("tab", name=name, exact=True)
        tab.or_(self.main.get_by_role("radio", name=re.compile(f"^{re.escape(name)}"))).click()
        self.settle()

    def press(self, button: str) -> None:
        """Press a button of the page."""
        self.main.get_by_role("button", name=button, exact=True).click()

    def upload(self, *files: tuple[str, bytes], timeout: int = SOON) -> None:
        """Import files, and wait for the report or for the reason why there is none."""
        self.choose(*files)
        self.press("Import")
        ended = self.main.get_by_text("What the import did").or_(
            self.page.get_by_test_id("stAlertContentError")
        )
        ended.first.wait_for(timeout=timeout)
        self.settle(timeout)

    def download(self, button: str) -> bytes:
        """Press a download button and give what comes."""
        with self.page.expect_download() as coming:
            self.main.get_by_role("button", name=button).click()
        return coming.value.path().read_bytes()

    def graph(self) -> Frame:
        """Give the frame in the frame that holds the graph, once it is drawn."""
        self.page.locator("iframe").first.wait_for()
        inner = self.page.frame_locator("iframe").first.frame_locator("iframe")
        inner.locator("canvas").wait_for()
        return next(frame for frame in self.page.frames if len(_parents(frame)) == 2)

    def colours(self, selector: str, kind: str) -> list[str]:
        """Give the colours of elements, as the browser has computed them."""
        return self.page.locator(selector).evaluate_all(
            "(found, kind) => found.map(e => getComputedStyle(e)[kind])", kind
        )

    def picture(self, path: Path, *, width: int | None = None) -> None:
        """Take a picture of the whole page, however long it is."""
        before = self.page.viewport_size
        # twice: what a taller window shows may be taller again
        for _ in range(2):
            long = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
            self.page.set_viewport_size(
                {"width": width or before["width"], "height": max(before["height"], long)}
            )
            self.settle()
        if self.page.locator("iframe").count():
            self.graph()
        path.parent.mkdir(exist_ok=True)
        self.page.screenshot(path=path)
        self.page.set_viewport_size(before)

    def overflow(self) -> int:
        """Give how many pixels the page is wider than its window, itself or in its main part."""
        return self.page.evaluate(
            "() => Math.max(...[document.scrollingElement, document.querySelector('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth))"
        )

    def table_overflow(self) -> dict[str, int]:
        """Give how many pixels each table that can be seen is wider than its place, by its first words.

        A table in an expander that is closed is not laid out.
        """
        return self.page.evaluate(
            "() => Object.fromEntries([...document.querySelectorAll('[data-testid=stDataFrame]')]"
            ".filter(t => t.checkVisibility()).map(t => {"
            " const s = t.querySelector('.dvn-scroller');"
            " return [t.querySelector('thead')?.textContent, s.scrollWidth - s.clientWidth]; }))"
        )

    def shows(self, text: str | re.Pattern[str]) -> None:
        """Wait for words on the page."""
        expect(self.main.get_by_text(text).first).to_be_visible(timeout=SOON)

    def says(self, true: Callable[[], bool]) -> None:
        """Wait until something is true of the page."""
        end = time.monotonic() + SOON / 1000
        while not true():
            assert time.monotonic() < end, "it did not become true in time"
            self.page.wait_for_timeout(100)

    def leave(self) -> None:
        """End the session, and fail if anything happened in it that must not."""
        self.page.goto("about:blank")
        noted = [list(notes) for notes in (self.requests, self.errors, self.dialogs)]
        for notes in (self.requests, self.errors, self.dialogs):
            notes.clear()
        assert noted[0] == [], "requests to other hosts"
        assert noted[1] == [], "errors in the browser's console"
        assert noted[2] == [], "dialogs"

    def close(self) -> None:
        """Close the window."""
        self._context.close()


def _parents(frame: Frame) -> list[Frame]:
    return [frame.parent_frame, *_parents(frame.parent_frame)] if frame.parent_frame else []
