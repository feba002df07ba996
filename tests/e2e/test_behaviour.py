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
    visited.turn("Compare")
    visited.turn("Behaviour")
    assert visited.numbers()["DTW per step"] == said[2]
