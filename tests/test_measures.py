"""Every measure declares itself, is symmetric, and is missing with a reason rather than zero."""

import math
import sys
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise as neighbours
from textwrap import dedent

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.measures
from core.comparison import compare
from core.gallery import Gallery
from core.keys import own_keys
from core.learning import fit_reference
from core.measures import ASPECTS, Measure, Score, all_measures, get, pairwise, register
from core.model import Missing, Profile, TargetOverlap, Warping
from core.params import ComparisonParams
from core.portrait import draw_portrait
from core.workspace import Workspace
from tests.corpus import START, post, store
from tests.strategies import posts
from tests.test_portrait import timeline

MODES = ("default", "paper")
NAMES = [
    "behaviour.dtw_posts_per_day",
    "behaviour.dtw_posts_by_hour",
    "audience.jaccard",
    "audience.strong_jaccard",
    "content.same_posts",
    "content.same_reposts",
    "content.tfidf_cosine",
]
A, B = Profile("x:1", "x", "1", handle="Ann"), Profile("x:2", "x", "2", handle="Bob")


def portrait(rows, profile=A):
    return draw_portrait(timeline(rows, profile))


def busy(profile, *, days=60, hour=9, friends=range(20), words="the harbour lights are on"):
    """Give a portrait with enough evidence for every measure."""
    rows = [
        post(
            profile.key,
            n,
            post_id=f"{n}",
            time=START + timedelta(days=n, hours=hour),
            text=f"{words} number {n}",
            kind="reply",
            ref_author=f"x:9{friends[n % len(friends)]}",
            mentions=["x:77"],
        )
        for n in range(days)
    ]
    rows += [
        post(profile.key, 500 + n, time=START + timedelta(days=n), kind="repost", ref_id=f"r{n}")
        for n in range(5)
    ]
    return portrait(rows, profile)


def measured(a, b, mode="default", reference="fitted"):
    fitted = fit_reference([a, b]) if reference == "fitted" else reference
    return compare(a, b, fitted, ComparisonParams.of(mode))


def test_the_measures_of_the_first_three_aspects_are_there_in_the_order_they_are_shown():
    found = [measure.name for measure in all_measures()]
    assert [name for name in found if name in NAMES] == NAMES


@pytest.mark.parametrize("measure", all_measures(), ids=lambda m: m.name)
def test_a_measure_declares_all_that_is_shown_of_it(measure):
    assert measure.name.startswith(f"{measure.aspect}.")
    assert measure.aspect in ASPECTS
    assert measure.direction in {"similarity", "distance"}
    assert measure.low < measure.high
    assert set(measure.units) == set(MODES)
    for told in (
        measure.label,
        measure.items,
        measure.meaning,
        measure.formula,
        measure.limits,
        measure.needs,
        measure.source,
    ):
        assert told
        assert told == told.strip()
    assert get(measure.name) is measure


def test_orders_are_distinct_so_that_the_order_is_declared():
    shown = [(ASPECTS.index(m.aspect), m.order) for m in all_measures()]
    assert all(one < other for one, other in neighbours(shown))


def test_a_name_nobody_declared_is_a_key_error():
    with pytest.raises(KeyError):
        get("behaviour.nothing")


def test_a_measure_of_no_aspect_cannot_be_registered():
    with pytest.raises(ValueError, match="no aspect is called 'luck'"):
        register(Measure(**{**{f: getattr(get(NAMES[0]), f) for f in Measure.__slots__}, "aspect": "luck"}))


@pytest.mark.parametrize("mode", MODES)
def test_with_enough_evidence_every_measure_has_a_value_in_its_range(mode):
    found = measured(busy(A), busy(B, hour=11, friends=range(10, 30)), mode)
    for measurement in found.measurements:
        if measurement.measure in NAMES:
            measure = get(measurement.measure)
            assert measurement.missing is None, measurement
            assert measure.low <= measurement.value <= measure.high
            assert measurement.unit == measure.units[mode]
            assert measurement.n_evidence == min(measurement.n_a, measurement.n_b) > 0


def test_values_by_hand():
    """Friends 0-19 and 10-29 and one common: 11 of 31; the same texts; no repost of one original alike."""
    found = measured(busy(A), busy(B, friends=range(10, 30)))
    assert found["audience.jaccard"].value == 11 / 31
    assert (found["audience.jaccard"].shared, found["audience.jaccard"].n_a) == (11, 21)
    assert found["content.same_posts"].value == 60
    assert found["content.same_reposts"].value == 5
    assert found["content.tfidf_cosine"].value == pytest.approx(1)
    assert found["behaviour.dtw_posts_per_day"].value == 0
    assert found["behaviour.dtw_posts_by_hour"].value == 0


@pytest.mark.parametrize("mode", MODES)
def test_a_measure_is_the_same_from_either_side(mode):
    a, b = busy(A), busy(B, hour=14, days=45, friends=range(5, 17), words="rather other words about boats")
    there, back = measured(a, b, mode), measured(b, a, mode)
    for one, other in zip(there.measurements, back.measurements, strict=True):
        assert (one.value is None) == (other.value is None)
        assert one.value is None or one.value == pytest.approx(other.value, rel=1e-12)
        assert (one.n_a, one.n_b, one.shared) == (other.n_b, other.n_a, other.shared)


def within_months(key):
    """Draw posts within some months: years would be warped against years."""
    near = posts(st.just(key)).map(
        lambda p: replace(p, time=p.time.replace(year=2024, month=p.time.month % 3 + 1, day=1))
    )
    return st.lists(near, max_size=6)


@given(within_months("x:1"), within_months("x:2"), st.sampled_from(MODES))
def test_any_two_timelines_give_a_value_or_a_reason_alike_from_either_side(one, other, mode):
    a, b = portrait(one, A), portrait(other, B)
    there, back = measured(a, b, mode), measured(b, a, mode)
    for left, right in zip(there.measurements, back.measurements, strict=True):
        assert (left.value is None) == (left.missing is not None)
        assert left.value is None or math.isfinite(left.value)
        assert left.missing is None or left.missing.strip()
        assert (left.value is None) == (right.value is None)
        assert left.value is None or left.value == pytest.approx(right.value, rel=1e-9)
        assert min(left.n_a, left.n_b) == left.n_evidence >= 0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("who", [0, 1])
@pytest.mark.parametrize("n_posts", [0, 1])
def test_a_timeline_of_no_or_one_post_is_missing_with_a_reason_not_zero(mode, who, n_posts):
    little = [post("x:1", text=None)][:n_posts]
    pair = [portrait(little, A), busy(B)]
    found = measured(*pair[:: -1 if who else 1], mode)
    for name in (
        "audience.jaccard",
        "audience.strong_jaccard",
        "content.same_posts",
        "content.same_reposts",
        "content.tfidf_cosine",
    ):
        assert found[name].value is None
        assert found[name].missing
    if mode == "default" or n_posts == 0:
        for name in NAMES[:2]:
            assert found[name].value is None
            assert any(c.isalpha() for c in found[name].missing)


def test_no_reposts_is_a_reason_of_its_own():
    none = portrait([post("x:1", n, text="some words of mine") for n in range(3)], A)
    found = measured(none, busy(B), "paper")["content.same_reposts"]
    assert found.value is None
    assert found.missing.startswith("A has no reposts")
    assert measured(busy(B), none, "paper")["content.same_reposts"].missing.startswith("B has no reposts")


def test_reposts_that_are_not_shared_are_zero_not_missing():
    rows = [post("x:1", n, kind="repost", ref_id=f"other{n}") for n in range(3)]
    assert measured(portrait(rows, A), busy(B), "paper")["content.same_reposts"].value == 0


def test_a_source_that_gives_no_likes_leaves_the_other_measures_alone():
    assert "likes_received" not in busy(A).activity.known
    assert measured(busy(A), busy(B))["behaviour.dtw_posts_per_day"].value == 0


def test_without_a_reference_the_measure_that_needs_it_says_so_and_paper_mode_needs_none():
    a, b = busy(A), busy(B)
    found = measured(a, b, reference=None)["content.tfidf_cosine"]
    assert found.value is None
    assert "which words are rare" in found.missing
    assert measured(a, b, "paper", None)["content.tfidf_cosine"].value == pytest.approx(1)


def test_neither_profile_is_in_either_audience():
    rows = [post("x:1", n, mentions=["x:1", "x:2", "x:@ann", "x:@bob", "x:3"]) for n in range(3)]
    others = [post("x:2", n, mentions=["x:1", "x:2", "x:@ann", "x:@bob", "x:4"]) for n in range(3)]
    found = measured(portrait(rows, A), portrait(others, B), "paper")["audience.jaccard"]
    assert (found.n_a, found.n_b, found.value) == (1, 1, 0)


def test_the_account_of_two_captures_is_in_neither_audience(tmp_path):
    accounts = {
        f"x:@ann+{year}": Profile(f"x:@ann+{year}", "x", handle=f"ann+{year}", account="x:@ann")
        for year in (2019, 2021)
    }
    rows = [post(key, n, mentions=["x:@ann", "x:7", "x:3"]) for key in accounts for n in range(4)]
    store(tmp_path, rows, profiles=list(accounts.values()), identities=[("x", "7", "ann")])
    gallery = Gallery(Workspace(tmp_path))
    one, other = (gallery.portrait(key) for key in accounts)
    assert own_keys(one.profile) >= {"x:@ann+2019", "x:7"}
    found = compare(one, other, gallery.reference, ComparisonParams.of("paper"))["audience.jaccard"]
    assert (found.n_a, found.n_b, found.value) == (1, 1, 1)


@pytest.mark.parametrize("mode", MODES)
def test_an_explanation_reproduces_the_value(mode):
    a, b = busy(A), busy(B, hour=12, friends=range(3, 40), words="the harbour was dark tonight")
    reference, params = fit_reference([a, b]), ComparisonParams.of(mode)
    found = compare(a, b, reference, params)
    for measure in all_measures():
        if measure.explain is None or measure.name not in NAMES:
            continue
        drawn, value = measure.explain(a, b, reference, params), found[measure.name].value
        if isinstance(drawn, Warping):
            assert drawn.distance == pytest.approx(value)
        elif isinstance(drawn, TargetOverlap):
            assert value in {drawn.jaccard, drawn.strong_jaccard}
        else:
            assert sum(term.part for term in drawn) == pytest.approx(value)


def test_a_block_of_pairs_is_measured_as_each_pair_alone():
    people = [busy(Profile(f"x:{n}", "x", f"{n}"), hour=n, friends=range(n, n + 15)) for n in range(1, 4)]
    pairs = np.array([[0, 1], [2, 0], [1, 1]])
    reference, params = fit_reference(people), ComparisonParams()
    for measure in all_measures():
        block = measure.compute(people, people, pairs, reference, params)
        for row, (left, right) in enumerate(pairs.tolist()):
            alone = measure.compute([people[left]], [people[right]], np.array([[0, 0]]), reference, params)
            assert block.missing[row] == alone.missing[0]
            assert np.array_equal(block.values[row], alone.values[0], equal_nan=True)
            assert (block.n_a[row], block.n_b[row], block.shared[row]) == (
                alone.n_a[0],
                alone.n_b[0],
                alone.shared[0],
            )


def test_no_pairs_are_no_scores():
    for measure in all_measures():
        scores = measure.compute([], [], np.empty((0, 2), dtype=np.int64), None, ComparisonParams())
        assert (scores.values.shape, scores.missing) == ((0,), ())


def test_pairwise_turns_a_reason_into_nan_and_the_reason():
    compute = pairwise(
        lambda a, b, reference, params: Score(Missing("not enough") if a is b else 0.5, 1, 2, 3)
    )
    one, other = busy(A), busy(B)
    scores = compute([one, other], [one, other], np.array([[0, 0], [0, 1]]), None, ComparisonParams())
    assert scores.missing == ("not enough", None)
    assert np.isnan(scores.values[0])
    assert (scores.values[1], scores.n_a.tolist(), scores.shared) == (0.5, [1, 1], (3, 3))


MEASURE = """
    from core.measures import Measure, Score, pairwise, register

    register(
        Measure(
            name="identity.handle_length",
            label="Handle length",
            aspect="identity",
            direction="distance",
            low=0.0,
            high=100.0,
            units={"default": "letters", "paper": "letters"},
            items="letters",
            meaning="How much longer one handle is.",
            formula="difference",
            limits="Says nothing.",
            needs="a handle of each",
            source="this test",
            order=1,
            compute=pairwise(
                lambda a, b, reference, params: Score(
                    float(abs(len(a.profile.handle) - len(b.profile.handle))), 1, 1
                )
            ),
        )
    )
"""


@pytest.fixture
def handle_length(tmp_path, monkeypatch):
    """Add a measure as anybody would: one file in a folder of their own."""
    folder = tmp_path / "more_measures"
    folder.mkdir()
    (folder / "handle.py").write_text(dedent(MEASURE))
    monkeypatch.setattr(core.measures, "__path__", [*core.measures.__path__, str(folder)])
    yield
    core.measures._REGISTRY.pop("identity.handle_length", None)
    sys.modules.pop("core.measures.handle", None)
    vars(core.measures).pop("handle", None)


def test_a_measure_added_as_one_file_is_compared_and_shown_first(handle_length):
    found = measured(busy(A), busy(Profile("x:2", "x", "2", handle="Bobby")))
    assert found.measurements[0].measure == "identity.handle_length"
    assert found["identity.handle_length"].value == 2


def test_without_that_file_the_measure_is_not_known():
    assert "identity.handle_length" not in [measure.name for measure in all_measures()]


def test_what_a_handful_of_profiles_has_in_common_is_no_law_of_chance():
    a, b = busy(A), busy(B)
    found = measured(a, b)["audience.overlap_surprise"]
    assert found.value is None
    assert "2 profiles of the workspace name anybody, 30 needed" in found.missing
