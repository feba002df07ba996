"""Small files that ask for endless memory or time are refused within bounds that hold for anybody."""

from __future__ import annotations

import json
import subprocess
import sys
from textwrap import dedent

from tests.conftest import ROOT
from tests.seed.repository import archive, block
from tests.sources.packing import WRAPPINGS, zipped

MANY = 200_000
MEMORY, SECONDS = 3 * 1024**3, 60
"""Address space and processor time of the child; the libraries themselves take a third of it."""
CHILD = dedent("""
    import resource, sys, tempfile
    from datetime import UTC, datetime
    from pathlib import Path
    from core.errors import DoppelscopeError
    from core.intake import batches, import_items
    from core.sources import discover
    from core.sources.entries import expand
    from core.sources.options import ReadOptions
    from core.workspace import Workspace
    sources = discover()
    memory, seconds = map(int, sys.argv[2:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    for file in sorted(Path(sys.argv[1]).iterdir()):
        print(file.name, file=sys.stderr)
        for entry in expand([file], lambda *_: None):
            for source in [] if file.name.startswith("packed") else sources:
                try:
                    for _ in batches(source, entry, ReadOptions()):
                        pass
                except DoppelscopeError:
                    continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                now = datetime(2025, 1, 1, tzinfo=UTC)
                import_items(Workspace(Path(folder)), [file], ReadOptions(), now=now)
            except DoppelscopeError:
                continue
    print("done")
""")


def _node(entries):
    return {"l": None, "e": entries}


def shared_nodes():
    """Make a tree in which each node names the next one twice: 2^40 ways through forty blocks."""
    blocks = dict([below := block(_node([]))])
    for n in range(40):
        entries = [{"p": 0, "k": b"app.bsky.feed.post/%d" % n, "v": below[0], "t": below[0]}] * 2
        below = block(_node(entries))
        blocks |= [below]
    root = block({"did": "did:plc:a", "version": 3, "data": below[0]})
    return archive(root[0], blocks | dict([root]))


def long_keys():
    """Make a node in which each key is the one before it and a little more."""
    child = block({})
    entries = [{"p": 20 * n, "k": b"x" * 20, "v": child[0], "t": None} for n in range(20_000)]
    node = block(_node(entries))
    root = block({"did": "did:plc:a", "version": 3, "data": node[0]})
    return archive(root[0], dict([child, node, root]))


def promising(kind):
    """Make a block that says it holds 2^60 of something."""
    root = (b"\x01\x71\x12\x20" + b"\x00" * 32, bytes([kind << 5 | 27]) + (2**60).to_bytes(8, "big"))
    return archive(root[0], dict([root]))


BOMBS = {
    "deep.json": lambda: b"[" * 5_000_000,
    "deeper.jsonl": lambda: (b'{"a":' * MANY + b"1" + b"}" * MANY + b"\n") * 3,
    "escapes.json": lambda: b'{"id_str": "' + b"\\" * 2_000_000,
    "quotes.csv": lambda: b"screen_name,created_at,text\n" + b'"' * 3_000_001,
    "columns.csv": lambda: b"a," * 300_000 + b"screen_name,created_at\n" + b"1," * 300_000,
    "tags.json": lambda: json.dumps(
        {"acct": "a", "id": "1", "content": "<a <p " * MANY, "visibility": "public", "reblog": None}
    ).encode(),
    "equals.js": lambda: b"window.YTD.tweets.part0" + b" " * 3_000_000 + b"[",
    "names.js": lambda: b"a." * 2_000_000,
    "string.yml": lambda: b"interactions:\n" + b"  response:\n    string: 'a\n" * MANY,
    "shared.car": shared_nodes,
    "keys.car": long_keys,
    "array.car": lambda: promising(4),
    "text.car": lambda: promising(3),
    "map.car": lambda: promising(5),
    "zeros.zip": lambda: zipped([("a.json", b"0" * 300_000_000)]),
    "many.zip": lambda: zipped([(f"{n}.json", b"") for n in range(25_000)]),
}
PACKED = [name for name in WRAPPINGS if name not in {"zip", "tar"}]


def test_bombs_are_refused_or_read_within_bounds(tmp_path):
    for name, made in BOMBS.items():
        (tmp_path / name).write_bytes(made())
    for wrapping in PACKED:
        ((name, data),) = WRAPPINGS[wrapping]([("a.json", b"x" * 150_000_000)])
        (tmp_path / f"packed-{name}").write_bytes(data)
    command = [sys.executable, "-c", CHILD, tmp_path, str(MEMORY), str(SECONDS)]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert child.stdout == "done\n", child.stderr[-3_000:]
