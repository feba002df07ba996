"""The synthetic demo: a seeded corpus of invented profiles with planted pairs.

::

    phrases.toml ─ phrase ─ style ──┐
                   dice ─── rhythm ─┼─ cast ─ circle ─ library ─ timeline ─ plant ─ corpus
                            registry┘
"""

from core.sample.corpus import END, LABEL, MAX_PROFILES, MIN_PROFILES, Sample, sample_corpus
from core.sample.plant import Planted

__all__ = ["END", "LABEL", "MAX_PROFILES", "MIN_PROFILES", "Planted", "Sample", "sample_corpus"]
