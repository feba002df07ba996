"""How long does it take to cluster and to score the profiles of a workspace, once their portraits are drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.clock import repeated
from benchmarks.line import Line
from benchmarks.pairs import timelines
from benchmarks.words import tfidf
from core.gallery import Gallery
from core.model.persona import CLUSTER_METHODS
from core.safety.grouping import clustering
from core.safety.judge import learn
from core.safety.recommend import recommend
from core.workspace import Workspace
from core.workspace.derived import PORTRAITS, SAFETY

if TYPE_CHECKING:
    from benchmarks.bench import Bench, Stand

N_PROFILES, N_POSTS = 200, 1_500
TARGET = 30.0
AGAINST = "scikit-learn alone: TfidfVectorizer of the same words, TruncatedSVD, KMeans"


def run(bench: Bench) -> list[Line]:
    posts, origin = timelines(bench.data, N_PROFILES, N_POSTS)
    bench.say(f"importing {len(posts):,} posts of {N_PROFILES} timelines")
    stand: Stand = bench.stand("persona", posts, origin)
    gallery = Gallery(Workspace(stand.workspace))
    gallery.complete()
    said = f"{N_PROFILES} timelines, {len(posts):,} posts ({origin}), portraits kept"
    plain = repeated(lambda: _plain(gallery), min(bench.repeats, 3))
    taken = {}
    for method in CLUSTER_METHODS:
        bench.say(f"clustering by {method}")
        taken[method] = repeated(partial(clustering, gallery, method, again=True), min(bench.repeats, 3))
    bench.say("learning what is usual, then judging one profile with all others")
    scored = repeated(partial(_score, gallery), min(bench.repeats, 3))
    whole = tuple(map(sum, zip(taken["k-means"], scored, strict=True)))
    return [
        Line(
            "personas: clustered by K-Means, all scored, one recommended",
            "s",
            said,
            whole,
            AGAINST,
            plain,
            TARGET,
        ),
        *(Line(f"clusters, {method}", "s", said, found, AGAINST, plain) for method, found in taken.items()),
        Line("axes, what is usual, one profile with all others", "s", said, scored),
    ]


def _score(gallery: Gallery) -> None:
    """Score all profiles, none of it kept from before, and recommend contacts to one of them."""
    for kept in (gallery.workspace.folder / PORTRAITS).glob(f"{SAFETY}*"):
        kept.unlink()
    learn(gallery)
    recommend(gallery, min(gallery.workspace.profiles["key"]))


def _plain(gallery: Gallery) -> None:
    """Cluster the same profiles by their words alone."""
    from sklearn.cluster import KMeans  # noqa: PLC0415
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415

    reduced = TruncatedSVD(8, random_state=0).fit_transform(tfidf(gallery))
    KMeans(8, n_init=20, random_state=0).fit(reduced)
