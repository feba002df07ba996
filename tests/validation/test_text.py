"""A study in a terminal: aligned, whole, and unable to move the cursor."""

import unicodedata

from hypothesis import given

from core.model import Column, Estimate, Table
from core.validation.text import section_lines, study_lines, table_lines
from core.validation.wording import laid_out
from tests.validation import made_study
from tests.validation.made_study import studies, tables


def wide(text):
    """Count columns, the slow way."""
    total = 0
    for c in text:
        total += (
            0
            if unicodedata.combining(c) or c == "\u200d"
            else 2
            if unicodedata.east_asian_width(c) in "WF"
            else 1
        )
    return total


def test_a_study_says_what_it_is_and_every_number_of_it():
    study = made_study.study()
    lines = study_lines(study)
    text = "\n".join(lines)
    assert lines[0] == study.title
    assert "made 22 Nov 2026, 10:15 UTC, version 0.1.0" in lines
    assert f"rerun: {study.command}" in lines
    assert set(study.data) <= set(lines)
    (section,) = study.sections
    for table in section.tables:
        assert table.title in text
        for row in laid_out(table).rows:
            assert all(cell.line in text for cell in row)
    assert all(chart.title in text for chart in section.charts)
    assert "1,904" in text
    assert "- Handles, names and ids are masked." in lines


def test_columns_are_aligned_numbers_to_the_right():
    columns = (Column("View"), Column("Recall", "share"), Column("Pairs", "count"))
    rows = (("words", 0.853, 7), ("a long name", Estimate(0.02, 0.01, 0.03), 36_000))
    assert table_lines(Table("t", "T", "why", columns, rows)) == [
        "T",
        "View                     Recall   Pairs",
        "-----------  ------------------  ------",
        "words                     85.3%       7",
        "a long name  2.0% (1.0 to 3.0%)  36,000",
        "why",
    ]


def test_han_emoji_and_combining_marks_keep_the_columns_aligned():
    columns = (Column("Who"), Column("n", "count"))
    rows = (("新聞", 1), ("🧪", 22), ("e\u0301te\u0301", 333), ("plain", 4))
    _, *lines = table_lines(Table("t", "T", "", columns, rows))
    assert {wide(line) for line in lines} == {5 + 2 + 3}


def test_a_long_cell_takes_several_lines_beside_its_neighbours():
    names = ", ".join(f"@account_{n}" for n in range(12))
    columns = (Column("Group"), Column("Profiles", "count"), Column("Who"))
    title, _, rule, *lines = table_lines(
        Table("t", "T", "", columns, (("press", 12, names), ("last", 1, "x")))
    )
    assert title == "T"
    assert len(rule) <= 5 + 2 + 8 + 2 + 60
    assert " ".join(line[17:] for line in lines[:-1]) == names
    assert lines[0].startswith("press        12  @account_0,")
    assert lines[1].startswith(" " * 17 + "@account")
    assert lines[-1] == "last          1  x"


def test_a_table_without_rows_says_so():
    assert table_lines(Table("t", "T", "", (Column("Who"),), ())) == ["T", "Who", "---", "(no rows)"]


def test_sentences_are_broken_at_the_width_and_tables_are_not():
    section = made_study.section()
    narrow = section_lines(section, width=40)
    assert narrow[0] == "Is the same account found again years"
    assert any(len(line) > 100 for line in narrow)


def test_hostile_text_cannot_move_the_cursor_or_reorder_a_line():
    lines = study_lines(made_study.study(made_study.hostile_section()))
    assert all(c.isprintable() or c == "\u200d" for line in lines for c in line)
    assert any("�[2Jgone" in line for line in lines)


@given(studies)
def test_every_study_can_be_printed(study):
    lines = study_lines(study)
    assert all(c.isprintable() or c == "\u200d" for line in lines for c in line)


@given(tables())
def test_no_cell_reaches_into_the_next_column(table):
    if table.columns:
        lines = table_lines(Table("t", "", "", table.columns, table.rows))
        rule = next(i for i, line in enumerate(lines) if set(line) <= {"-", " "} and i == 1)
        assert all(wide(line) <= wide(lines[rule]) for line in lines[: 2 + len(table.rows)])
