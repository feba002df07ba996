"""Imports under pseudonyms: nothing raw gets into the folder, and keys and workspaces go together."""

from __future__ import annotations

import pytest

from core.errors import PseudonymError
from core.model import Profile
from core.pseudonyms import Pseudonyms
from core.pseudonyms.provenance import reason
from core.schema import batch
from core.workspace import FileReport, Workspace
from core.workspace import stage as stages
from tests.corpus import NOW, bring, post, row, store, table
from tests.pseudonyms.trace import words_in

FIELDS = ["id", "screen_name", "user_id", "name", "description", "created_at", "text", "source"]


def _file(n=30):
    rows = [
        [f"9{i}77", "ZoeHandle", "4455667788", "Zoe Realname", "Lives in Zoetown", f"2024-03-01T{i % 24:02d}:00:00Z",
         f"RT @ZedHandle: post {i} https://x.com/ZoeHandle/status/9{i}77 zoe@mail.example", "ZoeBot"]
        for i in range(n)
    ]  # fmt: skip
    return table(
        *rows, ["1", "ZoeHandle", "4455667788", "Zoe Realname", "", "ZoeHandle?", "x", ""], fields=FIELDS
    )


RAW = (
    "zoehandle",
    "4455667788",
    "zedhandle",
    "zoe realname",
    "zoetown",
    "zoebot",
    "92977",
    "zoe@mail",
    "zoe_file",
)


@pytest.mark.parametrize("staged", [1, stages.HELD_BYTES])
def test_nothing_raw_is_in_the_folder_after_an_import_or_while_it_runs(safe, tmp_path, monkeypatch, staged):
    monkeypatch.setattr(stages, "HELD_BYTES", staged)
    seen = []
    report = bring(
        tmp_path / "w",
        ("zoe_file.csv", _file()),
        pseudonyms=safe,
        progress=lambda _share, _said: seen.append(words_in(tmp_path / "w")),
    )
    assert (report.kept, report.refused) == (30, 1)
    assert any("staging" in words for words in seen) == (staged == 1)
    for words in (*seen, words_in(tmp_path / "w"), repr(report)):
        assert not [raw for raw in RAW if raw in words.casefold()]
    workspace = Workspace(tmp_path / "w")
    assert workspace.pseudonyms == safe.key_id
    profile = workspace.profile(safe.user_key("x:4455667788"))
    assert (profile.handle, profile.bio) == (safe.handle("x", "zoehandle"), None)
    assert workspace.find(f"@{safe.handle('x', 'ZoeHandle')}") == profile.key


def test_importing_the_same_again_changes_nothing(safe, tmp_path):
    bring(tmp_path / "w", ("a.csv", _file()), pseudonyms=safe)
    again = bring(tmp_path / "w", ("a.csv", _file()), pseudonyms=Pseudonyms.open(tmp_path / "case.key"))
    assert (again.kept, again.duplicates) == (0, 30)


def test_posts_without_ids_stay_as_many(safe, tmp_path):
    fields = ["screen_name", "created_at", "text"]
    rows = [["ann", "2024-03-01T10:00:00Z", "hi @Bob"]] * 3
    report = bring(tmp_path / "w", ("a.csv", table(*rows, fields=fields)), pseudonyms=safe)
    assert report.kept == 3
    again = bring(tmp_path / "w", ("a.csv", table(*rows, *rows[:1], fields=fields)), pseudonyms=safe)
    assert (again.kept, again.duplicates) == (1, 3)


def test_a_pseudonymous_workspace_takes_nothing_without_its_key(safe, tmp_path):
    bring(tmp_path / "w", ("a.csv", table(row(1))), pseudonyms=safe)
    with pytest.raises(PseudonymError, match=rf"{safe.key_id}.*--pseudonyms KEYFILE"):
        bring(tmp_path / "w", ("a.csv", table(row(2))))
    other = Pseudonyms.create(tmp_path / "other.key")
    with pytest.raises(PseudonymError, match=f"{safe.key_id}.*{other.key_id}"):
        bring(tmp_path / "w", ("a.csv", table(row(2))), pseudonyms=other)
    assert len(Workspace(tmp_path / "w").imports) == 1


def test_a_workspace_of_real_names_takes_no_pseudonyms_and_says_how_it_would(safe, tmp_path):
    store(tmp_path / "w", [post()])
    with pytest.raises(PseudonymError, match="pseudonymise it first"):
        bring(tmp_path / "w", ("a.csv", table(row(1))), pseudonyms=safe)
    assert Workspace(tmp_path / "w").pseudonyms is None


def test_users_unify_under_pseudonyms_exactly_as_before(safe, tmp_path):
    posts = [post("x:1", 1, mentions=["x:@bob", "x:2", "x:@cleo"]), post("x:@ann", 2), post("x:@Zed", 3)]
    pairs = [
        ("x", "1", "ann"),
        ("x", "2", "bob"),
        ("x", "3", "cleo"),
        ("x", "4", "cleo"),
        ("bluesky", "d", "bob"),
    ]
    made = batch(posts, [Profile("x:1", "x", "1", "Ann")], pairs, n_rows=3)
    for folder, key in (("raw", None), ("w", safe)):
        with Workspace(tmp_path / folder).importing(NOW, key) as transaction:
            transaction.begin_file()
            transaction.add(made)
            transaction.end_file(FileReport("made", "made", rows=3))
            transaction.commit(lambda _share, _said: None, lambda: False)
    raw, renamed = Workspace(tmp_path / "raw"), Workspace(tmp_path / "w")
    keys = ["x:1", "x:@ann", "x:2", "x:@bob", "x:@cleo", "x:3", "x:4", "bluesky:d", "bluesky:@bob", "x:@zed"]
    assert renamed.identities.canonical(safe.user_keys(keys)) == safe.user_keys(
        raw.identities.canonical(keys)
    )
    assert set(renamed.profiles["key"]) == set(safe.user_keys(list(raw.profiles["key"])))


def test_every_column_becomes_what_the_table_says(names):
    full = post(
        "x:1", 1, client="MyBot", language="not a language", links=["https://x.com/ann"], media=["3_7"],
        ref_id="77", ref_author="x:@ann", quoted_id="78", quoted_author="x:2", kind="repost", hashtags=["Vote"],
        likes=3,
    )  # fmt: skip
    many = [
        full,
        post("mastodon:@a@b.example", 2, text="@c", mentions=["mastodon:@c@d.example"]),
        post("x:@b", 3),
    ]
    before = batch(many)
    after = names.batch(before)
    assert after.posts.schema == before.posts.schema
    first, second, third = after.posts.to_pylist()
    assert (first["ref_id"], first["quoted_id"]) == (names.post_id("x", "77"), names.post_id("x", "78"))
    assert (first["ref_author"], first["quoted_author"]) == (names.user_key("x:@ann"), names.user_key("x:2"))
    assert (first["client"], first["language"]) == (names.client("MyBot"), None)
    assert (first["hashtags"], first["likes"], first["time"]) == (["Vote"], 3, full.time)
    assert first["objects"] == [names.object_key(key, "x") for key in before.posts["objects"][0].as_py()]
    assert f"repost:x:{first['ref_id']}" in first["objects"]
    assert second["text"] == f"@{names.handle('mastodon', 'c@d.example').partition('@')[0]}"
    assert third["profile"] == names.user_key("x:@b")
    assert names.batch(batch()).posts.equals(batch().posts)


@pytest.mark.parametrize(
    "said",
    [
        "zoe_file.csv is damaged in its archive",
        "its visibility is 'zoe_file'; posts that were not public are not imported",
        "its body is not JSON (zoe_file)",
        "it is a post of @zoe_file",
        "it names 123456789012 as author",
    ],
)
def test_reasons_quote_nobody(names, said):
    shown = reason(said, "x/zoe_file.csv", "row 1", names)
    assert "zoe_file" not in shown
    assert "123456789012" not in shown
    assert len(shown) > 15
