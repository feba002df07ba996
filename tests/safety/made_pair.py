"""Two made-up profiles and what was found of them: by hand for examples, and any at all for properties."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from core.model.persona import CLASSES, Persona
from core.model.safety import ContactTone, HybridSimilarity
from core.safety.contact import Direction
from core.safety.part import Evidence

FLAT = np.full(8, 1 / 8)


def leaning(klass, p, key="x:1"):
    """Make a persona that is in one class with a probability, in each other with as much of the rest."""
    classes = np.full(8, (1 - p) / 7)
    classes[CLASSES.index(klass)] = p
    return of_classes(classes, key)


def of_classes(classes, key="x:1"):
    found = np.asarray(classes, dtype=float)
    return Persona(key, "made", (), found, CLASSES[int(found.argmax())], 1_000, 100)


def unknown(why="not enough text: 3 words of its own, 200 needed", key="x:1"):
    return Persona(key, "made", (), None, None, 3, 1, why)


NOTHING = Direction(ContactTone({}, 0, 0, 0, 0, 0), 0)
NOBODY = Direction(None, 0)


def letters(n_posts, n_read=None, positive=0, negative=0, abusive=0, approaches=None):
    """Make one direction of contact."""
    read = n_posts if n_read is None else n_read
    tone = ContactTone(
        {"reply": n_posts} if n_posts else {},
        n_posts,
        read,
        positive,
        negative,
        abusive,
        tuple(range(n_posts)),
    )
    return Direction(tone, n_posts if approaches is None else approaches)


ALIKE = HybridSimilarity(0.25, None, 0.125, {"cs": "the posts of A are not embedded yet"}, 0.375)


def evidence(**changed):
    """Make evidence that says nothing, but for what is given."""
    base = Evidence(
        of_classes(FLAT), of_classes(FLAT, "x:2"), 1 / 8, ALIKE, 0.5, NOTHING, NOTHING, 900.0, 900.0
    )
    return replace(base, **changed)


@st.composite
def directions(draw):
    """Make any direction of contact."""
    if draw(st.integers(0, 9)) == 0:
        return NOBODY
    n = draw(st.sampled_from([0, 0, 1, 2, 5, 60, 10_000]) | st.integers(0, 30))
    read = draw(st.integers(0, min(n, 500)))
    positive = draw(st.integers(0, read))
    negative = draw(st.integers(0, read - positive))
    return letters(n, read, positive, negative, draw(st.integers(0, read)), draw(st.integers(0, n)))


@st.composite
def similarities(draw):
    """Make any hybrid similarity, some parts missing."""
    parts = {name: draw(st.none() | st.floats(0, 1)) for name in ("ss", "cs", "im")}
    there = sum(part is not None for part in parts.values())
    usual = draw(st.none() | st.floats(0, there)) if there else None
    return HybridSimilarity(
        *parts.values(), {n: f"no {n}" for n, part in parts.items() if part is None}, usual
    )


@st.composite
def distributions(draw):
    """Make any distribution over the eight classes."""
    weights = np.array(draw(st.lists(st.floats(0, 1), min_size=8, max_size=8))) + draw(
        st.sampled_from([0, 1e-9, 1])
    )
    return weights / weights.sum() if weights.sum() > 1e-12 else FLAT


DAYS = st.none() | st.floats(0, 5_000)


_ANY = distributions()


@st.composite
def evidences(draw, classes=_ANY):
    """Make any evidence of two profiles whose classes are known."""
    alike = draw(similarities())
    rank = None if alike.usual is None else draw(st.floats(0, 1))
    return Evidence(
        of_classes(draw(classes)),
        of_classes(draw(classes), "x:2"),
        draw(st.floats(0, 1)),
        alike,
        rank,
        draw(directions()),
        draw(directions()),
        draw(DAYS),
        draw(DAYS),
    )
