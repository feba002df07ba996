"""What was found in one file: along its time, with the frame behind each finding, what is missing, what looked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from components import card, compute_media, evidence, media_file, media_view, media_wording, notices, theme
from figures.media_arrangement import arrange
from figures.media_frame import media_frame_figure
from figures.media_mark import LANES, WORDS, media_marks, stretch
from figures.media_timeline import media_timeline_figure
from figures.template import A_SIGN, B_SIGN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.model.media import Attachment, Still
    from figures.media_mark import MediaMark
    from figures.template import Side

_FRAME_WIDTH, _LEAST_FRAME, _MOST_FRAME = 305, 120, 300  # px
_TALL = 9  # rows of a timeline from which on what is chosen is said beside it
_NARROW, _WIDE = 400, 740  # px that the time has beside a frame, and without
_WORDS = 600  # characters of a finding that are shown


def draw(scene: Scene, side: Side, one: Attachment) -> None:
    """Draw the card of the file that is open."""
    marks = media_marks(one.analysis)
    sign = f":blue[{A_SIGN}]" if side == "a" else f":orange[{B_SIGN}]"
    with st.container(border=True, gap="xsmall"):
        card.head(
            f"{sign} What was found in {theme.escaped(one.name, media_wording.NAME)}",
            media_wording.frame(marks),
            f"media-{one.sha256[:12]}-{side}",
        )
        st.caption(media_wording.size(one))
        if one.analysis.error is not None:
            st.markdown(f":gray[:material/info:] {media_wording.summary(one.analysis)}")
        else:
            _body(scene, one, marks)
        _footnotes(one)
        media_file.draw(scene, side, one)


def _body(scene: Scene, one: Attachment, marks: Sequence[MediaMark]) -> None:
    if not one.still_seconds:
        _findings(one, marks, _WIDE)
        return
    is_tall = arrange(marks, one.analysis.seconds, _NARROW).n_rows >= _TALL
    left, right = st.columns([1.55, 1], gap="medium")
    with left:
        number = _findings(one, marks, _NARROW, is_said=not is_tall)
    with right, notices.guarded():
        _behind(scene, one, marks, number)
        if is_tall and number is not None:
            _say(marks[number])


def _findings(one: Attachment, marks: Sequence[MediaMark], width: int, *, is_said: bool = True) -> int | None:
    """Draw what there is to choose from, and what is chosen; give its number."""
    if not marks:
        said = media_wording.summary(one.analysis)
        st.markdown(f"{said[:1].upper()}{said[1:]}.")
        return None
    number = media_view.mark(one, len(marks))
    if media_wording.kind(one.analysis) == "picture":
        number = _table(one, marks)
    else:
        _timeline(one, marks, number, width)
        _steps(one, marks, number or 0, width)
    if is_said and number is not None:
        _say(marks[number])
    return number


def _table(one: Attachment, marks: Sequence[MediaMark]) -> int | None:
    """List the findings of a picture, which has no time."""
    shown = media_wording.frame(marks)[["What", "Found", "Score"]]
    return evidence.chosen_row(
        shown,
        f"media-{media_view.name(one)}",
        "What was found in the picture",
        {
            "What": st.column_config.TextColumn(width=100),
            "Found": st.column_config.TextColumn(width=280),
            "Score": st.column_config.NumberColumn("Sure", format="percent", width=70),
        },
        most_rows=6,
    )


def _timeline(one: Attachment, marks: Sequence[MediaMark], number: int | None, width: int) -> None:
    seconds = one.analysis.seconds
    chart = f"media-time-{media_view.name(one)}-{theme.mode()}"
    st.plotly_chart(
        media_timeline_figure(marks, seconds, theme.mode(), chosen=number, width=width),
        theme=None,
        key=chart,
        on_select=partial(media_view.clicked, one, chart),
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False, "typesetMath": False},
        alt=alt(one, marks),
    )


def alt(one: Attachment, marks: Sequence[MediaMark]) -> str:
    """Say in words what the timeline shows."""
    counts = {lane: sum(mark.lane == lane for mark in marks) for lane in LANES}
    said = ", ".join(f"{LANES[lane].lower()} {n}" for lane, n in counts.items() if n)
    return f"Findings along {one.analysis.seconds:.0f} seconds: {said}. {media_wording.CAVEAT}"


def _steps(one: Attachment, marks: Sequence[MediaMark], number: int, width: int) -> None:
    """Let the findings be walked through by keyboard."""
    if len(marks) < 2:  # noqa: PLR2004 — there is nowhere to go
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for word, icon, to in (
            ("Previous", "chevron_left", number - 1),
            ("Next", "chevron_right", number + 1),
        ):
            st.button(
                word,
                key=f"media-{word}-{media_view.name(one)}",
                type="tertiary",
                icon=f":material/{icon}:",
                disabled=not 0 <= to < len(marks),
                on_click=media_view.choose,
                args=(one, to),
            )
        left = len(marks) - len(arrange(marks, one.analysis.seconds, width).rows)
        more = f" {left} had no room: the table has all." if left else ""
        what = "see its frame" if one.still_seconds else "read it"
        st.caption(f"{number + 1} of {theme.count(len(marks))}. Click a mark to {what}.{more}")


def _behind(scene: Scene, one: Attachment, marks: Sequence[MediaMark], number: int | None) -> None:
    """Draw the frame behind a finding, and say the finding."""
    mark = None if number is None else marks[number]
    wanted = media_view.best_second(one) if mark is None else mark.second
    second, is_exact = media_view.nearest(one, wanted or 0.0)
    _frame(scene, one, second, marks, number if is_exact else None)
    if mark is not None and not is_exact and one.analysis.seconds > 0:
        st.caption(f"The nearest frame that is kept, of {stretch(second, second)}.")
    media_view.veil_button(one, f"media-frame-show-{media_view.name(one)}")


def _frame(
    scene: Scene, one: Attachment, second: float, marks: Sequence[MediaMark], number: int | None
) -> None:
    still = compute_media.still(scene.gallery, one, second)
    is_shown = media_view.is_shown(one)
    boxed = [
        n for n, mark in enumerate(marks) if mark.box is not None and media_view.is_of(second, mark.second)
    ]
    figure = media_frame_figure(
        still.jpeg if is_shown else still.veiled,
        (still.width, still.height),
        [(marks[n].box or (0, 0, 1, 1), marks[n].label) for n in boxed],
        theme.mode(),
        chosen=boxed.index(number) if number in boxed else None,
        height=_frame_height(still),
    )
    veiled = "" if is_shown else ", veiled"
    said = ", ".join(marks[n].label for n in boxed)
    theme.draw(
        figure,
        f"Frame at {stretch(second, second)}{veiled}{f'; boxed: {said}' if said else ''}",
        f"media-frame-{media_view.name(one)}",
    )


def _frame_height(still: Still) -> int:
    """Give a frame the height that its width leaves it, within bounds."""
    height = round(_FRAME_WIDTH * still.height / max(still.width, 1))
    return min(max(height, _LEAST_FRAME), _MOST_FRAME)


def _say(mark: MediaMark) -> None:
    """Say a finding in full: its words, or its shares."""
    when = "" if mark.first == mark.last == 0 else f" · {stretch(mark.first, mark.last)}"
    sure = f"{theme.percent(mark.score)} sure"
    if mark.lane in WORDS:
        st.markdown(f"**{LANES[mark.lane]}**{when} · {sure}  \n“{theme.escaped(mark.label, _WORDS)}”")
        return
    what = "Face" if mark.lane == "faces" else theme.escaped(mark.label[:1].upper() + mark.label[1:], 40)
    more = f"  \n{theme.escaped(mark.detail)}" if mark.detail else ""
    st.markdown(f"**{what}**{when} · {sure}{more}")


def _footnotes(one: Attachment) -> None:
    found = one.analysis
    if found.notes:
        notes = ". ".join(
            theme.escaped(note.rstrip(".")[:1].upper() + note.rstrip(".")[1:]) for note in found.notes
        )
        st.caption(f"{notes}.")
    if said := media_wording.missing(found.missing):
        st.caption(f"**Missing**: {said}.")
    st.caption(media_wording.CAVEAT)
