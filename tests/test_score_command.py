"""`python -m core score`: a list of pairs in, the same list with bits and probabilities out."""

import csv
import json
from pathlib import Path

import pytest

from core.__main__ import main
from core.cli import score as command
from core.gallery import Gallery
from core.verdict.chance import default_base_rate, probability
from core.verdict.model_file import default_model, to_json
from core.verdict.score import judge
from core.workspace import Workspace
from tests.strategies import HOSTILE
from tests.verdict.phrases import forbidden
from tests.verdict.village import BRIEF, TWINS, settle, village


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = settle(tmp_path_factory.mktemp("score") / "w", village(33, n_posts=60))
    gallery = Gallery(Workspace(made))
    for key in gallery.workspace.profiles["key"]:
        gallery.portrait(key)
    return made


def _rows(file):
    if not file.is_file():
        return [None]
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


@pytest.fixture
def run(folder, tmp_path, capsys):
    """Run the command on a list; give status, rows without the head, output and errors."""

    def score(content, *arguments, workspace=folder, out="out.csv"):
        listed, file = tmp_path / "pairs.csv", tmp_path / out
        listed.write_bytes(content if isinstance(content, bytes) else content.encode())
        words = ["score", "--workspace", workspace, "--pairs", listed, "--out", file, *arguments]
        try:
            status = main([str(word) for word in words])
        except SystemExit as exit_:
            status = exit_.code
        said = capsys.readouterr()
        rows = _rows(file)
        assert rows[0] in (None, ["a", "b", "bits", "probability", "missing"])
        return status, rows[1:], said.out, said.err

    return score


@pytest.fixture
def calm(monkeypatch):
    """Let nothing be doubted of this workspace: it is smaller than those of the training."""
    monkeypatch.setattr("core.verdict.score.doubts", lambda *_: ())
    monkeypatch.setattr("core.verdict.score.language_doubt", lambda *_: ())


def test_rows_come_in_the_order_given_with_a_and_b_as_given(run):
    listed = "a,b\n@HANDLE1,x:0\nx:9, handle8 \n'@handle1,X:0\nx:0,x:1\n"
    status, rows, _, err = run(listed)
    assert (status, err) == (0, "")
    assert [row[:2] for row in rows] == [
        ["@HANDLE1", "x:0"],
        ["x:9", " handle8 "],
        ["'@handle1", "X:0"],
        ["x:0", "x:1"],
    ]
    # one pair, however it is named, has one score
    assert rows[0][2] == rows[2][2] == rows[3][2] != rows[1][2]


def test_bits_are_those_of_the_core_to_the_last_digit(run, folder, calm):
    _, rows, _, _ = run("a,b\nx:0,x:1\nx:20,x:7\n")
    found = judge(Gallery(Workspace(folder)), [TWINS, ("x:20", "x:7")])
    base = default_base_rate(len(Workspace(folder).profiles))
    for row, bits in zip(rows, found.bits.tolist(), strict=True):
        assert float(row[2]) == bits
        assert float(row[3]) == probability(bits, base)
        assert row[4] == ""


def test_where_the_workspace_is_doubted_there_are_bits_and_the_reason_and_no_probability(run):
    _, rows, out, _ = run("a,b\nx:0,x:1\n")
    assert float(rows[0][2]) > 10
    assert rows[0][3] == ""
    assert rows[0][4].startswith("no probability: this workspace has 33 profiles, the training had ")
    assert "bits and no probabilities" in out
    record = json.loads(run("a,b\nx:0,x:1\n", "--yes", "--json")[2])
    assert record["doubts"][0] in out


def test_names_that_are_nobodys_have_a_reason_and_no_bits_and_all_is_well(run):
    status, rows, out, _ = run("a,b\nx:0,nobody\nnobody,nobody\nx:0,x:0\nx:0\n,\nhandle1,@handle1\nx:0,x:1\n")
    assert status == 0
    assert [row[2:4] for row in rows[:-1]] == [["", ""]] * 6
    assert all(row[4] for row in rows[:-1])
    assert "nobody" in rows[0][4]
    assert rows[2][4] == rows[5][4] == "both are one profile of this workspace"
    assert rows[3] == ["x:0", "", "", "", "the line has 1 cell, not 2"]
    assert float(rows[-1][2]) > 10
    assert "1 pair of 7 scored" in out


def test_a_list_of_nobody_at_all_is_written_out_as_well(run):
    status, rows, out, _ = run("a,b\nno,body\n")
    assert (status, len(rows), rows[0][2]) == (0, 1, "")
    assert "0 pairs of 1 scored" in out


def test_too_few_posts_are_a_reason_in_the_table(run):
    _, rows, _, _ = run(f"x:9,{BRIEF}\n{BRIEF},x:9\n")
    assert rows == [
        ["x:9", BRIEF, "", "", "B has 30 posts, 50 needed"],
        [BRIEF, "x:9", "", "", "A has 30 posts, 50 needed"],
    ]


@pytest.mark.parametrize(
    "content",
    [
        "a,b\nx:0,x:1\n",
        "x:0,x:1\n",
        "x:0;x:1\r\n",
        "x:0\tx:1",
        "\ufeffa,b\nx:0,x:1\n",
        "\n\na,b\n\nx:0,x:1\n\n",
        'A , B\n"x:0","x:1"\n',
        "label,b,a\nx,x:1,x:0\n",
    ],
)
def test_every_way_to_write_a_list_is_read(run, content):
    status, rows, _, _ = run(content)
    assert (status, len(rows)) == (0, 1)
    assert rows[0][:2] == ["x:0", "x:1"]
    assert rows[0][2]


@pytest.mark.parametrize("content", ["", "\n\n", "a,b\n", b"\xff\xfe\x00", "\ufeff"])
def test_a_list_without_a_pair_is_refused_and_nothing_written(run, content):
    status, rows, out, err = run(content)
    assert (status, rows, out) == (1, [], "")
    assert "pairs.csv" in err


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_echoed_and_never_understood(run, name):
    cell = '"' + name.replace('"', '""') + '"'
    status, rows, out, err = run(f"a,b\n{cell},x:1\n")
    assert (status, err) == (0, "")
    assert rows[0][0] == name
    assert rows[0][2:4] == ["", ""]
    assert "\x1b" not in out


def test_the_base_rate_moves_the_probability_and_no_bit(run, calm):
    rates = {
        one_in: run("x:0,x:1\nx:20,x:7\n", "--yes", "--one-in", one_in)[1] for one_in in ("2", "1000", "1e9")
    }
    assert len({tuple(row[2] for row in rows) for rows in rates.values()}) == 1
    first = [float(rows[0][3]) for rows in rates.values()]
    assert first == sorted(first, reverse=True)
    assert first[1] == probability(float(rates["1000"][0][2]), 1 / 1_000)


@pytest.mark.parametrize("rate", ["1", "0", "-3", "nan", "inf", "0.5"])
def test_a_base_rate_that_is_none_is_refused(run, rate):
    status, rows, _, err = run("x:0,x:1\n", f"--one-in={rate}")
    assert (status, rows) == (1, [])
    assert "give a number above 1" in err


def test_a_model_of_ones_own_is_used_and_named(run, tmp_path):
    mine = tmp_path / "mine.json"
    mine.write_bytes(to_json(default_model()).replace(default_model().name.encode(), b"my own"))
    status, _, out, _ = run("x:0,x:1\n", "--model", mine)
    assert status == 0
    assert "model: my own" in out
    mine.write_text("{}")
    status, _, _, err = run("x:0,x:1\n", "--yes", "--model", mine)
    assert status == 1
    assert "mine.json is no one-operator model" in err


def test_a_file_that_is_there_is_replaced_only_when_asked(run, tmp_path):
    (tmp_path / "out.csv").write_text("a,b,bits,probability,missing\nprecious,,,,\n")
    status, rows, _, err = run("x:0,x:1\n")
    assert (status, rows[0][0]) == (1, "precious")
    assert "add --yes" in err
    status, rows, _, _ = run("x:0,x:1\n", "--yes")
    assert (status, rows[0][0]) == (0, "x:0")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "pairs.csv"]


def test_places_where_no_file_can_be_are_refused_before_the_work(run, folder, monkeypatch):
    monkeypatch.setattr(command, "judge", None)
    for out, said in (("none/out.csv", "there is no folder"), (folder / "out.csv", "in the workspace")):
        status, _, _, err = run("x:0,x:1\n", out=out)
        assert status == 1
        assert said in err


def test_a_pipe_is_written_to_and_not_replaced(run):
    status, _, _, _ = run("x:0,x:1\n", "--yes", out=Path("/dev/null"))
    assert status == 0
    assert Path("/dev/null").is_char_device()


def test_a_workspace_of_two_has_reasons_and_no_number(run, tmp_path):
    people = {key: posts for key, posts in village(9, n_posts=60).items() if key in ("x:7", "x:8")}
    small = settle(tmp_path / "two", people)
    status, rows, out, _ = run("x:7,x:8\nx:8,x:7\n", workspace=small)
    assert status == 0
    said = "the workspace has 2 profiles, 30 needed to learn what is usual"
    assert rows == [["x:7", "x:8", "", "", said], ["x:8", "x:7", "", "", said]]
    assert "0 pairs of 2 scored" in out


def test_an_empty_workspace_knows_nobody(run, tmp_path):
    (tmp_path / "none").mkdir()
    status, rows, _, _ = run("x:7,x:8\n", workspace=tmp_path / "none")
    assert (status, rows[0][2]) == (0, "")
    assert "no profile" in rows[0][4]


def test_nothing_it_says_is_that_two_accounts_share_a_person(run, calm):
    listed = f"x:0,x:1\nx:20,x:7\n{BRIEF},x:1\nx:0,x:0\nx:0,no\n"
    for more in ((), ("--json",), ("--one-in", "2")):
        _, rows, out, err = run(listed, "--yes", *more)
        for text in (out, err, *(" ".join(row) for row in rows)):
            assert forbidden(text) == []
