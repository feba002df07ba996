"""A study comes back from disk as it was, is refused where it is damaged, and is gone when it must be."""

import math
from contextlib import suppress
from dataclasses import replace

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError
from core.gallery import Gallery
from core.model import Chart, Column, Confusion, Curve, Estimate, Table
from core.validation import kept
from core.validation.kept import Shelf, from_json, joined, to_json
from core.workspace import Workspace
from core.workspace.removal import delete_profiles
from tests.corpus import NOW, post, store
from tests.validation import made_study
from tests.validation.made_study import studies

STUDY = made_study.study()


def without(data, *path):
    """Take one part out of a study's JSON."""
    whole = orjson.loads(data)
    place = whole
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return orjson.dumps(whole)


@given(studies)
def test_every_study_comes_back_as_it_was(study):
    again = from_json(to_json(study))
    assert repr(again) == repr(study)  # which tells 1 from 1.0, and holds NaN equal to itself


def test_a_study_with_everything_comes_back_as_it_was():
    assert from_json(to_json(STUDY)) == STUDY
    hostile = made_study.study(made_study.hostile_section())
    assert from_json(to_json(hostile)) == hostile


@pytest.mark.parametrize("number", [math.inf, -math.inf, 5e-324, 0.1 + 0.2, -0.0])
def test_numbers_come_back_to_the_last_bit(number):
    table = Table("t", "", "", (Column("a"), Column("b")), ((number, Estimate(number, number)),))
    found = from_json(to_json(made_study.study(replace(made_study.section(), tables=(table,)))))
    assert repr(found.sections[0].tables[0].rows) == repr(table.rows)


def test_whole_numbers_stay_whole():
    table = Table("t", "", "", (Column("a"),), ((2**63,), (-(2**63),), (1,), (1.0,)))
    found = from_json(to_json(made_study.study(replace(made_study.section(), tables=(table,)))))
    assert repr(found.sections[0].tables[0].rows) == repr(table.rows)


def test_numbers_of_numpy_become_plain_ones():
    rows = ((np.int64(3), Estimate(np.float64(0.5), np.float32(0.25), None, np.int32(4))),)
    table = Table("t", "", "", (Column("a"), Column("b")), rows)
    found = from_json(to_json(made_study.study(replace(made_study.section(), tables=(table,)))))
    assert found.sections[0].tables[0].rows == ((3, Estimate(0.5, 0.25, None, 4)),)


def test_a_lone_surrogate_does_not_lose_the_rest():
    found = from_json(to_json(replace(STUDY, title="a\ud800b😀")))
    assert found.title == "a\ufffdb😀"


def test_what_is_no_cell_is_refused_when_it_is_written():
    table = Table("t", "", "", (Column("a"),), (({1, 2},),))
    with pytest.raises(TypeError, match="set has no place"):
        to_json(made_study.study(replace(made_study.section(), tables=(table,))))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no study that can be read"),
        (b"\xff\xfe", "no study"),
        (b"[]", "its format is not one"),
        (b"3", "its format is not one"),
        (b'{"format": 2}', "its format is not one"),
        (b'{"format": 1}', "title is missing"),
        (to_json(STUDY)[:-20], "no study"),
        (without(to_json(STUDY), "sections", 0, "answer"), r"sections\[0\].answer is missing"),
        (without(to_json(STUDY), "sections", 0, "tables", 0, "rows", 0, 0), "table recall has parts"),
        (without(to_json(STUDY), "sections", 0, "charts", 1, "curves", 0, "low", 0), "chart reliability has"),
        (without(to_json(STUDY), "sections", 0, "confusions", 1, "counts", 0, 0), "matrix majority has"),
        (to_json(STUDY).replace(b'"reliability"', b'"other"'), "kind does not fit"),
        (to_json(STUDY).replace(b'"count"', b"7"), r"columns\[0\].kind does not fit"),
    ],
)
def test_what_is_damaged_is_refused_with_its_place(data, said):
    with pytest.raises(FormatError, match=said):
        from_json(data)


@given(st.data())
def test_no_damage_raises_anything_else(data):
    whole = bytearray(to_json(made_study.study(made_study.section())))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    with suppress(FormatError):
        assert len(from_json(bytes(whole)).sections) == 1


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_any_other_document_in_its_place_is_refused(value):
    text = orjson.dumps({"format": 1, **{name: str(value) for name in ("title",)}, "sections": str(value)})
    with pytest.raises(FormatError):
        from_json(text)


def test_fields_of_a_later_version_are_passed_over_and_those_with_a_default_may_lack():
    whole = orjson.loads(to_json(STUDY))
    whole["later"] = whole["sections"][0]["later"] = {"a": [1]}
    del whole["sections"][0]["notes"]
    found = from_json(orjson.dumps(whole))
    assert found.sections[0].tables == STUDY.sections[0].tables
    assert found.sections[0].notes == ()


@pytest.fixture
def folder(tmp_path):
    store(tmp_path, [post(f"x:{who}", n) for who in range(1, 4) for n in range(3)])
    return tmp_path


def shelf(folder, labels=None, seed=0):
    return Shelf(Gallery(Workspace(folder)), labels, seed)


def files(folder):
    return sorted(path.name for path in (folder / "portraits").glob("study-*"))


def test_the_last_study_of_each_experiment_is_there_for_the_next_process(folder):
    later = replace(STUDY, made_at="2026-11-23T00:00:00Z")
    shelf(folder).keep("a", STUDY)
    shelf(folder).keep("b", STUDY)
    shelf(folder).keep("a", later)
    assert shelf(folder).read("a") == later
    assert shelf(folder).read("b") == STUDY
    assert shelf(folder).read("c") is None
    assert len(files(folder)) == 2


@pytest.mark.parametrize("other", [{"labels": {"x:1": "press"}}, {"seed": 1}])
def test_a_study_is_not_shown_for_other_labels_or_draws_and_makes_room_for_theirs(folder, other):
    shelf(folder).keep("a", STUDY)
    assert shelf(folder, **other).read("a") is None
    shelf(folder, **other).keep("a", STUDY)
    assert shelf(folder, **other).read("a") == STUDY
    assert shelf(folder).read("a") is None
    assert len(files(folder)) == 1


@pytest.mark.parametrize("version", ["STUDY_VERSION", "CODE_VERSION"])
def test_a_study_of_other_code_is_not_shown(folder, monkeypatch, version):
    shelf(folder).keep("a", STUDY)
    monkeypatch.setattr(kept, version, 99)
    assert shelf(folder).read("a") is None


def test_new_posts_put_a_study_out_of_date_and_the_next_completion_sweeps_it(folder):
    shelf(folder).keep("a", STUDY)
    store(folder, [post("x:1", 77)])
    assert shelf(folder).read("a") is None
    assert len(files(folder)) == 1
    Gallery(Workspace(folder)).complete()
    assert files(folder) == []


def test_a_study_of_the_present_posts_survives_a_completion(folder):
    shelf(folder).keep("a", STUDY)
    Gallery(Workspace(folder)).complete()
    assert shelf(folder).read("a") == STUDY


def test_a_deletion_takes_the_study_that_may_name_the_profile(folder):
    shelf(folder).keep("a", STUDY)
    delete_profiles(Workspace(folder), ["x:1"], now=NOW)
    assert files(folder) == []


def test_a_study_that_ends_after_a_deletion_is_not_kept(folder):
    begun = shelf(folder)
    assert begun.name("a")
    delete_profiles(Workspace(folder), ["x:1"], now=NOW)
    begun.keep("a", STUDY)
    assert files(folder) == []


def test_a_damaged_study_is_none_and_makes_room(folder):
    place = shelf(folder)
    place.keep("a", STUDY)
    (name,) = files(folder)
    (folder / "portraits" / name).write_bytes(b'{"format": 1, "title": 3}')
    assert place.read("a") is None
    place.keep("a", STUDY)
    assert place.read("a") == STUDY


def test_where_nothing_can_be_written_nothing_breaks(folder):
    (folder / "portraits").write_bytes(b"a file stands where the folder would be")
    place = shelf(folder)
    place.keep("a", STUDY)
    assert place.read("a") is None
    assert place.stamp("a") is None


def test_several_studies_become_one():
    early = made_study.study(made_study.section("one"))
    late = replace(
        made_study.study(made_study.section("two")), made_at="2026-11-23T00:00:00Z", version="0.2.0"
    )
    both = joined((early, late), "All", "again")
    assert [section.key for section in both.sections] == ["one", "two"]
    assert (both.made_at, both.version, both.command) == (late.made_at, "0.1.0, 0.2.0", "again")
    assert both.data == early.data
    assert joined((), "None", "again").sections == ()


def test_a_curve_may_do_without_bounds_and_counts():
    chart = Chart("c", "C", (Curve("a", "detection", (0.1,), (0.2,)),))
    section = replace(
        made_study.section(), charts=(chart,), confusions=(Confusion("m", "M", (), ()),), tables=()
    )
    assert from_json(to_json(made_study.study(section))).sections == (section,)
