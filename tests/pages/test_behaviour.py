"""The Behaviour page: what it says with much, with little and with another band."""

import pytest

from components import control, series_table
from core.gallery import Gallery
from core.params import ComparisonParams
from core.workspace import Workspace
from tests.pages.opening import assert_sound, framed, said
from tests.pages.test_pair import control as widget

TABLE = "Every count in every bin"


def distances(app):
    """Give the table of all counts and bins."""
    return next(frame.value for frame in app.dataframe if "Per step" in frame.value.columns)


def habits(app):
    return next(
        frame.value for frame in app.dataframe if list(frame.value.columns) == ["Habit", "A", "B", "Cut-off"]
    )


def numbers(app):
    return {metric.label: (metric.value, metric.delta) for metric in app.metric}


@pytest.mark.usefixtures("demo")
def test_the_page_holds_both_distances_habits_and_every_count_in_every_bin():
    app = framed("behaviour")
    assert_sound(app.run())
    shown = numbers(app)
    table = distances(app)
    assert len(table) == len(series_table.ROWS)
    row = table.iloc[series_table.ROWS.index(("posts", "hour_of_day"))]
    assert row["Per step"] == shown["DTW per step"][0]
    assert float(row["Paper mode"]) == pytest.approx(float(shown["Paper mode"][0]), abs=0.05)
    assert shown["DTW per step"][1].startswith("more alike than")
    assert any("√(cost / steps)" in text and "grows with volume" in text for text in said(app))
    assert len(habits(app)) == 6
    assert "—" not in set(habits(app)["A"])


@pytest.mark.usefixtures("demo")
def test_a_chosen_count_and_bin_are_marked_in_the_table_and_drawn():
    app = framed("behaviour")
    widget(app, "Count").set_value("replies").run()
    widget(app, "Bin").set_value("month").run()
    assert_sound(app)
    table = distances(app)
    marked = table[table["Count"].str.contains("▴")]
    assert list(marked.index) == [series_table.ROWS.index(("replies", "month"))]
    assert marked["Per step"].item() == numbers(app)["DTW per step"][0]
    assert "Which month answers which" in said(app)


@pytest.mark.usefixtures("demo")
def test_a_band_of_one_s_own_is_not_ranked_by_the_recommended_one():
    app = framed("behaviour")
    widget(app, "Warp at most").set_value("4 h").run()
    assert_sound(app)
    assert numbers(app)["DTW per step"][1] == "at a band of your own"
    assert not any("more alike than" in text for text in said(app) if text.startswith("By hour of day"))


def test_a_profile_with_one_post_is_compared_in_nothing_and_the_page_says_why(demo, demo_folder):
    lonely = Workspace(demo_folder / "demo").profiles.query("n_posts == 1")["key"].item()
    app = framed("behaviour", w="demo", a=demo[0], b=lonely)
    assert_sound(app)
    assert_sound(app.run())
    assert set(distances(app)["Per step"]) == {"—"}
    assert distances(app).iloc[:, -1].str.contains("B |not observed at the same time").all()
    assert numbers(app)["DTW per step"] == ("—", "too little evidence")
    assert numbers(app)["Same hours"] == ("—", "too little evidence")
    assert set(habits(app)["B"]) == {"—"}
    assert any("English only" in text for text in said(app))


def test_the_tone_stands_on_the_cards_with_its_reason(demo, demo_folder):
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    portraits = [Gallery(Workspace(demo_folder / "demo")).portrait(key) for key in demo]
    assert all(one.content.sentiment.n_texts >= 50 for one in portraits)
    badges = [text for text in said(app) if text.startswith(":gray-badge")]
    assert any("Positive" in text or "Neutral" in text or "Mixed tone" in text for text in badges)


def test_a_click_on_a_row_sets_both_controls(monkeypatch):
    held = {"rows": {"selection": {"rows": [], "cells": [(12, "Count")]}}}
    monkeypatch.setattr(series_table.state, "widget", held.get)
    monkeypatch.setattr(series_table.state, "set_widgets", held.update)
    series_table._show("rows")
    assert (held[control.SERIES_KEY], held[control.BINS_KEY]) == series_table.ROWS[12]
    assert held["rows"] == {"selection": {"rows": [], "cells": []}}


def test_percentiles_of_paper_mode_are_shown_where_they_were_worked_out(demo, demo_folder):
    folder = demo_folder / "demo"
    paper = ComparisonParams.of("paper")
    app = framed("behaviour", w="demo", a=demo[0], b=demo[1])
    fitted = Gallery(Workspace(folder)).standing(paper)
    assert numbers(app)["Paper mode"][1].startswith("more alike" if fitted else "raw counts")
    Gallery(Workspace(folder)).fit_standing(paper)
    assert numbers(app.run())["Paper mode"][1].startswith("more alike than")
