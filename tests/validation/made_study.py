"""A made-up study with everything that one can hold, for the tests of how it is kept, drawn and written."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from core.model import Cell, Chart, Column, Confusion, Curve, Estimate, Section, Study, Table
from tests.strategies import HOSTILE

SIZES = (50, 200, 500, 1_000)
VIEWS = ("words", "mentions", "style", "all three")


def _recall(size: int, view: int, rate: float) -> Estimate:
    value = 1 - math.exp(-(0.6 + 0.5 * view) * (size / 120) ** 0.5 * (1 + math.log10(rate) / 6))
    spread = 1.4 * math.sqrt(value * (1 - value) / 204)
    return Estimate(value, max(0.0, value - spread), min(1.0, value + spread), 204)


def detection(name: str, strength: float, n: int = 400) -> Curve:
    """Give a curve that finds more the stronger it is."""
    rates = [10 ** (-4 + 4 * i / (n - 1)) for i in range(n)]
    return Curve(name, "detection", tuple(rates), tuple(rate ** (1 / (1 + strength)) for rate in rates))


def reliability(name: str, lean: float) -> Curve:
    """Give a curve that is true to its word where ``lean`` is 1."""
    said = (0.004, 0.06, 0.18, 0.34, 0.52, 0.71, 0.88, 0.97)
    was = tuple(p**lean for p in said)
    counts = (34_812, 812, 203, 96, 61, 48, 57, 130)
    spread = [1.96 * math.sqrt(p * (1 - p) / n) for p, n in zip(was, counts, strict=True)]
    low = tuple(max(0.0, p - s) for p, s in zip(was, spread, strict=True))
    high = tuple(min(1.0, p + s) for p, s in zip(was, spread, strict=True))
    return Curve(name, "reliability", said, was, low, high, counts)


def recall_table() -> Table:
    """Give the widest table that a page has to show."""
    columns = (
        Column("Posts a side", "count"),
        Column("View"),
        Column("AUC", "number", "area under the curve"),
        Column("at 1 in 100", "share", "same pairs found where 1 in 100 different pairs is accepted"),
        Column("at 1 in 1,000", "share"),
        Column("at 1 in 10,000", "share"),
        Column("first of all", "share", "the mate has the most bits of all"),
    )
    rows = tuple(
        (
            size,
            view,
            Estimate(0.9 + 0.02 * v, 0.88 + 0.02 * v, 0.92 + 0.02 * v, 204),
            *(_recall(size, v, rate) for rate in (1e-2, 1e-3)),
            None if size < 100 else _recall(size, v, 1e-4),
            _recall(size, v, 1e-2),
        )
        for size in SIZES
        for v, view in enumerate(VIEWS)
    )
    note = "One pair a profile against all pairs of different accounts; 95% intervals by bootstrap over profiles."
    return Table(
        "recall", "How many of the same accounts are found, by how much they wrote", note, columns, rows
    )


def section(key: str = "other-years", question: str | None = None) -> Section:
    """Give a section with a wide table, charts of both kinds, matrices and notes."""
    return Section(
        key,
        question or "Is the same account found again years later?",
        "At 500 posts a side, 85.3% (80 to 90%) are found where 1 in 1,000 different pairs is wrongly accepted.",
        (
            recall_table(),
            Table(
                "errors",
                "The pairs that were most wrong",
                "Different accounts with the most bits; some are one office under two handles.",
                (Column("A"), Column("B"), Column("Bits", "number"), Column("Shared texts", "count")),
                (("@north_office", "@north_holder", 7.25, 31), ("@ferry_news", "@harbor_news", 5.5, 0)),
            ),
        ),
        (
            Chart(
                "detection",
                "Found against wrongly accepted",
                (detection("all three views", 9), detection("words", 5), detection("hour of the week", 0.4)),
            ),
            Chart("reliability", "Is a probability true to its word?", (reliability("open pools", 1.0),)),
        ),
        (
            Confusion(
                "forest", "Random forest, all measures", ("same", "different"), ((812, 43), (61, 1_904))
            ),
            Confusion("majority", "Majority", ("same", "different"), ((0, 855), (0, 1_965))),
        ),
        ("Handles, names and ids are masked.", "Clients are null in most sets and stay out."),
    )


def study(*sections: Section) -> Study:
    """Give a study of some sections, or of one."""
    return Study(
        "How far can Doppelscope be trusted?",
        "2026-11-22T10:15:00Z",
        "0.1.0",
        "python -m core validate --workspace workspace/demo --report report.html",
        ("workspace demo: 40 profiles, 9,213 posts, 1 Jan 2024 to 30 Jun 2025", "labels: 2 groups"),
        sections or (section(),),
    )


def hostile_section() -> Section:
    """Give a section whose every text means harm."""
    names = (*HOSTILE, "\u202e</td><script>window.planted=1</script>", "--><img src=x onerror=alert(1)>")
    columns = tuple(Column(name[:80], "text", name) for name in names[:3])
    return Section(
        names[0],
        f"Is {names[0]} found?",
        f"{names[-1]} is :red[found] in $x$ [x](javascript:alert(1))",
        (Table("h", names[-2], names[-1], columns, tuple((name, name, name) for name in names)),),
        (
            Chart("hd", names[0], (detection(names[-1], 3), detection(names[2], 2))),
            Chart("hr", names[-1], (reliability(names[0], 1.0),)),
        ),
        (Confusion("hc", names[-1], (names[0], names[-1]), ((1, 2), (3, 4))),),
        names,
    )


_numbers = st.floats(allow_nan=False) | st.integers(-(2**63), 2**64 - 1)
_texts = st.text(st.characters(exclude_categories=["Cs"]))
_estimates = st.builds(
    Estimate,
    *[st.none() | st.floats(allow_nan=False)] * 3,
    st.none() | st.integers(0, 2**53),
)
cells: st.SearchStrategy[Cell] = _texts | _numbers | _estimates | st.none()


@st.composite
def tables(draw) -> Table:
    """Make any table whose rows are as long as its head."""
    columns = draw(
        st.lists(
            st.builds(Column, _texts, st.sampled_from(["text", "count", "share", "number"]), _texts),
            max_size=4,
        )
    )
    row = st.tuples(*[cells] * len(columns))
    return Table(
        draw(_texts), draw(_texts), draw(_texts), tuple(columns), tuple(draw(st.lists(row, max_size=4)))
    )


@st.composite
def curves(draw, kind: str | None = None) -> Curve:
    """Make any curve whose parts are of one length."""
    n = draw(st.integers(0, 5))
    numbers = st.lists(st.floats(), min_size=n, max_size=n).map(tuple)
    some = numbers | st.just(())
    counts = st.lists(st.integers(0, 2**40), min_size=n, max_size=n).map(tuple) | st.just(())
    chosen = kind or draw(st.sampled_from(["reliability", "detection"]))
    return Curve(draw(_texts), chosen, draw(numbers), draw(numbers), draw(some), draw(some), draw(counts))


@st.composite
def confusions(draw) -> Confusion:
    """Make any square matrix."""
    n = draw(st.integers(0, 4))
    row = st.tuples(*[st.integers(0, 2**40)] * n)
    rows = st.tuples(*[row] * n)
    return Confusion(draw(_texts), draw(_texts), draw(st.tuples(*[_texts] * n)), draw(rows))


def _some(strategy, most=3):
    return st.lists(strategy, max_size=most).map(tuple)


charts = st.sampled_from(["reliability", "detection"]).flatmap(
    lambda kind: st.builds(Chart, _texts, _texts, _some(curves(kind)))
)
sections = st.builds(
    Section,
    _texts,
    _texts,
    _texts,
    _some(tables(), 2),
    _some(charts, 2),
    _some(confusions(), 2),
    _some(_texts),
)
studies = st.builds(Study, _texts, _texts, _texts, _texts, _some(_texts), _some(sections, 2))
