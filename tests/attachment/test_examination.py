"""Real files through the whole: looked at, cut and kept, as far as what is installed can look at them."""

import sys

import numpy as np
import pytest

from core.attachment import GivenFile, Refused, attach, attachments, profile_media, still
from core.model.media import VECTORS
from core.persona.media.weight import Weights
from core.workspace import Workspace
from tests.attachment.making import ADDED, given
from tests.persona.media.making import noise, weights, write_sound

WHY = "it needs the media extra (requirements-media.txt)"
ALL = ("blazeface", "emotion", "centernet", "movenet-lightning", "rapidocr")


def tied(folder, *paths, models=None, **more):
    files = [GivenFile(path, path.name) for path in paths]
    return list(
        attach(Workspace(folder), "x:1", files, models or Weights(folder / "none"), added=ADDED, **more)
    )


def test_a_picture_is_attached_where_no_model_is_there_and_says_what_it_lacks(folder, tmp_path):
    image = pytest.importorskip("PIL.Image", reason=WHY)
    image.fromarray(noise(1)[0]).save(tmp_path / "a.png")
    (one,) = tied(folder, tmp_path / "a.png")
    assert not isinstance(one, Refused), one
    assert set(VECTORS) <= set(one.analysis.missing)
    assert "make media" in one.analysis.missing["faces"]
    assert one.still_seconds == (0.0,)
    assert still(Workspace(folder), "x:1", one.sha256, 0.0).width == 128


def test_a_file_of_another_kind_is_refused_with_its_reason(folder, inbox):
    pytest.importorskip("av", reason=WHY)
    files = [given(inbox, "empty.mp4", b""), given(inbox, "text.jpg", b"hello " * 99)]
    empty, text = tied(folder, *(file.path for file in files))
    assert empty.reason.endswith("is empty")
    assert "no picture, video or sound" in text.reason
    assert attachments(Workspace(folder), "x:1") == ()


def test_where_the_extra_is_not_installed_files_are_refused_with_the_way_out(folder, inbox, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    (found,) = tied(folder, given(inbox, "a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 99).path)
    assert "run `make media`" in found.reason


def test_a_sound_is_attached_without_stills(folder, tmp_path):
    sound = 0.1 * np.sin(np.arange(16_000) / 9)
    (one,) = tied(folder, write_sound(tmp_path / "a.wav", sound))
    assert one.still_seconds == ()
    assert one.analysis.missing["faces"] == "there is no picture"


def test_the_files_of_a_real_profile_say_what_was_found_in_them(folder, real_data):
    names = ("obama.jpg", "single_face.mp4")
    files = [real_data / "media" / name for name in names]
    found = tied(folder, *files, models=weights(*ALL))
    assert [one.name for one in found] == list(names)
    for one in attachments(Workspace(folder), "x:1"):
        assert one.analysis.faces
        for face in one.analysis.faces[:3]:
            assert face.frame_second in one.still_seconds
        for second in one.still_seconds:
            assert len(still(Workspace(folder), "x:1", one.sha256, second).jpeg) > 1_000
    media = profile_media(Workspace(folder), "x:1")
    assert {"object", "emotion", "action"} <= set(media.vectors)
    assert media.vectors["emotion"].sum() == pytest.approx(1)
