"""The encoders that are extras: e5 by onnxruntime, DistilBERT by transformers."""

import json
from importlib.util import find_spec

import numpy as np
import pytest

from core.content.embedding import encoder
from core.content.embedding.encoder import find, model_id
from core.content.embedding.translation import Argos, _pairs
from core.errors import CancelledError, ModelError
from tests.content.tiny_onnx import WORDS, save

HAS_E5 = bool(find_spec("onnxruntime") and find_spec("tokenizers"))
HAS_TORCH = bool(find_spec("transformers") and find_spec("torch"))
with_e5 = pytest.mark.skipif(
    not HAS_E5, reason="onnxruntime and tokenizers are extras: requirements-models.txt"
)
with_torch = pytest.mark.skipif(
    not HAS_TORCH, reason="transformers and torch are extras: requirements-models.txt"
)
TABLE = np.random.default_rng(7).normal(size=(len(WORDS), 4)).astype(np.float32)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


@pytest.fixture
def e5(tmp_path):
    save(tmp_path / "tiny", TABLE)
    return find(str(tmp_path / "tiny"))


@with_e5
def test_e5_averages_the_tokens_of_a_text_and_its_prefix_and_nothing_that_fills_it_up(e5):
    found = e5.encode(["sea", "sea ship sun sea ship sun", "storm"])
    prefix = TABLE[[2, 3]]
    rows = [TABLE[[4]], TABLE[[4, 5, 6, 4, 5, 6]], TABLE[[1]]]
    expected = [unit(np.concatenate([prefix, row]).mean(axis=0)) for row in rows]
    np.testing.assert_allclose(found, np.array(expected), atol=1e-6)
    assert e5.dimension == 4


@with_e5
def test_e5_takes_many_texts_in_any_order_and_stops(e5):
    texts = [" ".join(["sea", "ship", "sun"] * n) for n in range(80)]
    found = e5.encode(texts)
    np.testing.assert_allclose(e5.encode(texts[::-1])[::-1], found, atol=1e-6)
    assert e5.encode([]).shape == (0, 4)
    with pytest.raises(CancelledError):
        e5.encode(texts, cancelled=lambda: True)


@with_e5
def test_a_model_is_named_after_its_folder_and_by_what_is_in_it(e5, tmp_path):
    save(tmp_path / "other" / "tiny", TABLE)
    save(tmp_path / "third" / "tiny", TABLE + 1)
    same, another = (find(str(tmp_path / name / "tiny")) for name in ("other", "third"))
    assert model_id(same) == model_id(e5)
    assert model_id(another) != model_id(e5)
    assert e5.name == "e5 tiny"


@with_e5
def test_a_damaged_e5_says_so(e5, tmp_path):
    (tmp_path / "tiny" / "model.onnx").write_bytes(b"half of it")
    with pytest.raises(ModelError, match="cannot be read"):
        e5.encode(["sea"])


@with_e5
def test_e5_reads_what_is_no_text_at_all(e5):
    assert np.isfinite(e5.encode(["", "\ud800", "\x00", "sea " * 10_000])).all()


def test_an_e5_without_its_tokenizer_is_refused(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(ModelError, match=r"has no tokenizer\.json"):
        find(str(tmp_path))


@pytest.fixture
def distilbert(tmp_path):
    """Save a DistilBERT of two small layers, its weights drawn, with a tokenizer of a few words."""
    torch = pytest.importorskip("torch", reason="DistilBERT needs requirements-models.txt")
    transformers = pytest.importorskip("transformers", reason="DistilBERT needs requirements-models.txt")
    torch.manual_seed(3)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "sea", "ship", "sun"]
    config = transformers.DistilBertConfig(
        vocab_size=len(words), dim=24, n_layers=2, n_heads=2, hidden_dim=32, max_position_embeddings=16
    )
    folder = tmp_path / "small"
    transformers.DistilBertModel(config).eval().save_pretrained(folder)
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    from tokenizers import BertWordPieceTokenizer  # noqa: PLC0415 — an extra

    cut = BertWordPieceTokenizer(str(tmp_path / "vocab.txt"))
    marks = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "pad", "cls", "sep", "mask")}
    transformers.PreTrainedTokenizerFast(tokenizer_object=cut._tokenizer, **marks).save_pretrained(folder)
    return folder


@with_torch
def test_distilbert_averages_the_last_states_of_a_texts_own_tokens(distilbert):
    import torch  # noqa: PLC0415 — an extra
    from transformers import AutoTokenizer, DistilBertModel  # noqa: PLC0415

    found = find(str(distilbert))
    texts = ["sea", "sea ship sun", "", "ship"]
    vectors = found.encode(texts)
    model, cut = DistilBertModel.from_pretrained(distilbert).eval(), AutoTokenizer.from_pretrained(distilbert)
    for text, vector in zip(texts, vectors, strict=True):
        with torch.no_grad():
            states = model(
                **{k: v for k, v in cut(text, return_tensors="pt").items() if k != "token_type_ids"}
            )
        np.testing.assert_allclose(vector, states.last_hidden_state[0].mean(dim=0).numpy(), atol=1e-5)
    assert not found._loaded[0].training
    assert found.dimension == 24
    assert found.name == "DistilBERT small"


@with_torch
def test_distilbert_cuts_texts_that_are_too_long_for_it(distilbert):
    found = find(str(distilbert))
    assert np.isfinite(found.encode(["sea " * 999, "\ud800"])).all()
    assert found.encode([]).shape == (0, 24)
    assert len(found.version) == 12


def test_a_hub_name_that_is_not_on_this_machine_is_refused_without_a_request(monkeypatch, tmp_path):
    constants = pytest.importorskip(
        "huggingface_hub.constants", reason="huggingface_hub comes with tokenizers: requirements-models.txt"
    )
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    found = find("distilbert-base-uncased")
    assert found.name == "DistilBERT distilbert-base-uncased"
    with pytest.raises(ModelError, match="run hf download distilbert-base-uncased once"):
        _ = found.version


def test_weights_that_are_a_program_are_not_opened(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "distilbert"}))
    (tmp_path / "pytorch_model.bin").write_bytes(b"anything")
    with pytest.raises(ModelError, match="no weights as safetensors"):
        _ = find(str(tmp_path)).version


@pytest.mark.parametrize("said", [{"model_type": "bert"}, [], {}])
def test_a_folder_of_another_kind_of_model_is_refused(tmp_path, said):
    (tmp_path / "config.json").write_text(json.dumps(said))
    with pytest.raises(ModelError, match="holds no model that can be used"):
        find(str(tmp_path))


class Pair:
    def translate(self, text):
        return f"English of: {text}"


class Language:
    def __init__(self, code):
        self.code = code

    def get_translation(self, other):
        return Pair() if other.code == "en" and self.code == "de" else None


@pytest.fixture
def argos(monkeypatch):
    """Give the languages of an Argos Translate that reads German."""
    languages = [Language("en"), Language("de"), Language("fr")]
    module = type(
        "argostranslate", (), {"translate": type("", (), {"get_installed_languages": lambda: languages})}
    )
    monkeypatch.setitem(__import__("sys").modules, "argostranslate", module)
    monkeypatch.setattr(encoder, "find_spec", lambda name: True)
    _pairs.cache_clear()
    yield languages
    _pairs.cache_clear()


GERMAN = "Wir haben die letzte Fähre verpasst und im Hafen geschlafen."
FRENCH = "Nous avons raté le dernier ferry et dormi dans le port."
ENGLISH = "We missed the last ferry and slept in the harbour."


def test_only_what_there_is_a_pair_for_is_translated(argos):
    assert Argos().translate([GERMAN, FRENCH, ENGLISH, ""]) == [f"English of: {GERMAN}", FRENCH, ENGLISH, ""]
    with pytest.raises(CancelledError):
        Argos().translate([GERMAN], cancelled=lambda: True)


def test_a_translation_without_any_pair_says_what_to_install(argos):
    argos[:] = [Language("en"), Language("fr")]
    with pytest.raises(ModelError, match="run argospm install"):
        Argos().translate([GERMAN])
