"""The four axes: parts that add up, uncertainty that shrinks, nothing said where nothing is known."""

import math
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content.style import named_rates
from core.model import Missing
from core.model.meaning import Meaning
from core.model.persona import AXES, CLASSES
from core.persona.axis import class_shares, evidence, persona, placed
from core.persona.model import AxisModel, MeaningModel
from core.persona.trait import TraitRates, kind_of, trait_names
from tests.persona.writing import made_model, many, rates_of, sketch

SEEDS = st.integers(0, 2**32)
K = len(trait_names())


def rates(values, errors=0.01):
    values = np.asarray(values, dtype=np.float64)
    return TraitRates(
        trait_names()[: len(values)], values**2, values, np.full(len(values), errors), 1_000, 50
    )


def some_rates(seed, errors=0.01):
    return rates(np.random.default_rng(seed).uniform(0, 0.2, K), errors)


def by_hand(**changed):
    """Make a model of one feature: usual 0.1, one deviation 0.05, half a nat a deviation, start -0.4."""
    line = AxisModel("E/I", -0.4, np.array([0.5]), np.diag([0.04, 0.09]))
    axes = tuple(replace(line, axis=axis, **changed) for axis in AXES)
    return made_model(traits=trait_names()[:1], mean=np.array([0.1]), scale=np.array([0.05]), axes=axes)


def test_an_axis_by_hand():
    found = placed("x:1", rates([0.2], errors=0.02), by_hand()).axes[0]
    # two deviations at half a nat; variance of the weight 2² * 0.09, of the text (0.5 * 0.02 / 0.05)²
    variance = 4 * 0.09 + 0.2**2
    shrunk = 1.0 / math.sqrt(1 + math.pi * variance / 8)
    assert found.bits == pytest.approx(shrunk / math.log(2))
    assert found.share == pytest.approx(1 / (1 + math.exp(0.4 - shrunk)))
    half = 1.96 * math.sqrt(variance + 0.04)
    assert found.low == pytest.approx(1 / (1 + math.exp(0.4 - 1.0 + half)))
    assert found.high == pytest.approx(1 / (1 + math.exp(0.4 - 1.0 - half)))
    (part,) = found.parts
    assert part.bits == pytest.approx(1 / math.log(2))
    assert part.value == pytest.approx(1_000 * 0.2**2)
    assert part.usual == pytest.approx(1_000 * 0.1**2)
    assert (part.trait, part.label, part.unit) == ("company", kind_of("company").label, "in 1,000 words")


def test_a_feature_that_was_not_read_is_usual_give_or_take_a_deviation_by_hand():
    unread = rates([math.nan], errors=math.nan)
    known = evidence(unread, by_hand(), 0)
    # half a nat a deviation, one deviation unsure; nothing is known of the weight's own error where z is 0
    assert (known.parts.tolist(), known.variance, known.whole) == ([0.0], 0.25, pytest.approx(0.29))
    found = placed("x:1", unread, by_hand()).axes[0]
    assert found.bits == 0
    assert found.parts == ()
    half = 1.96 * math.sqrt(0.29)
    assert found.low == pytest.approx(1 / (1 + math.exp(0.4 + half)))
    assert found.high == pytest.approx(1 / (1 + math.exp(0.4 - half)))


@given(SEEDS, st.integers(0, K - 1))
def test_an_unread_feature_is_surer_of_nothing_than_one_that_was_read_as_usual(seed, at):
    model = made_model(seed)
    usual = some_rates(seed).values.copy()
    usual[at] = model.mean[at]
    read = rates(usual)
    values, errors = read.values.copy(), read.errors.copy()
    values[at] = errors[at] = math.nan
    unread = replace(read, rates=values, values=values, errors=errors)
    for axis in range(len(AXES)):
        one, other = (evidence(some, model, axis) for some in (read, unread))
        assert other.total == pytest.approx(one.total)
        assert other.variance >= one.variance - 1e-12


@given(SEEDS, st.integers(0, 4))
def test_parts_add_up_to_what_was_shrunk(seed, meaning):
    model = made_model(seed, meaning=meaning)
    vector = Meaning(np.random.default_rng(seed).normal(0, 1, meaning).astype(np.float32), 50, 50, "tiny")
    found = placed("x:1", some_rates(seed), model, vector if meaning else None)
    for at, axis in enumerate(found.axes):
        known = evidence(some_rates(seed), model, at, vector if meaning else None)
        assert len(axis.parts) == K + bool(meaning)
        total = math.fsum(part.bits for part in axis.parts)
        assert total == pytest.approx(known.total / math.log(2), abs=1e-12)
        assert axis.bits == pytest.approx(total / math.sqrt(1 + math.pi * known.variance / 8), abs=1e-12)
        sizes = [abs(part.bits) for part in axis.parts]
        assert sizes == sorted(sizes, reverse=True)


@given(SEEDS)
def test_shares_lie_within_their_interval_and_classes_add_up(seed):
    found = placed("x:1", some_rates(seed, errors=0.2), made_model(seed))
    assert tuple(axis.axis for axis in found.axes) == AXES
    for axis in found.axes:
        assert 0 < axis.low <= axis.share <= axis.high < 1
    assert found.classes.shape == (8,)
    assert found.classes.sum() == pytest.approx(1)
    assert found.leading == CLASSES[int(np.argmax(found.classes))]
    # the leading class is the pole with most evidence
    strongest = max(found.axes, key=lambda axis: abs(axis.bits))
    pole = 2 * AXES.index(strongest.axis) + (strongest.bits > 0)
    assert found.leading == CLASSES[pole]


@given(SEEDS, st.integers(0, K - 1), st.floats(0.001, 0.1))
def test_more_of_a_feature_moves_an_axis_the_way_of_its_weight(seed, at, more):
    model = made_model(seed)
    sure = tuple(replace(line, covariance=np.zeros((K + 1, K + 1))) for line in model.axes)
    model = replace(model, axes=sure)
    base = some_rates(seed)
    values = base.values.copy()
    values[at] += more
    changed = replace(base, values=values)
    for line, before, after in zip(
        sure, placed("x:1", base, model).axes, placed("x:1", changed, model).axes, strict=True
    ):
        assert (after.share - before.share) * np.sign(line.weights[at]) >= 0


@given(SEEDS, st.floats(1.01, 10))
def test_more_text_narrows_the_interval_and_shrinks_less(seed, times):
    model = made_model(seed)
    few = some_rates(seed, errors=0.1)
    more = replace(few, errors=few.errors / times)
    for narrow, wide in zip(placed("x:1", more, model).axes, placed("x:1", few, model).axes, strict=True):
        assert wide.low <= narrow.low <= narrow.high <= wide.high
        assert abs(narrow.bits) >= abs(wide.bits)


def test_a_text_that_is_usual_in_everything_says_nothing():
    model = made_model(4)
    found = placed("x:1", rates(model.mean), model)
    assert np.allclose(found.classes, 1 / 8)
    for axis, line in zip(found.axes, model.axes, strict=True):
        assert axis.bits == pytest.approx(0)
        assert axis.share == pytest.approx(1 / (1 + math.exp(-line.start)))


def test_a_text_that_says_hardly_anything_for_sure_says_hardly_anything():
    model = made_model(4)
    sure, unsure = (placed("x:1", some_rates(4, errors), model) for errors in (1e-6, 50.0))
    assert np.abs(unsure.classes - 1 / 8).max() < 0.01
    assert np.abs(sure.classes - 1 / 8).max() > 0.05


def test_weights_that_nobody_is_sure_of_count_for_little():
    model = made_model(4)
    unsure = replace(model, axes=tuple(replace(line, covariance=np.eye(K + 1) * 100) for line in model.axes))
    assert np.abs(placed("x:1", some_rates(4), unsure).classes - 1 / 8).max() < 0.02


def test_interval_holds_the_truth_as_often_as_it_says():
    """Planted truth: weights drawn from the model's own posterior, rates from their own errors."""
    rng = np.random.default_rng(11)
    model, true = made_model(8), np.random.default_rng(12).uniform(0.03, 0.12, K)
    line, errors = model.axes[0], 0.004
    size = 400
    centre = np.concatenate([[line.start], line.weights])
    drawn = (
        centre
        + rng.standard_normal((size, K + 1)) @ np.linalg.cholesky(line.covariance + 1e-12 * np.eye(K + 1)).T
    )
    z = np.clip((true - model.mean) / model.scale, -3, 3)
    truths = 1 / (1 + np.exp(-(drawn[:, 0] + drawn[:, 1:] @ z)))
    held = 0
    for truth in truths:
        found = placed("x:1", rates(true + rng.normal(0, errors, K), errors), model).axes[0]
        held += found.low <= truth <= found.high
    # of 400 intervals of 95 % between 92 and 99 % hold it; clipped features make some wider than they need be
    assert 0.92 <= held / size <= 0.995


def test_the_order_of_words_is_irrelevant_where_signs_are_none():
    texts = [text.replace(",", "").replace(".", "") for text in many(60)]
    rng = np.random.default_rng(1)
    turned = [" ".join(rng.permutation(text.split())) for text in texts]
    model = made_model(2, [name for name in trait_names() if kind_of(name).source in {"lexicon", "words"}])
    one, other = (placed("x:1", rates_of(some), model) for some in (texts, turned))
    assert np.allclose(one.classes, other.classes, atol=1e-6)


def test_a_model_of_some_features_reads_those_by_name():
    names = trait_names()[::-3]
    model = made_model(5, names)
    found = some_rates(5)
    at = [trait_names().index(name) for name in names]
    alone = TraitRates(names, found.rates[at], found.values[at], found.errors[at], 1_000, 50)
    assert placed("x:1", found, model).classes.tobytes() == placed("x:1", alone, model).classes.tobytes()


def test_meaning_counts_only_by_the_encoder_that_the_model_learned_from():
    model = made_model(6, meaning=3)
    vector = np.array([1, 2, 2], dtype=np.float32)
    without = placed("x:1", some_rates(6), model)
    for other in (Meaning(vector, 9, 9, "another"), Meaning(vector[:2], 9, 9, "tiny")):
        assert placed("x:1", some_rates(6), model, other).classes.tobytes() == without.classes.tobytes()
    counted = placed("x:1", some_rates(6), model, Meaning(vector, 9, 9, "tiny"))
    said = [next(part for part in axis.parts if part.trait == "meaning") for axis in counted.axes]
    nats = model.meaning.weights @ (vector / 3 - model.meaning.mean)
    assert [part.bits for part in said] == pytest.approx(nats / math.log(2))


def test_meaning_that_is_unsure_widens_the_interval():
    model = made_model(6, meaning=3)
    sure = replace(model, meaning=replace(model.meaning, errors=np.zeros(4)))
    unsure = replace(
        model, meaning=MeaningModel("tiny", sure.meaning.mean, sure.meaning.weights, np.full(4, 5.0))
    )
    vector = Meaning(np.ones(3, np.float32), 9, 9, "tiny")
    narrow, wide = (placed("x:1", some_rates(6), one, vector).axes[0] for one in (sure, unsure))
    assert wide.high - wide.low > narrow.high - narrow.low


def of(texts, model, language="en"):
    found = sketch(texts, language)
    return persona("x:1", found, model, named=named_rates(found.style))


@pytest.mark.parametrize(
    ("texts", "language", "said"),
    [([], "en", "not enough text"), (["soup"], "en", "not enough text"), (many(60), None, None)],
)
def test_a_persona_or_the_reason_why_there_is_none(texts, language, said):
    found = of(texts, made_model(), language)
    if said is None:
        assert found.missing is None
        assert len(found.axes) == 4
        assert found.n_words > 300
        assert found.n_texts == 60
    else:
        assert said in found.missing
        assert (found.axes, found.classes, found.leading) == ((), None, None)


def test_without_a_model_the_persona_says_so():
    found = of(many(60), Missing("no model is installed"))
    assert (found.missing, found.axes, found.model) == ("no model is installed", (), "")


ERRORS = st.floats(0, 1.6)
NATS = st.lists(st.floats(-3, 3), min_size=4, max_size=4)


@pytest.mark.parametrize("nats", [[0.3, -0.4, 0.1, 0.05], [0.0, 0.9, 0.0, -0.8], [0.0] * 4])
def test_a_class_is_as_likely_as_its_pole_has_the_most_of_drawn_evidence(nats):
    drawn = np.array(nats) + 0.4 * np.random.default_rng(5).standard_normal((200_000, 4))
    axis = np.abs(drawn).argmax(axis=1)
    pole = 2 * axis + (drawn[np.arange(len(drawn)), axis] > 0)
    # four standard errors of a share of a half among 200,000
    assert class_shares(nats, 0.4) == pytest.approx(np.bincount(pole, minlength=8) / len(drawn), abs=0.0045)


def test_classes_are_as_unsure_as_the_four_axes_on_average():
    model = made_model(4)
    axes = tuple(replace(line, covariance=np.eye(K + 1) * at) for at, line in enumerate(model.axes))
    known = [evidence(some_rates(4, 0.02), replace(model, axes=axes), at) for at in range(4)]
    shrunk = [one.total / math.sqrt(1 + math.pi * one.variance / 8) for one in known]
    error = math.sqrt(np.mean([one.variance / (1 + math.pi * one.variance / 8) for one in known]))
    found = placed("x:1", some_rates(4, 0.02), replace(model, axes=axes))
    assert found.classes == pytest.approx(class_shares(shrunk, error))
    # other errors would give other classes
    assert found.classes != pytest.approx(class_shares(shrunk, 1.1 * error), abs=1e-4)


def test_evidence_that_is_all_but_certain_names_its_class():
    assert class_shares([0.5, -0.2, 0.0, 0.1], 0.05)[1] > 0.99
    assert class_shares([0.5, -0.2, 0.0, 0.1], 0.0).tolist() == [0, 1, 0, 0, 0, 0, 0, 0]


def test_one_axis_that_says_something_by_hand():
    """In standard deviations: 8 is overtaken by 1, 7 away, or by one of the four poles of 0, 8 away; differences vary by √2."""
    found = class_shares([8.0, -1.0, 0.0, 0.0], 1.0)
    assert found[1] == pytest.approx(1 - math.erfc(7 / 2) / 2 - 4 * math.erfc(8 / 2) / 2, abs=1e-9)


@given(NATS, ERRORS, st.permutations(range(4)))
def test_classes_are_symmetric_in_the_poles_and_the_axes(nats, error, turn):
    there, back = class_shares(nats, error), class_shares([-e for e in nats], error)
    assert there.reshape(4, 2).tolist() == back.reshape(4, 2)[:, ::-1].tolist()
    turned = class_shares([nats[at] for at in turn], error)
    assert turned.reshape(4, 2) == pytest.approx(there.reshape(4, 2)[list(turn)])


@given(NATS, ERRORS)
def test_the_likeliest_class_is_the_pole_with_the_most_evidence(nats, error):
    found = class_shares(nats, error)
    strongest = int(np.abs(nats).argmax())
    assert found[2 * strongest + (nats[strongest] > 0)] == pytest.approx(found.max(), abs=1e-12)


@given(NATS, st.floats(0.1, 1.6), st.integers(0, 3), st.floats(0, 2))
def test_more_evidence_for_a_pole_never_makes_its_class_less_likely(nats, error, axis, more):
    after = [*nats[:axis], nats[axis] + more, *nats[axis + 1 :]]
    # where the other pole led, both are small: the quadrature's own error
    assert class_shares(after, error)[2 * axis + 1] >= class_shares(nats, error)[2 * axis + 1] - 1e-9


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4), st.floats(0, 1e6))
def test_classes_are_a_distribution_whatever_the_evidence(nats, error):
    found = class_shares(nats, error)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)


def test_the_surer_the_evidence_the_likelier_is_the_leading_class():
    model = made_model(4)
    shares = [placed("x:1", some_rates(4, errors), model).classes.max() for errors in (1e-6, 0.1, 0.3, 50.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[1] + 0.01


def test_axes_of_unequal_certainty_that_say_nothing_name_no_class():
    model = made_model(4)
    axes = tuple(replace(line, covariance=np.eye(K + 1) * at) for at, line in enumerate(model.axes))
    found = placed("x:1", rates(model.mean, 0.3), replace(model, axes=axes))
    assert found.classes == pytest.approx(np.full(8, 1 / 8))


def test_two_hundred_profiles_take_well_under_five_seconds():
    found, model = sketch(many(400)), made_model()
    named = named_rates(found.style)
    begun = time.thread_time()
    for _ in range(200):
        persona("x:1", found, model, named=named)
    assert time.thread_time() - begun < 4
