"""The first start, without any data: a finished comparison within seconds."""

import re

DEADLINE = 90_000  # ms; ten seconds on an idle machine


def test_the_first_start_makes_the_demo_and_opens_on_its_planted_pair(start, visit, pair):
    visited = visit(start(demo=False))
    visited.page.goto(visited.base)
    heading = visited.page.locator("h1")
    heading.get_by_text("making the demo").wait_for()
    heading.get_by_text(re.compile("^How alike are")).wait_for(timeout=DEADLINE)
    visited.settle(DEADLINE)
    assert all(f"@{handle}" in visited.title for handle in pair.values())
    visited.shows("Synthetic demo")
    assert visited.numbers()["Posts"] != "—"
    # The percentiles follow by themselves, without a reload.
    visited.main.get_by_text(re.compile(r"Most alike in")).wait_for(timeout=DEADLINE)
    assert len(visited.rows("Every measure with value, percentile and evidence")) > 5
