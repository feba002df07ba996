"""The safety factor of pairs of a workspace, and the recommendation: one path, kept, and what was planted is found."""

import math
import shutil
from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import pytest
from pyarrow import feather

import core.safety.judge
from core.errors import CancelledError, ParameterError, ProfileError
from core.gallery import Gallery
from core.safety import kept_usual
from core.safety.judge import days_old, is_learned, judged_with, learn, learned_usual, safety
from core.safety.people import personas
from core.safety.recommend import recommend
from core.safety.usual import same_class
from core.safety.weight import SafetyParams
from core.workspace import Workspace
from core.workspace.removal import delete_profiles
from tests.safety.town import BRIEF, FAN, FOE, FRIENDS, NONE, made_model, people, settle_town

NOW = datetime(2025, 2, 3, tzinfo=UTC)
ME, FRIEND = FRIENDS
COLUMNS = ("ss", "cs", "rarity", "contacts")
MODEL, DEFAULT, PAPER = made_model(), SafetyParams(), SafetyParams(mode="paper")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Settle the town, draw it and learn from it; nobody changes it."""
    made = settle_town(tmp_path_factory.mktemp("town") / "w")
    gallery = Gallery(Workspace(made))
    for key in gallery.workspace.profiles["key"]:
        gallery.portrait(key)  # here: processes would take longer to begin
    gallery.complete()
    assert not is_learned(gallery, MODEL)
    learn(gallery, model=MODEL)
    assert is_learned(gallery, MODEL)
    return made


@pytest.fixture
def gallery(folder):
    return Gallery(Workspace(folder))


@pytest.fixture
def copied(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "w")
    return tmp_path / "w"


def judge(gallery, a, b, params=DEFAULT):
    return safety(gallery, a, b, params, model=MODEL)


def part(found, name):
    return next(one for one in found.parts if one.name == name)


def test_what_was_planted_is_found_and_said(gallery):
    friends = judge(gallery, *FRIENDS)
    assert part(friends, "contact").logits == pytest.approx(0.5 * 8 / 13)
    assert part(friends, "tone").logits == pytest.approx(0.15)
    assert friends.a_to_b.n_positive == 8
    foe = judge(gallery, ME, FOE)
    assert foe.b_to_a.n_abusive == 8
    assert part(foe, "abuse").found.startswith(
        "8 of 8 English posts of contact hold a word of the list (8 by B)"
    )
    assert part(foe, "tone").logits == pytest.approx(-0.15)
    fan = judge(gallery, FAN, ME)
    assert part(fan, "one_sided").found.startswith("A approached B in 9 posts while B was posting")
    assert part(fan, "new").found.startswith("the newer one, A, was 2 days old")
    assert all(part(fan, name).logits < 0 for name in ("one_sided", "new"))


def test_the_posts_of_contact_can_be_shown(gallery):
    found = judge(gallery, ME, FOE)
    posts = gallery.workspace.timeline(FOE).posts
    assert len(found.b_to_a.abusive) == 8
    assert all("idiot" in posts["text"].iloc[row] for row in found.b_to_a.abusive)


@pytest.mark.parametrize("pair", [FRIENDS, (ME, FOE), (FAN, ME), ("x:0", "x:1"), (BRIEF, "x:9")])
def test_the_two_may_change_places(gallery, pair):
    one, other = judge(gallery, *pair), judge(gallery, *pair[::-1])
    assert (one.factor, one.belief, one.a_to_b, one.b_to_a) == (
        other.factor,
        other.belief,
        other.b_to_a,
        other.a_to_b,
    )
    assert [p.logits for p in one.parts] == [p.logits for p in other.parts]
    assert (one.hybrid.ss, one.hybrid.im, one.hybrid.usual) == (
        other.hybrid.ss,
        other.hybrid.im,
        other.hybrid.usual,
    )


@pytest.mark.parametrize("params", [DEFAULT, PAPER, SafetyParams(contact_half=2.0, classes=2.0)])
def test_a_recommendation_is_the_factor_of_every_pair_bit_by_bit(gallery, params):
    found = recommend(gallery, ME, params, 5, model=MODEL)
    others = [key for key in sorted(gallery.workspace.profiles["key"]) if key != ME]
    alone = [judge(gallery, ME, other, params) for other in others]
    known = [one for one in alone if one.factor is not None]
    assert (found.n_others, found.n_judged) == (len(others), len(known))
    assert sum(found.counts.values()) == len(known)
    assert found.counts == dict(sorted(Counter(one.factor for one in known).items()))

    def order(one):
        return (one.factor > 0, one.belief if one.factor > 0 or params.mode == "default" else -one.belief)

    ranked = sorted(known, key=lambda one: one.b)
    ranked.sort(key=order, reverse=True)
    safest = [one for one in ranked if one.factor > 0][:5]
    ranked = sorted(known, key=lambda one: (order(one), one.b))
    riskiest = [one for one in ranked if one.factor < 0][:5]
    assert repr(found.safest) == repr(tuple(safest))
    assert repr(found.riskiest) == repr(tuple(riskiest))
    assert found.missing == {"B: not enough text": 2}


def test_more_than_a_handful_at_once_changes_no_bit(gallery, monkeypatch):
    others = [key for key in sorted(gallery.workspace.profiles["key"]) if key != ME]
    whole = list(judged_with(gallery, ME, others, model=MODEL))
    monkeypatch.setattr(core.safety.judge, "_AT_ONCE", 7)
    assert repr(list(judged_with(gallery, ME, others, model=MODEL))) == repr(whole)


def test_every_pair_adds_up_and_no_factor_holds_more_than_half(gallery):
    keys = sorted(gallery.workspace.profiles["key"])
    found = [
        one for key in keys for one in judged_with(gallery, key, [o for o in keys if o > key], model=MODEL)
    ]
    assert len(found) == math.comb(len(keys), 2)
    known = [one for one in found if one.factor is not None]
    for one in known:
        assert one.belief == 1 / (1 + math.exp(-math.fsum(p.logits for p in one.parts)))
    counts = Counter(one.factor for one in known)
    assert max(counts.values()) <= len(known) / 2


def test_too_little_text_is_a_reason_and_the_rest_is_there(gallery):
    found = judge(gallery, ME, BRIEF)
    assert (found.factor, found.belief) == (None, None)
    assert found.missing.startswith("B: not enough text")
    assert found.hybrid.missing["im"].startswith("B has ")
    assert found.a_to_b.n_posts == 0
    assert len(found.parts) == 7


def test_without_embeddings_meaning_is_missing_and_named(gallery):
    found = judge(gallery, *FRIENDS)
    assert found.hybrid.cs is None
    assert found.hybrid.missing == {"cs": "the posts of A are not embedded yet"}
    assert found.hybrid.present == found.hybrid.ss + found.hybrid.im
    assert found.hybrid.total is None


def test_without_a_model_there_is_no_factor_and_no_error(gallery):
    found = safety(gallery, *FRIENDS, model=NONE)
    assert found.factor is None
    assert found.missing == f"A: {NONE.reason}; B: {NONE.reason}"
    assert part(found, "contact").logits > 0
    rest = recommend(gallery, ME, model=NONE)
    assert (rest.n_judged, rest.safest, rest.riskiest) == (0, (), ())


def test_what_is_usual_is_that_of_all_pairs(gallery):
    usual = learned_usual(gallery, MODEL)
    known = [one.classes for one in personas(gallery, model=MODEL).values() if one.classes is not None]
    assert usual.same == pytest.approx(np.mean([a @ b for a, b in combinations(known, 2)]))
    keys = sorted(gallery.workspace.profiles["key"])
    some = [judge(gallery, a, b).hybrid for a, b in combinations(keys[:6], 2)]
    curve = usual.curve(("ss", "im"), 5.0)
    sums = [one.present for one in some if set(one.missing) == {"cs"}]
    assert len(sums) >= 6
    assert all(np.isclose(curve, total, rtol=0, atol=1e-9).any() for total in sums)
    assert judge(gallery, *FRIENDS).hybrid.usual == np.median(curve)
    assert (usual.n_pairs, usual.n_all) == (630, 630)


def test_what_was_learned_is_kept_and_damage_is_learned_anew(copied, monkeypatch):
    gallery = Gallery(Workspace(copied))
    whole = judge(gallery, *FRIENDS)
    path = core.safety.judge._path(gallery, MODEL, DEFAULT)
    usual = kept_usual.from_table(feather.read_table(path))
    found = learned_usual(gallery, MODEL)
    assert all(np.array_equal(getattr(usual, c), getattr(found, c), equal_nan=True) for c in COLUMNS)
    assert (usual.n_known, usual.same, usual.n_profiles) == (found.n_known, found.same, 36)
    for content in (b"", b"no arrow"):
        path.write_bytes(content)
        assert repr(judge(Gallery(Workspace(copied)), *FRIENDS)) == repr(whole)
    monkeypatch.setattr(core.safety.judge, "fit_usual", None)
    assert repr(judge(Gallery(Workspace(copied)), *FRIENDS)) == repr(whole)
    assert not is_learned(gallery, made_model(1))


def test_a_deleted_profile_leaves_nothing_and_is_unknown(copied):
    delete_profiles(Workspace(copied), [FOE], now=NOW)
    assert not list((copied / "portraits").glob("safety-*"))
    gallery = Gallery(Workspace(copied))
    with pytest.raises(ProfileError):
        judge(gallery, ME, FOE)
    assert FOE not in {one.b for one in recommend(gallery, ME, model=MODEL, top=99).riskiest}


def test_a_workspace_of_one_or_few_is_no_error(tmp_path):
    few = {key: posts for key, posts in people().items() if key in (ME, FRIEND, FAN)}
    gallery = Gallery(Workspace(settle_town(tmp_path / "w", few)))
    found = judge(gallery, ME, FRIEND)
    assert found.hybrid.im is not None
    assert part(found, "hybrid").missing.startswith("what is usual takes 30 profiles")
    assert found.hybrid.usual is None
    assert part(found, "hybrid").logits == 0
    assert "to be of one class, 12.5% is chance; " in part(found, "classes").found
    lonely = Gallery(Workspace(settle_town(tmp_path / "one", {ME: few[ME]})))
    assert recommend(lonely, ME, model=MODEL).n_others == 0
    assert same_class(np.zeros((0, 8))) == 1 / 8


def test_what_cannot_be_asked_is_refused(gallery):
    with pytest.raises(ProfileError):
        judge(gallery, ME, "x:nobody")
    with pytest.raises(ParameterError, match="same profile"):
        judge(gallery, ME, ME)
    with pytest.raises(ParameterError, match="top is 1 or more, not 0"):
        recommend(gallery, ME, top=0)


def test_it_can_be_stopped_anywhere_and_progress_never_runs_back(copied):
    for kept in (copied / "portraits").glob("safety-*"):
        kept.unlink()
    told, asked = [], 0

    def count():
        nonlocal asked
        asked += 1
        return False

    gallery = Gallery(Workspace(copied))
    recommend(gallery, ME, model=MODEL, progress=lambda share, _: told.append(share), cancelled=count)
    assert told == sorted(told)
    assert 0 <= told[0] < 0.1
    assert 0.9 < told[-1] <= 1
    for at in np.linspace(0, 0.9 * asked, 4).astype(int).tolist():
        for kept in (copied / "portraits").glob("safety-*"):
            kept.unlink()
        left = at

        def stop():
            nonlocal left
            left -= 1
            return left < 0

        with pytest.raises(CancelledError):
            recommend(Gallery(Workspace(copied)), ME, model=MODEL, cancelled=stop)
        assert not list((copied / "portraits").glob("*.new"))


def test_ages_are_counted_to_the_last_post(gallery):
    assert days_old(gallery.portrait(FAN)) == pytest.approx(2.9, abs=0.1)


def test_personas_come_in_the_order_asked(gallery):
    assert list(personas(gallery, [FOE, ME], model=MODEL)) == [FOE, ME]
    assert list(personas(gallery, model=MODEL)) == sorted(gallery.workspace.profiles["key"])
    with pytest.raises(ProfileError):
        personas(gallery, ["x:nobody"], model=MODEL)
    with pytest.raises(CancelledError):
        personas(gallery, model=MODEL, cancelled=lambda: True)
