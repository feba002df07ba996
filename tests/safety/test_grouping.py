"""Clusters of a workspace: made once, kept, later profiles placed, nothing deleted kept."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from core.errors import CancelledError, ParameterError, ProfileError
from core.gallery import Gallery
from core.model.persona import CAVEAT, CLUSTER_METHODS
from core.persona.cluster import ClusterParams
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.safety import grouping
from core.safety.grouping import associations, clustering, explain, is_kept, rename
from core.sources.label import MAX_LABEL
from core.workspace import Workspace
from core.workspace.removal import delete_profiles
from core.workspace.restoration import empty_trash
from core.workspace.withdrawal import delete_import
from tests.corpus import NOW, store
from tests.pseudonyms.trace import words_in
from tests.safety.clan import clans, posts_of, settle

PEOPLE, TRUTH = clans()


@pytest.fixture(scope="session")
def settled(tmp_path_factory):
    """Settle the clans and cluster them by each method; nobody changes it."""
    folder = tmp_path_factory.mktemp("clans") / "w"
    gallery = settle(folder, PEOPLE)
    for method in CLUSTER_METHODS:
        clustering(gallery, method)
    return folder


@pytest.fixture
def folder(settled, tmp_path):
    return shutil.copytree(settled, tmp_path / "w")


def opened(folder):
    return Gallery(Workspace(folder))


def kept(folder):
    return sorted(path.name for path in (folder / "portraits").glob("clusters-*"))


def come(folder, *names, clan=0):
    """Import later profiles of a clan."""
    store(folder, [post for name in names for post in posts_of(f"x:{name}", clan, 100 + int(name))])


@pytest.mark.parametrize("method", CLUSTER_METHODS)
def test_planted_clans_are_found(folder, method):
    found = clustering(opened(folder), method)
    inside = [key for key in TRUTH if found.members[key] >= 0]
    # the elbow leaves a few out
    assert len(inside) >= 0.9 * len(TRUTH)
    assert adjusted_rand_score([TRUTH[key] for key in inside], [found.members[key] for key in inside]) == 1.0
    assert found.method == method
    assert found.silhouette > 0.3
    assert found.placed == frozenset()
    assert found.caveat == CAVEAT
    assert sum(one.n_profiles for one in found.clusters) == len(inside)
    assert [one.number for one in found.clusters] == list(range(8))


def test_a_cluster_is_told_by_its_clans_words_and_nobodys_own(folder):
    gallery = opened(folder)
    found = clustering(gallery, "k-means")
    said = {key: set(gallery.portrait(key).content.words.terms) for key in TRUTH}
    for one in found.clusters:
        inside = [said[key] for key, number in found.members.items() if number == one.number]
        outside = set().union(*(said[key] for key, number in found.members.items() if number != one.number))
        assert len(one.terms) == 12
        assert all(sum(term in words for words in inside) >= 2 for term in one.terms)
        assert not [term for term in one.terms if term.startswith(("only", "also"))]
        assert not outside.intersection(one.terms)


def test_clusters_are_made_once_and_read_the_next_time(folder, monkeypatch):
    once = clustering(opened(folder), "birch")
    monkeypatch.setattr(grouping, "features", None)
    gallery = opened(folder)
    assert is_kept(gallery, "birch")
    assert clustering(gallery, "birch") == once


def test_the_same_profiles_are_grouped_alike_again(folder):
    for method in CLUSTER_METHODS:
        once = clustering(opened(folder), method)
        assert clustering(opened(folder), method, again=True) == once


def test_the_order_of_the_import_does_not_matter(folder, tmp_path):
    turned = settle(tmp_path / "turned", dict(reversed(PEOPLE.items())))
    assert clustering(turned, "k-means") == clustering(opened(folder), "k-means")


def test_other_parameters_are_other_clusters(folder):
    gallery = opened(folder)
    assert not is_kept(gallery, "k-means", ClusterParams(3))
    assert len(clustering(gallery, "k-means", ClusterParams(3)).clusters) == 3
    assert len(clustering(gallery, "k-means").clusters) == 8


@pytest.mark.parametrize("method", CLUSTER_METHODS)
def test_a_later_profile_is_placed_and_moves_nobody(folder, method):
    before = clustering(opened(folder), method)
    come(folder, "90", "91", clan=5)
    opened(folder).complete()
    gallery = opened(folder)
    assert not is_kept(gallery, method)
    found = clustering(gallery, method)
    assert found.placed == {"x:90", "x:91"}
    assert {key: number for key, number in found.members.items() if key not in found.placed} == before.members
    assert {found.members["x:90"], found.members["x:91"]} == {before.members["x:5"]}
    assert [one.terms for one in found.clusters] == [one.terms for one in before.clusters]
    assert sum(one.n_profiles for one in found.clusters) == sum(one.n_profiles for one in before.clusters) + 2
    assert "2 came after the clusters were made" in " ".join(found.notes)
    opened(folder).complete()  # sweeps what is out of date
    assert is_kept(opened(folder), method)
    anew = clustering(opened(folder), method, again=True)
    assert anew.placed == frozenset()
    assert len(anew.members) == len(TRUTH) + 2


def test_with_dbscan_a_later_profile_like_nobody_is_in_no_cluster(folder):
    come(folder, "95", clan=77)
    found = clustering(opened(folder), "dbscan")
    assert found.members["x:95"] == -1
    assert found.placed == {"x:95"}


def test_a_profile_without_a_shared_word_or_user_is_left_out_and_said(folder):
    store(folder, [replace(post, text=None, mentions=[]) for post in posts_of("x:80", 0, 1)])
    for again in (False, True):
        found = clustering(opened(folder), "k-means", again=again)
        assert "x:80" not in found.members
        assert "x:80" not in found.placed
        assert "1 profile has neither words nor anybody named" in " ".join(found.notes)
        assert explain(opened(folder), "k-means", "x:80").number is None


def test_a_profile_with_new_posts_stays_where_it_was_and_it_is_said(folder):
    before = clustering(opened(folder), "k-means")
    late = [replace(post, post_id=f"late-{post.post_id}") for post in posts_of("x:3", 6, 55)]
    store(folder, late)
    opened(folder).complete()
    found = clustering(opened(folder), "k-means")
    assert found.members == before.members
    assert "1 profile has other posts than when the clusters were made" in " ".join(found.notes)


@pytest.mark.parametrize("later", [False, True])
def test_nothing_of_a_deleted_profile_stays(folder, later):
    if later:  # other profiles came meanwhile, and clusters hold their places
        come(folder, "90")
        opened(folder).complete()
        clustering(opened(folder), "k-means")
    for about in ("only7", "x:7", "known7"):
        assert about in words_in(folder / "portraits")
    delete_profiles(Workspace(folder), ["x:7"], now=NOW)
    empty_trash(folder)
    said = words_in(folder)
    for about in ("only7", "also7", "x:7\n", "known7", "handle7"):
        assert about not in said, about
    assert kept(folder) == []
    found = clustering(opened(folder), "k-means")
    assert "x:7" not in found.members
    assert "only7" not in words_in(folder)


def test_what_a_deleted_import_said_does_not_stay(folder):
    come(folder, "90")
    come(folder, "91")
    clustering(opened(folder), "k-means", again=True)
    assert "x:90" in words_in(folder / "portraits")
    delete_import(Workspace(folder), 1, now=NOW)
    assert "x:90\n" not in words_in(folder)
    assert "only90" not in words_in(folder)
    # those that were made before it came hold nothing of it
    assert [name.split("-")[1] for name in kept(folder)] == ["birch", "dbscan"]


def test_an_id_that_only_a_deleted_import_knew_does_not_stay(folder):
    handled = [replace(post, mentions=["x:@knew"]) for n in range(2) for post in posts_of(f"x:{n}", n, n)]
    store(folder, [replace(post, post_id=f"h-{post.post_id}") for post in handled])
    store(folder, [], identities=[("x", "50177", "knew")])
    clustering(opened(folder), "k-means", again=True)
    assert "x:50177" in words_in(folder / "portraits")
    delete_import(Workspace(folder), len(Workspace(folder).imports) - 1, now=NOW)
    assert "50177" not in words_in(folder)


def test_a_placed_profile_that_is_deleted_is_placed_no_more(folder):
    come(folder, "90", "91")
    clustering(opened(folder), "k-means")
    delete_profiles(Workspace(folder), ["x:90"], now=NOW)
    empty_trash(folder)
    assert "x:90\n" not in words_in(folder)
    assert "x:90" not in clustering(opened(folder), "k-means").members


def test_clusters_made_while_somebody_is_deleted_are_not_kept(folder, monkeypatch):
    gallery = opened(folder)
    made = grouping.group

    def meanwhile(*given):
        delete_profiles(Workspace(folder), ["x:7"], now=NOW)
        return made(*given)

    monkeypatch.setattr(grouping, "group", meanwhile)
    clustering(gallery, "k-means", again=True)
    assert kept(folder) == []


def test_a_name_given_while_somebody_is_deleted_brings_nothing_back(folder, monkeypatch):
    gallery = opened(folder)
    write = grouping.keep

    def meanwhile(*given):
        delete_profiles(Workspace(folder), ["x:7"], now=NOW)
        write(*given)

    monkeypatch.setattr(grouping, "keep", meanwhile)
    rename(gallery, "k-means", 0, "the loud")
    assert kept(folder) == []


def test_a_name_given_while_an_import_is_deleted_brings_nothing_back(folder, monkeypatch):
    come(folder, "90")
    store(folder, [replace(post, post_id=f"late-{post.post_id}") for post in posts_of("x:3", 3, 55)])
    clustering(opened(folder), "k-means", again=True)
    gallery, write = opened(folder), grouping.keep

    def meanwhile(*given):
        delete_import(Workspace(folder), 2, now=NOW)
        write(*given)

    monkeypatch.setattr(grouping, "keep", meanwhile)
    rename(gallery, "k-means", 0, "the loud")
    assert not [name for name in kept(folder) if "k-means" in name]


def test_nothing_stays_of_a_workspace_that_is_pseudonymised(folder):
    pseudonymise(Workspace(folder), Pseudonyms(bytes(range(32))))
    empty_trash(folder)
    assert kept(folder) == []
    assert "handle7" not in words_in(folder)


def test_an_analyst_names_a_cluster_and_takes_the_name_back(folder):
    before = clustering(opened(folder), "k-means")
    found = rename(opened(folder), "k-means", 2, "the weavers")
    assert found.clusters[2].label == "the weavers"
    assert found.clusters[2].suggested == before.clusters[2].suggested
    come(folder, "90")
    opened(folder).complete()
    assert clustering(opened(folder), "k-means").clusters[2].label == "the weavers"
    assert clustering(opened(folder), "birch").clusters[2].label != "the weavers"
    assert rename(opened(folder), "k-means", 2, "  ").clusters[2].label == before.clusters[2].label
    assert clustering(opened(folder), "k-means", again=True).clusters[2].label != "the weavers"


def test_a_hostile_name_is_cleaned_and_cut(folder):
    said = rename(opened(folder), "k-means", 0, "  <b>\u202ea\x00\n  b</b> " + "z" * 900).clusters[0].label
    assert said.startswith("<b>a b</b> z")
    assert len(said) == MAX_LABEL
    assert "\ud800" not in rename(opened(folder), "k-means", 0, "half \ud800 a pair").clusters[0].label


@pytest.mark.parametrize("number", [-1, 8])
def test_a_cluster_that_is_not_there_cannot_be_named(folder, number):
    with pytest.raises(ParameterError, match="no cluster"):
        rename(opened(folder), "k-means", number, "a")
    with pytest.raises(ParameterError, match="no cluster"):
        rename(opened(folder), "k-means", 0, "a", ClusterParams(5))


def test_it_is_said_how_far_a_profile_lies_from_each_cluster(folder):
    found = explain(opened(folder), "k-means", "x:4")
    assert found.number == found.distances[0][0] == clustering(opened(folder), "k-means").members["x:4"]
    away = [distance for _, distance in found.distances]
    assert away == sorted(away)
    assert len(away) == 8
    assert "how they write" in found.lacks
    assert explain(opened(folder), "k-means", "x:4", ClusterParams(5)) is None
    with pytest.raises(ProfileError):
        explain(opened(folder), "k-means", "x:nobody")


def test_the_directions_of_audiences_are_carried_by_the_clans_users(folder):
    found = associations(opened(folder), "k-means")
    assert 0 < sum(one.share for one in found) <= 1
    heaviest = found[0].towards[0][0]
    assert heaviest.startswith("x:u")
    assert associations(opened(folder), "k-means", ClusterParams(5)) == ()


def test_who_is_known_by_an_id_later_is_still_the_same_target(folder):
    handled = [
        replace(post, mentions=["x:@knew", "x:@later"]) for n in range(2) for post in posts_of(f"x:{n}", n, n)
    ]
    store(folder, [replace(post, post_id=f"h-{post.post_id}") for post in handled])
    clustering(opened(folder), "k-means", again=True)
    far = explain(opened(folder), "k-means", "x:0")
    store(folder, [], identities=[("x", "501", "knew"), ("x", "502", "later")])
    assert dict(explain(opened(folder), "k-means", "x:0").distances) == pytest.approx(dict(far.distances))


@pytest.mark.parametrize("n", [0, 1, 2, 7])
@pytest.mark.parametrize("method", CLUSTER_METHODS)
def test_a_workspace_of_few_profiles_says_so(tmp_path, n, method):
    people = {key: PEOPLE[key] for key in list(PEOPLE)[:n]}
    gallery = settle(tmp_path / "w", people) if n else opened(tmp_path / "w")
    found = clustering(gallery, method)
    assert found.silhouette is None or -1 <= found.silhouette <= 1
    assert found.notes
    if method != "dbscan":
        assert found.clusters == ()
        assert set(found.members.values()) <= {-1}
    assert clustering(gallery, method) == found


def test_a_damaged_file_is_made_anew(folder):
    once = clustering(opened(folder), "k-means")
    for path in (folder / "portraits").glob("clusters-k-means*"):
        path.write_bytes(path.read_bytes()[:200])
    assert not is_kept(opened(folder), "k-means")
    assert clustering(opened(folder), "k-means") == once


def test_it_tells_how_far_it_is_and_can_be_stopped(folder):
    told = []
    clustering(opened(folder), "k-means", again=True, progress=lambda share, said: told.append((share, said)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    assert "of 40 profiles" in told[3][1]
    before = kept(folder)
    asked = iter([False] * 5 + [True] * 50)
    with pytest.raises(CancelledError):
        clustering(opened(folder), "k-means", again=True, cancelled=lambda: next(asked))
    assert kept(folder) == before


def test_a_method_that_is_not_there_is_refused(folder):
    with pytest.raises(ParameterError, match="no method"):
        clustering(opened(folder), "ward")


def test_what_is_kept_is_read_to_the_bit(folder):
    gallery = opened(folder)
    for method in CLUSTER_METHODS:
        one = grouping._kept(gallery, method, ClusterParams())
        other = grouping.kept_grouping.from_table(grouping.kept_grouping.to_table(one))
        assert other.space.words.directions.tobytes() == one.space.words.directions.tobytes()
        assert other.grouping.cores.tobytes() == one.grouping.cores.tobytes()
        assert np.array_equal(other.lacks, one.lacks)
        assert (other.keys, other.marks, other.imports, other.own) == (
            one.keys,
            one.marks,
            one.imports,
            one.own,
        )
