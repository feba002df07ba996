"""What is told of a fetch while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.sources.live_target import Target


class Told:
    """Turns the posts of one target into a share of the whole, and says whose they are."""

    def __init__(
        self, progress: Callable[[float, str], None], target: Target, start: float, share: float
    ) -> None:
        self._progress, self._target = progress, target
        self._start, self._share = start, share
        self._done = start

    def posts(self, n_posts: int, expected: int, *, only_new: bool) -> None:
        """Tell how many posts have arrived, of how many that are expected at most."""
        self._done = self._start + self._share * min(1.0, n_posts / max(expected, 1))
        self.say(f"{n_posts:,} new posts" if only_new else f"{n_posts:,} of {expected:,} posts")

    def say(self, words: str) -> None:
        """Tell what is being done; the share stays what it was."""
        self._progress(self._done, f"{self._target}: {words}")
