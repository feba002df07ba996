"""Texts written for the tests of the axes, and models made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from core.content.sketch import content
from core.content.style import named_rates
from core.model import Post
from core.model.persona import AXES
from core.persona.model import AxisModel, MeaningModel, PersonaModel
from core.persona.trait import trait_names, trait_rates
from core.schema import posts_table

SAID = (
    "The harbour was quiet this morning, so I walked along the pier and wondered whether my sister would call.",
    "Lunch with my friends at the market! We had soup and bread, and laughed about the old teacher.",
    "Perhaps the theory is wrong; the evidence for it is thin, and nobody has tested the assumption.",
    "You should see the garden now, it is full of birds and roses and I cannot stop looking at it?",
)
START = datetime(2024, 1, 1, tzinfo=UTC)


def sketch(texts, language="en"):
    """Sum up texts, all of one language or each of its own."""
    tags = [language] * len(texts) if language is None or isinstance(language, str) else language
    posts = [
        Post(f"x:{n}", START + timedelta(hours=n), text=text, language=tag)
        for n, (text, tag) in enumerate(zip(texts, tags, strict=True))
    ]
    return content(posts_table(posts).to_pandas())


def rates_of(texts, language="en", **options):
    """Give the features of texts, or why there are none."""
    found = sketch(texts, language)
    return trait_rates(found, named_rates(found.style), **options)


def many(n, seed=0, words=15):
    """Give n texts of our words in random order."""
    rng = np.random.default_rng(seed)
    said = " ".join(SAID).split()
    return [" ".join(rng.permutation(said)[:words]) for _ in range(n)]


def made_model(seed=0, traits=None, meaning=0, **changed):
    """Make a model of some size; ``meaning`` is the length of the encoder's vectors."""
    rng = np.random.default_rng(seed)
    names = trait_names() if traits is None else tuple(traits)
    k = len(names)
    axes = []
    for axis in AXES:
        root = rng.normal(0, 0.05, (k + 1, k + 1))
        axes.append(AxisModel(axis, float(rng.normal(0, 0.3)), rng.normal(0, 0.3, k), root @ root.T))
    block = (
        MeaningModel(
            "tiny", rng.normal(0, 0.1, meaning), rng.normal(0, 1, (4, meaning)), rng.uniform(0, 1, 4)
        )
        if meaning
        else None
    )
    fields = {
        "name": "made",
        "traits": names,
        "mean": rng.uniform(0.02, 0.1, k),
        "scale": rng.uniform(0.01, 0.05, k),
        "axes": tuple(axes),
        "card": {"data": "made up"},
        "meaning": block,
    }
    return PersonaModel(**(fields | changed))
