"""How long does a page switch take in a browser, once everything on the page has been computed."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks import server
from benchmarks.line import Line
from benchmarks.stock import ROOT
from core.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from benchmarks.bench import Bench

CLAIM, TARGET = "page switch", 1.0
AGAINST = "a bare Streamlit app of two pages: title, text, expander"
_LINKS = '[data-testid="stSidebar"] [data-testid="stPageLink"] a:visible'
_LABEL = '[data-testid="stMarkdownContainer"]'
_WARM_ROUNDS = 2

# From the click until the new title and the page's last element stand there, every chart is drawn and
# the script has ended. What is seen once must still be so a moment later, else the page was moving.
_SWITCH = """
async (link) => {
  const find = (selector) => document.querySelector(selector);
  const title = () => find('[data-testid="stMain"] h1')?.textContent;
  const shown = () => {
    if (find('[data-testid="stApp"]')?.dataset.testScriptState !== 'notRunning') return false;
    const main = find('[data-testid="stMain"]');
    if (main.querySelector('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stSpinner"]')) return false;
    if (main.querySelector('[data-testid="stProgress"]')) return false;
    const charts = [...main.querySelectorAll('[data-testid="stPlotlyChart"]')];
    if (!charts.every((chart) => chart.querySelector('.main-svg'))) return false;
    const last = [...main.querySelectorAll('[data-testid="stExpander"]')].pop();
    return last !== undefined && last.textContent.includes('How to read this');
  };
  const before = title();
  const start = performance.now();
  link.click();
  let seen = null;
  while (performance.now() - start < 60000) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    if (title() === before || !shown()) seen = null;
    else if (seen === null) seen = now;
    else if (now - seen > 200) return (seen - start) / 1000;
  }
  throw new Error(`${link.textContent} was not shown within a minute`);
}
"""
BARE = """
import streamlit as st

def draw(name):
    st.title(f"What of {name}?")
    st.write("One line of text.")
    with st.expander("How to read this"):
        st.write("As it stands.")

pages = [st.Page(lambda n=n: draw(n), title=n, url_path=n.lower()) for n in ("One", "Two")]
page = st.navigation(pages, position="hidden")
with st.sidebar:
    for link in pages:
        st.page_link(link)
page.run()
"""


def switches(address: str, rounds: int) -> dict[str, list[float]]:
    """Go round all pages of a site; give the seconds of every switch, by page, in the last rounds."""
    with server.browsing(address) as page:
        page.wait_for_selector(_LINKS, timeout=60_000)
        _settle(page)
        links = page.locator(_LINKS)
        titles = links.locator(_LABEL).all_inner_texts()
        # the site opens on its first page, so that a round ends there
        order = [*range(1, len(titles)), 0]
        spent: dict[str, list[float]] = {title: [] for title in titles}
        for number in range(_WARM_ROUNDS + rounds):
            for place in order:
                seconds = links.nth(place).evaluate(_SWITCH)
                if number >= _WARM_ROUNDS:
                    spent[titles[place]].append(seconds)
    return spent


def _settle(page: Any) -> None:
    page.wait_for_function(
        """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
              && !document.querySelector('[data-testid="stProgress"]')""",
        timeout=180_000,
    )


def _medians(address: str, rounds: int) -> tuple[tuple[float, ...], str]:
    """Give every switch of a site, and which page is slowest."""
    spent = switches(address, rounds)
    by_page = {title: median(times) for title, times in spent.items()}
    slowest = max(by_page, key=by_page.__getitem__)
    whole = tuple(seconds for times in spent.values() for seconds in times)
    return whole, f"{len(spent)} pages, slowest {slowest} ({by_page[slowest]:.2f} s)"


def _bare(folder: Path, rounds: int) -> tuple[float, ...]:
    folder.mkdir()
    app = folder / "app.py"
    app.write_text(BARE)
    with server.serving(app, {}) as address:
        return _medians(address, rounds)[0]


def run(bench: Bench) -> list[Line]:
    if why := server.missing():
        return [Line(CLAIM, "s", "a browser", target=TARGET, skipped=why)]
    bench.say("switching between bare pages")
    floor = _bare(bench.folder / "bare", bench.repeats)
    stand = bench.cast
    a, b = Workspace(stand.workspace).profiles["key"].tolist()[:2]
    environment: Mapping[str, str] = {"DOPPELSCOPE_WORKSPACE": str(stand.workspace)}
    lines = []
    with server.serving(ROOT / "app.py", environment) as address:
        for query, said in (("w=demo", "the demo"), (f"w=own&a={a}&b={b}", f"a pair of {stand.data}")):
            bench.say(f"switching between pages, {said}")
            ours, pages = _medians(f"{address}/compare?{query}", bench.repeats)
            lines.append(Line(CLAIM, "s", f"{said}; {pages}", ours, AGAINST, floor, TARGET))
    return lines
