"""Posts on their way to their buckets: none is lost, none changes places, whatever is held in memory."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.schema import posts_table
from core.workspace import stage as module
from core.workspace.bucket import bucket_of
from core.workspace.stage import Stage
from tests.strategies import corpora


@given(st.lists(corpora(), max_size=4), st.sampled_from([1, 2_000, 10**9]))
def test_each_bucket_gives_its_posts_back_in_the_order_they_were_read(tmp_path_factory, batches, held):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "HELD_BYTES", held)
        stage = Stage(tmp_path_factory.mktemp("stage"))
        for number, batch in enumerate(batches):
            stage.add(posts_table(batch), number)
        stage.close()
        keys = {row.profile for batch in batches for row in batch}
        for name in {bucket_of(key) for key in keys}:
            expected = [
                {**row, "file": number}
                for number, batch in enumerate(batches)
                for row in posts_table(batch).to_pylist()
                if bucket_of(row["profile"]) == name
            ]
            assert stage.posts([name]).to_pylist() == expected
            assert stage.n_rows[name] == len(expected)
        assert stage.n_rows.total() == sum(map(len, batches))


def test_nothing_is_written_while_little_is_held(tmp_path):
    stage = Stage(tmp_path)
    stage.add(posts_table([]), 1)
    stage.close()
    assert stage.posts([]).num_rows == 0
    assert list(tmp_path.iterdir()) == []


def test_a_bucket_without_posts_is_empty(tmp_path):
    stage = Stage(tmp_path)
    stage.close()
    found = stage.posts(["07"])
    assert isinstance(found, pa.Table)
    assert found.num_rows == 0
