"""Made-up timelines of people who mean harm, for the page tests and those in a real browser."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

START = datetime(2024, 3, 1, tzinfo=UTC)
SCRIPT = "</script><script>window.planted=1;alert(1)</script>"
MARKDOWN = ":material/home: [x](javascript:alert(1)) $x$"
FORMULA = "=cmd()"
RTL = "\u202eمرحبا_العالم"
EMOJI = "🧪😀\u200d🧑"
PICTURE = "![x](http://evil.example/pixel.png)"
HANDLES = (SCRIPT, FORMULA, MARKDOWN, RTL, EMOJI, PICTURE)

_TEXTS = (
    f"{SCRIPT} three plain words",
    "<img src=x onerror='window.planted=1;alert(1)'> and some words more",
    f"{MARKDOWN} :red[no] and so on `code` $$\\frac{{1}}{{2}}$$",
    '=HYPERLINK("http://evil.example","press here") is a cell',
    f"look at this {PICTURE} http://evil.example/page",
    f"{RTL} text that runs the other way {EMOJI}",
    "{{7*7}} ${7*7} %s {0} \\u003cscript\\u003e templates of all sorts",
    "# a heading\n- a list\n> a quote\n***\n| a | table |\n|---|---|",
)
# Without blanks, quotes and commas, so that a reader takes it for one handle.
_TARGETS = ("news_desk", "</script><svg/onload=alert(1)>", "[x](javascript:alert(1))", "=1+1")
_COLUMNS = ("handle", "name", "bio", "id", "created_at", "kind", "text", "mentions", "repost_author")


def hostile_csv(n_days: int = 40) -> bytes:
    """Write a table of :data:`HANDLES`, alike enough that every card of every page is drawn."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    number = 0
    for who, handle in enumerate(HANDLES):
        for day in range(n_days):
            for n in range(2):
                number += 1
                time = START + timedelta(days=day, hours=(9 + 5 * n + who + day % 3) % 24, minutes=who)
                text = f"{_TEXTS[(day + n) % len(_TEXTS)]} {f'of {handle}' if day % 2 else ''}"
                repost = (day + n) % 5 == 0
                writer.writerow(
                    (
                        handle,
                        f"{MARKDOWN} {SCRIPT}",
                        SCRIPT * 3,
                        9_100_000_000_000_000_000 + number,
                        time.isoformat(),
                        "repost" if repost else "original",
                        f"RT @news_desk: {text}" if repost else text,
                        " ".join(_TARGETS[: 1 + (day + who) % len(_TARGETS)]),
                        "news_desk" if repost else "",
                    )
                )
    return out.getvalue().encode()
