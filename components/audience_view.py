"""All that the Audience page shows of one pair, asked for once, by the register's measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components import compute, ranking
from core.audience.second_step import SecondStep, second_step
from core.chance_law import ChanceLaw, chance_law
from core.comparison import compare
from core.keys import own_keys
from core.params import ComparisonParams

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import TypeVar

    from components.shell import Scene
    from core.model import Comparison, DirectContact, Measurement, Missing, RareTarget, TargetOverlap
    from core.standing import Standing

    T = TypeVar("T")

JACCARD, STRONG = "audience.jaccard", "audience.strong_jaccard"
WEIGHTED, RARE = "audience.weighted_jaccard", "audience.rarity_cosine"
SURPRISE, CONTACT = "audience.overlap_surprise", "audience.contact"


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Both audiences, laid over each other and measured.

    ``rare`` gives the parts of the rarity cosine; ``law`` what overlaps chance makes, of all kinds of
    naming together; ``beyond`` whom shared targets name in turn. The last two are None while the
    workspace is being learned, or where there is nothing to lay over chance. ``standing`` is where
    pairs stand by these very settings.
    """

    scene: Scene
    params: ComparisonParams
    comparison: Comparison
    overlap: TargetOverlap
    rare: tuple[RareTarget, ...] | Missing
    contact: DirectContact
    law: ChanceLaw | None
    beyond: SecondStep | None
    standing: Standing | None

    def found(self, measure: str) -> Measurement:
        """Give one measurement, by the measure's name."""
        return self.comparison[measure]

    def rank(self, measure: str) -> str | None:
        """Say where the pair stands by a measure, where that is known."""
        return ranking.words(self.comparison[measure], self.standing)

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Give what is made of this view, made once."""
        of, a, b = self.scene.gallery, self.scene.a, self.scene.b
        return compute.kept(of, f"audience {name}", a, b, self.params, lambda *_: make())

    def labels(self, keys: Collection[str]) -> dict[str, str]:
        """Give what each user is called: ``@handle``, or the key where no handle was ever seen."""
        return self.scene.gallery.workspace.identities.labels(list(keys))


def look(scene: Scene, params: ComparisonParams) -> View:
    """Measure the two audiences, or give what was measured before."""
    of, a, b = scene.gallery, scene.a, scene.b
    usual = ComparisonParams.of(params.mode)
    standing = ranking.fetch(scene, usual)
    comparison = compute.kept(
        of, "audience", a, b, params, lambda x, y, known, said: compare(x, y, known, said, "audience")
    )
    overlap, rare, contact = (
        compute.explanation(of, measure, a, b, params) for measure in (JACCARD, RARE, CONTACT)
    )
    return View(
        scene=scene,
        params=params,
        comparison=comparison,
        overlap=overlap,
        rare=rare,
        contact=contact,
        law=_law(scene, comparison[SURPRISE]),
        beyond=_beyond(scene, overlap, params),
        standing=standing if params == usual else None,
    )


def _law(scene: Scene, found: Measurement) -> ChanceLaw | None:
    """Give the law that the p-value is read from: of the sizes over all kinds, in either mode."""
    if found.missing:
        return None
    return compute.kept(
        scene.gallery,
        "chance",
        scene.a,
        scene.b,
        ComparisonParams.of("default"),
        lambda _a, _b, known, _: (
            chance_law(known.overlap_null, found.n_a, found.n_b) if known and known.overlap_null else None
        ),
    )


def _beyond(scene: Scene, overlap: TargetOverlap, params: ComparisonParams) -> SecondStep | None:
    """Find the second step, once every portrait is there to be read."""
    if compute.reference(scene.gallery) is None:
        return None
    gallery = scene.gallery
    return compute.kept(
        gallery,
        "second step",
        scene.a,
        scene.b,
        params,
        lambda x, y, _, __: second_step(
            overlap,
            own_keys(x.profile),
            own_keys(y.profile),
            set(compute.profiles(gallery)["key"]),
            lambda key: gallery.portrait(key).audience,
        ),
    )
