"""The default encoder's arithmetic in fewer steps than its package takes, with the same result.

Universal Sentence Encoder, multilingual, large-free form (Yang et al. 2020): tokens, three
convolutions over windows of 2, 3 and 5 tokens, each twice, an average, four dense layers. What the first
convolution makes of a token does not depend on its neighbours, so it is worked out once for each
*distinct* token of a batch; and words come back, so each is cut into tokens once.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from core.content.embedding.convolution import add_normed, add_windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

_WINDOWS = ((2, 0), (3, 1), (5, 2))  # tokens, and how many of them stand before their own
_MOST_WORDS = 200_000


class Tokens:
    """Cuts texts into tokens, word by word: no token of this vocabulary has a blank inside.

    ``tokenizer`` is the package's own; each distinct word is given to it once.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._nothing: list[int] = tokenizer.encode("", add_bos=False, add_eos=False)
        self._begin, *_, self._end = tokenizer.encode("")
        self._words: dict[str, list[int]] = {}

    def __call__(self, text: str) -> list[int]:
        """Give the numbers of a text's tokens, with that of its beginning and of its end."""
        found: list[int] = [self._begin]
        for word in filter(None, text.split(" ")):
            found += self._words.get(word) or self._cut(word)
        if len(found) == 1:
            found += self._nothing
        found.append(self._end)
        return found

    def _cut(self, word: str) -> list[int]:
        cut: list[int] = self._tokenizer.encode(word, add_bos=False, add_eos=False)
        if cut == self._nothing:
            return []
        if len(self._words) >= _MOST_WORDS:
            self._words.clear()
        self._words[word] = cut
        return cut


class Forward:
    """The arithmetic, on the arrays of the package's model."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._sides = [(_by_place(w1), _by_place(w2)) for w1, w2 in zip(model.w1, model.w2, strict=True)]

    def __call__(self, group: Sequence[Sequence[int]]) -> Floats:
        """Encode some texts, cut into tokens: (n, 512), each of length 1."""
        model = self._model
        lengths = np.fromiter(map(len, group), np.int64, len(group))
        flat = np.fromiter(chain.from_iterable(group), np.int64, int(lengths.sum()))
        tokens, rows = np.unique(flat, return_inverse=True)
        embedded = self._embedded(tokens)
        width = embedded.shape[1]
        projected = embedded @ model.proj_W
        projected += model.proj_b
        _norm(projected, model.ln_g_all, model.ln_b_all, model.eps)
        size = projected.shape[1] // len(_WINDOWS)
        features = np.empty((flat.size, width + size * len(_WINDOWS)), np.float32)
        features[:, :width] = embedded[rows]
        ends = np.cumsum(lengths)
        bounds = np.repeat(ends - lengths, lengths), np.repeat(ends, lengths)
        own = np.arange(flat.size)
        once = np.empty((flat.size, size), np.float32)
        for n, (_, left) in enumerate(_WINDOWS):
            values = np.ascontiguousarray(projected[:, n * size : (n + 1) * size])
            first, second = self._sides[n]
            add_windows(values, values @ first, rows, *bounds, model.b1[n], left, once)
            out = features[:, width + n * size : width + (n + 1) * size]
            add_windows(once, once @ second, own, *bounds, model.b2[n], left, out)
        sums = add_normed(features, lengths, model.ln_g, model.ln_b, model.eps)
        return self._dense(sums, lengths)

    def _embedded(self, tokens: npt.NDArray[np.int64]) -> Floats:
        model = self._model
        part = tokens % len(model.scale)
        found: Floats = model.table[tokens].astype(np.float32)
        found *= model.scale[part, None]
        found += model.lo[part, None]
        return found

    def _dense(self, sums: Floats, lengths: npt.NDArray[np.int64]) -> Floats:
        model = self._model
        count = lengths.astype(np.float32)[:, None]
        mean = (sums @ model.cnn_W + count * model.cnn_b) / np.sqrt(count)
        first = np.maximum(mean @ model.d0, 0)
        second = np.maximum(mean @ model.p1 + first @ model.d1, 0)
        third = np.maximum(second @ model.d2, 0)
        last = np.tanh(second @ model.p3 + third @ model.d3)
        length = np.sqrt(np.maximum(np.einsum("ij,ij->i", last, last), model.eps))
        found: Floats = last / length[:, None]
        return found


def _by_place(weights: Floats) -> Floats:
    """Lay the weights of a window's places side by side: (n * d, d) -> (d, n * d)."""
    size = weights.shape[1]
    return np.ascontiguousarray(weights.reshape(-1, size, size).transpose(1, 0, 2).reshape(size, -1))


def _norm(rows: Floats, gain: Floats, bias: Floats, least: float) -> None:
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + least)[:, None]
    rows *= gain
    rows += bias
