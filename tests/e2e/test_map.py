"""The Map page in a browser: a point on the map leads to its pair, and so does a row, by keyboard too."""

import re
from urllib.parse import parse_qs, urlsplit

from components import map_duplicates, map_table

MADE = 240_000  # ms: the first map of a server imports and compiles what it needs


def chosen(visited):
    """Give the pair that the address says."""
    query = parse_qs(urlsplit(visited.page.url).query)
    return query["a"][0], query["b"][0]


def open_map(visited):
    """Open the map of the demo and wait until it and the list below it are drawn."""
    visited.open("map?w=demo")
    visited.main.get_by_text("780 pairs on a map").wait_for(timeout=MADE)
    visited.main.get_by_text("no evidence by itself").wait_for(timeout=MADE)
    visited.settle()


def lone_point(visited):
    """Find a point with room around it: where it is on the screen, and what it is called."""
    return visited.page.evaluate(
        """() => {
            const plot = document.querySelector('.js-plotly-plot');
            const box = plot.querySelector('.nsewdrag').getBoundingClientRect();
            const {xaxis, yaxis} = plot._fullLayout;
            const points = plot.calcdata.filter(drawn => drawn[0].trace.hoverinfo !== 'skip').flatMap(drawn =>
                drawn.map(p => ({x: box.left + xaxis.d2p(p.x), y: box.top + yaxis.d2p(p.y)})));
            const room = p => Math.min(...points.filter(q => q !== p).map(q => Math.hypot(p.x - q.x, p.y - q.y)));
            return points.map(p => ({...p, room: room(p)})).sort((p, q) => q.room - p.room)[0];
        }"""
    )


def test_a_click_on_a_point_lands_on_its_pair(served, visit):
    visited = visit(served)
    open_map(visited)
    before = chosen(visited)
    point = lone_point(visited)
    visited.page.mouse.move(point["x"], point["y"])
    hovered = visited.page.locator(".hoverlayer .hovertext").first
    hovered.wait_for()
    said = hovered.text_content()
    visited.page.mouse.click(point["x"], point["y"])
    visited.page.wait_for_url(re.compile(r"/compare\?"))
    visited.settle()
    assert chosen(visited) != before
    handles = re.findall(r"@\w+", visited.title)
    assert len(handles) == 2
    assert all(handle[:15] in said for handle in handles)
    visited.page.go_back()
    visited.main.get_by_text("780 pairs on a map").wait_for()
    visited.settle()


def test_a_row_of_the_list_opens_its_pair_by_keyboard(served, visit):
    visited = visit(served)
    open_map(visited)
    row = visited.rows(map_duplicates.ALT)[3]
    visited.click_row(map_duplicates.ALT, 2, at=60)
    visited.settle()
    visited.page.keyboard.press("ArrowDown")
    button = visited.main.get_by_role("button", name=f"Compare {row[0]} and {row[1]}")
    button.wait_for()
    button.press("Enter")
    visited.page.wait_for_url(re.compile(r"/compare\?"))
    visited.settle()
    assert all(name[:15] in visited.title for name in row[:2])


def test_a_row_of_the_table_opens_its_pair(served, visit):
    visited = visit(served)
    open_map(visited)
    visited.main.get_by_role("button", name="Table").first.click()
    visited.settle()
    row = visited.rows(map_table.ALT)[2]
    visited.click_row(map_table.ALT, 2, at=60)
    visited.page.get_by_role("button", name=f"Compare {row[0]}").click()
    visited.page.wait_for_url(re.compile(r"/compare\?"))
    visited.settle()
    assert all(name[:15] in visited.title for name in row[0].split(" and "))
