"""A made-up town whose accounts have nothing to do with each other, but for what a test plants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from core.gallery import Gallery
from core.model import Post, Profile
from core.schema import batch
from core.validation.subject import Subject
from core.workspace import FileReport, Workspace

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
NOW = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
N_USERS, N_WORDS = 300, 2_000


def townsfolk(n, n_posts=70, seed=0, days=120):
    """Give posts by key: whom each names, when and in which words is drawn apart for each."""
    rng = np.random.default_rng(seed)
    appeal = np.arange(1, N_USERS + 1.0) ** -0.7
    words = np.array(["".join(rng.choice(list("bdfgklmnprstv"), 7)) for _ in range(N_WORDS)])
    town = {}
    for who in range(n):
        named = rng.choice(N_USERS, n_posts, p=appeal / appeal.sum())
        seconds = np.sort(rng.integers(0, days * 86_400, n_posts))
        town[f"x:{who}"] = [
            Post(
                f"x:{who}",
                MONDAY + timedelta(seconds=int(at)),
                post_id=f"{who}-{number}",
                text=" ".join(rng.choice(words, 9)),
                language="en",
                mentions=[f"x:user{user}"],
            )
            for number, (at, user) in enumerate(zip(seconds, named, strict=True))
        ]
    return town


def settled(folder, town, accounts=None):
    """Make a workspace of a town and give its gallery."""
    posts = [post for some in town.values() for post in some]
    profiles = [Profile(key, "x", handle=f"h{key[2:]}", account=(accounts or {}).get(key)) for key in town]
    with Workspace(folder).importing(NOW) as transaction:
        transaction.begin_file()
        transaction.add(batch(posts, profiles, n_rows=len(posts)))
        transaction.end_file(FileReport("made", "made", rows=len(posts)))
        transaction.commit(lambda share, said: None, lambda: False)
    return Gallery(Workspace(folder))


def subject(folder, town, labels=None, *, accounts=None, **more):
    """Put a town under experiment, its portraits drawn: of so few posts sooner than a process begins."""
    gallery = settled(folder, town, accounts)
    for key in town:
        gallery.portrait(key)
    return Subject(gallery, labels or {}, **more)


def in_halves(town):
    """Label the first half of a town "east" and the rest "west"."""
    return {key: "east" if n < len(town) / 2 else "west" for n, key in enumerate(town)}
