"""What damaged files have taught the readers: endless names, times at the edge of the years, handles as ids."""

from __future__ import annotations

import json

import pytest

from core.errors import FormatError, LimitError
from core.keys import LONGEST_NAME, user_key
from core.sources import gathering, x_field
from core.sources.sheet import MAX_COLUMNS
from tests.corpus import row, table
from tests.seed.kind import as_table, rows_of
from tests.seed.repository import archive, block
from tests.seed.x_archive import operation
from tests.sources.packing import contents, opened, zipped
from tests.sources.reading import identities, posts, profiles, read

ENDLESS = "a" * (LONGEST_NAME + 1)


def test_a_name_without_end_is_the_name_of_nobody():
    assert user_key("x", None, "a" * LONGEST_NAME) == f"x:@{'a' * LONGEST_NAME}"
    assert user_key("x", None, ENDLESS) is None
    assert user_key("x", ENDLESS) is None
    assert user_key("x", ENDLESS, "ann") == "x:@ann"


def test_an_id_that_begins_with_an_at_is_a_handle():
    assert user_key("mastodon", "@@@") is None
    assert user_key("x", "@Ann") == "x:@ann"
    assert user_key("x", "@Ann", "bob") == "x:@bob"


def test_nobody_is_mentioned_by_a_name_without_end():
    author = {"id_str": "1", "screen_name": "ann"}
    status = {
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "text": "hi",
        "user": author,
        "entities": {"user_mentions": [{"screen_name": ENDLESS}, {"screen_name": "bob"}]},
    }
    batches = read("x_v1", json.dumps(status).encode())
    assert posts(batches)[0]["mentions"] == ["x:@bob"]
    batches = read("x_v1", json.dumps(status | {"user": author | {"screen_name": ENDLESS}}).encode())
    assert profiles(batches)["x:1"]["handle"] is None
    assert ("x", "1", ENDLESS) not in identities(batches)


def test_nobody_is_named_by_a_cell_without_end():
    data = table(
        [*row(1), ENDLESS], fields=["id", "screen_name", "created_at", "text", "in_reply_to_screen_name"]
    )
    (post,) = posts(read("table", data, name="a.csv"))
    assert post["ref_author"] is None
    given = operation(1, user_mentions=f"[{ENDLESS}, 22]", user_screen_name=ENDLESS)
    batches = read("x_operations", as_table(rows_of([given])), name="a.csv")
    assert posts(batches)[0]["mentions"] == ["x:22"]
    assert [profile["handle"] for profile in profiles(batches).values()] == [None]


def test_an_actor_whose_address_is_a_row_of_ats_is_nobody():
    actor = {"@context": "https://www.w3.org/ns/activitystreams", "type": "Person", "id": "@@@"}
    assert profiles(read("mastodon_archive", json.dumps(actor).encode(), name="actor.json")) == {}


@pytest.mark.parametrize(
    "written", ["2099-12-31T23:59:59-12:00", "1990-01-01T00:00:00+14:00", "2099-12-31T23:59:59.999999-00:01"]
)
def test_a_time_is_within_the_years_in_utc_too(written):
    assert gathering.moment_of(written).time is None
    assert gathering.moment_of(written[:19] + "Z").time is not None


@pytest.mark.parametrize(
    "written", ["2099-12-31T23:59:59-12:00", "2006-01-01T00:00:00+02:00", "Thu Dec 31 23:59:59 -1200 2099"]
)
def test_a_time_of_x_is_within_the_years_in_utc_too(written):
    assert x_field.time_of(written) is None
    assert x_field.time_of(written.replace("-12:00", "Z").replace("+02:00", "Z").replace("-1200", "+0000"))


def test_a_zip_that_cannot_be_opened_takes_nothing_from_the_one_before_it():
    whole = zipped([("a.csv", table(row(1))), ("b.csv", table(row(2)))])
    found, refused = contents(("whole.zip", whole), ("cut.zip", whole[:-1]))
    assert found == {"whole.zip/a.csv": table(row(1)), "whole.zip/b.csv": table(row(2))}
    assert [name for name, _ in refused] == ["cut.zip"]


def test_a_member_that_a_zip_places_before_its_beginning_is_refused():
    whole = zipped([("a.csv", table(row(1)))])
    (entry,), _ = opened(("a.zip", whole[:5] + whole[10:]))
    with pytest.raises(FormatError, match="cannot be unpacked"):
        entry.head(10)


def test_a_table_of_endless_columns_is_refused_before_it_is_read():
    names = [*(f"a{n}" for n in range(MAX_COLUMNS)), "screen_name", "created_at"]
    with pytest.raises(LimitError, match="has 10,002 columns, more than 10,000"):
        read("table", ",".join(names).encode() + b"\n1\n", name="a.csv")


def test_the_keys_of_a_repository_do_not_grow_without_end():
    child = block({})
    entries = [{"p": 500 * n, "k": b"x" * 500, "v": child[0], "t": None} for n in range(9)]
    node = block({"l": None, "e": entries})
    root = block({"did": "did:plc:a", "version": 3, "data": node[0]})
    (batch,) = read("bluesky_car", archive(root[0], dict([child, node, root])), name="a.car")
    assert [refusal.reason.partition(";")[0] for refusal in batch.refusals] == [
        "1 records or parts of the tree are missing or damaged"
    ]
