"""Labels that tables brought: in the workspace, in its file, gone with their import, back when it is undone."""

import orjson
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import feather

from core.errors import FormatError
from core.gallery import Gallery
from core.labels import imported_labels, labels_of, set_labels
from core.model import Profile
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.schema import profiles_table
from core.workspace import Workspace, trash
from core.workspace.bundle import export, open_bundle
from core.workspace.fact import newest, standing
from core.workspace.removal import delete_profiles
from core.workspace.restoration import empty_trash, undo
from core.workspace.table import completed
from core.workspace.withdrawal import delete_import
from tests.corpus import NOW, START, bring, contents, post, store, table
from tests.workspace.sight import everything, state
from tests.workspace.test_bundle import said, zipped

FIELDS = ["screen_name", "created_at", "text", "label"]
WORD = "xylophonists"


def labelled(*pairs, start=0):
    """Give a table of one row for each (who, label)."""
    rows = [
        [who, f"2024-03-01T{n:02d}:00:00Z", f"post {n} here", said]
        for n, (who, said) in enumerate(pairs, start)
    ]
    return ("a.csv", table(*rows, fields=FIELDS))


def labels(folder):
    return imported_labels(Workspace(folder))


def age(folder):
    """Write a workspace as it was written before there were labels."""
    tables = [*folder.glob("profiles-*.arrow"), *folder.glob("testimony/*.arrow")]
    assert tables
    for path in tables:
        feather.write_feather(feather.read_table(path).drop_columns(["label"]), path, compression="zstd")
    manifest = folder / "manifest.json"
    record = orjson.loads(manifest.read_bytes())
    del record["labels"]
    manifest.write_bytes(orjson.dumps(record | {"format": 2}))


def test_what_a_table_says_is_the_profiles_label(tmp_path):
    bring(tmp_path, labelled(("ann", "press"), ("bob", "")))
    workspace = Workspace(tmp_path)
    assert (workspace.profile("x:@ann").label, workspace.profile("x:@bob").label) == ("press", None)
    assert labels_of(workspace) == {"x:@ann": "press"}


def test_a_later_import_without_labels_takes_none_away_and_one_with_labels_stands(tmp_path):
    bring(tmp_path, labelled(("ann", "press"), ("bob", "press")))
    bring(tmp_path, labelled(("ann", ""), ("bob", "desk"), start=5))
    assert labels(tmp_path) == {"x:@ann": "press", "x:@bob": "desk"}


def test_the_same_table_with_other_labels_is_news_of_the_labels_only(tmp_path):
    bring(tmp_path, labelled(("ann", "press")))
    report = bring(tmp_path, labelled(("ann", "desk")))
    assert (report.kept, labels(tmp_path)) == (0, {"x:@ann": "desk"})


def test_the_label_said_last_stands_though_something_was_fetched_later_before(tmp_path):
    store(tmp_path, [post("x:1")], profiles=[Profile("x:1", "x", handle="ann", label="a", fetched_at=NOW)])
    store(tmp_path, profiles=[Profile("x:1", "x", handle="anne", label="b", fetched_at=START)])
    store(tmp_path, profiles=[Profile("x:1", "x", label="c")])
    profile = Workspace(tmp_path).profile("x:1")
    assert (profile.label, profile.handle) == ("c", "ann")


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"), st.sampled_from([None, "p", "q"]), st.sampled_from([None, START, NOW])
        )
    )
)
def test_the_last_word_stands_whatever_is_left_out_as_said_before(said):
    facts = profiles_table([Profile(key, "x", label=label, fetched_at=at) for key, label, at in said])
    expected = {}
    for key, label, _ in said:
        expected[key] = label or expected.get(key)
    for found in (newest(facts), newest(standing(facts))):
        assert {row["key"]: row["label"] for row in found.to_pylist()} == expected


def test_a_user_under_two_keys_has_the_label_that_either_was_given(tmp_path):
    bring(tmp_path, labelled(("ann", "press")))
    store(tmp_path, [post("x:1", 30)], identities=[("x", "1", "ann")])
    assert labels_of(Workspace(tmp_path)) == {"x:1": "press"}


# Taken back


def test_a_label_goes_with_its_import_and_the_one_before_stands_again(tmp_path):
    bring(tmp_path, labelled(("ann", "press"), ("bob", "press")))
    bring(tmp_path, labelled(("ann", "desk"), ("cy", "desk"), start=5))
    delete_import(Workspace(tmp_path), 1, now=NOW)
    assert labels(tmp_path) == {"x:@ann": "press", "x:@bob": "press"}


def test_a_label_is_back_when_the_deletion_of_its_import_is_undone(tmp_path):
    bring(tmp_path, labelled(("ann", "press")))
    bring(tmp_path, labelled(("ann", "desk"), start=5))
    before = state(tmp_path)
    run = trash.Run("r1")
    entry = delete_import(Workspace(tmp_path), 1, now=NOW, run=run).entry
    undo(tmp_path, entry)
    assert (state(tmp_path), labels(tmp_path)) == (before, {"x:@ann": "desk"})


def test_a_label_goes_with_its_profile_and_comes_back_with_it(tmp_path):
    bring(tmp_path, labelled(("ann", WORD), ("bob", "desk")))
    run = trash.Run("r1")
    entry = delete_profiles(Workspace(tmp_path), ["x:@ann"], now=NOW, run=run).entry
    assert labels(tmp_path) == {"x:@bob": "desk"}
    undo(tmp_path, entry)
    assert labels(tmp_path) == {"x:@ann": WORD, "x:@bob": "desk"}
    delete_profiles(Workspace(tmp_path), ["x:@ann"], now=NOW)
    empty_trash(tmp_path, run)
    assert WORD not in everything(tmp_path)


# Taken along


def test_a_workspace_as_one_file_has_all_its_labels(tmp_path):
    bring(tmp_path / "w", labelled(("ann", "press"), ("bob", "desk")))
    set_labels(Workspace(tmp_path / "w"), {"x:@bob": "=1+1"})
    export(tmp_path / "w", tmp_path / "file.zip")
    opened = open_bundle(tmp_path / "file.zip", tmp_path / "new")
    assert labels_of(opened) == labels_of(Workspace(tmp_path / "w")) == {"x:@ann": "press", "x:@bob": "=1+1"}


@pytest.mark.parametrize(
    "found", [{"x:1": 5}, {"x:1": "a\u202e"}, {"x:1": "x" * 61}, ["x:1"], {"x:1": " a"}, 7, {"x:1": None}]
)
def test_a_file_whose_labels_are_none_of_ours_is_refused(tmp_path, found):
    bring(tmp_path / "w", labelled(("ann", "press")))
    manifest = tmp_path / "w" / "manifest.json"
    manifest.write_bytes(orjson.dumps(orjson.loads(manifest.read_bytes()) | {"labels": {"x:1": "a"}}))
    export(tmp_path / "w", tmp_path / "file.zip")
    data = (tmp_path / "file.zip").read_bytes()
    with pytest.raises(FormatError, match="manifest is damaged"):
        open_bundle(zipped(said(tmp_path / "file.zip", labels=found)), tmp_path / "new")
    assert open_bundle(data, tmp_path / "good").version


@pytest.mark.parametrize("when", ["while it comes", "afterwards"])
def test_under_pseudonyms_a_label_stays_what_it_is(tmp_path, when):
    names = Pseudonyms(bytes(32))
    bring(tmp_path, labelled(("ann", "press desk")), pseudonyms=names if when == "while it comes" else None)
    if when == "afterwards":
        set_labels(Workspace(tmp_path), {"x:@ann": "the analyst's"})
        pseudonymise(Workspace(tmp_path), names)
    (key,) = Workspace(tmp_path).profiles["key"]
    assert key == names.user_key("x:@ann")
    assert labels(tmp_path) == {key: "press desk"}
    assert labels_of(Workspace(tmp_path)) == {key: "the analyst's" if when == "afterwards" else "press desk"}
    assert "x:@ann" not in everything(tmp_path)


# Workspaces from before there were labels


@pytest.fixture
def old(tmp_path):
    """Give a workspace of two imports as it was written before there were labels."""
    folder = tmp_path / "old"
    people = [Profile("x:1", "x", "1", handle="ann", name="Ann"), Profile("x:2", "x", "2", handle="bob")]
    store(folder, [post("x:1", n) for n in range(4)], profiles=people, identities=[("x", "1", "ann")])
    store(folder, [post("x:2", n) for n in range(3)], profiles=[Profile("x:2", "x", name="Bob")])
    empty_trash(folder)  # sweeps what the second import has superseded
    expected = state(folder)
    age(folder)
    assert state(folder) == expected
    return folder


def test_an_old_workspace_is_read_as_one_without_labels_and_reading_writes_nothing(old):
    before = contents(old)
    workspace = Workspace(old)
    assert (workspace.profile("x:1").label, labels_of(workspace)) == (None, {})
    assert len(workspace.timeline("x:1").posts) == 4
    assert contents(old) == before
    Gallery(workspace).complete()


def test_an_old_workspace_takes_an_import_with_labels_and_can_give_it_back(old):
    before = state(old)
    bring(old, labelled(("ann", "press"), start=10))
    assert labels(old) == {"x:1": "press"}
    delete_import(Workspace(old), 2, now=NOW)
    assert state(old) == before


def test_an_import_that_says_nothing_new_leaves_an_old_workspace_as_it_is(old):
    before = contents(old)
    store(old, [post("x:1", n) for n in range(4)])
    assert contents(old) == before


def test_an_old_workspace_can_be_labelled(old):
    set_labels(Workspace(old), {"x:1": "press"})
    assert labels_of(Workspace(old)) == {"x:1": "press"}


@pytest.mark.parametrize("what", ["profile", "import"])
def test_what_is_deleted_of_an_old_workspace_comes_back(old, what):
    before, run = state(old), trash.Run("r1")
    if what == "profile":
        entry = delete_profiles(Workspace(old), ["x:2"], now=NOW, run=run).entry
    else:
        entry = delete_import(Workspace(old), 0, now=NOW, run=run).entry
    assert state(old) != before
    undo(old, entry)
    assert state(old) == before


def test_an_old_workspace_is_exported_opened_and_pseudonymised(old, tmp_path):
    export(old, tmp_path / "file.zip")
    opened = open_bundle(tmp_path / "file.zip", tmp_path / "new")
    assert state(opened.folder) == state(old)
    names = Pseudonyms(bytes(32))
    pseudonymise(opened, names)
    assert sorted(Workspace(tmp_path / "new").profiles["key"]) == sorted(names.user_keys(["x:1", "x:2"]))


def test_a_trash_from_before_there_were_labels_gives_back_what_is_in_it(old):
    before, run = state(old), trash.Run("r1")
    entry = delete_profiles(Workspace(old), ["x:1"], now=NOW, run=run).entry
    for path in old.glob("trash/*-*/**/*.arrow"):
        kept = feather.read_table(path)
        if "label" in kept.column_names:
            feather.write_feather(kept.drop_columns(["label"]), path)
    record = next(old.glob("trash/*-*/entry.json"))
    said = orjson.loads(record.read_bytes())
    del said["labels"]
    record.write_bytes(orjson.dumps(said))
    undo(old, entry)
    assert state(old) == before


@settings(max_examples=20)
@given(st.sets(st.sampled_from(["key", "name", "label"])))
def test_only_a_column_that_came_later_is_completed(there):
    schema = pa.schema([("key", pa.string()), ("name", pa.string()), ("label", pa.string())])
    found = pa.table({name: pa.array(["x"]) for name in sorted(there)})
    is_ours = {"key", "name"} <= there
    assert completed(found, schema).schema.equals(
        schema if is_ours and "label" not in there else found.schema
    )
