"""Clusters of profiles that have pictures and videos: what these show counts, and what is removed does not stay."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from core.attachment import detach
from core.gallery import Gallery
from core.model.persona import CLUSTER_METHODS
from core.persona.cluster import ClusterParams
from core.persona.media_block import WIDTH
from core.safety import grouping
from core.safety.grouping import clustering, explain, is_kept
from core.safety.grouping_feature import features
from core.workspace import Workspace
from core.workspace.removal import delete_profiles
from tests.corpus import NOW, store
from tests.safety.clan import posts_of, settle
from tests.safety.tied import of, sha256_of, tie

N = 16
KEYS = [f"x:{at}" for at in range(N)]
SHOWN = {key: int(key[2:]) % 2 for key in KEYS}
"""Which of two kinds of things the pictures of each show."""
TWO = ClusterParams(2)
ABOUT = "what their pictures and videos show"


def alike(key):
    """Give posts that everybody's are like to the letter."""
    return [
        replace(
            post,
            text=post.text.rsplit(" ", 2)[0],
            mentions=post.mentions[:2],
            post_id=f"{key[2:]}-{at}",
        )
        for at, post in enumerate(posts_of(key, 0, 1))
    ]


@pytest.fixture(scope="session")
def settled(tmp_path_factory):
    """Settle one clan, and people who post alike; nobody changes them."""
    made = tmp_path_factory.mktemp("shown")
    for name, posts in (
        ("clan", {key: posts_of(key, 0, int(key[2:])) for key in KEYS}),
        ("alike", {key: alike(key) for key in KEYS}),
    ):
        gallery = settle(made / name, posts)
        for key in KEYS:
            gallery.portrait(key)
    return made


@pytest.fixture
def folder(settled, tmp_path):
    return shutil.copytree(settled / "clan", tmp_path / "w")


@pytest.fixture
def same(settled, tmp_path):
    return shutil.copytree(settled / "alike", tmp_path / "same")


def near(kind, seed, names=("object", "emotion")):
    """Give made-up vectors near those of a kind."""
    noise = np.random.default_rng([3, seed])
    return {name: of(name, kind) + noise.normal(0, 0.02, len(of(name))) for name in names}


def show(folder, *keys):
    for key in keys:
        tie(folder, key, f"clip of {key}", vectors=near(SHOWN[key], int(key[2:])))


def opened(folder):
    return Gallery(Workspace(folder))


def kept(folder):
    return sorted(path.name for path in (folder / "portraits").glob("clusters-*"))


@pytest.mark.parametrize("method", CLUSTER_METHODS)
def test_who_posts_alike_and_shows_other_things_falls_into_other_clusters(same, method):
    assert clustering(opened(same), method, TWO).silhouette is None
    show(same, *KEYS)
    found = clustering(opened(same), method, TWO, again=True)
    inside = [key for key in KEYS if found.members[key] >= 0]
    assert len(inside) >= 0.75 * N
    assert adjusted_rand_score([SHOWN[key] for key in inside], [found.members[key] for key in inside]) == 1.0
    assert found.silhouette > 0.5


def test_vectors_that_nobody_has_change_no_bit(folder):
    before = features(opened(folder), KEYS)
    assert before.media.shape == (N, 0)
    once = clustering(opened(folder), "k-means", TWO)
    for key in KEYS[:9]:
        tie(folder, key, said="the harbour was quiet")
    found = clustering(opened(folder), "k-means", TWO, again=True)
    rows = [
        grouping._kept(opened(folder), "k-means", TWO).space.place(one).rows
        for one in (before, features(opened(folder), KEYS))
    ]
    assert rows[0].tobytes() == rows[1].tobytes()
    assert replace(found, notes=once.notes) == once
    assert not [note for note in found.notes if "ictures" in note]


def test_nothing_is_said_of_media_where_there_are_none(folder):
    for method in CLUSTER_METHODS:
        found = clustering(opened(folder), method, TWO)
        assert not [note for note in found.notes if "ictures" in note]
        assert ABOUT not in explain(opened(folder), method, KEYS[0], TWO).lacks


def test_who_lacks_a_vector_lies_in_the_middle_of_it_and_it_is_said(folder):
    show(folder, *KEYS[:10])
    tie(folder, KEYS[10], vectors=near(0, 99, ("emotion",)))
    found = clustering(opened(folder), "k-means", TWO)
    assert f"5 profiles have little or nothing of {ABOUT}" in " ".join(found.notes)
    assert ABOUT in explain(opened(folder), "k-means", KEYS[12], TWO).lacks
    assert ABOUT not in explain(opened(folder), "k-means", KEYS[10], TWO).lacks
    row = features(opened(folder), [KEYS[10]]).media[0]
    assert np.isfinite(row).sum() == 7
    assert row.shape == (WIDTH,)


def test_clusters_stay_when_files_are_attached_and_it_is_said(folder):
    show(folder, *KEYS[:8])
    before = clustering(opened(folder), "k-means", TWO)
    show(folder, KEYS[9])
    tie(folder, KEYS[0], "another", vectors=near(1, 50))
    assert is_kept(opened(folder), "k-means", TWO)
    found = clustering(opened(folder), "k-means", TWO)
    assert found.members == before.members
    assert "2 profiles have other pictures and videos than when the clusters were made" in " ".join(
        found.notes
    )
    opened(folder).complete()
    assert is_kept(opened(folder), "k-means", TWO)


def test_clusters_go_with_a_file_that_they_were_made_of(folder):
    show(folder, *KEYS[:8])
    clustering(opened(folder), "k-means", TWO)
    tie(folder, KEYS[9], "later")
    detach(Workspace(folder), KEYS[9], sha256_of("later"))
    assert len(kept(folder)) == 1
    assert is_kept(opened(folder), "k-means", TWO)
    detach(Workspace(folder), KEYS[3], sha256_of(f"clip of {KEYS[3]}"))
    assert kept(folder) == []
    assert not is_kept(opened(folder), "k-means", TWO)
    assert KEYS[3] in clustering(opened(folder), "k-means", TWO).members


def test_clusters_made_of_a_file_that_has_gone_are_not_read_even_if_they_are_still_there(folder):
    show(folder, *KEYS[:8])
    clustering(opened(folder), "k-means", TWO)
    (path,) = (folder / "portraits").glob("clusters-*")
    data = path.read_bytes()
    detach(Workspace(folder), KEYS[3], sha256_of(f"clip of {KEYS[3]}"))
    path.write_bytes(data)
    assert not is_kept(opened(folder), "k-means", TWO)
    opened(folder).complete()
    assert kept(folder) == []


def test_clusters_made_while_a_file_is_removed_are_not_kept(folder, monkeypatch):
    show(folder, *KEYS[:8])
    made = grouping.group

    def meanwhile(*given):
        detach(Workspace(folder), KEYS[3], sha256_of(f"clip of {KEYS[3]}"))
        return made(*given)

    monkeypatch.setattr(grouping, "group", meanwhile)
    clustering(opened(folder), "k-means", TWO)
    assert kept(folder) == []


def test_clusters_are_not_kept_of_a_file_that_went_while_portraits_were_read(folder, monkeypatch):
    show(folder, *KEYS[:8])
    read = grouping.features

    def meanwhile(*given, **more):
        found = read(*given, **more)
        detach(Workspace(folder), KEYS[3], sha256_of(f"clip of {KEYS[3]}"))
        return found

    monkeypatch.setattr(grouping, "features", meanwhile)
    clustering(opened(folder), "k-means", TWO)
    assert kept(folder) == []


def test_nothing_stays_of_a_deleted_profiles_files(folder):
    show(folder, *KEYS[:8])
    clustering(opened(folder), "k-means", TWO)
    delete_profiles(Workspace(folder), [KEYS[3]], now=NOW)
    assert kept(folder) == []


def test_a_later_profile_is_placed_by_what_it_shows_and_again_when_that_changes(same):
    show(same, *KEYS)
    found = clustering(opened(same), "k-means", TWO)
    store(same, alike("x:90"))
    tie(same, "x:90", "one", vectors=near(1, 90))
    assert not is_kept(opened(same), "k-means", TWO)
    assert clustering(opened(same), "k-means", TWO).members["x:90"] == found.members[KEYS[1]]
    assert is_kept(opened(same), "k-means", TWO)
    detach(Workspace(same), "x:90", sha256_of("one"))
    tie(same, "x:90", "two", vectors=near(0, 91))
    assert not is_kept(opened(same), "k-means", TWO)
    assert clustering(opened(same), "k-means", TWO).members["x:90"] == found.members[KEYS[0]]


def test_a_kept_space_with_media_is_read_to_the_bit(folder):
    show(folder, *KEYS[:8])
    clustering(opened(folder), "k-means", TWO)
    one = grouping._kept(opened(folder), "k-means", TWO)
    other = grouping.kept_grouping.from_table(grouping.kept_grouping.to_table(one))
    for name in ("mean", "bound", "factor"):
        assert getattr(other.space.media, name).tobytes() == getattr(one.space.media, name).tobytes()
    assert other.space.media.n_profiles == 8
    assert other.space.widths()["media"] == WIDTH
    assert (other.media, other.space.scales) == (one.media, one.space.scales)
    assert np.array_equal(other.lacks, one.lacks)
