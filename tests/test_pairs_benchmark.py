"""The benchmark of all pairs at a hundredth of its size: what it prints, never how fast it was."""

import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest

from benchmarks import pairs, stock
from benchmarks.bench import Bench, Scale
from benchmarks.resident import Resident
from core.measures import get

SMALL = Scale(n_profiles=4, n_posts=90)


def test_all_pairs_are_measured_beside_a_plain_loop(tmp_path):
    bench = Bench(tmp_path, lambda _: None, repeats=1, scale=SMALL)
    bench.data = None
    lines = pairs.run(bench)
    assert "6 pairs" in lines[0].data
    assert stock.GENERATED in lines[0].data
    assert [line.target for line in lines] == [pairs.TARGET, None, None, pairs.MOST_MEGABYTES]
    for line in lines:
        assert all(value > 0 for value in line.ours)
        if line.target is not None:
            assert line.against
            assert line.ratio > 0


def test_real_timelines_are_the_newest_posts_of_those_that_have_most(real_data):
    posts, origin = pairs.timelines(real_data, 200, 50)
    assert origin == stock.REAL
    counts = posts.column("screen_name").value_counts().field("counts").to_pylist()
    assert counts == [50] * 200
    frame = pq.read_table(real_data / "timelines" / "spanish_2018.parquet").to_pandas()
    name = posts.column("screen_name").to_pylist()
    who = next(one for one in name if "_spanish_2018_" in one)
    ours = posts.filter([one == who for one in name]).column("created_at").to_pylist()
    handle = who.removesuffix("_spanish_2018_")
    theirs = frame.loc[frame["screen_name"] == handle, "created_at"].nlargest(50)
    assert sorted(ours) == sorted(theirs)


def test_the_memory_of_children_counts():
    once = bytearray(b"1" * 400 * 2**20)
    del once  # what was held before does not count
    with Resident() as alone:
        time.sleep(0.5)
    with Resident() as both:
        code = "x = bytearray(200 * 2**20); import time; time.sleep(1)"
        subprocess.run([sys.executable, "-c", code], check=True)
    assert both.megabytes > alone.megabytes + 150


@pytest.mark.parametrize("name", pairs.PAPER)
def test_what_the_paper_warps_is_measured(name):
    assert get(name).name == name
