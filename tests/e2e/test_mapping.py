"""A table of somebody's own making: the step that asks how it is read, and what is remembered of it."""

import re

import pytest
from playwright.sync_api import expect

from core.saved_mapping import list_saved
from core.workspace import Workspace
from tests.e2e.visit import SOON
from tests.pages.hostile import MARKDOWN, SCRIPT

HEAD = "Konto;Gesendet am;Was;Nr;Herzen\n"
FIRST_ROWS, READ_ROWS = "First rows of the file", "How the first rows will be read"


def strange(n_from=0, n_rows=25, text="ein alter Hund geht heute am Hafen spazieren"):
    """Write a table that no reader knows, its times without a zone."""
    rows = (
        f"{'anna' if n % 2 else 'berta'};{n % 28 + 1:02d}.07.2024 10:{n:02d};{text} {n};{n};{n}\n"
        for n in range(n_from, n_from + n_rows)
    )
    return (HEAD + "".join(rows)).encode()


def choose_zone(visited, typed, said):
    """Choose the zone by typing a part of its name."""
    box = visited.main.get_by_role("combobox", name=re.compile("Zone of the times"))
    box.click()
    box.fill(typed)
    visited.page.get_by_role("option", name=said, exact=True).click()
    visited.settle()


def test_a_strange_table_is_asked_about_imported_and_known_again(start, visit):
    server = start()
    visited = visit(server, width=1280, height=720)
    visited.open("workspace?w=own")
    visited.choose(("tabelle.csv", strange()))
    visited.shows("How is tabelle.csv to be read?")
    assert visited.rows(FIRST_ROWS)[0][:3] == [
        "berta",
        "01.07.2024 10:00",
        "ein alter Hund geht heute am Hafen spazieren 0",
    ]
    begin = visited.main.get_by_role("button", name="Import", exact=True)
    expect(begin).to_be_disabled(timeout=SOON)
    choose_zone(visited, "berl", "Europe/Berlin")
    expect(begin).to_be_enabled(timeout=SOON)
    # an hour of Berlin's summer is two less in UTC
    assert visited.rows(READ_ROWS)[0][:3] == ["1", "berta", "2024-07-01 08:00:00"]
    assert visited.overflow() <= 0
    visited.main.get_by_label("Save this mapping as").fill("Hafenpanel")
    visited.main.get_by_label("Save this mapping as").press("Enter")
    visited.settle()
    visited.press("Import")
    visited.shows("What the import did")
    visited.settle()
    assert visited.numbers()["Posts kept"] == "25"
    (saved,) = list_saved(server.workspace)
    assert (saved.name, saved.options.zone, saved.options.date_order) == (
        "Hafenpanel",
        "Europe/Berlin",
        "day",
    )

    visited.choose(("zweite.csv", strange(25, 20)), ("dritte.csv", strange(45, 6)))
    visited.shows(re.compile("zweite.csv and 1 more"))
    filled = visited.main.get_by_role("combobox", name=re.compile("Filled in from"))
    expect(filled).to_have_value("Saved: Hafenpanel", timeout=SOON)
    expect(begin).to_be_enabled(timeout=SOON)
    visited.press("Import")
    visited.says(lambda: visited.numbers().get("Posts kept") == "26")
    assert sorted(Workspace(server.workspace).profiles["handle"]) == ["anna", "berta"]


def test_a_table_that_everybody_knows_needs_no_step(start, visit):
    visited = visit(start())
    visited.open("workspace?w=own")
    known = b"handle,id,created_at,text\nada,1,2024-03-01T10:00:00Z,hello\n"
    visited.choose(("good.csv", known), ("strange.csv", strange()))
    visited.shows("How is strange.csv to be read?")
    assert visited.main.get_by_text("good.csv to be read").count() == 0
    visited.press("Skip this file")
    visited.shows("strange.csv is left out")
    visited.press("Import")
    visited.shows("What the import did")
    visited.settle()
    assert visited.numbers()["Posts kept"] == "1"
    visited.shows("strange.csv was left out")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_hostile_cells_and_names_do_nothing_and_the_step_fits_a_projector(start, visit, theme):
    visited = visit(start(), theme=theme, width=1280, height=720)
    visited.open("workspace?w=own")
    head = f"Konto;Gesendet am;Was;{SCRIPT.replace(';', '')};{MARKDOWN};" + ";".join(
        f"c{n}" for n in range(30)
    )
    row = f"{SCRIPT.replace(';', '')};01.07.2024 10:00;{MARKDOWN} {'lang ' * 200};a;b;" + ";".join(
        "x" * 30 for n in range(30)
    )
    visited.choose((f"{SCRIPT[:9].replace('/', '')}.csv", f"{head}\n{row}\n".encode()))
    visited.shows("First row")
    visited.settle()
    assert visited.overflow() <= 0
    assert visited.page.evaluate("window.planted") is None
