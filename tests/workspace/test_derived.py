"""What is derived is kept whole or not at all, and half of it takes no room on a disk that is full."""

import errno
import resource

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import feather

from core.errors import CancelledError
from core.workspace.derived import drafting, keep

NOISE = np.random.default_rng(7).random(20_000)


@pytest.fixture
def small_disk():
    """Let no file of this process grow beyond a few thousand bytes: what a full disk does to a writer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_table_is_kept_in_a_folder_that_is_made_for_it(tmp_path):
    table = pa.table({"value": NOISE})
    keep(table, tmp_path / "new" / "kept.arrow")
    assert feather.read_table(tmp_path / "new" / "kept.arrow") == table
    assert names(tmp_path / "new") == ["kept.arrow"]


def test_on_a_full_disk_nothing_of_a_table_is_left_behind(tmp_path, small_disk):
    keep(pa.table({"value": NOISE}), tmp_path / "kept.arrow")
    assert names(tmp_path) == []


def test_on_a_full_disk_what_was_kept_before_stays(tmp_path, small_disk):
    (tmp_path / "kept.arrow").write_bytes(b"before")
    keep(pa.table({"value": NOISE}), tmp_path / "kept.arrow")
    assert names(tmp_path) == ["kept.arrow"]
    assert (tmp_path / "kept.arrow").read_bytes() == b"before"


def test_the_disk_of_these_tests_is_full(tmp_path, small_disk):
    with pytest.raises(OSError, match="too large") as told:
        (tmp_path / "large").write_bytes(NOISE.tobytes())
    assert told.value.errno == errno.EFBIG


def test_what_is_broken_off_leaves_no_draft_and_is_not_hidden(tmp_path):
    def broken_off():
        with drafting(tmp_path / "kept.arrow") as draft:
            draft.write_bytes(b"half")
            raise CancelledError

    with pytest.raises(CancelledError):
        broken_off()
    assert names(tmp_path) == []


def test_a_place_that_is_no_folder_is_no_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    keep(pa.table({"value": NOISE}), tmp_path / "file" / "kept.arrow")
    assert names(tmp_path) == ["file"]
