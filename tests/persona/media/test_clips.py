"""What must be found in each real clip, as somebody who looked at it says; with the real weights."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.model.media import EXPRESSIONS, VECTORS
from core.persona.media.action import ACTIONS
from core.persona.media.analyse import analyse, analyse_all
from core.persona.media.instrument import NOT_ASKED, Instruments
from core.persona.media.media_params import PARTS, MediaParams
from core.persona.media.weight import Weights
from core.persona.media.weight_list import WEIGHTS
from tests.conftest import ROOT
from tests.persona.media.making import MODELS, noise, weights, write_sound, write_video

# file: faces seen at a time, least share of the frames with one, expressions that may lead, things that must be seen,
# actions that must be told, words that must be heard (of a sound whose words are known)
CLIPS = {
    "WDA_KatieHill_000.mp4": (
        1,
        0.9,
        {"happy", "neutral"},
        {"person"},
        {"still"},
        {"congressional", "district", "orientation"},
    ),
    "liveportrait_d10.mp4": (1, 0.9, set(EXPRESSIONS), {"person"}, {"still"}, set()),
    "liveportrait_d12.mp4": (1, 0.9, {"happy", "surprise", "neutral"}, {"person"}, {"still"}, set()),
    "no_face.mp4": (0, 0.0, set(), set(), set(), set()),
    "short_hamilton_clip.mp4": (2, 0.5, set(EXPRESSIONS), {"person"}, {"gesturing"}, {"harder", "smarter"}),
    "single_face.mp4": (1, 0.9, {"happy"}, {"person"}, {"still"}, set()),
    "videoretalking_face_1.mp4": (
        1,
        0.9,
        {"neutral"},
        {"person", "tie"},
        {"still"},
        {"weaknesses", "asking", "help"},
    ),
    "videoretalking_face_2.mp4": (
        1,
        0.9,
        set(EXPRESSIONS),
        {"person", "tie"},
        {"still"},
        {"california", "congressional"},
    ),
    "videoretalking_face_3.mp4": (1, 0.9, set(EXPRESSIONS), {"person"}, {"still"}, {"everyone", "future"}),
    "biden.jpg": (1, 1.0, set(EXPRESSIONS), {"person"}, set(), set()),
    "multi_face.jpg": (5, 1.0, {"happy"}, {"person"}, set(), set()),
    "obama.jpg": (1, 1.0, {"happy"}, {"person", "tie"}, set(), set()),
    "obama2.jpg": (1, 1.0, set(EXPRESSIONS), {"person"}, set(), set()),
    "jfk.flac": (
        0,
        0.0,
        set(),
        set(),
        set(),
        {"fellow", "americans", "ask", "not", "what", "your", "country", "can", "do", "for", "you"},
    ),
    "RD_Radio31_000.wav": (0, 0.0, set(), set(), set(), {"holidays", "celebrating", "wisconsin"}),
}
HEAVY = ("WDA_KatieHill_000.mp4", "multi_face.jpg", "short_hamilton_clip.mp4", "RD_Radio31_000.wav")
PEAK = """
import re, sys
from pathlib import Path
from core.persona.media.analyse import analyse_all
from core.persona.media.media_params import MediaParams
from core.persona.media.weight import Weights

def peak(files, models):
    for one in analyse_all([Path(file) for file in files], Weights(Path(models)), MediaParams()):
        assert one.error is None
        assert not one.file.endswith("mp4") or one.speech
    return re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text()).group(1)
"""
PICTURES = ("blazeface", "emotion", "centernet", "movenet-lightning", "rapidocr")


@pytest.fixture(scope="module")
def found(real_data):
    """Analyse each clip once, when it is asked for."""
    pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")
    known = weights(*PICTURES)
    tools, kept = Instruments(known, MediaParams()), {}

    def analysed(name):
        if name not in kept:
            kept[name] = analyse(real_data / "media" / name, known, tools=tools)
        return kept[name]

    return analysed


def heard(analysis):
    return set(re.findall(r"\w+", " ".join(words.text for words in analysis.speech).casefold()))


def test_the_table_has_every_clip(real_data):
    assert {path.name for path in (real_data / "media").iterdir()} == set(CLIPS)


@pytest.mark.parametrize("name", CLIPS)
def test_what_is_in_a_clip_is_found(found, name):
    at_a_time, share, leading, things, actions, words = CLIPS[name]
    one = found(name)
    assert one.error is None
    overlap = max((sum(a.first <= t <= a.last for a in one.faces) for t in one.frame_seconds), default=0)
    assert overlap == at_a_time
    if at_a_time:
        seen = np.mean([any(a.first <= t <= a.last for a in one.faces) for t in one.frame_seconds])
        assert seen >= share
        longest = max(one.faces, key=lambda track: track.n_frames)
        assert max(longest.expressions, key=longest.expressions.get) in leading
    assert things <= {sighting.label for sighting in one.objects}
    assert actions <= {act.label for act in one.actions} <= set(ACTIONS)
    if words:
        weights("whisper-base")
        assert words <= heard(one)
        assert one.language == "en"


def test_the_cartoon_shows_no_person(found):
    one = found("no_face.mp4")
    assert (one.faces, one.actions) == ((), ())
    assert "person" not in {sighting.label for sighting in one.objects}
    assert one.missing["emotion"] == "no face was found"


def test_what_is_given_is_within_its_bounds(found):
    for name in CLIPS:
        one = found(name)
        ends = max(one.seconds, 0.0) + 0.5
        for part in (*one.faces, *one.actions, *one.speech, *one.text_in_frames):
            assert 0 <= part.first <= part.last <= ends
            assert 0 <= part.score <= 1
        for part in (*one.faces, *one.objects):
            assert all(0 <= side <= 1 for side in part.box)
            assert part.box[0] < part.box[2]
            assert part.box[1] < part.box[3]
        for track in one.faces:
            assert sum(track.expressions.values()) == pytest.approx(1)
        assert set(one.vectors) | set(one.missing) >= set(VECTORS)
        assert not set(one.vectors) & set(one.missing)
        assert all(word.text.isprintable() for word in (*one.speech, *one.text_in_frames))


def test_the_same_file_gives_the_same_again(found, real_data):
    known = weights(*PICTURES)
    again = analyse(real_data / "media" / "single_face.mp4", known)
    one = found("single_face.mp4")
    assert (again.faces, again.objects, again.actions) == (one.faces, one.objects, one.actions)


def test_only_models_that_were_used_are_named(found):
    assert set(found("biden.jpg").weights) == {WEIGHTS[name].label for name in PICTURES}


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="Linux alone says how much a process had at most"
)
def test_memory_stays_below_what_is_promised(real_data):
    """In a process of its own: this one may have held whatever the tests before needed."""
    weights(*PICTURES, "silero-vad", "whisper-base")
    files = [str(real_data / "media" / name) for name in HEAVY]
    program = f"{PEAK}\nsys.stdout.write(peak({files!r}, {str(MODELS)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert 100_000 < int(done.stdout) < 1_500_000  # kilobytes


def test_written_words_are_read(tmp_path):
    image = pytest.importorskip("PIL.Image", reason="pictures need the media extra")
    why = "pictures need the media extra (requirements-media.txt)"
    draw, font = (pytest.importorskip(name, reason=why) for name in ("PIL.ImageDraw", "PIL.ImageFont"))
    picture = image.new("RGB", (900, 300), "white")
    draw.Draw(picture).text((40, 100), "HARBOUR OPEN 24", "black", font.load_default(90))
    picture.save(tmp_path / "a.png")
    one = analyse(tmp_path / "a.png", weights("rapidocr"), MediaParams(parts=("text_in_frames",)))
    assert [word.text for word in one.text_in_frames] == ["HARBOUR OPEN 24"]
    assert one.missing["faces"] == NOT_ASKED
    assert "text" in one.vectors


@pytest.mark.parametrize(
    "sound", [np.zeros(80_000), np.random.default_rng(0).normal(0, 0.05, 80_000)], ids=["silence", "noise"]
)
def test_nobody_is_heard_in_silence_and_noise(tmp_path, sound):
    known = weights("silero-vad", "whisper-base")
    one = analyse(write_sound(tmp_path / "a.wav", sound), known, MediaParams(parts=("speech",)))
    assert (one.speech, one.language, one.error) == ((), None, None)
    assert one.notes == ("nobody was heard to speak",)


def test_without_any_weights_every_part_says_why(tmp_path):
    path = write_video(tmp_path / "a.mkv", noise(10), sound=np.zeros(16_000))
    one = analyse(
        path, Weights(tmp_path / "none"), MediaParams(parts=tuple(p for p in PARTS if p != "text_in_frames"))
    )
    assert one.error is None
    for part in ("faces", "expressions", "objects", "actions", "speech"):
        assert one.missing[part].endswith("run `make media`")
    assert one.n_frames > 0


def test_a_broken_file_does_not_stop_the_batch(tmp_path):
    pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")
    (tmp_path / "empty.mp4").write_bytes(b"")
    good = write_video(tmp_path / "good.mkv", noise(10))
    paths = [tmp_path / "empty.mp4", tmp_path / "none.jpg", good]
    errors = [one.error for one in analyse_all(paths, Weights(tmp_path), MediaParams(parts=()))]
    assert [error is None for error in errors] == [False, False, True]
    assert errors[0] == "empty.mp4 is empty"
