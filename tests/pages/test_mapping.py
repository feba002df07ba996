"""The step for tables with unknown columns: guesses filled in, what is open asked, what is said remembered."""

from __future__ import annotations

import pytest

from components import jobs
from core import saved_mapping
from core.saved_mapping import list_saved, save
from core.sources.entries import from_bytes
from core.sources.mapping import preview
from core.sources.options import ReadOptions
from core.workspace import Workspace, default_path
from tests.corpus import table
from tests.pages.hostile import HANDLES, MARKDOWN, SCRIPT
from tests.pages.opening import SOON, assert_sound, framed, said
from tests.pages.test_workspace import NO_ZONE, POSTS, drop, numbers

FIELDS = ["Konto", "Gesendet am", "Was", "Sorte"]
TEXT = "ein alter Hund geht heute am Hafen spazieren"
STRANGE = table(
    *[["anna", f"{n + 1:02d}.07.2024 10:00", f"{TEXT} {n}", "x"] for n in range(25)], fields=FIELDS
)
ZONED = table(["anna", "2024-07-01T10:00:00Z", TEXT, "x"], fields=FIELDS)


def key(data, what):
    return f"map-{preview(from_bytes('a.csv', data)).header[:12]}-{what}"


def opened(*files):
    return drop(framed("workspace", w="own"), *files)


def begin(app):
    return app.button(key="import_begin")


def imported(app):
    """Press Import and wait until that is over."""
    assert not begin(app).disabled
    begin(app).click().run()
    jobs.find(app.session_state["job_keys"][0]).wait(SOON)
    return app.run()


def asks(app):
    return any("to be read?" in text for text in said(app))


def test_guesses_are_filled_in_and_the_zone_is_asked_for():
    app = opened(("a.csv", STRANGE))
    assert_sound(app)
    chosen = {what: app.selectbox(key=key(STRANGE, what)).value for what in ("profile", "time", "text", "id")}
    assert chosen == {"profile": "Konto", "time": "Gesendet am", "text": "Was", "id": None}
    assert len(app.dataframe[0].value) == 10
    assert app.session_state[key(STRANGE, "order")] == "day"
    assert begin(app).disabled
    app.selectbox(key=key(STRANGE, "zone")).set_value("Europe/Berlin").run()
    assert_sound(app)
    assert app.dataframe[1].value["Time (UTC)"][0] == "2024-07-01 08:00:00"
    app = imported(app)
    assert_sound(app)
    assert numbers(app)["Posts kept"] == "25"
    assert not asks(app)


def test_what_every_reader_knows_is_imported_without_a_step():
    assert not asks(opened(("a.csv", POSTS)))


def test_a_table_with_a_zone_is_not_asked_for_one():
    app = opened(("a.csv", ZONED))
    app.selectbox(key=key(ZONED, "profile")).set_value("Konto").run()
    app.selectbox(key=key(ZONED, "time")).set_value("Gesendet am").run()
    assert_sound(app)
    assert key(ZONED, "zone") not in [box.key for box in app.selectbox]
    assert not begin(app).disabled


def test_without_a_required_column_nothing_is_imported():
    app = opened(("a.csv", ZONED))
    app.selectbox(key=key(ZONED, "profile")).set_value(None).run()
    assert_sound(app)
    assert any("**Who posted**" in text for text in said(app))
    assert begin(app).disabled


def test_a_column_that_is_no_time_says_why_its_rows_are_refused():
    app = opened(("a.csv", STRANGE))
    app.selectbox(key=key(STRANGE, "time")).set_value("Was").run()
    assert_sound(app)
    assert any("25 of 25 refused" in text for text in said(app))
    assert begin(app).disabled


def test_a_mapping_is_saved_and_filled_in_for_the_next_file():
    app = opened(("a.csv", STRANGE))
    app.selectbox(key=key(STRANGE, "zone")).set_value("Europe/Berlin")
    app.selectbox(key=key(STRANGE, "client")).set_value("Sorte")
    app.text_input(key=key(STRANGE, "save-as")).set_value(" Panel\t1 ").run()
    app = imported(app)
    (saved,) = list_saved(default_path())
    assert saved.name == "Panel 1"
    assert saved.options.columns["client"] == ("Sorte",)
    app = drop(app, ("b.csv", STRANGE.replace(b"anna", b"berta")))
    assert_sound(app)
    assert app.selectbox(key=key(STRANGE, "saved")).value == "Panel 1"
    assert app.selectbox(key=key(STRANGE, "zone")).value == "Europe/Berlin"
    assert app.selectbox(key=key(STRANGE, "client")).value == "Sorte"
    app = imported(app)
    assert_sound(app)
    assert sorted(Workspace(default_path()).profiles["handle"]) == ["anna", "berta"]


def test_another_filling_may_be_chosen_and_forgotten():
    names = preview(from_bytes("a.csv", STRANGE)).names
    columns = {"profile": ("Sorte", "Konto"), "time": ("Gesendet am",)}
    save(default_path(), "other", ReadOptions(columns, "UTC", "month"), [*names, "more"])
    app = opened(("a.csv", STRANGE))
    assert app.selectbox(key=key(STRANGE, "profile")).value == "Konto"
    app.selectbox(key=key(STRANGE, "saved")).set_value("other").run()
    assert_sound(app)
    assert app.selectbox(key=key(STRANGE, "profile")).value == "Sorte"
    assert app.selectbox(key=key(STRANGE, "joined-0")).value == "Konto"
    assert app.selectbox(key=key(STRANGE, "text")).value is None
    assert app.session_state[key(STRANGE, "order")] == "month"
    app.button(key=key(STRANGE, "forget")).click().run()
    assert_sound(app)
    assert list_saved(default_path()) == ()
    assert app.selectbox(key=key(STRANGE, "profile")).value == "Sorte"


def test_columns_can_be_joined_for_the_profile():
    app = opened(("a.csv", ZONED))
    for what, column in (("profile", "Konto"), ("time", "Gesendet am"), ("joined-0", "Sorte")):
        app.selectbox(key=key(ZONED, what)).set_value(column)
    app = imported(app.run())
    assert Workspace(default_path()).profiles["handle"].tolist() == ["anna+x"]


def test_files_of_one_header_share_a_step_and_others_have_their_own():
    other = table(["anna", "2024-07-01 10:00", "hm"], fields=["wer", "wann", "was"])
    app = opened(("a.csv", STRANGE), ("b.csv", STRANGE), ("c.csv", other), ("d.csv", POSTS))
    assert_sound(app)
    titles = [head.value.replace("\\", "") for head in app.subheader if "to be read?" in head.value]
    assert titles == ["How are a.csv and 1 more with its columns to be read?", "How is c.csv to be read?"]


def test_a_skipped_file_is_left_out_and_may_be_taken_in_again():
    app = opened(("a.csv", STRANGE), ("b.csv", POSTS))
    app.button(key=key(STRANGE, "skip")).click().run()
    assert_sound(app)
    assert not begin(app).disabled
    app.button(key=key(STRANGE, "skip")).click().run()
    assert begin(app).disabled
    app.button(key=key(STRANGE, "skip")).click().run()
    app = imported(app)
    assert_sound(app)
    assert numbers(app)["Posts kept"] == "3"
    assert any("as you asked" in text for text in said(app) + [one.value for one in app.warning])


def test_a_zone_for_all_files_is_enough_for_a_table_that_lacks_only_that():
    app = opened(("a.csv", NO_ZONE))
    assert asks(app)
    app.selectbox(key="import_zone").set_value("UTC").run()
    assert not asks(app)
    assert_sound(imported(app))


def test_hostile_columns_cells_and_names_are_shown_and_do_nothing():
    fields = ["wer", "wann", "was", SCRIPT, MARKDOWN, "", " "]
    rows = [[who, "2024-07-01 10:00", f"{MARKDOWN} {SCRIPT}", *[SCRIPT] * 4] for who in HANDLES]
    data = table(*rows, fields=fields)
    save(
        default_path(), f"{SCRIPT} {MARKDOWN}", ReadOptions({"profile": ("wer",), "time": ("wann",)}), fields
    )
    app = opened((f"{MARKDOWN.replace('/', '')}.csv", data))
    assert_sound(app)
    assert asks(app)
    app.selectbox(key=key(data, "zone")).set_value("UTC").run()
    assert_sound(app)
    app = imported(app)
    assert_sound(app)


@pytest.mark.parametrize("data", [b"{", b'{"format": 9, "mappings": []}'])
def test_damaged_saved_mappings_are_said_and_hinder_nothing(data):
    default_path().mkdir(parents=True)
    (default_path() / saved_mapping.NAME).write_bytes(data)
    app = opened(("a.csv", STRANGE))
    assert not app.exception
    (error,) = app.error
    assert "mappings" in error.value
    app.selectbox(key=key(STRANGE, "zone")).set_value("UTC").run()
    assert not begin(app).disabled
