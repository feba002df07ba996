"""Translating posts before they are encoded, as [B] does: a step that can be put in, off by default.

Most encoders here read many languages; translation is for one that reads English alone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from core.content.embedding.encoder import LEFT, absence, require
from core.content.language import guess
from core.errors import ModelError, ParameterError
from core.progress import check, ignore_progress, never, part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from core.content.embedding.encoder import Encoder

NONE = "none"
ARGOS = "argos"
_SHARE = 0.7  # of the time, where posts are translated


class Translator(Protocol):
    """Gives texts in another language; ``name`` is shown with every value."""

    @property
    def name(self) -> str:
        """Name what translates."""

    def translate(
        self,
        texts: Sequence[str],
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> list[str]:
        """Give one text a text; what cannot be translated stays as it is."""


class Argos:
    """Argos Translate with the pairs of languages that are installed on this machine; into English."""

    name = "Argos Translate to English"

    def translate(
        self,
        texts: Sequence[str],
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> list[str]:
        """Translate what is surely in a language for which a pair is there.

        Raises
        ------
        ModelError
            If the library, or every pair, is missing.
        CancelledError
            If the analyst stopped it.
        """
        pairs = _pairs()
        found = []
        for n, text in enumerate(texts):
            check(cancelled, LEFT)
            progress(n / len(texts), f"Translating posts: {n:,} of {len(texts):,}")
            pair = pairs.get(guess(text).language)
            found.append(pair.translate(text) if pair else text)
        return found


@cache
def _pairs() -> dict[str, Any]:
    """Give what translates into English, by the language it translates from."""
    require("argostranslate")
    from argostranslate import translate  # noqa: PLC0415 — seconds, when a text is translated

    languages = {one.code: one for one in translate.get_installed_languages()}
    english = languages.pop("en", None)
    found = {code: one.get_translation(english) for code, one in languages.items()} if english else {}
    pairs = {code: pair for code, pair in found.items() if pair is not None}
    if not pairs:
        message = "Argos Translate has no pair of languages into English here: run argospm install translate-es_en, or another"
        raise ModelError(message)
    return pairs


class Translated:
    """An encoder that reads texts in translation.

    Examples
    --------
    >>> from core.content.embedding.encoder import find
    >>> Translated(find(), Argos()).name
    'Universal Sentence Encoder multilingual v3 after Argos Translate to English'
    """

    def __init__(self, encoder: Encoder, translator: Translator) -> None:
        self._encoder, self._translator = encoder, translator

    @property
    def name(self) -> str:
        """Name the encoder and the translator."""
        return f"{self._encoder.name} after {self._translator.name}"

    @property
    def version(self) -> str:
        """Give the encoder's version."""
        return self._encoder.version

    @property
    def licence(self) -> str:
        """Give the encoder's licence."""
        return self._encoder.licence

    @property
    def dimension(self) -> int:
        """Give the number of values of a vector."""
        return self._encoder.dimension

    def encode(
        self,
        texts: Sequence[str],
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> npt.NDArray[np.float32]:
        """Translate texts, then encode them."""
        english = self._translator.translate(texts, part(progress, 0, _SHARE), cancelled)
        return self._encoder.encode(english, part(progress, _SHARE, 1), cancelled)


def translated(encoder: Encoder, translation: str = NONE) -> Encoder:
    """Put a translation before an encoder, by its name: "none" or "argos".

    Raises
    ------
    ModelError
        If its library is not installed.
    ParameterError
        If none is called so.
    """
    if translation == NONE:
        return encoder
    if translation != ARGOS:
        message = f"a translation is {NONE!r} or {ARGOS!r}, not {translation!r}"
        raise ParameterError(message)
    if reason := absence("argostranslate"):
        raise ModelError(reason)
    return Translated(encoder, Argos())
