"""The seeds are what they say: valid files, recognised and read whole."""

import pytest

from core.intake import batches
from core.sources import recognise
from core.sources.entries import expand
from core.sources.options import ReadOptions
from tests.seed import SEEDS


@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_a_seed_is_recognised_and_read_whole(seed):
    entry = expand(seed.entries(), pytest.fail)[0]
    source = recognise(entry)
    assert source.name == seed.source
    found = list(batches(source, entry, ReadOptions()))
    assert [refusal for batch in found for refusal in batch.refusals] == []
    assert sum(batch.n_rows for batch in found) == seed.n_rows
    assert sum(batch.posts.num_rows for batch in found) == seed.n_posts
    people = [row for batch in found for row in batch.profiles.to_pylist()]
    assert {row["handle"] or row["key"].partition(":")[2] for row in people} == {seed.profile}
