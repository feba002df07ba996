"""The Validation page: what was found is shown and kept, what cannot be made says why, hostile or not."""

from __future__ import annotations

import io
import threading

import pandas as pd
import pytest

from components import compute_study, jobs, study_table
from core.gallery import Gallery
from core.labels import set_labels
from core.model import Column, Estimate, Table
from core.validation.kept import Shelf
from core.validation.record import recorded
from core.validation.sheet import table_csv
from core.validation.subject import Experiment
from core.validation.training import training_table
from core.workspace import Workspace
from core.workspace.folder import default_path
from tests.corpus import NOW, post, store
from tests.pages.opening import SOON, assert_sound, framed, linked, said, title
from tests.validation import made_study
from tests.validation.made_experiment import CARD, FOUND, HOSTILE, LACK, LACKING, STOPPED

TITLE = "How far can I trust this?"


@pytest.fixture(autouse=True)
def _experiments(monkeypatch):
    """Put made-up experiments, and a made-up model, in the place of the real ones."""
    offer(monkeypatch, FOUND, LACKING)
    monkeypatch.setattr(compute_study, "training", lambda name: training_table(CARD, name))


def offer(monkeypatch, *experiments):
    monkeypatch.setattr(compute_study, "experiments", lambda: experiments)


@pytest.fixture
def people():
    """Store three people who wrote a little; give the workspace's folder."""
    store(default_path(), [post(f"x:{who}", n) for who in range(1, 4) for n in range(4)])
    return default_path()


def own():
    return framed("validation", w="own")


def press(app, label, n=0):
    [button for button in app.main.button if button.label == label][n].click().run()
    return app


def finished(app, state="done"):
    """Wait until what was begun has ended, and look again."""
    for job in list(jobs._RUNNER._jobs.values()):
        if str(default_path()) in job.key:
            assert job.wait(SOON).state == state
    return app.run()


def kept(folder, experiment, section):
    """Keep a study, as a run would have."""
    Shelf(Gallery(Workspace(folder))).keep(experiment.key, recorded([section], (), "again", NOW))


def labels(app):
    return [button.label for button in app.main.button]


def test_an_empty_workspace_says_what_to_do():
    app = own()
    assert title(app) == "What do you want to compare?"
    assert any("Import two or more" in text for text in said(app))


@pytest.mark.parametrize("rerun", [False, True])
def test_before_anything_is_run_the_page_says_what_can_be_and_what_is_lacking(people, rerun):
    app = own()
    if rerun:
        app.run()
    assert_sound(app)
    assert title(app) == TITLE
    assert any(
        "None of the 2 experiments has been made on these 3 profiles yet" in text for text in said(app)
    )
    assert any(text == FOUND.question.replace("?", r"\?") for text in said(app))
    assert any("cannot be made here" in text and "labels of two groups" in text for text in said(app))
    assert labels(app) == ["Run all", "Run"]
    assert not app.main.toggle


def test_one_post_is_enough_to_open_the_page():
    store(default_path(), [post("x:1", 0)])
    app = own()
    assert_sound(app)
    assert_sound(app.run())
    assert any("on this one profile yet" in text for text in said(app))


def test_a_run_shows_what_it_found_and_the_next_server_still_has_it(people):
    app = finished(press(own(), "Run"))
    assert_sound(app)
    section = made_study.section()
    assert any("1 of 2 experiments has been made" in text for text in said(app))
    assert any("85" in text and "are found where 1 in 1" in text for text in said(app))
    assert labels(app) == ["Run all", "Run again"]
    jobs._RUNNER._jobs.clear()
    compute_study._read.clear()
    again = own()
    assert any("1 of 2 experiments has been made" in text for text in said(again))
    study = Shelf(Gallery(Workspace(people))).read(FOUND.key)
    assert study.sections == (section,)
    assert study.data == ("workspace own: 3 profiles, 12 posts",)
    assert str(people) in study.command


def test_the_numbers_stand_in_tables_charts_and_matrices(people):
    kept(people, FOUND, made_study.section())
    app = own()
    for _ in range(2):
        assert_sound(app)
        (toggle,) = app.main.toggle
        assert toggle.value
        recall, errors, *_ = [frame.value for frame in app.main.dataframe]
        assert recall.shape == (16, 8)
        assert recall.iloc[0].tolist()[:3] == ["50", "words", "0.900 (0.88–0.92)"]
        assert recall.iloc[0, -1] == "204"
        assert errors.iloc[0].tolist() == ["@north_office", "@north_holder", "7.25", "31"]
        assert len(app.main.get("plotly_chart")) == 4
        app.run()
    toggle.set_value(False).run()
    assert not app.main.get("plotly_chart")
    assert any("85" in text and "are found" in text for text in said(app))


def test_only_the_first_experiment_is_open_at_first(people, monkeypatch):
    other = Experiment("other", "Another", "And that?", lambda _: None, FOUND.run)
    offer(monkeypatch, FOUND, other)
    kept(people, FOUND, made_study.section())
    kept(people, other, made_study.section("other"))
    app = own()
    assert [toggle.value for toggle in app.main.toggle] == [True, False]
    app.main.toggle[1].set_value(True).run()
    assert_sound(app)
    assert len(app.main.get("plotly_chart")) == 8


def test_new_labels_put_what_was_found_out_of_date(people):
    kept(people, FOUND, made_study.section())
    set_labels(Workspace(people), {"x:1": "press"})
    app = own()
    assert any("None of the 2 experiments" in text for text in said(app))


def test_an_experiment_is_given_labels_progress_and_complete_portraits(people, monkeypatch):
    set_labels(Workspace(people), {"x:1": "press"})
    seen = {}

    def look(subject):
        seen.update(labels=dict(subject.labels), missing=subject.gallery.missing(), seed=subject.seed)
        subject.progress(0.5, "half")
        return made_study.section()

    offer(monkeypatch, Experiment("look", "Look", "What is there?", lambda _: None, look))
    finished(press(own(), "Run"))
    assert seen == {"labels": {"x:1": "press"}, "missing": [], "seed": 0}


def test_a_run_can_be_cancelled_and_begun_again(people, monkeypatch):
    offer(monkeypatch, STOPPED)
    app = press(own(), "Run")
    assert any(button.label == "Cancel" for button in app.main.button)
    assert "Run" not in labels(app)
    press(app, "Cancel")
    finished(app, "cancelled")
    assert_sound(app)
    assert labels(app) == ["Run all", "Start again"]
    assert any("nothing is lost" in text for text in said(app))
    assert Shelf(Gallery(Workspace(people))).read(STOPPED.key) is None


def test_run_all_runs_only_what_can_be_and_has_not_been(people, monkeypatch):
    ran = []

    def note(key):
        return lambda _: ran.append(key) or made_study.section(key)

    wanted = [Experiment(key, key, f"{key}?", lambda _: None, note(key)) for key in ("one", "two", "three")]
    kept(people, wanted[0], made_study.section("one"))
    offer(monkeypatch, *wanted, LACKING)
    app = finished(press(own(), "Run all"))
    assert ran == ["two", "three"]
    assert any("3 of 4 experiments have been made" in text for text in said(app))
    assert next(button for button in app.main.button if button.label == "Run all").disabled


def test_a_broken_experiment_is_said_and_leaves_the_others(people, monkeypatch):
    def broken(_):
        message = "a secret in the message"
        raise RuntimeError(message)

    offer(monkeypatch, Experiment("broken", "Broken", "Does it break?", lambda _: None, broken), FOUND)
    app = finished(press(own(), "Run"), "failed")
    assert not app.exception
    (error,) = app.error
    assert "fault is ours" in error.value
    assert "secret" not in error.value
    assert "Start again" in labels(app)
    assert "Run" in labels(app)


def test_an_experiment_whose_need_cannot_be_told_does_not_take_the_page_down(people, monkeypatch):
    def lack(_):
        raise LookupError

    offer(monkeypatch, FOUND, Experiment("odd", "Odd", "Odd?", lack, FOUND.run))
    app = own()
    assert not app.exception
    assert any("fault is ours" in error.value for error in app.error)
    assert any("model that was fitted once" in text for text in said(app))


def test_what_cannot_be_written_to_disk_is_shown_all_the_same(people):
    Gallery(Workspace(people)).complete()
    shelf = people / "portraits"
    app = press(own(), "Run")
    finished(app)
    for path in shelf.glob("study-*"):
        path.unlink()
    compute_study._read.clear()
    assert any("are found where" in text for text in said(app.run()))


def test_the_card_of_the_model_is_shown(people):
    app = own()
    (card,) = [frame.value for frame in app.main.dataframe]
    assert card.iloc[2].tolist() == ["N pairs", "36,000"]


@pytest.mark.usefixtures("demo")
def test_the_demo_is_named_as_such():
    app = framed("validation")
    assert_sound(app)
    assert any("Synthetic demo" in text for text in said(app))
    assert any("on these 40 profiles" in text for text in said(app))


def test_the_page_opens_alone_by_link(people):
    app = linked("validation", w="own")
    assert_sound(app)
    assert title(app) == TITLE


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_hostile_words_are_shown_and_do_nothing(hostile, hostile_folder, monkeypatch, theme):
    offer(monkeypatch, HOSTILE)
    kept(hostile_folder, HOSTILE, made_study.hostile_section())
    app = framed("validation", theme=theme, w="own")
    for _ in range(2):
        assert_sound(app)
        assert len(app.main.get("plotly_chart")) == 3
        app.run()


def test_the_report_holds_what_was_found_in_the_order_of_the_page(people, monkeypatch):
    other = Experiment("other", "Another", "And that?", lambda _: None, FOUND.run)
    kept(people, FOUND, made_study.section())
    kept(people, other, made_study.section("other", "And that?"))
    gallery = Gallery(Workspace(people))
    studies = [Shelf(gallery).read(one.key) for one in (other, FOUND)]
    text = compute_study.report(gallery, studies).decode()
    assert text.index("And that?") < text.index(FOUND.question)
    assert "python -m core validate --workspace" in text


def test_a_table_keeps_within_the_page_and_its_file_has_all_of_it():
    table = made_study.recall_table()
    sheet = study_table.laid_out(table)
    short = [[cell.short for cell in row] for row in sheet.rows]
    long = [[cell.line for cell in row] for row in sheet.rows]
    assert sum(study_table.widths(sheet, long)) > study_table.ROOM >= sum(study_table.widths(sheet, short))
    whole = pd.read_csv(io.BytesIO(table_csv(table)))
    assert len(whole.columns) == 2 + 5 * 4


LONG = "measures that cannot see the crawl"


@pytest.mark.parametrize("n_numbers", [1, 5, 6])
def test_long_words_are_broken_so_that_a_table_keeps_within_the_page(n_numbers):
    columns = (
        Column("Features"),
        Column("Classifier"),
        *(Column(f"Share {n} of all", "share") for n in range(n_numbers)),
    )
    rows = ((LONG, "multilayer perceptron", *[Estimate(0.8, 0.77, 0.83, 900)] * n_numbers),)
    sheet = study_table.laid_out(Table("t", "T", "", columns, rows))
    lines = [[cell.short for cell in row] for row in sheet.rows]
    wanted = study_table.widths(sheet, lines, most_of_head=11)
    given = study_table.fitted(wanted, sheet.is_number)
    assert sum(given) <= study_table.ROOM
    assert all(a <= b for a, b in zip(given, wanted, strict=True))
    assert (given == wanted) == (n_numbers == 1)
    assert given[2:] == wanted[2:]  # numbers are never broken


def test_a_run_that_ends_while_the_page_is_drawn_is_shown_without_another_click(people, monkeypatch):
    draw = jobs.draw

    def late(job, said):
        assert job.wait(SOON).finished
        draw(job, said)

    monkeypatch.setattr(jobs, "draw", late)
    app = press(own(), "Run")
    assert_sound(app)
    assert labels(app) == ["Run all", "Run again"]
    assert any("1 of 2 experiments has been made" in text for text in said(app))


def test_two_sessions_see_one_run(people, monkeypatch):
    began, go = threading.Event(), threading.Event()

    def slow(_):
        began.set()
        assert go.wait(SOON)
        return made_study.section()

    offer(monkeypatch, Experiment("slow", "Slow", "Is it slow?", lambda _: None, slow))
    press(own(), "Run")
    assert began.wait(SOON)
    other = own()
    assert any(button.label == "Cancel" for button in other.main.button)
    go.set()
    assert any("1 of 1 experiment has" in text for text in said(finished(other)))


def test_the_reason_why_not_is_not_shown_where_there_is_a_result(people):
    kept(people, LACKING, made_study.section())
    assert not any(LACK in text.replace("\\", "") for text in said(own()))
