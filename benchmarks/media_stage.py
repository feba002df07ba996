"""What the processes of :mod:`benchmarks.media` do: analyse one clip with a clock at each stage, or read and listen alone."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

STAGES = (
    "loading",
    "reading",
    "faces",
    "expressions",
    "objects",
    "actions",
    "writing",
    "listening",
    "vectors",
)
"""In the order of an analysis. Decoders work ahead on threads of their own: part of their processor time falls on others."""


class Stages:
    """Seconds on the wall and of the processor by stage; what is inside another is taken off that one."""

    def __init__(self) -> None:
        self.wall, self.processor = dict.fromkeys(STAGES, 0.0), dict.fromkeys(STAGES, 0.0)
        self._open: list[str] = []
        self._since = (perf_counter(), process_time())

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Count what is done inside as a stage's."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that counts as a stage's."""

        def run(*arguments: Any, **others: Any) -> Any:
            with self.of(name):
                return work(*arguments, **others)

        return run

    def each(self, name: str, work: Callable[..., Iterable[Any]]) -> Callable[..., Iterator[Any]]:
        """Give a function whose every item counts as a stage's."""

        def run(*arguments: Any, **others: Any) -> Iterator[Any]:
            items = iter(work(*arguments, **others))
            while True:
                with self.of(name):
                    item = next(items, self)
                if item is self:
                    return
                yield item

        return run

    def _turn(self) -> None:
        """Give the time since the last turn to the stage that was open."""
        now = (perf_counter(), process_time())
        if self._open:
            self.wall[self._open[-1]] += now[0] - self._since[0]
            self.processor[self._open[-1]] += now[1] - self._since[1]
        self._since = now


@contextmanager
def _clocked(stages: Stages) -> Iterator[None]:
    """Put a clock at every stage of an analysis."""
    from core.persona.media import analyse, instrument, speech, watch, writing  # noqa: PLC0415 — an extra

    functions = (
        (instrument.Instruments, "_made", "loading"),
        (analyse, "open_media", "reading"),
        (watch, "find_faces", "faces"),
        (watch, "read_expressions", "expressions"),
        (watch, "find_things", "objects"),
        (watch, "read_pose", "actions"),
        (watch, "find_actions", "actions"),
        (writing.Reader, "read", "writing"),
        (speech.Listener, "listen", "listening"),
        (analyse, "make_vectors", "vectors"),
    )
    with ExitStack() as put:
        for place, name, stage in functions:
            put.enter_context(patch.object(place, name, stages.timed(stage, getattr(place, name))))
        put.enter_context(patch.object(analyse, "scenes", stages.each("reading", vars(analyse)["scenes"])))
        yield


def analysed(file: str, models: str, speech: str) -> dict[str, Any]:
    """Analyse a clip twice: from nothing, by stage; and again with the models that are loaded then."""
    from core.persona.media.analyse import analyse  # noqa: PLC0415 — a process loads what it measures and no more
    from core.persona.media.instrument import Instruments  # noqa: PLC0415
    from core.persona.media.media_params import PARTS, MediaParams  # noqa: PLC0415
    from core.persona.media.weight import Weights  # noqa: PLC0415

    parts = PARTS if speech == "speech" else tuple(part for part in PARTS if part != "speech")
    params, weights, stages = MediaParams(parts=parts), Weights(Path(models)), Stages()
    tools = Instruments(weights, params)
    began = perf_counter(), process_time()
    with _clocked(stages):
        found = analyse(Path(file), weights, params, tools=tools)
    spent = perf_counter() - began[0], process_time() - began[1]
    if found.error:
        raise ValueError(found.error)
    again = perf_counter()
    analyse(Path(file), weights, params, tools=tools)
    return {
        "wall": spent[0],
        "processor": spent[1],
        "again": perf_counter() - again,
        "stages": {name: [stages.wall[name], stages.processor[name]] for name in STAGES},
        "n_frames": found.n_frames,
        "n_faces": len(found.faces),
        "n_words": sum(len(one.text.split()) for one in found.speech),
    }


def alone(file: str, models: str, speech: str) -> dict[str, Any]:
    """Decode every frame by PyAV alone; write the speech down by faster-whisper alone."""
    import av  # noqa: PLC0415 — an extra

    began = perf_counter()
    n_frames = 0
    with av.open(file) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            frame.to_ndarray(format="rgb24")
            n_frames += 1
    told: dict[str, Any] = {"reading": perf_counter() - began, "listening": 0.0, "n_frames": n_frames}
    if speech == "speech":
        from faster_whisper import WhisperModel  # noqa: PLC0415 — an extra

        began = perf_counter()
        model = WhisperModel(models, device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)
        segments, _ = model.transcribe(file, beam_size=1, vad_filter=True)
        told["n_words"] = sum(len(one.text.split()) for one in segments)
        told["listening"] = perf_counter() - began
    return told
