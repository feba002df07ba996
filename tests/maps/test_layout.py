"""Maps keep neighbours together, come out the same, can be stopped, and take in new rows without moving."""

import subprocess
import sys
import threading

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.manifold import trustworthiness as reference

from core.errors import CancelledError, InputError
from core.maps import fuzzy, tsne
from core.maps.layout import MIN_ROWS, lay_out, start
from core.maps.params import MapParams
from tests.maps.planting import clusters, rows_of
from tests.rule import ROOT

METHODS = ["tsne", "umap"]
both = pytest.mark.parametrize("method", METHODS)


@pytest.fixture(scope="module")
def planted():
    return clusters()


@pytest.fixture(scope="module", params=METHODS)
def mapped(request, planted):
    return lay_out(rows_of(planted[0]), MapParams(method=request.param, perplexity=15))


def nearest_of(points, others):
    return cdist(points, others).argmin(axis=1)


def test_planted_clusters_are_apart_on_the_map(mapped, planted):
    points, of = mapped.layout.points, planted[1]
    apart = cdist(points, points)
    np.fill_diagonal(apart, np.inf)
    assert (of[apart.argmin(axis=1)] == of).all()
    middles = np.stack([points[of == n].mean(axis=0) for n in range(3)])
    assert (nearest_of(points, middles) == of).all()


def test_the_trust_that_is_told_is_that_of_scikit_learn(mapped, planted):
    expected = reference(planted[0], mapped.layout.points, n_neighbors=5)
    assert mapped.layout.trustworthiness == pytest.approx(expected, abs=1e-9)
    assert expected > 0.9


def test_the_settings_that_were_used_are_told(mapped):
    told = dict(mapped.layout.settings)
    assert told["rows"] == "120"
    assert told["columns"] == "6"
    assert told["seed"] == "0"
    assert "all 120 rows" in told["trustworthiness"]
    if mapped.layout.method == "tsne":
        assert told["perplexity"] == "15"
        assert told["learning rate"] == "200"
    else:
        assert told["neighbours"].startswith("15")
        assert told["least distance"] == "0.1"
        assert told["epochs"] == "500"


@both
def test_a_map_comes_out_the_same_to_the_last_bit_and_another_seed_gives_another(method, planted):
    rows, params = rows_of(planted[0]), MapParams(method=method)
    one, other = lay_out(rows, params), lay_out(rows, params)
    assert one.layout.points.tobytes() == other.layout.points.tobytes()
    assert one.layout == one.layout
    moved = lay_out(rows, MapParams(method=method, seed=1))
    assert moved.layout.points.tobytes() != one.layout.points.tobytes()


@both
def test_a_large_map_comes_out_the_same_to_the_last_bit(method, monkeypatch):
    monkeypatch.setattr(tsne, "N_EARLY", 40)
    monkeypatch.setattr(tsne, "N_LATE", 40)
    monkeypatch.setattr(fuzzy, "N_EPOCHS", {False: 20})
    table, of = clusters(n_each=tsne.MANY // 4 + 10, n_clusters=4)
    one, other = (lay_out(rows_of(table), MapParams(method=method)) for _ in range(2))
    assert one.layout.points.tobytes() == other.layout.points.tobytes()
    apart = cdist(one.layout.points[::7], one.layout.points)
    apart[apart == 0] = np.inf
    assert (of[apart.argmin(axis=1)] == of[::7]).mean() > 0.99


@both
def test_no_map_knows_of_the_middle_and_the_unit_of_its_rows(method, planted):
    params = MapParams(method=method)
    table = np.round(planted[0] * 64) / 64  # so that both moves are exact
    here = lay_out(rows_of(table), params)
    there = lay_out(rows_of(4 * table + 1024), params)
    assert here.layout.points.tobytes() == there.layout.points.tobytes()


def test_new_rows_land_in_their_cluster_and_nobody_else_moves(mapped, planted):
    of = planted[1]
    points = mapped.layout.points
    before = points.tobytes()
    new, new_of = clusters(n_each=9, seed=77)
    placed = mapped.place(new)
    assert placed.shape == (27, 2)
    assert (of[nearest_of(placed, points)] == new_of).all()
    assert mapped.layout.points.tobytes() == before
    assert placed.tobytes() == mapped.place(new).tobytes()
    # placed by openTSNE and UMAP, not merely on top of the nearest
    assert cdist(placed, points).min(axis=1).max() > 0


def test_an_old_row_placed_again_lands_where_it_was(mapped, planted):
    placed = mapped.place(planted[0])
    spans = np.ptp(mapped.layout.points, axis=0).max()
    assert np.median(np.linalg.norm(placed - mapped.layout.points, axis=1)) < 0.05 * spans


def test_no_new_rows_are_no_points(mapped):
    assert mapped.place(np.zeros((0, 6))).shape == (0, 2)


@pytest.mark.parametrize(
    "wrong", [np.zeros((2, 5)), np.zeros(6), np.full((1, 6), np.nan), np.full((1, 6), np.inf)]
)
def test_new_rows_that_do_not_fit_are_refused(mapped, wrong):
    with pytest.raises(InputError):
        mapped.place(wrong)


def test_a_row_out_of_all_proportion_is_placed_all_the_same(mapped):
    placed = mapped.place(np.array([[1e300] * 6, [-1e300, 0, 0, 0, 0, 0]]))
    assert np.isfinite(placed).all()


def test_placing_can_be_stopped(mapped, planted):
    with pytest.raises(CancelledError):
        mapped.place(planted[0], cancelled=lambda: True)


@both
@pytest.mark.parametrize("n", [MIN_ROWS, 5, 6, 10, 11, 12])
def test_few_rows_are_laid_out_and_what_they_do_not_allow_is_said(method, n):
    table = np.random.default_rng(n).normal(size=(n, 3))
    mapped = lay_out(rows_of(table), MapParams(method=method))
    layout = mapped.layout
    assert layout.points.shape == (n, 2)
    assert np.isfinite(layout.points).all()
    assert len(np.unique(layout.points, axis=0)) == n
    assert (layout.trustworthiness is None) == (n < 11)
    used = dict(layout.settings)
    if method == "tsne":
        assert float(used["perplexity"]) == pytest.approx((n - 1) / 3, abs=0.005)
        assert any("Perplexity 30" in note for note in layout.notes)
    else:
        assert used["neighbours"].startswith(f"{n},")
        assert any("15 neighbours" in note for note in layout.notes)
    assert np.isfinite(mapped.place(table[:2])).all()


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (np.zeros((0, 3)), "at least 4 points, there are 0"),
        (np.zeros((3, 3)), "at least 4 points, there are 3"),
        (np.zeros((9, 0)), "at least one column"),
        (np.zeros(9), "shape"),
        ([[0, 1], [1, 0], [2, np.nan], [3, 3]], "row 2 of the map has nan in column 1"),
        ([[0, 1], [1, 0], [2, 2], [np.inf, 3]], "row 3 of the map has inf in column 0"),
    ],
)
def test_what_cannot_be_laid_out_is_refused_with_its_place(table, why):
    with pytest.raises(InputError, match=why):
        lay_out(rows_of(table), MapParams())


@both
@pytest.mark.parametrize(
    "table",
    [
        np.ones((30, 2)),
        np.repeat(np.random.default_rng(0).normal(size=(4, 3)), 15, axis=0),
        np.c_[np.ones(30), np.random.default_rng(0).normal(size=30)],
        np.random.default_rng(0).normal(size=(30, 1)),
        np.random.default_rng(0).normal(size=(30, 3)) * 1e300,
        np.random.default_rng(0).normal(size=(30, 3)) * 1e-300,
        np.vstack([np.random.default_rng(0).normal(size=(29, 3)), [1e9, 0, 0]]),
    ],
    ids=["equal", "repeated", "a constant column", "one column", "huge", "tiny", "an outlier"],
)
def test_odd_rows_are_laid_out(method, table):
    mapped = lay_out(rows_of(table), MapParams(method=method))
    assert np.isfinite(mapped.layout.points).all()
    assert 0 <= mapped.layout.trustworthiness <= 1
    assert np.isfinite(mapped.place(table[:3])).all()


def test_equal_rows_are_said():
    table = np.repeat(np.random.default_rng(0).normal(size=(10, 3)), 2, axis=0)
    notes = lay_out(rows_of(table), MapParams()).layout.notes
    assert "10 of 20 rows equal another one in every column" in notes


def test_what_the_rows_say_of_themselves_stands_with_the_map():
    rows = rows_of(np.random.default_rng(0).normal(size=(40, 3)))
    noted = type(rows)(rows.table, rows.kept, rows.columns, ("one was left out",))
    assert lay_out(noted, MapParams(perplexity=5)).layout.notes == ("one was left out",)


@both
def test_progress_rises_to_the_end_in_the_thread_that_asked(method, planted):
    told = []

    def progress(share, words):
        assert threading.current_thread() is here
        told.append((share, words))

    here = threading.current_thread()
    lay_out(rows_of(np.tile(planted[0], (8, 1))), MapParams(method=method), progress=progress)
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert all(words for _, words in told)
    assert any("Laying out" in words for _, words in told)


@both
@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_map_can_be_stopped_at_any_moment(method, planted, after):
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > after

    rows = rows_of(np.tile(planted[0], (12, 1)))
    with pytest.raises(CancelledError):
        lay_out(rows, MapParams(method=method), cancelled=cancelled)


@both
def test_what_was_stopped_soon_ends_in_its_thread(method, planted):
    """Else every stopped map would go on burning a core."""
    rows, asked = rows_of(np.tile(planted[0], (30, 1))), []

    def cancelled():
        asked.append(1)
        return len(asked) > 2

    before = set(threading.enumerate())
    with pytest.raises(CancelledError):
        lay_out(rows, MapParams(method=method), cancelled=cancelled)
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(30)
        assert not thread.is_alive()
    # and the next map is made
    assert lay_out(rows_of(planted[0]), MapParams(method=method)).layout.points.shape == (120, 2)


def test_the_start_lies_along_the_two_directions_of_most_variance():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(500, 3)) * [1, 10, 5]
    begun = start(table, 0)
    assert begun[:, 0].std() == pytest.approx(1, abs=0.01)
    assert abs(np.corrcoef(begun[:, 0], table[:, 1])[0, 1]) > 0.99
    assert abs(np.corrcoef(begun[:, 1], table[:, 2])[0, 1]) > 0.99
    assert len(np.unique(start(np.ones((9, 2)), 0), axis=0)) == 9


def test_neither_library_is_there_before_a_map_is_made():
    code = (
        "import sys, core.maps.layout, core.maps.row, core.maps.params\n"
        "print(sorted({'umap', 'openTSNE', 'pynndescent'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
