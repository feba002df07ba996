"""A sound and a text as vectors: what they tell apart, and what is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.persona.media.mel import N_BANDS, RATE, SOUND_LENGTH, sound_vector
from core.persona.media.word_vector import word_vector


def tone(hertz, seconds=2.0, loud=0.5):
    return loud * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)


def test_a_higher_tone_is_in_a_higher_band():
    places = [
        int(sound_vector(tone(hertz))[:N_BANDS].argmax()) for hertz in (200, 500, 1000, 2000, 4000, 7000)
    ]
    assert places == sorted(set(places))


def test_a_band_is_where_its_pitch_is():
    """By hand: 2000 Hz is 1521 mel; 42 points from 92 to 2840 stand 67.0 apart: 21.3 steps up is nearest to band 20."""
    assert int(sound_vector(tone(2000))[:N_BANDS].argmax()) == 20


@pytest.mark.parametrize("beat", [1.0, 2.0, 3.5, 6.0, 10.0])
def test_a_beat_is_in_its_rhythm(beat):
    clock = np.arange(4 * RATE) / RATE
    samples = tone(600, 4.0) * ((clock * beat) % 1 < 0.5)
    rhythms = sound_vector(samples)[2 * N_BANDS :]
    assert (int(rhythms.argmax()) + 1) / 2 == beat
    assert float(rhythms.sum()) == pytest.approx(1, abs=1e-5)


def test_twice_as_loud_is_the_same_rhythm_and_louder_bands():
    rng = np.random.default_rng(0)
    samples = 0.2 * rng.normal(size=2 * RATE)
    one, two = sound_vector(samples), sound_vector(2 * samples)
    np.testing.assert_allclose(two[:N_BANDS] - one[:N_BANDS], np.log(4), atol=1e-2)
    np.testing.assert_allclose(two[N_BANDS:], one[N_BANDS:], atol=1e-2)


def test_a_long_sound_is_worked_off_in_pieces_with_the_same_result():
    samples = np.random.default_rng(1).normal(size=35 * RATE)  # more than one piece of 30 s
    bands = sound_vector(samples)[:N_BANDS]
    by_halves = [sound_vector(half)[:N_BANDS] for half in np.array_split(samples, 2)]
    np.testing.assert_allclose(bands, np.mean(by_halves, 0), atol=1e-3)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0),
        np.zeros(RATE),
        np.full(RATE, 1e-9),
        tone(300, 0.4),
        np.full(RATE, np.nan),
        np.full(RATE, np.inf),
    ],
)
def test_what_cannot_be_heard_is_missing(samples):
    assert sound_vector(samples) is None


@given(st.integers(RATE // 2, 2 * RATE), st.integers(0, 2**32 - 1), st.floats(1e-4, 1e3))
def test_every_sound_has_finite_values_of_one_length(n, seed, loud):
    found = sound_vector(loud * np.random.default_rng(seed).normal(size=n))
    assert found.shape == (SOUND_LENGTH,)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


@given(st.text())
def test_a_text_is_a_vector_of_length_one_or_missing(text):
    found = word_vector(text)
    assert found is None or float(np.linalg.norm(found)) == pytest.approx(1, abs=1e-5)


@given(st.lists(st.sampled_from(["sea", "garden", "лес", "海洋", "été"]), min_size=1), st.randoms())
def test_the_order_of_words_does_not_matter(words, rng):
    shuffled = list(words)
    rng.shuffle(shuffled)
    one, two = word_vector(" ".join(words)), word_vector("  ".join(shuffled).upper())
    assert (one is None and two is None) or np.array_equal(one, two)


def test_other_words_are_another_vector():
    assert float(word_vector("kitchen garden sofa") @ word_vector("airport ticket train")) < 0.5
    assert word_vector("garden", 1).shape == (1,)
    assert word_vector("\ud800\ud800") is None  # half a character is no letter
