"""The space in which profiles are grouped."""

import numpy as np
import pytest

from core.persona.space import BLOCKS, Features, fit_space
from tests.persona.counting import counts, planted

RNG = np.random.default_rng(5)
TRUTH, AUDIENCES = planted(RNG, 3, 6)
_, WORDS = planted(RNG, 3, 6, n_own=20)
TRAITS = RNG.normal(size=(18, 6)) * [1, 10, 100, 1, 1, 1]
KEYS = tuple(f"x:{at:02d}" for at in range(18))


def features(audiences=AUDIENCES, words=WORDS, traits=TRAITS, keys=KEYS):
    return Features(keys, audiences, words, traits)


def blocks(space, rows):
    ends = np.cumsum(list(space.widths().values()))[:-1]
    return np.split(rows, ends, axis=1)


def nothing(n):
    return counts(*[{}] * n)


def test_every_block_varies_as_much_as_any_other_whatever_its_units():
    space = fit_space(features())
    rows = space.place(features()).rows
    assert list(space.widths()) == list(BLOCKS)
    assert [block.var(axis=0).sum() for block in blocks(space, rows)] == pytest.approx([1.0, 1.0, 1.0])
    assert space.notes() == ()


def test_a_unit_of_a_trait_changes_nothing():
    inches = features(traits=TRAITS * [1, 39.37, 1, 0.001, 1, 1])
    assert fit_space(inches).place(inches).rows == pytest.approx(fit_space(features()).place(features()).rows)


def test_one_wild_trait_counts_for_four_deviations_at_most():
    wild = TRAITS.copy()
    wild[0, 0] = 1e9
    space = fit_space(features(traits=wild))
    third = blocks(space, space.place(features(traits=wild)).rows)[2]
    assert np.abs(third).max() <= 4.0 * space.scales[2] + 1e-9


def test_who_lacks_a_block_is_the_mean_there_and_told():
    rows = AUDIENCES.rows.tolil()
    rows[3] = 0
    lonely = type(AUDIENCES)(AUDIENCES.names, rows.tocsr(), AUDIENCES.weights)
    traits = TRAITS.copy()
    traits[5] = np.nan
    given = features(lonely, traits=traits)
    space = fit_space(given)
    places = space.place(given)
    audience, _, style = blocks(space, places.rows)
    assert audience[3].tolist() == [0.0] * audience.shape[1]
    assert style[5].tolist() == [0.0] * 6
    assert np.argwhere(places.lacks).tolist() == [[3, 0], [5, 2]]
    assert places.somewhere.all()


def test_who_has_nothing_at_all_lies_nowhere():
    given = features()
    space = fit_space(given)
    later = Features(("x:new", "x:old"), counts({}, {"x:0041": 1}), nothing(2), np.full((2, 6), np.nan))
    assert space.place(later).somewhere.tolist() == [False, True]


def test_a_block_that_nobody_has_takes_no_part_and_is_said():
    given = features(nothing(18), traits=np.zeros((18, 0)))
    space = fit_space(given)
    places = space.place(given)
    assert places.lacks.tolist() == [[True, False, True]] * 18
    assert [note.split(" took")[0] for note in space.notes()] == ["Whom they name", "How they write"]
    assert places.rows.var(axis=0).sum() == pytest.approx(1.0)


def test_traits_that_all_have_alike_take_no_part():
    given = features(traits=np.full((18, 6), 0.1))
    assert fit_space(given).scales[2] == 0
    assert np.isfinite(fit_space(given).place(given).rows).all()


def test_a_later_profile_lies_where_its_twin_lies_and_moves_nobody():
    given = features()
    space = fit_space(given)
    before = space.place(given).rows
    twin = Features(
        ("x:later",),
        type(AUDIENCES)(AUDIENCES.names, AUDIENCES.rows[[7]], AUDIENCES.weights),
        type(WORDS)(WORDS.names, WORDS.rows[[7]], WORDS.weights),
        TRAITS[[7]],
    )
    assert space.place(twin).rows == pytest.approx(before[[7]])
    assert space.place(given).rows.tobytes() == before.tobytes()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_profiles_have_a_space_without_a_crash(n):
    rows = [{"x:a": 1}, {"x:b": 2}][:n]
    given = Features(KEYS[:n], counts(*rows), counts(*rows), np.zeros((n, 4)))
    places = fit_space(given).place(given)
    assert len(places.rows) == n
    assert not places.somewhere.any()


def test_profiles_may_come_in_any_order():
    order = np.random.default_rng(2).permutation(18)
    turned = Features(
        tuple(KEYS[at] for at in order),
        type(AUDIENCES)(AUDIENCES.names, AUDIENCES.rows[order], AUDIENCES.weights),
        type(WORDS)(WORDS.names, WORDS.rows[order], WORDS.weights),
        TRAITS[order],
    )
    rows = fit_space(features()).place(features()).rows
    assert fit_space(turned).place(turned).rows == pytest.approx(rows[order])
