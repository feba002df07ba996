"""Mappings are kept by name, found by header, and a damaged file says so."""

import threading

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MappingError, ParameterError, WorkspaceError
from core.saved_mapping import (
    MAX_NAME,
    MAX_SAVED,
    NAME,
    SavedMapping,
    clean_name,
    fitting,
    list_saved,
    named,
    remove,
    save,
)
from core.sources.column import KNOWN
from core.sources.options import ReadOptions
from core.workspace import Workspace
from tests.corpus import bring, contents, row, table
from tests.strategies import HOSTILE

NAMES = ("wer", "wann", "was")
OPTIONS = ReadOptions({"profile": ("wer",), "time": ("wann",), "text": ("was",)}, "Europe/Berlin", "day")


def test_what_is_saved_comes_back(tmp_path):
    saved = save(tmp_path / "new", "panel", OPTIONS, NAMES)
    assert list_saved(tmp_path / "new") == (saved,)
    assert named(tmp_path / "new", " PANEL ") == saved
    assert saved.options == OPTIONS
    assert saved.columns == set(NAMES)


def test_the_last_saved_comes_first_and_a_name_is_there_once(tmp_path):
    for name in ("a", "b", "A"):
        save(tmp_path, name, OPTIONS, NAMES)
    assert [one.name for one in list_saved(tmp_path)] == ["A", "b"]


def test_a_removed_mapping_is_gone_and_the_others_stay(tmp_path):
    for name in ("a", "b"):
        save(tmp_path, name, OPTIONS, NAMES)
    remove(tmp_path, "A")
    assert [one.name for one in list_saved(tmp_path)] == ["b"]
    with pytest.raises(MappingError, match="no saved mapping is called 'a'; saved are: b"):
        remove(tmp_path, "a")


def test_a_table_of_the_same_header_finds_its_mapping_first(tmp_path):
    save(tmp_path, "own", OPTIONS, NAMES)
    save(tmp_path, "of a wider table", OPTIONS, (*NAMES, "more"))
    assert [one.name for one in fitting(tmp_path, ("was", "wer", "wann"))] == ["own", "of a wider table"]
    assert [one.name for one in fitting(tmp_path, (*NAMES, "more"))] == ["of a wider table", "own"]
    assert fitting(tmp_path, ("wer", "wann")) == ()
    assert fitting(tmp_path, ()) == ()


def test_a_mapping_that_names_no_author_fits_no_table(tmp_path):
    save(tmp_path, "half", ReadOptions({"text": ("was",)}), NAMES)
    assert fitting(tmp_path, NAMES) == ()


def test_one_saved_without_a_table_fits_by_its_columns(tmp_path):
    saved = save(tmp_path, "typed", OPTIONS)
    assert saved.header == ""
    assert fitting(tmp_path, NAMES) == (saved,)


def test_a_field_that_is_told_to_have_no_column_keeps_none(tmp_path):
    options = ReadOptions({**OPTIONS.columns, "language": ()})
    save(tmp_path, "a", options)
    assert named(tmp_path, "a").options.columns["language"] == ()


@pytest.mark.parametrize("name", ["", "  ", "\x00\u202e\n"])
def test_a_name_of_nothing_is_refused(tmp_path, name):
    with pytest.raises(ParameterError, match="needs a name"):
        save(tmp_path, name, OPTIONS)
    assert list_saved(tmp_path) == ()


def test_a_mapping_of_nothing_is_refused(tmp_path):
    with pytest.raises(MappingError, match="names no column"):
        save(tmp_path, "zone only", ReadOptions(zone="UTC"))


def test_there_is_an_end_to_what_is_kept(tmp_path):
    kept = [
        {"name": f"m{n}", "header": "", "columns": {"time": ["a"]}, "zone": None, "date_order": None}
        for n in range(MAX_SAVED)
    ]
    (tmp_path / NAME).write_bytes(orjson.dumps({"format": 1, "mappings": kept}))
    with pytest.raises(ParameterError, match="remove one first"):
        save(tmp_path, "more", OPTIONS)
    save(tmp_path, "m7", OPTIONS)
    assert len(list_saved(tmp_path)) == MAX_SAVED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b'{"format": "x", "mappings": []}',
        b'{"format": 1}',
        b'{"format": 1, "mappings": [1]}',
        b'{"format": 1, "mappings": [{"name": "a"}]}',
        b'{"format": 1, "mappings": [{"name": "a", "header": "", "columns": {"who": ["a"]}, "zone": null, "date_order": null}]}',
        b'{"format": 1, "mappings": [{"name": "a", "header": "", "columns": {"time": 7}, "zone": null, "date_order": null}]}',
        b'{"format": 1, "mappings": [{"name": "a", "header": "", "columns": {}, "zone": "Mars", "date_order": null}]}',
        b'{"format": 1, "mappings": [{"name": 7, "header": "", "columns": {}, "zone": null, "date_order": null}]}',
        b"\xff\xfe",
    ],
)
def test_a_damaged_file_says_so_and_is_left_as_it_is(tmp_path, data):
    (tmp_path / NAME).write_bytes(data)
    for act in (
        lambda: list_saved(tmp_path),
        lambda: save(tmp_path, "a", OPTIONS),
        lambda: fitting(tmp_path, NAMES),
    ):
        with pytest.raises(WorkspaceError, match=r"mappings\.json is damaged .* delete it"):
            act()
    assert (tmp_path / NAME).read_bytes() == data


def test_a_file_of_a_newer_version_says_so(tmp_path):
    (tmp_path / NAME).write_bytes(b'{"format": 2, "mappings": {}}')
    with pytest.raises(WorkspaceError, match="newer Doppelscope"):
        list_saved(tmp_path)


def test_a_folder_that_cannot_be_written_to_says_so(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WorkspaceError, match="cannot write"):
        save(tmp_path / "file", "a", OPTIONS)


def test_imports_and_saved_mappings_leave_each_other_alone(tmp_path):
    save(tmp_path, "a", OPTIONS, NAMES)
    bring(tmp_path, ("a.csv", table(row(1))))
    assert [one.name for one in list_saved(tmp_path)] == ["a"]
    before = Workspace(tmp_path).fingerprint
    save(tmp_path, "b", OPTIONS, NAMES)
    assert Workspace(tmp_path).fingerprint == before
    assert not [name for name in contents(tmp_path) if name.endswith(".new")]


def test_two_who_save_at_once_are_both_kept(tmp_path):
    threads = [threading.Thread(target=save, args=(tmp_path, f"m{n}", OPTIONS, NAMES)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.name for one in list_saved(tmp_path)) == [f"m{n}" for n in range(8)]


@given(st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1)))
def test_a_name_is_one_line_of_printable_characters(name):
    try:
        cleaned = clean_name(name)
    except ParameterError:
        return
    assert cleaned.isprintable()
    assert 0 < len(cleaned) <= MAX_NAME
    assert clean_name(cleaned) == cleaned


@given(
    columns=st.dictionaries(
        st.sampled_from(sorted(KNOWN)), st.text(min_size=1).map(lambda name: (name,)), min_size=1
    ),
    zone=st.sampled_from([None, "UTC", "Etc/GMT-2"]),
    order=st.sampled_from([None, "day", "month"]),
)
def test_any_mapping_survives_the_disk(tmp_path_factory, columns, zone, order):
    folder = tmp_path_factory.mktemp("saved")
    names = [part for parts in columns.values() for part in parts]
    saved = save(folder, "a", ReadOptions(columns, zone, order), names)
    assert list_saved(folder) == (SavedMapping("a", saved.options, saved.header),)
