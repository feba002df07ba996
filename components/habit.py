"""The habits of one profile: its traits, and the tone of its posts among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components import compute
from core.behaviour.trait import traits
from core.content.sentiment import sentiment_trait
from core.model import Missing, Trait

if TYPE_CHECKING:
    from core.gallery import Gallery


def habits(of: Gallery, key: str) -> tuple[Trait, ...]:
    """Give the traits of one profile, its tone among them where it has posts enough to have habits."""
    drawn = compute.portrait(of, key)
    found, said = traits(drawn.activity, drawn.kinds), tone(of, key)
    if found[0].name == "too_few":
        return found
    if isinstance(said, Trait):
        return (*found, said)
    n_texts = float(drawn.content.sentiment.n_texts)
    return (*found, Trait("tone_unknown", "Tone unknown", n_texts, said.reason))


def tone(of: Gallery, key: str) -> Trait | Missing:
    """Give the tone of one profile's posts, which is read in English only."""
    found = sentiment_trait(compute.portrait(of, key).content.sentiment)
    return found if isinstance(found, Trait) else Missing(f"{found.reason}; tone is read in English only")
