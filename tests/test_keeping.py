"""The command line on workspaces as a whole: deleting, exporting, opening, and pseudonyms."""

import json

import pytest

from core.__main__ import main
from core.identity.name import PSEUDONYMOUS
from core.workspace import Workspace
from tests.corpus import row, table
from tests.pseudonyms.trace import OF_NAMES

REAL = ("ann", "Bob_2")


@pytest.fixture
def typed(capsys):
    """Type a command; give its status, its output and its errors."""

    def command(*arguments):
        status = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return command


@pytest.fixture
def folder(tmp_path, typed):
    """Give a workspace of two people, each from an import of its own."""
    for who in REAL:
        (tmp_path / f"{who}.csv").write_bytes(table(*(row(n, who, text=f"@hub it is {n}") for n in range(9))))
        assert typed("import", tmp_path / f"{who}.csv", "--workspace", tmp_path / "w")[0] == 0
    return tmp_path / "w"


def handles(folder):
    return sorted(Workspace(folder).profiles["handle"])


def test_nothing_is_deleted_before_it_was_said_what(folder, typed):
    status, out, err = typed("delete", "ann", "--workspace", folder)
    assert (status, out) == (1, "")
    assert "1 profile with 9 posts (x:@ann)" in err
    assert "--yes" in err
    assert len(handles(folder)) == 2


def test_a_deleted_profile_is_gone_for_good(folder, typed):
    status, out, _ = typed("delete", "ann", "--yes", "--workspace", folder)
    assert (status, out) == (0, "9 posts and 1 profile deleted for good\n")
    assert handles(folder) == ["Bob_2"]
    assert not list(folder.glob("trash/*-*"))


def test_an_import_is_deleted_by_the_number_it_is_listed_under(folder, typed):
    _, out, _ = typed("imports", "--workspace", folder)
    assert [line.split()[0] for line in out.splitlines()] == ["no", "1", "2"]
    status, out, _ = typed("delete", "--import", 2, "--yes", "--json", "--workspace", folder)
    assert status == 0
    assert json.loads(out) == {"workspace": str(folder), "n_posts": 9, "n_profiles": 1}
    assert handles(folder) == ["ann"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "name the profiles"),
        (["ann", "--import", "1"], "name the profiles"),
        (["--import", "3"], "no import 3"),
        (["--import", "0"], "no import 0"),
        (["nobody"], "no profile is called nobody"),
    ],
)
def test_what_cannot_be_deleted_is_said(folder, typed, arguments, why):
    status, _, err = typed("delete", *arguments, "--yes", "--workspace", folder)
    assert status == 1
    assert why in err
    assert len(handles(folder)) == 2


def test_an_exported_workspace_opens_elsewhere_as_what_it_was(folder, typed, tmp_path):
    assert typed("export", tmp_path / "all.zip", "--workspace", folder)[0] == 0
    status, out, _ = typed("open", tmp_path / "all.zip", "--workspace", tmp_path / "other")
    assert (status, out) == (0, f"2 profiles in {tmp_path / 'other'}\n")
    mine, other = (
        json.loads(typed("profiles", "--json", "--workspace", w)[1]) for w in (folder, tmp_path / "other")
    )
    assert mine["profiles"] == other["profiles"]
    assert typed("open", tmp_path / "all.zip", "--workspace", folder)[0] == 1


def test_a_file_is_not_replaced_unasked(folder, typed, tmp_path):
    (tmp_path / "all.zip").write_bytes(b"mine")
    status, _, err = typed("export", tmp_path / "all.zip", "--workspace", folder)
    assert status == 1
    assert "--yes" in err
    assert (tmp_path / "all.zip").read_bytes() == b"mine"


def test_pseudonyms_made_later_are_looked_up_with_the_key(folder, typed, tmp_path):
    key = tmp_path / "case.key"
    status, out, _ = typed("pseudonymise", "--key", key, "--workspace", folder)
    assert status == 0
    assert "18 posts of 2 profiles" in out
    assert not {"ann", "bob_2"} & set(handles(folder))
    for handle in handles(folder):
        (found,) = json.loads(typed("lookup", handle, "--key", key, "--json")[1])["found"]
        assert found["real"] in {"ann", "bob_2"}
        assert found["key"] == f"x:@{handle}"


def test_an_import_under_pseudonyms_holds_no_name_and_compares_the_same(folder, typed, tmp_path):
    key, other = tmp_path / "case.key", tmp_path / "hidden"
    files = [tmp_path / f"{who}.csv" for who in REAL]
    status, out, err = typed("import", *files, "--pseudonyms", key, "--workspace", other)
    assert status == 0, err
    assert "ann" not in out
    assert set(Workspace(other).profiles["key"]).isdisjoint({"x:@ann", "x:@bob_2"})
    status, _, err = typed("import", *files, "--workspace", other)
    assert status == 1
    assert "--pseudonyms" in err
    found = [
        json.loads(typed("lookup", f"x:@{who}", "--key", key, "--json")[1])["found"][0]["key"] for who in REAL
    ]
    said = []
    for where, names in ((folder, REAL), (other, found)):
        said.append(json.loads(typed("compare", *names, "--json", "--workspace", where)[1])["measurements"])
    raw, hidden = ([one for one in found if one["measure"] not in OF_NAMES] for found in said)
    assert raw == hidden
    assert {one["missing"] for one in said[1] if one["measure"] in OF_NAMES} >= {PSEUDONYMOUS.reason}


def test_a_key_in_the_workspace_is_refused(folder, typed):
    status, _, err = typed("pseudonymise", "--key", folder / "case.key", "--workspace", folder)
    assert status == 1
    assert "case.key" in err
    assert handles(folder) == ["Bob_2", "ann"]
