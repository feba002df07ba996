"""The score of pairs of a workspace: the same however it is asked for, and what was planted is found."""

import dataclasses
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import pytest

import core.verdict.cohort
import core.verdict.score
from core.errors import CancelledError, DoppelscopeError, ParameterError, ProfileError
from core.gallery import Gallery
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.verdict.model_file import default_model
from core.verdict.score import is_learned, judge, learned_traits
from core.workspace import Workspace
from core.workspace.removal import delete_profiles
from tests.verdict.village import BRIEF, COPIES, LONELY, REPEATING, TWINS, settle, village

NOW = datetime(2025, 2, 3, tzinfo=UTC)


@pytest.fixture
def copied(folder, tmp_path):
    """Copy the village with its portraits, to be changed."""
    shutil.copytree(folder, tmp_path / "w")
    for kept in (tmp_path / "w" / "portraits").glob("cohort-*"):
        kept.unlink()
    return tmp_path / "w"


@pytest.fixture(scope="module")
def all_pairs(folder):
    keys = sorted(Workspace(folder).profiles["key"])
    return list(combinations(keys, 2))


@pytest.fixture(scope="module")
def among(folder, all_pairs):
    return judge(Gallery(Workspace(folder)), all_pairs)


def _same(one, other):
    """Tell whether two verdicts are of the same numbers, in every bit."""
    return repr(one) == repr(other)


def _turned(verdict):
    """Give the reasons of a verdict as they are said of the two the other way round."""
    swap = {"A ": "B ", "B ": "A "}
    return sorted(swap.get(said[:2], said[:2]) + said[2:] for said in verdict.doubts)


@pytest.mark.parametrize("pair", [TWINS, COPIES, (BRIEF, "x:9"), (LONELY, "x:8"), (REPEATING, "x:20")])
def test_a_pair_has_the_same_bits_alone_among_all_asked_twice_and_turned(gallery, among, all_pairs, pair):
    a, b = sorted(pair)
    one = among.verdict(all_pairs.index((a, b)))
    asked = judge(gallery, [(a, b), (b, a), (a, b), ("x:30", "x:31")])
    assert _same(asked.verdict(0), one)
    assert _same(asked.verdict(2), one)
    alone = judge(gallery, [(b, a)]).verdict(0)
    assert _same(asked.verdict(1), alone)
    assert (alone.a, alone.b) == (b, a)
    assert (alone.bits, alone.low, alone.high, alone.share_below) == (
        one.bits,
        one.low,
        one.high,
        one.share_below,
    )
    assert sorted(alone.doubts) == _turned(one)
    for turned, straight in zip(alone.contributions, one.contributions, strict=True):
        assert (turned.bits, turned.value, turned.n_a, turned.n_b) == (
            straight.bits,
            straight.value,
            straight.n_b,
            straight.n_a,
        )


def test_the_order_of_scores_is_the_order_asked(gallery, all_pairs, among):
    rng = np.random.default_rng(3)
    rows = rng.integers(len(all_pairs), size=200).tolist()
    asked = [all_pairs[row][:: int(rng.choice([1, -1]))] for row in rows]
    found = judge(gallery, asked)
    assert list(found.names) == asked
    assert np.array_equal(found.bits, among.bits[rows], equal_nan=True)


def test_one_hand_ranks_first_and_no_stranger_comes_near(among):
    planted = [{*names} in ({*TWINS}, {*COPIES}) for names in among.names]
    bits = np.nan_to_num(among.bits, nan=-np.inf)
    assert bits[planted].min() > bits[~np.array(planted)].max() + 10
    assert sum(bits[~np.array(planted)] > 8) == 0


def test_contributions_add_up_to_the_bits_of_every_pair(among):
    for row in range(0, len(among.names), 7):
        verdict = among.verdict(row)
        total = sum(one.bits for one in verdict.contributions)
        assert verdict.bits is None or total == pytest.approx(verdict.bits, abs=1e-9)


def test_the_share_below_is_that_among_all_pairs(among):
    known = among.bits[~np.isnan(among.bits)]
    row = int(np.nanargmax(among.bits))
    assert among.verdict(row).share_below == pytest.approx((known < known.max()).mean())


def test_too_few_posts_are_a_reason_and_no_number(among):
    for row, names in enumerate(among.names):
        verdict = among.verdict(row)
        if BRIEF in names:
            side = "A" if names[0] == BRIEF else "B"
            assert verdict.missing == f"{side} has 30 posts, 50 needed"
            assert verdict.bits is None
        else:
            assert verdict.missing is None


def test_who_names_nobody_is_scored_by_what_is_there(among):
    row = next(row for row, names in enumerate(among.names) if LONELY in names and BRIEF not in names)
    by_view = {one.view: one for one in among.verdict(row).contributions}
    assert by_view["mentions"].missing.endswith("has 0 interactions, 10 needed")
    assert by_view["mentions"].bits == 0
    assert by_view["words"].missing is by_view["style"].missing is None


def test_a_village_of_strangers_has_no_strong_pair(tmp_path):
    people = {key: posts for key, posts in village(40, seed=9).items() if key not in (TWINS[0], COPIES[0])}
    gallery = Gallery(Workspace(settle(tmp_path / "w", people)))
    keys = sorted(people)
    found = judge(gallery, list(combinations(keys, 2)))
    assert np.nanmax(found.bits) < 10


@pytest.mark.parametrize("n", [2, 29])
def test_below_thirty_profiles_there_is_a_reason_and_no_number(tmp_path, folder, n):
    people = {key: posts for key, posts in village().items() if key in [f"x:{at}" for at in range(7, 7 + n)]}
    gallery = Gallery(Workspace(settle(tmp_path / "w", people)))
    told = []
    verdict = judge(gallery, [("x:8", "x:7")], progress=lambda share, _: told.append(share)).verdict(0)
    assert verdict.missing == f"the workspace has {n} profiles, 30 needed to learn what is usual"
    assert (verdict.bits, verdict.low, verdict.share_below) == (None, None, None)
    assert told == sorted(told)
    assert is_learned(Gallery(Workspace(tmp_path / "w")))


def test_no_pairs_are_no_error_even_in_an_empty_workspace(tmp_path, gallery):
    assert judge(gallery, []).names == ()
    assert judge(Gallery(Workspace(tmp_path / "none")), []).names == ()


def test_strangers_to_the_workspace_and_one_profile_twice_are_refused(gallery):
    with pytest.raises(ProfileError):
        judge(gallery, [("x:1", "x:nobody")])
    with pytest.raises(ParameterError):
        judge(gallery, [("x:1", "x:2"), ("x:7", "x:7")])


def test_what_was_learned_is_kept_and_not_learned_again(folder, gallery, among, all_pairs, monkeypatch):
    assert is_learned(gallery)

    def never_again(*_args, **_more):
        pytest.fail("it was learned again")

    monkeypatch.setattr(core.verdict.score, "fit_cohort", never_again)
    monkeypatch.setattr(core.verdict.score, "traits", never_again)
    found = judge(Gallery(Workspace(folder)), [all_pairs[5]])
    assert _same(found.verdict(0), among.verdict(5))


@pytest.mark.parametrize("content", [b"", b"no arrow", None], ids=["empty", "damaged", "of others"])
def test_what_was_kept_and_is_damaged_is_learned_anew(copied, among, all_pairs, content):
    gallery = Gallery(Workspace(copied))
    judge(gallery, [all_pairs[0]])
    kept = sorted((copied / "portraits").glob("cohort-*"))
    assert len(kept) == 2
    swapped = [path.read_bytes() for path in kept][::-1]
    for path, other in zip(kept, swapped, strict=True):
        path.write_bytes(other if content is None else content)
    assert _same(judge(Gallery(Workspace(copied)), [all_pairs[0]]).verdict(0), among.verdict(0))


def test_another_model_has_bits_of_its_own_and_shares_what_is_usual(gallery, all_pairs, among, monkeypatch):
    default = default_model()
    doubled = dataclasses.replace(
        default, name="mine", parts=tuple(dataclasses.replace(p, weight=2 * p.weight) for p in default.parts)
    )
    assert not is_learned(gallery, doubled)
    monkeypatch.setattr(core.verdict.score, "fit_cohort", None)
    found = judge(gallery, [all_pairs[9]], doubled)
    assert found.verdict(0).model == "mine"
    assert found.looks.deviations.tolist() == among.looks.deviations[[9]].tolist()
    assert found.bits[0] != among.bits[9]
    assert is_learned(gallery, doubled)


def test_pseudonyms_change_no_bit(copied, among, tmp_path):
    (tmp_path / "keys").mkdir()
    names = Pseudonyms.create(tmp_path / "keys" / "key", [copied])
    pseudonymise(Workspace(copied), names)
    workspace = Workspace(copied)
    gallery = Gallery(workspace)
    hidden = {key: f"x:{names.user_id('x', key[2:])}" for key in ("x:0", "x:1", "x:9", "x:12", LONELY)}
    for a, b in combinations(sorted(hidden), 2):
        row = among.names.index((a, b))
        assert judge(gallery, [(hidden[a], hidden[b])]).bits[0] == pytest.approx(among.bits[row])


def test_profiles_outside_the_sample_are_scored_as_well(copied, monkeypatch, all_pairs):
    monkeypatch.setattr(core.verdict.cohort, "MOST_MEMBERS", 16)
    found = judge(Gallery(Workspace(copied)), all_pairs)
    known = {name for names, why in zip(found.names, found.missing, strict=True) if not why for name in names}
    assert len(known) == len(Workspace(copied).profiles) - 1
    bits = np.nan_to_num(found.bits, nan=-np.inf)
    assert {found.names[row] for row in np.argsort(-bits)[:2]} == {TWINS, COPIES}


def test_stopped_anywhere_it_keeps_only_what_is_whole(copied, among, all_pairs):
    pairs = all_pairs[:40]
    asked = 0

    def count():
        nonlocal asked
        asked += 1
        return False

    judge(Gallery(Workspace(copied)), pairs, cancelled=count)
    # compiled work asks by the clock, so the last few may not come again
    for at in np.linspace(0, 0.9 * asked, 6).astype(int).tolist():
        for kept in (copied / "portraits").glob("cohort-*"):
            kept.unlink()
        left = at

        def stop():
            nonlocal left
            left -= 1
            return left < 0

        with pytest.raises(CancelledError):
            judge(Gallery(Workspace(copied)), pairs, cancelled=stop)
        assert not list((copied / "portraits").glob("*.new"))
    assert _same(judge(Gallery(Workspace(copied)), pairs).verdict(3), among.verdict(3))


def test_progress_never_runs_back(copied, all_pairs):
    told = []
    judge(Gallery(Workspace(copied)), all_pairs, progress=lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.9 < shares[-1] <= 1
    assert all(words for _, words in told)


def test_a_profile_that_is_deleted_meanwhile_leaves_nothing_of_itself(copied, all_pairs):
    gallery = Gallery(Workspace(copied))
    deleted = []

    def delete(share, _words):
        # all portraits have been read, and nothing is kept yet
        if share > 0.1 and not deleted:
            assert not list((copied / "portraits").glob("cohort-*"))
            deleted.append("x:20")
            delete_profiles(Workspace(copied), ["x:20"], now=NOW)

    # whether it is done or refused: both are answers, a trace is none
    with suppress(DoppelscopeError):
        judge(gallery, all_pairs[:3], progress=delete)
    assert deleted
    state = Gallery(Workspace(copied)).derived("cohort-")
    assert [
        path for path in (copied / "portraits").glob("cohort-*") if not path.name.startswith(state.stem)
    ] == []


def test_traits_are_of_the_model_that_is_asked(gallery, among):
    seen, curve = learned_traits(gallery, default_model())
    assert seen.n_profiles == len(gallery.workspace.profiles)
    assert curve.tolist() == sorted(among.bits[~np.isnan(among.bits)].tolist())
    assert seen.strong_share == pytest.approx((curve >= 3).mean())
    assert sum(seen.n_of_language.values()) <= seen.n_profiles
