"""The files that are tied to a profile, one row each: veiled until asked for, opened, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import compute_media, media_file, media_view, media_wording, notices, theme
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.model.media import Attachment
    from figures.template import Side

_FEW = 3  # files that need no scrolling
_AT_ONCE = 20  # files of a profile that are drawn until more are asked for
_HEIGHT = 408  # px of the list
_NAME = 28  # characters of a file's name, which is one line
_THUMB = 104  # px, the longer side
_KINDS = {"picture": "image", "video": "movie", "sound": "graphic_eq", "file": "draft"}


def draw(scene: Scene, side: Side, found: Sequence[Attachment], opened: Attachment | None) -> None:
    """Draw the files of one profile."""
    label = scene.label_a if side == "a" else scene.label_b
    with st.container(border=True, gap="xsmall", height="stretch"):
        title = f"{theme.name(side, label)}: {counted(len(found), 'files')}"
        st.subheader(title if found else f"{theme.name(side, label)}: no files", anchor=False)
        if not found:
            st.caption("Nothing is tied to this profile yet; *Attach* below does it.")
            return
        is_long = len(found) > _FEW
        listed = media_view.n_listed(found[0].key, _AT_ONCE)
        with st.container(height=_HEIGHT if is_long else "content", border=False, gap="small"):
            for one in found[:listed]:
                _row(scene, side, one, is_open=opened is not None and opened.sha256 == one.sha256)
            if len(found) > listed:
                _more(found[0].key, listed, len(found))


def _more(key: str, listed: int, n_files: int) -> None:
    """Offer the files that are not drawn yet."""
    st.button(
        f"Show {min(_AT_ONCE, n_files - listed)} more of {theme.count(n_files)} files",
        key=f"media-more-{key}",
        icon=":material/expand_more:",
        type="tertiary",
        on_click=media_view.list_more,
        args=(key, listed + _AT_ONCE),
    )


def _row(scene: Scene, side: Side, one: Attachment, *, is_open: bool) -> None:
    with st.container(horizontal=True, wrap=False, gap="small", key=f"media-row-{media_view.name(one)}"):
        with st.container(width=_THUMB):
            _thumbnail(scene, one)
        with st.container(gap="xxsmall"):
            name = theme.escaped(one.name, _NAME)
            st.markdown(f"**{name}**" + (" :gray[:material/arrow_downward:]" if is_open else ""))
            st.caption(f"{media_wording.length(one.analysis)}{media_file.of_post(scene, side, one)}")
            st.markdown(f":small[{media_wording.summary(one.analysis)}]")
            _buttons(one, is_open=is_open)


def _thumbnail(scene: Scene, one: Attachment) -> None:
    second = media_view.best_second(one)
    if second is None:
        st.markdown(f":gray[:material/{_KINDS[media_wording.kind(one.analysis)]}:]", text_alignment="center")
        return
    with notices.guarded():
        still = compute_media.still(scene.gallery, one, second)
        is_shown = media_view.is_shown(one)
        share = min(1.0, still.width / max(still.height, 1))
        st.image(
            still.jpeg if is_shown else still.veiled,
            width=max(1, round(_THUMB * share)),
            alt=f"{'A' if is_shown else 'A veiled'} still of the file",
        )


def _buttons(one: Attachment, *, is_open: bool) -> None:
    name = media_view.name(one)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Open",
            key=f"media-open-{name}",
            type="tertiary",
            icon=":material/visibility:" if is_open else ":material/search:",
            disabled=is_open,
            on_click=media_view.open_,
            args=(one,),
            help="What was found in it, below",
        )
        if one.still_seconds:
            media_view.veil_button(one, f"media-show-{name}")
