"""The table of pairs on disk: whole or not there, and a killed run loses a stretch at most."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import core.pair_file
import core.survey
from core.demo import make_demo
from core.errors import CancelledError, ParameterError, WorkspaceBusyError, WorkspaceError
from core.measures import get
from core.model import Profile
from core.pair_file import write_pairs
from core.pair_table import told
from core.params import ComparisonParams
from core.survey import measure_pairs, stretches
from tests.corpus import NOW
from tests.test_measures import busy, portrait

ROOT = Path(__file__).resolve().parents[1]
USED = [get("content.same_posts"), get("identity.handle")]
PARAMS = ComparisonParams()
SOURCE = {"workspace": "w#1"}


@pytest.fixture(scope="module")
def people():
    made = [busy(Profile(f"x:{n}", "x", f"{n}", handle=f"h{n}"), hour=n, days=5) for n in range(1, 6)]
    return [*made, portrait([], Profile("x:9", "x", "9"))]


@pytest.fixture(autouse=True)
def _small_stretches(monkeypatch):
    monkeypatch.setattr(core.survey, "MOST_PROFILES", 4)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def write(file, people, pairs=None, **more):
    return write_pairs(file, people, None, PARAMS, pairs, source=SOURCE, measures=USED, **more)


def test_the_file_holds_the_rows_of_the_tables_and_what_they_are(tmp_path, people):
    found = write(tmp_path / "pairs.parquet", people)
    table = pq.read_table(tmp_path / "pairs.parquet")
    rows = [row for part in measure_pairs(people, None, PARAMS, measures=USED) for row in part.to_pylist()]
    assert table.to_pylist() == rows
    assert found.n_pairs == table.num_rows == 15
    assert found.missing == {"content.same_posts": 5, "identity.handle": 5}
    assert told(table.schema)["source"] == SOURCE
    assert pq.ParquetFile(tmp_path / "pairs.parquet").num_row_groups == len(list(stretches(6)))
    assert names(tmp_path) == ["pairs.parquet"]


def test_pandas_reads_it(tmp_path, people):
    write(tmp_path / "pairs.parquet", people)
    frame = pq.read_table(tmp_path / "pairs.parquet").to_pandas()
    assert frame["content.same_posts"].isna().sum() == 5
    assert frame["content.same_posts.missing"].dropna().str.contains("has no texts").all()


def test_no_pairs_are_a_file_without_rows(tmp_path):
    assert write(tmp_path / "pairs.parquet", []).n_pairs == 0
    assert pq.read_table(tmp_path / "pairs.parquet").num_rows == 0


def test_a_stopped_run_leaves_no_file_and_the_next_goes_on(tmp_path, people, monkeypatch):
    file, measured = tmp_path / "pairs.parquet", []
    real = core.pair_file.row_table
    monkeypatch.setattr(core.pair_file, "row_table", lambda *a: measured.append(a) or real(*a))
    with pytest.raises(CancelledError):
        write(file, people, cancelled=lambda: len(measured) == 2)
    assert not file.exists()
    n_before = len(measured)
    write(file, people)
    assert n_before == 2
    assert len(measured) == len(list(stretches(6)))
    write(tmp_path / "fresh.parquet", people)
    assert file.read_bytes() == (tmp_path / "fresh.parquet").read_bytes()
    assert names(tmp_path) == ["fresh.parquet", "pairs.parquet"]


def test_parts_of_another_state_or_other_parameters_are_not_taken(tmp_path, people, monkeypatch):
    file, measured = tmp_path / "pairs.parquet", []
    real = core.pair_file.row_table
    monkeypatch.setattr(core.pair_file, "row_table", lambda *a: measured.append(a) or real(*a))
    for more in (
        {"source": {"workspace": "w#2"}, "params": PARAMS},
        {"source": SOURCE, "params": ComparisonParams.of("paper")},
    ):
        measured.clear()
        with pytest.raises(CancelledError):
            write(file, people, cancelled=lambda: len(measured) == 1)
        measured.clear()
        write_pairs(file, people, None, more["params"], source=more["source"], measures=USED)
        assert len(measured) == len(list(stretches(6)))
        file.unlink()


def test_a_file_that_is_there_stays_until_the_new_one_is_whole(tmp_path, people):
    file = tmp_path / "pairs.parquet"
    file.write_bytes(b"what was there")
    with pytest.raises(CancelledError):
        write(file, people, cancelled=lambda: True)
    assert file.read_bytes() == b"what was there"
    write(file, people)
    assert pq.read_table(file).num_rows == 15


def test_a_list_that_is_none_writes_nothing(tmp_path, people):
    with pytest.raises(ParameterError):
        write(tmp_path / "pairs.parquet", people, [(0, 0)])
    assert names(tmp_path) == []


def test_a_place_that_cannot_be_written_to_is_an_error_of_ours(tmp_path, people):
    (tmp_path / "in the way.parts").write_bytes(b"")
    with pytest.raises(WorkspaceError, match="choose another place"):
        write(tmp_path / "in the way", people)


def test_progress_reaches_the_end_and_never_falls(tmp_path, people):
    heard = []
    write(tmp_path / "pairs.parquet", people, progress=lambda share, _: heard.append(share))
    assert heard == sorted(heard)
    assert heard[-1] > 0.95


KILLED = """
import sys
import core.survey
core.survey.MOST_PROFILES = 4
from core.demo import make_demo
from core.gallery import Gallery
from core.pair_file import write_pairs
from core.measures import get
from core.params import ComparisonParams
from core.survey import OnDemand
from core.workspace import Workspace
from pathlib import Path
gallery = Gallery(Workspace(Path(sys.argv[1])))
keys = sorted(gallery.workspace.profiles["key"])
write_pairs(Path(sys.argv[2]), OnDemand(gallery, keys), None, ComparisonParams(),
            source={"workspace": "demo"}, measures=[get("content.same_posts")])
"""


def test_a_killed_run_loses_a_stretch_at_most(tmp_path):
    make_demo(tmp_path / "w", now=NOW)
    file = tmp_path / "pairs.parquet"
    program = [sys.executable, "-c", KILLED, str(tmp_path / "w"), str(file)]
    process = subprocess.Popen(program, cwd=ROOT)
    parts = tmp_path / "pairs.parquet.parts"
    deadline = time.monotonic() + 60
    while len(list(parts.glob("*.parquet"))) < 3:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not file.exists()
    kept = {path.name: path.stat().st_mtime_ns for path in parts.glob("*.parquet")}
    process = subprocess.Popen(program, cwd=ROOT)
    while parts.exists() and process.poll() is None:
        now = {}
        with suppress(FileNotFoundError):  # it is removing them
            now |= {path.name: path.stat().st_mtime_ns for path in parts.glob("*.parquet")}
        assert all(now.get(name, written) == written for name, written in kept.items())
        time.sleep(0.05)
    assert process.wait() == 0
    assert pq.read_table(file).num_rows == 780
    assert not parts.exists()


def stopped(file, people, n=2):
    """Stop a run once it has kept n parts; give their paths."""
    folder = file.with_name(file.name + ".parts")
    with pytest.raises(CancelledError):
        write(file, people, cancelled=lambda: len(list(folder.glob("*.parquet"))) == n)
    return sorted(folder.iterdir())


def other_rows(path):
    pq.write_table(pq.read_table(path).slice(1), path)


def other_columns(path):
    pq.write_table(pq.read_table(path).drop_columns("b"), path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:100]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PAR1 something else PAR1"),
        other_rows,
        other_columns,
    ],
)
def test_a_damaged_part_is_measured_again(tmp_path, people, damage):
    file = tmp_path / "pairs.parquet"
    damage(stopped(file, people)[0])
    assert write(file, people).n_pairs == 15
    write(tmp_path / "fresh.parquet", people)
    assert file.read_bytes() == (tmp_path / "fresh.parquet").read_bytes()


def test_a_part_whose_middle_is_damaged_is_named_once_and_made_again(tmp_path, people):
    file = tmp_path / "pairs.parquet"
    part = stopped(file, people)[0]
    whole = part.read_bytes()
    part.write_bytes(whole[:4] + b"\xff" * 60 + whole[64:])
    with pytest.raises(WorkspaceError, match="measure again"):
        write(file, people)
    assert not file.exists()
    assert write(file, people).n_pairs == 15


def test_a_part_that_the_system_does_not_let_us_read_stays(tmp_path, people, monkeypatch):
    file = tmp_path / "pairs.parquet"
    before = stopped(file, people)

    def fail(*_, **__):
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(core.pair_file.pq, "ParquetFile", fail)
        with pytest.raises(WorkspaceError, match="Too many open files"):
            write(file, people)
    assert sorted(before[0].parent.iterdir()) == before


def test_an_error_of_the_library_is_an_error_of_ours(tmp_path, people, monkeypatch):
    def fail(*_, **__):
        message = "no such type"
        raise pa.ArrowInvalid(message)

    monkeypatch.setattr(core.pair_file.pq, "write_table", fail)
    with pytest.raises(WorkspaceError, match="no such type"):
        write(tmp_path / "pairs.parquet", people)
    assert names(tmp_path) == []


def test_files_of_somebody_elses_beside_the_parts_stay(tmp_path, people):
    mine = tmp_path / "pairs.parquet.parts"
    (mine / "more").mkdir(parents=True)
    for name in ("thesis.txt", "0.parquet", "more/1.parquet"):
        (mine / name).write_text("mine")
    stopped(tmp_path / "pairs.parquet", people)
    (mine / f"{'0' * 32}.77.new").write_bytes(b"half")
    write(tmp_path / "pairs.parquet", people)
    assert names(mine) == ["0.parquet", "more", "thesis.txt"]
    assert (mine / "thesis.txt").read_text() == (mine / "more" / "1.parquet").read_text() == "mine"


def test_a_second_run_for_one_file_is_refused_and_the_first_goes_on(tmp_path, people):
    file, refused = tmp_path / "pairs.parquet", []

    def second(*_):
        if not refused:
            with pytest.raises(
                WorkspaceBusyError, match=rf"pairs.parquet .*by process {os.getpid()};"
            ) as error:
                write(file, people)
            refused.append(str(error.value))

    assert write(file, people, progress=second).n_pairs == 15
    assert len(refused) == len(refused[0].splitlines()) == 1
    assert names(tmp_path) == ["pairs.parquet"]


def test_a_lock_whose_holder_died_is_taken_over(tmp_path, people):
    (tmp_path / "pairs.parquet.parts").mkdir()
    (tmp_path / "pairs.parquet.parts" / "doppelscope.lock").write_text("1")
    assert write(tmp_path / "pairs.parquet", people).n_pairs == 15
    assert names(tmp_path) == ["pairs.parquet"]
