"""Portions of a bucket: together they are the bucket, and none takes a profile apart."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import CancelledError
from core.schema import batch, posts_table
from core.workspace import FileReport, Workspace
from core.workspace import merge as module
from core.workspace.bucket import STAGED, STORED
from core.workspace.merge import portions
from tests.corpus import NOW, post, store
from tests.strategies import corpora

# Each example writes two workspaces.
FEWER = settings(max_examples=max(settings().max_examples // 4, 1))


def numbered(rows, schema):
    table = posts_table(rows)
    return table.append_column(schema.field(schema.names[-1]), pa.array([1] * len(rows), pa.int32()))


@given(corpora(), corpora(), st.integers(1, 5))
def test_portions_are_whole_profiles_in_the_order_of_their_keys(rows, old, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PORTION_ROWS", size)
        found = list(portions(numbered(rows, STAGED), numbered(old, STORED)))
    keys = [key for staged, _ in found for key in sorted(set(staged.column("profile").to_pylist()))]
    assert keys == sorted({row.profile for row in rows})
    for staged, before in found:
        mine = set(staged.column("profile").to_pylist())
        assert staged.select(["post_id"]).num_rows == sum(row.profile in mine for row in rows)
        assert before.num_rows == sum(row.profile in mine for row in old)


@FEWER
@given(st.lists(corpora(), min_size=1, max_size=3))
def test_a_workspace_is_the_same_however_it_was_merged(tmp_path_factory, batches):
    folders = []
    for size in (1, 10**6):
        folders.append(tmp_path_factory.mktemp("w"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "PORTION_ROWS", size)
            for rows in batches:
                store(folders[-1], [replace(row, fetched_at=None) for row in rows])
    one, other = map(Workspace, folders)
    assert one.profiles.equals(other.profiles)
    for key in one.profiles["key"]:
        assert one.timeline(key).posts.equals(other.timeline(key).posts)


def test_an_import_can_be_stopped_within_a_bucket(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PORTION_ROWS", 1)
    asked = iter([False] * 5)
    with Workspace(tmp_path).importing(NOW) as transaction:
        transaction.begin_file()
        transaction.add(batch([post(f"x:{n}", n) for n in range(300)]))
        transaction.end_file(FileReport("made", "made"))
        with pytest.raises(CancelledError):
            transaction.commit(lambda share, said: None, lambda: next(asked, True))
    assert Workspace(tmp_path).profiles.empty
