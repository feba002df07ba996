"""The step for tables with unknown columns: the first rows, and which column is what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from components import mapping_check, notices, state, theme
from components.mapping_field import FIRST, HELP, JOINED, LABELS, key_of, labels_of, places
from core import saved_mapping
from core.errors import WorkspaceError
from core.sources.column import KNOWN
from figures.label import plain

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.delta_generator import DeltaGenerator

    from core.saved_mapping import SavedMapping
    from core.sources.mapping import Preview, Unknown
    from core.sources.options import ReadOptions

_NAMED_FILES = 3
_GUESSES = "Guesses"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the analyst says of the tables of one header: options, or None to leave them out.

    ``is_ready`` tells whether some row could be read so; ``name`` is what to save it under, if any.
    """

    seen: Preview
    options: ReadOptions | None
    is_ready: bool
    name: str = ""


def draw(folder: Path, table: Unknown, zone: str | None) -> Answer:
    """Draw the step for the tables of one header, in a card of its own.

    Parameters
    ----------
    folder : Path
        Of the workspace whose saved mappings are offered.
    table : Unknown
        As the core found it.
    zone : str or None
        The zone told for the whole import; the choice of one begins there.
    """
    seen = table.seen
    with st.container(border=True, gap="small"):
        if _head(table):
            return Answer(seen, None, is_ready=True)
        mapping_check.draw_head(seen)
        saved = _saved(folder, seen, zone)
        columns, place = _columns(seen, saved)
        options, is_ready = mapping_check.draw(seen, columns, zone, place)
        name = st.text_input(
            "Save this mapping as",
            key=key_of(seen, "save-as"),
            placeholder="A name, to have all this filled in for the next file with these columns",
            max_chars=saved_mapping.MAX_NAME,
        )
    return Answer(seen, options, is_ready, name.strip())


def _head(table: Unknown) -> bool:
    """Draw title and skip button; tell whether the tables are left out."""
    header, n = table.seen.header, len(table.files)
    is_out = header in state.left_out()
    first, alike = theme.escaped(table.files[0], 40), f" and {theme.count(n - 1)} more with its columns"
    said = f"{first}{alike if n > 1 else ''}"
    verb = "are" if n > 1 else "is"
    title = f"{said} {verb} left out" if is_out else f"How {verb} {said} to be read?"
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(title, anchor=False, width="content")
        st.button(
            "Take it in" if is_out else "Skip this file" if n == 1 else "Skip these files",
            icon=":material/undo:" if is_out else ":material/block:",
            type="tertiary",
            key=key_of(table.seen, "skip"),
            on_click=_turn_out,
            args=(header, not is_out),
        )
    if n > 1:
        names = " · ".join(theme.escaped(name, 40) for name in table.files[:_NAMED_FILES])
        st.caption(f"{names}{' …' if n > _NAMED_FILES else ''}")
    return is_out


def _turn_out(header: str, is_out: bool) -> None:  # noqa: FBT001 — Streamlit hands it over by place
    state.leave_out(header, is_out=is_out)


def _saved(folder: Path, seen: Preview, zone: str | None) -> SavedMapping | None:
    """Offer the saved mappings that fit; one of the same header is taken until another is chosen."""
    try:
        fitting = {one.name: one for one in saved_mapping.fitting(folder, seen.names)}
    except WorkspaceError as error:
        notices.explain(error)
        fitting = {}
    if not fitting:
        _say_guessed(seen)
        return None
    own = next((name for name, one in fitting.items() if one.header == seen.header), _GUESSES)
    key = key_of(seen, "saved")
    state.start_widgets({key: own})

    def fill() -> None:
        state.set_widgets(_filled(seen, fitting.get(str(state.widget(key))), zone))

    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Filled in from",
            [_GUESSES, *fitting],
            format_func=lambda name: name if name == _GUESSES else f"Saved: {plain(name, None)}",
            key=key,
            on_change=fill,
            width=360,
        )
        if chosen in fitting:
            st.button(
                "Forget it",
                icon=":material/delete:",
                type="tertiary",
                key=key_of(seen, "forget"),
                help="Removes the saved mapping. What was imported with it stays.",
                on_click=_forget,
                args=(folder, chosen, key),
            )
    if chosen not in fitting:
        _say_guessed(seen)
    return fitting.get(chosen)


def _forget(folder: Path, name: str, key: str) -> None:
    with notices.guarded():
        saved_mapping.remove(folder, name)
    state.set_widgets({key: _GUESSES})


def _filled(seen: Preview, saved: SavedMapping | None, zone: str | None) -> dict[str, str | None]:
    """Give the values of the widgets as a saved mapping, or the guesses, have them."""
    columns = saved.options.columns if saved else seen.columns
    values = {key_of(seen, field): next(iter(columns.get(field, ())), None) for field in KNOWN}
    joined = (*columns.get("profile", ())[1:], *[None] * JOINED)
    values |= {key_of(seen, f"joined-{n}"): joined[n] for n in range(JOINED)}
    values[key_of(seen, mapping_check.ZONE)] = (saved.options.zone if saved else None) or zone
    values[key_of(seen, mapping_check.ORDER)] = saved.options.date_order if saved else None
    return values


def _say_guessed(seen: Preview) -> None:
    unsure = [f"**{LABELS[field]}**" for field, one in seen.guesses.items() if one.said != "sure"]
    above_all = f", above all {', '.join(unsure)}" if unsure else ""
    st.caption(f"Filled in by guess, from names and values. Please check{above_all}.")


def _columns(seen: Preview, saved: SavedMapping | None) -> tuple[dict[str, tuple[str, ...]], DeltaGenerator]:
    """Ask which column is which field, the rarer ones folded away; give a place between the two."""
    state.start_widgets(_filled(seen, saved, None))
    labels = labels_of(seen.names)

    def ask(what: str, label: str, said: str | None = None) -> tuple[str, ...]:
        name = st.selectbox(
            label,
            [None, *seen.names],
            format_func=lambda name: "no column" if name is None else labels[name],
            placeholder="no column",
            key=key_of(seen, what),
            help=said,
        )
        return () if name is None else (name,)

    chosen: dict[str, tuple[str, ...]] = {}
    for field, place in places(FIRST):
        with place:
            chosen[field] = ask(field, LABELS[field], _why(seen, field))
    between = st.container()
    rest = [field for field in KNOWN if field not in FIRST]
    n_filled = sum(state.widget(key_of(seen, field)) is not None for field in rest)
    with st.expander(f"More columns ({n_filled} of {len(rest)} filled in)"):
        for field, place in places(rest):
            with place:
                chosen[field] = ask(field, LABELS[field], _why(seen, field))
        st.caption(
            "Where one account was captured several times, further columns can tell the captures apart: "
            "each becomes a profile of its own."
        )
        for n, place in places(range(JOINED)):
            with place:
                more = ask(f"joined-{n}", "And apart by" if n else "Captures told apart by")
                chosen["profile"] += more if chosen["profile"] else ()
    return chosen, between


def _why(seen: Preview, field: str) -> str | None:
    found = seen.guesses.get(field)
    guessed = theme.escaped(f"Guessed ({found.said}): {found.why}.") if found else ""
    return " ".join(part for part in (HELP.get(field, ""), guessed) if part) or None
