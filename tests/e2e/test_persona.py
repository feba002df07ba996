"""The Persona & safety page in a browser: weights move the scale, the caveat stands, foreign text stays text."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from components import cluster_card, cluster_detail, safety_recommend, safety_weight
from core.model.persona import CAVEAT
from tests.pages.hostile import SCRIPT

WAIT = 120_000  # ms: portraits, what is usual and clusters are made in some seconds, on an idle machine
CELLS = """() => {
    const plot = [...document.querySelectorAll('.js-plotly-plot')].find(one => /Together/.test(one.textContent));
    return plot.layout.shapes.filter(one => one.type === 'rect').map(one => one.opacity);
}"""
FACTORS = ("−3", "−2", "−1", "+1", "+2", "+3")


def opened(visit, server, query="w=demo", **settings):
    visited = visit(server, **settings)
    visited.page.goto(f"{server.base}/persona?{query}")
    # never quiet while a job tells how far it is
    for said in ("Weights are rules", "Silhouette"):
        visited.main.get_by_text(said).first.wait_for(timeout=WAIT)
    visited.settle(WAIT)
    return visited


def belief(visited):
    """Give the belief that stands under the factor."""
    return float(re.search(r"b = (0\.\d+)", visited.main.inner_text())[1])


def test_changing_one_weight_changes_the_scale_and_the_recommended_ones_come_back(served, visit):
    visited = opened(visit, served)
    before, factor = belief(visited), visited.numbers()["Safety factor"]
    cells = visited.page.evaluate(CELLS)
    assert [one for one, opacity in zip(FACTORS, cells, strict=True) if opacity == 1] == [factor]
    visited.main.get_by_role("button", name="Weights").click()
    field = visited.page.get_by_label(safety_weight.LABELS["hybrid"], exact=True)
    field.fill("3")
    field.press("Enter")
    visited.says(lambda: belief(visited) > before)
    visited.settle()
    after = visited.numbers()["Safety factor"]
    assert after != factor
    cells = visited.page.evaluate(CELLS)
    assert [one for one, opacity in zip(FACTORS, cells, strict=True) if opacity == 1] == [after]
    visited.shows("Weights are yours")
    visited.page.get_by_role("button", name="Back to the recommended").click()
    visited.says(lambda: belief(visited) == before)
    visited.settle()
    assert visited.main.get_by_text("Weights are yours").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_link_opens_the_finished_page_with_its_caveat_above_the_fold(served, visit, theme):
    visited = opened(visit, served, theme=theme, width=1280, height=720)
    assert visited.title.startswith("What if ● @")
    assert visited.title.endswith("meet?")
    caveat = visited.main.get_by_text(CAVEAT).first
    expect(caveat).to_be_visible()
    assert caveat.bounding_box()["y"] < 400
    assert visited.page.get_by_test_id("stAlertContentError").count() == 0
    assert visited.overflow() <= 0
    assert [said for said, wide in visited.table_overflow().items() if wide > 1] == []
    drawn = visited.page.locator("[data-testid=stPlotlyChart]")
    assert drawn.count() == 4


def test_no_words_of_the_figures_are_cut_or_lie_on_one_another(served, visit):
    visited = opened(visit, served, width=1280, height=720)
    clashes = visited.page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
            const box = plot.getBoundingClientRect();
            const said = [...plot.querySelectorAll('.annotation-text, .xtick text, .ytick text')]
                .filter(one => one.textContent).map(one => [one.textContent, one.getBoundingClientRect()]);
            const cut = said.filter(([, r]) => r.left < box.left - 1 || r.right > box.right + 1);
            const over = said.filter(([t, r], n) => said.some(([u, q], m) => m > n && r.left < q.right - 2
                && q.left < r.right - 2 && r.top < q.bottom - 4 && q.top < r.bottom - 4));
            return [...cut, ...over].map(([text]) => text);
        })"""
    )
    assert clashes == []


def test_the_paper_has_its_own_factor(served, visit):
    visited = opened(visit, served)
    visited.open_part("As the paper")
    visited.shows("in three equal steps")
    assert visited.numbers()["Safety factor"] in FACTORS
    visited.open_part("Recommended")


def test_a_cluster_is_called_what_the_analyst_calls_it_and_that_stays_text(start, visit):
    visited = opened(visit, start())
    visited.main.get_by_role("button", name="Rename").click()
    field = visited.page.get_by_label("Label", exact=True)
    field.fill(SCRIPT[:40])
    visited.page.get_by_role("button", name="Save").click()
    visited.says(lambda: any(SCRIPT[:20] in " ".join(row) for row in visited.rows(cluster_card.ALT)))
    visited.settle()
    assert visited.page.evaluate("window.planted") is None
    assert visited.page.locator("[data-testid=stMain] script, [onerror], [onload]").count() == 0
    visited.open_part("BIRCH")
    visited.main.get_by_text("Silhouette").first.wait_for(timeout=WAIT)
    visited.settle()
    assert not any(SCRIPT[:20] in " ".join(row) for row in visited.rows(cluster_card.ALT))


def test_what_parts_the_clusters_and_how_near_the_two_are_is_told_once_asked_for(served, visit):
    visited = opened(visit, served, width=1280, height=720)
    alts = cluster_detail.AUDIENCES_ALT, cluster_detail.NEARNESS_ALT
    assert [visited.table(alt).count() for alt in alts] == [0, 0]
    visited.main.get_by_text(cluster_detail.NEARNESS).click()
    visited.table(alts[1]).wait_for()
    visited.settle()
    rows = visited.rows(alts[1])
    for sign, column in (("A", 2), ("B", 3)):
        least = min(rows, key=lambda row: float(row[column]))
        assert [row for row in rows if sign in row[4]] == [least]
        # K-Means: every profile lies in the cluster whose mean is nearest
        here = next(row for row in visited.rows(cluster_card.ALT) if sign in row[2])
        assert here[0] == least[0]
    assert visited.table(alts[0]).count() == 0
    visited.main.get_by_text(cluster_detail.AUDIENCES).click()
    visited.table(alts[0]).wait_for()
    visited.settle()
    assert all(row[2].startswith("@") for row in visited.rows(alts[0]))
    written = visited.download("All named (CSV)").decode("utf-8-sig")
    assert CAVEAT in written
    assert [said for said, wide in visited.table_overflow().items() if wide > 1] == []
    for name in (cluster_detail.NEARNESS, cluster_detail.AUDIENCES):
        visited.main.get_by_text(name).click()
        visited.settle()


def test_a_recommended_contact_opens_as_the_other_profile(served, visit):
    visited = opened(visit, served)
    visited.open_part("Whom to meet")
    visited.main.get_by_text("Safest for").first.wait_for(timeout=WAIT)
    visited.settle()
    alt = safety_recommend.ALTS["safest"]
    rows = visited.rows(alt)
    at = next(n for n, row in enumerate(rows) if row[-1] != "Shown")
    handle = rows[at][0].split(" ")[0]
    visited.click_row(alt, at, at=-30)
    visited.says(lambda: handle[:15] in visited.title)
    visited.settle()
