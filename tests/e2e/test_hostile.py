"""Foreign text in every place where it is shown: it is read, and does nothing."""

from tests.pages.hostile import SCRIPT, hostile_csv

PAGES = ("Compare", "Behaviour", "Audience", "Content", "Persona & safety", "Map", "Workspace", "Method")
SAME = "Same posts, with both times and the lag"
_PAIRS = (("window.planted", "cmd()"), ("material/home", "evil"), ("العالم", "🧪"))


def test_hostile_timelines_are_shown_as_text_and_nothing_else(start, visit):
    visited = visit(start())
    visited.open("workspace?w=own")
    visited.upload(("<img src=x onerror=alert(1)>.csv", hostile_csv()))
    visited.shows("What the import did")
    for a, b in _PAIRS:
        visited.pick("A", a)
        visited.pick("B", b)
        for page in PAGES if a == _PAIRS[0][0] else ("Compare", "Audience"):
            visited.turn(page)
            assert visited.page.get_by_test_id("stAlertContentError").count() == 0
            assert all(frame.evaluate("window.planted") is None for frame in visited.page.frames)
            assert visited.main.locator("a[href*=javascript], a[href*=evil], img[src*=evil]").count() == 0
            assert visited.page.locator("[data-testid=stMain] script, [onerror], [onload]").count() == 0
    visited.turn("Content")
    found = visited.rows(SAME)
    row = next(n for n, cells in enumerate(found) if any(SCRIPT in cell for cell in cells))
    visited.click_row(SAME, row, at=200)
    visited.settle()
    assert SCRIPT in visited.main.inner_text().replace("\u2060", "")
