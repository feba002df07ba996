"""Stills: which frames are kept, how small, with nothing but their pixels; veiled, nobody is left in them."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attachment.cutting import cut_stills, still_of, still_seconds, veiled
from core.errors import CancelledError, InputError
from core.model.media import Act, FaceTrack, MediaAnalysis, Sighting, Words
from core.persona.media.face import find_faces
from core.persona.media.media_params import MediaParams
from core.persona.media.reading import frames, open_media
from core.persona.media.session import Session
from core.workspace.attached import LONGEST_SIDE, MOST_STILLS, jpeg_size
from tests.persona.media.making import noise, weights, write_video

WHY = "pictures need the media extra (requirements-media.txt)"
image = pytest.importorskip("PIL.Image", reason=WHY)
BOX = (0.0, 0.0, 1.0, 1.0)
PARAMS = MediaParams()
TIMES = st.floats(0, 100)


def looked_at(*seconds, **found):
    return MediaAnalysis("a", 9.0, 640, 360, len(seconds), seconds, **found)


def test_the_frame_behind_everything_that_was_found_is_kept():
    """By hand: the face's at 1, the dog's at 3, the middle of the act at 4.5, of what was said at 7.1, of what was written at 9."""
    found = looked_at(
        *(float(n) for n in range(10)),
        faces=(FaceTrack(0.0, 2.0, 3, 1.0, BOX, 0.9, {}),),
        objects=(Sighting("dog", 1, 3.0, BOX, 0.9), Sighting("cat", 1, 3.0, BOX, 0.8)),
        actions=(Act("waving", 4.0, 5.2, 0.5),),
        speech=(Words("so", 6.2, 8.0, 0.9),),
        text_in_frames=(Words("VOTE", 9.0, 40.0, 0.9),),
    )
    assert still_seconds(found) == (1.0, 3.0, 5.0, 7.0, 9.0)


def test_where_nothing_was_found_the_middle_is_kept_and_of_a_sound_nothing():
    assert still_seconds(looked_at(0.0, 1.0, 2.0, 3.0, 4.0)) == (2.0,)
    assert still_seconds(looked_at(0.0)) == (0.0,)
    assert still_seconds(looked_at(speech=(Words("so", 0.0, 1.0, 0.9),))) == ()


@given(
    st.lists(TIMES, min_size=1, max_size=300, unique=True).map(sorted),
    st.lists(TIMES, max_size=300),
    st.integers(1, 60),
)
def test_only_frames_that_were_looked_at_are_kept_each_once_and_no_more_than_asked_for(seconds, acts, most):
    found = looked_at(*seconds, actions=tuple(Act("a", one, one, 1.0) for one in acts))
    kept = still_seconds(found, most)
    assert 1 <= len(kept) <= most
    assert set(kept) <= set(seconds)
    assert list(kept) == sorted(set(kept))
    if acts and most >= len(set(acts)):
        nearest = {min(seconds, key=lambda one: (abs(one - act), one)) for act in acts}
        assert set(kept) == nearest


def test_of_too_many_the_kept_ones_are_spread_evenly():
    found = looked_at(
        *(n / 5 for n in range(600)), actions=tuple(Act("a", n / 5, n / 5, 1) for n in range(600))
    )
    kept = still_seconds(found)
    assert len(kept) == MOST_STILLS
    assert (kept[0], kept[-1]) == (0.0, 599 / 5)
    steps = np.diff(kept)
    assert steps.max() - steps.min() <= 0.2 + 1e-9


def pixels_of(data):
    with image.open(io.BytesIO(data)) as opened:
        assert opened.format == "JPEG"
        return np.asarray(opened.convert("RGB")).astype(float)


@pytest.mark.parametrize("size", [(360, 640), (4000, 30), (1, 1), (1, 5000), (20, 10), (480, 480)])
def test_a_still_is_a_small_picture_of_the_frame(size):
    frame = np.zeros((*size, 3), np.uint8)
    frame[: max(1, size[0] // 2)] = (250, 120, 10)
    found = still_of(frame, 1.5)
    assert found.second == 1.5
    assert (found.width, found.height) == jpeg_size(found.jpeg) == pixels_of(found.jpeg).shape[1::-1]
    assert max(found.width, found.height) == min(LONGEST_SIDE, max(size))
    assert np.abs(pixels_of(found.jpeg)[0, 0] - (250, 120, 10)).max() < 40
    wide, high = jpeg_size(found.veiled)
    assert max(wide, high) == 160
    expected = [max(1, round(160 * side / max(size))) for side in size[::-1]]
    assert [wide, high] == expected


def test_a_still_says_nothing_but_its_pixels(tmp_path):
    """A camera's name, a place and a thumbnail are in the file, and in no byte of what is kept."""
    picture = image.fromarray(noise(1, 96, 128)[0])
    known = picture.getexif()
    known[0x010F], known[0x013B] = "SpyCam", "Ann Author"
    known.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    file = tmp_path / "a.jpg"
    picture.save(file, exif=known, comment=b"seen by Ann", icc_profile=b"profile of Ann")
    assert b"SpyCam" in file.read_bytes()
    (found,) = cut_stills(file, looked_at(0.0), PARAMS)
    for data in (found.jpeg, found.veiled):
        for word in (b"SpyCam", b"Ann", b"Exif", b"profile"):
            assert word not in data
        with image.open(io.BytesIO(data)) as opened:
            assert not opened.getexif()
            assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_is_veiled_is_not_only_blurred_but_gone():
    """Stripes of 15 pixels, two in each of 16 cells, and their mean are the same once veiled, to the last bit."""
    stripes = np.zeros((480, 480, 3), np.uint8)
    stripes[:, (np.arange(480) // 15) % 2 == 0] = 254
    assert (veiled(stripes) == veiled(np.full((480, 480, 3), 127, np.uint8))).all()
    halves = np.zeros((480, 480, 3), np.uint8)
    halves[:240] = 255
    assert veiled(halves)[0, 0, 0] - int(veiled(halves)[-1, 0, 0]) > 150, "its colours can still be told"


def test_of_a_large_face_fewer_pixels_are_left():
    spots = noise(1, 160, 160)[0]
    spread = [float(veiled(spots, face).astype(float).std()) for face in (0.0, 0.3, 0.6, 1.0)]
    assert spread == sorted(spread, reverse=True)
    assert spread[-1] < spread[0]


FACES = (
    "single_face.mp4",
    "obama.jpg",
    "multi_face.jpg",
    "liveportrait_d10.mp4",
    "videoretalking_face_1.mp4",
)


@pytest.mark.parametrize("name", FACES)
def test_a_face_that_the_detector_finds_is_found_no_more_once_veiled(real_data, name):
    pytest.importorskip("av", reason=WHY)
    session = Session(weights("blazeface").file("blazeface"), 2)
    given_ = next(frames(open_media(real_data / "media" / name, PARAMS), PARAMS))
    found = find_faces(session, given_.pixels)
    assert found, "the test shows nothing where there is no face to find"
    height, width = given_.pixels.shape[:2]
    largest = max(
        max((f.box[2] - f.box[0]) * width, (f.box[3] - f.box[1]) * height) / max(width, height) for f in found
    )
    for face in (0.0, largest):
        one = still_of(given_.pixels, 0.0, face)
        assert find_faces(session, pixels_of(one.jpeg).astype(np.uint8)), "the still itself shows it"
        assert find_faces(session, pixels_of(one.veiled).astype(np.uint8), 0.3) == []
    # a close-up: the face fills the picture
    left, top, right, bottom = found[0].box
    close = given_.pixels[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
    assert find_faces(session, pixels_of(still_of(close, 0.0, 1.0).veiled).astype(np.uint8), 0.3) == []


def test_stills_of_a_video_are_the_frames_of_their_seconds_in_one_pass(tmp_path, monkeypatch):
    shades = [np.full((96, 128, 3), 4 * n, np.uint8) for n in range(60)]
    file = write_video(tmp_path / "a.mp4", shades, rate=10)
    seen = [frame.second for frame in frames(open_media(file, PARAMS), PARAMS)]
    acts = tuple(Act("a", second, second, 1.0) for second in (seen[1], seen[9], seen[20]))
    found = looked_at(*seen, actions=acts)
    n = []
    monkeypatch.setattr("core.attachment.cutting.frames", lambda *given_: n.append(1) or frames(*given_))
    kept = cut_stills(file, found, PARAMS)
    assert [one.second for one in kept] == [seen[1], seen[9], seen[20]]
    for one in kept:
        assert pixels_of(one.jpeg).mean() == pytest.approx(4 * round(one.second * 10), abs=6)
    assert len(n) == 1


def test_a_file_that_breaks_off_earlier_than_before_gives_what_it_has(tmp_path):
    file = write_video(tmp_path / "a.mp4", noise(30), rate=10)
    found = looked_at(0.0, 1.0, 50.0, actions=tuple(Act("a", s, s, 1.0) for s in (0.0, 1.0, 50.0)))
    assert [one.second for one in cut_stills(file, found, PARAMS)] == [0.0, 1.0]


def test_cutting_can_be_stopped_and_a_file_that_is_gone_is_told(tmp_path):
    file = write_video(tmp_path / "a.mp4", noise(30), rate=10)
    with pytest.raises(CancelledError):
        cut_stills(file, looked_at(0.0, 1.0), PARAMS, cancelled=lambda: True)
    with pytest.raises(InputError):
        cut_stills(tmp_path / "none.mp4", looked_at(0.0), PARAMS)
