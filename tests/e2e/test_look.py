"""Light and dark, on a desk and on a projector."""

import re

import pytest

PAGES = ("compare", "behaviour", "audience", "content", "persona", "map", "workspace", "method")
WAIT = 120_000  # ms: the first to open a page has its jobs run, in some seconds on an idle machine
GROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 21, 28)"}
every_page = pytest.mark.parametrize("page", PAGES)


def lightness(colour):
    """Give how light a colour is, from 0 (black) to 1."""
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3]) / (3 * 255)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_and_graph_have_the_ground_of_the_page(served, visit, theme):
    visited = visit(served, theme=theme)
    visited.open("compare?w=demo")
    for page, least in (("Behaviour", 5), ("Content", 1), ("Audience", 1)):
        visited.turn(page)
        assert visited.colours("[data-testid=stApp]", "backgroundColor") == [GROUND[theme]]
        grounds = visited.colours(".js-plotly-plot .main-svg:first-child", "backgroundColor")
        assert len(grounds) >= least
        assert set(grounds) <= {GROUND[theme], "rgba(0, 0, 0, 0)"}
        labels = visited.colours(".js-plotly-plot .xtick text", "fill")
        assert bool(labels) == bool(least)
        assert all((lightness(colour) > 0.5) == (theme == "dark") for colour in labels)
    assert visited.graph().evaluate("getComputedStyle(document.body).backgroundColor") == GROUND[theme]


@every_page
def test_a_projector_shows_each_page_without_scrolling_sideways(served, visit, page):
    visited = visit(served, width=1280, height=720)
    visited.page.goto(f"{served.base}/{page}?w=demo")
    visited.settle(WAIT)
    assert visited.overflow() <= 0
    assert [said for said, wide in visited.table_overflow().items() if wide > 1] == []
