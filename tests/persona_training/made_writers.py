"""Writers made up for tests: what they say follows from where they stand on the axes, as far as is asked for."""

import json

import numpy as np

from core.persona_training.reading import Corpus
from core.persona_training.writer import POLES, Writer

# Words of the lexicon that theory gives to either pole, and some that are nobody's.
SPOKEN = (
    ("party friends together crowd celebrate", "alone quiet private hidden solitude"),
    ("kitchen bread garden table hammer", "theory imagine possibility meaning abstract"),
    ("because logic evidence argument analysis", "love hug heart gentle grateful"),
    ("schedule deadline plan finished organised", "maybe whatever random spontaneous someday"),
)
COMMON = tuple("the boat is on the water and we were there with them all day long when it rained".split())  # noqa: SIM905


def letters(shares):
    """Give the type that some shares lean to."""
    return "".join(poles[share > 0.5] for poles, share in zip(POLES, shares, strict=True))


def made_writer(key, shares, rng, *, n_posts=14, strength=0.0, planted=""):
    """Make a writer of 250 words; ``strength`` is the share of words that give its poles away."""
    texts = []
    for _ in range(n_posts):
        said = []
        for _ in range(18):
            axis = int(rng.integers(4))
            pole = int(rng.random() < shares[axis])
            told = SPOKEN[axis][pole].split() if rng.random() < strength else COMMON
            said.append(str(rng.choice(told)))
        texts.append(f"{' '.join(said)}. {planted}".strip())
    return Writer(key, tuple(texts), tuple(map(float, shares)))


def made_corpus(n=80, *, strength=0.0, seed=0, planted=None):
    """Make writers of all types; ``planted(shares)`` is said in each of their posts."""
    rng = np.random.default_rng(seed)
    found = []
    for at in range(n):
        shares = [0.9 if (at >> axis) & 1 else 0.1 for axis in range(4)]
        said = planted(shares) if planted else ""
        found.append(made_writer(f"w{at}", shares, rng, strength=strength, planted=said))
    return Corpus("made", tuple(found), n)


def json_line(writer, **more):
    """Write a writer as the line of a file with soft labels."""
    soft = dict(zip(("E/I", "S/N", "T/F", "J/P"), writer.shares, strict=True))
    return json.dumps({"id": writer.key, "posts": list(writer.texts), "softlabels": soft, **more})
