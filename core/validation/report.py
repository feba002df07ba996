"""A study as one HTML file: opens offline, asks nobody for anything, light and dark, fit to be printed."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from core.validation.markup import Html, element, join, raw
from core.validation.twin import chart_table, confusion_table
from core.validation.wording import laid_out, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import plotly.graph_objects as go

    from core.model import Chart, Confusion, Section, Study, Table
    from core.validation.wording import Written

_HERE = Path(__file__).parent
_CAVEAT = (
    "Shares are of pairs under the conditions that each table names; another population may behave otherwise. "
    "Nothing here says that two accounts are one person."
)


def html_report(study: Study, caveat: str = _CAVEAT) -> str:
    """Write a study as one self-contained HTML page.

    Parameters
    ----------
    study : Study
        Names in it may be hostile: all text is escaped, and the page's policy lets no script run but
        its own two, which it names by their hashes.
    caveat : str
        What stands below all of it.

    Returns
    -------
    str
        UTF-8 text of 30 kB, and 4.8 MB more (plotly.js) where there is a chart. Without scripts the
        tables stand in for the charts.

    Notes
    -----
    Under 0.5 s. The same study gives the same text.

    Examples
    --------
    >>> from core.model import Section
    >>> from core.model import Study
    >>> section = Section("s", "How often wrong?", "1 in 1,000.")
    >>> page = html_report(Study("T", "2026-11-22", "0.1.0", "python -m core validate", (), (section,)))
    >>> "<h2>How often wrong?</h2>" in page, "https:" in page
    (True, False)
    """
    drawn: list[dict[str, Any]] = []
    sections = [_section(section, f"section-{i}", drawn) for i, section in enumerate(study.sections)]
    scripts = [_plotly(), _own("report.js")] if drawn else []
    body = element(
        "body",
        _header(study),
        _contents(study),
        element("main", *sections),
        element("footer", caveat),
        _data(drawn) if drawn else "",
        *(element("script", raw(script)) for script in scripts),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(scripts)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", study.title),
        element("style", raw(_own("report.css"))),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _policy(scripts: Sequence[str]) -> str:
    """Say what the page may load: nothing from anywhere, and run: these scripts to the letter."""
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{one}'" for one in hashes) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _header(study: Study) -> Html:
    facts = {
        "Made": moment(study.made_at),
        "Version": f"Doppelscope {study.version}",
        "Rerun with": element("pre", element("code", study.command)),
        "Data": join(element("p", line) for line in study.data),
    }
    pairs = [part for name, said in facts.items() for part in (element("dt", name), element("dd", said))]
    return element("header", element("h1", study.title), element("dl", *pairs))


def _contents(study: Study) -> Html:
    lines = [
        element("li", element("a", section.question, href=f"#section-{i}"))
        for i, section in enumerate(study.sections)
    ]
    return element("nav", element("h3", "Contents"), element("ol", *lines), aria_label="Contents")


def _section(section: Section, name: str, drawn: list[dict[str, Any]]) -> Html:
    parts = [
        element("h2", section.question),
        element("p", section.answer, class_="answer"),
        *(_sheet(table) for table in section.tables),
        *(_chart(chart, drawn) for chart in section.charts),
        *(_matrix(confusion, drawn) for confusion in section.confusions),
    ]
    if section.notes:
        parts.append(element("ul", *(element("li", note) for note in section.notes), class_="notes"))
    return element("section", *parts, id=name)


def _sheet(table: Table) -> Html:
    note = element("p", table.note, class_="note") if table.note else raw("")
    return element("div", element("h3", table.title), _grid(table), note, class_="sheet")


def _grid(table: Table) -> Html:
    sheet = laid_out(table)
    classes = ["number" if is_number else "text" for is_number in sheet.is_number]
    heads = [
        element("th", head, class_=kind, scope="col", **({"title": said} if said else {}))
        for head, kind, said in zip(sheet.heads, classes, sheet.helps, strict=True)
    ]
    rows = [
        element("tr", *(_cell(cell, kind) for cell, kind in zip(row, classes, strict=True)))
        for row in sheet.rows
    ]
    whole = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
    return element("div", whole, class_="scroll")


def _cell(cell: Written, kind: str) -> Html:
    under = [cell.interval, f"n {cell.cases}" if cell.cases else ""]
    small = [element("small", line) for line in under if line]
    return element("td", cell.value, *small, class_=kind)


def _chart(chart: Chart, drawn: list[dict[str, Any]]) -> Html:
    from figures.study import detection_figure, reliability_figure  # noqa: PLC0415 — only a report draws

    is_detection = any(curve.kind == "detection" for curve in chart.curves)
    return _figure(detection_figure if is_detection else reliability_figure, chart, chart_table(chart), drawn)


def _matrix(confusion: Confusion, drawn: list[dict[str, Any]]) -> Html:
    from figures.confusion import confusion_figure  # noqa: PLC0415 — only a report draws

    figure = _figure(confusion_figure, confusion, confusion_table(confusion), drawn)
    return element("div", figure, class_="matrix")


def _figure(
    draw: Callable[..., go.Figure], what: Chart | Confusion, twin: Table, drawn: list[dict[str, Any]]
) -> Html:
    """Draw a figure in both themes, to be put by the script where its place is; its table is folded below."""
    both = {theme: orjson.loads(draw(what, theme).to_json()) for theme in ("light", "dark")}
    height = both["light"]["layout"]["height"]
    place = element(
        "div",
        class_="plot",
        id=f"figure-{len(drawn)}",
        style=f"height: {height}px",
        role="img",
        aria_label=what.title,
    )
    drawn.append(both)
    table = element("details", element("summary", "Table"), _grid(twin))
    note = element("p", twin.note, class_="note")
    return element("figure", element("h3", what.title), place, table, note)


def _data(drawn: Sequence[dict[str, Any]]) -> Html:
    """Give the figures as a block of data, which cannot end before its end."""
    text = orjson.dumps(drawn).decode()
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return element("script", raw(text), type="application/json", id="figures")


@cache
def _own(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def _plotly() -> str:
    """Give plotly.js, as a script that no text in it can end."""
    from plotly.offline import get_plotlyjs  # noqa: PLC0415 — only a report draws

    script: str = get_plotlyjs()
    if "</script" in script.casefold():
        message = "plotly.js holds the end of a script and cannot stand within the page"
        raise ValueError(message)
    return script
