"""Light and dark, on a desk and on a projector."""

import pytest

PAGES = ("compare", "behaviour", "audience", "content", "workspace", "method")
GROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 21, 28)"}
every_page = pytest.mark.parametrize("page", PAGES)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_and_graph_have_the_ground_of_the_page(served, visit, theme):
    visited = visit(served, theme=theme)
    for page in ("behaviour", "content", "audience"):
        visited.open(f"{page}?w=demo")
        assert visited.colour(visited.page.get_by_test_id("stApp")) == GROUND[theme]
        for plot in visited.page.locator(".js-plotly-plot .main-svg:first-child").all():
            assert visited.colour(plot) in {GROUND[theme], "rgba(0, 0, 0, 0)"}
        labels = visited.page.locator(".js-plotly-plot .xtick text").all()
        assert page == "audience" or labels
        for label in labels:
            light = visited.lightness(label.evaluate("e => getComputedStyle(e).fill"))
            assert (light > 0.5) == (theme == "dark")
    assert visited.graph().evaluate("getComputedStyle(document.body).backgroundColor") == GROUND[theme]


@every_page
def test_a_projector_shows_each_page_without_scrolling_sideways(served, visit, page):
    visited = visit(served, width=1280, height=720)
    visited.open(f"{page}?w=demo")
    assert visited.overflow() <= 0
    assert [said for said, wide in visited.table_overflow().items() if wide > 1] == []
