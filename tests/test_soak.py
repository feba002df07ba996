"""The soak at a ten-thousandth of its size: that it measures and asserts, never how fast it was."""

import orjson
import pytest

from benchmarks.line import Line
from core.workspace import Workspace
from tests.soak import __main__ as command
from tests.soak import statuses
from tests.soak.crowd import handle_of, key_of, populate
from tests.soak.measure import MOST_MB, Scale, arrivals, crowds, too_far

SMALL = Scale(lines_bytes=400_000, array_bytes=200_000, n_profiles=6, n_posts=30)


def test_files_of_statuses_are_imported_whole_and_their_memory_is_measured(tmp_path):
    lines = arrivals(tmp_path, SMALL, lambda _: None)
    memory = [line for line in lines if line.unit == "MB"]
    assert len(memory) == 2
    assert all(line.target == MOST_MB and line.ours[0] > 50 for line in memory)
    assert list(tmp_path.iterdir()) == []


def test_a_crowd_is_made_opened_drawn_and_added_to(tmp_path):
    visited = []

    def visit(workspace, data):
        visited.append((Workspace(workspace).profiles["n_posts"].tolist(), data))
        return []

    lines = crowds(tmp_path, SMALL, lambda _: None, visit)
    assert [posts for posts, _ in visited] == [[30] * 6] * 2
    opened = [line.claim for line in lines if line.claim.startswith("open a pair")]
    assert opened == ["open a pair, before any portrait", "open a pair, all portraits drawn"]
    assert all(line.ours for line in lines)
    assert Workspace(tmp_path / "crowd").find(f"@{handle_of(5)}") == key_of(5)


def test_a_crowd_is_the_same_every_time(tmp_path):
    one, other = (tmp_path / name for name in "ab")
    for folder in (one, other):
        populate(folder, 3, 20)
    assert Workspace(one).profiles.equals(Workspace(other).profiles)


@pytest.mark.parametrize("write", [statuses.write_lines, statuses.write_array])
def test_a_file_of_statuses_is_as_large_as_asked_and_every_post_has_its_id(tmp_path, write):
    file = tmp_path / "statuses.json"
    n = write(file, 300_000, 10)
    data = file.read_bytes()
    assert 300_000 <= len(data) < 320_000
    found = (
        [orjson.loads(line) for line in data.splitlines()]
        if write is statuses.write_lines
        else orjson.loads(data)
    )
    assert len({status["id_str"] for status in found}) == len(found) == n
    assert {"created_at", "full_text", "user", "entities"} <= set(found[0])


def test_memory_fails_at_its_limit_and_time_at_twice_its_target():
    assert too_far([Line("m", "MB", "", (1_001.0,), target=1_000.0)]) == ["m"]
    assert too_far([Line("t", "s", "", (3.9, 1.0), target=2.0)]) == []
    assert too_far([Line("t", "s", "", (4.1, 1.0), target=2.0)]) == ["t"]
    assert too_far([Line("free", "s", "", (99.0,))]) == []


def test_the_command_prints_a_table_and_fails_where_a_claim_is_missed(monkeypatch, capsys):
    line = Line("import, peak memory", "MB", "a file", (5_000.0,), target=MOST_MB)
    asked = []
    monkeypatch.setattr(command, "arrivals", lambda folder, scale, say: asked.append(scale) or [line])
    assert command.main(["--only", "arrivals", "--scale", "0.5"]) == 1
    assert asked[0].lines_bytes == Scale().lines_bytes / 2
    assert "import, peak memory missed" in capsys.readouterr().out
