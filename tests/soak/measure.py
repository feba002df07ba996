"""The claims about size: five gigabytes in one gigabyte of memory, ten million posts that stay usable.

Memory and completeness are asserted as they are claimed. Times are told exactly beside their target;
only twice the target fails, for a machine does other things too.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.line import Line
from tests.soak import crowd, statuses
from tests.soak.worker import PATIENCE_S, work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_MB = 1_000.0
SOON_S = 2.0
STOP_S = 0.5
SLACK = 2.0
_AUTHORS = 200_000
_GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is made; the defaults are what the claims speak of."""

    lines_bytes: int = 5 * _GIGABYTE
    array_bytes: int = _GIGABYTE
    n_profiles: int = 20_000
    n_posts: int = 500

    def times(self, share: float) -> Scale:
        """Give a share of it; the posts of a profile stay as many."""
        sizes = (self.lines_bytes, self.array_bytes, self.n_profiles)
        return Scale(*(max(int(size * share), 1) for size in sizes), self.n_posts)


def too_far(lines: list[Line]) -> list[str]:
    """Name the claims that are missed: memory at all, time by more than a machine's bad day."""
    return [
        line.claim
        for line in lines
        if line.target is not None
        and line.ours
        and max(line.ours) > line.target * (SLACK if line.unit == "s" else 1)
    ]


def _expect(told: dict[str, Any], **expected: Any) -> None:
    """Fail where something is not complete."""
    found = {name: told[name] for name in expected}
    assert found == expected, f"found {found}, expected {expected}"


def arrivals(folder: Path, scale: Scale, say: Callable[[str], None]) -> list[Line]:
    """Import one file of JSON lines, and one that is a single JSON array."""
    lines = []
    for what, write, n_bytes in (
        ("JSON lines", statuses.write_lines, scale.lines_bytes),
        ("one JSON array", statuses.write_array, scale.array_bytes),
    ):
        file, workspace = folder / "statuses.json", folder / "arrived"
        say(f"writing {n_bytes / 1e9:.2f} GB of {what}")
        n_posts = write(file, n_bytes, _AUTHORS)
        say(f"importing {n_posts:,} posts")
        told = work("import", file, workspace)
        _expect(told, kept=n_posts, refused=0, listed=n_posts)
        data = f"{n_posts:,} invented posts, {file.stat().st_size / 1e9:.2f} GB of {what}"
        lines += [
            Line("import, peak memory", "MB", data, (told["megabytes"],), target=MOST_MB),
            Line("import, speed", "posts/s", data, (n_posts / told["seconds"],)),
        ]
        file.unlink()
        shutil.rmtree(workspace)
    return lines


def crowds(
    folder: Path,
    scale: Scale,
    say: Callable[[str], None],
    visit: Callable[[Path, str], list[Line]] | None,
) -> list[Line]:
    """Make one large workspace and use it: cold, while its portraits are drawn, and after an import."""
    workspace = folder / "crowd"
    n_profiles, n_posts = scale.n_profiles, scale.n_profiles * scale.n_posts
    data = f"{n_posts:,} invented posts, {n_profiles:,} profiles"
    say(f"making a workspace of {data}")
    made = work("populate", workspace, n_profiles, scale.n_posts)
    _expect(made, kept=n_posts, profiles=n_profiles)
    lines = [
        Line("populate, peak memory", "MB", data, (made["megabytes"],), target=MOST_MB),
        Line("populate, speed", "posts/s", data, (n_posts / made["seconds"],)),
    ]
    lines += _opened(workspace, "before any portrait", data, n_profiles, n_posts)
    if visit:
        say("visiting its pages while portraits are drawn")
        lines += visit(workspace, f"{data}; portraits being drawn")
    lines += _drawn(workspace, data, n_profiles, say)
    lines += _opened(workspace, "all portraits drawn", data, n_profiles, n_posts)
    if visit:
        say("visiting its pages")
        lines += visit(workspace, f"{data}; portraits drawn")
    return lines + _added(folder, workspace, data, n_profiles, n_posts, say)


def _opened(workspace: Path, when: str, data: str, n_profiles: int, n_posts: int) -> list[Line]:
    last = crowd.handle_of(n_profiles - 1)
    told = work("open", workspace, crowd.key_of(0), last)
    _expect(told, n_profiles=n_profiles, n_posts=n_posts)
    assert told["known"] > 0
    return [
        Line(f"list the profiles, {when}", "s", data, (told["list_s"],), target=SOON_S),
        Line(f"open a pair, {when}", "s", data, (told["pair_s"],), target=SOON_S),
    ]


def _drawn(workspace: Path, data: str, n_profiles: int, say: Callable[[str], None]) -> list[Line]:
    stopped = work("draw", workspace, PATIENCE_S)
    say(f"drawing {stopped.get('missing', 0):,} portraits")
    told = work("draw", workspace)
    _expect(told, missing=0, learned_from=n_profiles, progress_rises=True)
    again = work("draw", workspace)
    lines = [
        Line("draw portraits, peak memory", "MB", data, (told["megabytes"],), target=MOST_MB),
        Line("draw portraits, all", "s", data, (told["drawn_s"],)),
        Line("draw portraits, none missing", "s", data, (again["drawn_s"],), target=SOON_S),
    ]
    if "stopped_s" in stopped:  # a small workspace is done before it can be stopped
        lines.append(Line("draw portraits, stop", "s", data, (stopped["stopped_s"],), target=STOP_S))
    return lines


def _added(
    folder: Path, workspace: Path, data: str, n_profiles: int, n_posts: int, say: Callable[[str], None]
) -> list[Line]:
    """Import a small file into the large workspace, and have what it changes drawn."""
    file = folder / "more.jsonl"
    n_more = statuses.write_lines(file, 2 * 10**6, 20)
    say(f"importing {n_more:,} more posts")
    told = work("import", file, workspace)
    _expect(told, kept=n_more, listed=n_posts + n_more)
    drawn = work("draw", workspace)
    _expect(drawn, missing=0, learned_from=n_profiles + 20)
    said = f"{n_more:,} posts of 20 new profiles into {data}"
    return [
        Line("import a small file", "s", said, (told["seconds"],)),
        Line("import a small file, peak memory", "MB", said, (told["megabytes"],), target=MOST_MB),
        Line("draw and learn after it", "s", said, (drawn["drawn_s"],)),
    ]
