"""Vectors on disk: kept and found again by the hash of their text, whoever writes and whatever breaks."""

import errno
import os
import resource
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import vector_store
from core.vector_store import Kept, VectorStore, stored, text_hashes
from tests.conftest import ROOT
from tests.corpus import post, store

MODEL = "letters 1"


def kept(texts, model=MODEL, size=3):
    rows = np.array([[len(text), n, -n] for n, text in enumerate(texts)], np.float32).reshape(-1, 3)
    return Kept(text_hashes(texts).reshape(-1, 2), stored(rows[:, :size]), len(texts) + 5, model)


def test_what_is_kept_is_read_again_to_the_last_bit(tmp_path):
    one = kept(["a", "bb"])
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.keep("n1", one)
    again = shelf.read("n1")
    np.testing.assert_array_equal(again.hashes, one.hashes)
    np.testing.assert_array_equal(again.vectors, one.vectors)
    assert (again.n_texts, again.model, shelf.names()) == (7, MODEL, {"n1"})
    mean, n_sampled, n_texts = shelf.mean("n1")
    np.testing.assert_array_equal(mean, [1.5, 0.5, -0.5])
    assert (n_sampled, n_texts) == (2, 7)


def test_a_hash_is_that_of_the_text_alone():
    whole = text_hashes(["a", "\ud800", "", "漢"])
    assert whole.shape == (4, 2)
    for text, row in zip(["a", "\ud800", "", "漢"], whole, strict=True):
        np.testing.assert_array_equal(text_hashes([text])[0], row)
    assert len({tuple(row) for row in whole.tolist()}) == 4
    assert text_hashes([]).shape == (0, 2)


def test_other_models_and_other_samples_are_other_files(tmp_path):
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.keep("n1", kept(["a"]))
    assert VectorStore(tmp_path, "letters 2", 200).names() == set()
    assert VectorStore(tmp_path, MODEL, 50).names() == set()
    assert len(VectorStore(tmp_path, MODEL, 50).index().vectors(text_hashes(["a"]))) == 1
    assert VectorStore(tmp_path, "letters 2", 200).index().vectors(text_hashes(["a"])) == {}


def test_a_file_that_is_not_what_its_name_says_is_not_believed(tmp_path):
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.keep("n1", kept(["a"], model="another"))
    assert shelf.index().vectors(text_hashes(["a"])) == {}
    assert shelf.mean("n1") is None
    assert shelf.names() == set()


TEXTS = st.lists(st.lists(st.integers(0, 40).map(str), max_size=6, unique=True), max_size=8)


@given(TEXTS, TEXTS, st.lists(st.integers(0, 45).map(str), max_size=12), st.sampled_from([0, 3, 100]))
def test_the_index_finds_what_a_dictionary_would(tmp_path_factory, before, after, asked, most_new):
    shelf = VectorStore(tmp_path_factory.mktemp("store"), MODEL, 200)
    for n, texts in enumerate(before):
        shelf.keep(f"n{n}", kept(texts))
    index = shelf.index()
    original, vector_store._MOST_NEW = vector_store._MOST_NEW, most_new
    try:
        for n, texts in enumerate(after):
            shelf.keep(f"m{n}", kept(texts))
            index.add(shelf.path(f"m{n}"), text_hashes(texts))
        found = index.vectors(text_hashes(asked))
    finally:
        vector_store._MOST_NEW = original
    known = {text for texts in (*before, *after) for text in texts}
    assert {asked[row] for row in found} == known & set(asked)
    assert all(vector[0] == len(asked[row]) for row, vector in found.items())


def test_a_file_that_goes_while_it_is_looked_through_is_as_if_it_had_not_been(tmp_path):
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.keep("n1", kept(["a"]))
    shelf.keep("n2", kept(["b"]))
    index = shelf.index()
    shelf.path("n1").unlink()
    assert list(index.vectors(text_hashes(["a", "b"]))) == [1]


def test_a_file_that_another_process_replaced_gives_no_vector_of_another_text(tmp_path):
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.keep("n1", kept(["a", "b"]))
    index = shelf.index()
    shelf.keep("n1", kept(["c", "b"]))
    assert list(index.vectors(text_hashes(["a", "b", "c"]))) == [1]


EMBED = """
import sys, time
import numpy as np
from pathlib import Path
from core.embedded import Embedded
from core.content.embedding.params import EmbeddingParams
from core.workspace import Workspace

class Slow:
    name, version, licence, dimension = "slow", "1", "ours", 8
    def encode(self, texts, progress=None, cancelled=None):
        time.sleep(0.02)
        print(len(texts), flush=True)
        return np.array([[len(text)] * 8 for text in texts], np.float32)

import core.embedded
core.embedded._AT_ONCE = 1
Embedded(Workspace(Path(sys.argv[1])), EmbeddingParams(), Slow()).embed()
print("done", flush=True)
"""


def run(folder):
    command = [sys.executable, "-c", EMBED, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def folder(tmp_path):
    people = [
        post(f"x:{who}", n, text=f"profile {who} says {n} things", post_id=f"{who}-{n}")
        for who in range(1, 21)
        for n in range(3)
    ]
    store(tmp_path / "w", people)
    return tmp_path / "w"


def n_whole(folder):
    """Count the profiles of which a file is there; each can be read."""
    shelf = VectorStore(folder, "slow 1", 200)
    names = shelf.names()
    assert all(len(shelf.read(name).hashes) == 3 for name in names)
    return len(names)


def test_a_kill_loses_what_was_being_embedded_and_nothing_else(folder):
    with run(folder) as killed:
        for _ in range(6):
            killed.stdout.readline()
        killed.kill()
    n_before = n_whole(folder)
    assert 5 <= n_before < 20
    again = run(folder)
    said, _ = again.communicate(timeout=60)
    assert said.split()[-1] == "done"
    assert said.split().count("3") == 20 - n_before
    assert n_whole(folder) == 20


def test_two_processes_embed_one_workspace_at_once(folder):
    first, second = run(folder), run(folder)
    for process in (first, second):
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert said.split()[-1] == "done"
    assert n_whole(folder) == 20


@pytest.mark.parametrize("refused", [errno.EMFILE, errno.EIO, errno.EACCES])
def test_a_file_that_the_system_does_not_let_us_read_stays(tmp_path, monkeypatch, refused):
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.keep("n1", kept(["a"]))

    def fail(*_, **__):
        raise OSError(refused, "refused")

    with monkeypatch.context() as patched:
        patched.setattr(vector_store.feather, "read_table", fail)
        assert shelf.mean("n1") is None
        assert shelf.read("n1") is None
    assert shelf.names() == {"n1"}
    assert shelf.mean("n1") is not None


def test_too_many_open_files_cost_no_vector(tmp_path):
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.keep("n1", kept(["a"]))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as held:
        held.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (len(list(Path("/dev/fd").iterdir())) + 20, hard))
        with suppress(OSError):
            while True:
                held.enter_context(Path(os.devnull).open())
        found = shelf.mean("n1"), shelf.read("n1")
    assert found == (None, None)
    assert shelf.read("n1") is not None


@pytest.mark.parametrize("damage", [lambda _: b"", lambda b: b[:-3], lambda b: b"\xff" * len(b)])
def test_a_damaged_file_is_removed(tmp_path, damage):
    shelf = VectorStore(tmp_path, MODEL, 200)
    for look in (shelf.mean, shelf.read):
        shelf.keep("n1", kept(["a"]))
        shelf.path("n1").write_bytes(damage(shelf.path("n1").read_bytes()))
        assert look("n1") is None
        assert shelf.names() == set()


def test_a_damaged_file_that_cannot_be_removed_is_as_none(tmp_path):
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.path("n1").mkdir(parents=True)
    assert (shelf.mean("n1"), shelf.read("n1")) == (None, None)


def test_a_mean_that_is_not_finite_is_made_again(tmp_path):
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.keep("n1", Kept(text_hashes(["a"]), np.array([[np.nan, 1]], np.float16), 1, MODEL))
    assert shelf.mean("n1") is None
    assert shelf.names() == set()


def test_what_cannot_be_kept_is_said(tmp_path, monkeypatch):
    shelf = VectorStore(tmp_path, MODEL, 200)
    with monkeypatch.context() as patched:
        patched.setattr(vector_store, "keep", lambda *_, **__: None)
        assert not shelf.keep("n1", kept(["a"]))
    tried, real = [], vector_store.keep
    monkeypatch.setattr(vector_store, "keep", lambda *a: tried.append(a) or (len(tried) > 1 and real(*a)))
    assert shelf.keep("n1", kept(["a"]))  # at first another process swept the draft


@pytest.mark.parametrize("error", [OSError("Invalid IPC message"), pa.ArrowNotImplementedError("codec")])
def test_what_the_library_finds_damaged_is_removed_though_it_calls_it_otherwise(tmp_path, monkeypatch, error):
    shelf = VectorStore(tmp_path, MODEL, 200)
    shelf.keep("n1", kept(["a"]))

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(vector_store.feather, "read_table", fail)
    assert shelf.mean("n1") is None
    assert shelf.names() == set()
