"""A made-up town: the village of the score, some of whose people name each other, kindly or not."""

from dataclasses import replace

import numpy as np

from core.model import Missing, Post, Profile
from core.model.persona import AXES
from core.persona.model import AxisModel, PersonaModel
from core.persona.trait import trait_names
from tests.corpus import store
from tests.verdict.village import MONDAY, village

FRIENDS, FOE, FAN, BRIEF = ("x:10", "x:11"), "x:12", "x:13", "x:4"
KIND, FOUL = "thank you, that is wonderful", "shut up, you idiot, I hate it"


def _naming(source, target, n, text, at=20):
    return [
        Post(
            source,
            MONDAY.replace(minute=5 + k, hour=at),
            post_id=f"{source}-to-{target}-{k}",
            kind="reply",
            ref_author=target,
            text=f"{text} {k}",
            language="en",
        )
        for k in range(n)
    ]


def people(n=36):
    """Give posts by key: two friends, one who insults x:10, and one whom x:10 never answers."""
    found = {
        # among English words, or their language would be anybody's guess
        key: [replace(post, text=f"I think that we said {post.text} and it was here today") for post in posts]
        for key, posts in village(n).items()
    }
    found[BRIEF] = found[BRIEF][:12]
    one, other = FRIENDS
    found[one] += _naming(one, other, 8, KIND)
    found[other] += _naming(other, one, 8, KIND)
    found[FOE] += _naming(FOE, one, 8, FOUL)
    found[FAN] += _naming(FAN, one, 9, KIND)
    return found


def settle_town(folder, posts=None):
    """Make a workspace of the town; x:13 was made the day before its last post."""
    posts = people() if posts is None else posts
    made = {FAN: MONDAY}
    profiles = [
        Profile(
            key, "x", key[2:], handle=f"handle{key[2:]}", created=made.get(key, MONDAY.replace(year=2020))
        )
        for key in posts
    ]
    store(folder, [post for some in posts.values() for post in some], profiles=profiles)
    return folder


def made_model(seed=0, size=1.0):
    """Make a model of the axes of weights drawn by lot: somebody's, good for nothing but tests."""
    names, rng = trait_names(), np.random.default_rng(seed)
    k = len(names)
    axes = tuple(AxisModel(axis, 0.0, rng.normal(0, size, k), np.eye(k + 1) * 1e-4) for axis in AXES)
    return PersonaModel(f"made {seed}", names, np.full(k, 0.1), np.full(k, 0.1), axes, {})


NONE = Missing("no model of the axes is installed: train one")
