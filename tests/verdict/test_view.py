"""What the three views see: each against a slow twin that knows nothing but the posts' portraits."""

from collections import Counter
from itertools import combinations
from math import log, sqrt

import numpy as np
import pytest

from core.block import Block
from core.census import Census
from core.content.style import N_GRAMS, deviations
from core.errors import CancelledError
from core.keys import own_keys
from core.learning import fit_reference
from core.model import Profile, Timeline
from core.portrait import draw_portrait
from core.schema import posts_table
from core.verdict.view import MENTIONS, STYLE, VIEWS, WORDS, Scarcity, each
from tests.corpus import post
from tests.verdict.village import BRIEF, LONELY, REPEATING, TWINS


@pytest.fixture(scope="module")
def portraits(drawn):
    return drawn[:12]


@pytest.fixture(scope="module")
def reference(portraits):
    return fit_reference(portraits)


@pytest.fixture(scope="module")
def pairs(portraits):
    return np.array(list(combinations(range(len(portraits)), 2)))


def _cosine(a, b):
    length = sqrt(sum(value**2 for value in a.values()) * sum(value**2 for value in b.values()))
    return sum(value * b[name] for name, value in a.items() if name in b) / length if length else 0.0


def _weighed(counts, having, n, power):
    return {
        name: (1 + log(count)) * (log((n + 1) / having[name]) ** power if having[name] > 1 else 0.0)
        for name, count in counts.items()
    }


def test_a_shared_name_weighs_what_the_formula_says():
    weights = Scarcity(Census.of({"a": 2, "b": 1, "c": 3}), 3, 2.0).weights(["a", "b", "c", "unheard of"])
    assert weights.tolist() == pytest.approx([log(2) ** 2, 0, log(4 / 3) ** 2, 0])


def test_a_count_beyond_all_profiles_weighs_as_one_of_all():
    weights = Scarcity(Census.of({"a": 9}), 3, 1.0).weights(["a"])
    assert weights.tolist() == pytest.approx([log(4 / 3)])


def test_words_are_those_of_a_slow_twin(portraits, reference, pairs):
    counts = [
        dict(zip(one.content.words.terms, one.content.words.counts.tolist(), strict=True))
        for one in portraits
    ]
    having = Counter(term for terms in counts for term in terms)
    laid = [_weighed(terms, having, len(portraits), 2) for terms in counts]
    found = WORDS.look(Block(portraits), pairs, reference)
    assert found.evidence.tolist() == [sum(terms.values()) for terms in counts]
    assert found.values.tolist() == pytest.approx([_cosine(laid[a], laid[b]) for a, b in pairs])
    assert (found.values > 0).sum() > 10


def test_mentions_are_those_of_a_slow_twin(portraits, reference, pairs):
    counts = []
    for one in portraits:
        summed = one.audience.weights.sum(axis=1).tolist()
        named = dict(zip(one.audience.targets, summed, strict=True))
        own = own_keys(one.profile)
        counts.append({target: n for target, n in named.items() if target not in own})
    having = Counter(target for targets in counts for target in targets)
    laid = [_weighed(targets, having, len(portraits), 3) for targets in counts]
    found = MENTIONS.look(Block(portraits), pairs, reference)
    assert found.evidence.tolist() == [sum(targets.values()) for targets in counts]
    lonely = [portraits[a].profile.key == LONELY or portraits[b].profile.key == LONELY for a, b in pairs]
    expected = [
        np.nan if alone else _cosine(laid[a], laid[b]) for (a, b), alone in zip(pairs, lonely, strict=True)
    ]
    assert found.values.tolist() == pytest.approx(expected, nan_ok=True)
    assert np.isnan(found.values).sum() == len(portraits) - 1


def test_style_is_the_cosine_of_deviations_of_grams(portraits, reference, pairs):
    grams = [deviations(one.content.style, reference.style_scale)[:N_GRAMS] for one in portraits]
    found = STYLE.look(Block(portraits), pairs, reference)
    few = {BRIEF, REPEATING}
    for (a, b), value in zip(pairs, found.values.tolist(), strict=True):
        if {portraits[a].profile.key, portraits[b].profile.key} & few:
            assert np.isnan(value)
        else:
            length = np.linalg.norm(grams[a]) * np.linalg.norm(grams[b])
            assert value == pytest.approx(grams[a] @ grams[b] / length)


def test_one_hand_is_more_alike_than_any_other_two_in_every_view(portraits, reference, pairs):
    keys = [one.profile.key for one in portraits]
    at = [{keys[a], keys[b]} == set(TWINS) for a, b in pairs].index(True)
    copies = [{keys[a], keys[b]} == {"x:2", "x:3"} for a, b in pairs]
    for raw in each(Block(portraits), pairs, reference):
        assert raw.values[at] == np.nanmax(np.where(copies, np.nan, raw.values))


def _portrait(key, texts):
    posts = [post(key, n, text=text) for n, text in enumerate(texts)]
    return draw_portrait(Timeline(Profile(key, "x", key[2:]), posts_table(posts).to_pandas(), key))


def test_handles_links_and_hashtags_are_no_words():
    marks = "@ann https://a.example/story #harbour"
    words = ["".join(np.random.default_rng(n).choice(list("bdfgklmnprstv"), 6)) for n in range(400)]
    ours = [_portrait("x:1", [f"{marks} {word}" for word in words[:200]])]
    ours.append(_portrait("x:2", [f"{marks} {word}" for word in words[200:]]))
    found = WORDS.look(Block(ours), np.array([[0, 1]]), fit_reference(ours))
    assert found.evidence.tolist() == [200, 200]
    assert found.values.tolist() == [0.0]


def test_a_profile_without_a_post_misses_every_view():
    empty = draw_portrait(Timeline(Profile("x:1", "x"), posts_table([]).to_pandas(), ""))
    other = draw_portrait(Timeline(Profile("x:2", "x"), posts_table([]).to_pandas(), ""))
    for raw in each(Block([empty, other]), np.array([[0, 1]]), fit_reference([empty, other])):
        assert np.isnan(raw.values).all()
        assert raw.evidence.tolist() == [0, 0]


def test_the_block_is_told_how_far_it_is_and_stops_when_asked(portraits, reference, pairs):
    told = []
    each(Block(portraits, progress=told.append), pairs, reference)
    assert told == [n / len(VIEWS) for n in range(len(VIEWS))]
    with pytest.raises(CancelledError):
        each(Block(portraits, cancelled=lambda: True), pairs, reference)
