"""What the analyst is looking at in the media panel: which file is open, which are shown clear, which finding is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import state
from components.map_card import row_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.media import Attachment

_OPENED = "media_opened"
_NEAR = 0.051  # seconds: a still so near to a moment is of that moment


def name(one: Attachment) -> str:
    """Name an attachment in the keys of widgets."""
    return f"{one.key}-{one.sha256}"


def opened(found: Sequence[Attachment]) -> Attachment | None:
    """Give the attachment that is open, the first until one is chosen."""
    chosen = state.widget(_OPENED)
    return next((one for one in found if name(one) == chosen), found[0] if found else None)


def open_(one: Attachment) -> None:
    """Open an attachment."""
    state.set_widgets({_OPENED: name(one)})


def n_listed(key: str, at_first: int) -> int:
    """Give how many files of a profile are listed."""
    number = state.widget(f"media_listed-{key}")
    return number if isinstance(number, int) else at_first


def list_more(key: str, number: int) -> None:
    """List so many files of a profile."""
    state.set_widgets({f"media_listed-{key}": number})


def is_shown(one: Attachment) -> bool:
    """Tell whether an attachment's pictures were asked for; until then the browser gets veiled ones only."""
    return bool(state.widget(f"media_shown-{name(one)}"))


def veil(one: Attachment, *, is_clear: bool = False) -> None:
    """Veil an attachment's pictures, or show them."""
    state.set_widgets({f"media_shown-{name(one)}": is_clear})


def veil_button(one: Attachment, key: str) -> None:
    """Offer to show an attachment's pictures, or to veil them again."""
    clear = is_shown(one)
    st.button(
        "Veil again" if clear else "Show",
        key=key,
        type="tertiary",
        icon=":material/blur_on:" if clear else ":material/image:",
        on_click=veil,
        args=(one,),
        kwargs={"is_clear": not clear},
        help=None if clear else "The picture is sent to your browser only now",
    )


def best_second(one: Attachment) -> float | None:
    """Give the still that stands for a file: of its surest face, else of its middle; None where there is none."""
    if not one.still_seconds:
        return None
    faces = one.analysis.faces
    wanted = max(faces, key=lambda face: face.score).frame_second if faces else one.analysis.seconds / 2
    return nearest(one, wanted)[0]


def nearest(one: Attachment, second: float) -> tuple[float, bool]:
    """Give the still nearest to a moment, and whether it is of that very moment; there must be one."""
    found = min(one.still_seconds, key=lambda still: abs(still - second))
    return found, is_of(found, second)


def is_of(still: float, second: float) -> bool:
    """Tell whether a still is of a moment, both in seconds."""
    return abs(still - second) < _NEAR


def _mark_key(one: Attachment) -> str:
    return f"media_mark-{name(one)}"


def mark(one: Attachment, n_marks: int) -> int | None:
    """Give the number of the finding that is chosen, the first until one is; None where there are none."""
    number = state.widget(_mark_key(one))
    if not n_marks:
        return None
    return number if isinstance(number, int) and 0 <= number < n_marks else 0


def choose(one: Attachment, number: int) -> None:
    """Choose a finding."""
    state.set_widgets({_mark_key(one): number})


def clicked(one: Attachment, chart: str) -> None:
    """Choose the finding that was clicked in a chart; one that is clicked twice stays chosen."""
    event = state.widget(chart)
    points = event["selection"]["points"] if isinstance(event, dict) else []
    last = f"media_clicked-{name(one)}"
    if points:
        state.set_widgets({last: row_of(points[0]["customdata"])})
    number = state.widget(last)
    if isinstance(number, int):
        choose(one, number)
