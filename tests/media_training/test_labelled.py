"""Lists and folders of labelled files: what is taken, what is refused and why; what is read of a file."""

import numpy as np
import pytest

from core.errors import CancelledError, FormatError, InputError
from core.model.persona import CLASSES

pytest.importorskip("PIL", reason="pictures need the media extra (requirements-media.txt)")

from core.media_training.labelled import LabelledFile, read_labelled
from core.media_training.store import Reading, load_clip, prepare, read_clip, save_clip
from core.media_training.training_params import TrainingParams
from core.persona.media.mel import RATE
from core.persona.media.network_params import SMALL
from core.persona.media.place import FACE, NOWHERE

PARAMS = TrainingParams(n_frames=3, side=75)


def put(path, content=b"x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_folder_says_label_and_person(tmp_path):
    put(tmp_path / "Feelers" / "ann" / "a.mp4")
    put(tmp_path / "feelers" / "bob" / "b.mp4")
    put(tmp_path / "Thinkers" / "c.mp4")
    put(tmp_path / "Dreamers" / "cy" / "d.mp4")
    put(tmp_path / "Feelers" / "ann" / ".hidden")
    found = read_labelled(tmp_path, CLASSES)
    assert [(one.file.name, one.person, one.label) for one in found.files] == [
        ("a.mp4", "ann", "Feelers"),
        ("b.mp4", "bob", "Feelers"),
    ]
    assert [where for where, _ in found.refused] == ["Thinkers/c.mp4", "Dreamers/cy/d.mp4"]
    assert "there is no class 'Dreamers'" in found.refused[1][1]


def test_a_list_says_them_in_any_order_of_columns(tmp_path):
    for name in ("a.mp4", "b b.mp4"):
        put(tmp_path / "clips" / name)
    text = "Label;emotion;file;person\nfeelers;happy;clips/a.mp4;änn\nTHINKERS;;clips/b b.mp4;bob\nThinkers;;no.mp4;bob\nThinkers;;clips/a.mp4;bob\nThinkers;;clips/a.mp4\nFeelers;;clips/b b.mp4;\n"
    put(tmp_path / "list.csv", text.encode())
    found = read_labelled(tmp_path / "list.csv", CLASSES)
    assert [(one.file.name, one.person, one.label, dict(one.heads)) for one in found.files] == [
        ("a.mp4", "änn", "Feelers", {"emotion": "happy"}),
        ("b b.mp4", "bob", "Thinkers", {}),
    ]
    said = dict(found.refused)
    assert "no file" in said["line 4"]
    assert "earlier line" in said["line 5"]
    assert "3 cells" in said["line 6"]
    assert "whose it is" in said["line 7"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "it is empty"),
        (b"file,label\na,b\n", "no column person"),
        (b"file,person,label\na,b,c\n", "no class 'c'"),
        (b"\xff\xfe\x00", "no CSV in UTF-8"),
    ],
)
def test_a_list_without_anything_to_use_is_refused(tmp_path, text, said):
    with pytest.raises(FormatError, match=said):
        read_labelled(put(tmp_path / "list.csv", text), CLASSES)


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_labelled(tmp_path / "none.csv", CLASSES)
    with pytest.raises(FormatError, match="LABEL/PERSON/FILE"):
        read_labelled(tmp_path, CLASSES)


def frames_of(n):
    for second in range(n):
        yield float(second), np.full((40, 60, 3), second % 256, np.uint8)


def reading(calls=None, name="made up 1"):
    def frames(file):
        if calls is not None:
            calls.append(file.name)
        if file.name.startswith("broken"):
            message = "it is broken"
            raise InputError(message)
        return frames_of(int(file.read_text()))

    return Reading(
        name,
        frames,
        sound=lambda file: np.sin(np.arange(RATE) * 0.1) if "loud" in file.name else None,
        words=lambda file: "sea and sun" if "talk" in file.name else None,
        place=lambda frame: ((0.1, 0.2, 0.3, 0.4), FACE) if frame[0, 0, 0] == 0 else None,
    )


@pytest.mark.parametrize(
    ("n", "kept"), [(1, [0]), (2, [0, 1]), (3, [0, 1, 2]), (9, [0, 4, 8]), (200, [0, 96, 192])]
)
def test_frames_are_taken_evenly_of_however_many_come(tmp_path, n, kept):
    clip = read_clip(put(tmp_path / "a", str(n).encode()), reading(), PARAMS)
    assert clip.frames[:, 0, 0, 0].tolist() == kept
    assert clip.frames.shape == (len(kept), 75, 75, 3)
    assert clip.kinds.tolist() == [FACE] + [NOWHERE] * (len(kept) - 1)
    assert clip.boxes[0].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4])


def test_what_a_file_lacks_is_missing_and_a_file_without_anything_is_refused(tmp_path):
    clip = read_clip(put(tmp_path / "loud talk", b"0"), reading(), PARAMS)
    assert clip.frames.shape == (0, 75, 75, 3)
    assert {name: vector.size for name, vector in clip.vectors.items()} == {"text": 64, "sound": 104}
    clip = read_clip(put(tmp_path / "still", b"1"), reading(), PARAMS)
    assert clip.vectors == {"text": None, "sound": None}
    with pytest.raises(InputError, match="no picture, no sound"):
        read_clip(put(tmp_path / "silent", b"0"), reading(), PARAMS)


def test_a_clip_comes_back_as_it_was(tmp_path):
    clip = read_clip(put(tmp_path / "loud", b"4"), reading(), PARAMS)
    save_clip(clip, tmp_path / "clip.npz")
    found = load_clip(tmp_path / "clip.npz")
    for name in ("frames", "boxes", "kinds"):
        assert np.array_equal(getattr(found, name), getattr(clip, name))
    assert found.vectors["text"] is None
    assert np.array_equal(found.vectors["sound"], clip.vectors["sound"])
    (tmp_path / "clip.npz").write_bytes(b"PK\x03\x04 half")
    with pytest.raises(InputError, match="made anew"):
        load_clip(tmp_path / "clip.npz")


def test_files_are_read_once_and_broken_ones_are_told(tmp_path):
    files = [
        LabelledFile(
            put(tmp_path / name, content), "ann", "Feelers", {"emotion": "happy", "action": "unknown"}
        )
        for name, content in (("a", b"2"), ("broken", b""), ("b", b"3"))
    ]
    calls = []
    arguments = (SMALL, PARAMS, tmp_path / "kept")
    heads = {"emotion": ("sad", "happy"), "action": ("walk", "sit")}
    first = prepare("made up", files, reading(calls), *arguments, heads=heads)
    assert calls == ["a", "broken", "b"]
    assert [(one.person, one.label, dict(one.heads)) for one in first.data.examples] == [
        ("ann", 5, {"emotion": 1})
    ] * 2
    assert first.refused == ((str(tmp_path / "broken"), "it is broken"),)
    assert [len(first.data.clips[number].frames) for number in range(2)] == [2, 3]
    prepare("made up", files, reading(calls), *arguments)
    assert calls[3:] == ["broken"]
    put(tmp_path / "a", b"1")  # another content is another file
    assert len(prepare("made up", files, reading(calls), *arguments).data.clips[0].frames) == 1
    assert calls[4:] == ["a", "broken"]
    prepare("made up", files, reading(calls, "made up 2"), *arguments)
    assert calls[6:] == ["a", "broken", "b"]


def test_a_kept_file_that_is_broken_is_made_anew(tmp_path):
    files = [LabelledFile(put(tmp_path / "a", b"2"), "ann", "Feelers")]
    calls = []
    prepare("made up", files, reading(calls), SMALL, PARAMS, tmp_path / "kept")
    next((tmp_path / "kept").iterdir()).write_bytes(b"half")
    assert (
        len(prepare("made up", files, reading(calls), SMALL, PARAMS, tmp_path / "kept").data.clips[0].frames)
        == 2
    )
    assert calls == ["a", "a"]


def test_nothing_to_read_is_refused_and_a_stop_is_obeyed(tmp_path):
    files = [LabelledFile(put(tmp_path / "broken"), "ann", "Feelers")]
    with pytest.raises(FormatError, match="none of 1 files can be read: it is broken"):
        prepare("made up", files, reading(), SMALL, PARAMS, tmp_path / "kept")
    with pytest.raises(CancelledError, match="read so far is kept"):
        prepare("made up", files, reading(), SMALL, PARAMS, tmp_path / "kept", cancelled=lambda: True)
