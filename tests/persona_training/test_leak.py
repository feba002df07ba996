"""Words that tell the label: planted in every text they gain nothing, and without the mask they would."""

import numpy as np
import pytest

from core.persona_training.axis_section import MEANING, TRAITS
from core.persona_training.feature import meanings, timeline
from core.persona_training.figure import figures
from core.persona_training.learner import LEARNERS, LOGISTIC
from core.persona_training.material import material
from core.persona_training.reading import Corpus, read_writers
from core.persona_training.trial import TrialParams, plain_way, run_trials
from core.persona_training.writer import Writer
from tests.persona_training.made_encoder import WordEncoder
from tests.persona_training.made_writers import letters, made_corpus

ONE = next(learner for learner in LEARNERS if learner.key == LOGISTIC)
FEW = TrialParams(n_folds=4, n_repeats=1, n_inner=2, n_draws=100)
TOLD = {"E": "extraverted", "I": "introvert", "S": "sensors", "N": "intuitives", "T": "Thinking", "F": "feeling", "J": "judger", "P": "perceiving"}  # fmt: skip


def planted(shares):
    """Say a type in all the ways in which people say it."""
    name = letters(shares)
    poles = " ".join(TOLD[letter] for letter in name)
    return f"as an {name} (#team{name}, {name.lower()}s, {name[0]}-{name[1]}-{name[2]}-{name[3]}, xx{name[2:]}) I am {poles}"


def accuracies(corpus, *, is_masked):
    found = material(corpus, is_masked=is_masked)
    vectors = meanings(found.writers, WordEncoder(), is_masked=is_masked)
    ways = [plain_way(ONE, TRAITS, found.values, 0), plain_way(ONE, MEANING, vectors, 0)]
    outcomes = run_trials(ways, found.shares, found.people, FEW)
    one = np.ones((1, len(found.people)))
    return {
        features: np.array(
            [
                figures(outcomes[axis, features, LOGISTIC].said, found.shares[:, at], one)["accuracy"][0]
                for at, axis in enumerate(("E/I", "S/N", "T/F", "J/P"))
            ]
        )
        for features in (TRAITS, MEANING)
    }


def test_planted_types_gain_nothing_and_would_without_the_mask():
    told = made_corpus(64, planted=planted)
    masked, bare = (accuracies(told, is_masked=one) for one in (True, False))
    assert bare[MEANING].min() > 0.95
    # of 64 coins 95 % fall between 24 and 40; four axes
    assert masked[MEANING].max() < 0.72
    assert masked[MEANING].mean() < 0.62
    assert masked[TRAITS].mean() < 0.62


def test_a_text_says_the_same_with_all_types_taken_out_again():
    shares = [(0.9, 0.1, 0.9, 0.1), (0.1, 0.9, 0.1, 0.9)]
    left = [timeline(Writer("1", (planted(one),), one))["text"].tolist() for one in shares]
    assert left[0] == left[1]


def test_types_planted_in_real_writers_change_no_feature(real_data):
    found = read_writers(real_data / "persona" / "mbtibench.jsonl")
    writers = found.writers[:60]
    told = tuple(
        Writer(one.key, tuple(f"{text} {letters(one.shares)}" for text in one.texts), one.shares, one.readers)
        for one in writers
    )
    plain, planted_in = (material(Corpus("one", some, 60)).values for some in (writers, told))
    assert np.abs(plain - planted_in).max() == pytest.approx(0.0, abs=1e-9)
