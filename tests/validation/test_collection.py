"""A folder of tables: one workspace a file, captures apart, imported once and again when a file has changed."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from pyarrow import parquet

from core.errors import CancelledError, InputError
from core.validation.collection import ALL, open_collection, options_of, second_handles
from core.validation.side import account_of
from tests.corpus import NOW


def table(*people, n=4, **columns):
    """Give a table of timelines: n posts of each of some accounts."""
    rows = [
        {
            "tweet_id": f"{who}{at}{len(columns)}",
            "screen_name": name,
            "created_at": datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=at),
            "text": f"gulls over the wall, number {at}",
            **{column: values[who] for column, values in columns.items()},
        }
        for who, name in enumerate(people)
        for at in range(n)
    ]
    return pa.Table.from_pylist(rows)


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "data" / "timelines"
    folder.mkdir(parents=True)
    parquet.write_table(table("Ann", "bob"), folder / "town_2015.parquet")
    parquet.write_table(
        table("ann", "ann", "Cid", capture=["2019", "2021", "2019"]), folder / "far_away.parquet"
    )
    return tmp_path / "data"


@pytest.fixture
def opened(source, tmp_path):
    def again(**more):
        return open_collection(source, tmp_path / "w", now=NOW, **more)

    return again


def keys(gallery):
    return sorted(gallery.workspace.profiles["key"])


def test_each_file_is_a_workspace_and_one_holds_all(opened):
    collection = opened()
    assert sorted(collection.files) == ["far_away", "town_2015"]
    assert keys(collection.files["town_2015"]) == ["x:@ann", "x:@bob"]
    assert len(collection.whole.workspace.profiles) == 5


def test_captures_are_profiles_of_their_own_and_of_one_account(opened):
    workspace = opened().files["far_away"].workspace
    assert sorted(workspace.profiles["key"]) == ["x:@ann+2019", "x:@ann+2021", "x:@cid+2019"]
    accounts = {account_of(workspace.profile(key)) for key in workspace.profiles["key"]}
    assert accounts == {"x:@ann", "x:@cid"}


@pytest.mark.parametrize("column", ["capture", "src"])
def test_a_column_of_captures_is_mapped_whatever_it_is_called(column, tmp_path):
    parquet.write_table(table("ann", **{column: ["a"]}), tmp_path / "t.parquet")
    assert options_of(tmp_path / "t.parquet") != options_of_plain(tmp_path)


def options_of_plain(folder):
    parquet.write_table(table("ann"), folder / "plain.parquet")
    return options_of(folder / "plain.parquet")


def test_files_name_the_kinds_without_their_years(opened):
    kinds = opened().kinds()
    assert kinds["x:@bob"] == "town"
    assert kinds["x:@cid+2019"] == "far away"


def test_a_second_run_imports_nothing_anew(opened, tmp_path):
    first = opened()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "w").rglob("*") if path.is_file()}
    told = []
    second = opened(progress=lambda share, said: told.append(said))
    assert told == []
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(second.whole.workspace.imports) == len(first.whole.workspace.imports) == 2


def test_a_file_that_has_changed_is_imported(opened, source):
    opened()
    parquet.write_table(table("Ann", "bob", "dora"), source / "timelines" / "town_2015.parquet")
    changed = opened()
    assert keys(changed.files["town_2015"]) == ["x:@ann", "x:@bob", "x:@dora"]
    assert len(changed.files["town_2015"].workspace.imports) == 2
    assert len(changed.files["far_away"].workspace.imports) == 1
    assert "x:@dora" in keys(changed.whole)
    posts = changed.files["town_2015"].workspace.profiles.set_index("key")["n_posts"]
    assert posts["x:@ann"] == 4  # not twice


def test_the_folder_of_the_tables_itself_may_be_given(source, tmp_path):
    found = open_collection(source / "timelines", tmp_path / "v", now=NOW)
    assert sorted(found.files) == ["far_away", "town_2015"]


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_tables_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="holds no Parquet tables of timelines"):
        open_collection(tmp_path / name, tmp_path / "w", now=NOW)
    assert not (tmp_path / "w").exists()


def test_a_table_called_all_is_one_of_them(source, tmp_path):
    parquet.write_table(table("eve"), source / "timelines" / "all.parquet")
    found = open_collection(source, tmp_path / "w", now=NOW)
    assert keys(found.files["all"]) == ["x:@eve"]
    assert len(found.whole.workspace.profiles) == 6
    assert ALL not in found.files


def test_what_is_no_table_is_refused_by_its_name(source, tmp_path):
    (source / "timelines" / "broken.parquet").write_bytes(b"no table")
    with pytest.raises(InputError, match=r"broken\.parquet"):
        open_collection(source, tmp_path / "w", now=NOW)


def test_progress_never_goes_back_and_stopping_keeps_what_was_imported(opened, tmp_path):
    told = []
    opened(progress=lambda share, said: told.append(share))
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1
    (tmp_path / "w").rename(tmp_path / "before")
    seen = []

    def stop():
        return len(seen) > 0

    with pytest.raises(CancelledError):
        opened(
            progress=lambda share, said: seen.append(said) if said.startswith("town") else None,
            cancelled=stop,
        )
    assert len(opened().files["far_away"].workspace.imports) == 1


def test_the_listed_second_handles_are_pairs_of_keys():
    listed = second_handles()
    assert len(listed) == 19
    assert all(len(pair) == 2 for pair in listed)
    for key in {key for pair in listed for key in pair}:
        assert key.startswith("x:@")
        assert key == key.casefold()
