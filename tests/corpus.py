"""Small corpora written by hand, and workspaces that hold them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

from core.intake import import_items
from core.model import Post
from core.schema import batch
from core.sources.entries import from_bytes
from core.sources.options import ReadOptions
from core.workspace import FileReport, Workspace

START = datetime(2024, 3, 1, 12, tzinfo=UTC)
NOW = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
FIELDS = ["id", "screen_name", "created_at", "text"]


def post(profile="x:1", n=0, **fields):
    """One post; ``n`` names it and says how many hours after the start it is."""
    made = {"time": START + timedelta(hours=n), "post_id": f"{n}", "text": f"post {n} here", **fields}
    return Post(profile, **made)


def store(folder, posts=(), **others):
    """Import posts straight into a workspace, past every reader; give the report."""
    with Workspace(folder).importing(NOW) as transaction:
        transaction.begin_file()
        transaction.add(batch(posts, n_rows=len(posts), **others))
        transaction.end_file(FileReport("made", "made", rows=len(posts)))
        return transaction.commit(lambda share, said: None, lambda: False)


def table(*rows, fields=FIELDS, delimiter=",", encoding="utf-8"):
    """Write rows as a delimited file in memory."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([fields, *rows])
    return text.getvalue().encode(encoding)


def row(n=0, who="ann", **changed):
    """One row of such a file."""
    cells = {
        "id": f"{n}",
        "screen_name": who,
        "created_at": f"2024-03-01T{n % 24:02d}:00:00Z",
        "text": f"post {n} here",
    }
    return [{**cells, **changed}[field] for field in FIELDS]


def bring(folder, *items, options=None, **more):
    """Import files, or (name, bytes) pairs, as the pages and the command line do."""
    entries = [from_bytes(*item) if isinstance(item, tuple) else item for item in items]
    return import_items(Workspace(folder), entries, options or ReadOptions(), now=NOW, **more)


def contents(folder):
    """Every file of a workspace but its lock, by name and bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }
