"""The long work behind the Map page: measure, lay out, put what came later into a finished map."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

import core.standing as standing_module
from components import map_making
from components.map_making import added, is_of, make, measure, place
from core.demo import make_demo
from core.errors import CancelledError, InputError
from core.gallery import Gallery
from core.intake import import_items
from core.maps.params import MapParams
from core.params import ComparisonParams
from core.progress import ignore_progress, never
from core.sources.entries import from_bytes
from core.sources.options import ReadOptions
from core.workspace import Workspace
from core.workspace.removal import delete_profiles
from core.workspace.trash import Run
from tests.pages.hostile import hostile_csv

NOW = datetime(2025, 7, 1, tzinfo=UTC)
PARAMS = ComparisonParams()
QUICK = MapParams("tsne", perplexity=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("making") / "demo"
    make_demo(made, now=NOW)
    return made


@pytest.fixture(scope="module")
def gallery(folder):
    return Gallery(Workspace(folder))


def mapped(gallery, about="profiles"):
    return make(measure(gallery, about, PARAMS, ignore_progress, never), QUICK, ignore_progress, never)


@pytest.fixture(scope="module")
def profiles(gallery):
    return mapped(gallery)


@pytest.fixture(scope="module")
def pairs(gallery):
    return mapped(gallery, "pairs")


def grow(folder):
    """Import six profiles more."""
    table = from_bytes("more.csv", hostile_csv())
    import_items(Workspace(folder), [table], ReadOptions(), now=NOW)


@pytest.fixture
def grown(folder, tmp_path):
    """Give the demo with six profiles more, as a folder of its own."""
    larger = tmp_path / "demo"
    shutil.copytree(folder, larger)
    grow(larger)
    return Gallery(Workspace(larger))


def test_every_pair_and_every_profile_has_its_point(gallery, pairs, profiles):
    listed = set(gallery.workspace.profiles["key"])
    assert {key for (key,) in profiles.keys} == listed
    assert (
        len({frozenset(key) for key in pairs.keys} | {frozenset(key) for key in pairs.measured.without})
        == 780
    )
    assert pairs.points.shape == (len(pairs.keys), 2)
    assert np.isfinite(pairs.points).all()
    assert not pairs.placed.any()
    assert pairs.measured.n_all == 780


def test_a_pair_is_found_in_either_order_and_who_is_not_there_is_not(pairs):
    a, b = pairs.keys[17]
    assert pairs.row(a, b) == pairs.row(b, a) == 17
    assert pairs.row(a, "x:nobody") is None


def test_a_map_of_an_unchanged_workspace_is_still_one_and_nothing_is_to_be_placed(gallery, pairs, profiles):
    pair = gallery.workspace.opening
    for made in (pairs, profiles):
        assert is_of(made, gallery)
        assert added(made, gallery, pair) == []


def test_what_came_later_is_placed_and_nothing_else_moves(grown, profiles, pairs):
    pair = grown.workspace.opening
    for made, n_new in ((profiles, 6), (pairs, 6 * 40 + 15)):
        assert is_of(made, grown)
        new = added(made, grown, pair)
        assert len(set(new)) == len(new) == n_new
        after = place(grown, made, new, ignore_progress, never)
        assert np.array_equal(after.points[: len(made.points)], made.points)
        n_later = int(after.placed.sum())
        assert len(after.keys) == len(after.points) == len(made.keys) + n_later
        assert n_later + len(after.measured.without) - len(made.measured.without) == n_new
        assert n_later > 0
        assert added(after, grown, pair) == []


def test_pairs_of_the_same_profiles_are_placed_where_they_already_lie(gallery, pairs):
    again = place(gallery, pairs, pairs.keys[:40], ignore_progress, never)
    moved = np.linalg.norm(again.points[-40:] - pairs.points[:40], axis=1)
    assert again.keys[-40:] == pairs.keys[:40]
    assert np.median(moved) < 0.1 * np.ptp(pairs.points)


def test_a_map_of_somebody_who_was_deleted_is_none_any_more(grown, profiles):
    gone = grown.workspace.profiles["key"].iloc[3]
    delete_profiles(Workspace(grown.workspace.folder), [gone], now=NOW, run=Run("test"))
    assert not is_of(profiles, Gallery(Workspace(grown.workspace.folder)))


def test_of_many_profiles_some_are_drawn_and_the_chosen_pair_can_be_placed(gallery, monkeypatch):
    monkeypatch.setattr(standing_module, "MAX_PROFILES", 12)
    made = mapped(gallery, "pairs")
    assert (len(made.keys) + len(made.measured.without), made.measured.n_all) == (66, 780)
    there = {key for point in made.keys for key in point}
    outside = tuple(key for key in gallery.workspace.profiles["key"] if key not in there)[:2]
    assert added(made, gallery, outside) == [tuple(sorted(outside))]
    after = place(gallery, made, [tuple(sorted(outside))], ignore_progress, never)
    assert after.row(*outside) == len(made.keys)
    assert after.placed.tolist() == [False] * len(made.keys) + [True]


def test_of_very_many_profiles_some_have_points_and_a_and_b_can_be_placed(gallery, monkeypatch):
    monkeypatch.setattr(map_making, "MOST_PROFILES", 20)
    made = mapped(gallery)
    assert len(made.keys) == 20
    out = tuple(key for key in gallery.workspace.profiles["key"] if made.row(key) is None)[:2]
    assert set(added(made, gallery, out)) == {(key,) for key in out}


def test_who_has_no_value_is_noted_and_not_offered_again(gallery, pairs, folder):
    lonely = Workspace(folder).profiles.query("n_posts == 1")["key"].item()
    other = gallery.workspace.opening[0]
    key = tuple(sorted((lonely, other)))
    row = pairs.row(*key)
    if row is None:
        assert key in pairs.measured.without
        assert added(pairs, gallery, key) == []
    else:
        assert np.isfinite(pairs.points[row]).all()


def test_too_few_say_so_and_a_stop_stops(gallery, pairs, tmp_path):
    with pytest.raises(InputError):
        measure(Gallery(Workspace(tmp_path / "none")), "pairs", PARAMS, ignore_progress, never)
    with pytest.raises(CancelledError):
        measure(gallery, "pairs", PARAMS, ignore_progress, lambda: True)
    with pytest.raises(CancelledError):
        make(pairs.measured, QUICK, ignore_progress, lambda: True)
    with pytest.raises(CancelledError):
        place(gallery, pairs, pairs.keys[:3], ignore_progress, lambda: True)


def test_progress_rises_from_0_to_1(gallery):
    for about in ("pairs", "profiles"):
        shares = []
        measure(gallery, about, PARAMS, lambda share, _, kept=shares: kept.append(share), never)
        assert shares == sorted(shares)
        assert 0 <= shares[0] < shares[-1] <= 1


@pytest.mark.parametrize(
    ("then", "now", "stands"),
    [
        (("", False), ("", False), True),
        (("model", True), ("model", True), True),
        (("model", True), ("model", False), True),  # profiles came since: nobody knows where all lie
        (("model", False), ("model", True), False),
        (("", False), ("model", False), False),
        (("model", True), ("other", True), False),
    ],
)
def test_a_map_stands_until_more_is_known_of_meanings(profiles, gallery, then, now, stands):
    made = replace(profiles, measured=replace(profiles.measured, meaning=then[0], scaled=then[1]))
    known = SimpleNamespace(
        workspace=gallery.workspace,
        embedded=SimpleNamespace(tag=now[0]),
        meaning_scale=object() if now[1] else None,
    )
    assert is_of(made, known) is stands
