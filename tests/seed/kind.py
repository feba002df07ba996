"""What a seed is: a value, how it is written as a file, and what must come of reading it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from core.sources.entries import from_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.sources.entries import Entry


@dataclass(frozen=True)
class Seed:
    """One small valid file and the files beside it.

    Attributes
    ----------
    source, name : str
        The format that it is of, and what the file is called.
    value : JSON value
        What it says; ``write`` makes the file of it.
    n_rows, n_posts : int
        What a reader counts in it; none is refused.
    profile : str
        Handle (or id) of its author, who is in no other seed.
    beside : dict
        Further files of the same import, by name.
    """

    source: str
    name: str
    value: Any
    write: Callable[[Any], bytes]
    n_rows: int
    n_posts: int
    profile: str
    beside: dict[str, bytes] = field(default_factory=dict)

    def __str__(self) -> str:
        """Give the name by which a test calls it."""
        return f"{self.source}/{self.name}"

    @property
    def data(self) -> bytes:
        """Give the file's bytes."""
        return self.write(self.value)

    def entries(self, data: bytes | None = None) -> list[Entry]:
        """Give the file, or other bytes under its name, and what is beside it."""
        files = {self.name: self.data if data is None else data, **self.beside}
        return [from_bytes(name, content) for name, content in files.items()]


def json_of(value: Any) -> str:
    """Write JSON as Python does: NaN, lone surrogates and endless numbers too."""
    return (
        json.dumps(value, ensure_ascii=False, default=str)
        .encode("utf-8", "surrogatepass")
        .decode("utf-8", "replace")
    )


def as_json(value: Any) -> bytes:
    """Write one document."""
    return json_of(value).encode()


def as_lines(value: Any) -> bytes:
    """Write a line an element."""
    return "\n".join(map(json_of, value if isinstance(value, list) else [value])).encode()


def as_script(value: Any, name: str) -> bytes:
    """Write an assignment in JavaScript."""
    return f"{name} = {json.dumps(value, indent=1, default=str)}".encode()


def as_recording(value: Any) -> bytes:
    """Write a reply as the recorders of R write it, in YAML."""
    body = json_of(value).replace("'", "''")
    head = "http_interactions:\n- request:\n    method: get\n    body:\n      string: ''\n  response:\n    body:\n"
    return f"{head}      encoding: UTF-8\n      string: '{body}'\n  recorded_at: 2024-01-01\n".encode()


def as_cassette(value: Any) -> bytes:
    """Write a reply as the recorders write it in JSON."""
    exchange = {"request": {"uri": "https://a.example"}, "response": {"body": {"string": json_of(value)}}}
    return as_json({"http_interactions": [exchange], "recorded_with": "VCR"})


def as_table(value: Any, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Write rows, the first of which names the columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    for row in value if isinstance(value, list) else [value]:
        writer.writerow(row if isinstance(row, list) else [row])
    return text.getvalue().encode(encoding, "replace")


as_tabs = partial(as_table, delimiter="\t", encoding="utf-16")


def rows_of(records: list[dict[str, Any]]) -> list[list[Any]]:
    """Give records as rows below their names."""
    names = list(dict.fromkeys(name for record in records for name in record))
    return [names, *([record.get(name, "") for name in names] for record in records)]
