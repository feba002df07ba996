"""What pictures and videos add to a persona: words move the axes, a network moves the classes, and nothing else does."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Missing, Portrait, Profile
from core.model.meaning import Meaning
from core.model.persona import AXES, CLASSES
from core.persona.lexicon import lexicon
from core.persona.trait import MIN_WORDS, trait_names
from core.safety.people import MEDIA_WEIGHT, persona_of
from core.safety.spoken import spoken
from core.safety.weight import SafetyParams
from tests.persona.writing import made_model, many, sketch
from tests.safety.tied import media, shares, vectors

MODEL = made_model(3)
NO_MODEL = Missing("no model of the axes is installed: train one")
CATEGORY = lexicon()[0]
LONG = many(60)
SHORT = many(5)
PLANTED = [
    f"{' '.join(sorted(CATEGORY.words)[:8])} we walked to the harbour today {'ab' * (n + 1)}"
    for n in range(40)
]


def portrait(texts, shown=None, language="en", meaning=None):
    profile = Profile("x:1", "x", "1")
    return Portrait(
        profile,
        "mark",
        len(texts),
        None,
        None,
        {},
        None,
        None,
        sketch(texts, language),
        meaning=meaning,
        media=shown,
    )


def read(texts, shown=None, weight=MEDIA_WEIGHT, model=MODEL, **more):
    return persona_of(portrait(texts, shown, **more), model, weight)


def parts(found, axis):
    return {one.trait: one for one in found.axes[axis].parts}


def test_without_media_there_is_nothing_of_them():
    assert read(LONG).media is None


def test_words_planted_in_speech_move_an_axis_as_the_same_words_in_posts_do():
    trait = CATEGORY.name
    alone, posted = read(LONG), read(LONG + PLANTED)
    said = read(LONG, media(PLANTED))
    for axis in range(len(AXES)):
        told = said.media.axis_bits[axis]
        assert told == said.axes[axis].bits - alone.axes[axis].bits
        assert parts(said, axis)[trait].value == pytest.approx(parts(posted, axis)[trait].value)
        assert parts(said, axis)[trait].bits == pytest.approx(parts(posted, axis)[trait].bits, rel=0.02)
    moved = [parts(said, axis)[trait].bits - parts(alone, axis)[trait].bits for axis in range(4)]
    assert max(map(abs, moved)) > 0.05
    assert said.media.n_words == int(spoken(media(PLANTED)).counts.sum()) > 300
    assert (said.n_words, said.n_texts) == (alone.n_words, alone.n_texts)


def test_what_is_said_leaves_how_the_posts_are_written_alone():
    shouted = [f"{text.upper()}!!! :) #{n}" for n, text in enumerate(PLANTED)]
    alone, said = read(LONG), read(LONG, media(shouted))
    names = {category.name for category in lexicon()}
    for axis in range(len(AXES)):
        before, after = parts(alone, axis), parts(said, axis)
        assert all(after[trait] == before[trait] for trait in before if trait not in names)
        assert set(after) == set(trait_names())


def test_too_few_posts_become_readable_by_what_is_said_and_it_can_be_told():
    assert read(SHORT).axes == ()
    found = read(SHORT, media(PLANTED))
    assert found.missing is None
    assert len(found.axes) == 4
    assert found.media.axis_bits is None
    assert found.n_words < MIN_WORDS <= found.n_words + found.media.n_words
    # of so few posts nobody can say how they are written: only the lexicon is read
    assert set(parts(found, 0)) == {category.name for category in lexicon()}
    assert all(math.isfinite(one.value) for one in found.axes[0].parts)
    assert all(0 < axis.low <= axis.share <= axis.high < 1 for axis in found.axes)


def test_too_few_words_of_both_say_how_many_of_each():
    found = read(SHORT, media(PLANTED[:3]))
    n = int(spoken(media(PLANTED[:3])).counts.sum())
    assert found.missing == (
        f"not enough text: {found.n_words} words in distinct posts of its own and {n} in its media, 300 needed"
    )
    assert (found.classes, found.leading, found.media.axis_bits) == (None, None, None)


def test_posts_of_another_language_are_left_out_and_speech_is_read():
    spanish = [f"buenos días a todos los amigos de la ciudad {n}" for n in range(60)]
    assert read(spanish, language="es").missing.startswith("not enough English text")
    found = read(spanish, media(PLANTED), language="es")
    assert found.missing is None
    english = read([], media(PLANTED))
    assert [axis.bits for axis in found.axes] == [axis.bits for axis in english.axes]


def test_where_a_third_of_the_posts_are_english_they_are_left_out_with_the_rest():
    posts = [f"buenos días a todos los amigos de la ciudad {n}" for n in range(40)] + LONG[:20]
    found = read(posts, media(PLANTED), language=["es"] * 40 + ["en"] * 20)
    english = read([], media(PLANTED))
    assert [repr(axis) for axis in found.axes] == [repr(axis) for axis in english.axes]
    assert found.n_words == 0


def test_what_so_few_posts_mean_does_not_count():
    meant = Meaning(np.ones(4, np.float32), 5, 5, "tiny")
    model = made_model(3, meaning=4)
    one, other = (read(SHORT, media(PLANTED), model=model, meaning=given) for given in (meant, None))
    assert repr(one) == repr(other)
    assert repr(read(LONG, model=model, meaning=meant)) != repr(read(LONG, model=model))


def test_speech_of_another_language_moves_nothing():
    alone = read(LONG)
    found = read(LONG, media(["los amigos caminan por la playa con la familia"] * 3, {"es": 3}))
    assert repr(replace(found, media=None)) == repr(alone)
    assert (found.media.n_words, found.media.axis_bits) == (0, (0.0,) * 4)


def test_the_classes_are_pooled_by_hand_and_the_parts_are_told():
    alone = read(LONG)
    found = read(LONG, media(classes=shares("Judgers", 0.9), network="n1", n_judged=1))
    network = np.array([shares("Judgers", 0.9)[name] for name in CLASSES])
    assert found.classes == pytest.approx(0.75 * alone.classes + 0.25 * network)
    assert found.media.classes == pytest.approx(network)
    assert found.media.text_classes.tolist() == alone.classes.tolist()
    assert (found.media.weight, found.media.network) == (0.25, "n1")
    assert found.leading == CLASSES[int(found.classes.argmax())]
    assert [repr(axis) for axis in found.axes] == [repr(axis) for axis in alone.axes]
    assert read(LONG, media(classes=shares("Judgers", 0.9)), weight=1.0).leading == "Judgers"


@pytest.mark.parametrize("model", [MODEL, NO_MODEL])
def test_with_too_little_text_the_network_alone_says_little(model):
    found = read(SHORT, media(classes=shares("Thinkers", 1.0)), model=model)
    assert found.classes == pytest.approx(
        np.where(np.arange(8) == CLASSES.index("Thinkers"), 0.34375, 0.09375)
    )
    assert found.leading == "Thinkers"
    assert found.axes == ()
    assert found.missing
    assert found.media.text_classes is None


def test_a_weight_of_nothing_turns_the_network_off():
    judged = media(classes=shares("Thinkers", 1.0))
    for texts in (LONG, SHORT):
        found = read(texts, judged, weight=0.0)
        assert repr(replace(found, media=None)) == repr(read(texts))
        assert found.media.weight == 0
        assert found.media.classes is not None


def test_shares_of_other_classes_do_not_count():
    found = read(LONG, media(classes={"face": 0.5, "no face": 0.5}, network="n2"))
    assert repr(replace(found, media=None)) == repr(read(LONG))
    assert (found.media.classes, found.media.network) == (None, None)


def test_the_weight_is_the_documented_one():
    assert SafetyParams().media_weight == MEDIA_WEIGHT == 0.25


@given(st.integers(1, 50), st.integers(0, 50), st.booleans())
def test_files_of_which_nothing_is_known_change_nothing_but_their_number(n_files, n_failed, is_long):
    texts = LONG if is_long else SHORT
    found = read(texts, media(n_files=n_files, n_failed=min(n_files, n_failed)))
    assert repr(replace(found, media=None)) == repr(read(texts))
    assert found.media.n_files == n_files
    assert (found.media.n_words, found.media.weight, found.media.classes) == (0, 0.0, None)
    assert found.media.axis_bits == ((0.0,) * 4 if is_long else None)


@given(st.integers(0, 2**32))
def test_no_vector_moves_an_axis_or_a_class(seed):
    assert repr(replace(read(LONG, media(vectors=vectors(seed))), media=None)) == repr(read(LONG))


def test_the_order_of_files_does_not_matter():
    one, other = (read(SHORT, media(words)) for words in (PLANTED, PLANTED[::-1]))
    assert repr(one) == repr(other)
