"""[A]'s table on data whose labels exist: how far groups made without labels agree with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from scipy import sparse

from core.content.cosine import smoothed_idf
from core.content.sheet import lay_out
from core.model import Column, Confusion, Estimate, Section, Table
from core.model.persona import CLASSES, CLUSTER_METHODS
from core.persona.agreement import PAPER_CLAIMS, agreement
from core.persona.cluster import group
from core.persona.latent import Counts
from core.persona.space import Features, fit_space

if TYPE_CHECKING:
    from core.model.study import Cell
    from core.persona.agreement import Agreement
    from core.persona_training.material import Material

NAMES = {"k-means": "K-Means", "dbscan": "DBSCAN", "birch": "BIRCH"}
_MIDDLE = 0.5
_QUESTION = "Do clusters of writers agree with what readers said of them?"


def leading_classes(shares: np.ndarray) -> tuple[str, ...]:
    """Give each writer the one of eight classes whose pole its labels lean to most, the first of equals.

    >>> leading_classes(np.array([[0.9, 0.5, 0.5, 0.5], [0.5, 0.4, 0.5, 0.0]]))
    ('Introverts', 'Judgers')
    """
    leaning = np.abs(shares - _MIDDLE)
    axes = leaning.argmax(axis=1)
    second = shares[np.arange(len(shares)), axes] > _MIDDLE
    return tuple(CLASSES[2 * axis + pole] for axis, pole in zip(axes.tolist(), second.tolist(), strict=True))


def group_section(found: Material) -> Section:
    """Group the writers by each method, without their labels, and hold the groups against these.

    Notes
    -----
    The space is that of a workspace's profiles (:mod:`core.persona.space`), of words and closed features; labelled
    writers name nobody. O(n²), 5 s for 286 writers.
    """
    keys = tuple(f"writer:{at:06}" for at in range(len(found.writers)))
    reference = dict(zip(keys, leading_classes(found.shares), strict=True))
    features = _features(found, keys)
    rows = fit_space(features).place(features).rows
    groups = {method: group(keys, rows, method) for method in CLUSTER_METHODS}
    agreed = {
        method: agreement(dict(zip(keys, one.labels.tolist(), strict=True)), reference)
        for method, one in groups.items()
    }
    best = max(agreed, key=lambda method: agreed[method].accuracy - agreed[method].by_chance)
    answer = (
        f"No more than a little, if at all: the best of three, {NAMES[best]}, puts {agreed[best].accuracy:.0%} of "
        f"{len(keys):,} writers into the group of their class, where shuffled labels give {agreed[best].by_chance:.0%} "
        f"(adjusted Rand index {agreed[best].ari:.3f}; 0 is chance)."
        if agreed[best].ari < 0.1  # noqa: PLR2004 — an agreement that nobody would rely on
        else f"{NAMES[best]} puts {agreed[best].accuracy:.0%} of {len(keys):,} writers into the group of their class, "
        f"where shuffled labels give {agreed[best].by_chance:.0%} (adjusted Rand index {agreed[best].ari:.3f})."
    )
    notes = [
        "The reference is the pole that a writer's four soft labels lean to most: eight classes, as the paper has them.",
        (
            "The paper's figures are claims: it does not say where its labels come from, no number of videos from 20 "
            "to 400 yields its three percentages, and its data are videos."
        ),
        *(f"{NAMES[method]}: {note}" for method, one in groups.items() for note in one.notes),
    ]
    return Section(
        "groups",
        _QUESTION,
        answer,
        (_table({method: (one, groups[method].silhouette) for method, one in agreed.items()}), _claims()),
        (),
        tuple(_confusion(method, one) for method, one in agreed.items()),
        tuple(notes),
    )


def _features(found: Material, keys: tuple[str, ...]) -> Features:
    said = lay_out([one.words for one in found.contents])
    n = len(keys)
    rows = sparse.csr_array(
        (said.counts.astype(np.float64), said.codes, said.starts), shape=(n, len(said.terms))
    )
    used_by = np.bincount(said.codes, minlength=len(said.terms))
    nobody = Counts(pa.array([], pa.string()), sparse.csr_array((n, 0)), np.zeros(0))
    counts = Counts(said.terms, rows, smoothed_idf(used_by, n))
    return Features(keys, nobody, counts, found.values, media=np.zeros((n, 0)))


def _table(agreed: dict[str, tuple[Agreement, float | None]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            NAMES[method],
            sum(number >= 0 for number in one.columns),
            Estimate(one.accuracy, n=one.n),
            one.by_chance,
            one.ari,
            one.nmi,
            silhouette,
            one.n_left_out,
        )
        for method, (one, silhouette) in agreed.items()
    ]
    columns = (
        Column("Method"),
        Column("Clusters", "count", "How many it found."),
        Column("Accuracy", "share", "Writers in the cluster that is matched to their class, best matching."),
        Column(
            "By chance", "share", "The same with shuffled labels: the best matching finds agreement in noise."
        ),
        Column("ARI", "number", "Adjusted Rand index: 1 is the same groups, 0 is chance."),
        Column("NMI", "number", "Normalised mutual information: 1 is the same groups; noise is above 0."),
        Column("Silhouette", "number", "Below about 0.25 the groups are cut through one cloud."),
        Column("In none", "count", "Writers in no cluster; they count as wrong."),
    )
    note = "Groups were made without labels; [A]'s layout, on data whose labels exist."
    return Table("groups", "Clusters against the readers' leading class", note, columns, tuple(rows))


def _claims() -> Table:
    rows = tuple(
        (one.what, f"{'over ' if one.is_at_least else ''}{one.percent:g}%", one.n) for one in PAPER_CLAIMS
    )
    columns = (Column("What"), Column("Claimed"), Column("Videos", "count"))
    return Table(
        "claims", "What the paper claims", "Its claims, on its videos; nobody can check them.", columns, rows
    )


def _confusion(method: str, one: Agreement) -> Confusion:
    """Give the classes against the clusters matched to them; what is in no such cluster is in no column."""
    counts = np.zeros((len(CLASSES),) * 2, dtype=np.int64)
    place = {number: at for at, number in enumerate(one.columns)}
    for truth, name in enumerate(one.classes):
        for said, number in enumerate(one.matched):
            if number is not None:
                counts[CLASSES.index(name), CLASSES.index(one.classes[said])] = one.confusion[
                    truth, place[number]
                ]
    title = f"{NAMES[method]}: readers' class (rows), matched cluster (columns)"
    return Confusion(f"groups-{method}", title, CLASSES, tuple(tuple(row) for row in counts.tolist()))
