"""A made-up workspace of clans: each has users and words of its own, and all have some in common."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from core.gallery import Gallery
from core.model import Post, Profile
from core.workspace import Workspace
from tests.corpus import store

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
N_CLANS, EACH, N_POSTS = 8, 5, 16
LETTERS = list("bdfgklmnprstv")


def _words(rng, n):
    return ["".join(rng.choice(LETTERS, 7)) for _ in range(n)]


def posts_of(key, clan, seed, n=N_POSTS):
    """Give one profile's posts: words and users of its clan, and a word of its very own."""
    own = np.random.default_rng([1, clan])
    clan_words, everybodys = _words(own, 40), _words(np.random.default_rng(0), 200)
    rng = np.random.default_rng([2, seed])
    return [
        Post(
            key,
            MONDAY + timedelta(hours=at),
            post_id=f"{key[2:]}-{at}",
            text=" ".join(
                [*rng.choice(clan_words, 6), *rng.choice(everybodys, 4), f"only{key[2:]}", f"also{key[2:]}"]
            ),
            language="en",
            mentions=[f"x:u{clan}of{rng.integers(9)}", f"x:everybody{rng.integers(5)}", f"x:@known{key[2:]}"],
        )
        for at in range(n)
    ]


def clans():
    """Give posts by key, and the clan of each."""
    truth = {f"x:{at}": at % N_CLANS for at in range(N_CLANS * EACH)}
    return {key: posts_of(key, clan, int(key[2:])) for key, clan in truth.items()}, truth


def settle(folder, people):
    """Import people, each with a handle, and draw their portraits; give the gallery."""
    profiles = [Profile(key, "x", key[2:], handle=f"handle{key[2:]}") for key in people]
    store(folder, [post for posts in people.values() for post in posts], profiles=profiles)
    return Gallery(Workspace(folder))
