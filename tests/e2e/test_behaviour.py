"""The Behaviour page in a browser: every count in every bin is one click away."""

from components import series_table

TABLE = "Distance of every count in every bin, in both modes"


def test_a_click_on_a_row_shows_that_count_in_that_bin_and_is_kept_across_pages(served, visit):
    visited = visit(served)
    visited.open("behaviour?w=demo")
    row = series_table.ROWS.index(("reposts", "hour_of_day"))
    said = visited.rows(TABLE)[row]
    assert said[1].startswith("Reposts")
    visited.click_row(TABLE, row, at=150)
    visited.says(lambda: visited.numbers()["DTW per step"] == said[2])
    assert "reposts" in visited.main.get_by_test_id("stHeading").nth(2).inner_text()
    # what the click has changed stands far above: it is said beside the row, with the way there
    beside = visited.main.get_by_text(f"{said[2]} apart per step")
    beside.wait_for()
    assert "Reposts, hour of day" in beside.inner_text()
    head = visited.main.get_by_role("heading", name=series_table.CURVES["hour_of_day"])
    assert head.bounding_box()["y"] < 0
    visited.main.get_by_role("link", name="Up to its curves").click()
    visited.says(lambda: 0 <= head.bounding_box()["y"] < 900)
    visited.turn("Compare")
    visited.turn("Behaviour")
    assert visited.numbers()["DTW per step"] == said[2]
