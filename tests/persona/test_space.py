"""The space in which profiles are grouped."""

import numpy as np
import pytest

from core.model.media import VECTORS
from core.persona.association import fit_association
from core.persona.latent import fit_latent
from core.persona.media.vector import LAYOUT
from core.persona.media_block import media_row
from core.persona.space import BLOCKS, Features, fit_space
from tests.persona.counting import counts, planted

RNG = np.random.default_rng(5)
TRUTH, AUDIENCES = planted(RNG, 3, 6)
_, WORDS = planted(RNG, 3, 6, n_own=20)
TRAITS = RNG.normal(size=(18, 6)) * [1, 10, 100, 1, 1, 1]
KEYS = tuple(f"x:{at:02d}" for at in range(18))


NO_MEDIA = np.zeros((18, 0))


def features(audiences=AUDIENCES, words=WORDS, traits=TRAITS, keys=KEYS, media=NO_MEDIA):
    return Features(keys, audiences, words, traits, media)


def blocks(space, rows):
    ends = np.cumsum(list(space.widths().values()))[:-1]
    return np.split(rows, ends, axis=1)


def nothing(n):
    return counts(*[{}] * n)


def test_every_block_varies_as_much_as_any_other_whatever_its_units():
    space = fit_space(features())
    rows = space.place(features()).rows
    assert list(space.widths()) == list(BLOCKS)
    assert [block.var(axis=0).sum() for block in blocks(space, rows)] == pytest.approx([1.0, 1.0, 1.0, 0.0])
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
    audience, _, style, _ = blocks(space, places.rows)
    assert audience[3].tolist() == [0.0] * audience.shape[1]
    assert style[5].tolist() == [0.0] * 6
    assert np.argwhere(places.lacks[:, :3]).tolist() == [[3, 0], [5, 2]]
    assert places.somewhere.all()


def test_who_has_nothing_at_all_lies_nowhere():
    given = features()
    space = fit_space(given)
    later = Features(
        ("x:new", "x:old"), counts({}, {"x:0041": 1}), nothing(2), np.full((2, 6), np.nan), NO_MEDIA[:2]
    )
    assert space.place(later).somewhere.tolist() == [False, True]


def test_a_block_that_nobody_has_takes_no_part_and_is_said():
    given = features(nothing(18), traits=np.zeros((18, 0)))
    space = fit_space(given)
    places = space.place(given)
    assert places.lacks.tolist() == [[True, False, True, True]] * 18
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
        NO_MEDIA[[7]],
    )
    assert space.place(twin).rows == pytest.approx(before[[7]])
    assert space.place(given).rows.tobytes() == before.tobytes()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_profiles_have_a_space_without_a_crash(n):
    rows = [{"x:a": 1}, {"x:b": 2}][:n]
    given = Features(KEYS[:n], counts(*rows), counts(*rows), np.zeros((n, 4)), NO_MEDIA[:n])
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
        NO_MEDIA,
    )
    rows = fit_space(features()).place(features()).rows
    assert fit_space(turned).place(turned).rows == pytest.approx(rows[order])


def before(given):
    """Give the coordinates as they were made before there was a block of media: three blocks, by hand."""
    audience, words = fit_association(given.audiences), fit_latent(given.words)
    known = ~np.isnan(given.traits).any(axis=1)
    mean, spread = given.traits[known].mean(axis=0), given.traits[known].std(axis=0)
    spread = np.where(spread > np.abs(given.traits[known]).max(axis=0) * 1e-9, spread, 0.0)
    away = np.where(known[:, None], given.traits - mean, 0.0)
    traits = np.clip(np.divide(away, spread, out=np.zeros_like(away), where=spread > 0), -4.0, 4.0)
    rows = []
    for found, there in (audience.place(given.audiences), words.place(given.words), (traits, known)):
        rows.append(found * (1 / np.sqrt(found[there].var(axis=0).sum())))
    return np.hstack(rows)


def pictured(n, seed=0):
    """Make rows of media of the first n profiles, the others without."""
    rng = np.random.default_rng(seed)
    rows = [
        media_row({name: rng.random(len(LAYOUT[name])) for name in VECTORS if at < n}) for at in range(18)
    ]
    return np.array(rows)


@pytest.mark.parametrize("media", [NO_MEDIA, pictured(0), pictured(1), pictured(2)])
def test_where_fewer_than_three_have_media_every_bit_is_as_without_the_block(media):
    traits = TRAITS.copy()
    traits[5] = np.nan
    given = features(traits=traits, media=media)
    space = fit_space(given)
    assert space.place(given).rows.tobytes() == before(given).tobytes()
    assert space.widths()["media"] == space.scales[3] == 0
    assert space.place(given).lacks[:, 3].all()


def test_media_are_told_about_only_where_somebody_has_any():
    assert fit_space(features()).spoken_of == ("audience", "words", "traits")
    assert fit_space(features()).notes() == ()
    few = fit_space(features(media=pictured(2)))
    assert few.spoken_of == tuple(BLOCKS)
    assert [note.split(" took")[0] for note in few.notes()] == ["What their pictures and videos show"]
    assert fit_space(features(media=pictured(9))).notes() == ()


def test_media_vary_as_much_as_any_other_block_and_who_has_none_is_told():
    given = features(media=pictured(9))
    space = fit_space(given)
    places = space.place(given)
    *_, media = blocks(space, places.rows)
    assert media[:9].var(axis=0).sum() == pytest.approx(1.0)
    assert not media[9:].any()
    assert places.lacks[:, 3].tolist() == [False] * 9 + [True] * 9
    # what the others are like does not change for it
    assert places.rows[:, : -media.shape[1]].tobytes() == before(given).tobytes()


def test_media_alone_place_a_profile():
    given = features(media=pictured(9))
    space = fit_space(given)
    later = Features(("x:new",), counts({}), nothing(1), np.full((1, 6), np.nan), pictured(1)[:1])
    assert space.place(later).somewhere.tolist() == [True]
    assert fit_space(features()).place(later).somewhere.tolist() == [False]
