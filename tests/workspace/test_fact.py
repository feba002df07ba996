"""What stands of what was said about profiles, however much was said and however it was kept."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Profile
from core.schema import PROFILES, identities_table, profiles_table
from core.workspace import witness as module
from core.workspace.fact import newest, standing
from core.workspace.witness import Witness
from tests.corpus import START

SAID = st.lists(
    st.builds(
        Profile,
        key=st.sampled_from(["x:1", "x:2", "x:3"]),
        platform=st.just("x"),
        name=st.none() | st.sampled_from(["a", "b", "c"]),
        bio=st.none() | st.sampled_from(["d", "e"]),
        followers=st.none() | st.integers(0, 3),
        fetched_at=st.none() | st.integers(0, 3).map(lambda n: START + timedelta(hours=n)),
    ),
    max_size=20,
)


def twin(profiles):
    """Say what stands, row by row: the obviously right and slow way."""
    stands = {}
    order = sorted(profiles, key=lambda one: one.fetched_at.timestamp() if one.fetched_at else 0)
    for one in order:
        known = stands.setdefault(one.key, dict.fromkeys(PROFILES.names))
        known |= {name: getattr(one, name) for name in PROFILES.names if getattr(one, name) is not None}
    return stands


def rows(table):
    return {row["key"]: row for row in table.to_pylist()}


@given(SAID)
def test_of_each_field_the_newest_known_value_stands(said):
    assert rows(newest(profiles_table(said))) == twin(said)


@given(SAID, SAID)
def test_what_is_left_out_would_never_have_stood(before, after):
    kept = pa.concat_tables([standing(profiles_table(before)), profiles_table(after)])
    assert rows(newest(kept)) == twin([*before, *after])


@given(st.lists(SAID, max_size=6), st.integers(1, 8))
def test_a_witness_says_the_same_however_little_it_holds(batches, patience):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PATIENCE", patience)
        witness = Witness()
        for batch in batches:
            pairs = [("x", one.key[2:], one.name) for one in batch if one.name]
            witness.hear(profiles_table(batch), identities_table(pairs))
        everything = [one for batch in batches for one in batch]
        assert rows(newest(witness.profiles)) == twin(everything)
        shown = {("x", one.key[2:], one.name) for one in everything if one.name}
        pairs = [tuple(row.values()) for row in witness.identities.to_pylist()]
        assert sorted(pairs) == sorted(shown)


def test_a_stream_that_names_its_author_with_every_post_is_kept_small(monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 50)
    witness = Witness()
    for n in range(100):
        author = Profile(f"x:{n % 5}", "x", f"{n % 5}", handle=f"h{n % 5}", followers=n)
        witness.hear(profiles_table([author] * 20), identities_table([("x", f"{n % 5}", f"h{n % 5}")] * 20))
    assert witness.profiles.num_rows == 5
    assert witness.identities.num_rows == 5
    assert sorted(newest(witness.profiles).column("followers").to_pylist()) == [95, 96, 97, 98, 99]
