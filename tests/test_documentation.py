"""What the README says is there is there, and what is there the README says."""

import re

import pytest

from core.cli.usage import DONE_BY
from core.measures import all_measures
from core.sources.column import KNOWN
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
COMMANDS = sorted(DONE_BY)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_its_line(page):
    assert re.search(rf"^\| {page.capitalize()}( & \w+)? \|", README, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_line(command):
    assert f"| `python -m core {command}" in README


@pytest.mark.parametrize("target", [*re.findall(r"`make ([\w-]+)`", README), "run", "test"])
def test_every_make_target_named_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_every_field_of_a_column_map_is_named():
    said = README.partition("The fields:")[2].partition(".")[0]
    assert set(re.findall(r"\w+", said)) == set(KNOWN)


def test_every_picture_and_page_linked_exists():
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("measure", all_measures(), ids=lambda measure: measure.name)
def test_every_measure_says_how_it_is_made_and_when_not_to_trust_it(measure):
    for said in (measure.meaning, measure.formula, measure.limits, measure.needs, measure.source):
        assert len(said.split()) > 1
    assert set(measure.units) == {"default", "paper"}
