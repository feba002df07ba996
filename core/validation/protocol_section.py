"""What both protocols found, told: the sentence, the tables, the charts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from core.model import Chart, Column, Confusion, Section, Table
from core.validation.bootstrap import estimate
from core.validation.classifier import BASELINE, MAJORITY
from core.validation.feature import ALL, BLIND, BLIND_MEASURES, CRAWL, left_out_of_blind
from core.validation.judgement import FIGURES, figures, reliability
from core.validation.trial import HONEST, PAPER, best_classifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from core.model import Cell
    from core.validation.bootstrap import ProfileDraws
    from core.validation.feature import FeatureSet
    from core.validation.labelled import LabelledPairs
    from core.validation.trial import ProtocolParams, Results

    Floats = npt.NDArray[np.float64]
    Figures = Mapping[tuple[str, str, str], Mapping[str, Floats]]

PAPERS_ACCURACY = 0.97  # [B] 4, random forest
_TITLES = {PAPER: "The paper's split: pairs at random", HONEST: "Profiles that training never saw"}
_ANSWERS = ("same group", "different groups")
_POINTS = 100
_HEADS = {
    "accuracy": Column("Accuracy", "share", "The share of the pairs that it is right about."),
    "precision": Column("Precision", "share", "Of the pairs it calls the same group, the share that is."),
    "recall": Column("Recall", "share", "Of the pairs of one group, the share that it calls so."),
    "f1": Column("F1", "share", "The harmonic mean of precision and recall."),
    "brier": Column("Brier", "number", "The mean squared error of its probability: 0 is best, .25 a coin."),
}


def section(
    question: str,
    pairs: LabelledPairs,
    sets: Sequence[FeatureSet],
    results: Results,
    draws: ProfileDraws,
    params: ProtocolParams,
    names: Mapping[str, str],
) -> Section:
    """Tell both protocols side by side.

    Parameters
    ----------
    names : mapping of str to str
        Key of a profile → what it is called in the table of who was studied.
    """
    found = {key: figures(result.judged, draws) for key, result in results.items()}
    best = {
        (protocol, one.key): best_classifier(results, protocol, one.key)
        for protocol in _TITLES
        for one in sets
    }
    labels = {one.key: one.label for one in (BASELINE, *params.classifiers)}
    charts, confusions = [], []
    for protocol, title in _TITLES.items():
        curves = []
        for one in sets:
            key = best[protocol, one.key]
            judged = results[protocol, one.key, key].judged
            curves.append(reliability(f"{one.label}: {labels[key]}", judged, draws))
            name = f"confusion-{protocol}-{one.key}"
            said = f"{title}: {one.label}, {labels[key]}"
            confusions.append(Confusion(name, said, _ANSWERS, judged.confusion()))
        told = f"{title}: what was said and what was so"
        charts.append(Chart(f"reliability-{protocol}", told, tuple(curves)))
    tables = (
        *(_figure_table(protocol, sets, results, found, labels) for protocol in _TITLES),
        _drop_table(sets, results, found, labels),
        _grid_table(params),
        _profile_table(pairs, names),
    )
    answer, notes = _answer(pairs, found, best, labels), _notes(pairs, sets, params)
    return Section("protocols", question, answer, tables, tuple(charts), tuple(confusions), notes)


def _figure_table(
    protocol: str, sets: Sequence[FeatureSet], results: Results, found: Figures, labels: Mapping[str, str]
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in sets:
        for key, label in labels.items():
            result, own = results[protocol, one.key, key], found[protocol, one.key, key]
            tested = tuple(estimate(own[name], result.judged.same.size) for name in FIGURES)
            rows.append((one.label, label, *tested, result.inner_accuracy))
    note = (
        "Tested on pairs drawn at random: nearly every profile of the test is in training too."
        if protocol == PAPER
        else "Tested on pairs of two profiles that no training pair has; parameters chosen on such folds too."
    )
    folds = Column(
        "Accuracy on folds", "share", "On the folds of the training pairs on which parameters were chosen."
    )
    heads = (Column("Features"), Column("Classifier"), *(_HEADS[name] for name in FIGURES), folds)
    intervals = "Intervals (95 %) draw profiles, not pairs. Majority always answers what is commoner."
    return Table(protocol, _TITLES[protocol], f"{note} {intervals}", heads, tuple(rows))


def _drop_table(
    sets: Sequence[FeatureSet], results: Results, found: Figures, labels: Mapping[str, str]
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in sets:
        for key, label in labels.items():
            sides = [found[protocol, one.key, key]["accuracy"] for protocol in _TITLES]
            sizes = [results[protocol, one.key, key].judged.same.size for protocol in _TITLES]
            told = tuple(estimate(side, size) for side, size in zip(sides, sizes, strict=True))
            rows.append((one.label, label, *told, estimate(_POINTS * (sides[0] - sides[1]))))
    heads = (
        Column("Features"),
        Column("Classifier"),
        Column("Paper's split", "share", "Accuracy on pairs split at random."),
        Column("Unseen profiles", "share", "Accuracy on pairs of two profiles that training never saw."),
        Column("Drop in points", "number", "Percentage points that the paper's split promises too much."),
    )
    note = "Accuracy in either protocol and what is lost; the interval of the drop draws the same profiles for both."
    return Table("drop", "What is left with profiles that training never saw", note, heads, tuple(rows))


def _grid_table(params: ProtocolParams) -> Table:
    rows = tuple(
        (one.label, name, ", ".join(str(value) for value in values))
        for one in params.classifiers
        for name, values in one.grid.items()
    )
    note = (
        f"{params.n_candidates} combinations of each grid are drawn by chance and tried on {params.n_inner} "
        "folds of the training pairs; the most accurate is trained on all of them. The paper's own grids are "
        "not printed: these are ours."
    )
    heads = (Column("Classifier"), Column("Parameter"), Column("Values"))
    return Table("grid", "What was searched", note, heads, rows)


def _profile_table(pairs: LabelledPairs, names: Mapping[str, str]) -> Table:
    rows = tuple(
        (name, len(own), ", ".join(sorted((names[key] for key in own), key=str.casefold)))
        for group, name in enumerate(pairs.names)
        for own in [pairs.members(group)]
    )
    heads = (Column("Group"), Column("Profiles", "count"), Column("Who"))
    note = "Every pair of them was studied." + "".join(f" {left}." for left in pairs.left_out)
    return Table("profiles", "Who was studied", note, heads, rows)


def _share(found: Floats) -> str:
    told = estimate(found)
    if told.value is None:
        return "no figure"
    if told.low is None or told.high is None:
        return f"{told.value:.1%}"
    return f"{told.value:.1%} ({_POINTS * told.low:.1f}–{told.high:.1%})"


def _points(found: Floats) -> str:
    told = estimate(_POINTS * found)
    if told.value is None or told.low is None or told.high is None:
        return "an unknown number of"
    return f"{told.value:+.1f} points ({told.low:+.1f} to {told.high:+.1f})"


def _answer(
    pairs: LabelledPairs, found: Figures, best: Mapping[tuple[str, str], str], labels: Mapping[str, str]
) -> str:
    def of(protocol: str, features: str) -> Floats:
        return found[protocol, features, best[protocol, features]]["accuracy"]

    def told(protocol: str, features: str) -> str:
        return f"{_share(of(protocol, features))} ({labels[best[protocol, features]]})"

    sizes = Counter(pairs.groups.tolist())
    who = ", ".join(f"{sizes[group]} {name}" for group, name in enumerate(pairs.names))
    majority = found[PAPER, ALL, MAJORITY]["accuracy"]
    unseen = found[HONEST, BLIND, MAJORITY]["accuracy"]
    lead = of(HONEST, BLIND) - unseen
    beats = "" if np.quantile(lead[1:], 0.025) > 0 else ", which is not told from that majority"
    return (
        f"{who}: {len(pairs.rows):,} pairs. In the paper's split all measures are right about "
        f"{told(PAPER, ALL)} of the pairs, where the majority is {_share(majority)} and the paper reports "
        f"{PAPERS_ACCURACY:.0%} for its own data. How the posts were gathered alone gives "
        f"{told(PAPER, CRAWL)}; measures that cannot see that give {told(PAPER, BLIND)}, so that all "
        f"measures add {_points(of(PAPER, ALL) - of(PAPER, BLIND))} to them. With profiles that training "
        f"never saw it is {told(HONEST, ALL)} for all measures, {told(HONEST, CRAWL)} for the crawl alone and "
        f"{told(HONEST, BLIND)} for the measures that cannot see it, against a majority of "
        f"{_share(unseen)}{beats}: the paper's split promises {_points(of(PAPER, ALL) - of(HONEST, ALL))} "
        f"too much for all measures and {_points(of(PAPER, BLIND) - of(HONEST, BLIND))} for the crawl-blind ones."
    )


def _notes(pairs: LabelledPairs, sets: Sequence[FeatureSet], params: ProtocolParams) -> tuple[str, ...]:
    held = {one.key: ", ".join(one.names) for one in sets}
    return (
        (
            f"The paper's split: {params.test_share:.0%} of {len(pairs.rows):,} pairs, stratified. Unseen profiles: "
            f"{params.n_folds} folds of profiles, {params.n_repeats} times; a fold's pairs are tested, pairs of one "
            "profile inside and one outside are in neither side."
        ),
        (
            "The best classifier of a set is the most accurate on the folds on which parameters were chosen, not "
            "on the test. Intervals draw profiles within their groups and keep the trained classifiers: they do "
            "not hold what another training would change."
        ),
        f"Crawl only, how posts were gathered: {held[CRAWL]}.",
        f"All measures of the register but identity (what an impersonator copies): {held[ALL]}.",
        (
            f"Crawl-blind measures, on originals and quotes without links, handles, years, counts, languages and "
            f"clients: {', '.join(BLIND_MEASURES)}."
        ),
        (
            f"Not crawl-blind, and left out there: {', '.join(left_out_of_blind())}. Series on the calendar lie "
            "where the crawl lies; likes, kinds, links and clients are what some crawls keep and others do not; "
            "rates and burstiness change where a crawl has gaps."
        ),
        (
            "Crawl-blind is not time-blind: two timelines of other years differ in what there was to talk about, "
            "and a short timeline says less in every measure."
        ),
        (
            "Missing values become the median of the training pairs. That a value was missing is itself a feature "
            "of the first two sets, and hidden in the third. What is usual (rarity of words, of targets, style) is "
            "learned from all profiles studied, without their labels. Measures without upper end enter as log(1 + value)."
        ),
    )
