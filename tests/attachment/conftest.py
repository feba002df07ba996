"""A workspace of Ann, who is known by two keys, and of Bob; and a place for files that is outside of it."""

import pytest

from core.model import Profile
from tests.corpus import post, store


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "w"
    people = [Profile("x:1", "x", "1", handle="ann"), Profile("x:2", "x", "2", handle="bob")]
    posts = [post(f"x:{who}", n) for who in (1, 2) for n in range(3)]
    store(path, posts, profiles=people, identities=[("x", "1", "ann")])
    return path


@pytest.fixture
def inbox(tmp_path):
    return tmp_path / "inbox"
