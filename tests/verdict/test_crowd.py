"""What a workspace is like, and each way of being unlike those of the training."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core.block import Block
from core.learning import fit_reference
from core.verdict.cohort import fit_cohort
from core.verdict.crowd import (
    LEAST_OF_LANGUAGE,
    N_DRAWN,
    Traits,
    copy_doubts,
    crowd_of,
    doubts,
    drawn_anew,
    language_doubt,
    main_language,
    median_usual,
    traits,
)
from core.verdict.view import VIEWS

ONE = Traits(
    60,
    {"words": 0.2, "mentions": 0.1, "style": 0.3},
    0.01,
    ("en",),
    ("x",),
    {"en": 50, "cy": LEAST_OF_LANGUAGE - 1},
)
OTHER = replace(ONE, n_profiles=90, usual={"words": 0.3, "mentions": 0.2, "style": 0.1}, strong_share=0.02)
CROWD = crowd_of([ONE, OTHER])
UNLIKE = {
    "this workspace has 59 profiles, the training had 60 and more": {"n_profiles": 59},
    "profiles here are more alike than the training's in “words they choose” (0.31, there 0.20 to 0.30)": {
        "usual": {**ONE.usual, "words": 0.31}
    },
    "profiles here are less alike than the training's in “whom they name” (0.05, there 0.10 to 0.20)": {
        "usual": {**ONE.usual, "mentions": 0.05}
    },
    "profiles here are more alike than the training's in “how they write” (0.40, there 0.10 to 0.30)": {
        "usual": {**ONE.usual, "style": 0.4}
    },
    "2.5% of the pairs here have 3 bits and more, in the training at most 2.0%": {"strong_share": 0.025},
    "there are profiles in languages that the training had not (cy, tl)": {"languages": ("cy", "en", "tl")},
    "there are profiles from platforms that the training had not (bluesky)": {"platforms": ("bluesky", "x")},
}


def person(*languages, platform="x"):
    """Make what the rules read of a portrait: languages by frequency, and the platform."""
    told = dict.fromkeys(languages, 1)
    return SimpleNamespace(
        content=SimpleNamespace(languages=told), profile=SimpleNamespace(platform=platform)
    )


@pytest.mark.parametrize(("said", "changed"), UNLIKE.items())
def test_each_trait_beyond_its_bounds_is_named_and_nothing_else(said, changed):
    assert doubts(replace(ONE, **changed), CROWD) == (said,)


def test_a_likeness_below_nothing_has_a_true_minus():
    seen = replace(ONE, usual={**ONE.usual, "style": -0.05})
    assert doubts(seen, CROWD) == (
        "profiles here are less alike than the training's in “how they write” (−0.05, there 0.10 to 0.30)",
    )


def test_all_of_them_are_named_together():
    together = {name: value for changed in UNLIKE.values() for name, value in changed.items()}
    together["usual"] = {"words": 9, "mentions": -9, "style": 9}
    assert len(doubts(replace(ONE, **together), CROWD)) == len(UNLIKE)


@pytest.mark.parametrize("now", [ONE, OTHER, replace(ONE, n_profiles=20_000), replace(ONE, languages=())])
def test_what_the_training_had_and_more_profiles_are_no_doubt(now):
    assert doubts(now, CROWD) == ()


def test_a_view_that_no_pool_had_is_left_out_and_never_doubted():
    nobody = replace(ONE, usual={**ONE.usual, "mentions": float("nan")})
    crowd = crowd_of([nobody, nobody])
    assert "mentions" not in crowd.usual
    assert doubts(ONE, crowd) == ()
    # one pool that had it is enough to bound it
    assert crowd_of([nobody, OTHER]).usual["mentions"] == (0.2, 0.2)


def test_a_view_that_the_workspace_has_not_is_no_doubt():
    assert doubts(replace(ONE, usual={**ONE.usual, "words": float("nan")}), CROWD) == ()


def test_a_crowd_bounds_all_its_pools():
    assert CROWD.n_profiles == (60, 90)
    assert CROWD.usual == {"words": (0.2, 0.3), "mentions": (0.1, 0.2), "style": (0.1, 0.3)}
    assert CROWD.strong_share == 0.02


def test_a_language_strange_to_the_training_is_named_for_its_side():
    a, b = person("en"), person("tl", "en")
    assert language_doubt(a, b, ONE, CROWD) == (
        "B writes mostly in a language that the training had not (tl)",
    )
    assert language_doubt(b, a, ONE, CROWD)[0].startswith("A writes")


def test_a_known_language_that_few_others_write_is_named_with_their_number():
    crowd = replace(CROWD, languages=("cy", "en"))
    said = f"A writes mostly in a language (cy) in which only {LEAST_OF_LANGUAGE - 1} profiles of those it is compared with do"
    found = language_doubt(person("cy"), person("en"), ONE, crowd)
    assert len(found) == 1
    assert found[0].startswith(said)
    enough = replace(ONE, n_of_language={"cy": LEAST_OF_LANGUAGE})
    assert language_doubt(person("cy"), person("cy"), enough, crowd) == ()
    assert language_doubt(person("cy"), person("cy"), replace(ONE, n_of_language={}), crowd)[1].startswith(
        "B "
    )


def test_a_language_that_cannot_be_told_is_no_doubt():
    assert main_language(person("und")) is None
    assert main_language(person("und", "en")) == "en"
    assert language_doubt(person(), person("und"), ONE, CROWD) == ()


@pytest.fixture(scope="module")
def cohort(drawn):
    return fit_cohort(drawn, [one.profile.key for one in drawn], fit_reference(drawn))


def test_traits_are_counted_from_what_is_there(cohort):
    members = (
        [person("en")] * 90 + [person("cy", platform="mastodon")] * 6 + [person("tl")] * 4 + [person()] * 20
    )
    bits = np.array([1.0, 3.0, 7.0, -2.0, np.nan])
    found = traits(cohort, bits, members)
    assert found.n_profiles == len(cohort.keys)
    assert found.strong_share == 0.5
    assert found.languages == ("cy", "en")
    assert found.platforms == ("mastodon", "x")
    assert found.n_of_language == {"en": 90, "cy": 6, "tl": 4}
    assert found.usual == median_usual(cohort)


def test_the_median_of_what_is_usual_is_that_of_numpy(cohort):
    found = median_usual(cohort)
    for at, view in enumerate(VIEWS):
        means = [near[:-1].mean() for near in cohort.nearest[:, at] if not np.isnan(near[:-1]).any()]
        assert found[view.name] == pytest.approx(np.median(means))


def test_a_workspace_is_like_itself_with_a_profile_more_or_less(cohort):
    seen = traits(cohort, np.arange(-90.0, 10.0), [person("en")])
    drawn = drawn_anew(seen, cohort, 100)
    assert len(drawn) == N_DRAWN + 1
    crowd = crowd_of(drawn)
    assert doubts(seen, crowd) == ()
    nearly = {name: value * 1.001 for name, value in seen.usual.items()}
    one_less = replace(
        seen, n_profiles=seen.n_profiles - 1, usual=nearly, strong_share=seen.strong_share + 0.01
    )
    assert doubts(one_less, crowd) == ()
    assert len(doubts(one_less, crowd_of([seen]))) >= 3
    other = replace(seen, usual={name: 2 * abs(value) + 0.1 for name, value in seen.usual.items()})
    assert len(doubts(other, crowd)) == len(VIEWS)
    assert drawn_anew(seen, cohort, 100) == drawn


def test_a_workspace_without_scores_has_no_strong_share(cohort):
    found = traits(cohort, np.array([np.nan]), [])
    assert (found.strong_share, found.languages, found.n_of_language) == (0.0, (), {})


def test_copies_are_named_and_few_common_texts_are_not():
    def portrait(keys):
        return SimpleNamespace(content=SimpleNamespace(post_keys=np.array(sorted(keys), dtype=np.uint64)))

    block = Block([portrait(range(100)), portrait(range(97, 300)), portrait(range(298, 900))])
    copied, apart = copy_doubts(block, np.array([[0, 1], [1, 2]]))
    assert copied == ("the two published 3 texts word by word, and what is copied looks like one hand",)
    assert apart == ()  # two texts are no copying, whatever share they are
