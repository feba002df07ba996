"""Every number opens to the posts that made it."""

import csv
import io

import pytest

from core.measures import all_measures

MEASURES = "Every measure with value, percentile and evidence"


@pytest.mark.parametrize(
    ("page", "parts", "alt"),
    [
        ("behaviour", (), "The steps that cost most"),
        ("audience", (), "Shared targets with both weights and rarity"),
        ("content", (), "Same posts, with both times and the lag"),
        ("content", ("Same reposts",), "Same reposts, with both times and the lag"),
        ("content", ("Words",), "Shared words with counts and rarity"),
        (
            "content",
            ("Hashtags, links, clients", "Linked domains"),
            "Shared linked domains with counts and their part in the cosine",
        ),
    ],
)
def test_a_click_on_any_row_opens_the_posts_of_both(served, visit, page, parts, alt):
    visited = visit(served)
    visited.open(f"{page}?w=demo")
    for part in parts:
        visited.open_part(part)
    rows = visited.rows(alt)
    lists = visited.posts_below(alt)
    first = [shown.inner_text() for shown in lists]
    assert all("UTC" in text for text in first)
    # by a click in the middle of the row, and by the circle before it
    visited.click_row(alt, 1, at=60)
    visited.says(lambda: [shown.inner_text() for shown in lists] != first)
    visited.click_row(alt, 0, at=15)
    visited.says(lambda: [shown.inner_text() for shown in lists] == first)
    assert len(rows) > 1


def test_a_step_of_the_keyboard_opens_the_next_row(served, visit):
    alt = "The steps that cost most"
    visited = visit(served)
    visited.open("behaviour?w=demo")
    lists = visited.posts_below(alt)
    visited.click_row(alt, 1, at=60)
    visited.settle()
    before = [shown.inner_text() for shown in lists]
    visited.page.keyboard.press("ArrowDown")
    visited.says(lambda: [shown.inner_text() for shown in lists] != before)


def test_the_posts_of_a_step_are_of_its_bins(served, visit):
    visited = visit(served)
    visited.open("behaviour?w=demo")
    alt = "The steps that cost most"
    for row in (0, 3):
        hour_a, _, hour_b = visited.rows(alt)[row][:3]
        visited.click_row(alt, row, at=15)
        visited.settle()
        for shown, hour in zip(visited.posts_below(alt), (hour_a, hour_b), strict=True):
            times = shown.get_by_text("UTC").all_inner_texts()
            assert times
            assert all(f", {hour[:3]}" in time for time in times)


def test_the_posts_of_a_target_name_it(served, visit):
    visited = visit(served)
    visited.open("audience?w=demo")
    alt = "Shared targets with both weights and rarity"
    visited.click_row(alt, 2, at=60)
    target = visited.rows(alt)[2][0]
    visited.shows(f"Posts that name {target}")


@pytest.mark.parametrize("aspect", ["Behaviour", "Audience", "Content"])
def test_open_leads_from_a_measure_to_the_page_of_its_aspect(served, visit, aspect):
    visited = visit(served)
    visited.open("compare?w=demo")
    row = next(n for n, cells in enumerate(visited.rows(MEASURES)) if cells[0] == aspect)
    visited.click_row(MEASURES, row, at=-32)
    visited.page.wait_for_url(f"**/{aspect.casefold()}?*")
    visited.settle()
    assert "@" in visited.title


def test_the_downloaded_measures_are_safe_and_whole(served, visit):
    visited = visit(served)
    visited.open("compare?w=demo")
    data = visited.download("Measures (CSV)")
    assert data.startswith(b"\xef\xbb\xbf")
    records = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [record["measure"] for record in records] == [measure.name for measure in all_measures()]
    assert {"a", "b", "measure", "value", "missing", "n_a", "n_b"} <= set(records[0])
    for record in records:
        assert record["value"] or record["missing"]
        for cell in record.values():
            number = cell.removeprefix("-").replace(".", "", 1).isdigit()
            assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_text_for_a_ticket_holds_figures_caveat_and_link(served, visit, pair):
    visited = visit(served)
    visited.open("compare?w=demo")
    visited.main.get_by_role("button", name="Copy as text").click()
    text = visited.page.get_by_test_id("stCode").inner_text()
    for handle in pair.values():
        assert f"@{handle}" in text
    for words in ("Similarity is not identity", "Synthetic demo", "UTC", "compare?w=demo", "Doppelscope "):
        assert words in text


def test_the_graph_is_boxed_in_and_drawn(served, visit):
    visited = visit(served)
    visited.open("audience?w=demo")
    frame = visited.graph()
    assert frame.evaluate("self.origin") == "null"
    assert frame.locator("canvas").count() == 1
    assert frame.evaluate("network.body.data.nodes.length") > 10
    # drawn: the picture is not of one colour
    assert (
        frame.evaluate(
            "() => { const c = document.querySelector('canvas');"
            " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            " return new Set(Array.from({length: d.length / 4}, (_, i) => d[4 * i] << 16 | d[4 * i + 1] << 8 | d[4 * i + 2])).size; }"
        )
        > 5
    )
