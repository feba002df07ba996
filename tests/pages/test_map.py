"""The Map page: what it asks for, what it shows, and that every point and every row leads to its pair."""

from __future__ import annotations

import json
import re
import shutil
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from components import compute_map, jobs, map_card, map_duplicates, map_making, map_table, state
from components.map_colour import DIFFERENT, SAME, by_label
from components.map_control import Asked, _without_unused
from core.errors import CancelledError, InputError
from core.gallery import Gallery
from core.labels import set_labels
from core.maps.params import MapParams
from core.params import ComparisonParams
from core.workspace import Workspace
from core.workspace.folder import ENVIRONMENT
from tests.components.test_map_making import grow
from tests.corpus import post, store
from tests.pages.opening import SOON, assert_sound, framed, said, turn

LONG = 180
"""Seconds: the first map of a process imports and compiles what it needs."""
STARTS = ("map-rows:", "map:", "map-place:", "map-bits:", "hybrid:")


@pytest.fixture(autouse=True)
def _fresh():
    """Let no test see the maps of another: the cache is the server's."""
    compute_map._shelf.clear()
    for key in [key for key in jobs._RUNNER._jobs if key.startswith(STARTS)]:
        del jobs._RUNNER._jobs[key]


def _shown(app):
    """Tell whether the page waits for nothing any more: a job may have ended before anybody looked."""
    return not [button for button in app.main.button if button.label == "Cancel"]


def finished(app):
    """Run a page until no job that it began is unfinished."""
    for _ in range(8):
        mine = [job for key, job in jobs._RUNNER._jobs.items() if key.startswith(STARTS)]
        waiting = [job for job in mine if not job.status.finished]
        if not waiting and _shown(app):
            return app
        for job in waiting:
            assert job.wait(LONG).finished, f"{job.key} did not end"
        assert_sound(app.run(timeout=SOON))
    pytest.fail("the page begins one job after the other")


def opened(**query):
    return finished(framed("map", **query))


def control(app, label):
    (found,) = [
        widget for widget in (*app.main.segmented_control, *app.main.selectbox) if widget.label == label
    ]
    return found


def headings(app):
    return [heading.value for heading in app.main.subheader]


def charts(app):
    return [chart.proto for chart in app.main.get("plotly_chart")]


def suspects(app):
    (table,) = [frame.value for frame in app.main.dataframe if frame.proto.alt == map_duplicates.ALT]
    return table


@pytest.fixture
def click(monkeypatch):
    """Give a function that makes the next chart report a click on a point, by its row."""
    rows = []
    real = map_card.st.plotly_chart

    def chart(*args, **kwargs):
        event = real(*args, **kwargs)
        return {"selection": {"points": [{"customdata": [rows.pop()]}]}} if rows else event

    monkeypatch.setattr(map_card.st, "plotly_chart", chart)
    return rows.append


@pytest.fixture
def turned(monkeypatch):
    """Note which page would be turned to, and stay."""
    pages = []

    def note(page, **_):
        pages.append(page)
        map_duplicates.st.stop()

    monkeypatch.setattr(map_duplicates.st, "switch_page", note)
    return pages


def test_the_page_shows_its_map_after_its_jobs_and_at_once_when_one_comes_back(demo):
    app = framed("map", w="demo", a=demo[0], b=demo[1])
    assert_sound(app)
    assert charts(app) == []
    finished(app)
    assert "780 pairs on a map" in headings(app)
    assert len(charts(app)) == 1
    turn(app, "compare")
    assert_sound(turn(app, "map"))
    assert len(charts(app)) == 1
    assert "Suspected duplicates" in headings(app)


def test_settings_as_used_trust_and_caveat_stand_below_the_map(demo):
    app = opened(w="demo", a=demo[0], b=demo[1])
    (caption,) = [text.value for text in app.main.caption if "trustworthiness" in text.value]
    assert "perplexity 30" in caption
    assert "seed 0" in caption
    assert re.search(r"trustworthiness 0\.\d\d", caption)
    assert "Distances on a map are not evidence" in caption


def test_the_answer_ranks_the_pair_and_says_of_how_many(demo):
    app = opened(w="demo", a=demo[0], b=demo[1])
    assert any(re.search(r"nearer than \*\*99\.\d%\*\* of 780 pairs", text) for text in said(app))


def test_each_way_to_show_and_to_lay_out_has_a_map_of_its_own(demo):
    app = opened(w="demo", a=demo[0], b=demo[1])
    control(app, "Points").set_value("profiles").run()
    finished(app)
    assert "40 profiles on a map" in headings(app)
    first = charts(app)[0].spec
    control(app, "Laid out by").set_value("umap").run()
    finished(app)
    assert charts(app)[0].spec != first
    assert any("neighbours 15" in text for text in said(app))


def test_what_the_other_method_reads_makes_no_other_map():
    assert _without_unused(MapParams("tsne", n_neighbors=7, min_dist=0.5)) == MapParams("tsne")
    assert _without_unused(MapParams("umap", perplexity=7)) == MapParams("umap")
    assert _without_unused(MapParams("umap", seed=4)) != MapParams("umap")


def test_a_click_on_a_point_opens_its_pair_on_compare(demo, click, turned):
    app = opened(w="demo", a=demo[0], b=demo[1])
    made = next(iter(compute_map._shelf(str(_folder())).values()))
    row = next(row for row, key in enumerate(made.keys) if demo[0] not in key and demo[1] not in key)
    click(row)
    app.run()
    assert turned == ["pages/compare.py"]
    assert {state_of(app, "a"), state_of(app, "b")} == set(made.keys[row])


def test_a_click_on_a_profile_makes_it_b_but_not_if_it_is_a(demo, click):
    app = opened(w="demo", a=demo[0], b=demo[1])
    control(app, "Points").set_value("profiles").run()
    finished(app)
    made = next(
        made for asked, made in compute_map._shelf(str(_folder())).items() if asked.about == "profiles"
    )
    third = next(row for row, (key,) in enumerate(made.keys) if key not in demo)
    click(third)
    app.run()
    assert_sound(app)
    assert (state_of(app, "a"), state_of(app, "b")) == (demo[0], made.keys[third][0])
    click(made.row(demo[0]))
    app.run()
    assert_sound(app)
    assert (state_of(app, "a"), state_of(app, "b")) == (demo[0], made.keys[third][0])
    assert any("That is A" in text for text in said(app))


def _folder():
    return state.folders()["demo"]


def state_of(app, side):
    return app.session_state[f"chosen_{side}"]


def test_a_row_of_the_list_opens_its_pair(demo, turned, monkeypatch):
    app = opened(w="demo", a=demo[0], b=demo[1])
    clicked = []
    monkeypatch.setattr(
        state, "clicked_row", lambda key: clicked[0] if clicked and key == "duplicates-open" else None
    )
    row = suspects(app).iloc[2]
    clicked.append(2)
    app.run()
    assert turned == ["pages/compare.py"]
    assert handles_now(app) == {row["One"], row["Other"]}


def test_the_row_that_the_keys_have_reached_is_opened_by_the_button_below(demo, turned):
    app = opened(w="demo", a=demo[0], b=demo[1])
    row = suspects(app).iloc[0]
    (button,) = [button for button in app.main.button if button.key == "duplicates-compare"]
    button.click().run()
    assert turned == ["pages/compare.py"]
    assert handles_now(app) == {row["One"], row["Other"]}


def test_the_table_of_points_holds_them_all_nearest_first_and_opens_a_row(demo, turned):
    app = opened(w="demo", a=demo[0], b=demo[1])
    app.session_state["table-points"] = True
    assert_sound(app.run())
    (table,) = [frame.value for frame in app.main.dataframe if frame.proto.alt == map_table.ALT]
    assert len(table) == 780
    assert table.iloc[:, 1].dropna().is_monotonic_decreasing
    (button,) = [button for button in app.main.button if button.key == "points-compare"]
    button.click().run()
    assert turned == ["pages/compare.py"]
    assert handles_now(app) == set(table["Point"].iloc[0].split(" and "))


def handles_now(app):
    handles = Workspace(_folder()).profiles.set_index("key")["handle"]
    return {f"@{handles[state_of(app, side)]}" for side in "ab"}


def test_the_duplicates_are_the_nearest_with_parts_and_what_chance_would_make(demo, demo_folder):
    app = opened(w="demo", a=demo[0], b=demo[1])
    table = suspects(app)
    assert len(table) == 10
    assert table["Distance"].is_monotonic_increasing
    assert np.allclose(table[["Behaviour", "Audience", "Content"]].mean(axis=1), table["Distance"])
    assert table.iloc[0]["Open"] == "Shown"
    handles = Workspace(demo_folder / "demo").profiles.set_index("key")["handle"]
    assert {table.iloc[0]["One"], table.iloc[0]["Other"]} == {f"@{handles[key]}" for key in demo}
    assert any("no evidence by itself" in text for text in said(app))
    assert any("where chance alone would make" in text for text in said(app))


@pytest.mark.parametrize("embedded", [False, True])
def test_profiles_that_came_later_can_be_placed_into_the_map(
    demo, demo_folder, tmp_path, monkeypatch, embedded
):
    folder = tmp_path / "mine"
    shutil.copytree(demo_folder / "demo", folder)
    if embedded:
        gallery = Gallery(Workspace(folder))
        gallery.embedded.embed()
        gallery.complete()
        assert gallery.meaning_scale is not None
    monkeypatch.setenv(ENVIRONMENT, str(folder))
    app = opened(w="own", a=demo[0], b=demo[1])
    grow(folder)
    finished(app.run())
    assert "780 pairs on a map" in headings(app)
    (button,) = [button for button in app.main.button if button.label.startswith("Place")]
    assert button.label == "Place 255 new pairs"
    button.click().run()
    finished(app)
    assert_sound(app)
    assert any("were put into the finished map" in text for text in said(app))
    (anew,) = [button for button in app.main.button if button.label == "Make it anew"]
    anew.click().run()
    finished(app)
    assert not any("were put into" in text for text in said(app))


def test_labels_colour_the_points(demo, demo_folder, tmp_path, monkeypatch):
    folder = tmp_path / "labelled"
    shutil.copytree(demo_folder / "demo", folder)
    monkeypatch.setenv(ENVIRONMENT, str(folder))
    workspace = Workspace(folder)
    keys = workspace.profiles["key"].tolist()
    set_labels(workspace, {key: ("<b>press", "fans")[n % 2] for n, key in enumerate(keys)})
    app = opened(w="own", a=demo[0], b=demo[1])
    assert control(app, "Coloured by").value == "label"
    assert "both fans (" in charts(app)[0].spec
    assert "<b>press" not in charts(app)[0].spec


@pytest.mark.parametrize("least", [1, 30])
def test_bits_colour_the_pairs_and_where_there_are_none_the_reason_is_said(demo, monkeypatch, least):
    def judge(_gallery, pairs, **_):
        bits = np.linspace(-4, 6, len(pairs)) if least == 1 else np.full(len(pairs), np.nan)
        why = None if least == 1 else "the workspace has 4 profiles, 30 needed"
        return SimpleNamespace(bits=bits, missing=(why,) * len(pairs), doubts=("few",))

    monkeypatch.setattr(compute_map, "judge", judge)
    app = opened(w="demo", a=demo[0], b=demo[1])
    control(app, "Coloured by").set_value("bits").run()
    finished(app)
    spec = charts(app)[0].spec
    assert ("triangle-down" in spec) == (least == 1)
    note = (
        "before any base rate"
        if least == 1
        else "No pair has a one-operator score: the workspace has 4 profiles"
    )
    assert any(note in text for text in said(app))
    assert any("read its order" in text for text in said(app)) == (least == 1)


def test_two_labels_tell_three_kinds_of_pairs_apart_and_more_only_same_and_different():
    keys = (("x:1", "x:2"), ("x:2", "x:3"), ("x:1", "x:4"), ("x:1", "x:9"))
    two = {"x:1": "a", "x:2": "b", "x:3": "b", "x:4": "a"}
    assert by_label(keys, two).groups == ("one of each", "both b", "both a", None)
    three = {**two, "x:4": "c"}
    assert by_label(keys, three).groups == (DIFFERENT, SAME, DIFFERENT, None)


@pytest.mark.parametrize("about", ["pairs", "profiles"])
@pytest.mark.usefixtures("hostile")
def test_names_of_people_who_mean_harm_are_shown_and_do_nothing(about, hostile):
    app = framed("map", w="own", a=hostile[0], b=hostile[1])
    control(app, "Points").set_value(about).run()
    finished(app)
    assert_sound(app)
    (chart,) = charts(app)
    assert "<script" not in chart.spec
    assert "<svg" not in chart.spec


def test_too_few_points_are_said_without_alarm(hostile, monkeypatch):
    def refuse(*_):
        message = "a map needs at least 4 points, there are 3: choose more pairs or profiles"
        raise InputError(message)

    monkeypatch.setattr(map_making, "measure", refuse)
    app = opened(w="own", a=hostile[0], b=hostile[1]).run()
    assert "No map of these" in headings(app)
    assert any(text.startswith("A map needs at least 4 points") for text in plain(app))
    assert app.error == []
    assert not any("once the map is made" in text for text in said(app))


def plain(app):
    return [text.replace("\\", "") for text in said(app)]


@pytest.mark.parametrize(("n", "pairs"), [(2, "one pair"), (3, "three pairs")])
def test_of_two_or_three_profiles_no_map_is_begun_and_the_reason_is_said(tmp_path, monkeypatch, n, pairs):
    folder = tmp_path / "few"
    monkeypatch.setenv(ENVIRONMENT, str(folder))
    store(folder, [post(f"x:@{who}", at, text=f"{who} number{at}") for who in "abc"[:n] for at in range(30)])
    app = framed("map", w="own", a="x:@a", b="x:@b")
    assert_sound(app)
    assert headings(app) == [f"No map of {n} profiles"]
    assert any(f"They make {pairs}" in text for text in said(app))
    assert charts(app) == []
    assert not app.main.segmented_control
    assert not [key for key in jobs._RUNNER._jobs if key.startswith(STARTS)]


def test_where_every_pair_is_listed_the_list_does_not_say_how_few_chance_would_make():
    suspect = SimpleNamespace(found=6, distance=0.9, expected=6.0)
    words = map_duplicates.sentence(SimpleNamespace(suspects=(suspect,), n_ranked=6))
    assert (
        words == "These are all pairs that can be ranked: one of them is the nearest whatever they are like."
    )
    words = map_duplicates.sentence(SimpleNamespace(suspects=(suspect,), n_ranked=780))
    assert words.startswith("**6 pairs** at 0.90 or nearer")


def test_the_last_map_stays_until_the_new_one_is_there_and_also_if_that_is_stopped(demo, busy):
    busy.cancel()
    app = opened(w="demo", a=demo[0], b=demo[1])
    before = charts(app)[0].spec
    hold, go = jobs.submit("hold", _wait_for(event := threading.Event()), again=True), event.set
    control(app, "Laid out by").set_value("umap").run()
    assert_sound(app)
    assert [chart.spec for chart in charts(app)] == [before]
    assert "Suspected duplicates" in headings(app)
    assert any("This is the map that was made before" in text for text in said(app))
    (waiting,) = [
        job for key, job in jobs._RUNNER._jobs.items() if key.startswith("map:") and not job.status.finished
    ]
    waiting.cancel()
    go()
    hold.wait(SOON)
    assert waiting.wait(SOON).state == "cancelled"
    assert_sound(app.run())
    assert [chart.spec for chart in charts(app)] == [before]
    assert any(button.label == "Start again" for button in app.main.button)
    control(app, "Laid out by").set_value("tsne").run()
    assert not any("made before" in text for text in said(app))


def _wait_for(event):
    def work(_progress, cancelled):
        while not event.wait(0.01):
            if cancelled():
                raise CancelledError

    return work


def test_the_last_map_is_not_shown_in_another_workspace(demo, demo_folder, tmp_path, monkeypatch):
    app = opened(w="demo", a=demo[0], b=demo[1])
    shutil.copytree(demo_folder / "demo", tmp_path / "mine")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "mine"))
    app.session_state["chosen_w"] = "own"
    app.query_params["w"] = "own"
    app.run()
    assert_sound(app)
    assert charts(app) == []
    assert "Suspected duplicates" not in headings(app)


def test_the_settings_close_when_the_map_is_made(demo):
    app = opened(w="demo", a=demo[0], b=demo[1])
    app.session_state["map_settings"] = True
    app.run()
    (button,) = [button for button in app.main.button if button.label == "Make the map"]
    button.click().run()
    assert app.session_state["map_settings"] is False


def test_a_map_says_in_words_what_it_was_made_of(demo):
    app = opened(w="demo", a=demo[0], b=demo[1])
    assert any(text.startswith("**Made of** ") and "Vocabulary, TF-IDF cosine" in text for text in said(app))
    control(app, "Points").set_value("profiles").run()
    finished(app)
    (made,) = [text for text in said(app) if text.startswith("**Made of** ")]
    assert re.search(r"the words of its posts \(\d+ directions\), whom it names \(\d+ directions\)", made)
    assert "words 1" not in made


def test_numbers_of_posts_are_named_as_such_and_not_by_their_logarithms(demo):
    app = opened(w="demo", a=demo[0], b=demo[1])
    control(app, "Points").set_value("profiles").run()
    finished(app)
    (chart,) = charts(app)
    posts = Workspace(_folder()).profiles["n_posts"]
    ticks = json.loads(chart.spec)["data"][0]["marker"]["colorbar"]["ticktext"]
    assert (ticks[0], ticks[-1]) == (f"{posts.min():,}", f"{posts.max():,}")
    assert "log₁₀" not in chart.spec
    assert f"Posts: {posts.max():,}" in json.dumps(json.loads(chart.spec), ensure_ascii=False)


def test_expected_numbers_are_written_with_two_figures():
    words = map_duplicates.expected_words
    assert [words(n) for n in (0, 0.004, 0.0123, 0.96, 1.5, 9.96, 250.4)] == [
        "under 0.01",
        "under 0.01",
        "0.01",
        "0.96",
        "1.5",
        "10.0",
        "250",
    ]


def test_a_map_that_is_asked_for_otherwise_is_another_one():
    asked = Asked("pairs", ComparisonParams(), MapParams())
    assert asked == Asked("pairs", ComparisonParams(), MapParams())
    assert asked != Asked("pairs", ComparisonParams.of("paper"), MapParams())
