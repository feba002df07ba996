"""A workspace that grows by many small imports stays quick to read and says the same."""

from datetime import UTC, datetime, timedelta

from core.intake import import_items
from core.sources.entries import from_bytes
from core.sources.options import ReadOptions
from core.workspace import Workspace
from core.workspace.compaction import MAX_FILES

NOW = datetime(2025, 1, 1, tzinfo=UTC)
HEADER = "screen_name,tweet_id,created_at,text\n"


def imported(folder, number, text="hello there world"):
    row = f"ann,{number},{(NOW - timedelta(days=number)).isoformat()},{text}\n"
    entry = from_bytes(f"{number}.csv", (HEADER + row).encode())
    return import_items(Workspace(folder), [entry], ReadOptions(), now=NOW)


def bucket_files(folder):
    return sorted(folder.glob("posts/*/*.parquet"))


def test_many_imports_leave_few_files_and_every_post(tmp_path):
    for number in range(1, MAX_FILES + 4):
        imported(tmp_path, number)
    imported(tmp_path, 1)  # changes nothing, but sweeps what the last manifest no longer names
    assert len(bucket_files(tmp_path)) <= MAX_FILES
    posts = Workspace(tmp_path).timeline("x:@ann").posts
    assert sorted(posts["post_id"].astype(int)) == list(range(1, MAX_FILES + 4))


def test_a_later_version_still_wins_after_the_files_were_merged(tmp_path):
    for number in range(1, MAX_FILES + 2):
        imported(tmp_path, number)
    imported(tmp_path, 3, text="a later version of it")
    posts = Workspace(tmp_path).timeline("x:@ann").posts.set_index("post_id")
    assert posts.loc["3", "text"] == "a later version of it"
    assert len(posts) == MAX_FILES + 1
