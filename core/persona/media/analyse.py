"""A picture, video or sound into what is seen and heard in it. METHODS 6, [A] IV.B.

Nothing is fetched, nobody is recognised, and neither age nor gender is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import InputError
from core.model.media import MediaAnalysis
from core.persona.media.instrument import Instruments
from core.persona.media.media_params import PARTS, MediaParams
from core.persona.media.reading import SOUND, frames, open_media
from core.persona.media.sampling import scenes
from core.persona.media.sound import sound_pieces
from core.persona.media.speech import Heard
from core.persona.media.vector import make_vectors
from core.persona.media.watch import Watch
from core.progress import check, ignore_progress, never, part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from core.persona.media.reading import Opened
    from core.persona.media.sound import Samples
    from core.persona.media.weight import Weights
    from core.progress import Progress

    Piece = tuple[float, Samples]

_SEEN = ("faces", "expressions", "objects", "actions", "text_in_frames")
_NO_PICTURE, _NO_SOUND = "there is no picture", "there is no sound"
_PICTURE_SHARE = 0.6


def analyse(
    path: Path,
    weights: Weights,
    params: MediaParams | None = None,
    *,
    tools: Instruments | None = None,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> MediaAnalysis:
    """Analyse one file.

    Parameters
    ----------
    path : Path
        A picture, video or sound of any kind that is read; what is in it decides, not its name.
    weights : Weights
        Where the models are; a part whose model is not there is missing, with the reason.
    params : MediaParams, optional
    tools : Instruments, optional
        Models that are loaded already, for several files.
    progress, cancelled : callable

    Returns
    -------
    MediaAnalysis
        With ``error`` and nothing else where the file cannot be read: no file raises.

    Raises
    ------
    CancelledError
        If it was stopped.

    Notes
    -----
    Memory does not grow with the length. Cost on two cores: 15 s of 512-pixel video in 3 s, with speech in 5.
    """
    params = params or MediaParams()
    tools = tools or Instruments(weights, params)
    try:
        opened = open_media(path, params)
        watch, heard, missing = _perceive(opened, params, tools, progress, cancelled)
    except InputError as error:
        return MediaAnalysis(path.name, 0.0, 0, 0, 0, error=str(error))
    return _told(opened, watch, heard, missing, tools)


def analyse_all(
    paths: Iterable[Path],
    weights: Weights,
    params: MediaParams | None = None,
    *,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Iterator[MediaAnalysis]:
    """Analyse files one after another with models that are loaded once; see :func:`analyse`."""
    params = params or MediaParams()
    tools = Instruments(weights, params)
    listed = list(paths)
    for number, path in enumerate(listed):
        step = part(progress, number / len(listed), (number + 1) / len(listed))
        yield analyse(path, weights, params, tools=tools, progress=step, cancelled=cancelled)


def _perceive(
    opened: Opened,
    params: MediaParams,
    tools: Instruments,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> tuple[Watch, Heard, dict[str, str]]:
    """Look and listen."""
    missing: dict[str, str] = {}
    watch = Watch(tools, params)
    n = max(1.0, min(opened.seconds or 0.0, params.whole_seconds) * params.frames_a_second)
    for number, (scene, frame) in enumerate(scenes(frames(opened, params))):
        check(cancelled, "the files before it were analysed")
        progress(
            min(1.0, number / n) * _PICTURE_SHARE, f"looking at {opened.path.name}, {frame.second:.0f} s"
        )
        watch.look(scene, frame)
    if opened.kind == SOUND:
        missing |= dict.fromkeys(_SEEN, _NO_PICTURE)
    heard = Heard((), None)
    if not opened.has_sound:
        missing["speech"] = _NO_SOUND
    elif (listener := tools.listener) is not None:
        progress(_PICTURE_SHARE, f"listening to {opened.path.name}")
        pieces = sound_pieces(opened.path, opened.notes, most_seconds=params.speech_seconds)
        heard = listener.listen(_counted(pieces, cancelled))
        if not heard.words:
            opened.notes.append("nobody was heard to speak")
    missing = {**{name: why for name, why in tools.missing.items() if name not in missing}, **missing}
    return watch, heard, {name: missing[name] for name in PARTS if name in missing}


def _counted(pieces: Iterable[Piece], cancelled: Callable[[], bool]) -> Iterator[Piece]:
    for piece in pieces:
        check(cancelled, "the files before it were analysed")
        yield piece


def _told(
    opened: Opened, watch: Watch, heard: Heard, missing: dict[str, str], tools: Instruments
) -> MediaAnalysis:
    faces = watch.tracker.tracks()
    motion = None if "actions" in missing else watch.motion()
    written = watch.writing.words()
    vectors, without = make_vectors(watch.things, faces, motion, [*heard.words, *written], missing)
    last = watch.seconds[-1] if watch.seconds else 0.0
    return MediaAnalysis(
        file=opened.path.name,
        seconds=opened.seconds if opened.seconds is not None else last,
        width=opened.width,
        height=opened.height,
        n_frames=len(watch.seconds),
        frame_seconds=tuple(watch.seconds),
        faces=faces,
        objects=watch.things.sightings(),
        actions=() if motion is None else motion.acts,
        speech=heard.words,
        language=heard.language,
        text_in_frames=written,
        vectors=vectors,
        missing={**missing, **without},
        notes=tuple(dict.fromkeys(opened.notes)),
        weights=tuple(tools.used[name] for name in PARTS if name in tools.used and name not in missing),
    )
