"""The Compare page: who the two say they are, every measure, and more of them on request."""

import re

import numpy as np
import pytest

from components import control, jobs, measure_table, ranking, state
from core.measures import DETAIL, all_measures, get
from core.model import Comparison, Measurement
from core.standing import Standing
from tests.pages.opening import SOON, assert_sound, framed, said


def measures_table(app):
    (table,) = [frame.value for frame in app.main.dataframe if "More alike than" in frame.value]
    return table


def test_the_page_shows_how_alike_the_names_are_and_what_that_is_no_part_of(demo):
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    labels = [metric.label for metric in app.metric]
    assert {"Handles alike", "Display names alike", "Bios alike in words", "Accounts made apart"} <= set(
        labels
    )
    assert any("no part of any statement about who writes" in text for text in said(app))
    assert_sound(app.run())


def test_families_of_measures_are_shown_in_detail_only(demo):
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    families = {measure.label for measure in all_measures() if DETAIL in measure.tags}
    assert families
    assert families.isdisjoint(measures_table(app)["Measure"])
    (toggle,) = [toggle for toggle in app.main.toggle if toggle.label == "In detail"]
    toggle.set_value(True).run()
    assert_sound(app)
    assert families <= set(measures_table(app)["Measure"])
    assert len(measures_table(app)) == len(all_measures())


def test_a_row_without_a_page_of_its_own_offers_none(demo):
    table = measures_table(framed("compare", w="demo", a=demo[0], b=demo[1]))
    assert set(table.loc[table["Measure"].str.contains("Handles"), "Open"]) == {""}
    assert set(table.loc[table["Measure"].str.contains("Jaccard"), "Open"]) == {"Open"}


@pytest.mark.parametrize("mode", ["Recommended", "As the paper"])
def test_every_measure_has_a_value_or_says_why_not(demo, mode):
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    (control,) = [control for control in app.main.segmented_control if control.label == "Measures"]
    control.set_value("paper" if mode == "As the paper" else "default").run()
    assert_sound(app)
    table = measures_table(app)
    without = table[table["Value"] == "—"]
    assert without["Evidence"].str.startswith("missing: ").all()
    assert len(without) < len(table) / 2


def test_the_profiles_most_like_a_are_looked_for_on_request_and_opened(demo):
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    assert not any("most like" in frame.proto.alt for frame in app.main.dataframe)
    app.session_state["nearest"] = True
    app.run()
    (job,) = [job for key, job in jobs._RUNNER._jobs.items() if key.startswith("nearest:")]
    assert job.wait(SOON).state == "done"
    assert_sound(app.run())
    (table,) = [frame.value for frame in app.main.dataframe if "All aspects" in frame.proto.columns]
    assert len(table) == 10
    assert table["All"].is_monotonic_decreasing
    assert table.iloc[0]["Open"] == "Shown"


def test_open_leads_to_the_series_and_the_bin_of_its_row(demo, monkeypatch):
    clicked, turned = [], []
    monkeypatch.setattr(state, "clicked_row", lambda key: clicked[0] if clicked and "open" in key else None)
    monkeypatch.setattr(measure_table.st, "switch_page", lambda page, **_: turned.append(page))
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    clicked.append(measures_table(app)["Measure"].tolist().index("Daily activity, DTW"))
    app.run()
    assert turned == ["pages/behaviour.py"]
    assert (app.session_state[control.SERIES_KEY], app.session_state[control.BINS_KEY]) == ("posts", "day")


def test_the_text_for_a_ticket_says_when_among_what_and_what_it_leaves_out(demo):
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    (text,) = [code.value for code in app.main.code]
    details = [measure.label for measure in all_measures() if DETAIL in measure.tags]
    assert not any(f"{label}:" in text for label in details)
    assert f"{len(details)} more measures" in text
    assert "Ranks are among 780 pairs of the workspace." in text
    assert re.search(r"recommended mode; written 20\d\d-\d\d-\d\d \d\d:\d\d UTC", text)


def measurement(name, value):
    measure = get(name)
    return Measurement(name, measure.aspect, value, None, "", measure.direction, 9, 9, measure.items, 0)


def test_the_headline_is_no_identity_measure_and_nothing_in_common_is_no_least():
    comparison = Comparison(
        "x:1",
        "x:2",
        "default",
        (
            measurement("identity.handle", 1.0),
            measurement("audience.jaccard", 0.3),
            measurement("content.same_posts", 0.0),
            measurement("content.tfidf_cosine", 0.2),
        ),
    )
    curve = np.linspace(0, 0.4, 41)
    standing = Standing(41, 41, {found.measure: curve for found in comparison.measurements})
    said = ranking.answer(comparison, standing)
    assert "Most alike in **shared targets**" in said
    assert "least in **vocabulary** (" in said
    assert "lack" not in said
