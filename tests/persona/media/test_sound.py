"""Sound of any kind becomes 16,000 samples a second, in pieces that join to the whole."""

import numpy as np
import pytest

from core.persona.media.sound import RATE, sound_pieces
from tests.persona.media.making import noise, write_sound, write_video

pytest.importorskip("av", reason="sound needs the media extra (requirements-media.txt)")


def tone(seconds, hertz=440, rate=RATE):
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def pieces(path, **options):
    notes = []
    return list(sound_pieces(path, notes, **options)), notes


def test_a_tone_keeps_its_pitch_and_loudness_at_another_rate(tmp_path):
    ((begin, samples),), _ = pieces(write_sound(tmp_path / "a.wav", tone(2, rate=44_100), rate=44_100))
    spectrum = np.abs(np.fft.rfft(samples[: 2 * RATE]))
    assert (begin, samples.dtype) == (0.0, np.float32)
    assert spectrum.argmax() / 2 == pytest.approx(440, abs=1)
    assert np.sqrt((samples**2).mean()) == pytest.approx(0.5 / np.sqrt(2), rel=0.02)


def test_two_channels_are_averaged_and_never_beyond_the_range(tmp_path):
    ((_, samples),), _ = pieces(write_sound(tmp_path / "a.wav", np.stack([tone(1) * 1.9, tone(1) * 1.9])))
    assert np.abs(samples).max() == pytest.approx(0.95, abs=0.01)


def test_pieces_join_to_the_whole(tmp_path):
    given = np.random.default_rng(0).uniform(-0.5, 0.5, 20 * RATE)
    found, notes = pieces(write_sound(tmp_path / "a.wav", given), piece_seconds=6)
    np.testing.assert_allclose(np.concatenate([samples for _, samples in found]), given, atol=1e-4)
    assert [begin for begin, _ in found] == pytest.approx(
        np.cumsum([0, *[s.size / RATE for _, s in found[:-1]]])
    )
    assert len(found) >= 4
    assert notes == []


def test_a_piece_ends_where_it_is_quiet(tmp_path):
    given = tone(12)
    given[int(8.2 * RATE) : int(8.6 * RATE)] = 0
    (first, *_), _ = pieces(write_sound(tmp_path / "a.wav", given), piece_seconds=10)
    assert 8.2 <= first[1].size / RATE <= 8.6


def test_a_long_sound_is_listened_to_up_to_the_limit(tmp_path):
    found, notes = pieces(write_sound(tmp_path / "a.wav", tone(30)), piece_seconds=8, most_seconds=20)
    assert sum(samples.size for _, samples in found) <= 20 * RATE
    assert sum(samples.size for _, samples in found) > 14 * RATE
    assert len(notes) == 1


def test_a_video_without_sound_gives_nothing(tmp_path):
    assert pieces(write_video(tmp_path / "a.mkv", noise(5))) == ([], [])


def test_a_sound_that_breaks_off_gives_what_it_has(tmp_path):
    path = write_sound(tmp_path / "a.flac", tone(8), codec="flac")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    found, _ = pieces(path)
    assert 2 < sum(samples.size for _, samples in found) / RATE < 6
