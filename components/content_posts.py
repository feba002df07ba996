"""What stands in both timelines, kind by kind, and who came first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from components import compute, jobs, near_table, repeat_table, theme
from components.content_numbers import NEAR, POSTS, REPOSTS
from core.content import near_post, repeats
from figures import lag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.shell import Scene
    from core.content.near_post import NearPost
    from core.model import Comparison, Repeat

_MOST_POSTS = 8_000
"""Posts of both that are searched while the page waits: some 0.3 s; long texts of one template take longer."""
_SAME = 0.4  # of the work of a search, when same posts and reposts are found


class Found(NamedTuple):
    """What both published: the same, the same but for a few words, and what both reposted."""

    same: Sequence[Repeat]
    reworded: Sequence[NearPost]
    reposts: Sequence[Repeat]


def draw(scene: Scene, comparison: Comparison) -> None:
    """Draw one kind's table, a row of which opens to the posts of both, and the lags of all kinds."""
    found = _found(scene)
    if found is None:
        return
    kinds: dict[str, Sequence[Repeat | NearPost]] = {
        lag.SAME: found.same,
        lag.NEAR: found.reworded,
        lag.REPOSTS: found.reposts,
    }
    kind = _choose(kinds)
    if kind == lag.NEAR:
        near_table.draw(scene, found.reworded, comparison[NEAR])
    elif kind == lag.REPOSTS:
        repeat_table.draw(scene, "Same reposts", found.reposts, comparison[REPOSTS], "same-reposts")
    else:
        repeat_table.draw(scene, "Same posts", found.same, comparison[POSTS], "same-posts")
    repeat_table.lags(kinds)


def _found(scene: Scene) -> Found | None:
    """Give what both published, or None while long timelines are searched; the page then says so."""
    timeline_a, timeline_b = scene.timelines
    if len(timeline_a.posts) + len(timeline_b.posts) <= _MOST_POSTS:
        return Found(
            compute.same_posts(scene.gallery, scene.a, scene.b),
            compute.near_posts(scene.gallery, scene.a, scene.b),
            compute.same_reposts(scene.gallery, scene.a, scene.b),
        )

    def search(progress: jobs.Progress, cancelled: jobs.Cancelled) -> Found:
        posts = timeline_a.posts, timeline_b.posts
        progress(0.0, "Reading every text")
        same, reposts = repeats.same_posts(*posts), repeats.same_reposts(*posts)
        near = near_post.near_posts(
            *posts,
            progress=lambda share: progress(_SAME + (1 - _SAME) * share, "Comparing wordings"),
            cancelled=cancelled,
        )
        return Found(same, near_post.reworded(near), reposts)

    key = f"repeats:{scene.gallery.workspace.fingerprint}:{scene.a}:{scene.b}"
    job = jobs.submit(key, search)
    jobs.draw(job, "Looking for what both published")
    return job.status.result


def _choose(kinds: Mapping[str, Sequence[Repeat | NearPost]]) -> str:
    """Let the analyst choose a kind; at first the first of which there is any."""
    first = next((kind for kind, many in kinds.items() if many), lag.SAME)
    chosen = st.segmented_control(
        "Kind",
        list(kinds),
        format_func=lambda kind: f"{kind.capitalize()} · {theme.count(len(kinds[kind]))}",
        default=first,
        required=True,
        key="content_kind",
        label_visibility="collapsed",
    )
    return str(chosen)
