"""The block of media: four vectors side by side, none heavier than another, what is missing in the middle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.media import VECTORS
from core.persona.media.vector import LAYOUT
from core.persona.media_block import LEAST_SHOWN, LENGTHS, WIDTH, fit_media, media_row

N = 12
SEEDS = st.integers(0, 2**32)


def shown(seed=0, n=N, share=1.0):
    """Make n profiles' rows, each vector there with a probability."""
    rng = np.random.default_rng(seed)
    return np.array(
        [
            media_row({name: rng.random(len(LAYOUT[name])) for name in VECTORS if rng.random() < share})
            for _ in range(n)
        ]
    ).reshape(n, WIDTH)


def split(rows):
    return np.split(rows, np.cumsum(LENGTHS)[:-1], axis=1)


def test_a_row_is_the_vectors_end_to_end_in_their_order():
    given_vectors = {
        name: np.full(length, at + 1.0)
        for at, (name, length) in enumerate(zip(VECTORS, LENGTHS, strict=True))
    }
    row = media_row(given_vectors)
    assert row.tolist() == [at + 1.0 for at, length in enumerate(LENGTHS) for _ in range(length)]
    assert LENGTHS == (80, 7, 12, 64)


@pytest.mark.parametrize(
    "wrong", [np.ones(6), np.ones((7, 1)), np.full(7, np.nan), np.array([np.inf, *[0.0] * 6]), np.zeros(0)]
)
def test_a_vector_of_another_layout_or_of_no_numbers_is_not_known(wrong):
    assert np.isnan(media_row({"emotion": wrong})).all()
    assert np.isnan(media_row({"smell": np.ones(7)})).all()


def test_by_hand_a_vector_is_centred_and_divided_by_its_whole_spread():
    rows = np.array(
        [media_row({"emotion": np.array([x, y, 0, 0, 0, 0, 0.0])}) for x, y in ((0, 0), (2, 0), (1, 3))]
    )
    places, known = fit_media(rows).place(rows)
    # variances 2/3 and 2 over the three profiles, together 8/3
    assert split(places)[1][:, :2] == pytest.approx(np.array([[-1, -1], [1, -1], [0, 2]]) / np.sqrt(8 / 3))
    assert known.tolist() == [True] * 3
    assert places[:, :80].tolist() == np.zeros((3, 80)).tolist()


def test_no_vector_outweighs_another_by_its_length_or_its_unit():
    rows = shown()
    places, _ = fit_media(rows).place(rows)
    assert [part.var(axis=0).sum() for part in split(places)] == pytest.approx([1.0] * 4)
    scaled = rows * np.repeat([1, 1000.0, 0.001, 39.37], LENGTHS)
    assert fit_media(scaled).place(scaled)[0] == pytest.approx(places)


def test_one_wild_value_counts_for_four_deviations_of_its_own():
    rows = np.vstack([shown(n=40), shown(1, n=1)])
    rows[-1, 3] = 1e6
    scale = fit_media(rows)
    assert abs(scale.place(rows)[0][-1, 3]) == pytest.approx(4 * rows[:, 3].std() * scale.factor[3])


def test_what_is_missing_is_the_mean_and_one_vector_is_enough_to_be_known():
    rows = shown()
    rows[2, :80] = np.nan
    rows[5] = np.nan
    places, known = fit_media(rows).place(rows)
    assert places[2, :80].tolist() == [0.0] * 80
    assert np.abs(places[2, 80:]).max() > 0
    assert places[5].tolist() == [0.0] * WIDTH
    assert known.tolist() == [at != 5 for at in range(N)]


@pytest.mark.parametrize("n", range(LEAST_SHOWN))
def test_of_fewer_than_three_profiles_nothing_is_learned(n):
    rows = np.full((N, WIDTH), np.nan)
    rows[:n] = shown(n=n)
    scale = fit_media(rows)
    assert (scale.width, scale.n_profiles) == (0, n)
    places, known = scale.place(rows)
    assert places.shape == (N, 0)
    assert not known.any()


def test_a_vector_that_too_few_have_takes_no_part_and_makes_nobody_known():
    rows = shown()
    rows[2:, :80] = np.nan
    rows[0, 80:] = np.nan
    places, known = fit_media(rows).place(rows)
    assert not places[:, :80].any()
    assert known.tolist() == [False, *[True] * (N - 1)]


def test_vectors_that_all_have_alike_take_no_part():
    rows = np.tile(shown(n=1), (N, 1))
    assert fit_media(rows).width == 0
    assert fit_media(rows).n_profiles == N


@given(SEEDS, st.floats(0, 1), st.integers(0, 9))
def test_places_are_finite_and_the_profiles_order_does_not_matter(seed, share, n):
    rows = shown(seed, n, share)
    scale = fit_media(rows)
    places, known = scale.place(rows)
    assert np.isfinite(places).all()
    assert places.shape == (n, scale.width)
    assert not places[~known].any()
    order = np.random.default_rng(seed).permutation(n)
    turned = fit_media(rows[order])
    assert turned.width == scale.width
    assert turned.place(rows[order])[0] == pytest.approx(places[order], abs=1e-9)


@given(SEEDS)
def test_a_profile_without_any_vector_changes_nothing_for_the_others(seed):
    rows = shown(seed, share=0.6)
    longer = np.vstack([rows, np.full((1, WIDTH), np.nan)])
    one, other = fit_media(rows), fit_media(longer)
    assert one.place(rows)[0].tobytes() == other.place(rows)[0].tobytes()
    assert one.n_profiles == other.n_profiles


def test_a_later_profile_lies_where_its_twin_does_with_or_without_columns():
    rows = shown()
    scale = fit_media(rows)
    assert scale.place(rows[[4]])[0].tobytes() == scale.place(rows)[0][[4]].tobytes()
    places, known = scale.place(np.zeros((2, 0)))
    assert places.tolist() == np.zeros((2, WIDTH)).tolist()
    assert not known.any()
