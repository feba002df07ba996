"""`python -m core measure`: a table of all pairs or of a list, and one document of what is in it."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import core.cli.pairs
import core.survey
from core.__main__ import main
from core.comparison import compare
from core.content.embedding.params import EmbeddingParams
from core.embedded import Embedded
from core.errors import FormatError, InputError
from core.gallery import Gallery
from core.measures import all_measures
from core.model import Profile
from core.pair_list import read_pairs
from core.pair_table import told
from core.params import ComparisonParams
from core.workspace import Workspace
from tests.corpus import post, store
from tests.strategies import HOSTILE
from tests.test_embedded import Letters

ROOT = Path(__file__).resolve().parents[1]
PEOPLE = {1: "ann", 2: "Bob_2", 3: "عائشة", 4: "dora"}


@pytest.fixture
def folder(tmp_path):
    rows = [
        post(f"x:{who}", n, text=f"@hub morning number {n} by the harbour", kind="reply", mentions=["x:77"])
        for who in PEOPLE
        for n in range(23)
    ]
    profiles = [Profile(f"x:{who}", "x", f"{who}", handle=name) for who, name in PEOPLE.items()]
    store(tmp_path / "w", rows, profiles=profiles)
    return tmp_path / "w"


@pytest.fixture
def run(folder, tmp_path, capsys):
    """Run the command in this process; give its status, its output and its errors."""

    def command(*arguments, out="pairs.parquet"):
        words = ["measure", "--workspace", folder, "--out", tmp_path / out, *arguments]
        try:
            status = main([str(word) for word in words])
        except SystemExit as exit_:
            status = exit_.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


@pytest.fixture
def listed(folder, tmp_path):
    """Read a list of pairs."""

    def read(content):
        file = tmp_path / "list.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_pairs(file, Workspace(folder))

    return read


@pytest.mark.parametrize("mode", ["default", "paper"])
def test_all_pairs_are_measured_as_compare_measures_them(folder, tmp_path, run, mode):
    status, out, err = run("--json", "--mode", mode)
    assert (status, err) == (0, "")
    record = json.loads(out)
    table = pq.read_table(tmp_path / "pairs.parquet")
    assert (record["n_pairs"], record["mode"], record["file"]) == (6, mode, str(tmp_path / "pairs.parquet"))
    assert set(record["missing"]) == {measure.name for measure in all_measures()}
    assert "refused" not in record
    gallery = Gallery(Workspace(folder))
    for row in table.to_pylist():
        a, b = (gallery.portrait(row[side]) for side in "ab")
        for found in compare(a, b, gallery.reference, ComparisonParams.of(mode)).measurements:
            said = [row[found.measure + end] for end in ("", ".missing", ".n_a", ".n_b", ".shared")]
            assert said == [found.value, found.missing, found.n_a, found.n_b, found.shared]


def test_the_table_names_the_state_of_the_workspace(folder, tmp_path, run):
    run()
    source = told(pq.read_schema(tmp_path / "pairs.parquet"))["source"]
    assert source["workspace"] == Workspace(folder).fingerprint


def test_lines_for_people_say_how_many_pairs_and_values(tmp_path, run):
    status, out, err = run()
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == f"6 pairs in {tmp_path / 'pairs.parquet'}"
    assert any("Same posts" in line and line.endswith("6 of them have a value") for line in out.splitlines())


def test_a_list_is_measured_and_its_bad_lines_are_named(tmp_path, run):
    (tmp_path / "list.csv").write_text(
        "a,b\nann,bob_2\nx:1,@عائشة\nnobody,ann\nann\nBOB_2,ann\nann,x:1\n'@dora,x:3\n", "utf-8-sig"
    )
    status, out, _ = run("--json", "--pairs", tmp_path / "list.csv")
    assert status == 0
    record = json.loads(out)
    assert [line["line"] for line in record["refused"]] == [4, 5, 7]
    reasons = [line["reason"] for line in record["refused"]]
    assert "no profile is called nobody" in reasons[0]
    assert reasons[1] == "it has 1 cells, not two"
    assert reasons[2] == "both are x:1"
    assert record["n_repeated"] == 1
    table = pq.read_table(tmp_path / "pairs.parquet")
    assert {(row["a"], row["b"]) for row in table.to_pylist()} == {
        ("x:1", "x:2"),
        ("x:1", "x:3"),
        ("x:4", "x:3"),
    }
    _, out, _ = run("--pairs", tmp_path / "list.csv", "--yes")
    assert "refused line 4: no profile is called nobody" in out
    assert "1 line named a pair once more" in out


@pytest.mark.parametrize("content", ["", "a,b\n", "nobody,ann\n", "ann\n", "\n\n", "ann,ann\n"])
def test_a_list_of_no_pair_is_refused_with_the_first_reasons(listed, content):
    with pytest.raises(FormatError, match="names no pair"):
        listed(content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("head", ["", "a,b\n", "A, B\n"])
def test_a_list_may_have_a_header_and_other_delimiters(listed, head, delimiter):
    content = f"{head}ann,bob_2\r\n\r\ndora,ann\r\n".replace(",", delimiter)
    assert listed(content).pairs == (("x:1", "x:2"), ("x:4", "x:1"))


def test_a_list_that_is_no_text_or_not_there_is_an_error_of_ours(listed, folder, tmp_path):
    with pytest.raises(FormatError, match="UTF-8"):
        listed(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_pairs(tmp_path / "nowhere.csv", Workspace(folder))
    with pytest.raises(InputError, match="cannot be read"):
        read_pairs(tmp_path, Workspace(folder))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_refused_line_by_line(listed, text):
    quoted = '"{}"'.format(text.replace('"', '""'))
    found = listed(f"ann,bob_2\n{quoted},ann\n")
    assert found.pairs == (("x:1", "x:2"),)
    assert len(found.refused) == 1


def test_a_file_that_is_there_is_replaced_only_when_asked(tmp_path, run):
    (tmp_path / "pairs.parquet").write_bytes(b"mine")
    status, _, err = run()
    assert (status, "add --yes" in err) == (1, True)
    assert (tmp_path / "pairs.parquet").read_bytes() == b"mine"
    assert run("--yes")[0] == 0
    assert pq.read_table(tmp_path / "pairs.parquet").num_rows == 6


@pytest.mark.parametrize("name", ["pairs.csv", "pairs", "pairs.parquet.gz"])
def test_a_name_of_another_kind_of_file_is_refused_and_told_what_is_written(run, tmp_path, name):
    before = sorted(tmp_path.iterdir())
    status, _, err = run(out=name)
    assert status == 1
    assert ".parquet file" in err
    assert f"call it {Path(name).stem}.parquet" in err
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_is_not_there_is_not_made(run, tmp_path):
    status, _, err = run(out="mistyped/pairs.parquet")
    assert status == 1
    assert "there is no folder" in err
    assert not (tmp_path / "mistyped").exists()


def test_the_ending_may_be_in_capitals(run, tmp_path):
    assert run(out="PAIRS.PARQUET")[0] == 0
    assert (tmp_path / "PAIRS.PARQUET").is_file()


def test_the_file_may_not_lie_in_the_workspace(run):
    status, _, err = run(out="w/pairs.parquet")
    assert (status, "choose a place outside" in err) == (1, True)


def test_less_than_two_profiles_have_no_pair(tmp_path, capsys):
    store(tmp_path / "one", [post("x:1")])
    for name in ("one", "none"):
        arguments = ["measure", "--workspace", str(tmp_path / name), "--out", str(tmp_path / "p.parquet")]
        assert main(arguments) == 1
        assert "no pair to measure" in capsys.readouterr().err
    assert not (tmp_path / "p.parquet").exists()


def test_an_unknown_mode_is_usage(run):
    assert run("--mode", "other")[0] == 2


def test_ctrl_c_leaves_no_file(tmp_path, run, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("core.survey._measured", interrupted)
    assert run()[0] == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w"]


SLOW = """
import sys, time
import core.survey
from core.__main__ import main

def measured(*_):
    print("measuring", flush=True)
    time.sleep(60)

core.survey._measured = measured
sys.exit(main(["measure", "--workspace", sys.argv[1], "--out", sys.argv[2]]))
"""


def test_a_real_interrupt_ends_it_at_once_and_leaves_nothing(folder, tmp_path):
    program = [sys.executable, "-c", SLOW, str(folder), str(tmp_path / "pairs.parquet")]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"measuring\n"
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 5
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w"]


def test_the_command_loads_no_page(folder, tmp_path):
    code = (
        "import sys; from core.__main__ import main; "
        f"main(['measure', '--workspace', {str(folder)!r}, '--out', {str(tmp_path / 'p.parquet')!r}]); "
        "print([name for name in ('streamlit', 'plotly', 'dask', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_command_is_told_in_its_module():
    assert core.cli.pairs.measure.__doc__


def test_a_run_that_goes_on_after_posts_were_embedded_mixes_no_two_states(folder, tmp_path, run, monkeypatch):
    monkeypatch.setattr("core.survey.MOST_PROFILES", 2)
    parts, real = tmp_path / "pairs.parquet.parts", core.survey._measured

    def interrupted(*a):
        if len(list(parts.glob("*.parquet"))) == 3:
            raise KeyboardInterrupt
        return real(*a)

    with monkeypatch.context() as patched:
        patched.setattr("core.survey._measured", interrupted)
        assert run("--mode", "paper")[0] == 130
    assert len(list(parts.glob("*.parquet"))) == 3
    Embedded(Workspace(folder), EmbeddingParams(), Letters()).embed()
    assert run("--mode", "paper")[0] == 0
    table = pq.read_table(tmp_path / "pairs.parquet")
    why = set(table.column("content.embedding_cosine.missing").to_pylist())
    assert not any("not embedded" in (reason or "") for reason in why)
    assert told(table.schema)["source"]["embedding"].startswith("letters 1, 200 texts, state ")
    assert not parts.exists()


def test_the_table_says_how_posts_were_embedded(folder, tmp_path, run):
    said = []
    for keys, n_texts in ((None, None), (["x:1"], 200), (None, 200), (None, 25)):
        if n_texts:
            Embedded(Workspace(folder), EmbeddingParams(n_texts=n_texts), Letters()).embed(keys)
        run("--yes")
        said.append(told(pq.read_schema(tmp_path / "pairs.parquet"))["source"]["embedding"])
    assert said[0] == ""
    assert len(set(said)) == 4
