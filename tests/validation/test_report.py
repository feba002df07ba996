"""The report: one file, whole, that asks nobody for anything and runs nothing but its own scripts."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import orjson
import pytest
from hypothesis import given, settings

from core.validation.markup import element, raw, text
from core.validation.report import html_report
from core.validation.wording import laid_out
from tests.strategies import texts
from tests.validation import made_study
from tests.validation.made_study import studies

VOID = {"meta", "br", "img"}


class Reader(HTMLParser):
    """Reads a page: elements with their attributes, the text outside scripts, whether all is closed."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.said, self.scripts, self.open = [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        where = self.open[-1] if self.open else None
        (self.scripts if where == "script" else [] if where == "style" else self.said).append(data)

    @property
    def policy(self):
        return next(a["content"] for _, a in self.elements if a.get("http-equiv"))


@pytest.fixture(scope="module")
def page():
    return html_report(made_study.study(made_study.section(), made_study.section("two", "And again?")))


@pytest.fixture(scope="module")
def hostile():
    return html_report(made_study.study(made_study.hostile_section()))


def test_the_report_says_what_it_is_and_holds_every_number(page):
    reader, study = Reader(page), made_study.study()
    said = "\n".join(reader.said)
    assert reader.open == []
    for words in (study.title, "22 Nov 2026, 10:15 UTC", "Doppelscope 0.1.0", study.command, *study.data):
        assert words in said
    (section,) = study.sections
    for words in (section.question, section.answer, *section.notes):
        assert words in said
    for table in section.tables:
        assert table.title in said
        assert table.note in said
        assert all(
            cell.value in said and cell.interval in said for row in laid_out(table).rows for cell in row
        )


def test_the_contents_lead_to_each_section(page):
    reader = Reader(page)
    links = [a["href"] for tag, a in reader.elements if tag == "a"]
    places = [f"#{a['id']}" for tag, a in reader.elements if tag == "section"]
    assert links == places == ["#section-0", "#section-1"]


def test_every_chart_and_matrix_is_there_in_both_themes_with_its_table(page):
    reader, (section,) = Reader(page), made_study.study().sections
    n = 2 * (len(section.charts) + len(section.confusions))
    places = [a["id"] for tag, a in reader.elements if tag == "div" and a.get("role") == "img"]
    assert places == [f"figure-{i}" for i in range(n)]
    assert sum(tag == "details" for tag, _ in reader.elements) == n
    figures = orjson.loads(reader.scripts[0])
    assert len(figures) == n
    assert all(set(one) == {"light", "dark"} and one["dark"]["data"] for one in figures)
    assert figures[0]["light"] != figures[0]["dark"]


def allowed(reader):
    """Give the scripts that the page's policy lets run, by their hashes."""
    return set(re.findall(r"'sha256-([^']+)'", reader.policy))


def test_the_policy_allows_no_request_and_only_the_two_scripts_to_the_letter(page, hostile):
    for reader in map(Reader, (page, hostile)):
        assert reader.policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "unsafe-inline" not in reader.policy.partition("script-src")[2].partition(";")[0]
        data, *programs = reader.scripts
        assert orjson.loads(data)
        assert "<" not in data  # nothing in it can end it
        hashes = {base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in programs}
        assert len(programs) == 2
        assert allowed(reader) == hashes


def test_nothing_in_it_points_anywhere_else(page, hostile):
    for reader in map(Reader, (page, hostile)):
        for tag, attributes in reader.elements:
            assert tag not in {"link", "iframe", "img", "object", "embed", "base", "form"}
            assert "src" not in attributes
            assert attributes.get("href", "#").startswith("#")
            assert not any(name.startswith("on") for name in attributes)
        assert "url(" not in "".join(a.get("style", "") for _, a in reader.elements)


def test_hostile_text_is_shown_and_makes_no_element(page, hostile):
    known = {tag for tag, _ in Reader(page).elements}
    reader = Reader(hostile)
    said = "".join(reader.said)
    assert {tag for tag, _ in reader.elements} <= known
    assert reader.open == []
    assert "<script>alert(1)</script>" in said
    assert "<img src=x onerror=alert(1)>" in said
    assert "\u202e" not in hostile.partition("<body>")[2].partition("<script")[0]
    assert "\x1b" not in hostile


def test_without_charts_there_is_no_script_at_all():
    from dataclasses import replace  # noqa: PLC0415

    bare = replace(made_study.section(), charts=(), confusions=())
    page = html_report(made_study.study(bare))
    assert Reader(page).scripts == []
    assert "script-src 'none';" in Reader(page).policy
    assert len(page) < 60_000


def test_the_same_study_gives_the_same_report(page):
    assert page == html_report(
        made_study.study(made_study.section(), made_study.section("two", "And again?"))
    )


@settings(max_examples=8)
@given(studies)
def test_every_study_has_a_report(study):
    reader = Reader(html_report(study))
    assert reader.open == []
    assert sum(tag == "section" for tag, _ in reader.elements) == len(study.sections)


@given(texts)
def test_whatever_is_put_into_an_element_comes_out_as_text(said):
    said = said or ""
    reader = Reader(element("p", said, title=said or "x"))
    shown = "".join(c if c.isprintable() or c in "\u200d\n" else "�" for c in said)
    assert reader.elements == [("p", {"title": shown or "x"})]
    assert reader.open == []
    assert "".join(reader.said) == shown


def test_what_is_html_already_is_not_escaped_again():
    assert element("p", element("b", "1 < 2"), raw("<br>"), text("&")) == "<p><b>1 &lt; 2</b><br>&amp;</p>"
