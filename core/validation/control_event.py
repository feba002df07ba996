"""One event's crowd: the profiles that used one hashtag or link in the same days, and only those days of theirs.

Events are found in the data: the things that most profiles have in common in seven days and hardly at any
other time. What lies around it is made a workspace of its own, as if somebody had collected that
fortnight: so every claim goes its usual way, and what is usual is what is usual in those days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from core.model import Batch
from core.progress import check, ignore_progress, never
from core.schema import IDENTITIES, POSTS, PROFILES, profiles_table
from core.spread import aside
from core.workspace import FileReport, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

WINDOW_DAYS, MARGIN_DAYS = 7, 3
LEAST_PROFILES, MOST_EVENTS = 5, 5
_PAIR = 2
_EPOCH = pd.Timestamp("1970-01-01", tz="UTC")
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """What a crowd has in common.

    ``thing`` is the typed key of an object; empty where no object was shared by five profiles and the
    event is nothing but the days on which most profiles posted. ``first_day`` (days since 1970-01-01)
    begins the seven days; ``crowd`` are the keys of those who took part. ``share`` of all the days on
    which anybody used the thing lie within.
    """

    thing: str
    first_day: int
    crowd: tuple[str, ...]
    share: float

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Give the time that counts as around it: from three days before to three days after, the end not in it."""
        first = _EPOCH + (self.first_day - MARGIN_DAYS) * _DAY
        return first, first + (WINDOW_DAYS + 2 * MARGIN_DAYS) * _DAY

    @property
    def words(self) -> str:
        """Name it: what, and when."""
        first = (_EPOCH + self.first_day * _DAY).date()
        last = (_EPOCH + (self.first_day + WINDOW_DAYS - 1) * _DAY).date()
        kind, _, name = self.thing.partition(":")
        what = {"hashtag": f"#{name}", "link": f"the link {name}", "repost": "one reposted post"}.get(
            kind, f"the object {name}" if kind else "the week in which most profiles posted"
        )
        return f"{what}, {first.isoformat()} to {last.isoformat()}"


def find_events(
    workspace: Workspace, keys: Sequence[str], *, cancelled: Callable[[], bool] = never
) -> list[Event]:
    """Find the events with the largest crowds, at most five, none within the days around another.

    Of each thing (hashtag, link, reposted post, any typed object) and each seven days, the number of
    profiles that used it times the share of all its uses that fall into these days: a hashtag of every
    week is no event. Nothing is read but who used what on which day.

    Parameters
    ----------
    workspace : Workspace
    keys : sequence of str
        The profiles that are looked at.
    cancelled : callable
        Asked after every profile, and every 0.2 s.

    Returns
    -------
    list of Event
        Largest first; of equal ones the earliest, then the first by name. Where no thing has a crowd, the
        seven days in which most profiles posted; nothing where no two did.

    Notes
    -----
    O(posts × objects); 300,000 posts take about ten seconds, most of it reading.
    """
    used, posted = _uses(workspace, keys, cancelled)
    found = aside(lambda: _largest(used, LEAST_PROFILES, is_object=True), cancelled)
    if found:
        return found
    return aside(lambda: _largest(posted, _PAIR, is_object=False)[:1], cancelled)


def _uses(
    workspace: Workspace, keys: Sequence[str], cancelled: Callable[[], bool]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List who used which object, and who posted, on which day: each once."""
    used, posted = [], []
    for key in keys:
        check(cancelled)
        posts = workspace.timeline(key).posts
        day = ((posts["time"] - _EPOCH) // _DAY).astype(np.int64)
        rows = pd.DataFrame({"profile": key, "day": day, "thing": posts["objects"]})
        posted.append(rows.assign(thing="").drop_duplicates())
        rows = rows.explode("thing").dropna(subset="thing")
        used.append(rows.astype({"thing": object}).drop_duplicates())
    nothing = pd.DataFrame({"profile": [], "day": np.zeros(0, np.int64), "thing": []})
    return pd.concat([nothing, *used]), pd.concat([nothing, *posted])


def _largest(rows: pd.DataFrame, least: int, *, is_object: bool) -> list[Event]:
    """Give the things and seven days with the highest scores, their surroundings apart."""
    rows = rows[rows.groupby("thing")["profile"].transform("nunique") >= least]
    if rows.empty:
        return []
    n_uses = rows.groupby("thing").size()
    starts = pd.concat([rows.assign(start=rows["day"] - back) for back in range(WINDOW_DAYS)])
    windows = starts.groupby(["thing", "start"])
    found = pd.DataFrame({"profiles": windows["profile"].nunique(), "uses": windows.size()}).reset_index()
    found = found[found["profiles"] >= least]
    if found.empty:  # all used it, and never in one week
        return []
    found["share"] = found["uses"] / found["thing"].map(n_uses)
    found["score"] = found["profiles"] * (found["share"] if is_object else 1.0)
    found = found.sort_values(["score", "start", "thing"], ascending=[False, True, True])
    events: list[Event] = []
    while len(events) < MOST_EVENTS and len(found):
        best = found.iloc[0]
        events.append(_event(rows, str(best["thing"]), int(best["start"]), float(best["share"])))
        is_apart = (found["start"] - best["start"]).abs() >= WINDOW_DAYS + 2 * MARGIN_DAYS
        found = found[is_apart & (found["thing"] != best["thing"])]
    return events


def _event(rows: pd.DataFrame, thing: str, start: int, share: float) -> Event:
    inside = (rows["thing"] == thing) & rows["day"].between(start, start + WINDOW_DAYS - 1)
    return Event(thing, start, tuple(sorted(set(rows.loc[inside, "profile"]))), share)


def collect(
    workspace: Workspace,
    keys: Sequence[str],
    event: Event,
    folder: Path,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Workspace:
    """Make a workspace of what profiles posted around an event.

    Parameters
    ----------
    workspace : Workspace
        Where they come from; it is only read.
    keys : sequence of str
        Profiles to be looked at; those without a post in these days are not in it.
    event : Event
    folder : Path
        Empty, or not there yet.

    Raises
    ------
    CancelledError
    WorkspaceError
        If the folder cannot be written to.
    """
    first, end = event.span
    made = Workspace(folder)
    with made.importing(end.to_pydatetime()) as transaction:
        transaction.begin_file()
        n_rows = 0
        for n, key in enumerate(keys):
            check(cancelled)
            progress(n / len(keys), f"Reading the days around {event.words}")
            batch = _slice(workspace, key, first, end)
            transaction.add(batch)
            n_rows += batch.n_rows
        transaction.end_file(FileReport("event", "event", rows=n_rows))
        transaction.commit(ignore_progress, cancelled)
    return Workspace(folder)


def _slice(workspace: Workspace, key: str, first: pd.Timestamp, end: pd.Timestamp) -> Batch:
    timeline = workspace.timeline(key)
    posts = timeline.posts[timeline.posts["time"].between(first, end, inclusive="left")]
    table = _unified(pa.Table.from_pandas(posts, POSTS, preserve_index=False), workspace)
    return Batch(
        table,
        profiles_table([timeline.profile]) if len(posts) else PROFILES.empty_table(),
        IDENTITIES.empty_table(),
        n_rows=len(posts),
    )


def _unified(posts: pa.Table, workspace: Workspace) -> pa.Table:
    """Write the keys of users as the whole workspace knows them: a fortnight says less of who is who."""
    unify = workspace.identities.canonical
    for name in ("ref_author", "quoted_author"):
        column = posts.column(name).combine_chunks()
        known = column.drop_null()
        means = dict(zip(known.to_pylist(), unify(known.to_pylist()), strict=True))
        keys = pa.array([key and means[key] for key in column.to_pylist()], pa.string())
        posts = posts.set_column(posts.schema.get_field_index(name), POSTS.field(name), keys)
    mentions = [unify(keys) if keys else keys for keys in posts.column("mentions").to_pylist()]
    field = POSTS.field("mentions")
    return posts.set_column(posts.schema.get_field_index("mentions"), field, pa.array(mentions, field.type))
