"""A made-up village: each has words, friends and spellings of their own, and a few pairs are planted."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

import numpy as np

from core.model import Post, Profile
from tests.corpus import store

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
N_WORDS, N_FRIENDS, N_POSTS, LONG = 3_000, 400, 70, 9
TWINS = ("x:0", "x:1")
COPIES = ("x:2", "x:3")
BRIEF, LONELY, REPEATING = "x:4", "x:5", "x:6"


class Hand:
    """One who writes: which words and friends are theirs, and how they spell."""

    def __init__(self, rng, own_share=0.5):
        letters = rng.dirichlet(np.full(20, 0.6))
        self._rng = rng
        self._own = ["".join(rng.choice(list("abcdefghiklmnoprstuv"), 6, p=letters)) for _ in range(300)]
        self._friends = rng.choice(N_FRIENDS, 12, replace=False)
        self._share = own_share

    def post(self, key, n, words, *, is_lonely=False, text=None):
        """Write one post of so many words, half of them everybody's."""
        own = self._rng.random(LONG) < self._share
        said = [
            self._own[self._rng.integers(len(self._own))] if mine else words[self._rng.integers(len(words))]
            for mine in own
        ]
        friend = self._friends[int(self._rng.integers(12) * self._rng.random())]
        return Post(
            key,
            MONDAY + timedelta(hours=n),
            post_id=f"{key}-{n}",
            text=text or " ".join(said),
            language="en",
            mentions=[] if is_lonely else [f"x:friend{friend}"],
        )


def village(n=36, seed=0, n_posts=N_POSTS):
    """Give posts by key; with 8 people and more there are those of the constants above."""
    rng = np.random.default_rng(seed)
    words = ["".join(rng.choice(list(string.ascii_lowercase), 5)) for _ in range(N_WORDS)]
    hands = [Hand(np.random.default_rng([seed, who])) for who in range(n)]
    found = {}
    for who in range(n):
        key = f"x:{who}"
        hand = hands[0] if key == TWINS[1] else hands[who]
        many = 30 if key == BRIEF else n_posts
        text = "the same few words again" if key == REPEATING else None
        found[key] = [hand.post(key, at, words, is_lonely=key == LONELY, text=text) for at in range(many)]
    if n > int(COPIES[1][2:]):
        for at in range(20):
            copied = found[COPIES[0]][at]
            found[COPIES[1]][at] = Post(
                COPIES[1],
                copied.time,
                post_id=f"copy-{at}",
                text=copied.text,
                language="en",
                mentions=copied.mentions,
            )
    return found


def settle(folder, people):
    """Make a workspace of a village."""
    profiles = [Profile(key, "x", key[2:], handle=f"handle{key[2:]}") for key in people]
    store(folder, [post for posts in people.values() for post in posts], profiles=profiles)
    return folder
