"""A sentence encoder of one step, written byte by byte: every token has its row of a table."""

from __future__ import annotations

import numpy as np

_FLOAT, _INT64 = 1, 7
WORDS = ["<pad>", "<unk>", "query", ":", "sea", "ship", "sun"]


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _bytes(field, value):
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _value(name, kind, *sizes):
    dims = b"".join(
        _bytes(1, _number(1, size) if isinstance(size, int) else _bytes(2, size.encode())) for size in sizes
    )
    tensor = _number(1, kind) + _bytes(2, dims)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, tensor))


def model(table):
    """Give an ONNX model that looks up the row of every token: (n, t) gives (n, t, d)."""
    n_words, size = table.shape
    kept = _number(1, n_words) + _number(1, size) + _number(2, _FLOAT) + _bytes(8, b"table")
    kept += _bytes(9, np.ascontiguousarray(table, "<f4").tobytes())
    node = (
        _bytes(1, b"table") + _bytes(1, b"input_ids") + _bytes(2, b"last_hidden_state") + _bytes(4, b"Gather")
    )
    graph = _bytes(1, node) + _bytes(2, b"tiny") + _bytes(5, kept)
    for name in ("input_ids", "attention_mask"):
        graph += _bytes(11, _value(name, _INT64, "n", "t"))
    graph += _bytes(12, _value("last_hidden_state", _FLOAT, "n", "t", size))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 17))


def save(folder, table):
    """Save a model of the rows ``table``, one for each of :data:`WORDS`, with its tokenizer."""
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415 — an extra

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="<unk>"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "model.onnx").write_bytes(model(table))
