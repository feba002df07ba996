"""Those with the key can look up, both ways, and losing the register loses no pseudonym."""

from __future__ import annotations

import shutil
import stat

import pytest

from core.errors import KeyFileError
from core.pseudonyms import Pseudonyms
from core.pseudonyms import register as registers
from core.pseudonyms.finding import lookup
from core.workspace import Workspace
from tests.corpus import bring, post, row, table


def _folder(tmp_path):
    return tmp_path / "case.key.private" / "register"


def _real(found):
    return {(one.kind, one.platform, one.real) for one in found}


def test_names_are_found_by_pseudonym_and_pseudonyms_by_name(safe, tmp_path):
    ann, key = safe.handle("x", "Ann"), safe.user_key("mastodon:@bob@b.example")
    safe.post_id("x", "77")
    safe.keep()
    again = Pseudonyms.open(tmp_path / "case.key")
    for text in (ann, f"@{ann}", f"x:@{ann}", f"https://x.com/{ann}/status/1"):
        assert _real(lookup(again, text)) == {("handle", "x", "ann")}
    for text in ("ann", "@Ann", "x:@ANN"):
        (found,) = lookup(again, text)
        assert (found.pseudonym, found.key, found.is_registered) == (ann, f"x:@{ann}", True)
    assert _real(lookup(again, key)) == {("handle", "mastodon", "bob@b.example"), ("host", "", "b.example")}
    assert lookup(again, "mastodon:@Bob@b.example")[0].key == key
    assert _real(lookup(again, safe.post_id("x", "77"))) == {("post", "x", "77")}
    assert lookup(again, "77")[0].pseudonym == safe.post_id("x", "77")
    assert lookup(again, "bluesky:@ann")[0].is_registered is False


def test_without_the_register_names_still_lead_to_pseudonyms(safe, tmp_path):
    key = safe.user_key("x:813286")
    safe.keep()
    shutil.rmtree(_folder(tmp_path))
    again = Pseudonyms.open(tmp_path / "case.key")
    (found,) = lookup(again, "x:813286")
    assert (found.key, found.is_registered) == (key, False)
    assert lookup(again, key) == ()
    assert {one.key for one in lookup(again, "@ann")} >= {again.user_key("x:@ann")}


def test_looking_up_registers_nothing(safe, tmp_path):
    lookup(safe, "somebody")
    safe.keep()
    assert not _folder(tmp_path).exists()
    assert lookup(safe, "somebody")[0].is_registered is False
    assert lookup(safe, " ") == ()


def test_importing_again_fills_a_lost_register_and_adds_nothing_to_a_whole_one(safe, tmp_path):
    bring(tmp_path / "w", ("a.csv", table(row(1), row(2, "bob"))), pseudonyms=safe)
    (first,) = _folder(tmp_path).iterdir()
    before = first.read_bytes()
    again = Pseudonyms.open(tmp_path / "case.key")
    bring(tmp_path / "w", ("a.csv", table(row(1), row(2, "bob"), row(3, "cleo"))), pseudonyms=again)
    assert len(list(_folder(tmp_path).iterdir())) == 2
    assert first.read_bytes() == before
    shutil.rmtree(_folder(tmp_path))
    last = Pseudonyms.open(tmp_path / "case.key")
    bring(tmp_path / "w", ("a.csv", table(row(1), row(2, "bob"), row(4))), pseudonyms=last)
    assert lookup(last, last.user_key("x:@bob"))[0].real == "bob"


def test_the_register_is_its_owners_alone(safe, tmp_path):
    safe.handle("x", "ann")
    safe.keep()
    for path in (_folder(tmp_path), _folder(tmp_path).parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    (segment,) = _folder(tmp_path).iterdir()
    assert stat.S_IMODE(segment.stat().st_mode) == 0o600
    _folder(tmp_path).chmod(0o755)
    with pytest.raises(KeyFileError, match="chmod 700"):
        lookup(Pseudonyms.open(tmp_path / "case.key"), "ann")


def test_a_register_of_many_names_grows_in_segments_and_knows_each_once(safe, tmp_path, monkeypatch):
    monkeypatch.setattr(registers, "_HELD", 100)
    numbers = [str(n) for n in range(1_000)]
    for start in range(0, 1_000, 50):
        safe.all("post", "x", numbers[: start + 50])
    safe.keep()
    entries = safe.register.by_name(numbers)
    assert sorted(entry.real for entry in entries) == sorted(numbers)
    assert len(list(_folder(tmp_path).iterdir())) > 3


def test_a_damaged_segment_says_the_way_out(safe, tmp_path):
    safe.handle("x", "ann")
    safe.keep()
    (segment,) = _folder(tmp_path).iterdir()
    segment.write_bytes(b"PAR1")
    with pytest.raises(KeyFileError, match="import the sources again"):
        lookup(Pseudonyms.open(tmp_path / "case.key"), "ann")


def test_the_register_knows_everybody_before_the_workspace_does(safe, tmp_path, monkeypatch):
    def fail():
        message = "no space"
        raise KeyFileError(message)

    monkeypatch.setattr(safe.register, "keep", fail)
    with pytest.raises(KeyFileError, match="no space"):
        bring(tmp_path / "w", ("a.csv", table(row(1))), pseudonyms=safe)
    assert Workspace(tmp_path / "w").profiles.empty


def test_names_with_broken_letters_are_registered(safe):
    safe.name("ann \ud800")
    safe.one("address", "", "a\udfff")
    safe.keep()
    assert [one.real for one in lookup(safe, "ann ?")] == ["ann ?"]
    assert post().profile
