"""Learning what views are worth: from deviations whose log likelihood ratio is known."""

import math
from dataclasses import replace

import numpy as np
import pytest

import core.verdict.training
from core.errors import CancelledError, InputError
from core.verdict.chance import probability
from core.verdict.model import Crowd, Model, worth
from core.verdict.training import KNEE, Sample, fit_parts, joined_samples
from core.verdict.view import VIEWS

MEANS = np.array([2.0, 1.0, 0.5])
NOBODY = Crowd((0, 0), {}, 0.0, (), ())
N_ACCOUNTS = 1_500


def planted(seed, n_same=1_500, n_different=30_000, means=MEANS, growth=0.0):
    """Draw pairs: bent deviations are normal of mean 0 for strangers, of ``means`` for one hand.

    The log likelihood ratio is ``mean · f − mean² / 2`` a view then. With ``growth`` what strangers
    reach falls with the evidence e, and what one hand reaches as well: the ratio has ``growth · e``.
    """
    rng = np.random.default_rng(seed)
    same = np.arange(n_same + n_different) < n_same
    evidence = 1_000 * 2.0 ** rng.uniform(-2, 2, (same.size, len(VIEWS)))
    middle = np.where(same[:, None], means, 0.0)
    # both curves moved by the same amount a leave mean · (f + a): an amount that grows with e
    moved = growth * np.log2(evidence / 1_000) / np.maximum(means, 1e-9)
    bent = rng.normal(size=middle.shape) + middle - moved
    accounts = rng.integers(N_ACCOUNTS, size=(same.size, 2))
    accounts[same, 1] = accounts[same, 0]
    return Sample(KNEE * np.sinh(bent / KNEE), evidence, same, accounts)


def _bits(parts, sample):
    return worth(Model("m", KNEE, parts, NOBODY), sample.deviations, sample.evidence).sum(axis=1)


@pytest.fixture(scope="module")
def sample():
    return planted(0)


@pytest.fixture(scope="module")
def parts(sample):
    return fit_parts(sample, n_draws=40)


def test_planted_weights_are_found(parts):
    assert [part.view for part in parts] == [view.name for view in VIEWS]
    assert [part.weight for part in parts] == pytest.approx(MEANS.tolist(), abs=0.2)
    # what the three begin with can only be told together
    assert sum(part.start for part in parts) == pytest.approx(-(MEANS**2).sum() / 2, abs=0.4)
    assert [part.growth for part in parts] == pytest.approx([0, 0, 0], abs=0.15)


def test_planted_growth_with_the_evidence_is_found():
    grown = fit_parts(planted(1, growth=0.5), n_draws=0)
    assert [part.growth for part in grown] == pytest.approx([0.5] * 3, abs=0.15)


def test_the_bounds_of_the_evidence_are_those_seen(parts):
    for part in parts:
        assert part.least == pytest.approx(250, rel=0.1)
        assert part.most == pytest.approx(4_000, rel=0.1)


def test_draws_bracket_the_truth(parts):
    for part, mean in zip(parts, MEANS, strict=True):
        low, high = np.percentile([draw[0] for draw in part.draws], [1, 99])
        assert low < mean < high
        assert low < part.weight < high
        assert high - low < 1


def test_of_fresh_pairs_said_to_be_so_likely_so_many_are_one_hand(parts):
    fresh = planted(7, n_same=4_000, n_different=36_000)
    said = np.array([probability(bits, 0.1) for bits in _bits(parts, fresh).tolist()])
    for low, high in ((0.02, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 0.9), (0.9, 0.99)):
        there = (said >= low) & (said < high)
        share, mean = fresh.same[there].mean(), said[there].mean()
        # three standard errors, and what weights fitted on 1,500 pairs may be off
        slack = 3 * math.sqrt(mean * (1 - mean) / there.sum()) + 0.05
        assert there.sum() > 50
        assert share == pytest.approx(mean, abs=slack)


def test_another_share_of_one_hand_in_training_moves_no_bits():
    rare, often = planted(2, n_same=700, n_different=40_000), planted(3, n_same=4_000, n_different=4_000)
    fresh = planted(4)
    ours, theirs = (_bits(fit_parts(one, n_draws=0), fresh) for one in (rare, often))
    assert np.abs(ours - theirs).mean() < 0.5


def test_a_view_that_is_there_twice_does_not_count_twice(sample, parts):
    twice = replace(
        sample,
        deviations=sample.deviations[:, [0, 0, 1]],
        evidence=sample.evidence[:, [0, 0, 1]],
    )
    found = fit_parts(twice, n_draws=0)
    assert found[0].weight + found[1].weight == pytest.approx(MEANS[0], abs=0.2)
    once = replace(sample, deviations=sample.deviations.copy())
    once.deviations[:, 1] = np.nan
    once.deviations[:, 2] = sample.deviations[:, 1]
    fitted = fit_parts(once, n_draws=0)
    assert _bits(found, twice) == pytest.approx(_bits(fitted, once), abs=0.6)
    assert fitted[1].weight == 0


def test_pairs_of_which_nothing_is_known_are_worth_nothing(parts):
    nothing = Sample(np.full((2, 3), np.nan), np.ones((2, 3)), np.zeros(2, dtype=bool), np.zeros((2, 2)))
    assert _bits(parts, nothing).tolist() == [0, 0]


def test_thinning_those_plainly_apart_moves_no_weight_much(sample, parts, monkeypatch):
    far = planted(9, n_same=1, n_different=30_000, means=np.zeros(3))
    far = replace(far, deviations=far.deviations - 2, same=np.zeros(len(far.same), dtype=bool))
    more = joined_samples([sample, far])
    thinned = fit_parts(more, n_draws=0)
    monkeypatch.setattr(core.verdict.training, "_THINNED", 1)
    whole = fit_parts(more, n_draws=0)
    assert [part.weight for part in thinned] == pytest.approx([part.weight for part in whole], abs=0.1)
    fresh = planted(12, n_same=1_000, n_different=1_000)
    assert np.abs(_bits(thinned, fresh) - _bits(whole, fresh)).mean() < 0.2


def test_fitting_again_gives_the_same_bits_and_another_seed_other_draws(sample, parts):
    assert fit_parts(sample, n_draws=40) == parts
    few = fit_parts(sample, n_draws=2, seed=5)
    assert few[0].draws != parts[0].draws[:2]


@pytest.mark.parametrize(("n_same", "n_different"), [(0, 2_000), (19, 2_000), (50, 999), (0, 0)])
def test_too_few_pairs_are_refused_with_their_number(n_same, n_different):
    few = planted(0, n_same=n_same, n_different=n_different)
    with pytest.raises(InputError, match=f"^{n_same} pairs of one operator and {n_different:,} "):
        fit_parts(few)


def test_accounts_that_hold_all_the_pairs_of_one_hand_may_be_missing_from_a_draw(sample):
    one = replace(sample, accounts=np.where(sample.same[:, None], 0, sample.accounts + 1))
    found = fit_parts(one, n_draws=6)
    assert np.isfinite([draw for part in found for draw in part.draws]).all()


def test_draws_differ_by_whether_a_lookalike_of_many_was_drawn_whichever_side_it_is(sample):
    like = planted(11, n_same=300, n_different=1)
    like = like.take(like.same)
    for side in (0, 1):
        accounts = like.accounts.copy()
        accounts[:, side] = N_ACCOUNTS
        spread = []
        for numbers in (accounts, like.accounts + np.array([0, 1])):
            strangers = replace(like, same=np.zeros(len(like.same), dtype=bool), accounts=numbers)
            found = fit_parts(joined_samples([sample, strangers]), n_draws=15)
            spread.append(
                np.std(
                    [sum(draw[1] for draw in draws) for draws in zip(*(p.draws for p in found), strict=True)]
                )
            )
        assert spread[0] > 2 * spread[1]


def test_it_stops_before_any_draw_and_within_one(sample):
    with pytest.raises(CancelledError, match="no model was made"):
        fit_parts(sample, cancelled=lambda: True)
    asked = []

    def late():
        asked.append(None)
        return len(asked) > 30

    with pytest.raises(CancelledError):
        fit_parts(sample, cancelled=late)


def test_progress_is_told_with_every_draw(sample):
    told = []
    fit_parts(sample, n_draws=4, progress=lambda share, _: told.append(share))
    assert told == [0, 0.25, 0.5, 0.75]
