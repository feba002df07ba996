"""A new format is one new file: found, chosen by sniffing, used by an import; and gone again."""

import sys
from textwrap import dedent

import pytest

import core.sources
from core.errors import FormatError
from core.sources import Source, discover, recognise
from core.sources.entries import from_bytes
from core.workspace import Workspace
from tests.corpus import bring, row, table

SOURCE = '''
    """Lines of the form: who says what."""

    from datetime import UTC, datetime

    from core.keys import user_key
    from core.model import Post, Profile
    from core.schema import batch
    from core.sources import Source, register


    def read(entry, options):
        with entry.open() as stream:
            pairs = [line.decode().strip().split(" says ") for line in stream]
        posts = [
            Post(user_key("talk", None, who), datetime(2024, 1, 1, tzinfo=UTC), text=what, post_id=str(n))
            for n, (who, what) in enumerate(pairs)
        ]
        profiles = [Profile(p.profile, "talk", handle=p.profile.partition("@")[2]) for p in posts]
        yield batch(posts, profiles, n_rows=len(posts))


    register(Source("talk", "Talk", lambda head, name: 0.8 * (b" says " in head), read))
'''


@pytest.fixture
def talk(tmp_path, monkeypatch):
    """Add a source as anybody would: one file in a folder of their own."""
    folder = tmp_path / "more_sources"
    folder.mkdir()
    (folder / "talk.py").write_text(dedent(SOURCE))
    monkeypatch.setattr(core.sources, "__path__", [*core.sources.__path__, str(folder)])
    yield
    core.sources._REGISTRY.pop("talk", None)
    sys.modules.pop("core.sources.talk", None)
    vars(core.sources).pop("talk", None)


def test_a_source_added_as_one_file_reads_an_import(talk, tmp_path):
    workspace = tmp_path / "workspace"
    report = bring(workspace, ("a.txt", b"Ann says hello\nBob says good bye\n"))
    assert [file.source for file in report.files] == ["talk"]
    assert Workspace(workspace).profiles["key"].tolist() == ["talk:@ann", "talk:@bob"]
    assert Workspace(workspace).timeline("talk:@ann").posts["text"].tolist() == ["hello"]


def test_without_that_file_the_format_is_not_known(tmp_path):
    assert "talk" not in {source.name for source in discover()}
    with pytest.raises(FormatError, match="no format is recognised"):
        bring(tmp_path, ("a.txt", b"Ann says hello\n"))


def test_the_surest_source_reads_the_file(monkeypatch):
    data = from_bytes("a.csv", table(row(1)))
    monkeypatch.setitem(core.sources._REGISTRY, "unsure", Source("unsure", "", lambda *_: 0.01, None))
    assert recognise(data).name == "table"
    monkeypatch.setitem(core.sources._REGISTRY, "sure", Source("sure", "", lambda *_: 1.0, None))
    assert recognise(data).name == "sure"


def test_a_source_is_given_the_head_and_the_lower_cased_name(monkeypatch):
    seen = []
    monkeypatch.setitem(
        core.sources._REGISTRY, "spy", Source("spy", "", lambda *given: seen.append(given) or 0.0, None)
    )
    recognise(from_bytes("A.CSV", b"x" * 100_000))
    assert seen == [(b"x" * 65_536, "a.csv")]


def test_every_source_has_a_name_a_label_and_survives_any_head():
    for source in discover():
        assert source.name
        assert source.label
        for head in (
            b"",
            b"\x00" * 99,
            b"\xff\xfe",
            b"{",
            b"[",
            b"PAR1",
            b"PK\x03\x04",
            "é".encode("latin-1"),
            b'{"a": [[[',
        ):
            assert 0 <= source.sniff(head, "x") <= 1


def test_looking_twice_finds_the_same():
    assert discover() == discover()
