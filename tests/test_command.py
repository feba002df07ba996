"""The command line: one JSON document or plain lines, one line of error, and a status to rely on."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import core.cli.command
import core.cli.output
from core import VERSION
from core.__main__ import main
from core.cli.output import printable
from core.demo import make_demo
from core.errors import WorkspaceError
from core.sample import LABEL
from core.workspace import Workspace
from tests.corpus import NOW, post, row, store, table
from tests.strategies import HOSTILE

ROOT = Path(__file__).resolve().parents[1]
MEASURES = {
    "behaviour.dtw_posts_per_day",
    "behaviour.dtw_posts_by_hour",
    "audience.jaccard",
    "audience.strong_jaccard",
    "content.same_posts",
    "content.same_reposts",
    "content.tfidf_cosine",
}
NOT_FOR_A_COMPARISON = {
    "streamlit", "plotly", "umap", "openTSNE", "tweepy", "atproto", "mastodon", "nltk", "torch", "sklearn", "matplotlib", "dask",
}  # fmt: skip


@pytest.fixture
def run(capsys):
    """Run a command in this process; give its status, its output and its errors."""

    def command(*arguments):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            status = exit_.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


@pytest.fixture
def document(run):
    """Run a command with --json; give the one document that it prints."""

    def command(*arguments):
        status, out, err = run(*arguments, "--json")
        assert (status, err) == (0, "")
        return json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))

    return command


@pytest.fixture
def workspace(tmp_path):
    """Give a workspace of two people who post a little alike."""
    rows = [
        row(n, who, text=f"@hub morning number {n} from {who}") for who in ("ann", "Bob_2") for n in range(23)
    ]
    (tmp_path / "a.csv").write_bytes(table(*rows))
    assert main(["import", str(tmp_path / "a.csv"), "--workspace", str(tmp_path / "w")]) == 0
    return tmp_path / "w"


# import


def test_an_import_reports_what_it_kept_and_what_it_refused(tmp_path, document, run):
    (tmp_path / "a.csv").write_bytes(table(row(1), row(2, created_at="2024-03-01 10:00"), row(1)))
    (tmp_path / "b.txt").write_bytes(b"?")
    paths = [tmp_path / "a.csv", tmp_path / "b.txt", "--workspace", tmp_path / "w"]
    report = document("import", *paths)
    assert [report[name] for name in ("rows", "kept", "duplicates", "refused", "left_out", "profiles")] == [
        3,
        1,
        1,
        1,
        1,
        1,
    ]
    assert report["files"][0]["reasons"][0][0] == "row 2"
    status, out, err = run("import", *paths)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "0 posts kept, 2 already there, 1 refused, 0 profiles changed",
        f"left out b.txt: {report['files'][1]['skipped']}",
        "refused a.csv, row 2: its time names no zone; name the zone, such as UTC or Europe/Berlin",
        "try --zone ZONE",
    ]


def test_an_import_takes_a_map_and_a_zone(tmp_path, document):
    (tmp_path / "a.csv").write_bytes(
        table(["ann", "2019", "2024-03-01 10:00"], fields=["screen_name", "capture", "created_at"])
    )
    folder = ["--workspace", tmp_path / "w"]
    report = document(
        "import", tmp_path / "a.csv", *folder, "--map", "profile=screen_name+capture", "--zone", "UTC"
    )
    assert report["kept"] == 1
    assert [p["key"] for p in document("profiles", *folder)["profiles"]] == ["x:@ann+2019"]


def test_a_map_is_saved_with_the_workspace_and_used_again(tmp_path, document, run):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_bytes(
            table([name, "03/04/2024 10:00", "hello"], fields=["wer", "wann", "was"])
        )
    folder = ["--workspace", tmp_path / "w"]
    told = [
        "--map",
        "profile=wer",
        "--map",
        "time=wann",
        "--map",
        "text=was",
        "--zone",
        "UTC",
        "--dates",
        "day",
    ]
    assert document("import", tmp_path / "a.csv", *folder, *told, "--save-map", "panel")["kept"] == 1
    assert document("import", tmp_path / "b.csv", *folder, "--saved-map", "Panel")["kept"] == 1
    assert {p["first"][:10] for p in document("profiles", *folder)["profiles"]} == {"2024-04-03"}
    status, _, err = run("import", tmp_path / "b.csv", *folder, "--saved-map", "panel", "--zone", "UTC")
    assert status == 1
    assert "leave out" in err


def test_a_table_that_nobody_knows_is_refused_with_what_to_type(tmp_path, run):
    (tmp_path / "a.csv").write_bytes(table(["ann", "x"], fields=["wer", "wann"]))
    status, _, err = run("import", tmp_path / "a.csv", "--workspace", tmp_path / "w")
    assert status == 1
    assert err.endswith("try --map FIELD=COLUMN\n")


def test_an_import_says_only_the_first_of_many_refusals(tmp_path, run):
    (tmp_path / "a.csv").write_bytes(table(row(0), *(row(n, who="") for n in range(1, 31))))
    for n in range(30):
        (tmp_path / f"{n}.bin").write_bytes(b"?")
    _, out, _ = run("import", tmp_path, "--workspace", tmp_path / "w")
    assert len(out.splitlines()) == 1 + 5 + 1 + 5 + 1
    assert "left out 25 more files" in out
    assert out.endswith("25 more\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "gone.csv"], "there is no file or folder"),
        (["import", "."], "there is no file to import"),
        (["import", "x.csv", "--map", "nonsense"], "a column map reads field=column"),
        (["import", "x.csv", "--map", "who=a"], "the column map names 'who'"),
        (["import", "x.csv", "--zone", "Mars"], "no time zone is called 'Mars'"),
        (["compare", "ann", "nobody"], "no profile is called"),
        (["compare", "\udcff", "ann"], "no profile is called"),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_an_error_of_ours_is_one_line_and_status_one(tmp_path, run, monkeypatch, arguments, said, form):
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    status, out, err = run(*arguments, "--workspace", tmp_path / "w", *form)
    assert (status, out) == (1, "")
    assert err.startswith("doppelscope: ")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["compare", "a"], ["import"], ["compare", "a", "b", "c"], ["profiles", "--paper"]],
)
def test_wrong_usage_is_status_two(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("usage: python -m core")


def test_help_and_version_are_no_errors(run):
    status, out, _ = run("--help")
    assert status == 0
    assert all(name in out for name in ("import", "profiles", "compare", "demo"))
    assert run("--version") == (0, f"Doppelscope {VERSION}\n", "")


def test_a_busy_workspace_is_an_error_that_names_the_process(tmp_path, run):
    (tmp_path / "a.csv").write_bytes(table(row(1)))
    with Workspace(tmp_path / "w").importing(NOW):
        status, _, err = run("import", tmp_path / "a.csv", "--workspace", tmp_path / "w")
    assert status == 1
    assert f"process {os.getpid()}" in err


# profiles


def test_profiles_lists_what_a_workspace_holds(workspace, document, run):
    listed = document("profiles", "--workspace", workspace)["profiles"]
    assert [(p["key"], p["handle"], p["name"], p["platform"], p["n_posts"]) for p in listed] == [
        ("x:@ann", "ann", None, "x", 23),
        ("x:@bob_2", "Bob_2", None, "x", 23),
    ]
    assert listed[0]["first"] == "2024-03-01T00:00:00+00:00"
    assert listed[0]["last"] == "2024-03-01T22:00:00+00:00"
    assert listed[0]["followers"] is None
    _, out, _ = run("profiles", "--workspace", workspace)
    assert [line.split()[0] for line in out.splitlines()] == ["key", "x:@ann", "x:@bob_2"]


def test_a_workspace_without_profiles_lists_none(tmp_path, document, run):
    assert document("profiles", "--workspace", tmp_path / "none")["profiles"] == []
    assert "has no profiles" in run("profiles", "--workspace", tmp_path / "none")[1]


def test_the_workspace_of_the_environment_is_the_default(workspace, document, monkeypatch):
    monkeypatch.setenv("DOPPELSCOPE_WORKSPACE", str(workspace))
    assert len(document("profiles")["profiles"]) == 2


# compare


@pytest.mark.parametrize("mode", ["default", "paper"])
@pytest.mark.parametrize(("a", "b"), [("ann", "bob_2"), ("@ANN", "x:@bob_2"), ("X:@Ann", "@Bob_2")])
def test_compare_measures_a_pair_by_key_or_handle(workspace, document, mode, a, b):
    record = document("compare", a, b, "--workspace", workspace, *(["--paper"] if mode == "paper" else []))
    assert [record[name] for name in ("a", "b", "mode")] == ["x:@ann", "x:@bob_2", mode]
    found = {m["measure"]: m for m in record["measurements"]}
    assert set(found) >= MEASURES
    for measurement in found.values():
        assert (measurement["value"] is None) == (measurement["missing"] is not None)
        assert measurement["direction"] in {"similarity", "distance"}
        assert measurement["n_evidence"] == min(measurement["n_a"], measurement["n_b"])
        assert set(measurement) >= {
            "measure",
            "aspect",
            "value",
            "missing",
            "unit",
            "direction",
            "n_evidence",
        }
    assert found["content.same_posts"]["value"] == 0
    assert found["audience.jaccard"]["value"] == (1 if mode == "paper" else None)
    assert found["audience.jaccard"]["missing"] == (None if mode == "paper" else "A has 1 target, 10 needed")


def test_compare_prints_a_line_a_measure_with_its_reason(workspace, run):
    _, out, _ = run("compare", "ann", "bob_2", "--workspace", workspace)
    lines = out.splitlines()
    assert lines[0] == "x:@ann and x:@bob_2, default mode"
    assert len(lines) > len(MEASURES)
    assert any("—" in line and "A has 1 target, 10 needed" in line for line in lines)


def test_a_profile_is_not_compared_with_itself(workspace, run):
    status, _, err = run("compare", "ann", "@Ann", "--workspace", workspace)
    assert (status, err) == (1, "doppelscope: A and B are the same profile (x:@ann); choose two\n")


def test_a_handle_of_two_platforms_is_an_error_that_lists_the_keys(workspace, run):
    store(workspace, [post("mastodon:@ann")])
    status, _, err = run("compare", "ann", "bob_2", "--workspace", workspace)
    assert status == 1
    assert "2 profiles are called ann: mastodon:@ann, x:@ann; name one of these keys" in err
    assert run("compare", "mastodon:@ann", "bob_2", "--workspace", workspace)[0] == 0


def test_a_second_comparison_reads_what_the_first_kept(workspace, document, monkeypatch):
    first = document("compare", "ann", "bob_2", "--workspace", workspace)
    monkeypatch.setattr("core.gallery.draw_portrait", lambda timeline: pytest.fail("drawn again"))
    assert document("compare", "ann", "bob_2", "--workspace", workspace) == first


# demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "w"
    make_demo(folder, now=NOW)
    return folder


def test_the_demo_says_that_it_is_synthetic_and_what_to_compare(demo, document, run):
    record = document("demo", "--workspace", demo)
    assert record["label"] == LABEL
    assert record["n_profiles"] >= 20
    status, out, _ = run("compare", *record["opening"].values(), "--workspace", demo)
    assert status == 0
    assert out.splitlines()[0] == LABEL
    assert document("profiles", "--workspace", demo)["label"] == LABEL


def test_making_the_demo_again_changes_nothing(demo, document):
    before = Workspace(demo).fingerprint
    assert document("demo", "--workspace", demo)["n_profiles"] == len(Workspace(demo).profiles)
    assert Workspace(demo).fingerprint == before


def test_the_demo_does_not_move_into_other_data(workspace, run):
    status, _, err = run("demo", "--workspace", workspace)
    assert status == 1
    assert "holds other data" in err
    assert Workspace(workspace).label is None
    with pytest.raises(WorkspaceError):
        make_demo(workspace, now=NOW)


def test_the_demo_has_a_folder_of_its_own_beside_the_workspace(tmp_path, demo, document, monkeypatch):
    monkeypatch.setenv("DOPPELSCOPE_WORKSPACE", str(tmp_path / "own"))
    shutil.copytree(demo, tmp_path / "own" / "demo")
    assert document("demo")["workspace"] == str(tmp_path / "own" / "demo")
    assert document("profiles")["profiles"] == []


# Hostile text on a terminal


def test_nothing_a_post_or_a_file_holds_can_steer_the_terminal(tmp_path, run):
    (tmp_path / "\x1b[2Jevil.bin").write_bytes(b"?")
    rows = [row(1, "\u202eann\x1b[31m", text="\x1b[2J"), ["\x1b]0;title\x07"]]
    (tmp_path / "a.csv").write_bytes(table(*rows))
    said = [
        run("import", tmp_path, "--workspace", tmp_path / "w"),
        run("profiles", "--workspace", tmp_path / "w"),
    ]
    said.append(run("compare", "\x1b[2J", "ann", "--workspace", tmp_path / "w"))
    for _, out, err in said:
        assert not {c for c in out + err if not c.isprintable()} - {"\n"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_printed_line_stays_one_line(text):
    assert len(printable(text).splitlines() or [""]) == 1


def test_progress_is_one_line_on_a_terminal_and_goes_when_the_work_ends(tmp_path, run, monkeypatch):
    (tmp_path / "\x1b[2J.csv").write_bytes(table(row(1)))
    monkeypatch.setattr(core.cli.output, "_EVERY_SECONDS", -1)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    status, out, err = run("import", tmp_path, "--workspace", tmp_path / "w", "--json")
    assert status == 0
    assert json.loads(out)["kept"] == 1
    assert "\r\x1b[K  0% Reading" in err
    assert "\x1b[2J" not in err
    assert err.endswith("\r\x1b[K")
    assert "\n" not in err


# As another program sees it


def python(*arguments, **options):
    environment = {**os.environ, **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        env=environment,
        check=False,
        **options,
    )


def test_a_cold_comparison_imports_nothing_heavy(workspace):
    script = (
        "import sys; from core.__main__ import main; "
        f"status = main(['compare', 'ann', 'bob_2', '--workspace', {str(workspace)!r}, '--json']); "
        "print(*sys.modules, sep='\\n', file=sys.stderr); sys.exit(status)"
    )
    done = python("-c", script)
    assert done.returncode == 0, done.stderr[-2000:]
    modules = {name.partition(".")[0] for name in done.stderr.decode().split()}
    assert "pyarrow" in modules
    assert not modules & NOT_FOR_A_COMPARISON


@pytest.mark.parametrize(
    ("arguments", "status"), [(["profiles"], 0), (["compare", "ann", "nobody"], 1), (["compare"], 2)]
)
def test_the_status_reaches_the_shell(workspace, arguments, status):
    done = python("-m", "core", *arguments, *(["--workspace", workspace] if status < 2 else []))
    assert done.returncode == status
    assert bool(done.stdout) == (status == 0)


def test_a_terminal_that_knows_only_ascii_gets_escapes_and_json_stays_json(tmp_path):
    store(tmp_path, [post("x:@عائشة"), post("x:@🦊", 1)])
    done = python(
        "-m",
        "core",
        "profiles",
        "--json",
        "--workspace",
        tmp_path,
        env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )
    assert done.returncode == 0, done.stderr
    assert {p["handle"] for p in json.loads(done.stdout.decode("ascii"))["profiles"]} == {"عائشة", "🦊"}
    done = python(
        "-m",
        "core",
        "profiles",
        "--workspace",
        tmp_path,
        env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )
    assert done.returncode == 0
    assert b"\\U0001f98a" in done.stdout


def test_a_reader_that_stops_reading_is_no_error(workspace):
    store(workspace, [post(f"x:{n}") for n in range(4000)])
    with subprocess.Popen(
        [sys.executable, "-m", "core", "profiles", "--workspace", str(workspace)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_an_interrupt_is_told_in_one_line(run, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(core.cli.command, "run", interrupted)
    for command, said in (
        (["profiles"], "what was not yet done is not done"),
        (["import", "file.csv"], "what was not yet imported is not imported"),
        (
            ["measure", "--out", "f"],
            "what was measured is kept beside the file, measuring again goes on from there",
        ),
    ):
        status, out, err = run(*command)
        assert (status, out, err) == (130, "", f"doppelscope: stopped; {said}\n")
