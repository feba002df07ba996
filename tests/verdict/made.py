"""Made-up verdicts: by hand for examples, and any at all for properties."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from core.model import Contribution, Verdict
from core.verdict import view as score_views

VIEWS = tuple((view.name, view.label, view.measure, view.items) for view in score_views.VIEWS)
"""Name, label, measure and items of each view of the score."""


def contribution(view=0, bits=1.0, *, missing=None, **changed):
    """Make what one view adds; ``view`` is its place in :data:`VIEWS`."""
    name, label, measure, items = VIEWS[view]
    numbers = {
        "value": 0.213 if bits >= 0 else 0.102,
        "usual": 0.142,
        "deviations": 1.5,
        "n_a": 500,
        "n_b": 300,
    }
    if missing is not None:
        numbers |= {"value": None, "usual": None, "deviations": None}
        bits = 0.0
    return Contribution(name, label, measure, bits=bits, items=items, missing=missing, **numbers | changed)


def verdict(*bits, spread=2.0, missing=None, doubts=(), share_below=0.99, a="x:1", b="x:2"):
    """Make a verdict of the bits of its views, a reason standing for a view that is missing."""
    parts = tuple(
        contribution(n, missing=one) if isinstance(one, str) else contribution(n, one)
        for n, one in enumerate(bits)
    )
    if missing is not None:
        return Verdict(a, b, "default", None, None, None, parts, missing, doubts)
    total = math.fsum(one.bits for one in parts)
    return Verdict(a, b, "default", total, total - spread, total + spread, parts, None, doubts, share_below)


REASONS = st.sampled_from(
    [
        "A has 3 mentions, 10 needed",
        "B has no texts of its own, 20 needed",
        "B has 1,234 posts, 2,000 needed",
        "neither is in a language that is known.",
        "the workspace has 12 profiles, 30 needed to learn what is usual",
    ]
)
BITS = st.one_of(st.floats(-40, 40), st.floats(-0.2, 0.2), st.sampled_from([0.0, -1.0, 1.0, 300.0, -300.0]))
DOUBTS = st.lists(st.sampled_from(["its scores are spread wider", "it is mostly reposts."]), max_size=2)
BASE_RATES = st.one_of(st.sampled_from([1 / 100, 1 / 1_000, 1e-6]), st.floats(1e-9, 0.999))


@st.composite
def verdicts(draw):
    """Make any verdict that the score may give."""
    parts = draw(st.lists(st.one_of(BITS, REASONS), max_size=len(VIEWS)))
    doubts = tuple(draw(DOUBTS))
    if draw(st.integers(0, 9)) == 0:
        return verdict(*parts, missing=draw(REASONS), doubts=doubts)
    spread = draw(st.floats(0, 10))
    return verdict(*parts, spread=spread, doubts=doubts, share_below=draw(st.none() | st.floats(0, 1)))
