"""Pictures and videos in the safety factor: through the classes alone, always as they are now, learned no more than needed."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.safety.judge
from core.attachment import detach
from core.gallery import Gallery
from core.model.persona import CLASSES
from core.persona.pool import pooled
from core.safety.factor import judged
from core.safety.judge import is_learned, judged_with, learn, learned_usual, safety
from core.safety.people import personas
from core.safety.recommend import recommend
from core.safety.usual import same_class
from core.safety.weight import SafetyParams
from core.workspace import Workspace
from tests.safety.made_pair import FLAT, distributions, evidence, of_classes
from tests.safety.tied import shares, tie, vectors
from tests.safety.town import BRIEF, FRIENDS, NONE, made_model, settle_town

ME, FRIEND = FRIENDS
MODEL, DEFAULT = made_model(), SafetyParams()
OFF, HALF = replace(DEFAULT, media_weight=0.0), replace(DEFAULT, media_weight=0.5)


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """Settle the town, draw it and learn from it; nobody changes it."""
    made = settle_town(tmp_path_factory.mktemp("town") / "w")
    gallery = Gallery(Workspace(made))
    for key in gallery.workspace.profiles["key"]:
        gallery.portrait(key)  # here: processes would take longer to begin
    gallery.complete()
    learn(gallery, model=MODEL)
    return made


@pytest.fixture
def folder(settled, tmp_path):
    return shutil.copytree(settled, tmp_path / "w")


def opened(folder):
    return Gallery(Workspace(folder))


def show(folder, key, klass="Judgers", name="clip", **changed):
    return tie(folder, key, name, classes=shares(klass, 0.9), network="n1", vectors=vectors(1), **changed)


def judge(folder, a=ME, b=FRIEND, params=DEFAULT, model=MODEL):
    return safety(opened(folder), a, b, params, model=model)


def part(found, name):
    return next(one for one in found.parts if one.name == name)


def test_a_file_that_says_nothing_changes_nothing_but_that_it_is_told(folder):
    before = judge(folder)
    tie(folder, ME)
    after = judge(folder)
    assert (after.media_a.n_files, after.media_b) == (1, None)
    assert (before.media_a, before.media_b) == (None, None)
    assert repr(replace(after, media_a=None)) == repr(before)


def test_a_network_moves_the_classes_and_no_other_part(folder):
    before = judge(folder)
    for key in FRIENDS:
        show(folder, key)
    after = judge(folder)
    known = personas(opened(folder), FRIENDS, model=MODEL)
    alone = personas(opened(folder), FRIENDS, model=MODEL, media_weight=0.0)
    network = np.array([shares("Judgers", 0.9)[name] for name in CLASSES])
    for key in FRIENDS:
        assert known[key].classes == pytest.approx(pooled(alone[key].classes, network, 0.25))
    assert part(after, "classes").logits != part(before, "classes").logits
    assert [one.logits for one in after.parts if one.name in {"hybrid", "contact", "tone"}] == [
        one.logits for one in before.parts if one.name in {"hybrid", "contact", "tone"}
    ]
    assert after.media_a.weight == after.media_b.weight == 0.25
    assert repr(judge(folder, params=OFF).parts) == repr(before.parts)


def test_what_is_usual_is_that_of_the_pooled_classes(folder):
    show(folder, ME)
    show(folder, BRIEF, "Sensors")
    gallery = opened(folder)
    for params in (DEFAULT, HALF, OFF):
        known = personas(gallery, model=MODEL, media_weight=params.media_weight)
        rows = np.stack([one.classes for one in known.values() if one.classes is not None])
        usual = learned_usual(gallery, MODEL, params)
        assert (usual.same, usual.n_known) == (same_class(rows), len(rows))
        assert (usual.n_profiles, usual.n_pairs) == (36, 630)


def test_who_has_too_little_text_has_a_factor_once_a_network_judged_its_files(folder):
    assert judge(folder, ME, BRIEF).factor is None
    show(folder, BRIEF)
    found = judge(folder, ME, BRIEF)
    assert found.factor is not None
    # little is known of it, so that little is said
    assert abs(part(found, "classes").logits) <= 1.31
    assert judge(folder, ME, BRIEF, OFF).factor is None
    assert judge(folder, ME, BRIEF, model=NONE).missing == f"A: {NONE.reason}"


def test_words_in_a_video_make_a_profile_readable(folder):
    said = " ".join(
        f"I think that we walked to the harbour and laughed {'ab' * n} today" for n in range(1, 60)
    )
    tie(folder, BRIEF, said=said)
    found = judge(folder, ME, BRIEF)
    assert found.factor is not None
    assert (found.media_b.axis_bits, found.media_b.n_words > 300) == (None, True)


def test_what_was_learned_goes_with_what_is_tied_and_its_weight_and_pairs_are_measured_once(
    folder, monkeypatch
):
    gallery = opened(folder)
    assert is_learned(gallery, MODEL)
    assert is_learned(gallery, MODEL, HALF)  # no file is tied to anybody: a weight of nothing
    sha256 = show(folder, ME)
    assert not is_learned(gallery, MODEL)  # the same gallery, as a page has it
    learn(gallery, model=MODEL)
    assert is_learned(gallery, MODEL)
    assert not is_learned(gallery, MODEL, HALF)
    monkeypatch.setattr(core.safety.judge, "fit_usual", None)
    learn(gallery, HALF, model=MODEL)
    assert is_learned(gallery, MODEL, HALF)
    other = show(folder, FRIEND)
    assert not is_learned(gallery, MODEL)
    learn(gallery, model=MODEL)
    detach(Workspace(folder), FRIEND, other)
    assert is_learned(gallery, MODEL)
    detach(Workspace(folder), ME, sha256)
    assert is_learned(gallery, MODEL, HALF)


def test_what_was_learned_while_a_file_came_is_not_kept(folder, monkeypatch):
    show(folder, ME)
    other, real = [], core.safety.judge.personas

    def meanwhile(*given, **more):
        other.append(show(folder, FRIEND))
        return real(*given, **more)

    monkeypatch.setattr(core.safety.judge, "personas", meanwhile)
    learn(opened(folder), model=MODEL)
    assert not is_learned(opened(folder), MODEL)
    detach(Workspace(folder), FRIEND, *other)
    assert not is_learned(opened(folder), MODEL)


def test_a_recommendation_is_the_factor_of_every_pair_and_counts_who_has_media(folder):
    show(folder, ME)
    show(folder, FRIEND)
    show(folder, BRIEF, "Sensors")
    found = recommend(opened(folder), ME, model=MODEL, top=99)
    assert (found.n_with_media, found.media.n_files) == (2, 1)
    told = {one.b: one for one in (*found.safest, *found.riskiest)}
    for other in (FRIEND, BRIEF, "x:20"):
        assert repr(told[other]) == repr(judge(folder, ME, other))
    assert recommend(opened(folder), "x:20", model=MODEL).media is None


def test_the_two_may_change_places(folder):
    show(folder, ME)
    one, other = judge(folder), judge(folder, FRIEND, ME)
    assert (one.factor, one.belief) == (other.factor, other.belief)
    assert repr((one.media_a, one.media_b)) == repr((other.media_b, other.media_a))


def test_pairs_have_their_bits_whoever_else_is_judged(folder, monkeypatch):
    show(folder, ME)
    show(folder, "x:9")
    others = [key for key in sorted(opened(folder).workspace.profiles["key"]) if key != ME]
    whole = list(judged_with(opened(folder), ME, others, model=MODEL))
    monkeypatch.setattr(core.safety.judge, "_AT_ONCE", 7)
    assert repr(list(judged_with(opened(folder), ME, others, model=MODEL))) == repr(whole)


@given(distributions(), distributions(), distributions(), distributions(), st.floats(0, 1))
def test_whatever_a_network_says_classes_alone_never_make_contact_safe(text_a, text_b, one, other, weight):
    a, b = pooled(text_a, one, weight), pooled(text_b, other, weight)
    found = judged("x:1", "x:2", evidence(a=of_classes(a), b=of_classes(b, "x:2")), DEFAULT)
    assert found.factor not in {-3, 3}


@given(distributions(), st.floats(0, 1), st.floats(0, 1))
def test_a_network_that_knows_nothing_of_a_profile_without_text_leaves_the_middle(other, weight, usual):
    found = evidence(a=of_classes(pooled(None, FLAT, weight)), b=of_classes(other, "x:2"), usual_same=usual)
    assert judged("x:1", "x:2", found, DEFAULT).belief == pytest.approx(0.5)
