"""Imports, deletions, undoing and merging in any order, beside a dictionary that does the same."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.model import Post, Profile
from core.workspace import Workspace, compaction, trash
from core.workspace.bucket import bucket_of
from core.workspace.removal import delete_profiles
from core.workspace.restoration import empty_trash, undo
from core.workspace.withdrawal import delete_import
from tests.corpus import NOW, START, store
from tests.workspace.sight import everything

KEYS = ["x:1", "x:2", "x:3"]
MAX_FILES = 2  # so that buckets are merged now and then
drawn = st.lists(
    st.tuples(st.sampled_from(KEYS), st.integers(0, 2), st.integers(0, 2), st.booleans()), max_size=5
)


class Life(RuleBasedStateMachine):
    """A workspace, and what it should say: rows (key, post, import) -> (fetched, text), file by file."""

    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp())
        self.run = trash.Run("r1")
        self.patch = mock.patch.object(compaction, "MAX_FILES", MAX_FILES)
        self.patch.start()
        self.files = {}  # by bucket: a list of files, each {(key, post, import): (fetched, text)}
        self.imports, self.kept, self.gone, self.seen = [], {}, set(), set()
        self.number, self.n_words = 1, 0

    def teardown(self):
        if hasattr(self, "folder"):
            self.patch.stop()
            self.run.close()
            shutil.rmtree(self.folder)

    def rows(self):
        return {row: said for files in self.files.values() for file in files for row, said in file.items()}

    @staticmethod
    def latest(rows):
        found = {}
        for (key, one, number), (fetched, text) in rows.items():
            found[key, one] = max(found.get((key, one), (-1, 0, "")), (fetched, number, text))
        return found

    def append(self, rows):
        for name in {bucket_of(key) for key, _, _ in rows}:
            files = self.files.setdefault(name, [])
            files.append({row: said for row, said in rows.items() if bucket_of(row[0]) == name})
            if len(files) > MAX_FILES:
                whole = {row: said for file in files for row, said in file.items()}
                last = {(key, one, n) for (key, one), (_, n, _) in self.latest(whole).items()}
                self.files[name] = [{row: said for row, said in whole.items() if row in last}]

    def take(self, is_gone):
        taken = {row: said for row, said in self.rows().items() if is_gone(row)}
        for name, files in self.files.items():
            left = [{row: said for row, said in file.items() if row not in taken} for file in files]
            self.files[name] = [file for file in left if file]
        return taken

    @rule(brought=drawn, again=st.booleans())
    def bring(self, brought, again):
        posts, incoming, people = [], {}, []
        for key, one, fetched, is_new in brought:
            self.n_words += is_new or not again
            text = f"word{self.n_words}end"
            moment = START + timedelta(days=fetched)
            posts.append(
                Post(key, START + timedelta(hours=one), post_id=f"{one}", text=text, fetched_at=moment)
            )
            if fetched >= incoming.get((key, one), (-1, ""))[0]:
                incoming[key, one] = (fetched, text)
            people.append(Profile(key, "x", bio=f"bio{self.number}for{key[2:]}end", fetched_at=moment))
        report = store(self.folder, posts, profiles=people)
        now = self.latest(self.rows())
        news = {}
        for (key, one), (fetched, text) in incoming.items():
            known = now.get((key, one))
            if known is None or (text != known[2] and fetched >= known[0]):
                news[key, one, self.number] = (fetched, text)
        assert report.kept == len(news)
        if Workspace(self.folder).imports[-1:] == (report,):
            self.append(news)
            self.imports.append(self.number)
            self.number += 1

    @precondition(lambda self: self.rows())
    @rule(data=st.data())
    def delete_profile(self, data):
        key = data.draw(st.sampled_from(sorted({key for key, _, _ in self.rows()})))
        removal = delete_profiles(Workspace(self.folder), [key], now=NOW, run=self.run)
        taken = self.take(lambda row: row[0] == key)
        assert removal.n_posts == len({one for _, one, _ in taken})
        words = {f"bio{n}for{key[2:]}end" for n in range(self.number)}
        self.bury(removal.entry, taken, words, None)

    @precondition(lambda self: self.imports)
    @rule(data=st.data())
    def delete_import(self, data):
        place = data.draw(st.integers(0, len(self.imports) - 1))
        number = self.imports.pop(place)
        removal = delete_import(Workspace(self.folder), place, now=NOW, run=self.run)
        taken = self.take(lambda row: row[2] == number)
        assert removal.n_posts == len(taken)
        self.bury(removal.entry, taken, {f"bio{number}for{key[2:]}end" for key in KEYS}, number)

    def bury(self, entry, taken, words, number):
        self.kept[entry] = (taken, words, number)
        self.gone |= words
        self.number += 1
        self.seen = set()

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def undo(self, data):
        entry = data.draw(st.sampled_from(sorted(self.kept)))
        taken, words, number = self.kept.pop(entry)
        undo(self.folder, entry)
        self.append(taken)
        self.gone -= words
        self.seen = set()
        self.imports = sorted([*self.imports, *([number] if number else [])])
        self.number += 1

    @precondition(lambda self: self.kept)
    @rule()
    def empty(self):
        assert empty_trash(self.folder, self.run) == len(self.kept)
        self.kept = {}
        assert not (self.folder / "trash").exists()

    @invariant()
    def it_says_what_the_dictionary_says(self):
        if not hasattr(self, "folder"):
            return
        workspace = Workspace(self.folder)
        expected = self.latest(self.rows())
        counts = dict(zip(workspace.profiles["key"], workspace.profiles["n_posts"], strict=True))
        assert set(counts) == {key for key, _ in expected}
        for key, n_posts in counts.items():
            posts = workspace.timeline(key).posts
            found = dict(zip(posts["post_id"].astype(int), posts["text"], strict=True))
            assert found == {one: said[2] for (k, one), said in expected.items() if k == key}
            assert n_posts == len(posts)
        assert len(workspace.imports) == len(self.imports)
        assert [r.number for r in workspace.imports if r.number] == sorted(
            set(self.imports).intersection(r.number for r in workspace.imports)
        )
        assert {entry.name for entry in trash.entries(self.folder)} == set(self.kept)

    @invariant()
    def nothing_deleted_is_outside_the_trash(self):
        if not hasattr(self, "folder"):
            return
        there = self.folder.parent / f"{self.folder.name}-trash"
        if is_kept := (self.folder / "trash").exists():
            (self.folder / "trash").rename(there)
        said = everything(self.folder)
        if is_kept:
            there.rename(self.folder / "trash")
        # what an import's merging has superseded lies there until the next writer comes
        words = self.seen = self.seen | {text for _, text in self.rows().values()}
        buried = {text for taken, _, _ in self.kept.values() for _, text in taken.values()}
        assert not set(re.findall(r"word\d+end", said)) & (buried - words)
        assert not set(re.findall(r"bio\d+for\d+end", said)) & self.gone


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=max(settings().max_examples // 4, 1), stateful_step_count=15)
