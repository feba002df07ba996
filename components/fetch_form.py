"""The Workspace page's way in for live timelines: name accounts, see who will be asked, fetch."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import streamlit as st

from components import arrival, credential, drawing, jobs, notices, secrecy, state
from components.theme import count, escaped
from core.errors import CancelledError
from core.fetch import fetch
from core.progress import never, part
from core.sources.live import CAP, Credentials
from core.sources.live_plan import Step, plan
from core.sources.live_target import LABELS
from core.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from core.pseudonyms import Pseudonyms
    from core.workspace import ImportReport

MAX_POSTS = 100_000
_FETCH_SHARE = 0.8  # of the progress bar; portraits are the rest
_PRESSED = "fetch_pressed"
_MAX_TYPED = 10_000  # characters
_SHOWN = 5  # of what is wrong, of hosts, and of the accounts of a host
_NAME = 60  # characters of an account or host that are shown
_EXAMPLES = "bluesky:ann.bsky.social\nmastodon:ann@mastodon.social\nhttps://x.com/ann"


def draw() -> None:
    """Draw the form; nothing is asked before its button is pressed, and none but who is shown there."""
    credentials = credential.found()
    with st.container(border=True):
        left, right = st.columns([1.15, 1], gap="medium")
        with left:
            steps = plan(_typed(), credentials)
            _draw_button(steps, credentials)
        with right:
            _say_networks(Credentials(credentials))
            _say_hosts(_askable(steps))
            _say_lacking(Credentials(credentials), steps)
        _say_wrong(steps)


def _typed() -> str:
    typed = st.text_area(
        "Accounts, one a line",
        placeholder=_EXAMPLES,
        height=140,
        max_chars=_MAX_TYPED,
        key="fetch_targets",
        persist_state="session",
        help="`bluesky:HANDLE`, `mastodon:USER@HOST`, `x:HANDLE` or the address of a profile. Press "
        "Ctrl+Enter, or click elsewhere, to see who would be asked.",
    )
    return typed or ""


def _askable(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.target and not step.lacks]


def _say_networks(credentials: Credentials) -> None:
    """Say which networks can be asked with the credentials there are."""
    signed_in = credentials.get("BLUESKY_HANDLE") and credentials.get("BLUESKY_APP_PASSWORD")
    member = credentials.get("MASTODON_ACCESS_TOKEN") and credentials.get("MASTODON_HOST")
    has_token = credentials.get("X_BEARER_TOKEN") is not None
    said = {
        "Bluesky": "Signs in with the app password." if signed_in else "Public posts need no account.",
        "Mastodon": "The token goes to its own server only." if member else "Public posts need no account.",
        "X" if has_token else "X needs a token": "Asks with the bearer token." if has_token else "See below.",
    }
    with st.container(horizontal=True, gap="xsmall"):
        for name, words in said.items():
            icon = "key" if name not in LABELS.values() else "check"
            st.badge(name, icon=f":material/{icon}:", color="gray", help=words)


def _say_hosts(steps: Sequence[Step]) -> None:
    """Name who would be told what, before anything is sent."""
    asked: dict[str, list[str]] = {}
    for step in steps:
        asked.setdefault(escaped(str(step.host), _NAME), []).append(escaped(str(step.target), _NAME))
    if not asked:
        st.markdown(
            ":gray[:material/public:] **Fetching asks the services that you name, over the internet.** "
            "Nothing else in Doppelscope leaves this machine. Who would be asked is shown here first."
        )
        return
    hosts = [f"- **{host}** for {_listed(targets)}" for host, targets in list(asked.items())[:_SHOWN]]
    if len(asked) > _SHOWN:  # accounts may be left out of what is said, servers may not
        hosts.append(f"- and **{'**, **'.join(list(asked)[_SHOWN:])}**")
    servers = f"{count(len(asked))} servers" if len(asked) > 1 else "one server"
    said = (
        f":gray[:material/public:] **Requests leave this machine** for {servers}, which will see its "
        "address and whom you ask for:"
    )
    st.markdown("\n".join([said, "", *hosts]))


def _listed(names: Sequence[str]) -> str:
    more = f" and {count(len(names) - _SHOWN)} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _say_lacking(credentials: Credentials, steps: Sequence[Step]) -> None:
    lacking = [escaped(str(step.target), _NAME) for step in steps if step.lacks]
    if lacking:
        st.markdown(f":gray[:material/key:] **Not asked without a token:** {_listed(lacking)}")
    if lacking or (credentials.get("X_BEARER_TOKEN") is None and not steps):
        st.caption(
            "X answers only with a bearer token: set **X_BEARER_TOKEN** in the environment or in "
            f"`{credential.FILE}` (as in `{credential.FILE}.example`) and start the app again. Tokens are "
            "never typed into a page, and never shown on one."
        )


def _say_wrong(steps: Sequence[Step]) -> None:
    """Name what is no account, and the way out once."""
    wrong = [step.wrong.partition("; ") for step in steps if step.wrong]
    if not wrong:
        return
    ways_out = dict.fromkeys(f"{way[:1].upper()}{way[1:]}." for _, _, way in wrong[:_SHOWN] if way)
    more = [f"and {count(len(wrong) - _SHOWN)} more"] if len(wrong) > _SHOWN else []
    lines = [*(escaped(what) for what, _, _ in wrong[:_SHOWN]), *more, *(escaped(way) for way in ways_out)]
    st.error("  \n".join(lines), icon=":material/error:")


def _draw_button(steps: Sequence[Step], credentials: Mapping[str, str]) -> None:
    """Begin what was shown when the button was pressed, or nothing if that is not what is typed now."""
    askable = _askable(steps)
    targets = [str(step.target) for step in askable]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cap = st.number_input(
            "Posts of each at most",
            min_value=1,
            max_value=MAX_POSTS,
            value=CAP,
            step=100,
            key="fetch_cap",
            persist_state="session",
            width=180,
            help="The newest ones. X gives no more than 3,200.",
        )
        shown = "\n".join([*(f"{step.target} {step.host}" for step in askable), str(cap)])
        name = hashlib.blake2b(shown.encode(), digest_size=12).hexdigest()
        is_ready = bool(targets) and not any(step.wrong for step in steps)
        st.button(
            "Fetch",
            icon=":material/download:",
            key=f"fetch_go-{name}",
            disabled=not is_ready,
            on_click=state.set_widgets,
            args=({_PRESSED: name},),
        )
    pressed = state.widget(_PRESSED)
    state.set_widgets({_PRESSED: None})
    if pressed == name and is_ready:
        _begin(name, targets, int(cap), credentials)
    elif pressed:
        notices.remark("What is typed has changed since. See who would be asked now, then press again.")


def _begin(name: str, targets: Sequence[str], cap: int, credentials: Mapping[str, str]) -> None:
    folder = state.destination()
    names = secrecy.pseudonyms(folder)

    def work(progress: jobs.Progress, cancelled: jobs.Cancelled) -> ImportReport:
        return _fetched(folder, targets, cap, credentials, names, progress, cancelled)

    arrival.begin_fetch(f"{folder.resolve()}:{name}", work)


def _fetched(
    folder: Path,
    targets: Sequence[str],
    cap: int,
    credentials: Mapping[str, str],
    names: Pseudonyms | None,
    progress: jobs.Progress,
    cancelled: jobs.Cancelled,
) -> ImportReport:
    report = fetch(
        Workspace(folder),
        targets,
        credentials=credentials,
        now=lambda: datetime.now(UTC),
        sleep=_rest,
        cap=cap,
        progress=part(progress, 0, _FETCH_SHARE),
        cancelled=cancelled,
        pseudonyms=names,
        turn=partial(jobs.turn, never),  # what arrived is written even if nobody wants more of it
    )
    # Whoever stops keeps what arrived, and its report; a page draws the portraits that it lacks.
    with suppress(CancelledError), jobs.turn(cancelled):
        drawing.complete(folder, progress, cancelled, done=_FETCH_SHARE)
    return report


def _rest(seconds: float) -> None:
    Event().wait(seconds)
