"""One profile of the workspace: what is there of it, what its source left out, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute, state, theme
from core.coverage import TOLD
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.coverage import Coverage
    from core.gallery import Gallery
    from core.model import Portrait

_SHOWN = 6  # languages and clients; the table twin has all


def draw(gallery: Gallery, selected: Sequence[str]) -> None:
    """Draw the card of the one profile that is selected in the list."""
    if len(selected) != 1:
        return
    (key,) = selected
    portrait, found = compute.portrait(gallery, key), compute.coverage(gallery, key)
    profile = portrait.profile
    shown = theme.handle(profile.handle) if profile.handle else plain(key, 40)
    with card.card(theme.escaped(shown), _told(found), "profile"), st.container(gap="small"):
        st.caption(_line(portrait))
        card.metric_row(_cells(portrait, found))
        left, right = st.columns([3, 2], gap="medium")
        with left:
            _completeness(found)
        with right:
            _shares("Language", found.languages, found.n_posts)
            _shares("Client", found.clients, found.n_posts)
        _choose(key)


def _line(portrait: Portrait) -> str:
    first, last = portrait.first, portrait.last
    named = [plain(portrait.profile.name, 60)] if portrait.profile.name else []
    span = [f"{theme.day(first)} to {theme.day(last)}, UTC"] if first and last else []
    return " · ".join([*map(theme.escaped, [*named, portrait.profile.key]), *span])


def _cells(portrait: Portrait, found: Coverage) -> list[card.Cell]:
    profile = portrait.profile
    created = theme.MISSING if profile.created is None else theme.day(profile.created)
    of = None if profile.followers is None else f"{theme.count(profile.followers)} followers"
    return [
        card.Cell("Posts", theme.count(found.n_posts), _days(portrait)),
        card.Cell(
            "Say whom they refer to",
            *_named(found),
            help="Reposts, quotes and replies that name their target",
        ),
        card.Cell(
            "Offset of its times", *_zone(found), help="As the source gives it; hours are shown in UTC"
        ),
        card.Cell("Account made", created, of),
    ]


def _days(portrait: Portrait) -> str | None:
    if portrait.first is None or portrait.last is None:
        return None
    n_days = (portrait.last.date() - portrait.first.date()).days + 1
    return f"in {theme.count(n_days)} {'day' if n_days == 1 else 'days'}"


def _named(found: Coverage) -> tuple[str, str]:
    if not found.n_referring:
        return theme.MISSING, "refers to nobody"
    return theme.percent(found.n_named / found.n_referring), f"of {theme.count(found.n_referring)} posts"


def _zone(found: Coverage) -> tuple[str, str]:
    if not found.offsets:
        return theme.MISSING, "not given"
    minutes, n_posts = found.offsets[0]
    sign = "−" if minutes < 0 else "+"
    told = f"UTC{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"
    return told, f"on {theme.percent(n_posts / found.n_posts)} of posts"


def _told(found: Coverage) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "The source says": list(TOLD.values()),
            "Posts": [found.told[column] for column in TOLD],
            "Share": [100 * found.told[column] / found.n_posts for column in TOLD],
        }
    )


def _completeness(found: Coverage) -> None:
    missing = [name[0].lower() + name[1:] for column, name in TOLD.items() if not found.told[column]]
    st.dataframe(
        _told(found),
        hide_index=True,
        row_height=32,
        height="content",
        alt="What the source says of each post",
        column_config={
            "Posts": st.column_config.NumberColumn(width=90, format="localized"),
            "Share": st.column_config.ProgressColumn(
                "Share of posts", min_value=0, max_value=100, format="%.0f%%", color="gray", width=150
            ),
        },
    )
    if missing:
        st.caption(f"Not given by the source: {', '.join(missing)}. What is not given is missing, not zero.")


def _shares(title: str, counted: tuple[tuple[str, int], ...], n_posts: int) -> None:
    if not counted:
        return
    rows = [(plain(value, 30), n) for value, n in counted[:_SHOWN]]
    if rest := sum(n for _, n in counted[_SHOWN:]):
        rows.append((f"{len(counted) - _SHOWN} others", rest))
    frame = pd.DataFrame(rows, columns=[title, "Posts"])
    frame["Posts"] = 100 * frame["Posts"] / n_posts
    st.dataframe(
        frame,
        hide_index=True,
        row_height=32,
        height="content",
        alt=f"Share of posts by {title.lower()}",
        column_config={
            title: st.column_config.TextColumn(width=120),
            "Posts": st.column_config.ProgressColumn(
                "Share of posts", min_value=0, max_value=100, format="%.0f%%", color="gray", width=120
            ),
        },
    )


def _choose(key: str) -> None:
    with st.container(horizontal=True, gap="small"):
        for choice, label in (("a", "Take as A"), ("b", "Take as B")):
            st.button(
                label,
                key=f"take-{choice}",
                disabled=state.chosen(choice) == key,  # type: ignore[arg-type]
                on_click=state.choose,
                args=(choice, key),
            )
