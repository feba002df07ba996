"""The form that ties files to a profile: whose, which files, to which posts; what will be missing is said before."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import (
    compute,
    compute_media,
    local,
    media_job,
    media_wording,
    notices,
    path_field,
    state,
    theme,
)
from core.attachment import GivenFile, match_post
from core.errors import InputError, WorkspaceError
from core.text import counted
from core.workspace.upload import Uploads
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from components.shell import Scene
    from core.model import Timeline

MAX_UPLOAD_MB = 500
MOST_FILES = 200
"""Files that are tied at once; of a folder no more are taken."""
NO_EXTRA = (
    "Pictures and video need an extra here: `make media` installs what reads them and prepares the models, once. "
    "What is attached already is shown all the same."
)
PSEUDONYMS = (
    "Everybody stands under pseudonyms here, and faces and voices say who somebody is: such a workspace takes no "
    "pictures, videos or sounds."
)
_UPLOADS = "media_uploads"
_TEXT = 90  # characters of a post
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A file that was chosen: an upload, or a place on this machine."""

    name: str
    n_bytes: int
    upload: UploadedFile | None = None
    path: Path | None = None


def invitation(scene: Scene) -> str:
    """Say what files are for, where none is tied yet."""
    if scene.gallery.workspace.pseudonyms is not None or not compute_media.can_read():
        return "Faces, things, actions and words in what A or B posted can be looked for, on this machine."
    return "Attach what A or B posted, below: faces, things, actions and words in it are looked for on this machine."


def draw(scene: Scene, *, is_empty: bool) -> None:
    """Draw the form; where it cannot be used, one line says why."""
    part = st.expander(
        "Attach pictures, videos or sounds",
        expanded=is_empty,
        icon=":material/attach_file:",
        key="media_attach",
        on_change="rerun",
    )
    if not part.open:
        return
    with part, notices.guarded():
        if scene.gallery.workspace.pseudonyms is not None:
            st.markdown(f":gray[:material/info:] {PSEUDONYMS}")
        elif not compute_media.can_read():
            st.markdown(f":gray[:material/info:] {NO_EXTRA}")
        else:
            _form(scene)


def _form(scene: Scene) -> None:
    labels = {"a": theme.name("a", scene.label_a), "b": theme.name("b", scene.label_b)}
    side = st.segmented_control(
        "Posted by",
        list(labels),
        format_func=lambda one: labels[one],
        default="a",
        required=True,
        key="media_side",
    )
    key = scene.b if side == "b" else scene.a
    n_uploads = state.widget(_UPLOADS) or 0
    uploads = st.file_uploader(
        "Pictures, videos and sounds of any kind",
        accept_multiple_files=True,
        max_upload_size=MAX_UPLOAD_MB,
        key=f"media_files-{n_uploads}",
        help=f"{MAX_UPLOAD_MB} MB a file and {MOST_FILES} files at once. What is found in them and up to 60 small stills "
        "of each are kept in this workspace, the files themselves are not. Nothing leaves this machine.",
    )
    chosen = [*(_Chosen(one.name, one.size, upload=one) for one in uploads), *_places(n_uploads)][:MOST_FILES]
    if lacking := media_wording.missing(compute_media.missing_parts()):
        st.caption(f"**Will be missing**: {lacking}.")
    posts: list[str | None] = []
    if chosen:
        timeline = compute.timeline(scene.gallery, key)
        posts = [match_post(timeline, one.name) for one in chosen]
        _preview(timeline, chosen, posts)
    if st.button(
        f"Attach {counted(len(chosen), 'files')}" if chosen else "Attach",
        icon=":material/attach_file:",
        key="media_begin",
        disabled=not chosen,
        help=None if chosen else "Choose one or more files first.",
    ):
        _begin(scene, key, chosen, posts)


def _places(n_uploads: object) -> list[_Chosen]:
    """Let the analyst name files and folders of this machine, where only this machine reaches the app."""
    if not local.is_local():
        return []
    place, lines = path_field.ask(
        f"media_paths-{n_uploads}",
        "~/captures/clip.mp4\n~/captures/pictures",
        "They are read where they lie. Of a folder all files in it are taken, not those of folders below.",
    )
    found: list[_Chosen] = []
    for line in lines:
        try:
            found += _at(local.typed_path(line), line)
        except (InputError, OSError, ValueError) as error:
            why = f"{line}: {getattr(error, 'strerror', None) or error}"
            with place:
                notices.remark(theme.escaped(why, 200), "warning")
    return found


def _at(path: Path, line: str) -> list[_Chosen]:
    """Give the file at a place, or those of a folder."""
    if path.is_file():
        return [_Chosen(path.name, path.stat().st_size, path=path)]
    if not path.is_dir():
        message = f"there is no file or folder {line}"
        raise InputError(message)
    files = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
    return [_Chosen(one.name, one.stat().st_size, path=one) for one in files[:MOST_FILES]]


def _preview(timeline: Timeline, chosen: Sequence[_Chosen], posts: Sequence[str | None]) -> None:
    st.dataframe(
        preview(timeline, [(one.name, one.n_bytes) for one in chosen], posts),
        hide_index=True,
        row_height=34,
        height="content" if len(chosen) <= 6 else 240,  # noqa: PLR2004 — rows that need no scrolling
        alt="Files to attach, and the post that each belongs to",
        column_config={
            "File": st.column_config.TextColumn(width=220),
            "Size": st.column_config.TextColumn(width=70),
            "Post that it belongs to": st.column_config.TextColumn(width=460),
        },
    )


def preview(
    timeline: Timeline, files: Sequence[tuple[str, int]], posts: Sequence[str | None]
) -> pd.DataFrame:
    """Lay out the files that were chosen, by name and bytes, with the posts that their names say."""
    rows = [
        {
            "File": plain(name, 60),
            "Size": media_wording.n_bytes(n_bytes),
            "Post that it belongs to": _post(timeline, post),
        }
        for (name, n_bytes), post in zip(files, posts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["File", "Size", "Post that it belongs to"])


def _post(timeline: Timeline, post_id: str | None) -> str:
    if post_id is None:
        return "none: its name holds no post’s id"
    row = timeline.posts[timeline.posts["post_id"] == post_id].iloc[0]
    text = row["text"] if isinstance(row["text"], str) else ""
    return f"{theme.day(row['time'])}: {plain(text, _TEXT)}"


def _begin(scene: Scene, key: str, chosen: Sequence[_Chosen], posts: Sequence[str | None]) -> None:
    """Put uploads into a folder of their own, out of memory, and have all files attached."""
    is_uploaded = any(one.upload is not None for one in chosen)
    holder = Uploads(scene.gallery.workspace.folder) if is_uploaded else None
    try:
        files = _given(chosen, posts, holder)
    except OSError as error:
        if holder is not None:
            holder.close()
        message = f"the files cannot be laid into the workspace ({error.strerror}); nothing was attached"
        raise WorkspaceError(message) from error
    media_job.begin(scene.gallery, key, files, datetime.now(UTC), holder)
    state.set_widgets({_UPLOADS: int(str(state.widget(_UPLOADS) or 0)) + 1})
    st.rerun()


def _given(chosen: Sequence[_Chosen], posts: Sequence[str | None], holder: Uploads | None) -> list[GivenFile]:
    files = []
    for number, (one, post) in enumerate(zip(chosen, posts, strict=True)):
        path = one.path
        if one.upload is not None and holder is not None:
            # what it is called is foreign: it names no place on this machine
            path = holder.path / f"{number:03d}-{_UNSAFE.sub('_', one.name)[-60:]}"
            with path.open("wb") as file:
                one.upload.seek(0)
                shutil.copyfileobj(one.upload, file)
        if path is not None:
            files.append(GivenFile(path, one.name, post))
    return files
