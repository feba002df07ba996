"""No damage to an archive, or to what is packed in it, breaks an import."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import FormatError
from core.intake import import_items
from core.sources.entries import expand, from_bytes
from core.sources.options import ReadOptions
from core.workspace import Workspace
from tests.corpus import NOW
from tests.fuzz.examination import FUZZ, watched
from tests.fuzz.mutation import changes, damaged
from tests.seed import SEEDS
from tests.sources.packing import WRAPPINGS

# Between them they are read line by line, whole, by their end, and with the help of a neighbour.
PACKED = [
    (name, data)
    for seed in SEEDS
    if seed.name in {"stream.jsonl", "posts.parquet", "data/tweets.js"}
    for name, data in {seed.name: seed.data, **seed.beside}.items()
]
EACH_TIME = 2


def imported(files, said):
    """Open files, read them to their ends, and import them into a workspace of their own."""
    with watched(sum(len(data) for _, data in files)), tempfile.TemporaryDirectory() as folder:
        entries = [from_bytes(name, data) for name, data in files]
        for entry in expand(entries, lambda *why: said.append(why)):
            said.append((entry.name, f"{entry.size}"))
        try:
            report = import_items(Workspace(Path(folder)), entries, ReadOptions(), now=NOW)
        except FormatError:
            return 0  # nothing could be read
        workspace = Workspace(Path(folder))
        assert workspace.profiles["n_posts"].sum() <= report.kept <= report.rows - report.refused
        return report.kept


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_what_is_packed_whole_is_read_whole(wrapping):
    plain, packed = imported(PACKED, []), imported(WRAPPINGS[wrapping](PACKED), [])
    assert packed == plain > 0


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_no_damage_to_an_archive_breaks_an_import(wrapping):
    packed = WRAPPINGS[wrapping](PACKED)

    @settings(FUZZ, max_examples=FUZZ.max_examples // 2)
    @given(st.lists(st.tuples(st.integers(0, 99), changes(3)), min_size=EACH_TIME, max_size=EACH_TIME))
    def examined(chosen):
        files, said = [], []
        for n, (which, wanted) in enumerate(chosen):
            name, data = packed[which % len(packed)]
            for change in wanted:
                data = damaged(data, change)
            files.append((f"{n}-{name}", data))
        imported(files, said)
        assert said

    examined()
