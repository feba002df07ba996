"""Every pair, by the block: each has the bits that it has alone, however the pairs are dealt out."""

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core.measures.audience
import core.survey
from core.census import Census
from core.comparison import compare
from core.content.style import N_RATES
from core.demo import make_demo
from core.errors import CancelledError, InputError, ParameterError
from core.gallery import Gallery
from core.intake import import_items
from core.measures import Measure, Scores, all_measures, get
from core.model import Profile, StyleScale
from core.pair_table import METADATA, told
from core.params import ComparisonParams
from core.sources.options import ReadOptions
from core.survey import OnDemand, checked_pairs, count_pairs, measure_pairs, stretches, survey
from core.workspace import Workspace
from tests.corpus import NOW
from tests.test_measures import A, B, busy, portrait

N = 9
SUFFIXES = ["", ".missing", ".n_a", ".n_b", ".shared"]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    make_demo(folder, now=NOW)
    return Gallery(Workspace(folder))


@pytest.fixture(scope="module")
def portraits(gallery):
    """Give the planted pair and some others."""
    keys = [*gallery.workspace.opening, *sorted(gallery.workspace.profiles["key"])]
    return [gallery.portrait(key) for key in list(dict.fromkeys(keys))[:N]]


def said(scores, row):
    value = None if scores.missing[row] else scores.values[row]  # noqa: PD011 — no DataFrame
    return value, scores.missing[row], scores.n_a[row], scores.n_b[row], scores.shared[row]


def by_keys(found):
    """Give what is said of each pair, by its keys and the measure, in whatever order it came."""
    return {
        (*(stretch.keys[place] for place in pair), name): said(scores, row)
        for stretch in found
        for name, scores in stretch.scores.items()
        for row, pair in enumerate(stretch.pairs.tolist())
    }


@pytest.mark.parametrize("mode", ["default", "paper"])
def test_every_pair_has_the_bits_of_its_comparison(gallery, portraits, mode):
    params = ComparisonParams.of(mode)
    found = by_keys(survey(portraits, gallery.reference, params))
    assert len(found) == N * (N - 1) // 2 * len(all_measures())
    for a, b in combinations(portraits, 2):
        for m in compare(a, b, gallery.reference, params).measurements:
            alone = (m.value, m.missing, m.n_a, m.n_b, m.shared)
            assert found[a.profile.key, b.profile.key, m.measure] == alone


def test_real_pairs_have_the_bits_of_their_comparisons(real_data, tmp_path):
    frame = pd.read_parquet(real_data / "timelines" / "spanish_2018.parquet")
    people = frame["screen_name"].value_counts().index[:7]
    some = frame[frame["screen_name"].isin(people)].groupby("screen_name").head(800)
    some.to_parquet(tmp_path / "some.parquet")
    import_items(Workspace(tmp_path / "w"), [tmp_path / "some.parquet"], ReadOptions(), now=NOW)
    held = Gallery(Workspace(tmp_path / "w"))
    portraits, params = OnDemand(held, sorted(held.workspace.profiles["key"])), ComparisonParams()
    found = by_keys(survey(portraits, held.reference, params))
    for a, b in combinations(portraits, 2):
        for m in compare(a, b, held.reference, params).measurements:
            alone = (m.value, m.missing, m.n_a, m.n_b, m.shared)
            assert found[a.profile.key, b.profile.key, m.measure] == alone


@pytest.mark.parametrize("most", [2, 4, 5])
def test_values_do_not_depend_on_how_pairs_are_dealt_out(gallery, portraits, monkeypatch, most):
    params = ComparisonParams()
    whole = by_keys(survey(portraits, gallery.reference, params))
    monkeypatch.setattr(core.survey, "MOST_PROFILES", most)
    pieces = list(survey(portraits, gallery.reference, params))
    assert len(pieces) > 1
    assert all(len(piece.keys) <= most for piece in pieces)
    assert by_keys(pieces) == whole


@settings(max_examples=8)
@given(st.permutations(list(combinations(range(6), 2))), st.integers(1, 15))
def test_the_table_does_not_depend_on_the_order_of_the_list(shuffled, n):
    people = [portrait([], Profile(f"x:{k}", "x", f"{k}", handle=f"h{k}")) for k in range(6)]
    used = [get("identity.handle"), get("content.same_posts")]
    pairs = shuffled[:n]
    tables = [
        pa.concat_tables(measure_pairs(people, None, ComparisonParams(), order, measures=used))
        for order in (pairs, sorted(pairs))
    ]
    assert tables[0].equals(tables[1])


@given(st.integers(0, 60), st.integers(2, 20))
def test_all_pairs_come_once_in_stretches_of_few_profiles(n, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.survey, "MOST_PROFILES", most)
        found = list(stretches(n))
    assert all(len(np.unique(pairs)) <= most for pairs in found)
    pairs = [tuple(pair) for some in found for pair in some.tolist()]
    assert sorted(pairs) == list(combinations(range(n), 2))
    assert len(pairs) == count_pairs(n)


@given(st.sets(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=80), st.integers(2, 20))
def test_a_list_is_cut_into_stretches_of_few_profiles(drawn, most):
    wanted = {(min(pair), max(pair)): pair for pair in drawn if pair[0] != pair[1]}.values()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.survey, "MOST_PROFILES", most)
        found = list(stretches(41, checked_pairs(list(wanted), 41)))
    assert all(len(np.unique(pairs)) <= most for pairs in found)
    assert sorted(tuple(pair) for some in found for pair in some.tolist()) == sorted(wanted)


@pytest.mark.parametrize(
    ("pairs", "why"),
    [
        ([(0, 0)], "of one profile"),
        ([(0, 1), (0, 1)], r"\(0, 1\) is named twice"),
        ([(0, 1), (1, 0)], r"\(0, 1\) is named twice"),
        ([(0, 3)], "of 3"),
        ([(-1, 0)], "of 3"),
        ([0, 1], "shape"),
        ([(0.0, 1.0)], "whole numbers"),
    ],
)
def test_a_list_that_is_none_is_refused(pairs, why):
    with pytest.raises(ParameterError, match=why):
        checked_pairs(pairs, 3)


def test_one_profile_given_twice_is_refused():
    with pytest.raises(InputError, match="one profile"):
        list(survey([busy(A), busy(A)], None, ComparisonParams()))


@pytest.mark.parametrize(("n", "pairs"), [(0, None), (1, None), (2, []), (0, [])])
def test_no_pairs_are_no_tables(n, pairs):
    people = [portrait([], Profile(f"x:{k}", "x", f"{k}")) for k in range(n)]
    assert list(measure_pairs(people, None, ComparisonParams(), pairs)) == []


def test_two_profiles_with_nothing_have_reasons_and_no_value_but_what_profiles_say():
    people = [portrait([], Profile("x:1", "x", "1")), portrait([], Profile("x:2", "x", "2"))]
    (table,) = measure_pairs(people, None, ComparisonParams())
    assert table.num_rows == 1
    for measure in all_measures():
        assert table.column(measure.name)[0].as_py() is None
        assert table.column(f"{measure.name}.missing")[0].as_py()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_none_is_missing_with_a_reason(value):
    def compute(*_):
        return Scores(np.array([value]), (None,), np.array([1]), np.array([1]), (None,))

    told_ = {name: getattr(get("identity.handle"), name) for name in Measure.__slots__}
    broken = Measure(**{**told_, "name": "identity.broken", "compute": compute})
    (table,) = measure_pairs([busy(A), busy(B)], None, ComparisonParams(), measures=[broken])
    assert table.column("identity.broken")[0].as_py() is None
    assert "no finite number" in table.column("identity.broken.missing")[0].as_py()


def test_hostile_keys_are_rows_like_any_other():
    names = ["x:@عائشة", "x:=cmd|' /C calc'!A0", "x:\u202eknip", "x:👩\u200d👧"]
    people = [portrait([], Profile(key, "x", handle=key[3:])) for key in names]
    (table,) = measure_pairs(people, None, ComparisonParams(), measures=[get("identity.handle")])
    assert set(table.column("a").to_pylist()) | set(table.column("b").to_pylist()) == set(names)


def test_the_table_says_what_it_is():
    used = [get("audience.jaccard"), get("behaviour.dtw_posts_per_day")]
    params = ComparisonParams.of("paper")
    (table,) = measure_pairs([busy(A), busy(B)], None, params, measures=used)
    assert table.schema.names == ["a", "b", *(m.name + suffix for m in used for suffix in SUFFIXES)]
    record = told(table.schema)
    assert record["mode"] == "paper"
    assert record["params"]["behaviour"]["mode"] == "paper"
    assert [(m["name"], m["unit"]) for m in record["measures"]] == [(m.name, m.units["paper"]) for m in used]
    assert json.loads(table.schema.metadata[METADATA]) == record
    assert told(pa.schema([])) is None


def test_progress_rises_to_the_end_and_has_words(gallery, portraits):
    heard = []
    list(
        survey(
            portraits[:4], gallery.reference, ComparisonParams(), progress=lambda *said: heard.append(said)
        )
    )
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.1
    assert shares[-1] <= 1
    assert "Measuring" in heard[-1][1]
    assert get("content.near_posts").label in " ".join(words for _, words in heard)


@pytest.mark.parametrize("after", [0, 1, 5, 20])
def test_a_survey_can_be_stopped_at_any_moment(gallery, portraits, after):
    asked = iter(range(10**9))
    with pytest.raises(CancelledError):
        list(survey(portraits, gallery.reference, ComparisonParams(), cancelled=lambda: next(asked) >= after))


def test_every_measure_of_many_pairs_can_be_stopped_or_is_soon_done(portraits):
    """A block that is to stop at once either stops or had hardly anything to do."""
    block = core.survey.Block([portraits[0], portraits[1]], cancelled=lambda: True)
    pairs = np.tile(np.array([[0, 1]]), (5_000, 1))
    for name in ("identity.handle", "content.same_posts", "audience.jaccard", "content.style_cosine"):
        with pytest.raises(CancelledError):
            get(name).scores(block, block, pairs, Scale(), ComparisonParams())


class Scale:
    """A reference with a style scale, and nothing that is rare."""

    def __init__(self):
        self.popularity, self.n_profiles = Census.of({}), 40
        self.style_scale = StyleScale(np.zeros(N_RATES, np.float32), np.ones(N_RATES, np.float32), 40)


def test_portraits_on_demand_are_held_by_nobody(gallery, monkeypatch):
    keys = sorted(gallery.workspace.profiles["key"])[:5]
    asked = []
    real = type(gallery).portrait
    monkeypatch.setattr(type(gallery), "portrait", lambda self, key: asked.append(key) or real(self, key))
    monkeypatch.setattr(core.survey, "MOST_PROFILES", 2)
    used = [get("content.same_posts")]
    wall = OnDemand(gallery, keys)
    assert asked == []
    assert len(list(survey(wall, None, ComparisonParams(), measures=used))) == 10
    assert len(asked) == 20
    assert wall[1:3].keys == keys[1:3]
    assert len(wall) == 5


def test_what_several_measures_need_is_laid_out_once(portraits, monkeypatch):
    laid = []
    real = core.measures.audience.incidence
    monkeypatch.setattr(
        core.measures.audience, "incidence", lambda *a, **k: laid.append(k["kinds"]) or real(*a, **k)
    )
    used = [m for m in all_measures() if m.aspect == "audience"]
    list(survey(portraits, None, ComparisonParams(), measures=used))
    assert len(laid) == len(set(laid)) <= 5


def test_a_pair_is_the_same_from_either_side(gallery, portraits):
    params = ComparisonParams()
    there = by_keys(survey(portraits[:4], gallery.reference, params, [(0, 1), (2, 3)]))
    back = by_keys(survey(portraits[:4], gallery.reference, params, [(1, 0), (3, 2)]))
    for (a, b, name), (value, _, n_a, n_b, shared) in there.items():
        other = back[b, a, name]
        assert value == pytest.approx(other[0], rel=1e-12) if value is not None else other[0] is None
        assert (n_a, n_b, shared) == (other[3], other[2], other[4])


def test_a_pair_with_a_profile_of_another_state_is_another_pair():
    one, other = busy(A), busy(B)
    later = replace(other, profile=replace(other.profile, key="x:9"))
    found = by_keys(
        survey([one, other, later], None, ComparisonParams(), measures=[get("content.same_posts")])
    )
    assert found["x:1", "x:2", "content.same_posts"] == found["x:1", "x:9", "content.same_posts"]
