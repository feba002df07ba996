"""One file of each format into the running app: each is named, counted and read to its last row."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from pathlib import PurePosixPath

from core.sources import discover
from tests.seed import seeds_of

REPORT = "What the import did"
ONE_EACH = [next(seed for seed in seeds_of(source.name) if seed.n_posts) for source in discover()]


def dropped(seed):
    """Give the files of a seed as a browser hands them over: without their folders."""
    files = {seed.name: seed.data, **seed.beside}
    return [(PurePosixPath(name).name, data) for name, data in files.items()]


def table_of(visited, title):
    """Give the table of a card as the page writes it into a file, row by row."""
    heading = visited.main.get_by_role("heading", name=title)
    heading.locator("xpath=following::button[contains(., 'Table')][1]").click()
    with visited.page.expect_download() as coming:
        visited.page.get_by_role("button", name=re.compile("CSV")).last.click()
    visited.page.keyboard.press("Escape")
    return list(csv.DictReader(io.StringIO(coming.value.path().read_bytes().decode("utf-8-sig"))))


def reported(visited):
    """Give what the page says of each file of the last import, by its name."""
    return {row["File"]: row for row in table_of(visited, REPORT)}


def check_line(rows, seed):
    """Check the line of a seed in a report."""
    name, data = dropped(seed)[0]
    line = rows[name]
    assert (line["Format"], int(line["Rows"]), int(line["Refused"])) == (seed.source, seed.n_rows, 0)
    assert line["Left out because"] == ""
    assert line["SHA-256"] == hashlib.sha256(data).hexdigest()


def test_files_of_all_formats_dropped_at_once_are_each_reported_and_their_profiles_appear(start, visit):
    server = start()
    visited = visit(server)
    visited.open("workspace?w=own")
    for source in discover():
        visited.shows(source.label)
    visited.upload(*(file for seed in ONE_EACH for file in dropped(seed)))
    rows = reported(visited)
    for seed in ONE_EACH:
        check_line(rows, seed)
    numbers = visited.numbers()
    assert numbers["Posts kept"] == str(sum(seed.n_posts for seed in ONE_EACH))
    assert numbers["Refused"] == "0"
    visited.shows(f"Profiles ({len(ONE_EACH)})")
    said = [" ".join(row.values()).casefold() for row in table_of(visited, re.compile("Profiles"))]
    assert len(said) == len(ONE_EACH)
    for seed in ONE_EACH:
        assert any(seed.profile.casefold() in line for line in said), seed.profile
