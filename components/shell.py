"""The frame around every page: navigation, pickers, and the scene that a page plays in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from components import compute, deletion, jobs, notices, pickers, state
from components.theme import name_a, name_b
from core.demo import is_ready, make_demo

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from core.gallery import Gallery
    from core.model import Portrait, Timeline

_ROOT = Path(__file__).resolve().parent.parent
_PAGES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Compare": (
        ("compare", "Compare", "compare_arrows"),
        ("behaviour", "Behaviour", "schedule"),
        ("audience", "Audience", "hub"),
        ("content", "Content", "article"),
        ("persona", "Persona & safety", "balance"),
    ),
    "Explore": (("map", "Map", "scatter_plot"),),
    "Work": (
        ("workspace", "Workspace", "folder_open"),
        ("validation", "Validation", "fact_check"),
        ("method", "Method", "function"),
    ),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page about a pair plays with: the workspace's gallery and both profiles.

    A label is ``@handle``, or the key where no handle is known; foreign text.
    """

    gallery: Gallery
    a: str
    b: str
    label_a: str
    label_b: str

    @property
    def portraits(self) -> tuple[Portrait, Portrait]:
        """Give both portraits."""
        return compute.portrait(self.gallery, self.a), compute.portrait(self.gallery, self.b)

    @property
    def timelines(self) -> tuple[Timeline, Timeline]:
        """Give both timelines."""
        return compute.timeline(self.gallery, self.a), compute.timeline(self.gallery, self.b)


def site() -> dict[str, list[StreamlitPage]]:
    """Declare every page, by group; the address without a page leads to Compare.

    Pages have no icon of their own: Streamlit would fetch it from the web for the browser's tab. Nor
    have they help: it would float over the neighbouring lines of the sidebar and catch their clicks.
    """
    declared = {
        group: [
            st.Page(_ROOT / "pages" / f"{name}.py", title=title, url_path=name) for name, title, _ in pages
        ]
        for group, pages in _PAGES.items()
    }
    # The default page has no address of its own, and links to /compare must work.
    declared["Compare"].insert(
        0, st.Page(_go_compare, title="Doppelscope", default=True, visibility="hidden")
    )
    return declared


def _go_compare() -> None:
    st.switch_page(_ROOT / "pages" / "compare.py", query_params=state.address())


def frame() -> StreamlitPage:
    """Draw the sidebar and give the page that is to run within it."""
    mark, logo = (str(_ROOT / "static" / name) for name in ("mark.svg", "logo.svg"))
    st.set_page_config(page_title="Doppelscope", page_icon=mark, layout="wide", initial_sidebar_state=264)
    st.logo(logo, size="medium", icon_image=mark)
    page = st.navigation(site(), position="hidden")
    state.mark_framed()
    deletion.sweep()
    with st.sidebar, notices.guarded():
        pickers.draw()
    with st.sidebar:
        for group, pages in _PAGES.items():
            with st.container(gap="xxsmall"):
                st.caption(group)
                for name, title, icon in pages:
                    path = _ROOT / "pages" / f"{name}.py"
                    st.page_link(
                        path,
                        label=title,
                        icon=f":material/{icon}:",
                        width="stretch",
                        query_params=state.address(),
                    )
    return page


def begin(question: str) -> None:
    """Open a page: the frame if a link skipped it, then the question as its title.

    On a fresh server a link to a page runs it without app.py until some session has called
    ``st.navigation``; every page begins here, so none is ever shown bare.
    """
    if not state.is_framed():
        st.navigation(site(), position="hidden")
        state.mark_framed()
        st.rerun()
    st.title(question, anchor=False)


def begin_pair(question: str) -> Scene:
    """Open a page about a pair; ``{a}`` and ``{b}`` in the question become the two names.

    Where there is no pair to show yet, the page says what to do, and ends.
    """
    if not state.is_framed():
        begin(question)
    gallery = _gallery_or_stop()
    a, b = state.chosen("a"), state.chosen("b")
    listed = compute.profiles(gallery).set_index("key")["handle"]
    unknown = [key for key in (a, b) if key is not None and key not in listed.index]
    if unknown:
        begin("Which two profiles?")
        notices.empty("No such profile here", "This workspace does not hold it. Pick two in the sidebar.")
        st.stop()
    if a is None or b is None or a == b:
        begin("Which two profiles?")
        _ask_pair(same=a is not None and a == b, n_profiles=len(listed))
        st.stop()
    labels = [f"@{listed[key]}" if isinstance(listed[key], str) else key for key in (a, b)]
    begin(question.format(a=name_a(labels[0]), b=name_b(labels[1])))
    if gallery.workspace.label:
        with st.container(horizontal=True, vertical_alignment="center"):
            notices.demo_badge()
            _go_import()
    return Scene(gallery, a, b, *labels)


def begin_workspace(question: str) -> Gallery:
    """Open the page about the workspace itself; give its gallery, empty or not."""
    begin(question)
    return compute.gallery(state.folders()[state.chosen("w") or state.DEMO])


def begin_gallery(question: str) -> Gallery:
    """Open a page about all profiles of a workspace; where there are none yet, say what to do, and end."""
    if not state.is_framed():
        begin(question)
    gallery = _gallery_or_stop()
    begin(question)
    if gallery.workspace.label:
        notices.demo_badge()
    return gallery


def _gallery_or_stop() -> Gallery:
    """Give the chosen workspace's gallery; make the demo first where it is the demo and not there."""
    name = state.chosen("w") or state.DEMO
    gallery = compute.gallery(state.folders()[name])
    if name == state.DEMO and not is_ready(gallery.workspace):
        begin("One moment: making the demo")
        st.markdown(
            "About forty invented profiles with planted findings, so that there is something to look at."
        )
        jobs.draw(_demo_job(state.folders()[name]), "Making the demo")
        st.stop()
    if compute.profiles(gallery).empty:
        begin("What do you want to compare?")
        notices.empty(
            "No timelines yet",
            "Import two or more on the Workspace page, or choose the demo in the sidebar.",
            _go_import,
        )
        st.stop()
    return gallery


def _ask_pair(*, same: bool, n_profiles: int) -> None:
    """Say that there is no pair to compare, and what to do."""
    if same:
        what = "A profile is always perfectly like itself. Pick another in the sidebar."
        notices.empty("A and B are the same profile", what)
    elif n_profiles == 1:
        notices.empty(
            "Two profiles are needed", "There is one. Import another on the Workspace page.", _go_import
        )
    else:
        what = "Pick two in the sidebar, or import more timelines on the Workspace page."
        notices.empty("Two profiles are needed", what)


def _go_import() -> None:
    st.page_link(_ROOT / "pages" / "workspace.py", label="Use your own data", icon=":material/upload:")


def _demo_job(folder: Path) -> jobs.Job[tuple[str, str]]:
    key = f"demo:{folder.resolve()}"
    known = jobs.find(key)
    # done, and yet not there: somebody has deleted the folder since
    again = known is not None and known.status.state == "done"

    def make(progress: jobs.Progress, cancelled: jobs.Cancelled) -> tuple[str, str]:
        return make_demo(folder, now=datetime.now(UTC), progress=progress, cancelled=cancelled)

    return jobs.submit(key, make, again=again)
