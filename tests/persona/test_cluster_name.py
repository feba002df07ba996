"""What clusters say more than others, and what they may be called."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from core.model.persona import CLASSES
from core.persona.cluster_name import class_words, suggestions
from core.persona.cluster_term import cluster_terms
from tests.persona.counting import counts

COMMON = {f"und{at}": 40 for at in range(20)}
TWO = np.array([0, 0, 0, 1, 1, 1])


def speakers(*own):
    return counts(*[{**COMMON, **words} for words in own])


def test_a_cluster_is_told_by_what_its_profiles_say_more_than_the_others():
    words = speakers(*[{"sea": 12, "boat": 7}] * 3, *[{"hill": 15, "goat": 6}] * 3)
    assert cluster_terms(words, TWO) == (("sea", "boat"), ("hill", "goat"))


def test_one_loud_profile_does_not_name_its_cluster():
    words = speakers({"sea": 9, "me": 9_000}, {"sea": 9}, {"sea": 9}, *[{"hill": 9}] * 3)
    assert cluster_terms(words, TWO) == (("sea",), ("hill",))


def test_a_quarter_of_a_large_cluster_must_use_a_term():
    labels = np.repeat([0, 1], [12, 12])
    some = [{"sea": 9, "rare": 20} if at < 2 else {"sea": 9} for at in range(12)]
    assert cluster_terms(speakers(*some, *[{"hill": 9}] * 12), labels)[0] == ("sea",)
    more = [{"sea": 9, "rare": 20} if at < 3 else {"sea": 9} for at in range(12)]
    assert set(cluster_terms(speakers(*more, *[{"hill": 9}] * 12), labels)[0]) == {"sea", "rare"}


def test_a_cluster_of_one_is_told_by_that_one():
    words = speakers({"sea": 30}, *[{"hill": 9}] * 5)
    assert cluster_terms(words, np.array([1, 0, 0, 0, 0, 0]))[1] == ("sea",)


def test_who_says_more_has_no_more_say():
    # both say "sea" with every tenth word; the one a hundred times as often
    quiet, loud = {"sea": 10, "und": 90}, {"sea": 1_000, "und": 9_000}
    other = {"hill": 10, "und": 90}
    once = cluster_terms(counts(quiet, quiet, other, other), np.array([0, 0, 1, 1]))
    assert cluster_terms(counts(quiet, loud, other, other), np.array([0, 0, 1, 1])) == once


@pytest.mark.parametrize("word", ["море", "海岸", "بحر", "größe", "🌊", "दुनिया"])
def test_terms_of_any_language_are_named(word):
    words = speakers(*[{word: 12}] * 3, *[{"hill": 12}] * 3)
    assert cluster_terms(words, TWO)[0] == (word,)


def test_words_to_be_passed_over_and_endless_ones_are_not_named():
    words = speakers(*[{"sea": 12, "the": 30, "x" * 41: 30}] * 3, *[{"hill": 12}] * 3)
    assert cluster_terms(words, TWO, ignored={"the"})[0] == ("sea",)


def test_at_most_so_many_terms_are_named_and_ties_are_in_their_order():
    words = speakers(*[{f"w{at:02d}": 12 for at in range(30)}] * 3, *[{"hill": 12}] * 3)
    assert cluster_terms(words, TWO, 4)[0] == ("w00", "w01", "w02", "w03")


def test_of_many_ties_the_first_in_their_order_are_named_whatever_order_the_columns_are_in():
    names = [f"w{at:03d}" for at in range(120)]
    for said in (names, names[::-1]):
        words = speakers(*[dict.fromkeys(said, 12)] * 3, *[{"hill": 900}] * 3)
        turned = words.names.take(np.arange(len(words.names))[::-1])
        back = type(words)(turned, words.rows[:, np.arange(len(words.names))[::-1]], words.weights)
        for one in (words, back):
            assert cluster_terms(one, TWO, 4)[0] == ("w000", "w001", "w002", "w003")


def slow_terms(rows, labels, number, n_terms):
    """Name terms by the formula of Monroe et al., entry by entry; rows are counts by term."""
    roots = [{term: math.sqrt(n) for term, n in row.items()} for row in rows]
    usual = np.median([sum(row.values()) for row in roots if row])
    level = [{term: n * usual / sum(row.values()) for term, n in row.items()} for row in roots]
    terms = sorted(set().union(*rows))
    whole = {term: sum(row.get(term, 0.0) for row in level) for term in terms}
    n_saying = sum(bool(row) for row in rows)
    inner = {
        term: sum(row.get(term, 0.0) for row, at in zip(level, labels, strict=True) if at == number)
        for term in terms
    }
    a = {term: inner[term] + whole[term] / n_saying for term in terms}
    b = {term: whole[term] - inner[term] + whole[term] / n_saying for term in terms}
    size = sum(at == number for at in labels)
    found = []
    for term in terms:
        odds = [side[term] / (sum(side.values()) - side[term] + 1) for side in (a, b)]
        z = math.log(odds[0] / odds[1]) / math.sqrt(1 / a[term] + 1 / b[term])
        n_users = sum(term in row for row, at in zip(rows, labels, strict=True) if at == number)
        if z >= 1.645 and n_users >= max(min(2, size), math.ceil(size / 4)):
            found.append((-round(z, 9), term))
    return tuple(term for _, term in sorted(found)[:n_terms])


@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(1, 400), max_size=9),
        min_size=2,
        max_size=14,
    ).filter(any),
    st.integers(1, 3),
    st.integers(1, 5),
)
def test_terms_are_those_of_the_formula_entry_by_entry(rows, n, n_terms):
    labels = np.array([at % n for at in range(len(rows))])
    found = cluster_terms(counts(*rows), labels, n_terms)
    assert found == tuple(slow_terms(rows, labels, number, n_terms) for number in range(len(found)))


def test_a_term_of_a_z_short_of_the_bound_is_not_named():
    """By the slow formula "sea" has 1.38, "boat" 2.16."""
    rows = [{**COMMON, "sea": 20, "boat": 60}] * 2 + [{**COMMON, "sea": 2, "boat": 3}] * 2
    labels = np.array([0, 0, 1, 1])
    assert cluster_terms(counts(*rows), labels)[0] == slow_terms(rows, labels, 0, 9) == ("boat",)


def test_who_is_in_no_cluster_is_part_of_the_others():
    words = speakers(*[{"sea": 12}] * 3, *[{"sea": 12}] * 3)
    assert cluster_terms(words, np.array([0, 0, 0, -1, -1, -1])) == ((),)
    assert cluster_terms(words, np.full(6, -1)) == ()


@given(
    st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 50)), min_size=1, max_size=12),
    st.integers(1, 4),
)
def test_a_named_term_is_used_by_two_of_the_cluster_and_more_than_by_the_others(rows, n):
    labels = np.array([at % n for at in range(len(rows))])
    for number, terms in enumerate(cluster_terms(counts(*rows), labels)):
        for term in terms:
            inside = [row for at, row in enumerate(rows) if labels[at] == number]
            assert sum(term in row for row in inside) >= min(2, len(inside))
            share = [
                np.mean([row.get(term, 0) / sum(row.values()) for row in side if row] or [0])
                for side in (inside, [row for at, row in enumerate(rows) if labels[at] != number])
            ]
            assert share[0] > share[1]


LISTS = {"Extroverts": ["party", "crowd"], "Thinkers": ["proof", "logic"], "Feelers": ["heart", "tears"]}


def test_clusters_within_which_all_speak_alike_are_named_too():
    """Nothing varies within: that is no reason to say nothing."""
    words = counts(*[{"party": 50, "proof": 10}] * 3, *[{"party": 10, "proof": 50}] * 3)
    assert [one.label for one in suggestions(words, TWO, LISTS)] == ["Extroverts", "Thinkers"]
    alike = counts(*[{"party": 50, "proof": 10}] * 6)
    assert [one.label for one in suggestions(alike, TWO, LISTS)] == [None, None]


@given(st.integers(0, 10**6))
def test_no_class_is_suggested_twice(seed):
    rng = np.random.default_rng(seed)
    words = [
        dict(zip(("party", "proof", "heart"), (1 + rng.poisson(100 * shares)).tolist(), strict=True))
        for shares in rng.dirichlet(np.full(3, 0.5), 4)
        for _ in range(3)
    ]
    said = [one.label for one in suggestions(counts(*words), np.repeat(np.arange(4), 3), LISTS) if one.label]
    assert len(said) == len(set(said))


def test_who_uses_too_few_words_of_the_lexicon_gives_no_reasons_either():
    words = [{"party": 50 + n, "proof": 10} for n in range(3)] + [{"crowd": 5, "und": 3}] * 2
    words += [{"party": 10, "proof": 50 + n} for n in range(3)]
    found = suggestions(counts(*words), np.repeat([0, 1], [5, 3]), LISTS)[0]
    assert (found.label, found.reasons) == ("Extroverts", ("party",))


@given(st.integers(0, 10**6), st.integers(0, 25))
def test_how_far_a_cluster_is_ahead_is_students_t_and_two_are_needed(seed, apart):
    rng = np.random.default_rng(seed)
    draws = [(50 + apart + int(n), 50) for n in rng.integers(-20, 20, 4)]
    draws += [(50, 50 + apart + int(n)) for n in rng.integers(-20, 20, 3)]
    words = [{"party": party, "proof": proof} for party, proof in draws]
    shares = np.array([party / (party + proof) for party, proof in draws])
    t = ttest_ind(shares[:4], shares[4:]).statistic
    found = suggestions(counts(*words), np.array([0] * 4 + [1] * 3), LISTS)[0]
    if t >= 2:
        assert (found.label, found.z) == ("Extroverts", pytest.approx(t))
    else:
        assert found.label in ({None, "Thinkers"} if t <= -2 else {None})


def lexical(*own):
    return [counts(*own), LISTS]


def test_each_cluster_is_called_by_what_its_words_speak_for():
    words = [{"party": 50 + n, "proof": 10, "crowd": 5} for n in range(3)]
    words += [{"party": 10, "proof": 50 + n, "logic": 5} for n in range(3)]
    one, other = suggestions(*[counts(*words), TWO, LISTS])
    assert (one.label, one.reasons) == ("Extroverts", ("party", "crowd"))
    assert (other.label, other.reasons) == ("Thinkers", ("proof", "logic"))
    assert min(one.z, other.z) > 2


def test_no_class_is_suggested_twice_and_the_assignment_is_the_best_of_all():
    # both clusters speak for extroverts most, the first by far; the second also for thinkers
    labels = np.repeat([0, 1, 2], 4)
    words = [{"party": 80 + n, "proof": 10, "heart": 10} for n in range(4)]
    words += [{"party": 45 + n, "proof": 45, "heart": 10} for n in range(4)]
    words += [{"party": 10 + n, "proof": 10, "heart": 80} for n in range(4)]
    assert [one.label for one in suggestions(counts(*words), labels, LISTS)] == [
        "Extroverts",
        "Thinkers",
        "Feelers",
    ]


def test_a_cluster_whose_words_are_not_the_lexicons_has_no_suggestion():
    words = [{"party": 50 + n, "proof": 10} for n in range(3)] + [{"море": 500, "hill": 90}] * 3
    found = suggestions(counts(*words), TWO, LISTS)
    assert [(one.label, one.reasons, one.z) for one in found] == [(None, (), None)] * 2


def test_words_that_another_language_happens_to_spell_alike_say_nothing():
    spanish = [{"club": 30 + n, "party": 20, "tener": 900, "hacer": 900} for n in range(3)]
    english = [{"proof": 40 + n, "party": 10, "table": 200} for n in range(3)]
    assert suggestions(counts(*spanish, *english), TWO, LISTS)[0].label is None


def test_twenty_words_of_the_lexicon_are_needed():
    labels = np.array([0, 0, 1, 1])
    rows = [
        {"party": 16, "proof": 3},
        {"party": 15, "proof": 4},
        {"party": 3, "proof": 16},
        {"party": 4, "proof": 15},
    ]
    assert [one.label for one in suggestions(counts(*rows), labels, LISTS)] == [None, None]
    more = [{**row, "party": row["party"] + 1} for row in rows]
    assert [one.label for one in suggestions(counts(*more), labels, LISTS)] == ["Extroverts", "Thinkers"]


def test_one_profile_alone_is_not_called_anything():
    words = [{"party": 50}, *[{"party": 10, "proof": 50 + n} for n in range(5)]]
    assert suggestions(counts(*words), np.array([1, 0, 0, 0, 0, 0]), LISTS)[1].label is None


def test_clusters_that_speak_alike_have_no_suggestion():
    assert [one.label for one in suggestions(counts(*[{"party": 30, "proof": 30}] * 6), TWO, LISTS)] == [
        None,
        None,
    ]


def test_one_loud_profile_is_no_reason():
    words = [{"party": 30 + n, "proof": 10} for n in range(3)] + [
        {"party": 10, "proof": 50 + n} for n in range(3)
    ]
    words[0]["crowd"] = 40
    assert suggestions(counts(*words), TWO, LISTS)[0].reasons == ("party",)


def test_more_clusters_than_classes_leave_some_without_a_name():
    labels = np.repeat(range(5), 3)
    rows = [
        {"party": 20 + 9 * at + n, "proof": 60 - 9 * at, "heart": 30} for at in range(5) for n in range(3)
    ]
    found = [one.label for one in suggestions(counts(*rows), labels, LISTS)]
    named = [label for label in found if label]
    assert len(named) == len(set(named)) <= 3
    assert None in found


@pytest.mark.parametrize("labels", [[], [-1, -1]])
def test_without_clusters_nothing_is_suggested(labels):
    assert suggestions(counts(*[{"party": 30}] * len(labels)), np.array(labels, dtype=int)) == ()


def test_our_lexicon_has_words_for_every_class_and_none_twice():
    listed = class_words()
    assert tuple(listed) == CLASSES
    assert all(len(words) > 50 for words in listed.values())
    assert len(set().union(*listed.values())) == sum(map(len, listed.values()))


def test_our_lexicon_names_those_who_party_and_those_who_are_alone():
    out = [{"party": 40 + n, "friend": 30, "dance": 20, "table": 10, "why": 5} for n in range(3)]
    alone = [{"alone": 40 + n, "lonely": 30, "solitude": 20, "table": 10, "why": 5} for n in range(3)]
    found = suggestions(counts(*out, *alone), TWO)
    assert [one.label for one in found] == ["Extroverts", "Introverts"]
    assert found[1].reasons[0] == "alone"
