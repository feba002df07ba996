"""The benchmarks at a thousandth of their size: what they print is checked, never how fast it was."""

import json
import re
from dataclasses import replace

import pytest

from benchmarks import __main__ as command
from benchmarks import comparison, dtw, intake, memory, page, portrait, server, start, stock, timeline
from benchmarks.bench import Bench, Scale
from benchmarks.line import HEAD, Line, table
from core.__main__ import main as core_command

SMALL = Scale(n_imported=150, n_profiles=3, n_posts=120, n_cast=3)
LINE = Line("read", "s", "9 posts", (2.0, 1.0, 3.0), "pandas", (4.0,), 2.5)


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Give a bench that is the same on every machine: it knows of no real data."""
    small = Bench(tmp_path_factory.mktemp("bench"), lambda _: None, repeats=1, scale=SMALL)
    small.data = None
    return small


def test_a_time_meets_its_target_from_below_and_a_speed_from_above():
    assert LINE.met is True
    assert replace(LINE, ours=(2.6,)).met is False
    speed = replace(LINE, unit="posts/s")
    assert speed.met is False
    assert replace(speed, ours=(2.5,)).met is True


def test_the_median_counts_and_not_the_mean():
    line = replace(LINE, ours=(1.0, 1.0, 100.0), reference=(2.0, 2.0, 0.0))
    assert line.ratio == 0.5
    assert line.record()["ours"] == 1.0


def test_a_line_without_target_or_value_is_neither_met_nor_missed():
    assert replace(LINE, target=None).met is None
    skipped = replace(LINE, ours=(), skipped="no browser")
    assert skipped.met is None
    assert "skipped: no browser" in table([skipped])


def test_the_table_has_one_column_a_head_in_every_row():
    rows = table([LINE, replace(LINE, claim="write", reference=())]).splitlines()
    assert len(rows) == 4
    assert {len(re.split(r" \| ", row)) for row in rows} == {len(HEAD)}


@pytest.mark.parametrize("claim", [intake, portrait, comparison, dtw, timeline, memory])
def test_every_claim_is_measured_beside_a_reference(bench, claim):
    lines = claim.run(bench)
    assert any(line.target is not None for line in lines)
    for line in lines:
        assert stock.GENERATED in line.data
        assert line.skipped is None
        assert len(line.ours) >= bench.repeats
        assert all(value > 0 for value in line.ours)
        if line.target is not None:
            assert line.against
            assert line.ratio > 0
            assert line.met in {True, False}


def test_a_cold_process_is_given_commands_that_run(bench, monkeypatch):
    launched = []

    def launch(arguments, compiled):
        launched.append(arguments)
        assert compiled.parent == bench.folder
        if arguments[:2] == ["-m", "core"]:
            assert core_command(arguments[2:]) == 0

    monkeypatch.setattr(start, "launch", launch)
    lines = start.run(bench)
    assert [line.target for line in lines] == [start.TARGET] * 3 + [None]
    assert sum("--paper" in arguments for arguments in launched) == bench.repeats
    assert ["-c", "import pandas, pyarrow"] in launched


def test_a_page_switch_says_what_is_missing_where_there_is_no_browser(bench, monkeypatch):
    monkeypatch.setattr(server, "missing", lambda: "no browser")
    (line,) = page.run(bench)
    assert line.skipped == "no browser"
    assert line.ours == ()


@pytest.mark.browser
def test_a_page_switch_is_timed_on_every_page(tmp_path):
    if why := server.missing():
        pytest.skip(why)
    app = tmp_path / "app.py"
    app.write_text(page.BARE)
    with server.serving(app, {}) as address:
        spent = page.switches(address, 1)
    assert list(spent) == ["One", "Two"]
    assert all(0 < seconds < 60 for times in spent.values() for seconds in times)


@pytest.mark.parametrize("name", ["flat", "noflat"])
def test_copied_invented_posts_keep_their_bytes_and_get_ids_of_their_own(name):
    data, origin = stock.api_lines(None, name, 250)
    assert origin == stock.GENERATED
    ids = [post["id"] for line in data.splitlines() for post in stock.posts_of(line)]
    assert len(ids) == len(set(ids)) == 300
    assert {len(post_id) for post_id in ids} == {19}


@pytest.mark.parametrize("name", ["flat", "noflat"])
def test_copied_real_posts_keep_their_bytes_and_get_ids_of_their_own(real_data, name):
    file = real_data / "formats" / "twitter_v2_twarc" / f"{name}.jsonl"
    data, origin = stock.api_lines(real_data, name, 200)
    assert origin == stock.REAL
    assert len(data) == 2 * file.stat().st_size
    ids = [post["id"] for line in data.splitlines() for post in stock.posts_of(line)]
    assert len(set(ids)) == 200


@pytest.mark.parametrize("make", [stock.crowd, stock.cast])
def test_every_invented_profile_has_as_many_posts_as_was_asked_for(make):
    posts, origin = make(None, 4, 70)
    assert origin == stock.GENERATED
    assert posts.column("screen_name").value_counts().field("counts").to_pylist() == [70] * 4


@pytest.mark.parametrize("make", [stock.crowd, stock.cast])
def test_every_real_profile_has_as_many_posts_as_was_asked_for(real_data, make):
    posts, origin = make(real_data, 4, 70)
    assert origin == stock.REAL
    assert posts.column("screen_name").value_counts().field("counts").to_pylist() == [70] * 4
    ids = posts.column("tweet_id").drop_null()
    assert len(ids.unique()) == len(ids)


def test_the_command_prints_one_json_document_with_the_claims_asked_for(monkeypatch, capsys):
    monkeypatch.setitem(command.CLAIMS, "intake", lambda _: [LINE])
    assert command.main(["--only", "intake", "--json", "--repeats", "2"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["repeats"] == 2
    assert told["claims"]["intake"][0]["met"] is True


def test_the_command_counts_what_was_met_and_missed(monkeypatch, capsys):
    lines = [LINE, replace(LINE, ours=(9.0,)), replace(LINE, target=None)]
    monkeypatch.setitem(command.CLAIMS, "intake", lambda _: lines)
    command.main(["--only", "intake"])
    assert "1 targets met, 1 missed" in capsys.readouterr().out


def test_a_run_needs_a_repeat(capsys):
    with pytest.raises(SystemExit):
        command.main(["--repeats", "0"])
    assert "--repeats" in capsys.readouterr().err
