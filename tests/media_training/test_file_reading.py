"""Real files become clips by the product's own reading."""

import pytest

from core.errors import InputError

pytest.importorskip("av", reason="reading files needs the media extra (requirements-media.txt)")

from core.media_training.file_reading import file_reading
from core.media_training.store import read_clip
from core.media_training.training_params import TrainingParams

PARAMS = TrainingParams(n_frames=3, side=80)


@pytest.mark.parametrize(
    ("name", "n_frames", "has_sound"),
    [("short_hamilton_clip.mp4", 3, True), ("obama.jpg", 1, False), ("jfk.flac", 0, True)],
)
def test_a_real_file_becomes_a_clip(real_data, name, n_frames, has_sound):
    clip = read_clip(real_data / "media" / name, file_reading(words=lambda file: "some words"), PARAMS)
    assert clip.frames.shape == (n_frames, 80, 80, 3)
    assert n_frames == 0 or clip.frames.std() > 10
    assert (clip.vectors["sound"] is not None) == has_sound
    assert clip.vectors["text"] is not None


def test_a_broken_file_is_refused_with_its_reason(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"")
    with pytest.raises(InputError, match="empty"):
        read_clip(tmp_path / "a.mp4", file_reading(), PARAMS)
