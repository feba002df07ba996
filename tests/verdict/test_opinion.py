"""What the command line says of a pair besides its measures: one line."""

import pytest

from core.cli import opinion
from core.gallery import Gallery
from core.progress import ignore_progress
from core.workspace import Workspace
from tests.corpus import post, store
from tests.verdict.made import verdict


@pytest.fixture
def gallery(tmp_path):
    store(tmp_path, [post(f"x:{who}", n) for who in (1, 2) for n in range(3)])
    return Gallery(Workspace(tmp_path))


class Judged:
    """Pairs that were judged."""

    def __init__(self, found):
        self._found = found

    def verdict(self, _row):
        return self._found


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (verdict(8.0, 4.0), "Consistent with one operator. The posts make one operator 4,096 times likelier"),
        (
            verdict(3.0, doubts=("it differs",)),
            "Alike, but no probability can be given here. The posts are worth",
        ),
        (
            verdict(missing="the workspace has 2 profiles, 30 needed"),
            "Insufficient evidence. The workspace has",
        ),
    ],
)
def test_the_verdict_is_one_line_of_whole_sentences(gallery, monkeypatch, found, said):
    monkeypatch.setattr(opinion, "is_learned", lambda _: True)
    monkeypatch.setattr(opinion, "judge", lambda *_, **__: Judged(found))
    (line,) = opinion.verdict_lines(gallery, "x:1", "x:2", ignore_progress)
    assert line.startswith(f"verdict    {said}")
    assert line.endswith(".")
    assert "**" not in line
    assert ":" not in line


def test_where_nothing_is_learned_the_way_to_learn_it_is_said(gallery):
    (line,) = opinion.verdict_lines(gallery, "x:1", "x:2", ignore_progress)
    assert line.startswith("verdict    not known yet: ")
    assert "compare with --json learns it" in line
