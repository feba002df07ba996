"""docs/FORMATS.md says what the readers are and where the limits lie; both are held to it."""

import re

from core.sources import _PACKINGS, discover, limit
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "FORMATS.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in PAGE.partition("## Packed")[0].splitlines()
    if line.startswith("| ")
][1:]


def test_every_reader_has_its_row_under_its_label_and_no_row_is_another_s():
    assert sorted(row[0] for row in ROWS) == sorted(source.label for source in discover())


def test_every_row_says_what_you_get_what_is_missing_and_how_to_obtain_it():
    assert {len(row) for row in ROWS} == {4}
    assert all(len(cell.split()) > 3 for row in ROWS for cell in row[1:])


def test_the_limits_are_those_of_the_code():
    gib = 1024**3
    said = " ".join(PAGE.split())
    for words in (
        f"at most {limit.MAX_RATIO} times its size",
        f"(the first {limit.RATIO_FREE_BYTES // 1024**2} MiB is free) and {limit.MAX_MEMBER_BYTES // gib} GiB",
        f"{limit.MAX_MEMBERS:,} members, {limit.MAX_ARCHIVE_BYTES // gib} GiB in all",
        f"within one another | {limit.MAX_DEPTH} (",
        f"at most {limit.MAX_SPOOLED_BYTES // gib} GiB, in the folder",
    ):
        assert words in said


def test_what_is_not_read_is_named():
    assert all(packing in PAGE for packing in _PACKINGS.values())


def test_no_line_is_about_files_that_are_not_there():
    assert all((ROOT / "docs" / link).exists() for link in re.findall(r"\]\(([^)#:]+)\)", PAGE))
