"""What the posts of the two mean: embedded in the background, and the texts that come closest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute, evidence, jobs, ranking, theme
from core.content.embedding.encoder import encoders
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.model.meaning import CloseTexts, Meaning
    from core.params import ComparisonParams

NAME = "close-texts"
_AT_ONCE = 60  # profiles of a workspace that is embedded without being asked
_TEXTS_A_SECOND = 700


def pending(scene: Scene) -> bool:
    """Have a small workspace's posts embedded; tell whether they are all there, and show how far they are."""
    wanted = _lacking(scene)
    if not wanted:
        if scene.gallery.meaning_scale is None:
            scene.gallery.embedded.fit_scale()
        return True
    job = jobs.find(_key(scene))
    idle = job is None or job.status.state == "done"  # done for another pair
    if idle and len(compute.profiles(scene.gallery)) <= _AT_ONCE and ranking.learning(scene) is None:
        job = _submit(scene, wanted)
    if job is not None:
        jobs.draw(job, "Meaning is pending: posts are being embedded")
    return False


def draw(scene: Scene, params: ComparisonParams) -> None:
    """Draw the texts that mean most nearly the same; a row opens to both posts."""
    if not _embedded(scene):
        _offer(scene)
        return
    found = compute.close_texts(scene.gallery, scene.a, scene.b, params)
    if not found:
        st.markdown("None: one of the two has no text of three words or more in its sample.")
    else:
        _table(scene, found)
    _model(scene)


def _embedded(scene: Scene) -> list[Meaning]:
    known = [scene.gallery.embedded.meaning(key) for key in (scene.a, scene.b)]
    return [one for one in known if one is not None] if all(known) else []


def _lacking(scene: Scene) -> list[str]:
    """List the profiles without which there is no value in either mode: the two, and the sample."""
    embedded = scene.gallery.embedded
    if _embedded(scene) and scene.gallery.meaning_scale is not None:
        return []
    return sorted({scene.a, scene.b, *embedded.sample()} & set(embedded.missing()))


def _key(scene: Scene) -> str:
    return f"embed:{scene.gallery.workspace.fingerprint}:{scene.gallery.embedded.params!r}"


def _submit(scene: Scene, keys: Sequence[str]) -> jobs.Job[int]:
    return jobs.submit(_key(scene), lambda p, c: scene.gallery.embedded.embed(keys, p, c), again=True)


def _begin(scene: Scene, keys: Sequence[str]) -> None:
    _submit(scene, keys)


def _offer(scene: Scene) -> None:
    """Offer to embed, with what it costs, where it was not begun."""
    wanted = _lacking(scene)
    job = jobs.find(_key(scene))
    if job is not None and not job.status.finished:
        st.markdown("Pending: the posts are being embedded, see above.")
        return
    n_texts = len(wanted) * scene.gallery.embedded.params.n_texts
    minutes = max(1, round(n_texts / _TEXTS_A_SECOND / 60))
    st.markdown(
        f"The posts are not embedded yet. {theme.count(len(wanted))} profiles are needed to know what is usual here, "
        f"{scene.gallery.embedded.params.n_texts} texts of each: about {minutes} min in the background, on this "
        "machine. Nothing is sent anywhere."
    )
    st.button(
        "Embed posts",
        icon=":material/scatter_plot:",
        key="embed-posts",
        on_click=_begin,
        args=(scene, wanted),
    )


def _table(scene: Scene, found: Sequence[CloseTexts]) -> None:
    table = pd.DataFrame(
        {
            "A": [plain(pair.text_a, 300) for pair in found],
            "B": [plain(pair.text_b, 300) for pair in found],
            "Cosine": [pair.cosine for pair in found],
        }
    )
    row = evidence.chosen_row(
        table,
        NAME,
        "Texts of both that mean most nearly the same",
        {
            "A": st.column_config.TextColumn("● Text of A", width=360),
            "B": st.column_config.TextColumn("◆ Text of B", width=360),
            "Cosine": st.column_config.NumberColumn("Cosine", format="%.2f", width=90),
        },
        most_rows=10,
    )
    card.download_csv(table, NAME, "Close texts (CSV)")
    if row is not None:
        evidence.both(scene, found[row].positions_a, found[row].positions_b, f"{NAME}-posts")


def _model(scene: Scene) -> None:
    """Say by which model, from how many texts, and which others there are."""
    a, b = _embedded(scene)
    st.caption(
        f"By {theme.escaped(a.model)}: {theme.count(a.n_sampled)} of A's {theme.count(a.n_texts)} and "
        f"{theme.count(b.n_sampled)} of B's {theme.count(b.n_texts)} distinct texts, drawn by a seeded hash."
    )
    with st.popover("Other models", icon=":material/model_training:", type="tertiary"):
        for choice in encoders():
            absent = f" · {choice.absent}" if choice.absent else ""
            st.markdown(f"**{choice.label}**: {choice.about}. {choice.licence}{absent}")
        st.caption("Chosen on the command line: `python -m core embed --workspace DIR --model NAME`.")
