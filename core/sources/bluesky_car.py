"""The export of a Bluesky account's whole repository: a CAR file of signed, content-addressed blocks.

Posts, reposts and the profile are read; likes, follows and blocks are passed over. Every block is
checked against the hash by which it is named, so a damaged record is refused and never misread. Who
signed the repository is not checked: that takes a key from the network.

Source: the AT Protocol's specification of repositories (records in a Merkle search tree) and of CAR v1.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from core.errors import FormatError
from core.sources import Source, register
from core.sources.bluesky import add_record
from core.sources.bluesky_field import did_of
from core.sources.bluesky_record import PLATFORM
from core.sources.documents import Document
from core.sources.gathering import gathered
from core.sources.x_field import Json, as_dict, dicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.model import Batch
    from core.sources.entries import Entry
    from core.sources.gathering import Gathering
    from core.sources.options import ReadOptions

MAX_BYTES = 1024**3
_HEAD_BYTES = 256
_ID_BYTES = 36
_ID_OPENS = frozenset({b"\x01\x71\x12\x20", b"\x01\x55\x12\x20"})  # SHA-256 of DAG-CBOR, or of a file
_MOST_KEY_BYTES = 1024
_AGAIN = "download it again"


class _Repository(NamedTuple):
    """Where each block stands, the account, the root of its tree, and whether the file was cut off."""

    data: bytes
    blocks: dict[bytes, tuple[int, int]]
    did: str
    tree: Any
    is_cut: bool


def _decoder() -> Callable[[bytes], Any]:
    try:
        from libipld import decode_dag_cbor  # noqa: PLC0415  heavy, and needed for this format alone
    except ImportError as error:
        message = "to read repository exports of Bluesky, install libipld: pip install libipld"
        raise FormatError(message) from error
    return decode_dag_cbor


def _decoded(data: bytes) -> Any:
    """Decode a block; None where it is not DAG-CBOR."""
    try:
        return _decoder()(data)
    except (ValueError, RecursionError):
        return None


def _number(data: bytes, position: int) -> tuple[int, int]:
    """Read a variable-length number and give where it ends; -1 where there is none."""
    value = shift = 0
    for place in range(position, min(position + 9, len(data))):
        value |= (data[place] & 0x7F) << shift
        shift += 7
        if not data[place] & 0x80:
            return value, place + 1
    return -1, len(data)


def _sniff(head: bytes, name: str) -> float:
    length, start = _number(head, 0)
    is_header = 0 < length <= _HEAD_BYTES and b"eroots" in head[start : start + 16]
    if is_header and b"gversion\x01" in head[:_HEAD_BYTES]:
        return 0.99
    return 0.2 if name.endswith(".car") else 0.0  # enough to be told what is wrong with it


def _blocks(data: bytes, position: int, name: str) -> tuple[dict[bytes, tuple[int, int]], bool]:
    """Index the blocks by their ids; tell whether the last one was cut off."""
    found: dict[bytes, tuple[int, int]] = {}
    while position < len(data):
        length, start = _number(data, position)
        if length < _ID_BYTES or start + length > len(data):
            return found, True
        content_id = data[start : start + _ID_BYTES]
        if content_id[:4] not in _ID_OPENS:
            message = f"{name} names its blocks in an unusual way; is it the export of a repository?"
            raise FormatError(message)
        found[content_id] = (start + _ID_BYTES, start + length)
        position = start + length
    return found, False


def _opened(name: str, data: bytes) -> _Repository:
    """Open a repository.

    Raises
    ------
    FormatError
        If it is no CAR file, or the commit that says whose it is is missing.
    """
    length, start = _number(data, 0)
    header = as_dict(_decoded(data[start : start + length])) if length > 0 else {}
    roots = header.get("roots")
    if not isinstance(roots, list) or not roots:
        message = f"{name} is not a readable CAR file; {_AGAIN}"
        raise FormatError(message)
    blocks, is_cut = _blocks(data, start + length, name)
    at = blocks.get(roots[0]) if isinstance(roots[0], bytes) else None
    commit = as_dict(_decoded(data[at[0] : at[1]])) if at else {}
    did = did_of(commit.get("did"))
    if did is None or "data" not in commit:
        message = (
            f"{name} lacks the commit that says whose repository it is; {_AGAIN}, best the whole repository"
        )
        raise FormatError(message)
    return _Repository(data, blocks, did, commit["data"], is_cut)


def _block(repository: _Repository, content_id: Any) -> Json | None:
    """Give a block; None where it is not in the file, is damaged or no object."""
    at = repository.blocks.get(content_id) if isinstance(content_id, bytes) else None
    data = repository.data[at[0] : at[1]] if at else None
    if data is None or hashlib.sha256(data).digest() != content_id[4:]:
        return None
    found = _decoded(data)
    return found if isinstance(found, dict) else None


def _keys(repository: _Repository) -> Iterator[tuple[str | None, Any]]:
    """Walk the tree from its root: the key of each record and the id of its block.

    A part of the tree that is missing or damaged comes as a key of None.
    """
    waiting: list[Any] = [repository.tree]
    seen: set[bytes] = set()
    while waiting:
        content_id = waiting.pop()
        node = _block(repository, content_id)
        if node is None or content_id in seen:
            yield None, None
            continue
        seen.add(content_id)
        below, key = [node.get("l")], b""
        for item in dicts(node.get("e")):
            kept, rest = item.get("p"), item.get("k")
            if not isinstance(kept, int) or not isinstance(rest, bytes) or not 0 <= kept <= len(key):
                yield None, None
                break
            if kept + len(rest) > _MOST_KEY_BYTES:
                yield None, None
                break
            key = key[:kept] + rest
            yield key.decode("ascii", "replace"), item.get("v")
            below.append(item.get("t"))
        waiting += [child for child in reversed(below) if child is not None]


def _walk(harvest: Gathering, document: Document) -> Iterator[None]:
    repository: _Repository = document.value
    lost = 0
    others: Counter[str] = Counter()
    for number, (key, content_id) in enumerate(_keys(repository), 1):
        collection = (key or "").partition("/")[0]
        if key is None:
            lost += 1
        elif collection not in _WANTED:
            others[collection] += 1
        elif (record := _block(repository, content_id)) is None:
            lost += 1
        else:
            address = f"at://{repository.did}/{key}"
            add_record(harvest, f"record {number}", {**record, "$type": collection}, address)
            yield
    if lost:
        why = f"{lost:,} records or parts of the tree are missing or damaged; {_AGAIN}, best the whole repository"
        harvest.refuse_row("the whole file", why)
    if repository.is_cut:
        harvest.refuse_row("the end of the file", f"the file was cut off; {_AGAIN}")
    if not harvest.n_rows and not harvest.total_rows:
        for collection in sorted(others)[:8]:
            harvest.set_aside("", f"records of {collection[:80]}")
    yield


_WANTED = frozenset({"app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.actor.profile"})


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:
    data, broken = entry.whole(MAX_BYTES, "a repository of that size is not read")
    repository = _opened(entry.name, data)
    if broken:
        repository = repository._replace(is_cut=True)
    yield from gathered(entry, options, PLATFORM, _walk, [Document("", repository)])


register(Source(name="bluesky_car", label="Bluesky repository export (CAR)", sniff=_sniff, read=_read))
