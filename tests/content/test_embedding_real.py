"""Real timelines: each profile's later posts mean what its earlier ones did, more than anybody else's."""

import numpy as np
import pandas as pd

from core.content.embedding.encoder import find
from core.content.embedding.meaning import (
    fit_meanings,
    mean_meaning,
    meaning_cosine,
    meaning_sample,
    readable_posts,
)

N_PROFILES, N_TEXTS = 36, 50


def test_the_later_half_of_a_timeline_is_nearest_to_its_own_first_half(real_data):
    columns = ["screen_name", "created_at", "text", "is_retweet"]
    posts = pd.read_parquet(real_data / "timelines" / "celebrities_2015.parquet", columns=columns)
    posts["kind"] = np.where(posts["is_retweet"].astype(bool), "repost", "original")
    halves = [[], []]
    for _, mine in list(posts.sort_values("created_at").groupby("screen_name"))[: N_PROFILES + 4]:
        parts = [readable_posts(mine.iloc[: len(mine) // 2]), readable_posts(mine.iloc[len(mine) // 2 :])]
        if min(map(len, parts)) >= N_TEXTS and len(halves[0]) < N_PROFILES:
            for half, said in zip(halves, parts, strict=True):
                half.append(meaning_sample(said, N_TEXTS))
    vectors = find().encode([text for half in halves for texts in half for text in texts])
    many = [mean_meaning(some, N_TEXTS, "m") for some in np.split(vectors, len(vectors) // N_TEXTS)]
    first, second = many[: len(many) // 2], many[len(many) // 2 :]
    scale = fit_meanings(many)

    def separation(mode):
        """Give the chance that a profile's own half is nearer than somebody else's."""
        values = np.array([[meaning_cosine(a, b, scale, mode=mode) for b in second] for a in first])
        own, others = np.diag(values), values[~np.eye(len(values), dtype=bool)]
        return (own[:, None] > others[None]).mean()

    assert len(first) >= 30
    assert separation("default") > 0.98
    assert separation("default") > separation("paper")
