"""The demo corpus, put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core import schema
from core.errors import ParameterError
from core.keys import DEFAULT_PLATFORM
from core.sample.cast import invented_cast
from core.sample.circle import circles
from core.sample.dice import Dice
from core.sample.library import Library
from core.sample.plant import Planted, Stage, plant_all
from core.sample.registry import Registry
from core.sample.rhythm import DAY, WINDOW_DAYS
from core.sample.timeline import Author

if TYPE_CHECKING:
    from core.model import Batch

LABEL = "Synthetic demo data: invented profiles, planted findings"
END = datetime(2025, 7, 1, tzinfo=UTC)
MIN_PROFILES = 20
MAX_PROFILES = 400


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The demo: its tables, what is hidden in them, and the pair the app opens with."""

    batch: Batch
    planted: tuple[Planted, ...]
    opening: tuple[str, str]


def _stage(seed: int, n_profiles: int, end: datetime) -> Stage:
    now = int(end.timestamp())
    registry = Registry()
    members = invented_cast(seed, n_profiles, now, registry)
    stage = Stage(
        members=members,
        circles=circles(seed, members, registry, now),
        posts={},
        library=Library(registry, Dice(seed, 4)),
        registry=registry,
        window_start=now - WINDOW_DAYS * DAY,
    )
    authors = [
        Author(member, stage.circles[member.user.key], registry, Dice(seed, 5, index))
        for index, member in enumerate(members)
    ]
    # all originals first: only what exists can be pointed at
    for author in authors:
        stage.posts[author.member.user.key] = author.write_originals(stage.window_start, stage.library)
    for author in authors:
        stage.posts[author.member.user.key] += author.write_answers(stage.library)
    return stage


def sample_corpus(seed: int = 7, *, n_profiles: int = 40, end: datetime = END) -> Sample:
    """Make the synthetic demo corpus.

    Everybody and everything in it is invented (:data:`LABEL`). It shows every kind of post, three
    languages, ten months of rhythm, and hides what :class:`~core.sample.plant.Planted` lists. It says
    nothing about how well a method works on people: its authors are simpler than anybody.

    Parameters
    ----------
    seed : int
        At least 0. The same seed, number and end give the same corpus to the byte.
    n_profiles : int
        How many profiles, 20 to 400.
    end : datetime
        Aware; every post is older.

    Returns
    -------
    Sample
        About 500 posts a profile over 6 to 10 months, by profile and time; one profile with a single
        post and one with twelve.

    Raises
    ------
    ParameterError
        If a parameter is outside its range.

    Notes
    -----
    About 50 µs a post. What it hides follows METHODS 4 and 5: one operator, coordination, and what
    looks like either.

    Examples
    --------
    >>> sample = sample_corpus(n_profiles=20)
    >>> sample.batch.profiles.num_rows, [planted.kind for planted in sample.planted]
    (20, ['one_operator', 'coordinated', 'copy_paste', 'copy_paste', 'look_alike'])
    """
    if seed < 0:
        message = f"the seed of the demo is 0 or more, not {seed}"
        raise ParameterError(message)
    if not MIN_PROFILES <= n_profiles <= MAX_PROFILES:
        message = f"the demo has {MIN_PROFILES} to {MAX_PROFILES} profiles, not {n_profiles}"
        raise ParameterError(message)
    if end.tzinfo is None:
        message = "the end of the demo needs a time zone; write one, for example UTC"
        raise ParameterError(message)
    stage = _stage(seed, n_profiles, end)
    planted = plant_all(stage, Dice(seed, 6))
    posts = [
        post
        for member in stage.members
        for post in sorted(stage.posts[member.user.key], key=lambda post: (post.time, post.post_id))
    ]
    batch = schema.batch(
        posts,
        [member.profile for member in stage.members],
        [(DEFAULT_PLATFORM, user.user_id, user.handle) for user in stage.registry.users],
        n_rows=len(posts),
    )
    first, second = planted[0].profiles
    return Sample(batch, planted, (first, second))
