"""The models of an analysis: each loaded when it is first needed, once for a whole batch; or the reason why not."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from core.errors import ModelError
from core.persona.media.session import Session
from core.persona.media.speech import Listener
from core.persona.media.weight_list import WEIGHTS
from core.persona.media.writing import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from core.persona.media.media_params import MediaParams
    from core.persona.media.weight import Weights

    T = TypeVar("T")

NOT_ASKED = "it was not asked for"


class Instruments:
    """What looks and listens.

    Parameters
    ----------
    weights : Weights
    params : MediaParams
        Its ``parts`` say which are wanted.
    speech_name : str, optional
        A folder or hub name of another speech model; see :class:`core.persona.media.speech.Listener`.
    download : bool
        Whether that name may be asked of the hub.

    Notes
    -----
    ``missing`` has, by part, the reason why it cannot be looked for; ``used`` the labels of the models that were loaded.
    """

    def __init__(
        self, weights: Weights, params: MediaParams, *, speech_name: str | None = None, download: bool = False
    ) -> None:
        self._weights, self._params = weights, params
        self._speech_name, self._download = speech_name, download
        self.missing: dict[str, str] = {}
        self.used: dict[str, str] = {}

    @cached_property
    def faces(self) -> Session | None:
        """Give what finds faces."""
        return self._session("faces", "blazeface")

    @cached_property
    def expressions(self) -> Session | None:
        """Give what reads expressions; there are none without faces."""
        if self.faces is None:
            self.missing["expressions"] = self.missing["faces"]
            return None
        return self._session("expressions", "emotion")

    @cached_property
    def things(self) -> Session | None:
        """Give what finds things."""
        return self._session("objects", "centernet")

    @cached_property
    def poses(self) -> Session | None:
        """Give what finds a body's points."""
        return self._session("actions", "movenet-lightning")

    @cached_property
    def reader(self) -> Reader | None:
        """Give what reads writing."""
        return self._made("text_in_frames", WEIGHTS["rapidocr"].label, self._make_reader)

    @cached_property
    def listener(self) -> Listener | None:
        """Give what writes speech down."""
        found = self._made("speech", "", self._make_listener)
        if found is not None:
            self.used["speech"] = found.label
        return found

    def _make_reader(self) -> Reader:
        return Reader(self._weights, self._params.threads)

    def _make_listener(self) -> Listener:
        name, threads = self._speech_name, self._params.threads
        return Listener(self._weights, threads, hub_name=name, download=self._download)

    def _session(self, part: str, name: str) -> Session | None:
        return self._made(
            part, WEIGHTS[name].label, lambda: Session(self._weights.file(name), self._params.threads)
        )

    def _made(self, part: str, label: str, make: Callable[[], T]) -> T | None:
        if part not in self._params.parts:
            self.missing[part] = NOT_ASKED
            return None
        try:
            found = make()
        except ModelError as error:
            self.missing[part] = str(error)
            return None
        self.used[part] = label
        return found
