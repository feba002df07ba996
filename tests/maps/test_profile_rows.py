"""Profiles become rows in which every facet weighs the same, and names weigh nothing."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import CancelledError, InputError
from core.learning import fit_reference
from core.maps import profile
from core.maps.profile import FACETS, profile_rows
from core.model import Profile
from tests.test_measures import busy, portrait

WORDS = ("the harbour lights are on and the boats come home", "my bread will not rise whatever yeast I try")
N_EACH = 6


def person(n, side):
    return busy(
        Profile(f"x:{n}", "x", f"{n}", handle=f"h{n}"),
        days=60 + n,
        hour=(3, 15)[side],
        friends=range(20 * side, 20 * side + 20),
        words=WORDS[side],
    )


@pytest.fixture(scope="module")
def people():
    return [person(n, n % 2) for n in range(2 * N_EACH)]


@pytest.fixture(scope="module")
def reference(people):
    return fit_reference(people)


@pytest.fixture(scope="module")
def rows(people, reference):
    return profile_rows(people, reference)


def facet(rows, name):
    return rows.table[:, [column.rpartition(" ")[0] == name for column in rows.columns]]


def test_two_kinds_of_profiles_are_apart_in_every_facet_that_tells_them_apart(rows):
    assert rows.kept.tolist() == list(range(2 * N_EACH))
    for name in ("words", "audience", "style", "hour of week"):
        part = facet(rows, name)
        apart = np.linalg.norm(part[:, None] - part, axis=2)
        within = apart[::2, ::2].max()
        between = apart[::2, 1::2].min()
        assert between > within, name


def test_every_facet_weighs_the_same(rows):
    for name in {column.rpartition(" ")[0] for column in rows.columns}:
        part = facet(rows, name)
        assert (part**2).sum(axis=1).mean() == pytest.approx(1)
        np.testing.assert_allclose(part.mean(axis=0), 0, atol=1e-9)


def test_names_bios_and_followers_do_not_matter(people, reference, rows):
    renamed = [
        replace(one, profile=replace(one.profile, handle=f"other{n}", name="A. N.", bio="words", followers=n))
        for n, one in enumerate(people)
    ]
    assert profile_rows(renamed, reference).table.tobytes() == rows.table.tobytes()


def test_rows_come_out_the_same_and_new_ones_lie_along_the_same_directions(people, reference, rows):
    assert profile_rows(people, reference).table.tobytes() == rows.table.tobytes()
    again = rows.scale.rows(people)
    np.testing.assert_allclose(again.table, rows.table, atol=1e-9)
    assert again.columns == rows.columns
    new = rows.scale.rows([person(100, 0), person(101, 1)])
    apart = np.linalg.norm(new.table[:, None] - rows.table, axis=2)
    assert [n % 2 for n in apart.argmin(axis=1).tolist()] == [0, 1]


def test_what_a_profile_has_too_little_of_counts_as_average_and_is_said(people, reference):
    silent = replace(
        people[0], activity=replace(people[0].activity, weekly=np.zeros((8, 168), dtype=np.int64))
    )
    rows = profile_rows([silent, *people[1:]], reference)
    assert not facet(rows, "hour of week")[0].any()
    assert facet(rows, "words")[0].any()
    assert any(note.startswith("Hour of week: 1 profile without") for note in rows.notes)


def test_a_profile_with_nothing_is_left_out_and_the_others_keep_their_place(people, reference):
    empty = portrait([], Profile("x:900", "x", "900"))
    rows = profile_rows([people[0], empty, *people[1:]], reference)
    assert rows.kept.tolist() == [0, *range(2, 2 * N_EACH + 1)]
    assert any(note.startswith("1 profile left out") for note in rows.notes)
    with pytest.raises(InputError, match="none of the profiles"):
        rows.scale.rows([empty])


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_and_one_alone_make_no_map(people, reference, n):
    with pytest.raises(InputError, match="do not differ"):
        profile_rows(people[:n], reference)


def test_equal_profiles_make_no_map(people, reference):
    with pytest.raises(InputError, match="do not differ"):
        profile_rows([people[0]] * 4, reference)


def test_many_profiles_are_sampled_and_it_is_said(people, reference):
    rows = profile_rows(people, reference, most=5, seed=2, always=[3])
    assert len(rows) == 5
    assert 3 in rows.kept
    assert "A sample of 5 of 12 profiles, drawn at random with seed 2" in rows.notes


def test_only_so_many_terms_of_a_profile_are_read(people, reference, monkeypatch):
    monkeypatch.setattr(profile, "_MOST_TERMS", 3)
    row = dict(FACETS)["words"](people[0], reference)
    assert row.nnz <= 3
    assert (row.data**2).sum() == pytest.approx(1)


def test_terms_that_share_a_bucket_make_two_profiles_no_more_alike_on_average(people, reference, monkeypatch):
    """Signs are as often against as for: without them everybody would be like everybody."""
    monkeypatch.setattr(profile, "_N_BUCKETS", 16)
    rng = np.random.default_rng(0)
    rows = [profile._hashed_row([f"{n}-{k}" for k in range(60)], rng.uniform(1, 2, 60)) for n in range(60)]
    found = np.vstack([row.toarray() for row in rows])
    cosines = (found @ found.T)[np.triu_indices(60, 1)]
    assert abs(cosines.mean()) < 0.05


def test_reading_tells_of_itself_and_can_be_stopped(people, reference):
    told = []
    profile_rows(people, reference, progress=lambda share, words: told.append(share))
    assert told == sorted(told)
    assert len(told) == 2 * N_EACH
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 4

    with pytest.raises(CancelledError):
        profile_rows(people, reference, cancelled=cancelled)
