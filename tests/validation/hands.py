"""Made-up accounts that write for years, each in a hand of its own: words, friends and spelling of its own liking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from core.model import Post

START = datetime(2020, 1, 6, tzinfo=UTC)
N_WORDS, N_USERS, N_FRIENDS = 600, 200, 12


def written(n, n_posts=110, seed=0, days=900, quirk=2.0):
    """Give posts by handle; the larger ``quirk``, the less do any two choose the same words."""
    rng = np.random.default_rng(seed)
    words = np.array(["".join(rng.choice(list("abdefgiklmnoprstuv"), 6)) for _ in range(N_WORDS)])
    common = np.arange(1, N_WORDS + 1.0) ** -0.8
    found = {}
    for who in range(n):
        liking = common * rng.lognormal(0, quirk, N_WORDS)
        friends = rng.choice(N_USERS, N_FRIENDS, replace=False)
        seconds = np.sort(rng.integers(0, days * 86_400, n_posts))
        chosen = rng.choice(words, (n_posts, 8), p=liking / liking.sum())
        named = rng.choice(friends, n_posts)
        found[f"hand{who}"] = [
            Post(
                f"x:@hand{who}",
                START + timedelta(seconds=int(at)),
                post_id=f"{who}-{number}",
                # told for English at once: the dictionary of every other language takes seconds to read
                text="the {} and the {} of a {} with the {} for this {} is in {} by {} or {}".format(*text),
                language="en",
                mentions=[f"x:@user{user}"],
            )
            for number, (at, text, user) in enumerate(zip(seconds, chosen, named, strict=True))
        ]
    return found
