"""From evidence to the safety factor: adding up, bins and edges, what may raise it and what may not."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.persona import CAVEAT, CLASSES
from core.model.safety import FACTORS, HybridSimilarity
from core.safety.advice import ADVICE, advice
from core.safety.factor import EDGES, belief_of, factor_of, judged, paper_factor
from core.safety.part import logit, parts_of, same
from core.safety.weight import WEIGHTS, SafetyParams
from tests.safety.made_pair import (
    ALIKE,
    FLAT,
    NOBODY,
    NOTHING,
    directions,
    evidence,
    evidences,
    leaning,
    letters,
    of_classes,
    unknown,
)

DEFAULT, PAPER = SafetyParams(), SafetyParams(mode="paper")


def judge(found, params=DEFAULT):
    return judged("x:1", "x:2", found, params)


def x_of(found, params=DEFAULT):
    return math.fsum(part.logits for part in parts_of(found, params))


def part(found, name, params=DEFAULT):
    return next(one for one in parts_of(found, params) if one.name == name)


def turned(found):
    return replace(
        found,
        a=found.b,
        b=found.a,
        a_to_b=found.b_to_a,
        b_to_a=found.a_to_b,
        days_a=found.days_b,
        days_b=found.days_a,
    )


def _nearly_flat(seed):
    weights = 1 + 0.05 * np.random.default_rng(seed).random(8)
    return weights / weights.sum()


# --- the bins ---


@pytest.mark.parametrize(
    ("belief", "factor"),
    [
        (1e-9, -3),
        (0.16, -3),
        (1 / 6, -2),
        (0.3, -2),
        (2 / 6, -1),
        (0.49, -1),
        (0.5, -1),
        (math.nextafter(0.5, 1), 1),
        (4 / 6, 1),
        (0.7, 2),
        (5 / 6, 2),
        (0.84, 3),
        (1 - 1e-9, 3),
    ],
)
def test_six_equal_bins_and_an_edge_belongs_to_the_bin_nearer_the_middle(belief, factor):
    assert factor_of(belief) == factor


def test_the_edges_are_five_and_cut_zero_to_one_into_equal_parts():
    assert np.diff([0, *EDGES, 1]) == pytest.approx([1 / 6] * 6)


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_more_log_odds_never_give_a_lower_factor(one, other):
    low, high = sorted((one, other))
    assert factor_of(belief_of(low)) <= factor_of(belief_of(high))
    assert 0 < belief_of(low) < 1


def test_every_factor_has_a_sentence_of_its_own_that_names_no_person():
    assert set(ADVICE) == set(FACTORS)
    assert len(set(ADVICE.values())) == 6
    for sentence in ADVICE.values():
        assert "evidence" in sentence
        assert not {"he", "she", "person", "user", "dangerous", "safe"} & set(sentence.lower().split())
    assert "blocking is the likeliest outcome" in ADVICE[-3]
    assert "contact is the likeliest outcome" in ADVICE[3]
    assert "diagnosis" in CAVEAT
    assert advice(None) not in ADVICE.values()


# --- by hand ---


def test_a_pair_worked_out_by_hand():
    """Feelers .4 and .5: s = .2 + 7 · (.6/7)(.5/7) = .242857."""
    found = evidence(
        a=leaning("Feelers", 0.4),
        b=leaning("Feelers", 0.5),
        usual_same=0.2,
        hybrid=HybridSimilarity(0.3, None, 0.5, {"cs": "not embedded"}, 0.4),
        rank=0.7,
        a_to_b=letters(10, 8, positive=6, negative=1),
        b_to_a=letters(5, 2, positive=1, abusive=1),
        days_a=12.0,
    )
    by_name = {one.name: one.logits for one in parts_of(found, DEFAULT)}
    s = 0.4 * 0.5 + 7 * (0.6 / 7) * (0.5 / 7)
    classes = math.log(s / (1 - s)) - math.log(0.2 / 0.8)
    hybrid, contact, tone = 0.75 * 0.4, 0.5 * 5 / 10, 0.15 * 6 / 10
    speaks_for = classes + hybrid + contact + tone
    abuse = -(0.5 * 0.45 + 0.5 * speaks_for)
    new = -(0.6 * 0.1 + 0.6 * (0.1 / 0.4) * speaks_for / 2)
    assert by_name == pytest.approx(
        {
            "classes": classes,
            "hybrid": hybrid,
            "contact": contact,
            "tone": tone,
            "abuse": abuse,
            "one_sided": 0.0,
            "new": new,
        }
    )
    assert judge(found).belief == pytest.approx(1 / (1 + math.exp(-(speaks_for + abuse + new))))


def test_knowing_nothing_is_the_middle_and_minus_one():
    found = judge(evidence())
    assert (found.belief, found.factor) == (0.5, -1)
    assert [one.logits for one in found.parts] == [0.0] * 7


def test_the_parts_come_in_the_order_of_the_weights():
    assert tuple(one.name for one in parts_of(evidence(), DEFAULT)) == WEIGHTS


# --- properties ---


@given(evidences())
def test_parts_add_up_to_the_belief_exactly(found):
    result = judge(found)
    assert result.belief == 1 / (1 + math.exp(-math.fsum(one.logits for one in result.parts)))
    assert result.factor == factor_of(result.belief)
    assert all(one.logits == 0 for one in result.parts if one.missing is not None)
    assert all(one.found for one in result.parts)


@given(evidences(), st.sampled_from([DEFAULT, PAPER]))
def test_the_two_may_change_places(found, params):
    one, other = judge(found, params), judge(turned(found), params)
    assert (one.factor, one.belief) == (other.factor, other.belief)
    assert [p.logits for p in one.parts] == [p.logits for p in other.parts]


@given(evidences())
def test_all_but_the_classes_together_stay_short_of_the_outermost_bins(found):
    others = math.fsum(one.logits for one in parts_of(found, DEFAULT) if one.name != "classes")
    # what a warning takes back of the classes is theirs
    classes = max(0.0, part(found, "classes").logits)
    assert -math.log(5) < others + classes
    assert others < math.log(5)


@given(evidences(), st.booleans())
def test_uninformative_axes_never_give_three(found, one_only):
    flat = replace(found, a=of_classes(FLAT), b=found.b if one_only else of_classes(FLAT))
    result = judge(flat)
    assert part(flat, "classes").logits == 0
    assert result.factor in {-2, -1, 1, 2}


@given(evidences(st.integers(0, 10**6).map(_nearly_flat)))
def test_nearly_uninformative_axes_never_give_three_either(found):
    assert abs(judge(found).factor) < 3


@given(st.floats(0, 1), st.floats(0.01, 0.99), st.sampled_from(CLASSES), st.sampled_from(CLASSES))
def test_classes_alone_never_give_three(p, usual, mine, theirs):
    found = evidence(a=leaning(mine, p), b=leaning(theirs, p), usual_same=usual)
    assert abs(judge(found).factor) < 3


def test_one_class_with_contact_and_likeness_gives_plus_three():
    sure = evidence(
        a=leaning("Feelers", 0.95),
        b=leaning("Feelers", 0.95),
        a_to_b=letters(9, 9, 6),
        b_to_a=letters(9, 9, 6),
    )
    assert judge(sure).factor == 3


def test_two_classes_and_hostile_contact_give_minus_three():
    found = evidence(
        a=leaning("Feelers", 0.95),
        b=leaning("Thinkers", 0.95),
        a_to_b=letters(9, 9, 0, 8, abusive=4),
    )
    assert judge(found).factor == -3


# --- monotone in each input ---


@given(evidences(), st.permutations(range(8)), st.permutations(range(8)))
def test_classes_that_lie_more_alike_never_lower_it(found, one, other):
    turns = sorted(
        (replace(found, b=of_classes(found.b.classes[list(turn)])) for turn in (one, other)),
        key=lambda turn: same(turn.a, turn.b),
    )
    assert x_of(turns[0]) <= x_of(turns[1]) + 1e-12


@given(evidences(), st.floats(1 / 8, 1), st.floats(1 / 8, 1))
def test_against_chance_a_surer_common_class_never_lowers_it(found, one, other):
    def as_sure(p):
        return x_of(replace(found, a=leaning("Feelers", p), b=leaning("Feelers", 0.9), usual_same=1 / 8))

    low, high = sorted((one, other))
    assert as_sure(low) <= as_sure(high) + 1e-12


@given(evidences(), st.floats(0, 1), st.floats(0, 1))
def test_the_more_usual_one_class_is_the_less_it_says(found, one, other):
    low, high = sorted((one, other))
    assert x_of(replace(found, usual_same=low)) >= x_of(replace(found, usual_same=high)) - 1e-12


@given(evidences(), st.floats(0, 1), st.floats(0, 1))
def test_likeness_never_lowers_it(found, one, other):
    low, high = sorted((one, other))
    assert (
        x_of(replace(found, hybrid=ALIKE, rank=low)) <= x_of(replace(found, hybrid=ALIKE, rank=high)) + 1e-12
    )


@given(evidences(), st.integers(0, 400), st.integers(0, 400), st.integers(1, 50))
def test_more_contact_both_ways_never_lowers_it(found, n, more, back):
    def with_contact(count):
        return replace(found, a_to_b=letters(count, 0), b_to_a=letters(back, 0))

    assert x_of(with_contact(n + 1)) <= x_of(with_contact(n + 1 + more)) + 1e-12


@given(evidences(), st.data())
def test_kinder_words_never_lower_it_and_abuse_never_raises_it(found, data):
    n = data.draw(st.integers(5, 60))
    positive = data.draw(st.integers(0, n - 1))
    negative = data.draw(st.integers(0, n - 1 - positive))
    abusive = data.draw(st.integers(0, n - 1))

    def with_words(positive, negative, abusive):
        return x_of(replace(found, a_to_b=letters(n, n, positive, negative, abusive)))

    base = with_words(positive, negative, abusive)
    assert with_words(positive + 1, negative, abusive) >= base - 1e-12
    assert with_words(positive, negative + 1, abusive) <= base + 1e-12
    assert with_words(positive, negative, abusive + 1) < base


@given(evidences(), st.integers(0, 60), st.integers(0, 60))
def test_more_approaches_without_answer_never_raise_it(found, one, other):
    low, high = sorted((one, other))

    def silent(n):
        return x_of(replace(found, a_to_b=letters(100, 0, approaches=n), b_to_a=NOTHING))

    assert silent(low) >= silent(high) - 1e-12


@given(evidences(), st.floats(0, 5_000), st.floats(0, 5_000))
def test_an_older_account_never_lowers_it(found, one, other):
    low, high = sorted((one, other))
    assert x_of(replace(found, days_b=low)) <= x_of(replace(found, days_b=high)) + 1e-12


# --- warnings: the same class alone makes nothing safe ---

SAME = {"a": leaning("Feelers", 0.97), "b": leaning("Feelers", 0.97)}


def test_four_abusive_posts_outweigh_any_class():
    assert judge(evidence(**SAME)).factor == 2
    assert judge(evidence(**SAME, a_to_b=letters(9, 4, abusive=1))).belief < judge(evidence(**SAME)).belief
    assert judge(evidence(**SAME, a_to_b=letters(9, 4, abusive=4, approaches=0))).factor < 0


def test_silence_and_a_new_account_lower_it_and_say_so():
    silent = evidence(**SAME, b_to_a=letters(12, 0))
    said = part(silent, "one_sided")
    assert said.found.startswith("B approached A in 12 posts while A was posting, and A never names B")
    assert "takes back 25% of what speaks for contact" in said.found
    assert judge(silent).belief < judge(evidence(**SAME)).belief
    new = evidence(**SAME, days_b=3.0)
    assert part(new, "new").found.startswith(
        "the newer one, B, was 3 days old at its last post; takes back 22%"
    )
    assert judge(new).belief < judge(evidence(**SAME)).belief
    assert judge(evidence(**SAME, b_to_a=letters(60, 0), days_b=0.0)).factor == 1


def test_an_answer_of_any_kind_ends_the_silence_and_few_approaches_are_none():
    assert part(evidence(a_to_b=letters(50), b_to_a=letters(1)), "one_sided").logits == 0
    assert part(evidence(a_to_b=letters(2)), "one_sided").logits == 0
    assert part(evidence(a_to_b=letters(3)), "one_sided").logits < 0
    assert part(evidence(a_to_b=letters(50, approaches=0)), "one_sided").logits == 0


def test_a_warning_takes_back_what_speaks_for_contact_and_nothing_of_what_speaks_against_it():
    """Half of the likeness, .75 · .8 = .6, is taken back by one abusive post; the tone against it, -.15, stays."""
    found = evidence(rank=0.9, a_to_b=letters(5, 5, 0, 5, abusive=1, approaches=0), b_to_a=letters(1, 0))
    by_name = {one.name: one.logits for one in parts_of(found, DEFAULT)}
    speaks_for = 0.75 * 0.8 + 0.5 / 6
    assert by_name["tone"] == pytest.approx(-0.15)
    assert by_name["abuse"] == pytest.approx(-(0.5 * 0.45 + 0.5 * speaks_for))


def test_warnings_one_after_the_other_never_take_back_more_than_there_is():
    worst = evidence(**SAME, a_to_b=letters(10_000, 500, 0, 0, abusive=500), days_a=0.0)
    speaks_for = part(worst, "classes").logits
    assert x_of(worst) > -(0.45 + 0.15 + 0.1)
    assert x_of(worst) < speaks_for


@given(evidences())
def test_a_weight_of_nothing_leaves_a_consideration_out(found):
    for name in WEIGHTS:
        params = replace(DEFAULT, **{name: 0.0})
        assert part(found, name, params).logits == 0
    nothing = replace(DEFAULT, **dict.fromkeys(WEIGHTS, 0.0))
    assert judge(found, nothing).belief == 0.5


# --- what is missing ---


def test_without_classes_there_is_a_reason_and_the_rest_is_there():
    found = evidence(b=unknown(key="x:2"), a_to_b=letters(9), b_to_a=letters(9))
    for params, n_parts in ((DEFAULT, 7), (PAPER, 1)):
        result = judge(found, params)
        assert (result.factor, result.belief) == (None, None)
        assert result.missing == "B: not enough text: 3 words of its own, 200 needed"
        assert result.hybrid is ALIKE
        assert result.a_to_b.n_posts == 9
        assert len(result.parts) == n_parts
        assert result.parts[0].missing == "a class is not known of both"
    assert part(found, "contact").logits > 0
    both = judge(replace(found, a=unknown("no text at all")))
    assert both.missing == "A: no text at all; B: not enough text: 3 words of its own, 200 needed"


def test_who_names_nobody_in_the_data_is_not_said_to_be_silent():
    found = evidence(a_to_b=letters(40), b_to_a=NOBODY)
    assert part(found, "contact").missing == "B names nobody in this data"
    assert part(found, "one_sided").missing == "B names nobody in this data: an answer could not be seen"
    assert part(found, "tone").missing is None
    both = evidence(a_to_b=NOBODY, b_to_a=NOBODY)
    assert part(both, "abuse").missing == "A and B name nobody in this data"


def test_no_contact_is_a_finding_and_its_tone_is_missing():
    assert part(evidence(), "contact").missing is None
    assert part(evidence(), "contact").found == "neither names the other in this data"
    assert part(evidence(), "tone").missing == "neither names the other in this data"
    few = evidence(a_to_b=letters(9, 4, 4))
    assert part(few, "tone").missing == "4 English posts of contact in own words, 5 needed"
    none = evidence(a_to_b=letters(9, 0))
    assert part(none, "abuse").missing == "no English post of contact in own words"


def test_an_unknown_age_says_nothing_and_is_named():
    assert (
        part(evidence(days_a=None, days_b=None), "new").missing == "when the accounts were made is not known"
    )
    one = part(evidence(days_a=None), "new")
    assert one.missing == "B was 900 days old at its last post; when A was made is not known"
    assert part(evidence(days_a=None, days_b=1.0), "new").logits < 0


def test_likeness_without_parts_or_without_the_usual_is_missing():
    none = HybridSimilarity(
        None, None, None, {"ss": "few texts", "cs": "few texts", "im": "no targets"}, None
    )
    assert part(evidence(hybrid=none), "hybrid").missing == "few texts; no targets"
    lonely = replace(ALIKE, usual=None)
    assert (
        part(evidence(hybrid=lonely), "hybrid").missing
        == "what is usual takes 30 profiles, and 100 pairs with the same parts"
    )


# --- paper mode ---


@pytest.mark.parametrize(
    ("mine", "theirs", "factor", "probability"),
    [
        # both sure of one class: .9 · .9 + 7 · (.1/7)² = .811
        (leaning("Feelers", 0.9), leaning("Feelers", 0.9), 3, 0.9 * 0.9 + 7 * (0.1 / 7) ** 2),
        # of two: 1 - (2 · .9 · .1/7 + 6 · (.1/7)²) = .973
        (leaning("Feelers", 0.9), leaning("Thinkers", 0.9), -3, 1 - (2 * 0.9 * 0.1 / 7 + 6 * (0.1 / 7) ** 2)),
        # one class, hardly sure of it: .3 · .3 + 7 · .01 = .16
        (leaning("Feelers", 0.3), leaning("Feelers", 0.3), 1, 0.16),
        (leaning("Feelers", 0.7), leaning("Feelers", 0.7), 2, 0.49 + 7 * (0.3 / 7) ** 2),
        # half in each of two, of which another comes first: 1 - .5 = .5
        (of_classes([0.5, 0.5, 0, 0, 0, 0, 0, 0]), of_classes([0.49, 0.51, 0, 0, 0, 0, 0, 0]), -2, 0.5),
    ],
)
def test_paper_mode_by_hand(mine, theirs, factor, probability):
    result = judge(evidence(a=mine, b=theirs, a_to_b=letters(9, 9, abusive=9)), PAPER)
    assert result.factor == factor
    assert result.belief == pytest.approx(probability)
    assert [one.name for one in result.parts] == ["classes"]
    assert result.belief == pytest.approx(belief_of(result.parts[0].logits))


def test_paper_mode_says_minus_three_of_nearly_everybody_who_is_unknown():
    result = judge(evidence(a=of_classes(FLAT), b=of_classes(np.roll(_nearly_flat(3), 5))), PAPER)
    assert result.factor == -3


@pytest.mark.parametrize(
    ("probability", "size"), [(1e-6, 1), (1 / 3, 1), (0.34, 2), (2 / 3, 2), (0.67, 3), (1, 3)]
)
def test_thirds_and_their_edges(probability, size):
    assert paper_factor(probability, is_same=True) == size
    assert paper_factor(probability, is_same=False) == -size


@given(evidences())
def test_the_statement_of_paper_mode_is_one_of_equal_leading_classes(found):
    result = judge(found, PAPER)
    is_same = found.a.leading == found.b.leading
    assert (result.factor > 0) == is_same
    s = same(found.a, found.b)
    assert result.belief == pytest.approx(s if is_same else 1 - s, abs=1e-5)


@given(st.floats(0, 1))
def test_log_odds_stay_finite(p):
    assert -14 < logit(p) < 14


@given(directions(), directions())
def test_no_contact_at_all_is_said_so(one, other):
    found = evidence(a_to_b=one, b_to_a=other)
    sides = [d.tone for d in (one, other) if d.tone is not None]
    has_posts = any(tone.n_posts for tone in sides)
    assert (part(found, "abuse").missing is None) == any(tone.n_read for tone in sides)
    assert has_posts or part(found, "tone").missing
