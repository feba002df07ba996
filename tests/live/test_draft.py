"""What has arrived, on disk."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import WorkspaceBusyError, WorkspaceError
from core.sources.live_draft import Page, Reach, drafting

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
ACCOUNT = {"id": "1", "username": "ann"}
PAGES = [
    Page([{"id": "9"}, {"id": "8"}], "c1", "9", {"users": [{"id": "2"}]}),
    Page([], "c2"),
    Page([{"id": "7"}], None, "7"),
]


def filled(folder, pages=PAGES, target="x:ann"):
    with drafting(folder, target) as draft:
        draft.begin(ACCOUNT, "1", Reach("x:1", "5", "5", 100))
        for page in pages:
            draft.add(page, NOW)
    return next((folder / "fetching").glob("*"))


def state(draft):
    return draft.n_posts, draft.n_pages, draft.cursor, draft.newest, draft.account, draft.base


def test_a_draft_is_found_as_it_was_left(tmp_path):
    filled(tmp_path)
    with drafting(tmp_path, "x:ann") as draft:
        assert [page for page, _ in draft.pages()] == PAGES
        assert {moment for _, moment in draft.pages()} == {NOW}
        assert state(draft) == (3, 3, None, "9", ACCOUNT, Reach("x:1", "5", "5", 100))
        assert draft.resumed


@given(st.integers(min_value=0))
def test_whatever_a_kill_cut_off_the_whole_pages_before_it_are_kept(tmp_path_factory, cut):
    folder = tmp_path_factory.mktemp("draft")
    path = filled(folder)
    data = path.read_bytes()
    cut %= len(data) + 1
    path.write_bytes(data[:cut])
    whole = data[:cut].count(b"\n") - 1
    with drafting(folder, "x:ann") as draft:
        assert [page for page, _ in draft.pages()] == PAGES[: max(whole, 0)]
        if whole >= 0:
            for page in PAGES[whole:]:
                draft.add(page, NOW)
            assert state(draft) == (3, 3, None, "9", ACCOUNT, Reach("x:1", "5", "5", 100))
    if whole >= 0:
        assert path.read_bytes() == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"nonsense\n",
        b'{"format": 99, "id": "1", "account": {"a": 1}, "base": null}\n',
        b'{"format": 1}\n',
        b'{"page": {"posts": 5}}\n',
        b'[1, 2]\n"text"\n',
        b"\xff\xfe\x00\n",
    ],
)
def test_a_draft_that_is_none_is_begun_anew(tmp_path, data):
    path = filled(tmp_path)
    path.write_bytes(data)
    with drafting(tmp_path, "x:ann") as draft:
        assert state(draft) == (0, 0, None, None, {}, None)
        draft.begin(ACCOUNT, "1", None)
        draft.add(PAGES[0], NOW)
    with drafting(tmp_path, "x:ann") as draft:
        assert state(draft) == (2, 1, "c1", "9", ACCOUNT, None)


def test_a_draft_that_never_began_leaves_nothing(tmp_path):
    with drafting(tmp_path, "x:ann"):
        assert len(list((tmp_path / "fetching").glob("*"))) == 1
    assert not list((tmp_path / "fetching").glob("*"))


def test_two_fetches_of_one_target_do_not_mix(tmp_path):
    with (
        drafting(tmp_path, "x:ann"),
        pytest.raises(WorkspaceBusyError, match="x:Ann is being fetched"),
        drafting(tmp_path, "x:Ann"),
    ):
        pass
    with drafting(tmp_path, "x:ann"), drafting(tmp_path, "x:bob"):
        pass


def test_a_hostile_target_names_no_file_outside_the_folder(tmp_path):
    with drafting(tmp_path, "mastodon:../../../etc/passwd@fedi.example") as draft:
        draft.begin(ACCOUNT, "1", None)
        draft.add(PAGES[0], NOW)
    assert [path.parent for path in tmp_path.rglob("*.jsonl")] == [tmp_path / "fetching"]


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkspaceError, match="choose another folder"), drafting(tmp_path / "file", "x:ann"):
        pass


def test_it_is_finished_at_the_end_or_at_the_cap(tmp_path):
    with drafting(tmp_path, "x:ann") as draft:
        draft.begin(ACCOUNT, "1", None)
        assert not draft.is_finished(1)
        draft.add(PAGES[0], NOW)
        assert draft.is_finished(2)
        assert not draft.is_finished(3)
        draft.add(PAGES[2], NOW)
        assert draft.is_finished(100)


def test_a_discarded_draft_is_gone(tmp_path):
    filled(tmp_path)
    with drafting(tmp_path, "x:ann") as draft:
        draft.discard()
    with drafting(tmp_path, "x:ann") as draft:
        assert draft.n_pages == 0


@given(st.text(max_size=60))
def test_a_reach_is_read_from_no_other_text(text):
    assert Reach.of(text) is None
