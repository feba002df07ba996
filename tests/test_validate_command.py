"""`python -m core validate`: the experiments rerun on a workspace or a folder of tables, and their report."""

import json
from html.parser import HTMLParser

import pyarrow as pa
import pytest
from pyarrow import parquet

import core.cli.validation
import core.validation.run
from core.__main__ import main
from core.model import Profile, Section
from core.validation import apprenticeship
from core.validation.subject import Experiment
from tests.corpus import post, store
from tests.validation.hands import written

KEYS = ("protocols", "same_account", "controls")


@pytest.fixture
def run(tmp_path, capsys):
    """Run the command in this process; give its status, its output and its errors."""

    def command(*arguments, folder=tmp_path / "w"):
        try:
            status = main(["validate", "--workspace", str(folder), *map(str, arguments)])
        except SystemExit as error:
            status = error.code
        out, err = capsys.readouterr()
        return status, out, err

    return command


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Give a folder of two tables of made-up hands, enough of them for one experiment."""
    folder = tmp_path_factory.mktemp("tables")
    people = list(written(42, 102).items())
    for name, some in (("north_2015", people[:21]), ("south", people[21:])):
        rows = [
            {
                "tweet_id": one.post_id,
                "screen_name": handle,
                "created_at": one.time,
                "text": " ".join([one.text, *(f"@{key.partition('@')[2]}" for key in one.mentions)]),
                "category": "singer",
            }
            for handle, posts in some
            for one in posts
        ]
        parquet.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder


@pytest.fixture(scope="module", autouse=True)
def _few_pools():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apprenticeship, "POOL_ACCOUNTS", (None,))
        patch.setattr(apprenticeship, "_REPEATS", 6)
        yield


@pytest.fixture
def quick(monkeypatch):
    """Put experiments that take no time in the place of the real ones; give the shares that each is told from."""
    asked = []

    def experiment(key):
        def found(subject):
            asked.append((key, subject.seed, dict(subject.labels)))
            subject.progress(0.5, key)
            return Section(key, f"Is {key} so?", f"It is, by seed {subject.seed}.")

        return Experiment(key, key, f"Is {key} so?", lambda _: None, found)

    monkeypatch.setattr(core.cli.validation, "EXPERIMENTS", tuple(experiment(key) for key in KEYS))
    return asked


@pytest.fixture
def folder(tmp_path):
    posts = [post("x:1", n, post_id=f"a{n}") for n in range(4)] + [post("x:2", n) for n in range(4)]
    store(tmp_path / "w", posts, profiles=[Profile("x:1", "x", handle="ann", label="press")])
    return tmp_path / "w"


class Page(HTMLParser):
    """Reads what a page shows, and what it would ask other hosts for."""

    def __init__(self, text):
        super().__init__()
        self.text, self.loads = "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.loads += [value for name, value in attrs if name in {"src", "href", "srcset", "data"} and value]

    def handle_data(self, data):
        self.text += data


def test_each_experiment_says_what_an_empty_workspace_lacks(run, tmp_path):
    status, out, err = run("--json", folder=tmp_path / "none")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert [section["key"] for section in found["sections"]] == list(KEYS)
    for section in found["sections"]:
        assert section["answer"].startswith("Not made: ")
        assert not section["tables"]
    assert not (tmp_path / "none").exists()


def test_only_what_is_asked_for_is_made(run, folder, quick):
    status, out, _ = run("--json", "--only", "controls", "--only", "protocols", "--only", "controls")
    assert status == 0
    assert [section["key"] for section in json.loads(out)["sections"]] == ["protocols", "controls"]
    assert [key for key, *_ in quick] == ["protocols", "controls"]
    assert run("--only", "nothing")[0] == 2


def test_the_seed_and_the_labels_reach_every_experiment(run, folder, quick):
    status, out, _ = run("--seed", 7)
    assert status == 0
    assert quick == [(key, 7, {"x:1": "press"}) for key in KEYS]
    assert "It is, by seed 7." in out


def test_the_line_that_makes_it_again_is_in_the_study(run, folder, quick):
    record = json.loads(run("--json", "--only", "controls", "--seed", 3)[1])
    assert record["command"] == f"python -m core validate --workspace {folder} --only controls --seed 3"
    assert record["data"][0] == "workspace w: 2 profiles, 8 posts"


def test_a_report_that_is_there_is_not_replaced_unless_that_is_said(run, folder, quick, tmp_path):
    out = tmp_path / "report.html"
    out.write_text("mine")
    status, _, err = run("--out", out)
    assert status == 1
    assert "add --yes to replace it" in err
    assert out.read_text() == "mine"
    assert quick == []  # before any work
    assert run("--out", out, "--yes")[0] == 0
    assert "It is, by seed 0." in Page(out.read_text()).text


@pytest.mark.parametrize(
    ("place", "why"), [("nowhere/r.html", "there is no folder"), ("w/r.html", "in the workspace")]
)
def test_a_place_that_cannot_take_a_report_is_refused_before_any_work(
    run, folder, quick, tmp_path, place, why
):
    status, _, err = run("--out", tmp_path / place)
    assert status == 1
    assert why in err
    assert quick == []
    assert not (tmp_path / place).exists()


def test_a_folder_without_tables_is_refused(run, tmp_path):
    status, _, err = run("--data", tmp_path)
    assert status == 1
    assert "holds no Parquet tables of timelines" in err


def test_progress_never_goes_back(run, folder, quick, monkeypatch):
    told = []

    class Telling:
        def __enter__(self):
            return lambda share, said: told.append(share)

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(core.cli.validation, "telling", Telling)
    assert run()[0] == 0
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] <= 1


def test_a_collection_of_tables_is_imported_measured_and_written_down(run, tables, tmp_path, monkeypatch):
    told = []

    class Telling:
        def __enter__(self):
            return lambda share, said: told.append(share)

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(core.cli.validation, "telling", Telling)
    out = tmp_path / "report.html"
    status, text, err = run("--data", tables, "--only", "same_account", "--out", out, "--json")
    assert (status, err) == (0, "")
    assert told == sorted(told)
    record = json.loads(text)
    (section,) = record["sections"]
    assert section["answer"].startswith("With 50 posts a side, in closed pools ")
    by = {table["key"]: table for table in section["tables"]}
    assert [row[2:4] for row in by["same-account"]["rows"]] == [[42, 42], [42, 6 * round(42 / 5)]]
    assert record["report"] == str(out)
    assert "workspace north_2015: 21 profiles, 2,142 posts" in record["data"]
    assert "workspace all tables: 42 profiles, 4,284 posts" in record["data"]

    page = Page(out.read_text(encoding="utf-8"))
    for table in section["tables"]:
        assert table["title"] in page.text
    assert "x:@hand" in page.text
    assert not [one for one in page.loads if not one.startswith(("data:", "#"))]

    again = json.loads(run("--data", tables, "--only", "same_account", "--json")[1])
    assert again["sections"] == record["sections"]


def test_a_whole_run_that_broke_off_goes_on_from_what_it_had_finished(run, tables, monkeypatch):
    made = {"same_account": 0, "controls": 0}
    broken = True

    def same_account(*_):
        made["same_account"] += 1
        return Section("same_account", "Is it?", "It is.")

    def controls(name, *_):
        made["controls"] += 1
        if broken and made["controls"] == 2:
            message = "the power went"
            raise OSError(message)
        return Section(f"controls-{name}", "Is it not?", "It is not.")

    monkeypatch.setattr(core.validation.run, "_same_account", same_account)
    monkeypatch.setattr(core.validation.run, "_controls", controls)
    words = ("--data", tables, "--only", "same_account", "--only", "controls", "--json")
    with pytest.raises(OSError, match="the power went"):
        run(*words)
    assert made == {"same_account": 1, "controls": 2}
    broken = False
    keys = [section["key"] for section in json.loads(run(*words)[1])["sections"]]
    assert keys[0] == "same_account"
    assert len(keys) == 3
    assert made == {"same_account": 1, "controls": 3}
    run(*words)  # the whole was told: what is asked again is made again
    assert made == {"same_account": 2, "controls": 5}
