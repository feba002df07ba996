"""Portraits are drawn once, kept, and drawn anew only where their timeline changed."""

import shutil

import pyarrow as pa
import pytest
from pyarrow import feather

import core.gallery
import core.pictured
import core.safety.portrayal
from core.attachment import detach
from core.content.embedding.params import EmbeddingParams
from core.embedded import Embedded
from core.errors import CancelledError, ProfileError, WorkspaceError
from core.gallery import Gallery
from core.kept_reference import TABLES
from core.learning import fit_reference
from core.model import Profile
from core.params import ComparisonParams
from core.safety.portrayal import portrayed
from core.workspace import Workspace
from core.workspace.removal import delete_profiles
from tests.corpus import NOW, post, store
from tests.safety.tied import sha256_of, tie, vectors
from tests.test_portrait import fields

WORDS = ["", "apple", "pear", "plum", "fig"]


@pytest.fixture
def workspace(tmp_path):
    people = [
        post(
            f"x:{who}", n, text=f"{WORDS[who]} common text", mentions=[f"x:{9 - who}", "x:@hub"], kind="reply"
        )
        for who in range(1, 5)
        for n in range(4)
    ]
    store(tmp_path, people, profiles=[Profile(f"x:{n}", "x", f"{n}", handle=f"user{n}") for n in range(1, 5)])
    return tmp_path


def drawings(monkeypatch):
    """Record of whom a portrait is drawn."""
    drawn = []
    real = core.gallery.draw_portrait
    monkeypatch.setattr(
        core.gallery, "draw_portrait", lambda timeline: drawn.append(timeline.profile.key) or real(timeline)
    )
    return drawn


def kept(folder):
    return sorted(path.name for path in (folder / "portraits").iterdir())


def test_a_portrait_is_drawn_once_and_then_read(workspace, monkeypatch):
    drawn = drawings(monkeypatch)
    first = Gallery(Workspace(workspace)).portrait("x:1")
    second = Gallery(Workspace(workspace)).portrait("x:1")
    assert drawn == ["x:1"]
    assert fields(first) == fields(second)


def test_only_a_timeline_that_changed_is_drawn_anew(workspace, monkeypatch):
    Gallery(Workspace(workspace)).complete()
    drawn = drawings(monkeypatch)
    store(workspace, [post("x:2", 99)])
    gallery = Gallery(Workspace(workspace))
    assert gallery.missing() == ["x:2"]
    gallery.complete()
    assert drawn == ["x:2"]
    assert gallery.missing() == []


def test_what_is_out_of_date_is_swept_and_nothing_else(workspace):
    Gallery(Workspace(workspace)).complete()
    before = kept(workspace)
    (workspace / "portraits" / "left.123-4.new").write_bytes(b"half")
    store(workspace, [post("x:2", 99)])
    Gallery(Workspace(workspace)).complete()
    after = kept(workspace)
    assert len(after) == len(before) == 4 + len(TABLES)
    assert len(set(after) & set(before)) == 3


def test_a_damaged_portrait_is_drawn_anew(workspace, monkeypatch):
    Gallery(Workspace(workspace)).complete()
    for name in kept(workspace):
        (workspace / "portraits" / name).write_bytes(b"ARROW1")
    drawn = drawings(monkeypatch)
    gallery = Gallery(Workspace(workspace))
    gallery.portrait("x:1")
    assert gallery.reference.n_profiles == 4
    assert sorted(drawn) == ["x:1", "x:2", "x:3", "x:4"]


def test_where_nothing_can_be_kept_everything_still_works(workspace):
    (workspace / "portraits").write_bytes(b"a file stands where the folder would be")
    gallery = Gallery(Workspace(workspace))
    assert gallery.portrait("x:1").n_posts == 4
    assert gallery.reference.n_profiles == 4


def test_two_drafts_of_one_portrait_do_not_meet(workspace):
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    def draw(_):
        return fields(Gallery(Workspace(workspace)).portrait("x:1"))

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(draw, range(8)))
    assert all(one == found[0] for one in found)
    assert not [name for name in kept(workspace) if name.endswith(".new")]


def test_a_profile_that_is_not_there_has_no_portrait(workspace):
    with pytest.raises(ProfileError, match="has no profile x:77"):
        Gallery(Workspace(workspace)).portrait("x:77")


def test_the_audience_of_a_portrait_is_unified_with_what_is_known_now(workspace):
    assert "x:@hub" in Gallery(Workspace(workspace)).portrait("x:1").audience.targets
    store(workspace, identities=[("x", "8", "Hub")])
    (with_id,) = [Gallery(Workspace(workspace)).portrait("x:1").audience]
    assert "x:@hub" not in with_id.targets
    assert with_id.weights[with_id.targets.index("x:8")].sum() == 8  # it was named as x:8 too


def test_the_reference_is_what_all_portraits_teach(workspace):
    gallery = Gallery(Workspace(workspace))
    fresh = fit_reference(gallery.portrait(key) for key in gallery._fingerprints)
    read = Gallery(Workspace(workspace))
    for reference in (gallery.reference, read.reference):
        assert reference.n_profiles == 4
        assert (
            dict(reference.popularity)
            == dict(fresh.popularity)
            == {"x:5": 1, "x:6": 1, "x:7": 1, "x:8": 1, "x:@hub": 4}
        )
        frequency = dict(reference.idf.document_frequency)
        assert frequency["common"] == 4
        assert frequency["pear"] == 1


def test_the_reference_is_fitted_anew_when_identities_change_alone(workspace):
    assert "x:@hub" in Gallery(Workspace(workspace)).reference.popularity
    store(workspace, identities=[("x", "8", "hub")])
    popularity = Gallery(Workspace(workspace)).reference.popularity
    assert "x:@hub" not in popularity
    assert popularity["x:8"] == 4


def test_a_stopped_completion_keeps_what_was_drawn(workspace):
    asked = iter([False, False, True])
    with pytest.raises(CancelledError):
        Gallery(Workspace(workspace)).complete(cancelled=lambda: next(asked))
    assert len(Gallery(Workspace(workspace)).missing()) == 2


def test_completion_says_how_far_it_is(workspace):
    said = []
    Gallery(Workspace(workspace)).complete(lambda share, words: said.append((share, words)))
    shares = [share for share, _ in said]
    assert shares == sorted(shares)
    assert len(said) == 5
    assert said[0][1] == "Drawing portraits: 1 of 4"


def test_a_workspace_without_profiles_is_complete(tmp_path):
    gallery = Gallery(Workspace(tmp_path / "none"))
    assert gallery.missing() == []
    assert gallery.reference.n_profiles == 0


def test_where_a_pair_stands_is_kept_for_one_state_and_one_setting(workspace):
    params = ComparisonParams.of("paper")
    gallery = Gallery(Workspace(workspace))
    assert gallery.standing(params) is None
    gallery.fit_standing(params)
    standing = Gallery(Workspace(workspace)).standing(params)
    assert (standing.n_pairs, standing.n_all) == (6, 6)
    assert gallery.standing(ComparisonParams.of("default")) is None
    store(workspace, [post("x:2", 99)])
    assert Gallery(Workspace(workspace)).standing(params) is None


def test_a_workspace_that_was_moved_keeps_its_portraits(workspace, monkeypatch):
    Gallery(Workspace(workspace)).complete()
    moved = workspace.with_name("moved")
    shutil.move(workspace, moved)
    drawn = drawings(monkeypatch)
    gallery = Gallery(Workspace(moved))
    _ = gallery.portrait("x:1"), gallery.reference
    assert drawn == []


@pytest.mark.parametrize("what", ["portrait", "words", "style", "null", "standing"])
def test_a_kept_table_of_other_columns_is_made_anew(workspace, what):
    params = ComparisonParams()
    gallery = Gallery(Workspace(workspace))
    gallery.complete()
    gallery.fit_standing(params)
    folder = workspace / "portraits"
    damaged = [
        path
        for path in folder.glob("*.arrow")
        if (path.stem.endswith(f"-{what}") or path.name.startswith(what))
        or (what == "portrait" and path.stem.count("-") == 1)
    ]
    assert damaged
    for path in damaged:
        feather.write_feather(pa.table({"other": [1, 2, 3]}), path)
    fresh = Gallery(Workspace(workspace))
    assert fresh.portrait("x:1").n_posts == 4
    assert fresh.reference.n_profiles == 4
    fresh.fit_standing(params)
    assert fresh.is_ranked(params)
    assert fresh.standing(params).n_all == 6


def test_nothing_stays_of_a_profile_that_is_deleted_while_portraits_are_drawn(workspace, monkeypatch):
    gallery = Gallery(Workspace(workspace))
    real = core.gallery.draw_portraits

    def deleted_meanwhile(*arguments, **options):
        real(*arguments, **options)
        delete_profiles(Workspace(workspace), ["x:1"], now=NOW)

    monkeypatch.setattr(core.gallery, "draw_portraits", deleted_meanwhile)
    with pytest.raises(WorkspaceError, match="it has changed, open it again"):
        gallery.complete()
    assert "x:1" not in Workspace(workspace).profiles["key"].tolist()
    (workspace / "portraits").mkdir(exist_ok=True)
    said = b"".join(path.read_bytes() for path in (workspace / "portraits").iterdir())
    assert b"apple" not in said


def test_what_is_known_of_meanings_is_another_after_embedding_otherwise_and_after_a_deletion(tmp_path):
    people = [
        post(f"x:{who}", 100 * who + n, text=f"{'abcdefghij'[who % 10] * 3} writes of boats number {n}")
        for who in range(40)
        for n in range(24)
    ]
    store(tmp_path, people)
    gallery = Gallery(Workspace(tmp_path))
    assert gallery.meaning_state("x:1") == ""
    states = [gallery.meaning_state("x:1")]
    gallery.embedded.embed(["x:1"])
    states.append(gallery.meaning_state("x:1"))
    gallery.embedded.embed()
    states.append(gallery.meaning_state("x:1"))
    Embedded(gallery.workspace, EmbeddingParams(n_texts=20)).embed()
    states.append(gallery.meaning_state("x:1"))
    assert len(set(states)) == 4
    assert gallery.portrait("x:1").meaning.n_sampled == 20
    delete_profiles(Workspace(tmp_path), ["x:39"], now=NOW)
    after = Gallery(Workspace(tmp_path))
    assert after.embedded.missing() == []
    after.complete()
    assert after.reference.meaning_scale.n_profiles == 39


def test_what_is_tied_to_profiles_is_named_as_it_is_now(workspace):
    gallery = Gallery(Workspace(workspace))
    assert (gallery.media_state(), gallery.media_state("x:1")) == ("", "")
    sha256 = tie(workspace, "x:1", "one", vectors=vectors(1))
    first = gallery.media_state("x:1")
    assert first == gallery.media_state()
    assert gallery.media_state("x:2") == ""
    tie(workspace, "x:2", "two")  # later, as another process would
    assert gallery.media_state("x:1") == first
    assert len({"", first, gallery.media_state(), gallery.media_state("x:2")}) == 4
    assert (
        gallery.media_state("x:1", "x:2") == gallery.media_state() == gallery.media_state("x:2", "x:1", "x:3")
    )
    detach(Workspace(workspace), "x:1", sha256)
    assert gallery.media_state("x:1") == ""
    assert gallery.media_state("x:1", "x:2") == gallery.media_state("x:2") != ""


def test_a_file_that_is_looked_at_anew_is_another_state(workspace):
    gallery = Gallery(Workspace(workspace))
    sha256 = tie(workspace, "x:1", "one", said="hello")
    first = gallery.media_state()
    detach(Workspace(workspace), "x:1", sha256)
    assert tie(workspace, "x:1", "one", said="goodbye") == sha256
    assert gallery.media_state() not in {"", first}


def test_what_is_tied_to_a_user_counts_under_the_key_that_the_user_has_now(workspace):
    store(workspace, [post("x:@late", n, text=f"common text {n}") for n in range(4)])
    tie(workspace, "x:@late", "one")
    before = Gallery(Workspace(workspace))
    assert before.media_state("x:@late")
    store(workspace, [], identities=[("x", "77", "late")])
    assert Gallery(Workspace(workspace)).media_state("x:77")
    tie(workspace, "x:77", "two")
    assert core.pictured.Pictured(Workspace(workspace)).marks() == {
        "x:77": (sha256_of("one"), sha256_of("two"))
    }


def test_nobody_asks_for_the_manifest_twice_while_it_is_the_same(workspace, monkeypatch):
    tie(workspace, "x:1", "one")
    gallery = Gallery(Workspace(workspace))
    known = gallery.media_state("x:1")
    monkeypatch.setattr(core.pictured.manifests, "read", None)
    assert gallery.media_state("x:1") == known


def test_a_portrait_has_its_media_for_those_who_ask_and_costs_nothing_where_there_are_none(
    workspace, monkeypatch
):
    gallery = Gallery(Workspace(workspace))
    monkeypatch.setattr(core.safety.portrayal, "profile_media", None)
    assert fields(portrayed(gallery, "x:1")) == fields(gallery.portrait("x:1"))
    monkeypatch.undo()
    tie(workspace, "x:1", "one", said="hello harbour", vectors=vectors(1, ("emotion",)))
    found = portrayed(gallery, "x:1")
    assert found.media.words == ("hello harbour",)
    assert found.media.vectors["emotion"].tolist() == vectors(1)["emotion"].tolist()
    assert portrayed(gallery, "x:2").media is None
    assert gallery.portrait("x:1").media is None
