"""What a trained network is worth, as one section: figures against what must be beaten, and the paper's table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.media_training.figure import drawn
from core.model import Column, Confusion, Section, Table
from core.model.persona import CAVEAT, CLUSTER_METHODS
from core.persona.agreement import PAPER_CLAIMS, agreement
from core.persona.cluster import ClusterParams, group

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from core.media_training.figure import Drawn
    from core.model import Cell, Estimate

    Longs = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

NETWORK, LINEAR, MAJORITY = "network", "linear", "majority"
_NAMES = {
    NETWORK: "The network",
    LINEAR: "Linear model on pooled features",
    MAJORITY: "The commonest class",
}
_METHODS = {"k-means": "K-Means", "dbscan": "DBSCAN", "birch": "BIRCH"}
_HIDDEN = {
    "frames": "without pictures",
    "text": "without words",
    "sound": "without sound",
    "text,sound": "pictures alone",
    "frames,sound": "words alone",
    "frames,text": "sound alone",
}


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """What was said of n clips by models that had not learned from their persons.

    ``labels`` and ``persons`` (n,), ``fold`` (n,) says in which fold each was tested; ``shares`` by model (n, classes);
    ``hidden`` by the parts that were hidden from the network, comma between them; ``fused`` (n, d), the network's.
    """

    title: str
    classes: tuple[str, ...]
    labels: Longs
    persons: Longs
    fold: Longs
    shares: Mapping[str, Floats]
    hidden: Mapping[str, Floats]
    fused: Floats


def judge(tested: Tested, *, seed: int = 0) -> Section:
    """Say what a network is worth.

    Parameters
    ----------
    tested : Tested
    seed : int
        Of the draws of persons that intervals come from.

    Returns
    -------
    Section
        Tables "against" (accuracy, macro-F1, and the difference to the network, draw by draw), "parts", "classes"
        (precision, recall), "shares" (the confusion matrix as shares with intervals), "clusters" (K-Means, DBSCAN, BIRCH
        over fused vectors, the paper's layout) and "claims" (the paper's own figures); the confusion matrix.

    Notes
    -----
    Intervals: 95 %, over 1,000 draws of persons within classes. The networks of different folds have different fused
    spaces: clusters are made within each fold, and their figures averaged over its clips.
    """
    found = {name: _drawn(tested, shares, seed) for name, shares in tested.shares.items() if name in _NAMES}
    own = found[NETWORK]
    tables = [_against(found), _classes(tested, own), _shares(tested, own), _clusters(tested), _claims()]
    if tested.hidden:
        tables.insert(1, _parts(tested, own, seed))
    counts = tuple(tuple(int(n) for n in row) for row in own.counts[0])
    confusion = Confusion(
        "confusion", f"{tested.title}: truth (rows) and what was said", tested.classes, counts
    )
    return Section(
        "media",
        f"What is the network worth on: {tested.title}?",
        _answer(found, int(np.unique(tested.persons).size)),
        tuple(tables),
        confusions=(confusion,),
        notes=(CAVEAT, "All clips of a person are on one side of each split."),
    )


def _drawn(tested: Tested, shares: Floats, seed: int) -> Drawn:
    return drawn(tested.labels, shares.argmax(1), tested.persons, len(tested.classes), seed=seed)


def _against(found: Mapping[str, Drawn]) -> Table:
    own = found[NETWORK]
    rows: list[tuple[Cell, ...]] = []
    for name, one in found.items():
        gap = None if name == NETWORK else one.estimate(own.accuracy() - one.accuracy())
        rows.append((_NAMES[name], one.estimate(one.accuracy()), one.estimate(one.macro_f1()), gap))
    columns = (
        Column("Model"),
        Column("Accuracy", "share"),
        Column("Macro-F1", "share"),
        Column("The network's lead", "share", "Difference of accuracies over the same draws of persons"),
    )
    return Table(
        "against", "Against what must be beaten", "Persons that it did not learn from.", columns, tuple(rows)
    )


def _parts(tested: Tested, own: Drawn, seed: int) -> Table:
    rows: list[tuple[Cell, ...]] = [("everything", own.estimate(own.accuracy()), None)]
    for name, shares in tested.hidden.items():
        one = _drawn(tested, shares, seed)
        loss = one.estimate(own.accuracy() - one.accuracy())
        rows.append((_HIDDEN.get(name, f"without {name}"), one.estimate(one.accuracy()), loss))
    columns = (Column("The network is given"), Column("Accuracy", "share"), Column("Lost", "share"))
    note = "The same network; what is hidden is marked missing."
    return Table("parts", "What each part is worth", note, columns, tuple(rows))


def _classes(tested: Tested, own: Drawn) -> Table:
    precision, recall = own.precision(), own.recall()
    rows = tuple(
        (name, own.estimate(precision[:, at]), own.estimate(recall[:, at]), int(own.counts[0, at].sum()))
        for at, name in enumerate(tested.classes)
    )
    columns = (
        Column("Class"),
        Column("Precision", "share"),
        Column("Recall", "share"),
        Column("Clips", "count"),
    )
    return Table("classes", "Class by class", "The network's.", columns, rows)


def _shares(tested: Tested, own: Drawn) -> Table:
    shares = own.shares()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *(own.estimate(shares[:, row, column]) for column in range(len(tested.classes))))
        for row, name in enumerate(tested.classes)
    )
    columns = (Column("Truth"), *(Column(name, "share") for name in tested.classes))
    return Table("shares", "Confusion as shares", "Of the clips of a class, what was said.", columns, rows)


def _clusters(tested: Tested) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for method in CLUSTER_METHODS:
        figures, sizes, n_clusters, n_out = [], [], [], 0
        for fold in np.unique(tested.fold):
            of_fold = np.flatnonzero(tested.fold == fold)
            keys = [f"{place:06d}" for place in of_fold]
            found = group(keys, tested.fused[of_fold], method, ClusterParams(len(tested.classes)))
            truth = [tested.classes[tested.labels[place]] for place in of_fold]
            one = agreement(
                dict(zip(keys, found.labels.tolist(), strict=True)), dict(zip(keys, truth, strict=True))
            )
            # classes without clips or without a cluster have no precision; 0 is what the paper's layout leaves for them
            precision = np.mean([value or 0.0 for value in one.precision])
            recall = np.mean([value or 0.0 for value in one.recall])
            figures.append([one.accuracy, one.by_chance, one.ari, one.nmi, float(precision), float(recall)])
            sizes.append(one.n)
            n_clusters.append(found.n_clusters)
            n_out += one.n_left_out
        means = np.average(figures, axis=0, weights=sizes).tolist()
        counted = ", ".join(str(n) for n in n_clusters)
        rows.append((_METHODS[method], *means, counted, n_out))
    columns = (
        Column("Method"),
        Column("Best-matching accuracy", "share"),
        Column("The same by chance", "share"),
        Column("ARI", "number"),
        Column("NMI", "number"),
        Column("Precision", "share"),
        Column("Recall", "share"),
        Column("Clusters"),
        Column("In none", "count"),
    )
    note = "Fused vectors of tested clips. The fusion was trained on labels, of other persons: these clusters are not found without them."
    return Table("clusters", f"{tested.title}: clusters of fused vectors", note, columns, tuple(rows))


def _claims() -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (claim.what, f"{'over ' if claim.is_at_least else ''}{claim.percent:g} %", claim.n)
        for claim in PAPER_CLAIMS
    )
    note = "The paper prints these of its own videos, whose labels are nowhere stated. They are its claims, not ours, and nobody can check them."
    columns = (Column("Claim of the paper"), Column("Accuracy"), Column("Videos", "count"))
    return Table("claims", "What the paper claims", note, columns, rows)


def _answer(found: Mapping[str, Drawn], n_persons: int) -> str:
    own = found[NETWORK]
    said = f"{_percent(own.estimate(own.accuracy()))} of {own.n:,} clips of {n_persons} persons that it did not learn from are told right"
    if LINEAR not in found:
        return f"{said}."
    gap = own.estimate(own.accuracy() - found[LINEAR].accuracy())
    value, low, high = gap.value or 0.0, gap.low, gap.high
    if low is None or high is None or low <= 0 <= high:
        verdict = "not told apart from it"
    else:
        verdict = f"{abs(100 * value):.1f} points {'better' if value > 0 else 'worse'}"
    return f"{said}; a linear model on pooled features reaches {_percent(found[LINEAR].estimate(found[LINEAR].accuracy()))}: the network is {verdict}."


def _percent(one: Estimate) -> str:
    if one.value is None:
        return "none"
    if one.low is None or one.high is None:
        return f"{100 * one.value:.1f} %"
    return f"{100 * one.value:.1f} % ({100 * one.low:.1f} to {100 * one.high:.1f})"
