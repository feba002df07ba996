"""How long does a clip of 15 seconds take, with speech and without, stage by stage, and how much memory."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.line import Line
from benchmarks.media_clip import write_clip
from benchmarks.media_stage import STAGES
from benchmarks.stock import REAL, ROOT
from core.persona.media.weight import Weights
from core.persona.media.weight_list import SPEECH

if TYPE_CHECKING:
    from benchmarks.bench import Bench

CLAIM = "clip of 15 seconds analysed"
WITH_SPEECH, WITHOUT, MEGABYTES = 12.0, 6.0, 1_500.0
REAL_CLIP = "media/liveportrait_d10.mp4"
PACKAGES = ("av", "PIL", "onnxruntime", "rapidocr", "faster_whisper")
LOOKS = ("blazeface", "emotion", "centernet", "movenet-lightning", "rapidocr", "silero-vad")
_HOWS = ("with speech", "without speech")
_MOST_REPEATS = 3
_BOTH = "PyAV decoding every frame, then faster-whisper writing its sound down, each alone"
_READS = "PyAV decoding every frame, alone"
_HEARS = "faster-whisper alone, its model's loading included"


def run(bench: Bench) -> list[Line]:
    if why := missing():
        targets = (WITH_SPEECH, WITHOUT)
        lines = [
            Line(f"{CLAIM}, {how}", "s", "", target=t, skipped=why)
            for how, t in zip(_HOWS, targets, strict=True)
        ]
        return [*lines, Line(f"{CLAIM}, peak memory", "MB", "", target=MEGABYTES, skipped=why)]
    made = bench.folder / "clip.mp4"
    clips = [(made, write_clip(made, bench.scale.clip_seconds))]
    real = None if bench.data is None else bench.data / REAL_CLIP
    if real is not None and real.is_file():
        clips.append((real, f"{real.name}, 15.0 s of 512 pixels, one who speaks ({REAL})"))
    return [line for file, said in clips for line in _lines(bench, file, said)]


def missing() -> str | None:
    """Say why no clip can be analysed here; None where one can."""
    absent = [name for name in PACKAGES if find_spec(name) is None]
    if absent:
        return f"{', '.join(absent)} not installed: run `make media`"
    weights = Weights(models())
    reasons = [reason for name in LOOKS if (reason := weights.why_missing(name))]
    return reasons[0] if reasons else _speech(weights)[1]


def models() -> Path:
    """Give the folder of the weights."""
    return Path(os.environ.get("DOPPELSCOPE_MODELS", ROOT / "models"))


def _speech(weights: Weights) -> tuple[str, str | None]:
    """Give the folder of the speech model that is taken, and why there is none."""
    reasons = {name: weights.why_missing(name) for name in SPEECH}
    found = next((name for name, reason in reasons.items() if reason is None), None)
    return (str(weights.place(found)), None) if found else ("", reasons[SPEECH[0]])


def _lines(bench: Bench, file: Path, said: str) -> list[Line]:
    n = min(bench.repeats, _MOST_REPEATS)
    place = _speech(Weights(models()))[0]
    told: dict[str, list[dict[str, Any]]] = {"speech": [], "none": [], "alone": []}
    for number in range(n):
        bench.say(f"analysing {file.name}, {number + 1} of {n}")
        told["speech"].append(bench.work("media", file, models(), "speech"))
        told["none"].append(bench.work("media", file, models(), "none"))
        told["alone"].append(bench.work("media_alone", file, place, "speech"))
    reads, hears = (_values(told["alone"], name) for name in ("reading", "listening"))
    both = tuple(a + b for a, b in zip(reads, hears, strict=True))
    whole, silent = told["speech"], told["none"]
    seen = f"{said}; {whole[0]['n_frames']} frames looked at, {_count(whole[0]['n_faces'], 'face')}, {_count(whole[0]['n_words'], 'word')} heard"
    lines = [
        Line(f"{CLAIM}, {_HOWS[0]}", "s", seen, _values(whole, "wall"), _BOTH, both, WITH_SPEECH),
        Line(f"{CLAIM}, {_HOWS[1]}", "s", said, _values(silent, "wall"), _READS, reads, WITHOUT),
        Line(f"{CLAIM}, with speech, processor time", "s", said, _values(whole, "processor")),
        Line(f"{CLAIM}, without speech, processor time", "s", said, _values(silent, "processor")),
        Line(f"{CLAIM}, with speech, models loaded before", "s", said, _values(whole, "again")),
        Line(
            f"{CLAIM}, peak memory",
            "MB",
            said,
            _values(whole, "megabytes"),
            _BOTH,
            _values(told["alone"], "megabytes"),
            MEGABYTES,
        ),
    ]
    references = {"reading": (_READS, reads), "listening": (_HEARS, hears)}
    for name in STAGES:
        walls = tuple(float(one["stages"][name][0]) for one in whole)
        spent = median(float(one["stages"][name][1]) for one in whole)
        against, reference = references.get(name, ("", ()))
        lines.append(Line(f"of it, {name}", "s", f"processor time {spent:.2f} s", walls, against, reference))
    return lines


def _values(told: list[dict[str, Any]], name: str) -> tuple[float, ...]:
    return tuple(float(one[name]) for one in told)


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
