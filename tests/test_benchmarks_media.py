"""What is printed of a clip's analysis: which stage had which time, what is missing; never how fast it was."""

from itertools import pairwise

import pytest

from benchmarks import __main__ as command
from benchmarks import media, media_stage
from benchmarks.bench import Bench, Scale
from benchmarks.media_clip import RATE, SIDE, write_clip
from benchmarks.stock import GENERATED

TARGETS = [media.WITH_SPEECH, media.WITHOUT, media.MEGABYTES]


@pytest.fixture
def bench(tmp_path):
    """Give a bench that knows of no real clip."""
    small = Bench(tmp_path, lambda _: None, repeats=1, scale=Scale(clip_seconds=2.0))
    small.data = None
    return small


@pytest.fixture
def clock(monkeypatch):
    """Give clocks that only move when they are told to."""
    now = {"wall": 100.0, "processor": 7.0}
    monkeypatch.setattr(media_stage, "perf_counter", lambda: now["wall"])
    monkeypatch.setattr(media_stage, "process_time", lambda: now["processor"])

    def spend(wall, processor=0.0):
        now["wall"] += wall
        now["processor"] += processor

    return spend


def test_without_the_extra_every_target_is_told_with_the_reason(bench, monkeypatch):
    monkeypatch.setattr(media, "missing", lambda: "av not installed: run `make media`")
    lines = media.run(bench)
    assert [line.target for line in lines] == TARGETS
    assert {line.skipped for line in lines} == {"av not installed: run `make media`"}
    assert not any(line.ours for line in lines)
    assert command.CLAIMS["media"] is media.run


def test_a_package_and_a_weight_that_are_not_there_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(media, "PACKAGES", ("json", "no_such_package"))
    assert media.missing() == "no_such_package not installed: run `make media`"
    monkeypatch.setattr(media, "PACKAGES", ())
    monkeypatch.setenv("DOPPELSCOPE_MODELS", str(tmp_path))
    assert media.missing() == f"the weights of blazeface are not in {tmp_path}: run `make media`"
    monkeypatch.setattr(media, "LOOKS", ())
    assert media.missing() == f"the weights of whisper-base are not in {tmp_path}: run `make media`"


def test_time_inside_another_stage_is_taken_off_that_one(clock):
    stages = media_stage.Stages()
    clock(50.0)
    with stages.of("reading"):
        clock(1.0, 0.5)
        with stages.of("loading"):
            clock(2.0, 4.0)
        clock(3.0, 0.25)
    clock(50.0)
    assert (stages.wall["reading"], stages.wall["loading"]) == (4.0, 2.0)
    assert (stages.processor["reading"], stages.processor["loading"]) == (0.75, 4.0)
    assert sum(stages.wall.values()) == 6.0


def test_what_is_done_between_two_items_is_not_the_stage_that_gives_them(clock):
    stages = media_stage.Stages()

    def items(n):
        for number in range(n):
            clock(1.0)
            yield number

    given = []
    for number in stages.each("reading", items)(3):
        clock(10.0)
        given.append(number)
    assert given == [0, 1, 2]
    assert stages.wall["reading"] == 3.0


def test_a_stage_that_fails_is_counted_and_closed(clock):
    stages = media_stage.Stages()

    def fail():
        clock(1.0)
        message = "no model"
        raise ValueError(message)

    with pytest.raises(ValueError, match="no model"):
        stages.timed("faces", fail)()
    clock(5.0)
    with stages.of("objects"):
        clock(2.0)
    assert (stages.wall["faces"], stages.wall["objects"]) == (1.0, 2.0)


def test_the_clip_has_the_length_and_the_size_that_are_said(tmp_path):
    av = pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")
    pytest.importorskip("PIL", reason="pictures need the media extra (requirements-media.txt)")
    said = write_clip(tmp_path / "a.mp4", 5.0)
    assert said.startswith("5 s of 512 pixels")
    assert GENERATED in said
    with av.open(str(tmp_path / "a.mp4")) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        assert len(pictures) == 5 * RATE
        assert pictures[0].shape == (SIDE, SIDE, 3)
        assert float(container.streams.audio[0].duration * container.streams.audio[0].time_base) > 4.9
    # within a scene only the square moves; a cut changes nearly everything
    apart = [abs(a.astype(int) - b).mean() for a, b in pairwise(pictures)]
    assert max(range(len(apart)), key=apart.__getitem__) == 4 * RATE - 1


def test_a_clip_is_measured_by_stage_beside_what_reads_and_listens_alone(bench):
    if why := media.missing():
        pytest.skip(why)
    lines = media.run(bench)
    assert [line.target for line in lines if line.target is not None] == TARGETS
    assert all(len(line.ours) == 1 and line.skipped is None for line in lines)
    for line in lines:
        if line.target is not None:
            assert line.ratio > 0
    stages = {line.claim.removeprefix("of it, "): line for line in lines if line.claim.startswith("of it")}
    assert tuple(stages) == media_stage.STAGES
    whole = lines[0].ours[0]
    assert whole * 0.8 < sum(line.ours[0] for line in stages.values()) <= whole
    assert stages["listening"].reference[0] > 0
    assert GENERATED in lines[0].data
    assert "0 faces, 0 words heard" in lines[0].data
