"""What must be true of any file, however wrong, and of whatever is read from it."""

from __future__ import annotations

import copy
import faulthandler
import re
import signal
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DoppelscopeError, FormatError
from core.intake import batches, import_items
from core.keys import clean_handle, split_key, user_key
from core.model import KINDS
from core.schema import IDENTITIES, POSTS, PROFILES
from core.sources import Source, discover, recognise
from core.sources.entries import expand
from core.sources.options import ReadOptions
from core.workspace import Workspace
from tests.corpus import NOW
from tests.fuzz.mutation import LARGEST, changed, changes, damaged
from tests.seed import SEEDS, seeds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Batch
    from core.sources.entries import Entry
    from tests.seed.kind import Seed

SECONDS = 20
"""A file of a megabyte takes a tenth of a second on an idle machine."""
_DEADLY = 120  # where not even the interpreter answers any more
_FREE_BYTES, _PER_BYTE = 96 * 1024**2, 96
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
TOGETHER = 15
"""Files of one example: they are read each by itself, and imported as one."""
_FILES = max(300, settings().max_examples)
FUZZ = settings(max_examples=_FILES // TOGETHER, suppress_health_check=list(HealthCheck))
ZONES = (None, "Europe/Berlin", "Pacific/Apia")
_SEEDS = {str(seed): seed for seed in SEEDS}
# A row of these is a post or refused; elsewhere it may be an account, or one of several shares of a post.
_EXACT = frozenset({"table", "fourcat"})
X = ("fourcat", "grailbird", "x_archive", "x_v1", "x_v2")
TABLES = ("coortweet", "table", "x_operations")
_PLATFORM = re.compile(r"[\w.-]+")


class HungError(AssertionError):
    """It takes longer than anything may."""


@contextmanager
def watched(n_bytes: int) -> Iterator[None]:
    """Fail what hangs, or takes more memory than its input explains."""

    def ring(*_):
        message = f"it took more than {SECONDS} s over {n_bytes:,} bytes"
        raise HungError(message)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    faulthandler.dump_traceback_later(_DEADLY, exit=True)
    at_first = _resident(begin=True)
    try:
        yield
        grown = _resident() - at_first
        assert grown < _FREE_BYTES + _PER_BYTE * n_bytes, f"{grown:,} bytes of memory over {n_bytes:,}"
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _resident(*, begin: bool = False) -> int:
    """Give the most memory held since it was last begun to count; 0 where the system does not say."""
    try:
        if begin:
            _CLEAR.write_text("5")
        return 1024 * int(re.search(r"VmHWM:\s*(\d+)", _STATUS.read_text()).group(1))
    except OSError:
        return 0


@dataclass
class Wrong:
    """A file gone wrong: which it was, what it says otherwise, and how it is written otherwise."""

    seed: str
    said: tuple[tuple[int, int, int], ...]
    written: tuple[tuple[int, int, int], ...]
    zone: str | None

    @property
    def origin(self) -> Seed:
        """Give the seed that it was."""
        return _SEEDS[self.seed]

    @property
    def options(self) -> ReadOptions:
        """Give what the analyst tells of it."""
        return ReadOptions(zone=self.zone)

    @cached_property
    def data(self) -> bytes:
        """Give what has become of it."""
        value = copy.deepcopy(self.origin.value)
        for change in self.said:
            value = changed(value, change)
        try:
            data = self.origin.write(value)[:LARGEST]
        except RecursionError:
            data = self.origin.data  # what is too deep to be written here is written by other changes
        for change in self.written:
            data = damaged(data, change)
        return data

    def entries(self) -> list[Entry]:
        """Give it, and what is beside it."""
        return self.origin.entries(self.data)


def wrongs(source: str) -> st.SearchStrategy[Wrong]:
    """Draw a file gone wrong: mostly of one format, now and then of another."""
    own = [str(seed) for seed in seeds_of(source)]
    seeds = st.sampled_from([*own * (2 * len(SEEDS) // len(own)), *_SEEDS])
    return st.builds(Wrong, seeds, changes(5), changes(2), st.sampled_from(ZONES))


def _is_key(key: str, platform: str | None = None) -> bool:
    """Tell whether a text is the key of a user."""
    said, user_id, handle = split_key(key)
    same = user_key(said, user_id, handle) == key and len(key) < 1_000
    clean = handle is None or handle == clean_handle(handle).casefold()
    return bool(same and clean and _PLATFORM.fullmatch(said) and platform in (None, said))


def check_batches(source: str, found: list[Batch], n_bytes: int) -> int:
    """Check what a reader gives, and give the number of posts."""
    for batch in found:
        schemas = (batch.posts.schema, batch.profiles.schema, batch.identities.schema)
        assert schemas == (POSTS, PROFILES, IDENTITIES)
        for table in (batch.posts, batch.profiles, batch.identities):
            table.validate(full=True)
    posts = pa.concat_tables([batch.posts for batch in found]) if found else POSTS.empty_table()
    profiles = [row for batch in found for row in batch.profiles.to_pylist()]
    refusals = [refusal for batch in found for refusal in batch.refusals]
    n_rows = sum(batch.n_rows for batch in found)
    explained = posts.num_rows + len(refusals)
    assert n_rows == explained if source in _EXACT else n_rows >= explained, (n_rows, explained)
    if source != "coortweet" and n_rows > explained:
        assert profiles, "a row became nothing"
    assert n_rows <= n_bytes + 1
    for row in profiles:
        assert _is_key(row["key"], row["platform"]), row["key"]
        assert row["created"] is None or 1990 <= row["created"].year < 2100
    _check_posts(posts.to_pylist(), {row["key"] for row in profiles})
    for refusal in refusals:
        assert refusal.file
        assert refusal.place
        assert refusal.reason
    return posts.num_rows


def _check_posts(posts: list[dict], known: set[str]) -> None:
    for row in posts:
        assert row["profile"] in known
        assert row["kind"] in KINDS
        assert 1990 <= row["time"].year < 2100, row["time"]
        assert abs(row["offset_minutes"] or 0) < 24 * 60
        assert row["fetched_at"] is None or 1990 <= row["fetched_at"].year < 2100
        for user in [*row["mentions"], row["ref_author"], row["quoted_author"]]:
            assert user is None or _is_key(user), user
        for name in ("likes", "reposts", "replies", "quotes"):
            assert row[name] is None or row[name] >= 0
        for name in ("hashtags", "links", "media", "objects"):
            assert all(row[name]), f"an empty one of {name}"


def check_read(source: Source, entry: Entry, options: ReadOptions) -> int | None:
    """Check one reader on one file; give the number of posts, or None where it was refused."""
    found: list[Batch] = []
    try:
        for batch in batches(source, entry, options):
            found.append(batch)  # noqa: PERF402  what came before it broke off counts
    except DoppelscopeError as error:
        if not str(error).strip():
            raise
        check_batches(source.name, found, entry.size)
        return None
    return check_batches(source.name, found, entry.size)


def check_file(source: str, wrong: Wrong) -> None:
    """Check a file: through one reader whether it claims it or not, and through the one that does."""
    left_out: list[str] = []
    with watched(len(wrong.data)):
        opened = list(expand(wrong.entries(), lambda *why: left_out.append(": ".join(why))))
        assert opened or left_out
        for entry in opened[:1]:
            by_name = {known.name: known for known in discover()}
            check_read(by_name[source], entry, wrong.options)
            try:
                best = recognise(entry)
            except DoppelscopeError:
                continue
            if best is not None and best.name != source:
                check_read(best, entry, wrong.options)


def check_import(files: list[Wrong]) -> None:
    """Check that several files are imported together, and that every row of them is accounted for."""
    entries = [entry for wrong in files for entry in wrong.entries()]
    with tempfile.TemporaryDirectory() as folder, watched(sum(entry.size for entry in entries)):
        workspace = Workspace(Path(folder))
        try:
            report = import_items(workspace, entries, files[0].options, now=NOW)
        except FormatError:
            return  # nothing could be read
        after = Workspace(Path(folder))
        read = [file for file in report.files if file.skipped is None]
        assert report.rows == sum(file.rows for file in read)
        assert report.refused == sum(file.refused for file in read)
        assert report.kept + report.duplicates <= report.rows - report.refused
        assert after.profiles["n_posts"].sum() <= report.kept
        assert after.profiles.empty == (report.kept == 0)
        for key in after.profiles["key"][:1]:
            assert len(after.timeline(key).posts) > 0


def examine(source: str) -> None:
    """Check a reader on some hundred files, and imports of a few of them at a time."""

    @FUZZ
    @given(st.lists(wrongs(source), min_size=TOGETHER, max_size=TOGETHER))
    def examined(files):
        for file in files:
            check_file(source, file)
        check_import(files)

    examined()
