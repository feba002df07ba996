"""What can be done with a file that is tied to a profile: read the post that it belongs to, see what looked, remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import compute, compute_media, evidence, media_view, media_wording, notices, theme
from core.errors import DoppelscopeError
from core.persona.media.weight_list import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.model import Timeline
    from core.model.media import Attachment
    from figures.template import Side

_MODEL_COLUMNS = ("Model", "Version", "Licence", "What for", "Made by")


def draw(scene: Scene, side: Side, one: Attachment) -> None:
    """Draw one line of what can be done."""
    with st.container(horizontal=True, gap="small"):
        if one.post_id is not None:
            _post(scene, side, one)
        if one.analysis.weights:
            _models(one)
        _remove(scene, one)


def _position(timeline: Timeline, one: Attachment) -> int | None:
    """Give the row of the post that a file belongs to; None where the timeline no longer has it."""
    rows = (timeline.posts["post_id"] == one.post_id).to_numpy().nonzero()[0]
    return int(rows[0]) if rows.size else None


def _timeline(scene: Scene, side: Side) -> Timeline:
    return compute.timeline(scene.gallery, scene.a if side == "a" else scene.b)


def of_post(scene: Scene, side: Side, one: Attachment) -> str:
    """Say of which post a file is, after what is said of it; empty where that is not known."""
    if one.post_id is None:
        return ""
    timeline = _timeline(scene, side)
    at = _position(timeline, one)
    if at is None:
        return " · its post is not here any more"
    return f" · post of {theme.day(timeline.posts['time'].iloc[at])}"


def _post(scene: Scene, side: Side, one: Attachment) -> None:
    key = f"media-post-{media_view.name(one)}"
    shown = st.popover("Post", icon=":material/article:", type="tertiary", key=key, on_change="rerun")
    if shown.open:
        with shown, notices.guarded():
            timeline = _timeline(scene, side)
            at = _position(timeline, one)
            label = scene.label_a if side == "a" else scene.label_b
            evidence.posts(timeline, [] if at is None else [at], side, label, key, lead="The post of ")


def _remove(scene: Scene, one: Attachment) -> None:
    name = media_view.name(one)
    with st.popover("Remove", icon=":material/delete:", type="tertiary", key=f"media-remove-{name}"):
        st.markdown(
            f"Removes what was found in **{theme.escaped(one.name, media_wording.NAME)}** and its stills from this "
            "workspace, for good. The file itself was never kept here."
        )
        if st.button("Remove it", key=f"media-remove-now-{name}"):
            try:
                compute_media.detach(scene.gallery, one)
            except DoppelscopeError as error:
                notices.explain(error)
            else:
                media_view.veil(one)
                st.rerun()


def _models(one: Attachment) -> None:
    key = f"media-models-{media_view.name(one)}"
    with st.popover("Models used", icon=":material/info:", type="tertiary", key=key):
        st.dataframe(
            models(one.analysis.weights),
            hide_index=True,
            height="content",
            width="content",
            alt="Models that looked at the file, with version and licence",
        )


def models(labels: Sequence[str]) -> pd.DataFrame:
    """Lay out the models that looked at a file, with version and licence; one that is not known here has no more."""
    known = {weight.label: weight for weight in WEIGHTS.values()}
    rows = []
    for label in labels:
        weight = known.get(label)
        if weight is None:
            rows.append({"Model": label})
        else:
            version = f"{weight.package} {weight.version}"
            told = (weight.name, version, weight.licence, weight.purpose, weight.origin)
            rows.append(dict(zip(_MODEL_COLUMNS, told, strict=True)))
    return pd.DataFrame(rows, columns=list(_MODEL_COLUMNS)).fillna(theme.MISSING)
