"""Files of every kind become frames; what is broken, empty, lying or a bomb becomes a message."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from core.errors import FormatError, InputError, LimitError
from core.persona.media.frame import Frame
from core.persona.media.media_params import MediaParams
from core.persona.media.reading import ANIMATION, PICTURE, VIDEO, frames, open_media
from core.persona.media.sampling import scenes
from tests.persona.media.making import bomb, noise, turn_video, write_sound, write_video

image = pytest.importorskip("PIL.Image", reason="pictures need the media extra (requirements-media.txt)")
pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")

PARAMS = MediaParams()


def read(path, params=PARAMS):
    opened = open_media(path, params)
    return opened, list(frames(opened, params))


def grey(n, h=96, w=128):
    return [np.full((h, w, 3), 5 * number % 256, np.uint8) for number in range(n)]


def test_a_video_gives_five_frames_a_second_in_the_order_of_time(tmp_path):
    opened, found = read(write_video(tmp_path / "a.mkv", grey(40, 96, 128), rate=20))
    assert (opened.kind, opened.width, opened.height, opened.has_sound) == (VIDEO, 128, 96, False)
    assert [frame.second for frame in found] == pytest.approx([n / 5 for n in range(10)], abs=0.06)
    assert [round(frame.pixels.mean() / 5) for frame in found] == pytest.approx(
        [4 * n for n in range(10)], abs=1
    )
    assert opened.notes == ["it has no sound"]


def test_a_frame_rate_that_varies_is_taken_by_its_times(tmp_path):
    av = pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")
    times = [0, 40, 80, 120, 700, 710, 720, 1500, 1520, 2600]  # milliseconds
    with av.open(str(tmp_path / "a.mkv"), "w") as out:
        stream = out.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for time, pixels in zip(times, grey(len(times)), strict=True):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = time, Fraction(1, 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    _, found = read(tmp_path / "a.mkv")
    assert [round(frame.second, 2) for frame in found] == [0.0, 0.7, 1.5, 2.6]


# a, b, c, d of the matrix that phones write: how often a quarter turn with the clock is shown
TURNS = {0: (1, 0, 0, 1), 1: (0, 1, -1, 0), 2: (-1, 0, 0, -1), 3: (0, -1, 1, 0)}


@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize("suffix", ["mp4", "mov"])
def test_a_video_is_turned_upright_as_its_file_says(tmp_path, turns, suffix):
    stored = np.zeros((64, 96, 3), np.uint8)
    stored[:32, :48], stored[32:, 48:] = (255, 0, 0), (0, 255, 0)
    path = turn_video(write_video(tmp_path / f"a.{suffix}", [stored] * 10), TURNS[turns])
    shown = np.rot90(stored, -turns)
    opened, found = read(path)
    assert (opened.height, opened.width) == shown.shape[:2] == found[0].pixels.shape[:2]
    assert len(found) == 5
    assert (
        np.abs(found[-1].pixels.astype(int) - shown).mean() < 12
    )  # what is lost by compression, at the edges


def test_a_matrix_of_nonsense_turns_nothing_and_is_no_error(tmp_path):
    path = turn_video(write_video(tmp_path / "a.mp4", noise(10)), (0, 0, 0, 0))
    opened, found = read(path)
    assert (opened.width, opened.height, len(found)) == (128, 96, 5)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_an_mp4_whose_end_is_lost_is_told_for_its_index_stands_there(tmp_path, share):
    path = write_video(tmp_path / "a.mp4", noise(60))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(FormatError, match=r"broken at its beginning|neither picture nor sound"):
        read(path)


def test_an_mp4_with_its_index_in_front_gives_what_it_has(tmp_path):
    path = write_video(tmp_path / "a.mp4", noise(60), options={"movflags": "faststart"})
    whole = path.read_bytes()
    assert whole.index(b"moov") < whole.index(b"mdat")
    path.write_bytes(whole[: int(len(whole) * 0.6)])
    _, found = read(path)
    assert 10 <= len(found) <= 26
    assert found[-1].second < 5


def test_a_long_video_is_looked_at_in_stretches_and_its_length_costs_nothing(tmp_path):
    path = write_video(tmp_path / "a.mkv", grey(1200, 64, 64), rate=2)
    params = MediaParams(whole_seconds=60, n_windows=5, window_seconds=4)
    opened, found = read(path, params)
    assert opened.seconds == pytest.approx(600, abs=1)
    starts = [frame.second for frame in found if frame.apart]
    assert len(starts) == 5
    assert starts == pytest.approx(np.linspace(0, 596, 5), abs=8)
    assert len(found) <= 5 * 4 * 5
    assert any("5 stretches of 4 s" in note for note in opened.notes)


def test_one_frame_is_held_at_a_time(tmp_path):
    path = write_video(tmp_path / "a.mkv", grey(150, 512, 512), rate=10)
    opened = open_media(path, PARAMS)
    tracemalloc.start()
    n = sum(1 for _ in scenes(frames(opened, PARAMS)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n > 70
    assert peak < 12 * 512 * 512 * 3


@pytest.mark.parametrize(("suffix", "options"), [("gif", {}), ("webp", {"lossless": True}), ("png", {})])
def test_a_moving_picture_gives_its_frames(tmp_path, suffix, options):
    pictures = [image.fromarray(pixels) for pixels in noise(20)]
    path = tmp_path / f"a.{suffix}"
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=100, **options)
    opened, found = read(path)
    assert opened.kind == ANIMATION
    assert [frame.second for frame in found] == pytest.approx([n / 5 for n in range(10)])


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_picture_is_turned_upright(tmp_path, turned):
    pixels = np.zeros((64, 96, 3), np.uint8)
    pixels[:32, :48] = 255
    picture = image.fromarray(pixels)
    exif = picture.getexif()
    exif[0x0112] = turned
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # which of Pillow's turns undoes it
    stored = picture.transpose(image.Transpose(back[turned])) if turned > 1 else picture
    stored.save(tmp_path / "a.png", exif=exif)
    opened, (frame,) = read(tmp_path / "a.png")
    assert (opened.width, opened.height) == (96, 64)
    np.testing.assert_array_equal(frame.pixels, pixels)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_a_picture_of_any_mode_becomes_three_colours(tmp_path, mode):
    suffix = {"CMYK": "jpg", "F": "tif", "I": "tif"}.get(mode, "png")
    image.new(mode, (20, 10)).save(tmp_path / f"a.{suffix}")
    _, (frame,) = read(tmp_path / f"a.{suffix}")
    assert (frame.pixels.shape, frame.pixels.dtype) == ((10, 20, 3), np.uint8)


def test_an_8k_picture_is_read_small(tmp_path):
    image.new("RGB", (7680, 4320), (10, 200, 30)).save(tmp_path / "a.jpg")
    opened, (frame,) = read(tmp_path / "a.jpg")
    assert (opened.width, frame.pixels.shape) == (7680, (900, 1600, 3))


@pytest.mark.parametrize("size", [(9_000, 9_000), (12_000, 12_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_not_opened(tmp_path, size):
    bomb(tmp_path / "a.png", *size)
    with pytest.raises(LimitError, match="pixels"):
        open_media(tmp_path / "a.png", PARAMS)


def test_a_video_with_frames_that_are_too_large_is_not_opened(tmp_path):
    path = write_video(tmp_path / "a.mkv", grey(3, 96, 128))
    with pytest.raises(LimitError, match="128 × 96"):
        open_media(path, MediaParams(most_frame_pixels=96 * 127))


def test_a_moving_picture_that_is_too_large_is_not_decoded(tmp_path):
    pictures = [image.new("L", (5000, 4000), shade) for shade in (0, 200)]
    pictures[0].save(tmp_path / "a.gif", save_all=True, append_images=pictures[1:])
    with pytest.raises(LimitError, match="moves"):
        read(tmp_path / "a.gif")


def test_a_video_that_breaks_off_gives_what_it_has(tmp_path):
    path = write_video(tmp_path / "a.mkv", noise(60), rate=10)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    _, found = read(path)
    assert 8 <= len(found) <= 22
    assert found[-1].second < 4.5


def test_a_video_with_a_damaged_middle_is_read_on(tmp_path):
    path = write_video(tmp_path / "a.avi", noise(60), rate=10)
    whole = bytearray(path.read_bytes())
    third = len(whole) // 3
    whole[third : third + 4000] = np.random.default_rng(0).bytes(4000)
    path.write_bytes(whole)
    _, found = read(path)
    assert len(found) >= 15


def test_a_picture_that_breaks_off_shows_its_upper_part_and_says_so(tmp_path):
    image.fromarray(noise(1, 512, 512)[0]).save(tmp_path / "a.jpg", quality=95)
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 2])
    opened, (frame,) = read(tmp_path / "a.jpg")
    assert frame.pixels.shape == (512, 512, 3)
    assert any("damaged" in note for note in opened.notes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\0", "no picture, video or sound"),
        (b"hello, this is no video at all\n" * 200, "no picture, video or sound"),
        (np.random.default_rng(3).bytes(20_000), "no picture, video or sound"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "cannot|broken"),
        (
            b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n",
            "no picture, video or sound",
        ),
        (b"ffconcat version 1.0\nfile '/etc/hostname'\n", "no picture, video or sound"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n", "no picture, video or sound"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:9/"/></svg>', "no picture"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "HEIC"),
    ],
)
@pytest.mark.parametrize("name", ["a.mp4", "a.jpg"])
def test_what_is_no_media_is_told(tmp_path, content, said, name):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FormatError, match=said):
        read(tmp_path / name)


def test_a_file_that_lies_about_its_kind_is_read_as_what_it_is(tmp_path):
    image.new("RGB", (20, 10)).save(tmp_path / "a.png")
    (tmp_path / "a.png").rename(tmp_path / "a.mp4")
    opened, found = read(tmp_path / "a.mp4")
    assert (opened.kind, len(found)) == (PICTURE, 1)
    assert opened.notes == ["its name says video; it is a picture, and was read as one"]


def test_a_folder_and_a_name_that_is_not_there_are_told(tmp_path):
    with pytest.raises(InputError, match="no file"):
        open_media(tmp_path, PARAMS)
    with pytest.raises(InputError, match="there is no file"):
        open_media(tmp_path / "a.mp4", PARAMS)


def test_a_name_with_a_pattern_or_a_protocol_is_only_a_name(tmp_path):
    for name in ("a%03d.mkv", "http:a.mkv", "-i.mkv", "né 😂.mkv"):
        opened, found = read(write_video(tmp_path / "plain.mkv", grey(4)).rename(tmp_path / name))
        assert (opened.kind, len(found)) == (VIDEO, 2)


def test_a_sound_has_no_frames(tmp_path):
    opened, found = read(write_sound(tmp_path / "a.wav", np.zeros(16_000)))
    assert (opened.kind, found, opened.seconds) == ("sound", [], 1.0)


def test_a_cut_begins_a_scene_and_a_moving_person_does_not(tmp_path):
    first, second = noise(2, 96, 128, seed=1)
    moved = [np.roll(first, 2 * n, axis=1) for n in range(5)]
    path = write_video(tmp_path / "a.mkv", [*moved, *[second] * 5], rate=5)
    assert [scene for scene, _ in scenes(frames(open_media(path, PARAMS), PARAMS))] == [0] * 5 + [1] * 5


def test_a_light_that_is_switched_on_is_no_cut():
    (dark,) = noise(1)
    shown = [Frame(n / 5, (dark * share).astype(np.uint8)) for n, share in enumerate((0.4, 0.4, 0.9, 0.9))]
    assert {scene for scene, _ in scenes(shown)} == {0}
