"""How the tests open a page, and what no page may ever show."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from components import jobs

ROOT = Path(__file__).resolve().parent.parent.parent
APP = ROOT / "app.py"
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
PAIR_PAGES = ("audience", "behaviour", "compare", "content", "map", "persona")
SOON = 30
"""Seconds: a deadline for what takes a few, on a machine that does other things too."""

_UNESCAPED = re.compile(
    r"(?<!\\)<(?:script|img|svg)|(?<!\\)\]\((?:javascript|http://evil)|(?<!\\):material/home|(?<!\\)\$x"
)


def framed(page: str, *, theme: str = "light", **query: str) -> AppTest:
    """Open a page within the frame, as the sidebar does.

    The text of app.py is run from a place without ``pages/`` beside it: there AppTest would run a
    page without its frame.
    """
    app = AppTest.from_string(APP.read_text(), default_timeout=SOON)
    app.context = {"theme": theme}
    for name, value in query.items():
        app.query_params[name] = value
    return turn(app, page)


def turn(app: AppTest, page: str) -> AppTest:
    """Go to another page of an open app."""
    return app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()


def linked(page: str, **query: str) -> AppTest:
    """Open a page by a link on a fresh server, which at first runs the page without app.py."""
    app = AppTest.from_file(APP, default_timeout=SOON)
    for name, value in query.items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{page}.py").run()


def title(app: AppTest) -> str:
    """Give the page's title; a page has one."""
    (found,) = app.title
    return found.value


def said(app: AppTest) -> list[str]:
    """Give every text on the page in which Markdown would be rendered."""
    elements = [
        *app.title,
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.caption,
        *app.info,
        *app.warning,
        *app.error,
    ]
    labels = [element.label for element in (*app.metric, *app.button, *app.expander, *app.selectbox)]
    return [str(element.value) for element in elements] + labels


def assert_sound(app: AppTest) -> None:
    """Assert that nothing broke, and that no foreign text is taken for Markdown or HTML."""
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert title(app)
    assert [text for text in said(app) if _UNESCAPED.search(text)] == []


def settle() -> None:
    """Stop every job and wait for its end: none may outlive the folder that it writes to."""
    unfinished = [job for job in jobs._RUNNER._jobs.values() if not job.status.finished]
    for job in reversed(unfinished):
        job.cancel()
    for job in unfinished:
        assert job.wait(SOON).finished, f"{job.key} did not end"
