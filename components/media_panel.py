"""The media panel of the Persona & safety page: files of both profiles, what was found in them, what that adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import (
    compute_media,
    media_attach,
    media_found,
    media_job,
    media_list,
    media_share,
    media_view,
    media_wording,
    notices,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.shell import Scene
    from core.model.persona import Persona


def draw(scene: Scene, personas: Mapping[str, Persona]) -> None:
    """Draw the panel; what is closed in it is not computed."""
    is_empty = not compute_media.marks(scene.gallery.workspace, scene.a, scene.b)
    if is_empty and not media_job.is_under_way(scene.gallery):
        notices.empty("No pictures, videos or sounds yet", media_attach.invitation(scene))
        st.caption(media_wording.CAVEAT)
    if not is_empty:
        _files(scene)
        media_share.draw(
            personas[scene.a], personas[scene.b], has_network=compute_media.network() is not None
        )
    media_job.watch(scene.gallery)  # beside the button that began it, so that it is seen
    media_attach.draw(scene, is_empty=is_empty)


@st.fragment
def _files(scene: Scene) -> None:
    """Draw what is there; a click in it draws this part anew and nothing else of the page."""
    with notices.guarded():
        files_a = compute_media.attachments(scene.gallery, scene.a)
        files_b = compute_media.attachments(scene.gallery, scene.b)
        opened = media_view.opened((*files_a, *files_b))
        left, right = st.columns(2)
        with left:
            media_list.draw(scene, "a", files_a, opened)
        with right:
            media_list.draw(scene, "b", files_b, opened)
    if opened is not None:
        with notices.guarded():
            media_found.draw(scene, "a" if opened in files_a else "b", opened)
