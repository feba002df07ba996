"""One batch with everything that people send: each file is told of by itself, and the others are analysed."""

import re

import numpy as np
import pytest

from core.persona.media.analyse import analyse, analyse_all
from core.persona.media.face import shared
from core.persona.media.media_params import PARTS, MediaParams
from core.persona.media.weight import Weights
from tests.persona.media.making import bomb, noise, turn_video, weights, write_sound, write_video

WHY = "pictures need the media extra (requirements-media.txt)"
image = pytest.importorskip("PIL.Image", reason=WHY)
pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")


@pytest.fixture
def batch(tmp_path):
    """Write the files; give each with the end of its error, or None where it must be analysed."""
    pictures = [image.fromarray(pixels) for pixels in noise(12)]
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.jpg").write_bytes(b"I am a picture, said the text\n" * 90)
    (tmp_path / "lies.mp4").write_bytes(b"GIF89a, said the text\n" * 90)
    bomb(tmp_path / "bomb.png", 60_000, 60_000)
    (tmp_path / "folder.mp4").mkdir()
    broken = write_video(tmp_path / "broken.mp4", noise(30))
    broken.write_bytes(broken.read_bytes()[:4000])
    cut = write_video(tmp_path / "cut.mkv", noise(60))
    cut.write_bytes(cut.read_bytes()[:-9000])
    pictures[0].save(tmp_path / "moves.gif", save_all=True, append_images=pictures[1:], duration=100)
    pictures[0].resize((7680, 4320)).save(tmp_path / "8k.jpg")
    (tmp_path / "8k.jpg").rename(tmp_path / "8k.mp4")
    turn_video(write_video(tmp_path / "turned.mp4", noise(10)), (0, 1, -1, 0))
    write_video(tmp_path / "silent.mkv", noise(10), sound=np.zeros(16_000))
    write_sound(tmp_path / "hum.wav", 0.3 * np.sin(np.arange(32_000) * 0.06))
    errors = {
        "empty.mp4": "is empty",
        "text.jpg": "no picture, video or sound that can be read, or it is broken at its beginning",
        "lies.mp4": "has more pixels than are opened",
        "bomb.png": "pixels",
        "folder.mp4": "is no file",
        "broken.mp4": "broken at its beginning",
        "not there.mov": "there is no file",
    }
    good = ("cut.mkv", "moves.gif", "8k.mp4", "turned.mp4", "silent.mkv", "hum.wav")
    return tmp_path, errors | dict.fromkeys(good)


def check(folder, expected, known, params):
    paths = [folder / name for name in expected]
    found = {path.name: one for path, one in zip(paths, analyse_all(paths, known, params), strict=True)}
    for name, why in expected.items():
        error = found[name].error
        assert (error is None) == (why is None), (name, error)
        if why is not None:
            assert re.search(why, error), (name, error)
            assert "\n" not in error
            assert found[name].n_frames == 0
    return found


def test_each_bad_file_is_told_of_and_every_other_one_is_looked_at(batch, tmp_path):
    found = check(*batch, Weights(tmp_path / "no weights"), MediaParams(parts=()))
    assert (found["8k.mp4"].width, found["8k.mp4"].n_frames) == (7680, 1)
    assert any("its name says video" in note for note in found["8k.mp4"].notes)
    assert (found["turned.mp4"].width, found["turned.mp4"].height) == (96, 128)
    assert found["moves.gif"].n_frames == 6
    assert 15 <= found["cut.mkv"].n_frames <= 30
    assert (found["hum.wav"].n_frames, found["hum.wav"].missing["faces"]) == (0, "there is no picture")


def test_the_same_with_every_model_finds_nobody_and_hears_nobody(batch):
    known = weights("blazeface", "emotion", "centernet", "movenet-lightning", "rapidocr", "whisper-base")
    found = check(*batch, known, MediaParams(most_text_frames=1))
    for one in found.values():
        assert one.faces == one.speech == one.actions == ()
    assert found["silent.mkv"].missing["emotion"] == "no face was found"
    assert "nobody was heard to speak" in found["silent.mkv"].notes
    assert found["turned.mp4"].missing["speech"] == "there is no sound"
    assert set(found["hum.wav"].missing) >= set(PARTS) - {"speech"}


def test_a_turned_video_shows_the_face_where_the_upright_picture_shows_it(real_data, tmp_path):
    known, params = weights("blazeface"), MediaParams(parts=("faces",))
    with image.open(real_data / "media" / "obama.jpg") as picture:
        upright = np.asarray(picture.convert("RGB").resize((320, 400)))
    lying = write_video(tmp_path / "a.mp4", [np.ascontiguousarray(np.rot90(upright, 1))] * 10)
    (wanted,) = analyse(save(tmp_path / "a.png", upright), known, params).faces
    turned = analyse(turn_video(lying, (0, 1, -1, 0)), known, params)
    assert (turned.width, turned.height, len(turned.faces)) == (320, 400, 1)
    assert turned.faces[0].n_frames == turned.n_frames == 5
    assert shared(turned.faces[0].box, wanted.box) > 0.9
    assert turned.faces[0].score == pytest.approx(wanted.score, abs=0.03)


def test_a_wall_of_faces_is_counted_and_bounded(real_data, tmp_path):
    known = weights("blazeface", "emotion")
    with image.open(real_data / "media" / "multi_face.jpg") as picture:
        five = np.asarray(picture.convert("RGB").resize((800, 534)))
    one = analyse(save(tmp_path / "five.png", five), known, MediaParams(parts=("faces", "expressions")))
    many = np.tile(five, (2, 2, 1))
    wall = analyse(save(tmp_path / "wall.png", many), known, MediaParams(parts=("faces", "expressions")))
    assert len(one.faces) == 5
    assert 15 <= len(wall.faces) <= 20
    assert sum(sum(face.expressions.values()) for face in wall.faces) == pytest.approx(len(wall.faces))
    assert wall.vectors["emotion"].sum() == pytest.approx(1)


def save(path, pixels):
    image.fromarray(pixels).save(path)
    return path
