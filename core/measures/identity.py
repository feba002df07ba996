"""Measures of identity: do the two call themselves alike? METHODS 0. Never part of the one-operator score."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.identity.bio import BioLikeness, bio_likeness
from core.identity.name import NameLikeness, handle_likeness, name_likeness
from core.identity.standing import creation_gap_days, follower_ratio
from core.measures import DETAIL, Measure, Score, pairwise, register
from core.model import Missing

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model import Portrait
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

_RATIO: dict[Mode, str] = {"default": "share", "paper": "share"}
_DAYS: dict[Mode, str] = {"default": "days", "paper": "days"}
_COSINE: dict[Mode, str] = {"default": "cosine", "paper": "cosine"}
_LONGEST_GAP = 36_525.0


def _pseudonymous(a: Portrait, b: Portrait) -> bool:
    return a.is_pseudonymous or b.is_pseudonymous


def explain_handles(
    a: Portrait, b: Portrait, _: Reference | None, __: ComparisonParams
) -> NameLikeness | Missing:
    """Hold the two handles against each other."""
    return handle_likeness(a.profile.handle, b.profile.handle, pseudonymous=_pseudonymous(a, b))


def explain_names(
    a: Portrait, b: Portrait, _: Reference | None, __: ComparisonParams
) -> NameLikeness | Missing:
    """Hold the two display names against each other."""
    return name_likeness(a.profile.name, b.profile.name, pseudonymous=_pseudonymous(a, b))


def explain_bios(
    a: Portrait, b: Portrait, _: Reference | None, params: ComparisonParams
) -> BioLikeness | Missing:
    """Hold the two bios against each other."""
    return bio_likeness(
        a.profile.bio,
        b.profile.bio,
        pseudonymous=_pseudonymous(a, b),
        min_words=params.identity.min_words,
    )


def _name(
    explain: Callable[[Portrait, Portrait, Reference | None, ComparisonParams], NameLikeness | Missing],
    field: str,
    a: Portrait,
    b: Portrait,
    reference: Reference | None,
    params: ComparisonParams,
) -> Score:
    found = explain(a, b, reference, params)
    value = found if isinstance(found, Missing) else found.value
    return Score(value, *(len(getattr(one.profile, field) or "") for one in (a, b)))


def _bio(
    which: str, a: Portrait, b: Portrait, reference: Reference | None, params: ComparisonParams
) -> Score:
    found = explain_bios(a, b, reference, params)
    if isinstance(found, Missing):
        return Score(found, 0, 0)
    return Score(getattr(found, which), found.n_a, found.n_b, len(found.shared))


def _creation(a: Portrait, b: Portrait, _: Reference | None, __: ComparisonParams) -> Score:
    made = [one.profile.created for one in (a, b)]
    return Score(creation_gap_days(*made), *(int(one is not None) for one in made))


def _followers(a: Portrait, b: Portrait, _: Reference | None, __: ComparisonParams) -> Score:
    counts = [one.profile.followers for one in (a, b)]
    return Score(follower_ratio(*counts), *(n or 0 for n in counts))


register(
    Measure(
        name="identity.handle",
        label="Handles alike",
        aspect="identity",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_RATIO,
        items="characters",
        meaning="How alike the two handles are, to the letter or to the eye, whichever is more.",
        formula="1 − edits / length of the longer: of the handles, case-folded, and of their skeletons, in "
        "which look-alike characters of other alphabets and digits are one; the larger of the two.",
        limits="What an impersonator copies: never part of the one-operator score. Short handles are alike by "
        "chance. Missing where names are pseudonyms.",
        needs="a handle of each",
        source="ours; edit distance: Levenshtein 1966; skeleton after Unicode TS 39, the table ours",
        compute=pairwise(partial(_name, explain_handles, "handle")),
        explain=explain_handles,
        order=10,
    )
)
register(
    Measure(
        name="identity.name",
        label="Display names alike",
        aspect="identity",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_RATIO,
        items="characters",
        meaning="How alike the two display names are, to the letter or to the eye, whichever is more.",
        formula="As for handles; runs of blanks are one.",
        limits="Many people share a name. Never part of the one-operator score. Missing where names are "
        "pseudonyms.",
        needs="a display name of each",
        source="ours, not of the paper",
        compute=pairwise(partial(_name, explain_names, "name")),
        explain=explain_names,
        order=20,
    )
)
register(
    Measure(
        name="identity.bio_words",
        label="Bios alike in words",
        aspect="identity",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_COSINE,
        items="words",
        meaning="How alike the words of the two bios are.",
        formula="Cosine of word counts; links left out, case folded.",
        limits="Set phrases (views my own) count like all others. Never part of the one-operator score. "
        "Missing where names are pseudonyms.",
        needs="3 words in each bio",
        source="ours, not of the paper",
        compute=pairwise(partial(_bio, "words")),
        explain=explain_bios,
        order=30,
    )
)
register(
    Measure(
        name="identity.bio_letters",
        label="Bios alike in letters",
        aspect="identity",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_COSINE,
        items="words",
        meaning="How alike the two bios are letter by letter: also finds one that was changed a little.",
        formula="Cosine of the counts of runs of three characters in the cleaned words.",
        limits="Two bios of one language are never quite unlike: read it beside its percentile.",
        needs="3 words in each bio",
        source="ours, not of the paper",
        compute=pairwise(partial(_bio, "letters")),
        explain=explain_bios,
        order=40,
        tags=(DETAIL,),
    )
)
register(
    Measure(
        name="identity.creation_gap",
        label="Accounts made apart",
        aspect="identity",
        direction="distance",
        low=0.0,
        high=_LONGEST_GAP,
        units=_DAYS,
        items="dates",
        meaning="How many days lie between the making of the two accounts.",
        formula="|created A − created B| in days.",
        limits="Of a few thousand strangers many were made on one day. To the day only where names are "
        "pseudonyms.",
        needs="the date of each account",
        source="ours, not of the paper",
        compute=pairwise(_creation),
        order=50,
        digits=1,
    )
)
register(
    Measure(
        name="identity.follower_ratio",
        label="Followers, smaller over larger",
        aspect="identity",
        direction="similarity",
        low=0.0,
        high=1.0,
        units=_RATIO,
        items="followers",
        meaning="The smaller number of followers as a share of the larger.",
        formula="min / max of the two numbers of followers.",
        limits="An imitation has far fewer than what it imitates; alone it says nothing. As of when each "
        "profile was fetched.",
        needs="the number of followers of each",
        source="ours, not of the paper",
        compute=pairwise(_followers),
        order=60,
    )
)
