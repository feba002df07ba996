"""The export of a Bluesky repository, made block by block; also what no server would ever write."""

from __future__ import annotations

import hashlib
from typing import Any

from libipld import encode_dag_cbor

_DAG_CBOR = b"\x01\x71\x12\x20"


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _encoded(value: Any) -> bytes:
    """Encode a block; what DAG-CBOR cannot hold is written as the text that it reads like."""
    try:
        return encode_dag_cbor(value)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return repr(value)[:100_000].encode("utf-8", "replace")


def block(value: Any) -> tuple[bytes, bytes]:
    """Give a block as (id, data); bytes are taken as they are."""
    data = value if isinstance(value, bytes) else _encoded(value)
    return _DAG_CBOR + hashlib.sha256(data).digest(), data


def archive(root: bytes, blocks: dict[bytes, bytes]) -> bytes:
    """Write blocks as a CAR file whose root is one of them."""
    header = encode_dag_cbor({"roots": [root], "version": 1})
    frames = [content_id + data for content_id, data in blocks.items()]
    return b"".join([_number(len(header)), header, *(_number(len(frame)) + frame for frame in frames)])


def as_repository(value: Any) -> bytes:
    """Write ``{"did": …, "records": {key: record}}`` as a repository: two keys a node, the rest below."""
    told = value if isinstance(value, dict) else {}
    records = told.get("records")
    blocks: dict[bytes, bytes] = {}

    def add(one: Any) -> bytes:
        content_id, data = block(one)
        blocks[content_id] = data
        return content_id

    def node(leaves: list[tuple[str, bytes]]) -> bytes:
        here, below = leaves[:2], leaves[2:]
        entries, before = [], b""
        for key, content_id in here:
            name = key.encode("utf-8", "replace")
            same = zip(name, before, strict=False)
            kept = next((n for n, (a, b) in enumerate(same) if a != b), min(len(name), len(before)))
            entries.append({"p": kept, "k": name[kept:], "v": content_id, "t": None})
            before = name
        if below and entries:
            entries[-1]["t"] = node(below)
        return add({"l": None, "e": entries})

    leaves = sorted((str(k), add(v)) for k, v in records.items()) if isinstance(records, dict) else []
    said = {name: other for name, other in told.items() if name != "records"}
    root = add({"version": 3, "data": node(leaves), "rev": "3k", "prev": None, "sig": b"\x01" * 64, **said})
    return archive(root, blocks)
