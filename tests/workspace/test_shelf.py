"""Workspaces lie side by side, each under a name that no link and no folder can misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.workspace import shelf


def test_what_was_made_is_found_under_its_name(tmp_path):
    folder = shelf.place(tmp_path, "Case 12")
    folder.mkdir(parents=True)
    assert shelf.shelf(tmp_path) == {"own": tmp_path, "demo": tmp_path / "demo", "case-12": folder}


@pytest.mark.parametrize("name", ["", "../..", "💥", "عائشة"])
def test_a_name_without_letters_says_what_it_needs(tmp_path, name):
    with pytest.raises(InputError, match="letters"):
        shelf.place(tmp_path, name)


@pytest.mark.parametrize("name", ["own", "Demo", "case 12"])
def test_a_name_that_is_taken_is_refused(tmp_path, name):
    shelf.place(tmp_path, "case-12").mkdir(parents=True)
    with pytest.raises(InputError, match="already"):
        shelf.place(tmp_path, name)


def test_what_lies_there_and_is_no_workspace_of_ours_is_not_listed(tmp_path):
    (tmp_path / "more" / "Not Ours").mkdir(parents=True)
    (tmp_path / "more" / "file").write_bytes(b"")
    assert list(shelf.shelf(tmp_path)) == ["own", "demo"]


@given(st.text())
def test_a_slug_is_its_own_slug_and_stays_below_the_folder(text):
    made = shelf.slug(text)
    assert shelf.slug(made) == made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(made) <= 40
