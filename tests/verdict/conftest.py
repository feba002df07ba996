"""One village for all tests of the score: it is settled and learned from once."""

import pytest

from core.gallery import Gallery
from core.workspace import Workspace
from tests.verdict.village import settle, village


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Settle 35 profiles and learn from them; nobody changes it."""
    made = settle(tmp_path_factory.mktemp("village") / "w", village())
    gallery = Gallery(Workspace(made))
    for key in gallery.workspace.profiles["key"]:
        gallery.portrait(key)  # here: processes would take longer to begin
    gallery.complete()
    return made


@pytest.fixture
def gallery(folder):
    return Gallery(Workspace(folder))


@pytest.fixture(scope="session")
def drawn(folder):
    """Give the portraits of the village, by key."""
    gallery = Gallery(Workspace(folder))
    return [
        gallery.portrait(key)
        for key in sorted(gallery.workspace.profiles["key"], key=lambda key: int(key[2:]))
    ]
