"""The key file is made once, protected, and never inside a workspace."""

from __future__ import annotations

import json
import os
import stat

import pytest

from core.errors import KeyFileError
from core.pseudonyms import Pseudonyms
from core.workspace import Workspace
from tests.corpus import post, store


def test_a_key_file_is_its_owners_alone_and_opens_again(tmp_path):
    made = Pseudonyms.create(tmp_path / "a.key")
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600
    again = Pseudonyms.open(tmp_path / "a.key")
    assert again.key_id == made.key_id
    assert again.handle("x", "ann") == made.handle("x", "ann")


def test_two_keys_differ_in_everything(tmp_path):
    one, other = (Pseudonyms.create(tmp_path / name) for name in ("a", "b"))
    assert one.key_id != other.key_id
    assert one.handle("x", "ann") != other.handle("x", "ann")


def test_a_key_is_never_overwritten(tmp_path):
    made = Pseudonyms.create(tmp_path / "a.key")
    with pytest.raises(KeyFileError, match="never overwritten"):
        Pseudonyms.create(tmp_path / "a.key")
    assert Pseudonyms.open(tmp_path / "a.key").key_id == made.key_id


@pytest.mark.parametrize("place", ["a.key", "posts/a.key", "new/a.key"])
def test_a_key_inside_a_workspace_is_refused(tmp_path, place):
    folder = tmp_path / "workspace"
    store(folder, [post()])
    (folder / place).parent.mkdir(exist_ok=True)
    with pytest.raises(KeyFileError, match="lies in the workspace"):
        Pseudonyms.create(folder / place)
    assert not (folder / place).exists()


def test_a_link_does_not_hide_that_a_key_lies_in_a_workspace(tmp_path):
    folder = tmp_path / "workspace"
    store(folder, [post()])
    made = Pseudonyms.create(tmp_path / "a.key")
    (tmp_path / "a.key").rename(folder / "a.key")
    (tmp_path / "link.key").symlink_to(folder / "a.key")
    assert made.key_id
    with pytest.raises(KeyFileError, match="lies in the workspace"):
        Pseudonyms.open(tmp_path / "link.key")


def test_a_folder_that_is_yet_to_become_a_workspace_is_refused_when_named(tmp_path):
    with pytest.raises(KeyFileError, match="lies in the workspace"):
        Pseudonyms.create(tmp_path / "a.key", [tmp_path])


def test_a_key_in_the_folder_that_is_imported_into_is_refused(tmp_path):
    made = Pseudonyms.create(tmp_path / "a.key")
    with (
        pytest.raises(KeyFileError, match="lies in the workspace"),
        Workspace(tmp_path).importing(None, made),
    ):
        pytest.fail("it was let in")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_can_open_is_refused_with_the_remedy(tmp_path, mode):
    Pseudonyms.create(tmp_path / "a.key")
    (tmp_path / "a.key").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        Pseudonyms.open(tmp_path / "a.key")


def test_a_disk_that_keeps_no_permissions_gets_no_key(tmp_path, monkeypatch):
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, flags, mode=0o777: real(path, flags, 0o644))
    with pytest.raises(KeyFileError, match="another disk"):
        Pseudonyms.create(tmp_path / "a.key")
    assert not (tmp_path / "a.key").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record | {"key": record["key"][:-2]},
        lambda record: record | {"key": "00" * 32},
        lambda record: record | {"key": "zz"},
        lambda record: record | {"format": 2},
        lambda record: {"format": 1},
        lambda record: [record],
    ],
)
def test_a_damaged_key_is_refused_and_never_quoted(tmp_path, change):
    path = tmp_path / "a.key"
    Pseudonyms.create(path)
    record = json.loads(path.read_bytes())
    path.write_text(json.dumps(change(record)))
    with pytest.raises(KeyFileError) as caught:
        Pseudonyms.open(path)
    assert record["key"][:16] not in str(caught.value)


def test_a_missing_key_and_a_missing_folder_are_said(tmp_path):
    with pytest.raises(KeyFileError, match="there is no key file"):
        Pseudonyms.open(tmp_path / "a.key")
    with pytest.raises(KeyFileError, match="choose another folder"):
        Pseudonyms.create(tmp_path / "no" / "a.key")


def test_nothing_that_is_printed_holds_the_key(tmp_path):
    made = Pseudonyms.create(tmp_path / "a.key")
    key = json.loads((tmp_path / "a.key").read_bytes())["key"]
    assert repr(made) == f"Pseudonyms({made.key_id})"
    assert key not in repr(vars(made)) + repr(vars(made._ledger)) + repr(made._ledger.coder)
    assert bytes.fromhex(key) not in [value for value in vars(made).values() if isinstance(value, bytes)]
